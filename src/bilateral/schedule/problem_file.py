"""The file format bilateral/schedule-problem@1: JSON to `Problem` and back."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import Any, Literal, cast

from bilateral.fault import Fault, InputFaults, Place
from bilateral.schedule.fields import Fields
from bilateral.schedule.model import Company, Interpreter, Mode, Problem, Request, Slot, Table

FORMAT = "bilateral/schedule-problem@1"

DAY_SLOTS = 62
"""The most slots of one session day: the engine holds a session day in one machine word."""

LIMITS = {"slots": 496, "tables": 5_000, "companies": 20_000, "interpreters": 5_000, "requests": 400_000}
"""The most of each that the engine is made for."""

MOST_PARALLEL = 50

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
"""One encoder for all rows: `json.dumps` would make one for each."""


def read_problem(data: bytes | str | Mapping[str, Any]) -> Problem:
    """The problem in a JSON document (UTF-8) or in the object that it holds.

    Raises InputFaults with every fault found, each with its path ("requests[3].parties[0]") and the item's id.
    """
    document = read_json(data)
    faults: list[Fault] = []
    fields = Fields(document, "", faults)
    fields.choice("format", (FORMAT,))
    problem = Problem(
        mode=cast("Mode", fields.choice("mode", ("select", "all"))),
        slots=tuple(_slot(item) for item in fields.objects("slots")),
        tables=tuple(_table(item) for item in fields.objects("tables")),
        companies=tuple(_company(item) for item in fields.objects("companies")),
        interpreters=tuple(_interpreter(item) for item in fields.objects("interpreters", required=False)),
        requests=tuple(read_request(item) for item in fields.objects("requests")),
        max_breaks=fields.integer_or_none("max_breaks", least=0),
    )
    fields.close()
    if not faults:  # what follows speaks of whole items
        faults += [*_size_faults(problem), *_slot_faults(problem), *_reference_faults(problem), *_rule_faults(problem)]
    else:
        faults += _reference_faults(problem)
    if faults:
        raise InputFaults(tuple(_unique(faults)))
    return problem


def read_json(data: bytes | str | Mapping[str, Any]) -> object:
    """The JSON value in `data`. Raises InputFaults where it is no JSON, or no UTF-8."""
    if isinstance(data, Mapping):
        return dict(data)
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        return json.loads(text, parse_constant=_refuse_constant)
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise InputFaults((Fault("file.not_json", Place(path=""), {"detail": str(error)}),)) from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _unique(faults: list[Fault]) -> list[Fault]:
    kept: list[Fault] = []
    seen = set()
    for fault in faults:
        key = (fault.code, fault.place, repr(fault.values))
        if key not in seen:
            seen.add(key)
            kept.append(fault)
    return kept


def _slot(item: Fields) -> Slot:
    slot = Slot(item.text("id"), _time(item, "start_at"), _time(item, "end_at"), item.text("session"))
    item.close()
    return slot


def _time(item: Fields, key: str) -> datetime:
    text = item.text(key)
    unknown = datetime.fromisoformat("2000-01-01T00:00:00+00:00")
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        if text:
            item.fault("problem.no_time", key, found=text)
        return unknown
    if time.tzinfo is None:
        item.fault("problem.time_without_offset", key, found=text)
        return unknown
    return time


def _table(item: Fields) -> Table:
    table = Table(item.text("id"), frozenset(item.texts("unavailable")))
    item.close()
    return table


def _company(item: Fields) -> Company:
    company = Company(
        id=item.text("id"),
        side=item.text("side"),
        languages=frozenset(item.texts("languages")),
        unavailable=frozenset(item.texts("unavailable")),
        parallel=item.integer("parallel", least=1, most=MOST_PARALLEL, default=1),
        max_meetings=item.integer_or_none("max_meetings", least=0),
        floor=item.integer("floor", least=0, default=0),
    )
    item.close()
    return company


def _interpreter(item: Fields) -> Interpreter:
    interpreter = Interpreter(
        id=item.text("id"),
        languages=frozenset(item.texts("languages", required=True)),
        unavailable=frozenset(item.texts("unavailable")),
        max_consecutive=item.integer("max_consecutive", least=1, default=4),
        max_meetings=item.integer_or_none("max_meetings", least=0),
        standby=item.flag("standby", default=False),
    )
    item.close()
    return interpreter


def read_request(item: Fields) -> Request:
    """A request; whether the ids that it names are known is for `request_faults` to say."""
    parties = item.texts("parties", required=True, distinct=False)
    named = len(item.items("parties", required=False))
    if named != 2:
        item.fault("problem.two_parties", "parties", found=named)
    elif len(parties) == 2 and parties[0] == parties[1]:
        item.fault("problem.meets_itself", "parties", company=parties[0])
    slots = item.texts_or_none("slots")
    request = Request(
        id=item.text("id"),
        parties=(parties[0], parties[1]) if len(parties) == 2 else ("", ""),
        weight=item.integer("weight", least=1, most=100),
        slots=None if slots is None else frozenset(slots),
        session=item.text_or_none("session"),
        table=item.text_or_none("table"),
        after=frozenset(item.texts("after")),
        interpreter=cast("Literal['auto', 'none']", item.choice("interpreter", ("auto", "none"), default="auto")),
    )
    item.close()
    return request


def _size_faults(problem: Problem) -> Iterable[Fault]:
    for key, most in LIMITS.items():
        count = len(getattr(problem, key))
        if count > most:
            yield Fault("problem.too_many", Place(path=key), {"id": "", "what": key, "count": count, "most": most})
    for key in ("slots", "companies"):
        if not getattr(problem, key):
            yield Fault("problem.none", Place(path=key), {"id": "", "what": key})
    days = Counter(slot.day for slot in problem.slots)
    for (on, session), count in days.items():
        if count > DAY_SLOTS:
            values = {"id": "", "session": session, "date": on.isoformat(), "count": count, "most": DAY_SLOTS}
            yield Fault("problem.long_session", Place(path="slots"), values)


def _slot_faults(problem: Problem) -> Iterable[Fault]:
    for index, slot in enumerate(problem.slots):
        if slot.end_at <= slot.start_at:
            yield Fault("problem.ends_before_start", Place(path=f"slots[{index}].end_at"), {"id": slot.id})
    in_time = sorted(enumerate(problem.slots), key=lambda pair: (pair[1].start_at, pair[1].end_at))
    for (_, earlier), (index, later) in pairwise(in_time):
        if later.start_at < earlier.end_at:
            values = {"id": later.id, "other": earlier.id}
            yield Fault("problem.slots_overlap", Place(path=f"slots[{index}]"), values)


def _reference_faults(problem: Problem) -> Iterable[Fault]:
    known: dict[str, set[str]] = {}
    for key in LIMITS:
        ids: set[str] = set()
        for index, item in enumerate(getattr(problem, key)):
            if item.id in ids and item.id:
                yield Fault("problem.duplicate_id", Place(path=f"{key}[{index}].id"), {"id": item.id})
            ids.add(item.id)
        known[key] = ids
    for key in ("tables", "companies", "interpreters"):
        for index, item in enumerate(getattr(problem, key)):
            yield from _unknown(f"{key}[{index}].unavailable", item.id, item.unavailable, known["slots"])
    known["sessions"] = {slot.session for slot in problem.slots}
    for index, request in enumerate(problem.requests):
        yield from request_faults(request, f"requests[{index}]", known)


def request_faults(request: Request, path: str, known: Mapping[str, set[str]]) -> Iterable[Fault]:
    """The ids that a request names though they are not `known` (slots, tables, companies, requests, sessions)."""
    for number, party in enumerate(request.parties):
        yield from _unknown(f"{path}.parties[{number}]", request.id, {party}, known["companies"])
    yield from _unknown(f"{path}.slots", request.id, request.slots or (), known["slots"])
    yield from _unknown(f"{path}.session", request.id, {request.session or ""}, known["sessions"])
    yield from _unknown(f"{path}.table", request.id, {request.table or ""}, known["tables"])
    yield from _unknown(f"{path}.after", request.id, request.after, known["requests"])


def _unknown(path: str, item: str, named: Iterable[str], known: set[str]) -> Iterable[Fault]:
    for name in sorted(named):
        if name and name not in known:
            yield Fault("problem.unknown_id", Place(path=path), {"id": item, "unknown": name})


def _rule_faults(problem: Problem) -> Iterable[Fault]:
    for index, company in enumerate(problem.companies):
        if company.max_meetings is not None and company.floor > company.max_meetings:
            values = {"id": company.id, "floor": company.floor, "cap": company.max_meetings}
            yield Fault("problem.floor_above_cap", Place(path=f"companies[{index}].floor"), values)
    yield from cycle_faults({f"requests[{index}]": request for index, request in enumerate(problem.requests)})
    if problem.mode == "select" and problem.max_breaks is not None:
        yield Fault("problem.max_breaks_in_select", Place(path="max_breaks"), {"id": ""})


def cycle_faults(requests: Mapping[str, Request]) -> Iterable[Fault]:
    """The circle in which requests, by their paths, come after each other, if there is one."""
    try:
        TopologicalSorter({request.id: request.after for request in requests.values()}).prepare()
    except CycleError as error:
        circle = list(error.args[1])
        path = next(path for path, request in requests.items() if request.id == circle[0])
        values = {"id": circle[0], "requests": ", ".join(circle)}
        yield Fault("problem.precedence_cycle", Place(path=f"{path}.after"), values)


def write_problem(problem: Problem) -> bytes:
    """The canonical file: one line per item, keys in a fixed order, sets sorted, a newline at the end."""
    return "".join(_pieces(problem)).encode()


def problem_sha256(problem: Problem) -> str:
    """The SHA-256 of the canonical file, in hexadecimal: by it a schedule says which problem it answers."""
    found = hashlib.sha256()
    for piece in _pieces(problem):  # a large problem is never whole in memory as text
        found.update(piece.encode())
    return found.hexdigest()


def _pieces(problem: Problem) -> Iterator[str]:
    return document(
        {
            "format": json.dumps(FORMAT),
            "mode": json.dumps(problem.mode),
            "slots": rows(_slot_row(slot) for slot in problem.slots),
            "tables": rows(_table_row(table) for table in problem.tables),
            "companies": rows(_company_row(company) for company in problem.companies),
            "interpreters": rows(_interpreter_row(interpreter) for interpreter in problem.interpreters),
            "requests": rows(request_row(request) for request in problem.requests),
            "max_breaks": json.dumps(problem.max_breaks),
        }
    )


def rows(items: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """A JSON list with a line per item, piece by piece."""
    between = "[\n  "
    for item in items:
        yield between
        yield _ENCODE(item)
        between = ",\n  "
    yield "[]" if between.startswith("[") else "\n ]"


def document(parts: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """A JSON object of parts that are JSON already, a line per key, piece by piece."""
    between = "{\n"
    for key, part in parts.items():
        yield f'{between} "{key}": '
        yield from part
        between = ",\n"
    yield "\n}\n"


def _slot_row(slot: Slot) -> dict[str, object]:
    return {
        "id": slot.id,
        "start_at": slot.start_at.isoformat(),
        "end_at": slot.end_at.isoformat(),
        "session": slot.session,
    }


def _table_row(table: Table) -> dict[str, object]:
    """The slots without the table are written only where there are any: most tables are always there."""
    return {"id": table.id} | ({"unavailable": sorted(table.unavailable)} if table.unavailable else {})


def _company_row(company: Company) -> dict[str, object]:
    return {
        "id": company.id,
        "side": company.side,
        "languages": sorted(company.languages),
        "unavailable": sorted(company.unavailable),
        "parallel": company.parallel,
        "max_meetings": company.max_meetings,
        "floor": company.floor,
    }


def _interpreter_row(interpreter: Interpreter) -> dict[str, object]:
    return {
        "id": interpreter.id,
        "languages": sorted(interpreter.languages),
        "unavailable": sorted(interpreter.unavailable),
        "max_consecutive": interpreter.max_consecutive,
        "max_meetings": interpreter.max_meetings,
        "standby": interpreter.standby,
    }


def request_row(request: Request) -> dict[str, object]:
    """A request as JSON."""
    return {
        "id": request.id,
        "parties": list(request.parties),
        "weight": request.weight,
        "slots": None if request.slots is None else sorted(request.slots),
        "session": request.session,
        "table": request.table,
        "after": sorted(request.after),
        "interpreter": request.interpreter,
    }
