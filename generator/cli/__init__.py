"""The command line: options, exit codes, and all that a terminal shows.

`app` has the group of commands, its small commands and `main`; `convert`, `list` and `withdraw`
have the commands that print more. `options` has the kinds of values that options take. What a
command does stands in generator/commands and is imported when it runs, so that `--help` is there at
once.
"""

from generator.cli.app import main

__all__ = ["main"]
