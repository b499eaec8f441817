from dataclasses import replace

import pytest
from drawn_problems import problems, slots_of
from hypothesis import HealthCheck, given, settings

from bilateral.schedule.build import build_schedule
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Company, Interpreter, Problem, Request, Schedule, Table, Unplaced

ZH, RU, EN = frozenset({"zh"}), frozenset({"ru"}), frozenset({"en"})
A, B, C, D = (Company(name, "host", EN) for name in "abcd")
LOW = Request("low", ("a", "b"), 1)
HIGH = Request("high", ("c", "d"), 90)


def problem_of(
    companies: tuple[Company, ...], requests: tuple[Request, ...], slots: int = 1, tables: int = 1
) -> Problem:
    return Problem(
        mode="select",
        slots=slots_of([slots]),
        tables=tuple(Table(f"t{number}") for number in range(tables)),
        companies=companies,
        requests=requests,
    )


CASES = {
    "party_full": (
        problem_of((replace(A, max_meetings=1), B, C), (LOW, Request("high", ("a", "c"), 90)), slots=2),
        Unplaced("low", "party_full", ("a",)),
    ),
    "no_common_slot": (
        problem_of((replace(A, unavailable=frozenset({"s11"})), replace(B, unavailable=frozenset({"s12"}))), (LOW,), 2),
        Unplaced("low", "no_common_slot"),
    ),
    "party_busy": (
        problem_of(
            (replace(A, unavailable=frozenset({"s12"})), replace(B, unavailable=frozenset({"s12"})), C),
            (LOW, Request("high", ("a", "c"), 90)),
            slots=2,
            tables=2,
        ),
        Unplaced("low", "party_busy", ("high",)),
    ),
    "tables_full": (problem_of((A, B, C, D), (LOW, HIGH)), Unplaced("low", "tables_full", ("high",))),
    "fixed table": (
        problem_of((A, B, C, D), (replace(LOW, table="t1"), replace(HIGH, table="t1")), tables=2),
        Unplaced("low", "tables_full", ("high",)),
    ),
    "no interpreter at all": (
        problem_of((replace(A, languages=ZH), replace(B, languages=RU)), (LOW,)),
        Unplaced("low", "no_interpreter"),
    ),
    "interpreter away": (
        replace(
            problem_of((replace(A, languages=ZH), replace(B, languages=RU)), (LOW,)),
            interpreters=(Interpreter("lin", ZH | RU, frozenset({"s11"})),),
        ),
        Unplaced("low", "no_interpreter", ("lin",)),
    ),
    "interpreter busy": (
        replace(
            problem_of(
                (*(replace(each, languages=ZH) for each in (A, C)), *(replace(each, languages=RU) for each in (B, D))),
                (LOW, HIGH),
                tables=2,
            ),
            interpreters=(Interpreter("lin", ZH | RU),),
        ),
        Unplaced("low", "no_interpreter", ("high",)),
    ),
    "precedence": (
        problem_of((A, B, C, D), (replace(LOW, after=frozenset({"high"})), HIGH), tables=2),
        Unplaced("low", "precedence", ("high",)),
    ),
    "displaced": (
        problem_of(
            (replace(A, parallel=1), B, C, D, Company("e", "host", EN)),
            (
                replace(LOW, slots=frozenset({"s11", "s12"})),
                Request("busy", ("a", "c"), 90, slots=frozenset({"s11"})),
                Request("high", ("c", "d"), 80, slots=frozenset({"s12"})),
                Request("third", ("a", "e"), 70, slots=frozenset({"s13"})),
            ),
            slots=3,
        ),
        Unplaced("low", "displaced", ("high",)),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_true_cause_is_named(name: str) -> None:
    problem, unplaced = CASES[name]
    schedule = build_schedule(problem, seconds=10)
    assert schedule.unplaced == (unplaced,)
    assert judge(problem, schedule).faults == ()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problems(mode="select"))
def test_without_the_meetings_in_its_way_a_request_finds_a_place(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=10)
    for told in schedule.unplaced:
        if told.blockers and told.reason in ("party_busy", "tables_full", "displaced"):
            without = without_blockers(problem, schedule, told)
            assert len(build_schedule(without, seconds=10).meetings) == len(without.requests)
            break  # one of each example will do


def without_blockers(problem: Problem, schedule: Schedule, told: Unplaced) -> Problem:
    """The problem of holding one request more, every meeting but its blockers staying where it is."""
    held = {meeting.request: meeting.slot for meeting in schedule.meetings if meeting.request not in told.blockers}
    names = {*held, told.request}
    return replace(
        problem,
        requests=tuple(
            replace(
                request,
                slots=frozenset({held[request.id]}) if request.id in held else request.slots,
                after=request.after & names,
                weight=1,
            )
            for request in problem.requests
            if request.id in names
        ),
        companies=tuple(replace(company, floor=0) for company in problem.companies),
    )
