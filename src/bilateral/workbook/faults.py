"""The faults of a workbook as sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale

from bilateral.fault import Fault, Place
from bilateral.wording import codes, say


@dataclass(frozen=True, slots=True)
class Sentence:
    """A fault in the reader's language: where it is, what it says and how to mend it."""

    where: str
    says: str
    mend: str


def sentence_of(fault: Fault, language: str) -> Sentence:
    """The sentence of one fault for a reader of `language`."""
    values = {key: _shown(key, value, language) for key, value in fault.values.items()}
    if fault.code == "sheet.missing":
        values["key"] = say("workbook", f"sheet.{fault.values['key']}", language)
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


def _shown(key: str, value: Any, language: str) -> Any:
    """Codes among a fault's values, in the reader's words."""
    if key == "choices":
        return ", ".join(say("workbook", f"choice.{choice}", language) for choice in value)
    if key == "expected":
        return ", ".join(say("workbook", f"heading.{heading}", language) for heading in value)
    if key in {"one", "other"} and isinstance(value, tuple):
        return ", ".join(str(Locale(language).languages.get(code, code)) for code in value)
    for name, section in (("key", "heading"), ("kind", "kind"), ("side", "choice"), ("sheet", "sheet")):
        if key == name and isinstance(value, str) and value in _codes(section):
            return say("workbook", f"{section}.{value}", language)
    return f"{value:%H:%M}" if key in {"start", "end"} else value


def _codes(section: str) -> Sequence[str]:
    return [code.removeprefix(f"{section}.") for code in codes("workbook", "en") if code.startswith(f"{section}.")]
