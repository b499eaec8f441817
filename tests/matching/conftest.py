"""What the tests of the matching room share."""

from pathlib import Path

import pytest

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import SentenceEncoder
from bilateral.matching.headings import HeadingFinder


@pytest.fixture(scope="session")
def finder(encoder: SentenceEncoder, keep_in: Path) -> HeadingFinder:
    """The titles of the tariff, encoded once a run."""
    return HeadingFinder(encoder=encoder, store=EmbeddingStore(keep_in / "embeddings"))
