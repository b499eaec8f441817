"""Writing the exchange workbook, so that Excel people can go on in it and nothing is lost on the way back."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bilateral.text import READERS, Text
from bilateral.wording import codes, say
from bilateral.workbook.cells import MAX_CHARACTERS, BadCell, Raw
from bilateral.workbook.model import Workbook
from bilateral.workbook.nouns import rows_of
from bilateral.workbook.sheets import SHEETS, Column, Sheet, heading

_WIDTHS = {"id": 9, "text": 44, "description": 36, "name": 30, "title": 36, "note": 30, "side": 12, "email": 26}
_LISTS_OF_IDS = {"sessions": 200, "tables": 500, "companies": 20_000, "interpreters": 500, "sectors": 200}


class CannotBeWritten(Exception):
    """A value would not come back from a cell as it went in (too long, or it holds the separator of a list)."""

    def __init__(self, sheet: str, row: int, key: str, value: object) -> None:
        super().__init__(f"{sheet}, row {row}, {key}: {value!r} cannot be written without loss")


@dataclass(frozen=True, slots=True)
class _Head:
    """One column as written: of a column by language, the part in one language."""

    column: Column
    language: str

    @property
    def suffix(self) -> str:
        return f":{self.language}" if self.language else ""


def write_workbook(workbook: Workbook, *, language: str, written_at: datetime) -> bytes:
    """The .xlsx file that says the same as `workbook`, with headings, choices and guidance in `language`.

    The same arguments give the same bytes. Raises CannotBeWritten where a cell cannot hold a value.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {"title": workbook.exchange.name.for_reader(language), "created": written_at.replace(tzinfo=None)}
    )
    styles = _Styles(book)
    _write_guide(book.add_worksheet(say("workbook", "sheet.guide", language)), language, styles)
    zone = workbook.exchange.zone
    for key, rows in ((sheet.key, rows_of(workbook)[sheet.key]) for sheet in SHEETS):
        sheet = next(sheet for sheet in SHEETS if sheet.key == key)
        page = book.add_worksheet(say("workbook", f"sheet.{key}", language))
        _SheetWriter(page, sheet, language, zone, styles).write(rows)
    book.close()
    return target.getvalue()


class _Styles:
    """The formats of a workbook."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = {**plain, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
        self.required: Format = book.add_format({**head, "bg_color": "#1F3A5F", "border_color": "#1F3A5F"})
        self.optional: Format = book.add_format({**head, "bg_color": "#5B7083", "border_color": "#5B7083"})
        self.text: Format = book.add_format({**plain, "num_format": "@", "text_wrap": True})
        self.number: Format = book.add_format({**plain, "align": "left"})
        self.date: Format = book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"})
        self.time: Format = book.add_format({**plain, "num_format": "hh:mm", "align": "left"})
        self.title: Format = book.add_format({**plain, "bold": True, "font_size": 16, "font_color": "#1F3A5F"})
        self.section: Format = book.add_format({**plain, "bold": True, "font_size": 12, "bottom": 1})

    def of(self, value: Raw) -> Format:
        if isinstance(value, date):
            return self.date
        if isinstance(value, time):
            return self.time
        return self.text if isinstance(value, str) else self.number


@dataclass(frozen=True, slots=True)
class _SheetWriter:
    page: Worksheet
    sheet: Sheet
    language: str
    zone: ZoneInfo
    styles: _Styles

    def write(self, rows: Sequence[dict[str, Any]]) -> None:
        heads = list(self._heads(rows))
        if self.sheet.key == "exchange":
            self._write_sideways(heads, rows[0])
        else:
            self._write_table(heads, rows)

    def _heads(self, rows: Iterable[dict[str, Any]]) -> Iterable[_Head]:
        rows = list(rows)
        for column in self.sheet.columns:
            if not column.by_language:
                yield _Head(column, "")
                continue
            used = {language for row in rows for language in row.get(column.key) or ()}
            for language in (*READERS, *sorted(used - set(READERS))):
                yield _Head(column, language)

    def _write_table(self, heads: Sequence[_Head], rows: Sequence[dict[str, Any]]) -> None:
        for at, head in enumerate(heads):
            self._write_heading(0, at, head)
            self._validate(1, self.sheet.max_rows, at, head.column)
            numbers = head.column.key in {"date", "start", "end"} or not head.column.by_language
            width = _WIDTHS.get(head.column.key, 16)
            self.page.set_column(at, at, width, self.styles.text if not numbers or self._is_text(head.column) else None)
        for number, row in enumerate(rows, 1):
            for at, head in enumerate(heads):
                self._write_value(number, at, head, row.get(head.column.key))
        self.page.set_row(0, 32)
        self.page.freeze_panes(1, 1)
        self.page.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(0)

    def _write_sideways(self, heads: Sequence[_Head], row: dict[str, Any]) -> None:
        self.page.write_string(0, 0, heading("exchange", "key", self.language), self.styles.required)
        self.page.write_string(0, 1, heading("exchange", "value", self.language), self.styles.required)
        for number, head in enumerate(heads, 1):
            self._write_heading(number, 0, head)
            self._validate(number, number, 1, head.column)
            self._write_value(number, 1, head, row.get(head.column.key))
        self.page.set_column(0, 0, 30)
        self.page.set_column(1, 1, 70, self.styles.text)
        self.page.freeze_panes(1, 1)

    def _write_heading(self, row: int, at: int, head: _Head) -> None:
        words = heading(self.sheet.key, head.column.key, self.language) + head.suffix
        style = self.styles.required if head.column.required else self.styles.optional
        self.page.write_string(row, at, words + (" *" if head.column.required else ""), style)
        self.page.write_comment(row, at, say("workbook", f"note.{head.column.key}", self.language), {"x_scale": 1.6})

    def _is_text(self, column: Column) -> bool:
        """Whether the column's cells are kept as text even when digits are typed into them."""
        return not column.cell.choices and column.key not in {"date", "start", "end"}

    def _write_value(self, row: int, at: int, head: _Head, value: Any) -> None:
        if isinstance(value, Text):
            value = value.get(head.language)
        if value is None or value in ("", ()):
            return
        shown = head.column.cell.write(value, self.language)
        self._check(row, head, value, shown)
        style = self.styles.of(shown)
        if isinstance(shown, str):
            self.page.write_string(row, at, shown, style)
        elif isinstance(shown, date | time):
            self.page.write_datetime(row, at, shown, style)
        else:
            self.page.write_number(row, at, shown, style)

    def _check(self, row: int, head: _Head, value: Any, shown: Raw) -> None:
        try:
            same = head.column.cell.read(shown, self.zone) == value
        except BadCell:
            same = False
        if not same or (isinstance(shown, str) and len(shown) > MAX_CHARACTERS):
            raise CannotBeWritten(self.sheet.key, row + 1, head.column.key, value)

    def _validate(self, first: int, last: int, at: int, column: Column) -> None:
        if column.cell.choices:
            words = [say("workbook", f"choice.{choice}", self.language) for choice in column.cell.choices]
            self.page.data_validation(first, at, last, at, {"validate": "list", "source": words})
        elif len(column.refers) == 1 and column.refers[0] in _LISTS_OF_IDS and column.key in _ONE_ID:
            name = say("workbook", f"sheet.{column.refers[0]}", self.language)
            source = f"='{name}'!$A$2:$A${_LISTS_OF_IDS[column.refers[0]] + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            self.page.data_validation(first, at, last, at, rule)


_ONE_ID = {"company", "sector", "table", "asker", "asked", "session", "host"}


def _write_guide(page: Worksheet, language: str, styles: _Styles) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 16)
    page.set_column(2, 2, 96, styles.text)
    page.hide_gridlines(2)
    page.write_string(0, 0, say("workbook", "guide.title", language), styles.title)
    page.merge_range(1, 0, 1, 2, say("workbook", "guide.lines", language), styles.text)
    page.set_row(1, 78)
    row = 3
    notes = codes("workbook", language)
    for sheet in SHEETS:
        page.write_string(row, 0, say("workbook", f"sheet.{sheet.key}", language), styles.section)
        page.write_blank(row, 1, None, styles.section)
        page.write_string(row, 2, notes[f"sheet_note.{sheet.key}"], styles.section)
        for column in sheet.columns:
            row += 1
            suffix = ":zh, :ru, :en" if column.by_language else ""
            page.write_string(row, 0, heading(sheet.key, column.key, language) + suffix, styles.text)
            if column.required:
                page.write_string(row, 1, say("workbook", "guide.required", language), styles.text)
            page.write_string(row, 2, notes[f"note.{column.key}"], styles.text)
        row += 2
