"""How the cells of a written workbook look."""

import xlsxwriter
from xlsxwriter.format import Format

DARK = "#1F3A5F"
MUTED = "#5B7083"


def lines_of(words: str, width: int) -> int:
    """How many lines `words` take in a column or box of `width` digits: a Chinese character is as wide as two."""
    if len(words) * 2 <= width and "\n" not in words:
        return 1
    return sum(1 + sum(1 if ord(letter) < 0x2E80 else 2 for letter in line) // width for line in words.split("\n"))


class Styles:
    """The formats of one workbook; `by_form` are those of cells, by the form of their kind."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        plain = {"font_name": "Arial", "font_size": 10, "valign": "top"}
        head = {**plain, "bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "border": 1}
        self.required: Format = book.add_format({**head, "bg_color": DARK, "border_color": "#FFFFFF"})
        self.optional: Format = book.add_format({**head, "bg_color": MUTED, "border_color": "#FFFFFF"})
        self.by_form: dict[str, Format] = {
            "text": book.add_format({**plain, "num_format": "@", "text_wrap": True}),
            "number": book.add_format({**plain, "num_format": "0", "align": "left"}),
            "date": book.add_format({**plain, "num_format": "yyyy-mm-dd", "align": "left"}),
            "time": book.add_format({**plain, "num_format": "hh:mm", "align": "left"}),
        }
        self.title: Format = book.add_format({**plain, "bold": True, "font_size": 16, "font_color": DARK})
        self.line: Format = book.add_format(plain)
        self.section: Format = book.add_format(
            {**plain, "bold": True, "font_size": 12, "font_color": DARK, "bottom": 1, "valign": "vcenter"}
        )
        self.section_note: Format = book.add_format({**plain, "bottom": 1, "valign": "vcenter"})
        self.note: Format = book.add_format({**plain, "text_wrap": True})
        self.term: Format = book.add_format({**plain, "text_wrap": True, "font_color": DARK})
