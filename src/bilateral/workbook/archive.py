"""What a file must be before it is read as a workbook: a guard against other formats, damage and zip bombs."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import join, normpath
from typing import NoReturn

from bilateral.fault import Fault, InputFaults, Place
from bilateral.workbook.marks import Marks, NotXml, column_letter, marks_of, shared_lengths, sheet_targets

MAX_FILE_BYTES = 64 * 2**20
MAX_UNPACKED_BYTES = 192 * 2**20

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
_BOOK, _RELATIONS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedstrings.xml"
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that is safe to read: the marks of each sheet by its name, in the workbook's order, and the file
    packed anew from what was looked over, so that the reader meets nothing else."""

    sheets: dict[str, Marks]
    data: bytes


def look_over(data: bytes) -> Package:
    """The .xlsx file `data`, found safe to read.

    Raises InputFaults where it is none: empty, another format, protected by a password, damaged, or larger than the
    limits above.
    """
    if not data:
        _refuse("file.empty")
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            _refuse("file.not_xlsx", kind=kind)
    if len(data) > MAX_FILE_BYTES:
        _refuse("file.too_large", size=len(data) // 2**20, limit=MAX_FILE_BYTES // 2**20)
    if not data.startswith(b"PK"):
        _refuse("file.not_xlsx", kind="unknown")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = _unpack(archive)
        return _look_over(members)
    except (NotXml, zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, OSError, ValueError):
        # All but the first are zipfile's ways to say that a zip is broken.
        _refuse("file.damaged")


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """Every XML part by its name, as calamine looks it up: slashes forward, case ignored."""
    directory = {member.filename.replace("\\", "/").lower(): member for member in archive.infolist()}
    for name, kind in _CONTENTS:
        if name in directory:
            _refuse("file.not_xlsx", kind=kind)
    if _BOOK not in directory:
        _refuse("file.not_xlsx", kind="unknown")
    if any(member.flag_bits & 1 for member in directory.values()):
        _refuse("file.not_xlsx", kind="xls_or_password")
    if len(directory) < len(archive.infolist()) or any(m.compress_type not in _METHODS for m in directory.values()):
        _refuse("file.damaged")
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for name, member in directory.items():
        if not name.endswith((".xml", ".rels")):
            continue
        # The size in a zip's directory is only a claim: what comes out is counted.
        with archive.open(member) as stream:
            parts[name] = stream.read(left + 1)
        left -= len(parts[name])
        if left < 0:
            _refuse("file.zip_bomb", limit=MAX_UNPACKED_BYTES // 2**20)
    return parts


def _look_over(parts: dict[str, bytes]) -> Package:
    shared = shared_lengths(parts[_STRINGS]) if _STRINGS in parts else []
    sheets: dict[str, Marks] = {}
    for name, target in sheet_targets(parts[_BOOK], parts.get(_RELATIONS, b"")):
        member = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        content = parts.get(member.lower())
        if content is None:
            _refuse("file.damaged")
        marks = sheets[name] = marks_of(content, shared)
        if marks.too_large:
            cell = f"{column_letter(marks.last_column)}{marks.last_row}"
            raise InputFaults((Fault("sheet.too_large", Place(name), {"cell": cell}),))
        if marks.characters > MAX_UNPACKED_BYTES:
            _refuse("file.zip_bomb", limit=MAX_UNPACKED_BYTES // 2**20)
    return Package(sheets, _packed(parts))


def _packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _refuse(code: str, **values: object) -> NoReturn:
    raise InputFaults((Fault(code, values=values),))
