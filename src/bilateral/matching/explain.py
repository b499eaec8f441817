"""Why two companies should meet: the table of reasons behind a score."""

from dataclasses import replace

import numpy as np

from bilateral.company.model import Need, Offer
from bilateral.matching.features import lane_fit, lane_reasons
from bilateral.matching.model import DECIMALS, Lane, Match, Reason
from bilateral.matching.rank import Matches, feature_values, gains, reciprocity


def explain_match(matches: Matches, a: str, b: str) -> Match:
    """The table of reasons behind the score of the companies `a` and `b` (ids), as `a` sees it: its opinions count.

    Raises KeyError where one of them was not matched.
    """
    first, second = matches.place(a), matches.place(b)
    pair = (matches.companies[first], matches.companies[second])
    exclusion = matches.excluded(a, b)
    if exclusion or pair[0].side == pair[1].side:
        return Match(pair, 0.0, (0.0, 0.0), (), (), exclusion)
    lanes = [_lane(matches, seller, buyer) for seller, buyer in ((first, second), (second, first))]
    fits = matches.fits[np.ix_([first, second], [first, second])]
    of_two = gains(fits, fits.T, matches.weights)
    gained = (round(float(of_two[0, 1]), DECIMALS), round(float(of_two[1, 0]), DECIMALS))
    reasons = _pair_reasons(matches, first, second, gained)
    return Match(
        pair,
        matches.score(a, b),
        gained,
        reasons,
        tuple(sorted((lane for lane in lanes if lane), key=lambda lane: -lane.fit)),
    )


def _lane(matches: Matches, seller: int, buyer: int) -> Lane | None:
    """The best offer of `seller` for a need of `buyer` (the first of equals); None where nothing fits."""
    rows = np.flatnonzero(matches.offers.owner == seller)
    columns = np.flatnonzero(matches.needs.owner == buyer)
    if matches.fits[seller, buyer] <= 0:
        return None
    values = feature_values(matches, rows, columns)
    fit = lane_fit(values, matches.offers.part(rows), matches.needs.part(columns), matches.weights.lane)
    row, column = np.unravel_index(int(np.argmax(fit)), fit.shape)
    offer, need = matches.offers.items[rows[row]], matches.needs.items[columns[column]]
    if not isinstance(offer, Offer) or not isinstance(need, Need):
        raise TypeError("the pools hold offers and needs")
    maker = matches.companies[seller]
    at = {name: float(value[row, column]) for name, value in values.items()}
    reasons = lane_reasons(
        at,
        matches.offers.part(rows[row : row + 1]),
        matches.needs.part(columns[column : column + 1]),
        maker,
        matches.weights.lane,
    )
    return Lane(maker, matches.companies[buyer], offer, need, round(float(fit[row, column]), DECIMALS), reasons)


def _pair_reasons(matches: Matches, first: int, second: int, gained: tuple[float, float]) -> tuple[Reason, ...]:
    """The rows of the pair itself; none where there is no ground to meet."""
    a, b = matches.companies[first], matches.companies[second]
    weights = matches.weights
    mutual = float(reciprocity(np.array([gained[0]], np.float32), np.array([gained[1]], np.float32))[0])
    wished = {asker.id: matches.wishes.get((asker.id, asked.id), 0) for asker, asked in ((a, b), (b, a))}
    opinions = _opinion_reasons(matches, first, second)
    if mutual == 0 and not any(wished.values()) and not opinions:
        return ()
    shared = tuple(language for language in a.languages if language in b.languages)
    former = b.id in a.former_partners or a.id in b.former_partners
    same = max(matches.same_offers[first, second], matches.same_offers[second, first])
    rows = (
        Reason("reciprocity", 1.0, mutual, {"gains": {a.id: gained[0], b.id: gained[1]}}),
        Reason("wish", weights.wish, sum(wished.values()) / 10, {"wishes": wished}),
        Reason("language", weights.language, float(bool(shared)), {"shared": shared}),
        Reason("interpreter", 0.0, float(not shared), {"languages": (a.languages, b.languages)}),
        Reason("same_offer", weights.same_offer, float(same)),
        Reason("former_partners", weights.former_partners, float(former)),
        *_learned_reasons(matches, first, second),
        *opinions,
    )
    return tuple(replace(row, value=round(row.value, DECIMALS)) for row in rows if row.value)


def _learned_reasons(matches: Matches, first: int, second: int) -> tuple[Reason, ...]:
    """What the answers to requests say of the pair."""
    learned, weight = matches.learned, matches.weights.learned
    if learned is None or not weight:
        return ()
    return (Reason("learned", weight, float(learned.values[first, second]), {"answers": learned.answers}),)


def _opinion_reasons(matches: Matches, first: int, second: int) -> tuple[Reason, ...]:
    """What the opinions of the first say of the second, with the id and name of the company that it is like."""
    leaning = matches.leanings.get(first)
    if leaning is None:
        return ()
    rows = (
        ("more_like", matches.weights.more_like, leaning.more_like, leaning.praised),
        ("less_like", matches.weights.less_like, leaning.less_like, leaning.refused),
    )
    return tuple(
        Reason(
            feature,
            weight,
            float(values[second]),
            {"like": matches.companies[nearest[second]].id, "name": dict(matches.companies[nearest[second]].name)},
        )
        for feature, weight, values, nearest in rows
        if values[second]
    )
