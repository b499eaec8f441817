"""A search for a schedule: what it may spend, and what both modes share."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bilateral.progress import Listener, Report
from bilateral.schedule import kernels
from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.instance import Instance
from bilateral.schedule.measure import measure
from bilateral.schedule.model import Bound, Meeting, Objective, Schedule, Status, Unplaced, gap
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.seating import assign_tables

BREAK_ROUNDS = 120
"""Rounds in which breaks are closed."""

UNBOUNDED = 1 << 30
"""More breaks than there can be."""

PROVABLE = 15_000
"""The most literals with which CP-SAT is asked for the proof that the linear programme did not give, mode "select",
or for the whole answer before any move is made, mode "all"."""

EVERY_WORK = 1e6
"""How long CP-SAT looks where only the time shall end it, in its deterministic unit, which is about a second."""


class Clock:
    """The outer brake."""

    def __init__(self, seconds: float, cancelled: Callable[[], bool]) -> None:
        self.seconds = seconds
        self.cancelled = cancelled
        self.start = time.monotonic()

    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.start

    def left(self, share: float) -> float:
        """Seconds left until this share of the time is spent; nothing once cancelled."""
        return 0.0 if self.cancelled() else max(0.0, share * self.seconds - self.spent())


@dataclass(frozen=True, slots=True)
class Search:
    """One search: the instance, how much may be spent on it, and whom to tell."""

    instance: Instance
    clock: Clock
    seed: int
    threads: int
    progress: Listener

    def close_breaks(self, board: Board, most: int | None, told: Callable[[int], tuple[int, int]]) -> None:
        """Anneal the breaks away; what is held stays held. `most` is wished of each company.

        `told` makes of the fewest breaks so far the value and the bound that progress tells.
        """
        held = np.flatnonzero(board.places >= 0)
        limit = UNBOUNDED if most is None else most
        if not held.size:
            return
        best, kept = weighed_breaks(board, limit), board.snapshot()
        moves = max(50_000, 25 * held.size)
        for step in range(BREAK_ROUNDS):
            if best == 0 or self.clock.left(0.9) <= 0:
                break
            now = int(kernels.close_breaks(board.state, held, moves, cooled(0.3, 0.05, step, BREAK_ROUNDS), limit))
            if now < best:
                best, kept = now, board.snapshot()
            self.progress(Report("closing_breaks", step + 1, BREAK_ROUNDS, *told(best)))
        board.load(kept)

    def objective(self, found: Snapshot) -> Objective:
        """What the schedule achieves, tables aside."""
        return measure(self.instance, found.places, np.full(len(found.places), -1, np.int64))

    def finished(self, found: Snapshot, bound: Bound, unplaced: tuple[Unplaced, ...]) -> Schedule:
        """Seat the meetings and make the schedule of what was found."""
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
        return self.answer(status, meetings, unplaced, objective, bound)

    def answer(
        self,
        status: Status,
        meetings: tuple[Meeting, ...],
        unplaced: tuple[Unplaced, ...],
        objective: Objective,
        bound: Bound | None,
    ) -> Schedule:
        """The schedule of these values."""
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


def cooled(hot: float, cold: float, step: int, rounds: int) -> float:
    """The temperature of a step when `rounds` cool from hot to cold by equal factors."""
    return float(hot * (cold / hot) ** (step / max(1, rounds - 1)))


def weighed_breaks(board: Board, most: int) -> int:
    """The sum of breaks, each above `most` of a company counted twice."""
    nothing = np.zeros(1, np.int64)
    return int(kernels.close_breaks(board.state, nothing, 0, 1.0, most))
