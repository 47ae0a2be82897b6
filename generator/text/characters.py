"""Characters that no page can hold."""

from __future__ import annotations

import re

NOT_IN_TEXT = re.compile(
    "[\0\r\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
"""NUL, carriage return, surrogates and the noncharacters of Unicode (chapter 23.7): no page can
hold them."""


_SUSPECT_BYTES = b"\0\r\xef\xbf"


_SUSPECT_SEQUENCES = (b"\0", b"\r", b"\xef\xb7", b"\xbf\xbe", b"\xbf\xbf")
"""What NOT_IN_TEXT looks for as UTF-8, or the beginning or end of it: found ten times as fast as a
pattern does; `_RARE` are single bytes of each, which are found thirty times as fast again."""


def fits_page(text: str) -> bool:
    """Whether a page can hold every character of a text."""
    if text.isascii():
        return not ("\0" in text or "\r" in text)
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return False
    suspect = any(sign in data for sign in _SUSPECT_BYTES) and any(
        signs in data for signs in _SUSPECT_SEQUENCES
    )
    return not suspect or not NOT_IN_TEXT.search(text)
