"""Which characters can be printed: those of the fonts that come with the packages, the same on every machine."""

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # fonttools ships no types

MISSING = "□"
"""Printed in the place of what no font has."""

_LONG_WORD = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]{46,}")
_BREAK = "\u200b"


def font_folders() -> tuple[Path, ...]:
    """The folders that hold PT Sans and Noto Sans SC, TC, KR and JP."""
    return (
        Path(str(files("fontpkg_pt_sans").joinpath("files"))),
        Path(str(files("justmytype_intl_cjk").joinpath("fonts"))),
    )


@cache
def _coverage() -> tuple[frozenset[int], ...]:
    """The code points of each font; a family counts as what all its cuts have."""
    fonts: dict[str, frozenset[int]] = {}
    for folder in font_folders():
        for file in sorted(folder.rglob("*.ttf")):
            with TTFont(file, lazy=True) as font:
                family = str(font["name"].getDebugName(1))
                points = frozenset(font.getBestCmap())
            fonts[family] = fonts.get(family, points) & points
    return tuple(fonts.values())


@lru_cache(maxsize=1 << 14)
def printable(words: str) -> tuple[str, tuple[str, ...]]:
    """The words as they can be printed, and the characters that could not be.

    Canonical composition (NFC); characters that show nothing (joiners, marks of direction, controls) go, line ends
    become spaces; a character that no font has, with the marks on it, becomes MISSING; a word of more than 45 letters
    may be broken after every 20.
    """
    missing: list[str] = []
    clusters: list[str] = []
    for character in unicodedata.normalize("NFC", words):
        kind = unicodedata.category(character)
        if character.isspace() and character not in "\u00a0\u3000\u202f":
            clusters.append(" ")
        elif kind.startswith("M") and clusters and not 0xFE00 <= ord(character) <= 0xFE0F:
            clusters[-1] += character
        elif kind not in {"Cf", "Cc"} and not 0xFE00 <= ord(character) <= 0xFE0F:
            clusters.append("\u00a0" if character == "\u202f" else character)
    fonts = _coverage()
    for place, cluster in enumerate(clusters):
        points = set(map(ord, cluster))
        if not any(points <= font for font in fonts):
            missing.append(cluster)
            clusters[place] = MISSING
    printed = _LONG_WORD.sub(lambda found: _BREAK.join(_pieces(found.group())), "".join(clusters))
    return printed, tuple(missing)


def _pieces(word: str) -> list[str]:
    return [word[start : start + 20] for start in range(0, len(word), 20)]
