"""Tests of generator/readers/html/."""
