from dataclasses import replace

import numpy as np
from drawn_problems import problems
from exhaustive import best_value, fewest_breaks
from hypothesis import HealthCheck, given, settings

from bilateral.progress import Report
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Problem, Schedule
from bilateral.schedule.schedule_file import read_schedule, write_schedule

engine = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def timeless(schedule: Schedule) -> bytes:
    return write_schedule(replace(schedule, seconds=0.0))


@engine
@given(problems())
def test_the_judge_finds_no_fault_in_a_built_schedule(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=30)
    assert judge(problem, schedule).faults == ()
    assert read_schedule(write_schedule(schedule)) == schedule


@engine
@given(problems(mode="select", most_requests=4, most_companies=4))
def test_a_selection_called_optimal_is_the_best_that_trying_everything_finds(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=30)
    assert schedule.status == "optimal"
    assert schedule.objective.value("select") == best_value(problem)


@engine
@given(problems(mode="all", most_requests=4, most_companies=4))
def test_a_whole_schedule_has_the_fewest_breaks_or_is_rightly_called_infeasible(problem: Problem) -> None:
    schedule = build_schedule(problem, seconds=30)
    fewest = fewest_breaks(problem)
    if fewest is None:
        assert schedule.status == "infeasible"
    else:
        assert (schedule.status, schedule.objective.breaks) == ("optimal", fewest)


def test_the_same_seed_gives_the_same_schedule() -> None:
    problem = generate_problem(24, 90, 5, several=0.2, confined=0.1, ordered=0.05, bipartite=False)
    first = build_schedule(problem, seconds=600, seed=3)
    assert timeless(build_schedule(problem, seconds=600, seed=3)) == timeless(first)
    assert judge(problem, first).faults == ()


def test_many_slots_over_several_words_are_used() -> None:
    problem = generate_problem(10, 20, 1, days=8, sessions=2, slots=9, tables=1, caps=(20, 30), absent=0.0)
    schedule = build_schedule(problem, seconds=60)
    assert Instance(problem).words == 3
    assert judge(problem, schedule).faults == ()


def test_progress_names_every_stage_and_a_cancelled_search_still_answers() -> None:
    problem = generate_problem(16, 60, 2)
    stages: list[str] = []

    def listen(report: Report) -> None:
        if report.stage not in stages:
            stages.append(report.stage)

    build_schedule(problem, seconds=60, progress=listen)
    assert [stage for stage in stages if stage not in ("annealing", "proving", "closing_breaks")] == [
        "compiling",
        "bounding",
        "constructing",
        "seating",
    ]
    hurried = build_schedule(problem, seconds=60, cancelled=lambda: True)
    assert judge(problem, hurried).faults == ()


def test_standby_interpreters_stay_at_rest() -> None:
    problem = generate_problem(16, 60, 4, interpreters=3)
    waiting = replace(problem, interpreters=tuple(replace(each, standby=True) for each in problem.interpreters))
    schedule = build_schedule(waiting, seconds=30)
    assert {meeting.interpreter for meeting in schedule.meetings} <= {None}
    assert judge(waiting, schedule).faults == ()


def test_a_problem_without_requests_is_solved() -> None:
    problem = replace(generate_problem(4, 0, 1), requests=())
    schedule = build_schedule(problem, seconds=5)
    assert (schedule.status, schedule.meetings, schedule.gap) == ("optimal", (), 0.0)
    assert np.array_equal(Instance(problem).weight, [])
