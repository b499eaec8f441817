"""Interface sentences by code and language, kept beside the room that says them.

Each room has a folder `wording` with one TOML file per language (en.toml, ru.toml, zh.toml) that hold the same codes
with the same placeholders. A sentence that counts is a table of plural forms (CLDR: one, few, many, other), chosen
by the value named `count`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale

from bilateral.text import READERS, Text


@cache
def _sentences(room: str, language: str) -> dict[str, Any]:
    source = files(f"bilateral.{room}").joinpath("wording").joinpath(f"{language}.toml")
    flat: dict[str, Any] = {}

    def walk(prefix: str, table: dict[str, Any]) -> None:
        for key, value in table.items():
            if isinstance(value, dict) and "other" not in value:
                walk(f"{prefix}{key}.", value)
            else:
                flat[prefix + key] = value

    walk("", tomllib.loads(source.read_text(encoding="utf-8")))
    return flat


def codes(room: str, language: str) -> dict[str, Any]:
    """Every code of the room in one language, with its sentence or its table of plural forms."""
    return dict(_sentences(room, language))


def say(room: str, code: str, language: str, /, **values: Any) -> str:
    """The sentence of `code` in `language` (one of READERS), with its placeholders filled.

    Raises KeyError where the room has no such code: a missing sentence is a defect, not a case.
    """
    sentence = _sentences(room, language)[code]
    if isinstance(sentence, dict):
        form = Locale.parse(language).plural_form(values["count"])
        sentence = sentence.get(form, sentence["other"])
    return str(sentence).format(**values)


def text(room: str, code: str, /, **values: Any) -> Text:
    """The same sentence in every language in which Bilateral speaks."""
    return Text({language: say(room, code, language, **values) for language in READERS})
