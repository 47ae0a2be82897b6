"""The fingerprint of the program, by which caches know what made them."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path


def cached(cache: Path, folder: Path, kind: str, ending: str) -> Path:
    """A file in a cache that belongs to one folder, so that two archives with one cache do not disturb each other."""
    name = hashlib.sha256(str(folder.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return cache / f"{kind}-{name}.{ending}"


@cache
def stamp(package: Path) -> str:
    """What the catalog's rows depend on beside the pages: the program's files and what it renders with.

    Taken once, so that it is the program that runs, whatever becomes of its files meanwhile.
    """
    digest = hashlib.sha256(
        " ".join(
            map(version, ("markdown", "nh3", "pycountry", "pyyaml", "py3langid", "pystemmer"))
        ).encode()
    )
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()
