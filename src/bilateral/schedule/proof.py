"""What is asked of CP-SAT, and what it answers."""

from dataclasses import dataclass
from typing import Literal

from bilateral.schedule.board import Snapshot


@dataclass(frozen=True, slots=True, eq=False)
class Proof:
    """What CP-SAT found: the best schedule, and the bound that it proved (None where it proved nothing)."""

    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    found: Snapshot | None
    bound: int | None


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search: `work` in CP-SAT's deterministic unit, so that one thread ends alike; `seconds` brakes."""

    work: float
    seconds: float
    seed: int = 0
    threads: int = 1
