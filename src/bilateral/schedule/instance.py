"""A problem as arrays: everything by number, slots by position."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bilateral.schedule.kernels import BITS
from bilateral.schedule.model import Company, Interpreter, Problem, Request, Table

NO_CAP = 1 << 30

_NOTHING: list[int] = []

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Day:
    """A session day: the positions of its slots, first to last."""

    first: int
    last: int

    @property
    def positions(self) -> range:
        """All of them, in time."""
        return range(self.first, self.last + 1)


class Instance:
    """The numbers of a problem, in its own order; unchanging.

    A slot's position places session days one after another in time, none across a border between words of BITS;
    positions that are no slot are available to nobody. Those on `standby` are left out unless asked for.
    """

    def __init__(self, problem: Problem, *, standby: bool = False) -> None:
        self.problem = problem
        self._lay_out_slots()
        number = {company.id: index for index, company in enumerate(problem.companies)}
        companies, requests = problem.companies, problem.requests
        self.table_number = {table.id: index for index, table in enumerate(problem.tables)}
        self.interpreters = tuple(each for each in problem.interpreters if standby or not each.standby)
        self.available = self._availability(companies)
        self.interpreter_available = self._availability(self.interpreters)
        self.table_available = self._availability(problem.tables)
        self.tables_at = self.table_available.sum(axis=0)
        """How many tables there are at each position."""
        self.seats = _numbers(company.parallel for company in companies)
        self.chairs = (self.available * self.seats[:, np.newaxis]).astype(np.int16)
        """How many meetings each company can have at each position."""
        slots_of = self.chairs.sum(axis=1, dtype=np.int64)
        caps = _numbers(NO_CAP if c.max_meetings is None else c.max_meetings for c in companies)
        self.cap = np.minimum(caps, slots_of)
        whole = problem.mode == "all"  # where everything must be held, all is worth the same
        self.floor = _numbers(0 if whole else company.floor for company in companies)
        self.first = _numbers(number[request.parties[0]] for request in requests)
        self.second = _numbers(number[request.parties[1]] for request in requests)
        self.weight = _numbers(1 if whole else request.weight for request in requests)
        self.table = _numbers(-1 if r.table is None else self.table_number[r.table] for r in requests)
        self.before = [sorted(self.request_number[name] for name in r.after) if r.after else _NOTHING for r in requests]
        self._classify()
        self.allowed = self._allowed()

    def _lay_out_slots(self) -> None:
        days: dict[Any, list[int]] = {}
        slots = self.problem.slots
        in_time = sorted(range(len(slots)), key=lambda index: slots[index].start_at)
        for index in in_time:
            days.setdefault(slots[index].day, []).append(index)
        self.position = np.full(len(slots), -1, np.int64)
        self.days: list[Day] = []
        at = 0
        for members in days.values():
            if at % BITS + len(members) > BITS:
                at = (at // BITS + 1) * BITS
            self.position[members] = np.arange(at, at + len(members))
            self.days.append(Day(at, at + len(members) - 1))
            at += len(members)
        self.words = max(1, -(-at // BITS))
        self.positions = self.words * BITS
        self.slot_of = np.full(self.positions, -1, np.int64)
        self.slot_of[self.position] = np.arange(len(slots))
        self.rank = np.zeros(self.positions, np.int64)
        self.rank[self.position[in_time]] = np.arange(len(slots))
        self.position_of_slot = {slot.id: int(self.position[index]) for index, slot in enumerate(slots)}

    def _availability(self, those: Sequence[Company | Interpreter | Table]) -> Truths:
        there = np.zeros((len(those), self.positions), np.bool_)
        there[:, self.position] = True
        for index, each in enumerate(those):
            for slot in each.unavailable:
                there[index, self.position_of_slot[slot]] = False
        return there

    def _classify(self) -> None:
        """Give each request its language class: 0 needs nobody, the others are told apart by who can serve."""
        languages = [company.languages for company in self.problem.companies]
        speakers: dict[tuple[frozenset[str], frozenset[str]], tuple[int, ...]] = {}
        self.class_servers: list[tuple[int, ...]] = [()]
        class_of: dict[tuple[int, ...], int] = {}
        self.language_class = np.zeros(len(self.problem.requests), np.int64)
        for index, request in enumerate(self.problem.requests):
            pair = (languages[self.first[index]], languages[self.second[index]])
            if request.interpreter == "none" or pair[0] & pair[1]:
                continue
            if pair not in speakers:
                speakers[pair] = tuple(
                    number
                    for number, each in enumerate(self.interpreters)
                    if each.languages & pair[0] and each.languages & pair[1]
                )
            servers = speakers[pair]
            if servers not in class_of:
                class_of[servers] = len(self.class_servers)
                self.class_servers.append(servers)
            self.language_class[index] = class_of[servers]

    def confinement(self, request: Request) -> Truths | None:
        """The positions to which a request is confined, None where it is not."""
        if request.slots is None and request.session is None:
            return None
        mask = self.slot_of >= 0
        if request.slots is not None:
            named = np.zeros(self.positions, np.bool_)
            named[[self.position_of_slot[slot] for slot in request.slots]] = True
            mask = mask & named
        if request.session is not None:
            mask = mask & self._session(request.session)
        return mask

    def _session(self, name: str) -> Truths:
        mask = np.zeros(self.positions, np.bool_)
        for index, slot in enumerate(self.problem.slots):
            mask[self.position[index]] = slot.session == name
        return mask

    def _allowed(self) -> Truths:
        """Where each request may be held as far as its parties' presence, tables and its own confinement go."""
        allowed: Truths = self.available[self.first] & self.available[self.second] & (self.tables_at > 0)
        fixed = np.flatnonzero(self.table >= 0)
        allowed[fixed] &= self.table_available[self.table[fixed]]
        for index, request in enumerate(self.problem.requests):
            mask = self.confinement(request)
            if mask is not None:
                allowed[index] &= mask
        served = np.array([bool(servers) for servers in self.class_servers])
        served[0] = True
        allowed[~served[self.language_class]] = False
        return allowed

    def left_for(self, free: Numbers, places: Numbers, servers: Numbers, there: Truths) -> "Instance":
        """What is left for the requests `free` beside those that have places (positions, -1 for none) and servers.

        Its requests are the free ones alone, by their index in `free`; `there` is where interpreters may serve. It is a
        view for programmes: of its problem only what they read is narrowed.
        """
        left = copy(self)
        stay = np.flatnonzero(places >= 0)
        stay = stay[~np.isin(stay, free)]
        left.cap, left.chairs = self.cap.copy(), self.chairs.copy()
        for party in (self.first[stay], self.second[stay]):
            np.subtract.at(left.cap, party, 1)
            np.subtract.at(left.chairs, (party, places[stay]), 1)
        left.floor = np.maximum(0, self.floor - (self.cap - left.cap))
        left.tables_at = self.tables_at - np.bincount(places[stay], minlength=self.positions)
        fixed = stay[self.table[stay] >= 0]
        left.table_available = self.table_available.copy()
        left.table_available[self.table[fixed], places[fixed]] = False
        served = stay[servers[stay] >= 0]
        left.interpreter_available = there.copy()
        left.interpreter_available[servers[served], places[served]] = False
        duty = np.bincount(servers[served], minlength=len(self.interpreters)).tolist()
        left.interpreters = tuple(
            each if each.max_meetings is None else replace(each, max_meetings=each.max_meetings - busy)
            for each, busy in zip(self.interpreters, duty, strict=True)
        )
        left.first, left.second, left.weight = self.first[free], self.second[free], self.weight[free]
        left.table, left.language_class = self.table[free], self.language_class[free]
        left.allowed = self.allowed[free]
        left.before = self._order_left(free, places, left.allowed)
        return left

    def _order_left(self, free: Numbers, places: Numbers, allowed: Truths) -> list[list[int]]:
        """The order among the free; what comes after another that stays is allowed only later than that."""
        number = {m: index for index, m in enumerate(free.tolist())}
        order: list[list[int]] = []
        for index, m in enumerate(number):
            order.append([number[earlier] for earlier in self.before[m] if earlier in number])
            for earlier in self.before[m]:
                if earlier not in number:
                    t = places[earlier]
                    allowed[index] &= (t >= 0) & (self.rank > self.rank[t])
        return order

    @cached_property
    def request_number(self) -> dict[str, int]:
        """The number of each request by its id."""
        return {request.id: index for index, request in enumerate(self.problem.requests)}

    @cached_property
    def after(self) -> list[list[int]]:
        """The requests that come after each."""
        found = [_NOTHING] * len(self.before)
        for index, earlier in enumerate(self.before):
            for other in earlier:
                found[other] = [*found[other], index]
        return found

    @cached_property
    def of_company(self) -> list[list[int]]:
        """The requests of each company."""
        found: list[list[int]] = [[] for _ in self.problem.companies]
        for index, (first, second) in enumerate(zip(self.first, self.second, strict=True)):
            found[first].append(index)
            found[second].append(index)
        return found

    def usable_slots(self, interpreter: int, day: Day) -> int:
        """The most slots of a session day in which an interpreter can serve: of each run of n slots in which it is
        there it rests in n // (max_consecutive + 1)."""
        longest = self.interpreters[interpreter].max_consecutive
        total = run = 0
        for t in [*day.positions, None]:
            if t is not None and self.interpreter_available[interpreter, t]:
                run += 1
            else:
                total += run - run // (longest + 1)
                run = 0
        return total


def _numbers(values: Any) -> Numbers:
    return np.fromiter(values, np.int64)
