import numpy as np
import pytest

from bilateral.schedule import linear_programme
from bilateral.schedule.bound import parts_of, relax
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.linear_programme import LinearProgramme


@pytest.mark.parametrize("seed", [1, 2])
def test_sifting_finds_the_bound_of_all_columns_at_once(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance = Instance(generate_problem(80, 600, seed))
    whole = relax(instance, 60.0, [np.sort(instance.position)])
    monkeypatch.setattr(linear_programme, "AT_ONCE", 0)
    sifted = relax(instance, 60.0, [np.sort(instance.position)])
    assert sifted.bound == whole.bound
    assert sifted.wished.sum() == whole.wished.sum()


def test_rows_that_nothing_can_break_are_left_out_and_pay_nothing() -> None:
    instance = Instance(generate_problem(80, 200, 3))
    programme = LinearProgramme(instance, parts_of(instance))
    assert programme.matrix.shape[0] == programme.tight.size < programme.room.size
    solution = programme.solve(lambda: 60.0)
    assert solution is not None
    loose = np.setdiff1d(np.arange(programme.room.size), programme.tight)
    assert not solution.prices[loose].any()


def test_no_time_gives_no_solution() -> None:
    instance = Instance(generate_problem(300, 3_000, 3))
    programme = LinearProgramme(instance, [np.array([t]) for t in np.sort(instance.position)])
    assert programme.solve(lambda: 0.0) is None
