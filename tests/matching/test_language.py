import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.matching.language import Passage, language_of, passages
from bilateral.text import Text


@pytest.mark.parametrize(
    ("words", "tag", "language"),
    [
        ("насосы Grundfos CR 32-4 IP54", "ru", "ru"),
        ("насосы", "zh", "ru"),
        ("供应LFP电芯314Ah", "en", "zh"),
        ("dry-type transformers", "zh-Hans", "en"),
        ("Nasos sotib olamiz", "uz", "uz"),
        ("Сорғы сатып аламыз", "kk-Cyrl", "kk"),
        ("2500", "ru", "ru"),
        ("محولات جافة", "ar", "ar"),
        ("🙂", "zh", "zh"),
    ],
)
def test_the_tag_decides_unless_the_script_contradicts_it(words: str, tag: str, language: str) -> None:
    assert language_of(words, tag) == language


def test_languages_stacked_in_one_field_are_taken_apart() -> None:
    assert passages(Text(zh="干式变压器 / Сухие трансформаторы\ndry-type transformers")) == (
        Passage("zh", "干式变压器"),
        Passage("ru", "Сухие трансформаторы"),
        Passage("en", "dry-type transformers"),
    )


def test_a_slash_inside_a_standard_cuts_nothing() -> None:
    assert passages(Text(en="符合GB/T 10228标准的变压器")) == (Passage("zh", "符合GB/T 10228标准的变压器"),)


def test_every_language_of_a_text_is_a_passage_and_blank_ones_are_none() -> None:
    assert passages(Text(ru="насосы", zh="泵", en=" ")) == (Passage("ru", "насосы"), Passage("zh", "泵"))


@given(st.text(max_size=200), st.sampled_from(["zh", "ru", "en", "kk", "x", ""]))
def test_no_letter_of_any_text_is_lost(words: str, tag: str) -> None:
    kept = "".join(passage.words for passage in passages(Text({tag: words})))
    assert [letter for letter in kept if letter.isalnum()] == [letter for letter in words if letter.isalnum()] or (
        sorted(letter for letter in kept if letter.isalnum()) == sorted(letter for letter in words if letter.isalnum())
    )
