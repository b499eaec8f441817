"""What stands at the head of every page, and in which languages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bilateral.agenda.model import Occasion
from bilateral.agenda.reading import page_languages, prepared_words, zone_words
from bilateral.agenda.runs import both, in_each, label
from bilateral.exchange.model import Interpreter
from bilateral.text import READERS

Page = dict[str, Any]
"""The data of a page, as the typesetter takes them."""


def masthead(occasion: Occasion, languages: Sequence[str], at: datetime) -> Page:
    """What stands on every page: the exchange, its venue, the time zone in force `at` and when it was prepared."""
    exchange = occasion.exchange
    return {
        "lang": languages[0],
        "exchange": both(exchange.name, languages, exchange.id),
        "venue": both(exchange.venue, languages, exchange.id),
        "zone": in_each(languages, lambda code: zone_words(exchange, at, code)),
        "prepared": in_each(languages[:1], lambda code: prepared_words(occasion, code)),
        "page": label("head.page", languages[:1], page="{page}", pages="{pages}"),
    }


def roster_languages(occasion: Occasion, interpreter: Interpreter) -> tuple[str, ...]:
    """The interpreter's own languages in which pages can be written, with the organiser's (or English) if one only."""
    spoken = tuple(language for language in interpreter.languages if language in READERS)
    return spoken if len(spoken) > 1 else tuple(dict.fromkeys((*spoken, *page_languages(spoken, occasion.exchange))))
