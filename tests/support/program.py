"""The program as a user starts it, but within the test's process."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from generator.cli import app as cli


@dataclass(frozen=True)
class Done:
    """How a run ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def counts(self) -> dict[str, int]:
        """The table at the end."""
        rows = (
            line.rsplit(maxsplit=1)
            for line in self.err.splitlines()
            if line.startswith("  ") and line.strip()
        )
        return {name.strip(): int(count) for name, count in rows if count.isdigit()}


def run(*arguments: str | Path, stdin: bytes = b"") -> Done:
    """Run the program with these arguments."""
    out, err = (
        io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2)
    )
    code = 0
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin))),
    ):
        try:
            cli.main([str(argument) for argument in arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1 if end.code else 0
    said = [
        stream.buffer.getvalue().decode("utf-8")
        for stream in (out, err)
        if isinstance(stream.buffer, io.BytesIO)
    ]
    return Done(code, *said)


def tree(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, but the lock and what is known of bundles, with its bytes and when
    it last changed.
    """
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {".lock", ".known"}
    }


def pages(content: Path) -> list[Path]:
    """The pages below a content folder."""
    return sorted((content / "stories").rglob("*.md"))
