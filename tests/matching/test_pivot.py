import gzip
from pathlib import Path

import numpy as np
import pytest

from bilateral.fault import InputFaults
from bilateral.matching.dictd import read_dictd
from bilateral.matching.pivot import Pivot, WordIndex

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


def number(value: int) -> str:
    digits = ALPHABET[value % 64]
    while value := value // 64:
        digits = ALPHABET[value % 64] + digits
    return digits


def write_dictionary(directory: Path, entries: dict[str, str], *, packed: bool) -> Path:
    body, lines = b"", []
    for headword, senses in entries.items():
        article = f"{headword}\n  {senses}\n".encode()
        lines.append(f"{headword}\t{number(len(body))}\t{number(len(article))}\n")
        body += article
    index = directory / "small.index"
    index.write_text("".join(lines), encoding="utf-8")
    index.with_suffix(".dict.dz" if packed else ".dict").write_bytes(gzip.compress(body) if packed else body)
    return index


ENTRIES = {
    "00-database-short": "a small dictionary",
    "dry": "сухой; высушенный, засушливый",
    "transformer": "1) трансформатор 2) преобразователь",
    "honey": "мёд",
}


@pytest.mark.parametrize("packed", [True, False])
def test_a_dictd_dictionary_is_read_packed_or_not(tmp_path: Path, packed: bool) -> None:
    entries = read_dictd([write_dictionary(tmp_path, ENTRIES, packed=packed)])
    assert [headword for headword, _ in entries] == ["dry", "transformer", "honey"]
    assert entries[2][1] == "honey\n  мёд\n"


def test_every_bad_dictionary_is_named_at_once(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.index"
    damaged.write_text("word\tA\t////\n", encoding="utf-8")
    damaged.with_suffix(".dict").write_bytes(b"short")
    unpacked = tmp_path / "unpacked.index"
    unpacked.write_text("word\tA\tB\n", encoding="utf-8")
    unpacked.with_suffix(".dict.dz").write_bytes(b"not gzip")
    with pytest.raises(InputFaults) as raised:
        read_dictd([tmp_path / "absent.index", damaged, unpacked])
    assert [(fault.code, fault.values["file"]) for fault in raised.value.faults] == [
        ("dictionary.absent", "absent.dict"),
        ("dictionary.unreadable", "damaged.index"),
        ("dictionary.unreadable", "unpacked.index"),
    ]


def test_russian_and_chinese_meet_in_english_stems(tmp_path: Path) -> None:
    pivot = Pivot([write_dictionary(tmp_path, ENTRIES, packed=True)])
    russian, chinese = pivot.bag("сухие трансформаторы"), pivot.bag("干式变压器")
    assert sorted(russian) == ["dri", "transform"]
    assert {"dri", "transform"} <= set(chinese)
    assert sorted(pivot.bag("dry transformers")) == ["dri", "transform"]
    assert pivot.bag("") == {}


def test_the_best_document_of_each_query_scores_one() -> None:
    documents = [{"dry": 1.0, "transform": 1.0}, {"honey": 1.0}, {"transform": 1.0, "oil": 1.0}]
    scores = WordIndex(documents).scores([{"transform": 1.0, "dry": 1.0}, {"honey": 2.0}, {"rope": 1.0}]).toarray()
    assert scores.argmax(axis=1).tolist() == [0, 1, 0]
    assert scores.max(axis=1).tolist() == [1.0, 1.0, 0.0]
    assert 0 < scores[0, 2] < 1


def test_nothing_asked_or_nothing_there_scores_nothing() -> None:
    assert WordIndex([{"a": 1.0}]).scores([]).shape == (0, 1)
    assert WordIndex([]).scores([{"a": 1.0}]).shape == (1, 0)
    assert np.array_equal(WordIndex([{}]).scores([{}]).toarray(), np.zeros((1, 1)))
