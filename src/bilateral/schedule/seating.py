"""Which table each meeting takes: fixed tables kept, few changes from one meeting to the next."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from scipy.optimize import linear_sum_assignment

from bilateral.schedule.instance import Instance, Numbers

SWEEPS = 3


def assign_tables(instance: Instance, places: Numbers) -> Numbers:
    """A table for each request that has a place, -1 for the others; no table twice in a slot.

    Slot by slot an assignment problem: a table is worth the parties that sit at it in the neighbouring meetings of
    their session day. The first sweep looks back only, later ones both ways.
    """
    tables = np.full(len(places), -1, np.int64)
    held: dict[int, list[int]] = {}
    for m in np.flatnonzero(places >= 0):
        held.setdefault(int(places[m]), []).append(int(m))
    neighbours = _Neighbours(instance, places)
    for sweep in range(SWEEPS):
        before = tables.copy()
        for t in sorted(held):
            _assign(instance, t, held[t], tables, neighbours, both=sweep > 0)
        if sweep and np.array_equal(before, tables):
            break
    return tables


class _Neighbours:
    """The requests that a company holds in its slot before, and after, in the same session day."""

    def __init__(self, instance: Instance, places: Numbers) -> None:
        self.instance = instance
        self.earlier: dict[tuple[int, int], list[int]] = {}
        self.later: dict[tuple[int, int], list[int]] = {}
        day_of = {t: number for number, day in enumerate(instance.days) for t in day.positions}
        for p, requests in enumerate(instance.of_company):
            by_slot: dict[int, list[int]] = {}
            for m in requests:
                if places[m] >= 0:
                    by_slot.setdefault(int(places[m]), []).append(m)
            order = sorted(by_slot)
            for t, u in pairwise(order):
                if day_of[t] == day_of[u]:
                    self.later[p, t] = by_slot[u]
                    self.earlier[p, u] = by_slot[t]

    def of(self, m: int, t: int, both: bool) -> Iterable[int]:
        for p in (int(self.instance.first[m]), int(self.instance.second[m])):
            yield from self.earlier.get((p, t), ())
            if both:
                yield from self.later.get((p, t), ())


def _assign(
    instance: Instance, t: int, meetings: list[int], tables: Numbers, neighbours: _Neighbours, both: bool
) -> None:
    worth = np.zeros((len(meetings), len(instance.problem.tables)))
    for row, m in enumerate(meetings):
        for other in neighbours.of(m, t, both):
            if tables[other] >= 0:
                worth[row, tables[other]] += 1
        if instance.table[m] >= 0:
            worth[row, instance.table[m]] += 1_000  # more than all the neighbours of a meeting together
        if tables[m] >= 0:
            worth[row, tables[m]] += 0.1  # stay where nothing speaks for going
    worth[:, ~instance.table_available[:, t]] = -1_000_000  # there are tables enough without them
    rows, columns = linear_sum_assignment(worth, maximize=True)
    tables[[meetings[row] for row in rows]] = columns
