"""What is likely wrong with a line that is not valid TOML, and how to mend it."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(r"at line (\d+)")
_DEFAULT: Final = "put names with spaces, accents or emoji in quotation marks"
# The first that fits the line is said; the line itself is the person's own and never shown.
_MENDS: Final = (
    (re.compile("[\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u00ab\u00bb]"), 'curly quotes: use straight ones ("...")'),
    (re.compile(r"=\s*\?|[,{]\s*\w+\s*=\s*\?"), "there is still a ?: write a value, or # in front of the line"),
    (
        re.compile(r"=\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}\.?\s+\w{3,}\s+\d{4}|\w{3,}\s+\d{1,2},?\s+\d{4})"),
        "write the date with the year first, like 2026-03-01",
    ),
    (
        re.compile(r"=\s*\d{4}(?:[./]\d{1,2}[./]\d{1,2}|-\d-\d{1,2}|-\d{2}-\d(?!\d))"),
        "write the date with dashes and two digits each, like 2026-03-01",
    ),
    (re.compile(r"=\s*\d{1,2}[:.h]\d{2}"), 'put the time in quotation marks, like "04:00"'),
    (re.compile(r"=\s*[-+]?\d+,\d"), "write the number with a point, like 6.5"),
    (re.compile(r"^\s*(?:\w+|\"[^\"]*\")\s*:"), "write = instead of :"),
    (re.compile(r"^\s*[^\"'=\[#]*[^\w\s\"'=\[#.-][^\"'=]*=|^\s*[^\W]+[ \t]+[^=\s][^=]*=|^[^\x00-\x7f]"), _DEFAULT),
    (re.compile(r"=\s*(?!true\b|false\b|inf\b|nan\b)[^\W\d_]"), 'put the text in quotation marks, like "..."'),
    (re.compile(r"=\s*$"), "write a value behind =, or # in front of the line"),
    (re.compile(r"^\s*\[[^\]]*$"), "close the bracket"),
    (re.compile(r"^[^\"]*\"[^\"]*$"), 'close the quotation mark (")'),
)
_TWICE: Final = "the same name is there twice: keep one of them"


def likely_mend(text: str, problem: str) -> str:
    """Say what would mend the line that a problem names."""
    lines = text.splitlines()
    found = _LINE.search(problem)
    number = int(found[1]) if found else len(lines)
    if "overwrite" in problem or "declare" in problem or "twice" in problem:
        return _TWICE
    # A line that is not closed is noticed in the next one.
    for line in lines[max(number - 1, 0) : number] + lines[max(number - 2, 0) : number - 1]:
        plain = re.sub(r"\s#.*$", "", line)
        if mend := next((mend for pattern, mend in _MENDS if pattern.search(plain)), None):
            return mend
    return _DEFAULT
