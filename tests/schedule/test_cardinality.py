from itertools import product

import pytest
from ortools.sat.python import cp_model

from bilateral.schedule.cardinality import add_ladder


@pytest.mark.parametrize(("size", "most"), [(1, 1), (4, 1), (5, 2), (5, 4), (4, 4)])
def test_a_ladder_allows_exactly_the_choices_with_at_most_so_many(size: int, most: int) -> None:
    allowed = set()
    for chosen in product((0, 1), repeat=size):
        model = cp_model.CpModel()
        literals = [model.new_bool_var("") for _ in chosen]
        add_ladder(model, literals, most)
        for literal, value in zip(literals, chosen, strict=True):
            model.add(literal == value)
        if cp_model.CpSolver().solve(model) == cp_model.OPTIMAL:
            allowed.add(chosen)
    assert allowed == {chosen for chosen in product((0, 1), repeat=size) if sum(chosen) <= most}
