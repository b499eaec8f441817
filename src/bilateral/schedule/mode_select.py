"""The search of mode "select": as much value as can be held."""

from itertools import combinations, count

import numpy as np

from bilateral.progress import Report
from bilateral.schedule import kernels
from bilateral.schedule.board import Board
from bilateral.schedule.bound import Relaxation, relax
from bilateral.schedule.explain import explain_unplaced
from bilateral.schedule.instance import Numbers
from bilateral.schedule.memory import give_back_freed_memory
from bilateral.schedule.model import Bound, Schedule
from bilateral.schedule.proof import Effort
from bilateral.schedule.resting import with_rests
from bilateral.schedule.rounding import renew, round_wishes
from bilateral.schedule.search import EVERY_WORK, PROVABLE, Search, cooled

ROUNDS = (5, 40)
"""Rounds of annealing before session days are held anew, and again after; each is followed by a look at the clock,
the bound and `cancelled`."""

SMALL, WORK = 60, 20.0
"""Up to how many companies an exchange is small: CP-SAT then looks until it has the proof or the time is up. Beyond, it
looks so long, in its deterministic unit."""


def select(search: Search) -> Schedule:
    """Bound, round the wishes, improve until the bound is met or the work is done, prove, close breaks, explain."""
    return _Selecting(search).schedule()


class _Selecting:
    def __init__(self, search: Search) -> None:
        self.search, self.instance, self.clock, self.progress = search, search.instance, search.clock, search.progress

    def schedule(self) -> Schedule:
        self.progress(Report("bounding", 0, 1))
        relaxation = relax(self.instance, self.clock.left(0.4))
        self.progress(Report("bounding", 1, 1, bound=relaxation.bound.value))
        board = self._construct(relaxation)
        for rounds in ROUNDS:
            self._anneal(board, relaxation, rounds)
            self._renew(board, relaxation)
        bound = self._prove(board, relaxation)
        self.search.close_breaks(board, None, lambda _: (board.value(), bound.value))
        kernels.construct(board.state, _by_price(relaxation), 0, 0)
        schedule = board.snapshot()
        return self.search.finished(schedule, bound, explain_unplaced(self.instance, schedule))

    def _construct(self, relaxation: Relaxation) -> Board:
        """What the relaxation wishes with rests set beforehand, then the rest of it along chains, then all by price."""
        by_price = _by_price(relaxation)
        wished = by_price[relaxation.wished[by_price] > 0.5]
        self.progress(Report("constructing", 0, 1, bound=relaxation.bound.value))
        give_back_freed_memory()
        rounded = round_wishes(self.instance, relaxation, lambda: self.clock.left(0.6))
        give_back_freed_memory()
        board = Board(self.instance, self.search.seed, with_rests(self.instance))
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
            kernels.anneal(board.state, candidates, moves, cooled(hot, 0.1, step, rounds), 2)
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
        work = EVERY_WORK if len(self.instance.problem.companies) <= SMALL else WORK
        effort = Effort(work, left, self.search.seed, self.search.threads)
        proof = prove_select(self.instance, board.snapshot(), best, relaxation, effort, self.clock.cancelled)
        if proof.found is not None:
            board.load(proof.found)
        if proof.bound is not None and proof.bound < bound.value:
            bound = Bound(max(proof.bound, board.value()), "cp-sat")
        self.progress(Report("proving", 1, 1, board.value(), bound.value))
        return bound


def _by_price(relaxation: Relaxation) -> Numbers:
    return np.argsort(-relaxation.price, kind="stable")


def _moves(size: int) -> int:
    """The moves of a round: many for each request of a small problem, some for each of a large one."""
    return max(min(50_000, 300 * size), min(300_000, 30 * size))
