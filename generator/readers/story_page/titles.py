"""The forms of titles, excerpts and names of outlets, which tell lines without markup apart."""

from __future__ import annotations

import re

from generator.text.normal import sentences

CUT_OFF = re.compile(
    r"(?:…|\.\.\.)[\])]?(?:\s*\[?(?:Source|Read [Mm]ore|More|Continue [Rr]eading)\]?)?$"
)
"""The end of a text that was cut off."""
FULL_STOP = re.compile(r"[.。]['\"”’»)\]]*$")
_ABBREVIATED_END = re.compile(r"(?:\b[A-Z]\.)+$|\b(?:Jr|Sr|Inc|Co|Ltd|Corp|St)\.$")
_TITLE_WITH_OUTLET = re.compile(r"(?P<title>\S.{9,}\S) - (?P<outlet>\S.{0,48}\S)")
_SMALL_WORDS = frozenset(
    {
        *("of", "the", "and", "for", "on", "in", "de", "del", "la", "le", "du", "der", "die"),
        *("das", "und", "da", "do", "e", "y", "&"),
    }
)
"""Words that a name may hold without a capital."""
_NO_OUTLETS = frozenset(
    {
        *("analysis", "audio", "live", "live updates", "opinion", "photos", "update", "updates"),
        *("video", "watch"),
    }
)
"""Ends of titles that look like an outlet's name."""

LONGEST_TITLE = 200
"""Characters; a longer line is an excerpt, whatever its form."""
LONGEST_ODD_TITLE = 140
"""Characters of a title of several sentences, or with an ellipsis, above a much longer text."""
LONGEST_OUTLET = 80


def ends_sentence(text: str) -> bool:
    """Check whether a line ends with a full stop that is not part of an abbreviation."""
    return bool(FULL_STOP.search(text)) and not _ABBREVIATED_END.search(text)


def is_title(text: str) -> bool:
    """Check for the form of a title: short, one sentence, no full stop or ellipsis at the end."""
    if len(text) > LONGEST_TITLE or CUT_OFF.search(text):
        return False
    return not ends_sentence(text) and len(sentences(text)) == 1


def is_odd_title(text: str, following: str) -> bool:
    """Check whether a line without quite the form of a title stands above a text twice as long."""
    if len(text) > LONGEST_ODD_TITLE or 2 * len(text) > len(following):
        return False
    return not ends_sentence(text) or bool(CUT_OFF.search(text))


def is_title_of(text: str, following: str) -> bool:
    """Check whether a line is the title of the text below it, which is no title of its own."""
    if is_title(text):
        return not is_title(following) or len(following) > len(text)
    return is_odd_title(text, following) and not is_title(following)


def single_name(text: str) -> str | None:
    """The name in a doubled one (`NewsdayNewsday`, `Newsday Newsday`); None if not doubled."""
    half = len(text) // 2
    first, second = text[:half], text[half + len(text) % 2 :]
    separated = len(text) % 2 == 0 or text[half].isspace()
    return first.strip() if separated and first == second and len(first.strip()) > 1 else None


def is_outlet_name(text: str) -> bool:
    """Check for the form of an outlet's name: few words, with capitals if their script has them."""
    words = text.split()
    capitals = all(
        word in _SMALL_WORDS or not word[0].islower() or re.search(r"\w\.\w\w", word)
        for word in words
    )
    return (
        len(words) <= 6 and capitals and text[-1] not in ".?!…:" and text.lower() not in _NO_OUTLETS
    )


def split_outlet(title: str) -> tuple[str, str] | None:
    """`Title - Outlet` as its two parts; None if the end does not have the form of a name."""
    match = _TITLE_WITH_OUTLET.fullmatch(title)
    return (match["title"], match["outlet"]) if match and is_outlet_name(match["outlet"]) else None
