from dataclasses import replace
from itertools import combinations

import pytest
from drawn_problems import slots_of
from exhaustive import fewest_breaks
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bilateral.schedule.dzn import read_dzn
from bilateral.schedule.instance import Instance
from bilateral.schedule.measure import measure
from bilateral.schedule.model import Company, Problem, Request, Table
from bilateral.schedule.proof import Effort
from bilateral.schedule.whole import prove_all


def everyone_meets_everyone(size: int, tables: int, slots: int, parallel: int) -> Instance:
    """So many hosts, the first with `parallel` representatives, and as many guests."""
    pairs = [(host, size + guest) for host in range(1, size + 1) for guest in range(1, size + 1)]
    text = f"""
nBusiness = {2 * size}; nMeetings = {len(pairs)}; nTables = {tables}; nTotalSlots = {slots}; nMorningSlots = 1;
requested = [{"".join(f"|{first}, {second}, 3" for first, second in pairs)}|];
forbidden = [{", ".join(["{0}"] * (2 * size))}];
fixed = [{", ".join(["0"] * len(pairs))}];
precedences = [{", ".join(["{}"] * len(pairs))}];
"""
    problem = read_dzn(text.encode(), max_breaks=None)
    first, *others = problem.companies
    return Instance(replace(problem, companies=(replace(first, parallel=parallel), *others)))


@pytest.mark.parametrize("parallel", [1, 2])
@pytest.mark.parametrize(("size", "tables", "slots"), [(2, 2, 2), (3, 3, 3), (3, 2, 5), (4, 4, 4)])
def test_tables_that_just_suffice_hold_every_meeting(size: int, tables: int, slots: int, parallel: int) -> None:
    instance = everyone_meets_everyone(size, tables, slots, parallel)
    proof = prove_all(instance, None, Effort(100, 60), lambda: False)
    assert proof.status == "optimal"
    assert proof.found is not None
    seated = proof.found.places
    assert max((seated == t).sum() for t in range(slots)) <= tables
    assert measure(instance, seated, instance.table).breaks == proof.bound


@pytest.mark.parametrize("parallel", [1, 2])
@pytest.mark.parametrize(("size", "tables", "slots"), [(2, 1, 3), (3, 2, 4), (4, 3, 5)])
def test_one_table_less_is_proved_too_few(size: int, tables: int, slots: int, parallel: int) -> None:
    instance = everyone_meets_everyone(size, tables, slots, parallel)
    proof = prove_all(instance, None, Effort(100, 60), lambda: False)
    assert (proof.status, proof.found) == ("infeasible", None)


@st.composite
def crowded(draw: st.DrawFn) -> Problem:
    """One session day of six slots with few free: breaks can seldom be avoided."""
    slots = slots_of([6])
    names = [slot.id for slot in slots]
    companies = tuple(
        Company(f"c{number}", "host", unavailable=draw(st.frozensets(st.sampled_from(names[1:-1]), max_size=2)))
        for number in range(5)
    )
    pairs = draw(st.lists(st.sampled_from(list(combinations(range(5), 2))), min_size=4, max_size=7))
    requests = tuple(
        Request(
            f"r{number}",
            (f"c{first}", f"c{second}"),
            slots=draw(st.none() | st.frozensets(st.sampled_from(names), min_size=1, max_size=2)),
            interpreter="none",
        )
        for number, (first, second) in enumerate(pairs)
    )
    return Problem("all", slots, (Table("t1"), Table("t2")), companies, requests=requests, max_breaks=2)


@settings(max_examples=150, deadline=None)
@given(crowded())
def test_one_session_day_is_proved_as_trying_everything_finds(problem: Problem) -> None:
    proof = prove_all(Instance(problem), None, Effort(100, 60), lambda: False)
    fewest = fewest_breaks(problem)
    event(f"fewest breaks {fewest}")
    assert (proof.status, proof.bound) == (("infeasible", None) if fewest is None else ("optimal", fewest))
