"""Bytes to text: UTF-8, UTF-16 and Windows-1252, also where a line or two are damaged."""

from __future__ import annotations

import codecs
import re
from typing import Final

__all__ = ["decode_text"]

_SAMPLE: Final = 64 * 1024
_BEGINNING: Final = 256


def decode_text(content: bytes) -> tuple[str, str] | None:
    """Turn bytes into text.

    Examples
    --------
    >>> decode_text("süß".encode("cp1252")), decode_text(b"\\x89PNG\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1")
    (('süß', 'Windows-1252'), None)
    """
    found = _utf_16(content) or _utf_8(content)
    if found is None:
        sample = content[:_SAMPLE]
        if _control(sample) > 0.01 * len(sample):
            return None
        # Line by line, so that one damaged line does not garble the others' umlauts and emoji.
        found = "".join(map(_line, re.split(rb"(?<=\n)", content))), "Windows-1252"
    text, encoding = found
    if text.count("\0", 0, _SAMPLE) > 0.01 * len(text[:_SAMPLE]) + 8:
        return None
    return text.lstrip("\ufeff"), encoding


def _control(sample: bytes) -> int:
    return sum(sample.count(bytes([b])) for b in range(32) if b not in (9, 10, 12, 13))


def _utf_16(content: bytes) -> tuple[str, str] | None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return _whole(content, encoding)
    if content.find(0, 0, _SAMPLE) < 0:
        return None
    # Without a mark it shows as a zero in every other byte of Western text; the first line is that in any language.
    for sample in (content[:_BEGINNING], content[:_SAMPLE]):
        for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
            if zeros > 0.2 * len(sample) and others < 0.01 * len(sample):
                return _whole(content, encoding)
    return None


def _whole(content: bytes, encoding: str) -> tuple[str, str]:
    return content[: len(content) // 2 * 2].decode(encoding, "replace"), "UTF-16"


def _utf_8(content: bytes) -> tuple[str, str] | None:
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        # The beginning of a file may end inside a character.
        if error.reason == "unexpected end of data" and len(content) - error.start < 4:
            return content[: error.start].decode("utf-8"), "UTF-8"
    return None


def _line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
