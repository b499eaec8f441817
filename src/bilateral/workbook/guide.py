"""The page of guidance that goes before a workbook's sheets."""

from xlsxwriter.worksheet import Worksheet

from bilateral.text import READERS
from bilateral.wording import say
from bilateral.workbook.sheets import SHEETS, heading, note
from bilateral.workbook.styles import Styles, lines_of

_MEANING_WIDTH = 92
_LINES = ("rows", "required_mark", "languages", "text_cells", "private", "check")


def write_guide(page: Worksheet, language: str, styles: Styles) -> None:
    """What every sheet and every column is for, in `language`."""
    page.set_column(0, 0, 34)
    page.set_column(1, 1, 16)
    page.set_column(2, 2, _MEANING_WIDTH)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.write_string(0, 0, say("workbook", "guide.title", language), styles.title)
    page.set_row(0, 26)
    for row, line in enumerate(_LINES, 1):
        page.write_string(row, 0, say("workbook", f"guide.{line}", language), styles.line)
    row = len(_LINES) + 2
    for at, head in enumerate(("column", "required", "meaning")):
        page.write_string(row, at, say("workbook", f"guide.{head}", language), styles.required)
    for sheet in SHEETS:
        row += 2
        page.set_row(row, 19)
        page.write_string(row, 0, say("workbook", f"sheet.{sheet.key}", language), styles.section)
        required = say("workbook", "guide.required", language) if sheet.required else ""
        page.write_string(row, 1, required, styles.section)
        page.write_string(row, 2, say("workbook", f"sheet_note.{sheet.key}", language), styles.section_note)
        for column in sheet.columns:
            row += 1
            languages = sorted(READERS, key=lambda reader: reader != language)
            suffix = ", ".join(f":{reader}" for reader in languages) if column.by_language else ""
            page.write_string(row, 0, heading(sheet.key, column.key, language) + suffix, styles.term)
            if column.required:
                page.write_string(row, 1, say("workbook", "guide.required", language), styles.note)
            meaning = note(sheet.key, column.key, language)
            page.write_string(row, 2, meaning, styles.note)
            page.set_row(row, 15 * lines_of(meaning, _MEANING_WIDTH + 8))
