"""The end of a build that cannot go on: its sentences, and no traceback."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Sequence

from generator.errors import Problem, StoppedError, visible


def build_failure(why: str, problems: Sequence[Problem] = ()) -> SystemExit:
    """Write the sentences of a build that cannot go on, and return the exception that ends it."""
    for problem in problems:
        sys.stderr.write(f"{problem}\n")
    sys.stderr.write(f"The site was not built: {visible(why)}\n")
    return SystemExit(1)


@contextlib.contextmanager
def stop_with_sentence() -> Iterator[None]:
    """End the build with the sentence of what stops it."""
    try:
        yield
    except StoppedError as error:
        raise build_failure(str(error)) from error
