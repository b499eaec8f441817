"""“More like this”, “not this”: a company's list follows what it says of those on it, without encoding anew."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bilateral.matching.features import GROUND_LIKENESS
from bilateral.matching.model import DECIMALS, Opinion
from bilateral.matching.pairs import Grid, keep_best
from bilateral.matching.rank import Leaning, Matches, pair_values, score_rows
from bilateral.matching.statements import Statements

_SAID, _SECTOR, _KIND = 0.7, 0.2, 0.1
"""How much of the likeness of two companies is what they say, their sector, and the kind of cooperation."""
_GROUND = 0.5
"""The likeness to a praised company from which on it is a ground for a match by itself."""


def follow_opinions(matches: Matches, opinions: Mapping[tuple[str, str], Opinion]) -> Matches:
    """The same matches with the lists of those who gave `opinions` (by the ids of who says it and of whom) drawn anew.

    These are all opinions that hold: earlier ones not among them are forgotten. Only the rows of the companies that
    say something change. Ids that are not matched, and opinions of companies of the own side, are passed over.
    Source of the method: Rocchio's relevance feedback (1971), with the nearest example instead of the mean one, so
    that the reason can name it.
    """
    side = {company.id: company.side for company in matches.companies}
    held = {
        (one, other): opinions[one, other]
        for one, other in sorted(opinions)
        if one in side and other in side and side[one] != side[other]
    }
    told = replace(matches, opinions=held, leanings={})
    places = {matches.place(one) for one, _ in held}
    leanings = {place: _leaning(told, place) for place in sorted(places)}
    return replace(told, leanings=leanings)


def _leaning(matches: Matches, place: int) -> Leaning:
    """The row of the company at `place` after its opinions."""
    own = matches.companies[place].id
    said = {matches.place(other): opinion for (one, other), opinion in matches.opinions.items() if one == own}
    places = np.array(sorted(said), dtype=np.intp)
    alike = company_likeness(matches, places)
    more, praised = _nearest(alike, places, [said[one] is Opinion.MORE_LIKE for one in places])
    less, refused = _nearest(alike, places, [said[one] is Opinion.NOT_THIS for one in places])
    rows = np.array([place])
    values = pair_values(matches, rows)
    ground = (values["reciprocity"][0] > 0) | (values["wish"][0] > 0)
    more[~ground & (more < np.float32(_GROUND))] = 0
    less[~ground & (more == 0)] = 0
    scores = score_rows(matches, rows, values, (more[None, :], less[None, :]))[0]
    for one, opinion in said.items():
        if opinion is Opinion.NOT_THIS and matches.excluded(own, matches.companies[one].id):
            scores[one] = 0
    return Leaning(scores, more, less, praised, refused)


def _nearest(alike: Grid, places: NDArray[np.intp], judged: list[bool]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """For each company how like the nearest of the `judged` it is (0..1), and the place of that one."""
    if not any(judged):
        return np.zeros(alike.shape[1], dtype=np.float32), np.zeros(alike.shape[1], dtype=np.intp)
    return alike[judged].max(axis=0), places[judged][alike[judged].argmax(axis=0)]


def company_likeness(matches: Matches, places: NDArray[np.intp]) -> Grid:
    """How like the companies at `places` (ascending) are to all companies (0..1).

    0.7 for the likeness of their two nearest offers or needs, 0.2 for the same sector, 0.1 for a kind of cooperation
    in common; nothing where neither what they say is near enough to be a ground nor the sector is the same.
    """
    companies = matches.companies
    said = np.maximum(*(_said(pool, places, len(companies)) for pool in (matches.offers, matches.needs)))
    sectors = np.array([company.sector for company in companies])
    sector = (sectors[places][:, None] == sectors[None, :]) & (sectors != "")[None, :]
    kinds = np.zeros(len(companies), dtype=np.uint8)
    for pool in (matches.offers, matches.needs):
        np.bitwise_or.at(kinds, pool.owner, pool.cooperation)
    kind = (kinds[places][:, None] & kinds[None, :]) > 0
    value = np.float32(_SAID) * said + np.float32(_SECTOR) * sector + np.float32(_KIND) * kind
    value[(said < np.float32(GROUND_LIKENESS)) & ~sector] = 0
    return np.asarray(np.round(value, DECIMALS), dtype=np.float32)


def _said(pool: Statements, places: NDArray[np.intp], count: int) -> Grid:
    """The likeness of the two nearest statements of each pair (places × all companies), 0..1."""
    grid = np.zeros((len(places), count), dtype=np.float32)
    rows = np.flatnonzero(np.isin(pool.owner, places))
    if len(rows):
        alike = np.asarray(np.clip((pool.vectors @ pool.vectors[rows].T).T, 0, 1), dtype=np.float32)
        keep_best(grid, alike, np.searchsorted(places, pool.owner[rows]), pool.owner)
    return grid
