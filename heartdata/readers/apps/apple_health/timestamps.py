"""Apple's timestamps, thousands at once, and the local clock at an instant.

Apple writes every time with the offset the phone had when the export was made: the instant is right, the clock shown
is not that of the night. So the instant is kept, and the clock comes from the time zone where it is known.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from heartdata.readers.apps.apple_health.layout import STAMP
from heartdata.readers.parsing.dates import parse_instant

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Bytes = npt.NDArray[np.uint8]

# The form of a timestamp: 0 is any digit, + is a sign.
LIKE_STAMP: Final = b"0000-00-00 00:00:00 +0000"
_LENGTH: Final = len(LIKE_STAMP)
_DAY: Final = 86_400
_FIRST_YEAR: Final = 1970
_LAST_YEAR: Final = 2100
_MAX_OFFSET: Final = 15 * 60
_EPOCH: Final = datetime(1970, 1, 1)
# iOS 8 wrote 20150616071916-0700.
_BLANK: Final = b"1970-00-00 00:00:00 +0000"
_FORM: Final = np.frombuffer(LIKE_STAMP, dtype=np.uint8)
_DIGITS: Final = np.flatnonzero(ord("0") == _FORM)
_SIGN: Final = LIKE_STAMP.index(b"+")
_MARKS: Final = np.array([at for at, char in enumerate(LIKE_STAMP) if char not in b"0+"])
_ZERO: Final = np.uint8(ord("0"))
_COMPACT: Final = re.compile(r"(\d{8})(\d{6})([+-]\d{4})")
_MONTH_DAYS: Final = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def canonical(written: str) -> bytes | None:
    """Rewrite a timestamp in the form Apple writes."""
    text = written.strip()
    if text.isascii() and STAMP.fullmatch(text.encode()):
        return text.encode()
    if found := _COMPACT.fullmatch(text):
        text = "{}T{}{}".format(*found.groups())
    instant = parse_instant(text)
    if instant is None or instant.tzinfo is None or not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        return None
    shown = f"{instant:%Y-%m-%d %H:%M:%S %z}"[:_LENGTH]
    return shown.encode() if len(shown) == _LENGTH else None


def as_bytes(stamps: Sequence[bytes]) -> Bytes:
    """Convert timestamps for `read_stamps`."""
    return np.frombuffer(b"".join(stamps), dtype=np.uint8).reshape(-1, _LENGTH)


def read_stamps(written: Bytes, *, formed: bool = False) -> tuple[Numbers, Numbers, Flags]:
    """Read many timestamps at once."""
    odd = [] if formed else _odd(written)
    if len(odd):
        fixed = [canonical(bytes(written[i]).decode("ascii", "replace")) or _BLANK for i in odd]
        written = written.copy()
        written[odd] = as_bytes(fixed)
    columns = np.ascontiguousarray(written.T) - _ZERO

    def pair(at: int) -> Numbers:
        # With dtype, since numpy 1 would keep bytes whatever they are multiplied by.
        number: Numbers = np.multiply(columns[at], 10, dtype=np.int64) + columns[at + 1]
        return number

    year, month, day = pair(0) * 100 + pair(2), pair(5), pair(8)
    hour, minute, second = pair(11), pair(14), pair(17)
    offset = pair(21) * 60 + pair(23)
    true = (month >= 1) & (month <= 12) & (hour < 24) & (minute < 60) & (second < 60) & (offset <= _MAX_OFFSET)
    true &= (year >= _FIRST_YEAR) & (year <= _LAST_YEAR) & (day >= 1)
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    true &= day <= _MONTH_DAYS[np.where(true, month, 0)] + (leap & (month == 2))
    offset = np.where(written[:, _SIGN] == ord("-"), -offset, offset)
    # Days since 1970 by counting years from March, so that the leap day is a year's last.
    years, months = year - (month <= 2), (month + 9) % 12
    days = years * 365 + years // 4 - years // 100 + years // 400 + (months * 153 + 2) // 5 + day - 719_469
    instant = days * _DAY + hour * 3600 + minute * 60 + second - offset * 60
    return instant, offset, true


def _odd(written: Bytes) -> list[int]:
    """Return the rows that do not have the form of `STAMP`."""
    right = (written[:, _SIGN] == ord("+")) | (written[:, _SIGN] == ord("-"))
    right &= (written[:, _MARKS] == _FORM[_MARKS]).all(axis=1)
    right &= (written[:, _DIGITS] - _ZERO <= 9).all(axis=1)  # unsigned: what is below 0 is above 9
    odd: list[int] = np.flatnonzero(~right).tolist()
    return odd


def local_offsets(instants: Numbers, zone: ZoneInfo) -> Numbers:
    """Return the offset of a place at many instants."""
    days, place = np.unique(instants // _DAY, return_inverse=True)
    first = np.array([_offset(int(day) * _DAY, zone) for day in days], dtype=np.int64)
    offsets: Numbers = first[place]
    for number, day in enumerate(days):
        if first[number] != _offset(int(day + 1) * _DAY, zone):
            here = np.flatnonzero(place == number)
            offsets[here] = [_offset(int(instant), zone) for instant in instants[here]]
    return offsets


@lru_cache(maxsize=32_768)
def _offset(instant: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(instant, UTC).astimezone(zone).utcoffset() or timedelta(0)
    return round(offset.total_seconds() / 60)


def moment(instant: int, offset: int) -> datetime:
    """Return an instant by the local clock."""
    return _EPOCH + timedelta(seconds=int(instant) + int(offset) * 60)
