"""What may stand in a cell: how each kind is read from what Excel holds and written back.

A kind reads strictly: whatever could be taken in two ways is refused with a code of what is wrong. Numbers that are
names (tax numbers, HS codes, telephones) must be text cells, because Excel drops their zeros and rounds their digits.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers

from bilateral.exchange.model import EVERYONE
from bilateral.text import READERS
from bilateral.wording import say
from bilateral.workbook import names, times
from bilateral.workbook.raw import BadCell, Raw, compared, folded, listed, plain, shown


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


def _chosen(choices: tuple[str, ...], value: str, language: str) -> str:
    """The word for `value`; what is none of the choices stays as it is, for the reader to refuse."""
    return say("workbook", f"choice.{value}", language) if value in choices else value


def choice(kind: type[Any], choices: Sequence[str]) -> Cell:
    """One of `choices`, by its code or its word in any of the readers' languages."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: kind(_choose(fixed, raw)),
        lambda value, language: _chosen(fixed, value, language),
        choices=fixed,
    )


def choice_list(kind: type[Any], choices: Sequence[str]) -> Cell:
    """Any of `choices`, separated by commas or semicolons."""
    fixed = tuple(choices)
    return Cell(
        lambda raw, zone: tuple(kind(_choose(fixed, part)) for part in listed(raw)),
        lambda values, language: ", ".join(_chosen(fixed, value, language) for value in values),
    )


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
        lambda raw, zone: tuple(one(part, zone) for part in listed(raw)),
        lambda values, language: ", ".join(values),
    )


def _as_is(value: Any, language: str) -> Raw:
    return value  # type: ignore[no-any-return]  # each kind's own reader made it, and says what it is


WORDS = Cell(lambda raw, zone: plain(raw), _as_is)
IDENTIFIER = Cell(_identifier, _as_is)
IDENTIFIERS = _list_of(_identifier)
NUMBER_AS_TEXT = Cell(lambda raw, zone: re.sub(r"\s", "", _code(raw)), _as_is)
HS = Cell(_hs, _as_is)
DATE = Cell(times.read_date, _as_is, "date")
TIME = Cell(times.read_time, _as_is, "time")
PERIODS = Cell(times.read_periods, times.write_periods)
LANGUAGE = Cell(names.read_language, _as_is)
LANGUAGES = _list_of(names.read_language)
COUNTRY = Cell(names.read_country, _as_is)
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
    return tuple(_groups().get(compared(part).casefold()) or _identifier(part, zone) for part in listed(raw))


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
