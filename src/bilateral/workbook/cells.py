"""What may stand in a cell: how each kind is read from what Excel holds and written back.

A kind reads strictly: whatever could be taken in two ways is refused with a code of what is wrong. Numbers that are
names (tax numbers, HS codes, telephones) must be text cells, because Excel drops their zeros and rounds their digits.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from babel import Locale

from bilateral.exchange.model import Period
from bilateral.text import READERS
from bilateral.wording import say

Raw = str | int | float | bool | date | datetime | time | timedelta
"""A cell as python-calamine gives it; an empty cell is ""."""

SEPARATORS = re.compile(r"[,;\n，；、]+")
MAX_CHARACTERS = 32_767
"""The most that an Excel cell holds."""


class BadCell(Exception):
    """A cell cannot be read; `code` is the fault's code in the wording, `values` what its sentence names."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of cell: `read` takes the raw value and the exchange's zone and raises BadCell, `write` gives what is to
    stand in the cell for a reader of a language. `choices` are the codes among which the cell chooses, each with its
    word under "choice." in the wording.
    """

    read: Callable[[Raw, ZoneInfo], Any]
    write: Callable[[Any, str], Raw]
    choices: tuple[str, ...] = ()


def plain(raw: Raw) -> str:
    """The words of a cell without the blanks around them; a whole number typed as such is its digits."""
    if isinstance(raw, str):
        return raw.strip()
    if isinstance(raw, bool | date | time | timedelta):
        raise BadCell("cell.not_text", found=str(raw))
    return str(int(raw)) if float(raw).is_integer() else str(raw)


def folded(raw: Raw) -> str:
    """The words of a cell as codes are compared: full-width characters made plain (NFKC)."""
    return unicodedata.normalize("NFKC", plain(raw)).strip()


def _identifier(raw: Raw, zone: ZoneInfo) -> str:
    identifier = folded(raw)
    if not re.fullmatch(r"[\w.\-]{1,64}", identifier):
        raise BadCell("cell.bad_identifier", found=identifier)
    return identifier


def _code(raw: Raw) -> str:
    if not isinstance(raw, str):
        raise BadCell("cell.number_for_code", found=plain(raw) if isinstance(raw, int | float) else str(raw))
    return folded(raw)


def _hs(raw: Raw, zone: ZoneInfo) -> str:
    digits = re.sub(r"[ .]", "", _code(raw))
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}", digits):
        raise BadCell("cell.bad_hs", found=digits)
    return digits


def _integer(low: int, high: int) -> Callable[[Raw, ZoneInfo], int]:
    def read(raw: Raw, zone: ZoneInfo) -> int:
        shown = folded(raw) if not isinstance(raw, bool | date | time | timedelta) else str(raw)
        if not re.fullmatch(r"-?[0-9]{1,9}", shown) or not low <= int(shown) <= high:
            raise BadCell("cell.bad_integer", found=shown, low=low, high=high)
        return int(shown)

    return read


_DATES = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?"))
_DATE_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def _date(raw: Raw, zone: ZoneInfo) -> date:
    if isinstance(raw, datetime):
        raw = raw.date() if raw.time() == time() else str(raw)
    if isinstance(raw, date):
        return raw
    shown = folded(raw) if isinstance(raw, str) else str(raw)
    parts = next((found.groups() for rule in _DATES if (found := rule.fullmatch(shown))), None)
    if parts is None and (found := _DATE_DOTTED.fullmatch(shown)):
        parts = found.groups()[::-1]
    try:
        year, month, day = (int(part) for part in parts or ())
        return date(year, month, day)
    except ValueError:
        raise BadCell("cell.bad_date", found=shown) from None


def _time(raw: Raw, zone: ZoneInfo) -> time:
    if isinstance(raw, time):
        return raw
    shown = folded(raw) if isinstance(raw, str) else str(raw)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", shown)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("cell.bad_time", found=shown)
    return time(int(found[1]), int(found[2]))


_MOMENT = r"(?:(\S+) +)?(\d{1,2}:\d{2})"
_PERIOD = re.compile(rf"{_MOMENT} *[-–—~至] *{_MOMENT}")


def _period(shown: str, zone: ZoneInfo) -> Period:
    try:
        if found := _PERIOD.fullmatch(shown):
            first = _date(found[1] or "", zone)
            last = _date(found[3], zone) if found[3] else first
            start_at = datetime.combine(first, _time(found[2], zone), zone)
            end_at = datetime.combine(last, _time(found[4], zone), zone)
        else:
            start_at = datetime.combine(_date(shown, zone), time(), zone)
            end_at = datetime.combine(start_at.date() + timedelta(days=1), time(), zone)
    except BadCell:
        raise BadCell("cell.bad_period", found=shown) from None
    if start_at >= end_at:
        raise BadCell("cell.period_backwards", found=shown)
    return Period(start_at, end_at)


def _periods(raw: Raw, zone: ZoneInfo) -> tuple[Period, ...]:
    if isinstance(raw, datetime | date):
        raw = _date(raw, zone).isoformat()
    return tuple(_period(part.strip(), zone) for part in SEPARATORS.split(folded(raw)) if part.strip())


def _write_periods(periods: Sequence[Period], language: str) -> str:
    def one(period: Period) -> str:
        same_day = period.start_at.date() == period.end_at.date()
        end = f"{period.end_at:%H:%M}" if same_day else f"{period.end_at:%Y-%m-%d %H:%M}"
        return f"{period.start_at:%Y-%m-%d %H:%M}-{end}"

    return "; ".join(one(period) for period in periods)


@cache
def _choice_words(choices: tuple[str, ...]) -> dict[str, str]:
    words = {say("workbook", f"choice.{choice}", reader).casefold(): choice for choice in choices for reader in READERS}
    return words | {choice: choice for choice in choices}


def _choose(choices: tuple[str, ...], raw: Raw) -> str:
    shown = str(raw) if isinstance(raw, bool) else folded(raw)
    try:
        return _choice_words(choices)[shown.casefold()]
    except KeyError:
        raise BadCell("cell.bad_choice", found=shown, choices=choices) from None


def choice(kind: type[Any], choices: Sequence[str]) -> Cell:
    """One of `choices`, by its code or its word in any of the readers' languages."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: kind(_choose(fixed, raw)),
        lambda value, language: say("workbook", f"choice.{value}", language),
        fixed,
    )


def choice_list(kind: type[Any], choices: Sequence[str]) -> Cell:
    """Any of `choices`, separated by commas or semicolons."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: tuple(kind(_choose(fixed, part)) for part in SEPARATORS.split(plain(raw)) if part.strip()),
        lambda values, language: ", ".join(say("workbook", f"choice.{value}", language) for value in values),
    )


@cache
def _names(kind: str) -> dict[str, str]:
    """Codes of languages or of countries by themselves and by their names in the readers' languages."""
    english: dict[str, str] = dict(getattr(Locale("en"), kind))
    names = {
        name.casefold(): code
        for reader in reversed(READERS)
        for code, name in getattr(Locale(reader), kind).items()
        if code in english and len(code) <= (3 if kind == "languages" else 2)
    }
    return names | {code.casefold(): code for code in english if code.isalpha()}


def _language(raw: Raw, zone: ZoneInfo) -> str:
    shown = folded(raw)
    try:
        return _names("languages")[shown.casefold()]
    except KeyError:
        raise BadCell("cell.unknown_language", found=shown) from None


def is_language(code: str) -> bool:
    """Whether `code` is the code of a language (as in a heading like "name:zh")."""
    return _names("languages").get(code) == code


def _country(raw: Raw, zone: ZoneInfo) -> str:
    shown = folded(raw)
    code = _names("territories").get(shown.casefold(), "")
    if len(code) != 2:
        raise BadCell("cell.unknown_country", found=shown)
    return code


def _zone(raw: Raw, zone: ZoneInfo) -> str:
    name = folded(raw)
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadCell("cell.unknown_time_zone", found=name) from None


def _email(raw: Raw, zone: ZoneInfo) -> str:
    address = folded(raw)
    if not re.fullmatch(r"[^@\s,;<>()\[\]\"]+@[^@\s,;<>()\[\]\"]+\.[^@\s.,;<>()\[\]\"]{2,}", address):
        raise BadCell("cell.bad_email", found=address)
    return address


def _phone(raw: Raw, zone: ZoneInfo) -> str:
    number = _code(raw)
    try:
        possible = phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        possible = False
    if not possible:
        raise BadCell("cell.bad_phone", found=number)
    return number


def _list_of(one: Callable[[Raw, ZoneInfo], str]) -> Cell:
    return Cell(
        lambda raw, zone: tuple(one(part, zone) for part in SEPARATORS.split(plain(raw)) if part.strip()),
        lambda values, language: ", ".join(values),
    )


def _as_is(value: Any, language: str) -> Raw:
    return value  # type: ignore[no-any-return]  # each kind's own reader made it, and says what it is


WORDS = Cell(lambda raw, zone: plain(raw), _as_is)
IDENTIFIER = Cell(_identifier, _as_is)
IDENTIFIERS = _list_of(_identifier)
NUMBER_AS_TEXT = Cell(lambda raw, zone: re.sub(r"\s", "", _code(raw)), _as_is)
HS = Cell(_hs, _as_is)
DATE = Cell(_date, _as_is)
TIME = Cell(_time, _as_is)
PERIODS = Cell(_periods, _write_periods)
LANGUAGE = Cell(_language, _as_is)
LANGUAGES = _list_of(_language)
COUNTRY = Cell(_country, _as_is)
TIME_ZONE = Cell(_zone, _as_is)
EMAIL = Cell(_email, _as_is)
PHONE = Cell(_phone, _as_is)
WORD_LIST = _list_of(lambda raw, zone: plain(raw))
YES_NO = Cell(
    lambda raw, zone: raw if isinstance(raw, bool) else _choose(("yes", "no"), raw) == "yes",
    lambda value, language: say("workbook", "choice.yes" if value else "choice.no", language),
    ("yes", "no"),
)


def integer(low: int, high: int) -> Cell:
    """A whole number from `low` to `high`, both allowed."""
    return Cell(_integer(low, high), _as_is)
