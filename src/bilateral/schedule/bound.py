"""What no schedule of mode "select" can beat, by linear programming, and what the programme wishes and pays.

The slots are cut into parts (slots, session days, or all in one, by the size of the problem); x[m, part] is how much of
request m is held in a part. Rows keep each request within one meeting, each company within its chairs of a part and its
cap, the meetings of a part within its tables, the language classes within what their interpreters can serve, rests
taken, and each request within those that it comes after. z[p] is how far a company's floor is met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_array

from bilateral.schedule.instance import NO_CAP, Instance, Numbers, Truths
from bilateral.schedule.model import FLOOR_VALUE, Bound

SLOT_COLUMNS = 12_000
DAY_COLUMNS = 60_000
"""Up to how many columns the slots are cut into slots, into session days."""

TOLERANCE = 1e-6
"""What the rounding of floating-point sums may hide of a whole number."""


Rule = str | tuple[str, tuple[int, ...]]
"""What rows of the programme keep: a name or, of a type of interpreters, a name and the classes that it serves."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a unit more of each limit adds at most to the unrounded bound `value`, by rule and in the shape of its rows.

    "once" [request], "chairs" [company, part], "caps" and "floors" [company], "tables" [part], "fixed" [table, part],
    "speakers" [class, part], "order" [pair of a request and one that it comes after], and for each type of interpreters
    ("in_part", type) [part], ("in_day", type) [day], ("in_all", type) [1]. "fixed" is there only where it is needed.
    """

    value: float
    parts: list[Numbers]
    of: Mapping[Rule, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The bound; per request `wished`, from 0 to 1, and `price`, its weight less what it takes from others.

    `with_it` bounds the value of every schedule that holds a request at a position (-inf where none can), `without`
    that of every schedule that leaves a request out. `prices` is None where there is no solution.
    """

    bound: Bound
    wished: NDArray[np.float64]
    price: NDArray[np.float64]
    with_it: NDArray[np.float64]
    without: NDArray[np.float64]
    prices: Prices | None = None


class _Rows:
    """Inequalities of a linear programme: entries, and at most so much for each row."""

    def __init__(self) -> None:
        self.rows: list[Numbers] = []
        self.columns: list[Numbers] = []
        self.entries: list[NDArray[np.float64]] = []
        self.most: list[NDArray[np.float64]] = []
        self.count = 0
        self.named: dict[Rule, tuple[int, tuple[int, ...]]] = {}
        """The number of the first row of a rule, and the shape of all."""

    def open(self, most: Numbers, rule: Rule | None = None) -> int:
        """New rows; returns the number of the first."""
        start = self.count
        if rule is not None:
            self.named[rule] = (start, np.shape(most))
        self.most.append(np.asarray(most, np.float64).ravel())
        self.count += self.most[-1].size
        return start

    def add(self, rows: Numbers, columns: Numbers, entry: float = 1.0) -> None:
        self.rows.append(np.asarray(rows, np.int64))
        self.columns.append(np.asarray(columns, np.int64))
        self.entries.append(np.full(len(self.rows[-1]), entry))

    def matrix(self, columns: int) -> Any:
        """The entries as a sparse array, which scipy takes and its stubs do not know it to take."""
        where = (np.concatenate(self.rows), np.concatenate(self.columns))
        return csr_array((np.concatenate(self.entries), where), (self.count, columns))


def parts_of(instance: Instance) -> list[Numbers]:
    """The positions of each part: single slots where the problem is small, session days, or all in one."""
    held = int(instance.allowed.sum())
    if held <= SLOT_COLUMNS:
        return [np.array([t]) for t in np.sort(instance.position)]
    days = [np.array(day.positions) for day in instance.days]
    return days if len(instance.weight) * len(days) <= DAY_COLUMNS else [np.sort(instance.position)]


def relax(instance: Instance, seconds: float, parts: list[Numbers] | None = None) -> Relaxation:
    """Solve the relaxation in at most about `seconds`; where that does not do, the bound is the sum of everything.

    `parts` cuts the slots otherwise than `parts_of`, each slot into one part. The bound is read from the dual prices by
    weak duality, so it holds however exactly the programme was solved.
    """
    if not instance.problem.companies or not instance.days:
        return _trivial(instance)
    return _Programme(instance, parts_of(instance) if parts is None else parts).solve(seconds)


def trivial_bound(instance: Instance) -> Bound:
    """What everything is worth that is possible by itself."""
    possible = instance.allowed.any(axis=1)
    wishes = np.bincount(instance.first[possible], minlength=len(instance.seats))
    wishes += np.bincount(instance.second[possible], minlength=len(instance.seats))
    floors = np.minimum(np.minimum(wishes, instance.cap), instance.floor).sum()
    return Bound(int(instance.weight[possible].sum() + FLOOR_VALUE * floors), "trivial")


def _trivial(instance: Instance) -> Relaxation:
    """The relaxation that knows no limit but what is possible for each request by itself."""
    bound = trivial_bound(instance)
    return Relaxation(
        bound=bound,
        wished=np.zeros(len(instance.weight)),
        price=np.where(instance.allowed.any(axis=1), instance.weight.astype(float), -1e9),
        with_it=np.where(instance.allowed, float(bound.value), -np.inf),
        without=np.full(len(instance.weight), float(bound.value)),
    )


class _Programme:
    """The columns are x[m, part], then z[company], then y[part, class, type] of interpreters."""

    def __init__(self, instance: Instance, parts: list[Numbers]) -> None:
        self.instance = instance
        self.parts = parts
        self.rows = _Rows()
        possible = np.stack([instance.allowed[:, part].any(axis=1) for part in self.parts], axis=1)
        self.request, self.part = (found.astype(np.int64) for found in np.nonzero(possible))
        self.held = len(self.request)
        self.columns = self.held + len(instance.seats)
        self.most: list[NDArray[np.float64]] = [
            np.ones(self.held),
            instance.floor.astype(float),
        ]
        self._requests()
        self._companies()
        self._tables()
        self._interpreters()
        self._order()

    def _requests(self) -> None:
        self.rows.open(np.ones(len(self.instance.weight), np.int64), "once")
        self.rows.add(self.request, np.arange(self.held))

    def _companies(self) -> None:
        instance, column = self.instance, np.arange(self.held)
        chairs = np.stack([instance.available[:, part].sum(axis=1) * instance.seats for part in self.parts], axis=1)
        in_part, in_all = self.rows.open(chairs, "chairs"), self.rows.open(instance.cap, "caps")
        floors = self.rows.open(np.zeros(len(instance.seats), np.int64), "floors")
        for party in (instance.first[self.request], instance.second[self.request]):
            self.rows.add(in_part + party * len(self.parts) + self.part, column)
            self.rows.add(in_all + party, column)
            self.rows.add(floors + party, column, -1.0)
        everyone = np.arange(len(instance.seats))
        self.rows.add(floors + everyone, self.held + everyone)

    def _tables(self) -> None:
        instance = self.instance
        start = self.rows.open(np.array([instance.tables_at[part].sum() for part in self.parts]), "tables")
        self.rows.add(start + self.part, np.arange(self.held))
        fixed = instance.table[self.request]
        named = np.flatnonzero(fixed >= 0)
        if named.size:
            there = np.stack([instance.table_available[:, part].sum(axis=1) for part in self.parts], axis=1)
            row = self.rows.open(there, "fixed") + fixed[named] * len(self.parts) + self.part[named]
            self.rows.add(row, named)

    def _interpreters(self) -> None:
        """A flow from language classes to types of interpreters, which differ in the classes that they serve."""
        instance = self.instance
        types: dict[tuple[int, ...], list[int]] = {}
        for index in range(len(instance.interpreters)):
            served = tuple(c for c, servers in enumerate(instance.class_servers) if index in servers)
            types.setdefault(served, []).append(index)
        types.pop((), None)
        language_class = instance.language_class[self.request]
        needy = np.flatnonzero(language_class > 0)
        classes = len(instance.class_servers)
        demand = self.rows.open(np.zeros((classes, len(self.parts)), np.int64), "speakers")
        self.rows.add(demand + language_class[needy] * len(self.parts) + self.part[needy], needy)
        part_number = np.arange(len(self.parts))
        day_of_part = np.array([self._day_of(part) for part in self.parts])
        for served, members in types.items():
            in_parts, in_days, in_all = self._capacities(members)
            limits = {"in_part": in_parts, "in_day": in_days, "in_all": in_all}
            part_row, day_row, all_row = (self.rows.open(most, (name, served)) for name, most in limits.items())
            for c in served:
                column = self.columns + part_number
                self.columns += len(self.parts)
                self.most.append(in_parts.astype(float))
                self.rows.add(demand + c * len(self.parts) + part_number, column, -1.0)
                self.rows.add(part_row + part_number, column)
                self.rows.add(all_row + np.zeros_like(part_number), column)
                inside = day_of_part >= 0
                self.rows.add(day_row + day_of_part[inside], column[inside])

    def _day_of(self, part: Numbers) -> int:
        """The session day that holds a part, -1 where the part is the whole line."""
        days = [number for number, day in enumerate(self.instance.days) if day.first <= part[0] <= day.last]
        return days[0] if part[-1] <= self.instance.days[days[0]].last else -1

    def _capacities(self, members: list[int]) -> tuple[Numbers, Numbers, Numbers]:
        """What interpreters can serve together in each part, in each session day, and in all."""
        instance = self.instance
        there: Truths = instance.interpreter_available[members]
        usable = np.array([[instance.usable_slots(index, day) for day in instance.days] for index in members])
        caps = np.array([NO_CAP if (cap := instance.interpreters[i].max_meetings) is None else cap for i in members])
        in_all = np.minimum(usable.sum(axis=1), caps)
        in_parts = np.array([int(there[:, part].sum()) for part in self.parts])
        return in_parts, usable.sum(axis=0), np.array([in_all.sum()])

    def _order(self) -> None:
        """A request is held no more than each that it comes after."""
        by_request: dict[int, Numbers] = {}
        pairs = [(index, earlier) for index, before in enumerate(self.instance.before) for earlier in before]
        start = self.rows.open(np.zeros(len(pairs), np.int64), "order")
        for row, pair in enumerate(pairs, start):
            for m, entry in zip(pair, (1.0, -1.0), strict=True):
                if m not in by_request:
                    by_request[m] = np.flatnonzero(self.request == m)
                self.rows.add(np.full(by_request[m].size, row), by_request[m], entry)

    def solve(self, seconds: float) -> Relaxation:
        instance = self.instance
        worth = np.zeros(self.columns)
        worth[: self.held] = instance.weight[self.request]
        worth[self.held : self.held + len(instance.seats)] = FLOOR_VALUE
        limits = np.stack([np.zeros(self.columns), np.concatenate(self.most)], axis=1)
        bounds: Any = limits  # the stubs want a list of pairs
        options: Any = {"time_limit": max(0.1, seconds)}
        room = np.concatenate(self.rows.most)
        matrix = self.rows.matrix(self.columns)
        answer = linprog(-worth, A_ub=matrix, b_ub=room, bounds=bounds, method="highs", options=options)
        if answer.status != 0 or answer.x is None:
            return _trivial(instance)
        prices = np.maximum(0.0, -answer.ineqlin.marginals)
        return self._read(worth, prices, answer.x[: self.held])

    def _read(self, worth: NDArray[np.float64], prices: NDArray[np.float64], held: NDArray[np.float64]) -> Relaxation:
        """What the dual prices say by weak duality."""
        count = len(self.instance.weight)
        most, room = np.concatenate(self.most), np.concatenate(self.rows.most)
        reduced = worth - self.rows.matrix(self.columns).T @ prices
        bound = float(prices @ room + np.maximum(0.0, reduced) @ most)
        own = reduced[: self.held]
        once = prices[:count]  # what a request pays to itself for being held once
        wished, kept = np.zeros(count), np.zeros(count)
        np.add.at(wished, self.request, held)
        np.add.at(kept, self.request, np.maximum(0.0, own))
        price = np.full(count, -1e9)
        np.maximum.at(price, self.request, own + once[self.request])
        with_it = np.full(self.instance.allowed.shape, -np.inf)
        best_of_part = np.full((count, len(self.parts)), -np.inf)
        best_of_part[self.request, self.part] = bound + np.minimum(0.0, own)
        for number, part in enumerate(self.parts):
            with_it[:, part] = best_of_part[:, [number]]
        return Relaxation(
            bound=Bound(int(np.floor(bound + TOLERANCE)), "lp"),
            wished=wished,
            price=price,
            with_it=np.where(self.instance.allowed, with_it, -np.inf),
            without=bound - once - kept,
            prices=Prices(bound, self.parts, {rule: self._shaped(prices, rule) for rule in self.rows.named}),
        )

    def _shaped(self, prices: NDArray[np.float64], rule: Rule) -> NDArray[np.float64]:
        start, shape = self.rows.named[rule]
        return prices[start : start + int(np.prod(shape))].reshape(shape)
