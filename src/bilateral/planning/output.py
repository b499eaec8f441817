"""A plan written into a folder: all of it, with nothing left of an earlier plan."""

import json
from datetime import datetime
from pathlib import Path

from bilateral.agenda.use_cases import write_agendas
from bilateral.fault import Fault
from bilateral.planning.matches_file import matches_json, matches_xlsx
from bilateral.planning.occasion import build_occasion
from bilateral.planning.use_cases import Plan
from bilateral.progress import Listener, ignore
from bilateral.schedule.problem_file import write_problem
from bilateral.schedule.schedule_file import write_schedule
from bilateral.whole_file import write_whole

LIST = "files.json"
"""The list of the files that belong to the plan in its folder."""


def write_plan(
    plan: Plan, folder: Path, *, prepared_at: datetime, progress: Listener = ignore
) -> tuple[list[Path], tuple[Fault, ...]]:
    """Write matches, problem, schedule and everyone's papers into `folder`; returns the files, those at the top first,
    and notices of what could not be printed as it was given.

    `prepared_at` (aware) is the time that the papers state; the same plan and time give the same bytes, but for the
    seconds in schedule.json. Files of an earlier plan in the same folder that this one does not have are removed, so
    that no agenda of a company that has left lies among the others; other files are left alone. Raises OSError where
    the folder cannot be written.
    """
    own = {
        "matches.xlsx": matches_xlsx(plan.matched, plan.matched.workbook.exchange.organiser_language, prepared_at),
        "matches.json": matches_json(plan.matched),
        "problem.json": write_problem(plan.problem),
        "schedule.json": write_schedule(plan.schedule),
    }
    earlier = _listed(folder)
    papers = write_agendas(build_occasion(plan, prepared_at), folder, progress)
    for name, data in own.items():
        write_whole(folder / name, data)
    names = [*own, *(path.relative_to(folder).as_posix() for path in papers.paths)]
    names = sorted([*names, LIST], key=lambda name: ("/" in name, name))
    for name in sorted(earlier - set(names)):
        (folder / name).unlink(missing_ok=True)
    write_whole(folder / LIST, (json.dumps(names, ensure_ascii=False, indent=1) + "\n").encode())
    return [folder / name for name in names], papers.notices


def _listed(folder: Path) -> set[str]:
    """The files of the plan that was written here before; names that lead out of the folder are not believed."""
    try:
        names = json.loads((folder / LIST).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return set()
    inside = folder.resolve()
    return {name for name in names if isinstance(name, str) and (inside / name).resolve().is_relative_to(inside)}
