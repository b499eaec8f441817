from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.fault import InputFaults
from bilateral.schedule.model import Bound, Meeting, Move, Objective, Schedule, Unplaced
from bilateral.schedule.schedule_file import MOVE_REASONS, REASONS, STATUSES, read_schedule, write_schedule

names = st.text(min_size=1, max_size=4)
numbers = st.integers(0, 10**6)
places = st.tuples(names, names, st.none() | names)


@st.composite
def moves(draw: st.DrawFn) -> Move:
    """A move of one request between drawn places."""
    request = draw(names)
    was, now = (
        None if place is None else Meeting(request, *place) for place in draw(st.tuples(*[st.none() | places] * 2))
    )
    return Move(request, was, now, draw(st.sampled_from(MOVE_REASONS)), draw(st.none() | names))


schedules = st.builds(
    Schedule,
    problem_sha256=names,
    status=st.sampled_from(STATUSES),
    meetings=st.lists(st.builds(Meeting, names, names, names, st.none() | names), max_size=4).map(tuple),
    unplaced=st.lists(
        st.builds(Unplaced, names, st.sampled_from(REASONS), st.lists(names, max_size=3, unique=True).map(tuple)),
        max_size=4,
    ).map(tuple),
    objective=st.builds(Objective, numbers, numbers, numbers, numbers),
    bound=st.none() | st.builds(Bound, numbers, st.sampled_from(["trivial", "lp", "cp-sat"])),
    gap=st.none() | st.floats(0, 10),
    seconds=st.floats(0, 1000),
    moves=st.lists(moves(), max_size=3).map(tuple),
)


@given(schedules)
def test_a_written_schedule_reads_back_the_same(schedule: Schedule) -> None:
    assert read_schedule(write_schedule(schedule)) == schedule


def document() -> dict[str, Any]:
    return {
        "format": "bilateral/schedule@1",
        "problem_sha256": "ab",
        "status": "feasible",
        "meetings": [{"request": "r1", "slot": "s1", "table": "t1", "interpreter": None}],
        "unplaced": [{"request": "r2", "reason": "party_full", "blockers": ["c1"]}],
        "objective": {"weight": 1, "floor_met": 0, "breaks": 0, "table_changes": 0},
        "bound": {"value": 3, "kind": "lp"},
        "gap": 2.0,
        "seconds": 0.5,
    }


@pytest.mark.parametrize(
    ("key", "value", "code", "place"),
    [
        ("format", "bilateral/schedule-problem@1", "file.choice", "format"),
        ("status", "fine", "file.choice", "status"),
        ("meetings", [{"request": "r1", "slot": "s1"}], "file.key_missing", "meetings[0]"),
        ("unplaced", [{"request": "r2", "reason": "bad luck"}], "file.choice", "unplaced[0].reason"),
        ("objective", None, "file.key_missing", ""),
        ("objective", {**document()["objective"], "breaks": -1}, "file.too_small", "objective.breaks"),
        ("bound", {"value": 3, "kind": "guess"}, "file.choice", "bound.kind"),
        ("gap", -0.5, "file.too_small", "gap"),
        ("seconds", "quick", "file.type", "seconds"),
        ("moves", [{"request": "r1", "reason": "whim"}], "file.choice", "moves[0].reason"),
        ("moves", [{"request": "r1", "to": {"slot": "s1"}, "reason": "filled"}], "file.key_missing", "moves[0].to"),
        ("colour", "red", "file.key_unknown", ""),
    ],
)
def test_a_fault_is_told_with_its_place(key: str, value: Any, code: str, place: str) -> None:
    with pytest.raises(InputFaults) as caught:
        read_schedule({**document(), key: value})
    assert [(fault.code, fault.place.path) for fault in caught.value.faults] == [(code, place)]


def test_a_schedule_without_moves_does_not_name_them() -> None:
    assert b"moves" not in write_schedule(read_schedule(document()))
