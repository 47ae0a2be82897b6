"""Tests of generator/convert/."""
