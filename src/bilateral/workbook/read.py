"""Reading the exchange workbook: all of it, or every fault at once and nothing."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from zoneinfo import ZoneInfo

import python_calamine

from bilateral.fault import Fault, InputFaults, Place
from bilateral.text import READERS
from bilateral.wording import say
from bilateral.workbook.archive import Marks, column_letter, look_over
from bilateral.workbook.model import Workbook
from bilateral.workbook.nouns import workbook_of
from bilateral.workbook.rows import PRIVATE, Findings, Row, folded_heading, read_rows
from bilateral.workbook.rules import check_rows
from bilateral.workbook.sheets import SHEETS, Sheet


@dataclass(frozen=True, slots=True)
class Reading:
    """A workbook that was read, and the notices that its organiser should see."""

    workbook: Workbook
    notices: tuple[Fault, ...]


@cache
def sheet_names() -> dict[str, Sheet]:
    """The sheets by their names, folded, in every reader's language; the page of guidance has no sheet."""
    return {
        folded_heading(say("workbook", f"sheet.{sheet.key}", reader)): sheet for sheet in SHEETS for reader in READERS
    }


def read_workbook(data: bytes) -> Reading:
    """The exchange workbook in the .xlsx file `data`.

    Raises InputFaults with every fault of the file, and its notices, where there is any fault.
    """
    marks = look_over(data)
    findings = Findings()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = _find_sheets(list(marks), findings)
        rows = _read_sheets(book, found, marks, findings)
    except python_calamine.CalamineError:
        raise InputFaults((Fault("file.damaged"),)) from None
    zone = _zone(rows)
    check_rows(rows, zone, findings)
    if findings.stop:
        raise InputFaults(tuple(findings.faults))
    return Reading(
        workbook_of({key: [row.values for row in part] for key, part in rows.items()}), tuple(findings.faults)
    )


def _find_sheets(names: list[str], findings: Findings) -> dict[str, str]:
    """The name in the file of each sheet, by sheet key."""
    found: dict[str, str] = {}
    known = sheet_names()
    guide = {folded_heading(say("workbook", "sheet.guide", reader)) for reader in READERS}
    strangers = []
    for name in names:
        sheet = known.get(folded_heading(name))
        if sheet is None:
            if folded_heading(name) not in guide and not name.startswith(PRIVATE):
                strangers.append(name)
        elif sheet.key in found:
            findings.add("sheet.twice", Place(name), other=found[sheet.key])
        else:
            found[sheet.key] = name
    for name in strangers:
        near = [key for key in get_close_matches(folded_heading(name), known, 1, 0.7) if known[key].key not in found]
        findings.notice("sheet.unknown_near" if near else "sheet.unknown", Place(name), near=near[0] if near else "")
    for sheet in SHEETS:
        if sheet.required and sheet.key not in found:
            findings.add("sheet.missing", Place(), key=sheet.key)
    return found


def _read_sheets(
    book: python_calamine.CalamineWorkbook, found: Mapping[str, str], marks: Mapping[str, Marks], findings: Findings
) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {}
    for sheet in SHEETS:
        rows[sheet.key] = []
        if sheet.key not in found:
            continue
        name = found[sheet.key]
        page = book.get_sheet_by_name(name)
        for first, last in page.merged_cell_ranges or ():
            corners = [f"{column_letter(column + 1)}{row + 1}" for row, column in (first, last)]
            place = Place(name, first[0] + 1, column_letter(first[1] + 1))
            findings.add("cell.merged", place, range=":".join(corners))
        cells = page.to_python(skip_empty_area=False)
        rows[sheet.key] = read_rows(sheet, name, cells, marks[name], _zone(rows), findings)
        if sheet.required and not rows[sheet.key] and not findings.stop:
            findings.add("sheet.empty", Place(name))
    return rows


def _zone(rows: Mapping[str, list[Row]]) -> ZoneInfo:
    """The exchange's zone; where that cell is missing or wrong, and so a fault already, any will do."""
    exchange = rows["exchange"]
    return ZoneInfo(exchange[0].values.get("time_zone", "UTC") if exchange else "UTC")
