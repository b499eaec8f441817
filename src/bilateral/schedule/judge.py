"""Judges a schedule against its problem, knowing nothing of how it was made."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bilateral.fault import Fault, Place
from bilateral.schedule.model import FLOOR_VALUE, Interpreter, Meeting, Objective, Problem, Request, Schedule, Slot
from bilateral.schedule.problem_file import problem_sha256


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every fault of a schedule, and its objective counted anew from the meetings whose ids are known."""

    faults: tuple[Fault, ...]
    objective: Objective


def judge(problem: Problem, schedule: Schedule) -> Verdict:
    """Every rule that the schedule breaks, and every statement in it that is not true.

    Not checked are the truth of a reason given for an unplaced request, and of a bound: only that no value passes it.
    """
    case = _Case(problem, schedule)
    rules = (
        _ids,
        _requests_once,
        _companies,
        _confinements,
        _tables,
        _interpreter_choice,
        _interpreter_load,
        _precedences,
        _max_breaks,
        _unplaced,
        _moves,
        _statements,
    )
    return Verdict(tuple(fault for rule in rules for fault in rule(case)), case.objective)


@dataclass(frozen=True, slots=True)
class _Held:
    """A meeting all of whose ids are known."""

    index: int
    meeting: Meeting
    request: Request
    slot: Slot
    interpreter: Interpreter | None

    def fault(self, code: str, **values: object) -> Fault:
        named = {"id": self.request.id, "slot": self.slot.id, **values}
        return Fault(f"schedule.{code}", Place(path=f"meetings[{self.index}]"), named)


class _Case:
    """The schedule laid beside its problem."""

    def __init__(self, problem: Problem, schedule: Schedule) -> None:
        self.problem = problem
        self.schedule = schedule
        self.requests = {request.id: request for request in problem.requests}
        self.companies = {company.id: company for company in problem.companies}
        self.slots = {slot.id: slot for slot in problem.slots}
        self.tables = {table.id: table for table in problem.tables}
        self.interpreters = {interpreter.id: interpreter for interpreter in problem.interpreters}
        self.place: dict[str, int] = {}
        """The number of each slot in its session day, by id."""
        self.days: dict[object, list[Slot]] = defaultdict(list)
        for slot in sorted(problem.slots, key=lambda slot: slot.start_at):
            self.place[slot.id] = len(self.days[slot.day])
            self.days[slot.day].append(slot)
        self.held = [held for held in map(self._held, range(len(schedule.meetings))) if held]
        self.of_company: dict[str, list[_Held]] = defaultdict(list)
        self.of_interpreter: dict[str, list[_Held]] = defaultdict(list)
        for held in self.held:
            for party in held.request.parties:
                self.of_company[party].append(held)
            if held.interpreter is not None:
                self.of_interpreter[held.interpreter.id].append(held)
        self.breaks = {company: self._breaks(held) for company, held in self.of_company.items()}
        self.objective = Objective(
            weight=sum(held.request.weight for held in self.held),
            floor_met=sum(min(len(self.of_company[c.id]), c.floor) for c in problem.companies),
            breaks=sum(self.breaks.values()),
            table_changes=sum(self._table_changes(held) for held in self.of_company.values()),
        )

    def _held(self, index: int) -> _Held | None:
        meeting = self.schedule.meetings[index]
        request, slot = self.requests.get(meeting.request), self.slots.get(meeting.slot)
        if request is None or slot is None or meeting.table not in self.tables:
            return None
        if meeting.interpreter is not None and meeting.interpreter not in self.interpreters:
            return None
        return _Held(index, meeting, request, slot, self.interpreters.get(meeting.interpreter or ""))

    def _by_day(self, held: Iterable[_Held]) -> Iterable[dict[int, set[str]]]:
        """For each session day the tables taken, by the slot's number in the day."""
        days: dict[object, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        for each in held:
            days[each.slot.day][self.place[each.slot.id]].add(each.meeting.table)
        return days.values()

    def _breaks(self, held: Iterable[_Held]) -> int:
        return sum(later > earlier + 1 for day in self._by_day(held) for earlier, later in pairwise(sorted(day)))

    def _table_changes(self, held: Iterable[_Held]) -> int:
        changes = 0
        for day in self._by_day(held):
            for earlier, later in pairwise(sorted(day)):
                left, taken = day[earlier], day[later]
                changes += max(0, min(len(left), len(taken)) - len(left & taken))
        return changes

    def needs_interpreter(self, request: Request) -> bool:
        first, second = (self.companies[party] for party in request.parties)
        return request.interpreter == "auto" and not first.languages & second.languages


def _ids(case: _Case) -> Iterator[Fault]:
    for index, meeting in enumerate(case.schedule.meetings):
        named = (
            ("request", meeting.request, case.requests),
            ("slot", meeting.slot, case.slots),
            ("table", meeting.table, case.tables),
            ("interpreter", meeting.interpreter, case.interpreters),
        )
        for key, name, known in named:
            if name is not None and name not in known:
                values = {"id": meeting.request, "unknown": name}
                yield Fault(f"schedule.unknown_{key}", Place(path=f"meetings[{index}].{key}"), values)
    for index, unplaced in enumerate(case.schedule.unplaced):
        if unplaced.request not in case.requests:
            values = {"id": unplaced.request, "unknown": unplaced.request}
            yield Fault("schedule.unknown_request", Place(path=f"unplaced[{index}].request"), values)


def _requests_once(case: _Case) -> Iterator[Fault]:
    seen: set[str] = set()
    for held in case.held:
        if held.request.id in seen:
            yield held.fault("request_twice")
        seen.add(held.request.id)


def _companies(case: _Case) -> Iterator[Fault]:
    for company in case.problem.companies:
        meetings = case.of_company[company.id]
        for held in meetings:
            if held.slot.id in company.unavailable:
                yield held.fault("company_unavailable", company=company.id)
        in_slot: Counter[str] = Counter()
        for held in meetings:
            in_slot[held.slot.id] += 1
            if in_slot[held.slot.id] == company.parallel + 1:
                yield held.fault("company_double_booked", company=company.id, parallel=company.parallel)
        if company.max_meetings is not None and len(meetings) > company.max_meetings:
            values = {"company": company.id, "held": len(meetings), "cap": company.max_meetings}
            yield meetings[company.max_meetings].fault("company_over_cap", **values)


def _confinements(case: _Case) -> Iterator[Fault]:
    for held in case.held:
        request = held.request
        if request.slots is not None and held.slot.id not in request.slots:
            yield held.fault("slot_not_allowed")
        if request.session is not None and held.slot.session != request.session:
            yield held.fault("session_not_allowed", session=request.session)
        if request.table is not None and held.meeting.table != request.table:
            yield held.fault("table_not_allowed", table=request.table)


def _tables(case: _Case) -> Iterator[Fault]:
    taken: dict[tuple[str, str], str] = {}
    for held in case.held:
        if held.slot.id in case.tables[held.meeting.table].unavailable:
            yield held.fault("table_unavailable", table=held.meeting.table)
        first = taken.setdefault((held.slot.id, held.meeting.table), held.request.id)
        if first != held.request.id:
            yield held.fault("table_taken_twice", table=held.meeting.table, other=first)


def _interpreter_choice(case: _Case) -> Iterator[Fault]:
    for held in case.held:
        needed, interpreter = case.needs_interpreter(held.request), held.interpreter
        if interpreter is None:
            if needed:
                yield held.fault("interpreter_missing")
            continue
        if not needed:
            yield held.fault("interpreter_needless", interpreter=interpreter.id)
        elif not all(interpreter.languages & case.companies[party].languages for party in held.request.parties):
            yield held.fault("interpreter_languages", interpreter=interpreter.id)
        if held.slot.id in interpreter.unavailable:
            yield held.fault("interpreter_unavailable", interpreter=interpreter.id)


def _interpreter_load(case: _Case) -> Iterator[Fault]:
    for interpreter in case.problem.interpreters:
        meetings = case.of_interpreter[interpreter.id]
        by_slot: dict[str, _Held] = {}
        for held in meetings:
            if held.slot.id in by_slot:
                yield held.fault("interpreter_double_booked", interpreter=interpreter.id)
            by_slot.setdefault(held.slot.id, held)
        if interpreter.max_meetings is not None and len(meetings) > interpreter.max_meetings:
            values = {"interpreter": interpreter.id, "held": len(meetings), "cap": interpreter.max_meetings}
            yield meetings[interpreter.max_meetings].fault("interpreter_over_cap", **values)
        for day in case.days.values():
            run = 0
            for slot in day:
                run = run + 1 if slot.id in by_slot else 0
                if run == interpreter.max_consecutive + 1:
                    values = {"interpreter": interpreter.id, "most": interpreter.max_consecutive}
                    yield by_slot[slot.id].fault("interpreter_without_rest", **values)


def _precedences(case: _Case) -> Iterator[Fault]:
    start_at = {held.request.id: held.slot.start_at for held in case.held}
    for held in case.held:
        for earlier in sorted(held.request.after):
            if earlier not in start_at:
                yield held.fault("predecessor_unplaced", earlier=earlier)
            elif start_at[earlier] >= held.slot.start_at:
                yield held.fault("predecessor_not_earlier", earlier=earlier)


def _max_breaks(case: _Case) -> Iterator[Fault]:
    most = case.problem.max_breaks
    for company, breaks in case.breaks.items():
        if most is not None and breaks > most:
            values = {"id": "", "company": company, "breaks": breaks, "most": most}
            yield Fault("schedule.too_many_breaks", Place(path="meetings"), values)


def _unplaced(case: _Case) -> Iterator[Fault]:
    placed = {meeting.request for meeting in case.schedule.meetings}
    told: set[str] = set()
    for index, unplaced in enumerate(case.schedule.unplaced):
        place = Place(path=f"unplaced[{index}]")
        if unplaced.request in told:
            yield Fault("schedule.unplaced_twice", place, {"id": unplaced.request})
        if unplaced.request in placed:
            yield Fault("schedule.placed_and_unplaced", place, {"id": unplaced.request})
        told.add(unplaced.request)
    for request in case.problem.requests:
        if request.id not in told and request.id not in placed:
            yield Fault("schedule.request_forgotten", Place(path="unplaced"), {"id": request.id})


def _moves(case: _Case) -> Iterator[Fault]:
    """A move says where its request is held now; where it was, no file at hand can tell."""
    meetings = {meeting.request: meeting for meeting in case.schedule.meetings}
    for index, move in enumerate(case.schedule.moves):
        if meetings.get(move.request) != move.now:
            yield Fault("schedule.move_untrue", Place(path=f"moves[{index}]"), {"id": move.request})


def _said(code: str, path: str, stated: object, counted: object) -> Fault:
    return Fault(f"schedule.{code}", Place(path=path), {"id": "", "stated": stated, "counted": counted})


def _statements(case: _Case) -> Iterator[Fault]:
    """What the schedule says of itself."""
    schedule, problem = case.schedule, case.problem
    sha256 = problem_sha256(problem)
    if schedule.problem_sha256 != sha256:
        yield _said("other_problem", "problem_sha256", schedule.problem_sha256, sha256)
    for key in ("weight", "floor_met", "breaks", "table_changes"):
        stated, counted = getattr(schedule.objective, key), getattr(case.objective, key)
        if stated != counted:
            yield _said("objective_wrong", f"objective.{key}", stated, counted)
    if schedule.status in ("infeasible", "unknown"):
        yield from _empty_handed(case)
        return
    if problem.mode == "all" and len(schedule.meetings) < len(problem.requests):
        yield _said("not_all_placed", "status", len(schedule.meetings), len(problem.requests))
    yield from _bound_and_gap(case)


def _empty_handed(case: _Case) -> Iterator[Fault]:
    """A schedule that found nothing holds nothing; one of mode "select" finds at least the empty schedule."""
    schedule = case.schedule
    if schedule.meetings:
        yield _said("meetings_in_none", "meetings", len(schedule.meetings), 0)
    if case.problem.mode == "select":
        yield _said("status_of_other_mode", "status", schedule.status, "feasible")
    if schedule.gap is not None:
        yield _said("gap_wrong", "gap", schedule.gap, None)


def _bound_and_gap(case: _Case) -> Iterator[Fault]:
    schedule, mode = case.schedule, case.problem.mode
    value = case.objective.breaks
    if mode == "select":
        value = FLOOR_VALUE * case.objective.floor_met + case.objective.weight
    if schedule.bound is None:
        yield _said("bound_missing", "bound", None, value)
        return
    missing = schedule.bound.value - value if mode == "select" else value - schedule.bound.value
    if missing < 0:
        yield _said("bound_beaten", "bound.value", schedule.bound.value, value)
    counted = _gap(missing, None if mode == "all" else case.objective.weight)
    if schedule.gap is None or counted is None:
        if schedule.gap is not counted:
            yield _said("gap_wrong", "gap", schedule.gap, counted)
    elif abs(schedule.gap - counted) > 1e-6:
        yield _said("gap_wrong", "gap", schedule.gap, counted)
    if (schedule.status == "optimal") != (missing == 0):
        yield _said("status_wrong", "status", schedule.status, "optimal" if missing == 0 else "feasible")


def _gap(missing: int, weight: int | None) -> float | None:
    """The stated measure: a share of the weight, or a number of breaks where there is no weight to speak of."""
    if weight is None:
        return float(missing)
    if weight == 0:
        return 0.0 if missing == 0 else None
    return missing / weight
