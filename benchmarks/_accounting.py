"""Count the entries of line-based exports without their readers, to check that none is lost silently.

Rows read and rows rejected must add up to the rows present. Each row read leaves something in the tables, or the notes
of the file count it as empty.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from heartdata.readers.files.source import decode_text

if TYPE_CHECKING:
    import heartdata as hd

__all__ = ["PER_LINE", "Lines", "alone", "entries_in", "trace", "wrong_counts"]

_LONGEST_HEADER: Final = 60_000
_NOTHING: Final = re.compile(r"^(\d+) with nothing to keep: ", re.MULTILINE)
_ISO: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TABLES: Final = ("ratings", "sleep", "journal", "activities", "vitals", "events")


class Lines(NamedTuple):
    """The line layout of a format.

    Attributes
    ----------
    fills : str or None
        The table of which each entry fills one row, if there is one.
    before : int
        Lines before the header.
    """

    fills: str | None = None
    before: int = 0


# Formats with one header line and one entry in each record after it; formats with other layouts too are
# distinguished by content.
PER_LINE: Final[dict[str, Lines]] = {
    "apple_health_csv": Lines(),
    "autosleep": Lines(),
    "bearable": Lines(),
    "daylio": Lines(),
    "emoods": Lines(),
    "garmin_table": Lines(),
    "google_fit": Lines(),
    "google_health": Lines(),
    "google_health_stages": Lines(),
    "health_auto_export_csv": Lines(),
    "how_we_feel": Lines(),
    "loop": Lines(),
    "nomie": Lines(),
    "oura": Lines(),
    "plees": Lines("sleep"),
    "pmsys": Lines(),
    "qs_access": Lines(),
    "samsung": Lines("sleep", before=1),
    "samsung_stages": Lines(before=1),
    "sleep_cycle": Lines("sleep"),
    "table": Lines(),
    "whoop": Lines(),
    "withings": Lines(),
}


class _Records(NamedTuple):
    header: str
    rows: list[str]


def _records(content: bytes, form: str) -> _Records | None:
    """Split a file into its raw records; None if quotes are broken or it is not line-based."""
    decoded = decode_text(content)
    if decoded is None or form not in PER_LINE or decoded[0].lstrip()[:1] in ("{", "["):
        return None
    text = decoded[0]
    if form == "sleep_cycle" and text.count("Time in bed") > 1:
        return None  # a header of another version, if people concatenated exports
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
    before = PER_LINE[form].before
    first = next((i for i, line in enumerate(lines) if i >= before and line.strip()), None)
    if first is None or len(lines[first]) > _LONGEST_HEADER:
        return None
    delimiter = max(",;\t", key=re.sub(r'"[^"]*"', "", lines[first]).count)
    below = "".join(lines[first:])
    if '"' not in text:
        cells = [([" ".join(c.casefold().split()) for c in line.split(delimiter)], line) for line in lines[first:]]
    else:
        cells = _quoted(below, delimiter)
        width = len(cells[0][0]) if cells else 0
        if not cells or any(len(found) != width for found, _ in cells if any(found)):
            return None
    cells = [(found, written) for found, written in cells if any(found)]
    if form == "daylio" and _ISO.fullmatch(cells[0][0][0]):
        # The header was removed, or files concatenated; complete entries are recognised without it.
        return _Records("", [written for found, written in cells if found[0] != "full_date"])
    return _Records("".join(lines[:first]) + cells[0][1], [w for found, w in cells[1:] if found != cells[0][0]])


def _quoted(text: str, delimiter: str) -> list[tuple[list[str], str]]:
    csv.field_size_limit(1 << 30)
    lines = io.StringIO(text, newline="").readlines()
    reader, found, before = csv.reader(iter(lines), delimiter=delimiter, strict=True), [], 0
    try:
        for cells in reader:
            found.append(([" ".join(c.casefold().split()) for c in cells], "".join(lines[before : reader.line_num])))
            before = reader.line_num
    except csv.Error:
        return []
    return found


def entries_in(content: bytes, form: str) -> int | None:
    """Count the entries of a file; None if that needs a reader."""
    found = _records(content, form)
    return None if found is None else len(found.rows)


def alone(content: bytes, form: str) -> list[bytes]:
    """Return one file per entry, each with the same header."""
    found = _records(content, form)
    return [] if found is None else [(found.header + row).encode("utf-8", "surrogatepass") for row in found.rows]


def trace(logs: hd.Logs) -> int:
    """Count what was read, rejected, or reported as left out."""
    left = sum(int(count) for notes in logs.sources["notes"] for count in _NOTHING.findall(notes))
    return left + len(logs.rejected) + sum(len(getattr(logs, table)) for table in _TABLES)


def wrong_counts(logs: hd.Logs, content: bytes) -> list[str]:
    """Describe what does not add up in the logs of one file."""
    row = logs.sources.iloc[0]
    form, rows, wrong = str(row["format"]), int(row["rows"]), []
    rejected = int((logs.rejected["line"].notna() & (logs.rejected["column"] == "")).sum())
    if form != "apple_health" and rejected > rows:
        wrong.append(f"{rows} rows counted, {rejected} rejected")
    if rows and not trace(logs) and not row["notes"]:
        wrong.append(f"{rows} rows counted, and nothing is read, rejected or reported for them")
    lines = PER_LINE.get(form)
    if lines is None:
        return wrong
    if lines.fills is not None and len(getattr(logs, lines.fills)) + rejected != rows:
        wrong.append(f"{rows} rows counted, {len(getattr(logs, lines.fills))} read and {rejected} rejected")
    present = entries_in(content, form)
    if present is not None and present != rows:
        wrong.append(f"{present} lines hold an entry, {rows} are counted ({rejected} rejected)")
    return wrong
