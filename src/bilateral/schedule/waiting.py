"""Why requests have no place in a schedule that was changed by hand, and which of them could have one."""

from copy import copy

import numpy as np

from bilateral.schedule.board import Snapshot
from bilateral.schedule.explain import Explainer
from bilateral.schedule.instance import Instance, Numbers, Truths
from bilateral.schedule.model import Unplaced


def explain_waiting(instance: Instance, held: Snapshot, tables: Numbers, waiting: list[int]) -> dict[int, Unplaced]:
    """The reason of each waiting request, by number: "has_room" where nothing stands in its way.

    Nobody else is called from standby for it, and who is held keeps the table.
    """
    present = copy(instance)
    present.interpreter_available = instance.interpreter_available.copy()
    for i, each in enumerate(instance.interpreters):
        if each.standby:
            present.interpreter_available[i] = False
            present.interpreter_available[i, held.places[held.servers == i]] = True
    open_to = _room(present, held, tables)
    explainer = Explainer(present, held, tables)
    names = instance.problem.requests
    return {
        m: Unplaced(names[m].id, "has_room") if _in_order(instance, held, m, open_to[m]) else explainer.explain(m)
        for m in waiting
    }


def _in_order(instance: Instance, held: Snapshot, m: int, open_to: Truths) -> bool:
    """Whether one of the positions is after all that m comes after and before all that comes after m."""
    places, rank = held.places, instance.rank
    before, after = instance.before[m], [n for n in instance.after[m] if places[n] >= 0]
    if any(places[n] < 0 for n in before):
        return False
    earliest = max((rank[places[n]] for n in before), default=-1)
    latest = min((rank[places[n]] for n in after), default=instance.positions)
    return bool((open_to & (earliest < rank) & (rank < latest)).any())


def _room(instance: Instance, held: Snapshot, tables: Numbers) -> Truths:
    """By request and position whether it could be held there beside all that is held, but for order."""
    there = np.flatnonzero(held.places >= 0)
    places = held.places[there]
    load = np.zeros(instance.available.shape, np.int64)
    for party in (instance.first, instance.second):
        np.add.at(load, (party[there], places), 1)
    caps = [each.max_meetings for each in instance.problem.companies]
    capped = np.array([cap is not None and cap <= count for cap, count in zip(caps, load.sum(axis=1), strict=True)])
    chairs = (load < instance.seats[:, np.newaxis]) & ~capped[:, np.newaxis]
    seated = np.zeros((len(instance.problem.tables) + 1, instance.positions), np.bool_)
    seated[tables[there], places] = True
    spoken = np.zeros((len(instance.class_servers), instance.positions), np.bool_)
    spoken[0] = True
    usable = _usable(instance, held)
    for c, servers in enumerate(instance.class_servers):
        if servers:
            spoken[c] = usable[list(servers)].any(axis=0)
    left: Truths = instance.allowed & chairs[instance.first] & chairs[instance.second]
    left &= spoken[instance.language_class] & (seated.sum(axis=0) < instance.tables_at)
    confined = instance.table >= 0
    left[confined] &= ~seated[instance.table[confined]]
    return left


def _usable(instance: Instance, held: Snapshot) -> Truths:
    """By interpreter and position whether one more meeting could be served."""
    usable = instance.interpreter_available.copy()
    for i, each in enumerate(instance.interpreters):
        served = np.zeros(instance.positions, np.bool_)
        served[held.places[held.servers == i]] = True
        if each.max_meetings is not None and served.sum() >= each.max_meetings:
            usable[i] = False
        for day in instance.days:
            before = after = 0
            run = dict.fromkeys(day.positions, 1)
            for t, u in zip(day.positions, reversed(day.positions), strict=True):
                run[t] += before
                run[u] += after
                before = before + 1 if served[t] else 0
                after = after + 1 if served[u] else 0
            for t in day.positions:
                usable[i, t] &= not served[t] and run[t] <= each.max_consecutive
    return usable
