"""From a sheet's cells to rows of values: headings found, every cell read, every fault noted with its place."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from bilateral.fault import Fault, Place
from bilateral.text import READERS, Text
from bilateral.wording import say
from bilateral.workbook.marks import Marks, column_letter
from bilateral.workbook.names import language_of_heading
from bilateral.workbook.raw import BadCell, Raw, compared, is_blank, shown
from bilateral.workbook.sheets import Column, Sheet, heading

PRIVATE = "#"
"""A heading that begins so is the organiser's own: its column is not read."""
_MOST_COVERED = 1_000_000
"""How many cells under merged ones are kept in mind; beyond that they are read as the empty cells they are."""

At = tuple[int, int]
"""A row and a position in it, both from 1."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet of a file: its name, its cells (row 1 first, all rows equally long), their marks, and the first and
    last cell of each merged range as (row, column), both from 1."""

    name: str
    cells: Sequence[Sequence[Raw]]
    marks: Marks
    merged: tuple[tuple[At, At], ...] = ()


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
        at, column = self.turned((row, position))
        return Place(self.name, at, column_letter(column), self.headings.get(position) if row > 1 else None)

    def turned(self, at: At) -> At:
        """From (row, position) to (row, column) of the file, and back."""
        return at[::-1] if self.sideways else at


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the values of its filled cells by column key."""

    layout: Layout
    number: int
    values: dict[str, Any]

    def place(self, key: str, language: str = "") -> Place:
        """Where the value of `key` stands or should stand; of a text, the words in `language` or the first column."""
        positions = self.layout.positions
        found = [position for (column, _), position in positions.items() if column == key]
        if not found:
            return Place(self.layout.name, self.number)
        return self.layout.place(self.number, positions.get((key, language), min(found)))


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
    return " ".join(compared(words).casefold().replace("_", " ").replace("*", " ").split())


@cache
def _known_headings(sheet: Sheet) -> dict[str, Column]:
    known = {
        folded_heading(name): column
        for column in sheet.columns
        for reader in READERS
        for name in (heading(sheet.key, column.key, reader), say("workbook", f"heading.{column.key}", reader))
    }
    return known | {folded_heading(column.key): column for column in sheet.columns}


def read_rows(sheet: Sheet, page: Page, zone: ZoneInfo, findings: Findings) -> list[Row]:
    """The rows of `sheet` as they stand on `page`; faults go to `findings`."""
    sideways = sheet.key == "exchange"
    cells = page.cells
    if sideways:
        _note_beyond(page, findings)
        cells = [[row[at] if len(row) > at else "" for row in cells] for at in (0, 1)]
    headings = [shown(cell).strip() for cell in cells[0]] if cells else []
    layout = Layout(page.name, {}, {at: words.rstrip(" *") for at, words in enumerate(headings, 1)}, sideways)
    covered = _covered(page, layout)
    filled = {position for row in cells[1:] for position, cell in enumerate(row, 1) if not is_blank(cell)}
    _read_headings(sheet, layout, filled, covered, findings)
    if not layout.positions:
        return []
    read = [position - 1 for position in layout.positions.values()]
    numbered = [(number, row) for number, row in enumerate(cells[1:], 2) if not all(is_blank(row[at]) for at in read)]
    if len(numbered) > sheet.max_rows:
        findings.add("sheet.too_many_rows", Place(page.name), found=len(numbered), limit=sheet.max_rows)
        return []
    _note_merged(page, layout, findings)
    unreadable = _note_marks(page.marks, layout, findings) | covered
    columns = {column.key: column for column in sheet.columns}
    entries = [(position, columns[key], language) for (key, language), position in layout.positions.items()]
    required = tuple(dict.fromkeys(column.key for _, column, _ in entries if column.required))
    reader = _RowReader(layout, entries, required, unreadable, zone, findings)
    return [reader.read(number, row) for number, row in numbered]


def _note_beyond(page: Page, findings: Findings) -> None:
    """Words beside the settings belong to none of them."""
    for number, row in enumerate(page.cells, 1):
        for column, cell in enumerate(row[2:], 3):
            if not is_blank(cell):
                findings.add("cell.beyond", Place(page.name, number, column_letter(column)), found=shown(cell))


def _read_headings(sheet: Sheet, layout: Layout, filled: set[int], covered: set[At], findings: Findings) -> None:
    """Fill the layout's positions; headings that cannot be read are noted where there is something `filled` below."""
    faults = Findings()
    for position, found in layout.headings.items():
        place = layout.place(1, position)
        if found.startswith(PRIVATE) or (layout.sideways and position == 1 and _is_title(found)):
            continue
        if not found:
            if position in filled and (1, position) not in covered:
                faults.add("heading.empty", place)
            continue
        try:
            name = _named(sheet, found)
        except BadCell as bad:
            if position in filled or not bad.code.startswith("heading.unknown"):
                faults.add(bad.code, place, **bad.values)
            continue
        if name in layout.positions:
            faults.add("heading.twice", place, found=found)
        else:
            layout.positions[name] = position
    if not layout.positions:
        required = tuple(column.key for column in sheet.columns if column.required)
        if filled or sheet.required:
            code, place = (
                ("no_settings", Place(layout.name)) if layout.sideways else ("no_headings", Place(layout.name, 1))
            )
            findings.add(f"sheet.{code}", place, sheet=sheet.key, keys=required)
        return
    findings.faults += faults.faults
    present = {key for key, _ in layout.positions}
    for column in sheet.columns:
        if column.required and column.key not in present:
            place = Place(layout.name, None if layout.sideways else 1)
            findings.add("heading.missing", place, sheet=sheet.key, keys=(column.key,))


def _named(sheet: Sheet, found: str) -> tuple[str, str]:
    """The column's key and the language that a heading names; raises BadCell."""
    base, _, suffix = (folded_heading(part) for part in unicodedata.normalize("NFKC", found).partition(":"))
    known = _known_headings(sheet)
    column = known.get(base)
    if column is None:
        near = get_close_matches(base, known, 1, 0.6)
        if not near:
            raise BadCell("heading.unknown", found=found)
        raise BadCell("heading.unknown_near", found=found, near=near[0] + (f":{suffix}" if suffix else ""))
    if not column.by_language:
        if suffix:
            raise BadCell("heading.needless_language", found=found, base=base)
        return column.key, ""
    if not suffix:
        raise BadCell("heading.no_language", found=found, base=base)
    language = language_of_heading(suffix)
    if language is None:
        raise BadCell("heading.unknown_language", language=suffix, base=base)
    return column.key, language


def _is_title(heading: str) -> bool:
    return folded_heading(heading) in {folded_heading(say("workbook", "heading.key", reader)) for reader in READERS}


def _covered(page: Page, layout: Layout) -> set[At]:
    """The cells under merged ones, all but the first of each range, as (row, position)."""
    covered: set[At] = set()
    last_row, last_column = len(page.cells), len(page.cells[0]) if page.cells else 0
    for (top, left), (bottom, right) in page.merged:
        for row in range(top, min(bottom, last_row) + 1):
            if len(covered) > _MOST_COVERED:
                return covered
            covered |= {layout.turned((row, column)) for column in range(left, min(right, last_column) + 1)}
        covered.discard(layout.turned((top, left)))
    return covered


def _note_merged(page: Page, layout: Layout, findings: Findings) -> None:
    read = set(layout.positions.values())
    for first, last in page.merged:
        (row, left), (_, right) = layout.turned(first), layout.turned(last)
        if any(left <= position <= right for position in read):
            cells = ":".join(f"{column_letter(column)}{number}" for number, column in (first, last))
            findings.add("cell.merged", layout.place(row, left), range=cells)


def _note_marks(marks: Marks, layout: Layout, findings: Findings) -> set[At]:
    read = set(layout.positions.values())
    unreadable = set()
    for code, cells in (("cell.formula", marks.formulas), ("cell.error", marks.errors)):
        for cell in cells:
            number, position = layout.turned(cell)
            if position in read and number > 1:
                unreadable.add((number, position))
                findings.add(code, layout.place(number, position))
    return unreadable


@dataclass(frozen=True, slots=True)
class _RowReader:
    layout: Layout
    entries: Sequence[tuple[int, Column, str]]
    required: Sequence[str]
    unreadable: set[At]
    zone: ZoneInfo
    findings: Findings

    def read(self, number: int, row: Sequence[Raw]) -> Row:
        values: dict[str, Any] = {}
        texts: dict[str, dict[str, str]] = {}
        tried: set[str] = set()
        for position, column, language in self.entries:
            raw = row[position - 1]
            if (number, position) in self.unreadable:
                tried.add(column.key)
            elif not is_blank(raw):
                tried.add(column.key)
                try:
                    value = column.cell.read(raw, self.zone)
                except BadCell as bad:
                    self.findings.add(bad.code, self.layout.place(number, position), **bad.values)
                    continue
                if language:
                    texts.setdefault(column.key, {})[language] = value
                else:
                    values[column.key] = value
        values |= {key: Text(words) for key, words in texts.items()}
        result = Row(self.layout, number, values)
        for key in self.required:
            if key not in tried:
                self.findings.add("cell.missing", result.place(key))
        return result
