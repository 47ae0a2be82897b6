"""One run of `convert`, from bundles to pages.

- `run`: the run in one screen, its options, and what it reports
- `reading`: bundles read in processes with bounds, each story drafted as a page
- `pages`: the pages that a run finds, assembles and writes
- `cache`: what earlier runs made of bundles that are as they were
"""
