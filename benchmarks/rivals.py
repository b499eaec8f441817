"""Sets the timetable engine beside its rivals, on one thread, case by case in the same run.

    python benchmarks/rivals.py all FOLDER [--seconds 300] [--every 1] [--plot FILE] [--alone]

Mode "all": the cases of the folder's `published_optima.csv`, the engine and UWrMaxSat by turns, whoever is first
changing from case to case. The time of both runs from the problem to the answer, the limit is the same.

    python benchmarks/rivals.py select [S M] [--seeds 3] [--seconds 15] [--times 1]

Mode "select": the engine, then a straight model for CP-SAT with its usual search and as many seconds as the engine took
(or so many times as many), and a greedy timetable by weight.

Every answer is judged. UWrMaxSat and the plot need the extra `bench`. Run twice: the machine's first run compiles the
moves.
"""

import argparse
import csv
import multiprocessing
import time
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path

from bilateral.schedule import kernels
from bilateral.schedule.build import build_schedule
from bilateral.schedule.dzn import read_dzn
from bilateral.schedule.generate import SIZES, generate_problem
from bilateral.schedule.judge import judge
from bilateral.schedule.model import Bound, Meeting, Objective, Problem, Schedule, Unplaced
from bilateral.schedule.problem_file import problem_sha256
from plain import build_by_cp_sat, build_by_weight, seated


@dataclass(frozen=True, slots=True)
class Answer:
    """The fewest breaks if proved ("UNSAT" where there is no schedule), else None; wall and CPU seconds."""

    proved: str | None
    wall: float
    cpu: float


def judged(problem: Problem, meetings: list[Meeting]) -> Objective:
    """What the meetings achieve; they break no rule."""
    held = {meeting.request for meeting in meetings}
    left = tuple(Unplaced(request.id, "displaced") for request in problem.requests if request.id not in held)
    nothing, sha256 = Objective(0, 0, 0, 0), problem_sha256(problem)
    draft = Schedule(sha256, "optimal", tuple(meetings), left, nothing, Bound(0, "trivial"), 0.0, 0.0)
    objective = judge(problem, draft).objective
    bound = Bound(objective.value(problem.mode), "trivial")
    assert judge(problem, replace(draft, objective=objective, bound=bound)).faults == ()
    return objective


def engine(problem: Problem, seconds: float) -> Answer:
    """Mode "all" by the engine."""
    wall, cpu = time.perf_counter(), time.process_time()
    schedule = build_schedule(problem, seconds=seconds)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    assert judge(problem, schedule).faults == ()
    if schedule.status == "infeasible":
        return Answer("UNSAT", *spent)
    return Answer(str(schedule.objective.breaks) if schedule.status == "optimal" else None, *spent)


def uwrmaxsat(problem: Problem, seconds: float) -> Answer:
    """Mode "all" by UWrMaxSat, in a process of its own that is ended when its time is up."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe(duplex=False)
    process = spawn.Process(target=_solve, args=(problem, there))
    process.start()
    there.close()
    here.recv()  # its packages are loaded
    began = time.perf_counter()
    told = here.recv() if here.poll(seconds) else None
    process.kill()
    process.join()
    if told is None:
        return Answer(None, time.perf_counter() - began, seconds)
    found, wall, cpu = told
    if found is None:
        return Answer("UNSAT", wall, cpu)
    places, breaks = found
    assert judged(problem, seated(problem, places, {})).breaks == breaks
    return Answer(str(breaks), wall, cpu)


def _solve(problem: Problem, line: Connection) -> None:
    from maxsat import solve

    line.send("ready")
    wall, cpu = time.perf_counter(), time.process_time()
    found = solve(problem)
    line.send((found, time.perf_counter() - wall, time.process_time() - cpu))


def beside_uwrmaxsat(folder: Path, seconds: float, every: int, plot: Path | None, *, alone: bool) -> None:
    """A line for each case, the totals, and how many cases each proved within which time."""
    with (folder / "published_optima.csv").open(encoding="utf-8") as rows:
        cases = [row for row in csv.DictReader(rows) if (folder / row["file"]).exists()][::every]
    solvers = {"engine": engine} if alone else {"engine": engine, "UWrMaxSat": uwrmaxsat}
    answers: dict[str, list[Answer]] = {name: [] for name in solvers}
    kernels.compile_all()
    print(f"file, most breaks, published; then for {' and for '.join(solvers)}: proved, wall s, CPU s")
    for index, row in enumerate(cases):
        problem = read_dzn((folder / row["file"]).read_bytes(), int(row["max_breaks"]))
        for name in solvers if index % 2 == 0 else reversed(solvers):
            answers[name].append(solvers[name](problem, seconds))
        last = [answers[name][-1] for name in solvers]
        assert all(answer.proved in (None, row["optimum"]) for answer in last)
        figures = " ".join(f"{answer.proved or '-':>6} {answer.wall:7.2f} {answer.cpu:7.2f}" for answer in last)
        print(f"{row['file']:32} {row['max_breaks']} {row['optimum']:>6}  {figures}", flush=True)
    for name, each in answers.items():
        proved = sum(answer.proved is not None for answer in each)
        wall, cpu = sum(answer.wall for answer in each), sum(answer.cpu for answer in each)
        longest = max(answer.wall for answer in each)
        print(f"{name}: {proved} of {len(cases)} proved as published, wall {wall:.0f} s, CPU {cpu:.0f} s, ", end="")
        print(f"the longest {longest:.0f} s")
    if plot is not None:
        from plots import plot_proved

        plot_proved(plot, {name: [a.cpu for a in each if a.proved is not None] for name, each in answers.items()})


def beside_plain(sizes: list[str], seeds: int, seconds: float, times: float) -> None:
    """A line for each size and seed: the bound, the engine's seconds, and what each lacks, in percent of the bound."""
    print("size seed   bound  seconds   engine  CP-SAT  greedy: percent below the bound")
    for size in sizes:
        for seed in range(11, 11 + seeds):
            problem = generate_problem(seed=seed, **SIZES[size])
            began = time.perf_counter()
            schedule = build_schedule(problem, seconds=seconds)
            spent = time.perf_counter() - began
            assert schedule.bound is not None
            assert judge(problem, schedule).faults == ()
            plain, greedy = build_by_cp_sat(problem, times * spent), build_by_weight(problem)
            reached = (schedule.objective, judged(problem, plain), judged(problem, greedy))
            values = [each.value("select") for each in reached]
            below = "".join(f"{100 * (1 - value / schedule.bound.value):8.3f}" for value in values)
            print(f"{size:4} {seed:4} {schedule.bound.value:7} {spent:8.1f} {below}", flush=True)


def main() -> None:
    """Read the command line and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_subparsers(dest="mode", required=True)
    whole = modes.add_parser("all")
    whole.add_argument("folder", type=Path)
    whole.add_argument("--seconds", type=float, default=300.0)
    whole.add_argument("--every", type=int, default=1, help="take every so manieth case only")
    whole.add_argument("--plot", type=Path)
    whole.add_argument("--alone", action="store_true", help="the engine without its rival")
    select = modes.add_parser("select")
    select.add_argument("sizes", nargs="*", default=["S", "M"])
    select.add_argument("--seeds", type=int, default=3)
    select.add_argument("--seconds", type=float, default=15.0)
    select.add_argument("--times", type=float, default=1.0, help="CP-SAT searches so many times as long")
    told = parser.parse_args()
    if told.mode == "all":
        beside_uwrmaxsat(told.folder, told.seconds, told.every, told.plot, alone=told.alone)
    else:
        beside_plain(told.sizes, told.seeds, told.seconds, told.times)


if __name__ == "__main__":
    main()
