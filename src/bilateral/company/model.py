"""Companies, their representatives, and what they offer and need."""

from dataclasses import dataclass
from enum import StrEnum

from bilateral.exchange.model import Period
from bilateral.text import NO_WORDS, Text


class Direction(StrEnum):
    """Which way the goods move, seen from the company that says it."""

    EXPORT = "export"
    IMPORT = "import"
    NONE = "none"


class Cooperation(StrEnum):
    """The kind of cooperation sought."""

    SUPPLY = "supply"
    DISTRIBUTION = "distribution"
    JOINT_VENTURE = "joint-venture"
    TECHNOLOGY = "technology"
    INVESTMENT = "investment"
    SERVICE = "service"


class Vetting(StrEnum):
    """Where a company's application stands; only approved companies are matched and meet."""

    APPLIED = "applied"
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Person:
    """A company representative; `languages` are BCP 47 codes."""

    id: str
    name: Text
    position: Text = NO_WORDS
    email: str = ""
    phone: str = ""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """What a company says that it offers or needs, in its own words.

    `hs` is an HS code of 2 to 10 digits, or empty. `direction` says which way the goods would move, seen from this
    company. `certificates` are those that the goods have (offer) or must have (need).
    """

    id: str
    text: Text
    direction: Direction
    hs: str = ""
    sector: str = ""
    cooperation: tuple[Cooperation, ...] = ()
    certificates: tuple[str, ...] = ()
    quantity: str = ""


@dataclass(frozen=True, slots=True)
class Offer(Statement):
    """What a company supplies; unless it says otherwise the goods are exported."""

    direction: Direction = Direction.EXPORT


@dataclass(frozen=True, slots=True)
class Need(Statement):
    """What a company looks for; unless it says otherwise the goods are imported."""

    direction: Direction = Direction.IMPORT


@dataclass(frozen=True, slots=True)
class Company:
    """A company of one side.

    `country` is an ISO 3166 code of two letters; `languages` are those in which it can talk without an interpreter.
    `parallel` is how many meetings it can hold at once (its representatives). `max_meetings` and `floor` are None
    where the exchange's own hold. `table` is its own table (a stand) at which all its meetings are held. `rivals`
    are not brought together; `former_partners` are told of each other as such.
    """

    id: str
    side: str
    name: Text
    country: str
    languages: tuple[str, ...]
    description: Text = NO_WORDS
    city: Text = NO_WORDS
    sector: str = ""
    registration_number: str = ""
    tax_number: str = ""
    website: str = ""
    certificates: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()
    former_partners: tuple[str, ...] = ()
    unavailable: tuple[Period, ...] = ()
    parallel: int = 1
    max_meetings: int | None = None
    floor: int | None = None
    table: str = ""
    vetting: Vetting = Vetting.APPROVED
    people: tuple[Person, ...] = ()
    offers: tuple[Offer, ...] = ()
    needs: tuple[Need, ...] = ()

    def shares_language_with(self, other: "Company") -> bool:
        """Whether the two can talk without an interpreter."""
        return not set(self.languages).isdisjoint(other.languages)
