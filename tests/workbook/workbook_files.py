"""Spreadsheets for the tests: a small one without fault, to be spoiled, and .xlsx files put together by hand."""

import copy
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from bilateral.fault import Fault, InputFaults
from bilateral.workbook.faults import Sentence, sentence_of
from bilateral.workbook.read import read_workbook

WRITTEN_AT = datetime(2024, 3, 1, 8, tzinfo=UTC)
Sheets = dict[str, list[list[Any]]]
Change = Callable[[Sheets], None]

_GOOD: Sheets = {
    "Exchange": [
        ["key", "value"],
        ["id", "spring"],
        ["name:en", "Spring exchange"],
        ["time zone", "Asia/Shanghai"],
        ["host side:en", "East"],
        ["guest side:en", "West"],
    ],
    "Sessions": [["id", "date", "start", "end", "minutes per meeting"], ["S1", "2024-03-28", "13:30", "17:00", 30]],
    "Tables": [["id"], ["T1"]],
    "Companies": [
        ["id", "side", "name:en", "country", "languages"],
        ["C01", "host", "East Brakes", "CN", "zh"],
        ["R01", "guest", "West Parts", "RU", "ru, zh"],
    ],
    "People": [["company", "name:en"], ["C01", "Li"], ["R01", "Ivan"]],
    "Offers": [["company", "text:en"], ["C01", "brakes"]],
    "Needs": [["company", "text:en"], ["R01", "brakes"]],
}


def good_sheets() -> Sheets:
    """A workbook without fault or notice: Companies have rows 2 (C01, host) and 3 (R01, guest)."""
    return copy.deepcopy(_GOOD)


def packed(sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Mapping[str, str] | None = None) -> bytes:
    """The sheets as an .xlsx file; a string that begins with "=" and numbers become what they are in Excel."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_urls": False, "default_date_format": "yyyy-mm-dd"}
    )
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if merged and name in merged:
            page.merge_range(merged[name], "")
            first = merged[name].partition(":")[0]
            row_number, column = int(first[1:]) - 1, ord(first[0]) - 65
            page.write(row_number, column, rows[row_number][column])
    book.close()
    return target.getvalue()


def spoiled(*changes: Change) -> bytes:
    """The workbook without fault after `changes`."""
    sheets = good_sheets()
    for change in changes:
        change(sheets)
    return packed(sheets)


def put(sheet: str, row: int, heading: str, value: Any) -> Change:
    """Write `value` into `row` (from 1) of the column of that heading, which is added where there is none."""

    def change(sheets: Sheets) -> None:
        headings = sheets[sheet][0]
        if heading not in headings:
            headings.append(heading)
        line = sheets[sheet][row - 1]
        line.extend([""] * (len(headings) - len(line)))
        line[headings.index(heading)] = value

    return change


def setting(key: str, value: Any) -> Change:
    """Write a line of the sheet Exchange."""

    def change(sheets: Sheets) -> None:
        lines = [line for line in sheets["Exchange"] if line[0] == key]
        if lines:
            lines[0][1] = value
        else:
            sheets["Exchange"].append([key, value])

    return change


def line(sheet: str, *values: Any) -> Change:
    """Add a row."""
    return lambda sheets: sheets[sheet].append(list(values))


def table(sheet: str, *rows: Sequence[Any]) -> Change:
    """Put a whole sheet."""
    return lambda sheets: sheets.__setitem__(sheet, [list(row) for row in rows])


def without(sheet: str) -> Change:
    """Leave a sheet out."""
    return lambda sheets: sheets.__delitem__(sheet)


def without_heading(sheet: str, heading: str) -> Change:
    """Leave a column out; on the sheet Exchange, a line."""

    def change(sheets: Sheets) -> None:
        if sheet == "Exchange":
            sheets[sheet] = [row for row in sheets[sheet] if row[0] != heading]
        else:
            at = sheets[sheet][0].index(heading)
            sheets[sheet] = [row[:at] + row[at + 1 :] for row in sheets[sheet]]

    return change


def title(sheet: str, words: str) -> Change:
    """Put a line above the headings."""
    return lambda sheets: sheets[sheet].insert(0, [words])


def emptied() -> Change:
    """Leave nothing but the sheets' names."""
    return lambda sheets: sheets.update({name: [] for name in sheets})


def faults_of(data: bytes) -> tuple[Fault, ...]:
    """What the reader says of a file: its faults, or the notices of one that was read."""
    try:
        return read_workbook(data).notices
    except InputFaults as faults:
        return faults.faults


def sentences_of(data: bytes, language: str = "en") -> list[tuple[str, str, str]]:
    """The same as (where, what, mend)."""
    sentences = [sentence_of(fault, language) for fault in faults_of(data)]
    return [_parts(sentence) for sentence in sentences]


def _parts(sentence: Sentence) -> tuple[str, str, str]:
    return sentence.where, sentence.says, sentence.mend


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def parts_of(data: bytes) -> dict[str, bytes]:
    """The members of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {member.filename: archive.read(member) for member in archive.infolist()}


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of `parts`."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def replaced(data: bytes, member: str, old: str | bytes, new: str | bytes) -> bytes:
    """The zip with `old` replaced in one member, where it must stand."""
    before, after = (part.encode() if isinstance(part, str) else part for part in (old, new))
    parts = parts_of(data)
    assert before in parts[member]
    return zipped({**parts, member: parts[member].replace(before, after)})


def sheet_xml(rows: str, prefix: str = "") -> str:
    """A sheet's XML around `rows`."""
    colon = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{colon}worksheet {name}="{MAIN}">'
        f"<{colon}sheetData>{rows}</{colon}sheetData></{colon}worksheet>"
    )


def by_hand(sheets: Mapping[str, str], prefix: str = "", extra: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx file of sheets given as XML."""
    colon = f"{prefix}:" if prefix else ""
    name = f"xmlns:{prefix}" if prefix else "xmlns"
    listed = "".join(
        f'<{colon}sheet name="{title}" sheetId="{number}" r:id="rId{number}"/>'
        for number, title in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
        for number in range(1, len(sheets) + 1)
    )
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.xml": (
                f'<{colon}workbook {name}="{MAIN}" xmlns:r="{RELATIONS}"><{colon}sheets>{listed}</{colon}sheets>'
                f"</{colon}workbook>"
            ),
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
            **{f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets.values(), 1)},
            **(extra or {}),
        }
    )
