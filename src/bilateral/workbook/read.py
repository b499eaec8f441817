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
from bilateral.workbook.archive import look_over
from bilateral.workbook.marks import Marks
from bilateral.workbook.model import Workbook
from bilateral.workbook.nouns import workbook_of
from bilateral.workbook.rows import PRIVATE, Findings, Page, Row, folded_heading, read_rows
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
    package = look_over(data)
    findings = Findings()
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(package.data))
        found = _find_sheets(list(package.sheets), findings)
        rows = _read_sheets(book, found, package.sheets, findings)
    except python_calamine.CalamineError:
        raise InputFaults((Fault("file.damaged"),)) from None
    check_rows(rows, _zone(rows), findings)
    order = {name: number for number, name in enumerate(package.sheets)}
    faults = tuple(sorted(findings.faults, key=lambda fault: _position(fault.place, order)))
    if findings.stop:
        raise InputFaults(faults)
    return Reading(workbook_of({key: [row.values for row in part] for key, part in rows.items()}), faults)


def _position(place: Place, order: Mapping[str, int]) -> tuple[int, int, int, str]:
    """Faults are told as one walks through the file: by sheet, row and column."""
    column = place.column or ""
    return order[place.sheet] if place.sheet else -1, place.row or 0, len(column), column


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
            findings.add("sheet.twice", Place(name), earlier=found[sheet.key])
        else:
            found[sheet.key] = name
    for name in strangers:
        near = [key for key in get_close_matches(folded_heading(name), known, 1, 0.7) if known[key].key not in found]
        code, values = ("sheet.unknown_near", {"sheet": known[near[0]].key}) if near else ("sheet.unknown", {})
        findings.notice(code, Place(name), **values)
    for sheet in SHEETS:
        if sheet.required and sheet.key not in found:
            findings.add("sheet.missing", Place(), sheet=sheet.key)
    return found


def _read_sheets(
    book: python_calamine.CalamineWorkbook, found: Mapping[str, str], marks: Mapping[str, Marks], findings: Findings
) -> dict[str, list[Row]]:
    rows: dict[str, list[Row]] = {sheet.key: [] for sheet in SHEETS}
    for sheet in SHEETS:
        if sheet.key not in found:
            continue
        before = len(findings.faults)
        page = _page(book.get_sheet_by_name(found[sheet.key]), marks[found[sheet.key]])
        rows[sheet.key] = read_rows(sheet, page, _zone(rows), findings)
        if sheet.required and not rows[sheet.key] and len(findings.faults) == before:
            findings.add("sheet.empty", Place(page.name))
    return rows


def _page(sheet: python_calamine.CalamineSheet, marks: Marks) -> Page:
    merged = tuple(
        ((top + 1, left + 1), (bottom + 1, right + 1))
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )
    return Page(sheet.name, sheet.to_python(skip_empty_area=False), marks, merged)


def _zone(rows: Mapping[str, list[Row]]) -> ZoneInfo:
    """The exchange's zone; where that cell is missing or wrong, and so a fault already, any will do."""
    exchange = rows["exchange"]
    return ZoneInfo(exchange[0].values.get("time_zone", "UTC") if exchange else "UTC")
