import pytest

from bilateral.schedule.generate import PRESENCE, SIZES, generate_problem
from bilateral.schedule.model import Problem
from bilateral.schedule.problem_file import problem_sha256, read_problem, write_problem


def presence(problem: Problem) -> float:
    """The share of slots in which a company is there."""
    missed = sum(len(company.unavailable) for company in problem.companies)
    return 1 - missed / (len(problem.companies) * len(problem.slots))


def test_a_seed_gives_the_problem_by_which_the_figures_were_measured() -> None:
    problem = generate_problem(seed=11, **SIZES["S"])
    assert problem_sha256(problem) == "408cac965ef55eac9b115f45e542a107fcec3c188c4fc96ab1bf78c069925b90"
    assert problem_sha256(generate_problem(seed=12, **SIZES["S"])) != problem_sha256(problem)


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_a_size_has_the_companies_and_requests_that_it_names(size: str) -> None:
    problem = generate_problem(seed=1, **SIZES[size])
    assert (len(problem.companies), len(problem.requests)) == (SIZES[size]["companies"], SIZES[size]["requests"])
    assert len({frozenset(request.parties) for request in problem.requests}) == len(problem.requests)
    assert 12 <= len(problem.slots) // len({slot.start_at.date() for slot in problem.slots}) <= 20


@pytest.mark.parametrize("features", [{}, {"bipartite": False, "several": 0.3, "confined": 0.3, "ordered": 0.2}])
def test_a_made_up_problem_is_read_as_it_was_written(features: dict[str, float | bool]) -> None:
    problem = generate_problem(30, 100, 5, **features)  # type: ignore[arg-type]  # each feature has its own type
    assert read_problem(write_problem(problem)) == problem


def test_tight_presence_takes_companies_away() -> None:
    usual, tight = (presence(generate_problem(300, 0, 1, absent=share)) for share in PRESENCE.values())
    assert 0.80 < usual < 0.87
    assert 0.56 < tight < 0.66


def test_more_pairs_than_can_be_had_are_not_waited_for() -> None:
    assert len(generate_problem(6, 1_000, 1).requests) == 6
    assert len(generate_problem(6, 1_000, 1, bipartite=False).requests) == 11
