import numpy as np

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import CharacterEncoder, SentenceEncoder
from bilateral.matching.likeness import statement_vectors
from bilateral.text import NO_WORDS, Text


def test_translations_are_like_each_other_and_strangers_are_not(
    encoder: SentenceEncoder, store: EmbeddingStore
) -> None:
    vectors = statement_vectors(
        [Text(zh="干式变压器"), Text(ru="СУХИЕ ТРАНСФОРМАТОРЫ"), Text(en="dry-type transformers"), Text(ru="мёд")],
        encoder,
        store,
    )
    alike = vectors @ vectors.T
    assert alike[:3, :3].min() > 0.5
    assert alike[:3, 3].max() < 0.2


def test_traditional_characters_and_capitals_change_nothing(encoder: SentenceEncoder, store: EmbeddingStore) -> None:
    vectors = statement_vectors(
        [Text(zh="幹式變壓器"), Text(zh="干式变压器"), Text(ru="НАСОСЫ"), Text(ru="насосы")], encoder, store
    )
    assert np.array_equal(vectors[0], vectors[1])
    assert np.array_equal(vectors[2], vectors[3])


def test_a_text_without_words_is_like_nothing() -> None:
    vectors = statement_vectors([NO_WORDS, Text(en="  "), Text(en="x")], CharacterEncoder(), EmbeddingStore())
    assert vectors[:2].any() == np.False_
    assert vectors[2].any() == np.True_


def test_likeness_is_the_same_in_every_order_and_block() -> None:
    texts = [Text(en=f"pump number {number}") for number in range(40)]
    vectors = statement_vectors(texts, CharacterEncoder(), EmbeddingStore())
    whole = vectors @ vectors.T
    single = np.array([[float(a @ b) for b in vectors] for a in vectors], dtype=np.float32)
    assert np.array_equal(whole, single)
    assert np.array_equal(statement_vectors(texts[::-1], CharacterEncoder(), EmbeddingStore())[::-1], vectors)


def test_no_texts_have_no_vectors() -> None:
    assert len(statement_vectors([], CharacterEncoder(), EmbeddingStore())) == 0
