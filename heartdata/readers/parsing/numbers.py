"""Numbers as apps, spreadsheets and people write them: 7.5 and 7,5, 12,345 and 12.345, 1 234,5."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final, Literal

DecimalMark = Literal[".", ","]

_NUMBER: Final = re.compile(
    r"(?P<sign>[-+]?)(?:(?P<plain>\d{1,18})|(?P<grouped>\d{1,3}(?:(?P<group>[ ',.])\d{3})(?:(?P=group)\d{3}){0,4}))"
    r"(?:(?P<mark>[.,])(?P<fraction>\d{1,20}))?(?P<exponent>[eE][-+]?\d{1,3})?"
)
_PLAIN_SIGNS: Final = str.maketrans("\u2212\u00a0\u2009\u202f’", "-   '")
_THOUSAND: Final = 3
# Longer text is no number, but perhaps a diary.
_LONGEST: Final = 64


def parse_number(
    value: Any,
    *,
    decimal: DecimalMark | None = None,
    whole: bool = False,
    low: float = -math.inf,
    high: float = math.inf,
) -> float | None:
    """Read a number; None where it is none.

    "12,345" may be 12345 or 12.345. Counts (`whole`) are never fractions; otherwise the file's decimal mark decides,
    else a comma separates thousands and a point decimals. The other reading is taken where only that one lies between
    `low` and `high`.
    """
    if isinstance(value, str):
        # The same few numbers come again and again; a long text is none, and is not kept.
        return (_known if len(value) <= _LONGEST else _parse)(value, decimal, whole, low, high)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def decimal_mark(cells: Iterable[str]) -> DecimalMark | None:
    """Return the decimal mark of a column; None where no cell shows it or cells disagree."""
    marks = {mark for cell in cells if (match := _match(cell)) and (mark := _shown_mark(match))}
    return marks.pop() if len(marks) == 1 else None


def _match(written: str) -> re.Match[str] | None:
    plain = written.strip()
    if len(plain) > _LONGEST:
        return None
    match = _NUMBER.fullmatch(plain if plain.isascii() else plain.translate(_PLAIN_SIGNS))
    if match is None or (match["group"] and (match["mark"] == match["group"] or match["grouped"][0] == "0")):
        return None
    return match


def _parse(written: str, decimal: DecimalMark | None, whole: bool, low: float, high: float) -> float | None:
    match = _match(written)
    if match is None:
        return None
    digits = match["plain"] or match["grouped"].replace(match["group"], "")
    number = float(f"{match['sign']}{digits}.{match['fraction'] or 0}{match['exponent'] or ''}")
    if _is_ambiguous(match):
        grouped = float(f"{match['sign']}{digits}{match['fraction']}")
        number = _choose(number, grouped, whole or match["mark"] != (decimal or "."), low, high)
    return number if math.isfinite(number) else None


_known: Final = lru_cache(4096)(_parse)


def _choose(decimal: float, grouped: float, prefer_grouped: bool, low: float, high: float) -> float:
    first, second = (grouped, decimal) if prefer_grouped else (decimal, grouped)
    return second if low <= second <= high and not low <= first <= high else first


def _is_ambiguous(match: re.Match[str]) -> bool:
    integer, fraction = match["plain"], match["fraction"]
    if not integer or not fraction or match["exponent"]:
        return False
    return len(fraction) == _THOUSAND and len(integer) <= _THOUSAND and not integer.startswith("0")


def _shown_mark(match: re.Match[str]) -> DecimalMark | None:
    if match["mark"]:
        return None if _is_ambiguous(match) else "." if match["mark"] == "." else ","
    return {",": ".", ".": ","}.get(match["group"] or "")  # type: ignore[return-value]
