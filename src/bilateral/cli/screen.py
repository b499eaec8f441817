"""What the command line shows: progress, faults, tables. Quiet where nobody watches."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from bilateral.fault import Fault
from bilateral.progress import Listener, Report
from bilateral.text import READERS
from bilateral.wording import codes, say

WRONG_INPUT = 1
USAGE = 2
INFEASIBLE = 3
SAME_KIND_SHOWN = 20
"""How many faults of one kind in one column are printed in full; --json gives them all."""

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON to standard output, for programs.")]
Fair = Annotated[
    bool, typer.Option("--fair", help="Raise the least share of any company as far as can be, and say what it costs.")
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language", "-l", help="en, ru or zh: the language of messages and headings.", envvar="BILATERAL_LANGUAGE"
    ),
]


def reader_language(given: str | None, default: str | None = None) -> str:
    """The language to speak: as given, else that of the terminal, else `default`, else English."""
    if given is not None and given not in READERS:
        raise typer.BadParameter(f"'{given}' is not one of {', '.join(READERS)}.", param_hint="--language")
    terminal = (os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "")[:2]
    return given or (terminal if terminal in READERS else None) or default or "en"


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def stop_for_faults(faults: Sequence[Fault], room: str, language: str, *, as_json: bool) -> NoReturn:
    """Show every fault with its place and its mend, and end with the exit code of wrong input."""
    show_faults(faults, room, language, as_json=as_json)
    raise typer.Exit(WRONG_INPUT)


def show_faults(faults: Sequence[Fault], room: str, language: str, *, as_json: bool) -> None:
    """Show faults and notices; many of one kind in one column are counted rather than repeated."""
    if as_json:
        print_json({"faults": [_as_data(fault, room, language) for fault in faults]})
        return
    seen: Counter[tuple[str, str | None, str | None]] = Counter()
    for severity in ("fault", "notice"):
        part = [fault for fault in faults if fault.severity == severity]
        for fault in part:
            kind = (fault.code, fault.place.sheet, fault.place.column)
            seen[kind] += 1
            if seen[kind] <= SAME_KIND_SHOWN:
                where, says, mend = sentence(fault, room, language)
                err.print(f"[bold {'red' if severity == 'fault' else 'yellow'}]{_plain(where)}[/]")
                err.print(f"  {_plain(says)}\n  [dim]→ {_plain(mend)}[/]")
        for code, sheet, column in [kind for kind in seen if seen[kind] > SAME_KIND_SHOWN]:
            if any((fault.code, fault.place.sheet, fault.place.column) == (code, sheet, column) for fault in part):
                left = seen[code, sheet, column] - SAME_KIND_SHOWN
                err.print(f"  [dim]{say('workbook', 'where.more', language, count=left)}[/]")
        if part:
            counted = "where.summary" if severity == "fault" else "where.notices"
            err.print(say("workbook", counted, language, count=len(part)), style="bold")


def sentence(fault: Fault, room: str, language: str) -> tuple[str, str, str]:
    """Where a fault is, what it says and how to mend it, in the words of the room that found it."""
    from bilateral.workbook.faults import sentence_of

    if room == "workbook":
        found = sentence_of(fault, language)
        return found.where, found.says, found.mend
    known = codes(room, language)
    parts = [f"fault.{fault.code}.{part}" for part in ("says", "mend")]
    values = {key: _joined(value) for key, value in fault.values.items()}
    says, mend = (say(room, part, language, **values) if part in known else "" for part in parts)
    return fault.place.path or say("workbook", "where.file", language), says, mend


def _joined(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple | list | frozenset) else value


def _plain(words: str) -> str:
    return words.replace("[", r"\[")


def _as_data(fault: Fault, room: str, language: str) -> dict[str, Any]:
    where, says, mend = sentence(fault, room, language)
    place = {key: getattr(fault.place, key) for key in ("sheet", "row", "column", "heading", "path")}
    return {
        "code": fault.code,
        "severity": fault.severity,
        "place": {key: value for key, value in place.items() if value is not None},
        "where": where,
        "says": says,
        "mend": mend,
    }


@contextmanager
def progress_bar(language: str, *, quiet: bool) -> Iterator[Listener]:
    """A listener that draws a bar per stage with its count, best value and bound; on a terminal only."""
    if quiet or not err.is_terminal:
        yield lambda report: None
        return
    bars = Progress(
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[value]}"),
        TimeElapsedColumn(),
        console=err,
    )
    stages: dict[str, TaskID] = {}

    def listen(report: Report) -> None:
        if report.stage not in stages:
            for finished in stages.values():
                bars.stop_task(finished)
            stages[report.stage] = bars.add_task(stage_words(report.stage, language), value="")
        bars.update(
            stages[report.stage], completed=report.done, total=report.total, value=_value_words(report, language)
        )

    with bars:
        yield listen


def stage_words(stage: str, language: str) -> str:
    """What is being done, in words; a stage without words is shown by its code."""
    return say("cli", f"stage.{stage}", language) if f"stage.{stage}" in codes("cli", language) else stage


def _value_words(report: Report, language: str) -> str:
    if report.value is None:
        return ""
    if report.bound is None:
        return say("cli", "progress.value", language, value=f"{report.value:g}")
    return say("cli", "progress.value_and_bound", language, value=f"{report.value:g}", bound=f"{report.bound:g}")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A plain table on standard output."""
    grid = Table(box=None, pad_edge=False, header_style="bold")
    for heading in headings:
        grid.add_column(heading, overflow="fold")
    for row in rows:
        grid.add_row(*(_plain(cell) for cell in row))
    out.print(grid)


def read_file(path: Path) -> bytes:
    """The bytes of an input file; ends as usage where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as refusal:
        raise typer.BadParameter(f"{path}: {refusal.strerror}") from None
