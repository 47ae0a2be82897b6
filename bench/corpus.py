"""An archive of invented stories of any size, the same for the same seed.

A story depends on the seed and its number alone, so a larger archive holds the pages of a smaller
one. Lengths and shares are those of a scraped archive: about ten articles a story, outlets, topics
and places by Zipf, five years of days. Every name and word is invented or a plain word of the
dictionary; addresses end in `.example`.

usage: python bench/corpus.py FOLDER [--stories 10000] [--seed 1]
"""

# ruff: noqa: SIM905  # a list of words reads best as words
from __future__ import annotations

import argparse
import datetime
import hashlib
import itertools
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

from generator.page import format as page
from generator.page import model as page_model
from generator.story import identity
from generator.story.model import (
    Article,
    Capture,
    Content,
    Coverage,
    FirstReport,
    Perspectives,
    Share,
    Story,
)

Item = TypeVar("Item")

FIRST_DAY = datetime.date(2021, 1, 1)
DAYS = 5 * 365 + 1
PLAIN = """
the of and to in a is for on that with as by at from was it after over will be its has new not are more than an this two
their before under who says but were first against about when one into last week which would plan council three could years
while been may its people out between some other all they during had since since no until against also there city water law
school court road bridge harbour market office state vote minister price report budget power train hospital company bank
union farm river island winter summer spring border trade tax health rail wind energy fire flood storm record police museum
teacher doctor driver nurse worker mayor judge engineer farmer owner voter tenant pilot captain baker student reader writer
strike talks deal ruling protest ceasefire election inquiry appeal pension ferry forest valley coast mountain village region
opens closes rises falls warns agrees refuses delays begins ends returns leaves wins loses seeks offers orders blocks backs
early late small large long short high low open public private northern southern eastern western local national foreign
quiet sudden costly fragile bitter careful hopeful uncertain daily yearly former rival common central
""".split()
HEADS = "ar bel cor dar el fen gal hal iv jor kar lum mar nor os pel quin ros sal tor ul vel wen yar zan bran stel thal".split()
TAILS = "a an ara eth ia in ir is mark mond mere na o on or ost ova rith sund ta und ur vale wick".split()
MIDDLES = ["", "", "", "da", "le", "mi", "no", "ri", "sa", "ve"]
TITLES = "Courier Post Ledger Herald Daily Tribune Observer Gazette Dispatch Mail Chronicle Voice Review Wire Examiner".split()
FIELDS = "policy markets rights safety finance reform transport history science housing sport weather trade culture".split()
LABELS = [
    "Lean Left",
    "Left",
    "Center",
    "Center",
    "Lean Right",
    "Right",
    "Far Left",
    "Far Right",
    "Unknown Bias",
]
READERS = ["page-text", "page-text", "page-text", "page-html"]
ALPHABETS = (
    "абвгдежзиклмнопрстуфхцчшэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "אבגדהוזחטיכלמנסעפצקרשת",
    "山川水火木金土日月人口手目耳心言走門車雨風海空花草鳥魚馬牛羊",
    "áéíóúñçãõâêôüöäßåøæčšžłğş",
)
ENDS = [". "] * 8 + ["; ", "? ", "… "]
ASIDES = ["(", "“", "*", "_", "[", "#", "&", "<"]
"""Signs that a page has to escape, or must not, once in a while."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet as its articles name it."""

    name: str
    host: str
    bias: str | None
    place: str | None


class Zipf(Generic[Item]):
    """A list from which the n-th is drawn with a weight of 1/n."""

    def __init__(self, items: Sequence[Item], flatten: float = 0) -> None:
        self.items = items
        self.weights = list(
            itertools.accumulate(1 / (rank + 1 + flatten) for rank in range(len(items)))
        )

    def draw(self, rng: random.Random, many: int) -> list[Item]:
        """As many as asked for; the same may come again."""
        return rng.choices(self.items, cum_weights=self.weights, k=many)

    def different(self, rng: random.Random, many: int) -> tuple[Item, ...]:
        """As many as asked for, each once; fewer where the dice insist on the first ones."""
        return tuple(itertools.islice(dict.fromkeys(self.draw(rng, 3 * many)), many))


def _coin(rng: random.Random) -> str:
    return rng.choice(HEADS) + rng.choice(MIDDLES) + rng.choice(TAILS)


def _different(make: Any, many: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < many:
        found[make()] = None
    return list(found)


def _foreign(rng: random.Random, letters: str) -> list[str]:
    stock = letters if ord(letters[0]) > 0x3000 else letters * 2
    # Words with a letter of their own among plain ones, where the script is Latin.
    plain = "aeinorst" * 4 if letters[0] == "á" else ""
    return ["".join(rng.choices(stock + plain, k=rng.randint(2, 9))) for _ in range(900)]


class Corpus:
    """The tables of one seed, and its stories by their numbers."""

    def __init__(self, seed: int = 1) -> None:
        self.seed = seed
        rng = random.Random(f"tables of {seed}")
        names = _different(lambda: _coin(rng).capitalize(), 1200)
        coined = _different(lambda: _coin(rng) + rng.choice(["", "", "s", "ed", "ing", "er"]), 8000)
        rng.shuffle(coined)
        self.words = Zipf(
            [*dict.fromkeys(PLAIN), *coined, *(str(number) for number in range(2, 400))], flatten=2
        )
        self.foreign = [Zipf(_foreign(rng, letters), flatten=5) for letters in ALPHABETS]
        self.people = Zipf(names[300:])
        self.places = Zipf(names[:300], flatten=3)
        self.topics = Zipf(_different(lambda: f"{rng.choice(names)} {rng.choice(FIELDS)}", 500))
        self.outlets = Zipf(
            [
                self._outlet(rng, name)
                for name in _different(lambda: self._outlet_name(rng, names), 2000)
            ],
            flatten=7,
        )

    @staticmethod
    def _outlet_name(rng: random.Random, names: list[str]) -> str:
        return f"{rng.choice(['', '', 'The '])}{rng.choice(names)} {rng.choice(TITLES)}"

    def _outlet(self, rng: random.Random, name: str) -> Outlet:
        return Outlet(
            name=name,
            host=f"{name.lower().removeprefix('the ').replace(' ', '-')}.example",
            bias=rng.choice(LABELS) if rng.random() < 0.8 else None,
            place=rng.choice(self.places.items) if rng.random() < 0.3 else None,
        )

    # --- prose ---

    def _prose(self, rng: random.Random, words: Zipf[str], length: int) -> str:
        """Sentences of about that many characters; a name in each, and signs that a page escapes in
        a few.
        """
        taken = words.draw(rng, length * 2 // 15)  # a word and its space take 7.5 characters
        names = iter(self.people.draw(rng, len(taken) // 8 + 2))
        place = 0
        taken[0] = taken[0].capitalize()
        while (place := place + rng.randint(7, 15)) < len(taken):
            taken[place - 1] = f"{taken[place - 1]}{rng.choice(ENDS)}{next(names)}"
        if rng.random() < 0.08 and len(taken) > 4:
            taken[2] = f"{rng.choice(ASIDES)}{taken[2]}{rng.choice(ASIDES)}"
        return " ".join(taken).strip(",; ") + "."

    def _title(self, rng: random.Random, words: Zipf[str], number: int) -> str:
        taken = [
            word.capitalize() if len(word) > 3 else word
            for word in words.draw(rng, 10 + number % 3)
        ]
        taken[rng.randint(0, 3)] = self.people.draw(rng, 1)[0]
        title = " ".join(taken)
        return title[0].upper() + title[1:]

    def _words(self, rng: random.Random, share: float) -> Zipf[str]:
        return rng.choice(self.foreign) if rng.random() < share else self.words

    # --- parts of a story ---

    def _article(
        self, rng: random.Random, outlet: Outlet, words: Zipf[str], number: int
    ) -> Article:
        words = words if words is not self.words else self._words(rng, 0.05)
        title = self._title(rng, words, number) if rng.random() < 0.97 else None
        path = re.sub(r"[^a-z0-9]+", "-", (title or "news").lower()).strip("-") or "news"
        return Article(
            title=title,
            outlet=outlet.name if rng.random() < 0.96 else None,
            url=f"https://{outlet.host}/{path}-{rng.randrange(10**8)}"
            if rng.random() < 0.95
            else None,
            bias=outlet.bias,
            place=outlet.place,
            reposted_by=rng.randint(1, 9) if rng.random() < 0.1 else None,
            excerpt=self._prose(rng, words, rng.randint(140, 260)) if rng.random() < 0.95 else None,
            excerpt_truncated=rng.random() < 0.4,
        )

    def _coverage(self, rng: random.Random, articles: int) -> Coverage:
        reported = articles + (rng.randint(1, 40) if rng.random() < 0.6 else 0)
        left, right = rng.randint(0, reported // 2), rng.randint(0, reported // 3)
        states = rng.random() < 0.6
        return Coverage(
            reported_articles=reported if rng.random() < 0.92 else None,
            left=left if states else None,
            center=max(0, reported - left - right - rng.randint(0, 4)) if states else None,
            right=right if states else None,
            published=f"{rng.randint(1, 30)} days ago" if rng.random() < 0.3 else None,
        )

    def _points(
        self, rng: random.Random, words: Zipf[str], many: int, length: int
    ) -> tuple[str, ...]:
        return tuple(self._prose(rng, words, length + rng.randint(-40, 40)) for _ in range(many))

    def _content(self, rng: random.Random, number: int, day: datetime.date) -> Content:
        words = self._words(rng, 0.03)
        places = self.places.different(rng, 1 + (rng.random() < 0.3))
        outlets = self.outlets.different(rng, rng.randint(4, 16))
        articles = tuple(
            self._article(rng, outlet, words, place) for place, outlet in enumerate(outlets)
        )
        sides = rng.random() < 0.2
        return Content(
            title=self._title(rng, words, number) if number % 500 else None,
            url=f"https://stories.example/{self.seed}/{number}" if rng.random() < 0.7 else None,
            dateline=f"{' AND '.join(places)}, {day:%b} {day.day}".upper(),
            places=places,
            topics=self.topics.different(rng, 3),
            summary=self._prose(rng, words, 400 + rng.randint(-120, 120)),
            key_points=self._points(rng, words, rng.randint(3, 5), 150),
            coverage=self._coverage(rng, len(articles)),
            bias_statements=(
                Share(percent=rng.randint(34, 80), side=rng.choice(["left", "center", "right"])),
            )
            if sides
            else (),
            first_report=FirstReport(outlet=outlets[0].name, date=day.isoformat())
            if rng.random() < 0.2
            else None,
            withheld=("factuality", "ownership") if rng.random() < 0.7 else (),
            perspectives=Perspectives(
                left=self._points(rng, words, 3, 110), right=self._points(rng, words, 3, 110)
            )
            if sides
            else Perspectives(),
            articles=articles,
            unplaced=(self._prose(rng, words, 60),) if rng.random() < 0.05 else (),
        )

    def _captures(
        self, rng: random.Random, number: int, content: Content, day: datetime.date
    ) -> tuple[Capture, ...]:
        """One capture, or with an earlier one that showed fewer articles."""
        many = 2 if number % 12 == 0 else 1
        timed = rng.random() < 0.5
        captures = []
        for place in range(many):
            bundle = f"{day:%Y-%m}/{number:06}{'ab'[place]}.txt"
            moment = f"{day + datetime.timedelta(days=place + 1)}T{rng.randint(0, 23):02}:15:00Z"
            captures.append(
                Capture(
                    bundle=bundle,
                    sha256=hashlib.sha256(f"{self.seed} {bundle}".encode()).hexdigest(),
                    reader=rng.choice(READERS),
                    captured=moment if timed else None,
                    content=content
                    if place + 1 == many
                    else replace(content, articles=content.articles[:-2]),
                )
            )
        return tuple(captures)

    def page(self, number: int) -> page_model.Page:
        """One story as a page; a few carry notes or a correction of the archivist."""
        rng = random.Random(f"story {number} of {self.seed}")
        day = FIRST_DAY + datetime.timedelta(days=rng.randrange(DAYS))
        content = self._content(rng, number, day)
        dated = number % 40 != 7
        given = {item.name: getattr(content, item.name) for item in fields(Content)}
        story = Story(
            **given,
            date=day.isoformat() if dated else None,
            date_basis="Day and year from the dateline."
            if dated
            else "The text does not state the year of the dateline.",
            captures=self._captures(rng, number, content, day),
        )
        return page_model.Page(
            story=story,
            corrections=page_model.Corrections(topics=("Harbour history",))
            if number % 200 == 3
            else page_model.Corrections(),
            notes="Compared with the *printed* edition; see also <https://notes.example/>."
            if number % 100 == 5
            else "",
        )

    def write(self, folder: Path, number: int) -> Path:
        """Write one story's page where the archive would put it, and give its path."""
        made = self.page(number)
        key = identity.story_key(made.story, made.story.captures[-1].sha256)
        year = made.story.date[:4] if made.story.date else "undated"
        path = folder / "content" / "stories" / year / f"{identity.slug(made.story.title, key)}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(page.write(made).encode())
        return path


def write(folder: Path, stories: int, seed: int = 1) -> int:
    """Write that many stories below `folder/content`; gives the bytes of their pages."""
    corpus = Corpus(seed)
    return sum(corpus.write(folder, number).stat().st_size for number in range(1, stories + 1))


def main() -> None:
    """Write an archive."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    size = write(options.folder, options.stories, options.seed)
    print(
        f"{options.stories:,} stories, {size / 1e6:,.1f} MB of pages in {options.folder / 'content' / 'stories'}"
    )


if __name__ == "__main__":
    main()
