"""Write the files for programs: each month's stories as records, each year's articles as a table.

The files stand in `data/` with a description of them all (Data Package, datapackage.org), which has
their sizes and digests. What has not changed since the last build is left as it stands.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from functools import partial
from typing import Any

from generator.catalog.database import Catalog
from generator.records import schema, table
from generator.site.output import OutputWriter
from generator.site.settings import Site
from generator.site.site_files import SiteFile, StreamedFile, UnchangedFile
from generator.site.views import data_view
from generator.story.dates import month_name
from generator.story.fields import fields_of
from generator.story.model import Article

ROOT = "data"
INDEX = f"{ROOT}/index.html"
PACKAGE = f"{ROOT}/datapackage.json"
SCHEMA = "story.schema.json"
CACHE_KEY = "data"
"""The catalog keeps what the last build made under this key."""
UNDATED = "undated"
_PIECE = 1 << 16
"""Bytes from which on a piece of a file is written."""
_TABLE = ".csv"
"""Ends the name of a table, which has a head."""
_MEANS = {
    "story": "The address of the story's own page, else its page in the archive.",
    "story_title": "The story's headline.",
    "story_date": "The story's day.",
    "captured": "When the story was last captured.",
    "n": "The article's number in its story, from 1; empty for a story of which no article was"
    " captured.",
    "label": "The normal form of `bias`; `unknown` says that the outlet is not rated,"
    " nothing that no label is stated.",
}


_KINDS = {"n": "integer", "reposted_by": "integer", "excerpt_truncated": "boolean"}


def _column_schema(name: str) -> dict[str, str]:
    means = _MEANS.get(name) or fields_of(Article)[name].spec.meaning
    return {"name": name, "type": _KINDS.get(name, "string"), "description": means}


_NOT_IN_NAME = re.compile("[^a-z0-9]+")
# By their `type`, tools of Data Package check sizes and sums alone of what is no table.
_RECORDS = {"type": "file", "format": "jsonl", "mediatype": "application/jsonl"}
_ARTICLES = {
    "profile": "tabular-data-resource",
    "format": "csv",
    "mediatype": "text/csv",
    "dialect": {"delimiter": ",", "doubleQuote": True, "header": True},
    "schema": {
        "fields": list(map(_column_schema, table.WITHOUT_TEXTS)),
        "missingValues": [""],
    },
}


def _records_path(period: str) -> str:
    return f"{ROOT}/{period}.jsonl"


def _table_path(year: str) -> str:
    return f"{ROOT}/articles-{year}{_TABLE}"


def _period_words(period: str) -> str:
    return "no day" if period == UNDATED else month_name(period) if "-" in period else period


def _text_file(path: str, text: str) -> StreamedFile:
    return StreamedFile(path, iter((text.encode("utf-8"),)))


Batch = tuple[int, bytes]
"""Some lines of a file, and how many rows they count as."""


def _batch_lines(lines: Iterable[Batch]) -> Iterator[Batch]:
    """Batch lines into pieces that are worth a system call."""
    rows, size, held = 0, 0, list[bytes]()
    for count, data in lines:
        rows += count
        size += len(data)
        held.append(data)
        if size >= _PIECE:
            yield rows, b"".join(held)
            rows, size, held = 0, 0, []
    yield rows, b"".join(held)


@dataclass(frozen=True, slots=True)
class FileSummary:
    """The rows, size and digest of a file, once it is made."""

    key: str
    """The digest of what it was made from."""
    rows: int
    """Stories of a month, articles of a year."""
    size: int
    """Bytes."""
    sha256: str
    time: int = 0
    """When it was written, in nanoseconds."""


class DataFiles:
    """One build's data, in an output in which those of an earlier one may stand, or in none."""

    def __init__(self, site: Site, catalog: Catalog, output: OutputWriter | None = None) -> None:
        self._site, self._catalog, self._output = site, catalog, output
        found = catalog.remembered(CACHE_KEY)
        self._before = (
            {path: FileSummary(*row) for path, row in found.items()}
            if isinstance(found, dict)
            else {}
        )
        self._made: dict[str, FileSummary] = {}
        months = catalog.months()
        undated = catalog.count() > sum(count for _, count in months)
        self._periods = [month for month, _ in months] + [UNDATED] * undated
        self._years = list(
            dict.fromkeys(period if period == UNDATED else period[:4] for period in self._periods)
        )

    # --- the files --------------------------------------------------------------------------------

    def units(self) -> Iterator[Callable[[], Iterator[SiteFile]]]:
        """List every file but those that describe the others; each can be made by itself."""
        if not self._site.data:
            return
        yield from (
            partial(self._file_of_period, _table_path(year), year, self._rows)
            for year in self._years
        )
        yield from (
            partial(self._file_of_period, _records_path(period), period, self._records)
            for period in self._periods
        )

    def _file_of_period(
        self, path: str, period: str, lines: Callable[[str], Iterator[Batch]]
    ) -> Iterator[SiteFile]:
        key = self._source_digest(period)
        before = self._before.get(path)
        if (
            before
            and before.key == key
            and self._output
            and self._output.changed_at(path) == before.time
        ):
            self._made[path] = before
            yield UnchangedFile(path)
        else:
            yield StreamedFile(path, self._summarize(path, key, lines(period)))

    def _source_digest(self, period: str) -> str:
        """Digest what a file is made from; a story that changed has a number of its own."""
        numbers = ",".join(map(str, self._catalog.numbers(period)))
        return hashlib.sha256(f"{self._site.texts} {numbers}".encode()).hexdigest()

    def _records(self, period: str) -> Iterator[Batch]:
        return (
            (1, b"%b\n" % record)
            for record in self._catalog.records(period, texts=self._site.texts)
        )

    def _rows(self, year: str) -> Iterator[Batch]:
        # Full texts, which may be long, stand in the records alone.
        yield 0, table.csv([table.WITHOUT_TEXTS]).encode("utf-8")
        yield from (
            (len(rows), "".join(rows).encode("utf-8")) for rows in self._catalog.articles(year)
        )

    def _summarize(self, path: str, key: str, lines: Iterator[Batch]) -> Iterator[bytes]:
        digest, rows, size = hashlib.sha256(), 0, 0
        for count, piece in _batch_lines(lines):
            rows += count
            size += len(piece)
            digest.update(piece)
            yield piece
        self._made[path] = FileSummary(key, rows, size, digest.hexdigest())

    # --- what describes them ----------------------------------------------------------------------

    def cache_value(self) -> dict[str, Any]:
        """Give what this share made or kept, for the next build and for `add_share`.

        To be called once all is written.
        """
        time = self._output.changed_at if self._output else lambda _: 0
        return {path: astuple(replace(made, time=time(path))) for path, made in self._made.items()}

    def add_share(self, left: dict[str, Any]) -> None:
        """Take over what a share made or kept."""
        self._made |= {path: FileSummary(*row) for path, row in left.items()}

    def description_files(self) -> Iterator[SiteFile]:
        """List the files that describe the others, once all of these are added."""
        if not self._site.data:
            return
        yield _text_file(f"{ROOT}/{SCHEMA}", schema.text())
        yield _text_file(PACKAGE, f"{json.dumps(self._package(), ensure_ascii=False, indent=1)}\n")
        yield data_view(
            self._site,
            self._rows_of(self._periods, _records_path),
            self._rows_of(self._years, _table_path),
        )

    def _rows_of(
        self, periods: Iterable[str], path: Callable[[str], str]
    ) -> list[dict[str, object]]:
        found = ((path(period), self._made[path(period)]) for period in periods)
        return [{"address": path, "rows": made.rows, "size": made.size} for path, made in found]

    def _package(self) -> dict[str, Any]:
        about = {"homepage": self._site.url} if self._site.url else {}
        resources = [
            self._resource(_records_path(period), f"Stories of {_period_words(period)}", _RECORDS)
            for period in self._periods
        ]
        resources += [
            self._resource(_table_path(year), f"Articles of {_period_words(year)}", _ARTICLES)
            for year in self._years
        ]
        described = {
            "name": "schema",
            "type": "json",
            "path": SCHEMA,
            "title": "The schema of the stories",
            "mediatype": "application/schema+json",
        }
        plain = unicodedata.normalize("NFKD", self._site.name).encode("ascii", "ignore").decode()
        name = _NOT_IN_NAME.sub("-", plain.lower()).strip("-")
        return {
            "profile": "data-package",
            "name": name or "story-archive",
            "title": self._site.name,
            **about,
            "resources": [*resources, described],
        }

    def _resource(self, path: str, title: str, kind: dict[str, Any]) -> dict[str, Any]:
        made, file = self._made[path], path.removeprefix(f"{ROOT}/")
        own = {"name": file.rpartition(".")[0], "path": file, "title": title}
        return {
            **own,
            **kind,
            "encoding": "utf-8",
            "bytes": made.size,
            "hash": f"sha256:{made.sha256}",
        }


def write_data_file(output: OutputWriter, made: StreamedFile | UnchangedFile) -> None:
    """Write a file, or leave it as it stands."""
    if isinstance(made, UnchangedFile):
        output.keep_file(made.path)
        return
    with output.stream(made.path) as into:
        for piece in made.pieces:
            into.write(piece)
