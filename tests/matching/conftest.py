import pytest

from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import SentenceEncoder


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def store() -> EmbeddingStore:
    """Vectors kept in memory for the whole run: the encoder's weights are read once."""
    return EmbeddingStore()
