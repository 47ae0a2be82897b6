"""Tests of generator/readers/kite/."""
