"""How long work tells what it is doing."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Report:
    """One word of progress: `done` of `total` (None where the end is not known) in `stage`.

    `stage` is a code such as "matching" or "annealing". An optimiser adds its best `value` so far and the `bound`
    on what is possible, both in the objective's own unit.
    """

    stage: str
    done: int
    total: int | None = None
    value: float | None = None
    bound: float | None = None


Listener = Callable[[Report], None]


def ignore(report: Report) -> None:
    """The listener of those who do not want to know."""
