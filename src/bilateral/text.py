"""What people wrote, in one or several languages."""

from collections.abc import Iterator, Mapping

READERS = ("en", "ru", "zh")
"""The languages in which Bilateral itself speaks, as BCP 47 codes, in the order of preference."""


class Text(Mapping[str, str]):
    """Words by language, unchangeable: `Text(zh="干式变压器", ru="сухие трансформаторы")`.

    Keys are BCP 47 codes. Empty words are left out, so that two texts that say the same are equal.
    """

    __slots__ = ("_words",)

    def __init__(self, words: Mapping[str, str] | None = None, **by_language: str) -> None:
        given = {**(words or {}), **by_language}
        self._words = {language: given[language] for language in sorted(given) if given[language]}

    def __getitem__(self, language: str) -> str:
        return self._words[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)

    def __hash__(self) -> int:
        return hash(tuple(self._words.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._words == other._words

    def __repr__(self) -> str:
        return f"Text({self._words!r})"

    def language_for(self, reader: str) -> str | None:
        """The language in which `reader` is shown this text: her own, else English, else any; None if empty."""
        for language in (reader, *READERS, *self._words):
            if language in self._words:
                return language
        return None

    def for_reader(self, reader: str) -> str:
        """The words shown to `reader`, by the rule of `language_for`; empty if there are none."""
        language = self.language_for(reader)
        return self._words[language] if language else ""


NO_WORDS = Text()
"""The text that says nothing."""
