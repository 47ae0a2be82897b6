"""Build the site anew whenever something that it is made from changes.

Each step is a process of its own, as in `make html`: what a settings file or a template did to one
build does not reach the next one.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from generator.errors import StoppedError, visible
from generator.system.atomic import BESIDE
from generator.system.file_state import FileState, file_state

CONTENT, THEME, SETTINGS = Path("content"), Path("theme"), Path("pelicanconf.py")
BUNDLES, STORIES, PAGES, OUTLETS = (
    CONTENT / name for name in ("bundles", "stories", "pages", "outlets.toml")
)

CONVERT = ("generator", "convert")
BUILD = ("pelican", str(CONTENT), "--settings", str(SETTINGS), "--fatal", "errors")
_CONVERTED = (0, 3)
"""Exit codes of `convert` after which there is a site to build; 3: some bundles had problems."""
_POLL_SECONDS = 0.1
"""Time between two looks at whether to stop."""

FolderState = dict[str, FileState]
"""The files of some folders, each with its size and the time of its last change."""


class Stop:
    """A request to stop, which a signal makes.

    This is no `threading.Event`: a handler could find its lock held by the code that it interrupts.
    """

    def __init__(self) -> None:
        self._set = False

    def set(self, *_: object) -> None:
        """Ask to stop."""
        self._set = True

    def is_set(self) -> bool:
        """Check whether to stop."""
        return self._set


def look_at(*places: Path) -> FolderState:
    """Return the state of files, and of all files below folders.

    Files that editors and this program keep beside others are left out.
    """
    return {
        str(path): found
        for place in places
        for path in (_files_below(place) if place.is_dir() else (place,))
        if not path.name.startswith(".") and not path.name.endswith(("~", BESIDE))
        if (found := file_state(path))  # it may be gone meanwhile
    }


def _files_below(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name != "__pycache__"
        ]
        yield from (Path(base, name) for name in names)


class Builder:
    """Builds the site of the current folder, and remembers from what the last build was made."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._converted: FolderState | None = None
        self._built: FolderState = {}

    def changed(self) -> list[str]:
        """List the files that differ from those of the last build, failed or not."""
        now = look_at(BUNDLES, STORIES, PAGES, OUTLETS, THEME, SETTINGS)
        return sorted(
            name for name in {*now, *self._built} if now.get(name) != self._built.get(name)
        )

    def settings_changed(self) -> bool:
        """Check whether the settings differ from those of the last build.

        They are one file, and can be looked at often.
        """
        return look_at(SETTINGS).get(str(SETTINGS)) != self._built.get(str(SETTINGS))

    def build(self) -> bool:
        """Convert if bundles or pages changed, then build; return whether both worked.

        The processes print what is wrong.
        """
        # Bundles are looked at before they are converted, the rest afterwards: so the next build
        # takes what a person changes meanwhile, but not what convert itself wrote.
        bundles = look_at(BUNDLES)
        done = True
        if {**bundles, **look_at(STORIES)} != self._converted:
            done = self._run(CONVERT) in _CONVERTED
            self._converted = {**bundles, **look_at(STORIES)} if done else None
        self._built = {**bundles, **look_at(STORIES, PAGES, OUTLETS, THEME, SETTINGS)}
        return done and self._run(BUILD) == 0

    def _run(self, command: tuple[str, ...]) -> int | None:
        """Run a command and return its exit code; None if it was stopped."""
        if self._stop.is_set():
            return None
        # In a session of its own, so that Ctrl-C reaches this program alone, which then ends the
        # whole of it.
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-m", *command], stdin=subprocess.DEVNULL, start_new_session=True
        )
        while not self._stop.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(_POLL_SECONDS)
        _end_process(process)
        return None


def _end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started."""
    for word in ("SIGTERM", "SIGKILL"):
        with contextlib.suppress(OSError):  # it ended by itself
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, getattr(signal, word))
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)
            return


def check_folder() -> None:
    """Raise StoppedError if the current folder is no archive."""
    for place in (SETTINGS, CONTENT, THEME):
        if not place.exists():
            raise StoppedError(f"there is no {place} here", "Go to the archive's folder first")


def rebuild(stop: Stop, built: Callable[[], None], say: Callable[[str], None]) -> None:
    """Build now, and again at each change, until stopped.

    `built` is called after each build that worked.
    Raises StoppedError if the folders cannot be watched.
    """
    builder = Builder(stop)

    def build() -> None:
        if builder.build():
            built()
        elif not stop.is_set():
            say("The site stays as it was. Mend what is named above; the site is then built again.")

    build()
    for due in _watch_changes(stop, builder):
        names = builder.changed() if due else []
        if names:
            more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            say(f"Changed: {visible(names[0])}{more}. Building.")
            build()


def _watch_changes(stop: Stop, builder: Builder) -> Iterator[bool]:
    """Yield, about once a second, whether to look for changes.

    True the first time, at each change in the folders, and when the settings changed.
    """
    import watchfiles

    first = True  # what changed between the first build and the beginning of this watch
    try:
        for events in watchfiles.watch(
            CONTENT,
            THEME,
            watch_filter=None,
            step=150,
            rust_timeout=1000,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        ):
            yield first or bool(events) or builder.settings_changed()
            first = False
    except (OSError, RuntimeError) as error:
        hint = "Set WATCHFILES_FORCE_POLLING=true in the environment"
        raise StoppedError(f"the folders cannot be watched ({error})", hint) from error
