from hypothesis import given
from hypothesis import strategies as st

from bilateral.matching.cedict import chinese_words, gloss, segment, trade_words
from bilateral.matching.normalise import normalise
from bilateral.text import READERS

HAN = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=20)


def test_words_are_as_few_as_possible() -> None:
    assert segment("轨道交通制动系统") == ["轨道交通", "制动", "系统"]
    assert segment("干式变压器") == ["干式变压器"]


def test_characters_outside_the_dictionary_stand_alone() -> None:
    assert segment("\u9fbc\u9fbd") == ["\u9fbc", "\u9fbd"]


@given(HAN)
def test_segments_joined_are_the_text(run: str) -> None:
    assert "".join(segment(run)) == run


def test_a_gloss_keeps_what_is_not_chinese() -> None:
    assert gloss("干式变压器 10kv") == "dry-type transformer 10kv"


def test_every_trade_word_is_normal_in_three_languages_and_known() -> None:
    terms = trade_words("terms")
    assert all(sorted(term) == sorted(READERS) for term in (*terms, *trade_words("sentences")))
    assert len({term["zh"] for term in terms}) == len(terms)
    assert [term["zh"] for term in terms if normalise(term["zh"], "zh") != term["zh"]] == []
    assert [term["en"] for term in terms if chinese_words()[term["zh"]][0] != term["en"]] == []
