"""Commands for measuring: `bilateral bench generate`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bilateral.cli.screen import AsJson, Language, out, print_json, reader_language
from bilateral.whole_file import write_whole
from bilateral.wording import say


class Size(StrEnum):
    """The sizes by which the timetable engine is measured."""

    S = "S"
    M = "M"
    L = "L"
    XL = "XL"


def add_commands(app: typer.Typer) -> None:
    """Add this file's commands to the command line."""
    bench = typer.Typer(help="Makes problems to measure by.", no_args_is_help=True)
    bench.command()(generate)
    app.add_typer(bench, name="bench")


def generate(
    output: Annotated[Path, typer.Option("--output", "-o", help="The schedule problem to write.", dir_okay=False)],
    size: Annotated[
        Size, typer.Option(help="60, 300, 2,000 or 10,000 companies; 300, 3,000, 30,000 or 200,000 requests.")
    ] = Size.S,
    seed: Annotated[int, typer.Option(help="The same seed gives the same problem.")] = 0,
    tight_presence: Annotated[
        bool, typer.Option("--tight-presence", help="Companies miss a session three times as often.")
    ] = False,
    representatives: Annotated[
        float, typer.Option(help="The share of companies with two representatives.", min=0.0, max=1.0)
    ] = 0.0,
    interpreters: Annotated[int | None, typer.Option(help="So many interpreters.", min=0, max=5_000)] = None,
    scarce: Annotated[bool, typer.Option("--scarce", help="Half of the interpreters.")] = False,
    non_bipartite: Annotated[bool, typer.Option("--non-bipartite", help="Anyone meets anyone.")] = False,
    confined: Annotated[bool, typer.Option("--confined", help="A fifth of the requests ask for a session.")] = False,
    ordered: Annotated[bool, typer.Option("--ordered", help="A twentieth of the requests come after another.")] = False,
    language: Language = None,
    as_json: AsJson = False,
) -> None:
    """Write a made-up schedule problem of a given size.

    Example: `bilateral bench generate --size M --seed 11 --scarce -o problem.json`
    """
    from bilateral.schedule.generate import PRESENCE, SIZES, generate_problem
    from bilateral.schedule.problem_file import problem_sha256, write_problem

    if scarce and interpreters is not None:
        raise typer.BadParameter("give either a number of interpreters or --scarce", param_hint="--scarce")
    wanted = dict(SIZES[size])
    if scarce:
        wanted["interpreters"] //= 2
    elif interpreters is not None:
        wanted["interpreters"] = interpreters
    problem = generate_problem(
        **wanted,
        seed=seed,
        absent=PRESENCE["tight" if tight_presence else "usual"],
        several=representatives,
        bipartite=not non_bipartite,
        confined=0.2 if confined else 0.0,
        ordered=0.05 if ordered else 0.0,
    )
    write_whole(output, write_problem(problem))
    if as_json:
        counts = {
            key: len(getattr(problem, key)) for key in ("companies", "requests", "slots", "tables", "interpreters")
        }
        print_json({**counts, "sha256": problem_sha256(problem)})
    else:
        out.print(say("cli", "written", reader_language(language), file=output))
