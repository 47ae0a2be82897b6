"""Pages in SQLite: a cache that answers the questions of the views."""
