"""How the process treats memory that is free again."""

import ctypes
import sys

_M_MMAP_THRESHOLD = -3
_MEGABYTE = 1 << 20


def give_back_freed_memory() -> None:
    """Let glibc return blocks of a megabyte and more to the system as soon as they are free.

    By itself it raises that size to 32 MB as it goes, and keeps what the solver of linear programmes leaves behind.
    Elsewhere nothing happens.
    """
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            mallopt(_M_MMAP_THRESHOLD, _MEGABYTE)
