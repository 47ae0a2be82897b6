"""The site built anew whenever something that it is made from changes.

Each step is a process of its own, as `make html` has it: what a settings file or a template did to
one build is gone with it.
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
_DONE = (0, 3)
"""What `convert` ends with where there is something to build; 3 means that some bundles had
problems."""
_BREATH = 0.1
"""Seconds between two looks at whether to stop."""

State = dict[str, FileState]
"""Each file with its size and the time of its last change."""


class Stop:
    """Set by a signal. No `threading.Event`: a handler could find its lock held by the very code that it interrupts."""

    def __init__(self) -> None:
        self._set = False

    def set(self, *_: object) -> None:
        """End what is under way."""
        self._set = True

    def is_set(self) -> bool:
        """Whether to end."""
        return self._set


def state(*places: Path) -> State:
    """The state of files, and of all files below folders; what editors and this program keep beside them is left out."""
    return {
        str(path): seen
        for place in places
        for path in (_below(place) if place.is_dir() else (place,))
        if not path.name.startswith(".") and not path.name.endswith(("~", BESIDE))
        if (seen := file_state(path))  # it may be gone meanwhile
    }


def _below(folder: Path) -> Iterator[Path]:
    for base, folders, names in os.walk(folder, followlinks=True):
        folders[:] = [
            name for name in folders if not name.startswith(".") and name != "__pycache__"
        ]
        yield from (Path(base, name) for name in names)


class Builder:
    """Builds the site of the folder one stands in, and knows from what the last build was made."""

    def __init__(self, stop: Stop) -> None:
        self._stop = stop
        self._converted: State | None = None
        self._built: State = {}

    def changed(self) -> list[str]:
        """The files that are not as the last build, failed or not, found them."""
        now = state(BUNDLES, STORIES, PAGES, OUTLETS, THEME, SETTINGS)
        return sorted(
            name for name in {*now, *self._built} if now.get(name) != self._built.get(name)
        )

    def settings_changed(self) -> bool:
        """Whether the settings are among them; they are one file, and looked at while nothing else happens."""
        return state(SETTINGS).get(str(SETTINGS)) != self._built.get(str(SETTINGS))

    def build(self) -> bool:
        """Convert where bundles or pages changed, then build; whether that is done. The processes say what is wrong."""
        # Bundles are looked at before they are converted, the rest after it: what a person changes
        # meanwhile is seen to differ and built next, what convert itself wrote is not.
        bundles = state(BUNDLES)
        done = True
        if {**bundles, **state(STORIES)} != self._converted:
            done = self._run(CONVERT) in _DONE
            self._converted = {**bundles, **state(STORIES)} if done else None
        self._built = {**bundles, **state(STORIES, PAGES, OUTLETS, THEME, SETTINGS)}
        return done and self._run(BUILD) == 0

    def _run(self, command: tuple[str, ...]) -> int | None:
        """The status with which a command ended; none where it was ended."""
        if self._stop.is_set():
            return None
        # In a session of its own, so that Ctrl-C reaches this program alone, which then ends the
        # whole of it.
        process = subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, "-m", *command], stdin=subprocess.DEVNULL, start_new_session=True
        )
        while not self._stop.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                return process.wait(_BREATH)
        _end(process)
        return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it started."""
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
    """Raise StoppedError where there is nothing to build from here."""
    for place in (SETTINGS, CONTENT, THEME):
        if not place.exists():
            raise StoppedError(f"there is no {place} here", "Go to the archive's folder first")


def rebuild(stop: Stop, built: Callable[[], None], say: Callable[[str], None]) -> None:
    """Build now, and again at each change, until stopped; `built` is called after each build that is done.

    Raises StoppedError where its folders cannot be watched.
    """
    builder = Builder(stop)

    def build() -> None:
        if builder.build():
            built()
        elif not stop.is_set():
            say("The site stays as it was. Mend what is named above; the site is then built again.")

    build()
    for due in _changes(stop, builder):
        names = builder.changed() if due else []
        if names:
            more = f" and {len(names) - 1:,} more" if len(names) > 1 else ""
            say(f"Changed: {visible(names[0])}{more}. Building.")
            build()


def _changes(stop: Stop, builder: Builder) -> Iterator[bool]:
    """Whether to look for changes: once at first, at each change below the folders, and when the settings changed."""
    import watchfiles

    first = True  # what changed between the first build and the beginning of this watch
    try:
        for seen in watchfiles.watch(
            CONTENT,
            THEME,
            watch_filter=None,
            step=150,
            rust_timeout=1000,
            yield_on_timeout=True,
            stop_event=stop,
            raise_interrupt=False,
        ):
            yield first or bool(seen) or builder.settings_changed()
            first = False
    except (OSError, RuntimeError) as error:
        hint = "Set WATCHFILES_FORCE_POLLING=true in the environment"
        raise StoppedError(f"the folders cannot be watched ({error})", hint) from error
