"""`make fuzz`: broken input for every reader and container, as long as one likes; it looks for what
is raised by mistake.

With Atheris, which follows the program's branches, where that is installed; else with Hypothesis,
which changes good input. What it finds is kept in .cache/fuzz, and stands in tests/samples/fuzzed
once it is mended.

usage: python -m tests.fuzz [--seconds 600] [TARGET…]
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.repository import ROOT

KEPT = ROOT / ".cache" / "fuzz"


def seeds() -> dict[str, list[bytes]]:
    """Good input for each target."""
    import gzip

    from tests.support import saved as pages
    from tests.support.clusters import CLUSTER, DESCRIPTION, feed, feed_item
    from tests.support.ground import BELL, row, saved
    from tests.support.invented import text
    from tests.support.packing import (
        answered,
        chunked,
        crawl,
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
    from tests.support.recorded import RECORD, SCRAPED
    from tests.support.scraped import FERRY
    from tests.support.stored import STORE

    html = saved(row("5d", {"stories": [BELL]}))
    table = b'story,title,outlet,label,captured\r\nNight Ferry,"Two hours, in the dark",The Gull,lean-left,2025-06-14\r\n'
    packed = record(1, answered(gzip.compress(story(1)), Content_Encoding="gzip"))
    sent = answered(chunked(story(1)), Transfer_Encoding="chunked")
    again = record(
        2,
        answered(b""),
        "revisit",
        WARC_Refers_To="<urn:uuid:00000000-0000-4000-8000-000000000001>",
    )
    two = {"a/one.txt": page(1), "a/meta.json": b'{"captured": "2025-05-07"}', "two.json": story(2)}
    return {
        "text": [text().encode(), text(title=None).encode(), page(1) * 3],
        "scraper": _json([FERRY], FERRY),
        "store": _json(STORE),
        "ground-news": [story(1), *_json([json.loads(story(1)), BELL], {"stories": [BELL, BELL]})],
        "kite": _json(CLUSTER, {"clusters": [CLUSTER], "timestamp": 1_749_900_000}),
        "feed": [feed(feed_item(DESCRIPTION), feed_item("<p>Fog.</p>"))],
        "records": _json(RECORD, [SCRAPED, RECORD]),
        "table": [table, table * 2],
        "data-in-html": [html, html.replace(b"<script>", b"<p>x<script>")],
        "html": [pages.page(), pages.singlefile(), pages.article()],
        "zip": [zipped(two), zipped({"in.zip": zipped(two)}), zipped(two, 0)],
        "tar": [
            tarred(two),
            tarred(two, "w:gz"),
            tarred({"x" * 200: page(1)}),
            gzip.compress(page(1)),
        ],
        "warc": [
            warc(*crawl(1, 2)),
            warc_gz(*crawl(1)),
            warc(packed, again),
            warc(record(1, sent)),
        ],
        "wacz": [wacz(warc(*crawl(1)), listed(1))],
        "mhtml": [mhtml(html), mhtml(html, end=False)],
    }


def _json(*values: object) -> list[bytes]:
    return [json.dumps(value, ensure_ascii=False).encode() for value in values]


def target(data: bytes) -> None:
    """Read input as a bundle; what it raises that is not about the bundle is a mistake of the
    program.
    """
    from generator.bundles import reconciling, sidecars
    from generator.containers.budget import Budget
    from generator.containers.events import ContainerMember
    from generator.containers.formats import container_format
    from generator.containers.streams import BytesStream
    from generator.containers.walk import read_container
    from generator.errors import BundleError
    from generator.limits import MIB, Limits
    from generator.page import format as page
    from generator.page.model import Page
    from generator.readers.base import Bundle
    from generator.story import assembly

    limits = Limits(bundle=4 * MIB, expanded=16 * MIB, members=200)

    def read(bundle: Bundle) -> None:
        try:
            name, readings = reconciling.read_reconciled(bundle)
        except BundleError:
            return
        for reading in readings.stories:
            story = assembly.assemble((reading.capture(bundle, name),))
            written = page.write(Page(story=story))
            assert page.read(written).story == story

    try:
        kind = container_format(data[:4096])
    except BundleError:
        return
    if not kind:
        read(Bundle("fuzzed", data, limits=limits))
        return
    for event in read_container(lambda: BytesStream(data), Budget(limits), sidecars.pair_sidecars):
        if isinstance(event, ContainerMember):
            read(
                Bundle(
                    "fuzzed",
                    event.data,
                    event.address,
                    event.captured,
                    event.charset,
                    event.name,
                    "0" * 64,
                    limits,
                )
            )


def _keep(data: bytes, name: str) -> Path:
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{name}-{hashlib.sha256(data).hexdigest()[:10]}"
    path.write_bytes(data)
    return path


def _with_atheris(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["generator"]):
        from generator import readers  # noqa: F401  # what is instrumented is what is imported here

    corpus = KEPT / "corpus" / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds()[name]:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)

    def once(data: bytes) -> None:
        try:
            target(data)
        except Exception:
            print(f"found by {name}: {_keep(data, name)}", file=sys.stderr)  # noqa: T201  # it is what the run is for
            raise

    bounds = ["-max_len=65536", "-timeout=20", "-rss_limit_mb=1024", "-verbosity=0"]
    options = [f"-max_total_time={seconds}", f"-artifact_prefix={KEPT}/{name}-", *bounds]
    atheris.Setup([sys.argv[0], str(corpus), *options], once)
    atheris.Fuzz()


def changed(seed: bytes, changes: list[tuple[int, int, bytes]]) -> bytes:
    """Good input with some pieces of it taken out and others put in."""
    data = bytearray(seed)
    for at, gone, put in changes:
        place = at % (len(data) + 1)
        data[place : place + gone] = put
    return bytes(data)


def _with_hypothesis(name: str, seconds: int) -> None:
    good = seeds()[name]
    signs = st.sampled_from(
        [
            b"\0",
            b"\xff" * 4,
            b"\r\n",
            b"{",
            b"]",
            b"--",
            b"<",
            b"99999999",
            b"PK\x01\x02",
            b"WARC/1.0",
        ]
    )
    piece = st.tuples(st.integers(0, 2**16), st.integers(0, 40), st.binary(max_size=6) | signs)
    end = time.monotonic() + seconds

    @settings(
        max_examples=500,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    @given(st.sampled_from(good), st.lists(piece, min_size=1, max_size=8))
    def once(seed: bytes, changes: list[tuple[int, int, bytes]]) -> None:
        if time.monotonic() < end:
            data = changed(seed, changes)
            try:
                target(data)
            except Exception:
                _keep(data, name)
                raise

    while time.monotonic() < end:
        once()


def main() -> None:
    """Run the targets one after the other, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET")
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    given_ = parser.parse_args()
    run: Callable[[str, int], None] = (
        _with_atheris if importlib.util.find_spec("atheris") else _with_hypothesis
    )
    if given_.alone:
        run(given_.targets[0], given_.seconds)
        return
    found = []
    for name in given_.targets or list(seeds()):
        print(  # noqa: T201
            f"{name}: {given_.seconds} seconds {run.__name__.removeprefix('_').replace('_', ' ')}",
            flush=True,
        )
        command = [
            sys.executable,
            "-m",
            "tests.fuzz",
            "--alone",
            "--seconds",
            str(given_.seconds),
            name,
        ]
        if subprocess.run(command, check=False, cwd=ROOT).returncode:
            found.append(name)
    if found:
        sys.exit(
            f"Found something with {', '.join(found)}; it is kept in {KEPT.relative_to(ROOT)}."
        )


if __name__ == "__main__":
    main()
