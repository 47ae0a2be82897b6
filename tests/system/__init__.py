"""Tests of generator/system/."""
