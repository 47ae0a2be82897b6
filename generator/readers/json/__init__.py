"""Readers of JSON, and what they share."""
