"""Agendas, rosters, signs and lists as PDF/A-2a and PDF/UA-1, with the fonts that come with the packages only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from bilateral.agenda.glyphs import font_folders, printable
from bilateral.agenda.masthead import Page
from bilateral.agenda.model import Agenda, Occasion
from bilateral.agenda.pages import agenda_page
from bilateral.agenda.reading import reader_of
from bilateral.agenda.runs import Run, run
from bilateral.agenda.table_pages import sign_pages, table_pages
from bilateral.fault import Fault


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF, and a notice for every character that no font has."""

    pdf: bytes
    notices: tuple[Fault, ...]


def agenda_pdf(occasion: Occasion, agenda: Agenda) -> Printed:
    """The agenda of one company or the roster of one interpreter, in her language."""
    page = agenda_page(occasion, agenda)
    title = [run(f"{page['title'][0]['t']}: {page['name'][0]['t']}", page["lang"], agenda.owner.id)]
    return _printed(occasion, "agenda", {"lang": page["lang"], "pages": [page], "title": title})


def agendas_pdf(occasion: Occasion, agendas: Sequence[Agenda], title: str) -> Printed:
    """Several agendas one after the other, each in its reader's language and with its own page numbers."""
    language = reader_of([occasion.exchange.organiser_language])
    pages = [agenda_page(occasion, agenda) for agenda in agendas]
    return _printed(occasion, "agenda", {"lang": language, "title": [run(title, language)], "pages": pages})


def signs_pdf(occasion: Occasion) -> Printed:
    """A sign for every table, to be folded."""
    return _printed(occasion, "signs", sign_pages(occasion))


def tables_pdf(occasion: Occasion) -> Printed:
    """The meetings of every table, a page a day."""
    return _printed(occasion, "tables", table_pages(occasion))


def _printed(occasion: Occasion, template: str, data: Page) -> Printed:
    author = occasion.exchange.host.name.for_reader(data["lang"])
    notices: dict[tuple[str, str], Fault] = {}
    ready = _ready({**data, "author": run(author, data["lang"])}, notices)
    ready["author"] = ready["author"]["t"]
    return Printed(_compile(template, ready, occasion.prepared_at), tuple(notices.values()))


def _ready(data: Any, notices: dict[tuple[str, str], Fault]) -> Any:
    """The data with every run as it can be printed; what could not be is added to `notices` once a character."""
    if isinstance(data, list):
        return [_ready(item, notices) for item in data]
    if not isinstance(data, dict):
        return data
    if "l" not in data or "t" not in data:
        return {key: _ready(value, notices) for key, value in data.items()}
    words, missing = printable(data["t"])
    for character in missing:
        notices.setdefault((character, data["w"]), _notice(character, data))
    return {"l": data["l"], "t": words}


def _notice(character: str, words: Run) -> Fault:
    code = " ".join(f"U+{ord(part):04X}" for part in character)
    values = {"character": character, "code": code, "text": words["t"][:60], "whose": words["w"]}
    return Fault("glyph", values=values, severity="notice")


@cache
def _compiler() -> typst.Compiler:
    """One compiler, kept: fonts load once, and what pages have in common is laid out once."""
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder) for folder in font_folders()]
    )
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def _source(template: str) -> bytes:
    folder = files("bilateral.agenda").joinpath("typst")
    return b"".join(folder.joinpath(f"{name}.typ").read_bytes() for name in ("page", template))


def _compile(template: str, data: Page, at: datetime) -> bytes:
    pdf, warnings = _compiler().compile_with_warnings(
        _source(template),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )
    if warnings or not isinstance(pdf, bytes):
        raise RuntimeError(f"{template}.typ: {'; '.join(warning.message for warning in warnings)}")
    return pdf
