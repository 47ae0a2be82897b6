"""One run of convert, from bundles to pages."""
