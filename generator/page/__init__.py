"""A story as a Markdown page, both ways, and the store of pages on the disk."""
