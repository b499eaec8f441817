"""Who asked to meet whom, how much it is wished, and what the other answered."""

from dataclasses import dataclass
from enum import StrEnum

from bilateral.text import NO_WORDS, Text


class Status(StrEnum):
    """Where a request stands. NEVER is the asker's word that the two must not be brought together; PROPOSED is
    Bilateral's own suggestion, which nobody has asked for yet."""

    WISHED = "wished"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    NEVER = "never"
    PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Request:
    """A request of company `asker` to meet company `asked`; `wish` is 1 (would be nice) to 5 (the reason to come).

    `session`, `table` and `after` (requests that must be met earlier) bind the timetable where they are given.
    """

    id: str
    asker: str
    asked: str
    wish: int = 3
    status: Status = Status.WISHED
    session: str = ""
    table: str = ""
    after: tuple[str, ...] = ()
    note: Text = NO_WORDS


@dataclass(frozen=True, slots=True)
class Pair:
    """All that is wished between two companies, as the timetable sees it: one meeting at most.

    `companies` are in the order of the company list. `weight` is 1 to 100. `accepted` says that both want it (one
    accepted, or each asked the other); only then may contact details pass. `requests` are the requests behind it,
    none where `proposed` by Bilateral.
    """

    id: str
    companies: tuple[str, str]
    weight: int
    accepted: bool = False
    proposed: bool = False
    requests: tuple[str, ...] = ()
    session: str = ""
    table: str = ""
    after: tuple[str, ...] = ()
