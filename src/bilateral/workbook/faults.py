"""The faults of a workbook as sentences."""

from dataclasses import dataclass
from datetime import time
from typing import Any

from babel import Locale

from bilateral.fault import Fault, Place
from bilateral.wording import say
from bilateral.workbook.sheets import SHEETS, heading

_SECTIONS = {"kind": "kind", "side": "choice", "sheet": "sheet"}
"""Values that are codes of the wording, and the section that holds their words."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fault in the reader's language: where it is, what it says and how to mend it."""

    where: str
    says: str
    mend: str


def sentence_of(fault: Fault, language: str) -> Sentence:
    """The sentence of one fault for a reader of `language`."""
    values = {name: _shown(name, value, fault, language) for name, value in fault.values.items()}
    says, mend = (say("workbook", f"fault.{fault.code}.{part}", language, **values) for part in ("says", "mend"))
    return Sentence(where(fault.place, language), says, mend)


def where(place: Place, language: str) -> str:
    """A place as organisers find it in Excel."""
    if place.sheet is None:
        return say("workbook", "where.file", language)
    kind = (
        "sheet" if place.row is None else "row" if place.column is None else "named_cell" if place.heading else "cell"
    )
    return say(
        "workbook",
        f"where.{kind}",
        language,
        sheet=place.sheet,
        row=place.row,
        column=place.column,
        heading=place.heading,
    )


def _shown(name: str, value: Any, fault: Fault, language: str) -> Any:
    """Codes among a fault's values, in the reader's words."""
    separator = say("workbook", "where.separator", language)
    if name in _SECTIONS:
        return say("workbook", f"{_SECTIONS[name]}.{value}", language)
    if name == "choices":
        return separator.join(say("workbook", f"choice.{choice}", language) for choice in value)
    if name == "keys":
        return separator.join(_heading(str(fault.values["sheet"]), key, language) for key in value)
    if name == "country":
        return Locale(language).territories.get(value, value)
    if isinstance(value, tuple):
        return separator.join(str(Locale(language).languages.get(code, code)) for code in value)
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _heading(sheet: str, key: str, language: str) -> str:
    column = next(one for one in SHEETS if one.key == sheet).column(key)
    return heading(sheet, key, language) + (f":{language}" if column.by_language else "")
