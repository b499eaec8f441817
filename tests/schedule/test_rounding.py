import numpy as np
import pytest

from bilateral.schedule.board import Board, Snapshot
from bilateral.schedule.bound import relax
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.judge import judge
from bilateral.schedule.rounding import renew, round_wishes


def unhurried() -> float:
    return 60.0


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_whole_wishes_become_a_timetable_that_meets_the_bound(seed: int) -> None:
    instance = Instance(generate_problem(120, 900, seed, slots=9, tables=12, interpreters=8))
    relaxation = relax(instance, 60.0)
    assert set(np.unique(relaxation.wished)) == {0.0, 1.0}
    board = Board(instance, 0)
    board.hold(round_wishes(instance, relaxation, unhurried))
    assert (board.places >= 0).sum() == relaxation.wished.sum()
    assert board.value() == relaxation.bound.value


def test_days_held_anew_hold_more_and_leave_the_other_days_alone() -> None:
    instance = Instance(generate_problem(60, 300, 4, slots=8, tables=5, interpreters=3))
    relaxation = relax(instance, 60.0)
    board = Board(instance, 0)
    board.hold(round_wishes(instance, relaxation, unhurried))
    full = board.snapshot()
    day = instance.days[0]
    emptied = Snapshot(full.places.copy(), full.servers.copy())
    gone = (full.places >= day.first) & (full.places <= day.last)
    emptied.places[gone] = emptied.servers[gone] = -1
    board.load(emptied)
    value = board.value()
    renewed = renew(instance, relaxation, emptied, value, (0,), unhurried)
    others = (full.places >= 0) & ~gone
    assert np.array_equal(renewed.places[others], full.places[others])
    board.hold(renewed)
    assert board.value() > value


@pytest.mark.parametrize(
    ("ordered", "confined", "several", "absent"),
    [(0.15, 0, 0, 0), (0, 0.3, 0, 0), (0, 0, 0.3, 0), (0.1, 0.1, 0.1, 0.3)],
)
def test_harder_problems_are_proved_as_well(ordered: float, confined: float, several: float, absent: float) -> None:
    problem = generate_problem(
        60,
        300,
        5,
        slots=8,
        tables=5,
        interpreters=3,
        ordered=ordered,
        confined=confined,
        several=several,
        absent=absent,
    )
    schedule = build_schedule(problem, seconds=60)
    assert judge(problem, schedule).faults == ()
    assert schedule.status == "optimal"


def test_pairs_without_sides_are_proved_as_well() -> None:
    problem = generate_problem(60, 300, 5, slots=8, tables=5, interpreters=3, bipartite=False)
    schedule = build_schedule(problem, seconds=60)
    assert judge(problem, schedule).faults == ()
    assert schedule.status == "optimal"
