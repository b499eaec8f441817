"""A schedule changed by hand: where a meeting may be put, what that would cost, and the schedule that comes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from bilateral.fault import Fault, InputFaults, Place
from bilateral.schedule.board import Snapshot
from bilateral.schedule.bound import trivial_bound
from bilateral.schedule.changes_file import past_slots
from bilateral.schedule.grid import Change, Grid, Spot
from bilateral.schedule.instance import Instance
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Bound, Meeting, Move, Objective, Problem, Schedule, Unplaced, gap
from bilateral.schedule.options import Hand, Option, SlotOptions
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.uncollected import uncollected
from bilateral.schedule.waiting import explain_waiting


@dataclass(frozen=True, slots=True)
class Edit:
    """What was done: every request that is held otherwise than before, and the change of the objective."""

    moves: tuple[Move, ...]
    change: Change


@dataclass(frozen=True, slots=True)
class _Step:
    """An edit by numbers, to be undone: where each request was and is, and for what reason it had been moved before."""

    before: dict[int, Spot | None]
    after: dict[int, Spot | None]
    reasons: dict[int, tuple[str, str | None] | None]


class Draft:
    """A schedule of `problem` under the organiser's hand. Slots before `now` (a slot's id) are the past and stay.

    By hand a request may be left out, so the problem that is answered, `Draft.problem`, is of mode "select" whatever it
    was. Interpreters on standby may be called. Raises InputFaults with the judge's faults where the schedule is not
    right for the problem.
    """

    def __init__(self, problem: Problem, schedule: Schedule, *, now: str | None = None) -> None:
        faults = judge(problem, schedule).faults
        if faults:
            raise InputFaults(faults)
        self.problem = problem if problem.mode == "select" else replace(problem, mode="select", max_breaks=None)
        self.sha256 = schedule.problem_sha256 if self.problem is problem else problem_sha256(self.problem)
        self.instance = Instance(self.problem, standby=True)
        self.trivial = trivial_bound(self.instance)
        self.told = schedule.bound if problem.mode == "select" else None
        self.seconds = schedule.seconds
        self.cancelled = frozenset(each.request for each in schedule.unplaced if each.reason == "cancelled")
        self.server_number = {each.id: number for number, each in enumerate(self.instance.interpreters)}
        self.past = frozenset(self.instance.position_of_slot[slot] for slot in past_slots(problem, now))
        self.published = {
            self.instance.request_number[meeting.request]: Spot(
                self.instance.position_of_slot[meeting.slot],
                self.instance.table_number[meeting.table],
                -1 if meeting.interpreter is None else self.server_number[meeting.interpreter],
            )
            for meeting in schedule.meetings
        }
        self.grid = Grid(self.instance, self.published)
        self._steps: list[_Step] = []
        self._reasons: dict[int, tuple[str, str | None]] = {}

    @property
    def objective(self) -> Objective:
        """What the schedule achieves as it is now."""
        return self.grid.objective

    def meeting(self, request: str) -> Meeting | None:
        """Where a request is held now. Raises InputFaults where the problem does not hold it."""
        m = self._request(request)
        return self._meeting(m, self.grid.spots.get(m))

    def places(self, request: str) -> tuple[SlotOptions, ...]:
        """Every slot in time, with all that it has for a request, whether this is held now or not.

        Raises InputFaults where the problem does not hold the request.
        """
        m = self._request(request)
        with uncollected(), self.grid.without([m] if m in self.grid.spots else []):
            hand = Hand(self.grid, m, self.past)
            return tuple(hand.slot(t) for day in self.instance.days for t in day.positions)

    def option(self, request: str, slot: str, table: str | None = None, interpreter: str | None = None) -> Option:
        """One place for a request. A table or a needed interpreter that is not named is the one that costs least.

        Raises InputFaults where the problem does not hold what is named.
        """
        faults = [
            Fault(f"schedule.unknown_{key}", Place(), {"id": request, "unknown": name})
            for key, name, known in (
                ("request", request, self.instance.request_number),
                ("slot", slot, self.instance.position_of_slot),
                ("table", table, self.instance.table_number),
                ("interpreter", interpreter, self.server_number),
            )
            if name is not None and name not in known
        ]
        if faults:
            raise InputFaults(tuple(faults))
        m = self.instance.request_number[request]
        b = None if table is None else self.instance.table_number[table]
        i = None if interpreter is None else self.server_number[interpreter]
        with self.grid.without([m] if m in self.grid.spots else []):
            return Hand(self.grid, m, self.past).option(self.instance.position_of_slot[slot], b, i)

    def move(
        self,
        request: str,
        slot: str,
        table: str | None = None,
        interpreter: str | None = None,
        *,
        give_way: bool = False,
    ) -> Edit:
        """Hold a request there; a table or a needed interpreter that is not named is the one that costs least.

        Raises InputFaults with every rule that this would break, unless it can be mended and meetings may `give_way`:
        then those that `option` names are left without a place.
        """
        option = self.option(request, slot, table, interpreter)
        refused = option.faults
        if not give_way:
            refused += tuple(blocker.fault for blocker in option.blockers)
        if refused or option.table is None:
            raise InputFaults(refused)
        m = self.instance.request_number[request]
        spot = Spot(
            self.instance.position_of_slot[slot],
            self.instance.table_number[option.table],
            -1 if option.interpreter is None else self.server_number[option.interpreter],
        )
        reasons = {m: ("by_hand", None), **self._giving_way(option, request)}
        return self._do({m: spot, **dict.fromkeys(reasons.keys() - {m})}, reasons)

    def _giving_way(self, option: Option, request: str) -> dict[int, tuple[str, str | None]]:
        """Why each meeting goes: for the request itself, or with one that it comes after."""
        number = self.instance.request_number
        named = {name for blocker in option.blockers for name in blocker.requests}
        gone = {number[name] for name in option.gives_way}
        found: dict[int, tuple[str, str | None]] = {}
        for name in option.gives_way:
            earlier = [n for n in self.instance.before[number[name]] if n in gone]
            cause = request if name in named else self.problem.requests[earlier[0]].id
            found[number[name]] = ("made_room_for" if name in named else "keeps_order", cause)
        return found

    def withdraw(self, request: str, *, give_way: bool = False) -> Edit:
        """Hold a request no more.

        Raises InputFaults where it is not held, or is past; and where other meetings come after it, unless they may
        `give_way` and be left without a place too.
        """
        m = self._request(request)
        spot = self.grid.spots.get(m)
        if spot is None:
            raise InputFaults((Fault("editing.not_held", Place(), {"id": request}),))
        if spot.position in self.past:
            raise InputFaults((self._past_fault(m, spot.position),))
        names = [each.id for each in self.problem.requests]
        followers = [n for n in self.instance.after[m] if n in self.grid.spots]
        if followers and not give_way:
            raise InputFaults(
                tuple(
                    Fault(
                        "schedule.predecessor_unplaced",
                        Place(),
                        {"id": names[n], "slot": self.grid.slot_id(self.grid.spots[n].position), "earlier": request},
                    )
                    for n in followers
                )
            )
        gone = self.grid.withdrawals[m].requests
        reasons: dict[int, tuple[str, str | None]] = {
            n: ("keeps_order", names[next(e for e in self.instance.before[n] if e in gone)]) for n in gone if n != m
        }
        return self._do(dict.fromkeys(gone), {**reasons, m: ("by_hand", None)})

    def undo(self) -> Edit | None:
        """Take the last edit back and tell what it was; None where there is none."""
        if not self._steps:
            return None
        step = self._steps.pop()
        moves = self._moves(step.before, step.after, self._reasons)
        change = self.grid.settle(step.after, step.before)
        for m, reason in step.reasons.items():
            if reason is None:
                del self._reasons[m]
            else:
                self._reasons[m] = reason
        return Edit(moves, -change)

    def _do(self, after: dict[int, Spot | None], reasons: Mapping[int, tuple[str, str | None]]) -> Edit:
        before = {m: self.grid.spots.get(m) for m in after}
        self._steps.append(_Step(before, after, {m: self._reasons.get(m) for m in after}))
        self._reasons.update(reasons)
        change = self.grid.settle(before, after)
        return Edit(self._moves(before, after, self._reasons), change)

    def _moves(
        self,
        before: Mapping[int, Spot | None],
        after: Mapping[int, Spot | None],
        reasons: Mapping[int, tuple[str, str | None]],
    ) -> tuple[Move, ...]:
        """Every request that is held otherwise, in the problem's order."""
        return tuple(
            Move(
                self.problem.requests[m].id,
                self._meeting(m, before.get(m)),
                self._meeting(m, after.get(m)),
                *reasons[m],
            )
            for m in sorted({*before, *after})
            if before.get(m) != after.get(m)
        )

    def schedule(self) -> Schedule:
        """The schedule as it is now, with the reasons of what has no place and every move since it was given.

        The bound is the one that was given; where an interpreter from standby serves, of whom it knows nothing, it is
        the sum of what is possible.
        """
        spots, objective = self.grid.spots, self.grid.objective
        bound = self._bound()
        return Schedule(
            problem_sha256=self.sha256,
            status="optimal" if objective.value("select") == bound.value else "feasible",
            meetings=tuple(meeting for m in sorted(spots) if (meeting := self._meeting(m, spots[m]))),
            unplaced=self._unplaced(),
            objective=objective,
            bound=bound,
            gap=gap("select", objective, bound.value),
            seconds=self.seconds,
            moves=self._moves(self.published, spots, self._reasons),
        )

    def _bound(self) -> Bound:
        called = any(spot.server >= 0 and self.grid.standby[spot.server] for spot in self.grid.spots.values())
        return self.trivial if self.told is None or called else self.told

    def _unplaced(self) -> tuple[Unplaced, ...]:
        """What was taken out by hand, or cancelled before, is so; the rest is explained as the schedule stands."""
        count = len(self.problem.requests)
        columns = np.full((3, count), -1, np.int64)
        for m, spot in self.grid.spots.items():
            columns[:, m] = spot
        told = {m: "by_hand" for m, (reason, _) in self._reasons.items() if reason == "by_hand"}
        told |= {self.instance.request_number[name]: "cancelled" for name in self.cancelled}
        waiting = [m for m in range(count) if m not in self.grid.spots]
        explained = explain_waiting(
            self.instance, Snapshot(columns[0], columns[2]), columns[1], [m for m in waiting if m not in told]
        )
        return tuple(Unplaced(self.problem.requests[m].id, told[m]) if m in told else explained[m] for m in waiting)

    def _request(self, name: str) -> int:
        if name not in self.instance.request_number:
            raise InputFaults((Fault("schedule.unknown_request", Place(), {"id": name, "unknown": name}),))
        return self.instance.request_number[name]

    def _meeting(self, m: int, spot: Spot | None) -> Meeting | None:
        if spot is None:
            return None
        return Meeting(
            self.problem.requests[m].id,
            self.grid.slot_id(spot.position),
            self.problem.tables[spot.table].id,
            None if spot.server < 0 else self.instance.interpreters[spot.server].id,
        )

    def _past_fault(self, m: int, t: int) -> Fault:
        return Fault("editing.past", Place(), {"id": self.problem.requests[m].id, "slot": self.grid.slot_id(t)})
