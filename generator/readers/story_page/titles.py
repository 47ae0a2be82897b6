"""The forms of titles, excerpts and outlets' names, by which lines without markup are told apart."""

from __future__ import annotations

import re

from generator.text.normal import split_sentences

CUT = re.compile(
    r"(?:…|\.\.\.)[\])]?(?:\s*\[?(?:Source|Read [Mm]ore|More|Continue [Rr]eading)\]?)?$"
)
FULL_STOP = re.compile(r"[.。]['\"”’»)\]]*$")
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Co|Ltd|Corp|St)\.$")
_OUTLET_BEHIND = re.compile(r"(?P<title>\S.{9,}\S) - (?P<outlet>\S.{0,48}\S)")
_SMALL = frozenset(
    {
        "of", "the", "and", "for", "on", "in", "de", "del", "la", "le", "du", "der", "die", "das", "und", "da", "do", "e",
        "y", "&",
    }
)  # fmt: skip
"""Words that a name may hold without a capital."""
_NO_OUTLETS = frozenset(
    {
        "analysis",
        "audio",
        "live",
        "live updates",
        "opinion",
        "photos",
        "update",
        "updates",
        "video",
        "watch",
    }
)

LONGEST_TITLE = 200
"""Characters; a longer line is an excerpt, whatever its form."""
LONGEST_ODD_TITLE = 140
"""Characters; the longest title of two sentences or with an ellipsis, beside a text at least twice
as long."""
LONGEST_OUTLET = 80


def ends_sentence(text: str) -> bool:
    """Whether a line ends with a full stop that ends a sentence."""
    return bool(FULL_STOP.search(text)) and not _ABBREVIATED_END.search(text)


def is_title(text: str) -> bool:
    """Whether a line has the form of a title: short, one sentence, and no full stop or ellipsis at its end."""
    if len(text) > LONGEST_TITLE or CUT.search(text):
        return False
    return not ends_sentence(text) and len(split_sentences(text)) == 1


def is_odd_title(text: str, following: str) -> bool:
    """Whether a line that has not quite the form of a title is one, by the much longer text below it."""
    if len(text) > LONGEST_ODD_TITLE or 2 * len(text) > len(following):
        return False
    return not ends_sentence(text) or bool(CUT.search(text))


def heads(text: str, following: str) -> bool:
    """Whether a line is the title of the text below it, and that text no title of its own."""
    if is_title(text):
        return not is_title(following) or len(following) > len(text)
    return is_odd_title(text, following) and not is_title(following)


def undoubled(text: str) -> str | None:
    """The name in a doubled one (`NewsdayNewsday`, `Newsday Newsday`), or None where it is not doubled."""
    half = len(text) // 2
    first, second = text[:half], text[half + len(text) % 2 :]
    parted = len(text) % 2 == 0 or text[half].isspace()
    return first.strip() if parted and first == second and len(first.strip()) > 1 else None


def is_name(text: str) -> bool:
    """Whether a line's end has the form of an outlet's name: few words, all with a capital or in a script without."""
    parts = text.split()
    capital = all(
        part in _SMALL or not part[0].islower() or re.search(r"\w\.\w\w", part) for part in parts
    )
    return (
        len(parts) <= 6 and capital and text[-1] not in ".?!…:" and text.lower() not in _NO_OUTLETS
    )


def split_outlet(title: str) -> tuple[str, str] | None:
    """`Title - Outlet` as its two parts, or None where the end does not have the form of a name."""
    match = _OUTLET_BEHIND.fullmatch(title)
    return (match["title"], match["outlet"]) if match and is_name(match["outlet"]) else None
