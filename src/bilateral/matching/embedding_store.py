"""Vectors kept on disk between runs."""

import hashlib
import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bilateral.fault import Fault, Place
from bilateral.matching.encoder import Encoder, Vectors
from bilateral.progress import Listener, Report, ignore
from bilateral.whole_file import write_whole

_KEY_BYTES = 16
_SUM_BYTES = 32
_AT_ONCE = 64
"""Texts between two words of progress."""


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:_KEY_BYTES]


class EmbeddingStore:
    """Vectors by (encoder name, text), in one file an encoder inside `directory` (None: kept in memory only).

    A file is the SHA-256 of its content followed by an uncompressed .npz of keys and vectors. It is replaced whole,
    so that a stopped run leaves the old one; of two runs that end together the later one's file stays, which costs
    the other's texts a second encoding and nothing else. A file that fails its sum or its shape is not used: it is
    told in `notices` and written anew.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self.directory = directory
        self._kept: dict[str, dict[bytes, NDArray[np.float32]]] = {}
        self._notices: list[Fault] = []

    @property
    def notices(self) -> tuple[Fault, ...]:
        """What was found wrong with the kept files, in the order found."""
        return tuple(self._notices)

    def vectors(self, encoder: Encoder, texts: Sequence[str], progress: Listener = ignore) -> Vectors:
        """The vectors of `texts` (n × d), those not kept yet encoded and kept. Reports the stage "encoding".

        Raises OSError where the directory cannot be written.
        """
        kept = self._kept.setdefault(encoder.name, {})
        if not kept:
            kept.update(self._read(encoder.name))
        keys = [_key(text) for text in texts]
        absent = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        for done in range(0, len(absent), _AT_ONCE):
            progress(Report("encoding", done, len(absent)))
            batch = list(absent)[done : done + _AT_ONCE]
            kept.update(zip(batch, encoder.encode([absent[key] for key in batch]), strict=True))
        progress(Report("encoding", len(absent), len(absent)))
        if absent:
            self._write(encoder.name, kept)
        if not texts:
            return np.empty((0, 1), dtype=np.float32)
        return np.stack([kept[key] for key in keys])

    def path(self, name: str) -> Path | None:
        """The file that keeps the vectors of the encoder called `name`; None where nothing is kept on disk."""
        if self.directory is None:
            return None
        return self.directory / f"vectors-{hashlib.sha256(name.encode()).hexdigest()[:16]}.bin"

    def _read(self, name: str) -> dict[bytes, NDArray[np.float32]]:
        path = self.path(name)
        if path is None or not path.exists():
            return {}
        data = path.read_bytes()
        if hashlib.sha256(data[_SUM_BYTES:]).digest() != data[:_SUM_BYTES]:
            self._notices.append(
                Fault("embeddings.corrupt", Place(path=str(path)), {"file": path.name}, severity="notice")
            )
            return {}
        with np.load(io.BytesIO(data[_SUM_BYTES:]), allow_pickle=False) as arrays:
            keys, vectors = arrays["keys"], arrays["vectors"]
        return {row.tobytes(): vector for row, vector in zip(keys, vectors, strict=True)}

    def _write(self, name: str, kept: dict[bytes, NDArray[np.float32]]) -> None:
        path = self.path(name)
        if path is None:
            return
        ordered = sorted(kept)
        content = io.BytesIO()
        np.savez(
            content,
            keys=np.frombuffer(b"".join(ordered), dtype=np.uint8).reshape(len(ordered), _KEY_BYTES),
            vectors=np.stack([kept[key] for key in ordered]),
        )
        write_whole(path, hashlib.sha256(content.getvalue()).digest() + content.getvalue())
