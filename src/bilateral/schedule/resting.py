"""When interpreters rest, where that is set before their meetings are."""

from itertools import combinations

import numpy as np

from bilateral.schedule.board import Snapshot
from bilateral.schedule.instance import Instance, Truths


def with_rests(instance: Instance) -> Truths:
    """Where interpreters may serve if each takes its rests at set slots, staggered among them.

    A run of n slots with r served in a row loses n // (r + 1) slots however it rests, so nothing is lost by it.
    """
    there = instance.interpreter_available.copy()
    for index, each in enumerate(instance.interpreters):
        for number, day in enumerate(instance.days):
            start = day.first
            while start <= day.last:
                end = start
                while end <= day.last and instance.interpreter_available[index, end]:
                    end += 1
                for rest in _rests(end - start, each.max_consecutive, 7 * index + 3 * number):
                    there[index, start + rest] = False
                start = end + 1
    return there


def _rests(length: int, longest: int, turn: int) -> tuple[int, ...]:
    """The fewest rests in a run of slots so that no more than `longest` are served in a row; `turn` picks a pattern."""
    count = length // (longest + 1)
    if count == 0:
        return ()
    if length > 24:  # too many patterns to list: the latest one serves
        return tuple(range(longest, length, longest + 1))
    patterns = [
        chosen
        for chosen in combinations(range(length), count)
        if all(later - earlier - 1 <= longest for earlier, later in zip((-1, *chosen), (*chosen, length), strict=True))
    ]
    return patterns[turn % len(patterns)]


def with_service(instance: Instance, held: Snapshot) -> Truths:
    """Where interpreters may serve beside what they serve now, each keeping its rests whatever is served of it."""
    serving = np.zeros_like(instance.interpreter_available)
    served = np.flatnonzero(held.servers >= 0)
    serving[held.servers[served], held.places[served]] = True
    for index, each in enumerate(instance.interpreters):
        for day in instance.days:
            for t in day.positions:
                if instance.interpreter_available[index, t] and not serving[index, t]:
                    before = _run(serving[index, day.first : t][::-1])
                    after = _run(serving[index, t + 1 : day.last + 1])
                    serving[index, t] = before + 1 + after <= each.max_consecutive
    return serving


def _run(served: Truths) -> int:
    """How many slots are served in a row from the first on."""
    idle = np.flatnonzero(~served)
    return int(idle[0]) if idle.size else len(served)
