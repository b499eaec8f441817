"""Measures the timetable engine.

    python benchmarks/timetable.py [--sizes S M L XL 4XL] [--seeds 1] [--drawn 0] [--seconds N] [--threads 2]
                                   [--plots FOLDER]

prints a line per generated problem, each in a process of its own, so that the peak of memory is its own. Without
--seconds the limit is 15 s for S and M, 60 for L, 300 for XL and 600 for 4XL. With --drawn also a line for each of so
many problems of size S with features by the seed: presence, representatives, interpreters, sides, order. Every
schedule is judged. With --plots the folder gets timetable-cost.svg and timetable-gap.svg, which needs the extra
`bench`. The machine's first run compiles the moves, which takes about half a minute; run twice.
"""

import argparse
import multiprocessing
import random
import resource
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import mean
from typing import Any

from bilateral.progress import Report
from bilateral.schedule import kernels
from bilateral.schedule.build import build_schedule
from bilateral.schedule.generate import PRESENCE, SIZES, generate_problem
from bilateral.schedule.judge import judge

LIMITS = {"S": 15.0, "M": 15.0, "L": 60.0, "XL": 300.0, "4XL": 600.0}

VAST: dict[str, Any] = SIZES["XL"] | {
    "companies": 40_000,
    "requests": 800_000,
    "tables": 3_332,
    "interpreters": 2_240,
}
"""Beyond what a problem file may hold."""

FIRST_SEED = 11


@dataclass(frozen=True, slots=True)
class Run:
    """One schedule: what it achieves, what it took (CPU and wall seconds, peak MB), its gap in percent of weight over
    wall seconds.
    """

    requests: int
    status: str
    meetings: int
    value: int
    bound: int
    gap: float
    breaks: int
    table_changes: int
    wall: float
    cpu: float
    peak: int
    curve: tuple[tuple[float, float], ...]


def apart(problem: dict[str, Any], seconds: float, threads: int) -> Run:
    """What `_run` finds, in a fresh process."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_run, args=(problem, seconds, threads, there))
    process.start()
    there.close()
    found: Run = here.recv()
    process.join()
    return found


def _run(wanted: dict[str, Any], seconds: float, threads: int, line: Connection) -> None:
    problem = generate_problem(**wanted)
    kernels.compile_all()
    reports: list[tuple[float, float]] = []

    def listen(report: Report) -> None:
        if report.value is not None and report.bound is not None:
            reports.append((time.perf_counter() - wall, report.bound - report.value))

    wall, cpu = time.perf_counter(), time.process_time()
    schedule = build_schedule(problem, seconds=seconds, threads=threads, progress=listen)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    assert judge(problem, schedule).faults == ()
    objective, bound = schedule.objective, schedule.bound
    assert bound is not None
    line.send(
        Run(
            requests=len(problem.requests),
            status=schedule.status,
            meetings=len(schedule.meetings),
            value=objective.value("select"),
            bound=bound.value,
            gap=100 * (schedule.gap or 0.0),
            breaks=objective.breaks,
            table_changes=objective.table_changes,
            wall=spent[0],
            cpu=spent[1],
            peak=peak,
            curve=tuple((at, 100 * missing / max(1, objective.weight)) for at, missing in reports),
        )
    )


def print_run(name: str, seed: int, run: Run) -> None:
    """A line of the table."""
    print(
        f"{name:5} {seed:4} {run.status:8} {run.meetings:8} {run.value:9} {run.bound:9} {run.gap:6.3f}"
        f" {run.breaks:7} {run.table_changes:7} {run.wall:7.1f} {run.cpu:7.1f} {run.peak:8}",
        flush=True,
    )


def drawn_features(seed: int) -> dict[str, Any]:
    """What makes one problem of size S unlike another."""
    chance = random.Random(seed)  # noqa: S311 - made-up problems keep no secret
    return {
        "absent": chance.choice((0.0, *PRESENCE.values())),
        "several": chance.choice((0.0, 0.1, 0.3)),
        "interpreters": chance.choice((1, 3, 6)),
        "bipartite": chance.random() < 0.7,
        "confined": chance.choice((0.0, 0.0, 0.2)),
        "ordered": chance.choice((0.0, 0.0, 0.05)),
    }


def print_costs(runs: dict[str, list[Run]]) -> list[tuple[str, int, float, float]]:
    """Means of each size, and what a request costs beside the smallest size, for costs that grow with it."""
    costs = [
        (name, runs[name][0].requests, mean(r.cpu for r in runs[name]), mean(r.peak for r in runs[name]))
        for name in runs
    ]
    first = costs[0]
    print("\nsize  requests   cpu s  cpu/request beside the first   peak MB   gap % mean")
    for (name, requests, cpu, peak), each in zip(costs, runs.values(), strict=True):
        ratio = cpu / requests / (first[2] / first[1])
        print(f"{name:5} {requests:8} {cpu:7.1f}  {ratio:7.2f} {peak:30.0f} {mean(run.gap for run in each):12.4f}")
    return costs


def plots(folder: Path, runs: dict[str, list[Run]], costs: Sequence[tuple[str, int, float, float]]) -> None:
    """Both figures."""
    from plots import plot_cost, plot_gaps

    plot_cost(folder / "timetable-cost.svg", costs)
    plot_gaps(folder / "timetable-gap.svg", {name: each[0].curve for name, each in runs.items() if name != "S"})


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="*", default=["S", "M"], choices=LIMITS)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--drawn", type=int, default=0)
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--plots", type=Path)
    told = parser.parse_args()
    print("size  seed status   meetings     value     bound  gap %  breaks changes  wall s   cpu s  peak MB")
    runs: dict[str, list[Run]] = defaultdict(list)
    for name in told.sizes:
        for seed in range(FIRST_SEED, FIRST_SEED + told.seeds):
            wanted = (SIZES | {"4XL": VAST})[name] | {"seed": seed}
            runs[name].append(apart(wanted, told.seconds or LIMITS[name], told.threads))
            print_run(name, seed, runs[name][-1])
    drawn = []
    for seed in range(FIRST_SEED, FIRST_SEED + told.drawn):
        drawn.append(
            apart(SIZES["S"] | drawn_features(seed) | {"seed": seed}, told.seconds or LIMITS["S"], told.threads)
        )
        print_run("drawn", seed, drawn[-1])
    if runs:
        costs = print_costs(runs)
        if told.plots is not None:
            plots(told.plots, runs, costs)
    if drawn:
        proved = sum(run.status == "optimal" for run in drawn)
        print(f"drawn: {proved} of {len(drawn)} proved, gap % mean {mean(r.gap for r in drawn):.3f}, ", end="")
        print(f"most {max(r.gap for r in drawn):.3f}, CPU s mean {mean(r.cpu for r in drawn):.1f}")


if __name__ == "__main__":
    main()
