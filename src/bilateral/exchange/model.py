"""The event itself: sides, sectors, sessions, tables, interpreters and talks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bilateral.text import NO_WORDS, Text

EVERYONE = "all"
"""In a list of those who attend: every company of both sides."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A half-open stretch of time, [start_at, end_at), both aware."""

    start_at: datetime
    end_at: datetime

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share any moment."""
        return self.start_at < other.end_at and other.start_at < self.end_at


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two delegations: the host side or the guest side."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Sector:
    """A line of business by which companies and goods are grouped."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Slot:
    """One meeting's time in a session."""

    id: str
    session: str
    period: Period


@dataclass(frozen=True, slots=True)
class Session:
    """A run of slots on one day without a long break.

    A slot lasts `slot_minutes`; `pause_minutes` lie between two slots for changing tables.
    """

    id: str
    name: Text
    period: Period
    slot_minutes: int
    pause_minutes: int = 0

    def slots(self) -> tuple[Slot, ...]:
        """The slots that fit wholly into the session, in time order; their ids are "<session>-01", "-02" …"""
        length, step = timedelta(minutes=self.slot_minutes), timedelta(minutes=self.slot_minutes + self.pause_minutes)
        # Minutes are counted in UTC: on the session's own clock an hour may be missing or come twice.
        zone, at, end = self.period.start_at.tzinfo, self.period.start_at.astimezone(UTC), self.period.end_at
        slots: list[Slot] = []
        while at + length <= end:
            period = Period(at.astimezone(zone), (at + length).astimezone(zone))
            slots.append(Slot(f"{self.id}-{len(slots) + 1:02}", self.id, period))
            at += step
        return tuple(slots)


@dataclass(frozen=True, slots=True)
class Table:
    """A place where one meeting at a time is held."""

    id: str
    name: Text = NO_WORDS
    place: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Someone who carries a meeting between two of `languages` (BCP 47 codes, two at least).

    Rests after `max_consecutive` adjacent slots. A `standby` interpreter is kept for repairs and is given no meeting
    in a fresh timetable.
    """

    id: str
    name: Text
    languages: tuple[str, ...]
    unavailable: tuple[Period, ...] = ()
    max_consecutive: int = 4
    max_meetings: int | None = None
    standby: bool = False
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk, a welcome or a ceremony: whoever attends has no meeting then.

    `attends` holds side ids, company ids or EVERYONE; `interpreters` those who interpret it.
    """

    id: str
    title: Text
    period: Period
    speaker: Text = NO_WORDS
    place: Text = NO_WORDS
    language: str = ""
    attends: tuple[str, ...] = (EVERYONE,)
    interpreters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A business exchange between companies of two sides.

    `floor` is the number of meetings that each company should have at least, `max_meetings` the most that it may have
    (None: no limit), both unless a company says otherwise. `proposals` is how many requests each company should have:
    what the companies did not ask for themselves is proposed from the matches up to this number (0: nothing is
    proposed).
    """

    id: str
    name: Text
    time_zone: str
    host: Side
    guest: Side
    venue: Text = NO_WORDS
    city: Text = NO_WORDS
    organiser_language: str = "en"
    floor: int = 2
    max_meetings: int | None = None
    proposals: int = 8
    sectors: tuple[Sector, ...] = ()
    sessions: tuple[Session, ...] = ()
    tables: tuple[Table, ...] = ()
    interpreters: tuple[Interpreter, ...] = ()
    talks: tuple[Talk, ...] = ()

    @property
    def zone(self) -> ZoneInfo:
        """The event's time zone, in which every time is shown."""
        return ZoneInfo(self.time_zone)

    @property
    def sides(self) -> tuple[Side, Side]:
        """The host side, then the guest side."""
        return (self.host, self.guest)

    def slots(self) -> tuple[Slot, ...]:
        """The slots of all sessions, in time order."""
        return tuple(
            sorted((slot for session in self.sessions for slot in session.slots()), key=lambda slot: slot.period)
        )
