"""Readers of a story page as text."""
