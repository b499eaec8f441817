"""The linear programme of mode "select": who is held in which part of the slots.

x[m, part] is how much of request m is held in a part. Rows keep each request within one meeting, each company within
its chairs of a part and its cap, the meetings of a part within its tables, the language classes within what their
interpreters can serve, rests taken, and each request within those that it comes after. z[p] is how far a company's
floor is met, y[part, class, type] what the interpreters of a type serve of a class.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from bilateral.schedule.instance import NO_CAP, Instance, Numbers, Truths
from bilateral.schedule.model import FLOOR_VALUE

AT_ONCE = 100_000
"""Up to how many columns x a programme is solved with all of them at once."""

PAYS, NEARLY = 1e-7, 3.0
"""From what reduced cost on a column pays, and down to what it is added beside one that does."""

Reals = NDArray[np.float64]

Rule = str | tuple[str, tuple[int, ...]]
"""What rows of the programme keep: a name or, of a type of interpreters, a name and the classes that it serves."""


@dataclass(frozen=True, slots=True, eq=False)
class Solution:
    """How much of each column, and what a unit more of each row would add (`prices`)."""

    columns: Reals
    prices: Reals


class _Rows:
    """Inequalities: entries, and at most so much for each row."""

    def __init__(self) -> None:
        self.rows: list[NDArray[np.int32]] = []
        self.columns: list[NDArray[np.int32]] = []
        self.entries: list[float] = []
        self.most: list[Reals] = []
        self.count = 0
        self.named: dict[Rule, tuple[int, tuple[int, ...]]] = {}
        """The number of the first row of a rule, and the shape of all."""

    def open(self, most: Numbers, rule: Rule) -> int:
        """New rows; returns the number of the first."""
        start = self.count
        self.named[rule] = (start, np.shape(most))
        self.most.append(np.asarray(most, np.float64).ravel())
        self.count += self.most[-1].size
        return start

    def add(self, rows: Numbers, columns: Numbers, entry: float = 1.0) -> None:
        self.rows.append(rows.astype(np.int32))
        self.columns.append(columns.astype(np.int32))
        self.entries.append(entry)

    def matrix(self, columns: int) -> Any:
        """The entries as a sparse array, which scipy takes and its stubs do not know it to take."""
        where = (np.concatenate(self.rows), np.concatenate(self.columns))
        entries = np.repeat(self.entries, [rows.size for rows in self.rows])
        return coo_array((entries, where), (self.count, columns)).tocsc()


class LinearProgramme:
    """The columns are x[m, part] (`held` of them, of `request` in `part`), then z, then y, each with an upper limit."""

    def __init__(self, instance: Instance, parts: list[Numbers]) -> None:
        self.instance = instance
        self.parts = parts
        self.rows = _Rows()
        possible = np.stack([instance.allowed[:, part].any(axis=1) for part in self.parts], axis=1)
        self.request, self.part = (found.astype(np.int64) for found in np.nonzero(possible))
        self.held = len(self.request)
        self.columns = self.held + len(instance.seats)
        self._parties = (instance.first, instance.second)
        self._limits: list[Reals] = [np.ones(self.held), instance.floor.astype(float)]
        self._requests()
        self._companies()
        self._tables()
        self._interpreters()
        self._order()
        self.limits = np.concatenate(self._limits)
        self.room = np.concatenate(self.rows.most)
        matrix = self.rows.matrix(self.columns)
        self.named = self.rows.named
        del self.rows  # the matrix says the same, and large ones take room
        self.tight = np.flatnonzero(matrix.maximum(0) @ self.limits > self.room)
        """The rows that can be broken at all; the others pay nothing."""
        self.matrix = matrix if self.tight.size == self.room.size else matrix[self.tight]

    def of_rule(self, values: Reals, rule: Rule) -> Reals:
        """Values of the rows as those of a rule alone."""
        start, shape = self.named[rule]
        return values[start : start + int(np.prod(shape))].reshape(shape)

    def worth(self) -> Reals:
        """What a unit of each column is worth in the objective."""
        worth = np.zeros(self.columns)
        worth[: self.held] = self.instance.weight[self.request]
        worth[self.held : self.held + len(self.instance.seats)] = FLOOR_VALUE
        return worth

    def pay(self, prices: Reals) -> Reals:
        """What a unit of each column pays for its rows."""
        paid: Reals = self.matrix.T @ prices[self.tight]
        return paid

    def solve(self, left: Callable[[], float], worth: Reals | None = None) -> Solution | None:
        """The best solution; None where the seconds `left` did not do.

        Large programmes are solved on the columns that are likely to be used, to which those are added that pay at the
        prices so found, and those that nearly do, until none does (sifting).
        """
        worth = self.worth() if worth is None else worth
        used = np.ones(self.columns, np.bool_)
        if self.held > AT_ONCE:
            used[: self.held] = self._likely()
        columns = np.zeros(self.columns)
        while True:
            found = self._solve(np.flatnonzero(used), worth, left())
            if found is None:
                return None
            reduced = worth - self.pay(found.prices)
            if not (reduced[~used] > PAYS).any():
                columns[used] = found.columns
                return Solution(columns, found.prices)
            used |= reduced > -NEARLY

    def _solve(self, used: Numbers, worth: Reals, seconds: float) -> Solution | None:
        """The best solution of these columns alone."""
        limits: Any = np.stack([np.zeros(used.size), self.limits[used]], axis=1)  # the stubs want a list of pairs
        matrix, small = self.matrix, self.held <= AT_ONCE
        options: Any = {"time_limit": max(0.1, seconds), "presolve": small}
        answer = linprog(
            -worth[used],
            A_ub=matrix if used.size == self.columns else matrix[:, used],
            b_ub=self.room[self.tight],
            bounds=limits,
            method="highs",
            options=options,
        )
        if answer.status != 0 or answer.x is None:
            return None
        prices = np.zeros(self.room.size)
        prices[self.tight] = np.maximum(0.0, -answer.ineqlin.marginals)
        return Solution(answer.x, prices)

    def _likely(self) -> Truths:
        """The columns of requests that both parties wish among the first that their caps take, or one does by far."""
        instance = self.instance
        wished = np.stack(
            [_rank(party, instance.weight) / np.maximum(1, instance.cap[party]) for party in self._parties]
        )
        likely: Truths = (wished.max(axis=0) < 1.3) | (wished.min(axis=0) < 0.3)
        return likely[self.request]

    def solve_whole(self, seconds: float, nodes: int, worth: Reals | None = None) -> Reals | None:
        """The best columns found whose x are whole, within so many nodes of the search; None where none were found."""
        whole = np.zeros(self.columns, np.int8)
        whole[: self.held] = 1
        cost = -(self.worth() if worth is None else worth)
        answer = milp(
            cost,
            integrality=whole,
            bounds=Bounds(0, self.limits),
            constraints=LinearConstraint(self.matrix, ub=self.room[self.tight]),
            options={"time_limit": max(0.1, seconds), "node_limit": nodes, "mip_rel_gap": 0},
        )
        return None if answer.x is None else np.asarray(answer.x, np.float64)

    def _requests(self) -> None:
        """Where there is but one part, the columns' own limits do."""
        if len(self.parts) > 1:
            self.rows.open(np.ones(len(self.instance.weight), np.int64), "once")
            self.rows.add(self.request, np.arange(self.held))

    def _companies(self) -> None:
        instance, column = self.instance, np.arange(self.held)
        chairs = np.stack([instance.chairs[:, part].sum(axis=1) for part in self.parts], axis=1)
        in_part, in_all = self.rows.open(chairs, "chairs"), self.rows.open(instance.cap, "caps")
        floors = self.rows.open(np.zeros(len(instance.seats), np.int64), "floors")
        for party in (those[self.request] for those in self._parties):
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
                self._limits.append(in_parts.astype(float))
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
        """A request is held by the end of a part only as far as each that it comes after is held by then, or, where
        parts are single slots, before it."""
        self._pairs = [(later, earlier) for later, before in enumerate(self.instance.before) for earlier in before]
        if not self._pairs:
            return
        self._turns = np.array(self._in_time())
        self._strict = all(part.size == 1 for part in self.parts)
        turns = int(self._turns.max()) + 1
        columns: dict[int, list[tuple[int, int]]] = {m: [] for pair in self._pairs for m in pair}
        for m, part, column in zip(self.request.tolist(), self.part.tolist(), range(self.held), strict=True):
            if m in columns:
                columns[m].append((int(self._turns[part]), column))
        row = self.rows.open(np.zeros((len(self._pairs), turns), np.int64), "order")
        for later, earlier in self._pairs:
            for turn in range(turns):
                for m, last, entry in ((later, turn, 1.0), (earlier, turn - self._strict, -1.0)):
                    these = np.array([column for at, column in columns[m] if at <= last], np.int64)
                    self.rows.add(np.full(these.size, row), these, entry)
                row += 1

    def paid_for_order(self, prices: Reals) -> Reals:
        """What holding each request in each part pays for its order, less what others pay to it: [request, part]."""
        paid = np.zeros((len(self.instance.weight), len(self.parts)))
        for (later, earlier), price in zip(self._pairs, self.of_rule(prices, "order"), strict=True):
            from_turn_on = np.append(np.cumsum(price[::-1])[::-1], 0.0)
            paid[later] += from_turn_on[self._turns]
            paid[earlier] -= from_turn_on[self._turns + self._strict]
        return paid

    def _in_time(self) -> list[int]:
        """The turn of each part in time; all have the same where they cannot be told apart."""
        ranks = [self.instance.rank[part] for part in self.parts]
        order = sorted(range(len(ranks)), key=lambda number: int(ranks[number].min()))
        if any(ranks[one].max() > ranks[two].min() for one, two in pairwise(order)):
            return [0] * len(ranks)
        turns = [0] * len(ranks)
        for turn, number in enumerate(order):
            turns[number] = turn
        return turns


def _rank(party: Numbers, weight: Numbers) -> Numbers:
    """The rank of each request among those of its party, the heaviest being 0."""
    order = np.lexsort((-weight, party))
    first = np.searchsorted(party[order], np.arange(party.max(initial=0) + 1))
    rank = np.empty_like(order)
    rank[order] = np.arange(order.size) - first[party[order]]
    return rank
