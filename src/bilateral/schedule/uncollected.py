"""Work without Python's collector of reference cycles."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector off, for all threads, for well under a second.

    Many small objects that hold no cycles make it look through the whole heap for them, which takes longer than to make
    them. Where it was off already it stays so.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
