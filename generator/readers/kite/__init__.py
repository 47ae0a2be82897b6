"""Readers of Kite's clusters and feeds."""
