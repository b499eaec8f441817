"""A problem as a model of CP-SAT: to prove, and to find where proof is near."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from bilateral.schedule.board import Snapshot
from bilateral.schedule.bound import TOLERANCE, Relaxation
from bilateral.schedule.cardinality import add_at_most
from bilateral.schedule.instance import NO_CAP, Instance, Truths
from bilateral.schedule.model import FLOOR_VALUE
from bilateral.schedule.proof import Effort, Proof

Literals = list[Any]


def prove_select(
    instance: Instance,
    start: Snapshot,
    value: int,
    relaxation: Relaxation,
    effort: Effort,
    cancelled: Callable[[], bool],
) -> Proof:
    """Look for more than `value`, which `start` has.

    What the dual prices rule out in every schedule as good is left out of the model (reduced-cost fixing).
    """
    programme = Programme(instance, relaxation.may_hold(instance, value - TOLERANCE))
    for m in np.flatnonzero(relaxation.without < value - TOLERANCE).tolist():
        programme.model.add_exactly_one(programme.of_request[m].values())
    terms = [int(instance.weight[m]) * x for (m, _), x in programme.held.items()]
    total = sum(terms) + FLOOR_VALUE * sum(programme.floors())
    programme.model.add_linear_constraint(total, value, relaxation.bound.value)
    programme.model.maximize(total)
    programme.parameters.linearization_level = 2
    return programme.solve(start, effort, cancelled)


class Programme:
    """The rules. `held[m, t]`: request m is held at position t. `serves[c, i, t]`: interpreter i serves class c there.

    `of_company[p][t]` has the literals of a company's requests there.
    """

    def __init__(self, instance: Instance, allowed: Truths) -> None:
        self.instance = instance
        self.model = cp_model.CpModel()
        self.parameters = cp_model.CpSolver().parameters
        self.held: dict[tuple[int, int], Any] = {}
        self.of_request: dict[int, dict[int, Any]] = defaultdict(dict)
        for m, t in zip(*(found.tolist() for found in np.nonzero(allowed)), strict=True):
            self.held[m, t] = self.of_request[m][t] = self.model.new_bool_var("")
        self._requests()
        self._companies()
        self._tables()
        self._interpreters()
        self._order()

    def _requests(self) -> None:
        for m in range(len(self.instance.weight)):
            literals = self.of_request[m].values()
            if self.instance.problem.mode == "all":
                self.model.add_exactly_one(literals)
            else:
                self.model.add_at_most_one(literals)

    def _companies(self) -> None:
        self.of_company: dict[int, dict[int, Literals]] = {}
        for p, requests in enumerate(self.instance.of_company):
            by_slot: dict[int, Literals] = defaultdict(list)
            for m in requests:
                for t, literal in self.of_request[m].items():
                    by_slot[t].append(literal)
            for literals in by_slot.values():
                add_at_most(self.model, literals, int(self.instance.seats[p]))
            if len(requests) > self.instance.cap[p]:
                self.model.add(sum(self._all(by_slot)) <= int(self.instance.cap[p]))
            self.of_company[p] = by_slot

    @staticmethod
    def _all(by_slot: dict[int, Literals]) -> Literals:
        return [literal for literals in by_slot.values() for literal in literals]

    def _tables(self) -> None:
        by_slot: dict[int, Literals] = defaultdict(list)
        by_table: dict[tuple[int, int], Literals] = defaultdict(list)
        for (m, t), literal in self.held.items():
            by_slot[t].append(literal)
            if self.instance.table[m] >= 0:
                by_table[int(self.instance.table[m]), t].append(literal)
        whole = self.instance.problem.mode == "all"
        for t, literals in by_slot.items():
            tables = int(self.instance.tables_at[t])
            add_at_most(self.model, self._bundled(t) if whole and len(literals) > tables else literals, tables)
        for literals in by_table.values():
            add_at_most(self.model, literals, 1)

    def _bundled(self, t: int) -> Literals:
        """The meetings of a position, those of one company bundled into one literal, the companies with most first.

        Short sums of bundles propagate further than the long sum over requests ("clusters" in Bofill et al.).
        """
        left = {m for m in self.of_request if t in self.of_request[m]}
        bundles: Literals = []
        by_size = sorted(range(len(self.instance.of_company)), key=lambda p: -len(self.instance.of_company[p]))
        for p in by_size:
            own = [m for m in self.instance.of_company[p] if m in left]
            if len(own) > 1 and self.instance.seats[p] == 1:
                left.difference_update(own)
                bundles.append(self.any_of([self.of_request[m][t] for m in own], 1))
        return bundles + [self.of_request[m][t] for m in sorted(left)]

    def any_of(self, literals: Literals, seats: int) -> Any:
        """A literal that says that one of these holds; where there is one seat, at most one does."""
        some = self.model.new_bool_var("")
        if seats == 1:
            self.model.add_exactly_one([*literals, some.negated()])
        else:
            self.model.add_max_equality(some, literals)
        return some

    def _interpreters(self) -> None:
        instance = self.instance
        needed: dict[tuple[int, int], Literals] = defaultdict(list)
        for (m, t), literal in self.held.items():
            if instance.language_class[m]:
                needed[int(instance.language_class[m]), t].append(literal)
        self.serves: dict[tuple[int, int, int], Any] = {}
        of_server: dict[int, dict[int, Literals]] = defaultdict(lambda: defaultdict(list))
        for (c, t), literals in needed.items():
            serving = []
            for i in instance.class_servers[c]:
                if instance.interpreter_available[i, t]:
                    literal = self.serves[c, i, t] = self.model.new_bool_var("")
                    serving.append(literal)
                    of_server[i][t].append(literal)
            self.model.add(sum(literals) == sum(serving))
        for i, by_slot in of_server.items():
            self._duty(i, by_slot)

    def _duty(self, i: int, by_slot: dict[int, Literals]) -> None:
        """One meeting at a time, rest, and the cap of an interpreter."""
        interpreter = self.instance.interpreters[i]
        for literals in by_slot.values():
            add_at_most(self.model, literals, 1)
        window = interpreter.max_consecutive + 1
        for day in self.instance.days:
            for start in range(day.first, day.last + 2 - window):
                served = [by_slot[t] for t in range(start, start + window) if t in by_slot]
                if len(served) == window:
                    self.model.add(sum(literal for literals in served for literal in literals) < window)
        cap = NO_CAP if interpreter.max_meetings is None else interpreter.max_meetings
        self._at_most_in_all(self._all(by_slot), cap)

    def _at_most_in_all(self, literals: Literals, most: int) -> None:
        if len(literals) > most:
            self.model.add(sum(literals) <= most)

    def _order(self) -> None:
        """A request is held by a time only if what it comes after is held before that time."""
        rank = self.instance.rank
        for m, before in enumerate(self.instance.before):
            for earlier in before:
                for t in self.of_request[m]:
                    held = [x for u, x in self.of_request[m].items() if rank[u] <= rank[t]]
                    first = [x for u, x in self.of_request[earlier].items() if rank[u] < rank[t]]
                    self.model.add(sum(held) <= sum(first))

    def floors(self) -> Iterable[Any]:
        """How far each floor is met."""
        for p, by_slot in self.of_company.items():
            floor = int(self.instance.floor[p])
            if floor:
                met = self.model.new_int_var(0, floor, "")
                self.model.add(met <= sum(self._all(by_slot)))
                yield met

    def _hint(self, start: Snapshot) -> None:
        places = start.places.tolist()
        for (m, t), literal in self.held.items():
            self.model.add_hint(literal, places[m] == t)
        served = {
            (int(self.instance.language_class[m]), int(start.servers[m]), places[m])
            for m in np.flatnonzero(start.servers >= 0).tolist()
        }
        for key, literal in self.serves.items():
            self.model.add_hint(literal, key in served)

    def solve(self, start: Snapshot | None, effort: Effort, cancelled: Callable[[], bool]) -> Proof:
        """Search with the objective that was set."""
        if start is not None:
            self._hint(start)
        solver = cp_model.CpSolver()
        solver.parameters.copy_from(self.parameters)
        solver.parameters.num_workers = effort.threads
        solver.parameters.random_seed = effort.seed % (1 << 31)
        solver.parameters.max_deterministic_time = effort.work
        solver.parameters.max_time_in_seconds = max(0.1, effort.seconds)
        status = watched(solver, self.model, cancelled)
        if status == cp_model.INFEASIBLE:
            return Proof("infeasible", None, None)
        bound = solver.best_objective_bound
        proved = None if abs(bound) > 1e15 else round(bound)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return Proof("unknown", None, proved)
        return Proof("optimal" if status == cp_model.OPTIMAL else "feasible", self._read(solver), proved)

    def _read(self, solver: cp_model.CpSolver) -> Snapshot:
        places = np.full(len(self.instance.weight), -1, np.int64)
        servers = places.copy()
        for (m, t), literal in self.held.items():
            if solver.boolean_value(literal):
                places[m] = t
        serving: dict[tuple[int, int], list[int]] = defaultdict(list)
        for (c, i, t), literal in self.serves.items():
            if solver.boolean_value(literal):
                serving[c, t].append(i)
        for m in np.flatnonzero((places >= 0) & (self.instance.language_class > 0)).tolist():
            servers[m] = serving[int(self.instance.language_class[m]), int(places[m])].pop()
        return Snapshot(places, servers)


def watched(solver: cp_model.CpSolver, model: cp_model.CpModel, cancelled: Callable[[], bool]) -> Any:
    """Solve, asking now and then whether to go on."""
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.1):
            if cancelled():
                solver.stop_search()
                return

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        return solver.solve(model)
    finally:
        done.set()
        watcher.join()
