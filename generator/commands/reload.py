"""Reload open pages after a build: their script, the policy that allows it, and its answers."""

from __future__ import annotations

import html
import re
import threading
import time

RELOAD = "/.serve/reload.js"
CHANGES = "/.serve/changes"
PATIENCE = 20.0
"""Seconds for which a question for the next build is kept open."""

# Only a page that is seen asks, since a browser opens only six connections to one host.
RELOAD_SCRIPT = """"use strict";
(() => {
  const seen = new URL(document.currentScript.src).searchParams.get("build");
  let question = null;
  const ask = async () => {
    while (!document.hidden && question === null) {
      question = new AbortController();
      try {
        const answer = await fetch("/.serve/changes?build=" + seen, {
          signal: question.signal,
          cache: "no-store",
        });
        if (answer.ok && (await answer.text()) !== seen) { location.reload(); return; }
      } catch {
        await new Promise((later) => setTimeout(later, 1000));
      }
      question = null;
    }
  };
  document.addEventListener("visibilitychange", () => document.hidden ? question?.abort() : ask());
  ask();
})();
"""

_POLICY = re.compile(
    rb"""(<meta\s+http-equiv=["']?Content-Security-Policy["']?\s+content=)"([^"]*)\"""",
    re.IGNORECASE,
)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)


class Edition:
    """The build that is served; requests can wait for the next one."""

    def __init__(self) -> None:
        self._began = time.time_ns()
        self._number = 0
        self._changed = threading.Condition()

    @property
    def name(self) -> str:
        """The name of the build, which no other build has, not even of an earlier server."""
        return f"{self._began:x}.{self._number}"

    def advance(self) -> None:
        """Note that there is a new build, and wake whoever waits for it."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def after(self, name: str) -> str:
        """Wait until the build is another than `name`, or PATIENCE ends; return its name."""
        with self._changed:
            self._changed.wait_for(lambda: self.name != name, PATIENCE)
        return self.name


def loosen_policy(policy: str) -> str:
    """Let a page's policy allow scripts of this server that ask this server, and no more."""
    rules = {
        name.lower(): rest
        for name, _, rest in (rule.strip().partition(" ") for rule in policy.split(";"))
        if name
    }
    for name in ("script-src", "connect-src"):
        allowed = [source for source in rules.get(name, "").split() if source.lower() != "'none'"]
        rules[name] = " ".join(dict.fromkeys([*allowed, "'self'"]))
    return "; ".join(f"{name} {rest}".strip() for name, rest in rules.items())


def add_reload(page: bytes, build: str) -> bytes:
    """Add the script that waits for the next build to a page, and let its policy allow that."""

    def policy(found: re.Match[bytes]) -> bytes:
        text = loosen_policy(html.unescape(found[2].decode("utf-8", "replace")))
        return (
            found[1] + b'"' + html.escape(text, quote=False).replace('"', "&quot;").encode() + b'"'
        )

    page = _POLICY.sub(policy, page)
    end = _HEAD_END.search(page)
    at = end.start() if end else len(page)
    return (
        page[:at] + f'<script src="{RELOAD}?build={build}" defer></script>\n'.encode() + page[at:]
    )
