"""Lists of whom to meet, without crowding: nobody drowns and nobody sits alone.

A flow from each list to those on it: maximise the sum of the scores where a list holds at most `length`, a company
stands on at most `capacity` lists, every list has an entry wherever a pair makes sense, and as many companies as the
lists have room for stand on one. The constraints are those of a transport problem, whose corners are whole, so the
linear programme's answer is whole too.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog

from bilateral.matching.model import DECIMALS
from bilateral.matching.rank import Matches

FLOOR = 0.25
"""The score below which a meeting is not suggested."""
_FIRST = 100.0
"""What the first entry of a list, or the first list of a company, is worth: more than what it can displace."""
_BEYOND = 10.0
"""What an appearance beyond the capacity costs: more than a score, less than a first entry."""
_CANDIDATES = 4
"""How many times `length` (or `capacity`) of each company's best pairs are considered."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One entry of a list: the id of the company suggested, and the score of the pair."""

    company: str
    score: float


def suggest_meetings(
    matches: Matches, *, length: int = 8, capacity: int = 12, floor: float = FLOOR
) -> dict[str, tuple[Suggestion, ...]]:
    """For each company (by id, in the order of `matches.companies`) whom it should meet, best first.

    A list holds at most `length` (> 0) companies whose score is at least `floor` (> 0; in 0..1), and no company stands
    on more than `capacity` (> 0) lists, except where somebody would otherwise have an empty list. As many companies as
    possible stand on some list. The sum of the scores is the greatest possible under that. Raises ValueError on other
    numbers, RuntimeError where the solver fails.
    """
    if length < 1 or capacity < 1 or not 0 < floor <= 1:
        raise ValueError("length and capacity must be 1 or more, the floor above 0 and at most 1")
    owners, others = _candidates(matches.scores, floor, length, capacity)
    lists: dict[str, list[Suggestion]] = {company.id: [] for company in matches.companies}
    if len(owners):
        gains = matches.scores[owners, others].astype(np.float64)
        for arc in np.flatnonzero(_flow(owners, others, gains, len(matches.companies), (length, capacity))):
            suggested = Suggestion(matches.companies[others[arc]].id, round(float(gains[arc]), DECIMALS))
            lists[matches.companies[owners[arc]].id].append(suggested)
    return {
        company: tuple(sorted(entries, key=lambda each: (-each.score, each.company)))
        for company, entries in lists.items()
    }


def _candidates(
    scores: NDArray[np.float32], floor: float, length: int, capacity: int
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The pairs (list's owner, company) among the best of the one or of the other, in the order of the owners."""
    count = min(len(scores), _CANDIDATES * max(length, capacity))
    best = np.zeros(scores.shape, dtype=np.bool_)
    for row, values in enumerate(scores):
        best[row, np.argsort(-values, kind="stable")[:count]] = True
    owners, others = np.nonzero((best | best.T) & (scores >= np.float32(floor)))
    return owners, others


def _flow(
    owners: NDArray[np.intp],
    others: NDArray[np.intp],
    gains: NDArray[np.float64],
    count: int,
    limits: tuple[int, int],
) -> NDArray[np.bool_]:
    """Which arcs (owner → other) carry a suggestion.

    Beside the arcs there are three kinds of variables for each company: whether its list has a first entry, whether it
    stands on a first list, and how often it stands on lists beyond the capacity.
    """
    arcs, one = len(owners), np.arange(count)
    on_list = sparse.csr_array((np.ones(arcs), (owners, np.arange(arcs))), shape=(count, arcs))
    listed = sparse.csr_array((np.ones(arcs), (others, np.arange(arcs))), shape=(count, arcs))
    eye = sparse.csr_array((np.ones(count), (one, one)), shape=(count, count))
    nothing = sparse.csr_array((count, count))
    rows = sparse.vstack(
        [
            sparse.hstack([on_list, nothing, nothing, nothing]),
            sparse.hstack([listed, nothing, nothing, -1 * eye]),
            sparse.hstack([-1 * on_list, eye, nothing, nothing]),
            sparse.hstack([-1 * listed, nothing, eye, nothing]),
        ]
    )
    limit = np.concatenate([np.full(count, limits[0]), np.full(count, limits[1]), np.zeros(2 * count)])
    # Equal scores are told apart by less than their last digit, so that the best answer is one answer.
    tie = 1e-6 * (np.arange(arcs) * 0.618034 % 1.0)
    cost = np.concatenate([-(gains + tie), np.full(2 * count, -_FIRST), np.full(count, _BEYOND)])
    upper = np.concatenate([np.ones(arcs + 2 * count), np.full(count, float(count))])
    matrix: Any = sparse.csr_array(rows)  # the stubs of linprog know no sparse matrices
    bounds = [(0.0, most) for most in upper]
    answer = linprog(cost, A_ub=matrix, b_ub=limit, bounds=bounds, method="highs-ds")
    if answer.status != 0 or answer.x is None:
        raise RuntimeError(f"the linear programme of the shortlists was not solved: {answer.message}")
    chosen: NDArray[np.bool_] = answer.x[:arcs] > 0.5
    return chosen
