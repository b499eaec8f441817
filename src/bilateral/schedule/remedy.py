"""What would place more of the requests that a schedule leaves out, and how many."""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bilateral.fault import InputFaults
from bilateral.progress import Listener, Report, ignore
from bilateral.schedule import kernels
from bilateral.schedule.addition import KINDS, Addition, additions, enlarged
from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.bound import TOLERANCE, Prices, Relaxation, relax
from bilateral.schedule.build import build_schedule, never
from bilateral.schedule.instance import Instance
from bilateral.schedule.judge import judge
from bilateral.schedule.marginal import MarginalValues
from bilateral.schedule.model import Meeting, Problem, Schedule
from bilateral.schedule.published import meeting_at
from bilateral.schedule.resting import with_rests
from bilateral.schedule.seating import assign_tables

TRIED = 3
"""How many additions of a kind are tried: those of the highest price, for a company or two languages in one day."""

ROUNDS, MOVES, LEAST_MOVES = 4, 10, 5_000
"""Rounds of annealing from a schedule; the moves of a round, for each request without a place, and at least."""

HOT, COLD = 1.2, 0.25
"""The temperatures of the first round and the last: low, for the schedule is a good one."""

HOPELESS = -12
"""The price from which on a request is not worth a move."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """An addition and what it adds at most to the bound of the linear programme, by its dual prices."""

    addition: Addition
    worth: float


@dataclass(frozen=True, slots=True)
class Remedy:
    """What an addition was seen to do.

    With it the `placed` requests (ids) are held too, the `withdrawn` ones no more, and the value is `gain` higher: a
    schedule of the enlarged problem that holds `meetings` breaks no rule. No schedule of the enlarged problem gains
    more than `most`; how that is `known`: by the prices, by the programme solved again, or from the schedule built
    anew.
    """

    addition: Addition
    gain: int
    most: int
    known: Literal["price", "programme", "rebuilt"]
    placed: tuple[str, ...]
    withdrawn: tuple[str, ...]
    meetings: tuple[Meeting, ...]

    @property
    def places(self) -> int:
        """How many meetings more are held."""
        return len(self.placed) - len(self.withdrawn)


@dataclass(frozen=True, slots=True)
class Remedies:
    """The remedies that place more, by gain, and the estimates of all additions that may, by worth.

    `unaided` is what the same search gained with nothing added; remedies are counted from there.
    """

    remedies: tuple[Remedy, ...]
    estimates: tuple[Estimate, ...]
    unaided: int

    def of_request(self) -> Mapping[str, tuple[Addition, ...]]:
        """For each request (id) that a remedy places, the additions that do, the best first."""
        found: dict[str, list[Addition]] = {}
        for remedy in self.remedies:
            for name in remedy.placed:
                found.setdefault(name, []).append(remedy.addition)
        return {name: tuple(those) for name, those in found.items()}


NOTHING = Remedies((), (), 0)


def find_remedies(
    problem: Problem,
    schedule: Schedule,
    *,
    best: int = 3,
    seconds: float = 10.0,
    seed: int = 0,
    rebuild: bool = False,
    progress: Listener = ignore,
    cancelled: Callable[[], bool] = never,
) -> Remedies:
    """What would place more of the requests that `schedule`, a schedule of mode "select", leaves out.

    All additions are estimated by the dual prices of the linear programme; those of each kind with the highest are
    tried: the engine's moves go on from the schedule with the addition, and what they hold more is counted. For the
    `best` of them the programme is solved again, which bounds the gain, and the moves start from what it wishes too;
    with `rebuild` the whole schedule is built again.

    The search ends by its work, so the same seed gives the same remedies; `seconds` is the outer brake, and `cancelled`
    is asked between the trials, told to `progress` as "weighing". Where either ends it, what is found is returned.
    Raises ValueError for mode "all", and InputFaults with the judge's faults where the schedule is not right for the
    problem.
    """
    if problem.mode != "select":
        raise ValueError('In mode "all" every request is held or none.')
    faults = judge(problem, schedule).faults
    if faults:
        raise InputFaults(faults)
    if not schedule.unplaced:
        return NOTHING
    ends_at = time.monotonic() + seconds
    kernels.compile_all()
    now = _with_standby_as_it_serves(problem, schedule)
    instance = Instance(now)
    relaxation = relax(instance, 0.5 * seconds)
    if relaxation.prices is None:
        return NOTHING
    unplaced = {each.request for each in schedule.unplaced}
    estimates = _estimates(instance, relaxation.prices, additions(now, unplaced))
    weighing = _Weighing(instance, relaxation, seed, ends_at, cancelled)
    board = Board(instance, seed)
    board.load(_snapshot(instance, schedule))
    before = board.value()
    weighing.start_from(board)
    chosen = _chosen(estimates)
    found: list[Remedy] = []
    for number, estimate in enumerate(chosen):
        progress(Report("weighing", number, len(chosen)))
        if weighing.over():
            break
        remedy = weighing.tried(estimate, relaxation.prices)
        if remedy.places > 0:
            found.append(remedy)
    found = _by_gain(found)
    found = _by_gain([*(weighing.sharper(each, rebuild=rebuild) for each in found[:best]), *found[best:]])
    progress(Report("weighing", len(chosen), len(chosen)))
    return Remedies(tuple(found), estimates, weighing.value - before)


def _estimates(instance: Instance, prices: Prices, those: Iterable[Addition]) -> tuple[Estimate, ...]:
    """The additions by worth; those that cannot add a unit of value are left out."""
    values = MarginalValues(instance, prices)
    priced = (Estimate(each, values.worth(each)) for each in those)
    return tuple(sorted((each for each in priced if each.worth > 1 - TOLERANCE), key=lambda each: -each.worth))


def _chosen(estimates: Iterable[Estimate]) -> list[Estimate]:
    by_subject: dict[tuple[str, str | None, tuple[str, ...]], Estimate] = {}
    for each in estimates:
        by_subject.setdefault((each.addition.kind, each.addition.company, each.addition.languages), each)
    return [each for kind in KINDS for each in [e for e in by_subject.values() if e.addition.kind == kind][:TRIED]]


def _by_gain(remedies: Iterable[Remedy]) -> list[Remedy]:
    return sorted(remedies, key=lambda each: (-each.gain, -each.places))


class _Weighing:
    """Additions laid in the balance: what is held now, and what is held with each."""

    def __init__(
        self, instance: Instance, relaxation: Relaxation, seed: int, ends_at: float, cancelled: Callable[[], bool]
    ) -> None:
        self.instance, self.problem = instance, instance.problem
        self.relaxation = relaxation
        self.seed, self.ends_at, self.cancelled = seed, ends_at, cancelled
        possible = instance.allowed.any(axis=1)
        self.price = np.where(possible, relaxation.price, instance.weight.astype(float))
        """Of each request; its weight where the programme could not hold it, since with an addition it may be held."""

    def start_from(self, board: Board) -> None:
        """Count from what the same search finds with nothing added, so that no addition is praised for it."""
        _carry_on(board, self.price)
        self.start, self.value = board.snapshot(), board.value()

    def over(self) -> bool:
        """Whether to stop."""
        return self.cancelled() or time.monotonic() >= self.ends_at

    def tried(self, estimate: Estimate, prices: Prices) -> Remedy:
        """Go on from the present schedule with the addition."""
        instance = Instance(enlarged(self.problem, estimate.addition))
        board = Board(instance, self.seed)
        board.load(self.start)
        _carry_on(board, self.price)
        most = int(np.floor(prices.value + estimate.worth + TOLERANCE)) - self.value
        return self._remedy(estimate.addition, _meetings(instance, board), board.value(), most)

    def _remedy(self, addition: Addition, meetings: tuple[Meeting, ...], value: int, most: int) -> Remedy:
        names = [request.id for request in self.problem.requests]
        before = {names[m] for m in np.flatnonzero(self.start.places >= 0).tolist()}
        now = {meeting.request for meeting in meetings}
        placed, withdrawn = (tuple(name for name in names if name in those) for those in (now - before, before - now))
        return Remedy(addition, value - self.value, most, "price", placed, withdrawn, meetings)

    def sharper(self, remedy: Remedy, *, rebuild: bool) -> Remedy:
        """Solve the programme again, start from what it wishes, and build the whole schedule where that is asked."""
        if self.over() or remedy.gain == remedy.most:
            return remedy
        instance = Instance(enlarged(self.problem, remedy.addition))
        prices = self.relaxation.prices
        solved = relax(instance, self.ends_at - time.monotonic(), None if prices is None else prices.parts)
        if solved.prices is None:
            return remedy
        most = min(remedy.most, solved.bound.value - self.value)
        board = Board(instance, self.seed, with_rests(instance))
        by_price = np.argsort(-solved.price, kind="stable")
        kernels.construct(board.state, by_price[solved.wished[by_price] > 0.5], 200, 100)
        board.let_interpreters_serve(instance.interpreter_available)
        _carry_on(board, solved.price)
        anew = self._remedy(remedy.addition, _meetings(instance, board), board.value(), most)
        better = anew if anew.gain > remedy.gain and anew.places > 0 else remedy
        remedy = replace(better, most=most, known="programme")
        return self._rebuilt(remedy) if rebuild and not self.over() else remedy

    def _rebuilt(self, remedy: Remedy) -> Remedy:
        problem = enlarged(self.problem, remedy.addition)
        left = self.ends_at - time.monotonic()
        built = build_schedule(problem, seconds=left, seed=self.seed, cancelled=self.cancelled)
        most = remedy.most if built.bound is None else min(remedy.most, built.bound.value - self.value)
        anew = self._remedy(remedy.addition, built.meetings, built.objective.value("select"), most)
        better = anew if anew.gain > remedy.gain and anew.places > 0 else remedy
        return replace(better, most=most, known="rebuilt")


def _carry_on(board: Board, price: NDArray[np.float64]) -> None:
    """Hold what fits, then anneal; the best is kept, the earliest of equals, so that nothing is exchanged in vain."""
    order = np.argsort(-price, kind="stable")
    wanted = np.flatnonzero((price > HOPELESS) & board.instance.allowed.any(axis=1))
    kernels.construct(board.state, order, 40, 100)
    value, kept = board.value(), board.snapshot()
    for step in range(ROUNDS):
        temperature = HOT * (COLD / HOT) ** (step / (ROUNDS - 1))
        kernels.anneal(board.state, wanted, max(LEAST_MOVES, MOVES * len(wanted)), temperature, 2)
        kernels.construct(board.state, order, 0, 0)
        if board.value() > value:
            value, kept = board.value(), board.snapshot()
    board.load(kept)


def _meetings(instance: Instance, board: Board) -> tuple[Meeting, ...]:
    held = board.snapshot()
    tables = assign_tables(instance, held.places)
    numbers = np.flatnonzero(held.places >= 0).tolist()
    return tuple(meeting_at(instance, m, held.places, held.servers, tables) for m in numbers)


def _snapshot(instance: Instance, schedule: Schedule) -> Snapshot:
    count = len(instance.weight)
    places, servers = np.full(count, -1, np.int64), np.full(count, -1, np.int64)
    server = {each.id: number for number, each in enumerate(instance.interpreters)}
    for meeting in schedule.meetings:
        m = instance.request_number[meeting.request]
        places[m] = instance.position_of_slot[meeting.slot]
        servers[m] = -1 if meeting.interpreter is None else server[meeting.interpreter]
    return Snapshot(places, servers)


def _with_standby_as_it_serves(problem: Problem, schedule: Schedule) -> Problem:
    """The problem in which interpreters whom a repair called from standby serve where they do, and nowhere else."""
    serving: dict[str, set[str]] = {}
    for meeting in schedule.meetings:
        if meeting.interpreter is not None:
            serving.setdefault(meeting.interpreter, set()).add(meeting.slot)
    slots = frozenset(slot.id for slot in problem.slots)
    interpreters = (
        replace(each, standby=False, unavailable=slots - serving[each.id])
        if each.standby and each.id in serving
        else each
        for each in problem.interpreters
    )
    return replace(problem, interpreters=tuple(interpreters))
