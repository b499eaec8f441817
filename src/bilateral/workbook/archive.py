"""What a file must be before it is read as a workbook: a guard against other formats, damage and zip bombs."""

import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from posixpath import basename, dirname, join, normpath
from typing import NoReturn
from xml.sax.saxutils import quoteattr

from bilateral.fault import Fault, InputFaults, Place
from bilateral.workbook.marks import Marks, NotXml, column_letter, elements_of, marks_of, shared_lengths

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
_BOOK = "xl/workbook.xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
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
    """Every XML part by its name, as spreadsheets look it up: slashes forward, case ignored."""
    directory = {_folded(member.filename): member for member in archive.infolist()}
    for name, kind in _CONTENTS:
        if name in directory:
            _refuse("file.not_xlsx", kind=kind)
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


def _folded(name: str) -> str:
    return name.replace("\\", "/").lower()


def _look_over(parts: dict[str, bytes]) -> Package:
    book = next((target for kind, target in _relations(parts, "").values() if kind == "officedocument"), _BOOK)
    if book not in parts:
        _refuse("file.not_xlsx", kind="unknown")
    relations = _relations(parts, book)
    packed = {_BOOK: parts[book]}
    for kind, name in (("sharedstrings", "xl/sharedStrings.xml"), ("styles", "xl/styles.xml")):
        standard = _folded(join(dirname(book), basename(name)))
        found = parts.get(next((target for what, target in relations.values() if what == kind), standard))
        if found is not None:
            packed[name] = found
    shared = shared_lengths(packed["xl/sharedStrings.xml"]) if "xl/sharedStrings.xml" in packed else []
    sheets: dict[str, Marks] = {}
    targets: dict[str, str] = {}
    for number, sheet in enumerate(elements_of(parts[book], "sheet"), 1):
        # The prefix of the attribute "r:id" is the writer's own choice.
        relation = next((sheet[key] for key in sheet if key.endswith(":id")), "")
        _, target = relations.get(relation, ("", ""))
        name = sheet.get("name", "")
        if target not in parts or name in sheets:
            _refuse("file.damaged")
        sheets[name] = _bounded(name, marks_of(parts[target], shared))
        targets[relation] = f"worksheets/sheet{number}.xml"
        packed[f"xl/worksheets/sheet{number}.xml"] = parts[target]
    return Package(sheets, _packed(packed, targets))


def _relations(parts: dict[str, bytes], source: str) -> dict[str, tuple[str, str]]:
    """What `source` (a part, or "" for the whole file) stands in relation to: by id, the kind and the part."""
    folder = dirname(source)
    content = parts.get(join(folder, "_rels", f"{basename(source)}.rels"))
    found = elements_of(content, "Relationship") if content is not None else []
    return {
        one.get("Id", ""): (
            _folded(one.get("Type", "").rpartition("/")[2]),
            normpath(join("/", folder, _folded(one.get("Target", "")))).lstrip("/"),
        )
        for one in found
    }


def _bounded(name: str, marks: Marks) -> Marks:
    if marks.too_large:
        cell = f"{column_letter(marks.last_column)}{marks.last_row}"
        raise InputFaults((Fault("sheet.too_large", Place(name), {"cell": cell}),))
    if marks.characters > MAX_UNPACKED_BYTES:
        _refuse("file.zip_bomb", limit=MAX_UNPACKED_BYTES // 2**20)
    return marks


def _packed(parts: dict[str, bytes], targets: dict[str, str]) -> bytes:
    """A zip of `parts` under the names that calamine expects, with the relations of book and sheets (by their ids)."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_rels/.rels", _relations_xml({"rId1": ("officeDocument", _BOOK)}))
        sheets = {relation: ("worksheet", name) for relation, name in targets.items()}
        archive.writestr("xl/_rels/workbook.xml.rels", _relations_xml(sheets))
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def _relations_xml(relations: dict[str, tuple[str, str]]) -> str:
    listed = "".join(
        f"<Relationship Id={quoteattr(key)} Type='{_OFFICE}/relationships/{kind}' Target='{target}'/>"
        for key, (kind, target) in relations.items()
    )
    return f"<Relationships xmlns='{_PACKAGE}'>{listed}</Relationships>"


def _refuse(code: str, **values: object) -> NoReturn:
    raise InputFaults((Fault(code, values=values),))
