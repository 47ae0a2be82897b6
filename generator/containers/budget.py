"""The budget of a container: how much may be read of it in all."""

from __future__ import annotations

from dataclasses import dataclass

from generator.errors import BundleError
from generator.limits import DEFAULT, RATIO_FROM, Limits, raised, size


class ExhaustedError(BundleError):
    """A container goes beyond what is read of it altogether: nothing more of it is read."""


@dataclass(slots=True)
class Budget:
    """What is left of a bundle's limits, for all levels of nesting together."""

    limits: Limits = DEFAULT
    expanded: int = 0
    members: int = 0

    def take(self, count: int) -> None:
        """Count bytes that a member became."""
        self.expanded += count
        if self.expanded > self.limits.expanded:
            seen = f"its members are larger than {size(self.limits.expanded)} altogether; those behind this one are not read"
            raise ExhaustedError(seen, raised("expanded"))

    def count(self) -> None:
        """Count a member."""
        self.members += 1
        if self.members > self.limits.members:
            raise ExhaustedError(
                f"it has more than {self.limits.members:,} members; the others are not read",
                raised("members"),
            )

    def weigh(self, packed: int, became: int) -> None:
        """Hold what a packed stream became so far against what it was made of."""
        if became > RATIO_FROM and became > self.limits.ratio * max(packed, 1):
            seen = f"it unpacks to more than {self.limits.ratio:,} times its size, as no page does"
            raise BundleError(seen, raised("ratio"))
