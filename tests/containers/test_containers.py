"""Containers: what stands in them is read as it would be alone, and is told by what it is, never by
its name.
"""

from __future__ import annotations

import bz2
import gzip
import hashlib
import json
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.containers import compression
from generator.containers.budget import Budget
from generator.containers.compression import DecompressedStream
from generator.containers.events import (
    ContainerEvent,
    ContainerMember,
    MemberFault,
    SkippedMember,
)
from generator.containers.formats import container_format
from generator.containers.http_responses import (
    ResponseHead,
    decode_body,
    join_chunks,
    parse_media_type,
)
from generator.containers.streams import BytesStream, read_exactly
from generator.containers.walk import read_container
from generator.errors import BundleError
from generator.limits import DEFAULT, Limits
from generator.page import format as page
from generator.story.model import Capture
from tests.support.ground import BELL, row, saved
from tests.support.packing import (  # fmt: skip
    answered,
    chunked,
    crawl,
    id_of,
    listed,
    mhtml,
    record,
    sha1,
    story,
    tarred,
    wacz,
    warc,
    warc_gz,
    zipped,
)
from tests.support.packing import page as text_page
from tests.support.program import Done, pages, run

try:
    from compression import zstd
except ImportError:
    from backports import zstd

HTML = saved(row("5d", {"stories": [BELL]}))
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


def events(data: bytes, limits: Limits = DEFAULT) -> list[ContainerEvent]:
    """What a container gives."""
    return list(read_container(lambda: BytesStream(data), Budget(limits)))


def members(data: bytes, limits: Limits = DEFAULT) -> list[ContainerMember]:
    """Its members; nothing is wrong with any of them."""
    found = events(data, limits)
    assert [event for event in found if isinstance(event, MemberFault)] == []
    return [event for event in found if isinstance(event, ContainerMember)]


def convert(folder: Path, files: dict[str, bytes], *options: str) -> Done:
    """Convert these files in the inbox of an archive; the paths in their names are made."""
    for name, data in files.items():
        (folder / "bundles" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "bundles" / name).write_bytes(data)
    return run("convert", "--content", folder, *options)


def captures(folder: Path) -> list[Capture]:
    """All captures of an archive's pages."""
    return [
        capture
        for path in pages(folder)
        for capture in page.read(path.read_text(encoding="utf-8")).story.captures
    ]


TWO = {"a/one.txt": text_page(1), "two.json": story(2)}
PACKED: dict[str, Callable[[], bytes]] = {
    "zip": lambda: zipped(TWO),
    "zip, stored": lambda: zipped(TWO, zipfile.ZIP_STORED),
    "zip, bzip2": lambda: zipped(TWO, zipfile.ZIP_BZIP2),
    "zip, LZMA": lambda: zipped(TWO, zipfile.ZIP_LZMA),
    "tar": lambda: tarred(TWO),
    "tar.gz": lambda: tarred(TWO, "w:gz"),
    "tar.bz2": lambda: tarred(TWO, "w:bz2"),
    "tar.xz": lambda: tarred(TWO, "w:xz"),
    "tar.zst": lambda: zstd.compress(tarred(TWO)),
    "tar in two gzip streams": lambda: (
        gzip.compress(tarred(TWO)[:700]) + gzip.compress(tarred(TWO)[700:]) + bytes(512)
    ),
}


@pytest.mark.parametrize("kind", PACKED)
def test_the_files_of_an_archive_are_read(kind: str) -> None:
    """Every form of archive gives its files, whatever it is called and however it is packed."""
    assert [(member.name, member.data) for member in members(PACKED[kind]())] == list(TWO.items())


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_a_packed_file_is_its_own_only_member(pack: Callable[[bytes], bytes]) -> None:
    """A file that was packed alone is read as the file that it was."""
    (member,) = members(pack(text_page(1)))
    assert member.data == text_page(1)


def test_members_of_members_are_read() -> None:
    """A zip in a tar in a zip is two containers inside another one, and is read; one more is said
    to be too many.
    """
    inner = zipped({"in.tar": tarred({"in.zip": zipped({"one.txt": text_page(1)})})})
    (member,) = members(inner)
    assert (member.name, member.data) == ("in.tar/in.zip/one.txt", text_page(1))
    (fault,) = events(zipped({"out.zip": inner}))
    assert isinstance(fault, MemberFault)
    assert (fault.name, fault.error.seen) == (
        "out.zip/in.tar/in.zip",
        "it is a container inside 3 others, and 3 are read",
    )
    assert len(members(zipped({"out.zip": inner}), Limits(nesting=3))) == 1


@given(
    st.dictionaries(
        st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8})?\.txt", fullmatch=True),
        st.binary(min_size=1, max_size=3000),
        max_size=5,
    )
)
def test_what_goes_in_comes_out(files: dict[str, bytes]) -> None:
    """Zip and tar give back the bytes that were packed, or what they were known for."""
    for data in (zipped(files), tarred(files), tarred(files, "w:gz")):
        found = {event.name.split("/unpacked")[0]: event for event in events(data)}
        for name, held in files.items():
            event = found.get(name)
            assert not isinstance(event, ContainerMember) or event.data == held


@given(st.binary(max_size=20_000), st.integers(min_value=1, max_value=5000))
def test_packed_streams_are_read_in_any_pieces(data: bytes, piece: int) -> None:
    """However few bytes are asked for at a time, a packed stream becomes what it was made of."""
    for pack, name in (
        (gzip.compress, "gzip"),
        (bz2.compress, "bzip2"),
        (lzma.compress, "xz"),
        (zstd.compress, "zstd"),
    ):
        stream = DecompressedStream(
            BytesStream(pack(data) + pack(data)), name, Budget(Limits(ratio=10_000))
        )
        parts = []
        while part := stream.read(piece):
            assert len(part) <= piece
            parts.append(part)
        assert b"".join(parts) == data + data


# --- what people do with it -----------------------------------------------------------------------


def test_a_page_in_a_zip_is_the_capture_that_it_is_alone(tmp_path: Path) -> None:
    """The same bytes loose and in an archive are one capture; the file of its own is named,
    whichever came first.
    """
    archive = zipped({"sub/one.txt": text_page(1)})
    assert convert(tmp_path, {"all.zip": archive}).counts["stories new"] == 1
    (alone,) = captures(tmp_path)
    assert (alone.bundle, alone.member, alone.sha256) == (
        "all.zip",
        "sub/one.txt",
        hashlib.sha256(text_page(1)).hexdigest(),
    )
    assert alone.container == hashlib.sha256(archive).hexdigest()
    assert convert(tmp_path, {"one.txt": text_page(1)}).counts["stories changed"] == 1
    (both,) = captures(tmp_path)
    assert (both.bundle, both.member, both.container, both.sha256) == (
        "one.txt",
        None,
        None,
        alone.sha256,
    )
    assert convert(tmp_path, {"more.zip": archive}).counts["stories changed"] == 0


def test_an_archive_that_grew_keeps_its_captures(tmp_path: Path) -> None:
    """An archive that was packed anew with one page more gives that page; the others' rows name the
    archive as it stands.
    """
    convert(tmp_path, {"all.zip": zipped({"one.txt": text_page(1)})})
    grown = zipped({"one.txt": text_page(1), "two.txt": text_page(2)})
    done = convert(tmp_path, {"all.zip": grown})
    assert (done.code, done.counts["stories new"], done.counts["captures"]) == (0, 1, 2)
    assert {capture.container for capture in captures(tmp_path)} == {
        hashlib.sha256(grown).hexdigest()
    }


def test_an_archive_as_it_was_is_not_read_again(tmp_path: Path) -> None:
    """A container that an earlier run read is not read again, and its report is the same."""
    first = convert(
        tmp_path,
        {"all.zip": zipped({"one.txt": text_page(1), "two.json": story(2)})},
        "--report",
        "-",
    )
    again = convert(tmp_path, {}, "--report", "-")
    (one,), (two,) = (list(map(json.loads, done.out.splitlines())) for done in (first, again))
    assert {**one, "pages": len(one["pages"])} == {**two, "pages": len(two["pages"])}
    assert (one["reader"], again.counts["stories unchanged"]) == ("page-text, scraper-json", 2)


def test_several_stories_of_a_member_keep_their_places(tmp_path: Path) -> None:
    """A member that holds several stories gives each with its place, as it does alone."""
    both = json.dumps([json.loads(story(1)), json.loads(story(2))]).encode()
    convert(tmp_path, {"all.zip": zipped({"both.json": both})})
    assert sorted((capture.member, capture.at) for capture in captures(tmp_path)) == [
        ("both.json", "/0"),
        ("both.json", "/1"),
    ]


def test_standard_input_may_be_an_archive(tmp_path: Path) -> None:
    """What is handed to the program is told by its content, too."""
    done = run("convert", "-", "--content", tmp_path, stdin=zipped({"one.txt": text_page(1)}))
    assert (done.code, done.counts["stories new"]) == (0, 1)
    assert captures(tmp_path)[0].bundle == "stdin"


META = json.dumps(
    {"address": "https://stories.example/pilots", "captured": "2025-05-07", "note": "By hand."}
).encode()


@pytest.mark.parametrize("pack", [zipped, tarred, None])
def test_a_page_with_its_pictures_is_one_bundle(
    tmp_path: Path, pack: Callable[[dict[str, bytes]], bytes] | None
) -> None:
    """A folder or an archive of a page, its meta.json and its pictures is one bundle, and the file
    is its sidecar.
    """
    files = {
        "pilots/page.txt": text_page(1),
        "pilots/meta.json": META,
        "pilots/a.jpg": PNG,
        "pilots/site.css": b"p { margin: 0 }",
    }
    done = convert(tmp_path, {"all": pack(files)} if pack else files)
    assert (done.code, done.counts["bundles"], done.counts["problems"]) == (0, 1, 0)
    (capture,) = captures(tmp_path)
    assert (capture.captured, capture.note, capture.content.url) == (
        "2025-05-07",
        "By hand.",
        "https://stories.example/pilots",
    )
    assert capture.member == ("pilots/page.txt" if pack else None)


def test_a_meta_json_that_is_a_story_is_one(tmp_path: Path) -> None:
    """What is no sidecar by its keys is read as a bundle, whatever its name."""
    done = convert(tmp_path, {"x/meta.json": story(1), "x/page.txt": text_page(1)})
    assert (done.code, done.counts["stories new"]) == (0, 2)


def test_a_sidecar_beside_a_container_states_of_every_member(tmp_path: Path) -> None:
    """The time and the note of an archive's sidecar hold for all in it; an address holds for none
    in particular.
    """
    done = convert(
        tmp_path,
        {
            "all.zip": zipped({"one.txt": text_page(1), "two.txt": text_page(2)}),
            "all.zip.meta.json": META,
        },
    )
    assert (done.code, done.counts["stories new"]) == (0, 2)
    assert {
        (capture.captured, capture.note, capture.content.url) for capture in captures(tmp_path)
    } == {("2025-05-07", "By hand.", None)}


def test_inspect_lists_members_and_shows_one(tmp_path: Path) -> None:
    """A container is listed with what each member gave; a member that is named is shown as a bundle
    is.
    """
    path = tmp_path / "all.zip"
    path.write_bytes(
        zipped(
            {
                "one.txt": text_page(1),
                "two.json": story(2),
                "a.png": PNG,
                "nothing.txt": b"Just words.\n",
            }
        )
    )
    done = run("inspect", path)
    assert done.code == 3
    assert "a.png" in done.out
    assert "picture" in done.out
    assert "1 story, read as scraper-json" in done.out
    seen = json.loads(run("inspect", path, "--member", "two.json", "--json").out)
    assert (seen["stories"][0]["title"], seen["problems"]) == ("Night Ferry 2", [])
    gone = run("inspect", path, "--member", "gone.txt")
    assert (gone.code, "there is no member gone.txt in it" in gone.err) == (3, True)


def test_a_container_without_a_story_says_what_is_in_it(tmp_path: Path) -> None:
    """An archive of pictures is a problem that counts them, not a bundle that went well."""
    done = convert(tmp_path, {"all.zip": zipped({"a.png": PNG, "b.png": PNG})})
    assert "it is a container, and there is no story in it (2 × picture)." in done.err
    assert done.code == 3


# --- crawls ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [warc, warc_gz])
def test_each_answer_with_a_page_is_a_member(written: Callable[..., bytes]) -> None:
    """HTML and JSON answers are members with their address and time; what else was recorded is
    known and counted.
    """
    data = written(
        record(1, answered(HTML, "text/html; charset=utf-8")),
        record(
            2,
            b"GET / HTTP/1.1\r\n\r\n",
            "request",
            Content_Type="application/http; msgtype=request",
        ),
        record(3, b"fetchTimeMs: 1\r\n", "metadata", Content_Type="application/warc-fields"),
        record(4, answered(PNG, "image/png")),
        record(5, answered(b"gone", "text/html", "404 Not Found")),
        *crawl(6),
        record(7, HTML, "resource", Content_Type="text/html"),
    )
    found = members(data)
    assert [(member.name, member.data) for member in found] == [
        (id_of(1), HTML),
        (id_of(6), story(6)),
        (id_of(7), HTML),
    ]
    assert (found[0].address, found[0].captured, found[0].charset) == (
        "https://crawled.example/1",
        "2025-05-06T12:00:01Z",
        "utf-8",
    )
    kinds = [event.kind for event in events(data) if isinstance(event, SkippedMember)]
    assert kinds == [
        "warcinfo record",
        "request record",
        "metadata record",
        "picture, style sheet, script or the like",
        "answer 404",
    ]


CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
    "identity": bytes,
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
}


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_bodies_are_read_without_the_codings_of_the_way(coding: str, in_chunks: bool) -> None:
    """Whatever a server did to a body on its way, a member is the body as it was meant."""
    sent = CODINGS[coding](story(1))
    headers = {
        "Content_Encoding": coding,
        **({"Transfer_Encoding": "chunked"} if in_chunks else {}),
    }
    (member,) = members(warc(record(1, answered(chunked(sent) if in_chunks else sent, **headers))))
    assert member.data == story(1)


@given(st.binary(max_size=2000), st.integers(min_value=1, max_value=300))
def test_chunks_of_any_size_become_their_body(data: bytes, size: int) -> None:
    """A chunked body becomes what was sent; a body that was stored without its chunks stays as it
    is.
    """
    assert join_chunks(chunked(data, size)) == data
    assert decode_body(ResponseHead(), data, Budget()) == data


@pytest.mark.parametrize(
    "headers",
    [
        {"WARC_Refers_To": f"<{id_of(1)}>"},
        {
            "WARC_Refers_To_Target_URI": "https://crawled.example/1",
            "WARC_Refers_To_Date": "2025-05-06T12:00:01Z",
        },
        {"WARC_Payload_Digest": sha1(story(1))},
        {"WARC_Refers_To": f"<{id_of(3)}>"},
    ],
)
@pytest.mark.parametrize("written", [warc, warc_gz])
def test_revisit_records_are_followed(
    headers: dict[str, str], written: Callable[..., bytes]
) -> None:
    """A page that was met again is a member with its own address and time, and the bytes of the
    first meeting.
    """
    first = record(1, answered(story(1)), WARC_Payload_Digest=sha1(story(1)))
    other = record(
        3,
        answered(b""),
        "revisit",
        WARC_Refers_To=f"<{id_of(1)}>",
        WARC_Target_URI="https://crawled.example/third",
    )
    again = record(
        2, answered(b""), "revisit", WARC_Target_URI="https://crawled.example/other", **headers
    )
    found = {member.name: member for member in members(written(again, first, other))}
    assert set(found) == {id_of(1), id_of(2), id_of(3)}
    assert (found[id_of(2)].address, found[id_of(2)].captured) == (
        "https://crawled.example/other",
        "2025-05-06T12:00:02Z",
    )
    assert found[id_of(2)].data == story(1)


def test_a_page_that_was_met_again_is_one_capture(tmp_path: Path) -> None:
    """The same bytes at two times are one capture, of the earlier time."""
    again = record(2, answered(b""), "revisit", WARC_Refers_To=f"<{id_of(1)}>")
    done = convert(tmp_path, {"crawl.warc": warc(record(1, answered(HTML, "text/html")), again)})
    assert (done.code, done.counts["captures"]) == (0, 2)
    (capture,) = captures(tmp_path)
    assert (capture.bundle, capture.member, capture.captured) == (
        "crawl.warc",
        id_of(1),
        "2025-05-06T12:00:01Z",
    )


def test_pages_without_a_story_are_counted(tmp_path: Path) -> None:
    """A crawl holds pages that are no stories; they are counted, and are no problem."""
    other = record(1, answered(b'{"weather": "fog"}'))
    done = convert(tmp_path, {"crawl.warc": warc(other, *crawl(2))})
    assert (done.code, done.counts["stories new"]) == (0, 1)
    assert "crawl.warc: Passed over 1 page without a story." in done.err


def test_a_wacz_gives_the_pages_of_its_archive(tmp_path: Path) -> None:
    """A WACZ is read with its list: what is listed was chosen, and is a problem where no story is
    in it.
    """
    data = wacz(
        warc(*crawl(1), record(2, answered(b'{"weather": "fog"}')), record(3, answered(b"[]"))),
        listed(1, 2),
    )
    done = convert(tmp_path, {"chosen.wacz": data})
    assert (done.code, done.counts["stories new"], done.counts["problems"]) == (3, 1, 1)
    assert (
        f"chosen.wacz, archive/data.warc/{id_of(2)}: it is JSON in a layout that no reader knows"
        in done.err
    )
    (capture,) = captures(tmp_path)
    assert capture.member == f"archive/data.warc/{id_of(1)}"


def test_a_wacz_may_be_in_a_zip() -> None:
    """A WACZ in a zip is a WARC inside two containers."""
    (member,) = members(zipped({"x.wacz": wacz(warc_gz(*crawl(1)), listed(1))}))
    assert member.data == story(1)


def test_a_saved_page_is_read_with_its_address_and_time() -> None:
    """MHTML gives the page with what its header states; the pictures in it are skipped."""
    first, second = events(mhtml(HTML))
    assert isinstance(first, ContainerMember)
    assert (first.data, first.address, first.captured) == (
        HTML,
        "https://saved.example/page",
        "2025-05-06T12:00:00Z",
    )
    assert second == SkippedMember("https://saved.example/p.png", "picture")


# --- by content -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [text_page(1), story(1), HTML, b"", b"PK", b"MIME-Version: 1.0", b"BM", b"WARC", bytes(600)],
)
def test_what_is_no_container_is_none(data: bytes) -> None:
    """Bundles as they were read before are told from containers, whatever they begin with."""
    assert container_format(data[:4096]) is None


def test_media_types_are_told_apart() -> None:
    """A media type is compared without case, its character set without quotation marks."""
    assert parse_media_type("TEXT/HTML;charset='Windows-1252'; x") == ("text/html", "Windows-1252")
    assert parse_media_type("") == ("", None)


@given(st.binary(max_size=3000))
def test_bytes_read_exactly(data: bytes) -> None:
    """A stream gives as many bytes as are asked for, or all that it has."""
    assert read_exactly(BytesStream(data), 1000) == data[:1000]


def test_a_library_that_is_not_there_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where zstd cannot be unpacked, the sentence names what to install."""
    monkeypatch.delitem(compression._DECODERS, "zstd")
    with pytest.raises(
        BundleError,
        match=r"it is packed as zstd, which cannot be unpacked here\. Install backports\.zstd",
    ):
        DecompressedStream(BytesStream(b""), "zstd", Budget())


def test_rows_of_pages_tell_the_member(tmp_path: Path) -> None:
    """A page's row names the container, the member, and both digests."""
    convert(tmp_path, {"all.zip": zipped({"one.txt": text_page(1)})})
    line: Any = next(
        line
        for line in pages(tmp_path)[0].read_text(encoding="utf-8").splitlines()
        if '"bundle"' in line
    )
    assert set(json.loads(line.removeprefix("  - "))) == {
        "bundle",
        "sha256",
        "reader",
        "captured",
        "member",
        "container",
    }
