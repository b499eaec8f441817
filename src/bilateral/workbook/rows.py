"""From a sheet's cells to rows of values: headings found, every cell read, every fault noted with its place."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bilateral.fault import Fault, Place
from bilateral.text import READERS, Text
from bilateral.wording import say
from bilateral.workbook.archive import Marks, column_letter
from bilateral.workbook.cells import BadCell, Raw, is_language
from bilateral.workbook.sheets import Column, Sheet, heading

PRIVATE = "#"
"""A heading that begins so is the organiser's own: its column is not read."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a sheet's columns stand. `positions` maps (key, language or "") to a column number from 1; `sideways`
    sheets hold their headings in column A and their one row of values in column B, so there it is a row number."""

    name: str
    positions: dict[tuple[str, str], int]
    headings: dict[int, str]
    sideways: bool = False

    def place(self, row: int, position: int) -> Place:
        """The place of the cell at `position` of row `row`."""
        at, column = (position, 2) if self.sideways else (row, position)
        return Place(self.name, at, column_letter(column), self.headings.get(position))


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the values of its filled cells by column key."""

    layout: Layout
    number: int
    values: dict[str, Any]

    def place(self, key: str) -> Place:
        """Where the value of `key` stands or should stand."""
        found = [position for (column, _), position in sorted(self.layout.positions.items()) if column == key]
        return self.layout.place(self.number, found[0]) if found else Place(self.layout.name, self.number)


@dataclass(slots=True)
class Findings:
    """The faults found so far."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, code: str, place: Place, **values: object) -> None:
        """Note a fault."""
        self.faults.append(Fault(code, place, values))

    def notice(self, code: str, place: Place, **values: object) -> None:
        """Note what is worth knowing but stops nothing."""
        self.faults.append(Fault(code, place, values, "notice"))

    @property
    def stop(self) -> bool:
        """Whether any of them forbids to go on."""
        return any(fault.severity == "fault" for fault in self.faults)


def folded_heading(words: str) -> str:
    """A heading as headings are compared: case, width, underscores and the asterisk of required columns ignored."""
    return " ".join(unicodedata.normalize("NFKC", words).casefold().replace("_", " ").replace("*", " ").split())


@cache
def _known_headings(sheet: Sheet) -> dict[str, Column]:
    known = {
        folded_heading(name): column
        for column in sheet.columns
        for reader in READERS
        for name in (heading(sheet.key, column.key, reader), say("workbook", f"heading.{column.key}", reader))
    }
    return known | {folded_heading(column.key): column for column in sheet.columns}


def read_rows(
    sheet: Sheet, name: str, cells: Sequence[Sequence[Raw]], marks: Marks, zone: ZoneInfo, findings: Findings
) -> list[Row]:
    """The rows of `sheet`, called `name` in the file, from its `cells` (row 1 first); faults go to `findings`."""
    sideways = sheet.key == "exchange"
    if sideways:
        keys = [str(row[0]) if row else "" for row in cells]
        cells = [keys, [row[1] if len(row) > 1 else "" for row in cells]]
    headings = [str(cell).strip() for cell in cells[0]] if cells else []
    layout = _read_headings(sheet, name, headings, sideways, cells[1:], findings)
    if layout is None:
        return []
    numbered = [(number, row) for number, row in enumerate(cells[1:], 2) if any(cell != "" for cell in row)]
    if len(numbered) > sheet.max_rows:
        findings.add("sheet.too_many_rows", Place(name), found=len(numbered), limit=sheet.max_rows)
        return []
    unreadable = _note_marks(layout, marks, findings)
    return [_read_row(sheet, layout, number, row, unreadable, zone, findings) for number, row in numbered]


def _read_headings(
    sheet: Sheet, name: str, headings: list[str], sideways: bool, rows: Sequence[Sequence[Raw]], findings: Findings
) -> Layout | None:
    layout = Layout(name, {}, {at: words.rstrip(" *") for at, words in enumerate(headings, 1)}, sideways)
    known = _known_headings(sheet)
    for position, found in enumerate(headings, 1):
        if not found or found.startswith(PRIVATE) or (sideways and position == 1 and _is_title(found)):
            continue
        base, _, language = (folded_heading(part) for part in unicodedata.normalize("NFKC", found).partition(":"))
        column = known.get(base)
        place = _heading_place(layout, position)
        if column is None:
            if any(len(row) >= position and row[position - 1] != "" for row in rows):
                near = get_close_matches(base, known, 1, 0.6)
                code = "heading.unknown_near" if near else "heading.unknown"
                findings.add(code, place, found=found, near=near[0] if near else "")
        elif column.by_language and not is_language(language):
            code = "heading.unknown_language" if language else "heading.no_language"
            findings.add(code, place, found=found, base=base, language=language)
        elif not column.by_language and language:
            findings.add("heading.needless_language", place, found=found, base=base)
        elif (column.key, language) in layout.positions:
            findings.add("heading.twice", place, found=found)
        else:
            layout.positions[column.key, language] = position
    present = {key for key, _ in layout.positions}
    if not present:
        findings.add("sheet.no_headings", Place(name, 1), expected=_expected(sheet))
        return None
    for column in sheet.columns:
        if column.required and column.key not in present:
            findings.add("heading.missing", Place(name, None if sideways else 1), key=column.key)
    return layout


def _is_title(heading: str) -> bool:
    return folded_heading(heading) in {folded_heading(say("workbook", "heading.key", reader)) for reader in READERS}


def _expected(sheet: Sheet) -> tuple[str, ...]:
    return tuple(column.key for column in sheet.columns if column.required)


def _heading_place(layout: Layout, position: int) -> Place:
    if layout.sideways:
        return Place(layout.name, position, "A")
    return Place(layout.name, 1, column_letter(position))


def _note_marks(layout: Layout, marks: Marks, findings: Findings) -> set[tuple[int, int]]:
    read = set(layout.positions.values())
    unreadable = set()
    for code, cells in (("cell.formula", marks.formulas), ("cell.error", marks.errors)):
        for row, column in cells:
            position, number = (row, column) if layout.sideways else (column, row)
            if position in read and number > 1:
                unreadable.add((number, position))
                findings.add(code, layout.place(number, position))
    return unreadable


def _read_row(
    sheet: Sheet,
    layout: Layout,
    number: int,
    row: Sequence[Raw],
    unreadable: set[tuple[int, int]],
    zone: ZoneInfo,
    findings: Findings,
) -> Row:
    values: dict[str, Any] = {}
    texts: dict[str, dict[str, str]] = {}
    tried: set[str] = set()
    columns = {column.key: column for column in sheet.columns}
    for (key, language), position in layout.positions.items():
        raw = row[position - 1] if len(row) >= position else ""
        if (number, position) in unreadable:
            tried.add(key)
        elif raw != "" and not (isinstance(raw, str) and not raw.strip()):
            tried.add(key)
            try:
                value = columns[key].cell.read(raw, zone)
            except BadCell as bad:
                findings.add(bad.code, layout.place(number, position), **bad.values)
                continue
            if language:
                texts.setdefault(key, {})[language] = value
            else:
                values[key] = value
    values |= {key: Text(words) for key, words in texts.items()}
    result = Row(layout, number, values)
    for key in _absent(sheet, layout, tried):
        findings.add("cell.missing", result.place(key), key=key)
    return result


def _absent(sheet: Sheet, layout: Layout, tried: set[str]) -> Iterator[str]:
    present = {key for key, _ in layout.positions}
    return (c.key for c in sheet.columns if c.required and c.key in present and c.key not in tried)
