"""Tests of generator/readers/."""
