"""Readers of saved pages."""
