"""Where the repository stands."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The folder with `generator/`, `theme/`, `content/` and `tests/`."""
