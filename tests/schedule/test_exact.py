from dataclasses import replace

import pytest

from bilateral.schedule.dzn import read_dzn
from bilateral.schedule.exact import Effort, prove_all
from bilateral.schedule.instance import Instance
from bilateral.schedule.measure import measure


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
