"""Every command of `bilateral`, in the order in which an exchange happens."""

import typer

from bilateral.cli import timetable, workbooks

app = typer.Typer(
    name="bilateral",
    help="Runs a business exchange between companies of two sides, from two lists of companies to everyone's day.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
)
for room in (workbooks, timetable):
    room.add_commands(app)


def main() -> None:
    """Run the command line."""
    app()
