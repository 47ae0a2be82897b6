"""Plain text inside Markdown, both ways: a sign is escaped only where it would act.

Python-Markdown (with its `extra` extensions) and GitHub's flavour disagree on what acts; a sign is
escaped where it acts in either, by a form that both read: a backslash for the signs that
Python-Markdown lets a backslash escape, a character reference for the others.
"""

from __future__ import annotations

import html
import re

_INLINE = re.compile(
    r"""(?=[\\`\[{*_<&\x01-\x09\x0b-\x1f\x7f])(?:  # one look first: it takes a fifth of the time
      \\(?=[\x01-\x1f!-/:-@\[-`{-\x7f]|$)  # a backslash before a sign, or at the end of a line
    | [`\[{]                               # code, links and references and footnotes, attributes
    | \*(?=[^ \n]) | (?<=[^ \n])\*         # emphasis: not where spaces stand on both sides
    | (?<![^\W_])_ | _(?![^\W_])           # emphasis: not inside a word
    | <(?=[^ ])                            # tags, comments, automatic links
    | &(?=\#|\w+;)                         # character references; Python-Markdown takes them without `;` too
    | [\x01-\x09\x0b-\x1f\x7f]             # tabs expand, STX and ETX vanish, the others break XML
    )""",
    re.VERBOSE | re.MULTILINE,
)
_TILDE = re.compile(
    r"~(?=~)|(?<=[^ \n])~"
)  # what may close a deletion; one that only opens strikes nothing out
_REFERENCE = re.compile(r"&\#?\w+;")
_WORD = re.compile(r"\S+")
_REFERENCES = {"<": "&lt;", "&": "&amp;", "~": "&#126;", ":": "&#58;", "|": "&#124;", "=": "&#61;"}
_LEAD = re.compile(
    r"""^(?:
      [#>]                                 # headings, quotations
    | [-+*](?=\s|$)                        # lists
    | (?P<number>\d+)(?P<dot>[.)])(?=\s|$) # numbered lists
    | [-=:|](?=[-=:|\s]*$)                 # rules, underlined headings, the second row of a table
    | :(?=\s)                              # definition lists
    )""",
    re.VERBOSE,
)
_ESCAPED = re.compile(
    r"\\([!-/:-@\[-`{-~])|&(?:#([0-9]{1,7})|#[xX]([0-9a-fA-F]{1,6})|[A-Za-z][A-Za-z0-9]*);"
)


def _escape_sign(match: re.Match[str]) -> str:
    sign = match[0]
    if sign < " " or sign == "\x7f":
        return f"&#{ord(sign)};"
    return _REFERENCES.get(sign) or "\\" + sign


def _lead(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['number']}\\{match['dot']}"
    sign = match[0]
    return _REFERENCES.get(sign) or "\\" + sign


def _unlink(match: re.Match[str]) -> str:
    word = match[0]
    if "\\" in word or _REFERENCE.search(word):
        return word.replace("://", "&#58;//").replace("www.", "www&#46;")
    return word


def escape_inline(paragraph: str) -> str:
    """Plain text as Markdown, for a place where a line's first sign cannot act."""
    escaped = _INLINE.sub(_escape_sign, paragraph)
    if escaped.count("~") > 1:  # one alone strikes nothing out
        escaped = _TILDE.sub("&#126;", escaped)
    # GitHub's flavour makes links of bare addresses, and unescapes nothing inside them.
    return _WORD.sub(_unlink, escaped) if "://" in escaped or "www." in escaped else escaped


def escape_heading(line: str) -> str:
    """One line of plain text as the words of a Markdown heading."""
    escaped = escape_inline(line)
    # Signs that close a heading would be dropped.
    return escaped[:-1] + "\\#" if escaped.endswith("#") else escaped


def escape_line(line: str) -> str:
    """One line of plain text as Markdown, for the beginning of a block."""
    return _LEAD.sub(_lead, escape_inline(line))


def escape_text(text: str) -> list[str]:
    """A text in normal form as lines of Markdown, paragraphs parted by an empty line."""
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [*(_LEAD.sub(_lead, line) for line in escape_inline(paragraph).split("\n")), ""]
    return lines[:-1]


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    code = int(match[2]) if match[2] else int(match[3], 16) if match[3] else None
    # html.unescape drops control characters, as HTML wants; here they came from escape_inline.
    return chr(code) if code is not None and 0 < code < 0x80 else html.unescape(match[0])


def unescape(markdown: str) -> str:
    """The plain text of what `escape_line` and its kin wrote; what a person wrote by hand comes back as a viewer shows it."""
    return _ESCAPED.sub(_unescape, markdown) if "\\" in markdown or "&" in markdown else markdown
