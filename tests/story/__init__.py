"""Tests of generator/story/."""
