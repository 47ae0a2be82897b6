"""The language of a text: told where it is clear, left open where it is not."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.text import languages
from generator.text.languages import SHORTEST_GUESSED, guess_language
from tests.support.strategies import RAW

CLEAR = {
    "en": "The harbour was closed after the storm, and the ferries that were there for their passengers are not at sea.",
    "de": "Die Fähre ist nach dem Sturm nicht mit dem Hafen verbunden, und die Fahrgäste müssen auf das nächste Schiff warten.",
    "fr": "Les bateaux qui partent du port sont retenus par la tempête, et les passagers ont été logés pour la nuit en ville.",
    "es": "Los barcos que salen del puerto han sido retenidos por la tormenta, y los pasajeros fueron alojados en una escuela.",
    "it": "Le navi che partono dal porto sono ferme per la tempesta, e i passeggeri dei traghetti dormono nella scuola.",
    "pt": "Os navios não saíram do porto por causa da tempestade, e os passageiros foram levados para uma escola mais longe.",
    "nl": "De schepen zijn niet uit de haven vertrokken omdat het stormde, en de reizigers werden naar een school gebracht.",
    "sv": "Båtarna har inte lämnat hamnen på grund av stormen, och passagerarna är nu på en skola som har öppnats för dem.",
    "pl": "Statki nie wypłynęły z portu przez burzę, a pasażerowie zostali przewiezieni do szkoły, którą otwarto dla nich.",
    "ru": "Паромы не вышли из порта из-за шторма, и пассажиры были отвезены в школу, которую город открыл для них на ночь.",
    "fi": "Lautat eivät lähteneet satamasta myrskyn vuoksi, ja matkustajat vietiin kouluun, jonka kaupunki oli avannut yöksi.",
    "tr": "Feribotlar fırtına nedeniyle limandan ayrılamadı ve yolcular, şehrin gece onlar için açtığı okula götürüldü.",
    "ar": "لم تغادر العبارات الميناء بسبب العاصفة، ونقل الركاب إلى مدرسة فتحتها المدينة لهم أثناء الليل، ووزعت البطانيات.",
    "he": "המעבורות לא יצאו מהנמל בגלל הסערה, והנוסעים הובאו לבית ספר שהעיר פתחה עבורם בלילה, והחיילים חילקו להם שמיכות ואוכל.",
}

NEAR = {
    "no": "Regjeringen la fram forslaget på mandag, og det er ventet at Stortinget har en debatt om saken før sommeren. "
    "Statsministeren sier at det ikke var mulig å vente lenger, fordi kommunene ikke har nok penger til skoler som skal "
    "bygges av staten.",
    "da": "Regeringen fremlagde sit forslag i mandags, og det ventes, at Folketinget har en debat om sagen inden sommeren. "
    "Statsministeren siger, at det ikke var muligt at vente længere, fordi den seneste tid har vist, at kommunerne ikke har "
    "penge nok til de skoler, som skal bygges på øerne.",
    "bg": "Правителството представи предложението си в понеделник и се очаква парламентът да проведе дебат преди лятото. "
    "Премиерът заяви, че не е било възможно да се чака повече, тъй като от последните месеци става ясно, че общините нямат "
    "пари за училища и пътища, които са от значение за хората.",
    "uk": "Уряд представив свою пропозицію в понеділок, і очікується, що парламент не проведе дебати до літа. Прем'єр заявив, "
    "що чекати далі було неможливо, бо за останні місяці стало зрозуміло, що громади не мають грошей на школи, які за "
    "планом будує держава для людей по всій країні.",
    "ca": "El govern va presentar la seva proposta dilluns i s'espera que el parlament faci un debat sobre la qüestió abans de "
    "l'estiu. El president va dir que no era possible esperar més, perquè els municipis no tenen prou diners per a les "
    "escoles i les carreteres del país, com el de la costa.",
    "gl": "O goberno presentou a súa proposta o luns e espérase que o parlamento faga un debate sobre a cuestión antes do "
    "verán. O presidente dixo que non era posible esperar máis, porque os últimos meses mostraron que os concellos "
    "non teñen cartos para as escolas e as estradas que se constrúen no país por orde da Xunta, e foi seu o erro dos "
    "últimos anos.",
    "oc": "Lo govèrn presentèt sa proposicion diluns e s'espèra que lo parlament faga un debat sus la question abans "
    "l'estiu. Lo president diguèt que èra pas possible d'esperar mai, perque los darrièrs meses an mostrat que las "
    "comunas an pas pro d'argent per las escòlas e las rotas del país per totes.",
    "af": "Die regering het sy voorstel van Maandag aan die parlement voorgelê, en daar word verwag dat dit voor die somer "
    "'n debat oor die saak sal hou. Die president het gesê dat dit nie moontlik was om langer te wag nie, omdat die "
    "afgelope maande gewys het dat munisipaliteite nie genoeg geld het vir skole uit te bou nie.",
    "sk": "Vláda predložila svoj návrh na rokovanie v pondelok a očakáva sa, že parlament bude o veci rokovať už pred "
    "letom, aby nie je neskoro. Premiér povedal, že nebolo možné čakať dlhšie, pretože posledné mesiace od zimy "
    "ukázali, že obce nemajú dosť peňazí na školy a cesty, ktoré sa majú stavať po celej krajine.",
    "cs": "Vláda předložila svůj návrh na jednání v pondělí a očekává se, že parlament bude o věci jednat už před létem, "
    "aby nebylo pozdě. Premiér řekl, že nebylo možné čekat déle, protože poslední měsíce od zimy ukázaly, že obce "
    "nemají dost peněz na školy a silnice, které se mají stavět po celé zemi.",
}
"""Texts in languages that share many words with one of those above."""

NAMES = {
    "en": "Helsinki, Turku, Tampere and Oulu: Virtanen, Korhonen, Mäkinen, Nieminen with Mäkelä, Hämäläinen, Laine, Heikkinen",
    "de": "Marseille, Montpellier, Toulouse und Bordeaux: Olivier Giroud, Antoine Griezmann mit Kylian Mbappé, Hugo Lloris",
    "fr": "Helsinki, Turku, Tampere et Oulu : Virtanen, Korhonen, Mäkinen, Nieminen, pour Mäkelä, Hämäläinen, Laine, Heikkinen",
}
"""Excerpts that are hardly more than foreign names."""


@pytest.mark.parametrize("tag", CLEAR)
def test_a_clear_text_is_told(tag: str) -> None:
    """A sentence or two are enough, whatever its surroundings and whatever stands behind it."""
    text = CLEAR[tag]
    assert len(text) >= SHORTEST_GUESSED
    assert {guess_language(text, likely) for likely in ("", tag, "en", "xx")} == {tag}
    assert guess_language(text * 4 + CLEAR["en" if tag != "en" else "de"] * 9) == tag


@pytest.mark.parametrize("tag", NEAR)
def test_languages_that_are_near_stay_apart(tag: str) -> None:
    """A text is not taken for the larger language next door, with which it shares many of its
    commonest words.
    """
    assert guess_language(NEAR[tag]) == tag


@pytest.mark.parametrize("tag", ["en", "de", "fr", "ru", "ar"])
def test_a_short_text_is_not_guessed(tag: str) -> None:
    """Below a hundred signs nothing is guessed, however clear the words seem, and whatever the
    surroundings are.
    """
    short = CLEAR[tag][: SHORTEST_GUESSED - 1]
    assert guess_language(short) == guess_language(short, tag) == ""
    assert guess_language(CLEAR[tag][:SHORTEST_GUESSED]) != ""


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Λιμάνι", "el"), ("ท่าเรือ", "th"), ("항구 파업", "ko"), ("港のストライキ", "ja"), ("北京", "zh"), ("ნავსადგური", "ka"),
        ("նավահանգիստ", "hy"), ("துறைமுகம்", "ta"), ("બંદર", "gu"), ("កំពង់ផែ", "km"), ("порт", ""), ("נמל", ""), ("ميناء", ""),
        ("बंदरगाह", ""), ("port", ""), ("", ""), ("2025 — 99 %", ""), ("日本 in Tokyo and Osaka", ""),
    ],
)  # fmt: skip
def test_a_script_tells_a_language(text: str, tag: str) -> None:
    """A script in which one language is written tells it, however short the text; one that several
    share does not.
    """
    assert guess_language(text) == tag


@pytest.mark.parametrize("tag", NAMES)
def test_the_surroundings_decide(tag: str) -> None:
    """A short excerpt of foreign names is told by a few words of the language around it, and would
    be another's without.
    """
    excerpt = NAMES[tag]
    assert guess_language(excerpt) != tag
    assert guess_language(excerpt, tag) == tag
    assert guess_language(CLEAR["fi"], tag) == "fi"


@pytest.mark.parametrize(
    "text",
    [
        "12 345 678 90 " * 10,
        "INTC 45.3 NVDA 120.1 AAPL 99.2 " * 5,
        "=-=-=- " * 20,
        "👩\u200d🚀 " * 60,
    ],
)
def test_what_is_no_language_is_not_told(text: str) -> None:
    """Figures and signs have no language, however many there are."""
    assert guess_language(text) == ""


@given(RAW, st.sampled_from(("", "en", "xx", "zh")))
def test_any_text_has_a_language_or_none(text: str, likely: str) -> None:
    """Whatever a text holds, its language is a tag or empty, and the same each time."""
    tag = guess_language(text, likely)
    assert tag == "" or (tag.isascii() and tag.isalpha() and tag.islower())
    assert guess_language(text, likely) == tag


def test_a_clear_text_asks_no_library() -> None:
    """Where common words decide, the library is not loaded: it would take most of the time that a
    large archive takes.
    """
    with mock.patch.object(languages, "_load_langid", side_effect=AssertionError):
        assert {guess_language(CLEAR[tag]) for tag in ("en", "de", "fr")} == {"en", "de", "fr"}
