"""What Excel finds in a written workbook."""

import io
from datetime import date, time

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from workbook_files import WRITTEN_AT, parts_of

from bilateral.text import READERS
from bilateral.wording import say
from bilateral.workbook.sheets import SHEETS, heading
from bilateral.workbook.template import write_template


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_template("en", WRITTEN_AT)))


def _column(page: Worksheet, name: str) -> str:
    (cell,) = (cell for cell in page[1] if str(cell.value).removesuffix(" *") == name)
    return str(cell.column_letter)


def _validations(page: Worksheet) -> dict[str, tuple[str, str, str]]:
    """The rule of each column from row 2: its kind, source or least, and the greatest."""
    return {
        str(rule.sqref).partition("2:")[0]: (rule.type, str(rule.formula1), str(rule.formula2 or ""))
        for rule in page.data_validations.dataValidation
    }


@pytest.mark.parametrize("language", READERS)
def test_the_guide_comes_first_and_the_sheets_follow_in_the_order_of_filling(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(language, WRITTEN_AT)))
    keys = ["guide", *(sheet.key for sheet in SHEETS)]
    assert book.sheetnames == [say("workbook", f"sheet.{key}", language) for key in keys]
    assert book.active.title == book.sheetnames[0]


@pytest.mark.parametrize("language", READERS)
def test_the_guide_explains_every_column(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(language, WRITTEN_AT)))
    told = [cell.value for cell in book.worksheets[0]["A"] if cell.value]
    languages = {"en": ":en, :ru, :zh", "ru": ":ru, :en, :zh", "zh": ":zh, :en, :ru"}[language]
    expected = [
        words
        for sheet in SHEETS
        for words in (
            say("workbook", f"sheet.{sheet.key}", language),
            *(
                heading(sheet.key, column.key, language) + (languages if column.by_language else "")
                for column in sheet.columns
            ),
        )
    ]
    assert told[told.index(say("workbook", "guide.column", language)) + 1 :] == expected


def test_choices_are_offered_on_their_columns(book: openpyxl.Workbook) -> None:
    page = book["Companies"]
    rules = _validations(page)
    assert {
        name: rules[_column(page, name)] for name in ("side", "vetting", "sector", "table", "meetings at once")
    } == {
        "side": ("list", '"host,guest"', ""),
        "vetting": ("list", '"applied,approved,declined"', ""),
        "sector": ("list", "'Sectors'!$A$2:$A$2001", ""),
        "table": ("list", "'Tables'!$A$2:$A$2001", ""),
        "meetings at once": ("whole", "1", "50"),
    }


def test_dates_and_times_are_asked_for_on_their_columns(book: openpyxl.Workbook) -> None:
    page = book["Sessions"]
    rules = _validations(page)
    assert [rules[_column(page, name)][0] for name in ("date", "start", "end", "pause minutes")] == [
        "date",
        "time",
        "time",
        "whole",
    ]
    assert [type(page[f"{_column(page, name)}2"].value) for name in ("date", "start", "end")] == [
        type(page["E2"].value),
        time,
        time,
    ]
    assert page["E2"].value.date() == date(2024, 3, 28)


def test_settings_have_their_choices_too(book: openpyxl.Workbook) -> None:
    page = book["Exchange"]
    rows = {cell.value: cell.row for cell in page["A"]}
    rules = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert rules["B" + str(rows["organiser's language"])] == '"English,Russian,Chinese"'


@pytest.mark.parametrize("sheet", [sheet for sheet in SHEETS if sheet.key != "exchange"], ids=lambda sheet: sheet.key)
def test_headings_stay_in_sight_filter_and_explain_themselves(book: openpyxl.Workbook, sheet: object) -> None:
    page = book[say("workbook", f"sheet.{sheet.key}", "en")]  # type: ignore[attr-defined]  # pytest knows no Sheet
    assert page.freeze_panes == "B2"
    assert page.auto_filter.ref.startswith("A1:")
    assert all(cell.comment.text for cell in page[1])
    assert max(cell.comment.height for cell in page[1]) < 200
    assert page.print_title_rows == "$1:$1"


def test_identifiers_are_text_cells_down_to_the_last_row(book: openpyxl.Workbook) -> None:
    page = book["Companies"]
    for name in ("registration number", "tax number", "website"):
        number = page[f"{_column(page, name)}1"].column
        (style,) = (one for one in page.column_dimensions.values() if one.min <= number <= one.max)
        assert (style.number_format, style.font.name) == ("@", "Arial")


def test_the_organisers_language_comes_first_among_columns_by_language_and_alone_is_required() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template("zh", WRITTEN_AT)))
    names = [cell.value for cell in book["企业"][1] if str(cell.value).startswith("名称")]
    assert names == ["名称:zh *", "名称:en", "名称:ru"]


def test_no_cell_holds_a_formula_or_a_link(book: openpyxl.Workbook) -> None:
    assert {cell.data_type for page in book for row in page for cell in row} <= {"s", "n", "d"}
    assert not any(page.hyperlinks for page in book.worksheets if hasattr(page, "hyperlinks"))


def test_choices_fit_into_what_excel_takes() -> None:
    """A list in a rule has at most 255 characters."""
    for language in READERS:
        for sheet in SHEETS:
            for column in sheet.columns:
                words = [say("workbook", f"choice.{choice}", language) for choice in column.cell.choices]
                assert len(",".join(words)) <= 255


def test_the_properties_bear_the_moment_that_was_given() -> None:
    core = parts_of(write_template("en", WRITTEN_AT))["docProps/core.xml"].decode()
    assert ">2024-03-01T08:00:00Z</dcterms:created>" in core


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """LibreOffice and previewers fit no heights by themselves."""
    book = openpyxl.load_workbook(io.BytesIO(write_template("ru", WRITTEN_AT)))
    heights = {row: book["Предложения"].row_dimensions[row].height for row in (2, 3)}
    assert heights == {2: 29.25, 3: None}
