"""Pages of one invented story as the ways of saving them leave them: as text, as HTML, by
SingleFile, as MHTML.
"""

from __future__ import annotations

import html
import json
import quopri
import re
from dataclasses import dataclass, replace
from typing import Any

ADDRESS = "https://sides.example/article/lamp-oil-of-tolmarsh-is-rationed"
NOTICE = "Lanterns burn better with a subscription."


@dataclass(frozen=True)
class Card:
    """An article as an aggregator's page shows it."""

    title: str
    excerpt: str
    outlet: str
    label: str
    place: str
    url: str
    reposted: int = 0


@dataclass(frozen=True)
class Model:
    """What the page shows of the story."""

    title: str = "Lamp Oil of Tolmarsh Is Rationed After the Second Fog"
    dateline: str = "TOLMARSH, NOV 3"
    summary: str = (
        "The wardens of Tolmarsh cut every household to "
        "two pints of lamp oil a week, from Monday on."
    )
    points: tuple[str, ...] = (
        "The fog of October 2025 lasted eleven days and emptied the tanks at the quay.",
        "Households with night workers may ask for a third pint, the wardens said.",
    )
    reported: int = 12
    sides: tuple[int, int, int] = (4, 5, 2)
    cards: tuple[Card, ...] = (
        Card(
            "Two pints a week, and not a drop for the cats",
            (
                "At the quay, the queue began before six. By noon the "
                "wardens had counted four hundred cans and one coffee pot…"
            ),
            "The Vellmark Gull",
            "Lean Left",
            "Vellmark",
            "https://gull.example/2025/lamp-oil",
            reposted=3,
        ),
        Card(
            'Wardens: "Nobody <sits> in the dark" & other promises',
            (
                "The wardens promised on Sunday that the ration would "
                "end with the next tanker, which is due in a fortnight."
            ),
            "Caldera Post",
            "Center",
            "Caldera",
            "https://caldera-post.example/wardens?page=2",
        ),
        Card(
            "Who drank the lamp oil?",
            (
                "Nobody did. The tanks were old, and the fog was "
                "long, and no one had looked at the gauge since Easter."
            ),
            "Ternfolk Weekly",
            "Right",
            "Quernby",
            "https://ternfolk.example/a/17",
        ),
    )
    first: str = "Caldera Post broke the news in Tolmarsh on Monday, November 3, 2025."
    statement: str = "45% of the sources are Center"
    bar: str = "45% Center"
    withheld: tuple[str, ...] = ("factuality", "ownership")


MODEL = Model()


def text(model: Model = MODEL) -> bytes:
    """The page's text, as a browser copies it."""
    left, center, right = model.sides
    cards = [
        line
        for card in model.cards
        for line in (
            card.outlet * 2,
            *(
                [f"+{card.reposted} Reposted by {card.reposted} other sources"]
                if card.reposted
                else []
            ),
            card.label,
            f"· {card.place}",
            "",
            card.title,
            "",
            card.excerpt,
            "",
            "Read Full Article",
        )
    ]
    lines = [
        "See every side of every news story",
        "Published 3 days ago • Updated 2 hours ago",
        "",
        model.title,
        "",
        f"{model.dateline} – {model.summary}",
        *(f"  • {point}" for point in model.points),
        "Insights by Sides AI",
        "Does this summary seem wrong?",
        "",
        f"{model.reported} Articles",
        "",
        "All",
        *("Left", str(left), "Center", str(center), "Right", str(right)),
        *cards,
        "Coverage Details",
        f"Total News Sources{model.reported}",
        f"Leaning Left{left}",
        f"Leaning Right{right}",
        f"Center{center}",
        "Last Updated2 hours ago",
        "Bias Distribution",
        f"  • {model.statement}",
        model.bar,
        *(f"To view {what} data please Upgrade to Premium" for what in model.withheld),
        model.first,
    ]
    return "\n".join(lines).encode()


def _e(words: str) -> str:
    return html.escape(words, quote=False)


def _card(card: Card, relative: bool) -> str:
    href = html.escape(
        card.url.replace("https://gull.example", "//gull.example") if relative else card.url
    )
    reposted = (
        f"<button>+{card.reposted}</button><span> Reposted by {card.reposted} other sources</span>"
        if card.reposted
        else ""
    )
    return (
        '<div class="card"><div class="flex gap-2">'
        f'<a href="/interest/{card.outlet.lower().replace(" ", "-")}">'
        f'<img alt="{card.outlet}" src="x.png"></a>'
        f'<a href="/interest/x"><span>{_e(card.outlet)}</span></a></div>'
        f"<div>{reposted}</div><div><span>{card.label}</span></div><div>· {card.place}</div>"
        f'<a href="{href}"><h4>{_e(card.title)}</h4></a><p>{_e(card.excerpt)}</p>'
        f'<a href="{href}">Read Full\n Article</a></div>'
    )


HEAD = (
    '<meta charset="utf-8"><title>{title} | Sides</title>'
    '<link rel="canonical" href="{address}"><meta property="og:title" content="{title}">'
    '<meta property="og:description" content="Compare {reported} sources.">'
)


def head(model: Model = MODEL, more: str = "") -> str:
    """What stands in the page's head."""
    title = html.escape(model.title)
    return (
        f"<head>{HEAD.format(title=title, address=ADDRESS, reported=model.reported)}<style>"
        f".x{{color:red}}</style>{more}</head>"
    )


def body(model: Model = MODEL, relative: bool = False) -> str:
    """What the page shows: the story in its main part, and around it what every page of the site
    says.
    """
    left, center, right = model.sides
    tabs = "".join(
        f"<button>{side} {count}</button>"
        for side, count in zip(("Left", "Center", "Right"), model.sides, strict=True)
    )
    points = "".join(f"<li>{_e(point)}</li>" for point in model.points)
    cards = "".join(_card(card, relative) for card in model.cards)
    withheld = "".join(
        f"<div>To view {what} data please <a href=/up>Upgrade</a> to Premium</div>"
        for what in model.withheld
    )
    return (
        "<header><div>See every side of every news story</div>"
        '<nav><a href="/">Home</a><a href="/my">For You</a></nav></header>'
        '<main><article><div class="flex">'
        "<span>Published 3 days ago • Updated 2 hours ago</span></div>"
        f"<h1>{_e(model.title)}</h1>"
        f"<p>{_e(model.dateline)} – {_e(model.summary)}</p><ul>{points}</ul>"
        '<div style="display: none">Hidden words</div><div><span>Insights by Sides AI</span></div>'
        f"<button>Does this summary seem wrong?</button><h2>{model.reported} Articles</h2>"
        f'<div class="flex flex-row"><button>All</button>{tabs}</div>{cards}'
        "<aside><h3>Coverage Details</h3>"
        f'<div class="flex"><span>Total News Sources</span><span>{model.reported}</span></div>'
        f'<div class="flex"><span>Leaning Left</span><span>{left}</span></div>'
        f'<div class="flex"><span>Leaning Right</span><span>{right}</span></div>'
        f'<div class="flex"><span>Center</span><span>{center}</span></div>'
        '<div class="flex"><span>Last Updated</span><span>2 hours ago</span></div>'
        f"<h3>Bias Distribution</h3><ul><li>{model.statement}</li></ul>"
        f"<div>{model.bar}</div>{withheld}"
        f"<p>{model.first}</p></aside></article></main>"
        '<footer><a href="/about">About</a><span>© 2025 Sides</span></footer>'
        '<div id="cookie-banner"><p>We use cookies.</p><button>Accept all</button></div>'
        f'<div aria-hidden="true">{NOTICE}</div>'
        "<script>var x = '<p>no text</p>';</script>"
    )


def page(model: Model = MODEL, relative: bool = False) -> bytes:
    """The page saved as HTML only."""
    return (
        f'<!DOCTYPE html>\n<html lang="en">{head(model)}<body>{body(model, relative)}</body></html>'
    ).encode()


SINGLEFILE = (
    "<!--\n Page saved with SingleFile \n url: {address} \n"
    " saved date: Wed Nov 05 2025 21:30:00 GMT+0100 (Central European Standard Time)\n-->"
)


def singlefile(model: Model = MODEL) -> bytes:
    """The page as SingleFile leaves it: its address and day above, styles and pictures in it, what
    is hidden marked.
    """
    more = (
        "<style>.sf-hidden{display:none!important}</style><link "
        'rel=icon href="data:image/png;base64,iVBORw0KGgo=">'
    )
    shown = (
        body(model)
        .replace('<div style="display: none">', '<div class="note sf-hidden">')
        .replace("x.png", "data:,")
    )
    comment = SINGLEFILE.format(address=f"{ADDRESS}?utm_source=x")
    top = f"<!DOCTYPE html> <html lang=en>{comment}{head(model, more)}"
    return f"{top}<body>{shown}</body></html>".encode()


def mhtml(model: Model = MODEL) -> bytes:
    """The page as a browser leaves it in one file of many parts: without its scripts, with a
    picture beside it.
    """
    shown = re.sub(r"<script.*?</script>", "", page(model).decode(), flags=re.DOTALL).encode()
    header = (
        "From: <Saved by Blink>\r\n"
        f"Snapshot-Content-Location: {ADDRESS}\r\n"
        "Date: Wed, 5 Nov 2025 20:30:00 -0000\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; type="text/html"; boundary="----lamp"\r\n\r\n'
    )
    parts = (
        (
            (
                "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
                f"Content-Location: {ADDRESS}"
            ),
            shown,
        ),
        (
            (
                "Content-Type: image/png\r\nContent-Transfer-Encoding: quoted-printable\r\n"
                "Content-Location: x.png"
            ),
            b"\x89PNG",
        ),
    )
    told = (
        f"------lamp\r\n{head}\r\n\r\n".encode() + quopri.encodestring(data) + b"\r\n"
        for head, data in parts
    )
    return header.encode() + b"".join(told) + b"------lamp--\r\n"


def article(**changes: Any) -> bytes:
    """An outlet's article, described by JSON-LD."""
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": MODEL.cards[2].title,
        "description": "The tanks of Tolmarsh were &lt;old&gt;, says the inspector.",
        "datePublished": "2025-11-04T07:30:00+01:00",
        "inLanguage": "en-GB",
        "keywords": "Lamp oil, Fog",
        "mainEntityOfPage": {"@type": "WebPage", "@id": MODEL.cards[2].url},
        "publisher": {
            "@type": "Organization",
            "name": MODEL.cards[2].outlet,
            "logo": {"url": "x.png"},
        },
        "author": [{"@type": "Person", "name": "O. Quill"}],
    }
    data = json.dumps(
        {key: value for key, value in {**described, **changes}.items() if value is not None}
    )
    shown = "".join(
        f"<p>{words}</p>" for words in ("Nobody did.", "The tanks were old, and the fog was long.")
    )
    return (
        "<!DOCTYPE html><html><head><script "
        f'type="application/ld+json">{data}</script></head><body><nav>Home</nav>'
        f"<article><h1>{MODEL.cards[2].title}</h1>{shown}</article><footer>Contact</footer></"
        "body></html>"
    ).encode()


def longer(count: int, model: Model = MODEL) -> Model:
    """The story with so many articles, each of another outlet."""
    cards = tuple(
        replace(
            model.cards[number % 3],
            title=f"{model.cards[number % 3].title.rstrip('?')} ({number})",
            outlet=f"Gazette {number}",
            url=f"https://gazette-{number}.example/oil",
        )
        for number in range(count)
    )
    return replace(model, cards=cards)
