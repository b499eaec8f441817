"""What people wrote, in one or several languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilateral.text import NO_WORDS, Text

TEXTS = st.dictionaries(st.sampled_from(["en", "ru", "zh", "kk", "de"]), st.text(max_size=5))


def test_texts_that_say_the_same_are_equal_whatever_their_order() -> None:
    one, other = Text({"zh": "变压器", "ru": "трансформатор"}), Text(ru="трансформатор", zh="变压器", en="")
    assert one == other
    assert hash(one) == hash(other)
    assert list(one) == ["ru", "zh"]


def test_a_text_is_no_mapping_of_the_same_words() -> None:
    assert Text(en="a") != {"en": "a"}
    assert Text(en="a") != Text(en="b")


def test_empty_words_are_left_out() -> None:
    assert Text(en="", ru="") == NO_WORDS
    assert len(NO_WORDS) == 0
    with pytest.raises(KeyError):
        NO_WORDS["en"]


def test_words_by_keyword_go_before_those_of_the_mapping() -> None:
    assert Text({"en": "old", "ru": "слово"}, en="new") == Text(en="new", ru="слово")


@pytest.mark.parametrize(
    ("languages", "reader", "shown"),
    [
        (("en", "ru", "zh"), "zh", "zh"),
        (("ru", "zh"), "en", "ru"),
        (("en", "zh"), "ru", "en"),
        (("kk", "zh"), "ru", "zh"),
        (("de", "kk"), "ru", "de"),
        (("kk",), "kk", "kk"),
        (("en", "kk"), "kk", "kk"),
        ((), "en", None),
    ],
)
def test_a_reader_is_shown_her_language_or_else_english_or_else_any(
    languages: tuple[str, ...], reader: str, shown: str | None
) -> None:
    text = Text({language: f"in {language}" for language in languages})
    assert text.language_for(reader) == shown
    assert text.for_reader(reader) == (f"in {shown}" if shown else "")


@given(TEXTS)
def test_a_text_gives_back_its_words(words: dict[str, str]) -> None:
    assert dict(Text(words)) == {language: said for language, said in words.items() if said}


@given(TEXTS, st.sampled_from(["en", "ru", "zh", "kk"]))
def test_something_is_shown_wherever_something_is_said(words: dict[str, str], reader: str) -> None:
    assert bool(Text(words).for_reader(reader)) is any(words.values())


@given(TEXTS)
def test_the_shown_form_of_a_text_makes_it_again(words: dict[str, str]) -> None:
    text = Text(words)
    assert eval(repr(text), {"Text": Text}) == text  # noqa: S307  # a repr of our own
