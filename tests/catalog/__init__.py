"""Tests of generator/catalog/."""
