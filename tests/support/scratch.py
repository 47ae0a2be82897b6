"""A small archive in a folder of its own, with the project's settings, theme and Makefile."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.invented import text
from tests.support.repository import ROOT

KEPT = (
    "pelicanconf.py",
    "publishconf.py",
    "Makefile",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
)


FAILED = "The site stays as it was. Mend what is named above; the site is then built again."
"""What a build that fails ends with."""


def archive(folder: Path) -> Path:
    """Make one of a single bundle and a hand-written page, in a folder that is not there yet."""
    for place in ("content/bundles", "content/pages"):
        (folder / place).mkdir(parents=True)
    for name in KEPT:
        shutil.copy2(ROOT / name, folder / name)
    shutil.copytree(ROOT / "theme", folder / "theme")
    (folder / "content/bundles/pilots.txt").write_text(text(), encoding="utf-8")
    (folder / "content/pages/about.md").write_text(
        "Title: About\n\nFirst words.\n", encoding="utf-8"
    )
    return folder


def make(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run make there with this environment's programs, which it is not to install anew."""
    stamps = folder / ".cache/environment"
    stamps.mkdir(parents=True, exist_ok=True)
    for name in (".installed", ".installed-dev"):
        (stamps / name).touch()
    # As from a person's shell, also where these tests run below make, which then tells which
    # folders it enters.
    unset = {"SITEURL", "CNAME", "PUSH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    given = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        ["make", f"VENV={stamps}", f"BIN={Path(sys.executable).parent}", *arguments],
        cwd=folder, env={**given, **environment}, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip


@dataclass(frozen=True)
class Serving:
    """`story-archive serve` at work in the folder of an archive."""

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        """Everything that it and its builds have said."""
        return (self.folder / "said").read_text(encoding="utf-8", errors="replace")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(re.findall(r"http://127\.0\.0\.1:(\d+)/", self.said)[0])

    def built(self, times: int) -> None:
        """Wait until it has built so many times; a build that fails is not waited out."""
        failed = self.said.count(FAILED)
        self.until(lambda: self.said.count("Built;") >= times or self.said.count(FAILED) > failed)
        assert self.said.count("Built;") == times, self.said

    def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, for a minute at most."""
        end = time.monotonic() + 60
        while not holds():
            assert time.monotonic() < end, self.said
            assert self.process.poll() is None, self.said
            time.sleep(0.02)

    def end(self, by: signal.Signals = signal.SIGINT) -> int:
        """End it as a person does, and give its exit code."""
        self.process.send_signal(by)
        return self.process.wait(20)


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """The program on a port of its own choice; it does not outlive the block."""
    command = [sys.executable, "-m", "generator", "serve", "--port", "0"]
    with (folder / "said").open("wb") as said:
        process = subprocess.Popen(
            command, cwd=folder, stdout=said, stderr=said, env={**os.environ, "COLUMNS": "400"}
        )
    try:
        yield Serving(folder, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        finally:
            process.kill()
