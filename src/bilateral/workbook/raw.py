"""What Excel holds in a cell, made ready to be read: words without the blanks and marks that nobody sees."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

Raw = str | int | float | bool | date | datetime | time | timedelta
"""A cell as python-calamine gives it; an empty cell is ""."""

SEPARATORS = re.compile(r"[,;\n，；、]+")
MAX_CHARACTERS = 32_767
"""The most that an Excel cell holds, in UTF-16 units."""
_EXACT = 10**15
"""From here on Excel rounds the digits of a number."""


class BadCell(Exception):
    """A cell cannot be read; `code` is the fault's code in the wording, `values` what its sentence names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


_LINE_ENDS = re.compile(r"\r\n|[\r\v\f\x85\u2028\u2029]")
_BLANKS = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + "\ufeff\u200b"
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(raw: Raw) -> str:
    """The words of a cell without the blanks around them, each line ended by a line feed; a whole number typed as such
    is its digits. Other numbers are refused: what Excel shows for them (a percentage, a rounded price) is another."""
    if isinstance(raw, str):
        words = _LINE_ENDS.sub("\n", raw).strip(_BLANKS)
        if _CONTROL.search(words):
            raise BadCell("cell.control_character", found=_CONTROL.sub("\ufffd", words))
        return words
    if isinstance(raw, bool | date | time | timedelta):
        raise BadCell("cell.not_text", found=shown(raw))
    if not float(raw).is_integer() or abs(raw) >= _EXACT:
        raise BadCell("cell.number_for_words", found=shown(raw))
    return str(int(raw))


def shown(raw: Raw) -> str:
    """A cell as a sentence about it names it."""
    return f"{raw:.0f}" if isinstance(raw, float) and raw.is_integer() else str(raw)


def is_blank(raw: Raw) -> bool:
    """Whether nothing can be seen in the cell."""
    return isinstance(raw, str) and not raw.strip(_BLANKS)


def compared(words: str) -> str:
    """Words as they are compared: full-width characters made plain (NFKC), unseen ones left out."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", words)).strip()


def folded(raw: Raw) -> str:
    """The words of a cell that holds a code, as codes are compared."""
    return compared(plain(raw))


def listed(raw: Raw) -> list[str]:
    """The items of a list in one cell."""
    return [part for part in SEPARATORS.split(plain(raw)) if part.strip()]
