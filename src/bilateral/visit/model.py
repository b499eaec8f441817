"""Site visits of host enterprises."""

from dataclasses import dataclass

from bilateral.exchange.model import EVERYONE, Period
from bilateral.text import NO_WORDS, Text


@dataclass(frozen=True, slots=True)
class Visit:
    """A visit of the enterprise `host` (a company id); whoever attends has no meeting then.

    `attends` holds side ids, company ids or EVERYONE; `interpreters` those who go with the group.
    """

    id: str
    name: Text
    host: str
    period: Period
    meeting_point: Text = NO_WORDS
    attends: tuple[str, ...] = (EVERYONE,)
    interpreters: tuple[str, ...] = ()
    note: Text = NO_WORDS
