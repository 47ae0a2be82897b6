"""Tests of generator/bundles/."""
