"""One build, from Pelican's first signal to the line that reports it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import Pelican, signals

from generator.errors import unwritable
from generator.site.failures import build_failure, stop_with_sentence
from generator.site.pelican_generator import StoriesGenerator
from generator.site.rendering import prepare_environment

_FATAL = "Warning or error encountered"
"""Pelican's log raises this under `--fatal`, once it has said what is wrong."""


class _SignalHandlers:
    """Answers Pelican's signals for the build that is under way."""

    def __init__(self) -> None:
        self._generator: StoriesGenerator | None = None
        self._static: list[str] = []

    def prepare_generator(self, generator: Any) -> None:
        """Prepare a generator's templates, which the hand-written pages share."""
        prepare_environment(generator.env)
        if isinstance(generator, StoriesGenerator):
            if self._generator:  # of a build that failed, where Pelican builds again by itself
                self._generator.output.release()
            self._generator = generator
            self._static = []

    def list_written(self, path: str, **_: object) -> None:
        """List a file that Pelican wrote; what the archive's generator writes, it knows itself."""
        if self._generator and not self._generator.building:
            self._generator.output.list_pelicans(
                Path(path).relative_to(self._generator.output.root).as_posix()
            )

    def list_static(self, generator: Any) -> None:
        """Take note of the static files of the theme and of the content."""
        given = {str(file.save_as): str(file.source_path) for file in generator.staticfiles}
        self._static = [*_theme_files(generator), *given]
        if self._generator:
            self._generator.check_static_files(given)

    def finish_output(self, pelican: Pelican) -> None:
        """Remove what vanished, and report unless Pelican's class does."""
        if not self._generator:
            return
        with stop_with_sentence():
            for path in self._static:
                self._generator.output.list_pelicans(Path(path).as_posix())
            self._generator.output.finish()
        if not isinstance(pelican, Archive):
            self.report()

    def report(self) -> None:
        """Say what the build did."""
        if self._generator:
            if not self._generator.settings["SITEURL"]:
                print(  # noqa: T201  # a line of the command
                    "SITEURL is not set: no feed, no sitemap and no canonical addresses were"
                    " written."
                )
            print(self._generator.report())  # noqa: T201  # the last line of the command


def _theme_files(generator: Any) -> Iterator[str]:
    """List the paths in the output of the theme's static files, as Pelican copies them."""
    folder = generator.settings["THEME_STATIC_DIR"]
    for given in generator.settings["THEME_STATIC_PATHS"]:
        source = Path(generator.theme, given)
        for root, _, names in os.walk(source):
            yield from (
                f"{folder}/{(Path(root, name)).relative_to(source).as_posix()}" for name in names
            )


class Archive(Pelican):  # type: ignore[misc]  # Pelican carries no types
    """Pelican, with the archive's own counts as the last line of a build."""

    def run(self) -> None:
        """Build the site; an interrupt ends it with the status that shells give it."""
        try:
            super().run()
        except KeyboardInterrupt:
            raise SystemExit(128 + signal.SIGINT) from None
        except RuntimeError as error:
            if str(error) != _FATAL:
                raise
            raise build_failure("Pelican says above what is wrong.") from None
        except OSError as error:
            raise build_failure(f"{unwritable(error, error.filename)}.") from None
        _HANDLERS.report()


_HANDLERS = _SignalHandlers()


def connect_build() -> None:
    """Connect the build to Pelican's signals."""
    signals.get_generators.connect(_archive_generators)
    signals.generator_init.connect(_HANDLERS.prepare_generator)
    signals.content_written.connect(_HANDLERS.list_written)
    signals.static_generator_finalized.connect(_HANDLERS.list_static)
    signals.finalized.connect(_HANDLERS.finish_output)


def _archive_generators(_: Pelican) -> type[StoriesGenerator]:
    return StoriesGenerator
