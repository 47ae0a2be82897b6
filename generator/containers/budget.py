"""The budget of a container: how much of it may be read, over all levels of nesting."""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import BundleError
from generator.limits import DEFAULT, RATIO_FROM, Limits, raise_limit_hint, size_words


class ExhaustedError(BundleError):
    """A container exceeds a limit on its whole content: nothing more of it is read."""


@dataclass(slots=True)
class Budget:
    """The limits of a bundle, and what was read of it so far."""

    limits: Limits = DEFAULT
    expanded: int = 0
    """Bytes of all members, after decompression."""
    members: int = 0

    def count_bytes(self, count: int) -> None:
        """Count bytes of a member; raises ExhaustedError beyond the limit `expanded`."""
        self.expanded += count
        if self.expanded > self.limits.expanded:
            raise ExhaustedError(
                f"its members are larger than {size_words(self.limits.expanded)} altogether; "
                "those behind this one are not read",
                raise_limit_hint("expanded"),
            )

    def count_member(self) -> None:
        """Count a member; raises ExhaustedError beyond the limit `members`."""
        self.members += 1
        if self.members > self.limits.members:
            raise ExhaustedError(
                f"it has more than {self.limits.members:,} members; the others are not read",
                raise_limit_hint("members"),
            )

    def check_ratio(self, compressed: int, decompressed: int) -> None:
        """Raise BundleError if a stream grew by more than the limit `ratio`; sizes in bytes."""
        if decompressed > RATIO_FROM and decompressed > self.limits.ratio * max(compressed, 1):
            seen = f"it unpacks to more than {self.limits.ratio:,} times its size, as no page does"
            raise BundleError(seen, raise_limit_hint("ratio"))
