"""Show how far a long build is: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

_EVERY = 10.0
"""Seconds between two lines where no terminal shows a bar."""


@contextlib.contextmanager
def show_progress(words: str, *, shown: bool = True) -> Iterator[Callable[[int, int], None]]:
    """Show how far something is, where it is `shown`.

    The caller tells how many steps of how many are done.
    """
    if not shown:
        yield lambda _done, _of: None
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        # Drawn by this thread alone: the processes that are started meanwhile are copies of one
        # without others.
        with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
            task = bar.add_task(words, total=None)
            yield _at_most_every(
                0.1, lambda done, of: bar.update(task, completed=done, total=of, refresh=True)
            )
    else:
        yield _at_most_every(
            _EVERY,
            lambda done, of: print(f"{words}: {done:,} of {of:,}", file=sys.stderr),  # noqa: T201  # talk
        )


def _at_most_every(seconds: float, tell: Callable[[int, int], None]) -> Callable[[int, int], None]:
    last = time.monotonic()

    def told(done: int, of: int) -> None:
        nonlocal last
        if time.monotonic() - last >= seconds:
            last = time.monotonic()
            tell(done, of)

    return told
