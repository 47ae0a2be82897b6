"""Addresses in the form in which they are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from generator.text.characters import fits_page

# Parameters that only say how a reader came: the lists of the large analytics and mailing services.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|igshid|mc_[ce]id|_hs\w+|mkt_tok|ref|ref_src|cmpid)",
    re.IGNORECASE,
)
_NOT_IN_HOSTS = frozenset(' \\<>"^`{|}')
"""Signs of which browsers make something else, above all the backslash, which they take for a
slash."""
_PLAIN = re.compile(r"https?://([a-z0-9][a-z0-9.-]*)(?:[/?#]|\Z)")
"""Most addresses: the host in lower case, no user before it, and no port behind it."""
_PASSED_OVER = re.compile("[\t\n\r]")
"""Signs that browsers leave out of an address, wherever they stand in it."""
_OUTER = "".join(map(chr, range(33)))
_LONGEST = 8_000
"""Characters of an address; servers take no longer ones."""
_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@lru_cache(maxsize=1024)  # each capture of a story has the addresses of the one before
def canonical_address(address: str) -> str | None:
    """An http address without user, fragment, default port and tracking parameters; None where it is no such address.

    What is left of the query stays as it is written, so that no two addresses become one by
    decoding.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = _normal_netloc(parts.netloc).removesuffix(_DEFAULT_PORTS[parts.scheme]).removesuffix(":")
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _is_tracking(pair))
    return urlunsplit((parts.scheme, host, parts.path or "/", query, ""))


def address_host(address: str) -> str | None:
    """The host of an http address; None where it is no such address, or where a browser might read another host from it."""
    common = _PLAIN.match(address)
    if common:
        return common[1]
    try:
        parts = urlsplit(address)
        usable = parts.scheme in ("http", "https") and parts.port != 0
    except ValueError:
        return None
    plain = parts.netloc.isprintable() and not _NOT_IN_HOSTS.intersection(parts.netloc)
    return parts.hostname if usable and plain else None


def resolve_link(base: str | None, href: str) -> str | None:
    """The http address that a link means on the page at an address, without its fragment; None where it means no such thing."""
    plain = _PASSED_OVER.sub("", href).strip(_OUTER)
    try:
        address = urljoin(base or "", plain).partition("#")[0].strip()
    except ValueError:
        return None
    return (
        address
        if len(address) <= _LONGEST and fits_page(address) and address_host(address)
        else None
    )


def _normal_netloc(netloc: str) -> str:
    """Host and port in lower case, an international name in its ASCII form."""
    host = netloc.rpartition("@")[2].lower()
    try:
        return host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def _is_tracking(pair: str) -> bool:
    return bool(_TRACKING.fullmatch(unquote_plus(pair.partition("=")[0])))
