"""Check digits of registration and tax numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.company.registration import Verdict, check_registration_number, check_tax_number

USCC = "91420115MAEXA0001Q"


@pytest.mark.parametrize(
    ("country", "number", "verdict"),
    [
        ("CN", USCC, Verdict.RIGHT),
        ("CN", USCC.lower(), Verdict.RIGHT),
        ("CN", "91420115MAEXA0001X", Verdict.WRONG),
        ("CN", "91420115MAEXA0001", Verdict.WRONG),
        ("CN", "9142011SMAEXA0001Q", Verdict.WRONG),  # S is no character of a USCC
        ("RU", "1027700132195", Verdict.RIGHT),  # 13 digits: OGRN
        ("RU", "1027700132196", Verdict.WRONG),
        ("RU", "304500116000157", Verdict.RIGHT),  # 15 digits: OGRNIP
        ("RU", "304500116000158", Verdict.WRONG),
        ("RU", "", Verdict.WRONG),
        ("KZ", "220440011111", Verdict.NOT_CHECKED),
        ("DE", "HRB 12345", Verdict.NOT_CHECKED),
        ("XK", "1", Verdict.NOT_CHECKED),
    ],
)
def test_a_registration_number_is_checked_by_its_countrys_rule(country: str, number: str, verdict: Verdict) -> None:
    assert check_registration_number(country, number) is verdict


@pytest.mark.parametrize(
    ("country", "number", "verdict"),
    [
        ("CN", USCC, Verdict.RIGHT),
        ("RU", "7707083893", Verdict.RIGHT),  # 10 digits: a company
        ("RU", "7707083894", Verdict.WRONG),
        ("RU", "500100732259", Verdict.RIGHT),  # 12 digits: a person
        ("RU", "500100732258", Verdict.WRONG),
        ("RU", "77070838", Verdict.WRONG),
        ("BY", "200988541", Verdict.RIGHT),
        ("BY", "200988542", Verdict.WRONG),
        ("DE", "DE136695976", Verdict.RIGHT),
        ("DE", "DE136695978", Verdict.WRONG),
        ("KZ", "220440011111", Verdict.NOT_CHECKED),
        ("US", "12-3456789", Verdict.NOT_CHECKED),
    ],
)
def test_a_tax_number_is_checked_by_its_countrys_rule(country: str, number: str, verdict: Verdict) -> None:
    assert check_tax_number(country, number) is verdict


@given(st.sampled_from(["CN", "RU", "BY", "DE", "IN", "IS", "TW", "KZ", "XK"]), st.text(max_size=20))
def test_whatever_is_given_has_a_verdict(country: str, number: str) -> None:
    assert {check_registration_number(country, number), check_tax_number(country, number)} <= set(Verdict)


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_of_a_uscc_is_noticed(at: int, character: str) -> None:
    changed = USCC[:at] + character + USCC[at + 1 :]
    assert check_registration_number("CN", changed) is (Verdict.RIGHT if changed == USCC else Verdict.WRONG)
