"""What a schedule achieves, counted by the engine for itself; the judge counts anew."""

from collections import defaultdict
from itertools import pairwise

import numpy as np

from bilateral.schedule.instance import Instance, Numbers
from bilateral.schedule.model import Objective


def measure(instance: Instance, places: Numbers, tables: Numbers) -> Objective:
    """The objective of requests at these positions and tables, -1 for those that have none."""
    held = np.flatnonzero(places >= 0)
    count = np.zeros(len(instance.seats), np.int64)
    for party in (instance.first, instance.second):
        np.add.at(count, party[held], 1)
    day_of = {t: number for number, day in enumerate(instance.days) for t in day.positions}
    taken: dict[int, dict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for m in held.tolist():
        for p in (int(instance.first[m]), int(instance.second[m])):
            taken[p][int(places[m])].add(int(tables[m]))
    breaks = changes = 0
    for by_slot in taken.values():
        for t, u in pairwise(sorted(by_slot)):
            if day_of[t] == day_of[u]:
                breaks += u > t + 1
                changes += max(0, min(len(by_slot[t]), len(by_slot[u])) - len(by_slot[t] & by_slot[u]))
    requests = instance.problem.requests
    floors = [company.floor for company in instance.problem.companies]
    return Objective(
        weight=sum(requests[m].weight for m in held.tolist()),
        floor_met=int(np.minimum(count, floors).sum()),
        breaks=breaks,
        table_changes=changes,
    )
