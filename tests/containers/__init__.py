"""Tests of generator/containers/."""
