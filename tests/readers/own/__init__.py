"""Tests of generator/readers/own/."""
