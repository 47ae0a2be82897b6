"""Text as rows of cells (RFC 4180), each with the line in which it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.errors import BundleError

_CELL = re.compile(r'"((?:[^"]++|"")*+)"|([^",\n][^,\n]*+|)')
"""A quoted cell, or one that ends with its line."""


def csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text whose line ends are unified, without those that are empty.

    Raises BundleError at a cell with a quotation mark that does not end, or behind which something
    stands.
    """
    line, start, cells = 1, 0, list[str]()
    begins = line
    while start < len(text):
        match = _CELL.match(text, start)
        end = match.end() if match else start
        if match is None or text[end : end + 1] not in (",", "\n", ""):
            raise BundleError(
                f"the quotation marks of a cell are wrong in line {line:,}",
                'Write a cell with commas, quotation marks or line ends as "…", and a quotation mark in it as two',
            )
        quoted = match[1]
        cells.append(match[2] if quoted is None else quoted.replace('""', '"'))
        line += match[0].count("\n")
        if text[end : end + 1] != ",":
            line += 1
            if cells != [""]:
                yield begins, cells
            begins, cells = line, []
        start = end + 1
    if cells:  # the text ends behind a comma
        yield begins, [*cells, ""]
