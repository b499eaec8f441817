"""Tables after a repair: who stays keeps the table, and the others sit where they can."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.published import Published

_STAY, _MUST, _NEVER = 1_000.0, 1e6, -1e9
"""What keeping a table is worth, sitting where one must, sitting where none may. Beside a neighbour's table: 1."""


def kept_tables(published: Published, places: Numbers) -> Numbers:
    """The table that each request keeps at these places, -1 where it keeps none.

    It keeps the one published where it stays in its slot and the table is there, unless a newcomer must sit at it.
    """
    instance = published.instance
    kept = np.where((places >= 0) & (places == published.places), published.tables, -1)
    here = np.flatnonzero(kept >= 0)
    here = here[~published.over[places[here]]]
    kept[here[~instance.table_available[kept[here], places[here]]]] = -1
    newcomers = np.flatnonzero((places >= 0) & (places != published.places) & (instance.table >= 0))
    for m in newcomers.tolist():
        kept[(kept == instance.table[m]) & (places == places[m])] = -1
    return kept


def seat_the_rest(instance: Instance, places: Numbers, kept: Numbers) -> Numbers:
    """A table for each request that has a place: the one kept, else one that is free, beside the parties' others."""
    tables = kept.copy()
    missing = np.flatnonzero((places >= 0) & (kept < 0))
    for t in sorted({int(t) for t in places[missing]}):
        meetings = np.flatnonzero(places == t).tolist()
        worth = np.zeros((len(meetings), len(instance.problem.tables)))
        for row, m in enumerate(meetings):
            if tables[m] >= 0:
                worth[row, tables[m]] = _STAY
                continue
            if instance.table[m] >= 0:
                worth[row, instance.table[m]] = _MUST
            for table in _beside(instance, m, t, places, tables):
                worth[row, table] += 1
        worth[:, ~instance.table_available[:, t]] = _NEVER
        rows, columns = linear_sum_assignment(worth, maximize=True)
        tables[[meetings[row] for row in rows]] = columns
    return tables


def _beside(instance: Instance, m: int, t: int, places: Numbers, tables: Numbers) -> list[int]:
    """The tables at which the parties of m sit in the slots beside t."""
    others = {*instance.of_company[instance.first[m]], *instance.of_company[instance.second[m]]}
    return [int(tables[n]) for n in sorted(others) if places[n] in (t - 1, t + 1) and tables[n] >= 0]
