"""The event itself: periods, slots and sides."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.exchange.model import Exchange, Period, Session, Side, Slot
from bilateral.text import Text

WUHAN = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")


def _period(start: str, end: str, zone: ZoneInfo = WUHAN, day: str = "2024-03-28") -> Period:
    start_at, end_at = (datetime.fromisoformat(f"{day}T{at}").replace(tzinfo=zone) for at in (start, end))
    return Period(start_at, end_at)


def _session(start: str, end: str, slot: int, pause: int = 0, name: str = "S1") -> Session:
    return Session(name, Text(), _period(start, end), slot, pause)


def _exchange(*sessions: Session, zone: str = "Asia/Shanghai") -> Exchange:
    return Exchange("x", Text(en="X"), zone, Side("host", Text()), Side("guest", Text()), sessions=sessions)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("09:00", "10:00"), ("10:00", "11:00"), False),
        (("10:00", "11:00"), ("09:00", "10:00"), False),
        (("09:00", "10:00"), ("09:59", "11:00"), True),
        (("09:00", "12:00"), ("10:00", "11:00"), True),
        (("09:00", "10:00"), ("09:00", "10:00"), True),
        (("09:00", "10:00"), ("13:00", "14:00"), False),
    ],
)
def test_periods_are_half_open(one: tuple[str, str], other: tuple[str, str], expected: bool) -> None:
    assert _period(*one).overlaps(_period(*other)) is expected


def test_periods_in_two_zones_overlap_by_moments() -> None:
    noon_in_moscow = _period("12:00", "13:00", ZoneInfo("Europe/Moscow"))
    assert noon_in_moscow.overlaps(_period("17:59", "18:30"))
    assert not noon_in_moscow.overlaps(_period("18:00", "18:30"))


def test_slots_follow_one_another_without_a_pause() -> None:
    assert _session("13:30", "14:30", 20).slots() == (
        Slot("S1-01", "S1", _period("13:30", "13:50")),
        Slot("S1-02", "S1", _period("13:50", "14:10")),
        Slot("S1-03", "S1", _period("14:10", "14:30")),
    )


def test_a_pause_lies_between_two_slots_and_none_after_the_last() -> None:
    slots = _session("13:30", "15:10", 20, 5).slots()
    assert [slot.period for slot in slots] == [
        _period("13:30", "13:50"),
        _period("13:55", "14:15"),
        _period("14:20", "14:40"),
        _period("14:45", "15:05"),
    ]
    assert len(_session("13:30", "15:05", 20, 5).slots()) == 4


def test_a_slot_that_does_not_fit_wholly_is_left_out() -> None:
    assert len(_session("13:30", "14:29", 20).slots()) == 2
    assert _session("13:30", "13:49", 20).slots() == ()


def test_ids_of_slots_sort_as_their_times_up_to_ninety_nine() -> None:
    slots = _session("00:00", "23:59", 15).slots()
    assert len(slots) == 95
    assert [slot.id for slot in slots] == sorted(slot.id for slot in slots)


def test_slots_bear_the_exchange_s_zone_on_both_sides_of_a_clock_change() -> None:
    """The clocks of New York go forward on 10 March 2024: nine in the morning is another moment then."""
    starts = [
        Session("S", Text(), _period("09:00", "10:00", NEW_YORK, day), 30).slots()[0].period.start_at
        for day in ("2024-03-09", "2024-03-10")
    ]
    assert [at.astimezone(UTC).hour for at in starts] == [14, 13]
    assert [at.hour for at in starts] == [9, 9]


@given(st.integers(0, 600), st.integers(5, 480), st.integers(0, 240))
def test_slots_lie_in_their_session_in_order_and_apart(minutes: int, slot: int, pause: int) -> None:
    start_at = datetime(2024, 3, 28, 9, tzinfo=WUHAN)
    session = Session("S", Text(), Period(start_at, start_at + timedelta(minutes=minutes)), slot, pause)
    slots = session.slots()
    assert len(slots) == (minutes + pause) // (slot + pause)
    for number, one in enumerate(slots):
        assert one.period.start_at == start_at + number * timedelta(minutes=slot + pause)
        assert one.period.end_at - one.period.start_at == timedelta(minutes=slot)
        assert one.period.end_at <= session.period.end_at


def test_the_slots_of_an_exchange_are_in_time_order_whatever_the_order_of_its_sessions() -> None:
    late, early = _session("15:00", "16:00", 30, name="B"), _session("13:00", "14:00", 30, name="A")
    assert [slot.id for slot in _exchange(late, early).slots()] == ["A-01", "A-02", "B-01", "B-02"]


def test_the_host_side_comes_first() -> None:
    assert [side.id for side in _exchange().sides] == ["host", "guest"]


def test_the_zone_is_that_of_the_event() -> None:
    assert _exchange(zone="Europe/Moscow").zone == ZoneInfo("Europe/Moscow")


def test_slots_follow_one_another_where_the_clock_is_put_forward() -> None:
    slots = Session("S", Text(), _period("01:00", "04:00", NEW_YORK, "2024-03-10"), 30).slots()
    assert [f"{slot.period.start_at:%H:%M}" for slot in slots] == ["01:00", "01:30", "03:00", "03:30"]
    moments = [slot.period.start_at.astimezone(UTC) for slot in slots]
    assert [(after - before).seconds for before, after in pairwise(moments)] == [1800] * 3
