"""A story as a record, the schema of records, and articles as a table."""
