"""MHTML: a page as a browser saves it with its pictures, in the form of a mail with many parts.

The page is the one member that is read.
"""

from __future__ import annotations

import datetime
import email.errors
import email.parser
import email.policy
import email.utils
import re
from collections.abc import Iterator
from email.message import Message

from generator.containers.budget import Budget
from generator.containers.events import (
    ContainerEvent,
    ContainerMember,
    MemberFault,
    SkippedMember,
)
from generator.containers.member_names import clean_member_name
from generator.containers.streams import DamagedError
from generator.errors import BundleError
from generator.limits import raise_limit_hint
from generator.text.normal import line, repair

NAME = "page"
"""The name of the page as a member; a part need not have a name of its own."""
_HEADER = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)+")
_VERSION = re.compile(rb"^mime-version:", re.IGNORECASE | re.MULTILINE)
_TYPE = re.compile(
    rb"^content-type:\s*(?:multipart/(?:related|mixed|alternative)|text/html)",
    re.IGNORECASE | re.MULTILINE,
)
_AGAIN = "Save the page again"
_HTML = ("text/html", "application/xhtml+xml")
_CUT = (email.errors.CloseBoundaryNotFoundDefect, email.errors.StartBoundaryNotFoundDefect)
_KINDS = {
    "image": "picture",
    "text": "style sheet, script or the like",
    "audio": "film",
    "video": "film",
}
_PARSER_ERRORS = (
    *(ValueError, LookupError, AttributeError, TypeError, AssertionError),
    email.errors.MessageError,
)
"""What the standard library raises at mails that are broken in one way or another."""


def is_mhtml(head: bytes) -> bool:
    """Check whether a file begins with the header of a saved page."""
    header = _HEADER.match(head)
    return bool(header and _VERSION.search(header[0]) and _TYPE.search(header[0]))


def read_mhtml(data: bytes, budget: Budget) -> Iterator[ContainerEvent]:
    """Read the page, and skip the parts beside it; raises BundleError if there is no page."""
    root, parts = _parse_mail(data, budget)
    page = _find_page(root, parts)
    if page is None:
        raise BundleError("it holds no HTML", _AGAIN)
    is_last = parts[-1] is page
    is_cut = any(isinstance(defect, _CUT) for part in (root, *parts) for defect in part.defects)
    for number, part in enumerate(parts, 1):
        if part is page:
            yield _page_member(root, page, is_cut and is_last)
        else:
            budget.count_member()
            name = _header(part, "content-location") or f"part {number}"
            yield SkippedMember(clean_member_name(name), _part_kind(part))
    if is_cut:
        seen = (
            "it breaks off"
            if is_last
            else "it breaks off behind the page, and what belongs to that is missing"
        )
        yield MemberFault("", DamagedError(seen, _AGAIN))


def _parse_mail(data: bytes, budget: Budget) -> tuple[Message, tuple[Message, ...]]:
    """Parse the mail, and flatten its parts."""
    try:
        root = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data)
        return root, tuple(_flat_parts(root, budget))
    except RecursionError as error:
        raise _nested_too_deep(budget) from error
    except _PARSER_ERRORS as error:
        raise DamagedError(
            f"it cannot be taken apart ({type(error).__name__}: {error})", _AGAIN
        ) from error


def _nested_too_deep(budget: Budget) -> BundleError:
    return BundleError(
        f"more than {budget.limits.depth:,} parts stand inside each other",
        raise_limit_hint("depth"),
    )


def _flat_parts(root: Message, budget: Budget) -> Iterator[Message]:
    """The parts that hold bytes, in their order, without recursion."""
    waiting = [(root, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > budget.limits.depth:
            raise _nested_too_deep(budget)
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting += [(each, depth + 1) for each in reversed(inner) if isinstance(each, Message)]
        elif part.get_content_maintype() != "multipart":
            yield part


def _part_kind(part: Message) -> str:
    """The kind of a part that is not the page."""
    if part.get_content_type() in _HTML:
        return "frame"
    return _KINDS.get(part.get_content_maintype(), "part of another kind")


def _find_page(root: Message, parts: tuple[Message, ...]) -> Message | None:
    """The part that is the page: the one that the header names, else the first in HTML."""
    pages = [part for part in parts if part.get_content_type() in _HTML]
    start = root.get_param("start")
    address = _header(root, "snapshot-content-location")
    for header, wanted in (
        ("content-id", start if isinstance(start, str) else None),
        ("content-location", address),
    ):
        named = next((part for part in pages if wanted and _header(part, header) == wanted), None)
        if named:
            return named
    return pages[0] if pages else None


def _header(part: Message, name: str) -> str | None:
    """The value of a header in one line."""
    stated = part.get(name)
    return line(repair(str(stated))[0]) if stated is not None else None


def _page_member(root: Message, page: Message, is_cut: bool) -> ContainerMember | MemberFault:
    if is_cut:
        return MemberFault(NAME, DamagedError("it breaks off", _AGAIN))
    try:
        data = page.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError) as error:
        return MemberFault(NAME, DamagedError(f"its coding is damaged ({error})", _AGAIN))
    if not isinstance(data, bytes):
        return MemberFault(NAME, DamagedError("it holds no bytes", _AGAIN))
    return ContainerMember(
        NAME,
        data,
        address=_header(root, "snapshot-content-location") or _header(page, "content-location"),
        captured=_time_saved(root),
        charset=charset if isinstance(charset := page.get_param("charset"), str) else None,
    )


def _time_saved(root: Message) -> str | None:
    """The time at which the browser saved the page, in UTC."""
    stated = _header(root, "date")
    if not stated:
        return None
    try:
        time = email.utils.parsedate_to_datetime(stated)
        utc = time.replace(tzinfo=time.tzinfo or datetime.UTC).astimezone(datetime.UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ") if utc.year >= 1970 else None
