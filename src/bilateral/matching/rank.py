"""Every pair of companies of different sides: what each would gain, the score of the pair, and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bilateral.company.model import Company, Statement, Vetting
from bilateral.fault import Fault
from bilateral.matching.embedding_store import EmbeddingStore
from bilateral.matching.encoder import Encoder, Vectors
from bilateral.matching.features import Crowding, Values, lane_fit, lane_values
from bilateral.matching.likeness import statement_vectors
from bilateral.matching.model import DECIMALS, Weights
from bilateral.matching.pairs import Grid, find_crowding, find_same_offers, keep_best, pieces, score_words
from bilateral.matching.pivot import Pivot
from bilateral.matching.statements import Statements, gather
from bilateral.progress import Listener, Report, ignore


@dataclass(frozen=True, slots=True)
class Matches:
    """The scores of all pairs.

    `companies` are the approved ones by side and id; `scores` is symmetric with zeros within a side and for excluded
    pairs; `fits` is seller × buyer, the fit of the best lane. `exclusions` has the reason by the ids of the pair, in
    the order of `companies`. `notices` tell what was found wrong with the kept vectors.
    """

    companies: tuple[Company, ...]
    scores: Grid
    fits: Grid
    exclusions: Mapping[tuple[str, str], str]
    wishes: Mapping[tuple[str, str], int]
    weights: Weights
    notices: tuple[Fault, ...]
    places: Mapping[str, int] = field(repr=False)
    offers: Statements = field(repr=False)
    needs: Statements = field(repr=False)
    crowding: Crowding = field(repr=False)
    same_offers: Grid = field(repr=False)
    words: sparse.csc_array[np.float32] | None = field(repr=False)

    def place(self, company: str) -> int:
        """Where the company of this id stands in `companies`. Raises KeyError where it was not matched."""
        return self.places[company]

    def score(self, a: str, b: str) -> float:
        """The score of the two companies of these ids."""
        return round(float(self.scores[self.place(a), self.place(b)]), DECIMALS)

    def ranked(self, company: str, limit: int | None = None) -> list[tuple[str, float]]:
        """The ids and scores of the companies that suit this one, best first (then by id), those above 0."""
        row = self.scores[self.place(company)]
        order = sorted(np.flatnonzero(row > 0), key=lambda other: (-row[other], self.companies[other].id))
        return [(self.companies[other].id, round(float(row[other]), DECIMALS)) for other in order[:limit]]


def rank_matches(
    companies: Sequence[Company],
    *,
    encoder: Encoder,
    store: EmbeddingStore,
    weights: Weights | None = None,
    exclusions: Collection[tuple[str, str]] = (),
    wishes: Mapping[tuple[str, str], int] | None = None,
    pivot: Pivot | None = None,
    progress: Listener = ignore,
) -> Matches:
    """Score every pair of approved companies of different sides.

    `exclusions` are pairs of ids that must not be brought together, in either order; `wishes` say how much the first
    of a pair asked to meet the second (1 to 5). Ids of companies that are not matched are passed over: a request may
    name one that is not approved. `pivot` adds what dictionaries say. The result depends neither on the order of the
    companies nor on what was kept from earlier runs. Reports the stages "encoding" and "matching". Raises ValueError
    where two companies have one id.
    """
    approved = sorted(
        (company for company in companies if company.vetting is Vetting.APPROVED), key=lambda one: (one.side, one.id)
    )
    if len({company.id for company in approved}) < len(approved):
        raise ValueError("two companies have one id")

    def vectors_of(statements: Sequence[Statement]) -> Vectors:
        return statement_vectors([statement.text for statement in statements], encoder, store, progress)

    offers, needs = gather(approved, vectors_of)
    sides = np.array([company.side for company in approved])
    fresh = Matches(
        companies=tuple(approved),
        scores=np.zeros((len(approved), len(approved)), dtype=np.float32),
        fits=np.zeros((len(approved), len(approved)), dtype=np.float32),
        exclusions=_exclusions(approved, exclusions),
        wishes=dict(sorted((wishes or {}).items())),
        weights=weights or Weights(),
        notices=store.notices,
        places={company.id: place for place, company in enumerate(approved)},
        offers=offers,
        needs=needs,
        crowding=find_crowding(offers, needs, sides, progress),
        same_offers=find_same_offers(offers, sides, len(approved)),
        words=score_words(offers, needs, sides, pivot) if pivot else None,
    )
    parts = list(pieces(offers, needs, sides))
    for done, (rows, columns) in enumerate(parts):
        progress(Report("matching", len(parts) + done, 2 * len(parts)))
        values = feature_values(fresh, rows, columns)
        fit = lane_fit(values, offers.part(rows), needs.part(columns), fresh.weights.lane)
        keep_best(fresh.fits, fit, offers.owner[rows], needs.owner[columns])
    progress(Report("matching", 2 * len(parts), 2 * len(parts)))
    return replace(fresh, scores=_scores(fresh, sides))


def _exclusions(companies: Sequence[Company], never: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    place = {company.id: number for number, company in enumerate(companies)}
    rivals = {(company.id, rival) for company in companies for rival in company.rivals}
    found: dict[tuple[str, str], str] = {}
    for code, pairs in (("rivals", rivals), ("never", set(never))):
        for a, b in pairs:
            if a in place and b in place and a != b:
                found[(a, b) if place[a] < place[b] else (b, a)] = code
    return dict(sorted(found.items()))


def feature_values(matches: Matches, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> dict[str, Values]:
    """The features of the offers at `rows` and the needs at `columns`."""
    words = None if matches.words is None else np.asarray(matches.words[columns][:, rows].toarray().T, dtype=np.float32)
    offers, needs = matches.offers.part(rows), matches.needs.part(columns)
    return lane_values(offers, needs, matches.crowding.commonplace(rows, columns), words)


def _rounded(grid: Grid) -> Grid:
    return np.asarray(np.round(grid, DECIMALS), dtype=np.float32)


def gains(fits: Grid, weights: Weights) -> Grid:
    """What the row's company gains from the column's: its need met, or its offer sold, and a part of the other."""
    bought, sold = fits.T, np.float32(weights.sold) * fits
    total = np.maximum(bought, sold) + np.float32(weights.second) * np.minimum(bought, sold)
    return _rounded(np.minimum(total, 1))


def reciprocity(gain: Grid, back: Grid) -> Grid:
    """The harmonic mean of what each gains from the other."""
    return _rounded(2 * gain * back / np.maximum(gain + back, np.float32(1e-9)))


def _scores(matches: Matches, sides: NDArray[np.str_]) -> Grid:
    weights, companies = matches.weights, matches.companies
    gained = gains(matches.fits, weights)
    mutual = reciprocity(gained, gained.T)
    wishes, former = np.zeros_like(mutual), np.zeros_like(mutual)
    place = matches.places
    for (asker, asked), wish in matches.wishes.items():
        if asker in place and asked in place:
            wishes[place[asker], place[asked]] += np.float32(wish / 10)
            wishes[place[asked], place[asker]] += np.float32(wish / 10)
    for company in companies:
        for other in company.former_partners:
            if other in place:
                former[place[company.id], place[other]] = former[place[other], place[company.id]] = 1
    spoken = sorted({language for company in companies for language in company.languages})
    speaks = np.array([[language in company.languages for language in spoken] for company in companies], np.float32)
    speaks = speaks.reshape(len(companies), len(spoken))
    total = (
        mutual
        + np.float32(weights.wish) * wishes
        + np.float32(weights.language) * (speaks @ speaks.T > 0)
        + np.float32(weights.same_offer) * np.maximum(matches.same_offers, matches.same_offers.T)
        + np.float32(weights.former_partners) * former
    )
    total[(mutual == 0) & (wishes == 0)] = 0
    total[sides[:, None] == sides[None, :]] = 0
    for a, b in matches.exclusions:
        total[place[a], place[b]] = total[place[b], place[a]] = 0
    return _rounded(np.clip(total, 0, 1))
