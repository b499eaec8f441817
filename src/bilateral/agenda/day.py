"""Builds agendas from a timetable."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

from bilateral.agenda.model import Agenda, Appointment, Entry, Idle, Occasion, Pause
from bilateral.exchange.model import Interpreter, Period, Session, Slot, Talk
from bilateral.visit.attendance import attends
from bilateral.visit.model import Visit


class _Timed(Protocol):
    @property
    def period(self) -> Period: ...


_TimedT = TypeVar("_TimedT", bound=_Timed)


def company_agenda(occasion: Occasion, company_id: str) -> Agenda:
    """The meetings, talks and visits of one company. Raises KeyError for an unknown id."""
    company = occasion.company[company_id]
    entries: list[Entry] = [meeting for meeting in occasion.appointments if company_id in meeting.companies]
    entries += [event for event in _events(occasion) if attends(company, event)]
    unplaced = tuple(wish for wish in occasion.unplaced if company_id in wish.companies and not wish.proposed)
    return Agenda(company, _in_time_order(entries), unplaced)


def interpreter_agenda(occasion: Occasion, interpreter_id: str) -> Agenda:
    """The meetings, talks, visits, rests and free slots of one interpreter. Raises KeyError for an unknown id."""
    interpreter = occasion.interpreter[interpreter_id]
    meetings = [meeting for meeting in occasion.appointments if meeting.interpreter == interpreter_id]
    events = [event for event in _events(occasion) if interpreter_id in event.interpreters]
    pauses = [
        pause for session in occasion.exchange.sessions for pause in _pauses(interpreter, session, meetings, events)
    ]
    return Agenda(interpreter, _in_time_order([*meetings, *events, *pauses]))


def table_meetings(occasion: Occasion, table_id: str) -> tuple[Appointment, ...]:
    """The meetings at one table, in time order."""
    return tuple(
        sorted(
            (meeting for meeting in occasion.appointments if meeting.table == table_id),
            key=lambda meeting: (meeting.period, meeting.pair),
        )
    )


def by_day(entries: Iterable[_TimedT], zone: ZoneInfo) -> list[tuple[date, list[_TimedT]]]:
    """Things with a period, in time order, grouped by the date on which they begin in `zone`."""
    return [
        (day, list(group))
        for day, group in groupby(entries, key=lambda entry: entry.period.start_at.astimezone(zone).date())
    ]


def breaks(occasion: Occasion, company_id: str) -> int:
    """Runs of idle slots between two meetings of one company within a session on one day."""
    starts = {meeting.period.start_at for meeting in occasion.appointments if company_id in meeting.companies}
    total = 0
    for session in occasion.exchange.sessions:
        busy = [slot.period.start_at in starts for slot in session.slots()]
        runs = [is_busy for is_busy, _ in groupby(busy)]
        total += max(0, runs.count(True) - 1)
    return total


def _events(occasion: Occasion) -> list[Talk | Visit]:
    return [*occasion.exchange.talks, *occasion.visits]


def _in_time_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    def order(entry: Entry) -> tuple[Period, str, str]:
        name = entry.pair if isinstance(entry, Appointment) else "" if isinstance(entry, Pause) else entry.id
        return (entry.period, type(entry).__name__, name)

    return tuple(sorted(entries, key=order))


def _pauses(
    interpreter: Interpreter, session: Session, meetings: Sequence[Appointment], events: Sequence[Talk | Visit]
) -> list[Pause]:
    """The idle runs of one session. A rest is a run that follows as many meetings as may follow each other."""

    def state(slot: Slot) -> str:
        if any(slot.period.overlaps(meeting.period) for meeting in meetings):
            return "meets"
        if any(slot.period.overlaps(event.period) for event in events):
            return "engaged"
        return Idle.AWAY if any(slot.period.overlaps(period) for period in interpreter.unavailable) else Idle.FREE

    pauses: list[Pause] = []
    worked = 0
    for what, group in groupby(session.slots(), key=state):
        run = list(group)
        if what not in {"meets", "engaged"}:
            idle = Idle(what)
            if idle is Idle.FREE:
                rests = worked >= interpreter.max_consecutive
                idle = Idle.STANDBY if interpreter.standby else Idle.REST if rests else Idle.FREE
            pauses.append(Pause(Period(run[0].period.start_at, run[-1].period.end_at), idle))
        worked = len(run) if what == "meets" else 0
    return pauses
