"""Bundles: how they are found, opened, bounded and read."""
