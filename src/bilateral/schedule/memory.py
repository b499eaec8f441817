"""How the process treats memory that is free again."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_MEGABYTE = 1 << 20


def give_back_freed_memory() -> None:
    """Return to the system what is free, and from now on blocks of a megabyte and more as soon as they are.

    By itself glibc raises that size to 32 MB as it goes, and keeps what the solver of linear programmes leaves behind.
    Where there is another C library nothing happens.
    """
    library = ctypes.CDLL(None) if sys.platform == "linux" else None
    if library is not None and hasattr(library, "mallopt") and hasattr(library, "malloc_trim"):
        library.mallopt(_M_MMAP_THRESHOLD, _MEGABYTE)
        library.malloc_trim(0)
