"""The best repair by CP-SAT: what was published, held again with as little moved as possible."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from bilateral.schedule.board import Snapshot
from bilateral.schedule.cardinality import add_at_most
from bilateral.schedule.model import FLOOR_VALUE
from bilateral.schedule.published import Published

Terms = list[Any]


@dataclass(frozen=True, slots=True)
class Limits:
    """How far to go: `work` in CP-SAT's deterministic unit, `seconds` as a brake, and the most untouched meetings
    that may be moved. To `simplify` the model first pays where it is searched to the end."""

    work: float
    seconds: float
    seed: int
    most_moves: int | None
    simplify: bool


def polish(published: Published, scope: list[int], start: Snapshot, limits: Limits) -> Snapshot | None:
    """The best repair in which only `scope` may change; None where none better than nothing was found in time.

    Lexicographic: the value of the displaced that are held, then the fewest slots changed, then interpreters, then
    tables, then the fewest interpreters called from standby.
    """
    model = _Model(published, scope)
    model.aim(limits.most_moves)
    return model.solve(start, limits)


class _Model:
    """`held[m][t]`: request m is held at position t. `stays[m][i]`: it keeps its slot, with interpreter i.

    `serves[c, i, t]`: interpreter i serves a meeting of class c that comes to t from elsewhere.
    """

    def __init__(self, published: Published, scope: list[int]) -> None:
        self.published = published
        self.instance = published.instance
        self.scope = scope
        self.model = cp_model.CpModel()
        inside = set(scope)
        self.fixed = [m for m in (*published.past, *published.untouched) if m not in inside]
        self.fixed_at: dict[int, list[int]] = defaultdict(list)
        for m in self.fixed:
            self.fixed_at[int(published.places[m])].append(m)
        self._count_fixed()
        self.held: dict[int, dict[int, Any]] = {m: {} for m in scope}
        for m in scope:
            for t in np.flatnonzero(self.instance.allowed[m]).tolist():
                if not self._shut(m, t):
                    self.held[m][t] = self.model.new_bool_var("")
            literals = self.held[m].values()
            if m in published.displaced:
                self.model.add_at_most_one(literals)
            else:
                self.model.add_exactly_one(literals)
        self.stays: dict[int, dict[int, Any]] = {}
        self.serves: dict[tuple[int, int, int], Any] = {}
        self.reseated: dict[int, Any] = {}
        self._seats_and_tables()
        self._interpreters()
        self._order()
        self._reseating()

    def _count_fixed(self) -> None:
        instance, published = self.instance, self.published
        self.busy: dict[tuple[int, int], int] = defaultdict(int)
        self.serving: set[tuple[int, int]] = set()
        self.taken: set[tuple[int, int]] = set()
        for m in self.fixed:
            t = int(published.places[m])
            for p in (int(instance.first[m]), int(instance.second[m])):
                self.busy[p, t] += 1
            if published.servers[m] >= 0:
                self.serving.add((int(published.servers[m]), t))
            if instance.table[m] >= 0:
                self.taken.add((int(instance.table[m]), t))

    def _shut(self, m: int, t: int) -> bool:
        """Whether what is fixed keeps m out of t."""
        instance = self.instance
        parties = (int(instance.first[m]), int(instance.second[m]))
        return (
            any(self.busy[p, t] >= instance.seats[p] for p in parties)
            or len(self.fixed_at[t]) >= instance.tables_at[t]
            or (int(instance.table[m]), t) in self.taken
        )

    def _seats_and_tables(self) -> None:
        instance = self.instance
        of_company: dict[tuple[int, int], Terms] = defaultdict(list)
        in_slot: dict[int, Terms] = defaultdict(list)
        at_table: dict[tuple[int, int], Terms] = defaultdict(list)
        for m, places in self.held.items():
            for t, literal in places.items():
                for p in (int(instance.first[m]), int(instance.second[m])):
                    of_company[p, t].append(literal)
                in_slot[t].append(literal)
                if instance.table[m] >= 0:
                    at_table[int(instance.table[m]), t].append(literal)
        for (p, t), literals in of_company.items():
            add_at_most(self.model, literals, int(instance.seats[p]) - self.busy[p, t])
        for t, literals in in_slot.items():
            add_at_most(self.model, literals, int(instance.tables_at[t]) - len(self.fixed_at[t]))
        for literals in at_table.values():
            add_at_most(self.model, literals, 1)

    def _interpreters(self) -> None:
        instance, published = self.instance, self.published
        arrives: dict[tuple[int, int], Terms] = defaultdict(list)
        duty: dict[int, dict[int, Terms]] = defaultdict(lambda: defaultdict(list))
        for m, places in self.held.items():
            c = int(instance.language_class[m])
            for t, literal in places.items() if c else ():
                if t != published.places[m]:
                    arrives[c, t].append(literal)
                    continue
                self.stays[m] = {i: self.model.new_bool_var("") for i in self._free_servers(c, t)}
                self.model.add(sum(self.stays[m].values()) == literal)
                for i, stay in self.stays[m].items():
                    duty[i][t].append(stay)
        for (c, t), literals in arrives.items():
            servers = {i: self.model.new_bool_var("") for i in self._free_servers(c, t)}
            self.model.add(sum(literals) == sum(servers.values()))
            for i, literal in servers.items():
                self.serves[c, i, t] = literal
                duty[i][t].append(literal)
        for i, by_slot in duty.items():
            self._rest_and_cap(i, by_slot)

    def _free_servers(self, c: int, t: int) -> list[int]:
        there = self.instance.interpreter_available
        return [i for i in self.instance.class_servers[c] if there[i, t] and (i, t) not in self.serving]

    def _rest_and_cap(self, i: int, by_slot: dict[int, Terms]) -> None:
        interpreter = self.instance.interpreters[i]
        for literals in by_slot.values():
            add_at_most(self.model, literals, 1)
        window = interpreter.max_consecutive + 1
        for day in self.instance.days:
            for start in range(day.first, day.last + 2 - window):
                slots = range(start, start + window)
                served = [literal for t in slots for literal in by_slot.get(t, ())]
                already = sum((i, t) in self.serving for t in slots)
                if served and already + sum(t in by_slot for t in slots) >= window:
                    self.model.add(sum(served) <= window - 1 - already)
        if interpreter.max_meetings is not None:
            already = sum(server == i for server, _ in self.serving)
            every = [literal for literals in by_slot.values() for literal in literals]
            add_at_most(self.model, every, interpreter.max_meetings - already)

    def _order(self) -> None:
        """What comes after another is held by a time only if that other is held before."""
        rank, inside = self.instance.rank, set(self.scope)
        fixed = {m: int(rank[self.published.places[m]]) for m in self.fixed}
        for m in self.scope:
            for earlier in self.instance.before[m]:
                for t, literal in self.held[m].items():
                    if earlier in inside:
                        first = [x for u, x in self.held[earlier].items() if rank[u] < rank[t]]
                        self.model.add(literal <= sum(first))
                    elif fixed.get(earlier, 1 << 30) >= rank[t]:
                        self.model.add(literal == 0)
            for later in self.instance.after[m]:
                for t, literal in self.held[m].items():
                    if fixed.get(later, 1 << 30) <= rank[t]:
                        self.model.add(literal == 0)

    def _reseating(self) -> None:
        """A meeting that stays changes its table where that is gone, or where one comes that must sit there."""
        instance, published = self.instance, self.published
        comes: dict[tuple[int, int], Terms] = defaultdict(list)
        for m, places in self.held.items():
            for t, literal in places.items():
                if instance.table[m] >= 0 and t != published.places[m]:
                    comes[int(instance.table[m]), t].append(literal)
        for m in (*self.fixed, *self.scope):
            t = int(published.places[m])
            stays = self.held[m].get(t) if m in self.held else 1
            arriving = comes.get((int(published.tables[m]), t), [])
            gone = not published.keeps_table(m)
            if stays is None or instance.table[m] >= 0 or not (arriving or gone) or published.over[t]:
                continue
            self.reseated[m] = self.model.new_bool_var("")
            for literal in [1] if gone else arriving:
                self.model.add(self.reseated[m] >= literal + stays - 1)

    def aim(self, most_moves: int | None) -> None:
        """Set the objective, and the limit on moves."""
        published, instance = self.published, self.instance
        slots: Terms = []
        servers: Terms = []
        for m in self.scope:
            stay = self.held[m].get(int(published.places[m]))
            if stay is None:
                continue  # it has to leave its slot, whatever is done
            slots.append(1 - stay)
            if m in self.stays:
                servers.append(stay - self.stays[m].get(int(published.servers[m]), 0))
        standby = [i for i, each in enumerate(instance.interpreters) if each.standby]
        called = [literal for (_, i, _), literal in self.serves.items() if i in standby]
        called += [
            stay for m, by in self.stays.items() for i, stay in by.items() if i in standby and i != published.servers[m]
        ]
        base = len(self.scope) + len(self.reseated) + 1
        value = sum(self._values())
        costs = (slots, servers, list(self.reseated.values()), called)
        total = base**4 * value - sum(base ** (3 - level) * sum(terms) for level, terms in enumerate(costs))
        if most_moves is not None:
            self.model.add(sum(self._moved()) <= most_moves)
        self.model.maximize(total)

    def _values(self) -> Iterable[Any]:
        """The weights of the displaced that are held, and what they add to floors."""
        published, instance = self.published, self.instance
        met: dict[int, int] = defaultdict(int)
        for m in (*published.past, *published.untouched):
            for p in (int(instance.first[m]), int(instance.second[m])):
                met[p] += 1
        of_company: dict[int, Terms] = defaultdict(list)
        for m in self.scope:
            if m in published.displaced:
                literals = list(self.held[m].values())
                yield int(instance.weight[m]) * sum(literals)
                for p in (int(instance.first[m]), int(instance.second[m])):
                    of_company[p] += literals
        for p, literals in of_company.items():
            missing = min(int(instance.floor[p]) - met[p], len(literals))
            if missing > 0:
                more = self.model.new_int_var(0, missing, "")
                self.model.add(more <= sum(literals))
                yield FLOOR_VALUE * more

    def _moved(self) -> Iterable[Any]:
        """A literal for each untouched meeting that is not left exactly as it was."""
        published = self.published
        for m in published.untouched:
            moved = self.model.new_bool_var("")
            if m in self.held:
                stay = self.held[m].get(int(published.places[m]), 0)
                same = self.stays[m].get(int(published.servers[m]), 0) if m in self.stays else stay
                self.model.add(moved >= 1 - same)
            elif m not in self.reseated:
                continue
            if m in self.reseated:
                self.model.add(moved >= self.reseated[m])
            yield moved

    def solve(self, start: Snapshot, limits: Limits) -> Snapshot | None:
        """Search from `start`."""
        self._hint(start)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = limits.seed % (1 << 31)
        solver.parameters.cp_model_presolve = limits.simplify
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = limits.work
        solver.parameters.max_time_in_seconds = max(0.01, limits.seconds)
        if solver.solve(self.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return self._read(solver)

    def _hint(self, start: Snapshot) -> None:
        for m, places in self.held.items():
            for t, literal in places.items():
                self.model.add_hint(literal, bool(start.places[m] == t))
        for m, by in self.stays.items():
            for i, literal in by.items():
                here = start.places[m] == self.published.places[m] and start.servers[m] == i
                self.model.add_hint(literal, bool(here))
        moved = [m for m in self.scope if start.places[m] != self.published.places[m]]
        served = {(int(self.instance.language_class[m]), int(start.servers[m]), int(start.places[m])) for m in moved}
        for key, literal in self.serves.items():
            self.model.add_hint(literal, key in served)

    def _read(self, solver: cp_model.CpSolver) -> Snapshot:
        published = self.published
        places, servers = (np.full(len(self.instance.weight), -1, np.int64) for _ in range(2))
        for m in self.fixed:
            places[m], servers[m] = published.places[m], published.servers[m]
        serving: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (c, i, t), literal in self.serves.items():
            if solver.boolean_value(literal):
                serving[c, t].append(i)
        for m, options in self.held.items():
            for t, literal in options.items():
                if solver.boolean_value(literal):
                    places[m] = t
            c = int(self.instance.language_class[m])
            if places[m] < 0 or not c:
                continue
            if places[m] == published.places[m]:
                servers[m] = next(i for i, stay in self.stays[m].items() if solver.boolean_value(stay))
            else:
                servers[m] = serving[c, int(places[m])].pop()
        return Snapshot(places, servers)
