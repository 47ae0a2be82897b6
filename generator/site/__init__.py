"""Build the archive's site as a Pelican plugin; no other folder imports Pelican.

`PLUGINS = ["generator.site"]` is enough; with `PELICAN_CLASS` set to
`generator.site.archive.Archive` as well, the last line of a build is the archive's own.
"""

from __future__ import annotations


def register() -> None:
    """Let Pelican make the archive's generator; it calls this for each plugin."""
    from generator.site import archive

    archive.register()
