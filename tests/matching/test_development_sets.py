"""Recall on the sets that lie beside the repository, on the half of the items that tuning did not see."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import SentenceEncoder
from bilateral.matching.likeness import statement_vectors
from bilateral.text import Text

SETS = Path(__file__).resolve().parents[3] / "shared" / "reference" / "crosslingual"
PAIRS = 200

pytestmark = pytest.mark.skipif(not SETS.is_dir(), reason="the development sets are not beside the repository")


def unseen(name: str) -> list[dict[str, str]]:
    rows = [line.split("\t") for line in (SETS / name).read_text(encoding="utf-8").splitlines()]
    found = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    kept = [row for row in found if hashlib.sha256(row["id"].encode()).digest()[0] % 2 == 1 and all(row.values())]
    last: dict[str, dict[str, str]] = {}
    for row in kept:
        last.setdefault(row["en"].split(" > ")[-1], {key: words.split(" > ")[-1] for key, words in row.items()})
    return list(last.values())[:PAIRS]


@pytest.mark.parametrize(
    ("name", "source", "target", "least"),
    [
        ("gpt_zh_ru_en.tsv", "zh", "ru", 0.60),
        ("gpt_zh_ru_en.tsv", "ru", "zh", 0.60),
        ("gpt_zh_ru_en.tsv", "en", "zh", 0.75),
        ("hs4_ru_en.tsv", "ru", "en", 0.90),
    ],
)
def test_a_title_finds_its_translation_first(
    encoder: SentenceEncoder, store: EmbeddingStore, name: str, source: str, target: str, least: float
) -> None:
    rows = unseen(name)
    texts = [Text({language: row[language]}) for language in (source, target) for row in rows]
    vectors = statement_vectors(texts, encoder, store)
    scores = vectors[: len(rows)] @ vectors[len(rows) :].T
    assert float(np.mean(scores.argmax(axis=1) == np.arange(len(rows)))) >= least
