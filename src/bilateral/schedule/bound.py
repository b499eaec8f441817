"""What no schedule of mode "select" can beat, by linear programming, and what the programme wishes and pays."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bilateral.schedule.instance import Instance, Numbers, Truths
from bilateral.schedule.linear_programme import LinearProgramme, Reals, Rule, Solution
from bilateral.schedule.model import FLOOR_VALUE, Bound

SLOT_COLUMNS = 12_000
DAY_COLUMNS = 60_000
"""Up to how many columns the slots are cut into slots, into session days."""

TOLERANCE = 1e-6
"""What the rounding of floating-point sums may hide of a whole number."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """What a unit more of each limit adds at most to the unrounded bound `value`, by rule and in the shape of its rows.

    "once" [request], "chairs" [company, part], "caps" and "floors" [company], "tables" [part], "fixed" [table, part],
    "speakers" [class, part], and for each type of interpreters ("in_part", type) [part], ("in_day", type) [day],
    ("in_all", type) [1]. "order" says what holding each request in each part pays for its order, less what others pay
    to it: [request, part]. "fixed" and "order" are there only where they are needed.
    """

    value: float
    parts: list[Numbers]
    of: Mapping[Rule, Reals]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxation:
    """The bound; per request `wished`, from 0 to 1, and `price`, its weight less what it takes from others.

    `without` bounds the value of every schedule that leaves a request out. `prices` is None where there is no solution.
    """

    bound: Bound
    wished: Reals
    price: Reals
    without: Reals
    prices: Prices | None = None
    losses: tuple[Numbers, Numbers, Reals] | None = None
    """Requests, parts, and what the bound loses at least where the one is held in the other."""

    def may_hold(self, instance: Instance, value: float) -> Truths:
        """The positions at which a schedule of at least `value` may hold each request."""
        found = instance.allowed.copy()
        if self.prices is not None and self.losses is not None:
            request, part, loss = self.losses
            dear = self.prices.value - loss < value
            closed = np.zeros((len(self.price), len(self.prices.parts)), np.bool_)
            closed[request[dear], part[dear]] = True
            for number, positions in enumerate(self.prices.parts):
                found[:, positions] &= ~closed[:, [number]]
        return found


def parts_of(instance: Instance) -> list[Numbers]:
    """The positions of each part: single slots where the problem is small, session days, or all in one."""
    held = int(instance.allowed.sum())
    if held <= SLOT_COLUMNS:
        return [np.array([t]) for t in np.sort(instance.position)]
    days = [np.array(day.positions) for day in instance.days]
    return days if len(instance.weight) * len(days) <= DAY_COLUMNS else [np.sort(instance.position)]


def relax(instance: Instance, seconds: float, parts: list[Numbers] | None = None) -> Relaxation:
    """Solve the relaxation in at most about `seconds`; where that does not do, the bound is the sum of everything.

    `parts` cuts the slots otherwise than `parts_of`, each slot into one part. The bound is read from the dual prices by
    weak duality, so it holds however exactly the programme was solved.
    """
    if not instance.problem.companies or not instance.days:
        return _trivial(instance)
    programme = LinearProgramme(instance, parts_of(instance) if parts is None else parts)
    end = time.monotonic() + seconds
    solution = programme.solve(lambda: end - time.monotonic())
    return _trivial(instance) if solution is None else _read(programme, solution)


def trivial_bound(instance: Instance) -> Bound:
    """What everything is worth that is possible by itself."""
    possible = instance.allowed.any(axis=1)
    wishes = np.bincount(instance.first[possible], minlength=len(instance.seats))
    wishes += np.bincount(instance.second[possible], minlength=len(instance.seats))
    floors = np.minimum(np.minimum(wishes, instance.cap), instance.floor).sum()
    return Bound(int(instance.weight[possible].sum() + FLOOR_VALUE * floors), "trivial")


def _trivial(instance: Instance) -> Relaxation:
    """The relaxation that knows no limit but what is possible for each request by itself."""
    bound = trivial_bound(instance)
    return Relaxation(
        bound=bound,
        wished=np.zeros(len(instance.weight)),
        price=np.where(instance.allowed.any(axis=1), instance.weight.astype(float), -1e9),
        without=np.full(len(instance.weight), float(bound.value)),
    )


def _read(programme: LinearProgramme, solution: Solution) -> Relaxation:
    """What the dual prices say by weak duality."""
    count, prices = len(programme.instance.weight), solution.prices
    reduced = programme.worth() - programme.pay(prices)
    bound = float(prices @ programme.room + np.maximum(0.0, reduced) @ programme.limits)
    request, own = programme.request, reduced[: programme.held]
    wished, kept = np.zeros(count), np.zeros(count)
    np.add.at(wished, request, solution.columns[: programme.held])
    np.add.at(kept, request, np.maximum(0.0, own))
    of = {rule: programme.of_rule(prices, rule) for rule in programme.named}
    if "order" in of:
        of["order"] = programme.paid_for_order(prices)
    once = of.setdefault("once", kept)  # what a request pays to itself for being held once
    if once is kept:
        own, kept = np.minimum(0.0, own), np.zeros(count)
    price = np.full(count, -1e9)
    np.maximum.at(price, request, own + once[request])
    return Relaxation(
        bound=Bound(int(np.floor(bound + TOLERANCE)), "lp"),
        wished=wished,
        price=price,
        without=bound - once - kept,
        prices=Prices(bound, programme.parts, of),
        losses=(request, programme.part, np.maximum(0.0, -own)),
    )
