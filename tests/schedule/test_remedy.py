from dataclasses import replace

import pytest
from drawn_problems import problems, slots_of
from exhaustive import best_value
from hypothesis import HealthCheck, given, settings

from bilateral.fault import InputFaults
from bilateral.progress import Report
from bilateral.schedule.addition import Addition, enlarged
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import (
    Bound,
    Company,
    Interpreter,
    Problem,
    Request,
    Schedule,
    Status,
    Table,
    Unplaced,
    gap,
)
from bilateral.schedule.problem_file import problem_sha256
from bilateral.schedule.remedy import Remedies, Remedy, find_remedies

engine = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def with_remedy(problem: Problem, remedy: Remedy) -> tuple[Problem, Schedule]:
    """The enlarged problem, and the schedule that the remedy's meetings make, stating what the judge counts."""
    more = enlarged(problem, remedy.addition)
    held = {meeting.request for meeting in remedy.meetings}
    left_out = tuple(Unplaced(request.id, "displaced") for request in more.requests if request.id not in held)
    empty = build_schedule(replace(more, requests=()), seconds=5)
    said = replace(empty, problem_sha256=problem_sha256(more), meetings=remedy.meetings, unplaced=left_out)
    objective = judge(more, said).objective
    bound = Bound(objective.value("select") + remedy.most - remedy.gain, "lp")
    status: Status = "optimal" if remedy.most == remedy.gain else "feasible"
    measured = gap("select", objective, bound.value)
    return more, replace(said, objective=objective, bound=bound, gap=measured, status=status)


@engine
@given(problems(mode="select"))
def test_a_remedy_s_meetings_break_no_rule_and_are_worth_what_is_told(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=30)
    found = find_remedies(problem, schedule, seconds=30)
    before = {meeting.request for meeting in schedule.meetings}
    value = schedule.objective.value("select") + found.unaided
    for remedy in found.remedies:
        more, held = with_remedy(problem, remedy)
        assert judge(more, held).faults == ()
        assert held.objective.value("select") == value + remedy.gain
        assert 0 < remedy.gain <= remedy.most
        assert remedy.places == len(remedy.meetings) - len(before) > 0
        if found.unaided == 0:
            now = {meeting.request for meeting in remedy.meetings}
            assert (set(remedy.placed), set(remedy.withdrawn)) == (now - before, before - now)


@engine
@given(problems(mode="select", most_requests=4, most_companies=4))
def test_no_remedy_gains_more_than_trying_everything_finds_nor_is_promised_less(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=30)
    value = best_value(problem)
    for remedy in find_remedies(problem, schedule, seconds=30).remedies:
        best = best_value(enlarged(problem, remedy.addition)) - value
        assert remedy.gain <= best <= remedy.most


def one_interpreter_short() -> Problem:
    """Six hosts who speak Chinese and six guests who speak Russian, two sessions of four slots, one interpreter, who
    rests after three slots and has the afternoon off."""
    slots = slots_of([4, 4])
    afternoon = frozenset(slot.id for slot in slots[4:])
    return Problem(
        mode="select",
        slots=slots,
        tables=(Table("t1"), Table("t2")),
        companies=(
            *(Company(f"h{number}", "host", frozenset({"zh"})) for number in range(6)),
            *(Company(f"g{number}", "guest", frozenset({"ru"})) for number in range(6)),
        ),
        interpreters=(Interpreter("i1", frozenset({"zh", "ru"}), afternoon, max_consecutive=3),),
        requests=tuple(Request(f"r{a}{b}", (f"h{a}", f"g{b}"), 10 + a + b) for a in range(6) for b in range(6)),
    )


def test_one_more_interpreter_in_the_afternoon_places_exactly_as_many_as_the_best_schedule_with_her() -> None:
    problem = one_interpreter_short()
    schedule = build_schedule(problem, seconds=60)
    assert (schedule.status, len(schedule.meetings)) == ("optimal", 3)
    found = find_remedies(problem, schedule, seconds=60)
    first = found.remedies[0]
    afternoon = Addition("interpreter", problem.slots[4].day, languages=("ru", "zh"))
    assert (first.addition, first.places, first.withdrawn) == (afternoon, 3, ())
    built = build_schedule(enlarged(problem, afternoon), seconds=60)
    assert (built.status, len(built.meetings) - len(schedule.meetings)) == ("optimal", 3)
    assert first.gain == first.most == built.objective.value("select") - schedule.objective.value("select")
    assert found.of_request() == dict.fromkeys(first.placed, (first.addition,))


def test_where_there_is_no_interpreter_at_all_one_is_the_remedy() -> None:
    problem = replace(one_interpreter_short(), interpreters=())
    schedule = build_schedule(problem, seconds=60)
    assert len(schedule.meetings) == 0
    found = find_remedies(problem, schedule, seconds=60)
    assert [(each.addition.kind, each.addition.languages, each.places) for each in found.remedies] == [
        ("interpreter", ("ru", "zh"), 4)
    ]


def test_caps_tables_presence_and_representatives_are_remedies_too() -> None:
    slots = slots_of([2])
    ids = frozenset(slot.id for slot in slots)
    host = Company("h", "host", frozenset({"zh"}))
    guests = tuple(Company(f"g{number}", "guest", frozenset({"zh"})) for number in range(4))
    plain = Problem(
        mode="select",
        slots=slots,
        tables=(Table("t1"), Table("t2")),
        companies=(host, *guests),
        requests=tuple(Request(f"r{number}", ("h", f"g{number}"), 9 - number) for number in range(4)),
    )
    capped = replace(plain, companies=(replace(host, max_meetings=1), *guests))
    absent = replace(plain, companies=(replace(host, unavailable=ids), *guests))
    tableless = replace(plain, tables=())
    day = slots[0].day
    expected = [
        (plain, Addition("representative", company="h"), 2, 13),
        (capped, Addition("cap", company="h"), 1, 8),
        (absent, Addition("presence", day, "h"), 2, 17),
        (tableless, Addition("table", day), 2, 17),
    ]
    for problem, addition, places, gain in expected:
        found = find_remedies(problem, build_schedule(problem, seconds=30), seconds=30).remedies
        told = [(each.addition, each.places, each.gain, each.most) for each in found]
        assert told == [(addition, places, gain, gain)]


def test_the_same_seed_gives_the_same_remedies_and_rebuilding_none_that_are_worse() -> None:
    problem = generate_problem(24, 90, 5, several=0.2, confined=0.1, ordered=0.05, bipartite=False)
    schedule = build_schedule(problem, seconds=60)
    found = find_remedies(problem, schedule, seconds=600, seed=3)
    assert found == find_remedies(problem, schedule, seconds=600, seed=3)
    rebuilt = find_remedies(problem, schedule, seconds=600, seed=3, best=1, rebuild=True)
    assert rebuilt.remedies[0].gain >= found.remedies[0].gain


def test_interpreters_from_standby_serve_on_where_a_repair_called_them_and_nowhere_else() -> None:
    problem = one_interpreter_short()
    schedule = build_schedule(problem, seconds=60)
    waiting = replace(problem, interpreters=tuple(replace(each, standby=True) for each in problem.interpreters))
    called = replace(schedule, problem_sha256=problem_sha256(waiting))
    for remedy in find_remedies(waiting, called, seconds=60).remedies:
        more, held = with_remedy(waiting, remedy)
        assert judge(more, held).faults == ()
        served = {meeting.slot for meeting in held.meetings if meeting.interpreter == "i1"}
        assert served == {meeting.slot for meeting in schedule.meetings}


def test_nothing_is_sought_where_nothing_is_left_out_or_the_search_is_cancelled() -> None:
    problem = generate_problem(8, 6, 1, absent=0.0)
    assert find_remedies(problem, build_schedule(problem, seconds=30)) == Remedies((), (), 0)
    short = one_interpreter_short()
    reports: list[Report] = []
    stopped = find_remedies(
        short, build_schedule(short, seconds=30), cancelled=lambda: True, progress=reports.append, seconds=30
    )
    assert stopped.remedies == ()
    assert stopped.estimates != ()
    assert {report.stage for report in reports} == {"weighing"}


def test_mode_all_and_a_wrong_schedule_are_refused() -> None:
    problem = one_interpreter_short()
    schedule = build_schedule(problem, seconds=30)
    with pytest.raises(ValueError, match="mode"):
        find_remedies(replace(problem, mode="all"), schedule)
    with pytest.raises(InputFaults):
        find_remedies(problem, replace(schedule, meetings=schedule.meetings[1:]))
