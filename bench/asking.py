"""First questions in a real browser: a host that compresses and counts, a line to it, and what each
question loads.

Each question gets an empty profile, so that nothing is there yet. The host is as fast as this
machine, or sits behind a line: it waits one way and back for each connection and each request, and
all answers share the line's width. That is done here and not by the browser's own throttling, which
leaves out what a worker loads, as Pagefind's does. Chromium opens six connections to one host
(HTTP/1.1). Bytes are those of the bodies as sent, `gzip -6` where that is smaller and the file is
text.
"""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from playwright.sync_api import Browser, Page
from processes import memory

PATIENCE = 180_000
"""Milliseconds after which an answer counts as missing."""
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
"""What hosts compress; Pagefind's own files are compressed already."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of both."""

    kind: str
    text: str
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    span: tuple[str, str] = ("", "")
    """The first and the last day."""
    sort: str = "relevance"
    counts: tuple[str, ...] = ()
    every: bool = False
    """Whether every value is counted, not only the top ones."""

    def query(self, hits: int) -> dict[str, Any]:
        """The question as a script takes it."""
        return {
            "text": self.text,
            "filters": self.filters,
            "from": self.span[0],
            "to": self.span[1],
            "sort": self.sort,
            "show": hits,
            "counts": self.counts,
            "all": self.counts if self.every else [],
        }


# --- the host -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer of the host."""

    path: str
    size: int
    """Bytes of its body."""


class Line:
    """A line of some width, in bytes a second, and the seconds that one way and back take."""

    def __init__(self, back: float, width: float) -> None:
        self.back, self._width = back, width
        self._lock = threading.Lock()
        self._free = 0.0

    def carry(self, size: int) -> None:
        """Wait until so many bytes are through, after all that came before."""
        with self._lock:
            self._free = until = max(self._free, time.perf_counter()) + size / self._width
        time.sleep(max(0, until - time.perf_counter()))


class Host(ThreadingHTTPServer):
    """Serves a folder on this machine alone."""

    line: Line | None = None

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(_Handler))
        self.folder = folder
        self.sent: list[Sent] = []
        self.missing: list[str] = []
        self._bodies: dict[str, tuple[bytes, bool]] = {}

    def body(self, path: str) -> tuple[bytes, bool]:
        """A file as it is sent, and whether it is compressed; made once, so that no question waits
        for it.
        """
        if path not in self._bodies:
            raw = (self.folder / path.lstrip("/")).read_bytes()
            packed = gzip.compress(raw, 6, mtime=0) if Path(path).suffix in TYPES else raw
            self._bodies[path] = (packed, True) if len(packed) < len(raw) else (raw, False)
        return self._bodies[path]

    def url(self, path: str) -> str:
        """The address of a file."""
        return f"http://127.0.0.1:{self.server_port}/{path}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Host

    def setup(self) -> None:
        super().setup()
        self._travel()

    def _travel(self) -> None:
        if self.server.line:
            time.sleep(self.server.line.back)

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self._travel()
        try:
            body, packed = self.server.body(path)
        except OSError:
            self.server.missing.append(path)
            self._send(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        self.server.sent.append(Sent(path, len(body)))
        head = f"Content-Type: {TYPES.get(Path(path).suffix, 'application/octet-stream')}\r\nContent-Length: {len(body)}\r\n"
        head += "Content-Encoding: gzip\r\n" if packed else ""
        self._send(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + body)

    def _send(self, data: bytes) -> None:
        step = 1 << 13 if self.server.line else len(data)
        for start in range(0, len(data), step):
            part = data[start : start + step]
            if self.server.line:
                self.server.line.carry(len(part))
            self.wfile.write(part)

    def log_message(self, *_: object) -> None:
        """Nothing: what was sent is kept."""


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[Host]:
    """A host of a folder while the block runs."""
    with Host(folder) as host:
        thread = threading.Thread(target=host.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield host
        finally:
            host.shutdown()
            thread.join()


# --- pages that ask -------------------------------------------------------------------------------

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Asks</title>
<link rel="icon" href="data:,">
"""
OURS = f"""{_PAGE}<script src="theme/js/search.js" defer></script>
<script type="module">
storyArchive.ask(JSON.parse(decodeURIComponent(location.hash.slice(1))), ({{ ready, complete, total, missing }}) => {{
  if (ready) window.ready ??= performance.now();
  if (complete) window.told = {{ ready: window.ready, complete: performance.now(), total, missing }};
}});
</script>
"""
"""A bare page that asks the archive's search."""
PAGEFIND = f"""{_PAGE}<script type="module">
const {{ text, filters, sort, show, counts }} = JSON.parse(decodeURIComponent(location.hash.slice(1)));
const pagefind = await import("/pagefind/pagefind.js");
await pagefind.init();
if (counts.length) await pagefind.filters();
const {{ results }} = await pagefind.search(text || null, {{ filters, sort: sort === "newest" ? {{ date: "desc" }} : {{}} }});
const shown = await Promise.all(results.slice(0, show).map((result) => result.data()));
const now = performance.now();
window.told = {{ ready: now, complete: now, total: results.length, missing: shown.filter(({{ url }}) => !url) }};
</script>
"""
"""A bare page that asks Pagefind; what it found is there when its pieces for the shown results
are.
"""
EMPTY = f"{_PAGE}<script>window.told = {{ ready: 0, complete: performance.now(), total: 0, missing: [] }};</script>\n"
"""A page that asks nothing, for what any page takes."""
_TOLD = "() => window.told"
# The search page itself says when it is done by no longer being busy.
_DRAWN = """() => {
  const list = document.querySelector("#search-list");
  if (list?.ariaBusy !== "false" || !list.children.length) return null;
  return { ready: 0, complete: performance.now(), total: null, missing: [] };
}"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one first question took; milliseconds from the page's address on."""

    ready: float
    """Until the first stories are all there."""
    complete: float
    total: int | None
    """Stories found; the search page tells people only."""
    sent: tuple[Sent, ...]
    heap: float = 0
    """MB of the scripts of the page itself, after what is no longer used was let go."""
    tab: float = 0
    """MB of the tab's whole process that are its own, workers and WebAssembly among them."""


def _weighed(browser: Browser, page: Page) -> tuple[float, float]:
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    metrics = {
        one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]
    }
    running = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    # Chromium keeps an empty one ready, which has done nothing yet.
    busiest = max(
        (one for one in running if one["type"] == "renderer"), key=lambda one: one["cpuTime"]
    )
    return metrics["JSHeapUsedSize"] / 1e6, memory(busiest["id"], "Private_")


def visit(
    browser: Browser, host: Host, path: str, *, line: Line | None = None, weighed: bool = False
) -> Asked:
    """Open a page that asks, in an empty profile, and wait for the answer; one that does not come
    ends the benchmark.

    It is weighed if asked for, which is right for the first page of a browser only.
    """
    host.line = line
    host.sent.clear()
    host.missing.clear()
    faults: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    try:
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(host.url(path), wait_until="commit", timeout=PATIENCE)
        drawn = path.startswith("search.html")
        try:
            told = page.wait_for_function(
                _DRAWN if drawn else _TOLD, polling=20, timeout=PATIENCE
            ).json_value()
        except Exception as error:
            raise SystemExit(f"{path} was not answered: {error}\n{faults}") from error
        if host.missing or told["missing"]:
            raise SystemExit(f"{path} lacks {host.missing} {told['missing']}")
        heap, tab = _weighed(browser, page) if weighed else (0, 0)
        return Asked(told["ready"], told["complete"], told["total"], tuple(host.sent), heap, tab)
    finally:
        context.close()


def asking(page: str, question: Question, hits: int) -> str:
    """The path of a page that asks a question."""
    return f"{page}#{quote(json.dumps(question.query(hits)))}"
