"""Commands about the timetable alone, over the schedule files: schedule, judge and replan."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from babel.numbers import format_percent

from bilateral.cli.screen import (
    INFEASIBLE,
    WRONG_INPUT,
    AsJson,
    Fair,
    Language,
    out,
    print_json,
    progress_bar,
    read_file,
    reader_language,
    show_faults,
    stop_for_faults,
    table,
)
from bilateral.fault import InputFaults
from bilateral.schedule.model import Meeting, Move, Problem, Schedule
from bilateral.whole_file import write_whole
from bilateral.wording import say

ProblemFile = Annotated[
    Path, typer.Argument(help="A schedule problem (.json) or a benchmark file (.dzn).", metavar="PROBLEM")
]
MaxBreaks = Annotated[int, typer.Option(help="The most breaks of a company, for a .dzn file.", min=0)]


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    for command in (schedule, judge, replan):
        app.command()(command)


def schedule(
    problem: ProblemFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="The schedule to write.", dir_okay=False)],
    seconds: Annotated[float, typer.Option(help="The most time to take.", min=0.1)] = 60.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same schedule.")] = 0,
    threads: Annotated[int, typer.Option(help="Threads to use.", min=1)] = 1,
    fair: Fair = False,
    max_breaks: MaxBreaks = 2,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Make the timetable of a schedule problem and report its bound and gap, each side's share, and what would place
    more.

    Ends with 3 where it is proved that there is none.

    Example: `bilateral schedule problem.json -o schedule.json --seconds 30`
    """
    from bilateral.cli.shares import weigh
    from bilateral.schedule.build import build_schedule
    from bilateral.schedule.fairness import build_fair_schedule
    from bilateral.schedule.schedule_file import write_schedule

    reader = reader_language(language)
    posed = _read_problem(problem, max_breaks, reader, as_json=as_json)
    if fair and posed.mode == "all":
        raise typer.BadParameter(say("cli", "fair.mode_all", reader))
    with progress_bar(reader, quiet=as_json) as listen:
        both = None
        if fair:
            both = build_fair_schedule(posed, seconds=seconds, seed=seed, threads=threads, progress=listen)
            found = both.fair
        else:
            found = build_schedule(posed, seconds=seconds, seed=seed, threads=threads, progress=listen)
        weighed = weigh(posed, found, both, seconds=seconds, seed=seed, progress=listen)
    write_whole(output, write_schedule(found))
    if as_json:
        print_json({**_figures(found), **weighed.data(reader)})
    else:
        _show(found, posed, reader)
        weighed.show(reader)
        out.print(say("cli", "written", reader, file=output))
    if found.status == "infeasible":
        raise typer.Exit(INFEASIBLE)


def judge(
    problem: ProblemFile,
    schedule: Annotated[Path, typer.Argument(help="The schedule to judge.", metavar="SCHEDULE")],
    max_breaks: MaxBreaks = 2,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Judge a schedule by rules of its own, which share no code with the solver.

    Ends with 0 where it is right, with 1 and every fault where it is not.

    Example: `bilateral judge problem.json schedule.json`
    """
    from bilateral.schedule.judge import judge as judge_schedule
    from bilateral.schedule.schedule_file import read_schedule

    reader = reader_language(language)
    posed = _read_problem(problem, max_breaks, reader, as_json=as_json)
    try:
        found = read_schedule(read_file(schedule))
    except InputFaults as wrong:
        stop_for_faults(wrong.faults, "schedule", reader, as_json=as_json)
    verdict = judge_schedule(posed, found)
    if verdict.faults:
        show_faults(verdict.faults, "schedule", reader, as_json=as_json)
        raise typer.Exit(WRONG_INPUT)
    if as_json:
        print_json({"faults": [], **_figures(found)})
    else:
        _show(found, posed, reader)
        out.print(say("cli", "judge_content", reader))


def _read_problem(file: Path, max_breaks: int, reader: str, *, as_json: bool) -> Problem:
    from bilateral.schedule.dzn import read_dzn
    from bilateral.schedule.problem_file import read_problem

    data = read_file(file)
    try:
        return read_dzn(data, max_breaks=max_breaks) if file.suffix == ".dzn" else read_problem(data)
    except InputFaults as wrong:
        stop_for_faults(wrong.faults, "schedule", reader, as_json=as_json)


def _figures(found: Schedule) -> dict[str, object]:
    objective = found.objective
    return {
        "status": found.status,
        "meetings": len(found.meetings),
        "unplaced": len(found.unplaced),
        "objective": {key: getattr(objective, key) for key in ("weight", "floor_met", "breaks", "table_changes")},
        "bound": None if found.bound is None else {"value": found.bound.value, "kind": found.bound.kind},
        "gap": found.gap,
        "seconds": found.seconds,
    }


def _show(found: Schedule, posed: Problem, reader: str) -> None:
    out.print(say("cli", f"status.{found.status}", reader))
    if found.status in {"infeasible", "unknown"}:
        return
    if found.gap is None:
        gap = "–"
    else:
        gap = format_percent(found.gap, "0.000%", locale=reader) if posed.mode == "select" else f"{found.gap:g}"
    values = {
        "meetings": len(found.meetings),
        "requests": len(posed.requests),
        "breaks": found.objective.breaks,
        "value": found.objective.value(posed.mode),
        "bound": found.bound.value if found.bound else "–",
        "seconds": f"{found.seconds:.1f}",
        "gap": gap,
    }
    out.print(say("cli", f"schedule.{posed.mode}", reader, **values))


def replan(
    problem: Annotated[Path, typer.Argument(help="The schedule problem (.json).", metavar="PROBLEM")],
    schedule: Annotated[Path, typer.Argument(help="The published schedule.", metavar="SCHEDULE")],
    changes: Annotated[Path, typer.Argument(help="What happened on the day (.json).", metavar="CHANGES")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The repaired schedule to write.", dir_okay=False)],
    changed_problem: Annotated[
        Path | None, typer.Option(help="Write the problem as it stands now, to judge and replan by.", dir_okay=False)
    ] = None,
    most_moves: Annotated[
        int | None, typer.Option(help="The most meetings to move that no change touches.", min=0)
    ] = None,
    seconds: Annotated[float, typer.Option(help="The most time to take.", min=0.1)] = 5.0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same repair.")] = 0,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Repair a published schedule on the day, with as little moved as possible, and say what was moved and why.

    Example: `bilateral replan problem.json schedule.json changes.json -o repaired.json --changed-problem now.json`
    """
    from bilateral.schedule.changes_file import read_changes
    from bilateral.schedule.problem_file import write_problem
    from bilateral.schedule.repair import replan as repair
    from bilateral.schedule.schedule_file import read_schedule, write_schedule

    reader = reader_language(language)
    posed = _read_problem(problem, 2, reader, as_json=as_json)
    try:
        published = read_schedule(read_file(schedule))
        happened = read_changes(read_file(changes), posed)
        with progress_bar(reader, quiet=as_json) as listen:
            repaired = repair(
                posed, published, happened, seed=seed, seconds=seconds, most_moves=most_moves, progress=listen
            )
    except InputFaults as wrong:
        stop_for_faults(wrong.faults, "schedule", reader, as_json=as_json)
    write_whole(output, write_schedule(repaired.schedule))
    if changed_problem is not None:
        write_whole(changed_problem, write_problem(repaired.problem))
    if as_json:
        print_json({**_figures(repaired.schedule), "moves": [_move_data(move, reader) for move in repaired.moves]})
        return
    _show_moves(repaired.moves, reader)
    _show(repaired.schedule, repaired.problem, reader)
    for file in (output, changed_problem):
        if file is not None:
            out.print(say("cli", "written", reader, file=file))


def _move_data(move: Move, reader: str) -> dict[str, object]:
    from bilateral.schedule.schedule_file import move_row

    return {**move_row(move), "says": say("schedule", f"move.{move.reason}", reader, cause=move.cause)}


def _show_moves(moves: Sequence[Move], reader: str) -> None:
    if not moves:
        out.print(say("cli", "replan.nothing", reader))
        return
    headings = [say("cli", f"replan.{heading}", reader) for heading in ("request", "from", "to", "why")]
    rows = [
        (
            move.request,
            _place(move.was),
            _place(move.now),
            say("schedule", f"move.{move.reason}", reader, cause=move.cause),
        )
        for move in moves
    ]
    table(headings, rows)


def _place(meeting: Meeting | None) -> str:
    if meeting is None:
        return "–"
    return " · ".join(part for part in (meeting.slot, meeting.table, meeting.interpreter) if part is not None)
