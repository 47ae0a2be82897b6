"""Tests of generator/page/."""
