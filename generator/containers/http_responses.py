"""HTTP responses as crawlers store them: their headers, and their bodies without the encodings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.containers.budget import Budget
from generator.containers.compression import DecompressedStream, compression_format
from generator.containers.streams import BytesStream, DamagedError, read_whole
from generator.errors import BundleError

_HTML_TYPES = ("text/html", "application/xhtml+xml")
_JSON_TYPE = re.compile(r"(?:application|text)/(?:[\w.+-]+\+)?json")
_VAGUE_TYPES = ("", "application/octet-stream", "text/plain")
_HTML = re.compile(
    rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)[\s>]", re.IGNORECASE | re.DOTALL
)
_LONGEST_LINE = 2**10
_ENCODINGS = {
    "gzip": "gzip",
    "x-gzip": "gzip",
    "deflate": "deflate",
    "br": "br",
    "zstd": "zstd",
    "bzip2": "bzip2",
}
"""Values of `Content-Encoding`, and the compression formats that they name."""
_MOST_ENCODINGS = 3
_AGAIN = "Crawl the page again"


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """What a server states of a body."""

    media_type: str = ""
    """In lower case."""
    charset: str | None = None
    encodings: tuple[str, ...] = ()
    """Of `Content-Encoding`, in the order in which they were applied."""
    chunked: bool = False
    status: int = 200
    """0 where it is no number of three digits."""


def parse_response_head(status: str, headers: list[tuple[str, str]]) -> ResponseHead:
    """Parse a status line without the protocol, and the headers.

    Of a header that stands twice the first one counts, as in warcio.
    """
    stated: dict[str, str] = {}
    for name, value in headers:
        stated.setdefault(name.strip().lower(), value.strip())
    media_type, charset = parse_media_type(stated.get("content-type", ""))
    encodings = [each.strip().lower() for each in stated.get("content-encoding", "").split(",")]
    code = status.split(" ", 1)[0]
    return ResponseHead(
        media_type,
        charset,
        tuple(each for each in encodings if each not in ("", "identity")),
        "chunked" in stated.get("transfer-encoding", "").lower(),
        int(code) if code.isascii() and code.isdigit() and len(code) == 3 else 0,
    )


def parse_media_type(stated: str) -> tuple[str, str | None]:
    """Parse a `Content-Type` into the media type in lower case and the character set.

    >>> parse_media_type('Text/HTML; charset="utf-8"')
    ('text/html', 'utf-8')
    """
    media_type, *parameters = stated.split(";")
    pairs = (each.partition("=") for each in parameters)
    charsets = (
        value.strip().strip("\"'") for name, _, value in pairs if name.strip().lower() == "charset"
    )
    return media_type.strip().lower(), next(charsets, None) or None


def may_be_page(head: ResponseHead) -> bool:
    """Check by its media type whether a body may be HTML or JSON."""
    return head.media_type in (*_HTML_TYPES, *_VAGUE_TYPES) or bool(
        _JSON_TYPE.fullmatch(head.media_type)
    )


def body_format(head: ResponseHead, beginning: bytes) -> str | None:
    """`html` or `json` by the media type, or by the first bytes of a body if the type is vague."""
    if head.media_type in _HTML_TYPES:
        return "html"
    if _JSON_TYPE.fullmatch(head.media_type):
        return "json"
    if head.media_type not in _VAGUE_TYPES:
        return None
    if _HTML.match(beginning):
        return "html"
    return "json" if beginning.lstrip()[:1] in (b"{", b"[") else None


def decode_body(head: ResponseHead, sent: bytes, budget: Budget) -> bytes:
    """Undo the transfer and content encodings of a body; raises BundleError if it is damaged."""
    data = join_chunks(sent) if head.chunked else sent
    if len(head.encodings) > _MOST_ENCODINGS:
        raise BundleError(f"its body is packed {len(head.encodings):,} times", _AGAIN)
    for encoding in reversed(head.encodings):
        name = _ENCODINGS.get(encoding)
        if not name:
            raise BundleError(
                f"its body is packed as {encoding[:40]!r}, which is not known", _AGAIN
            )
        # Some crawlers store the decompressed body, and leave the header as it was.
        if name != "gzip" or compression_format(data[:8]) == "gzip":
            data = read_whole(DecompressedStream(BytesStream(data), name, budget), budget)
    return data


def join_chunks(sent: bytes) -> bytes:
    """Join the chunks of a body that was sent with `Transfer-Encoding: chunked`.

    A body without chunks is returned as it is: some crawlers store it so, and keep the header.
    Raises DamagedError where the chunks break off.
    """
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
        for line_end in (b"\r\n", b"\n"):
            if sent.startswith(line_end, place):
                place += len(line_end)
                break


def _chunk_length(line: bytes) -> int | None:
    digits = line.partition(b";")[0].strip()
    return int(digits, 16) if re.fullmatch(rb"[0-9A-Fa-f]{1,16}", digits) else None
