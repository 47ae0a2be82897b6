"""MHTML: a page as a browser saves it with its pictures, a letter of many parts. The page is the
one member that is read.
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

from generator.containers.base import Event, Fault, Member, Passed
from generator.containers.budget import Budget
from generator.containers.member_names import shown
from generator.containers.streams import DamagedError
from generator.errors import BundleError
from generator.limits import raised
from generator.text.normal import normal_line, repair_text

NAME = "page"
"""What the page is called; a part need not have a name."""
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


def is_mhtml(head: bytes) -> bool:
    """Whether these bytes begin with the header of a saved page."""
    header = _HEADER.match(head)
    return bool(header and _VERSION.search(header[0]) and _TYPE.search(header[0]))


def events(data: bytes, budget: Budget) -> Iterator[Event]:
    """The page, and what stands beside it; raises BundleError where there is none."""
    try:
        root = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(data)
        parts = tuple(_parts(root, budget))
    except RecursionError as error:
        raise _too_deep(budget) from error
    except (
        ValueError,
        LookupError,
        AttributeError,
        TypeError,
        AssertionError,
        email.errors.MessageError,
    ) as error:
        raise DamagedError(
            f"it cannot be taken apart ({type(error).__name__}: {error})", _AGAIN
        ) from error
    page = _page(root, parts)
    if page is None:
        raise BundleError("it holds no HTML", _AGAIN)
    last = parts[-1] is page
    cut = any(isinstance(defect, _CUT) for part in (root, *parts) for defect in part.defects)
    for number, part in enumerate(parts, 1):
        if part is page:
            yield _member(root, page, cut and last)
            continue
        budget.count()
        kind = (
            "frame"
            if part.get_content_type() in _HTML
            else _KINDS.get(part.get_content_maintype(), "part of another kind")
        )
        yield Passed(shown(_header(part, "content-location") or f"part {number}"), kind)
    if cut:
        seen = (
            "it breaks off"
            if last
            else "it breaks off behind the page, and what belongs to that is missing"
        )
        yield Fault("", DamagedError(seen, _AGAIN))


def _too_deep(budget: Budget) -> BundleError:
    return BundleError(
        f"more than {budget.limits.depth:,} parts stand inside each other", raised("depth")
    )


def _parts(root: Message, budget: Budget) -> Iterator[Message]:
    """The parts that hold bytes, in their order, without recursion."""
    waiting = [(root, 0)]
    while waiting:
        part, depth = waiting.pop()
        if depth > budget.limits.depth:
            raise _too_deep(budget)
        inner = part.get_payload()
        if part.is_multipart() and isinstance(inner, list):
            waiting += [(each, depth + 1) for each in reversed(inner) if isinstance(each, Message)]
        elif part.get_content_maintype() != "multipart":
            yield part


def _page(root: Message, parts: tuple[Message, ...]) -> Message | None:
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
    """A header's words, without its line ends."""
    stated = part.get(name)
    return normal_line(repair_text(str(stated))[0]) if stated is not None else None


def _member(root: Message, page: Message, cut: bool) -> Member | Fault:
    if cut:
        return Fault(NAME, DamagedError("it breaks off", _AGAIN))
    try:
        data = page.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError) as error:
        return Fault(NAME, DamagedError(f"its coding is damaged ({error})", _AGAIN))
    if not isinstance(data, bytes):
        return Fault(NAME, DamagedError("it holds no bytes", _AGAIN))
    address = _header(root, "snapshot-content-location") or _header(page, "content-location")
    charset = page.get_param("charset")
    return Member(NAME, data, address, _moment(root), charset if isinstance(charset, str) else None)


def _moment(root: Message) -> str | None:
    """When the browser says that it saved the page."""
    stated = _header(root, "date")
    try:
        time = email.utils.parsedate_to_datetime(stated) if stated else None
        zoned = (
            time.replace(tzinfo=time.tzinfo or datetime.UTC).astimezone(datetime.UTC)
            if time
            else None
        )
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return zoned.strftime("%Y-%m-%dT%H:%M:%SZ") if zoned and zoned.year >= 1970 else None
