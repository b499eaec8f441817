"""How the meetings are shared among the companies of each side, and the schedule whose least share is greatest."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from bilateral.progress import Listener, ignore
from bilateral.schedule.bound import relax
from bilateral.schedule.build import build_schedule, never
from bilateral.schedule.instance import Instance, Numbers, Truths
from bilateral.schedule.model import FLOOR_VALUE, Problem, Schedule, Status, gap
from bilateral.schedule.problem_file import problem_sha256

LIGHTER = 5
"""By how much weights are divided while the fair schedule is sought, so that a meeting up to a floor outweighs five of
the greatest weight."""

TRIES = 3
"""How often the fair schedule is sought while somebody has less than is granted."""

FOR_THE_USUAL, FOR_FLOORS = 0.45, 0.15
"""Shares of the time for the schedule without regard to fairness, and for the floors of the fair one."""


@dataclass(frozen=True, slots=True)
class Satisfaction:
    """What a side holds of what it could hold.

    A company's share is its meetings / min(its possible requests, its greatest number of meetings); a request is
    possible if it could be held were there no others. `companies` counts those that have a share; `mean` and `least`
    are of their shares, `weight` is the weight held of all possible requests' (all 1.0 where there is nothing).
    `without` are the companies (ids) that have no meeting though one is possible.
    """

    side: str
    companies: int
    requests: int
    meetings: int
    mean: float
    least: float
    weight: float
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FairFloors:
    """A problem with fair floors, and the share that they grant every company."""

    problem: Problem
    least: Fraction


@dataclass(frozen=True, slots=True)
class FairSchedule:
    """The schedule without regard to fairness and the fair one, both answers to the same problem.

    `least` is the share below which no company need go, by the linear programme: no schedule raises the least share of
    all companies above it.
    """

    usual: Schedule
    fair: Schedule
    least: Fraction

    @property
    def weight_given_up(self) -> int:
        """How much less weight the fair schedule holds."""
        return self.usual.objective.weight - self.fair.objective.weight

    @property
    def meetings_given_up(self) -> int:
        """How many meetings fewer the fair schedule holds."""
        return len(self.usual.meetings) - len(self.fair.meetings)


def satisfaction(problem: Problem, schedule: Schedule) -> tuple[Satisfaction, ...]:
    """What each side holds, in the order in which the problem names the sides."""
    instance = Instance(problem)
    shares = _shares(instance, schedule)
    held = {meeting.request for meeting in schedule.meetings}
    possible = {request.id for request, able in zip(problem.requests, _possible(instance), strict=True) if able}
    found = []
    for side in _sides(problem):
        members = [company.id for company in problem.companies if company.side == side]
        own = {name: shares[name] for name in members if name in shares}
        wished = [each for each in problem.requests if each.id in possible and own.keys() & set(each.parties)]
        weight = sum(request.weight for request in wished)
        found.append(
            Satisfaction(
                side=side,
                companies=len(own),
                requests=len(wished),
                meetings=sum(request.id in held for request in wished),
                mean=float(sum(own.values()) / len(own)) if own else 1.0,
                least=float(min(own.values(), default=1)),
                weight=sum(request.weight for request in wished if request.id in held) / weight if weight else 1.0,
                without=tuple(name for name, share in own.items() if not share),
            )
        )
    return tuple(found)


def fair_floors(problem: Problem, *, seconds: float = 60.0) -> FairFloors:
    """The problem of mode "select" with floors by which the least share is as great as it can be.

    They are ⌈share · a company's greatest possible number of meetings⌉ with the greatest share at which the linear
    programme grants all of them at once. They take the place of the problem's own floors, which need not be granted
    together and would be met at the cost of companies with less. The programme being a relaxation, a schedule may still
    miss some.

    Where the programmes are not solved in about `seconds`, the share is the greatest that was granted until then.
    Raises ValueError for mode "all".
    """
    _refuse_mode_all(problem)
    least, floors = _Granting(problem, seconds).greatest()
    pairs = zip(problem.companies, floors.tolist(), strict=True)
    return FairFloors(replace(problem, companies=tuple(replace(one, floor=floor) for one, floor in pairs)), least)


def build_fair_schedule(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    threads: int = 1,
    progress: Listener = ignore,
    cancelled: Callable[[], bool] = never,
) -> FairSchedule:
    """Build the schedule of a problem of mode "select" as usual, then the one with fair floors.

    The fair one is sought with lighter weights, so that floors come first; while somebody has less than the floors
    grant, it is sought again with the greatest weight on the requests of those who are short. The one with the greatest
    least share is kept, the usual one among them. It is told as an answer to the problem as it is: value, bound and gap
    are measured as the usual one's, and the gap holds the price of fairness. For the other arguments see
    `build_schedule`; raises ValueError for mode "all".
    """
    _refuse_mode_all(problem)
    usual = build_schedule(
        problem, seconds=FOR_THE_USUAL * seconds, seed=seed, threads=threads, progress=progress, cancelled=cancelled
    )
    floors = fair_floors(problem, seconds=0.0 if cancelled() else FOR_FLOORS * seconds)
    best, fair = _least(problem, usual), usual
    ends_at = time.monotonic() + (1.0 - FOR_THE_USUAL - FOR_FLOORS) * seconds
    sought = _lighter(floors.problem)
    for number in range(TRIES):
        left = ends_at - time.monotonic()
        if best >= floors.least or (number and (left <= 0 or cancelled())):
            break
        built = build_schedule(sought, seconds=left, seed=seed, threads=threads, progress=progress, cancelled=cancelled)
        answer = _as_answer(problem, built, usual)
        least = _least(problem, answer)
        if (least, answer.objective.value("select")) > (best, fair.objective.value("select")):
            best, fair = least, answer
        sought = _with_weight_on_the_short(sought, built)
    return FairSchedule(usual, fair, floors.least)


def _lighter(problem: Problem) -> Problem:
    """The problem with weights that count less beside its floors."""
    return replace(
        problem, requests=tuple(replace(each, weight=max(1, round(each.weight / LIGHTER))) for each in problem.requests)
    )


def _with_weight_on_the_short(problem: Problem, schedule: Schedule) -> Problem:
    """The problem with the greatest weight on the requests of companies that miss their floors."""
    count = _counted(problem, schedule)
    short = {company.id for company in problem.companies if count[company.id] < company.floor}
    return replace(
        problem,
        requests=tuple(replace(each, weight=100) if short & set(each.parties) else each for each in problem.requests),
    )


def _refuse_mode_all(problem: Problem) -> None:
    if problem.mode != "select":
        raise ValueError('In mode "all" floors decide nothing.')


def _sides(problem: Problem) -> tuple[str, ...]:
    return tuple(dict.fromkeys(company.side for company in problem.companies))


def _possible(instance: Instance) -> Truths:
    """Which requests could be held: somewhere everybody is there who is needed, and nobody's cap is 0."""
    spoken = np.ones((len(instance.class_servers), instance.positions), np.bool_)
    for number, servers in enumerate(instance.class_servers[1:], 1):
        able = [one for one in servers if instance.interpreters[one].max_meetings != 0]
        spoken[number] = instance.interpreter_available[able].any(axis=0)
    somewhere = (instance.allowed & spoken[instance.language_class]).any(axis=1)
    possible: Truths = somewhere & (instance.cap[instance.first] > 0) & (instance.cap[instance.second] > 0)
    return possible


def _most_meetings(instance: Instance) -> Numbers:
    """The greatest number of meetings of each company: its possible requests, or its cap."""
    possible = _possible(instance)
    count = np.zeros(len(instance.seats), np.int64)
    for party in (instance.first, instance.second):
        np.add.at(count, party[possible], 1)
    most: Numbers = np.minimum(count, instance.cap)
    return most


def _counted(problem: Problem, schedule: Schedule) -> Counter[str]:
    """The meetings of each company (id)."""
    parties = {request.id: request.parties for request in problem.requests}
    return Counter(party for meeting in schedule.meetings for party in parties[meeting.request])


def _shares(instance: Instance, schedule: Schedule) -> dict[str, Fraction]:
    """The share of each company (id) that can have a meeting."""
    count = _counted(instance.problem, schedule)
    pairs = zip(instance.problem.companies, _most_meetings(instance), strict=True)
    return {company.id: Fraction(count[company.id], int(most)) for company, most in pairs if most}


def _least(problem: Problem, schedule: Schedule) -> Fraction:
    return min(_shares(Instance(problem), schedule).values(), default=Fraction(1))


def _as_answer(problem: Problem, built: Schedule, usual: Schedule) -> Schedule:
    """A schedule of the problem with other weights and floors, told as one of this problem with the usual bound."""
    weight = {request.id: request.weight for request in problem.requests}
    count = _counted(problem, built)
    objective = replace(
        built.objective,
        weight=sum(weight[meeting.request] for meeting in built.meetings),
        floor_met=sum(min(count[company.id], company.floor) for company in problem.companies),
    )
    value = objective.value("select")
    status: Status = "optimal" if usual.bound is not None and value == usual.bound.value else "feasible"
    return replace(
        built,
        problem_sha256=problem_sha256(problem),
        status=status,
        objective=objective,
        bound=usual.bound,
        gap=None if usual.bound is None else gap("select", objective, usual.bound.value),
        seconds=round(usual.seconds + built.seconds, 3),
    )


class _Granting:
    """Which shares the linear programme grants: with no weights, its bound says whether all floors can be met."""

    def __init__(self, problem: Problem, seconds: float) -> None:
        self.instance = Instance(replace(problem, requests=tuple(replace(each, weight=0) for each in problem.requests)))
        self.most = _most_meetings(self.instance)
        self.ends_at = time.monotonic() + seconds

    def greatest(self) -> tuple[Fraction, Numbers]:
        """The greatest share that is granted to everyone, and the floors with it."""
        numbers = {int(number) for number in self.most if number}
        if not numbers:
            return Fraction(1), self.most
        shares = sorted({Fraction(part, number) for number in numbers for part in range(number + 1)})
        low, high = 0, len(shares) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self._granted(self._floors(shares[middle])):
                low = middle
            else:
                high = middle - 1
        return shares[low], self._floors(shares[low])

    def _floors(self, share: Fraction) -> Numbers:
        needed: Numbers = -(-self.most * share.numerator // share.denominator)
        return needed

    def _granted(self, floors: Numbers) -> bool:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            return False
        self.instance.floor = floors
        bound = relax(self.instance, left).bound
        return bound.kind == "lp" and bound.value == FLOOR_VALUE * int(floors.sum())
