"""Measures a schedule under the organiser's hand.

    python benchmarks/editing.py [S M L] [--requests 3000] [--edits 200] [--seed 1] [--seconds 60]

builds a schedule of each size and prints the CPU milliseconds: of making it a draft; of telling every place of a
request, over so many requests spread evenly over all; of an edit in which meetings give way, and of undoing it; and of
the schedule that is told afterwards, which is judged. Two trilingual interpreters are on standby. The machine's first
run compiles the moves, which takes about half a minute; run twice.
"""

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import mean, quantiles
from typing import TypeVar

from bilateral.schedule.build import build_schedule
from bilateral.schedule.editing import Draft
from bilateral.schedule.generate import SIZES, generate_problem
from bilateral.schedule.judge import judge
from repair import STANDBY

Answer = TypeVar("Answer")


class Watch:
    """CPU milliseconds of one kind of work."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.spent: list[float] = []

    def time(self, work: Callable[[], Answer]) -> Answer:
        """Do the work."""
        start = time.process_time()
        answer = work()
        self.spent.append(1000 * (time.process_time() - start))
        return answer

    def line(self, size: str, more: str = "") -> str:
        """A line of the table."""
        cuts = quantiles(self.spent, n=20, method="inclusive") if len(self.spent) > 1 else self.spent * 20
        return (
            f"{size:4} {self.name:10} {len(self.spent):6} {cuts[9]:8.1f} {cuts[18]:8.1f} {max(self.spent):8.1f}  {more}"
        )


def measured(size: str, requests: int, edits: int, seed: int, seconds: float) -> None:
    """The lines of one size."""
    problem = generate_problem(seed=11, **SIZES[size])
    problem = replace(problem, interpreters=problem.interpreters + STANDBY)
    schedule = build_schedule(problem, seconds=seconds)
    chance = random.Random(seed)  # noqa: S311 - drawn edits keep no secret
    preparing, placing, moving, undoing, telling = map(Watch, ("prepare", "places", "move", "undo", "schedule"))
    draft = preparing.time(partial(Draft, problem, schedule))
    names = [each.id for each in problem.requests]
    spread = names[:: -(-len(names) // requests)]
    options = []
    for name in spread:
        places = placing.time(partial(draft.places, name))
        options.append(sum(len(each.tables) + len(each.interpreters) for each in places))
    for number in range(edits):
        name = chance.choice(names)
        slots = [each.best.slot for each in draft.places(name) if not each.best.faults]
        if slots:
            moving.time(partial(draft.move, name, chance.choice(slots), give_way=True))
            if number % 2:
                undoing.time(draft.undo)
    verdict = judge(draft.problem, telling.time(draft.schedule))
    assert verdict.faults == ()
    print(preparing.line(size))
    print(placing.line(size, f"{mean(options):.0f} tables and interpreters told of a request"))
    for watch in (moving, undoing, telling):
        print(watch.line(size), flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["S", "M"])
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    told = parser.parse_args()
    print("size work         times   ms p50   ms p95   ms max")
    for size in told.sizes:
        measured(size, told.requests, told.edits, told.seed, told.seconds)


if __name__ == "__main__":
    main()
