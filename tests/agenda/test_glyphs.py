import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from bilateral.agenda.glyphs import MISSING, printable


def test_the_three_languages_and_their_neighbours_are_printed_as_they_are() -> None:
    for words in ("武汉“电动”——客车", "«Ёлочки» № 5 — ₽", "Қазақстан Өлгий", "臺灣 한국어", "20 °C ≥ ½ Ω"):
        assert printable(words) == (words, ())


def test_a_character_of_no_font_becomes_a_box_and_is_told() -> None:
    assert printable("武汉😀公司") == ("武汉□公司", ("😀",))


def test_what_shows_nothing_is_left_out_and_line_ends_become_spaces() -> None:
    assert printable("a\u200d\ufe0f\u202eb\r\nc\x07") == ("ab  c", ())


def test_a_very_long_word_may_be_broken() -> None:
    assert printable("x" * 46) == ("x" * 20 + "\u200b" + "x" * 20 + "\u200b" + "x" * 6, ())
    assert printable("x" * 45) == ("x" * 45, ())


@given(st.text(max_size=40))
def test_nothing_disappears_without_word(words: str) -> None:
    printed, missing = printable(words)
    silent = [
        c
        for c in unicodedata.normalize("NFC", words)
        if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"}
    ]
    told = sum(len(cluster) - 1 for cluster in missing)
    selectors = sum(0xFE00 <= ord(c) <= 0xFE0F for c in silent)
    shown = sum(not c.isspace() for c in printed.replace("\u200b", ""))
    assert shown == len(silent) - told - selectors
    assert printed.count(MISSING) == len(missing) + words.count(MISSING)
