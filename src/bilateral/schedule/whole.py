"""Mode "all" as a model of CP-SAT: every request is held, with the fewest breaks."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from bilateral.schedule.board import Snapshot
from bilateral.schedule.cardinality import add_ladder
from bilateral.schedule.exact import Literals, Programme
from bilateral.schedule.instance import Instance
from bilateral.schedule.proof import Effort, Proof

NEARLY_FULL = 0.9
"""The share of tables in use from which busy companies are counted with a ladder; below it that only costs."""


def prove_all(instance: Instance, start: Snapshot | None, effort: Effort, cancelled: Callable[[], bool]) -> Proof:
    """Hold every request with the fewest breaks, or prove that it cannot be.

    Literals end breaks, with two implied constraints (Bofill et al., JAIR 74, 2022) and a literal for each way in which
    a company has no break at all; the search is core-guided.
    """
    programme = _Whole(instance, instance.allowed)
    programme.model.minimize(sum(programme.breaks(instance.problem.max_breaks)))
    programme.parameters.optimize_with_core = True
    programme.parameters.linearization_level = 0
    return programme.solve(start, effort, cancelled)


class _Whole(Programme):
    def breaks(self, most: int | None) -> Literals:
        """A literal for each slot of each company that ends a break."""
        ends: Literals = []
        busy_in: dict[int, Literals] = defaultdict(list)
        for p, by_slot in self.of_company.items():
            busy = {t: self.any_of(literals, int(self.instance.seats[p])) for t, literals in by_slot.items()}
            for t, literal in busy.items():
                busy_in[t].append(literal)
            own = [end for day in self.instance.days for end in self._ends(busy, list(day.positions))]
            if most is not None and len(own) > most:
                self.model.add(sum(own) <= most)
            if self.instance.seats[p] == 1:
                self.model.add(sum(busy.values()) == len(self.instance.of_company[p]))
                if len(self.instance.days) == 1:
                    self._runs(p, busy, own)
            ends += own
        if (self.instance.seats == 1).all():
            self._pairs(busy_in)
        return ends

    def _runs(self, p: int, busy: dict[int, Any], ends: Literals) -> None:
        """A company without a break has all its meetings in one run of slots: it begins somewhere, or has a break.

        A run is possible only where the company's requests can be matched to its slots. What is left of them
        propagates, and whole cores follow from companies that want the same slots.
        """
        requests = self.instance.of_company[p]
        size = len(requests)
        if size < 2:
            return
        broken = self.model.new_bool_var("")
        choice = [broken]
        for first in range(self.instance.days[0].first, self.instance.days[0].last + 2 - size):
            run = range(first, first + size)
            if all(t in busy for t in run) and _can_fill(self.instance.allowed[np.ix_(requests, run)]):
                choice.append(here := self.model.new_bool_var(""))
                for t, literal in busy.items():
                    self.model.add_implication(here, literal if t in run else literal.negated())
        self.model.add_exactly_one(choice)
        for end in ends:
            self.model.add_implication(end, broken)
        self.model.add_bool_or([broken.negated(), *ends])

    def _pairs(self, busy_in: dict[int, Literals]) -> None:
        """Where all have one seat, the companies that meet in a slot are twice its meetings."""
        instance = self.instance
        full = len(instance.weight) >= NEARLY_FULL * int(instance.tables_at.sum())
        for t, literals in busy_in.items():
            tables = int(instance.tables_at[t])
            if full:
                add_ladder(self.model, literals, 2 * tables)
            self.model.add(sum(literals) == 2 * self.model.new_int_var(0, tables, ""))

    def _ends(self, busy: dict[int, Any], positions: list[int]) -> Iterable[Any]:
        """Literals for the idle slots of a day that end a break: something was held before, something follows."""
        begun = None
        for t in positions:
            if begun is not None and t not in busy:
                now = begun
            elif t in busy:
                now = self.model.new_bool_var("")
                self.model.add_implication(busy[t], now)
                if begun is not None:
                    self.model.add_implication(begun, now)
                self.model.add_bool_or([now.negated(), busy[t], *([] if begun is None else [begun])])
            else:
                continue
            if begun is not None and t + 1 in busy and t + 1 <= positions[-1]:
                end = self.model.new_bool_var("")
                idle = [busy[t].negated()] if t in busy else []
                self.model.add_bool_or(
                    [*(literal.negated() for literal in idle), begun.negated(), busy[t + 1].negated(), end]
                )
                for literal in (*idle, begun, busy[t + 1]):
                    self.model.add_implication(end, literal)
                yield end
            begun = now


def _can_fill(allowed: Any) -> bool:
    """Whether each row (request) can have a column (slot) of its own."""
    return bool((maximum_bipartite_matching(csr_array(allowed), perm_type="column") >= 0).all())
