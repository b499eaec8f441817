"""The programme's wishes as a timetable: requests to session days, then each day to its slots; and days held anew.

With the interpreters' rests set beforehand such a programme is almost a flow, so its solution is almost whole.
"""

from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from bilateral.schedule.board import Snapshot
from bilateral.schedule.bound import TOLERANCE, Relaxation
from bilateral.schedule.instance import Instance, Numbers, Truths
from bilateral.schedule.linear_programme import LinearProgramme, Reals
from bilateral.schedule.resting import with_rests, with_service

WHOLE_COLUMNS = 40_000
"""Up to how many columns a programme with a broken solution is searched for a whole one."""

NODES = 20
"""The most nodes of that search."""

SPLIT = 100_000
"""From how many columns on the session days are halved before they are told apart."""

RENEWED = 60_000
"""The most pairs of request and slot that are held anew together."""

HOLD = 100.0
"""What holding a wished request is worth beside its price, so that no better one takes the place of two."""

Left = Callable[[], float]
"""How many seconds are left."""


def round_wishes(instance: Instance, relaxation: Relaxation, left: Left) -> Snapshot:
    """Places for what the relaxation wishes, as many as the programmes find.

    Tables, chairs and interpreters are kept where solutions are whole; what was broken may clash, so whoever loads the
    answer has to look.
    """
    nothing = np.full(len(instance.weight), -1, np.int64)
    held = Snapshot(nothing, nothing.copy())
    there = with_rests(instance)
    worth = HOLD + relaxation.price
    wished = relaxation.wished > 0.5
    days = [np.array(day.positions) for day in instance.days]
    waiting = [(np.flatnonzero(wished), days)]
    while waiting:
        free, parts = waiting.pop()
        if len(parts) == 1:
            _hold(instance, free, parts[0], held, there, worth, left)
            continue
        if free.size * len(parts) > SPLIT:
            middle = len(parts) // 2
            groups = [parts[:middle], parts[middle:]]
        else:
            groups = [[part] for part in parts]
        wholes = [np.concatenate(group) for group in groups]
        request, chosen = _held(instance.left_for(free, held.places, held.servers, there), wholes, worth[free], left)
        waiting += [(free[request[chosen == number]], group) for number, group in enumerate(groups)]
    return held


def renew(
    instance: Instance, relaxation: Relaxation, held: Snapshot, value: int, days: tuple[int, ...], left: Left
) -> Snapshot:
    """Hold the best of these session days anew, all else staying; `value` is that of what is held.

    Of the requests without a place those come in that a better schedule may hold, the dearest, no more than there are
    tables; a request stays where one that stays comes after it. Days of more than `RENEWED` pairs stay as they are.
    """
    positions = np.concatenate([np.array(instance.days[day].positions) for day in days])
    here = np.isin(held.places, positions)
    may_gain = (held.places < 0) & (relaxation.price > value - relaxation.bound.value)
    newcomers = np.flatnonzero(may_gain & instance.allowed[:, positions].any(axis=1))
    room = RENEWED // positions.size - int(here.sum())
    if room < 0:
        return held
    most = min(room, int(instance.tables_at[positions].sum()))
    newcomers = newcomers[np.argsort(-relaxation.price[newcomers], kind="stable")][:most]
    free = np.sort(np.concatenate([np.flatnonzero(here & _free_of_order(instance, held, here)), newcomers]))
    there = with_service(instance, held)
    renewed = Snapshot(held.places.copy(), held.servers.copy())
    renewed.places[free] = renewed.servers[free] = -1
    _hold(instance, free, positions, renewed, there, None, left)
    return renewed


def _free_of_order(instance: Instance, held: Snapshot, here: Truths) -> Truths:
    """Which requests no other that stays comes after."""
    free = np.ones(len(here), np.bool_)
    for m, after in enumerate(instance.after):
        free[m] = all(held.places[n] < 0 or here[n] for n in after)
    return free


def _hold(
    instance: Instance,
    free: Numbers,
    positions: Numbers,
    held: Snapshot,
    there: Truths,
    worth: Reals | None,
    left: Left,
) -> None:
    """Write into `held` where the `free` requests are held best at these positions."""
    if not free.size or not positions.size:
        return
    view = instance.left_for(free, held.places, held.servers, there)
    parts = [np.array([t]) for t in positions]
    request, part = _held(view, parts, None if worth is None else worth[free], left)
    held.places[free[request]] = positions[part]
    _serve(instance, free[request], held, view.interpreter_available)


def _held(view: Instance, parts: list[Numbers], worth: Reals | None, left: Left) -> tuple[Numbers, Numbers]:
    """Requests and the parts in which they are held, whole or for the most."""
    if worth is not None:
        view.floor = np.zeros_like(view.floor)
    programme = LinearProgramme(view, parts)
    objective = None
    if worth is not None:
        objective = np.zeros(programme.columns)
        objective[: programme.held] = worth[programme.request]
    solution = programme.solve(left, objective)
    if solution is None:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    x = solution.columns[: programme.held]
    broken = bool(((x > TOLERANCE) & (x < 1 - TOLERANCE)).any())
    if broken and programme.held <= WHOLE_COLUMNS and left() > 0:
        whole = programme.solve_whole(left(), NODES, objective)
        x = x if whole is None else whole[: programme.held]
    mostly = x > 0.5
    return programme.request[mostly], programme.part[mostly]


def _serve(instance: Instance, those: Numbers, held: Snapshot, there: Truths) -> None:
    """Give those requests interpreters at their places; who gets none is not held."""
    needy = those[instance.language_class[those] > 0]
    for t in np.unique(held.places[needy]):
        meetings = needy[held.places[needy] == t]
        pairs = [
            (row, i)
            for row, m in enumerate(meetings.tolist())
            for i in instance.class_servers[instance.language_class[m]]
            if there[i, t]
        ]
        rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
        graph = csr_array((np.ones(len(rows)), (rows, columns)), (len(meetings), len(instance.interpreters)))
        held.servers[meetings] = maximum_bipartite_matching(graph, perm_type="column")
        held.places[meetings[held.servers[meetings] < 0]] = -1
