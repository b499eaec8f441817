"""In which language something was written: the tag decides unless the script contradicts it."""

import re
from dataclasses import dataclass

from bilateral.text import Text

_LETTERS = {
    "han": re.compile(r"[\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "cyrillic": re.compile(r"[\u0400-\u052f]"),
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]"),
}
_WEIGHT = {"han": 3.0, "cyrillic": 2.0, "latin": 1.0}
"""A Chinese character says as much as three letters; foreign names in Russian text are Latin, seldom the reverse."""
_LANGUAGE = {"han": "zh", "cyrillic": "ru", "latin": "en"}
_SCRIPT = {
    **dict.fromkeys(("zh", "ja", "yue", "wuu"), "han"),
    **dict.fromkeys(("ru", "kk", "ky", "mn", "tg", "uk", "be", "bg", "mk", "sr", "tt"), "cyrillic"),
}
"""The script of a language's tag; every other language of trade here is written in Latin letters."""
_STANDS = {"han": 0.2, "cyrillic": 0.2, "latin": 0.5}
"""The share of a text's (weighted) letters that its tag's script must have for the tag to be believed: Latin names are
common in Chinese and Russian text, and tell nothing of its language."""
_SEPARATORS = re.compile(r"[\n\r/|／｜()（）;；]+")
_LONG_ENOUGH = 6.0
"""The weighted letters from which a part of a field counts as a passage of its own: two Chinese characters, three
Russian letters or six Latin ones. A shorter part (a unit, a standard's letters) stays with what precedes it."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in one language; `language` is the primary subtag of a BCP 47 code."""

    language: str
    words: str


def _weights(words: str) -> dict[str, float]:
    return {script: _WEIGHT[script] * len(letters.findall(words)) for script, letters in _LETTERS.items()}


def language_of(words: str, tag: str) -> str:
    """The language of `words` that somebody tagged as `tag`.

    The tag stands where its script is evident or where no letter tells; else the commonest script decides between
    Chinese, Russian and English.
    """
    primary = tag.lower().split("-")[0]
    weights = _weights(words)
    total = sum(weights.values())
    script = _SCRIPT.get(primary, "latin")
    if total == 0 or weights[script] >= _STANDS[script] * total:
        return primary
    return _LANGUAGE[max(weights, key=lambda name: weights[name])]


def _passages(words: str, tag: str) -> list[Passage]:
    """`words` cut by language where several were stacked into one field, else whole."""
    cut: dict[str, list[str]] = {}
    latest = ""
    for part in _SEPARATORS.split(words):
        if not latest or sum(_weights(part).values()) >= _LONG_ENOUGH:
            latest = language_of(part, tag)
        cut.setdefault(latest, []).append(part.strip())
    if len(cut) < 2:
        return [Passage(language_of(words, tag), words)]
    return [Passage(language, " ".join(parts)) for language, parts in cut.items()]


def passages(text: Text) -> tuple[Passage, ...]:
    """What `text` says, one passage for each language actually written, in the order of the text's keys."""
    return tuple(passage for tag, words in text.items() if words.strip() for passage in _passages(words, tag))
