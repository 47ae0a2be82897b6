"""The files of the index as scripts, which a page loads even where it may fetch nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from generator.system.compact_json import encode_json

FORMAT = 4
"""The format of all files of the index; a reader knows one."""


def _encode_payload(value: object) -> str:
    # The two line ends of Unicode are line ends in a script as well, for engines older than 2019.
    return encode_json(value).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _script_call(file: str, payload: str) -> str:
    return f'storyIndex.file("{file}",{payload})\n'


def name_folder(texts: Iterable[str]) -> str:
    """Name a folder by a digest of what it holds."""
    found = hashlib.blake2b(f"{FORMAT}".encode(), digest_size=6)
    for text in texts:
        found.update(f"{len(text)} {text}".encode())
    return found.hexdigest()


@dataclass(frozen=True, slots=True)
class ScriptFolder:
    """A folder of the index: its name, and what each file holds, as JSON."""

    name: str
    files: dict[str, str]

    def paths(self) -> list[str]:
        """The files, below `search/`."""
        return [f"{self.name}/{file}.js" for file in self.files]

    def scripts(self) -> Iterator[tuple[str, str]]:
        """The files by path below `search/`, as scripts that hand over what they hold."""
        for path, payload in zip(self.paths(), self.files.values(), strict=True):
            yield path, _script_call(path.removesuffix(".js"), payload)


def build_folder(files: Iterable[tuple[str, object]]) -> ScriptFolder:
    """Build a folder of files, given by name without ending; it is named by what they hold."""
    payloads = {file: _encode_payload(value) for file, value in files}
    return ScriptFolder(name_folder(chain.from_iterable(payloads.items())), payloads)


def manifest_script(stories: int, entries: Sequence[Mapping[str, Any]], held: Sequence[str]) -> str:
    """Write the script that names all others.

    It has the segments, and the folders of what found stories show, oldest first.
    """
    told = {
        "format": FORMAT,
        "stories": stories,
        "segments": list(entries),
        "folders": " ".join(held),
    }
    return f"storyIndex.manifest({_encode_payload(told)})\n"
