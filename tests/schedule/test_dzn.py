import csv
from dataclasses import replace
from pathlib import Path

import pytest

from bilateral.fault import InputFaults
from bilateral.schedule.build import build_schedule
from bilateral.schedule.dzn import read_dzn
from bilateral.schedule.judge import judge
from bilateral.schedule.problem_file import read_problem, write_problem

TEXT = """% made for this test
nBusiness = 4; nMeetings = 4;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2, 1, % morning
|1, 3, 2,
|4, 2, 3,
|1, 2, 3,
|];
meetingsxBusiness = [{1,2,3,5},{2,4,5},{1,3},{1,4}];
forbidden = [{0}, {0, 4}, {3}, {1,2}];
fixed = [0,0,0,2];
precedences = [{4},{},{},{}];
"""


def test_a_file_becomes_a_problem_of_mode_all() -> None:
    problem = read_dzn(TEXT, max_breaks=1)
    assert (problem.mode, problem.max_breaks, len(problem.tables)) == ("all", 1, 2)
    assert [slot.id for slot in problem.slots] == ["s1", "s2", "s3", "s4"]
    assert [company.unavailable for company in problem.companies] == [
        frozenset(),
        frozenset({"s4"}),
        frozenset({"s3"}),
        frozenset({"s1", "s2"}),
    ]
    assert [(request.id, request.parties, request.slots, request.after) for request in problem.requests] == [
        ("m1", ("p1", "p2"), frozenset({"s1", "s2"}), frozenset({"m4"})),
        ("m2", ("p1", "p3"), frozenset({"s3", "s4"}), frozenset()),
        ("m3", ("p4", "p2"), None, frozenset()),
        ("m4", ("p1", "p2"), frozenset({"s2"}), frozenset()),
    ]
    assert read_problem(write_problem(problem)) == problem


def test_its_contradiction_is_proved_and_without_it_the_fewest_breaks_are_found() -> None:
    problem = read_dzn(TEXT)  # m1 comes after m4, which is fixed to the last slot of the morning
    schedule = build_schedule(problem, seconds=30)
    assert schedule.status == "infeasible"
    assert judge(problem, schedule).faults == ()
    free = replace(problem, requests=tuple(replace(request, after=frozenset()) for request in problem.requests))
    # m1 in s1, m4 in s2; p1 meets p3 in s4 as p3 is not there in s3: one break; m3 in s3
    found = build_schedule(free, seconds=30)
    assert (found.status, found.objective.breaks) == ("optimal", 1)
    assert judge(free, found).faults == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "name"),
    [
        ("nTables = 2;", "", "dzn.missing", "nTables"),
        ("nTotalSlots = 4;", "nTotalSlots = 63;", "dzn.out_of_range", "nTotalSlots"),
        ("fixed = [0,0,0,2];", "fixed = [0,0,2];", "dzn.count", "fixed"),
        ("fixed = [0,0,0,2];", "fixed = [0,0,0,5];", "dzn.out_of_range", "fixed"),
        ("{1,2}];", "{1,9}];", "dzn.out_of_range", "forbidden"),
        ("|1, 3, 2,", "|1, 5, 2,", "dzn.out_of_range", "requested"),
        ("|1, 3, 2,", "|1, 3, 4,", "dzn.out_of_range", "requested"),
        ("|1, 3, 2,", "|3, 3, 2,", "dzn.meets_itself", "requested"),
        ("precedences = [{4},", "precedences = [{5},", "dzn.out_of_range", "precedences"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(old: str, new: str, code: str, name: str) -> None:
    assert old in TEXT
    with pytest.raises(InputFaults) as caught:
        read_dzn(TEXT.replace(old, new).encode())
    assert [(fault.code, fault.place.path) for fault in caught.value.faults] == [(code, name)]


BENCHMARK = Path(__file__).parents[3] / "shared" / "reference" / "b2b"


@pytest.mark.skipif(not BENCHMARK.is_dir(), reason="the public benchmark files may not be copied into the project")
@pytest.mark.parametrize("name", ["tic-12.original.dzn", "tic-12.fixed020-Forb.dzn", "tic-12crafc.forb0007.dzn"])
def test_a_public_file_is_solved_as_published(name: str) -> None:
    rows = csv.DictReader((BENCHMARK / "published_optima.csv").read_text(encoding="utf-8").splitlines())
    published = {row["optimum"] for row in rows if row["file"] == name and row["max_breaks"] == "2"}
    schedule = build_schedule(read_dzn((BENCHMARK / name).read_bytes()), seconds=60)
    assert schedule.status in ("optimal", "infeasible")
    assert {"UNSAT" if schedule.status == "infeasible" else str(schedule.objective.breaks)} == published
