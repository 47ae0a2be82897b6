"""The Chromium in which the tests walk the site: `python -m tests.support.browser` finds one or
installs one.

$CHROMIUM comes first, then what is on PATH, then the one that Playwright installed.
One that has started once is remembered in `.cache/chromium`, so that the next search costs nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.support.repository import ROOT

REMEMBERED = ROOT / ".cache" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_APT = (
    ("apt-get", "update", "-qq"),
    # A browser without any font shows no text; this one has Latin, Greek, Cyrillic, Hebrew and
    # Arabic.
    ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"),
)


class NoBrowserError(Exception):
    """There is no Chromium; the words say what was looked for and what to try."""


def _starts(path: str | Path) -> bool:
    """Whether it really runs: some distributions leave a script of that name that only points to
    another shop.
    """
    try:
        run = subprocess.run([path, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return run.returncode == 0


def _of_playwright() -> str:
    # Only its driver knows where Playwright keeps browsers on this system; asking it takes half a
    # second.
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def _candidates() -> Iterator[str]:
    yield from filter(None, map(shutil.which, NAMES))
    yield _of_playwright()


def _named() -> Path | None:
    """The one that $CHROMIUM names; where it names one that does not run, no other takes its
    place.
    """
    name = os.environ.get("CHROMIUM")
    if not name:
        return None
    found = shutil.which(name)
    if not found or not _starts(found):
        raise NoBrowserError(
            f"$CHROMIUM is {name!r}, which does not start. Set it to a Chromium, or unset it."
        )
    return Path(found)


def _remembered() -> Path | None:
    try:
        path = Path(REMEMBERED.read_text(encoding="utf-8").strip())
    except OSError:
        return None
    return path if os.access(path, os.X_OK) and path.is_file() else None


def _search() -> Path | None:
    found = next((Path(path) for path in _candidates() if _starts(path)), None)
    if found:
        REMEMBERED.parent.mkdir(exist_ok=True)
        beside = REMEMBERED.with_name(f"chromium.{os.getpid()}")
        beside.write_text(f"{found}\n", encoding="utf-8")
        beside.replace(REMEMBERED)
    return found


def find() -> Path:
    """The Chromium to use; raises NoBrowserError where there is none."""
    found = _named() or _remembered() or _search()
    if not found:
        raise NoBrowserError(
            f"No Chromium was found: $CHROMIUM is not set, PATH has none of {', '.join(NAMES)}, Playwright has installed none. "
            "Run `make browser`, or install Chromium and try again."
        )
    return found


def _is_debian() -> bool:
    """Only Debian's own package holds a browser; that of its children may be a pointer to a
    snap.
    """
    release = Path("/etc/os-release")
    return release.is_file() and "ID=debian" in release.read_text(encoding="utf-8").splitlines()


def _run(*command: str) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return (
            subprocess.run(
                command, env=environment, stdout=subprocess.DEVNULL, check=False
            ).returncode
            == 0
        )
    except OSError:
        return False


def install() -> Path:
    """Install a Chromium, with apt-get as root on Debian, else Playwright's own; raises
    NoBrowserError where that fails.
    """
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if not (root and _is_debian() and all(_run(*command) for command in _APT)):
        libraries = ["--with-deps"] if root else []
        _run(sys.executable, "-m", "playwright", "install", *libraries, "--no-shell", "chromium")
    return find()


def main() -> None:
    """Find a Chromium, else install one, and say which; end with a sentence where there is none."""
    try:
        try:
            found = find()
        except NoBrowserError:
            if os.environ.get("CHROMIUM"):
                raise
            sys.stderr.write("No Chromium here; installing one.\n")
            found = install()
    except NoBrowserError as error:
        sys.exit(str(error))
    sys.stdout.write(f"The browser is {found}.\n")


if __name__ == "__main__":
    main()
