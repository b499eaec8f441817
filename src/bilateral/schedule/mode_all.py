"""The search of mode "all": every request held, with the fewest breaks."""

import numpy as np

from bilateral.progress import Report
from bilateral.schedule import kernels
from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.model import Bound, Objective, Schedule, Status, Unplaced
from bilateral.schedule.proof import Effort, Proof
from bilateral.schedule.search import EVERY_WORK, PROVABLE, UNBOUNDED, Search, cooled, weighed_breaks

FIRST_WORK = 60.0
"""How long CP-SAT looks in its first attempt at a small problem, in its deterministic unit."""


def hold_all(search: Search) -> Schedule:
    """Small problems are given to CP-SAT at once; where that proves nothing, moves find and CP-SAT goes on."""
    return _HoldingAll(search).schedule()


class _HoldingAll:
    def __init__(self, search: Search) -> None:
        self.search, self.instance, self.clock, self.progress = search, search.instance, search.clock, search.progress

    def schedule(self) -> Schedule:
        problem = self.instance.problem
        proof = Proof("unknown", None, None)
        if self.instance.allowed.sum() <= PROVABLE:
            proof = self._prove_all(None, FIRST_WORK, 0.5, 0)
        found, known = proof.found, max(0, proof.bound or 0)
        if proof.status in ("feasible", "unknown"):
            found = self._fewer_breaks(self._hold_all(found, known), found)
            if found is not None and self.search.objective(found).breaks == known:
                return self.search.finished(found, Bound(known, "cp-sat" if known else "trivial"), ())
            proof = self._prove_all(found, EVERY_WORK, 0.97, known)
            found, known = self._fewer_breaks(proof.found, found), max(known, proof.bound or 0)
        if found is None:
            status: Status = "infeasible" if proof.status == "infeasible" else "unknown"
            reason = "infeasible" if status == "infeasible" else "not_found"
            unplaced = tuple(Unplaced(request.id, reason) for request in problem.requests)
            return self.search.answer(status, (), unplaced, Objective(0, 0, 0, 0), None)
        return self.search.finished(found, Bound(known, "cp-sat" if known else "trivial"), ())

    def _prove_all(self, start: Snapshot | None, work: float, share: float, known: int) -> Proof:
        from bilateral.schedule.whole import prove_all  # OR-Tools takes 50 MB: only where it is needed

        breaks = None if start is None else self.search.objective(start).breaks
        self.progress(Report("proving", 0, None, breaks, known))
        effort = Effort(work, self.clock.left(share), self.search.seed, self.search.threads)
        return prove_all(self.instance, start, effort, self.clock.cancelled)

    def _fewer_breaks(self, first: Snapshot | None, second: Snapshot | None) -> Snapshot | None:
        """The better of two schedules, the first where they are alike."""
        if first is None or second is None:
            return first or second
        return min(first, second, key=lambda found: self.search.objective(found).breaks)

    def _hold_all(self, found: Snapshot | None, known: int) -> Snapshot | None:
        """A schedule that holds every request within the breaks allowed, if the moves find one soon.

        `found` is the best so far, which with the bound `known` is what progress tells until there is a better one.
        """
        instance = self.instance
        so_far = UNBOUNDED if found is None else self.search.objective(found).breaks
        most = instance.problem.max_breaks
        order = np.argsort(instance.allowed.sum(axis=1), kind="stable")
        board = Board(instance, self.search.seed)
        kernels.construct(board.state, order, 500, 100)
        everything = np.arange(len(order))
        for step in range(20):
            missing = int((board.places < 0).sum())
            self.progress(Report("annealing", step, 20, None if found is None else so_far, known))
            if not missing or self.clock.left(0.6) <= 0:
                break
            kernels.anneal(board.state, everything, 20_000, cooled(0.5, 0.2, step, 20), 20)
        if (board.places < 0).any():
            return None
        self.search.close_breaks(board, most, lambda breaks: (min(so_far, breaks), known))
        kernels.count_breaks(board.state)
        if most is not None and weighed_breaks(board, most) > board.breaks():
            return None
        return board.snapshot()
