"""From requests to pairs: what two companies wish of each other becomes one meeting with one weight."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from bilateral.meeting.model import Pair, Request, Status

Couple = tuple[str, str]
"""Two company ids in the order of the company list."""

_WISH = 8
_ACCEPTED = 10
_SCORE = 10
_PROPOSED = 30
_PRESUMED_WISH = 3


def couple_of(one: str, other: str, order: Mapping[str, int]) -> Couple:
    """The two ids in the order of the company list; `order` maps an id to its place there."""
    return (one, other) if order[one] < order[other] else (other, one)


def set_aside(requests: Iterable[Request], order: Mapping[str, int]) -> dict[Couple, Status]:
    """The couples that must not meet: NEVER where either said so, else DECLINED where the asked one declined and has
    not itself asked for the meeting."""
    by_couple = _by_couple(requests, order)
    aside: dict[Couple, Status] = {}
    for couple, own in by_couple.items():
        statuses = [request.status for request in own]
        if Status.NEVER in statuses:
            aside[couple] = Status.NEVER
        elif all(status is Status.DECLINED for status in statuses):
            aside[couple] = Status.DECLINED
    return aside


def pair_requests(
    requests: Sequence[Request], order: Mapping[str, int], scores: Mapping[Couple, float]
) -> tuple[Pair, ...]:
    """One pair for every couple that wishes to meet, in the order of the company list.

    Requests of companies outside `order` (not approved) are left out. The weight of a pair is 8 for each step of
    wish on either side, 10 where it is accepted, and up to 10 for the score of the match (0..1), at most 100: what
    companies wish outweighs what the matching thinks. A company that accepted without a wish of its own is taken to
    wish 3.
    Where the two ask for different sessions or tables, the accepted or stronger wish holds.
    """
    aside = set_aside(requests, order)
    grouped = {couple: own for couple, own in _by_couple(requests, order).items() if couple not in aside}
    of_request = {request.id: couple for couple, own in grouped.items() for request in own}
    return tuple(
        _pair(couple, own, scores.get(couple, 0.0), of_request)
        for couple, own in sorted(grouped.items(), key=lambda item: (order[item[0][0]], order[item[0][1]]))
    )


def propose_pairs(
    suggestions: Iterable[tuple[Couple, float]], pairs: Sequence[Pair], forbidden: Iterable[Couple], *, enough: int
) -> tuple[Pair, ...]:
    """Pairs proposed by Bilateral from `suggestions` (couples with the score of the match, 0..1), best first, so that
    each company comes to `enough` pairs with those it has and none beyond. Weights are 1 to 30, below any mutual wish.
    """
    count = Counter(company for pair in pairs for company in pair.companies)
    closed = {pair.companies for pair in pairs} | set(forbidden)
    proposed = []
    for couple, score in sorted(suggestions, key=lambda item: (-item[1], item[0])):
        if couple in closed or max(count[couple[0]], count[couple[1]]) >= enough:
            continue
        closed.add(couple)
        count.update(couple)
        proposed.append(Pair(pair_id(couple), couple, max(1, round(_PROPOSED * score)), proposed=True))
    return tuple(proposed)


def pair_id(couple: Couple) -> str:
    """The name under which the timetable and the calendars know the couple's meeting."""
    return "+".join(couple)


def _by_couple(requests: Iterable[Request], order: Mapping[str, int]) -> dict[Couple, list[Request]]:
    grouped: defaultdict[Couple, list[Request]] = defaultdict(list)
    for request in requests:
        if request.asker in order and request.asked in order:
            grouped[couple_of(request.asker, request.asked, order)].append(request)
    return dict(grouped)


def _pair(couple: Couple, own: Sequence[Request], score: float, of_request: Mapping[str, Couple]) -> Pair:
    open_requests = [request for request in own if request.status is not Status.DECLINED]
    wish = {request.asker: request.wish for request in open_requests}
    accepted = len(wish) == 2 or any(request.status is Status.ACCEPTED for request in open_requests)
    wishes = sum(wish.values()) + (_PRESUMED_WISH if accepted and len(wish) == 1 else 0)
    weight = _WISH * wishes + (_ACCEPTED if accepted else 0) + round(_SCORE * score)
    strongest = sorted(open_requests, key=lambda request: (request.status is not Status.ACCEPTED, -request.wish))
    earlier = {pair_id(of_request[name]) for request in open_requests for name in request.after if name in of_request}
    return Pair(
        pair_id(couple),
        couple,
        min(100, weight),
        accepted=accepted,
        requests=tuple(request.id for request in open_requests),
        session=next((request.session for request in strongest if request.session), ""),
        table=next((request.table for request in strongest if request.table), ""),
        after=tuple(sorted(earlier - {pair_id(couple)})),
    )
