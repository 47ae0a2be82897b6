"""Page texts of invented stories, as short as a reader takes them."""

from __future__ import annotations

PILOTS = "Harbour Pilots of Vellmark Return to Work After Nine Days"


def text(
    title: str | None = PILOTS,
    *,
    dateline: str = "VELLMARK, MAY 6 – ",
    points: tuple[str, ...] = (
        "The strike began in April 2025, after a night shift of nineteen hours.",
    ),
    reported: int = 9,
    excerpt: str = (
        "The first ship in was late all the same, since nobody could see the breakwater."
    ),
    tail: str = "",
) -> str:
    """A story page in the compact layout."""
    lines = [
        *([title] if title else []),
        (
            f"{dateline}The pilots of Vellmark harbour ended their "
            "strike on Tuesday and took three freighters in before noon."
        ),
        *(f"- {point}" for point in points),
        f"{reported} Articles",
        "Pilots are back, and so is the fog - The Vellmark Gull",
        excerpt,
        "Bias Distribution",
        "- 50% of the sources lean Left",
    ]
    return "\n".join(lines) + "\n" + tail
