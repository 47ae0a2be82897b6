"""Make static/js/search.js, which sites publish: the scripts beside this file as one, minified.

Run `make scripts` after a change; a test holds the result against these files.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from generator.search.fields import FACETS, ResultArticle, ResultRow

FOLDER = Path(__file__).parent
MADE = FOLDER.parent / "static" / "js" / "search.js"
PARTS = ("words", "query", "index", "answers", "cards", "page")
"""In the order in which they need each other."""
NAMES = {
    "STORY_COLUMNS": ", ".join(ResultRow._fields),
    "ARTICLE_COLUMNS": ", ".join(ResultArticle._fields),
    "FACET_SIGNS": ", ".join(f'{facet}: "{sign}"' for facet, sign in FACETS.items()),
    "FACET_NAMES": " ".join(FACETS),
}
"""What the index declares once, by the words that stand for it in the scripts."""
_NAME = re.compile(rf"\b({'|'.join(NAMES)})\b")


def source() -> str:
    """All parts as one script, with the names that the index declares."""
    parts = "\n".join((FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in PARTS)
    return _NAME.sub(lambda found: NAMES[found[1]], parts)


def mark(script: str) -> str:
    """The first line of the result, which tells what it was made of."""
    digest = hashlib.blake2b(script.encode(), digest_size=6).hexdigest()
    return f"// Made by `make scripts` from theme/scripts, {digest}; licence: MIT.\n"


def main() -> None:
    """Write the result."""
    import minify

    script = source()
    MADE.write_text(
        mark(script) + minify.string("application/javascript", script) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
