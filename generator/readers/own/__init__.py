"""Readers of the archive's own records and tables."""
