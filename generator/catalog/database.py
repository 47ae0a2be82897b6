"""The door to the catalog: what the site needs to know of the pages, in one SQLite file that can always be made again.

A row of `stories` holds what lists show of one page, and all that the site tells of it
(`catalog.presentation`) as JSON. Stories that were withdrawn have no such row: they stand apart, so
that no question about stories can forget to pass them over.
"""

from __future__ import annotations

import contextlib
import sqlite3
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import Any, Self

from generator.catalog.entries import (
    LabelSpan,
    OutletDetails,
    OutletLabel,
    PageFile,
    PageRows,
    StoryEntry,
    Term,
    TermEntry,
    outlet_host,
)
from generator.catalog.presentation import StoryPresentation, parse_presentation
from generator.catalog.withdrawals import WithdrawalNotice, WithdrawnPage
from generator.errors import StoppedError
from generator.story import outlets
from generator.story.identity import term_slug
from generator.story.outlets import Aliases
from generator.system.compact_json import decode_json, encode_json
from generator.system.locks import hold_lock

_ORDER = "order by day desc, path"
"""Newest first, without a day last; the same for every run."""
_OLDEST = "order by day, path desc"
"""The other way round."""

_SOME = f"where id in (select id from stories {_ORDER} limit :most offset :first)"  # noqa: S608  # our own words
"""So many stories from one on: those before are passed over in the index alone."""

_TABLES = """
create table meta (key text primary key, value text) without rowid;
create table stories (
  id integer primary key autoincrement, path text unique, size integer, mtime integer, sha256 text,
  title text, day text, dated integer, places text, reported text, captured integer, summary text, languages text
);
create index stories_by_day on stories (day desc, path);
create index stories_by_languages on stories (languages);
-- Apart from the entries, so that these lie close together.
create table presentations (story integer primary key, presentation text);
-- What programs are offered of a story: `whole` where its record has texts of articles that `record` has not.
create table records (story integer primary key, record text, whole text, articles text);
create table captures (story integer, sha256 text, bundle text);
create index captures_by_story on captures (story);
-- `known` and `known_as` are slug and name of the one under which it is listed; no name is there where that is its own.
create table terms (
  id integer primary key, kind text, slug text, name text, host integer, at text, another text, known text, known_as text
);
create index terms_by_known on terms (kind, known);
create table ratings (id integer primary key, step text, bias text, by text, first text, last text);
create table uses (term integer, story integer, rating integer, primary key (term, story, rating)) without rowid;
create index uses_by_story on uses (story);
create table withdrawn (
  path text primary key, size integer, mtime integer, sha256 text, title text, hidden integer, day text, reason text
) without rowid;
-- The bundles that hold them.
create table withheld (path text, sha256 text, primary key (path, sha256)) without rowid;
"""


_ROWS = {
    "stories": "id",
    "presentations": "story",
    "records": "story",
    "captures": "story",
    "uses": "story",
}
"""Every table that has rows of a story, and the column with its number."""

_ENTRY = "path, title, day, dated, places, reported, captured, summary"
_ENTRY_COLUMNS = 8


def _story_entry(row: tuple[Any, ...]) -> StoryEntry:
    path, title, day, dated, places, reported, captured, summary = row[:_ENTRY_COLUMNS]
    if (
        "\0" in f"{path}{title}{summary}"
    ):  # no text of a page holds one; a part of the file that got lost does
        raise sqlite3.DatabaseError("a row holds what no page does")
    try:
        count = None if reported is None else int(reported)
        return StoryEntry(
            path,
            title,
            day,
            bool(dated),
            tuple(places.split("\n") if places else ()),
            count,
            captured,
            summary,
        )
    except (ValueError, TypeError, AttributeError) as error:
        raise sqlite3.DatabaseError("a row holds no entry of a story") from error


def _withdrawal_notice(row: tuple[Any, ...]) -> WithdrawalNotice:
    path, title, hidden, day, reason = row
    if "\0" in f"{path}{title}{day}{reason}" or not (
        isinstance(day, str) and isinstance(reason, str)
    ):
        raise sqlite3.DatabaseError("a row holds no notice of a withdrawal")
    return WithdrawalNotice(path, title, bool(hidden), day, reason)


def _parsed(text: Any) -> Any:
    try:
        return decode_json(text)
    except (ValueError, TypeError, AttributeError) as error:
        raise sqlite3.DatabaseError("a row holds no JSON") from error


_WRITING, _READING = 20, 4
"""Megabytes of the file that are held: the terms of a story go to many places of the tree, but each
story is read but twice."""


def _tuned(connection: sqlite3.Connection, held: int) -> sqlite3.Connection:
    """A connection with what the file does not remember."""
    # Losing the catalog costs time only, so nothing waits for the disk.
    connection.execute("pragma synchronous = off")
    # What leaves the pages leaves this file as well, and does not stay in the room that is free
    # again.
    connection.execute("pragma secure_delete = on")
    connection.execute(f"pragma cache_size = -{held << 10}")
    return connection


def _within(period: str) -> tuple[str, tuple[str, ...]]:
    """The condition under which a story's day lies in a year or a month, or is not known."""
    return (
        ("where day is null", ())
        if period == "undated"
        else ("where day >= ? and day < ?", (period, f"{period}~"))
    )


class Catalog:
    """An open catalog, held by one build at a time; use it as a context."""

    def __init__(self, path: Path, stamp: str) -> None:
        """Open the file, or make it anew where it is missing, foreign, damaged, or has another stamp.

        Raises StoppedError where another build holds it, or the disk does not take it.
        """
        self._path, self._stamp = path, stamp
        self._terms: dict[Term, int] = {}
        self._ratings: dict[LabelSpan, int] = {}
        self._meant: dict[str | None, dict[str, str]] | None = None
        """The outlets that are known under another name, by the name that a story gives them, and
        by host."""
        self._ordered: tuple[tuple[StoryEntry, ...], dict[int, int]] | None = None
        """Every entry in the order of all, and each story's place among them by its number."""
        self._counted: dict[str, tuple[TermEntry, ...]] = {}
        """The answers of `terms`, for each of which all that stories name is counted."""
        lock = path.with_name(f"{path.name}.lock")
        busy = StoppedError(
            f"another build holds {lock}",
            "Wait until it has ended, or give this one a CACHE_PATH of its own",
        )
        self._lock = contextlib.ExitStack()
        self._lock.enter_context(hold_lock(lock, busy, self._unwritable))
        try:
            self._connection = self._opened()
        except (OSError, sqlite3.OperationalError) as error:
            self._lock.close()
            raise self._unwritable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._connection.close()
        self._lock.close()
        if isinstance(error, sqlite3.DatabaseError):  # making it anew did not help
            raise self._unwritable(error) from error

    def _unwritable(self, error: Exception) -> StoppedError:
        return StoppedError(
            f"the catalog {self._path} cannot be written ({error})",
            "Make room, or name another folder as CACHE_PATH",
        )

    def _opened(self) -> sqlite3.Connection:
        if self._path.exists():
            connection = sqlite3.connect(self._path)
            with contextlib.suppress(sqlite3.DatabaseError):
                if (
                    dict(connection.execute("select key, value from meta")).get("stamp")
                    == self._stamp
                ):
                    return _tuned(connection, _WRITING)
            connection.close()
        return self._made()

    def _made(self) -> sqlite3.Connection:
        for ending in ("", "-journal"):
            Path(f"{self._path}{ending}").unlink(missing_ok=True)
        connection = _tuned(sqlite3.connect(self._path), _WRITING)
        connection.executescript(f"pragma page_size = 16384;\n{_TABLES}")
        connection.execute("insert into meta values ('stamp', ?)", (self._stamp,))
        connection.commit()
        return connection

    @contextlib.contextmanager
    def again(self) -> Iterator[Self]:
        """The same catalog by a connection of its own, for a copy of this process; it must only read."""
        held, self._connection = self._connection, _tuned(sqlite3.connect(self._path), _READING)
        try:
            yield self
        finally:
            self._connection.close()
            self._connection = held

    def renew(self) -> None:
        """Begin again with an empty catalog, since this one proved to be damaged."""
        self._connection.close()
        self._terms.clear()
        self._ratings.clear()
        self._meant = self._ordered = None
        self._counted.clear()
        self._connection = self._made()

    # --- what sync asks ---------------------------------------------------------------------------

    def files(self) -> dict[str, PageFile]:
        """The files that the catalog knows, by path."""
        each = "select path, size, mtime, sha256 from"
        rows = self._connection.execute(
            f"{each} stories union all {each} withdrawn"
        )  # our own words
        return {row[0]: PageFile(*row) for row in rows}

    def synced(self) -> int:
        """When the pages were last looked at, in nanoseconds; 0 for a catalog that is new."""
        return int(dict(self._connection.execute("select key, value from meta")).get("synced", 0))

    def touch(self, file: PageFile) -> None:
        """Note the new time of a file whose bytes are the same."""
        for table in ("stories", "withdrawn"):
            query = f"update {table} set size = ?, mtime = ? where path = ?"  # noqa: S608  # our own words
            self._connection.execute(query, (file.size, file.mtime, file.path))

    def remove(self, path: str) -> None:
        """Forget a page."""
        self._ordered = None
        self._counted.clear()
        for table in ("withdrawn", "withheld"):
            self._connection.execute(f"delete from {table} where path = ?", (path,))  # noqa: S608  # our own words
        for (story,) in self._connection.execute(
            "select id from stories where path = ?", (path,)
        ).fetchall():
            for table, column in _ROWS.items():
                self._connection.execute(f"delete from {table} where {column} = ?", (story,))  # noqa: S608  # our own words

    def put(self, *pages: PageRows) -> None:
        """Keep pages, each in place of what was known of it; many at a time take two thirds of the time."""
        among = "where path in (select value from json_each(:paths))"
        query = f"select path from stories {among} union select path from withdrawn {among}"  # noqa: S608  # our own words
        paths = encode_json([page.path for page in pages])
        for (path,) in self._connection.execute(query, {"paths": paths}).fetchall():
            self.remove(path)
        self._ordered = None
        numbered = list(enumerate(pages, self._last() + 1))
        uses = [
            (self._term(term), story, self._rating(shown))
            for story, page in numbered
            for term, shown in page.uses
        ]
        rows: dict[str, list[tuple[object, ...]]] = {
            "stories": [(story, *page.story) for story, page in numbered],
            "presentations": [(story, page.presentation) for story, page in numbered],
            "records": [(story, *page.records) for story, page in numbered],
            "uses": [*sorted(uses)],  # as they lie there
            "captures": [
                (story, *capture) for story, page in numbered for capture in page.captures
            ],
        }
        for table, each in rows.items():
            if each:
                places = ", ".join("?" * len(each[0]))
                self._connection.executemany(f"insert into {table} values ({places})", each)  # noqa: S608  # our own words

    def _last(self) -> int:
        """The highest number that any story had."""
        found = self._connection.execute(
            "select seq from sqlite_sequence where name = 'stories'"
        ).fetchone()
        return int(found[0]) if found else 0

    def withdraw(self, page: WithdrawnPage) -> None:
        """Keep of a page no more than that its story was withdrawn, in place of what was known of it."""
        file, notice = page.file, page.notice
        shown = self._connection.execute(
            "select 1 from stories where path = ?", (file.path,)
        ).fetchone()
        self.remove(file.path)
        if shown:  # names that it alone had are its words as well
            self._connection.execute(
                "delete from terms where not exists (select 1 from uses where term = id)"
            )
            self._terms.clear()
        row = (
            file.path,
            file.size,
            file.mtime,
            file.sha256,
            notice.title,
            notice.hidden,
            notice.day,
            notice.reason,
        )
        self._connection.execute("insert into withdrawn values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        self._connection.executemany(
            "insert into withheld values (?, ?)", [(file.path, sha256) for sha256 in page.bundles]
        )

    def _term(self, term: Term) -> int:
        """The number under which a term stands; those that no story uses any more keep theirs."""
        if not self._terms:
            for number, *known in self._connection.execute(
                "select id, kind, slug, name, host, at, another from terms"
            ):
                kind, slug, name, host, at, another = known
                self._terms[kind, slug, name, bool(host), at, another] = number
        if term not in self._terms:
            slug, another = term[1], term[5]
            values = (*term, term_slug(another) if another else slug, another or None)
            put = self._connection.execute(
                "insert into terms values (null, ?, ?, ?, ?, ?, ?, ?, ?)", values
            )
            self._terms[term] = int(put.lastrowid or 0)
        return self._terms[term]

    def _rating(self, shown: LabelSpan | None) -> int:
        """The number of a label with its days, 0 where there is none; few stand on very many stories."""
        if not shown:
            return 0
        if not self._ratings:
            rows = self._connection.execute("select step, bias, by, first, last, id from ratings")
            self._ratings = {
                (step, bias, by, first, last): number
                for step, bias, by, first, last, number in rows
            }
        if shown not in self._ratings:
            put = self._connection.execute(
                "insert into ratings values (null, ?, ?, ?, ?, ?)", shown
            )
            self._ratings[shown] = int(put.lastrowid or 0)
        return self._ratings[shown]

    def commit(self, synced: int, aliases: Aliases = outlets.NONE) -> None:
        """Make what was put and removed last; `synced` is the time in nanoseconds when the pages were looked at."""
        self._settle(aliases)
        self._connection.execute("insert or replace into meta values ('synced', ?)", (str(synced),))
        self._connection.commit()
        self._connection.execute("pragma shrink_memory")  # the views ask by other connections

    def _settle(self, aliases: Aliases) -> None:
        """Find out which outlets are one, from all stories and what the archivist says.

        Stories in which an outlet is now known otherwise get new numbers, as if they had changed
        themselves.
        """
        used = "exists (select 1 from uses where term = id)"
        query = f"select slug, name, host, at, known, known_as, id, {used} from terms where kind = 'outlets'"  # noqa: S608
        found = [(outlets.Term(*row[:4]), row[4:]) for row in self._connection.execute(query)]
        shown = outlets.joined([term for term, (*_, used) in found if used], aliases)
        known = outlets.known(shown, self._spelled(set(shown.values())), aliases)
        changed = []
        for term, (*before, number, _) in found:
            meant = known.of(term.slug, term.at) or (term.slug, None)
            if [*meant] != before:
                changed.append((*meant, number))
        self._connection.executemany(
            "update terms set known = ?, known_as = ? where id = ?", changed
        )
        self._renumber([number for *_, number in changed])
        self._meant = self._ordered = None
        self._counted.clear()

    def _spelled(self, slugs: set[str]) -> dict[str, str]:
        """How most stories spell these outlets."""
        query = """
            select slug, name, count(distinct story) from terms join uses on term = id
            where kind = 'outlets' and not host and slug in (select value from json_each(?)) group by slug, name
        """
        return outlets.spellings(
            self._connection.execute(query, (encode_json(sorted(slugs)),)) if slugs else ()
        )

    def _renumber(self, terms: list[int]) -> None:
        """Give the stories that name one of these terms, and were here at the last settling, numbers that none had before."""
        run = self._connection.execute
        settled = int((run("select value from meta where key = 'settled'").fetchone() or ("0",))[0])
        query = "select distinct story from uses where term in (select value from json_each(?)) and story <= ?"
        last = self._last()
        for (story,) in run(query, (encode_json(terms), settled)).fetchall() if terms else ():
            last += 1
            for table, column in _ROWS.items():
                run(f"update {table} set {column} = ? where {column} = ?", (last, story))  # noqa: S608  # our own words
        run("update sqlite_sequence set seq = ? where name = 'stories'", (last,))
        run("insert or replace into meta values ('settled', ?)", (str(last),))

    # --- what views ask ---------------------------------------------------------------------------

    def _select_entries(
        self, rest: str, values: Sequence[object] | Mapping[str, object] = ()
    ) -> tuple[StoryEntry, ...]:
        query = f"select {_ENTRY} from stories {rest}"  # noqa: S608  # our own words, here and below
        return tuple(map(_story_entry, self._connection.execute(query, values)))

    def withdrawn(self) -> tuple[WithdrawalNotice, ...]:
        """What is left of the stories that were withdrawn, the latest first; no other question about stories counts them."""
        query = "select path, title, hidden, day, reason from withdrawn order by day desc, path"
        return tuple(map(_withdrawal_notice, self._connection.execute(query)))

    def withheld(self) -> frozenset[str]:
        """The SHA-256 of every bundle that holds a story which was withdrawn."""
        return frozenset(
            sha256 for (sha256,) in self._connection.execute("select distinct sha256 from withheld")
        )

    def count(self) -> int:
        """The number of stories that are shown."""
        return int(self._connection.execute("select count(*) from stories").fetchone()[0])

    def entries(self) -> Iterator[StoryEntry]:
        """Each story, newest first, those without any day last; streamed."""
        return map(_story_entry, self._connection.execute(f"select {_ENTRY} from stories {_ORDER}"))  # noqa: S608  # our own words

    def presented_from(
        self, first: int, most: int
    ) -> Iterator[tuple[StoryEntry, StoryPresentation]]:
        """So many stories with all that the site tells of them, from the given one on in the order of all."""
        return self._select_presentations(f"{_SOME} {_ORDER}", {"first": first, "most": most})

    def presented_oldest(
        self, first: int, most: int
    ) -> Iterator[tuple[StoryEntry, StoryPresentation]]:
        """The same in the order of `order`."""
        where = f"where id in (select id from stories {_OLDEST} limit :most offset :first)"  # noqa: S608  # our own words
        return self._select_presentations(f"{where} {_OLDEST}", {"first": first, "most": most})

    def presentation(self, number: int) -> StoryPresentation:
        """All that the site tells of one story, by its number as `order` has it."""
        for _, story in self._select_presentations("where id = :number", {"number": number}):
            return story
        raise sqlite3.DatabaseError("a story lost its presentation")

    def _select_presentations(
        self, rest: str, values: dict[str, object]
    ) -> Iterator[tuple[StoryEntry, StoryPresentation]]:
        # As bytes: to take a text of JSON apart costs less than to make it a text first.
        blob = "cast(presentation as blob)"
        query = f"select {_ENTRY}, {blob} from stories join presentations on story = id {rest}"  # noqa: S608  # our own words
        for row in self._connection.execute(query, values):
            try:
                story = parse_presentation(row[_ENTRY_COLUMNS])
            except (ValueError, TypeError) as error:
                raise sqlite3.DatabaseError("a row holds no presentation") from error
            yield _story_entry(row), self._name_outlets(story)

    def _name_outlets(self, story: StoryPresentation) -> StoryPresentation:
        """A story with the outlets under which its own are known."""
        if self._meant is None:
            self._meant = {}
            query = "select name, at, known_as from terms where kind = 'outlets' and known_as is not null"
            for name, at, known_as in self._connection.execute(query):
                self._meant.setdefault(name, {})[at] = known_as
        meant = self._meant
        if not any(article.outlet in meant for article in story.articles):
            return story
        return replace(
            story,
            articles=tuple(
                replace(article, known_as=meant[article.outlet].get(outlet_host(article)))
                if article.outlet in meant
                else article
                for article in story.articles
            ),
        )

    def order(self) -> array[int]:
        """A number of each story, oldest first, undated ones first; one that changed has a number that none had before."""
        rows = self._connection.execute(f"select id from stories {_OLDEST}")  # noqa: S608  # our own words
        return array("q", chain.from_iterable(rows))

    def facts(self, first: int, most: int) -> list[tuple[str | None, str | None, int]]:
        """Days, reported and captured counts of so many stories in the order of `order`."""
        query = f"select day, reported, captured from stories {_OLDEST} limit ? offset ?"  # noqa: S608  # our own words
        return self._connection.execute(query, (most, first)).fetchall()

    def languages(self) -> set[str]:
        """The languages of all stories and their articles."""
        rows = self._connection.execute("select distinct languages from stories")
        return {language for (languages,) in rows for language in languages.split()}

    def remembered(self, key: str) -> Any:
        """A JSON value that an earlier build left here; None where there is none."""
        row = self._connection.execute(
            "select value from meta where key = ?", (f"remembered {key}",)
        ).fetchone()
        return _parsed(row[0]) if row else None

    def remember(self, key: str, value: object) -> None:
        """Leave a JSON value to the next build."""
        self._connection.execute(
            "insert or replace into meta values (?, ?)", (f"remembered {key}", encode_json(value))
        )
        self._connection.commit()

    def captures(self) -> Iterator[tuple[str | None, str, str]]:
        """The captures of all stories, newest first: the story's day, the bundle's SHA-256 and its name; streamed."""
        joined = "select day, captures.sha256, bundle from stories join captures on story = id"
        query = f"{joined} {_ORDER}, captures.rowid"
        yield from self._connection.execute(query)

    def entries_from(self, first: int, most: int) -> tuple[StoryEntry, ...]:
        """So many stories, from the given one on in the order of all."""
        return self._select_entries(f"{_SOME} {_ORDER}", {"first": first, "most": most})

    def latest(self, most: int) -> tuple[StoryEntry, ...]:
        """The newest stories that have a day."""
        return self._select_entries(f"where day is not null {_ORDER} limit ?", (most,))

    def of_month(self, month: str) -> tuple[StoryEntry, ...]:
        """The stories of a month, YYYY-MM."""
        return self._select_entries(f"where day >= ? and day < ? {_ORDER}", (month, f"{month}~"))

    def numbers(self, period: str) -> list[int]:
        """The numbers, as `order` has them, of the stories of a year or a month, or of `undated`, oldest first."""
        where, values = _within(period)
        query = f"select id from stories {where} {_OLDEST}"  # noqa: S608  # our own words
        return [number for (number,) in self._connection.execute(query, values)]

    def records(self, period: str, *, texts: bool) -> Iterator[bytes]:
        """The records of the same stories in the same order, each a line of JSON in UTF-8; streamed."""
        for record in self._offered("coalesce(whole, record)" if texts else "record", period):
            if not isinstance(record, bytes):
                raise sqlite3.DatabaseError("a row holds no record")
            yield record

    def articles(self, period: str) -> Iterator[list[str]]:
        """Their articles, of each story its rows of a table; streamed."""
        return map(_parsed, self._offered("articles", period))

    def _offered(self, column: str, period: str) -> Iterator[Any]:
        where, values = _within(period)
        # as it lies in the file: most of it only goes from there into another one
        offered = f"cast({column} as blob)"
        query = f"select {offered} from stories join records on story = id {where} {_OLDEST}"  # noqa: S608  # our own words
        return (value for (value,) in self._connection.execute(query, values))

    def undated(self) -> tuple[StoryEntry, ...]:
        """The stories of which neither a date nor a time of capture is known."""
        return self._select_entries(f"where day is null {_ORDER}")

    def of_term(self, kind: str, slug: str) -> tuple[StoryEntry, ...]:
        """The stories of an outlet, a place or a topic."""
        if (
            not self._ordered
        ):  # some twenty lists name a story: its entry is read once for all of them
            numbers = self._connection.execute(f"select id from stories {_ORDER}")  # noqa: S608  # our own words
            self._ordered = (
                tuple(self.entries()),
                {number: place for place, (number,) in enumerate(numbers)},
            )
        entries, places = self._ordered
        query = (
            "select distinct story from uses join terms on term = id where kind = ? and known = ?"
        )
        found = sorted(
            [
                places[story]
                for (story,) in self._connection.execute(query, (kind, slug))
                if story in places
            ]
        )
        return tuple([entries[place] for place in found])

    def outlet(self, slug: str) -> OutletDetails:
        """What is known of an outlet beside its stories."""
        of = """
            from terms join uses on term = terms.id left join ratings on rating = ratings.id
            where kind = 'outlets' and known = ?
        """
        counted = "count(distinct story) as stories"
        run = self._connection.execute
        names = run(
            f"select name, {counted} {of} and not host group by name order by stories desc, name",
            (slug,),
        )
        hosts = run(
            f"select at, {counted} {of} and at != '' group by at order by stories desc, at", (slug,)
        )
        labels = run(
            f"""
            select json_group_array(distinct bias), by, min(first), max(last), {counted},
              count(distinct case when first is null then story end)
            {of} group by step, by order by step is null, min(first) is null, min(first), stories desc, step, by
            """,
            (slug,),
        )
        worded = (
            (sorted(bias for bias in _parsed(biases) if bias), *rest) for biases, *rest in labels
        )
        return OutletDetails(
            tuple(names),
            tuple(hosts),
            tuple(OutletLabel(tuple(biases), *rest) for biases, *rest in worded),
        )

    def months(self) -> tuple[tuple[str, int], ...]:
        """The months that have stories, newest first, with their numbers of stories."""
        query = """
            select substr(day, 1, 7) as month, count(*) from stories where day is not null
            group by month order by month desc
        """
        return tuple(self._connection.execute(query))

    def terms(self, kind: str) -> tuple[TermEntry, ...]:
        """The outlets, places or topics, in the order of their names."""
        if kind not in self._counted:
            self._counted[kind] = self._terms_of(kind)
        return self._counted[kind]

    def _terms_of(self, kind: str) -> tuple[TermEntry, ...]:
        names = """
            select known, coalesce(known_as, name) as shown, known_as is not null as given, min(host), max(at),
              count(distinct story) as stories
            from uses join terms on term = id where kind = ? group by known, shown, given
            order by known, given desc, stories desc, shown
        """
        stories = dict(
            self._connection.execute(
                "select known, count(distinct story) from uses join terms on term = id where kind = ? group by known",
                (kind,),
            )
        )
        chosen: dict[str, TermEntry] = {}
        for slug, name, given, host, at, _ in self._connection.execute(names, (kind,)):
            country = at if kind == "places" else ""
            chosen.setdefault(
                slug, TermEntry(slug, name, bool(host) and not given, stories[slug], country)
            )
        return tuple(sorted(chosen.values(), key=lambda count: (count.name.casefold(), count.slug)))
