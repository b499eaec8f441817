import numpy as np
from drawn_problems import problems
from hypothesis import HealthCheck, given, settings

from bilateral.schedule import kernels
from bilateral.schedule.board import Board
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance, Truths
from bilateral.schedule.model import Problem
from bilateral.schedule.resting import with_rests, with_service


def longest_run(instance: Instance, there: Truths) -> list[int]:
    """The longest run of each interpreter within a session day."""
    longest = [0] * len(there)
    for i, row in enumerate(there):
        for day in instance.days:
            run = 0
            for t in day.positions:
                run = run + 1 if row[t] else 0
                longest[i] = max(longest[i], run)
    return longest


@given(problems())
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_set_rests_are_enough_and_lose_no_slot(problem: Problem) -> None:
    instance = Instance(problem)
    there = with_rests(instance)
    assert not (there & ~instance.interpreter_available).any()
    for i, longest in enumerate(longest_run(instance, there)):
        assert longest <= instance.interpreters[i].max_consecutive
        usable = sum(instance.usable_slots(i, day) for day in instance.days)
        assert there[i].sum() == usable


def test_what_is_served_stays_served_and_more_is_added_as_rests_allow() -> None:
    instance = Instance(generate_problem(60, 300, 6, slots=9, tables=5, interpreters=3))
    board = Board(instance, 0)
    kernels.construct(board.state, np.arange(20), 0, 0)
    held = board.snapshot()
    there = with_service(instance, held)
    served = np.flatnonzero(held.servers >= 0)
    assert served.size > 0
    assert there[held.servers[served], held.places[served]].all()
    assert there.sum() > served.size
    assert not (there & ~instance.interpreter_available).any()
    for i, longest in enumerate(longest_run(instance, there)):
        assert longest <= instance.interpreters[i].max_consecutive
