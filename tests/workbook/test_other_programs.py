"""Workbooks as other programs write them, and cells as people fill them."""

import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from workbook_files import (
    MAIN,
    RELATIONS,
    WRITTEN_AT,
    Sheets,
    by_hand,
    faults_of,
    good_sheets,
    line,
    packed,
    parts_of,
    put,
    sentences_of,
    sheet_xml,
    spoiled,
    table,
    zipped,
)

from bilateral.exchange.model import Period
from bilateral.text import READERS, Text
from bilateral.workbook.model import Workbook
from bilateral.workbook.read import read_workbook
from bilateral.workbook.template import template_workbook, write_template

WUHAN = ZoneInfo("Asia/Shanghai")
GOOD = read_workbook(packed(good_sheets())).workbook


def _rows_xml(rows: Sequence[Sequence[Any]], prefix: str = "", references: bool = True) -> str:
    """Rows as inline strings and numbers."""
    colon = f"{prefix}:" if prefix else ""

    def cell(number: int, column: int, value: Any) -> str:
        at = f' r="{chr(65 + column)}{number}"' if references else ""
        if isinstance(value, str):
            words = f"<{colon}is><{colon}t>{escape(value)}</{colon}t></{colon}is>"
            return f'<{colon}c{at} t="inlineStr">{words}</{colon}c>' if value or not references else ""
        return f"<{colon}c{at}><{colon}v>{value}</{colon}v></{colon}c>"

    return "".join(
        (f'<{colon}row r="{number}">' if references else f"<{colon}row>")
        + "".join(cell(number, column, value) for column, value in enumerate(row))
        + f"</{colon}row>"
        for number, row in enumerate(rows, 1)
    )


def _by_hand(sheets: Sheets, prefix: str = "", references: bool = True) -> bytes:
    return by_hand(
        {name: sheet_xml(_rows_xml(rows, prefix, references), prefix) for name, rows in sheets.items()}, prefix
    )


def _in_openpyxl(sheets: Sheets) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    return book


def _saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_inline_strings_are_read() -> None:
    assert read_workbook(_by_hand(good_sheets())).workbook == GOOD


def test_namespace_prefixes_are_read() -> None:
    assert read_workbook(_by_hand(good_sheets(), prefix="x")).workbook == GOOD


def test_rows_and_cells_without_references_are_read() -> None:
    assert read_workbook(_by_hand(good_sheets(), references=False)).workbook == GOOD


def test_a_formula_in_a_cell_without_a_reference_is_found() -> None:
    data = _by_hand(good_sheets(), prefix="x", references=False)
    tables = sheet_xml(
        "<x:row><x:c t='inlineStr'><x:is><x:t>id</x:t></x:is></x:c></x:row><x:row><x:c t='str'><!-- 1 -->"
        '<x:f>"T"&amp;1</x:f><x:v>T1</x:v></x:c></x:row>',
        "x",
    )
    assert sentences_of(zipped({**parts_of(data), "xl/worksheets/sheet3.xml": tables})) == [
        ("Tables, row 2, column A (id)", "The cell holds a formula.", "Copy it and paste it as a value.")
    ]


def test_strict_open_xml_is_read() -> None:
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        RELATIONS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    parts = {name: content.decode() for name, content in parts_of(_by_hand(good_sheets())).items()}
    for loose, name in strict.items():
        parts = {part: content.replace(loose, name) for part, content in parts.items()}
    assert read_workbook(zipped(parts)).workbook == GOOD


def test_a_workbook_under_another_name_and_folder_is_read() -> None:
    """Excel on the web and some libraries call their parts as they like."""
    parts = {name.replace("xl/", "office/"): content for name, content in parts_of(packed(good_sheets())).items()}
    parts["office/book2.xml"] = parts.pop("office/workbook.xml")
    parts["office/words.xml"] = parts.pop("office/sharedStrings.xml")
    relations = parts.pop("office/_rels/workbook.xml.rels").replace(b"sharedStrings.xml", b"words.xml")
    parts["office/_rels/book2.xml.rels"] = relations.replace(b'"worksheets/', b'"/office/worksheets/')
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"office/book2.xml")
    assert read_workbook(zipped(parts)).workbook == GOOD


def test_names_of_parts_in_another_case_and_with_backslashes_are_read() -> None:
    parts = parts_of(packed(good_sheets()))
    changed = {name.replace("xl/worksheets/sheet", "xl\\Worksheets\\Sheet"): part for name, part in parts.items()}
    assert read_workbook(zipped(changed)).workbook == GOOD


@pytest.mark.parametrize("language", READERS)
def test_the_template_saved_by_openpyxl_is_read_back_equal(language: str) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(language, WRITTEN_AT)))
    assert read_workbook(_saved(book)).workbook == template_workbook()


def test_shared_formulas_are_found_in_every_cell() -> None:
    book = _in_openpyxl(good_sheets())
    page = book["Companies"]
    page["F1"] = "website"
    page["F2"] = "=A2"
    data = _saved(book)
    sheet = parts_of(data)["xl/worksheets/sheet4.xml"].decode()
    shared = sheet.replace("<f>A2</f>", '<f t="shared" ref="F2:F3" si="0">A2</f>').replace(
        "</row></sheetData>", '<c r="F3"><f t="shared" si="0"/><v>1</v></c></row></sheetData>'
    )
    found = sentences_of(zipped({**parts_of(data), "xl/worksheets/sheet4.xml": shared}))
    assert found == [
        (f"Companies, row {row}, column F (website)", "The cell holds a formula.", "Copy it and paste it as a value.")
        for row in (2, 3)
    ]


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#DIV/0!", "#NAME?"])
def test_an_error_cell_is_found(error: str) -> None:
    book = _in_openpyxl(good_sheets())
    cell = book["Companies"]["D2"]
    cell.value = error
    cell.data_type = "e"
    assert sentences_of(_saved(book)) == [
        ("Companies, row 2, column D (country)", "The cell holds an Excel error.", "Write the value itself.")
    ]


def test_an_error_or_formula_in_a_column_of_ones_own_is_left_alone() -> None:
    assert sentences_of(spoiled(put("Companies", 2, "#calc", "=A2"), put("Companies", 3, "#calc", "=NA()"))) == []


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    book = _in_openpyxl(good_sheets())
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book["Sessions"]["B2"] = date(2024, 3, 28)
    assert read_workbook(_saved(book)).workbook == GOOD


@pytest.mark.parametrize(
    ("day_on", "start", "end"),
    [
        (date(2024, 3, 28), time(13, 30), time(17)),
        (datetime.fromisoformat("2024-03-28"), timedelta(hours=13, minutes=30), timedelta(hours=17)),
        ("2024-3-28", "13:30", "17:00:00"),
        ("2024/03/28", " 13:30 ", "17:00"),
        ("28.03.2024", "１３：３０", "１７：００"),
        ("２０２４年３月２８日", "13:30", "17:00"),
        ("\ufeff2024-03-28\u200b", "\u00a013:30", "17:00\u3000"),
    ],
)
def test_dates_and_times_are_read_in_every_clear_form(day_on: Any, start: Any, end: Any) -> None:
    book = _in_openpyxl(good_sheets())
    for cell, value in (("B2", day_on), ("C2", start), ("D2", end)):
        book["Sessions"][cell] = value
    assert read_workbook(_saved(book)).workbook.exchange.sessions[0].period == Period(
        datetime(2024, 3, 28, 13, 30, tzinfo=WUHAN), datetime(2024, 3, 28, 17, tzinfo=WUHAN)
    )


def test_hidden_sheets_rows_and_columns_are_read_like_others() -> None:
    book = _in_openpyxl(good_sheets())
    book["Tables"].sheet_state = "veryHidden"
    book["Sessions"].sheet_state = "hidden"
    book["Companies"].row_dimensions[3].hidden = True
    book["Companies"].column_dimensions["C"].hidden = True
    assert read_workbook(_saved(book)).workbook == GOOD


def test_rich_text_is_read_as_its_words() -> None:
    book = _in_openpyxl(good_sheets())
    book["Companies"]["C2"] = CellRichText("East ", TextBlock(InlineFont(b=True), "Brakes"))
    assert read_workbook(_saved(book)).workbook == GOOD


def test_readings_above_chinese_characters_are_left_out() -> None:
    """Excel keeps how characters are pronounced beside them."""
    rich = '<is><r><t>江</t></r><r><t>夏</t></r><rPh sb="0" eb="1"><t>jiāng</t></rPh></is>'
    parts = parts_of(_by_hand(good_sheets()))
    sheet = parts["xl/worksheets/sheet4.xml"].decode().replace("<is><t>East Brakes</t></is>", rich)
    companies = read_workbook(zipped({**parts, "xl/worksheets/sheet4.xml": sheet})).workbook.companies
    assert companies[0].name == Text(en="江夏")


def _formatted(value: Any, number_format: str) -> bytes:
    book = _in_openpyxl(good_sheets())
    page = book["Companies"]
    page["F1"] = "city:en"
    page["F2"] = value
    page["F2"].number_format = number_format
    return _saved(book)


@pytest.mark.parametrize(
    ("value", "number_format", "code"),
    [(0.2, "0%", "cell.number_for_words"), (45379, "yyyy-mm-dd", "cell.not_text"), (0.5, "hh:mm", "cell.not_text")],
)
def test_a_number_shown_as_something_else_is_no_text(value: Any, number_format: str, code: str) -> None:
    assert [fault.code for fault in faults_of(_formatted(value, number_format))] == [code]


def test_a_whole_number_among_words_is_its_digits() -> None:
    assert read_workbook(_formatted(360, "General")).workbook.companies[0].city == Text(en="360")


def test_a_text_that_begins_like_a_formula_is_text() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    sheets = good_sheets()
    put("Companies", 2, "city:en", "=HYPERLINK(A1)")(sheets)
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    book.close()
    assert read_workbook(target.getvalue()).workbook.companies[0].city == Text(en="=HYPERLINK(A1)")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r", "\v", "\u2028"])
def test_lines_end_in_one_way_however_they_were_typed(ends: str) -> None:
    companies = read_workbook(
        spoiled(put("Companies", 2, "description:en", f"first{ends}second{ends}"))
    ).workbook.companies
    assert companies[0].description == Text(en="first\nsecond")


def test_blanks_marks_and_widths_that_nobody_sees_do_not_count() -> None:
    odd = spoiled(
        put("Companies", 2, "country", " ＣＮ "),
        put("Companies", 2, "languages", "\ufeffzh\u200b；"),
        put("Companies", 3, "languages", "俄语、 Chinese"),
        put("Companies", 2, "name:en", "\tEast Brakes\u00a0"),
        put("Companies", 3, "# mine", "x"),
        line("Companies", "  ", "", "\u3000", ""),
        line("Tables", ""),
    )
    assert read_workbook(odd).workbook == GOOD


def test_a_row_filled_in_columns_of_ones_own_only_is_no_row() -> None:
    data = spoiled(put("Tables", 2, "# remark", "by the door"), line("Tables", "", "a note below"))
    assert read_workbook(data).workbook == GOOD


def test_headings_are_read_in_any_language_case_and_width() -> None:
    mixed = spoiled(
        table(
            "企业",
            ["编号 *", "СТОРОНА", "Ｎａｍｅ：ＥＮ", "国家", "languages*"],
            ["C01", "принимающая", "East Brakes", "中国", "汉语"],
            ["R01", "来访方", "West Parts", "Россия", "русский, китайский"],
        ),
        lambda sheets: sheets.__delitem__("Companies"),
    )
    assert read_workbook(mixed).workbook == GOOD


def test_a_language_beyond_the_three_is_kept() -> None:
    data = spoiled(put("Companies", 2, "name:kk", "Шығыс"), put("Companies", 2, "name:ZH-hant", "東"))
    assert read_workbook(data).workbook.companies[0].name == Text({"en": "East Brakes", "kk": "Шығыс", "zh-Hant": "東"})


def test_merged_cells_are_said_once_with_no_empty_cell_below() -> None:
    sheets = good_sheets()
    line("Offers", "", "pads")(sheets)
    assert sentences_of(packed(sheets, merged={"Offers": "A2:A3"})) == [
        (
            "Offers, row 2, column A (company)",
            "The cells A2:A3 are merged.",
            "Unmerge them and write the value into each row.",
        )
    ]


def test_merged_headings_are_said_once() -> None:
    sheets = good_sheets()
    put("Offers", 2, "sector", "health")(sheets)
    sheets["Offers"][0].append("")
    sheets["Offers"][1].append("rail")
    assert sentences_of(packed(sheets, merged={"Offers": "C1:D1"})) == [
        ("Offers, row 1, column C", "The cells C1:D1 are merged.", "Unmerge them and write the value into each row.")
    ]


def test_merged_cells_in_columns_of_ones_own_are_left_alone() -> None:
    sheets = good_sheets()
    put("Companies", 2, "# group", "first")(sheets)
    assert sentences_of(packed(sheets, merged={"Companies": "F2:F3"})) == []


def test_a_merge_over_the_whole_sheet_costs_nothing() -> None:
    parts = parts_of(_by_hand(good_sheets()))
    sheet = parts["xl/worksheets/sheet3.xml"].decode()
    merges = '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
    data = zipped({**parts, "xl/worksheets/sheet3.xml": sheet.replace("</worksheet>", merges)})
    assert [fault.code for fault in faults_of(data)] == ["cell.merged"]


SOFFICE = shutil.which("soffice")


def _in_libreoffice(source: Path, kind: str, folder: Path) -> Path:
    assert SOFFICE
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", kind, "--outdir", str(folder), str(source)]
    if source.suffix == ".csv":
        command.insert(3, "--infilter=CSV:44,34,76")  # commas, double quotes, UTF-8
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{kind}"


@pytest.fixture(scope="module")
def by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The template, opened in LibreOffice, kept as an OpenDocument file and saved as .xlsx from that."""
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed here")
    folder = tmp_path_factory.mktemp("libreoffice")
    (folder / "template.xlsx").write_bytes(write_template("ru", WRITTEN_AT))
    opened = _in_libreoffice(folder / "template.xlsx", "ods", folder)
    (folder / "template.xlsx").unlink()
    return _in_libreoffice(opened, "xlsx", folder).read_bytes()


def test_the_template_saved_by_libreoffice_is_read_back_equal(by_libreoffice: bytes) -> None:
    assert _read_with_faults(by_libreoffice) == (template_workbook(), [])


def test_a_list_saved_from_csv_by_libreoffice_lacks_the_other_sheets(tmp_path: Path) -> None:
    if not SOFFICE:
        pytest.skip("LibreOffice is not installed here")
    source = tmp_path / "Companies.csv"
    source.write_text("\ufeffid,side,name:en\nC01,host,East Brakes\n", encoding="utf-8")
    missing = "Take it from the template (bilateral template FILE) and fill it."
    assert sentences_of(_in_libreoffice(source, "xlsx", tmp_path).read_bytes()) == [
        ("the file", "The sheet “Exchange” is missing.", missing),
        ("the file", "The sheet “Sessions” is missing.", missing),
        ("the file", "The sheet “Tables” is missing.", missing),
        ("Companies", "There is no approved company of the side “guest”.", "Add the companies of both sides."),
        ("Companies, row 1", "“country” is missing.", "Add it and fill it."),
        ("Companies, row 1", "“languages” is missing.", "Add it and fill it."),
        (
            "Companies, row 2, column A (id)",
            "The company C01 has neither an offer nor a need, so it is matched by its sector only.",
            "Ask it what it supplies and what it looks for.",
        ),
        (
            "Companies, row 2, column A (id)",
            "The company C01 has no representative.",
            "Add one to the sheet of people.",
        ),
    ]


def _read_with_faults(data: bytes) -> tuple[Workbook, list[tuple[str, str, str]]]:
    return read_workbook(data).workbook, sentences_of(data)
