"""What is said of a workbook, in each of the readers' languages."""

import re

import pytest
from test_broken_workbooks import SPOILED
from workbook_files import by_hand, faults_of, good_sheets, line, packed, parts_of, sheet_xml, spoiled, zipped

from bilateral.fault import Fault, Place
from bilateral.text import READERS
from bilateral.wording import codes, say
from bilateral.workbook.faults import sentence_of, where
from bilateral.workbook.sheets import SHEETS, heading, note

CORNER = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
ERROR = sheet_xml('<row><c t="str"><v>id</v></c></row><row><c t="e"><v>#N/A</v></c></row>')


def _merged() -> bytes:
    return packed(good_sheets(), merged={"Companies": "D2:D3"})


def _too_many() -> bytes:
    sessions = [
        line(
            "Sessions",
            f"S{number}",
            f"2024-{2 + number // 24:02}-01",
            f"{number % 24:02}:00",
            f"{number % 24:02}:30",
            30,
        )
        for number in range(2, 203)
    ]
    return spoiled(*sessions)


def _with_error() -> bytes:
    return zipped({**parts_of(spoiled()), "xl/worksheets/sheet3.xml": ERROR})


@pytest.fixture(scope="module")
def faults() -> list[Fault]:
    """One file at least for everything that can be said."""
    files = [
        b"",
        b"%PDF",
        b"PK" + b"\0" * (65 * 2**20),
        b"PK" + b"\0" * 100,
        by_hand({"Exchange": CORNER}),
        by_hand({"Exchange": sheet_xml("")}, extra={"xl/more.xml": " " * (200 * 2**20)}),
        _merged(),
        _too_many(),
        _with_error(),
        *(spoiled(*changes) for changes in SPOILED.values()),
    ]
    return [fault for data in files for fault in faults_of(data)]


def test_every_sentence_is_said_and_every_fault_has_its_sentence(faults: list[Fault]) -> None:
    said = {f"fault.{fault.code}.{part}" for fault in faults for part in ("says", "mend")}
    assert said == {code for code in codes("workbook", "en") if code.startswith("fault.")}


@pytest.mark.parametrize("language", READERS)
def test_no_place_is_left_open_in_a_sentence(faults: list[Fault], language: str) -> None:
    for fault in faults:
        sentence = sentence_of(fault, language)
        assert not re.search(r"[{}]|None", f"{sentence.where} {sentence.says} {sentence.mend}")


CODES = re.compile(
    r"(?<!:)\b("
    + "|".join([*(sheet.key for sheet in SHEETS), "host", "guest", "all", "CN", "RU", "KZ", "zh", "ru"])
    + r")\b|_"
)


@pytest.mark.parametrize("language", ["ru", "zh"])
def test_no_code_is_shown_to_a_reader(faults: list[Fault], language: str) -> None:
    """What the file itself says is left out; all else is in the reader's words."""
    own = {"found", "base", "near", "language", "earlier", "name", "company", "asker", "asked", "session", "ring"}
    for fault in faults:
        kept = {key: "…" if key in own else value for key, value in fault.values.items()}
        assert not CODES.search(sentence_of(Fault(fault.code, fault.place, kept), language).says)


@pytest.mark.parametrize("language", READERS)
def test_every_sheet_and_column_has_a_name_of_its_own_and_a_note(language: str) -> None:
    sheets = [say("workbook", f"sheet.{sheet.key}", language) for sheet in SHEETS]
    assert len(set(sheets)) == len(sheets)
    for sheet in SHEETS:
        headings = [heading(sheet.key, column.key, language) for column in sheet.columns]
        assert len(set(headings)) == len(headings)
        assert all(note(sheet.key, column.key, language) for column in sheet.columns)


def test_every_column_and_choice_of_the_wording_is_used() -> None:
    columns = {column.key for sheet in SHEETS for column in sheet.columns}
    choices = {choice for sheet in SHEETS for column in sheet.columns for choice in column.cell.choices}
    known = codes("workbook", "en")
    assert {code.removeprefix("heading.") for code in known if code.startswith("heading.")} == columns | {
        "key",
        "value",
    }
    assert {code.removeprefix("note.") for code in known if code.startswith("note.")} == columns
    cooperation = {"supply", "distribution", "joint-venture", "technology", "investment", "service"}
    assert {code.removeprefix("choice.") for code in known if code.startswith("choice.")} == (
        choices | cooperation | {"all"}
    )


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(), ("the file", "файл", "文件")),
        (Place("企业"), ("企业", "企业", "企业")),
        (Place("企业", 3), ("企业, row 3", "企业, строка 3", "企业 第 3 行")),
        (Place("企业", 3, "AB"), ("企业, row 3, column AB", "企业, строка 3, столбец AB", "企业 第 3 行 AB 列")),
        (
            Place("企业", 3, "B", "国家"),
            ("企业, row 3, column B (国家)", "企业, строка 3, столбец B (国家)", "企业 第 3 行 B 列（国家）"),
        ),
    ],
)
def test_a_place_is_told_as_excel_shows_it(place: Place, expected: tuple[str, str, str]) -> None:
    assert tuple(where(place, language) for language in READERS) == expected


def test_codes_among_a_faults_values_are_told_in_the_readers_words() -> None:
    fault = Fault(
        "interpreter.none_for", Place("x"), {"one": ("en", "zh"), "other": ("ru",), "host": "C1", "guest": "R1"}
    )
    assert [sentence_of(fault, language).says for language in READERS] == [
        "No interpreter joins English, Chinese and Russian (for example C1 and R1).",
        "Нет переводчика между языками: английский, китайский и русский (например, для C1 и R1).",
        "没有能在英语、中文与俄语之间翻译的人员（例如 C1 与 R1）。",
    ]
