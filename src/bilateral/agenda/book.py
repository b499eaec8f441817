"""An .xlsx file that is read on a screen and printed: strings only as strings, headings frozen, one page wide."""

import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from bilateral.fault import Fault

_CELL_LIMIT = 32_767
"""Characters in a cell, by the format's specification."""

_TINTS = ("#DCE9F7", "#E3F1E1", "#FBE9D0", "#EADFF2", "#F9DEDE", "#DDF1F0", "#F4EFCF", "#E6E6E6", "#F6DFEE", "#D9E3D0")

_LINE, _HIGHEST = 13.5, 409.0
"""Height of a line of text, and the format's limit for a row, in points."""

A3, A4 = 8, 9
"""Sizes of paper, as the format numbers them."""

Value = str | int | float
Row = tuple[Value, ...]


class Book:
    """Sheets of one workbook. Every text goes in as a string, so that nothing in it can act as a formula; `notices`
    tells of texts that a cell could not hold whole."""

    def __init__(self, title: str, made_at: datetime, header: str, footer: str) -> None:
        self.notices: list[Fault] = []
        self._widths: dict[str, Sequence[int]] = {}
        self._lines: dict[tuple[str, int], int] = {}
        self._header = f"&L{header[:100].replace('&', '&&')}&R&A"
        self._footer = f"&L{footer[:100].replace('&', '&&')}&R&P / &N"
        self._buffer = io.BytesIO()
        self._book = xlsxwriter.Workbook(self._buffer, {"in_memory": True})
        self._book.set_properties({"title": title, "created": made_at.astimezone(UTC).replace(tzinfo=None)})
        self.plain = self._format()
        self.bold = self._format(bold=True)
        self.percent = self._format(num_format="0%")
        self._number = {int: self._format(align="center"), float: self._format(align="center", num_format="0.00")}
        self.missing = self._format(bg_color="#FBE0A6", bold=True, align="center")
        self.quiet = self._format(bg_color="#F7F5EF", font_color="#555555")
        self.tints = [self._format(bg_color=tint) for tint in _TINTS]
        self._head = self._format(bold=True, bg_color="#1F3A5F", font_color="#FFFFFF")

    def _format(self, **more: object) -> Any:
        frame = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#C8CDD3", "font_size": 10}
        return self._book.add_format({**frame, **more})

    def sheet(self, name: str, heads: Sequence[str], widths: Sequence[int], *, frozen: int, paper: int = A4) -> Any:
        """A sheet whose heading row and first `frozen` columns stay in sight and whose headings are printed on every
        page; `widths` are in characters."""
        sheet = self._book.add_worksheet(name)
        self._widths[name] = widths
        for column, (words, width) in enumerate(zip(heads, widths, strict=True)):
            sheet.set_column(column, column, width)
            self.cell(sheet, 0, column, words, self._head)
        sheet.freeze_panes(1, frozen)
        sheet.set_landscape()
        sheet.set_paper(paper)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.set_margins(left=0.4, right=0.4, top=0.7, bottom=0.6)
        sheet.set_header(self._header)
        sheet.set_footer(self._footer)
        return sheet

    def cell(self, sheet: Any, row: int, column: int, value: Value, style: Any) -> None:
        """Writes one cell; a plain number stands in its middle, a fraction with two digits."""
        if isinstance(value, str):
            if len(value) > _CELL_LIMIT:
                self.notices.append(Fault("cell_too_long", values={"text": value[:60]}, severity="notice"))
                value = value[: _CELL_LIMIT - 1] + "…"
            sheet.write_string(row, column, value, style)
            place = (sheet.get_name(), row)
            self._lines[place] = max(self._lines.get(place, 1), _lines(value, self._widths[sheet.get_name()][column]))
        else:
            sheet.write_number(row, column, value, self._number[type(value)] if style is self.plain else style)

    def rows(self, sheet: Any, rows: Sequence[Row], style: Callable[[int, Value], Any] | None = None) -> None:
        """Writes rows below the heading, with a filter on every column; `style` chooses by column and value."""
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                self.cell(sheet, number, column, value, style(column, value) if style else self.plain)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(rows[0]) - 1)

    def close(self) -> bytes:
        """The file. Rows are as high as their fullest cell needs, because not every program finds that out itself."""
        for (name, row), lines in self._lines.items():
            self._book.get_worksheet_by_name(name).set_row(row, min(_HIGHEST, _LINE * lines + 3))
        self._book.close()
        return self._buffer.getvalue()


def _lines(value: str, width: int) -> int:
    """How many lines the text takes in a column of that width; a Chinese character is as wide as two letters."""
    return sum(
        1 + sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line) * 20 // (width * 19)
        for line in value.split("\n")
    )
