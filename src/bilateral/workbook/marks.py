"""Walking a sheet's XML before it is read: cells that hold no plain value, and how much the sheet would take.

python-calamine shows neither formulas nor error cells, holds a sheet as one dense block and copies a shared string
into every cell that names it, so a stray cell in the last column of the last row, or one long string named a million
times, would cost gigabytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from xml.parsers import expat

MAX_CELLS = 8_000_000
"""The cells of one sheet, counted as the rectangle up to its last filled row and last filled column."""


class NotXml(Exception):
    """A part of the file is no XML as spreadsheets hold it."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Cells of one sheet that hold no plain value, as (row, column), both from 1; the last filled row and column; and
    the characters that its shared strings come to."""

    formulas: tuple[tuple[int, int], ...]
    errors: tuple[tuple[int, int], ...]
    last_row: int
    last_column: int
    characters: int

    @property
    def too_large(self) -> bool:
        """Whether the sheet reaches further than can be held."""
        return self.last_row * self.last_column > MAX_CELLS


def column_letter(number: int) -> str:
    """The letters by which Excel calls column `number` (from 1)."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def _column_number(letters: str) -> int:
    if not letters.isascii() or not letters.isalpha() or len(letters) > 3:
        raise NotXml(letters)
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def marks_of(content: bytes, shared: Sequence[int]) -> Marks:
    """The marks of the sheet whose XML is `content`; `shared` are the lengths of the workbook's shared strings.

    Raises NotXml where it cannot be read.
    """
    walk = _SheetWalk(shared)
    _parse(content, walk)
    walk.settle()
    return Marks(tuple(walk.formulas), tuple(walk.errors), walk.last_row, walk.last_column, walk.characters)


def shared_lengths(content: bytes) -> list[int]:
    """The length of each shared string, in characters, from the XML that holds them; raises NotXml."""
    walk = _StringsWalk()
    _parse(content, walk)
    return walk.lengths


def elements_of(content: bytes, name: str) -> list[dict[str, str]]:
    """The attributes of every element called `name` (whatever its prefix) of a small part; raises NotXml."""
    walk = _ElementsWalk(name)
    _parse(content, walk)
    return walk.found


class _Walk:
    """What is done at each opening tag (its name without a prefix) and each piece of text."""

    __slots__ = ()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def text(self, words: str) -> None:
        """Take a piece of text; by default it is passed over."""


def _parse(content: bytes, walk: _Walk) -> None:
    # Whatever encoding the part declares, calamine takes it for UTF-8.
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = lambda tag, attributes: walk.start(tag.rpartition(":")[2], attributes)
    parser.CharacterDataHandler = walk.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise NotXml(str(error)) from None


def _refuse_doctype(*declared: object) -> None:
    """No spreadsheet has a DTD; entities that unfold into gigabytes need one."""
    raise NotXml("DOCTYPE")


class _ElementsWalk(_Walk):
    """The attributes of every element of one name."""

    __slots__ = ("found", "wanted")

    def __init__(self, wanted: str) -> None:
        self.wanted = wanted
        self.found: list[dict[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self.wanted:
            self.found.append(attributes)


class _StringsWalk(_Walk):
    __slots__ = ("lengths",)

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self.lengths.append(0)

    def text(self, words: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(words)


class _SheetWalk(_Walk):
    """Where each cell stands follows calamine: a row or cell without a reference comes after the one before."""

    __slots__ = (
        "at",
        "characters",
        "column",
        "errors",
        "formulas",
        "index",
        "kind",
        "last_column",
        "last_row",
        "row",
        "shared",
    )

    def __init__(self, shared: Sequence[int]) -> None:
        self.shared = shared
        self.formulas: list[tuple[int, int]] = []
        self.errors: list[tuple[int, int]] = []
        self.row = self.column = self.last_row = self.last_column = self.characters = 0
        self.at = (0, 0)
        self.kind = ""
        self.index: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.index is not None:
            self.settle()
        if name == "c":
            self._start_cell(attributes)
        elif name == "v":
            self._fill()
            if self.kind == "s":
                self.index = ""
            elif self.kind == "e":
                self.errors.append(self.at)
        elif name == "f":
            self._fill()
            self.formulas.append(self.at)
            self.kind = "formula"
        elif name == "is":
            self._fill()
        elif name == "row":
            number = attributes.get("r")
            self.row, self.column = _whole(number) if number else self.row + 1, 0

    def text(self, words: str) -> None:
        if self.index is not None:
            self.index += words

    def settle(self) -> None:
        """Count the shared string that the cell just passed names."""
        if self.index:
            number = _whole(self.index.strip())
            self.characters += self.shared[number] if number < len(self.shared) else 0
        self.index = None

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self.kind = attributes.get("t", "n")
        reference = attributes.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            self.column = _column_number(letters)
            self.at = (_whole(reference[len(letters) :]), self.column)
        else:
            self.column += 1
            self.at = (self.row, self.column)

    def _fill(self) -> None:
        row, column = self.at
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


def _whole(digits: str) -> int:
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:
        raise NotXml(digits)
    return int(digits)
