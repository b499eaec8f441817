import json
from dataclasses import replace
from typing import Any

import pytest
from drawn_changes import changes_to
from drawn_problems import problems, slots_of
from hypothesis import given, settings
from hypothesis import strategies as st

from bilateral.fault import InputFaults
from bilateral.schedule.changes_file import (
    Absence,
    Addition,
    Cancellation,
    Changes,
    changed_problem,
    past_slots,
    read_changes,
    write_changes,
)
from bilateral.schedule.model import Company, Interpreter, Problem, Request, Table
from bilateral.schedule.problem_file import read_problem, write_problem

PROBLEM = Problem(
    mode="select",
    slots=slots_of([3]),
    tables=(Table("t1"), Table("t2")),
    companies=(Company("a", "host"), Company("b", "guest"), Company("c", "guest")),
    interpreters=(Interpreter("i", frozenset({"zh", "ru"})),),
    requests=(Request("ab", ("a", "b"), 5), Request("ac", ("a", "c"), 7, after=frozenset({"ab"}))),
)


def document(*events: Any, now: Any = "s12") -> dict[str, Any]:
    return {"format": "bilateral/schedule-changes@1", "now": now, "events": list(events)}


def added(**told: Any) -> dict[str, Any]:
    return {"kind": "add", "request": {"id": "bc", "parties": ["b", "c"], "weight": 9, **told}}


def faults_of(data: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(InputFaults) as caught:
        read_changes(data, PROBLEM)
    return [(fault.code, fault.place.path) for fault in caught.value.faults]


@settings(deadline=None)
@given(st.data(), problems())
def test_written_changes_read_back_the_same(data: st.DataObject, problem: Problem) -> None:
    changes = data.draw(changes_to(problem))
    written = write_changes(changes)
    assert read_changes(written, problem) == changes
    assert write_changes(read_changes(json.loads(written), problem)) == written


@settings(deadline=None)
@given(st.data(), problems())
def test_the_changed_problem_is_one_that_the_reader_accepts(data: st.DataObject, problem: Problem) -> None:
    changed = changed_problem(problem, data.draw(changes_to(problem)))
    assert read_problem(write_problem(changed)) == changed


@pytest.mark.parametrize(
    ("event", "code", "place"),
    [
        ({"kind": "cancel", "request": "xy"}, "changes.unknown_id", "events[0].request"),
        ({"kind": "cancel"}, "file.key_missing", "events[0]"),
        ({"kind": "cancel", "request": "ab", "slots": []}, "file.key_unknown", "events[0]"),
        ({"kind": "delay"}, "file.choice", "events[0].kind"),
        ({"request": "ab"}, "file.key_missing", "events[0]"),
        ("cancel", "file.type", "events[0]"),
        ({"kind": "unavailable", "slots": ["s11"]}, "changes.whom", "events[0]"),
        ({"kind": "unavailable", "company": "a", "table": "t1", "slots": ["s11"]}, "changes.whom", "events[0]"),
        ({"kind": "unavailable", "company": "t1", "slots": ["s11"]}, "changes.unknown_id", "events[0].company"),
        ({"kind": "unavailable", "interpreter": "a", "slots": ["s11"]}, "changes.unknown_id", "events[0].interpreter"),
        ({"kind": "unavailable", "table": "t9", "slots": ["s11"]}, "changes.unknown_id", "events[0].table"),
        ({"kind": "unavailable", "table": "t1", "slots": ["s99"]}, "changes.unknown_id", "events[0].slots"),
        ({"kind": "unavailable", "table": "t1", "slots": []}, "changes.no_slots", "events[0].slots"),
        ({"kind": "unavailable", "table": "t1", "slots": ["s11", "s11"]}, "file.repeated", "events[0].slots[1]"),
        ({"kind": "unavailable", "table": "t1", "slots": "s11"}, "file.type", "events[0].slots"),
        ({"kind": "unavailable", "table": "t1"}, "file.key_missing", "events[0]"),
        (added(id="ab"), "changes.request_known", "events[0].request.id"),
        (added(parties=["b", "x"]), "problem.unknown_id", "events[0].request.parties[1]"),
        (added(parties=["b", "b"]), "problem.meets_itself", "events[0].request.parties"),
        (added(weight=0), "file.out_of_range", "events[0].request.weight"),
        (added(after=["zz"]), "problem.unknown_id", "events[0].request.after"),
        (added(after=["bc"]), "problem.precedence_cycle", "events[0].request.after"),
        (added(session="night"), "problem.unknown_id", "events[0].request.session"),
        ({"kind": "add"}, "file.key_missing", "events[0]"),
    ],
)
def test_a_fault_is_told_with_its_place(event: Any, code: str, place: str) -> None:
    assert faults_of(document(event)) == [(code, place)]


def test_every_fault_is_told_at_once() -> None:
    told = document(
        {"kind": "cancel", "request": "ab"}, {"kind": "cancel", "request": "ab"}, added(), added(), now="s9"
    )
    assert faults_of({**told, "then": 1}) == [
        ("changes.unknown_id", "now"),
        ("changes.cancelled_twice", "events[1].request"),
        ("changes.request_known", "events[3].request.id"),
        ("file.key_unknown", ""),
    ]


def test_absences_hold_from_now_on_and_the_mode_becomes_select() -> None:
    every = frozenset(slot.id for slot in PROBLEM.slots)
    absences = (Absence("company", "a", every), Absence("interpreter", "i", every), Absence("table", "t2", every))
    changed = changed_problem(replace(PROBLEM, mode="all", max_breaks=1), Changes("s12", absences))
    coming = frozenset({"s12", "s13"})
    gone = (changed.companies[0], changed.interpreters[0], changed.tables[1])
    assert [item.unavailable for item in gone] == [coming] * 3
    assert (changed.mode, changed.max_breaks, changed.tables[0], changed.requests) == (
        "select",
        None,
        PROBLEM.tables[0],
        PROBLEM.requests,
    )


def test_a_cancelled_request_is_confined_to_the_past_and_an_added_one_comes_last() -> None:
    new = Request("bc", ("b", "c"), 9)
    changed = changed_problem(PROBLEM, Changes("s13", (Addition(new), Cancellation("ab"))))
    past = frozenset({"s11", "s12"})
    assert changed.requests == (replace(PROBLEM.requests[0], slots=past), PROBLEM.requests[1], new)
    assert past_slots(PROBLEM, "s13") == past
    assert past_slots(PROBLEM, None) == frozenset()


def test_without_events_the_problem_stays_as_it_is() -> None:
    assert changed_problem(PROBLEM, Changes("s12")) == PROBLEM
