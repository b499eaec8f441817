"""The command line."""

from bilateral.cli.commands import main

__all__ = ["main"]
