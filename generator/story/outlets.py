"""Which outlets are one: what the archivist says, and what names and addresses show; never what
names look like.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from generator.story.identity import term_slug
from generator.text.addresses import address_host
from generator.text.normal import normal_line, repair_text

_TABLE = "aliases"
_HINT = 'Write a line such as "The Gull Online" = "The Gull" below [aliases]'


class Named(NamedTuple):
    """An outlet's one name, with the slug that stands for it."""

    slug: str
    name: str


class Term(NamedTuple):
    """An outlet as a story names it."""

    slug: str
    name: str
    host: bool
    """Whether `name` is the host of an address, where no outlet is named."""
    at: str
    """The host of the article's address, without `www.`; empty where there is none."""


class Fault(NamedTuple):
    """What is wrong with the archivist's table, as a problem says it."""

    seen: str
    hint: str


@dataclass(frozen=True, slots=True)
class Aliases:
    """What the archivist says."""

    names: Mapping[str, Named] = field(default_factory=dict)
    """By the slug of another name."""
    hosts: Mapping[str, Named] = field(default_factory=dict)
    """By a host, of all whose articles this is the outlet, however they name it."""
    apart: frozenset[str] = frozenset()
    """Hosts that stand for themselves: no outlet follows from them."""

    def spelled(self, slug: str) -> str | None:
        """How the archivist spells the outlet of a slug."""
        return next(
            (
                named.name
                for named in (*self.names.values(), *self.hosts.values())
                if named.slug == slug
            ),
            None,
        )


NONE = Aliases()


@dataclass(frozen=True, slots=True)
class Known:
    """Under which name each outlet of an archive is known, where that is not its own."""

    slugs: Mapping[str, Named] = field(default_factory=dict)
    hosts: Mapping[str, Named] = field(default_factory=dict)
    """Of all articles at a host, which outranks their own names."""

    def of(self, slug: str, at: str) -> Named | None:
        """The outlet that is meant; None where it is the one that is named."""
        found = self.hosts.get(at) or self.slugs.get(slug)
        return found if found and found.slug != slug else None


# --- what the archivist says ----------------------------------------------------------------------


def host(address: str | None) -> str:
    """The host of an article's address, by which outlets are known: `www.` tells nothing; empty where there is none."""
    found = address_host(address) if address else None
    return (found or "").removeprefix("www.")


def _host(name: str) -> str:
    """The host that a name is, as well; empty where it is none."""
    bare = name.casefold()
    return (
        host(f"https://{bare}") if "." in bare and address_host(f"https://{bare}") == bare else ""
    )


def parse(toml: str) -> tuple[Aliases, tuple[Fault, ...]]:
    r"""The archivist's table, `[aliases]` with a line for each other name or host, and what is wrong with it.

    >>> aliases, faults = parse('[aliases]\n"The Gull Online" = "The Gull"')
    >>> aliases.names["the-gull-online"].name, faults
    ('The Gull', ())
    """
    try:
        found = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        return NONE, (Fault(f"it is no TOML ({error})", _HINT),)
    except RecursionError:
        return NONE, (Fault("its lists and tables stand too deep inside each other", _HINT),)
    faults = [
        Fault(f"it holds {name!r:.60}, which means nothing here", _HINT)
        for name in found
        if name != _TABLE
    ]
    table = found.get(_TABLE, {})
    if not isinstance(table, dict):
        return NONE, (*faults, Fault(f"{_TABLE} is {table!r:.60}, and no table", _HINT))
    rows = dict[str, tuple[str, str]]()
    for wording, value in table.items():
        key, name = normal_line(repair_text(wording)[0]), _name(value)
        if not key or not name:
            faults.append(
                Fault(
                    f"{wording!r:.60} stands for {value!r:.60}, which is no name of an outlet",
                    _HINT,
                )
            )
        elif term_slug(_bare(key)) in rows:
            faults.append(
                Fault(
                    f"{key!r:.60} stands there twice, in other signs",
                    "Keep the right one of the two",
                )
            )
        else:
            rows[term_slug(_bare(key))] = _bare(key), name
    return _followed(rows, faults), tuple(faults)


def _name(value: Any) -> str | None:
    return normal_line(repair_text(value)[0]) if isinstance(value, str) else None


def _bare(name: str) -> str:
    return _host(name) or name


def _followed(rows: Mapping[str, tuple[str, str]], faults: list[Fault]) -> Aliases:
    """The names at which the rows lead in the end; rows that lead in a circle are said to do so, and lead nowhere."""
    names: dict[str, Named] = {}
    hosts: dict[str, Named] = {}
    apart: set[str] = set()
    for slug, (key, _) in rows.items():
        end = _end(rows, slug)
        if end is None:
            faults.append(
                Fault(
                    f"{key!r:.60} leads back to itself by way of other names",
                    "Take one of these lines out",
                )
            )
        elif _host(key) and end.slug == slug:
            apart.add(_host(key))
        else:
            names[slug] = end
            if _host(key):
                hosts[_host(key)] = end
    return Aliases(names, hosts, frozenset(apart))


def _end(rows: Mapping[str, tuple[str, str]], slug: str) -> Named | None:
    seen = {slug}
    while True:
        name = rows[slug][1]
        following = term_slug(_bare(name))
        if following == slug or following not in rows:
            return Named(
                following, name if term_slug(name) == following else _bare(name)
            )  # without www.
        if following in seen:
            return None
        seen.add(following)
        slug = following


# --- what the archive shows -----------------------------------------------------------------------


def joined(terms: Sequence[Term], aliases: Aliases) -> dict[str, str]:
    """The hosts whose outlet the archive shows, with its slug: all articles there that name an outlet name this one.

    A name that is a host itself names nothing, and what the archivist says of a host is not asked
    again.
    """
    hosts = {at: term_slug(at) for at in {term.at for term in terms if term.at}}
    named: dict[str, set[str]] = {}
    for term in terms:
        if term.at and not term.host and term.slug != hosts[term.at]:
            alias = aliases.names.get(term.slug)
            named.setdefault(term.at, set()).add(alias.slug if alias else term.slug)
    none = set(hosts.values())
    said = aliases.hosts.keys() | aliases.apart
    return {
        at: slug
        for at, (slug, *more) in named.items()
        if not more and slug not in none and at not in said
    }


def known(shown: Mapping[str, str], spelled: Mapping[str, str], aliases: Aliases) -> Known:
    """Who is known as whom: by the hosts that were joined, how the archive spells these slugs, and what the archivist says."""
    slugs = {
        term_slug(at): Named(slug, aliases.spelled(slug) or spelled[slug])
        for at, slug in shown.items()
    }
    for slug, named in aliases.names.items():
        slugs[slug] = slugs.get(
            named.slug, named
        )  # a name may stand for a host whose outlet the archive shows
    return Known(slugs, {at: slugs.get(named.slug, named) for at, named in aliases.hosts.items()})


def spellings(counts: Iterable[tuple[str, str, int]]) -> dict[str, str]:
    """How each slug is spelled by most stories; `counts` are slugs, names and their numbers of stories."""
    best: dict[str, tuple[int, str]] = {}
    for slug, name, stories in counts:
        best[slug] = min(best.get(slug, (0, name)), (-stories, name))
    return {slug: name for slug, (_, name) in best.items()}
