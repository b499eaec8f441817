from hypothesis import given
from hypothesis import strategies as st

from bilateral.matching.normalise import LONGEST, normalise


def test_width_case_spaces_and_traditional_characters_make_no_difference() -> None:
    assert normalise("幹式變壓器　ＡＢＣ  １０ｋＶ", "zh") == "干式变压器 abc 10kv"
    assert normalise("ТРАНСФОРМАТОРЫ\n\tСУХИЕ", "ru") == "трансформаторы сухие"


def test_ligatures_that_grow_under_nfkc_stay_within_the_longest() -> None:
    assert len(normalise("\ufdfa" * 1000, "ar")) == LONGEST


def test_lone_surrogates_are_dropped() -> None:
    assert normalise("a\ud800b", "en") == "ab"


@given(st.text(alphabet=st.characters(codec=None), max_size=50), st.sampled_from(["zh", "ru", "en"]))
def test_any_text_comes_out_writable(words: str, language: str) -> None:
    assert normalise(words, language).encode("utf-8").decode("utf-8") == normalise(words, language)
