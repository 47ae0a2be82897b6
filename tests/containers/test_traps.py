"""Bombs and traps, made here and stored nowhere: each is said with bundle, member and cause, and
the good beside it is read.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import re
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from generator.limits import BYTES, DEFAULT, JSON_DEPTH, MIB, NAMES, size_words
from tests.support.ground import BELL, row, saved
from tests.support.packing import (  # fmt: skip
    answered,
    chunked,
    crawl,
    id_of,
    listed,
    mhtml,
    page,
    record,
    story,
    tarred,
    wacz,
    warc,
    warc_gz,
    zipped,
)
from tests.support.program import run
from tests.support.repository import ROOT

HTML = saved(row("5d", {"stories": [BELL]}))
ZEROS = bytes(3 * MIB)


def _beside(name: str, data: bytes = b"x") -> bytes:
    """A zip with a member between two good ones."""
    return zipped([("first.txt", page(1)), (name, data), ("last.txt", page(2))])


def _tar_beside(info: tarfile.TarInfo, data: bytes = b"") -> bytes:
    return tarred([("first.txt", page(1)), (info, data), ("last.txt", page(2))])


def _info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", **pax: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.pax_headers = kind, link, pax
    return info


def _zip_link() -> bytes:
    info = zipfile.ZipInfo("link.txt")
    info.create_system, info.external_attr = 3, 0o120777 << 16
    return zipped([("first.txt", page(1)), (info, b"/etc/passwd"), ("last.txt", page(2))])


def _flagged(flag: int) -> bytes:
    """A zip in which the second member has a flag set in both of its headers."""
    data = bytearray(_beside("locked.txt", page(3)))
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(magic, data.index(magic) + 1)
        data[place + at] |= flag
    return bytes(data)


def _overlapping() -> bytes:
    """A zip in which two entries of the directory have the bytes of one member, as a bomb has
    thousands.
    """
    data = zipped([("first.txt", page(1)), ("again.txt", page(2)), ("last.txt", page(3))])
    with zipfile.ZipFile(__import__("io").BytesIO(data)) as archive:
        first, second, _ = archive.infolist()
    central = data.index(b"PK\x01\x02")
    entry = data.index(b"PK\x01\x02", central + 4)
    changed = bytearray(data)
    struct.pack_into("<L", changed, entry + 42, first.header_offset + 10)
    assert second.header_offset != first.header_offset + 10
    return bytes(changed)


def _crc() -> bytes:
    """A zip in which a byte of the second member is another one."""
    data = bytearray(
        zipped(
            [("first.txt", page(1)), ("bad.txt", page(3)), ("last.txt", page(2))],
            zipfile.ZIP_STORED,
        )
    )
    data[data.index(b"Crew 3")] ^= 1
    return bytes(data)


def _zip64() -> bytes:
    """A zip whose directory is said to be of the size of a disk."""
    data = zipped({"first.txt": page(1)})
    end = data.index(b"PK\x05\x06")
    record64 = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 2**40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = bytearray(data[end:])
    struct.pack_into("<HHLL", tail, 8, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
    return data[:end] + record64 + locator + bytes(tail)


def _long_pax() -> bytes:
    """A tar with a header of two gigabytes, of which nothing is there."""
    info = _info("long", tarfile.XHDTYPE)
    info.size = 2**31
    return tarred({"first.txt": page(1)})[: 512 + -(-len(page(1)) // 512) * 512] + info.tobuf(
        tarfile.GNU_FORMAT
    )


def _broken_header() -> bytes:
    data = bytearray(tarred({"first.txt": page(1), "bad.txt": page(2)}))
    data[data.index(b"bad.txt") + 1] ^= 1
    return bytes(data)


def _gz_damaged() -> bytes:
    """A WARC of three packed records of which the middle one has a byte too many."""
    parts = [gzip.compress(part) for part in (warc(), *crawl(1, 2, 3))]
    parts[2] = parts[2][:60] + bytes(8) + parts[2][68:]
    return b"".join(parts)


def _deep_mail(depth: int) -> bytes:
    """A letter in a letter in a letter."""
    inner = b"Content-Type: text/html\r\n\r\n<p>deep</p>\r\n"
    for number in range(depth):
        mark = b"m%d" % number
        inner = (
            b'Content-Type: multipart/related; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n'
            % (mark, mark, inner, mark)
        )
    return b"MIME-Version: 1.0\r\n" + inner


def _nested(depth: int) -> bytes:
    data = zipped({"deep.txt": page(9)})
    for _ in range(depth):
        data = zipped({"in.zip": data})
    return zipped({"first.txt": page(1), "in.zip": data, "last.txt": page(2)})


def _bomb() -> bytes:
    """A bomb as it is known: a file of zeros, sixteen times in an archive."""
    inner = zipped({"0.txt": ZEROS})
    return zipped([("first.txt", page(1)), *((f"{number}.zip", inner) for number in range(16))])


Made = Callable[[], bytes]
TRAPS: dict[str, tuple[Made, str, str, int]] = {
    # name: how it is made, the member that is named, what is said, and the stories that are read
    # all the same
    "leads out": (lambda: _beside("../../etc/cron.d/x.txt"), "../../etc/cron.d/x.txt", "its name leads out of its folder by `..`", 2),
    "leads out within": (lambda: _beside("a/../../x.txt"), "a/../../x.txt", "its name leads out of its folder by `..`", 2),
    "absolute": (lambda: _beside("/etc/passwd"), "/etc/passwd", "its name is absolute", 2),
    "drive": (lambda: _beside("C:evil.txt"), "C:evil.txt", "its name begins with a drive letter", 2),
    "backslash": (lambda: _beside("a\\..\\b.txt"), "a\\..\\b.txt", "its name holds a backslash", 2),
    "NUL": (lambda: _beside("a!.txt").replace(b"a!.txt", b"a\0.txt"), "a\\x00.txt", "its name holds a NUL", 2),
    "long name": (lambda: _beside("x" * 5000), "x" * 1024 + "…", "its name is 5,000 characters long", 2),
    "case": (lambda: _beside("FIRST.txt"), "FIRST.txt", "its name stands there twice, as first.txt, and the first one is read", 2),
    "same": (lambda: _beside("first.txt"), "first.txt", "its name stands there twice, and the first one is read", 2),
    "unicode": (
        lambda: zipped([("caf\u00e9.txt", page(1)), ("cafe\u0301.txt", page(2)), ("last.txt", page(3))]),
        "cafe\u0301.txt", "its name stands there twice, as caf\u00e9.txt, and the first one is read", 2),
    "zip link": (_zip_link, "link.txt", "it is a link, no file", 2),
    "tar link": (lambda: _tar_beside(_info("l.txt", tarfile.SYMTYPE, "/etc/passwd")), "l.txt", "it is a link, no file", 2),
    "tar hard link": (lambda: _tar_beside(_info("l.txt", tarfile.LNKTYPE, "first.txt")), "l.txt", "it is a link, no file", 2),
    "tar device": (lambda: _tar_beside(_info("null", tarfile.CHRTYPE)), "null", "it is a device or a pipe, no file", 2),
    "tar pipe": (lambda: _tar_beside(_info("pipe", tarfile.FIFOTYPE)), "pipe", "it is a device or a pipe, no file", 2),
    "tar leads out": (lambda: _tar_beside(_info("../x.txt"), b"x"), "../x.txt", "its name leads out of its folder by `..`", 2),
    "tar odd kind": (lambda: _tar_beside(_info("odd", b"Z")), "odd", "it is of the kind b'Z', which is no file", 2),
    "tar long header": (_long_pax, "", "a header of the archive is 2,147,483,648 bytes long", 1),
    "tar broken header": (_broken_header, "", "a header of the archive is damaged (bad checksum)", 1),
    "tar cut": (lambda: tarred({"first.txt": page(1), "bad.txt": page(2)})[:1800], "bad.txt", "the archive breaks off", 1),
    "tar.gz cut": (
        lambda: gzip.compress(tarred({"first.txt": page(1), "bad.bin": HTML * 9}), 0)[:4000], "bad.bin", "its gzip stream breaks off", 1),
    "tar.bz2 damaged": (lambda: bz2.compress(tarred({"first.txt": page(1)}))[:60], "", "its bzip2 stream breaks off", 0),
    "tar.xz damaged": (lambda: lzma.compress(tarred({"a.txt": page(1)}))[:-20], "", "its xz stream breaks off", 1),
    "gzip in gzip": (lambda: gzip.compress(gzip.compress(page(1))), "", "it is packed twice: gzip in gzip", 0),
    "gzip cut": (lambda: gzip.compress(page(1))[:-9], "", "its gzip stream breaks off", 0),
    "gzip checksum": (
        lambda: gzip.compress(page(1))[:-8] + bytes(8), "", "its gzip stream is damaged", 0),
    "gzip bomb": (lambda: gzip.compress(ZEROS), "", "it unpacks to more than 200 times its size, as no page does", 0),
    "zip bomb": (lambda: _beside("bomb.txt", ZEROS), "bomb.txt", "it unpacks to more than 200 times its size, as no page does", 2),
    "nested bombs": (_bomb, "0.zip/0.txt", "it unpacks to more than 200 times its size, as no page does", 1),
    "nested": (lambda: _nested(3), "in.zip/in.zip/in.zip", "it is a container inside 3 others, and 3 are read", 2),
    "overlapping": (_overlapping, "again.txt", "its bytes are those of another member as well", 2),
    "zip checksum": (_crc, "bad.txt", "it is damaged (Bad CRC-32 for file 'bad.txt')", 2),
    "encrypted": (lambda: _flagged(1), "locked.txt", "it is encrypted", 2),
    "patched": (lambda: _flagged(0x20), "locked.txt", "it is a patch of another file", 2),
    "zip64 lies": (_zip64, "", "its directory ", 0),
    "zip cut": (lambda: _beside("x.txt")[:-30], "", "its directory cannot be read (File is not a zip file)", 0),
    "zip of an office": (lambda: zipped({"[Content_Types].xml": b"<x/>"}), "", "it is an office document, no archive of pages", 0),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(600), "", "it is a 7z archive, which is not read", 0),
    "empty": (lambda: _beside("empty.txt", b""), "empty.txt", "it is empty", 2),
    "no story": (lambda: _beside("words.txt", b"Just words.\n"), "words.txt", "it shows fewer than two marks of a story page", 2),
    "warc cut": (lambda: warc(*crawl(1, 2))[:-900], id_of(2), "it breaks off", 1),
    "warc.gz cut": (lambda: warc_gz(*crawl(1, 2))[:-300], id_of(2), "its gzip stream breaks off", 1),
    "warc.gz damaged": (_gz_damaged, "record 3", "its gzip stream is damaged", 2),
    "warc too long": (
        lambda: warc(record(1, answered(story(1)), length=len(answered(story(1))) + 300), *crawl(2, 3)),
        id_of(1), "it is shorter than it states", 2),
    "warc too short": (
        lambda: warc(record(1, answered(story(1)), length=400), *crawl(2)), id_of(1), "it is longer than it states", 1),
    "warc huge length": (
        lambda: warc(record(1, answered(story(1)), length=10**14), *crawl(2)), id_of(1), "it is larger than 256 MiB", 0),
    "warc no length": (
        lambda: warc(record(1, answered(story(1)), Content_Length="many"), *crawl(2)), "record 2", "it states no length (many)", 1),
    "warc digest": (
        lambda: warc(record(1, answered(story(1)), WARC_Block_Digest="sha1:" + "A" * 32), *crawl(2)),
        id_of(1), "the digest that it states is not that of its bytes", 1),
    "warc payload digest": (
        lambda: warc(record(1, answered(story(1)), WARC_Payload_Digest="sha1:" + "A" * 32), *crawl(2)),
        id_of(1), "the digest that it states is not that of its body", 1),
    "warc no answer": (lambda: warc(record(1, story(1)), *crawl(2)), id_of(1), "it does not begin as the answer of a server does", 1),
    "warc long head": (
        lambda: warc(record(1, answered(story(1), x="y" * 300_000)), *crawl(2)), id_of(1), "its header lines are longer than 256 KiB", 1),
    "warc truncated by the crawler": (
        lambda: warc(record(1, answered(story(1)), WARC_Truncated="length"), *crawl(2)), id_of(1), "the crawler cut it off (length)", 1),
    "warc segments": (
        lambda: warc(record(1, answered(story(1)), WARC_Segment_Number="2"), *crawl(2)), id_of(1), "it is a part of a record", 1),
    "warc nonsense between": (lambda: warc(crawl(1)[0], b"nonsense\r\n\r\n", *crawl(2)), "record 3", "the record 2 is longer", 2),
    "revisit loop": (
        lambda: warc(
            record(1, answered(b""), "revisit", WARC_Refers_To=f"<{id_of(2)}>"),
            record(2, answered(b""), "revisit", WARC_Refers_To=f"<{id_of(1)}>"), *crawl(3)),
        id_of(1), "it revisits a page, and the records that it refers to refer to each other", 1),
    "revisit of nothing": (
        lambda: warc(record(1, answered(b""), "revisit"), *crawl(3)),
        id_of(1), "it revisits a page, and the record that holds this page is not in the file", 1),
    "body bomb": (
        lambda: warc(record(1, answered(gzip.compress(ZEROS), Content_Encoding="gzip")), *crawl(2)),
        id_of(1), "it unpacks to more than 200 times its size", 1),
    "brotli bomb": (
        lambda: warc(record(1, answered(brotli.compress(ZEROS), Content_Encoding="br")), *crawl(2)),
        id_of(1), "it unpacks to more than 200 times its size", 1),
    "body of many codings": (
        lambda: warc(record(1, answered(story(1), Content_Encoding="gzip, gzip, gzip, gzip")), *crawl(2)),
        id_of(1), "its body is packed 4 times", 1),
    "body of an unknown coding": (
        lambda: warc(record(1, answered(story(1), Content_Encoding="dcb")), *crawl(2)), id_of(1), "its body is packed as 'dcb'", 1),
    "chunks cut": (
        lambda: warc(record(1, answered(chunked(story(1))[:-200], Transfer_Encoding="chunked")), *crawl(2)),
        id_of(1), "its chunked body breaks off", 1),
    "chunks damaged": (
        lambda: warc(record(1, answered(chunked(story(1)).replace(b"\r\n64\r\n", b"\r\nzz\r\n", 1), Transfer_Encoding="chunked")), *crawl(2)),
        id_of(1), "its chunked body is damaged at its byte 106", 1),
    "wacz digest": (
        lambda: wacz(warc(*crawl(1)), listed(1), {"archive/data.warc": "sha256:" + "0" * 64}),
        "archive/data.warc", "its digest is not the one that datapackage.json states", 0),
    "wacz signed digest": (
        lambda: wacz(warc(*crawl(1)), listed(1), more={"datapackage-digest.json": b'{"hash": "sha256:00"}'}),
        "datapackage.json", "its digest is not the one that datapackage-digest.json states", 1),
    "wacz page missing": (
        lambda: wacz(warc(*crawl(1)), listed(1, 2)), "pages/pages.jsonl",
        "it lists https://crawled.example/2, and no record of that is in the archive", 1),
    "wacz file missing": (
        lambda: zipped({"archive/data.warc": warc(*crawl(1)), "datapackage.json": b'{"resources": [{"path": "x", "hash": "sha256:0"}]}'}),
        "datapackage.json", "it lists x, which is not in the archive", 1),
    "wacz no list": (
        lambda: zipped({"archive/data.warc": warc(*crawl(1)), "datapackage.json": b"{" * 100_000}), "datapackage.json", "it is no JSON", 1),
    "mhtml cut": (lambda: mhtml(HTML)[:900], "page", "it breaks off", 0),
    "mhtml cut behind the page": (lambda: mhtml(HTML, end=False), "", "it breaks off behind the page", 1),
    "mhtml deep": (lambda: _deep_mail(2000), "", "more than 512 parts stand inside each other", 0),
    "mhtml without a page": (
        lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\nwords\r\n--x--\r\n",
        "", "it holds no HTML", 0),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_each_trap_is_said_and_harms_no_other(tmp_path: Path, trap: str) -> None:
    """Of each trap bundle, member and cause are named; what is good in it, and the bundle beside
    it, becomes stories.
    """
    made, member, seen, stories = TRAPS[trap]
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "trap.bin").write_bytes(made())
    (tmp_path / "bundles" / "beside.txt").write_bytes(page(77))
    done = run("convert", "--content", tmp_path, "--report", "-", "--jobs", "1")
    beside, trapped = map(json.loads, done.out.splitlines())
    said = [
        problem
        for problem in trapped["problems"]
        if problem.get("member", "").split(" (http")[0] == member
    ]
    assert said, trapped["problems"]
    assert said[0]["seen"].startswith(seen) or seen in said[0]["seen"]
    assert len(trapped["pages"]) == stories
    assert (beside["outcome"], done.code) == ("converted", 3)
    subject = f"trap.bin, {said[0]['member']}: " if member else "trap.bin: "
    assert f"problem   {subject}" in done.err or member.startswith("x" * 1024)


def test_nothing_is_written_but_pages(tmp_path: Path) -> None:
    """A member that leads out of its archive is written nowhere; nor is any other."""
    (tmp_path / "bundles").mkdir()
    (tmp_path / "bundles" / "trap.zip").write_bytes(_beside("../evil.txt", page(3)))
    before = {path for path in tmp_path.parent.rglob("*") if "stories" not in path.parts}
    run("convert", "--content", tmp_path)
    after = {path for path in tmp_path.parent.rglob("*") if "stories" not in path.parts}
    assert {path.name for path in after - before} == {".lock", ".known"}


LIMITED: dict[str, tuple[str, Made, str, int]] = {
    # limit and a small value: a bundle beyond it, what is said, and the stories that are read all
    # the same
    "bundle=1KiB": ("beyond", lambda: page(1) * 9, "it is larger than 1 KiB", 0),
    "expanded=20KiB": (
        "zip",
        lambda: zipped({f"{n}.txt": page(n).ljust(9000) for n in range(9)}),
        "its members are larger than 20 KiB",
        2,
    ),
    "ratio=2": (
        "zip",
        lambda: _beside("x.txt", zlib.compress(b"x") + bytes(range(256)) * 5000),
        "it unpacks to more than 2 times",
        2,
    ),
    "members=2": (
        "zip",
        lambda: zipped({f"{n}.txt": page(n) for n in range(4)}),
        "it has more than 2 members",
        2,
    ),
    "nesting=1": (
        "zip",
        lambda: _nested(1),
        "it is a container inside 2 others, and 2 are read",
        2,
    ),
    "html=1KiB": ("html", lambda: HTML, "none of more than 1 KiB is read", 0),
    "line=100": ("text", lambda: page(1), "its line 2 is", 0),
    "depth=3": ("mhtml", lambda: _deep_mail(5), "more than 3 parts stand inside each other", 0),
    "articles=2": (
        "json",
        lambda: story(1),
        "its story has 3 articles, and no story has that many",
        0,
    ),
    "text=10": (
        "json",
        lambda: story(1),
        "its story has an article, the 1. of 3, whose text is larger than 10 bytes",
        0,
    ),
}


@pytest.mark.parametrize("limit", LIMITED)
def test_each_limit_is_held_and_can_be_raised(tmp_path: Path, limit: str) -> None:
    """What is beyond a limit is said with the option that raises it; with the limit raised it is
    read as any other.
    """
    _, made, seen, stories = LIMITED[limit]
    (tmp_path / "trap.bin").write_bytes(made())
    done = run(
        "convert",
        tmp_path / "trap.bin",
        "--content",
        tmp_path / "a",
        "--limit",
        limit,
        "--report",
        "-",
        "--jobs",
        "1",
    )
    (row,) = map(json.loads, done.out.splitlines())
    said = [problem for problem in row["problems"] if seen in problem["seen"]]
    assert said, row["problems"]
    name = limit.split("=")[0]
    assert f"--limit {name}=VALUE" in said[0]["hint"]
    assert len(row["pages"]) == stories
    free = run(
        "convert",
        tmp_path / "trap.bin",
        "--content",
        tmp_path / "b",
        "--report",
        "-",
        "--jobs",
        "1",
    )
    assert not any(seen in problem["seen"] for problem in json.loads(free.out)["problems"])


def test_the_table_of_the_limits_is_true() -> None:
    """The document names every limit with the value that it has, in the order of the program, and
    no other.
    """
    text = (ROOT / "docs" / "bundles.md").read_text(encoding="utf-8").split("## Limits")[1]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \|", text, re.MULTILINE)
    told = [
        (
            name,
            size_words(getattr(DEFAULT, name)) if name in BYTES else f"{getattr(DEFAULT, name):,}",
        )
        for name in NAMES
    ]
    assert rows == told
    assert f"{JSON_DEPTH} lists and objects" in text


@pytest.mark.parametrize(
    "written", ["bundle=", "bundle=-1", "seconds=2G", "width=3", "bundle", "members=0"]
)
def test_a_limit_that_is_none_is_wrong_usage(tmp_path: Path, written: str) -> None:
    """A limit that there is not, or a value that it cannot have, ends the program before it begins."""
    assert run("convert", "--content", tmp_path, "--limit", written).code == 2


def test_the_digest_of_a_trap_is_that_of_its_file(tmp_path: Path) -> None:
    """The report names a container by the digest of its file, whatever is in it."""
    (tmp_path / "a.zip").write_bytes(_beside("x.txt", page(3)))
    done = run("convert", tmp_path / "a.zip", "--content", tmp_path, "--report", "-")
    assert (
        json.loads(done.out)["sha256"]
        == hashlib.sha256((tmp_path / "a.zip").read_bytes()).hexdigest()
    )
