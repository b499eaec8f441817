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
from bilateral.matching.model import DECIMALS, Opinion, Weights
from bilateral.matching.pairs import Grid, find_crowding, find_same_offers, keep_best, pieces, score_words
from bilateral.matching.pivot import Pivot
from bilateral.matching.statements import Statements, gather
from bilateral.progress import Listener, Report, ignore

_WISH_STANDS = 0.25
"""What each step of a company's own wish is worth on its list: five come to more than any score without a wish."""


@dataclass(frozen=True, slots=True)
class Leaning:
    """A company's row of the scores after its opinions: by place in `companies`, the score, how like a company it is
    that was praised or refused (0..1), and the place of that one."""

    scores: NDArray[np.float32]
    more_like: NDArray[np.float32]
    less_like: NDArray[np.float32]
    praised: NDArray[np.intp]
    refused: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Learned:
    """What accepted and declined requests teach: a value (-1..1) for each pair, and on how many answers it rests."""

    values: Grid
    answers: int


@dataclass(frozen=True, slots=True)
class Matches:
    """The scores of all pairs.

    `companies` are the approved ones by side and id; `scores` is symmetric with zeros within a side and for excluded
    pairs; `fits` is seller × buyer, the fit of the best lane. `exclusions` has the reason by the ids of the pair, in
    the order of `companies`. `notices` tell what was found wrong with the kept vectors. `opinions` are those that
    companies gave of others, `leanings` what comes of them by the place of the company that gave them, `learned` what
    the answers to requests taught.
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
    opinions: Mapping[tuple[str, str], Opinion] = field(default_factory=dict)
    leanings: Mapping[int, Leaning] = field(default_factory=dict, repr=False)
    learned: Learned | None = field(default=None, repr=False)

    def place(self, company: str) -> int:
        """Where the company of this id stands in `companies`. Raises KeyError where it was not matched."""
        return self.places[company]

    def row(self, place: int) -> NDArray[np.float32]:
        """The scores of all companies as the one at `place` sees them: its opinions count."""
        leaning = self.leanings.get(place)
        return self.scores[place] if leaning is None else leaning.scores

    def score(self, a: str, b: str) -> float:
        """The score of the two companies of these ids, as `a` sees it; both see the same unless one gave opinions."""
        return round(float(self.row(self.place(a))[self.place(b)]), DECIMALS)

    def excluded(self, a: str, b: str) -> str:
        """Why `b` does not stand on the list of `a` (see Match.exclusion). Whom a company asked to meet stays on its
        list, whatever it said of it."""
        refused = self.opinions.get((a, b)) is Opinion.NOT_THIS and not self.wishes.get((a, b))
        return self.exclusions.get((a, b)) or self.exclusions.get((b, a)) or ("not_this" if refused else "")

    def own_wish(self, a: str, b: str) -> float:
        """What the wish of `a` to meet `b` adds to the place of `b` on the list of `a`."""
        wish = self.wishes.get((a, b), 0)
        apart = not wish or a not in self.places or b not in self.places
        if apart or self.companies[self.places[a]].side == self.companies[self.places[b]].side:
            return 0.0
        return 0.0 if self.excluded(a, b) else _WISH_STANDS * wish

    def ranked(self, company: str, limit: int | None = None) -> list[tuple[str, float]]:
        """The ids and scores of the companies that suit this one or that it asked to meet, best first (then by id).

        Its own wishes count a quarter a step beside the score, so that a wish of 5 is above all that it did not ask
        for.
        """
        row = self.row(self.place(company))
        asked = np.array([self.own_wish(company, other.id) for other in self.companies], dtype=np.float32)
        standing = row + asked
        order = sorted(np.flatnonzero(standing > 0), key=lambda other: (-standing[other], self.companies[other].id))
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
    return replace(fresh, scores=all_scores(fresh))


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


def gains(sold: Grid, bought: Grid, weights: Weights) -> Grid:
    """What a company gains from another: its need met (`bought`), or its offer sold, and a part of the other."""
    sold = np.float32(weights.sold) * sold
    total = np.maximum(bought, sold) + np.float32(weights.second) * np.minimum(bought, sold)
    return _rounded(np.minimum(total, 1))


def reciprocity(gain: Grid, back: Grid) -> Grid:
    """The harmonic mean of what each gains from the other."""
    return _rounded(2 * gain * back / np.maximum(gain + back, np.float32(1e-9)))


def pair_values(matches: Matches, rows: NDArray[np.intp]) -> dict[str, Grid]:
    """The values of the features of a pair, for the companies at `rows` (distinct) and all companies."""
    companies, place = matches.companies, matches.places
    row_of = {int(one): row for row, one in enumerate(rows)}
    sold, bought = matches.fits[rows], matches.fits[:, rows].T
    mutual = reciprocity(gains(sold, bought, matches.weights), gains(bought, sold, matches.weights))
    wishes, former = np.zeros_like(mutual), np.zeros_like(mutual)
    for (asker, asked), wish in matches.wishes.items():
        if asker in place and asked in place:
            for one, other in ((place[asker], place[asked]), (place[asked], place[asker])):
                if one in row_of:
                    wishes[row_of[one], other] += np.float32(wish / 10)
    for company in companies:
        for partner in company.former_partners:
            if partner in place:
                for one, other in ((place[company.id], place[partner]), (place[partner], place[company.id])):
                    if one in row_of:
                        former[row_of[one], other] = 1
    spoken = sorted({language for company in companies for language in company.languages})
    speaks = np.array([[language in company.languages for language in spoken] for company in companies], np.float32)
    speaks = speaks.reshape(len(companies), len(spoken))
    return {
        "reciprocity": mutual,
        "wish": wishes,
        "language": (speaks[rows] @ speaks.T > 0).astype(np.float32),
        "same_offer": np.maximum(matches.same_offers[rows], matches.same_offers[:, rows].T),
        "former_partners": former,
    }


def all_scores(matches: Matches) -> Grid:
    """The score of every pair without opinions."""
    everyone = np.arange(len(matches.companies))
    return score_rows(matches, everyone, pair_values(matches, everyone))


def score_rows(
    matches: Matches, rows: NDArray[np.intp], values: Mapping[str, Grid], leaning: tuple[Grid, Grid] | None = None
) -> Grid:
    """The scores of the companies at `rows` (distinct) with all companies, from their `pair_values`; `leaning` are the
    values of "more_like" and "less_like". A pair without reciprocity, wish and "more_like" has 0."""
    weights, companies = matches.weights, matches.companies
    total = (
        values["reciprocity"]
        + np.float32(weights.wish) * values["wish"]
        + np.float32(weights.language) * values["language"]
        + np.float32(weights.same_offer) * values["same_offer"]
        + np.float32(weights.former_partners) * values["former_partners"]
    )
    ground = (values["reciprocity"] > 0) | (values["wish"] > 0)
    if matches.learned is not None:
        total += np.float32(weights.learned) * matches.learned.values[rows]
    if leaning is not None:
        total += np.float32(weights.more_like) * leaning[0] + np.float32(weights.less_like) * leaning[1]
        ground |= leaning[0] > 0
    total[~ground] = 0
    sides = np.array([company.side for company in companies])
    total[sides[rows][:, None] == sides[None, :]] = 0
    row_of = {int(one): row for row, one in enumerate(rows)}
    for pair in matches.exclusions:
        for one, other in (pair, pair[::-1]):
            if matches.places[one] in row_of:
                total[row_of[matches.places[one]], matches.places[other]] = 0
    return _rounded(np.clip(total, 0, 1))
