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
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from babel import Locale

from bilateral.exchange.model import EVERYONE, Period
from bilateral.text import READERS
from bilateral.wording import say

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


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of cell: `read` takes the raw value and the exchange's zone and raises BadCell, `write` gives what is to
    stand in the cell for a reader of a language. `form` is how Excel is to hold it. `choices` are the codes among which
    the cell chooses, each with its word under "choice." in the wording; `bounds` the least and the greatest number.
    """

    read: Callable[[Raw, ZoneInfo], Any]
    write: Callable[[Any, str], Raw]
    form: Literal["text", "number", "date", "time"] = "text"
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] | None = None


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


def _identifier(raw: Raw, zone: ZoneInfo) -> str:
    identifier = folded(raw)
    if not re.fullmatch(r"[\w.\-]{1,64}", identifier):
        raise BadCell("cell.bad_identifier", found=identifier)
    return identifier


def _code(raw: Raw) -> str:
    if not isinstance(raw, str):
        raise BadCell("cell.number_for_code", found=shown(raw))
    return folded(raw)


def _hs(raw: Raw, zone: ZoneInfo) -> str:
    digits = re.sub(r"[ .]", "", _code(raw))
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{8}|[0-9]{10}", digits):
        raise BadCell("cell.bad_hs", found=digits)
    return digits


def _integer(low: int, high: int) -> Callable[[Raw, ZoneInfo], int]:
    def read(raw: Raw, zone: ZoneInfo) -> int:
        found = folded(raw) if isinstance(raw, str) else shown(raw)
        if not re.fullmatch(r"-?[0-9]{1,9}", found) or not low <= int(found) <= high:
            raise BadCell("cell.bad_integer", found=found, low=low, high=high)
        return int(found)

    return read


_DATES = (re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})"), re.compile(r"(\d{4})[/年](\d{1,2})[/月](\d{1,2})日?"))
DATES = (date(2000, 1, 1), date(2100, 12, 31))
"""A date outside them is a slip of the hand."""
_DATE_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def _date(raw: Raw, zone: ZoneInfo) -> date:
    if isinstance(raw, datetime) and raw.time() == time():
        raw = raw.date()
    words = folded(raw) if isinstance(raw, str) else shown(raw)
    parts = next((found.groups() for rule in _DATES if (found := rule.fullmatch(words))), None)
    if parts is None and (found := _DATE_DOTTED.fullmatch(words)):
        parts = found.groups()[::-1]
    try:
        year, month, day = (int(part) for part in parts or ())
        day_on = date(year, month, day)
    except ValueError:
        day_on = date.min
    if not DATES[0] <= day_on <= DATES[1]:
        raise BadCell("cell.bad_date", found=words, first=DATES[0].year, last=DATES[1].year)
    return day_on


def _time(raw: Raw, zone: ZoneInfo) -> time:
    words = folded(raw) if isinstance(raw, str) else shown(raw)
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::00)?", words)
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadCell("cell.bad_time", found=words)
    return time(int(found[1]), int(found[2]))


_MOMENT = r"(?:(\S+) +)?(\d{1,2}:\d{2})"
_PERIOD = re.compile(rf"{_MOMENT} *[-–—~至] *{_MOMENT}")


def _period(words: str, zone: ZoneInfo) -> Period:
    try:
        if found := _PERIOD.fullmatch(words):
            first = _date(found[1] or "", zone)
            last = _date(found[3], zone) if found[3] else first
            start_at = datetime.combine(first, _time(found[2], zone), zone)
            end_at = datetime.combine(last, _time(found[4], zone), zone)
        else:
            start_at = datetime.combine(_date(words, zone), time(), zone)
            end_at = datetime.combine(start_at.date() + timedelta(days=1), time(), zone)
    except BadCell:
        raise BadCell("cell.bad_period", found=words) from None
    if start_at >= end_at:
        raise BadCell("cell.period_backwards", found=words)
    return Period(start_at, end_at)


def _periods(raw: Raw, zone: ZoneInfo) -> tuple[Period, ...]:
    if isinstance(raw, datetime | date):
        raw = _date(raw, zone).isoformat()
    return tuple(_period(folded(part), zone) for part in _parts(raw))


def _write_periods(periods: Sequence[Period], language: str) -> str:
    return "; ".join(_write_period(period) for period in periods)


def _write_period(period: Period) -> str:
    first, last = period.start_at.date(), period.end_at.date()
    if last == first + timedelta(days=1) and period.start_at.time() == period.end_at.time() == time():
        return first.isoformat()
    end = f"{period.end_at:%H:%M}" if first == last else f"{period.end_at:%Y-%m-%d %H:%M}"
    return f"{period.start_at:%Y-%m-%d %H:%M}-{end}"


@cache
def _choice_words(choices: tuple[str, ...]) -> dict[str, str]:
    words = {say("workbook", f"choice.{choice}", reader).casefold(): choice for choice in choices for reader in READERS}
    return words | {choice: choice for choice in choices}


def _choose(choices: tuple[str, ...], raw: Raw) -> str:
    found = folded(raw) if isinstance(raw, str) else shown(raw)
    try:
        return _choice_words(choices)[found.casefold()]
    except KeyError:
        raise BadCell("cell.bad_choice", found=found, choices=choices) from None


def _parts(raw: Raw) -> list[str]:
    """The items of a list in one cell."""
    return [part for part in SEPARATORS.split(plain(raw)) if part.strip()]


def choice(kind: type[Any], choices: Sequence[str]) -> Cell:
    """One of `choices`, by its code or its word in any of the readers' languages."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: kind(_choose(fixed, raw)),
        lambda value, language: say("workbook", f"choice.{value}", language),
        choices=fixed,
    )


def choice_list(kind: type[Any], choices: Sequence[str]) -> Cell:
    """Any of `choices`, separated by commas or semicolons."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: tuple(kind(_choose(fixed, part)) for part in _parts(raw)),
        lambda values, language: ", ".join(say("workbook", f"choice.{value}", language) for value in values),
    )


_NO_COUNTRIES = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
"""What CLDR holds among its territories although no company is registered there."""
_NO_LANGUAGES = {"mis", "mul", "root", "und", "zxx"}
_ALSO_LANGUAGES = {
    "mandarin": "zh", "汉语": "zh", "普通话": "zh", "英文": "en", "俄文": "ru", "哈萨克文": "kk",
    "русский язык": "ru", "английский язык": "en", "китайский язык": "zh",
}  # fmt: skip
_ALSO_COUNTRIES = {
    "prc": "CN", "mainland china": "CN", "中华人民共和国": "CN", "中国大陆": "CN", "кнр": "CN",
    "russian federation": "RU", "俄罗斯联邦": "RU", "俄国": "RU", "рф": "RU", "российская федерация": "RU",
    "usa": "US", "сша": "US", "uk": "GB", "uae": "AE", "оаэ": "AE", "республика беларусь": "BY", "白俄罗斯共和国": "BY",
    "республика казахстан": "KZ",
}  # fmt: skip


def _codes_by_name(kind: str, codes: Sequence[str], also: dict[str, str]) -> dict[str, str]:
    names = {
        unicodedata.normalize("NFKC", name).casefold(): code
        for reader in reversed(READERS)
        for code, name in getattr(Locale(reader), kind).items()
        if code in codes
    }
    return names | also | {code.casefold(): code for code in codes}


@cache
def _languages() -> dict[str, str]:
    """Codes of languages (two or three letters) by themselves and by their names in the readers' languages."""
    known = map(str, Locale("en").languages)
    codes = [code for code in known if code.isalpha() and len(code) <= 3 and code not in _NO_LANGUAGES]
    return _codes_by_name("languages", codes, _ALSO_LANGUAGES)


@cache
def _countries() -> dict[str, str]:
    """Codes of countries by themselves and by their names in the readers' languages."""
    known = map(str, Locale("en").territories)
    codes = [code for code in known if len(code) == 2 and code not in _NO_COUNTRIES]
    return _codes_by_name("territories", codes, _ALSO_COUNTRIES)


def _language(raw: Raw, zone: ZoneInfo) -> str:
    found = folded(raw)
    try:
        return _languages()[found.casefold()]
    except KeyError:
        raise BadCell("cell.unknown_language", found=found) from None


def language_of_heading(code: str) -> str | None:
    """The BCP 47 code of the language of a heading like "name:zh" or "name:zh-Hant", in its usual case; None where
    there is no such language, script or country."""
    language, *rest = code.split("-")
    script = rest.pop(0).title() if rest and len(rest[0]) == 4 else ""
    country = rest.pop(0).upper() if rest else ""
    language = language.lower()
    known = (
        _languages().get(language) == language
        and (not script or script in Locale("en").scripts)
        and (not country or _countries().get(country.lower()) == country)
    )
    return "-".join(part for part in (language, script, country) if part) if known and not rest else None


def _country(raw: Raw, zone: ZoneInfo) -> str:
    found = folded(raw)
    try:
        return _countries()[found.casefold()]
    except KeyError:
        raise BadCell("cell.unknown_country", found=found) from None


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
        lambda raw, zone: tuple(one(part, zone) for part in _parts(raw)),
        lambda values, language: ", ".join(values),
    )


def _as_is(value: Any, language: str) -> Raw:
    return value  # type: ignore[no-any-return]  # each kind's own reader made it, and says what it is


WORDS = Cell(lambda raw, zone: plain(raw), _as_is)
IDENTIFIER = Cell(_identifier, _as_is)
IDENTIFIERS = _list_of(_identifier)
NUMBER_AS_TEXT = Cell(lambda raw, zone: re.sub(r"\s", "", _code(raw)), _as_is)
HS = Cell(_hs, _as_is)
DATE = Cell(_date, _as_is, "date")
TIME = Cell(_time, _as_is, "time")
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
    choices=("yes", "no"),
)


@cache
def _groups() -> dict[str, str]:
    """Those who attend as a group, by the group's code and its words in the readers' languages."""
    return _choice_words(("host", "guest", EVERYONE))


def _read_attends(raw: Raw, zone: ZoneInfo) -> tuple[str, ...]:
    return tuple(_groups().get(compared(part).casefold()) or _identifier(part, zone) for part in _parts(raw))


def _write_attends(attends: Sequence[str], language: str) -> str:
    groups = set(_groups().values())
    return ", ".join(say("workbook", f"choice.{who}", language) if who in groups else who for who in attends)


ATTENDS = Cell(_read_attends, _write_attends)


def is_group(identifier: str) -> bool:
    """Whether `identifier` is taken in a list of those who attend for a whole side, or for all."""
    return identifier.casefold() in _groups()


def integer(low: int, high: int) -> Cell:
    """A whole number from `low` to `high`, both allowed."""
    return Cell(_integer(low, high), _as_is, "number", bounds=(low, high))
