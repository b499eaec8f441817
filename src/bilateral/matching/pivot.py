"""Words that mean the same, found by way of English: a bag of English stems for every text, compared by BM25.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import snowballstemmer
from scipy import sparse

from bilateral.matching.cedict import chinese_words, segment
from bilateral.matching.dictd import read_dictd

Bag = dict[str, float]
"""English stem → how strongly a text says it."""

_STOP = frozenset(
    re.split(
        r"\s+",
        "a an the of to in for on and or with by at from as is are be its it this that these those not etc one's "
        "oneself something somebody",
    )
)
_LATIN = re.compile(r"[a-z][a-z']+|\d+(?:[.,]\d+)?")
_HAN = re.compile(r"[\u3007\u3400-\u9fff]+")
_CYRILLIC = re.compile(r"[а-яё]+(?:-[а-яё]+)*")
_SENSE_ENDS = re.compile(r"[;,\n]|\d+\)|\d+\.|_[IVX]+")
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|_[\w.\-]+")
_SENSES = 5
_STEMS = 8


class Pivot:
    """English stems for Chinese by CC-CEDICT, for Russian by the operator's English-Russian dictionaries, inverted.

    Raises InputFaults as `read_dictd` does.
    """

    def __init__(self, indexes: Sequence[Path]) -> None:
        import pymorphy3  # type: ignore[import-untyped] # ships no types; loaded only where an operator has dictionaries

        self._stemmer = snowballstemmer.stemmer("english")
        self._stemmed: dict[str, str] = {}
        self._morphology: Any = pymorphy3.MorphAnalyzer()
        self._lemmas: dict[str, str] = {}
        inverted: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))
        for headword, body in read_dictd(indexes):
            self._invert(headword, body, inverted)
        self._russian = {
            lemma: dict(sorted(stems.items(), key=lambda each: (-each[1], each[0]))[:_STEMS])
            for lemma, stems in inverted.items()
        }

    def bag(self, words: str) -> Bag:
        """The stems of normalised `words` of any of the three languages, or of several at once."""
        bag: defaultdict[str, float] = defaultdict(float)
        for stem in self._stems(words):
            bag[stem] += 1.0
        known = chinese_words()
        for run in _HAN.findall(words):
            for word in segment(run):
                self._add_senses(bag, known.get(word, ()))
        for word in _CYRILLIC.findall(words):
            stems = self._russian.get(self._lemma(word), {}) if len(word) > 2 else {}
            most = max(stems.values(), default=1.0)
            for stem, weight in stems.items():
                bag[stem] += weight / most / (1 + 0.15 * len(stems))
        return dict(bag)

    def _add_senses(self, bag: defaultdict[str, float], senses: Sequence[str]) -> None:
        for rank, sense in enumerate(senses[:_SENSES]):
            stems = sorted(set(self._stems(sense.lower())))
            if len(stems) <= 4:
                for stem in stems:
                    bag[stem] += 1 / (1 + 0.4 * rank) / len(stems) ** 0.5

    def _stems(self, words: str) -> list[str]:
        found = [word.strip("'") for word in _LATIN.findall(words)]
        for word in found:
            if word not in self._stemmed:
                self._stemmed[word] = self._stemmer.stemWord(word)
        return [self._stemmed[word] for word in found if word not in _STOP]

    def _lemma(self, word: str) -> str:
        if word not in self._lemmas:
            self._lemmas[word] = self._morphology.parse(word)[0].normal_form.replace("ё", "е")
        return self._lemmas[word]

    def _invert(self, headword: str, body: str, inverted: defaultdict[str, defaultdict[str, float]]) -> None:
        """Give every short Russian sense of `headword` its English stems, the first senses the most."""
        stems = self._stems(headword.lower())
        rank = 0
        for part in _SENSE_ENDS.split(_ASIDE.sub(" ", body)):
            words = _CYRILLIC.findall(part.lower())
            if not stems or not 0 < len(words) <= 3 or re.search("[A-Za-z]", part):
                continue
            lemmas = [self._lemma(word) for word in words if len(word) > 2]
            for lemma, stem in product(lemmas, stems):
                inverted[lemma][stem] += 1 / len(lemmas) / len(stems) / (1 + 0.15 * rank)
            rank += bool(lemmas)


class WordIndex:
    """The bags of documents, weighed once for many queries by BM25 with k1 = 1.2 and b = 0.75."""

    def __init__(self, documents: Sequence[Bag]) -> None:
        self._places = {stem: place for place, stem in enumerate(sorted({stem for bag in documents for stem in bag}))}
        lengths = np.array([sum(bag.values()) for bag in documents])
        mean = max(float(lengths.mean()), 1e-9) if len(documents) else 1.0
        held = Counter(stem for bag in documents for stem in bag)
        rarity = {stem: np.log(1 + (len(documents) - n + 0.5) / (n + 0.5)) for stem, n in held.items()}
        weighed: list[Bag] = [
            {stem: float(rarity[stem] * f * 2.2 / (f + 1.2 * (0.25 + 0.75 * length / mean))) for stem, f in bag.items()}
            for bag, length in zip(documents, lengths, strict=True)
        ]
        self._by_stem = self._matrix(weighed).T

    def scores(self, queries: Sequence[Bag]) -> sparse.csr_array[np.float32]:
        """BM25 of every query (row) and document (column), each row divided by its best: 0 to 1."""
        asked = [{stem: f for stem, f in bag.items() if stem in self._places} for bag in queries]
        scores = sparse.csr_array(self._matrix(asked) @ self._by_stem)
        rows = np.repeat(np.arange(len(queries)), np.diff(scores.indptr))
        best = np.full(len(queries), 1e-9, dtype=np.float32)
        np.maximum.at(best, rows, scores.data)
        scores.data /= best[rows]
        return scores

    def _matrix(self, bags: Sequence[Bag]) -> sparse.csr_array[np.float32]:
        cells = [
            (row, self._places[stem], value) for row, bag in enumerate(bags) for stem, value in sorted(bag.items())
        ]
        row = np.array([cell[0] for cell in cells], dtype=np.int32)
        column = np.array([cell[1] for cell in cells], dtype=np.int32)
        weights = np.array([cell[2] for cell in cells], dtype=np.float32)
        return sparse.csr_array((weights, (row, column)), shape=(len(bags), len(self._places)))
