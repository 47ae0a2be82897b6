"""Files that hold several bundles, told by their content and read without unpacking to a disk.

| container | its members |
|---|---|
| zip, tar | its files |
| gzip, bzip2, xz, zstd | the one file that was compressed, or the tar or WARC in it |
| WARC | the pages that a crawler fetched |
| WACZ | the pages of its WARC files |
| MHTML | the page |

- `walk` reads a container and those inside it; `formats` tells what a file is by its first bytes.
- `zip`, `tar`, `mhtml`, `warc` (with `warc_records` and `http_responses`), `wacz` and `compression`
  read one format each.
- `events` holds what is read: members, faults, notes. `streams` and `budget` bound the reading.
- `member_names` refuses harmful names, `companions` knows pictures and the like, and
  `member_sidecars` finds the sidecars of members.
"""
