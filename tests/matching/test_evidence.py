import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.matching.evidence import certificate, marks


@pytest.mark.parametrize(
    ("words", "language", "found"),
    [
        ("Насосы Grundfos CR32-4, ГОСТ Р ИСО 9906-2015, 380 В", "ru", {"GRUNDFOS", "CR324", "ISO 9906"}),
        ("水泵 CR32-4，GB/T 10228-2023，2500kVA", "zh", {"CR324", "GB/T 10228"}),
        ("Pumps by Siemens. Supply to Russia, 2500 kVA, OEM", "en", {"SIEMENS"}),
        ("Подшипники 6205-2RS", "ru", {"62052RS"}),
        ("фанера 18 мм, 50 м3, IP54, FCA Вологда", "ru", {"IP54"}),
        ("", "en", set()),
    ],
)
def test_standards_models_and_brands_are_found_and_quantities_are_not(
    words: str, language: str, found: set[str]
) -> None:
    assert marks(words, language) == found


def test_one_certificate_has_one_spelling() -> None:
    assert {certificate(name) for name in ("ISO 9001:2015", "ИСО 9001", "iso9001", "ГОСТ Р ИСО 9001-2015")} == {
        "ISO 9001"
    }
    assert certificate("ЕАС") == certificate("EAC") == "EAC"
    assert certificate("CE") != certificate("CCC")


@given(st.text(max_size=100), st.sampled_from(["zh", "ru", "en", "ar"]))
def test_any_text_can_be_searched(words: str, language: str) -> None:
    assert all(mark == mark.upper() for mark in marks(words, language))
    assert certificate(words) == certificate(words.upper().upper())
