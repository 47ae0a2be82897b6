"""Tests of generator/readers/story_page/."""
