"""Measures the repair of a published schedule on the day.

    python benchmarks/repair.py [S M L] [--disruptions 200] [--instances 4] [--seed 1] [--seconds 60]

builds schedules of several problems of each size, then draws disruptions before the first session day, after it or
after the second, and repairs each by itself, from the schedule as published. Every repair is judged. A line per kind
and one for all: the mean numbers of meetings displaced by somebody or something that is not there, of those held again,
of others moved for them and of requests newly placed; the CPU time, and the longest wall time. Two trilingual
interpreters are on standby; in "interpreters out" they are away too. The machine's first run compiles the moves, which
takes about half a minute; run twice.
"""

import argparse
import random
import time
from collections import defaultdict
from dataclasses import dataclass, replace
from statistics import mean, quantiles

from bilateral.schedule.build import build_schedule
from bilateral.schedule.changes_file import Absence, Addition, Cancellation, Changes, Event
from bilateral.schedule.generate import SIZES, generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Interpreter, Problem, Request, Schedule
from bilateral.schedule.repair import replan

KINDS = ("company gone", "companies late", "interpreters out", "with standby", "tables out", "cancelled", "added")

STANDBY = tuple(Interpreter(f"standby {n}", frozenset({"ru", "zh", "en"}), standby=True) for n in (1, 2))


@dataclass(frozen=True, slots=True)
class Figures:
    """One repair."""

    displaced: int
    held_again: int
    moved: int
    filled: int
    cpu_ms: float
    wall_ms: float


def disruption(problem: Problem, schedule: Schedule, kind: str, chance: random.Random) -> Changes:
    """What happened when up to two session days were over, to the one that comes next or to all to come."""
    in_time = sorted(problem.slots, key=lambda slot: slot.start_at)
    days = list(dict.fromkeys(slot.day for slot in in_time))
    over = chance.randrange(3)
    coming = [slot.id for slot in in_time if slot.day not in days[:over]]
    session = frozenset(slot.id for slot in in_time if slot.day == days[over])
    events: list[Event]
    if kind == "company gone":
        events = [Absence("company", chance.choice(problem.companies).id, frozenset(coming))]
    elif kind == "companies late":
        events = [Absence("company", each.id, session) for each in chance.sample(problem.companies, 3)]
    elif kind in ("interpreters out", "with standby"):
        gone = chance.sample([each for each in problem.interpreters if not each.standby], 2)
        events = [Absence("interpreter", each.id, session) for each in gone]
        if kind == "interpreters out":
            events += [Absence("interpreter", each.id, frozenset(coming)) for each in STANDBY]
    elif kind == "tables out":
        events = [Absence("table", each.id, session) for each in chance.sample(problem.tables, 3)]
    elif kind == "cancelled":
        there = sorted(meeting.request for meeting in schedule.meetings if meeting.slot in coming)
        events = [Cancellation(name) for name in chance.sample(there, 5)]
    else:
        pairs = [chance.sample(problem.companies, 2) for _ in range(5)]
        events = [Addition(Request(f"new{n}", (a.id, b.id), weight=100)) for n, (a, b) in enumerate(pairs)]
    return Changes(coming[0], tuple(events))


def measured(problem: Problem, schedule: Schedule, changes: Changes) -> Figures:
    """A repair, judged."""
    wall, cpu = time.perf_counter(), time.process_time()
    repaired = replan(problem, schedule, changes)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert judge(repaired.problem, repaired.schedule).faults == ()
    displaced = [move for move in repaired.moves if move.reason.endswith("_unavailable")]
    return Figures(
        displaced=len(displaced),
        held_again=sum(move.now is not None for move in displaced),
        moved=sum(move.reason in ("made_room_for", "keeps_order") for move in repaired.moves),
        filled=sum(move.was is None for move in repaired.moves),
        cpu_ms=1000 * cpu,
        wall_ms=1000 * wall,
    )


def line(name: str, kind: str, found: list[Figures]) -> str:
    """A line of the table."""
    means = [mean(getattr(each, key) for each in found) for key in ("displaced", "held_again", "moved", "filled")]
    cuts = quantiles([each.cpu_ms for each in found], n=20, method="inclusive")
    figures = " ".join(f"{value:9.1f}" for value in means)
    most = (max(each.cpu_ms for each in found), max(each.wall_ms for each in found))
    return f"{name:4} {kind:16} {len(found):5} {figures} {cuts[9]:8.0f} {cuts[18]:8.0f} {most[0]:8.0f} {most[1]:9.0f}"


def built(size: str, seed: int, seconds: float) -> tuple[Problem, Schedule]:
    """A problem with interpreters on standby, and its schedule."""
    problem = generate_problem(seed=seed, **SIZES[size])
    problem = replace(problem, interpreters=problem.interpreters + STANDBY)
    return problem, build_schedule(problem, seconds=seconds)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["M"])
    parser.add_argument("--disruptions", type=int, default=200)
    parser.add_argument("--instances", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    told = parser.parse_args()
    print("size kind             cases displaced    again     moved    filled   ms p50   ms p95   ms max  wall max")
    for name in told.sizes:
        published = [built(name, 11 + number, told.seconds) for number in range(told.instances)]
        chance = random.Random(told.seed)  # noqa: S311 - drawn disruptions keep no secret
        found: dict[str, list[Figures]] = defaultdict(list)
        for number in range(told.disruptions):
            problem, schedule = published[number // len(KINDS) % len(published)]
            kind = KINDS[number % len(KINDS)]
            found[kind].append(measured(problem, schedule, disruption(problem, schedule, kind, chance)))
        for kind, each in found.items():
            print(line(name, kind, each))
        print(line(name, "all", [one for each in found.values() for one in each]), flush=True)


if __name__ == "__main__":
    main()
