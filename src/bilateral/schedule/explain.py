"""Why a request has no place in a finished schedule of mode "select"."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from bilateral.schedule.board import Snapshot
from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.model import Unplaced


@dataclass(frozen=True, slots=True)
class _Obstacle:
    """What keeps a request out of one slot: the first reason, and all the meetings in the way.

    Without meetings nothing can be moved to open the slot, as `interpreters` (ids) are not there. `cost` is what the
    meetings weigh together.
    """

    reason: str
    meetings: tuple[int, ...] = ()
    cost: int = 0
    interpreters: tuple[str, ...] = ()


class Explainer:
    """Reads a finished schedule and names what stands in the way of each request that it leaves out.

    One cause that holds in every slot where both parties are present is named with its blockers in each: of the
    meetings at full tables, and of the interpreters who could serve, the lightest in the way. Where the slots
    are blocked by different causes, the request is displaced by the meetings of the slot that it would cost least to
    clear. Were the blockers not held, the request could be.
    """

    def __init__(self, instance: Instance, schedule: Snapshot, tables: Numbers | None = None) -> None:
        self.instance = instance
        self.tables = instance.table if tables is None else tables
        self.places, self.servers = schedule.places, schedule.servers
        self.weight: list[int] = instance.weight.tolist()
        at: dict[tuple[int, int], list[int]] = {}
        self.held_at: dict[int, list[int]] = {}
        self.served: dict[tuple[int, int], int] = {}
        for m in np.flatnonzero(self.places >= 0).tolist():
            t = int(self.places[m])
            self.held_at.setdefault(t, []).append(m)
            for p in (int(instance.first[m]), int(instance.second[m])):
                at.setdefault((p, t), []).append(m)
            if self.servers[m] >= 0:
                self.served[int(self.servers[m]), t] = m
        self.lightest_at = {t: self._lightest(held) for t, held in self.held_at.items()}
        count = np.zeros(len(instance.seats), np.int64)
        for party in (instance.first, instance.second):
            np.add.at(count, party[self.places >= 0], 1)
        caps = [company.max_meetings for company in instance.problem.companies]
        self.full = {p for p, cap in enumerate(caps) if cap is not None and count[p] >= cap}
        self.possible = set(np.flatnonzero(instance.allowed.any(axis=1)).tolist())
        unserved = [c for c, servers in enumerate(instance.class_servers) if c and not servers]
        self.unspoken = set(np.flatnonzero(np.isin(instance.language_class, unserved)).tolist())
        self.table: list[int] = instance.table.tolist()
        self.language_class: list[int] = instance.language_class.tolist()
        seats: list[int] = instance.seats.tolist()
        self.busy = {(p, t): meetings for (p, t), meetings in at.items() if len(meetings) >= seats[p]}
        """The meetings of a company at a position, where it can hold no more."""
        self.tables_at: list[int] = instance.tables_at.tolist()
        self.known: dict[tuple[int, int], tuple[list[int], tuple[str, ...]]] = {}
        """By language class and position, what `_interpreters_in_the_way` found."""
        self.duty = np.bincount(self.servers[self.servers >= 0], minlength=len(instance.interpreters))

    def explain(self, m: int) -> Unplaced:
        """The reason of request number m, which has no place."""
        instance = self.instance
        request = instance.problem.requests[m]
        companies = instance.problem.companies
        parties = (int(instance.first[m]), int(instance.second[m]))
        if m in self.unspoken:
            return Unplaced(request.id, "no_interpreter")
        if m not in self.possible:
            return Unplaced(request.id, "no_common_slot")
        full = tuple(companies[p].id for p in parties if p in self.full)
        if full:
            return Unplaced(request.id, "party_full", full)
        slots, kept_out_by = self._in_order(m, np.flatnonzero(instance.allowed[m]).tolist())
        if not slots:
            return Unplaced(request.id, "precedence", self._names(kept_out_by))
        return self._weigh(m, [self._obstacle(m, t, parties) for t in slots])

    def _in_order(self, m: int, slots: list[int]) -> tuple[list[int], list[int]]:
        """The slots that precedence leaves, and what takes the others."""
        rank = self.instance.rank
        before = self.instance.before[m]
        after = [n for n in self.instance.after[m] if self.places[n] >= 0]
        if not before and not after:
            return slots, []
        left = [
            t
            for t in slots
            if all(self.places[n] >= 0 and rank[self.places[n]] < rank[t] for n in before)
            and all(rank[self.places[n]] > rank[t] for n in after)
        ]
        return left, [*before, *after]

    def _obstacle(self, m: int, t: int, parties: tuple[int, int]) -> _Obstacle:
        busy = [*self.busy.get((parties[0], t), ()), *self.busy.get((parties[1], t), ())]
        held = self.held_at.get(t, [])
        full = len(held) - len(set(busy)) >= self.tables_at[t]
        table = self.table[m]
        at_table = [n for n in held if self.tables[n] == table and n not in busy] if table >= 0 else []
        key = (self.language_class[m], t)
        if key not in self.known:
            self.known[key] = self._interpreters_in_the_way(*key)
        speaking, interpreters = self.known[key]
        if interpreters and not speaking:
            return _Obstacle("no_interpreter", interpreters=interpreters)
        reason = "party_busy" if busy else "tables_full" if full or at_table else "no_interpreter"
        seated = [self.lightest_at[t]] if full else []
        meetings = tuple(dict.fromkeys([*busy, *seated, *at_table, *speaking]))
        return _Obstacle(reason, meetings, sum(self.weight[n] for n in meetings))

    def _interpreters_in_the_way(self, language_class: int, t: int) -> tuple[list[int], tuple[str, ...]]:
        """Where no interpreter is to be had: the lightest meetings that keep one of those present from it, and all who
        speak."""
        ways: list[list[int]] = []
        servers = self.instance.class_servers[language_class]
        for i in servers:
            interpreter = self.instance.interpreters[i]
            if not self.instance.interpreter_available[i, t]:
                continue
            if (i, t) in self.served:
                ways.append([self.served[i, t]])
            elif interpreter.max_meetings is not None and self.duty[i] >= interpreter.max_meetings:
                duty = [n for (server, _), n in self.served.items() if server == i]
                ways += [[self._lightest(duty)]] if duty else []
            else:
                run = list(self._run(i, t))
                if len(run) < interpreter.max_consecutive:
                    return [], ()
                ways.append(run)
        meetings = min(ways, key=lambda way: sum(self.weight[n] for n in way), default=[])
        return meetings, tuple(self.instance.interpreters[i].id for i in servers)

    def _lightest(self, meetings: list[int]) -> int:
        return min(meetings, key=lambda n: self.weight[n])

    def _run(self, i: int, t: int) -> Iterable[int]:
        """The meetings beside t after which interpreter i has to rest."""
        for step in (-1, 1):
            u = t + step
            while (i, u) in self.served:
                yield self.served[i, u]
                u += step

    def _weigh(self, m: int, obstacles: list[_Obstacle]) -> Unplaced:
        name = self.instance.problem.requests[m].id
        clearable = [obstacle for obstacle in obstacles if obstacle.meetings]
        if not clearable:
            away = dict.fromkeys(i for obstacle in obstacles for i in obstacle.interpreters)
            return Unplaced(name, obstacles[0].reason, tuple(away))
        if len({obstacle.reason for obstacle in clearable}) == 1:
            blockers = dict.fromkeys(n for obstacle in clearable for n in obstacle.meetings)
            return Unplaced(name, clearable[0].reason, self._names(blockers))
        least = min(clearable, key=lambda obstacle: obstacle.cost)
        return Unplaced(name, "displaced", self._names(least.meetings))

    def _names(self, numbers: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.instance.problem.requests[n].id for n in numbers)


def explain_unplaced(instance: Instance, schedule: Snapshot, tables: Numbers | None = None) -> tuple[Unplaced, ...]:
    """The reason of every request without a place, in the problem's order.

    Where the meetings are not to change `tables`, one at a table stands in the way of a request that is confined to it.
    """
    explainer = Explainer(instance, schedule, tables)
    left_out: Numbers = np.flatnonzero(schedule.places < 0)
    return tuple(explainer.explain(m) for m in left_out.tolist())
