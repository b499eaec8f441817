"""Between a sheet's rows and the things they stand for, both ways."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import fields
from datetime import datetime
from itertools import count
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bilateral.company.model import Company, Need, Offer, Person
from bilateral.exchange.model import Exchange, Interpreter, Period, Sector, Session, Side, Table, Talk
from bilateral.meeting.model import Request
from bilateral.text import NO_WORDS
from bilateral.visit.model import Visit
from bilateral.workbook.model import Workbook

Noun = TypeVar("Noun")
Values = Mapping[str, Any]
_SIMPLE: dict[str, type[Any]] = {"sectors": Sector, "tables": Table, "interpreters": Interpreter}
_TIMED: dict[str, type[Any]] = {"sessions": Session, "talks": Talk}
_OWNED: dict[str, tuple[type[Any], str]] = {"people": (Person, "P"), "offers": (Offer, "O"), "needs": (Need, "N")}


def period_of(values: Values, zone: ZoneInfo) -> Period:
    """The period that a row's date, start and end say."""
    return Period(
        datetime.combine(values["date"], values["start"], zone), datetime.combine(values["date"], values["end"], zone)
    )


def workbook_of(rows: Mapping[str, Sequence[Values]]) -> Workbook:
    """The workbook that the rows of each sheet (by sheet key) stand for; the rows are taken to be without fault."""
    values = dict(rows["exchange"][0])
    zone = ZoneInfo(values["time_zone"])
    for side in ("host", "guest"):
        values[side] = Side(side, values.get(side, NO_WORDS))
    parts = {key: tuple(_make(kind, row) for row in rows[key]) for key, kind in _SIMPLE.items()}
    parts |= {key: tuple(_make_timed(kind, row, zone) for row in rows[key]) for key, kind in _TIMED.items()}
    owned = {key: _make_owned(kind, letter, rows[key]) for key, (kind, letter) in _OWNED.items()}
    return Workbook(
        exchange=_make(Exchange, {**values, **parts}),
        companies=tuple(
            _make(Company, {**row, **{key: tuple(items[row["id"]]) for key, items in owned.items()}})
            for row in rows["companies"]
        ),
        requests=tuple(_make(Request, row) for row in _with_ids(rows["requests"], "Q", _ids(rows["requests"]))),
        visits=tuple(_make_timed(Visit, row, zone) for row in rows["visits"]),
    )


def rows_of(workbook: Workbook) -> dict[str, list[dict[str, Any]]]:
    """The rows of each sheet (by sheet key) that say the same as `workbook`, each a value by column key."""
    exchange = workbook.exchange
    rows: dict[str, list[dict[str, Any]]] = {
        "exchange": [{**_fields(exchange), "host": exchange.host.name, "guest": exchange.guest.name}],
        "companies": [_fields(company) for company in workbook.companies],
        "requests": [_fields(request) for request in workbook.requests],
        "visits": [_timed_fields(visit, visit.period, exchange.zone) for visit in workbook.visits],
        "talks": [_timed_fields(talk, talk.period, exchange.zone) for talk in exchange.talks],
        "sessions": [_timed_fields(session, session.period, exchange.zone) for session in exchange.sessions],
    }
    rows |= {key: [_fields(item) for item in getattr(exchange, key)] for key in _SIMPLE}
    rows |= {
        key: [
            {"company": company.id, **_fields(item)} for company in workbook.companies for item in getattr(company, key)
        ]
        for key in _OWNED
    }
    return rows


def _fields(noun: Any) -> dict[str, Any]:
    return {field.name: getattr(noun, field.name) for field in fields(noun)}


def _timed_fields(noun: Any, period: Period, zone: ZoneInfo) -> dict[str, Any]:
    start_at, end_at = period.start_at.astimezone(zone), period.end_at.astimezone(zone)
    # A cell has no room for which of two equal hours in autumn is meant.
    when = {"date": start_at.date(), "start": start_at.time().replace(fold=0), "end": end_at.time().replace(fold=0)}
    return {**_fields(noun), **when}


def _make(kind: type[Noun], values: Values) -> Noun:
    names = {field.name for field in fields(kind)}  # type: ignore[arg-type]  # every noun is a dataclass
    # A session or an interpreter may go without a name.
    return kind(**{key: value for key, value in {"name": NO_WORDS, **values}.items() if key in names})


def _make_timed(kind: type[Noun], values: Values, zone: ZoneInfo) -> Noun:
    return _make(kind, {**values, "period": period_of(values, zone)})


def _make_owned(kind: type[Noun], letter: str, rows: Sequence[Values]) -> defaultdict[str, list[Noun]]:
    owned: defaultdict[str, list[Noun]] = defaultdict(list)
    by_company: defaultdict[str, list[Values]] = defaultdict(list)
    for row in rows:
        by_company[row["company"]].append(row)
    taken = _ids(rows)
    for company, own in by_company.items():
        owned[company] = [_make(kind, row) for row in _with_ids(own, f"{company}-{letter}", taken)]
    return owned


def _ids(rows: Iterable[Values]) -> set[str]:
    return {row["id"] for row in rows if "id" in row}


def _with_ids(rows: Iterable[Values], prefix: str, taken: Set[str]) -> Iterator[Values]:
    """The rows with an id each: those that bring none are called `prefix`1, `prefix`2 …, past the ids `taken`."""
    free = (name for number in count(1) if (name := f"{prefix}{number}") not in taken)
    return (row if "id" in row else {**row, "id": next(free)} for row in rows)
