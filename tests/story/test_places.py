"""Places of a dateline, and how they are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story import places
from generator.story.model import Content
from tests.support.strategies import LINES

WORDS = ("OSLO", "AND", ",", "TRINIDAD", "TOBAGO", "U.S.", "-", "'", "NY", "THE", "É")


@pytest.mark.parametrize(
    ("wording", "named"),
    [
        ("OSLO", ("Oslo",)),
        ("OSLO AND BERGEN", ("Oslo", "Bergen")),
        ("OSLO, BERGEN, AND MOSS", ("Oslo", "Bergen", "Moss")),
        ("SOUTH TARN, GREAT SHIRE", ("South Tarn, Great Shire",)),
        ("BOSNIA AND HERZEGOVINA AND SERBIA", ("Bosnia and Herzegovina", "Serbia")),
        ("KENYA AND TRINIDAD AND TOBAGO", ("Kenya", "Trinidad and Tobago")),
        ("SAINT VINCENT AND THE GRENADINES", ("Saint Vincent and the Grenadines",)),
        ("ST. KITTS AND NEVIS", ("St. Kitts and Nevis",)),
        ("OSLO AND OSLO", ("Oslo",)),
        ("ANDORRA AND FINLAND", ("Andorra", "Finland")),
        ("DAKAR ,", ("Dakar",)),
        ("DAKAR\v AND MOSS\x1c,", ("Dakar", "Moss")),
        ("", ()),
        ("بيروت AND 台北", ("بيروت", "台北")),
    ],
)
def test_places_are_parted(wording: str, named: tuple[str, ...]) -> None:
    """An AND parts places unless it belongs to a name, a comma stands inside a place, and each
    place counts once.
    """
    assert places.split(wording) == named


@pytest.mark.parametrize(
    ("wording", "name"),
    [
        ("U.S.", "U.S."),
        ("UAE", "UAE"),
        ("WASHINGTON, D.C.", "Washington, D.C."),
        ("ALBANY, NY", "Albany, NY"),
        ("ST. OLAF", "St. Olaf"),
        ("CÔTE D'IVOIRE", "Côte d'Ivoire"),
        ("L’AQUILA", "L’Aquila"),
        ("PORT-AU-PRINCE", "Port-au-Prince"),
        ("FRANKFURT AM MAIN", "Frankfurt am Main"),
        ("LA PAZ", "La Paz"),
        ("ISLE OF MAN", "Isle of Man"),
        ("ÅLESUND", "Ålesund"),
        ("ΑΘΗΝΑ", "Αθηνα"),
        ("Reykjavík", "Reykjavík"),
        ("MCALLEN", "Mcallen"),
    ],
)
def test_names_are_written_as_in_running_text(wording: str, name: str) -> None:
    """A name in capitals gets its small letters back; what is not all in capitals stays as it is."""
    assert places.place_name(wording) == name


@pytest.mark.parametrize("short", ["US", "USA", "UK", "UAE", "UN", "EU", "DR", "DC"])
def test_abbreviations_keep_their_capitals(short: str) -> None:
    """An abbreviation that news use stays one, alone, before a comma and behind a town."""
    assert places.place_name(short) == short
    assert places.place_name(f"{short}, NORTH") == f"{short}, North"
    assert places.place_name(f"PORT {short}") == f"Port {short}"


@pytest.mark.parametrize(
    "small",
    "and of the on upon in de d da do du des del la le les el y e en au aux sur und am an der".split(),  # noqa: SIM905
)
def test_small_words_are_small_within_a_name(small: str) -> None:
    """The small words of English, French, Spanish, Portuguese and German; one that begins a name
    has its capital.
    """
    assert places.place_name(f"PORT {small.upper()} MARE") == f"Port {small} Mare"
    assert places.place_name(f"{small.upper()} MARE") == f"{small.capitalize()} Mare"


@given(
    st.lists(
        st.sampled_from(WORDS) | st.text(alphabet="ÅÉЖ台بŒ1-’,", max_size=5),
        max_size=12,
    )
)
def test_nothing_is_lost(parts: list[str]) -> None:
    """Every letter of a wording stands in a place, apart from the ANDs, and every place is a line."""
    wording = " ".join(" ".join(parts).split())
    named = places.split(wording)
    assert len(set(named)) == len(named)
    assert all(place == place.strip() and place for place in named)
    kept = "".join(named).casefold()
    for word in wording.replace(",", " ").split():
        assert word == "AND" or word.casefold() in kept


@given(
    st.lists(st.sampled_from((*WORDS, "\v", "\x1c", "\u2003", "\x85", " "))).map("".join) | LINES
)
def test_a_place_is_a_line(wording: str) -> None:
    """Whatever white space stands in a dateline, each place of it is one that the model takes."""
    assert Content(places=places.split(wording)).places == places.split(wording)
