"""The classical problem as MaxSAT for UWrMaxSat, after "imp12+" of Bofill et al. (JAIR 74, 2022), written anew.

Hard clauses say when a company is busy, when its day has begun, and that a break ends where an idle slot after a
meeting is followed by another meeting; each such end is a soft clause of weight 1. The two implied constraints are the
busy slots of a company (as many as its meetings) and the busy companies of a slot (at most twice its tables); the plus
is the count of a slot's meetings by clusters, each with the meetings of one company. Which encoding counts what was
chosen by trial on five cases, for UWrMaxSat's good. Needs the extra `bench`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from hermax.core.uwrmaxsat_py import UWrMaxSATSolver
from pysat.card import CardEnc, EncType
from pysat.formula import WCNF, IDPool

from bilateral.schedule.model import Problem, Request


@dataclass(slots=True, eq=False)
class Encoding:
    """`held[request, slot]` and the clauses over them; `impossible` where a request or company has too few slots."""

    problem: Problem
    formula: WCNF = field(default_factory=WCNF)
    pool: IDPool = field(default_factory=IDPool)
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    impossible: bool = False

    def clause(self, *literals: int) -> None:
        """One of these must hold."""
        self.impossible = self.impossible or not literals
        self.formula.append(list(literals))

    def fresh(self) -> int:
        """A new variable."""
        return int(self.pool.id())

    def at_most(self, literals: list[int], most: int, kind: int = EncType.kmtotalizer) -> None:
        """At most so many (0 or more) hold."""
        if most == 0 and literals:
            for literal in literals:
                self.clause(-literal)
        elif len(literals) > most:
            coded = CardEnc.atmost(lits=literals, bound=most, vpool=self.pool, encoding=kind)
            self.formula.extend(coded.clauses)

    def exactly(self, literals: list[int], count: int) -> None:
        """Exactly so many hold."""
        if count > len(literals):
            self.clause()
        elif count == len(literals):
            for literal in literals:
                self.clause(literal)
        elif count:
            coded = CardEnc.equals(lits=literals, bound=count, vpool=self.pool, encoding=EncType.kmtotalizer)
            self.formula.extend(coded.clauses)


def encode(problem: Problem) -> Encoding:
    """The clauses of a problem of one session day with a chair for each company and no interpreters."""
    made = Encoding(problem)
    by_company = _requests(made)
    busy = {company: _busy(made, requests) for company, requests in by_company.items()}
    _tables(made, by_company, busy)
    _order(made)
    for company in by_company:
        _breaks(made, busy[company])
    return made


def _possible(problem: Problem) -> dict[str, list[str]]:
    """The slots in which each request may be held."""
    away = {company.id: company.unavailable for company in problem.companies}

    def may(request: Request, slot: str) -> bool:
        return (request.slots is None or slot in request.slots) and all(slot not in away[p] for p in request.parties)

    return {each.id: [slot.id for slot in problem.slots if may(each, slot.id)] for each in problem.requests}


def _requests(made: Encoding) -> dict[str, list[str]]:
    """Each request is held once; the requests of each company that has any."""
    by_company: dict[str, list[str]] = defaultdict(list)
    possible = _possible(made.problem)
    for request in made.problem.requests:
        for slot in possible[request.id]:
            made.held[request.id, slot] = made.fresh()
        literals = [made.held[request.id, slot] for slot in possible[request.id]]
        made.clause(*literals)
        made.at_most(literals, 1, EncType.pairwise)
        for party in request.parties:
            by_company[party].append(request.id)
    return by_company


def _busy(made: Encoding, requests: list[str]) -> dict[str, int]:
    """A literal for each slot in which a company may meet: it does. First implied constraint."""
    busy = {}
    for slot in (slot.id for slot in made.problem.slots):
        literals = [made.held[request, slot] for request in requests if (request, slot) in made.held]
        if not literals:
            continue
        busy[slot] = made.fresh()
        made.at_most(literals, 1, EncType.pairwise)
        made.clause(-busy[slot], *literals)
        for literal in literals:
            made.clause(-literal, busy[slot])
    made.exactly(list(busy.values()), len(requests))
    return busy


def _tables(made: Encoding, by_company: dict[str, list[str]], busy: dict[str, dict[str, int]]) -> None:
    """At most a meeting a table, counted by clusters; second implied constraint."""
    tables = len(made.problem.tables)
    clusters = list(_clusters(by_company))
    for slot in (slot.id for slot in made.problem.slots):
        counted = []
        for cluster in clusters:
            literals = [made.held[request, slot] for request in cluster if (request, slot) in made.held]
            if len(literals) > 1:
                some = made.fresh()
                for literal in literals:
                    made.clause(-literal, some)
                literals = [some]
            counted += literals
        made.at_most(counted, tables, EncType.seqcounter)
        made.at_most([own[slot] for own in busy.values() if slot in own], 2 * tables)


def _clusters(by_company: dict[str, list[str]]) -> Iterable[list[str]]:
    """The requests cut up by company, always the company with most of what is left."""
    left = {company: dict.fromkeys(requests) for company, requests in by_company.items()}
    while any(left.values()):
        largest = max(left, key=lambda company: len(left[company]))
        cluster = list(left.pop(largest))
        yield cluster
        for requests in left.values():
            for request in cluster:
                requests.pop(request, None)


def _order(made: Encoding) -> None:
    """A request is held only in a slot before which what it comes after is held."""
    slots = [slot.id for slot in made.problem.slots]
    for request in made.problem.requests:
        for earlier in request.after:
            for index, slot in enumerate(slots):
                if (request.id, slot) in made.held:
                    first = [made.held[earlier, each] for each in slots[:index] if (earlier, each) in made.held]
                    made.clause(-made.held[request.id, slot], *first)


def _breaks(made: Encoding, busy: dict[str, int]) -> None:
    """Soft clauses against the ends of a company's breaks, and its share of them."""
    slots = [slot.id for slot in made.problem.slots]
    ends = []
    begun: int | None = None
    for slot, following in zip(slots, [*slots[1:], ""], strict=True):
        if begun is not None and following in busy:
            end = made.fresh()
            idle = [busy[slot]] if slot in busy else []
            made.clause(*idle, -begun, -busy[following], end)
            ends.append(end)
        if slot in busy:
            now = made.fresh()
            made.clause(-busy[slot], now)
            if begun is not None:
                made.clause(-begun, now)
            made.clause(-now, busy[slot], *([] if begun is None else [begun]))
            begun = now
    for end in ends:
        made.formula.append([-end], weight=1)
    if made.problem.max_breaks is not None:
        made.at_most(ends, made.problem.max_breaks, EncType.seqcounter)


def solve(problem: Problem) -> tuple[dict[str, str], int] | None:
    """The slot of each request and the number of breaks, proved fewest; None where it is proved that there is none."""
    made = encode(problem)
    if made.impossible:
        return None
    solver = UWrMaxSATSolver(formula=made.formula)
    if not solver.solve(raise_on_abnormal=True):
        return None
    true = {literal for literal in solver.get_model() or [] if literal > 0}
    return {request: slot for (request, slot), literal in made.held.items() if literal in true}, int(solver.get_cost())
