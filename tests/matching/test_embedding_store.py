from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import CharacterEncoder, Vectors
from bilateral.progress import Report
from bilateral.wording import say


class CountingEncoder(CharacterEncoder):
    """An encoder that remembers what it was asked."""

    def __init__(self, size: int = 16) -> None:
        super().__init__(size)
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        return super().encode(texts)


def kept_file(directory: Path) -> Path:
    path = EmbeddingStore(directory).path(CountingEncoder().name)
    assert path is not None
    return path


def test_what_is_kept_is_not_encoded_again(tmp_path: Path) -> None:
    first, second = CountingEncoder(), CountingEncoder()
    before = EmbeddingStore(tmp_path).vectors(first, ["a", "b", "a"])
    after = EmbeddingStore(tmp_path).vectors(second, ["b", "c", "a"])
    assert (first.asked, second.asked) == (["a", "b"], ["c"])
    assert np.array_equal(before[[0, 1]], after[[2, 0]])


def test_another_encoder_has_its_own_vectors(tmp_path: Path) -> None:
    store = EmbeddingStore(tmp_path)
    assert store.vectors(CountingEncoder(16), ["a"]).shape == (1, 16)
    assert store.vectors(CountingEncoder(8), ["a"]).shape == (1, 8)
    assert len(list(tmp_path.iterdir())) == 2


def test_the_same_texts_in_any_order_leave_the_same_file(tmp_path: Path) -> None:
    EmbeddingStore(tmp_path / "1").vectors(CountingEncoder(), ["a", "b", "c"])
    EmbeddingStore(tmp_path / "2").vectors(CountingEncoder(), ["c", "a", "b"])
    assert kept_file(tmp_path / "1").read_bytes() == kept_file(tmp_path / "2").read_bytes()


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "foreign"])
def test_a_damaged_file_is_told_and_rebuilt(tmp_path: Path, damage: str) -> None:
    sound = EmbeddingStore(tmp_path).vectors(CountingEncoder(), ["a", "b"])
    path = kept_file(tmp_path)
    data = path.read_bytes()
    flipped = bytearray(data)
    flipped[-100] ^= 1
    path.write_bytes({"cut": data[:-1], "flip": bytes(flipped), "empty": b"", "foreign": b"PK" * 100}[damage])

    store, encoder = EmbeddingStore(tmp_path), CountingEncoder()
    assert np.array_equal(store.vectors(encoder, ["a", "b"]), sound)
    assert encoder.asked == ["a", "b"]
    assert [(notice.code, notice.severity, notice.values) for notice in store.notices] == [
        ("embeddings.corrupt", "notice", {"file": path.name})
    ]
    assert say("matching", "fault.embeddings.corrupt.says", "ru", **store.notices[0].values)
    assert path.read_bytes() == data


def test_without_a_directory_nothing_is_written(tmp_path: Path) -> None:
    EmbeddingStore().vectors(CountingEncoder(), ["a"])
    assert list(tmp_path.iterdir()) == []


def test_progress_tells_what_is_left_to_encode() -> None:
    told: list[Report] = []
    EmbeddingStore().vectors(CountingEncoder(), [str(number) for number in range(100)], told.append)
    assert told == [Report("encoding", done, 100) for done in (0, 64, 100)]
