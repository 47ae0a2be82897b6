"""Bundles: found on the disk, opened, read and bounded.

- `finding`: the files that are bundles, each with its sidecar, and their bytes
- `opening`: a bundle's file as parts: itself, or the members of a container
- `sidecars`: what an archivist states of a bundle in a file beside it
- `reconciling`: one content from the ways in which a saved page tells its story
- `bounds`: rejects stories that exceed the limits
"""
