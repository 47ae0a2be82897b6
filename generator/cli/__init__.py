"""The command line: what a terminal shows."""

from generator.cli.app import main

__all__ = ["main"]
