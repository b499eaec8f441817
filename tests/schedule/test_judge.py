from collections.abc import Callable
from dataclasses import replace

import pytest
from drawn_problems import slots_of

from bilateral.schedule.judge import judge
from bilateral.schedule.model import (
    Bound,
    Company,
    Interpreter,
    Meeting,
    Move,
    Objective,
    Problem,
    Request,
    Schedule,
    Table,
    Unplaced,
)
from bilateral.schedule.problem_file import problem_sha256

PROBLEM = Problem(
    mode="select",
    slots=slots_of([4, 2]),
    tables=(Table("t1"), Table("t2", frozenset({"s22"}))),
    companies=(
        Company("volga", "guest", frozenset({"ru"}), frozenset({"s14"}), max_meetings=3, floor=2),
        Company("cornex", "host", frozenset({"zh"}), parallel=2),
        Company("jinpan", "host", frozenset({"zh", "ru"}), max_meetings=4),
    ),
    interpreters=(
        Interpreter("lin", frozenset({"zh", "ru"}), frozenset({"s22"}), max_consecutive=2, max_meetings=2),
        Interpreter("egorov", frozenset({"ru", "en"})),
    ),
    requests=(
        Request("vc", ("volga", "cornex"), 10),
        Request("vj", ("volga", "jinpan"), 20, session="morning"),
        Request("cj", ("cornex", "jinpan"), 30, after=frozenset({"vj"})),
        Request("cj2", ("cornex", "jinpan"), 40, slots=frozenset({"s13", "s21"}), table="t2"),
        Request("vc2", ("volga", "cornex"), 50),
        Request("vj2", ("volga", "jinpan"), 60),
    ),
)

MEETINGS = {
    "vj": Meeting("vj", "s11", "t1"),
    "cj": Meeting("cj", "s12", "t1"),
    "cj2": Meeting("cj2", "s13", "t2"),
    "vc": Meeting("vc", "s13", "t1", "lin"),
}


def schedule_of(meetings: dict[str, Meeting], problem: Problem = PROBLEM) -> Schedule:
    """These meetings with everything that a schedule says of itself said truly."""
    blank = Schedule(
        problem_sha256=problem_sha256(problem),
        status="feasible",
        meetings=tuple(meetings.values()),
        unplaced=tuple(Unplaced(r.id, "party_full") for r in problem.requests if r.id not in meetings),
        objective=Objective(0, 0, 0, 0),
        bound=None,
        gap=None,
        seconds=0.0,
    )
    objective = judge(problem, blank).objective
    bound = objective.value(problem.mode) + (10 if problem.mode == "select" else 0)
    return replace(
        blank,
        objective=objective,
        bound=Bound(bound, "lp"),
        gap=round(10 / objective.weight, 6) if problem.mode == "select" else 0.0,
        status="feasible" if problem.mode == "select" else "optimal",
    )


GOOD = schedule_of(MEETINGS)


def codes(problem: Problem, schedule: Schedule) -> list[str]:
    return sorted({fault.code for fault in judge(problem, schedule).faults})


def test_a_good_schedule_has_no_fault_and_its_objective_is_counted() -> None:
    verdict = judge(PROBLEM, GOOD)
    assert verdict.faults == ()
    assert verdict.objective == Objective(weight=100, floor_met=2, breaks=1, table_changes=1)


def test_table_changes_count_the_tables_left_by_fewer_seats_than_before() -> None:
    both = {**MEETINGS, "cj2": Meeting("cj2", "s13", "t1"), "vc": Meeting("vc", "s13", "t2", "lin")}
    problem = replace(PROBLEM, requests=tuple(replace(request, table=None) for request in PROBLEM.requests))
    # volga t1 -> t2; cornex t1 -> {t1, t2} keeps its table; jinpan stays at t1
    assert judge(problem, schedule_of(both, problem)).objective.table_changes == 1


PLANTED_MEETINGS: list[tuple[str, dict[str, Meeting]]] = [
    ("schedule.company_unavailable", {"vc": Meeting("vc", "s14", "t1", "lin")}),
    ("schedule.company_double_booked", {"vj": Meeting("vj", "s13", "t1"), "vc": Meeting("vc", "s12", "t2", "lin")}),
    ("schedule.slot_not_allowed", {"cj2": Meeting("cj2", "s14", "t2")}),
    ("schedule.session_not_allowed", {"vj": Meeting("vj", "s21", "t1"), "cj": Meeting("cj", "s22", "t1")}),
    ("schedule.table_not_allowed", {"cj2": Meeting("cj2", "s21", "t1")}),
    ("schedule.table_unavailable", {"cj": Meeting("cj", "s22", "t2")}),
    ("schedule.table_taken_twice", {"vc": Meeting("vc", "s13", "t2", "lin")}),
    ("schedule.interpreter_missing", {"vc": Meeting("vc", "s13", "t1")}),
    ("schedule.interpreter_needless", {"cj": Meeting("cj", "s12", "t1", "lin")}),
    ("schedule.interpreter_languages", {"vc": Meeting("vc", "s13", "t1", "egorov")}),
    ("schedule.interpreter_unavailable", {"vc": Meeting("vc", "s22", "t1", "lin")}),
    ("schedule.predecessor_not_earlier", {"cj": Meeting("cj", "s11", "t2")}),
    ("schedule.unknown_slot", {"vc": Meeting("vc", "s99", "t1", "lin")}),
    ("schedule.unknown_table", {"vc": Meeting("vc", "s13", "t9", "lin")}),
    ("schedule.unknown_interpreter", {"vc": Meeting("vc", "s13", "t1", "nobody")}),
    ("schedule.unknown_request", {"new": Meeting("new", "s14", "t1")}),
    ("schedule.company_over_cap", {"vj2": Meeting("vj2", "s12", "t2"), "vc2": Meeting("vc2", "s21", "t1", "lin")}),
]


@pytest.mark.parametrize(("code", "planted"), PLANTED_MEETINGS)
def test_a_planted_meeting_is_found(code: str, planted: dict[str, Meeting]) -> None:
    schedule = schedule_of({**MEETINGS, **planted})
    assert code in codes(PROBLEM, schedule)
    assert code not in codes(PROBLEM, GOOD)


def test_a_lone_fault_is_found_alone() -> None:
    assert codes(PROBLEM, schedule_of({**MEETINGS, "vc": Meeting("vc", "s13", "t2", "lin")})) == [
        "schedule.table_taken_twice"
    ]


def with_interpreter(interpreter: Interpreter) -> Problem:
    return replace(PROBLEM, interpreters=(interpreter, PROBLEM.interpreters[1]))


LIN = PROBLEM.interpreters[0]


@pytest.mark.parametrize(
    ("code", "interpreter"),
    [
        ("schedule.interpreter_over_cap", replace(LIN, max_meetings=1)),
        ("schedule.interpreter_without_rest", replace(LIN, max_consecutive=1)),
    ],
)
def test_an_interpreter_who_works_too_much_is_found(code: str, interpreter: Interpreter) -> None:
    meetings = {"vc": Meeting("vc", "s12", "t1", "lin"), "vc2": Meeting("vc2", "s13", "t1", "lin")}
    assert codes(PROBLEM, schedule_of(meetings)) == []
    problem = with_interpreter(interpreter)
    assert codes(problem, schedule_of(meetings, problem)) == [code]


def test_an_interpreter_in_two_meetings_at_once_is_found() -> None:
    problem = replace(PROBLEM, companies=(replace(PROBLEM.companies[0], parallel=2), *PROBLEM.companies[1:]))
    meetings = {"vc": Meeting("vc", "s12", "t1", "lin"), "vc2": Meeting("vc2", "s12", "t2", "lin")}
    assert codes(problem, schedule_of(meetings, problem)) == ["schedule.interpreter_double_booked"]


def test_a_meeting_without_the_one_before_it_is_found() -> None:
    meetings = {name: meeting for name, meeting in MEETINGS.items() if name != "vj"}
    assert codes(PROBLEM, schedule_of(meetings)) == ["schedule.predecessor_unplaced"]


def test_a_request_held_twice_is_found() -> None:
    schedule = replace(GOOD, meetings=(*GOOD.meetings, Meeting("vj", "s14", "t1")))
    assert "schedule.request_twice" in codes(PROBLEM, schedule)


STATEMENTS: list[tuple[str, Callable[[Schedule], Schedule]]] = [
    ("schedule.other_problem", lambda s: replace(s, problem_sha256="0" * 64)),
    ("schedule.objective_wrong", lambda s: replace(s, objective=replace(s.objective, weight=101))),
    ("schedule.objective_wrong", lambda s: replace(s, objective=replace(s.objective, floor_met=1))),
    ("schedule.objective_wrong", lambda s: replace(s, objective=replace(s.objective, breaks=0))),
    ("schedule.objective_wrong", lambda s: replace(s, objective=replace(s.objective, table_changes=0))),
    ("schedule.gap_wrong", lambda s: replace(s, gap=0.2)),
    ("schedule.gap_wrong", lambda s: replace(s, gap=None)),
    ("schedule.bound_missing", lambda s: replace(s, bound=None)),
    ("schedule.bound_beaten", lambda s: replace(s, bound=Bound(299, "lp"))),
    ("schedule.status_wrong", lambda s: replace(s, status="optimal")),
    ("schedule.status_wrong", lambda s: replace(s, bound=Bound(300, "lp"), gap=0.0)),
    ("schedule.status_of_other_mode", lambda s: replace(s, status="infeasible")),
    ("schedule.meetings_in_none", lambda s: replace(s, status="unknown")),
    ("schedule.move_untrue", lambda s: replace(s, moves=(Move("vj", None, None, "cancelled"),))),
    ("schedule.unplaced_twice", lambda s: replace(s, unplaced=(*s.unplaced, s.unplaced[0]))),
    ("schedule.placed_and_unplaced", lambda s: replace(s, unplaced=(*s.unplaced, Unplaced("vj", "party_full")))),
    ("schedule.request_forgotten", lambda s: replace(s, unplaced=s.unplaced[1:])),
    ("schedule.unknown_request", lambda s: replace(s, unplaced=(*s.unplaced, Unplaced("new", "party_full")))),
]


@pytest.mark.parametrize(("code", "twist"), STATEMENTS)
def test_an_untrue_statement_is_found(code: str, twist: Callable[[Schedule], Schedule]) -> None:
    assert code in codes(PROBLEM, twist(GOOD))


def test_mode_all_wants_every_request_and_few_breaks() -> None:
    requests = tuple(request for request in PROBLEM.requests if request.id in MEETINGS)
    whole = replace(PROBLEM, mode="all", requests=requests, max_breaks=1)
    assert codes(whole, schedule_of(MEETINGS, whole)) == []
    strict = replace(whole, max_breaks=0)
    assert codes(strict, schedule_of(MEETINGS, strict)) == ["schedule.too_many_breaks"]
    fewer = {name: meeting for name, meeting in MEETINGS.items() if name != "vc"}
    assert codes(whole, schedule_of(fewer, whole)) == ["schedule.not_all_placed"]


def test_an_infeasible_problem_is_answered_with_nothing() -> None:
    whole = replace(PROBLEM, mode="all")
    reasons = tuple(Unplaced(request.id, "infeasible") for request in whole.requests)
    nothing = Objective(0, 0, 0, 0)
    empty = Schedule(problem_sha256(whole), "infeasible", (), reasons, nothing, None, None, 0.0)
    assert codes(whole, empty) == []
    assert codes(whole, replace(empty, gap=0.0)) == ["schedule.gap_wrong"]
    assert codes(whole, replace(schedule_of(MEETINGS, whole), status="infeasible", gap=None)) == [
        "schedule.meetings_in_none"
    ]
