"""The best repair by CP-SAT: what was published, held again with as little moved as possible."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from bilateral.schedule.board import Snapshot
from bilateral.schedule.cardinality import add_at_most
from bilateral.schedule.exact import watched
from bilateral.schedule.model import FLOOR_VALUE
from bilateral.schedule.published import Published
from bilateral.schedule.uncollected import uncollected

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


def polish(
    published: Published, scope: list[int], start: Snapshot, limits: Limits, cancelled: Callable[[], bool]
) -> Snapshot | None:
    """The best repair in which only `scope` may change, None where none was found in time; the rest is as in `start`.

    Lexicographic: the value of the displaced that are held, then the fewest slots changed, then interpreters, then
    tables, then the fewest interpreters called from standby.
    """
    with uncollected():
        model = _Model(published, scope, start)
        model.aim(limits.most_moves)
    return model.solve(limits, cancelled)


class _Model:
    """`held[m][t]`: request m is held at position t. `stays[m][i]`: it keeps its slot, with interpreter i.

    `serves[c, i, t]`: interpreter i serves a meeting of class c that comes to t from elsewhere.
    """

    def __init__(self, published: Published, scope: list[int], start: Snapshot) -> None:
        self.published = published
        self.instance = published.instance
        self.start = start
        instance = self.instance
        self.scope = scope
        # numpy's numbers are slow one by one
        self.parties = list(zip(instance.first.tolist(), instance.second.tolist(), strict=True))
        self.seats: list[int] = instance.seats.tolist()
        self.table: list[int] = instance.table.tolist()
        self.tables_at: list[int] = instance.tables_at.tolist()
        self.language_class: list[int] = instance.language_class.tolist()
        self.places: list[int] = published.places.tolist()
        self.servers: list[int] = published.servers.tolist()
        self.model = cp_model.CpModel()
        inside = set(scope)
        coming = (m for m in (*published.untouched, *published.displaced) if start.places[m] >= 0)
        self.fixed = {m: int(start.places[m]) for m in (*published.past, *coming) if m not in inside}
        self._count_fixed()
        self.held: dict[int, dict[int, Any]] = {}
        for m in scope:
            positions = np.flatnonzero(instance.allowed[m]).tolist()
            self.held[m] = {t: self.model.new_bool_var("") for t in positions if not self._shut(m, t)}
            literals = self.held[m].values()
            if m in published.displaced:
                self.model.add_at_most_one(literals)
            else:
                self.model.add_exactly_one(literals)
        self.stays: dict[int, dict[int, Any]] = {}
        self.serves: dict[tuple[int, int, int], Any] = {}
        self.reseated: dict[int, Any] = {}
        self.floors: list[tuple[Any, int, list[int]]] = []
        """The meetings that a company misses of its floor, as a variable and as a number, and those that may count."""
        self._seats_and_tables()
        self._interpreters()
        self._order()
        self._reseating()

    def _count_fixed(self) -> None:
        self.busy: Counter[tuple[int, int]] = Counter()
        self.serving: set[tuple[int, int]] = set()
        self.taken: set[tuple[int, int]] = set()
        held_at = Counter(self.fixed.values())
        for m, t in self.fixed.items():
            self.busy.update((p, t) for p in self.parties[m])
            if self.start.servers[m] >= 0:
                self.serving.add((int(self.start.servers[m]), t))
            if self.table[m] >= 0:
                self.taken.add((self.table[m], t))
        self.room = {t: most - held_at[t] for t, most in enumerate(self.tables_at)}

    def _shut(self, m: int, t: int) -> bool:
        """Whether what is fixed keeps m out of t."""
        first, second = self.parties[m]
        return (
            self.busy[first, t] >= self.seats[first]
            or self.busy[second, t] >= self.seats[second]
            or self.room[t] <= 0
            or (self.table[m], t) in self.taken
        )

    def _seats_and_tables(self) -> None:
        of_company: dict[tuple[int, int], Terms] = defaultdict(list)
        in_slot: dict[int, Terms] = defaultdict(list)
        at_table: dict[tuple[int, int], Terms] = defaultdict(list)
        for m, places in self.held.items():
            first, second = self.parties[m]
            for t, literal in places.items():
                of_company[first, t].append(literal)
                of_company[second, t].append(literal)
                in_slot[t].append(literal)
                if self.table[m] >= 0:
                    at_table[self.table[m], t].append(literal)
        for (p, t), literals in of_company.items():
            add_at_most(self.model, literals, self.seats[p] - self.busy[p, t])
        for t, literals in in_slot.items():
            add_at_most(self.model, literals, self.room[t])
        for literals in at_table.values():
            add_at_most(self.model, literals, 1)

    def _interpreters(self) -> None:
        arrives: dict[tuple[int, int], Terms] = defaultdict(list)
        duty: dict[int, dict[int, Terms]] = defaultdict(lambda: defaultdict(list))
        for m, places in self.held.items():
            c = self.language_class[m]
            for t, literal in places.items() if c else ():
                if t != self.places[m]:
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
        fixed = {m: int(rank[t]) for m, t in self.fixed.items()}
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
                if self.table[m] >= 0 and t != self.places[m]:
                    comes[self.table[m], t].append(literal)
        for m in (*self.fixed, *self.scope):
            t = self.places[m]
            stays = self.held[m].get(t) if m in self.held else 1 if self.fixed[m] == t else None
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
            stay = self.held[m].get(self.places[m])
            if stay is None:
                continue  # it has to leave its slot, whatever is done
            slots.append(stay)
            if m in self.stays:
                others = (literal for i, literal in self.stays[m].items() if i != self.servers[m])
                servers += others
        standby = [i for i, each in enumerate(instance.interpreters) if each.standby]
        called = [literal for (_, i, _), literal in self.serves.items() if i in standby]
        called += [
            stay for m, by in self.stays.items() for i, stay in by.items() if i in standby and i != published.servers[m]
        ]
        if most_moves is not None:
            self.model.add(sum(self._moved()) <= most_moves)
        base = len(self.scope) + len(self.reseated) + 1
        terms = [(literal, base**4 * worth) for literal, worth in self._values()]
        terms += [(stay, base**3) for stay in slots]  # each that does not stay costs as much
        for level, literals in enumerate((servers, list(self.reseated.values()), called)):
            terms += [(literal, -(base ** (2 - level))) for literal in literals]
        self.model.maximize(cp_model.LinearExpr.weighted_sum(*zip(*terms, strict=True)) if terms else 0)

    def _values(self) -> Iterable[tuple[Any, int]]:
        """The weights of the displaced that are held, and what they add to floors."""
        published, instance = self.published, self.instance
        met: Counter[int] = Counter()
        for m in {*published.past, *published.untouched, *self.fixed}:
            met.update(self.parties[m])
        of_company: dict[int, list[int]] = defaultdict(list)
        for m in self.scope:
            if m in published.displaced:
                weight = int(instance.weight[m])
                yield from ((literal, weight) for literal in self.held[m].values())
                for p in self.parties[m]:
                    of_company[p].append(m)
        for p, numbers in of_company.items():
            literals = [literal for m in numbers for literal in self.held[m].values()]
            missing = min(int(instance.floor[p]) - met[p], len(literals))
            if missing > 0:
                more = self.model.new_int_var(0, missing, "")
                self.model.add(more <= sum(literals))
                self.floors.append((more, missing, numbers))
                yield more, FLOOR_VALUE

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

    def solve(self, limits: Limits, cancelled: Callable[[], bool]) -> Snapshot | None:
        """Search from the start, asking now and then whether to go on."""
        self._hint()
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = limits.seed % (1 << 31)
        solver.parameters.cp_model_presolve = limits.simplify
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = limits.work
        solver.parameters.max_time_in_seconds = max(0.01, limits.seconds)
        if watched(solver, self.model, cancelled) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        return self._read(solver)

    def _hint(self) -> None:
        places, servers = self.start.places.tolist(), self.start.servers.tolist()
        hints = [(literal, places[m] == t) for m, options in self.held.items() for t, literal in options.items()]
        for m, by in self.stays.items():
            stays = places[m] == self.places[m]
            hints += [(literal, stays and servers[m] == i) for i, literal in by.items()]
        moved = [m for m in self.scope if places[m] != self.places[m]]
        served = {(self.language_class[m], servers[m], places[m]) for m in moved}
        hints += [(literal, key in served) for key, literal in self.serves.items()]
        hints += [(more, min(missing, sum(places[m] >= 0 for m in numbers))) for more, missing, numbers in self.floors]
        hint = self.model.proto.solution_hint  # a call of add_hint for each takes ten times as long
        hint.vars.extend([variable.index for variable, _ in hints])
        hint.values.extend([int(told) for _, told in hints])

    def _read(self, solver: cp_model.CpSolver) -> Snapshot:
        published = self.published
        places, servers = (np.full(len(self.instance.weight), -1, np.int64) for _ in range(2))
        for m, t in self.fixed.items():
            places[m], servers[m] = t, self.start.servers[m]
        serving: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (c, i, t), literal in self.serves.items():
            if solver.boolean_value(literal):
                serving[c, t].append(i)
        for m, options in self.held.items():
            for t, literal in options.items():
                if solver.boolean_value(literal):
                    places[m] = t
            c = self.language_class[m]
            if places[m] < 0 or not c:
                continue
            if places[m] == published.places[m]:
                servers[m] = next(i for i, stay in self.stays[m].items() if solver.boolean_value(stay))
            else:
                servers[m] = serving[c, int(places[m])].pop()
        return Snapshot(places, servers)
