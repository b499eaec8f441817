"""A schedule as a grid that is changed by hand: who is where, and exactly what each change does to the objective."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bilateral.schedule.instance import Instance
from bilateral.schedule.model import FLOOR_VALUE, Objective


@dataclass(frozen=True, slots=True)
class Change:
    """What an edit adds to each part of the objective, and to the meetings that interpreters from standby serve."""

    weight: int = 0
    floor_met: int = 0
    breaks: int = 0
    table_changes: int = 0
    standby: int = 0

    @property
    def value(self) -> int:
        """The change of FLOOR_VALUE · floor_met + weight."""
        return FLOOR_VALUE * self.floor_met + self.weight

    def __add__(self, other: "Change") -> "Change":
        return Change(
            self.weight + other.weight,
            self.floor_met + other.floor_met,
            self.breaks + other.breaks,
            self.table_changes + other.table_changes,
            self.standby + other.standby,
        )

    def __neg__(self) -> "Change":
        return Change(-self.weight, -self.floor_met, -self.breaks, -self.table_changes, -self.standby)


NO_CHANGE = Change()
"""The change of what changes nothing."""


class Spot(NamedTuple):
    """Where a request is held: position, number of the table, number of the interpreter (-1 for none)."""

    position: int
    table: int
    server: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What goes when a meeting gives way: itself and what comes after it, their companies, and the change."""

    requests: tuple[int, ...]
    parties: frozenset[int]
    change: Change


@dataclass(frozen=True, slots=True)
class Ground:
    """A request put into a slot at a table of which no neighbour knows, after others gave way.

    `beside` is what each table at which a party sits before or after adds to the table changes. Changes that touch none
    of the `parties` may be added to `change`.
    """

    change: Change
    beside: dict[int, int]
    parties: frozenset[int]


_NO_TABLE = -1
"""The table at which nobody sits before or after."""


class Grid:
    """Who is held where, by company, table and interpreter.

    `withdrawals` are known beforehand for every meeting that is held, and brought up to date by `settle`. What is taken
    by `without` comes back, and changes are told from how the grid was settled.
    """

    def __init__(self, instance: Instance, spots: Mapping[int, Spot]) -> None:
        self.instance = instance
        self.first: list[int] = instance.first.tolist()
        self.second: list[int] = instance.second.tolist()
        self.weight: list[int] = instance.weight.tolist()
        self.floor: list[int] = instance.floor.tolist()
        self.rank: list[int] = instance.rank.tolist()
        self.day_of = {t: day for day in instance.days for t in day.positions}
        self.day_number = {t: number for number, day in enumerate(instance.days) for t in day.positions}
        self._slot_ids: dict[int, str] = {t: instance.problem.slots[instance.slot_of[t]].id for t in self.day_of}
        self.spots: dict[int, Spot] = {}
        self.held: list[dict[int, list[int]]] = [{} for _ in self.floor]
        """For each company its meetings by position."""
        self.count = [0] * len(self.floor)
        self.at_table: dict[tuple[int, int], int] = {}
        """The meeting at a position and a table."""
        self.duty: list[dict[int, int]] = [{} for _ in instance.interpreters]
        """For each interpreter the meeting served, by position."""
        self.standby = [each.standby for each in instance.interpreters]
        self.standing = [(0, 0, 0)] * len(self.floor)
        """For each company meetings up to its floor, breaks and table changes, as settled."""
        self.withdrawals: dict[int, Withdrawal] = {}
        self.total = NO_CHANGE
        self._out: list[tuple[int, Spot]] = []
        self.settle(dict.fromkeys(spots), spots)

    @property
    def objective(self) -> Objective:
        """What the settled grid achieves."""
        total = self.total
        return Objective(total.weight, total.floor_met, total.breaks, total.table_changes)

    def slot_id(self, t: int) -> str:
        """The id of the slot at position t."""
        return self._slot_ids[t]

    def parties(self, m: int) -> tuple[int, int]:
        """The companies of a request."""
        return self.first[m], self.second[m]

    def settle(self, before: Mapping[int, Spot | None], after: Mapping[int, Spot | None]) -> Change:
        """Hold these requests as they are in `after` (None for nowhere) instead of as in `before`."""
        for m, spot in before.items():
            if spot is not None:
                self._take(m)
        for m, spot in after.items():
            if spot is not None:
                self._put(m, spot)
        came = [(m, spot) for m, spot in after.items() if spot is not None]
        change = self._difference([(m, spot) for m, spot in before.items() if spot is not None], came)
        self.total += change
        touched = {p for m in (*before, *after) for p in self.parties(m)}
        for p in touched:
            self.standing[p] = self._stand(p)
        stale = {m for p in touched for those in self.held[p].values() for m in those}.union(before, after)
        reached = list(stale)
        while reached:  # what goes with a meeting may have changed for all that it comes after
            earlier = set(self.instance.before[reached.pop()]) - stale
            stale |= earlier
            reached += earlier
        for m in stale:
            self.withdrawals.pop(m, None)
            if m in self.spots:
                self.withdrawals[m] = self._withdrawal(m)
        return change

    def _put(self, m: int, spot: Spot) -> None:
        self.spots[m] = spot
        for p in self.parties(m):
            self.held[p].setdefault(spot.position, []).append(m)
            self.count[p] += 1
        self.at_table[spot.position, spot.table] = m
        if spot.server >= 0:
            self.duty[spot.server][spot.position] = m

    def _take(self, m: int) -> Spot:
        spot = self.spots.pop(m)
        for p in self.parties(m):
            here = self.held[p][spot.position]
            here.remove(m)
            if not here:
                del self.held[p][spot.position]
            self.count[p] -= 1
        del self.at_table[spot.position, spot.table]
        if spot.server >= 0:
            del self.duty[spot.server][spot.position]
        return spot

    @contextmanager
    def without(self, gone: Iterable[int]) -> Iterator[None]:
        """Look at the grid as if these were held nowhere."""
        out = [(m, self._take(m)) for m in gone]
        self._out += out
        try:
            yield
        finally:
            del self._out[len(self._out) - len(out) :]
            for m, spot in reversed(out):
                self._put(m, spot)

    def taken_from(self, m: int) -> Spot | None:
        """Where m was before it was taken away for a look; None where it was not."""
        return next((spot for n, spot in self._out if n == m), None)

    def change_with(self, m: int, spot: Spot) -> Change:
        """What it does to hold m there, as the grid is looked at now."""
        self._put(m, spot)
        found = self._difference(self._out, [(m, spot)])
        self._take(m)
        return found

    def ground(self, m: int, t: int) -> Ground:
        """m at position t, without a table yet and without an interpreter, as the grid is looked at now."""
        beside: Counter[int] = Counter()
        for p in self.parties(m):
            beside.update(self._beside(p, t))
        change = self.change_with(m, Spot(t, _NO_TABLE, -1))
        parties = {p for n, _ in self._out for p in self.parties(n)}
        return Ground(change, beside, frozenset(parties.union(self.parties(m))))

    def _beside(self, p: int, t: int) -> dict[int, int]:
        """What each table at which p sits before or after position t adds to its table changes, beside any other."""
        day, held = self.day_of[t], self.held[p]
        before = next((u for u in range(t - 1, day.first - 1, -1) if u in held), None)
        after = next((u for u in range(t + 1, day.last + 1) if u in held), None)
        neighbours = [self._tables(p, u) for u in (before, after) if u is not None]
        here = self._tables(p, t)

        def changes(table: int) -> int:
            return sum(_table_changes(here | {table}, there) for there in neighbours)

        other = changes(_NO_TABLE)
        return {table: changes(table) - other for there in neighbours for table in there}

    def _tables(self, p: int, t: int) -> set[int]:
        return {self.spots[m].table for m in self.held[p].get(t, ())}

    def _withdrawal(self, m: int) -> Withdrawal:
        found = {m: None}
        reached = [m]
        while reached:
            for n in self.instance.after[reached.pop()]:
                if n in self.spots and n not in found:
                    found[n] = None
                    reached.append(n)
        requests = tuple(found)
        with self.without(requests):
            change = self._difference(self._out, [])
        return Withdrawal(requests, frozenset(p for n in requests for p in self.parties(n)), change)

    def _difference(self, gone: list[tuple[int, Spot]], came: list[tuple[int, Spot]]) -> Change:
        """The change since the grid was settled, these having been taken away and put there since."""
        weight = standby = floor_met = breaks = changes = 0
        for sign, those in ((-1, gone), (1, came)):
            for m, spot in those:
                weight += sign * self.weight[m]
                standby += sign * (spot.server >= 0 and self.standby[spot.server])
        for p in {p for m, _ in (*gone, *came) for p in self.parties(m)}:
            was, now = self.standing[p], self._stand(p)
            floor_met += now[0] - was[0]
            breaks += now[1] - was[1]
            changes += now[2] - was[2]
        return Change(weight, floor_met, breaks, changes, standby)

    def _stand(self, p: int) -> tuple[int, int, int]:
        """Meetings up to the floor, breaks and table changes of a company as it is held now."""
        breaks = changes = 0
        held, day, spots = self.held[p], self.day_number, self.spots
        for t, u in pairwise(sorted(held)):
            if day[t] == day[u]:
                breaks += u > t + 1
                if len(held[t]) == len(held[u]) == 1:  # the usual case, in which sets would only take time
                    changes += spots[held[t][0]].table != spots[held[u][0]].table
                else:
                    changes += _table_changes(self._tables(p, t), self._tables(p, u))
        return min(self.count[p], self.floor[p]), breaks, changes


def _table_changes(left: set[int], taken: set[int]) -> int:
    return max(0, min(len(left), len(taken)) - len(left & taken))
