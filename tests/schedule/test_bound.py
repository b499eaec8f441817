import numpy as np
from drawn_problems import problems
from exhaustive import best_value
from hypothesis import given, settings

from bilateral.schedule.bound import TOLERANCE, relax
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.model import Problem


@settings(max_examples=60, deadline=None)
@given(problems(mode="select", most_requests=4, most_companies=4))
def test_however_the_slots_are_cut_the_bound_holds_and_finer_cuts_bound_no_worse(problem: Problem) -> None:
    instance = Instance(problem)
    line = np.sort(instance.position)
    days = [np.array(day.positions) for day in instance.days]
    bounds = [relax(instance, 10, parts).bound.value for parts in ([*line.reshape(-1, 1)], days, [line])]
    assert sorted(bounds) == bounds
    assert min(bounds) >= best_value(problem)


def test_a_programme_without_time_still_bounds() -> None:
    problem = generate_problem(40, 200, 3)
    instance = Instance(problem)
    hurried, solved = relax(instance, 0.0), relax(instance, 60.0)
    assert hurried.bound.value >= solved.bound.value


def test_reduced_costs_keep_every_pair_of_the_best_schedule() -> None:
    problem = generate_problem(20, 60, 7)
    instance = Instance(problem)
    relaxation = relax(instance, 60.0)
    schedule = build_schedule(problem, seconds=60)
    value = schedule.objective.value("select")
    held = {meeting.request: meeting.slot for meeting in schedule.meetings}
    for m, request in enumerate(problem.requests):
        if request.id in held:
            assert relaxation.may_hold(instance, value - TOLERANCE)[m, instance.position_of_slot[held[request.id]]]
        else:
            assert relaxation.without[m] >= value - TOLERANCE
