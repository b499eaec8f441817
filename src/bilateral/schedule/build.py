"""Builds the timetable of a problem."""

from collections.abc import Callable

from bilateral.progress import Listener, Report, ignore
from bilateral.schedule import kernels
from bilateral.schedule.instance import Instance
from bilateral.schedule.memory import give_back_freed_memory
from bilateral.schedule.mode_all import hold_all
from bilateral.schedule.mode_select import select
from bilateral.schedule.model import Problem, Schedule
from bilateral.schedule.search import Clock, Search


def never() -> bool:
    """The question of those who let the work end by itself."""
    return False


def build_schedule(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    threads: int = 1,
    progress: Listener = ignore,
    cancelled: Callable[[], bool] = never,
) -> Schedule:
    """The best schedule found for `problem`, with a bound on what is possible.

    The search ends when the bound is met or its work is done; `seconds` is the outer brake, and where it does not bite
    the same seed gives the same schedule on one thread. Where `cancelled` says so, what is found is returned. Standby
    interpreters are not used. Stages told to `progress`: compiling (which no brake holds), bounding, constructing,
    annealing, renewing, proving, closing_breaks, seating.
    """
    give_back_freed_memory()
    progress(Report("compiling", 0, 1))
    kernels.compile_all()
    progress(Report("compiling", 1, 1))
    search = Search(Instance(problem), Clock(seconds, cancelled), seed, threads, progress)
    return hold_all(search) if problem.mode == "all" else select(search)
