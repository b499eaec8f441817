"""The file format bilateral/schedule-changes@1: what happened on the day, JSON to `Changes` and back."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeVar

from bilateral.fault import Fault, InputFaults, Place
from bilateral.schedule.fields import Fields
from bilateral.schedule.model import Company, Interpreter, Problem, Request, Table
from bilateral.schedule.problem_file import (
    LIMITS,
    cycle_faults,
    document,
    read_json,
    read_request,
    request_faults,
    request_row,
    rows,
)

FORMAT = "bilateral/schedule-changes@1"

Kind = Literal["company", "interpreter", "table"]

_KINDS: dict[Kind, str] = {"company": "companies", "interpreter": "interpreters", "table": "tables"}

Absent = TypeVar("Absent", Company, Interpreter, Table)


@dataclass(frozen=True, slots=True)
class Absence:
    """A company, an interpreter or a table (id) that is not to be had in these slots (ids)."""

    kind: Kind
    id: str
    slots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A request (id) that is not to be held any more."""

    request: str


@dataclass(frozen=True, slots=True)
class Addition:
    """A request that was not there before."""

    request: Request


Event = Absence | Cancellation | Addition


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened. Slots before `now` (a slot's id) are the past; None leaves everything to come."""

    now: str | None = None
    events: tuple[Event, ...] = ()

    @property
    def added(self) -> tuple[Request, ...]:
        """The requests that were not there before."""
        return tuple(event.request for event in self.events if isinstance(event, Addition))

    @property
    def cancelled(self) -> frozenset[str]:
        """The requests (ids) that are not to be held any more."""
        return frozenset(event.request for event in self.events if isinstance(event, Cancellation))


def read_changes(data: bytes | str | Mapping[str, Any], problem: Problem) -> Changes:
    """The changes in a JSON document (UTF-8), or in the object that it holds, to the schedule of `problem`.

    Raises InputFaults with every fault found, each with its path ("events[2].slots").
    """
    reader = _Reader(problem)
    fields = Fields(read_json(data), "", reader.faults)
    fields.choice("format", (FORMAT,))
    now = fields.text_or_none("now")
    reader.check("now", fields, {now or ""}, "slots")
    events = tuple(reader.event(item) for item in fields.objects("events"))
    fields.close()
    reader.check_added()
    if reader.faults:
        raise InputFaults(tuple(reader.faults))
    return Changes(now, tuple(event for event in events if event is not None))


class _Reader:
    """Reads events against the ids of a problem."""

    def __init__(self, problem: Problem) -> None:
        self.faults: list[Fault] = []
        self.known = {key: {item.id for item in getattr(problem, key)} for key in LIMITS}
        self.known["sessions"] = {slot.session for slot in problem.slots}
        self.count = len(problem.requests)
        self.cancelled: set[str] = set()
        self.named: set[str] = set()
        self.added: dict[str, Request] = {}
        """The requests to be added, by path, and their ids."""

    def check(self, key: str, item: Fields, named: Iterable[str], what: str) -> None:
        """Note the ids that the problem does not hold."""
        for name in sorted(named):
            if name and name not in self.known[what]:
                item.fault("changes.unknown_id", key, unknown=name)

    def event(self, item: Fields) -> Event | None:
        readers: dict[str, Callable[[Fields], Event | None]] = {
            "unavailable": self._absence,
            "cancel": self._cancellation,
            "add": self._addition,
        }
        kind = item.text("kind")
        if kind not in readers:  # which other keys it may have is then not known
            if kind:
                item.fault("file.choice", "kind", found=repr(kind), allowed=", ".join(readers))
            return None
        event = readers[kind](item)
        item.close()
        return event

    def _absence(self, item: Fields) -> Absence:
        named = {kind: item.text_or_none(kind) for kind in _KINDS}
        told = [(kind, name) for kind, name in named.items() if name is not None]
        if len(told) != 1:
            item.fault("changes.whom", "")
        for kind, name in told:
            self.check(kind, item, {name}, _KINDS[kind])
        known_faults = len(self.faults)
        slots = item.texts("slots", required=True)
        if not slots and len(self.faults) == known_faults:
            item.fault("changes.no_slots", "slots")
        self.check("slots", item, slots, "slots")
        kind, name = told[0] if told else ("company", "")
        return Absence(kind, name, frozenset(slots))

    def _cancellation(self, item: Fields) -> Cancellation:
        name = item.text("request")
        self.check("request", item, {name}, "requests")
        if name in self.cancelled:
            item.fault("changes.cancelled_twice", "request", request=name)
        self.cancelled.add(name)
        return Cancellation(name)

    def _addition(self, item: Fields) -> Addition | None:
        told = item.object_or_none("request")
        if told is None:
            item.fault("file.key_missing", "", key="request")
            return None
        request = read_request(told)
        if request.id in self.known["requests"] or request.id in self.named:
            told.fault("changes.request_known", "id", request=request.id)
        self.named.add(request.id)
        self.added[told.path] = request
        return Addition(request)

    def check_added(self) -> None:
        """What added requests name, each other included, and how many there are."""
        known = {**self.known, "requests": self.known["requests"] | self.named}
        for path, request in self.added.items():
            self.faults += request_faults(request, path, known)
        self.faults += cycle_faults(self.added)
        count, most = self.count + len(self.added), LIMITS["requests"]
        if count > most:
            values = {"id": "", "what": "requests", "count": count, "most": most}
            self.faults.append(Fault("problem.too_many", Place(path="events"), values))


def write_changes(changes: Changes) -> bytes:
    """The file: one line per event, keys in a fixed order, sets sorted, a newline at the end."""
    parts = {
        "format": json.dumps(FORMAT),
        "now": json.dumps(changes.now, ensure_ascii=False),
        "events": rows(_event_row(event) for event in changes.events),
    }
    return "".join(document(parts)).encode()


def _event_row(event: Event) -> dict[str, object]:
    if isinstance(event, Absence):
        return {"kind": "unavailable", event.kind: event.id, "slots": sorted(event.slots)}
    if isinstance(event, Cancellation):
        return {"kind": "cancel", "request": event.request}
    return {"kind": "add", "request": request_row(event.request)}


def past_slots(problem: Problem, now: str | None) -> frozenset[str]:
    """The slots that begin before slot `now` does."""
    if now is None:
        return frozenset()
    begins = next(slot.start_at for slot in problem.slots if slot.id == now)
    return frozenset(slot.id for slot in problem.slots if slot.start_at < begins)


def changed_problem(problem: Problem, changes: Changes) -> Problem:
    """The problem as it stands after the changes, by which a repaired schedule is judged.

    Absences hold from `now` on: the past stays as it was. A cancelled request stays too, confined to the past, where it
    may have been held. On the day nothing can be proved to be held, so the mode is "select" whatever it was.
    """
    past = past_slots(problem, changes.now)

    def without(kind: Kind, item: Absent) -> Absent:
        gone = frozenset[str]().union(*absent.get((kind, item.id), ())) - past
        return replace(item, unavailable=item.unavailable | gone) if gone else item

    absent: dict[tuple[Kind, str], list[frozenset[str]]] = {}
    for event in changes.events:
        if isinstance(event, Absence):
            absent.setdefault((event.kind, event.id), []).append(event.slots)
    requests = [
        replace(each, slots=past if each.slots is None else past & each.slots) if each.id in changes.cancelled else each
        for each in problem.requests
    ]
    return replace(
        problem,
        mode="select",
        max_breaks=None,
        tables=tuple(without("table", each) for each in problem.tables),
        companies=tuple(without("company", each) for each in problem.companies),
        interpreters=tuple(without("interpreter", each) for each in problem.interpreters),
        requests=(*requests, *changes.added),
    )
