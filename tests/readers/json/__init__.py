"""Tests of generator/readers/json/."""
