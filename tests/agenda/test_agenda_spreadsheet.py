import io
from dataclasses import replace
from datetime import datetime
from typing import Any

import openpyxl
import pytest
from forum import COMPANIES, EXCHANGE, OCCASION, with_company
from python_calamine import CalamineWorkbook

from bilateral.agenda.model import Occasion
from bilateral.agenda.spreadsheet import occasion_xlsx
from bilateral.company.model import Person
from bilateral.fault import Fault
from bilateral.text import Text

SHEETS = ["日程总表", "企业时段表", "洽谈列表", "翻译员日程", "候补", "企业汇总", "发言与考察", "企业与联系方式"]


def sheets(occasion: Occasion = OCCASION) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(occasion_xlsx(occasion).xlsx))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_sheets_are_in_the_organisers_language() -> None:
    assert list(sheets()) == SHEETS
    russian = replace(OCCASION, exchange=replace(EXCHANGE, organiser_language="ru"))
    assert next(iter(sheets(russian))) == "График встреч"


def test_the_timetable_has_a_row_a_slot_and_a_column_a_table() -> None:
    rows = sheets()["日程总表"]
    assert rows[0] == ["日期", "开始", "结束", "1号桌", "2号桌", "3号桌"]
    assert [row[:3] for row in rows[1:9]][4:6] == [["2024-03-28", "15:10", "15:30"], ["2024-03-29", "09:00", "09:20"]]
    assert rows[1][3].split("\n") == [
        "C1 武汉江夏澜岫新能源汽车关键零部件研发制造股份有限公司",
        "↔ R1 新西伯利亚“北风”电动交通设备有限责任公司",
        "翻译员：周岚清",
        "[汽车及零部件]",
    ]


def test_companies_see_their_slots_with_talks_and_visits() -> None:
    rows = {row[0]: row for row in sheets()["企业时段表"]}
    assert rows["C1"][2].startswith("1号桌：R1 ")
    assert rows["C1"][3] == ""
    blocked = replace(
        OCCASION, exchange=replace(EXCHANGE, talks=(replace(EXCHANGE.talks[0], period=EXCHANGE.sessions[0].period),))
    )
    rows = {row[0]: row for row in sheets(blocked)["企业时段表"]}
    assert rows["C1"][3] == "〔欢迎致辞与扶持政策推介〕"


def test_meetings_stand_in_order_with_names_in_three_languages() -> None:
    rows = sheets()["洽谈列表"]
    assert [row[-1] for row in rows[1:]] == ["C1-R1", "C2-R2", "C3-R1", "C1-R2", "C2-R1", "C3-R3"]
    first = dict(zip(rows[0], rows[1], strict=True))
    assert first["企业B"] == "R1 新西伯利亚“北风”电动交通设备有限责任公司"
    assert first["企业B（英语）"] == "Severny Veter LLC"
    assert first["状态"] == "双方已接受"


def test_wishes_and_breaks_are_counted_per_company() -> None:
    rows = {row[0]: row for row in sheets()["企业汇总"]}
    assert rows["C1"][5:10] == [2, 2, 2, 1, 1]
    assert rows["C3"][5:10] == [2, 2, 1, 0.5, 0]  # one of its two meetings was proposed, one wish has no place


def test_interpreters_talks_and_unplaced_wishes_have_their_sheets() -> None:
    found = sheets()
    assert [row[-1] for row in found["翻译员日程"] if row[0] == "I1"][2:5] == [
        "C3 武汉桦序储能技术有限公司 ↔ R1 新西伯利亚“北风”电动交通设备有限责任公司", "休息", "空闲",
    ]  # fmt: skip
    assert [row[4] for row in found["发言与考察"][1:]] == [
        "欢迎致辞与扶持政策推介",
        "Развитие МСП в России",
        "参观桦序储能",
    ]
    assert found["候补"][1][-1] == "双方没有共同空闲时段。"


def test_contacts_stand_on_the_organisers_sheet_of_companies_only() -> None:
    with_contacts = [name for name, rows in sheets().items() if any("@" in str(cell) for row in rows for cell in row)]
    assert with_contacts == ["企业与联系方式"]
    phones = [name for name, rows in sheets().items() if any("+" in str(cell) for row in rows for cell in row)]
    assert phones == ["企业与联系方式"]


@pytest.mark.parametrize(
    "hostile", ["=cmd|' /C calc'!A0", "+1+1", "-2", "@SUM(A1)", "{=1}", "http://x.example", "\t=1"]
)
def test_text_stays_text(hostile: str) -> None:
    person = Person("P9", Text(zh=hostile), email=hostile, phone=hostile)
    occasion = with_company(replace(COMPANIES[0], name=Text(zh=hostile), city=Text(zh=hostile), people=(person,)))
    book = openpyxl.load_workbook(io.BytesIO(occasion_xlsx(occasion).xlsx))
    row = next(row for row in book["企业与联系方式"].iter_rows() if row[0].value == "C1")
    assert [(row[place].value, row[place].data_type) for place in (1, 6, 8, 9)] == [(hostile, "s")] * 4
    assert all(
        cell.data_type != "f" and cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_sheets_are_set_up_to_be_read_and_printed() -> None:
    book = openpyxl.load_workbook(io.BytesIO(occasion_xlsx(OCCASION).xlsx))
    for sheet in book:
        assert sheet.freeze_panes is not None
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.auto_filter.ref is not None) == (sheet.title != "日程总表")
    colours = [book["日程总表"].cell(row, column).fill.fgColor.rgb for row, column in ((2, 4), (3, 4), (8, 4))]
    assert colours == ["FFDCE9F7", "FFE3F1E1", "FFDCE9F7"]


def test_rows_are_high_enough_for_their_words() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(occasion_xlsx(OCCASION).xlsx))["日程总表"]
    assert sheet.row_dimensions[2].height > 4 * 12
    assert sheet.row_dimensions[4].height < 2 * 13


def test_a_text_longer_than_a_cell_is_told() -> None:
    exchange = replace(EXCHANGE, talks=(replace(EXCHANGE.talks[0], title=Text(zh="长" * 40_000)),))
    made = occasion_xlsx(replace(OCCASION, exchange=exchange))
    assert Fault("cell_too_long", values={"text": "长" * 60}, severity="notice") in made.notices


def test_the_same_occasion_gives_the_same_bytes_and_bears_the_given_time() -> None:
    assert occasion_xlsx(OCCASION) == occasion_xlsx(OCCASION)
    book = openpyxl.load_workbook(io.BytesIO(occasion_xlsx(OCCASION).xlsx))
    assert book.properties.created == datetime(2024, 3, 27, 15, 10)  # noqa: DTZ001 - the format stores UTC without saying so


def test_two_meetings_put_at_one_table_by_hand_are_both_seen() -> None:
    double = replace(
        OCCASION.appointments[2],
        pair="again",
        companies=("C3", "R3"),
        table="T1",
        period=OCCASION.appointments[0].period,
    )
    rows = sheets(replace(OCCASION, appointments=(*OCCASION.appointments, double)))["日程总表"]
    assert "C1 " in rows[1][3]
    assert "C3 " in rows[1][3]


def test_a_company_without_a_meeting_catches_the_eye_in_the_summary() -> None:
    alone = replace(OCCASION, appointments=OCCASION.appointments[:1])
    sheet = openpyxl.load_workbook(io.BytesIO(occasion_xlsx(alone).xlsx))["企业汇总"]
    tinted = [row[0].value for row in sheet.iter_rows(min_row=2) if row[5].fill.fgColor.rgb == "FFFBE0A6"]
    assert tinted == [row[0].value for row in sheet.iter_rows(min_row=2) if row[5].value == 0] != []
