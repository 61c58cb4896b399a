"""Convert the HTML of a note to text without losing a word."""

from __future__ import annotations

import html
import re
from typing import Final

_BLOCK: Final = r"(?:p|div|ul|ol|blockquote|h[1-6])"
# Only certain markup: people write "<3", "<sigh>" or "<a friend>".
_END: Final = r"(?:\s[^<>=]*=[^<>]*|\s*/?)>"
_NEXT_BLOCK: Final = re.compile(rf"</{_BLOCK}>[ \t]*<{_BLOCK}{_END}", re.IGNORECASE)
_BREAK: Final = re.compile(rf"<(?:br|hr|/?{_BLOCK}){_END}", re.IGNORECASE)
_ITEM: Final = re.compile(rf"<li{_END}", re.IGNORECASE)
_TAG: Final = re.compile(
    rf"</?(?:b|i|u|s|em|strong|strike|del|ins|span|font|a|li|code|pre|sub|sup|small|big|mark|tt|img){_END}",
    re.IGNORECASE,
)
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,30});", re.IGNORECASE)
_MANY_BREAKS: Final = re.compile(r"\n{3,}")


def plain_text(written: str) -> str:
    """Convert the HTML of a note to text."""
    text = written.replace("\r\n", "\n").replace("\r", "\n")
    if "<" in text:
        text = _BREAK.sub("\n", _NEXT_BLOCK.sub("\n", text))
        if "<l" in text or "<L" in text:
            text = _ITEM.sub("\n- ", text)
        text = _TAG.sub("", _MANY_BREAKS.sub("\n\n", text) if "\n\n\n" in text else text)
    if "&" in text:
        text = _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)
    return text.replace("\u00a0", " ").strip()
