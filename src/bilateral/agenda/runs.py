"""Words with their language, as the typesetter takes them.

A run is `{"l": language, "t": words, "w": whose}`; a label is a list of runs that say the same in several languages.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from bilateral.agenda.model import Appointment, Occasion
from bilateral.agenda.reading import in_own_language, interpretation
from bilateral.company.model import Company
from bilateral.text import Text
from bilateral.wording import say

Run = dict[str, str]


def run(words: str, language: str | None, whose: str = "") -> Run:
    """Words in one language; `whose` names the person or company that wrote them, for notices."""
    return {"l": language or "", "t": words, "w": whose}


def label(code: str, languages: Iterable[str], **values: Any) -> list[Run]:
    """One of the room's own wordings in each of the languages."""
    return [run(say("agenda", code, language, **values), language) for language in languages]


def in_each(languages: Iterable[str], words: Callable[[str], str]) -> list[Run]:
    """What `words` gives for each language, without saying the same twice."""
    found = {words(language): language for language in reversed(list(languages))}
    return [run(said, language) for said, language in reversed(found.items()) if said]


def shown(text: Text, reader: str, whose: str) -> list[Run]:
    """A text as its reader is shown it: one run, or none."""
    language = text.language_for(reader)
    return [run(text[language], language, whose)] if language else []


def both(text: Text, languages: Sequence[str], whose: str) -> list[Run]:
    """A text in each of `languages` that it has, else as the reader of the first is shown it."""
    return [run(text[code], code, whose) for code in languages if code in text] or shown(text, languages[0], whose)


def names(company: Company, reader: str, *others: str) -> list[Run]:
    """The company's name for the reader, in those of `others` that it has, and in its own language."""
    given = (code for code in others if code in company.name)
    languages = (company.name.language_for(reader), *given, in_own_language(company.name, company))
    return [run(company.name[code], code, company.id) for code in dict.fromkeys(languages) if code]


def interpreter_of(occasion: Occasion, meeting: Appointment, reader: str) -> list[Run]:
    """The interpreter's name, or that the two need none."""
    if meeting.interpreter is None:
        return [run(interpretation(occasion, meeting, reader), reader)]
    return shown(occasion.interpreter[meeting.interpreter].name, reader, meeting.interpreter)
