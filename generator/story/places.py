"""Places of a dateline: `AZERBAIJAN AND RUSSIA` are two, `SOUTH CAROLINA, UNITED STATES` is one
inside another.
"""

from __future__ import annotations

import re

# Names that hold an AND of their own (countries and territories of ISO 3166, and larger regions).
_WITH_AND = (
    "Andaman and Nicobar",
    "Antigua and Barbuda",
    "Bosnia and Herzegovina",
    "Brighton and Hove",
    "Castile and León",
    "Castile and Leon",
    "Dumfries and Galloway",
    "Jammu and Kashmir",
    "Heard Island and McDonald Islands",
    "Newfoundland and Labrador",
    "Saint Kitts and Nevis",
    "St. Kitts and Nevis",
    "St. Vincent and the Grenadines",
    "Saint Pierre and Miquelon",
    "Saint Vincent and the Grenadines",
    "Sao Tome and Principe",
    "São Tomé and Príncipe",
    "South Georgia and the South Sandwich Islands",
    "Svalbard and Jan Mayen",
    "Trinidad and Tobago",
    "Turks and Caicos",
    "Tyne and Wear",
    "Wallis and Futuna",
)
_SMALL = frozenset(
    {
        "and", "of", "the", "on", "upon", "in", "de", "d", "da", "do", "du", "des", "del", "la", "le", "les", "el", "y", "e",
        "en", "au", "aux", "sur", "und", "am", "an", "der",
    }
)  # fmt: skip
_ABBREVIATIONS = {
    "us": "US",
    "usa": "USA",
    "uk": "UK",
    "uae": "UAE",
    "un": "UN",
    "eu": "EU",
    "dr": "DR",
    "dc": "DC",
}
_AND = re.compile(r",?\s+AND\s+", re.IGNORECASE)
_KEPT = re.compile("|".join(re.escape(name) for name in _WITH_AND), re.IGNORECASE)
_ENDS = re.compile(r"^[\s,]+|[\s,]+$")
_PARTS = re.compile(r"[\s\-–/'’]+|[^\s\-–/'’]+")


_STATE = re.compile(r"(?<=, )[A-Z]{2}$")
"""A state by its postal abbreviation behind a town's name."""


def _capitalised(part: str, first: bool) -> str:
    bare = part.lower().rstrip(",")
    if bare in _ABBREVIATIONS:
        return _ABBREVIATIONS[bare] + part[len(bare) :]
    if "." in bare[:-1]:  # U.S., D.C.
        return part
    return part.lower() if bare in _SMALL and not first else part[:1] + part[1:].lower()


def place_name(wording: str) -> str:
    """A place as it is written in running text; only a wording all in capitals is changed.

    >>> place_name("SOUTH CAROLINA, UNITED STATES"), place_name("U.S."), place_name("Reykjavík")
    ('South Carolina, United States', 'U.S.', 'Reykjavík')
    """
    if wording != wording.upper():
        return wording
    state = _STATE.search(wording)
    seen = _PARTS.findall(wording[: state.start()] if state else wording)
    return "".join(_capitalised(part, first=index == 0) for index, part in enumerate(seen)) + (
        state[0] if state else ""
    )


def split(wording: str) -> tuple[str, ...]:
    """The places that a dateline names, in their order, each once.

    >>> split("AZERBAIJAN AND RUSSIA"), split("LISBON, PORTO, AND FARO"), split("TRINIDAD AND TOBAGO")
    (('Azerbaijan', 'Russia'), ('Lisbon', 'Porto', 'Faro'), ('Trinidad and Tobago',))
    """
    # NUL never stands in a line, so it can hold the places of an AND that belongs to a name.
    kept = _KEPT.sub(lambda match: match[0].replace(" ", "\0"), wording)
    parts = _AND.split(kept)
    if re.search(r",\s+AND\s", kept, re.IGNORECASE):
        # `A, B, AND C` lists places; without the comma before AND, a comma stands inside a place.
        parts = [piece for part in parts for piece in part.split(",")]
    named = (place_name(_ENDS.sub("", part.replace("\0", " "))) for part in parts)
    return tuple(dict.fromkeys(place for place in named if place))
