"""The fingerprint of the program, by which caches know what made them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_LIBRARIES = ("markdown", "nh3", "pycountry", "pyyaml", "py3langid", "pystemmer")
"""Those on whose version the cached values depend."""


def cache_file(cache: Path, folder: Path, kind: str, ending: str) -> Path:
    """Name a file in a cache that belongs to one folder: two archives may share the cache."""
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return cache / f"{kind}-{name}.{ending}"


@cache
def program_fingerprint(package: Path) -> str:
    """Digest the program's files and the versions of the libraries that it renders with.

    Made once, so that it is of the program that runs, whatever becomes of its files meanwhile.
    """
    digest = hashlib.sha256(" ".join(map(version, _LIBRARIES)).encode())
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
