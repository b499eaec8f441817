"""The best repair of a tiny schedule by trying everything, written from the rules alone."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

from exhaustive import Places, Table

from bilateral.schedule.changes_file import Changes, changed_problem, past_slots
from bilateral.schedule.model import Meeting, Problem, Schedule

Standing = tuple[int, int, int, int]
"""The value of what was published and is held; less each: changed slots, interpreters of those that keep their slot,
tables of those."""


def coming(published: Schedule, problem: Problem, changes: Changes) -> dict[str, Meeting]:
    """The published meetings that are neither past nor cancelled."""
    past = past_slots(problem, changes.now)
    return {m.request: m for m in published.meetings if m.slot not in past and m.request not in changes.cancelled}


def displaced(published: Schedule, problem: Problem, changes: Changes) -> set[str]:
    """Those of them that cannot stay as they are, and all that come after these or after what is cancelled."""
    changed = changed_problem(problem, changes)
    gone = {company.id: company.unavailable for company in changed.companies}
    gone |= {interpreter.id: interpreter.unavailable for interpreter in changed.interpreters}
    gone |= {table.id: table.unavailable for table in changed.tables}
    requests = {request.id: request for request in changed.requests}
    meetings = coming(published, problem, changes)
    found = {
        name
        for name, m in meetings.items()
        if any(m.slot in gone[who] for who in (*requests[name].parties, m.table, m.interpreter) if who is not None)
    }
    past = past_slots(problem, changes.now)
    lost = {m.request for m in published.meetings if m.slot not in past and m.request in changes.cancelled}
    while True:
        more = {name for name in meetings if requests[name].after & (found | lost)} - found
        if not more:
            return found
        found |= more


class _Repair:
    def __init__(self, published: Schedule, problem: Problem, changes: Changes) -> None:
        changed = changed_problem(problem, changes)
        called = tuple(replace(each, standby=False) for each in changed.interpreters)
        self.problem = replace(changed, interpreters=called)
        self.table = Table(self.problem)
        self.past_slots = past_slots(problem, changes.now)
        self.past = {m.request: m for m in published.meetings if m.slot in self.past_slots}
        self.coming = coming(published, problem, changes)
        self.displaced = displaced(published, problem, changes)
        self.slots = {slot.id: slot for slot in problem.slots}

    def grow(self, names: list[str], places: Places) -> Iterator[Places]:
        """Every choice of slots: what is not displaced has one."""
        if not names:
            if self.table.in_order(places):
                yield places
            return
        name, *rest = names
        if name in self.displaced:
            yield from self.grow(rest, places)
        for slot in self.table.options(self.table.requests[name]):
            more = {**places, name: slot}
            if slot.id not in self.past_slots and self.fits(more):
                yield from self.grow(rest, more)

    def fits(self, places: Places) -> bool:
        """What is past may be where it could not be put now: a table of the past is always there."""
        return self.table.fits(places)

    def best(self) -> Standing:
        past = {name: self.slots[m.slot] for name, m in self.past.items()}
        best: Standing = (-1, 0, 0, 0)
        for places in self.grow(list(self.coming), past):
            value = self.table.value(places)
            slots = -sum(name in places and places[name].id != m.slot for name, m in self.coming.items())
            if (value, slots) < best[:2]:
                continue
            interpreters = self.fewest_interpreters(places)
            if interpreters is not None:
                best = max(best, (value, slots, -interpreters, -self.fewest_tables(places)))
        return best

    def fewest_interpreters(self, places: Places) -> int | None:
        """The fewest changed interpreters of meetings that keep their slot; None where there are too few."""
        duty = {}
        for m in self.past.values():
            if m.interpreter is not None:
                duty[self.number(m.interpreter), self.slots[m.slot].id] = True
        needy = []
        for name in places:
            speakers = self.table.speakers(self.table.requests[name])
            if name in self.coming and speakers is not None:
                needy.append((self.coming[name], places[name].id, speakers))
        return self._assign(needy, duty)

    def number(self, interpreter: str) -> int:
        return next(n for n, each in enumerate(self.problem.interpreters) if each.id == interpreter)

    def _assign(self, left: list[tuple[Meeting, str, list[int]]], duty: dict[tuple[int, str], bool]) -> int | None:
        if not left:
            return 0 if self.table.rested(duty) else None
        (was, slot, speakers), *rest = left
        found = []
        for number in speakers:
            interpreter = self.problem.interpreters[number]
            if (number, slot) not in duty and slot not in interpreter.unavailable:
                more = self._assign(rest, {**duty, (number, slot): True})
                if more is not None:
                    found.append(more + (was.slot == slot and was.interpreter != interpreter.id))
        return min(found, default=None)

    def fewest_tables(self, places: Places) -> int:
        """The fewest changed tables of meetings that keep their slot."""
        total = 0
        for slot in {place.id for place in places.values()} - self.past_slots:
            names = [name for name, place in places.items() if place.id == slot]
            tables = [table.id for table in self.problem.tables if slot not in table.unavailable]
            total += min(
                sum(
                    self.coming[n].slot == slot and self.coming[n].table != t for n, t in zip(names, seats, strict=True)
                )
                for seats in permutations(tables, len(names))
                if all(self.table.requests[n].table in (None, t) for n, t in zip(names, seats, strict=True))
            )
        return total


def best_repair(published: Schedule, problem: Problem, changes: Changes) -> Standing:
    """The standing that no repair can pass."""
    return _Repair(published, problem, changes).best()


def standing(repaired: Schedule, published: Schedule, problem: Problem, changes: Changes) -> Standing:
    """That of a repair."""
    repair = _Repair(published, problem, changes)
    now = {m.request: m for m in repaired.meetings}
    pairs = [(m, now[name]) for name, m in repair.coming.items() if name in now]
    stayed = [(was, m) for was, m in pairs if was.slot == m.slot]
    held = {name: repair.slots[now[name].slot] for name in (*repair.past, *repair.coming) if name in now}
    return (
        repair.table.value(held),
        -sum(was.slot != m.slot for was, m in pairs),
        -sum(was.interpreter != m.interpreter for was, m in stayed),
        -sum(was.table != m.table for was, m in stayed),
    )
