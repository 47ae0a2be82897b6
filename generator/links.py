"""Addresses in the form in which they are compared."""

from __future__ import annotations

import re
from urllib.parse import unquote_plus, urlsplit, urlunsplit

# Parameters that only say how a reader came: the lists of the large analytics and mailing services.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs\w+|mkt_tok|ref|ref_src|cmpid)",
    re.IGNORECASE,
)
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


def canonical(address: str) -> str | None:
    """An http address without user, fragment, default port and tracking parameters; None where it is no such address.

    What is left of the query stays as it is written, so that no two addresses become one by decoding.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = _host(parts.netloc).removesuffix(_DEFAULT_PORTS[parts.scheme]).removesuffix(":")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def _host(netloc: str) -> str:
    """Host and port in lower case, an international name in its ASCII form."""
    host = netloc.rpartition("@")[2].lower()
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(unquote_plus(pair.partition("=")[0])))
