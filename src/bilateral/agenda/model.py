"""Everyone's own days: meetings, talks and visits in time order."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from bilateral.company.model import Company
from bilateral.exchange.model import Exchange, Interpreter, Period, Table, Talk
from bilateral.text import NO_WORDS, Text
from bilateral.visit.model import Visit


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting that has its time, table and, where one is needed, its interpreter.

    Contact details pass between the two companies only where `accepted` (see `bilateral.meeting.model.Pair`).
    `proposed` says that nobody asked for it yet. `why` is the reason to meet, as a sentence.
    """

    pair: str
    companies: tuple[str, str]
    period: Period
    session: str
    table: str
    interpreter: str | None
    accepted: bool
    why: Text = NO_WORDS
    proposed: bool = False

    def other(self, company: str) -> str:
        """The company that `company` meets."""
        first, second = self.companies
        return second if company == first else first


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A pair for which the timetable found no place.

    `reason` is the sentence for the organiser and may name what stands in the way; `told` is the one that the two
    companies read, which must not say whom others meet (None: the same as `reason`). Where `proposed`, nobody wished
    it, and only the organiser reads of it.
    """

    pair: str
    companies: tuple[str, str]
    reason: Text = NO_WORDS
    told: Text | None = None
    proposed: bool = False

    def other(self, company: str) -> str:
        """The company that `company` does not meet."""
        first, second = self.companies
        return second if company == first else first


@dataclass(frozen=True)
class Occasion:
    """An exchange with its timetable: all that agendas are made from.

    `companies` are those that take part. `prepared_at` (aware) is printed on every page and stands in every file as
    the time at which it was made. Ids that name nothing raise KeyError where they are looked up.
    """

    exchange: Exchange
    companies: tuple[Company, ...]
    visits: tuple[Visit, ...]
    appointments: tuple[Appointment, ...]
    unplaced: tuple[Unplaced, ...]
    prepared_at: datetime

    @cached_property
    def company(self) -> Mapping[str, Company]:
        """Companies by id."""
        return {company.id: company for company in self.companies}

    @cached_property
    def table(self) -> Mapping[str, Table]:
        """Tables by id."""
        return {table.id: table for table in self.exchange.tables}

    @cached_property
    def interpreter(self) -> Mapping[str, Interpreter]:
        """Interpreters by id."""
        return {interpreter.id: interpreter for interpreter in self.exchange.interpreters}

    @cached_property
    def sector(self) -> Mapping[str, Text]:
        """Names of sectors by id."""
        return {sector.id: sector.name for sector in self.exchange.sectors}


class Idle(StrEnum):
    """Why an interpreter has no meeting in a run of slots."""

    REST = "rest"
    FREE = "free"
    STANDBY = "standby"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Pause:
    """A run of adjacent slots of one session in which an interpreter carries no meeting."""

    period: Period
    idle: Idle


Entry = Appointment | Talk | Visit | Pause


@dataclass(frozen=True, slots=True)
class Agenda:
    """What `owner` does, in time order; `unplaced` are a company's wishes that found no place."""

    owner: Company | Interpreter
    entries: tuple[Entry, ...]
    unplaced: tuple[Unplaced, ...] = ()

    @property
    def appointments(self) -> tuple[Appointment, ...]:
        """The meetings alone, in time order."""
        return tuple(entry for entry in self.entries if isinstance(entry, Appointment))
