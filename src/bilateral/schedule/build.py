"""Builds the timetable of a problem."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations, count

import numpy as np

from bilateral.progress import Listener, Report, ignore
from bilateral.schedule import kernels
from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.bound import Relaxation, relax
from bilateral.schedule.explain import explain_unplaced
from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.measure import measure
from bilateral.schedule.memory import give_back_freed_memory
from bilateral.schedule.model import Bound, Meeting, Objective, Problem, Schedule, Status, Unplaced, gap
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.proof import Effort, Proof
from bilateral.schedule.resting import with_rests
from bilateral.schedule.rounding import renew, round_wishes
from bilateral.schedule.seating import assign_tables

ROUNDS = (5, 40)
"""Rounds of annealing before session days are held anew, and again after; each is followed by a look at the clock,
the bound and `cancelled`."""

BREAK_ROUNDS = 120
"""Rounds in which breaks are closed."""

PROVABLE = 15_000
"""The most literals with which CP-SAT is asked for the proof that the linear programme did not give, mode "select",
or for the whole answer before any move is made, mode "all"."""

PROOF_WORK = 20.0
"""How long CP-SAT looks for it, in its deterministic unit, which is about a second."""

SMALL, EVERY_WORK = 60, 1e6
"""Up to how many companies an exchange is small: CP-SAT then looks until it has the proof or the time is up."""

UNBOUNDED = 1 << 30
"""More breaks than there can be."""

FIRST_WORK = 60.0
"""The same for its first attempt at a small problem of mode "all"."""


def never() -> bool:
    """The question of those who let the work end by itself."""
    return False


def build_schedule(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    threads: int = 1,
    progress: Listener = ignore,
    cancelled: Callable[[], bool] = never,
) -> Schedule:
    """The best schedule found for `problem`, with a bound on what is possible.

    The search ends when the bound is met or its work is done; `seconds` is the outer brake, and where it does not bite
    the same seed gives the same schedule on one thread. Where `cancelled` says so, what is found is returned. Standby
    interpreters are not used. Stages told to `progress`: compiling (which no brake holds), bounding, constructing,
    annealing, renewing, proving, closing_breaks, seating.
    """
    give_back_freed_memory()
    progress(Report("compiling", 0, 1))
    kernels.compile_all()
    progress(Report("compiling", 1, 1))
    search = _Search(Instance(problem), _Clock(seconds, cancelled), seed, threads, progress)
    return search.all() if problem.mode == "all" else search.select()


class _Clock:
    """The outer brake."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        self.seconds = seconds
        self.cancelled = cancelled
        self.start = time.monotonic()

    def spent(self) -> float:
        return time.monotonic() - self.start

    def left(self, share: float) -> float:
        """Seconds left until this share of the time is spent; nothing once cancelled."""
        return 0.0 if self.cancelled() else max(0.0, share * self.seconds - self.spent())


@dataclass(frozen=True, slots=True)
class _Search:
    """One search for a schedule: the instance and how much may be spent on it."""

    instance: Instance
    clock: _Clock
    seed: int
    threads: int
    progress: Listener

    def select(self) -> Schedule:
        self.progress(Report("bounding", 0, 1))
        relaxation = relax(self.instance, self.clock.left(0.4))
        self.progress(Report("bounding", 1, 1, bound=relaxation.bound.value))
        board = self._construct(relaxation)
        for rounds in ROUNDS:
            self._anneal(board, relaxation, rounds)
            self._renew(board, relaxation)
        bound = self._prove(board, relaxation)
        self._close_breaks(board, None, lambda _: (board.value(), bound.value))
        kernels.construct(board.state, _by_price(relaxation), 0, 0)
        schedule = board.snapshot()
        return self._finished(schedule, bound, explain_unplaced(self.instance, schedule))

    def _construct(self, relaxation: Relaxation) -> Board:
        """What the relaxation wishes with rests set beforehand, then the rest of it along chains, then all by price."""
        by_price = _by_price(relaxation)
        wished = by_price[relaxation.wished[by_price] > 0.5]
        self.progress(Report("constructing", 0, 1, bound=relaxation.bound.value))
        rounded = round_wishes(self.instance, relaxation, lambda: self.clock.left(0.6))
        board = Board(self.instance, self.seed, with_rests(self.instance))
        board.hold(rounded)
        kernels.construct(board.state, wished, 200, 100)
        board.let_interpreters_serve(self.instance.interpreter_available)
        kernels.construct(board.state, by_price, 40, 100)
        self.progress(Report("constructing", 1, 1, board.value(), relaxation.bound.value))
        return board

    def _anneal(self, board: Board, relaxation: Relaxation, rounds: int) -> None:
        """Anneal with ejections and keep the best. A hot start would ruin a good one."""
        bound = relaxation.bound.value
        candidates = np.flatnonzero((relaxation.price > -12) & self.instance.allowed.any(axis=1))
        best, kept = board.value(), board.snapshot()
        hot = 30.0 if bound - best > 0.03 * float(self.instance.weight @ relaxation.wished) else 0.5
        moves = _moves(len(candidates))
        for step in range(rounds):
            if best >= bound or self.clock.left(0.6) <= 0:
                break
            kernels.anneal(board.state, candidates, moves, _cooled(hot, 0.1, step, rounds), 2)
            if board.value() > best:
                best, kept = board.value(), board.snapshot()
            self.progress(Report("annealing", step + 1, rounds, best, bound))
        kernels.construct(board.state, _by_price(relaxation), 40, 100)
        if board.value() < best:
            board.load(kept)
            kernels.construct(board.state, _by_price(relaxation), 40, 100)

    def _renew(self, board: Board, relaxation: Relaxation) -> None:
        """Hold session days anew, one by one, then two by two, until none can be held better."""
        bound, days = relaxation.bound.value, range(len(self.instance.days))
        tasks = [(day,) for day in days] + list(combinations(days, 2))
        since = 0
        for number in count():
            if since == len(tasks) or board.value() >= bound or self.clock.left(0.7) <= 0:
                break
            value, kept = board.value(), board.snapshot()
            chosen = tasks[number % len(tasks)]
            board.hold(renew(self.instance, relaxation, kept, value, chosen, lambda: self.clock.left(0.7)))
            since = 0 if board.value() > value else since + 1
            if board.value() < value:
                board.load(kept)
            self.progress(Report("renewing", number + 1, None, board.value(), bound))

    def _prove(self, board: Board, relaxation: Relaxation) -> Bound:
        """Ask CP-SAT where the linear programme's bound is not met and little is left to decide."""
        best, bound = board.value(), relaxation.bound
        left = self.clock.left(0.85)
        if best >= bound.value or left <= 0 or relaxation.may_hold(self.instance, best).sum() > PROVABLE:
            return bound
        from bilateral.schedule.exact import prove_select  # OR-Tools takes 50 MB, so it comes only where it is needed

        self.progress(Report("proving", 0, None, best, bound.value))
        work = EVERY_WORK if len(self.instance.problem.companies) <= SMALL else PROOF_WORK
        effort = Effort(work, left, self.seed, self.threads)
        proof = prove_select(self.instance, board.snapshot(), best, relaxation, effort, self.clock.cancelled)
        if proof.found is not None:
            board.load(proof.found)
        if proof.bound is not None and proof.bound < bound.value:
            bound = Bound(max(proof.bound, board.value()), "cp-sat")
        self.progress(Report("proving", 1, 1, board.value(), bound.value))
        return bound

    def _close_breaks(self, board: Board, most: int | None, told: Callable[[int], tuple[int, int]]) -> None:
        """Anneal the breaks away; what is held stays held. `most` is wished of each company.

        `told` makes of the fewest breaks so far the value and the bound that progress tells.
        """
        held = np.flatnonzero(board.places >= 0)
        limit = UNBOUNDED if most is None else most
        if not held.size:
            return
        best, kept = _breaks(board, limit), board.snapshot()
        moves = max(50_000, 25 * held.size)
        for step in range(BREAK_ROUNDS):
            if best == 0 or self.clock.left(0.9) <= 0:
                break
            now = int(kernels.close_breaks(board.state, held, moves, _cooled(0.3, 0.05, step, BREAK_ROUNDS), limit))
            if now < best:
                best, kept = now, board.snapshot()
            self.progress(Report("closing_breaks", step + 1, BREAK_ROUNDS, *told(best)))
        board.load(kept)

    def all(self) -> Schedule:
        """Small problems are given to CP-SAT at once; where that proves nothing, moves find and CP-SAT goes on."""
        problem = self.instance.problem
        proof = Proof("unknown", None, None)
        if self.instance.allowed.sum() <= PROVABLE:
            proof = self._prove_all(None, FIRST_WORK, 0.5, 0)
        found, known = proof.found, max(0, proof.bound or 0)
        if proof.status in ("feasible", "unknown"):
            found = self._fewer_breaks(self._hold_all(found, known), found)
            if found is not None and self._objective(found).breaks == known:
                return self._finished(found, Bound(known, "cp-sat" if known else "trivial"), ())
            proof = self._prove_all(found, EVERY_WORK, 0.97, known)
            found, known = self._fewer_breaks(proof.found, found), max(known, proof.bound or 0)
        if found is None:
            status: Status = "infeasible" if proof.status == "infeasible" else "unknown"
            reason = "infeasible" if status == "infeasible" else "not_found"
            unplaced = tuple(Unplaced(request.id, reason) for request in problem.requests)
            return self._schedule(status, (), unplaced, Objective(0, 0, 0, 0), None)
        return self._finished(found, Bound(known, "cp-sat" if known else "trivial"), ())

    def _prove_all(self, start: Snapshot | None, work: float, share: float, known: int) -> Proof:
        from bilateral.schedule.whole import prove_all  # as above

        breaks = None if start is None else self._objective(start).breaks
        self.progress(Report("proving", 0, None, breaks, known))
        effort = Effort(work, self.clock.left(share), self.seed, self.threads)
        return prove_all(self.instance, start, effort, self.clock.cancelled)

    def _fewer_breaks(self, first: Snapshot | None, second: Snapshot | None) -> Snapshot | None:
        """The better of two schedules, the first where they are alike."""
        if first is None or second is None:
            return first or second
        return min(first, second, key=lambda found: self._objective(found).breaks)

    def _hold_all(self, found: Snapshot | None, known: int) -> Snapshot | None:
        """A schedule that holds every request within the breaks allowed, if the moves find one soon.

        `found` is the best so far, which with the bound `known` is what progress tells until there is a better one.
        """
        instance = self.instance
        so_far = UNBOUNDED if found is None else self._objective(found).breaks
        most = instance.problem.max_breaks
        order = np.argsort(instance.allowed.sum(axis=1), kind="stable")
        board = Board(instance, self.seed)
        kernels.construct(board.state, order, 500, 100)
        everything = np.arange(len(order))
        for step in range(20):
            missing = int((board.places < 0).sum())
            self.progress(Report("annealing", step, 20, None if found is None else so_far, known))
            if not missing or self.clock.left(0.6) <= 0:
                break
            kernels.anneal(board.state, everything, 20_000, _cooled(0.5, 0.2, step, 20), 20)
        if (board.places < 0).any():
            return None
        self._close_breaks(board, most, lambda breaks: (min(so_far, breaks), known))
        kernels.count_breaks(board.state)
        if most is not None and _breaks(board, most) > board.breaks():
            return None
        return board.snapshot()

    def _objective(self, found: Snapshot) -> Objective:
        return measure(self.instance, found.places, np.full(len(found.places), -1, np.int64))

    def _finished(self, found: Snapshot, bound: Bound, unplaced: tuple[Unplaced, ...]) -> Schedule:
        problem = self.instance.problem
        self.progress(Report("seating", 0, 1))
        tables = assign_tables(self.instance, found.places)
        objective = measure(self.instance, found.places, tables)
        status: Status = "optimal" if objective.value(problem.mode) == bound.value else "feasible"
        meetings = tuple(
            Meeting(
                request.id,
                problem.slots[self.instance.slot_of[found.places[m]]].id,
                problem.tables[tables[m]].id,
                None if found.servers[m] < 0 else self.instance.interpreters[found.servers[m]].id,
            )
            for m, request in enumerate(problem.requests)
            if found.places[m] >= 0
        )
        self.progress(Report("seating", 1, 1, objective.value(problem.mode), bound.value))
        return self._schedule(status, meetings, unplaced, objective, bound)

    def _schedule(
        self,
        status: Status,
        meetings: tuple[Meeting, ...],
        unplaced: tuple[Unplaced, ...],
        objective: Objective,
        bound: Bound | None,
    ) -> Schedule:
        problem = self.instance.problem
        return Schedule(
            problem_sha256=problem_sha256(problem),
            status=status,
            meetings=meetings,
            unplaced=unplaced,
            objective=objective,
            bound=bound,
            gap=None if bound is None else gap(problem.mode, objective, bound.value),
            seconds=round(self.clock.spent(), 3),
        )


def _by_price(relaxation: Relaxation) -> Numbers:
    return np.argsort(-relaxation.price, kind="stable")


def _moves(size: int) -> int:
    """The moves of a round: many for each request of a small problem, some for each of a large one."""
    return max(min(50_000, 300 * size), min(300_000, 30 * size))


def _cooled(hot: float, cold: float, step: int, rounds: int) -> float:
    return float(hot * (cold / hot) ** (step / max(1, rounds - 1)))


def _breaks(board: Board, most: int) -> int:
    """The sum of breaks, each above `most` of a company counted twice."""
    nothing = np.zeros(1, np.int64)
    return int(kernels.close_breaks(board.state, nothing, 0, 1.0, most))
