"""A published schedule laid over the problem as it stands after changes on the day."""

from collections.abc import Iterable

import numpy as np

from bilateral.schedule.changes_file import Changes, past_slots
from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.model import Meeting, Schedule

Cause = tuple[str, str]
"""A reason of `MOVE_REASONS` and the id that its sentence names."""


class Published:
    """What was held, by number and position, and what became of it.

    `past` requests stay whatever happens. `cancelled` ones are withdrawn. `displaced` ones cannot stay as they are, or
    come after one that cannot: they may be held otherwise or, where that cannot be, be withdrawn. `untouched` ones may
    be moved and are never withdrawn.
    """

    def __init__(self, instance: Instance, schedule: Schedule, changes: Changes) -> None:
        self.instance = instance
        count = len(instance.weight)
        self.places, self.servers, self.tables = (np.full(count, -1, np.int64) for _ in range(3))
        server_number = {each.id: number for number, each in enumerate(instance.interpreters)}
        for meeting in schedule.meetings:
            m = instance.request_number[meeting.request]
            self.places[m] = instance.position_of_slot[meeting.slot]
            self.tables[m] = instance.table_number[meeting.table]
            if meeting.interpreter is not None:
                self.servers[m] = server_number[meeting.interpreter]
        self.over = np.zeros(instance.positions, np.bool_)
        for slot in past_slots(instance.problem, changes.now):
            self.over[instance.position_of_slot[slot]] = True
        held = np.flatnonzero(self.places >= 0).tolist()
        self.past = [m for m in held if self.over[self.places[m]]]
        numbers = {instance.request_number[name] for name in changes.cancelled}
        self.cancelled = sorted(numbers.difference(self.past).intersection(held))
        coming = sorted(set(held).difference(self.past, self.cancelled))
        self.displaced: dict[int, Cause] = {m: cause for m in coming if (cause := self._cause(m)) is not None}
        self._follow(set(coming))
        self.untouched = [m for m in coming if m not in self.displaced]
        instance.allowed[:, self.over] = False

    def _cause(self, m: int) -> Cause | None:
        """Why m cannot stay exactly as it is."""
        instance, t = self.instance, self.places[m]
        for p in (instance.first[m], instance.second[m]):
            if not instance.available[p, t]:
                return ("company_unavailable", instance.problem.companies[p].id)
        if self.servers[m] >= 0 and not instance.interpreter_available[self.servers[m], t]:
            return ("interpreter_unavailable", instance.interpreters[self.servers[m]].id)
        if not instance.table_available[self.tables[m], t]:
            return ("table_unavailable", instance.problem.tables[self.tables[m]].id)
        return None

    def _follow(self, coming: set[int]) -> None:
        """Displace what comes after the withdrawn and the displaced."""
        reached = [*self.cancelled, *self.displaced]
        while reached:
            earlier = reached.pop()
            for m in self.instance.after[earlier]:
                if m in coming and m not in self.displaced:
                    self.displaced[m] = ("keeps_order", self.instance.problem.requests[earlier].id)
                    reached.append(m)

    def may_stay(self, m: int) -> bool:
        """Whether m can still be held in its slot, as far as it alone is concerned."""
        return bool(self.instance.allowed[m, self.places[m]])

    def keeps_server(self, m: int) -> bool:
        """Whether its interpreter, if it has one, is still there."""
        return self.servers[m] < 0 or bool(self.instance.interpreter_available[self.servers[m], self.places[m]])

    def keeps_table(self, m: int) -> bool:
        """Whether its table is still there."""
        return bool(self.instance.table_available[self.tables[m], self.places[m]])

    def in_order(self, numbers: Iterable[int]) -> list[int]:
        """The requests by weight, each after those that it comes after."""
        left = sorted(numbers, key=lambda m: (-self.instance.weight[m], m))
        found: list[int] = []
        while left:
            waiting = set(left)
            ready = [m for m in left if not waiting.intersection(self.instance.before[m])]
            found += ready
            left = [m for m in left if m not in set(ready)]
        return found

    def placeable(self, m: int) -> bool:
        """Whether there is any slot to come in which m may be held."""
        return bool(self.instance.allowed[m].any())

    def meeting(self, m: int) -> Meeting:
        """The meeting as it was published."""
        return meeting_at(self.instance, m, self.places, self.servers, self.tables)


def meeting_at(instance: Instance, m: int, places: Numbers, servers: Numbers, tables: Numbers) -> Meeting:
    """Request m as it is held."""
    problem = instance.problem
    return Meeting(
        problem.requests[m].id,
        problem.slots[instance.slot_of[places[m]]].id,
        problem.tables[tables[m]].id,
        None if servers[m] < 0 else instance.interpreters[servers[m]].id,
    )
