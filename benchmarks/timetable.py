"""Measures the timetable engine.

    python benchmarks/timetable.py [S M L] [--seconds 60] [--seeds 1] [--public FOLDER]

prints a line per generated problem; with --public also a line per case of the folder's `published_optima.csv`, whose
.dzn files it holds. Every schedule is judged. The machine's first run compiles the moves, which takes about half a
minute; run twice.
"""

import argparse
import csv
import resource
import time
from pathlib import Path
from typing import Any

from bilateral.schedule.build import build_schedule
from bilateral.schedule.dzn import read_dzn
from bilateral.schedule.generate import generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Problem, Schedule

SIZES: dict[str, dict[str, Any]] = {
    "S": {"companies": 60, "requests": 300, "slots": 8, "tables": 5, "interpreters": 3},
    "M": {"companies": 300, "requests": 3_000, "slots": 9, "tables": 30, "interpreters": 20, "caps": (8, 16)},
    "L": {
        "companies": 2_000,
        "requests": 30_000,
        "days": 3,
        "slots": 9,
        "tables": 165,
        "interpreters": 110,
        "caps": (10, 20),
    },
}
"""Two sessions on each of two or three days."""


def measured(problem: Problem, seconds: float) -> tuple[Schedule, float, float]:
    """A judged schedule, the wall seconds and the CPU seconds that it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    schedule = build_schedule(problem, seconds=seconds)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    assert judge(problem, schedule).faults == ()
    return schedule, *spent


def generated(names: list[str], seconds: float, seeds: int) -> None:
    """A line for each size and seed."""
    print("size seed status     value    bound  gap %  breaks changes  wall s   cpu s  peak MB")
    for name in names:
        for seed in range(seeds):
            schedule, wall, cpu = measured(generate_problem(seed=seed + 11, **SIZES[name]), seconds)
            objective, bound = schedule.objective, schedule.bound
            assert bound is not None
            share = 100 * (schedule.gap or 0.0)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
            print(
                f"{name:4} {seed + 11:4} {schedule.status:8} {objective.value('select'):8} {bound.value:8} {share:6.3f}"
                f" {objective.breaks:7} {objective.table_changes:7} {wall:7.1f} {cpu:7.1f} {peak:8}",
                flush=True,
            )


def public(folder: Path, seconds: float) -> None:
    """A line for each published case, and how many came out as published."""
    right = cases = 0
    total = 0.0
    with (folder / "published_optima.csv").open(encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            file = folder / row["file"]
            if not file.exists():
                continue
            schedule, wall, _ = measured(read_dzn(file.read_bytes(), int(row["max_breaks"])), seconds)
            found = "UNSAT" if schedule.status == "infeasible" else str(schedule.objective.breaks)
            proved = schedule.status in ("optimal", "infeasible")
            cases += 1
            right += proved and found == row["optimum"]
            total += wall
            assert not proved or found == row["optimum"]
            known = schedule.bound.value if schedule.bound else "-"
            case = f"{file.name:32} {row['max_breaks']} {row['optimum']:>6}"
            print(f"{case} {schedule.status:10} {found:>6} {known} {wall:6.1f}", flush=True)
    print(f"{right} of {cases} proved as published in {total:.0f} s")


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["S", "M"])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--public", type=Path)
    told = parser.parse_args()
    generated(told.sizes, told.seconds, told.seeds)
    if told.public is not None:
        public(told.public, told.seconds)


if __name__ == "__main__":
    main()
