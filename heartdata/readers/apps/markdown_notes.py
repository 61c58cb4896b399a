"""Daily notes in Markdown: Obsidian, Logseq, and every folder with one note a day.

The day is the one in the file's name (2026-03-14, 14.03.2026, Anna-20260314-Diary, 2026/03/14.md ...), or else the
``date`` of the front matter. Front matter and inline fields hold moods, nights and things done. There is no common
schema: the profile's ``[columns]`` say which key is what, and on which scale; without them nothing is guessed. A yes,
a number or a duration under any other key is an activity, words are text. The first heading is the title.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from heartdata.core.days import day_of
from heartdata.errors import AmbiguousFormatError, UnreadableFileError
from heartdata.readers.apps.dayone_text import is_dayone_text
from heartdata.readers.apps.jrnl_headers import is_jrnl_text
from heartdata.readers.apps.markdown_fields import NoteFields, local_stamp
from heartdata.readers.apps.markdown_meanings import DATE_KEYS
from heartdata.readers.base import Collector, Format, Profile, Source
from heartdata.readers.parsing.blank_templates import BARE, BLANK_TEMPLATE, is_blank_template
from heartdata.readers.parsing.dates import detect_date_order, parse_clock, parse_date, stated_order
from heartdata.readers.parsing.entries import NO_TEXT, add_entry, read_text
from heartdata.readers.parsing.filename_dates import FilenameDate, date_in_filename, date_in_folders, resolve_date
from heartdata.readers.parsing.front_matter import Field, FrontMatter, Inline, front_matter, inline_fields
from heartdata.readers.parsing.markdown import split_markdown, without_queries
from heartdata.readers.parsing.remember import remember_short
from heartdata.readers.parsing.text import split_lines

_ENDINGS: Final = (".md", ".markdown")
_OTHERS: Final = frozenset("[0123456789D")
_TAG: Final = re.compile(r"#(?<!\S#)(?=[\w/-]{0,80}[^\W\d_])([\w/-]{1,80})")


def _claims(source: Source, profile: Profile) -> bool:
    if not source.name.lower().endswith(_ENDINGS):
        return False
    head = source.head_text
    if _named(source) is None and _dated_inside(head, profile) is None:
        return False
    # A jrnl or Day One journal may have such a name too.
    return head.lstrip()[:1] not in _OTHERS or not (is_jrnl_text(head) or is_dayone_text(head))


def _named(source: Source) -> FilenameDate | None:
    found = date_in_filename(source.stem)
    if found is None:
        day = date_in_folders(source.path or source.name)
        found = None if day is None else FilenameDate(day, "", None, 0, 0)
    return found


def _dated_inside(text: str, profile: Profile) -> str | None:
    return _date_of(front_matter(split_lines(text)), profile) if text.startswith("---") else None


def _date_of(found: FrontMatter, profile: Profile) -> str | None:
    own = [n.casefold() for n in profile.columns["date"].names] if "date" in profile.columns else ()
    keys = {*own, *DATE_KEYS}
    for field in found.fields:
        if field.key.casefold() in keys and field.values:
            written = field.values[0].strip("[]")
            if parse_date(written) is not None:
                return written
    return None


def _read(source: Source, profile: Profile, collector: Collector) -> None:
    text = read_text(source, collector)
    lines = split_lines(text)
    top = front_matter(lines)
    named = _named(source)
    day, moment = _day(source, named, top, collector)
    collector.count_entries()
    if not collector.accept_date(day, None):
        return
    note = NoteFields(profile, collector, day, day if moment is None else moment)
    _read_note(note, lines, top, source)


def _day(
    source: Source, named: FilenameDate | None, top: FrontMatter, collector: Collector
) -> tuple[date, datetime | None]:
    """Return a note's day, and the time in its name or, where that has no date, in its front matter."""
    profile = collector.profile
    order = stated_order(profile)
    inside = _date_of(top, profile)
    stamp = None if inside is None else local_stamp(inside, profile, collector)
    try:
        day = resolve_date(named, order, source.name, source.folder) if named else None
    except AmbiguousFormatError:
        day = parse_date(inside) if inside and inside[:4].isdecimal() else None
        if day is None:
            raise
    if day is not None:
        if named is None or named.clock is None:
            return day, None
        moment = datetime.combine(day, named.clock)
        return day_of(moment, profile.day_start), moment
    if stamp is not None:
        return day_of(stamp, profile.day_start), stamp
    if inside is not None:
        day = parse_date(inside, order or detect_date_order([inside], source.name))
        clock = parse_clock(inside.partition(" ")[2]) if ":" in inside else None
        if day is not None and clock is not None and clock != time(0):
            moment = datetime.combine(day, clock)
            return day_of(moment, profile.day_start), moment
    if day is None:
        raise UnreadableFileError(
            f"{source.name}: not a daily note, there is no date in its name (like 2026-03-14.md) nor as date: in its "
            "front matter"
        )
    return day, None


def _read_note(note: NoteFields, lines: list[str], top: FrontMatter, source: Source) -> None:
    body, inline, hashed = _body(lines, top.begins)
    fields = [*top.fields, *(field for field, _ in inline)]
    note.set_time(fields)
    kept = [f"{field.key}: {', '.join(field.values)}" for field in top.fields if not note.read(field)]
    for line, written in top.broken:
        note.collector.reject(line, 'not a property written like "key: value"; its words are kept', "front matter")
        kept.append(written)
    read = [(field, place) for field, place in inline if note.read(field)]
    # From the last one, so that the places of those before it stay right.
    for field, place in reversed(read):
        begin, end = field.span
        body[place] = body[place][:begin] + body[place][end:]
    note.finish()
    blank = is_blank_template(body, source)
    title, text = ("", "") if blank else split_markdown("\n".join(body))
    if note.title:
        title, text = note.title, "\n".join(part for part in (title, text) if part and part != note.title)
    if BARE.fullmatch(text):
        text = ""
    text = "\n\n".join(part for part in (text, "\n".join(kept)) if part)
    collector = note.collector
    add_entry(collector, note.when, title, text, [*note.tags, *hashed])
    if not collector.added:
        collector.count_empty(BLANK_TEMPLATE if blank else NO_TEXT)


def _body(lines: list[str], begins: int) -> tuple[list[str], list[tuple[Field, int]], list[str]]:
    body: list[str] = []
    inline: list[tuple[Field, int]] = []
    tags: list[str] = []
    for place, line, code in without_queries(lines[begins:]):
        if not code and ("::" in line or "#" in line):
            found, signs = _marked(line)
            inline += [(Field(begins + place + 1, *one), len(body)) for one in found]
            tags += signs
        body.append(line)
    return body, inline, tags


@remember_short
def _marked(line: str) -> tuple[tuple[Inline, ...], tuple[str, ...]]:
    """Find the fields and the tags in a line."""
    found = tuple(inline_fields(line))
    signs = [(sign.start(), sign[1].rstrip("/-")) for sign in _TAG.finditer(line)] if "#" in line else []
    for _, _, (begin, end) in found if signs else ():
        signs = [(at, tag) for at, tag in signs if not begin <= at < end]
    return found, tuple([tag for _, tag in signs])


FORMAT: Final = Format(
    name="markdown_notes",
    title="Obsidian and other daily notes in Markdown",
    tables=("journal", "ratings", "sleep", "activities"),
    evidence="read from real samples",
    how="the folder of daily notes itself, or a zip of it; say under [columns] in heartdata.toml which keys are what",
    shapes=frozenset({"json", "markup", "pair", "table", "words"}),
    claims=_claims,
    read=_read,
    fallback=True,
)
