"""Measures what is said of a schedule beside its own figures: remedies, and the fair schedule with its price.

    python benchmarks/value.py [S M] [--seeds 1] [--seconds 60] [--rebuild]

For each size and seed of `bilateral.schedule.generate` a table of the remedies that place more, with the CPU seconds of
all, then a line on fairness. With --rebuild the three best are confirmed by building the whole schedule again. The
machine's first run compiles the moves; run twice.
"""

import argparse
import time

from bilateral.schedule.build import build_schedule
from bilateral.schedule.fairness import build_fair_schedule, fair_floors, satisfaction
from bilateral.schedule.generate import SIZES, generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Problem, Schedule
from bilateral.schedule.remedy import find_remedies


def tell_remedies(problem: Problem, schedule: Schedule, *, rebuild: bool) -> None:
    """A line for each remedy."""
    start = time.process_time()
    found = find_remedies(problem, schedule, seconds=600, rebuild=rebuild)
    spent = time.process_time() - start
    counted = f"{len(schedule.unplaced)} left out, {len(found.estimates)} estimates, unaided +{found.unaided}"
    print(f"  {counted}, CPU {spent:.1f} s")
    for each in found.remedies:
        addition = each.addition
        what = " ".join([*addition.languages, addition.company or ""]).strip()
        day = f"{addition.day[0]} {addition.day[1]}" if addition.day else ""
        print(
            f"  {addition.kind:14} {what:8} {day:22} places {each.places:3} ({len(each.placed)} less"
            f" {len(each.withdrawn)}), gain {each.gain:4} of at most {each.most:4} by {each.known}"
        )


def tell_fairness(problem: Problem, usual: Schedule, seconds: float) -> None:
    """The least shares of both schedules, the greatest possible, and what the fair one gives up."""
    start = time.process_time()
    fair_floors(problem)
    floors = time.process_time() - start
    both = build_fair_schedule(problem, seconds=2.5 * seconds)
    assert judge(problem, both.fair).faults == ()
    least = [min(side.least for side in satisfaction(problem, each)) for each in (usual, both.fair)]
    print(
        f"  least share {least[0]:.3f} -> {least[1]:.3f} of at most {float(both.least):.3f} (floors {floors:.1f} s);"
        f" value {both.usual.objective.value('select')} -> {both.fair.objective.value('select')},"
        f" weight {both.usual.objective.weight} -> {both.fair.objective.weight},"
        f" meetings {len(both.usual.meetings)} -> {len(both.fair.meetings)}",
        flush=True,
    )


def main() -> None:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", default=["S", "M"])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--rebuild", action="store_true")
    chosen = parser.parse_args()
    for size in chosen.sizes:
        for seed in range(11, 11 + chosen.seeds):
            problem = generate_problem(seed=seed, **SIZES[size])
            schedule = build_schedule(problem, seconds=chosen.seconds)
            print(f"{size} {seed}: {schedule.status}, value {schedule.objective.value('select')}")
            tell_remedies(problem, schedule, rebuild=chosen.rebuild)
            tell_fairness(problem, schedule, chosen.seconds)


if __name__ == "__main__":
    main()
