"""All offers, or all needs, of the companies as arrays, ready to be compared by the block."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bilateral.company.model import Company, Cooperation, Direction, Need, Statement
from bilateral.matching.encoder import Vectors
from bilateral.matching.evidence import certificate, marks
from bilateral.matching.language import passages

_DIRECTIONS = {Direction.EXPORT: 1, Direction.IMPORT: -1, Direction.NONE: 0}
_KINDS = {kind: 1 << place for place, kind in enumerate(Cooperation)}
_COMMON_MARK = 0.02
"""The share of all statements from which on a mark that they name (or ten of them) tells nothing any more."""

Flags = sparse.csr_array[np.float32]
"""Statement × name, 1 where the statement has the name."""


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one kind, company by company in the order of the company list; every array has a row each.

    `hs` holds the code's first 2, 4 and 6 digits as numbers (n × 3, 0 where there are not so many); `sector` an index
    (0: none); `cooperation` a bit for each kind; `direction` 1 export, -1 import, 0 none. `certificates` are those
    held or asked for, `marks` the exact names in the text (its columns are called `mark_names`); the columns of both
    are the same for offers and needs.
    """

    items: tuple[Statement, ...]
    owner: NDArray[np.intp]
    vectors: Vectors
    hs: NDArray[np.int32]
    sector: NDArray[np.int32]
    cooperation: NDArray[np.uint8]
    direction: NDArray[np.int8]
    certificates: Flags
    marks: Flags
    mark_names: tuple[str, ...]

    def part(self, rows: NDArray[np.intp]) -> "Statements":
        """The statements at `rows`."""
        return Statements(
            tuple(self.items[row] for row in rows),
            self.owner[rows],
            self.vectors[rows],
            self.hs[rows],
            self.sector[rows],
            self.cooperation[rows],
            self.direction[rows],
            self.certificates[rows],
            self.marks[rows],
            self.mark_names,
        )


def named_marks(statement: Statement) -> frozenset[str]:
    """The standards, models and brands that the statement names."""
    return frozenset().union(*(marks(said.words, said.language) for said in passages(statement.text)))


def named_certificates(company: Company, statement: Statement) -> frozenset[str]:
    """The certificates that a need asks for, or that the goods of an offer or their maker have."""
    own = () if isinstance(statement, Need) else company.certificates
    names = (*statement.certificates, *own)
    return frozenset(filter(None, map(certificate, names)))


def _flags(named: Sequence[frozenset[str]], column: dict[str, int]) -> Flags:
    cells = [(row, column[name]) for row, names in enumerate(named) for name in sorted(names) if name in column]
    row, place = zip(*cells, strict=True) if cells else ((), ())
    ones = np.ones(len(cells), dtype=np.float32)
    return sparse.csr_array((ones, (np.array(row, np.int32), np.array(place, np.int32))), (len(named), len(column)))


def _columns(*named: Sequence[frozenset[str]], most: float) -> dict[str, int]:
    """A column for each name that both kinds of statements have, unless more than `most` statements have it."""
    held = [Counter(name for names in kind for name in names) for kind in named]
    shared = sorted(set.intersection(*map(set, held)))
    telling = [name for name in shared if sum(counts[name] for counts in held) <= most]
    return {name: place for place, name in enumerate(telling)}


def gather(
    companies: Sequence[Company], vectors_of: Callable[[Sequence[Statement]], Vectors]
) -> tuple[Statements, Statements]:
    """The offers and the needs of `companies`, whose vectors `vectors_of` gives for all statements at once."""
    said: list[list[tuple[int, Statement]]] = [
        [(n, offer) for n, one in enumerate(companies) for offer in one.offers],
        [(n, need) for n, one in enumerate(companies) for need in one.needs],
    ]
    asked = frozenset(name for n, need in said[1] for name in named_certificates(companies[n], need))
    held = [[named_certificates(companies[n], item) for n, item in kind] for kind in said]
    mentioned = [[named_marks(item) for _, item in kind] for kind in said]
    every = len(said[0]) + len(said[1])
    mark_column = _columns(*mentioned, most=max(10.0, _COMMON_MARK * every))
    certificate_column = {name: place for place, name in enumerate(sorted(asked))}
    sectors = sorted({item.sector or companies[n].sector for kind in said for n, item in kind} - {""})
    sector_index = {"": 0, **{sector: place for place, sector in enumerate(sectors, 1)}}
    vectors = vectors_of([item for kind in said for _, item in kind])

    def pool(kind: int, rows: slice) -> Statements:
        items = said[kind]
        return Statements(
            tuple(item for _, item in items),
            np.array([n for n, _ in items], dtype=np.intp),
            vectors[rows],
            np.array(
                [
                    [int(item.hs[:d]) if item.hs[:d].isdecimal() and len(item.hs) >= d else 0 for d in (2, 4, 6)]
                    for _, item in items
                ],
                dtype=np.int32,
            ).reshape(-1, 3),
            np.array([sector_index[item.sector or companies[n].sector] for n, item in items], dtype=np.int32),
            np.array([sum(_KINDS[kind] for kind in set(item.cooperation)) for _, item in items], dtype=np.uint8),
            np.array([_DIRECTIONS[item.direction] for _, item in items], dtype=np.int8),
            _flags(held[kind], certificate_column),
            _flags(mentioned[kind], mark_column),
            tuple(mark_column),
        )

    return pool(0, slice(0, len(said[0]))), pool(1, slice(len(said[0]), every))
