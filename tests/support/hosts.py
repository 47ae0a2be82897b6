"""The three ways in which people open a site: at a host's root, under a prefix of a host, and from
the disk.
"""

from __future__ import annotations

import contextlib
import functools
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

WAYS = {"root": "/", "prefix": "/some/prefix/", "file": None}
"""The prefix of each way; None where no host takes part."""


_ENDED: set[str] = set()
"""Addresses of hosts that serve no longer."""


def has_ended(url: str) -> bool:
    """Whether the host of an address serves no longer: a page that outlives its host may still ask
    it for an icon.
    """
    return any(url.startswith(address) for address in _ENDED)


@dataclass(frozen=True)
class Site:
    """A built site, and the address below which a browser finds it."""

    folder: Path
    address: str

    def url(self, path: str = "index.html") -> str:
        """The address of a file of the site."""
        return self.address + path

    def path(self, url: str) -> str:
        """The file of the site that an address shows, without anchor and state."""
        assert url.startswith(self.address), f"{url} is not below {self.address}"
        return url.removeprefix(self.address).partition("#")[0].partition("?")[0]


class _Host(SimpleHTTPRequestHandler):
    """A host as plain as they come: files below its prefix, and its 404 page for everything
    else.
    """

    def __init__(self, *arguments: object, prefix: str, **options: object) -> None:
        self.prefix = prefix
        super().__init__(*arguments, **options)

    def translate_path(self, path: str) -> str:
        """The file of an address; nothing stands outside the prefix."""
        if not path.startswith(self.prefix):
            return str(Path(self.directory) / "outside the prefix")
        return super().translate_path("/" + path.removeprefix(self.prefix))

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What is missing gets the site's own page for it."""
        missing = Path(self.directory) / "404.html"
        if self.path == "/favicon.ico":
            # A browser asks every host for this of its own accord when a page names no icon.
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
            return
        if code != HTTPStatus.NOT_FOUND or not missing.is_file():
            super().send_error(code, message, explain)
            return
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(missing.read_bytes())

    def log_message(self, *_: object) -> None:
        """Nothing: the browser's own record is what the tests read."""


class _Server(ThreadingHTTPServer):
    """A host that says nothing of a browser which leaves early."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Only what is not about the connection is an error."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def host(folder: Path, prefix: str | None = "/") -> Iterator[Site]:
    """Serve a folder on this machine alone while the block runs."""
    if prefix is None:
        yield Site(folder, f"{folder.as_uri()}/")
        return
    handler = functools.partial(_Host, directory=str(folder), prefix=prefix)
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}/"
        _ENDED.discard(address)
        try:
            yield Site(folder, address + prefix.removeprefix("/"))
        finally:
            _ENDED.add(address)
            server.shutdown()
            thread.join()
