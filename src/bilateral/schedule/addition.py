"""What could be added to a schedule problem so that more of its requests have a place."""

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Literal

from bilateral.schedule.model import Company, Interpreter, Problem, Table

Kind = Literal["interpreter", "table", "presence", "cap", "representative"]
KINDS: tuple[Kind, ...] = ("interpreter", "table", "presence", "cap", "representative")


@dataclass(frozen=True, slots=True)
class Addition:
    """One more interpreter of two `languages` or one more table in a session day, a `company` there throughout a
    session day, or its greatest number of meetings or of representatives one higher."""

    kind: Kind
    day: tuple[date, str] | None = None
    company: str | None = None
    languages: tuple[str, ...] = ()


def additions(problem: Problem, unplaced: Set[str]) -> tuple[Addition, ...]:
    """What could be of use to the requests (ids) without a place, by kind."""
    left_out = [request for request in problem.requests if request.id in unplaced]
    companies = {company.id: company for company in problem.companies}
    wanted = dict.fromkeys(party for request in left_out for party in request.parties)
    parties = [companies[name] for name in companies if name in wanted]
    days = tuple(dict.fromkeys(slot.day for slot in sorted(problem.slots, key=lambda slot: slot.start_at)))
    slots_of = {day: {slot.id for slot in problem.slots if slot.day == day} for day in days}
    pairs = sorted(
        {
            (one, other) if one < other else (other, one)
            for request in left_out
            if request.interpreter == "auto"
            for one, other in _language_pairs(*(companies[party] for party in request.parties))
        }
    )
    return (
        *(Addition("interpreter", day, languages=pair) for pair in pairs for day in days),
        *(Addition("table", day) for day in days if left_out),
        *(Addition("presence", day, one.id) for one in parties for day in days if one.unavailable & slots_of[day]),
        *(Addition("cap", company=one.id) for one in parties if one.max_meetings is not None),
        *(Addition("representative", company=one.id) for one in parties),
    )


def _language_pairs(first: Company, second: Company) -> Iterable[tuple[str, str]]:
    if first.languages & second.languages:
        return ()
    return ((one, other) for one in first.languages for other in second.languages)


def enlarged(problem: Problem, addition: Addition) -> Problem:
    """The problem with the addition. A new interpreter or table stands last and is there in its session day only; the
    interpreter rests as most of the others do."""
    away = frozenset(slot.id for slot in problem.slots if slot.day != addition.day)
    match addition.kind:
        case "interpreter":
            languages = frozenset(addition.languages)
            one = Interpreter(
                fresh_id(each.id for each in problem.interpreters), languages, away, usual_run(problem.interpreters)
            )
            return replace(problem, interpreters=(*problem.interpreters, one))
        case "table":
            table = Table(fresh_id(each.id for each in problem.tables), away)
            return replace(problem, tables=(*problem.tables, table))
        case _:
            companies = (
                _more_of(company, addition, away) if company.id == addition.company else company
                for company in problem.companies
            )
            return replace(problem, companies=tuple(companies))


def _more_of(company: Company, addition: Addition, away: frozenset[str]) -> Company:
    if addition.kind == "presence":
        return replace(company, unavailable=company.unavailable & away)
    if addition.kind == "representative":
        return replace(company, parallel=company.parallel + 1)
    return replace(company, max_meetings=None if company.max_meetings is None else company.max_meetings + 1)


def usual_run(interpreters: Iterable[Interpreter]) -> int:
    """The `max_consecutive` of most interpreters."""
    runs = Counter(each.max_consecutive for each in interpreters)
    return runs.most_common(1)[0][0] if runs else Interpreter("", frozenset()).max_consecutive


def fresh_id(taken: Iterable[str]) -> str:
    """An id that none of `taken` is."""
    names = set(taken)
    return next(name for name in (f"added-{number}" for number in count(1)) if name not in names)
