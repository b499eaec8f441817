import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from drawn_problems import problems
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.fault import InputFaults
from bilateral.schedule.model import Company, Interpreter, Problem, Request
from bilateral.schedule.problem_file import problem_sha256, read_problem, write_problem


def document() -> dict[str, Any]:
    """A small right problem, with every optional key left out."""
    return {
        "format": "bilateral/schedule-problem@1",
        "mode": "select",
        "slots": [
            {
                "id": "s1",
                "start_at": "2024-03-28T09:00:00+08:00",
                "end_at": "2024-03-28T09:30:00+08:00",
                "session": "a",
            },
            {
                "id": "s2",
                "start_at": "2024-03-28T09:30:00+08:00",
                "end_at": "2024-03-28T10:00:00+08:00",
                "session": "a",
            },
        ],
        "tables": [{"id": "t1"}],
        "companies": [{"id": "c1", "side": "host"}, {"id": "c2", "side": "guest"}],
        "interpreters": [{"id": "i1", "languages": ["zh", "ru"]}],
        "requests": [
            {"id": "r1", "parties": ["c1", "c2"], "weight": 5},
            {"id": "r2", "parties": ["c2", "c1"], "weight": 1},
        ],
    }


def faults_of(data: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InputFaults) as caught:
        read_problem(data)
    return [(fault.code, fault.place.path) for fault in caught.value.faults]


def test_what_is_left_out_takes_its_default() -> None:
    problem = read_problem(document())
    assert problem.companies[0] == Company("c1", "host", frozenset(), frozenset(), 1, None, 0)
    assert problem.interpreters[0] == Interpreter("i1", frozenset({"ru", "zh"}), frozenset(), 4, None, False)
    assert problem.requests[0] == Request("r1", ("c1", "c2"), 5, None, None, None, frozenset(), "auto")
    assert problem.max_breaks is None


@settings(deadline=None)
@given(problems())
def test_a_written_problem_reads_back_the_same(problem: Problem) -> None:
    data = write_problem(problem)
    assert read_problem(data) == problem
    assert write_problem(read_problem(json.loads(data))) == data
    assert data.endswith(b"}\n")


def test_the_hash_does_not_depend_on_how_the_file_was_laid_out() -> None:
    told = document()
    turned = {key: told[key] for key in reversed(told)}
    turned["interpreters"] = [{"languages": ["ru", "zh"], "id": "i1", "standby": False}]
    assert problem_sha256(read_problem(json.dumps(turned, indent=3))) == problem_sha256(read_problem(told))


def put(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """Set what a path such as "requests/0/weight" names."""

    def change(told: dict[str, Any]) -> None:
        *way, last = path.split("/")
        item: Any = told
        for step in way:
            item = item[int(step)] if isinstance(item, list) else item[step]
        item[int(last) if isinstance(item, list) else last] = value

    return change


WRONG: list[tuple[str, Any, str, str]] = [
    ("format", "other", "file.choice", "format"),
    ("mode", "some", "file.choice", "mode"),
    ("mode", ["all"], "file.choice", "mode"),
    ("more", 1, "file.key_unknown", ""),
    ("slots", {}, "file.type", "slots"),
    ("slots", [], "problem.none", "slots"),
    ("tables/0", "t1", "file.type", "tables[0]"),
    ("tables/0/id", "", "file.empty", "tables[0].id"),
    ("slots/0/start_at", "nine", "problem.no_time", "slots[0].start_at"),
    ("slots/0/start_at", "2024-03-28T09:00:00", "problem.time_without_offset", "slots[0].start_at"),
    ("slots/0/end_at", "2024-03-28T09:00:00+08:00", "problem.ends_before_start", "slots[0].end_at"),
    ("slots/1/start_at", "2024-03-28T09:29:00+08:00", "problem.slots_overlap", "slots[1]"),
    ("slots/1/id", "s1", "problem.duplicate_id", "slots[1].id"),
    ("requests/1/id", "r1", "problem.duplicate_id", "requests[1].id"),
    ("requests/0/parties", ["c1", "c9"], "problem.unknown_id", "requests[0].parties[1]"),
    ("requests/0/parties", ["c1", "c1"], "problem.meets_itself", "requests[0].parties"),
    ("requests/0/parties", ["c1"], "problem.two_parties", "requests[0].parties"),
    ("requests/0/parties", ["c1", 2], "file.type", "requests[0].parties[1]"),
    ("requests/0/weight", 0, "file.out_of_range", "requests[0].weight"),
    ("requests/0/weight", 101, "file.out_of_range", "requests[0].weight"),
    ("requests/0/weight", True, "file.type", "requests[0].weight"),
    ("requests/0/weight", 5.0, "file.type", "requests[0].weight"),
    ("requests/0/slots", ["s9"], "problem.unknown_id", "requests[0].slots"),
    ("requests/0/slots", ["s1", "s1"], "file.repeated", "requests[0].slots[1]"),
    ("requests/0/session", "b", "problem.unknown_id", "requests[0].session"),
    ("requests/0/table", "t9", "problem.unknown_id", "requests[0].table"),
    ("requests/0/after", ["r9"], "problem.unknown_id", "requests[0].after"),
    ("requests/0/after", ["r1"], "problem.precedence_cycle", "requests[0].after"),
    ("requests/0/interpreter", None, "file.choice", "requests[0].interpreter"),
    ("companies/0/unavailable", ["s9"], "problem.unknown_id", "companies[0].unavailable"),
    ("companies/0/parallel", 0, "file.out_of_range", "companies[0].parallel"),
    ("companies/0/parallel", None, "file.type", "companies[0].parallel"),
    ("companies/0/max_meetings", -1, "file.too_small", "companies[0].max_meetings"),
    ("companies/0/languages", "zh", "file.type", "companies[0].languages"),
    ("companies/0/colour", "red", "file.key_unknown", "companies[0]"),
    ("interpreters/0/max_consecutive", 0, "file.too_small", "interpreters[0].max_consecutive"),
    ("interpreters/0/standby", 1, "file.type", "interpreters[0].standby"),
    ("interpreters/0", {"id": "i1"}, "file.key_missing", "interpreters[0]"),
    ("interpreters/0/unavailable", ["s9"], "problem.unknown_id", "interpreters[0].unavailable"),
    ("max_breaks", 2, "problem.max_breaks_in_select", "max_breaks"),
]


@pytest.mark.parametrize(("path", "value", "code", "place"), WRONG)
def test_a_fault_is_told_with_its_place(path: str, value: Any, code: str, place: str) -> None:
    told = document()
    put(path, value)(told)
    assert faults_of(told) == [(code, place)]


def test_a_floor_above_the_cap_is_a_fault() -> None:
    told = document()
    told["companies"][1] |= {"floor": 3, "max_meetings": 2}
    assert faults_of(told) == [("problem.floor_above_cap", "companies[1].floor")]


def test_a_problem_without_companies_is_refused() -> None:
    assert faults_of({**document(), "companies": [], "requests": []}) == [("problem.none", "companies")]


def test_a_longer_circle_of_precedence_is_found_once() -> None:
    told = document()
    told["requests"][0]["after"] = ["r2"]
    told["requests"][1]["after"] = ["r1"]
    assert [code for code, _ in faults_of(told)] == ["problem.precedence_cycle"]


def test_a_session_day_of_more_than_62_slots_is_refused() -> None:
    told = document()
    minutes = [f"2024-03-28T{9 + n // 60:02}:{n % 60:02}" for n in range(64)]
    told["slots"] = [
        {"id": f"s{n}", "start_at": f"{minutes[n]}:00+08:00", "end_at": f"{minutes[n + 1]}:00+08:00", "session": "a"}
        for n in range(63)
    ]
    assert faults_of(told) == [("problem.long_session", "slots")]


def test_every_fault_is_told_at_once_with_the_items_id() -> None:
    told = document()
    put("requests/0/weight", 0)(told)
    put("companies/0/parallel", "two")(told)
    put("requests/1/parties", ["c1", "c9"])(told)
    with pytest.raises(InputFaults) as caught:
        read_problem(told)
    assert [(fault.code, fault.values["id"]) for fault in caught.value.faults] == [
        ("file.type", "c1"),
        ("file.out_of_range", "r1"),
        ("problem.unknown_id", "r2"),
    ]


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", "NaN", b'{"a": Infinity}', "[" * 100_000])
def test_what_is_no_json_is_a_fault(data: bytes | str) -> None:
    assert faults_of(data) == [("file.not_json", "")]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*document(), "id", "parties", "weight"]), inner),
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(list(document())), json_values, min_size=1))
def test_a_document_of_anything_is_read_or_refused_and_never_breaks_the_reader(values: dict[str, Any]) -> None:
    with suppress(InputFaults):
        assert read_problem(write_problem(read_problem({**document(), **values}))) == read_problem(
            {**document(), **values}
        )
