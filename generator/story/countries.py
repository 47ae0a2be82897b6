"""The country of a place, where its last part names one: by the names of ISO 3166 and by those that
news use instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

# What a country is called here, where ISO's own name reads otherwise (`Russian Federation`), leaves
# two apart by what stands behind a comma, or is that of another place as well. Kosovo's code is
# none of ISO's, but the one that is used for it.
_NAMES = {
    "BN": "Brunei",
    "BQ": "Caribbean Netherlands",
    "CC": "Cocos Islands",
    "CD": "Democratic Republic of the Congo",
    "CG": "Republic of the Congo",
    "FK": "Falkland Islands",
    "FM": "Micronesia",
    "GE": "Georgia (country)",
    "GN": "Republic of Guinea",
    "JE": "Bailiwick of Jersey",
    "MF": "Saint Martin",
    "PS": "Palestine",
    "RU": "Russia",
    "SH": "Saint Helena",
    "SX": "Sint Maarten",
    "VA": "Vatican City",
    "VG": "British Virgin Islands",
    "VI": "United States Virgin Islands",
    "XK": "Kosovo",
}
_ALIASES = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia", "Bosnia Herzegovina"),
    "CD": ("DR Congo", "DRC", "Congo-Kinshasa", "Congo DR", "Democratic Republic of Congo"),
    "CF": ("CAR",),
    "CG": ("Congo-Brazzaville", "Republic of Congo"),
    "CI": ("Ivory Coast",),
    "CN": ("People's Republic of China", "PRC", "Mainland China"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "FK": ("Malvinas",),
    "GB": ("UK", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "GE": ("Republic of Georgia",),
    "GM": ("The Gambia",),
    "IE": ("Republic of Ireland",),
    "KP": ("DPRK",),
    "KR": ("Republic of Korea",),
    "LA": ("Lao PDR",),
    "MK": ("Macedonia", "Republic of North Macedonia"),
    "MM": ("Burma",),
    "MO": ("Macau",),
    "NL": ("Holland", "The Netherlands"),
    "PS": ("Gaza", "Gaza Strip", "West Bank", "Palestinian Territories", "State of Palestine"),
    "ST": ("São Tomé and Príncipe",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "US": ("US", "USA", "U.S.", "U.S.A.", "United States of America"),
    "VA": ("Vatican", "Holy See"),
    "VI": ("US Virgin Islands",),
}
_PARTS = frozenset(
    {
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "Gaza",
        "Gaza Strip",
        "West Bank",
        "Mainland China",
        "Malvinas",
    }
)
"""Names of places that lie in a country, or are told by a name of their own, and stay what they are
called."""
_OF_OTHERS = frozenset({"Georgia", "Jersey", "Congo", "Guinea"})
"""Names that a state, a city's short name or several countries have as well: alone they tell no
country."""
_ABBREVIATED = re.compile(r"\bst\b")
_SIGNS = re.compile(r"[^\w\s]+")
_BESIDE = re.compile(r"\s*[\[(].*")
"""What ISO 3166-2 writes behind a name: the same in another language, or in which part of it the
name holds."""


@cache
def _pycountry() -> Any:
    import pycountry  # half of a tenth of a second, for archives that name places

    return pycountry


@lru_cache(maxsize=1 << 12)
def _key(name: str) -> str:
    """A name as it is compared: case, accents, full stops and apostrophes make no difference, nor an article before it."""
    apart = unicodedata.normalize("NFKD", name.replace("&", " and ")).casefold()
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    words = _ABBREVIATED.sub("saint", _SIGNS.sub(" ", re.sub("[.'’ʼ]", "", bare))).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _wordings(country: Any) -> Iterator[str]:
    for field in ("common_name", "name", "official_name"):
        wording = getattr(country, field, None)
        if wording:
            yield from (wording, _BESIDE.sub("", wording))


@cache
def _codes() -> Mapping[str, str]:
    """The code of each name as it is compared."""
    found = {
        _key(wording): country.alpha_2
        for country in _pycountry().countries
        for wording in _wordings(country)
    }
    found |= {_key(name): code for code, name in _NAMES.items()}
    found |= {_key(alias): code for code, aliases in _ALIASES.items() for alias in aliases}
    return {key: code for key, code in found.items() if key not in map(_key, _OF_OTHERS)}


def ready() -> None:
    """Have the names at hand, for copies of this process that are made next: each would load them for itself."""
    _codes()


def _parted(place: str) -> tuple[str, str]:
    """A place as what stands before its last part, the comma included, and that part; a country may have a comma of its own."""
    before, comma, last = ("", "", place) if _key(place) in _codes() else place.rpartition(",")
    return before + comma, last.strip()


@lru_cache(maxsize=1 << 14)  # an archive names the same places again and again
def code(place: str) -> str | None:
    """The code (ISO 3166-1, two letters) of the country that a place is, or lies in by its last part; None without one.

    >>> code("South Carolina, United States"), code("Türkiye"), code("Ivory Coast"), code("Leeds, UK"), code("Tbilisi, Georgia")
    ('US', 'TR', 'CI', 'GB', None)
    """
    return _codes().get(_key(_parted(place)[1]))


@cache
def name(code: str) -> str | None:
    """What a country is called here, by its code; None where no country has that.

    >>> name("TR"), name("RU"), name("GE"), name("QQ")
    ('Türkiye', 'Russia', 'Georgia (country)', None)
    """
    if code in _NAMES:
        return _NAMES[code]
    found = _pycountry().countries.get(alpha_2=code)
    return getattr(found, "common_name", None) or found.name if found else None


@cache
def state(country: str, code: str) -> str | None:
    """The name of a state, province or the like by its country's code and its own (ISO 3166-2); None where there is none.

    >>> state("US", "CO"), state("ES", "CT"), state("US", "QQ")
    ('Colorado', 'Catalunya', None)
    """
    found = _pycountry().subdivisions.get(code=f"{country}-{code}")
    if not found:
        return None
    # `Madrid, Comunidad de`: what stands behind the comma belongs before it, and a place's parts
    # are parted by commas.
    before, _, after = _BESIDE.sub("", found.name).partition(", ")
    return f"{after} {before}" if after else before


@lru_cache(maxsize=1 << 14)
def known_as(place: str) -> str:
    """A place with its country under the one name that it has here, so that all its wordings are one place.

    >>> known_as("UK"), known_as("Istanbul, Turkey"), known_as("Leeds, England"), known_as("Coda")
    ('United Kingdom', 'Istanbul, Türkiye', 'Leeds, England', 'Coda')
    """
    found = code(place)
    before, last = _parted(place)
    if not found or _key(last) in _parts():
        return place
    named = name(found) or last
    return f"{before} {named}" if before else named


@cache
def _parts() -> frozenset[str]:
    return frozenset(map(_key, _PARTS))
