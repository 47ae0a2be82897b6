"""How far a long build is: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator

_EVERY = 10.0
"""Seconds between two lines where no terminal shows a bar."""


@contextlib.contextmanager
def progress(words: str, total: int, *, shown: bool = True) -> Iterator[Callable[[int], None]]:
    """Show that something with `total` steps is done, where it is `shown`; the caller tells how many are."""
    if not shown:
        yield lambda _: None
        return
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import Progress

        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(words, total=total)
            yield lambda done: bar.update(task, completed=done)
        return
    last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last >= _EVERY:
            last = time.monotonic()
            sys.stderr.write(f"{words}: {done:,} of {total:,}\n")

    yield tell
