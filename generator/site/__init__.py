"""Build the archive's site as a Pelican plugin; no other folder imports Pelican.

`PLUGINS = ["generator.site"]` is enough; with `PELICAN_CLASS` set to
`generator.site.archive.Archive` as well, the last line of a build is the archive's own. The run is
in `build`; `archive` and `pelican_generator` are what Pelican calls. `settings` and `plan` say what
is made, `views`, `story_views`, `feeds`, `data`, `originals` and `search_index` make it,
`rendering` turns views to HTML, `output` and `manifest` write it.
"""

from __future__ import annotations


def register() -> None:
    """Let Pelican make the archive's generator; it calls this for each plugin."""
    from generator.site import archive

    archive.connect_build()
