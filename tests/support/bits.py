"""Lists of the index that stand in bits, read one bit after the other, as docs/search.md describes
them.
"""

from __future__ import annotations

import math

from generator.search.numbers import SIGNS


class Bits:
    """Signs as bits: six each, the lowest first."""

    def __init__(self, signs: str) -> None:
        self._bits = [SIGNS.index(sign) >> bit & 1 for sign in signs for bit in range(6)]
        self._at = 0

    def take(self, width: int) -> int:
        """The number that stands next, its highest bit first."""
        bits = self._bits[self._at : self._at + width]
        assert len(bits) == width, "something is cut off"
        self._at += width
        return sum(bit << place for place, bit in enumerate(reversed(bits)))

    def list(self, count: int, size: int) -> list[int]:
        """The next list, of so many of `size` numbers, as docs/search.md says."""
        left, found = size, []
        for rest in range(min(count, size - count), 0, -1):
            part = left if rest == 1 else max(1, math.floor(0.69 * left / rest))
            gap = 0
            while left - gap - part >= rest and self.take(1):
                gap += part
            width = part.bit_length() - 1
            short, more = (2 << width) - part, self.take(width)
            gap += more if more < short else 2 * more + self.take(1) - short
            left -= gap + 1
            found.append(left)
        return found if 2 * count <= size else sorted(set(range(size)) - set(found), reverse=True)

    def done(self) -> bool:
        """Whether nothing but the end of the last sign is left."""
        return len(self._bits) - self._at < 6 and not any(self._bits[self._at :])
