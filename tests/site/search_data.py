"""Invented stories for the search page, the scripts that hand them over, and a plain scan that says what must be found."""

from __future__ import annotations

import functools
import json
import random
import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

# fmt: off
WORDS = [
    "ferry", "strike", "harbour", "council", "budget", "vote", "Ferrow", "Zürich", "Łódź", "naïve", "Straße", "café", "Ærø",
    "Søren", "Đorđe", "İzmir", "ılıman", "Bakı", "Azərbaycan", "Ελλάδα", "Σίσυφος", "Київ", "Ёлка", "東京大学", "港で会議",
    "ガラス", "กำลังเดินทาง", "한국어", "iPhone発売", "ﬁsheries", "co\u00adoperate", "Cafe\u0301", "𝐅𝐞𝐫𝐫𝐲", "don’t", "2025", "½",
    "سفينة", "سَفينَة",
]
# fmt: on
OUTLETS = ["The Harbor Lantern", "Nordlyset", "Gazeta Łódzka", "晨岸日報", "constructor", "Skerry Gazette", "Plain Ledger"]
PLACES = ["Halmsund", "Ærø", "Łódź", "__proto__"]
_LETTERS = str.maketrans(
    {"æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ə": "e", "ı": "i", "ی": "ي", "ک": "ك", "ة": "ه", "\u00ad": ""}
)
_WITHOUT_SPACES = ("CJK", "HIRAGANA", "KATAKANA", "COMBINING KATAKANA", "THAI", "HANGUL")
_KEPT_MARKS = ("THAI", "COMBINING KATAKANA")


@dataclass(frozen=True)
class Told:
    """A story as the search data tells it."""

    address: str
    title: str | None
    day: str | None = None
    dated: bool = True
    summary: str | None = None
    points: Sequence[str] = ()
    articles: Sequence[str] = ()
    outlets: Sequence[str] = ()
    places: Sequence[str] = ()
    reported: int | None = None
    captured: int = 1

    @property
    def year(self) -> str:
        """The name of the script that it stands in."""
        return self.day[:4] if self.day else "undated"

    def texts(self) -> Iterator[str]:
        """Everything that is searched, the title first."""
        yield self.title or ""
        yield self.summary or ""
        for texts in (self.points, self.articles, self.outlets, self.places):
            yield from texts


@dataclass(frozen=True)
class Question:
    """What is asked: words, and the choices of each filter."""

    words: str = ""
    year: Sequence[str] = ()
    outlet: Sequence[str] = ()
    place: Sequence[str] = ()

    def query(self, show: int = 1000) -> dict[str, object]:
        """The question as the page asks it."""
        return {"words": self.words, "years": self.year, "outlets": self.outlet, "places": self.place, "show": show}


def fold(text: str) -> str:
    """Case, accents and widths folded, by Python's own tables."""
    kept = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) or _name(c).startswith(_KEPT_MARKS))
    return "".join(kept).casefold().translate(_LETTERS)


def _name(sign: str) -> str:
    return unicodedata.name(sign, "")


def _kind(sign: str) -> str:
    if _name(sign).startswith(_WITHOUT_SPACES):
        return "run"
    return "word" if unicodedata.category(sign)[0] in "LMN" else "space"


@functools.cache
def words(text: str) -> tuple[tuple[str, str], ...]:
    """The folded words of a text, each with its kind: a `word`, or a `run` of a script without spaces."""
    return tuple((kind, "".join(signs)) for kind, signs in groupby(fold(text), _kind) if kind != "space")


def _holds(texts: Iterable[str], kind: str, word: str) -> bool:
    found = {whole for text in texts for of, whole in words(text) if of == kind}
    return any(whole.startswith(word) if kind == "word" else word in whole for whole in found)


@dataclass(frozen=True)
class Scan:
    """What a plain scan finds: the addresses in order, and the counts of each filter."""

    found: list[str]
    counts: dict[str, Counter[str]] = field(default_factory=dict)


def scan(stories: Sequence[Told], question: Question) -> Scan:
    """Look at every story with no index and no haste; the stories come newest first."""
    asked = words(question.words)
    holding = [{story.address for story in stories if _holds(story.texts(), *word)} for word in asked]
    matching = [story for story in stories if all(story.address in addresses for addresses in holding)]
    names = {
        story.address: {"year": {story.year}, "outlet": set(story.outlets), "place": set(story.places)} for story in stories
    }
    chosen = {"year": set(question.year), "outlet": set(question.outlet), "place": set(question.place)}

    def fits(story: Told, kinds: Iterable[str]) -> bool:
        return all(not chosen[kind] or chosen[kind] & names[story.address][kind] for kind in kinds)

    found = [story for story in matching if fits(story, chosen)]
    found.sort(key=lambda story: not all(_holds([story.title or ""], *word) for word in asked))
    counts = {
        kind: Counter(name for story in matching if fits(story, chosen.keys() - {kind}) for name in names[story.address][kind])
        for kind in chosen
    }
    return Scan([story.address for story in found], counts)


def invented(seed: int, number: int, words: Sequence[str] = WORDS) -> list[Told]:
    """Stories of seeded words, newest first, the undated ones last."""
    chance = random.Random(seed)  # noqa: S311 - invented words are no secret

    def text(most: int) -> str:
        return " ".join(chance.choices(words, k=chance.randint(1, most))) + chance.choice([".", " 😀", "", "—and more?"])

    def story(n: int) -> Told:
        day = f"{chance.randint(2021, 2025)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        return Told(
            address=f"stories/2025/story-{n:010}.html",
            title=text(6) if chance.random() < 0.95 else None,
            day=day if chance.random() < 0.9 else None,
            dated=chance.random() < 0.8,
            summary=text(60) if chance.random() < 0.9 else None,
            points=[text(20) for _ in range(chance.randint(0, 4))],
            articles=[text(8) for _ in range(chance.randint(0, 10))],
            outlets=chance.sample(OUTLETS, chance.randint(0, 4)),
            places=chance.sample(PLACES, chance.randint(0, 2)),
            reported=chance.choice([None, 3, 1234]),
            captured=chance.randint(0, 3),
        )

    return newest_first(story(n) for n in range(number))


def newest_first(stories: Iterable[Told]) -> list[Told]:
    """In the order of the data."""
    return sorted(stories, key=lambda story: story.day or "", reverse=True)


def question(chance: random.Random) -> Question:
    """A seeded question: beginnings and pieces of words in other spellings, and some choices."""

    def asked() -> str:
        word = chance.choice([*WORDS, *OUTLETS, *PLACES, "nowhere"])
        start = chance.randint(0, 2) if _kind(word[0]) == "run" else 0
        piece = word[start : start + chance.randint(1, 6)] or word
        return chance.choice([str, str.upper, str.lower, fold])(piece)

    def some(names: Sequence[str]) -> list[str]:
        return chance.sample(names, chance.choice([0, 0, 0, 1, 2]))

    years = ["2021", "2022", "2023", "2024", "2025", "undated"]
    spoken = chance.choice([" ", "  ", ", "]).join(asked() for _ in range(chance.choice([0, 1, 1, 2, 3])))
    return Question(spoken, some(years), some(OUTLETS), some(PLACES))


def script(function: str, *values: object) -> str:
    """A call as the data scripts make it."""
    return f"storyArchive.{function}({', '.join(json.dumps(value) for value in values)});\n"


def _row(story: Told, outlets: list[str], places: list[str]) -> list[object]:
    facts = [story.address, story.title, story.day, int(story.dated), story.summary, list(story.points), list(story.articles)]
    numbers = [[outlets.index(name) for name in story.outlets], [places.index(name) for name in story.places]]
    return [*facts, *numbers, story.reported, story.captured]


def site(folder: Path, built: Path, stories: Sequence[Told]) -> Path:
    """A site of nothing but the search page of a built one, with the data of these stories."""
    (folder / "search").mkdir(parents=True)
    shutil.copy(built / "search.html", folder)
    shutil.copytree(built / "theme", folder / "theme")
    years = {year: list(of) for year, of in groupby(stories, lambda story: story.year)}
    listed = [[year, len(of), f"search/{year}.js"] for year, of in years.items()]
    (folder / "search" / "archive.js").write_text(script("contents", {"years": listed}), encoding="utf-8")
    for year, of in years.items():
        outlets = sorted({name for story in of for name in story.outlets})
        places = sorted({name for story in of for name in story.places})
        data = {
            "outlets": [[name, "outlets/index.html"] for name in outlets],
            "places": [[name, "places/index.html"] for name in places],
            "stories": [_row(story, outlets, places) for story in of],
        }
        (folder / "search" / f"{year}.js").write_text(script("stories", year, data), encoding="utf-8")
    return folder
