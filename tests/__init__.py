"""Tests of the program; each says its rule."""
