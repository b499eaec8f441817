"""What is known of all offers and needs of different sides at once, found block by block."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bilateral.matching.features import Crowding, Values, raw_likeness
from bilateral.matching.language import passages
from bilateral.matching.model import DECIMALS
from bilateral.matching.normalise import normalise
from bilateral.matching.pivot import Bag, Pivot, WordIndex
from bilateral.matching.statements import Statements
from bilateral.progress import Listener, Report

_CELLS = 4_000_000
"""Offers × needs compared at once: about 200 MB of memory at the peak."""
_USUAL = 0.1
"""The quantile of crowding that counts as usual: what lies above it is taken off the likeness."""
_ENOUGH = 30
"""Offers (and needs) from which on crowding counts in full. Among fewer the nearest are mostly the true partners."""
_SAME_OFFER = 0.6
"""The likeness from which on two offers for export are the same goods."""
Grid = NDArray[np.float32]
"""Company × company, in the order of the company list."""


def pieces(
    offers: Statements, needs: Statements, sides: NDArray[np.str_]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """The rows of offers and of needs to be compared at once: whole companies' offers, the other sides' needs."""
    for side in np.unique(sides):
        rows = np.flatnonzero(sides[offers.owner] == side)
        columns = np.flatnonzero(sides[needs.owner] != side)
        if not len(rows) or not len(columns):
            continue
        step = max(1, _CELLS // len(columns))
        ends = [*np.flatnonzero(np.diff(offers.owner[rows])) + 1, len(rows)]
        start = 0
        for end, following in zip(ends, [*ends[1:], np.inf], strict=True):
            if following - start > step:
                yield rows[start:end], columns
                start = end


def _nearest(values: Values, count: int) -> Values:
    """The `count` greatest of each row, ascending, so that their mean is the same in every order."""
    count = min(count, values.shape[1])
    lowest = values.shape[1] - count
    return np.asarray(np.sort(np.partition(values, lowest, axis=1)[:, lowest:], axis=1), dtype=np.float32)


def find_crowding(offers: Statements, needs: Statements, sides: NDArray[np.str_], progress: Listener) -> Crowding:
    """The mean likeness of each statement's nearest on the other side: three to ten of them, a twentieth of all.

    Source: cross-domain similarity local scaling, Conneau et al., Word Translation without Parallel Data, 2018.
    """
    count = max(3, min(10, min(len(offers.items), len(needs.items)) // 20))
    of_offers = np.full(len(offers.items), -1, dtype=np.float32)
    nearest = np.full((len(needs.items), count), -1, dtype=np.float32)
    parts = list(pieces(offers, needs, sides))
    for done, (rows, columns) in enumerate(parts):
        progress(Report("matching", done, 2 * len(parts)))
        values = np.maximum(raw_likeness(offers.part(rows), needs.part(columns)), 0)
        of_offers[rows] = _nearest(values, count).mean(axis=1)
        nearest[columns] = _nearest(np.hstack([nearest[columns], values.T]), count)
    seen = nearest >= 0
    of_needs = (np.where(seen, nearest, 0).sum(axis=1) / np.maximum(seen.sum(axis=1), 1)).astype(np.float32)
    told = np.concatenate(
        [
            of_offers[(of_offers >= 0) & offers.vectors.any(axis=1)],
            of_needs[seen.any(axis=1) & needs.vectors.any(axis=1)],
        ]
    )
    usual = float(np.quantile(told, _USUAL)) if len(told) else 0.0
    return Crowding(of_offers, of_needs, usual, min(1.0, min(len(offers.items), len(needs.items)) / _ENOUGH))


def keep_best(grid: Grid, values: Values, row_owner: NDArray[np.intp], column_owner: NDArray[np.intp]) -> None:
    """Put the greatest value of each pair of owners into `grid` (owners ascending; a pair comes once)."""
    row_starts = np.flatnonzero(np.diff(row_owner, prepend=-1))
    column_starts = np.flatnonzero(np.diff(column_owner, prepend=-1))
    best = np.maximum.reduceat(np.maximum.reduceat(values, row_starts, axis=0), column_starts, axis=1)
    grid[np.ix_(row_owner[row_starts], column_owner[column_starts])] = best


def find_same_offers(offers: Statements, sides: NDArray[np.str_], count: int) -> Grid:
    """The likeness of the two most alike offers for export of each pair of companies, 0 below _SAME_OFFER."""
    grid = np.zeros((count, count), dtype=np.float32)
    exported = offers.part(np.flatnonzero(offers.direction > 0))
    for rows, columns in pieces(exported, exported, sides):
        values = raw_likeness(exported.part(rows), exported.part(columns))
        same = np.round(np.where(values >= _SAME_OFFER, np.minimum(values, 1), np.float32(0)), DECIMALS)
        keep_best(grid, same.astype(np.float32), exported.owner[rows], exported.owner[columns])
    return grid


def _bags(statements: Statements, pivot: Pivot) -> list[Bag]:
    """What each statement says in English stems, in whichever of its languages it says it most."""
    bags = []
    for item in statements.items:
        bag: Bag = {}
        for said in passages(item.text):
            for stem, weight in pivot.bag(normalise(said.words, said.language)).items():
                bag[stem] = max(weight, bag.get(stem, 0.0))
        bags.append(bag)
    return bags


def score_words(
    offers: Statements, needs: Statements, sides: NDArray[np.str_], pivot: Pivot
) -> sparse.csc_array[np.float32]:
    """The dictionary score of each need (row) and offer (column) of different sides."""
    said, asked = _bags(offers, pivot), _bags(needs, pivot)
    cells = []
    for side in np.unique(sides):
        rows = np.flatnonzero(sides[offers.owner] == side)
        columns = np.flatnonzero(sides[needs.owner] != side)
        if len(rows) and len(columns):
            part = WordIndex([said[row] for row in rows]).scores([asked[column] for column in columns]).tocoo()
            cells.append((part.data, columns[part.coords[0]], rows[part.coords[1]]))
    if not cells:
        return sparse.csc_array((len(asked), len(said)), dtype=np.float32)
    data, row, column = (np.concatenate([cell[place] for cell in cells]) for place in range(3))
    return sparse.csc_array((data, (row, column)), shape=(len(asked), len(said)))
