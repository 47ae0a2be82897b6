"""Containers as the tests make them, at run time: archives, crawls and saved pages, whole and
broken.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import json
import tarfile
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

from tests.support.invented import text
from tests.support.scraped import scraped, written

_DAY = (2025, 5, 6, 12, 0, 0)


def page(number: int) -> bytes:
    """The text of a story page, another one for each number."""
    return text(f"Harbour Pilots of Vellmark Return to Work, Crew {number}").encode()


def story(number: int) -> bytes:
    """A story in JSON, another one for each number."""
    return written(
        scraped(
            metadata__title=f"Night Ferry {number}",
            metadata__url=f"https://stories.example/ferry-{number}",
        )
    )


def zipped(
    members: Mapping[str, bytes] | Iterable[tuple[str | zipfile.ZipInfo, bytes]],
    packed: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A zip of these members."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packed) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name that stands twice is what some tests want
        for name, data in members.items() if isinstance(members, Mapping) else members:
            info = name if isinstance(name, zipfile.ZipInfo) else zipfile.ZipInfo(name, _DAY)
            info.compress_type = packed
            archive.writestr(info, data)
    return held.getvalue()


def tarred(
    members: Mapping[str, bytes] | Iterable[tuple[str | tarfile.TarInfo, bytes]], mode: str = "w"
) -> bytes:
    """A tar of these members; the mode packs it, `w:gz`."""
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in members.items() if isinstance(members, Mapping) else members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return held.getvalue()


def sha1(data: bytes) -> str:
    """A digest as crawlers write it."""
    return f"sha1:{base64.b32encode(hashlib.sha1(data).digest()).decode()}"  # noqa: S324  # the format's own


def answered(
    body: bytes, kind: str = "application/json", status: str = "200 OK", **headers: str
) -> bytes:
    """What a server answered."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode() + body


def chunked(body: bytes, size: int = 100) -> bytes:
    """A body as it is sent in chunks."""
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def record(
    number: int,
    block: bytes,
    kind: str = "response",
    length: int | None = None,
    **headers: str | None,
) -> bytes:
    """A record of a WARC; a header that is None is left out."""
    stated: dict[str, str | None] = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-4000-8000-{number:012}>",
        "WARC-Date": f"2025-05-06T12:00:{number % 60:02}Z",
        "WARC-Target-URI": f"https://crawled.example/{number}",
        "Content-Type": "application/http; msgtype=response",
        "WARC-Block-Digest": sha1(block),
        "Content-Length": str(len(block) if length is None else length),
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [
        "WARC/1.1",
        *(f"{name}: {value}" for name, value in stated.items() if value is not None),
        "",
        "",
    ]
    return "\r\n".join(lines).encode() + block + b"\r\n\r\n"


def id_of(number: int) -> str:
    """The id of a record, without brackets."""
    return f"urn:uuid:00000000-0000-4000-8000-{number:012}"


def crawl(*numbers: int) -> list[bytes]:
    """Records of these stories, each as a server answered."""
    return [record(number, answered(story(number))) for number in numbers]


def warc(*records: bytes) -> bytes:
    """A WARC file."""
    return b"".join(
        [record(0, b"software: invented\r\n", "warcinfo", WARC_Target_URI=None), *records]
    )


def warc_gz(*records: bytes) -> bytes:
    """A WARC file as crawlers pack it, each record for itself."""
    return b"".join(
        map(
            gzip.compress,
            [record(0, b"software: invented\r\n", "warcinfo", WARC_Target_URI=None), *records],
        )
    )


def listed(*numbers: int) -> bytes:
    """The list of pages of a WACZ."""
    pages = [{"format": "json-pages-1.0", "id": "pages", "title": "All pages"}]
    pages += [
        {"url": f"https://crawled.example/{number}", "ts": "2025-05-06T12:00:00Z"}
        for number in numbers
    ]
    return "\n".join(map(json.dumps, pages)).encode()


def wacz(
    archive: bytes,
    pages: bytes,
    digests: Mapping[str, str] | None = None,
    more: Mapping[str, bytes] | None = None,
) -> bytes:
    """A WACZ with one WARC file; `digests` are stated in place of the right ones."""
    members = {"archive/data.warc": archive, "pages/pages.jsonl": pages}
    resources: list[dict[str, Any]] = [
        {
            "name": name,
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in members.items()
    ]
    for resource in resources:
        resource["hash"] = (digests or {}).get(resource["path"], resource["hash"])
    package = json.dumps(
        {"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}
    ).encode()
    return zipped({**members, "datapackage.json": package, **(more or {})}, zipfile.ZIP_STORED)


def mhtml(
    body: bytes,
    address: str = "https://saved.example/page",
    *,
    end: bool = True,
    between: bytes = b"",
) -> bytes:
    """A page as a browser saves it, with a picture behind it."""
    mark = b"----MultipartBoundary--invented"
    head = (
        b"From: <Saved by a browser>\r\nSnapshot-Content-Location: %s\r\nSubject: A page\r\n"
        b"Date: Tue, 6 May 2025 14:00:00 +0200\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="%s"\r\n\r\n\r\n'
    ) % (address.encode(), mark)
    part = (
        b"--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
        b"Content-Location: %s\r\n\r\n%s\r\n"
    )
    html = part % (
        mark,
        b"text/html; charset=utf-8",
        address.encode(),
        base64.encodebytes(body).replace(b"\n", b"\r\n"),
    )
    parts = (
        html
        + between
        + part % (mark, b"image/png", b"https://saved.example/p.png", b"iVBORw0KGgo=")
    )
    return head + parts + (b"--%s--\r\n" % mark if end else b"")
