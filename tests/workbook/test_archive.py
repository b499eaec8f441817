"""Files that are no workbook, or one that must not be read."""

import io
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workbook_files import by_hand, faults_of, good_sheets, packed, parts_of, sentences_of, sheet_xml, spoiled, zipped

from bilateral.workbook.archive import MAX_UNPACKED_BYTES
from bilateral.workbook.marks import MAX_CELLS

NOT_XLSX = "Open it in Excel, remove any password, and save it as “Excel Workbook (.xlsx)”."


def _is_no_xlsx_but(kind: str) -> list[tuple[str, str, str]]:
    return [("the file", f"This is not an .xlsx workbook but {kind}, whatever its name says.", NOT_XLSX)]


DAMAGED = [
    (
        "the file",
        "The file is damaged and cannot be read.",
        "Open it in Excel, let it repair the file, and save it again.",
    )
]


def test_a_file_of_no_bytes_is_empty() -> None:
    assert sentences_of(b"") == [
        ("the file", "The file is empty.", "Save the workbook again from Excel and choose that file.")
    ]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old Excel file (.xls) or a file with a password"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"Rar!\x1a\x07", "an archive"),
        (b"7z\xbc\xaf\x27\x1c", "an archive"),
        ("id,name\nC01,江夏\n".encode(), "something else"),
        ("\ufeffid;name\n".encode("utf-16"), "something else"),
        (zipped({"word/document.xml": "<w/>"}), "a Word document"),
        (zipped({"ppt/presentation.xml": "<p/>"}), "a presentation"),
        (zipped({"content.xml": "<o/>", "mimetype": "application/vnd.oasis"}), "an OpenDocument file"),
        (zipped({"xl/workbook.bin": b"\0"}), "a binary Excel file (.xlsb)"),
        (zipped({"readme.txt": "hello"}), "something else"),
    ],
)
def test_another_format_is_named_whatever_the_file_is_called(data: bytes, kind: str) -> None:
    assert sentences_of(data) == _is_no_xlsx_but(kind)


def test_a_zip_with_a_password_is_named_so() -> None:
    data = bytearray(spoiled())
    at = data.find(b"PK\x01\x02")
    while at >= 0:  # the flag that a member is encrypted, in each entry of the directory
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert sentences_of(bytes(data)) == _is_no_xlsx_but("an old Excel file (.xls) or a file with a password")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_zip_cut_off_is_damaged(share: float) -> None:
    data = spoiled()
    assert sentences_of(data[: int(len(data) * share)]) == DAMAGED


def test_a_file_too_large_is_not_opened() -> None:
    assert sentences_of(b"PK" + b"\0" * (65 * 2**20)) == [
        (
            "the file",
            "The file has 65 MB; at most 64 MB are read.",
            "Remove pictures and unused sheets, and save it again.",
        )
    ]


def _bomb(**parts: bytes) -> bytes:
    return zipped(
        {**parts_of(spoiled()), **{name.replace("__", "/") + ".xml": content for name, content in parts.items()}}
    )


TOO_MUCH = [
    (
        "the file",
        "Unpacked, the file would have more than 192 MB, far more than any list of companies.",
        "Copy the filled cells into a fresh template.",
    )
]


@pytest.fixture(scope="module")
def bomb() -> bytes:
    """A small file with 250 MB of blanks in one of its parts."""
    return _bomb(xl__huge=b" " * (250 * 2**20))


def test_a_small_file_that_unpacks_to_more_than_is_read_is_refused(bomb: bytes) -> None:
    assert len(bomb) < 2**20
    assert sentences_of(bomb) == TOO_MUCH


def test_a_directory_that_lies_about_sizes_gains_nothing(bomb: bytes) -> None:
    """The directory promises 1,000 bytes; the part beyond them is never shown to the reader."""
    lie = bytearray(bomb)
    at = lie.rfind(b"PK\x01\x02")
    lie[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    assert sentences_of(bytes(lie)) == DAMAGED
    lie[at + 16 : at + 20] = zlib.crc32(b" " * 1000).to_bytes(4, "little")
    assert sentences_of(bytes(lie)) == []


def test_two_parts_of_one_name_are_damage() -> None:
    target = io.BytesIO(spoiled())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/Worksheets/sheet1.xml", "<worksheet/>")
    assert sentences_of(target.getvalue()) == DAMAGED


@pytest.mark.parametrize("cell", ['<c r="XFD1048576"><v>1</v></c>', '<c a=">" r="XFD1048576"><f>1</f></c>'])
def test_a_stray_cell_in_the_last_corner_is_found_before_it_costs_memory(cell: str) -> None:
    rows = f'<row r="1"><!-- <c a=" --><c r="A1" t="s"><v>0</v></c></row><row r="1048576">{cell}</row>'
    assert sentences_of(by_hand({"Exchange": sheet_xml(rows)})) == [
        (
            "Exchange",
            "The sheet is filled as far as cell XFD1048576.",
            "Press Ctrl+End in Excel, delete the empty rows and columns up to there, and save.",
        )
    ]


def test_rows_without_numbers_are_counted_too() -> None:
    rows = "<row/>" * 1_000_000 + "<row>" + "<c/>" * 20 + "<c><v>1</v></c></row>"
    assert [(fault.code, fault.values) for fault in faults_of(by_hand({"Exchange": sheet_xml(rows)}))] == [
        ("sheet.too_large", {"cell": "U1000001"})
    ]
    assert MAX_CELLS < 1_000_001 * 21


def test_formatted_cells_without_a_value_take_no_room() -> None:
    parts = parts_of(spoiled())
    sheet = parts["xl/worksheets/sheet4.xml"].decode()
    styled = sheet.replace("</sheetData>", '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>')
    assert sentences_of(zipped({**parts, "xl/worksheets/sheet4.xml": styled})) == []


def test_a_long_string_named_a_thousand_times_is_refused() -> None:
    strings = f'<sst xmlns="x"><si><t>{"a" * 2**20}</t></si></sst>'
    cells = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 301))
    data = by_hand({"Exchange": sheet_xml(cells)}, extra={"xl/sharedStrings.xml": strings})
    assert len(data) < 2**20
    assert MAX_UNPACKED_BYTES < 300 * 2**20
    assert sentences_of(data) == TOO_MUCH


def test_entities_that_unfold_are_refused() -> None:
    doctype = "<!DOCTYPE x [" + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9)) + "]><worksheet/>"
    assert sentences_of(by_hand({"Exchange": doctype})) == DAMAGED


def test_a_sheet_that_is_no_xml_is_damage() -> None:
    assert sentences_of(by_hand({"Exchange": "<worksheet><sheetData>"})) == DAMAGED


def test_a_sheet_that_is_not_there_is_damage() -> None:
    parts = parts_of(spoiled())
    del parts["xl/worksheets/sheet2.xml"]
    assert sentences_of(zipped(parts)) == DAMAGED


SMALL = packed(good_sheets())


@settings(max_examples=150, deadline=None)
@given(changes=st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_broken_bytes_are_read_or_refused_and_nothing_else(changes: list[tuple[int, int]]) -> None:
    data = bytearray(SMALL)
    for at, byte in changes:
        data[at] = byte
    faults_of(bytes(data))


PARTS = parts_of(SMALL)
ODD_VALUES = (
    "",
    "0",
    "-1",
    "A0",
    "AAAA1",
    "99999",
    "1e400",
    "e",
    "s",
    "d",
    "rId1",
    "XFD1048576",
    "P1D",
    "&#1;",
    "2024-13-45",
)


@settings(max_examples=150, deadline=None)
@given(
    name=st.sampled_from([name for name in PARTS if name.endswith((".xml", ".rels"))]),
    which=st.integers(0, 400),
    value=st.sampled_from(ODD_VALUES),
)
def test_odd_values_in_the_xml_are_read_or_refused_and_nothing_else(name: str, which: int, value: str) -> None:
    pieces = PARTS[name].decode().split('="')
    at = 1 + which % (len(pieces) - 1) if len(pieces) > 1 else 0
    pieces[at] = value + pieces[at][pieces[at].find('"') :] if at else pieces[at]
    faults_of(zipped({**PARTS, name: '="'.join(pieces)}))


def test_what_is_refused_is_refused_by_name_alone_too(tmp_path: Path) -> None:
    """A list of companies saved as .csv and renamed is no workbook."""
    renamed = tmp_path / "companies.xlsx"
    renamed.write_text("id,name\nC01,East\n", encoding="utf-8")
    assert sentences_of(renamed.read_bytes()) == _is_no_xlsx_but("something else")
