"""Answers of servers as a crawler kept them: the body as it was meant, and what it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.containers.budget import Budget
from generator.containers.compression import Unpacked, packing
from generator.containers.streams import DamagedError, Held, whole
from generator.errors import BundleError

_PAGES = ("text/html", "application/xhtml+xml")
_JSON = re.compile(r"(?:application|text)/(?:[\w.+-]+\+)?json")
_UNSAID = ("", "application/octet-stream", "text/plain")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_LONGEST_LINE = 2**10
_CODINGS = {
    "gzip": "gzip",
    "x-gzip": "gzip",
    "deflate": "deflate",
    "br": "br",
    "zstd": "zstd",
    "bzip2": "bzip2",
}
_MOST_CODINGS = 3
_AGAIN = "Crawl the page again"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said of a body."""

    type: str = ""
    """Its media type, in lower case."""
    charset: str | None = None
    codings: tuple[str, ...] = ()
    chunked: bool = False
    status: int = 200


def answer(status: str, headers: list[tuple[str, str]]) -> Answer:
    """What the lines before a body say of it; of a header that stands twice the first one counts, as warcio reads it."""
    said: dict[str, str] = {}
    for name, stated in headers:
        said.setdefault(name.strip().lower(), stated.strip())
    kind, charset = media(said.get("content-type", ""))
    codings = [each.strip().lower() for each in said.get("content-encoding", "").split(",")]
    code = status.split(" ", 1)[0]
    return Answer(
        kind,
        charset,
        tuple(each for each in codings if each not in ("", "identity")),
        "chunked" in said.get("transfer-encoding", "").lower(),
        int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0,
    )


def media(stated: str) -> tuple[str, str | None]:
    """A media type in lower case, and the character set behind it.

    >>> media('Text/HTML; charset="utf-8"')
    ('text/html', 'utf-8')
    """
    kind, *parameters = stated.split(";")
    names = (each.partition("=") for each in parameters)
    charset = next(
        (
            value.strip().strip("\"'")
            for name, _, value in names
            if name.strip().lower() == "charset"
        ),
        None,
    )
    return kind.strip().lower(), charset or None


def kind(said: Answer, head: bytes) -> str | None:
    """Whether a body is `html` or `json`, by what the server says, and by its first bytes where that says little."""
    if said.type in _PAGES:
        return "html"
    if _JSON.fullmatch(said.type):
        return "json"
    if said.type in _UNSAID:
        return (
            "html" if _HTML.match(head) else "json" if head.lstrip()[:1] in (b"{", b"[") else None
        )
    return None


def worth_reading(said: Answer) -> bool:
    """Whether a body may be HTML or JSON, before a byte of it is read."""
    return said.type in (*_PAGES, *_UNSAID) or bool(_JSON.fullmatch(said.type))


def body(said: Answer, sent: bytes, budget: Budget) -> bytes:
    """The bytes of a body as they were sent, without the codings of the way; raises BundleError where they are damaged."""
    data = dechunked(sent) if said.chunked else sent
    if len(said.codings) > _MOST_CODINGS:
        raise BundleError(f"its body is packed {len(said.codings):,} times", _AGAIN)
    for coding in reversed(said.codings):
        name = _CODINGS.get(coding)
        if not name:
            raise BundleError(f"its body is packed as {coding[:40]!r}, which is not known", _AGAIN)
        # Some crawlers keep the body unpacked, and the header as it was.
        if name != "gzip" or packing(data[:8]) == "gzip":
            data = whole(Unpacked(Held(data), name, budget), budget)
    return data


def dechunked(sent: bytes) -> bytes:
    """A body that was sent in chunks, each behind its length; one that is none, as some crawlers keep it, as it is."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = sent.find(b"\n", place, place + _LONGEST_LINE)
        length = _chunk_length(sent[place:end]) if end >= 0 else None
        if length is None:
            if not place:
                return sent
            cause = "breaks off" if place >= len(sent) else f"is damaged at its byte {place:,}"
            raise DamagedError(f"its chunked body {cause}", _AGAIN)
        if not length:
            return b"".join(parts)
        place = end + 1 + length
        if place > len(sent):
            raise DamagedError("its chunked body breaks off", _AGAIN)
        parts.append(sent[end + 1 : place])
        for mark in (b"\r\n", b"\n"):
            if sent.startswith(mark, place):
                place += len(mark)
                break


def _chunk_length(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    return int(digits, 16) if re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits) else None
