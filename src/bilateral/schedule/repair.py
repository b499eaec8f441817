"""Repairs a published schedule on the day: the past stays, and as little as possible of what is to come is moved."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bilateral.fault import InputFaults
from bilateral.progress import Listener, Report, ignore
from bilateral.schedule import kernels
from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.bound import trivial_bound
from bilateral.schedule.build import never
from bilateral.schedule.changes_file import Changes, changed_problem
from bilateral.schedule.explain import explain_unplaced
from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.judge import judge
from bilateral.schedule.measure import measure
from bilateral.schedule.model import FLOOR_VALUE, Bound, Move, Objective, Problem, Schedule, Status, Unplaced, gap
from bilateral.schedule.polish import Limits, polish
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.published import Published, meeting_at
from bilateral.schedule.reseating import kept_tables, seat_the_rest
from bilateral.schedule.tell_moves import tell_moves
from bilateral.schedule.uncollected import uncollected

CHAINS = (1, 2, 4, 8)
"""The most meetings that a chain moves: short ones are tried first."""

TRIES = 40
"""Chains tried for each length."""

WHOLE = 6_000
"""Up to how many pairs of a published meeting and a slot the polish may change everything; beyond, what is near."""

NEAR = 4_000
"""How many such pairs may change beyond, as far as the displaced leave a choice."""

WHOLE_WORK, NEAR_WORK = 2.0, 0.04
"""How long the polish looks at everything, and at what is near, in CP-SAT's deterministic unit: about a second."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """The problem as it stands after the changes, the schedule that answers it, and what was moved."""

    problem: Problem
    schedule: Schedule
    moves: tuple[Move, ...]


def replan(
    problem: Problem,
    schedule: Schedule,
    changes: Changes,
    *,
    seed: int = 0,
    seconds: float = 5.0,
    most_moves: int | None = None,
    progress: Listener = ignore,
    cancelled: Callable[[], bool] = never,
) -> Repaired:
    """Repair a schedule of `problem` after `changes`.

    Slots before `now` and their meetings stay. No meeting is withdrawn but what the changes displace; of that as much
    value as possible is held again, with the fewest changes of slot, then of interpreter, then of table; and of the
    meetings that no change touches at most `most_moves` are moved. Then requests without a place are held where nobody
    has to move for them. Standby interpreters serve what was published, and only that.

    The search ends by its work; `seconds` is the outer brake. `cancelled` is asked between the stages, and by another
    thread while CP-SAT searches; where it says so, what is found is returned. The stages are told to `progress` as
    "repairing". Raises InputFaults with the judge's faults where the schedule is not right for the problem.
    """
    began = time.monotonic()
    with uncollected():
        faults = judge(problem, schedule).faults
        if faults:
            raise InputFaults(faults)
        repair = _Repair(problem, schedule, changes, seed)
        progress(Report("repairing", 0, 3))
        settled = repair.place(most_moves)
    progress(Report("repairing", 1, 3))
    left = 0.8 * seconds - (time.monotonic() - began)
    if not settled and left > 0 and not cancelled():
        repair.polish(seed, left, most_moves, cancelled)
    progress(Report("repairing", 2, 3))
    with uncollected():
        if changes.events and not cancelled():
            repair.fill()
        repaired = repair.finished(round(time.monotonic() - began, 3))
    progress(Report("repairing", 3, 3))
    return repaired


class _Repair:
    """One repair under way: the board holds what was published as far as it is held again."""

    def __init__(self, problem: Problem, schedule: Schedule, changes: Changes, seed: int) -> None:
        self.before, self.schedule, self.changes = problem, schedule, changes
        self.problem = changed_problem(problem, changes)
        self.instance = Instance(self.problem, standby=True)
        self.trivial = trivial_bound(self.instance)
        self.published = Published(self.instance, schedule, changes)
        self.board = Board(self.instance, seed)
        places, servers = (np.full(len(self.instance.weight), -1, np.int64) for _ in range(2))
        stays = [*self.published.past, *self.published.untouched]
        places[stays], servers[stays] = self.published.places[stays], self.published.servers[stays]
        self.board.load(Snapshot(places, servers))
        self.board.lock(self.published.past)

    def place(self, most_moves: int | None) -> bool:
        """Hold the displaced: in their own slot, else in a free one, else along chains.

        Returns whether it is plain that nothing better can be.
        """
        published, places = self.published, self.board.places
        order = published.in_order(published.displaced)
        for m in order:
            self._hold_at_home(m)
        for m in order:
            if places[m] < 0 and not self._hold_at_home(m):
                kernels.construct(self.board.state, np.array([m]), 0, 0)
        plain = self._is_plainly_best()
        for m in order:
            if places[m] < 0 and published.placeable(m):
                self._make_room(m, most_moves)
        return plain

    def _hold_at_home(self, m: int) -> bool:
        """Hold m in the slot in which it was published, with its interpreter if that can be."""
        published, state = self.published, self.board.state
        if not published.may_stay(m):
            return False
        home, server = int(published.places[m]), int(published.servers[m])
        parties = (self.instance.first[m], self.instance.second[m])
        chairs = all(kernels.has(state, kernels.free_at(state, p), home) for p in parties)
        table = kernels.has(state, state[kernels.AT_OPEN], home)
        held = bool(chairs and table and not kernels.full(state, m) and kernels.settle_at(state, m, home))
        if held and server >= 0 and published.keeps_server(m):
            now = int(self.board.snapshot().servers[m])
            if now != server:
                kernels.take(state, m)
                kernels.put(state, m, home, server if kernels.could_serve(state, server, home) else now)
        return held

    def _make_room(self, m: int, most_moves: int | None) -> None:
        for longest in CHAINS:
            before = self.board.snapshot()
            if kernels.make_room(self.board.state, m, TRIES, longest):
                if most_moves is None or self._moved(self.board.snapshot()) <= most_moves:
                    return
                self.board.load(before)

    def _moved(self, held: Snapshot) -> int:
        """How many untouched meetings are not left exactly as they were."""
        published, untouched = self.published, self.published.untouched
        tables = kept_tables(published, held.places)
        same = (held.places == published.places) & (held.servers == published.servers) & (tables == published.tables)
        return int((~same[untouched]).sum())

    def _is_plainly_best(self) -> bool:
        """Whether every displaced meeting is held at the least change that the changes demand of it, and no other is
        moved."""
        published, held = self.published, self.board.snapshot()
        tables = kept_tables(published, held.places)
        if self._moved(held):
            return False
        for m in published.displaced:
            if published.may_stay(m):
                if published.keeps_table(m) and tables[m] != published.tables[m]:
                    return False
                if held.places[m] != published.places[m]:
                    return False
                if published.keeps_server(m) and held.servers[m] != published.servers[m]:
                    return False
            elif published.placeable(m) and held.places[m] < 0:
                return False
        return True

    def _standing(self, held: Snapshot) -> tuple[int, ...]:
        """What a repair is judged by; more is better."""
        published = self.published
        coming = [*published.untouched, *published.displaced]
        stays = (held.places == published.places)[coming]
        tables = kept_tables(published, held.places)
        served = stays & (held.servers == published.servers)[coming]
        seated = stays & (tables == published.tables)[coming]
        return self.board.value(), int(stays.sum()), int(served.sum()), int(seated.sum())

    def polish(self, seed: int, seconds: float, most_moves: int | None, cancelled: Callable[[], bool]) -> None:
        """Let CP-SAT look for a better repair: in everything to come, or near the displaced where that is too much."""
        published, start = self.published, self.board.snapshot()
        scope = [*published.displaced, *published.untouched]
        whole = self._pairs(scope) <= WHOLE
        limits = Limits(WHOLE_WORK if whole else NEAR_WORK, seconds, seed, most_moves, simplify=whole)
        found = polish(published, scope if whole else self._scope(start), start, limits, cancelled)
        if found is None:
            return
        standing = self._standing(start)
        self.board.load(found)
        if self._standing(found) < standing:
            self.board.load(start)

    def _pairs(self, numbers: list[int]) -> int:
        return int(self.instance.allowed[numbers].sum())

    def _scope(self, held: Snapshot) -> list[int]:
        """What may change for the displaced; where that is too much, for those that weigh most of what is not held."""
        published = self.published
        chosen = [m for m in published.in_order(published.displaced) if published.placeable(m)]
        chosen.sort(key=lambda m: held.places[m] >= 0)
        while self._pairs(scope := self._near(chosen, held)) > NEAR and len(chosen) > 1:
            chosen = chosen[: len(chosen) // 2]
        return scope

    def _near(self, chosen: list[int], held: Snapshot) -> list[int]:
        """These, what is tied to them in order, what was moved, their parties' meetings, and what is interpreted in
        their slots."""
        instance, published = self.instance, self.published
        tied = set(chosen)
        reached = list(chosen)
        while reached:
            m = reached.pop()
            more = published.displaced.keys() & {*instance.before[m], *instance.after[m]} - tied
            tied |= more
            reached += more
        parties = {int(p) for m in tied for p in (instance.first[m], instance.second[m])}
        slots = {int(published.places[m]) for m in tied if instance.language_class[m] and published.may_stay(m)}
        coming = np.array([*published.untouched, *published.displaced])
        concerned = np.isin(instance.first[coming], list(parties)) | np.isin(instance.second[coming], list(parties))
        concerned |= (held.places != published.places)[coming] & (held.places[coming] >= 0)
        concerned |= (published.servers[coming] >= 0) & np.isin(published.places[coming], list(slots))
        return sorted({*tied, *coming[concerned].tolist()})

    def fill(self) -> None:
        """Hold what has no place yet where nobody has to move, and without calling anybody from standby."""
        instance, state = self.instance, self.board.state
        self._send_standby_home()
        held = self.board.snapshot()
        tables = seat_the_rest(instance, held.places, kept_tables(self.published, held.places))
        taken = np.zeros((len(instance.problem.tables), instance.positions), np.bool_)
        there = np.flatnonzero(held.places >= 0)
        taken[tables[there], held.places[there]] = True
        waiting = np.flatnonzero((held.places < 0) & instance.allowed.any(axis=1))
        for m in waiting[instance.table[waiting] >= 0].tolist():
            self.board.confine(m, instance.allowed[m] & ~taken[instance.table[m]])
        while waiting.size:
            gains = np.array([kernels.gain(state, m) for m in waiting.tolist()])
            if not kernels.construct(state, waiting[np.argsort(-gains, kind="stable")], 0, 0):
                break
            waiting = waiting[self.board.places[waiting] < 0]

    def _send_standby_home(self) -> None:
        """Let interpreters from standby serve only where they serve already."""
        instance, held = self.instance, self.board.snapshot()
        for i, each in enumerate(instance.interpreters):
            if each.standby:
                instance.interpreter_available[i] = False
                instance.interpreter_available[i, held.places[held.servers == i]] = True
        self.board.let_interpreters_serve(instance.interpreter_available)

    def finished(self, seconds: float) -> Repaired:
        """The schedule, with what it says of itself."""
        instance, held = self.instance, self.board.snapshot()
        self._send_standby_home()
        tables = seat_the_rest(instance, held.places, kept_tables(self.published, held.places))
        objective = measure(instance, held.places, tables)
        bound = self._bound(objective)
        status: Status = "optimal" if objective.value("select") == bound.value else "feasible"
        numbers = np.flatnonzero(held.places >= 0).tolist()
        moves = tell_moves(self.published, held, tables, {request.id for request in self.changes.added})
        answer = Schedule(
            problem_sha256=problem_sha256(self.problem),
            status=status,
            meetings=tuple(meeting_at(instance, m, held.places, held.servers, tables) for m in numbers),
            unplaced=self._unplaced(held, tables),
            objective=objective,
            bound=bound,
            gap=gap("select", objective, bound.value),
            seconds=seconds,
            moves=moves,
        )
        return Repaired(self.problem, answer, moves)

    def _unplaced(self, held: Snapshot, tables: Numbers) -> tuple[Unplaced, ...]:
        """The reasons of what has no place; what was cancelled once stays so."""
        cancelled = self.changes.cancelled | {
            each.request for each in self.schedule.unplaced if each.reason == "cancelled"
        }
        return tuple(
            Unplaced(each.request, "cancelled") if each.request in cancelled else each
            for each in explain_unplaced(self.instance, held, tables)
        )

    def _bound(self, objective: Objective) -> Bound:
        """The published bound, with what the added requests may add, where it still bounds; else the trivial one.

        It does not where standby interpreters, of whom it knows nothing, may have served.
        """
        told = self.schedule.bound
        if told is None or self.before.mode == "all" or any(each.standby for each in self.problem.interpreters):
            return told if told is not None and self.problem == self.before else self.trivial
        more = sum(request.weight + 2 * FLOOR_VALUE for request in self.changes.added)
        carried = Bound(told.value + more, told.kind)
        return carried if objective.value("select") <= carried.value <= self.trivial.value else self.trivial
