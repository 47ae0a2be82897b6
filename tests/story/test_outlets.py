"""Which outlets are one: by what a bundle shows and the archivist says, whatever the order, and
never by looks.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.story import outlets
from generator.story.identity import term_slug
from generator.story.outlets import NONE, Aliases, Known, Term

GULL = "https://gull.example/1"


def _term(name: str | None, at: str = "") -> Term:
    return Term(term_slug(name or at), name or at, name is None, at)


def _known(terms: list[Term], aliases: Aliases = NONE) -> Known:
    shown = outlets.joined(terms, aliases)
    return outlets.known(
        shown,
        outlets.spellings((term.slug, term.name, 1) for term in terms if not term.host),
        aliases,
    )


def _names(terms: list[Term], toml: str = "") -> list[str]:
    """The names under which each of these is known, where nothing is wrong with the table."""
    aliases, faults = outlets.parse(toml)
    assert faults == ()
    known = _known(terms, aliases)
    return [named.name if (named := known.of(term.slug, term.at)) else term.name for term in terms]


# --- what the archive shows -----------------------------------------------------------------------


def test_a_host_is_the_outlet_that_all_its_articles_name() -> None:
    """Where every article of a host that names an outlet names the same one, the others are of that
    outlet.
    """
    assert _names([_term("The Gull", "gull.example"), _term(None, "gull.example")]) == [
        "The Gull",
        "The Gull",
    ]


def test_a_host_of_several_outlets_stays_a_host() -> None:
    """Two names at one host show no outlet; a third one at another host has nothing to do with it."""
    terms = [
        _term("The Gull", "press.example"),
        _term("The Tern", "press.example"),
        _term(None, "press.example"),
    ]
    assert _names(terms) == ["The Gull", "The Tern", "press.example"]
    assert _names([*terms[1:], _term("The Gull", "other.example")]) == [
        "The Tern",
        "The Tern",
        "The Gull",
    ]


def test_spellings_of_one_name_are_no_two_names() -> None:
    """Case, spaces and hyphens make no difference; the commonest spelling is shown."""
    terms = [
        _term("THE GULL", "gull.example"),
        _term("The  Gull", "gull.example"),
        _term(None, "gull.example"),
    ]
    known = _known(terms)
    assert known.of(terms[2].slug, "gull.example") == ("the-gull", "THE GULL")
    assert outlets.spellings([("the-gull", "THE GULL", 1), ("the-gull", "The Gull", 2)]) == {
        "the-gull": "The Gull"
    }
    assert outlets.spellings([("the-gull", "The Gull", 2), ("the-gull", "THE GULL", 2)]) == {
        "the-gull": "THE GULL"
    }


def test_looks_join_nothing() -> None:
    """A host that reads like a name, or like another host, stays what it is; so does a name without
    an address.
    """
    terms = [
        _term(None, "thegull.example"),
        _term("The Gull"),
        _term("The Gull Online"),
        _term(None, "m.thegull.example"),
    ]
    assert _names(terms) == ["thegull.example", "The Gull", "The Gull Online", "m.thegull.example"]


def test_one_outlet_may_write_at_two_hosts() -> None:
    """Both hosts are then its own."""
    terms = [
        _term("The Gull", "a.example"),
        _term("The Gull", "b.example"),
        _term(None, "a.example"),
        _term(None, "b.example"),
    ]
    assert set(_names(terms)) == {"The Gull"}


def test_a_host_as_a_name_names_nothing() -> None:
    """A bundle that writes the host in place of the name says no more than the address; no two
    hosts change places.
    """
    own = [
        _term("gull.example", "gull.example"),
        _term("The Gull", "gull.example"),
        _term("gull.example"),
    ]
    assert _names(own) == ["The Gull", "The Gull", "The Gull"]
    crossed = [
        _term("b.example", "a.example"),
        _term("a.example", "b.example"),
        _term(None, "a.example"),
    ]
    assert _names(crossed) == ["b.example", "a.example", "a.example"]


def test_a_host_is_told_without_its_www() -> None:
    """What stands before says nothing of who writes; addresses that are none have no host."""
    assert (
        outlets.host("https://www.gull.example/1")
        == outlets.host("http://gull.example:8080/2")
        == "gull.example"
    )
    assert [
        outlets.host(address) for address in (None, "", "mailto:a@gull.example", "gull.example")
    ] == [""] * 4


# --- what the archivist says ----------------------------------------------------------------------


def test_a_table_joins_names() -> None:
    """Other names, in any spelling, and hosts are those of the outlet on the right, which is
    spelled as there.
    """
    toml = '[aliases]\n"The Gull Online" = "The Gull"\n"gull.example" = "The Gull"'
    terms = [
        _term("THE GULL ONLINE"),
        _term(None, "gull.example"),
        _term("Gull Weekend", "gull.example"),
        _term("The Tern"),
    ]
    assert _names(terms, toml) == ["The Gull", "The Gull", "The Gull", "The Tern"]


def test_a_host_in_the_table_parts_two_of_one_name() -> None:
    """An alias of a host holds for all its articles, whatever they name."""
    terms = [
        _term("The Herald", "a.example"),
        _term("The Herald", "b.example"),
        _term(None, "b.example"),
    ]
    assert _names(terms, '[aliases]\n"www.A.example" = "The Herald (A)"') == [
        "The Herald (A)",
        "The Herald",
        "The Herald",
    ]


def test_a_host_that_stands_for_itself_is_nobodys_own() -> None:
    """So the archivist says that one named outlet among many unnamed ones is not all of them."""
    terms = [_term("The Gull", "blogs.example"), _term(None, "blogs.example")]
    assert _names(terms, '[aliases]\n"blogs.example" = "blogs.example"') == [
        "The Gull",
        "blogs.example",
    ]


def test_a_table_may_lead_on() -> None:
    """From a name over others to the last one, and from a name to a host whose outlet the archive
    shows.
    """
    toml = '[aliases]\n"A" = "B"\n"B" = "C"\n"Gull Net" = "gull.example"'
    terms = [
        _term("A"),
        _term("B"),
        _term("C"),
        _term("Gull Net"),
        _term("The Gull", "gull.example"),
    ]
    assert _names(terms, toml) == ["C", "C", "C", "The Gull", "The Gull"]
    shown = [_term("A", "a.example"), _term(None, "a.example")]
    assert _names(shown, toml) == ["C", "C"]


def test_a_table_may_be_empty() -> None:
    """Nothing but comments says nothing."""
    assert outlets.parse("") == outlets.parse("# none yet\n[aliases]\n") == (NONE, ())


@pytest.mark.parametrize(
    ("toml", "seen"),
    [
        ('[aliases\n"a" = "b"', "it is no TOML (Expected ']' at the end of a table declaration (at line 1, column 9))"),
        ('[aliases]\n"a" = "b"\n"a" = "c"', "it is no TOML (Cannot overwrite a value (at end of document))"),
        ('[alias]\n"a" = "b"', "it holds 'alias', which means nothing here"),
        ('"The Gull Online" = "The Gull"', "it holds 'The Gull Online', which means nothing here"),
        ('aliases = "The Gull"', "aliases is 'The Gull', and no table"),
        ('[aliases]\n"a" = 12', "'a' stands for 12, which is no name of an outlet"),
        ('[aliases]\na.example = "A"', "'a' stands for {'example': 'A'}, which is no name of an outlet"),
        ('[aliases]\n"a" = " "', "'a' stands for ' ', which is no name of an outlet"),
        ('[aliases]\n" " = "a"', "' ' stands for 'a', which is no name of an outlet"),
        ('[aliases]\n"The Gull" = "a"\n"the gull" = "b"', "'the gull' stands there twice, in other signs"),
        ('[aliases]\n"a" = "b"\n"b" = "a"', "'a' leads back to itself by way of other names"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(toml: str, seen: str) -> None:
    """Each fault is a sentence that says what was seen, and where."""
    _, faults = outlets.parse(toml)
    assert faults[0].seen == seen


def test_one_bad_line_leaves_the_others() -> None:
    """What is right in the table holds all the same."""
    aliases, faults = outlets.parse(
        '[aliases]\n"a" = 12\n"The Gull Online" = "The Gull"\n"x" = "y"\n"y" = "x"\n"z" = "x"'
    )
    assert list(aliases.names) == ["the-gull-online"]
    assert len(faults) == 4
    assert outlets.parse("a = " + "[" * 9999)[1] != ()


NAMES = (
    "The Gull",
    "the gull",
    "The Tern",
    "C++",
    "C#",
    "北京",
    "🦪",
    "a.example",
    "www.a.example",
    "B.example",
    "a",
    " ",
)
TERMS = st.lists(
    st.builds(
        lambda name, at: _term(name if at or name else "x", at),
        st.one_of(st.none(), st.sampled_from(NAMES)), st.sampled_from(("", "a.example", "b.example", "c.example")),
    ),
    max_size=9,
)  # fmt: skip
TABLES = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(NAMES), max_size=4).map(
    lambda rows: "[aliases]\n" + "".join(f'"{key}" = "{value}"\n' for key, value in rows.items())
)


@given(TERMS, TABLES, st.randoms(use_true_random=False))
def test_order_makes_no_difference(terms: list[Term], toml: str, random: st.random.Random) -> None:
    """Who is known as whom is the same in whatever order stories came."""
    aliases, _ = outlets.parse(toml)
    mixed = random.sample(terms, len(terms))
    assert _known(mixed, aliases) == _known(terms, aliases)


@given(TERMS, TABLES)
def test_who_is_known_is_known_by_that_name(terms: list[Term], toml: str) -> None:
    """A name under which another is known is known under no third one, and its slug is its own."""
    aliases, _ = outlets.parse(toml)
    known = _known(terms, aliases)
    for term in terms:
        named = known.of(term.slug, term.at)
        if named:
            assert named.slug != term.slug
            assert known.of(named.slug, "") is None
            assert term_slug(named.name) == named.slug
