import numpy as np
from drawn_problems import problems, slots_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.schedule.addition import Addition, additions, enlarged
from bilateral.schedule.bound import TOLERANCE, relax
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.instance import Instance
from bilateral.schedule.marginal import MarginalValues
from bilateral.schedule.model import Company, Problem, Request, Table


def worst_excess(problem: Problem, cut: str) -> float:
    """By how much an enlarged programme passes what the prices allow, at most, over all additions."""
    instance = Instance(problem)
    line = np.sort(instance.position)
    days = [np.array(day.positions) for day in instance.days]
    parts = {"slots": [*line.reshape(-1, 1)], "days": days, "line": [line]}[cut]
    prices = relax(instance, 60, parts).prices
    assert prices is not None
    values = MarginalValues(instance, prices)
    excess = -np.inf
    for addition in additions(problem, {request.id for request in problem.requests}):
        more = relax(Instance(enlarged(problem, addition)), 60, parts).prices
        assert more is not None
        excess = max(excess, more.value - prices.value - values.worth(addition))
    return float(excess)


@settings(max_examples=60, deadline=None)
@given(problems(mode="select", most_requests=12), st.sampled_from(["slots", "days", "line"]))
def test_no_addition_adds_more_to_the_programme_than_the_prices_allow(problem: Problem, cut: str) -> None:
    assert worst_excess(problem, cut) <= TOLERANCE


def test_the_same_holds_for_a_larger_problem() -> None:
    problem = generate_problem(24, 90, 5, several=0.2, confined=0.1, ordered=0.05, bipartite=False)
    assert worst_excess(problem, "days") <= TOLERANCE


def test_a_cap_s_price_lies_between_what_the_next_meeting_adds_and_what_the_last_one_did() -> None:
    guests = tuple(Company(f"g{number}", "guest", frozenset({"zh"})) for number in range(4))
    problem = Problem(
        mode="select",
        slots=slots_of([5]),
        tables=(Table("t1"),),
        companies=(Company("h", "host", frozenset({"zh"}), max_meetings=2), *guests),
        requests=tuple(Request(f"r{n}", ("h", f"g{n}"), weight) for n, weight in enumerate((10, 7, 5, 1))),
    )
    instance = Instance(problem)
    prices = relax(instance, 60).prices
    assert prices is not None
    assert 5 <= MarginalValues(instance, prices).worth(Addition("cap", company="h")) <= 7
