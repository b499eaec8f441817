"""Writing the exchange workbook, so that Excel people can go on in it and nothing is lost on the way back."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from bilateral.exchange.model import Period
from bilateral.text import READERS, Text
from bilateral.wording import say
from bilateral.workbook.guide import write_guide
from bilateral.workbook.model import Workbook
from bilateral.workbook.names import language_of_heading
from bilateral.workbook.nouns import rows_of, workbook_of
from bilateral.workbook.raw import MAX_CHARACTERS, BadCell, Raw
from bilateral.workbook.sheets import SHEETS, Column, Sheet, heading, note
from bilateral.workbook.styles import Styles, lines_of
from bilateral.workbook.times import DATES

_WIDTHS = {
    "id": 10,
    "text": 44,
    "description": 40,
    "name": 30,
    "title": 36,
    "note": 32,
    "side": 13,
    "email": 28,
    "website": 28,
}
_WIDTH = 17
_LINE_HEIGHT, _MOST_LINES = 13.5, 12
_WIDEST_PAGE = 250
"""The sum of widths up to which a sheet printed on one page's width can still be read."""
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class CannotBeWritten(Exception):
    """A value would not come back from a workbook as it went in: it is too long, holds the separator of a list, spans
    midnight where a row has one date …"""

    def __init__(self, sheet: str, row: int, key: str, value: object) -> None:
        super().__init__(f"{sheet}, row {row}, {key}: {value!r} cannot be written without loss")


def write_workbook(workbook: Workbook, *, language: str, written_at: datetime) -> bytes:
    """The .xlsx file that says the same as `workbook`, with headings, choices and guidance in `language`.

    The same arguments give the same bytes; `written_at` is aware. What `read_workbook` reads from them equals
    `workbook`, if that keeps the rules between rows (which are not looked at here). Raises CannotBeWritten where a
    cell cannot hold a value.
    """
    rows = rows_of(workbook)
    _check_nouns(workbook, rows)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": workbook.exchange.name.for_reader(language)[:255],
            "created": written_at.astimezone(UTC).replace(tzinfo=None),
        }
    )
    styles = Styles(book)
    write_guide(book.add_worksheet(say("workbook", "sheet.guide", language)), language, styles)
    for sheet in SHEETS:
        page = book.add_worksheet(say("workbook", f"sheet.{sheet.key}", language))
        _SheetWriter(page, sheet, language, workbook.exchange.zone, styles).write(rows[sheet.key])
    book.close()
    return target.getvalue()


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str | tuple | Text) and not value)


def _check_nouns(workbook: Workbook, rows: Rows) -> None:
    """Raise CannotBeWritten where the filled cells of `rows` stand for something else than `workbook`."""
    for sheet in SHEETS:
        for number, row in enumerate(rows[sheet.key], 2):
            for column in sheet.columns:
                if column.required and _is_blank(row[column.key]):
                    raise CannotBeWritten(sheet.key, number, column.key, row[column.key])
    filled = {key: [{k: v for k, v in row.items() if not _is_blank(v)} for row in part] for key, part in rows.items()}
    read_back = workbook_of(filled)
    if read_back.exchange.sides != workbook.exchange.sides:
        raise CannotBeWritten("exchange", 2, "host", workbook.exchange.sides)
    again = rows_of(read_back)
    for key, part in rows.items():
        for number, (row, read) in enumerate(zip(part, again[key], strict=True), 2):
            for name in row:
                if not _same(row[name], read[name]):
                    raise CannotBeWritten(key, number, name, row[name])


def _same(one: Any, other: Any) -> bool:
    """Whether two values are equal; moments are so only as moments, the hour that comes twice in autumn included."""
    if isinstance(one, Period) and isinstance(other, Period):
        return all(
            mine.timestamp() == theirs.timestamp()
            for mine, theirs in ((one.start_at, other.start_at), (one.end_at, other.end_at))
        )
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)


def _width(column: Column) -> int:
    return _WIDTHS.get(column.key, _WIDTH)


@dataclass(frozen=True, slots=True)
class _Head:
    """One column as written: of a column by language, the part in one language."""

    column: Column
    language: str

    @property
    def suffix(self) -> str:
        return f":{self.language}" if self.language else ""


@dataclass(frozen=True, slots=True)
class _SheetWriter:
    page: Worksheet
    sheet: Sheet
    language: str
    zone: ZoneInfo
    styles: Styles

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        heads = self._heads(rows)
        if self.sheet.key == "exchange":
            self._write_sideways(heads, rows[0])
        else:
            self._write_table(heads, rows)
        self.page.set_tab_color("#1F3A5F" if self.sheet.required else "#8FA3B5")
        self.page.ignore_errors({"number_stored_as_text": f"A1:XFD{self.sheet.max_rows + 1}"})
        self.page.set_landscape()
        self.page.set_paper(9)
        self.page.set_margins(0.4, 0.4, 0.5, 0.5)
        if sum(_width(head.column) for head in heads) <= _WIDEST_PAGE or self.sheet.key == "exchange":
            self.page.fit_to_pages(1, 0)
        else:
            self.page.set_print_scale(60)
            self.page.repeat_columns(0)

    def _heads(self, rows: Sequence[Mapping[str, Any]]) -> list[_Head]:
        heads = []
        for column in self.sheet.columns:
            if not column.by_language:
                heads.append(_Head(column, ""))
                continue
            used = {language: number for number, row in enumerate(rows, 2) for language in row[column.key]}
            for language, number in used.items():
                if language_of_heading(language) != language:
                    raise CannotBeWritten(self.sheet.key, number, column.key, language)
            others = sorted(READERS, key=lambda reader: reader != self.language)
            heads += [_Head(column, language) for language in (*others, *sorted(used.keys() - set(READERS)))]
        return heads

    def _write_table(self, heads: Sequence[_Head], rows: Sequence[Mapping[str, Any]]) -> None:
        for at, head in enumerate(heads):
            self._write_heading(0, at, head)
            self._validate(1, self.sheet.max_rows, at, head.column)
            self.page.set_column(at, at, _width(head.column), self.styles.by_form[head.column.cell.form])
        for number, row in enumerate(rows, 1):
            lines = max(
                self._write_value(number, at, number + 1, head, row[head.column.key]) for at, head in enumerate(heads)
            )
            if lines > 1:
                # Excel fits heights by itself; LibreOffice and previewers show what the file says.
                self.page.set_row(number, _LINE_HEIGHT * min(lines, _MOST_LINES) + 2)
        self.page.set_row(0, 34)
        self.page.freeze_panes(1, 1)
        self.page.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
        self.page.repeat_rows(0)

    def _write_sideways(self, heads: Sequence[_Head], row: Mapping[str, Any]) -> None:
        self.page.write_string(0, 0, heading(self.sheet.key, "key", self.language), self.styles.required)
        self.page.write_string(0, 1, heading(self.sheet.key, "value", self.language), self.styles.required)
        for number, head in enumerate(heads, 1):
            self._write_heading(number, 0, head)
            self._validate(number, number, 1, head.column)
            self.page.write_blank(number, 1, None, self.styles.by_form[head.column.cell.form])
            self._write_value(number, 1, 2, head, row[head.column.key])
        self.page.set_column(0, 0, 32)
        self.page.set_column(1, 1, 72)
        self.page.freeze_panes(1, 1)

    def _write_heading(self, row: int, at: int, head: _Head) -> None:
        words = heading(self.sheet.key, head.column.key, self.language) + head.suffix
        # Of a text one language is enough: the organiser's bears the mark.
        required = head.column.required and head.language in {"", self.language}
        style = self.styles.required if required else self.styles.optional
        self.page.write_string(row, at, words + (" *" if required else ""), style)
        meaning = note(self.sheet.key, head.column.key, self.language)
        size = {"width": 230, "height": 14 + 16 * lines_of(meaning, 32)}
        self.page.write_comment(row, at, meaning, {**size, "font_name": "Arial", "font_size": 9, "color": "#FFFFF0"})

    def _write_value(self, row: int, at: int, number: int, head: _Head, value: Any) -> int:
        """Write into the cell what stands for `value` of the noun in row `number`; give the lines that it takes."""
        if isinstance(value, Text):
            value = value.get(head.language)
        if _is_blank(value):
            return 1
        cell = head.column.cell
        raw = cell.write(value, self.language)
        if not self._comes_back(head.column, raw, value):
            raise CannotBeWritten(self.sheet.key, number, head.column.key, value)
        style = self.styles.by_form[cell.form]
        if isinstance(raw, str):
            self.page.write_string(row, at, raw, style)
            return lines_of(raw, _width(head.column) - 2)
        if isinstance(raw, date | time):
            self.page.write_datetime(row, at, raw, style)
        else:
            self.page.write_number(row, at, raw, style)
        return 1

    def _comes_back(self, column: Column, raw: Raw, value: Any) -> bool:
        if isinstance(raw, str) and not _fits(raw):
            return False
        try:
            return _same(column.cell.read(raw, self.zone), value)
        except BadCell:
            return False

    def _validate(self, first: int, last: int, at: int, column: Column) -> None:
        """Let Excel offer the choices, and refuse what could not be read."""
        cell = column.cell
        if cell.choices:
            words = [say("workbook", f"choice.{choice}", self.language) for choice in cell.choices]
            self.page.data_validation(first, at, last, at, {"validate": "list", "source": words})
        elif cell.bounds:
            rule = {"validate": "integer", "criteria": "between", "minimum": cell.bounds[0], "maximum": cell.bounds[1]}
            self.page.data_validation(first, at, last, at, rule)
        elif cell.form == "date":
            rule = {"validate": "date", "criteria": "between", "minimum": DATES[0], "maximum": DATES[1]}
            self.page.data_validation(first, at, last, at, rule)
        elif cell.form == "time":
            rule = {"validate": "time", "criteria": "between", "minimum": time(0), "maximum": time(23, 59)}
            self.page.data_validation(first, at, last, at, rule)
        elif column.one_id:
            target = next(sheet for sheet in SHEETS if sheet.key == column.refers[0])
            name = say("workbook", f"sheet.{target.key}", self.language)
            source = f"='{name}'!$A$2:$A${target.max_rows + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            self.page.data_validation(first, at, last, at, rule)


def _fits(words: str) -> bool:
    """Whether a cell holds the words: not too many, and free of "_x005F_", by which the format writes an underscore
    that could be taken for the beginning of such a sequence, and which comes back in two ways."""
    return len(words.encode("utf-16-le", "surrogatepass")) <= 2 * MAX_CHARACTERS and "_x005f_" not in words.lower()
