"""The properties of a note: ratings, nights, things done, tags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from heartdata.readers.apps.markdown_meanings import Step, meanings_for
from heartdata.readers.base import Collector, Profile
from heartdata.readers.parsing.bedtimes import add_night, build_night
from heartdata.readers.parsing.dates import local_time, parse_clock, parse_instant
from heartdata.readers.parsing.front_matter import Field
from heartdata.readers.parsing.timestamps import UTC_NOTE


def local_stamp(written: str, profile: Profile, collector: Collector) -> datetime | None:
    """Read a date and time by the local clock; None where there is no time, as with a day written as its midnight."""
    stamp = parse_instant(written) if ":" in written else None
    if stamp is None or stamp.time() == time(0):
        return None
    if stamp.tzinfo is not None and not stamp.utcoffset():
        if profile.zone is None:
            collector.note(UTC_NOTE)
        return local_time(stamp, profile.zone)[0]
    return stamp.replace(tzinfo=None)


class NoteFields:
    """Reads the properties of one note into a collector; `when` is its day, with a time if its name has one."""

    def __init__(self, profile: Profile, collector: Collector, day: date, when: datetime | date) -> None:
        self.profile, self.zone, self.collector = profile, profile.zone, collector
        self.day, self.when = day, when
        self.meanings = meanings_for(profile)
        self.tags: list[str] = []
        self.title = ""
        # The note is of its day, whatever the clock says.
        collector.own_day = day
        self._clocks: dict[str, tuple[time, int]] = {}
        self._asleep: tuple[str, float] | None = None

    def set_time(self, fields: list[Field]) -> None:
        """Take the time of day from the properties, before anything is dated by it."""
        roles = self.meanings.roles
        for field in fields:
            role, dates, _ = roles[field.key]
            if not dates or not field.values:
                continue
            # Most notes only repeat their day here.
            if field.values[0] == self.day.isoformat():
                continue
            stamp = local_stamp(field.values[0], self.profile, self.collector)
            at = parse_clock(field.values[0]) if stamp is None else None
            if stamp is not None and role == "time":
                stamp = datetime.combine(self.day, stamp.time())
            if at is not None:
                stamp = datetime.combine(self.day, at)
            # A note of another day was dated long before or after it was written.
            if stamp is None or abs((stamp.date() - self.day).days) > 1:
                continue
            self.when = stamp
            return

    def read(self, field: Field) -> bool:
        """Read one property; False if its words belong to the text."""
        return self._take(field, self.meanings[field.key, field.values])

    def _take(self, field: Field, steps: Iterable[Step]) -> bool:
        read = True
        for step in steps:
            read = step(self, field) is not False and read
        return read

    def entitle(self, field: Field, done: Iterable[Step]) -> bool:
        """Take the first title; another one is a property like others."""
        if self.title:
            return self._take(field, done)
        self.title = field.values[0]
        return len(field.values) == 1

    def rate(self, role: str, value: float | None, written: str, question: str = "") -> None:
        """Add an answer on a measure."""
        self.collector.rating(self.when, role, value, written)
        if question:
            self.collector.note(question)

    def wake_or_bed(self, field: Field, role: str, at: time) -> None:
        """Take one of the two times of a night."""
        self._clocks[role] = at, field.line

    def sleep(self, field: Field, role: str, hours: float) -> bool:
        """Add the hours slept, of one property only; False if another says something else."""
        key, first = self._asleep or (field.key, hours)
        self._asleep = key, first
        if key != field.key:
            if hours != first:
                self.reject(field, role, "another sleep time for the same day; the first is kept")
            return hours == first
        self.night(field, role, None, None, hours)
        return True

    def finish(self) -> None:
        """Put bedtime and waketime, which are two properties, together."""
        if self._clocks:
            (bed, line), (wake, _) = (self._clocks.get(role, (None, 0)) for role in ("bedtime", "waketime"))
            self.night(Field(line, "bedtime", ()), "bedtime", bed, wake)

    def night(self, field: Field, role: str, bed: time | None, wake: time | None, hours: float | None = None) -> None:
        """Add a night."""
        night = build_night(self.day, bed, wake, begins=self.meanings.begins, zone=self.zone)
        add_night(self.collector, field.line, role, night, hours)

    def reject(self, field: Field, role: str, what: str) -> None:
        """Reject a property alone."""
        self.collector.reject(field.line, f"{what}; the rest of the note is kept", role)
