import threading
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from drawn_problems import problems
from exhaustive import best_value, fewest_breaks
from hypothesis import HealthCheck, example, given, settings

from bilateral.progress import Report
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Problem, Schedule
from bilateral.schedule.schedule_file import read_schedule, write_schedule

engine = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


EVERY_STAGE = (
    "compiling",
    "bounding",
    "constructing",
    "annealing",
    "renewing",
    "proving",
    "closing_breaks",
    "seating",
)


def obstinate() -> Problem:
    """A problem that is proved only after every stage has done its work."""
    return generate_problem(24, 90, 5, tables=3, interpreters=2, several=0.2, ordered=0.3, bipartite=False)


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
    first = build_schedule(obstinate(), seconds=600, seed=1)
    assert timeless(build_schedule(obstinate(), seconds=600, seed=1)) == timeless(first)
    assert judge(obstinate(), first).faults == ()


def test_the_same_seed_gives_the_same_whole_schedule() -> None:
    problem = generate_problem(
        20, 60, 2, mode="all", days=1, slots=9, tables=8, interpreters=9, caps=(30, 40), absent=0
    )
    first = build_schedule(problem, seconds=600, seed=3)
    assert first.status != "unknown"
    assert timeless(build_schedule(problem, seconds=600, seed=3)) == timeless(first)


def test_many_slots_over_several_words_are_used() -> None:
    problem = generate_problem(10, 20, 1, days=8, sessions=2, slots=9, tables=1, caps=(20, 30), absent=0.0)
    schedule = build_schedule(problem, seconds=60)
    assert Instance(problem).words == 3
    assert judge(problem, schedule).faults == ()


class Listening:
    """Keeps what is told, and asks for the end once `stage` has been told of so often."""

    def __init__(self, stage: str | None = None, times: int = 1) -> None:
        self.stage, self.times = stage, times
        self.reports: list[Report] = []
        self.after: list[Report] = []
        self.reached, self.stopped = threading.Event(), threading.Event()

    def __call__(self, report: Report) -> None:
        self.reports.append(report)
        if self.stopped.is_set():
            self.after.append(report)
        self.times -= report.stage == self.stage
        if self.times <= 0:
            self.reached.set()

    def stop_from_another_thread(self) -> None:
        def wait_and_stop() -> None:
            self.reached.wait()
            self.stopped.set()

        threading.Thread(target=wait_and_stop, daemon=True).start()


def test_progress_names_every_stage() -> None:
    listening = Listening()
    build_schedule(obstinate(), seconds=60, progress=listening)
    assert tuple(dict.fromkeys(report.stage for report in listening.reports)) == EVERY_STAGE


@engine
@given(problems(mode="select"))
@example(obstinate())
def test_a_selection_tells_values_that_never_fall_under_bounds_that_never_rise(problem: Problem) -> None:
    listening = Listening()
    schedule = build_schedule(problem, seconds=30, progress=listening)
    values = [report.value for report in listening.reports if report.value is not None]
    bounds = [report.bound for report in listening.reports if report.bound is not None]
    assert schedule.bound is not None
    assert values == sorted(values)
    assert bounds == sorted(bounds, reverse=True)
    assert (values[-1], bounds[-1]) == (schedule.objective.value("select"), schedule.bound.value)


@engine
@given(problems(mode="all", most_requests=8))
def test_a_whole_schedule_tells_breaks_that_never_rise_over_bounds_that_never_fall(problem: Problem) -> None:
    listening = Listening()
    schedule = build_schedule(problem, seconds=30, progress=listening)
    values = [report.value for report in listening.reports if report.value is not None]
    bounds = [report.bound for report in listening.reports if report.bound is not None]
    assert values == sorted(values, reverse=True)
    assert bounds == sorted(bounds)
    if schedule.bound is not None:
        assert (values[-1], bounds[-1]) == (schedule.objective.breaks, schedule.bound.value)


@pytest.mark.parametrize("stage", EVERY_STAGE)
def test_a_selection_cancelled_by_another_thread_is_a_schedule_with_its_bound(stage: str) -> None:
    problem, listening = obstinate(), Listening(stage)
    listening.stop_from_another_thread()
    schedule = build_schedule(problem, seconds=600, progress=listening, cancelled=listening.stopped.is_set)
    assert listening.reached.is_set()
    assert judge(problem, schedule).faults == ()
    assert schedule.bound is not None
    assert schedule.bound.value >= schedule.objective.value("select")
    told_after = Counter(report.stage for report in listening.after)
    assert [name for name, times in told_after.items() if times > 2] == []


def test_no_round_is_played_where_there_is_no_time() -> None:
    problem, listening = obstinate(), Listening()
    schedule = build_schedule(problem, seconds=0, progress=listening)
    rounds = [each for each in listening.reports if each.stage in ("annealing", "renewing", "closing_breaks")]
    assert rounds == []
    assert judge(problem, schedule).faults == ()
    assert schedule.meetings != ()


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
