"""The errors of the program, and the sentences that say them.

::

    StoryArchiveError
    ├── StoppedError      the run cannot go on: a lock is held, a disk is full (exit code 1)
    ├── BundleError       one bundle cannot be read; the others go on (exit code 3)
    │   └── NoStoryError  it is whole, and holds no story that is known
    └── PageError         one page cannot be read or overwritten; the others go on (exit code 3)

Every message is a sentence that says what was seen, and a hint that says what to try.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

# Control characters, what turns the direction of writing, line separators, and the bytes of a name
# that is no UTF-8.
_UNSEEN = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def visible(text: str) -> str:
    """Make text safe for a terminal: signs that would act there are escaped."""
    return _UNSEEN.sub(lambda sign: ascii(sign[0])[1:-1], text)


MAY_BE_READ = "Check that the file may be read"
MAKE_ROOM = "Make room, or check that the folder may be written"


def reason(error: OSError) -> str:
    """Say an error in the system's words."""
    return error.strerror or str(error)


def unreadable(error: OSError, what: object = "it") -> str:
    """Say that something cannot be read, without a full stop."""
    return f"{what} cannot be read ({reason(error)})"


def unwritable(error: OSError, what: object) -> str:
    """Say that something cannot be written, without a full stop."""
    return f"{what} cannot be written ({reason(error)})"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one bundle: collected and reported, never swallowed."""

    subject: str
    """The bundle or page, by the name under which the user knows it."""
    seen: str
    """What was seen, and where in the bundle, as a sentence without its full stop."""
    hint: str
    """What to try, as a sentence without its full stop."""
    member: str | None = None
    """Which member of a container it struck, by the name under which the container has it."""

    def __str__(self) -> str:
        """Print the problem on one line."""
        of = f", {self.member}" if self.member else ""
        return visible(f"{self.subject}{of}: {self.seen}. {self.hint}.")

    def as_json(self) -> dict[str, str]:
        """Make an object of a report."""
        return {
            **({"member": self.member} if self.member else {}),
            "seen": self.seen,
            "hint": self.hint,
        }


class StoryArchiveError(Exception):
    """The root of everything that the program raises on purpose."""

    def __init__(self, seen: str, hint: str) -> None:
        super().__init__(f"{seen}. {hint}.")
        self.seen = seen
        self.hint = hint

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        # Another process hands it on by its two parts; an exception is rebuilt from its message
        # otherwise.
        return type(self), (self.seen, self.hint)

    def about(self, subject: str, member: str | None = None) -> Problem:
        """Make it a problem of a bundle or page, and of a bundle's member."""
        return Problem(subject, self.seen, self.hint, member)


class StoppedError(StoryArchiveError):
    """The run cannot go on."""


class BundleError(StoryArchiveError):
    """One bundle cannot be read."""


class NoStoryError(BundleError):
    """A bundle is whole, and no story that a reader knows is in it."""


class PageError(StoryArchiveError):
    """One page cannot be read, or must not be overwritten."""
