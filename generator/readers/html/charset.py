"""The character set of a page: by a byte order mark, as declared, UTF-8, or Windows-1252.

Declared labels are read as in the Encoding Standard (encoding.spec.whatwg.org), as browsers do.
UTF-7 is none of them: in it, harmless characters turn into markup.
"""

from __future__ import annotations

import codecs
import re

from generator.errors import visible
from generator.text.charset import BYTE_ORDER_MARKS, DecodedText, decode_text, replacement_note
from generator.text.normal import REPLACEMENT, repair_text

_LABELS = {
    label: codec
    for codec, labels in {
        "utf-8": "utf-8 utf8 unicode-1-1-utf-8 unicode11utf8 unicode20utf8 x-unicode20utf8 "
        "utf-16 utf-16le utf-16be",
        "cp1252": "windows-1252 cp1252 x-cp1252 ascii us-ascii ansi_x3.4-1968 iso-8859-1 "
        "iso8859-1 iso88591 iso_8859-1 latin1 l1 iso-ir-100 cp819 ibm819",
        "cp1250": "windows-1250 cp1250 x-cp1250",
        "cp1251": "windows-1251 cp1251 x-cp1251",
        "cp1253": "windows-1253 cp1253 x-cp1253",
        "cp1254": "windows-1254 cp1254 x-cp1254 iso-8859-9 iso8859-9 iso_8859-9 latin5 l5",
        "cp1255": "windows-1255 cp1255 x-cp1255",
        "cp1256": "windows-1256 cp1256 x-cp1256",
        "cp1257": "windows-1257 cp1257 x-cp1257",
        "cp1258": "windows-1258 cp1258 x-cp1258",
        "cp874": "windows-874 dos-874 tis-620 iso-8859-11 iso8859-11",
        "cp866": "ibm866 cp866 866 csibm866",
        "iso8859-2": "iso-8859-2 iso8859-2 iso_8859-2 latin2 l2",
        "iso8859-3": "iso-8859-3 iso8859-3 latin3 l3",
        "iso8859-4": "iso-8859-4 iso8859-4 latin4 l4",
        "iso8859-5": "iso-8859-5 iso8859-5 cyrillic",
        "iso8859-6": "iso-8859-6 iso8859-6 arabic",
        "iso8859-7": "iso-8859-7 iso8859-7 greek",
        "iso8859-8": "iso-8859-8 iso8859-8 hebrew iso-8859-8-i logical",
        "iso8859-10": "iso-8859-10 iso8859-10 latin6 l6",
        "iso8859-13": "iso-8859-13 iso8859-13",
        "iso8859-14": "iso-8859-14 iso8859-14",
        "iso8859-15": "iso-8859-15 iso8859-15 latin9 l9",
        "iso8859-16": "iso-8859-16",
        "koi8-r": "koi8-r koi8 koi8_r cskoi8r",
        "koi8-u": "koi8-u koi8-ru",
        "mac-roman": "macintosh mac x-mac-roman",
        "mac-cyrillic": "x-mac-cyrillic x-mac-ukrainian",
        "gb18030": "gb18030 gbk gb2312 gb_2312 gb_2312-80 x-gbk chinese csgb2312",
        "big5hkscs": "big5 big5-hkscs cn-big5 csbig5 x-x-big5",
        "euc_jp": "euc-jp x-euc-jp",
        "cp932": "shift_jis shift-jis sjis ms_kanji ms932 windows-31j x-sjis csshiftjis",
        "iso2022_jp": "iso-2022-jp csiso2022jp",
        "cp949": "euc-kr ks_c_5601-1987 ksc5601 ks_c_5601-1989 korean windows-949 cseuckr",
    }.items()
    for label in labels.split()
}
"""Python's codecs by the labels of the Encoding Standard, in lower case.

A page whose label `utf-16` can be read as ASCII is in UTF-8, as the standard says.
"""

_LOOKED_THROUGH = 4096
"""Bytes in which a page declares its charset.

The standard says 1,024, but the comment of SingleFile stands above the declaration.
"""
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_DECLARED = re.compile(
    rb"<meta\s(?=[^>]{0,999}?charset\s*=\s*[\"']?\s*(?P<meta>[^\s\"'/>;]{1,80}))"
    rb"|<\?xml\s[^>]{0,200}?encoding=[\"'](?P<xml>[^\"']{1,80})",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*<(?P<what>!--|(?:!doctype|\?xml|[a-z][a-z0-9-]*)(?=[\s>/]|\Z))",
    re.IGNORECASE,
)
_ELEMENTS = frozenset(
    b"html head body meta title base style script header nav main article section aside footer "
    b"div p span a b i u em strong h1 h2 h3 h4 h5 h6 ul ol dl pre table form center font "
    b"blockquote details figure img br hr noscript template".split()
)
"""Elements with which a page, or a part of one, may begin; no feed begins with them."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)


def is_html(data: bytes) -> bool:
    """Check whether bytes begin as HTML does: with a document type, an element or a comment."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE)):
        codec = "utf-16" if not data.startswith(codecs.BOM_UTF32_LE) else "utf-32"
        data = data[:_LOOKED_THROUGH].decode(codec, "ignore").encode("utf-8", "ignore")
    begins = _BEGINS.match(data)
    if not begins:
        return False
    return begins["what"].lower() in _ELEMENTS or bool(_HTML.search(data, 0, _LOOKED_THROUGH))


def declared_charset(data: bytes) -> str | None:
    """The charset that a page declares, as it stands."""
    found = _DECLARED.search(_COMMENT.sub(b"", data[:_LOOKED_THROUGH]))
    return (found["meta"] or found["xml"]).decode("ascii", "replace") if found else None


def decode_html(data: bytes, stated: str | None = None) -> DecodedText:
    """Decode a page; `stated` is the charset of its transport, which outranks the declared one.

    Raises BundleError if no charset fits.
    """
    if data.startswith(BYTE_ORDER_MARKS):
        return decode_text(data)
    notes: list[str] = []
    for label in filter(None, (stated, declared_charset(data))):
        codec = _LABELS.get(label.strip().lower())
        if codec:
            return _decode_as(data, codec, tuple(notes))
        notes.append(
            f"It says that its charset is '{visible(label)}', which no browser reads; "
            "that was passed over."
        )
    decoded = decode_text(data.replace(b"\0", REPLACEMENT.encode()))
    return DecodedText(decoded.text, (*notes, *decoded.notes))


def _decode_as(data: bytes, codec: str, notes: tuple[str, ...]) -> DecodedText:
    text = data.decode(codec, "replace")
    broken = text.count(REPLACEMENT) - (
        data.count(REPLACEMENT.encode()) if codec in ("utf-8", "gb18030") else 0
    )
    text, replaced = repair_text(text)
    replaced += max(broken, 0)
    return DecodedText(text, (*notes, replacement_note(replaced)) if replaced else notes)
