"""Scales that are not in the file: as the profile states them, or as the numbers leave no doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from heartdata.core.columns import ROLES, Column
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import MEASURES, on_nrs
from heartdata.readers.collector import Collector, Moment

# Names that people give their scales; True if a higher number is worse for the measure.
SCALE_MEASURES: Final = {
    "mood": ("mood", False),
    "energy": ("energy", False), "tiredness": ("energy", True), "fatigue": ("energy", True),
    "focus": ("concentration", False), "concentration": ("concentration", False),
    "interest": ("interest", False), "enjoyment": ("interest", False),
    "connection": ("connection", False), "calm": ("calm", False),
    "stress": ("calm", True), "anxiety": ("calm", True),
    "pain": ("body", True), "sleep quality": ("sleep_quality", False), "appetite": ("appetite", False),
    "intrusive thoughts": ("intrusive_thoughts", False), "rumination": ("rumination", False),
}  # fmt: skip
_STARS: Final = re.compile(r"(?:[★⭐🌟●]\ufe0f?)*(?:[☆✩○]\ufe0f?)*")
_PER_CENT: Final = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s?[%％]")
_FIVE: Final = 5.0
_TEN: Final = 10.0


@dataclass(frozen=True)
class Scale:
    """The ends of a scale and its direction."""

    low: float
    high: float
    reversed: bool = False  # whether it runs against the measure's own direction

    def rescale(self, value: float) -> float | None:
        """Convert an answer to 0-10; None where it lies outside the scale."""
        if not self.low <= value <= self.high:
            return None
        return on_nrs(value, self.low, self.high, higher_is_worse=self.reversed)


def symbols_to_number(written: str) -> str:
    """Write stars and per cent as a number: ★★★☆☆ is 3/5, ⭐⭐⭐ is 3, 70 % is 70/100."""
    if per_cent := _PER_CENT.fullmatch(written):
        return f"{per_cent[1]}/100"
    if not written or not _STARS.fullmatch(written):
        return written
    stars = written.replace("\ufe0f", "")
    filled = sum(star in "★⭐🌟●" for star in stars)
    return f"{filled}/{len(stars)}" if filled < len(stars) else f"{filled}"


def stated_scale(profile: Profile, name: str) -> tuple[str, Scale] | None:
    """Return the measure and scale that the profile states for a column or category."""
    for role, column in profile.columns.items():
        if column.low is None or column.high is None or (role in ROLES and role not in MEASURES):
            continue
        if name.casefold() in (known.casefold() for known in column.names):
            return role, Scale(column.low, column.high, against_its_direction(role, column))
    return None


def against_its_direction(role: str, column: Column) -> bool:
    """Whether a column runs against the direction of its measure; one of the person's own has the column's."""
    if role not in MEASURES:
        return False
    natural = "better" if MEASURES[role].higher == "better" else "worse"
    return (column.higher or natural) != natural


def ten_point_scale(values: Iterable[float]) -> Scale | None:
    """Return 1 to 10 where a number above 5 leaves no other choice; some apps offer 1 to 5 too."""
    highest = max(values, default=0.0)
    return Scale(1.0, _TEN) if _FIVE < highest <= _TEN else None


def add_rating(
    collector: Collector,
    line: int,
    when: Moment,
    rated: tuple[str, Scale],
    value: float,
    raw: str,
    *,
    offset: float | None = None,
    kept: str = "entry",
    column: str = "",
) -> None:
    """Add an answer on a measure's scale; reject it alone if it lies outside."""
    measure, scale = rated
    if (rescaled := scale.rescale(value)) is None:
        reason = f"a number outside the scale {scale.low:g} to {scale.high:g}; the rest of the {kept} is kept"
        collector.reject(line, reason, column or measure)
    else:
        collector.rating(when, measure, rescaled, raw, offset)


def ask_for_scale(role: str, name: str, date: str) -> str:
    """Word the note that asks for a scale."""
    return (
        f"the file does not say whether {name} goes to 5 or to 10, so its numbers are kept without a value; say it "
        f'under [columns] in heartdata.toml: date = "{date}" and {role} = {{ name = "{name}", min = 1, max = 5 }}'
    )
