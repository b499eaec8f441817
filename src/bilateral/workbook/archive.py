"""What a file must be before it is read as a workbook: a guard against other formats, damage and zip bombs.

python-calamine shows neither formulas nor error cells and holds each sheet as one dense block, so the sheets' XML is
looked over here first: a stray cell in the last column of the last row would otherwise cost gigabytes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from typing import NoReturn
from xml.etree import ElementTree as ET

from bilateral.fault import Fault, InputFaults

MAX_FILE_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 160 * 2**20
MAX_CELLS = 8_000_000
"""The cells of one sheet, counted as the rectangle up to its last row and last column."""

_SIGNATURES = (
    (b"\xd0\xcf\x11\xe0", "xls_or_password"),
    (b"%PDF", "pdf"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
)
_CONTENTS = (
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("content.xml", "ods"),
    ("xl/workbook.bin", "xlsb"),
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(/?)>(?:\s*<(?:\w+:)?(f)\b)?")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells of one sheet that hold no plain value, as (row, column), both from 1."""

    formulas: tuple[tuple[int, int], ...]
    errors: tuple[tuple[int, int], ...]


def column_letter(number: int) -> str:
    """The letters by which Excel calls column `number` (from 1)."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def look_over(data: bytes) -> dict[str, Marks]:
    """The marks of each sheet by its name, in the workbook's order.

    Raises InputFaults where `data` is not an .xlsx that is safe to read: empty, another format, protected by a
    password, damaged, or larger than the limits above.
    """
    if not data:
        _refuse("file.empty")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            _refuse("file.not_xlsx", kind=kind)
    if len(data) > MAX_FILE_BYTES:
        _refuse("file.too_large", size=len(data) // 2**20, limit=MAX_FILE_BYTES // 2**20)
    if not data.startswith(b"PK"):
        _refuse("file.not_xlsx", kind="other")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _look_over(package)
    except (zipfile.BadZipFile, zlib.error, EOFError, ET.ParseError, KeyError, NotImplementedError, OSError):
        _refuse("file.damaged")


def _look_over(package: zipfile.ZipFile) -> dict[str, Marks]:
    names = set(package.namelist())
    for content_name, kind in _CONTENTS:
        if content_name in names:
            _refuse("file.not_xlsx", kind=kind)
    if "xl/workbook.xml" not in names:
        _refuse("file.not_xlsx", kind="other")
    if any(member.flag_bits & 1 for member in package.infolist()):
        _refuse("file.not_xlsx", kind="xls_or_password")
    sheets = dict(_sheet_members(package))
    left = MAX_UNPACKED_BYTES
    marks: dict[str, Marks] = {}
    for member in package.infolist():
        # The size in a zip's directory is only a claim: what comes out is counted.
        with package.open(member) as stream:
            content = stream.read(left + 1)
        left -= len(content)
        if left < 0:
            _refuse("file.zip_bomb", limit=MAX_UNPACKED_BYTES // 2**20)
        if member.filename in sheets:
            marks[sheets[member.filename]] = _marks(sheets[member.filename], content)
    return marks


def _sheet_members(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    relations = ET.fromstring(_head(package, "xl/_rels/workbook.xml.rels"))  # noqa: S314  # expat bounds entities
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    book = ET.fromstring(_head(package, "xl/workbook.xml"))  # noqa: S314  # expat bounds entities
    for sheet in book.iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            target = targets.get(sheet.get(_RELATION), "")
            yield (
                target.lstrip("/") if target.startswith("/") else normpath(join("xl", target)),
                sheet.get("name", ""),
            )


def _head(package: zipfile.ZipFile, member: str) -> bytes:
    with package.open(member) as stream:
        content = stream.read(2**20 + 1)
    if len(content) > 2**20:
        _refuse("file.damaged")
    return content


def _marks(sheet: str, content: bytes) -> Marks:
    last_row = last_column = 0
    formulas, errors = [], []
    for cell in _CELL.finditer(content):
        reference = _REFERENCE.search(cell[1])
        if not reference:
            continue
        row, column = int(reference[2]), 0
        for letter in reference[1]:
            column = column * 26 + letter - 64
        last_row, last_column = max(last_row, row), max(last_column, column)
        if cell[3]:
            formulas.append((row, column))
        elif b't="e"' in cell[1]:
            errors.append((row, column))
    if last_row * last_column > MAX_CELLS:
        _refuse("sheet.too_large", sheet=sheet, cell=f"{column_letter(last_column)}{last_row}")
    return Marks(tuple(formulas), tuple(errors))


def _refuse(code: str, **values: object) -> NoReturn:
    raise InputFaults((Fault(code, values=values),))
