"""Invented stories in several languages for the search, what becomes of them, and questions about
them; all by seeds.
"""

from __future__ import annotations

import dataclasses
import datetime
import random
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.page.model import Page, Section
from generator.search.tokens import fold_words, is_run, normalize_name, split_words, tokenize
from generator.story.model import Article, Capture, Content, Coverage, Perspectives, Story
from tests.support import reference
from tests.support.reference import Question, Scan

FUNCTION_WORDS = {
    "en": "the and that with has from said were after who its are not for been their which",
    "de": "der die und das nicht mit auf ist den dem sich eine von zu im für wird",
    "fr": "les des est dans une pour qui sur pas par plus aux du et le ont été",
    "es": "los las del una por con para que más como pero sus el fue según y han",
    "tr": "ve bir bu için ile olarak daha çok gibi kadar sonra ancak olan olduğu değil ama ya da",
    "ru": "и в не на что с по как его это из был для от о за к",
}
"""By which a reader, and the program, tells the language of what is otherwise invented."""
_FAMILIES = {
    "en": "ferry ferries ferrying|strike strikes striking|harbour harbours harboured|sky skies|die dies dying died"
    "|run runs running|policy policies|woman women|dispute disputes disputed|news|organise organised organisation",
    "de": "Haus Häuser Hauses|Straße Straßen|Fähre Fähren|Streik Streiks streiken|Brücke Brücken|Wahl Wahlen gewählt|Zug Züge",
    "fr": "grève grèves|cheval chevaux|œuvre œuvres|élection élections élire|journal journaux|œil yeux|naïf naïve naïfs",
    "es": "huelga huelgas|elección elecciones|niño niños niñas|luz luces|corazón corazones|barco barcos",
    "tr": "liman limanı limanlar|kitap kitabı kitaplar|ışık ışıklar ışığı|ağaç ağacı|İzmir İzmir'de|grev grevler grevi",
    "ru": "порт порта порты портом|паром паромы паромов|забастовка забастовки|выборы выборов",
}
_ENDINGS = {
    "en": ", s, ed, ing, er, ly", "de": ", e, en, er, ung, ungen",
    "fr": "e, es, er, ement, ation, ations, é",
    "es": "o, os, a, as, ar, ación, aciones", "tr": ", lar, ları, da, dan, ın",
    "ru": ", а, ы, ов, ами, ный",
}  # fmt: skip
_SOUNDS = {
    "en": "ba do fel gar him kor lin mos nar pel rin sto tal ver wol",
    "de": "bach dörf fel gar hüm kor lin mös nar pel rin sto täl",
    "fr": "ba dou fel gar éli kor lin mos nar pel rin sto vê",
    "es": "ba do fel gar ña kor lin mos nar pel rin sto val",
    "tr": "ba dö çel gar ışı kor lin mos nar pel şin sto ğal",
    "ru": "ба до фел гар жи кор лин мос нар пел рин сто",
}  # fmt: skip
_HAN = "东京大学港口罢工渡轮选举桥梁市长海水火山电新闻报纸天气火车站学校医院图书馆价格工人会议法院"
NAMES = [
    "Müller", "Søren", "Łódź", "Đorđe", "Ærø", "İstanbul", "Azərbaycan", "Zoë", "O'Brien", "Ferrow",
    "e-mail", "iPhone発売",
    "東京", "Ελλάδα", "Київ", "العربية", "กรุงเทพ", "서울역", "co\u00adoperate", "𝐅𝐞𝐫𝐫𝐲", "2025", "U.S.",
    "naïve", "ﬁnance", "½",
    "Straße", "Sankt-Peter-Ording", "C++", "𠮷野家", "第2回ABC大会", "देवनागरी",
    "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
]  # fmt: skip
_LONG = "The Very Long Name of an Honourable Gazette of the Harbours and Islands"
OUTLETS = [
    "The Harbor Lantern", "the harbor-lantern", "Nordlyset", "Gazeta Łódzka", "晨岸日報", "constructor",
    "__proto__",
    "100 % News", "C++ Daily", "$ Market", "Skerry Gazette", "Plain Ledger", "Ledger", f"{_LONG} I",
    f"{_LONG} II",
    f"{_LONG} III", "İlk Haber", *(f"Outlet {number}" for number in range(24)),
]  # fmt: skip
PLACES = [
    "Halmsund",
    "Ærø",
    "Łódź",
    "東京",
    "San Marro",
    "San Telo",
    "New San",
    *(f"Place {number}" for number in range(20)),
]
TOPICS = [
    "Ferries",
    "ferries",
    "Harbour strikes",
    "Wahlen",
    "Élections",
    "港口",
    *(f"Topic {number}" for number in range(18)),
]
LABELS = [
    None,
    "Left",
    "Lean Left",
    "leanLeft",
    "Center",
    "centre",
    "Lean Right",
    "Right",
    "Far Right",
    "unknown",
    "Mostly odd",
]
_FIRST_DAY = datetime.date(2022, 1, 3)


def _weighted(chance: random.Random, values: Sequence[str]) -> str:
    """A value, the first ones oftener than the last."""
    return values[min(int(chance.expovariate(5 / len(values))), len(values) - 1)]


def _families(language: str) -> list[list[str]]:
    """The forms of each of a language's words, some from a dictionary, more made up; stems are
    shared between languages.
    """
    chance = random.Random(7)  # noqa: S311 - the same for all languages, so that stems are shared
    sounds, endings = (
        _SOUNDS[language].split(),
        [ending.strip() for ending in _ENDINGS[language].split(",")],
    )
    stems = {
        "".join(sounds[chance.randrange(12)] for _ in range(chance.choice([1, 2, 2, 3])))
        for _ in range(160)
    }
    made = [[stem + ending for ending in endings] for stem in sorted(stems)]
    chance.shuffle(made)
    return [family.split() for family in _FAMILIES[language].split("|")] + made


FAMILIES = {language: _families(language) for language in FUNCTION_WORDS}
LANGUAGES = ("en", "en", "en", "de", "de", "fr", "es", "tr", "ru", "zh")


class Teller:
    """Tells stories."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - invented words are no secret

    def _word(self, language: str) -> str:
        if self.chance.random() < 0.06:
            return self.chance.choice(NAMES)
        families = FAMILIES[language]
        word = self.chance.choice(
            families[min(int(self.chance.expovariate(0.03)), len(families) - 1)]
        )
        return word.capitalize() if self.chance.random() < 0.1 else word

    def words(self, language: str, number: int) -> str:
        """Words, every other one a function word."""
        if language == "zh":
            runs = (
                "".join(self.chance.choices(_HAN, k=self.chance.randint(2, 7)))
                for _ in range(max(1, number // 3))
            )
            return "，".join(runs)
        small = FUNCTION_WORDS[language].split()
        return " ".join(
            self.chance.choice(small) if at % 2 else self._word(language) for at in range(number)
        )

    def text(self, language: str, sentences: int) -> str:
        """Sentences in one or two paragraphs."""
        end = "。" if language == "zh" else ". "
        told = [
            self.words(language, self.chance.randint(6, 16)).strip() + end for _ in range(sentences)
        ]
        cut = self.chance.randrange(sentences)
        return "\n\n".join("".join(part).strip() for part in (told[:cut], told[cut:]) if part)

    def _some(self, values: Sequence[str], most: int) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(
                _weighted(self.chance, values) for _ in range(self.chance.randint(0, most))
            )
        )

    def _article(self, language: str) -> Article:
        chance = self.chance
        spoken = language if chance.random() < 0.7 else chance.choice(LANGUAGES)
        return Article(
            title=self.words(spoken, chance.randint(3, 9)).strip()
            if chance.random() < 0.9
            else None,
            outlet=_weighted(chance, OUTLETS) if chance.random() < 0.9 else None,
            bias=chance.choice(LABELS),
            excerpt=self.text(spoken, chance.randint(1, 2)) if chance.random() < 0.5 else None,
            text=self.text(spoken, 4) if chance.random() < 0.15 else None,
        )

    def page(self, day: datetime.date | None) -> Page:
        """A story of that day, or of none."""
        chance, language = self.chance, self.chance.choice(LANGUAGES)
        content = Content(
            title=self.words(language, chance.randint(3, 8)).strip()
            if chance.random() < 0.95
            else None,
            summary=self.text(language, chance.randint(2, 4)),
            key_points=tuple(self.text(language, 1) for _ in range(chance.randint(0, 3))),
            places=self._some(PLACES, 2),
            topics=self._some(TOPICS, 3),
            coverage=Coverage(reported_articles=chance.choice([None, None, 0, 3, 11, 250, 10**20])),
            perspectives=Perspectives(left=(self.text(language, 1),))
            if chance.random() < 0.2
            else Perspectives(),
            articles=tuple(self._article(language) for _ in range(chance.randint(0, 5))),
        )
        captured = day.isoformat() if day and chance.random() < 0.2 else None
        digest = f"{chance.getrandbits(256):064x}"
        capture = Capture(
            bundle="story.txt",
            sha256=digest,
            reader="page-text",
            captured=captured,
            content=content,
        )
        facts = {name: getattr(content, name) for name in Content.__dataclass_fields__}
        date = None if captured or day is None else day.isoformat()
        sections = (Section(heading="Seen", markdown=f"*{self._word('en')}* & {self._word('de')}"),)
        return Page(
            story=Story(
                **facts, date=date, date_basis="Invented." if date else None, captures=(capture,)
            ),
            sections=sections if chance.random() < 0.1 else (),
            notes=self.text("en", 1) if chance.random() < 0.1 else "",
        )


# --- what becomes of them -------------------------------------------------------------------------


class Life:
    """The pages of an archive that changes; `pages` are those it has, `changes` counts what was
    done.
    """

    def __init__(self, seed: int) -> None:
        self._teller = Teller(seed)
        self._chance = self._teller.chance
        self._today = _FIRST_DAY
        self._gone: list[tuple[str, Page]] = []
        self._untouched = 0
        """How many of the pages, the longest there, stay as they are."""
        self.pages: dict[str, Page] = {}
        self.changes = 0

    def _put(self, name: str, page: Page) -> None:
        self.pages[name] = page
        self.changes += 1

    def _add(self, day: datetime.date | None) -> None:
        number = len(self.pages) + len(self._gone)
        self._put(
            f"{day.year if day else 'undated'}/story-{number * 7919 % 10007:010}",
            self._teller.page(day),
        )

    def grow(self) -> None:
        """A new story, of today or of no day; some days pass without one, and some have several."""
        self._today += datetime.timedelta(self._chance.choice([0, 0, 0, 1, 1, 2, 5]))
        self._add(self._today if self._chance.random() < 0.95 else None)

    def late(self) -> None:
        """A story of long ago."""
        self._add(
            _FIRST_DAY
            + datetime.timedelta(self._chance.randrange((self._today - _FIRST_DAY).days + 1))
        )

    def edit(self) -> None:
        """Another title and other points."""
        name, page = self._any()
        title, points = self._teller.words("en", 5), (self._teller.text("de", 1),)
        self._put(
            name,
            dataclasses.replace(
                page, story=dataclasses.replace(page.story, title=title, key_points=points)
            ),
        )

    def move(self) -> None:
        """Another day."""
        name, page = self._any()
        day = _FIRST_DAY + datetime.timedelta(
            self._chance.randrange((self._today - _FIRST_DAY).days + 1)
        )
        self._put(
            name,
            dataclasses.replace(
                page, story=dataclasses.replace(page.story, date=f"{day}", date_basis="Moved.")
            ),
        )

    def remove(self) -> None:
        """One story less."""
        name, _ = self._any()
        self._gone.append((name, self.pages.pop(name)))
        self.changes += 1

    def restore(self) -> None:
        """A removed one again, if there is any."""
        if self._gone:
            self._put(*self._gone.pop(self._chance.randrange(len(self._gone))))

    def _any(self) -> tuple[str, Page]:
        return self._chance.choice(list(self.pages.items())[self._untouched :])

    def change(self, *, old: bool = True) -> None:
        """Any of these; one of the oldest stories is changed, or a late one comes, only if
        `old`.
        """
        self._untouched = 0 if old else len(self.pages) * 9 // 10
        ways = {self.grow: 60, self.edit: 14, self.remove: 10}
        if old:
            ways |= {self.late: 14, self.move: 5, self.restore: 8}
        self._chance.choices(list(ways), list(ways.values()))[0]()


# --- questions ------------------------------------------------------------------------------------


class Asker:
    """Asks about the stories of a scan."""

    def __init__(self, seed: int, scan: Scan) -> None:
        self._scan = scan
        self._chance = random.Random(seed)  # noqa: S311 - questions are no secret
        self._forms = [
            form for families in FAMILIES.values() for family in families for form in family
        ]

    def questions(self, number: int) -> Iterator[Question]:
        """So many questions, each about another story."""
        for _ in range(number):
            yield self._question(self._chance.choice(self._scan.stories))

    def _question(self, story: reference.Story) -> Question:
        chance = self._chance
        kind = chance.choice(
            ["words"] * 6 + ["begun", "phrase", "phrase", "without", "all", "none"]
        )
        words = (
            [self._word(story) for _ in range(chance.choice([1, 1, 1, 2, 2, 3]))]
            if kind not in ("phrase", "none")
            else []
        )
        begun = kind == "begun" or chance.random() < 0.3
        if words and begun and len(words[-1]) > 3:
            words[-1] = words[-1][: chance.randint(1, len(words[-1]))]
        phrases = (
            [self._phrase(story) for _ in range(chance.choice([1, 1, 2]))]
            if kind in ("phrase", "all")
            else []
        )
        other = chance.choice(self._scan.stories)
        return Question(
            words=tuple(filter(tokenize, words)),
            open=bool(words) and begun,
            phrases=tuple(phrases),
            without=(self._word(other),) if kind in ("without", "all") else (),
            without_phrases=(self._phrase(other),)
            if kind == "without" and chance.random() < 0.4
            else (),
            typed=tuple(self._typed(story)),
            chosen=self._chosen(story),
            sort=chance.choice(["relevance", "relevance", "newest", "oldest", "covered"]),
            **self._range(story),
        )

    def _word(self, story: reference.Story) -> str:
        """A word of the story or of any other, or one that may stand in none, in some spelling."""
        chance = self._chance
        text = chance.choice(story.texts)
        words = [word for word in split_words(text) if tokenize(word)] or ["ferry"]
        word = chance.choice(words)
        if any(map(is_run, tokenize(word))):
            start = chance.randrange(len(word))
            return word[start : start + chance.randint(1, 4)] + chance.choice(
                ["", "", "", "、" + word[0], "。", "x"]
            )
        odds = chance.random()
        if odds < 0.07:
            word = chance.choice(self._forms)
        elif odds < 0.25:
            word = word[: max(3, len(word) - 2)] + chance.choice(
                ["s", "en", "ation", "lar", "ed", "ов", "x"]
            )
        elif odds < 0.27:
            word = chance.choice(["nowhere", "ferrries", "qqq", "zzzzzzzzzz"])
        return self._spelled(word)

    def _spelled(self, word: str) -> str:
        """The same word as another person types it."""
        ways: list[Callable[[str], str]] = [
            str, str, str, str.upper, str.lower, str.title, fold_words,
            lambda text: unicodedata.normalize("NFD", text),
            lambda text: f"({text})", lambda text: f"{text},", lambda text: f"{text}’s",
            lambda text: "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text),
        ]  # fmt: skip
        typed = self._chance.choice(ways)(word)
        return word if set(typed) & set('":“”„«»') or typed.split() != [typed] else typed

    def _phrase(self, story: reference.Story) -> str:
        """Words that stand side by side, mostly within one text."""
        chance = self._chance
        texts = story.texts if chance.random() < 0.15 else [chance.choice(story.texts)]
        words = split_words(" ".join(texts))
        start = chance.randrange(max(1, len(words)))
        chosen = words[start : start + chance.randint(1, 4)]
        if chance.random() < 0.15:
            chance.shuffle(chosen)
        if chosen and chance.random() < 0.5 and any(map(is_run, tokenize(chosen[0]))):
            chosen[0] = chosen[0][chance.randrange(len(chosen[0])) :]
        return " ".join(chosen)

    def _name(self, story: reference.Story, facet: str) -> str | None:
        """A value of the story, or rarely of any other."""
        of = story if self._chance.random() < 0.9 else self._chance.choice(self._scan.stories)
        names = [name for spelled in of.values[facet].values() for name in spelled]
        return self._chance.choice(names) if names else None

    def _typed(self, story: reference.Story) -> Iterator[tuple[str, str]]:
        chance = self._chance
        for facet in chance.sample(reference.FACETS, chance.choice([0, 0, 0, 0, 1, 1, 2])):
            for _ in range(chance.choice([1, 1, 2])):
                name = self._name(story, facet)
                if name and chance.random() < 0.4:
                    name = " ".join(
                        word[: chance.randint(1, 4)]
                        for word in name.split()[: chance.randint(1, 3)]
                    )
                if name and '"' not in name:
                    yield facet, name

    def _chosen(self, story: reference.Story) -> Mapping[str, tuple[str, ...]]:
        chance, chosen = self._chance, {}
        for facet in chance.sample(reference.FACETS, chance.choice([0, 0, 0, 0, 1, 1, 2, 3])):
            names = {self._name(story, facet) for _ in range(chance.choice([1, 1, 2]))}
            if chance.random() < 0.05:
                names.add("Nowhere Daily")
            # One value under two spellings is chosen once.
            chosen[facet] = tuple(
                {normalize_name(name): name for name in sorted(filter(None, names))}.values()
            )
        return chosen

    def _range(self, story: reference.Story) -> dict[str, str]:
        """Days beside the box, and days, months or years in it, mostly around a day of the
        story.
        """
        chance, found = self._chance, {}
        day = story.day or "2023-02-28"
        days = sorted(
            [day, *(other.day or day for other in chance.choices(self._scan.stories, k=2))]
        )
        if chance.random() < 0.15:
            found["since"], found["until"] = days[0], days[-1]
        elif chance.random() < 0.1:
            found[chance.choice(["since", "until"])] = day
        if chance.random() < 0.12:
            found["after"] = days[0][: chance.choice([4, 7, 10])]
        if chance.random() < 0.12:
            found["before"] = days[-1][: chance.choice([4, 7, 10])]
        return found


_RINDFLEISCH = NAMES[-1]
_EDGE_WORDS = """
    第2 第2回 東京、京 京 U.S. ½ COOPERATE ﬁnances C++ O’Brien Strassen hauser yeux nino kitaptan istanbul'un skies dying
"""
_EDGE_BEGINNINGS = "co\u00adop e-mai 𝐅𝐞𝐫 gar th 第 iPhone発 Ærö и\u0306"
_EDGE_PHRASES = [
    "第2回ABC", "発売", "iPhone", "Sankt-Peter-Ording", "sankt peter", "The Harbor Lantern", "U S",
    "東京 the", "O'Brien",
    "ferry ferry", "第2回ABC大会",
]  # fmt: skip
_EDGE_NAMES = {
    "outlet": ["daily", "100 %", "__proto__", "c++ DAILY", "ledger", "?", "the very long name of an honourable"],
    "place": ["san", "s t"], "topic": ["港口", "港"], "language": ["en"], "captured": ["not stated"],
}  # fmt: skip
_EDGE_RANGES = [
    {"after": "2022", "before": "2023-06"}, {"after": "2022-12-31", "before": "2023"},
    {"after": "2022-02"},
    {"after": "2024-02-28"}, {"before": "2022-03"}, {"since": "2022-06-01", "until": "2022-01-01"},
    {"after": "2022-03-05", "since": "2022-03-01", "before": "2022-12", "until": "2023-01-01"},
]  # fmt: skip

EDGES = [
    *(
        Question(words=(word,))
        for word in (*_EDGE_WORDS.split(), "x" * 70, _RINDFLEISCH, _RINDFLEISCH[:50])
    ),
    *(Question(words=(word,), open=True) for word in _EDGE_BEGINNINGS.split()),
    *(
        Question(words=words)
        for words in (("iPhone発", "the"), ("京", "the"), ("the", "the"), ("ferry", "-", "?!"))
    ),
    *(
        Question(without=(word,))
        for word in ("京", "ferry", "iPhone発売", "the", "nowhere", "e-mail")
    ),
    *(Question(phrases=(phrase,)) for phrase in _EDGE_PHRASES),
    *(Question(typed=((facet, name),)) for facet, names in _EDGE_NAMES.items() for name in names),
    *(Question(**days) for days in _EDGE_RANGES),
    *(Question(sort=sort) for sort in ("relevance", "newest", "oldest", "covered")),
    Question(
        chosen={"outlet": ("THE  HARBOR-LANTERN", "Nowhere Daily"), "side": ("left", "right")},
        sort="covered",
    ),
    Question(typed=(("side", "left"), ("label", "lean")), chosen={"side": ("right",)}),
]
"""Questions that lie on some border."""
