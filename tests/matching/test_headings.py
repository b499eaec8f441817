from pathlib import Path

import pytest

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import CharacterEncoder, SentenceEncoder
from bilateral.matching.headings import HeadingFinder, suggest_headings
from bilateral.matching.tariff import titles
from bilateral.text import Text


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Центробежные насосы для воды, 7,5 кВт", "8413"),
        ("干式变压器，2500 kVA，符合GB/T 10228", "8504"),
        ("乾式變壓器", "8504"),
        ("birch plywood", "4412"),
        ("BIRCH PLYWOOD", "4412"),
        ("茶", "0902"),
        ("Мёд натуральный", "0409"),
    ],
)
def test_goods_find_their_heading_first_in_each_language(finder: HeadingFinder, words: str, code: str) -> None:
    assert finder.suggest(words)[0].code == code


def test_five_distinct_headings_are_suggested_with_titles_and_falling_scores(finder: HeadingFinder) -> None:
    found = finder.suggest("birch plywood")
    assert len({each.code for each in found}) == 5
    assert [each.title for each in found] == [titles()[each.code] for each in found]
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_a_heading_s_own_title_finds_it_with_nearly_full_score(finder: HeadingFinder) -> None:
    for code in ("0409", "4412", "8413"):
        best = finder.suggest(titles()[code])[0]
        assert (best.code, best.score > 0.9) == (code, True)


def test_every_language_of_a_text_is_read(finder: HeadingFinder) -> None:
    assert finder.suggest(Text(ru="мёд", zh="蜂蜜", en="honey"))[0].code == "0409"
    assert finder.suggest(Text(zh="мёд"))[0] == finder.suggest(Text(ru="мёд"))[0]
    assert finder.suggest("мёд / 蜂蜜")[0].code == "0409"


def test_the_scores_of_a_text_do_not_hang_on_other_texts(finder: HeadingFinder) -> None:
    texts = ["茶", "birch plywood", "", "насосы"]
    together = finder.scores(texts)
    assert [row.tolist() for row in together] == [finder.scores([text])[0].tolist() for text in texts]


def test_one_text_alone_gives_the_same_and_no_more_than_asked(
    finder: HeadingFinder, encoder: SentenceEncoder, keep_in: Path
) -> None:
    store = EmbeddingStore(keep_in / "embeddings")
    assert suggest_headings("насосы", encoder=encoder, store=store, most=2) == finder.suggest("насосы")[:2]


def test_a_text_without_words_needs_no_tariff() -> None:
    told: list[object] = []
    empty = suggest_headings("  ", encoder=CharacterEncoder(), store=EmbeddingStore(), progress=told.append)
    assert (empty, told) == ((), [])
