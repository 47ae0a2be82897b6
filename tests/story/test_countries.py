"""Countries of places: by their names and by those that news use, and never on a guess."""

from __future__ import annotations

import pycountry
import pytest
from hypothesis import given

from generator.story import countries, places
from tests.support.strategies import LINES

CODES = sorted({country.alpha_2 for country in pycountry.countries} | {"XK"})


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("Turkey", "TR"), ("Türkiye", "TR"), ("TURKIYE", "TR"), ("Ivory Coast", "CI"), ("Côte d’Ivoire", "CI"),
        ("UK", "GB"), ("U.K.", "GB"), ("Wexmere, England", "GB"), ("U.S.", "US"), ("the Netherlands", "NL"),
        ("South Carolina, United States", "US"), ("St. Lucia", "LC"), ("Bosnia & Herzegovina", "BA"), ("Kosovo", "XK"),
        ("Korea, Republic of", "KR"), ("Congo, The Democratic Republic of the", "CD"), ("Virgin Islands, U.S.", "VI"),
        ("Iran, Islamic Republic of", "IR"), ("Atlanta, Georgia, United States", "US"), ("Georgia (country)", "GE"),
    ],
)  # fmt: skip
def test_a_country_is_known_by_its_names(place: str, code: str) -> None:
    """ISO's names, short and long, and those of the table; case, accents, full stops and an article
    make no difference.
    """
    assert countries.code(place) == code


@pytest.mark.parametrize(
    "place",
    [
        "Georgia", "Tbilisi, Georgia", "Jersey", "Congo", "Guinea", "Korea", "Coda", "New Jersey", "Wexmere", "Turkey Creek",
        "IN", "Coda, IN", "Denver, CO", "DE", "Kiel, DE", "Kenya and others", "Paraguay Street, Wexmere", "", ",",
    ],
)  # fmt: skip
def test_what_may_be_another_place_tells_no_country(place: str) -> None:
    """A name that a state or a second country has as well, the codes of states, and words within a
    name lead nowhere.
    """
    assert countries.code(place) is None
    assert countries.known_as(place) == place


@pytest.mark.parametrize("code", CODES)
def test_every_country_is_found_by_its_name(code: str) -> None:
    """Its name here leads back to its code, alone and behind another place, and is one place of a
    dateline in capitals.
    """
    name = countries.name(code)
    assert name is not None
    assert "," not in name
    assert countries.code(name) == countries.code(f"Wexmere, {name}") == code
    assert countries.known_as(name) == name
    (split,) = places.split(name.upper())
    assert countries.code(split) == code


@pytest.mark.parametrize("code", CODES)
def test_a_name_is_written_as_a_name(code: str) -> None:
    """Every word of it begins with a capital, but for the small ones within."""
    words = (countries.name(code) or "").replace("(country)", "").replace("d'", "").split()
    large = [word for word in words if word not in {"and", "of", "the", "da"}]
    assert [word for word in large if not word[0].isupper() or word[1:].isupper()] == []


def test_every_name_of_iso_is_known() -> None:
    """The library's names lead to the country, but for those that others have as well."""
    others = {"Congo", "Georgia", "Guinea", "Jersey"}
    for country in pycountry.countries:
        for field in ("name", "common_name", "official_name"):
            wording = getattr(country, field, None)
            assert (
                wording is None or wording in others or countries.code(wording) == country.alpha_2
            )


def test_wordings_of_one_place_are_one() -> None:
    """The country's part is written as here, the rest as it was; what lies in a country keeps its
    name.
    """
    assert {countries.known_as(place) for place in ("UK", "U.K.", "Britain", "United Kingdom")} == {
        "United Kingdom"
    }
    assert (
        countries.known_as("Istanbul, Turkey")
        == countries.known_as("Istanbul, TÜRKIYE")
        == "Istanbul, Türkiye"
    )
    assert countries.known_as("Wexmere, Colorado, USA") == "Wexmere, Colorado, United States"
    assert countries.known_as("Wexmere, Scotland") == "Wexmere, Scotland"
    assert [countries.known_as(place) for place in places.split("AZERBAIJAN AND RUSSIA")] == [
        "Azerbaijan",
        "Russia",
    ]


@given(LINES)
def test_to_be_known_changes_nothing_twice(place: str) -> None:
    """Any text has one name that it is known by, in the same country."""
    known = countries.known_as(place)
    assert countries.known_as(known) == known
    assert countries.code(known) == countries.code(place)


def test_states_have_names() -> None:
    """By their codes, without what ISO writes beside them; what it does not know has none."""
    assert countries.state("US", "CO") == "Colorado"
    assert countries.state("ES", "CT") == "Catalunya"
    assert countries.state("ES", "MD") == "Comunidad de Madrid"
    assert countries.state("US", "QQ") is None
    assert countries.state("", "") is None
    assert countries.name("QQ") is None
    assert countries.name("") is None
