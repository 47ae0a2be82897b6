"""What is left of a text that is no JSON as a whole: its stories that are, and sentences about the rest.

Nothing here calls itself, so that no text is nested too deeply for it.
"""

from __future__ import annotations

import contextlib
import json
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from generator.errors import BundleError
from generator.limits import JSON_DEPTH as DEEPEST
from generator.readers.json.document import (
    DECODER,
    STORY_LISTS,
    JsonDocument,
    RepeatedKeyObject,
    StoryCandidate,
    nesting_error,
)

_SPACE = re.compile(r"[ \t\n\r]*")
_TOKEN = re.compile(r'"[^"\\\n]*+(?:\\.[^"\\\n]*+)*+"?|[\[\]{},]')
"""A string, or a sign that parts values; no string goes over a line's end, so that one without its
end spoils its line only."""
_OPENERS = {"]": "[", "}": "{"}
_DEPTHS = {"[": 1, "{": 1, "]": -1, "}": -1}
_UNFINISHED = re.compile(
    r"(?:[0-9A-Fa-f.+\\-]*|t(?:ru?)?|f(?:a(?:ls?)?)?|n(?:ul?)?|Na?|-?I(?:n(?:f\w{0,4})?)?)\s*"
)
"""The rest of a text that breaks off within a word, a number or an escape, or between two values."""
_BEHIND_LIST = re.compile(r"\]\s*(?:\Z|\}\s*\Z|,\s*\")")
_LINE_BELOW = re.compile(r"\n([ \t]*)")
_FIRST_KEY = re.compile(r'\{\s*("[^"\\\n]*")\s*:')
_TRIED = 3
"""Members of which one must be whole for the others to be found again."""
_WIDEST = 80
"""Signs of white space before the members of an indented list."""


class BrokenJson:
    """A text that is no JSON as a whole, and what is said of its places."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def place(self, offset: int) -> str:
        """An offset as people find it in an editor."""
        line = bisect_left(self._line_ends, offset)
        return f"line {line + 1:,}, column {offset - (self._line_ends[line - 1] if line else -1):,}"

    def start(self, offset: int) -> int:
        """Where the next value begins."""
        match = _SPACE.match(self.text, offset)
        return match.end() if match else offset

    def cut(self, end: int | None = None, within: str = "") -> BundleError:
        """That the text breaks off, as a whole or before this offset."""
        end = len(self.text) if end is None else end
        while end and self.text[end - 1].isspace():
            end -= 1
        return BundleError(
            f"the JSON breaks off in {self.place(end)}{f', within {within}' if within else ''}",
            "Capture it again",
        )

    def broken(self, offset: int, message: str, within: str = "") -> BundleError:
        """That no value can stand at an offset."""
        seen = f"it is no JSON from {self.place(offset)} on ({message}){f', within {within}' if within else ''}"
        return BundleError(seen, "Mend it there, or capture it again")

    def fault(
        self, begin: int, error: Exception, within: str = "", *, shift: int = 0
    ) -> BundleError:
        """What is wrong with the value at an offset: the parser raised this error, on a text that stands `shift` further on."""
        if not isinstance(error, json.JSONDecodeError):
            return nesting_error(f", from {self.place(self._deepest(begin))} on")
        if error.msg.startswith("Unterminated string") or _UNFINISHED.fullmatch(
            error.doc, error.pos
        ):
            return self.cut(shift + len(error.doc), within)
        return self.broken(shift + error.pos, error.msg, within)

    def _deepest(self, begin: int) -> int:
        depth = 0
        for token in _TOKEN.finditer(self.text, begin):
            depth += _DEPTHS.get(token[0], 0)
            if depth > DEEPEST:
                return token.start()
        return begin


def salvage_root(broken: BrokenJson) -> JsonDocument:
    """The object with which the text begins, where it is whole."""
    begin = broken.start(0)
    try:
        value, end = DECODER.raw_decode(broken.text, begin)
    except (ValueError, RecursionError) as error:
        return JsonDocument((), None, (broken.fault(begin, error),))
    return JsonDocument(
        (StoryCandidate("", value),), None, (broken.broken(broken.start(end), "Extra data"),)
    )


def locate_story_list(text: str) -> tuple[str, int] | None:
    """The pointer of a root object's list of stories, and the offset behind its bracket."""
    depth, key = 0, ""
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if sign[0] == '"':
            key = sign[1:-1]
        elif sign == "[" and depth == 1 and key in STORY_LISTS:
            return f"/{key}", token.end()
        else:
            depth += _DEPTHS.get(sign, 0)
    return None


def salvage_list(broken: BrokenJson, at: str, begin: int) -> JsonDocument:
    """The members of a list that are whole, and what is wrong with the others, between them and around the list."""
    text = broken.text
    spans, end = _member_spans(text, begin)
    found = tuple(_salvage_members(broken, at, spans, cut=end is None))
    candidates = tuple(each for each in found if isinstance(each, StoryCandidate))
    problems = tuple(each for each in found if isinstance(each, BundleError))
    # What stands around the list must be JSON without its members; where the text breaks off, its
    # end is made up.
    around = text[:begin] + (text[end:] if end is not None else f"]{'}' if at else ''}")
    try:
        root = DECODER.decode(around)
    except (ValueError, RecursionError) as error:
        shift = (
            len(text) - len(around)
            if isinstance(error, json.JSONDecodeError) and error.pos > begin
            else 0
        )
        return JsonDocument(candidates, None, (*problems, broken.fault(0, error, shift=shift)))
    envelope = {name: value for name, value in root.items() if f"/{name}" != at} if at else None
    return JsonDocument(
        candidates,
        envelope,
        (*problems, *((root.fault(""),) if isinstance(root, RepeatedKeyObject) else ())),
    )


def _salvage_members(
    broken: BrokenJson, at: str, spans: list[tuple[int, int]], *, cut: bool
) -> Iterator[StoryCandidate | BundleError]:
    """The members of a list that stand in these spans; instead of one that is not whole, and between two, what is wrong."""
    text, number, done, failed = broken.text, 0, 0, False
    head = _member_start(broken, spans)
    for span, end in spans:
        begin, failed = broken.start(span), False
        if begin >= end and len(spans) > 1 and not (cut and end == len(text)):
            yield broken.broken(begin, "Expecting value")
        begin = max(begin, done)
        while begin < end:
            pointer, number = f"{at}/{number}", number + 1
            try:
                value, done = DECODER.raw_decode(text, begin)
            except (ValueError, RecursionError) as error:
                failed = True
                yield broken.fault(begin, error, pointer)
                # Where a member is nested without end, whatever stands in it is its own.
                begin = (
                    end
                    if isinstance(error, RecursionError)
                    else _next_member(head, text, begin + 1, end)
                )
                continue
            yield StoryCandidate(pointer, value)
            begin = broken.start(done)
            if failed:  # commas and brackets cannot be trusted here
                begin = _next_member(head, text, begin, end)
            elif begin < end:
                yield broken.broken(begin, "Expecting ',' delimiter")
    if cut and not failed:
        yield broken.cut()


def _member_start(broken: BrokenJson, spans: list[tuple[int, int]]) -> re.Pattern[str] | None:
    """How members begin, by the first one that is whole: its first key; None where objects within it begin so, too."""
    for span, _ in spans[:_TRIED]:
        begin = broken.start(span)
        key = _FIRST_KEY.match(broken.text, begin)
        with contextlib.suppress(ValueError, RecursionError):
            _, end = DECODER.raw_decode(broken.text, begin)
            head = re.compile(rf"\{{\s*{re.escape(key[1])}\s*:") if key else None
            return head if head and len(head.findall(broken.text, begin, end)) == 1 else None
    return None


def _next_member(head: re.Pattern[str] | None, text: str, begin: int, end: int) -> int:
    """Where the next member begins within a span whose brackets or quotation marks do not fit; its end where none does."""
    again = head.search(text, begin, end) if head else None
    return again.start() if again else end


def _member_spans(text: str, begin: int) -> tuple[list[tuple[int, int]], int | None]:
    """Where each member of a list stands, and where the list ends, None where the text breaks off before."""
    cutting = _MemberSplitter(text, begin)
    for token in _TOKEN.finditer(text, begin):
        if cutting.ends_with(token[0], token.start()):
            return cutting.done(token.start()), token.start()
    return cutting.done(len(text)), None


class _MemberSplitter:
    """A list as it is cut into its members: at the commas between them, as far as its brackets can be trusted.

    Behind brackets that do not fit, a member goes on to the next object that is indented as the
    first one is.
    """

    def __init__(self, text: str, begin: int) -> None:
        self._text = text
        self._first = self._begin = begin
        self._spans: list[tuple[int, int]] = []
        self._indent: str | None = None
        self._inside: list[str] = []
        """The brackets that are open within the member."""
        self._counts: Counter[str] = Counter()
        self._lost = False

    def done(self, end: int) -> list[tuple[int, int]]:
        """The members, the last one up to this offset."""
        return [*self._spans, (self._begin, end)]

    def ends_with(self, sign: str, offset: int) -> bool:
        """Take the next token; returns whether it ends the list."""
        if sign == "," and not self._inside and not self._lost:
            self._spans.append((self._begin, offset))
            self._begin = offset + 1
        elif sign in ("[", "{"):
            self._open(sign, offset)
        elif sign in _OPENERS:
            return self._close(_OPENERS[sign], offset)
        return False

    def _open(self, opener: str, offset: int) -> None:
        indent = _indent_before(self._text, offset) if opener == "{" else None
        if self._begin == self._first and not self._inside and self._indent is None:
            within = _LINE_BELOW.match(self._text, offset + 1)
            # Where what is in a member is not indented further, nothing tells a member from an
            # object in it.
            if indent is not None and not (within and len(within[1]) <= len(indent)):
                self._indent = indent
        elif (self._inside or self._lost) and indent is not None and indent == self._indent:
            self._spans.append((self._begin, offset))
            self._begin = offset
            self._inside.clear()
            self._counts.clear()
            self._lost = False
        self._inside.append(opener)
        self._counts[opener] += 1

    def _close(self, opener: str, offset: int) -> bool:
        """Close the last bracket of this kind, with what was opened in it and never closed; returns whether the list ends."""
        if self._counts[opener]:
            closed = ""
            while closed != opener:
                closed = self._inside.pop()
                self._counts[closed] -= 1
                self._lost = self._lost or (closed != opener and self._indent is not None)
            return False
        astray = self._inside or self._lost or not _BEHIND_LIST.match(self._text, offset)
        if opener == "[" and not (astray and self._text.find("{", offset) >= 0):
            return True
        self._lost = self._indent is not None  # it is one too many, since others follow
        return False


def _indent_before(text: str, offset: int) -> str | None:
    """The white space before an offset, if nothing else stands there in its line."""
    _, line_end, blanks = text[max(0, offset - _WIDEST) : offset].rpartition("\n")
    return blanks if line_end and not blanks.strip() else None
