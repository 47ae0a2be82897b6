"""Pages of a real browser that note whatever went wrong on them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Error,
    Page,
    Playwright,
    Request,
    Response,
    sync_playwright,
)

from tests.support import browser as chromium
from tests.support.hosts import Site, has_ended

# Nothing that a page, or the browser itself, asks of another machine gets out of this one.
_FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
_UNCONNECTED = "net::ERR_CONNECTION"
WAIT = 10_000
"""Milliseconds after which what a test waits for counts as missing."""


def _launched(playwright: Playwright, path: str) -> Browser:
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        # Chromium's sandbox does not work for root.
        return playwright.chromium.launch(
            executable_path=path, args=_FLAGS, chromium_sandbox=not root
        )
    except Error as error:
        if root or "sandbox" not in str(error):
            raise
        # Some containers and kernels forbid it to everyone; what the tests open is all their own.
        return playwright.chromium.launch(executable_path=path, args=_FLAGS, chromium_sandbox=False)


@contextlib.contextmanager
def launch() -> Iterator[Browser]:
    """A browser while the block runs."""
    path = str(chromium.find())
    with sync_playwright() as playwright:
        browser = _launched(playwright, path)
        try:
            yield browser
        finally:
            browser.close()


class Visits:
    """Opens pages of a site, and keeps the faults seen on them."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.faults: list[str] = []

    def open(self, site: Site, **options: Any) -> Page:
        """An empty page in a fresh profile; everything outside the site counts as a fault. Options
        are Playwright's.
        """
        context = self._browser.new_context(**options)
        self._contexts.append(context)
        context.set_default_timeout(WAIT)
        page = context.new_page()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._note("error of a script", page, str(error)))
        page.on("crash", lambda _: self._note("crash", page, ""))
        page.on("dialog", self._dialog)
        page.on("download", lambda download: self._note("download", page, download.url))
        page.on("popup", lambda opened: self._note("new window", page, opened.url))
        page.on("request", lambda request: self._request(request, site))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)
        return page

    def close(self) -> None:
        """Close what was opened."""
        while self._contexts:
            self._contexts.pop().close()

    def _note(self, what: str, page: Page | None, words: str) -> None:
        self.faults.append(f"{what} on {page.url if page else '?'}: {words}")

    def _console(self, message: ConsoleMessage) -> None:
        url = str(message.location.get("url"))
        if _UNCONNECTED not in message.text or not has_ended(url):
            self._note(f"console {message.type}", message.page, f"{message.text} ({url})")

    def _dialog(self, dialog: Dialog) -> None:
        self._note(f"dialog {dialog.type}", dialog.page, dialog.message)
        dialog.dismiss()

    def _request(self, request: Request, site: Site) -> None:
        if not request.url.startswith(site.address):
            self._note("request outside the site", None, request.url)

    def _failed(self, request: Request) -> None:
        # A page that is left while it still loads did nothing wrong.
        left = request.failure == "net::ERR_ABORTED" or (
            _UNCONNECTED in str(request.failure) and has_ended(request.url)
        )
        if not left:
            self._note("failed request", None, f"{request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self._note("failed request", None, f"{response.url} {response.status}")
