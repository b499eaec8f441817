"""What the timetable engine reads and writes: the two file formats as plain, unchangeable values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

Mode = Literal["select", "all"]
Status = Literal["optimal", "feasible", "infeasible", "unknown"]

FLOOR_VALUE = 100
"""What one meeting up to a company's floor adds to the value, beside its weight."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A half-open period of one session in which meetings are held; its times are aware."""

    id: str
    start_at: datetime
    end_at: datetime
    session: str

    @property
    def day(self) -> tuple[date, str]:
        """The session day: the session on the local date of the slot's start. Breaks never reach beyond it."""
        return (self.start_at.date(), self.session)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; it takes one meeting a slot, and none in the slots (ids) in which it is `unavailable`."""

    id: str
    unavailable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Company:
    """A company: `parallel` meetings at a time (its representatives), `max_meetings` in all, None for no limit.

    `floor` meetings count FLOOR_VALUE each above their weight. `unavailable` holds slot ids.
    """

    id: str
    side: str
    languages: frozenset[str] = frozenset()
    unavailable: frozenset[str] = frozenset()
    parallel: int = 1
    max_meetings: int | None = None
    floor: int = 0


@dataclass(frozen=True, slots=True)
class Interpreter:
    """An interpreter: at most `max_consecutive` adjacent slots of a session day, `max_meetings` in all.

    A `standby` interpreter is kept for repairs on the day and serves in no fresh schedule.
    """

    id: str
    languages: frozenset[str]
    unavailable: frozenset[str] = frozenset()
    max_consecutive: int = 4
    max_meetings: int | None = None
    standby: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A wished meeting of two companies, worth `weight` (1 to 100).

    It may be confined to `slots`, to a `session` and to a `table`; None confines nothing. It may be held only if every
    request in `after` is held, and starts strictly later than each of them.
    """

    id: str
    parties: tuple[str, str]
    weight: int = 1
    slots: frozenset[str] | None = None
    session: str | None = None
    table: str | None = None
    after: frozenset[str] = frozenset()
    interpreter: Literal["auto", "none"] = "auto"


@dataclass(frozen=True, slots=True)
class Problem:
    """A schedule problem. `max_breaks` bounds the breaks of each company and belongs to mode "all"."""

    mode: Mode
    slots: tuple[Slot, ...]
    tables: tuple[Table, ...]
    companies: tuple[Company, ...]
    interpreters: tuple[Interpreter, ...] = ()
    requests: tuple[Request, ...] = ()
    max_breaks: int | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A request with its place: ids of slot, table and interpreter (None where none is needed)."""

    request: str
    slot: str
    table: str
    interpreter: str | None = None


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A request that has no place: the reason as a code of `wording` ("reason.x") and the ids that stand in its way."""

    request: str
    reason: str
    blockers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What a repair did to a request: where it was held, where it is now (None for nowhere), and why.

    `reason` is a code of `wording` ("move.x"), `cause` the id that its sentence names: who or what is not there, or the
    request for which room was made.
    """

    request: str
    was: Meeting | None
    now: Meeting | None
    reason: str
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Objective:
    """What a schedule achieves. `floor_met` is the sum over companies of min(meetings, floor)."""

    weight: int
    floor_met: int
    breaks: int
    table_changes: int

    def value(self, mode: Mode) -> int:
        """The figure that the bound bounds: breaks in mode "all", else FLOOR_VALUE · floor_met + weight."""
        return self.breaks if mode == "all" else FLOOR_VALUE * self.floor_met + self.weight


@dataclass(frozen=True, slots=True)
class Bound:
    """What no schedule can beat (above in mode "select", below in mode "all") and how it is known."""

    value: int
    kind: Literal["trivial", "lp", "cp-sat"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """An answer to the problem with this SHA-256.

    `gap` is (bound - value) / weight in mode "select" and breaks - bound in mode "all"; it is None where there is
    nothing to measure. `bound` is None where the problem is infeasible or nothing is known. `seconds` is the time it
    took, the one field in which two runs with the same seed may differ. `moves` tells what a repair changed in the
    schedule that it was given.
    """

    problem_sha256: str
    status: Status
    meetings: tuple[Meeting, ...]
    unplaced: tuple[Unplaced, ...]
    objective: Objective
    bound: Bound | None
    gap: float | None
    seconds: float
    moves: tuple[Move, ...] = ()


def gap(mode: Mode, objective: Objective, bound: int) -> float | None:
    """The gap of a schedule to its bound, to six decimals; None where a weight of nothing has no ratio."""
    if mode == "all":
        return float(objective.breaks - bound)
    missing = bound - objective.value(mode)
    if objective.weight == 0:
        return 0.0 if missing == 0 else None
    return round(missing / objective.weight, 6)
