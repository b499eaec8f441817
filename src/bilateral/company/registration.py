"""Registration and tax numbers: the check digits that each country's register puts into them."""

from enum import StrEnum
from typing import Protocol

from stdnum import get_cc_module
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.ru import inn, ogrn


class Verdict(StrEnum):
    """What can be said of a number without asking the register itself."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_CHECKED = "not_checked"


class _Rule(Protocol):
    def validate(self, number: str) -> str: ...


_REGISTRATION: dict[str, _Rule] = {"CN": uscc, "RU": ogrn}
_TAX: dict[str, _Rule] = {"CN": uscc, "RU": inn}


def check_registration_number(country: str, number: str) -> Verdict:
    """Whether a company's registration number (China: USCC, Russia: OGRN or OGRNIP) is well formed with a right check
    digit; NOT_CHECKED for a `country` (ISO 3166, two letters) whose rule python-stdnum does not hold."""
    return _verdict(_REGISTRATION.get(country), number)


def check_tax_number(country: str, number: str) -> Verdict:
    """The same for a tax number (China: USCC, Russia: INN, elsewhere the value-added-tax number of the country)."""
    return _verdict(_TAX.get(country) or get_cc_module(country.lower(), "vat"), number)


def _verdict(rule: _Rule | None, number: str) -> Verdict:
    if rule is None:
        return Verdict.NOT_CHECKED
    try:
        rule.validate(number)
    except ValidationError:
        return Verdict.WRONG
    return Verdict.RIGHT
