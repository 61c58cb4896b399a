"""The golden files of every format, with a marker in their free text, and ways to damage them."""

from __future__ import annotations

import base64
import csv
import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[1]
DATA: Final = ROOT / "tests" / "readers" / "data"
# Planted in notes and texts; no message may repeat it.
CANARY: Final = "Zqxcanary"

_TEXT_COLUMNS: Final = frozenset(
    ("note", "notes", "note_title", "comment", "comments", "notiz", "reflections", "takeaways", "sleep notes")
)
_TEXT_KEYS: Final = re.compile(r'("(?:text|note|notes|comment|title|body|note_title|preview_text)"\s*:\s*")(?=[^"])')
_LONGEST: Final = 3_000_000

TOKENS: Final = (
    '"', '""', ",", ";", "\t", "|", "\\", "\0", "\r", "\n", "\r\n", "\u2028", "\x85", "\x0b", "\ufeff", "\ud800",
    "é", "٣", "𝟟", "²", "\u202f", "{", "}", "[", "]", ":", "null", "true", "NaN", "Infinity", "-Infinity", "1e400",
    "-1", "0", "-0.0", "9" * 25, "9" * 5000, "1" + "0" * 308 + ".5",
    "0001-01-01T00:00:00+05:00", "2026-02-30", "31/02/2026",
    "9999-12-31T23:59:59-05:00", "3/4/2026", "24:00", "12:60 PM", "00:00 AM", "1e9", "1772401200", "177240120000000000",
    "2026-03-29 02:30:00", "<b>", "&#x110000;", "&#0;", "<![CDATA[", "]]>", "---\n", "key:: value", "#", "%", "=1+1",
    "''",
)  # fmt: skip


class Golden(NamedTuple):
    """One file of a format."""

    name: str
    form: str
    content: bytes


def goldens() -> list[Golden]:
    """Gather what the formats' tests read, and the sample data."""
    from tests.readers.helpers import content_of

    found = []
    for path in sorted(p for p in DATA.rglob("*") if p.is_file()):
        form = path.relative_to(DATA).parts[0]
        if path.name.endswith(".expected.json") or path.suffix == ".toml":
            continue
        found.append(Golden(path.name, form, _planted(content_of(path), path.name)))
        if form == "daylio_backup":
            packed = base64.b64encode(found[-1].content)
            found.append(Golden("mine.daylio", form, zipped({"backup.daylio": packed})))
        if form == "emoods":
            found.append(Golden("mine.emoods", form, zipped({"entry.csv": found[-1].content})))
    for path in sorted((ROOT / "sample_data").iterdir()):
        if path.suffix in (".csv", ".json"):
            form = {"daylio.csv": "daylio", "dayone.json": "dayone"}.get(path.name, "sleep_as_android")
            # Shortened, because a long file only makes each run slow.
            content = path.read_bytes()
            short = content if path.suffix == ".json" else b"".join(content.splitlines(keepends=True)[:40])
            found.append(Golden(path.name, form, _planted(short, path.name)))
    return found


def zipped(members: dict[str, bytes]) -> bytes:
    """Return a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def _planted(content: bytes, name: str) -> bytes:
    """Put the marker into free text, as far as the layout shows where that is."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content
    if name.endswith(".json"):
        return _TEXT_KEYS.sub(rf"\g<1>{CANARY} ", text).encode()
    if name.endswith((".txt", ".md")):
        return re.sub(r"(?m)^([^\d:@#\[\n]{4,})$", rf"\1 {CANARY}", text).encode()
    if not name.endswith(".csv"):
        return content
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    places: set[int] = set()
    for cells in csv.reader(io.StringIO(text), delimiter=delimiter):
        heads = {i for i, cell in enumerate(cells) if cell.strip().casefold() in _TEXT_COLUMNS}
        if heads:
            places = heads
            continue
        for place in places:
            written = cells[place].replace('"', '""') if place < len(cells) else ""
            if len(written) > 3 and not written[0].isdigit():
                text = text.replace(written, f"{written} {CANARY}", 1)
    return text.encode()


Damage = Callable[[random.Random, bytes, list[Golden]], bytes]


def _flip(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    changed = bytearray(content)
    for _i in range(rng.choice((1, 1, 2, 8))):
        if changed:
            changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def _delete(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    at = rng.randint(0, len(content))
    return content[:at] + content[at + rng.choice((1, 1, 3, 20, 200)) :]


def _insert(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    at, token = rng.randint(0, len(content)), rng.choice(TOKENS)
    return content[:at] + token.encode("utf-8", "surrogatepass") + content[at:]


def _cell(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    """Replace a value by something else."""
    spans = [m.span() for m in re.finditer(rb"[^,;\t\r\n\"{}\[\]]+", content[:_LONGEST])]
    if not spans:
        return content
    start, end = rng.choice(spans)
    return content[:start] + rng.choice(TOKENS).encode("utf-8", "surrogatepass") + content[end:]


def _truncate(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    return content[: rng.randint(0, len(content))]


def _splice(rng: random.Random, content: bytes, known: list[Golden]) -> bytes:
    other = rng.choice(known).content
    if rng.random() < 0.5:
        return content[: rng.randint(0, len(content))] + other[rng.randint(0, len(other)) :]
    mine, theirs = content.splitlines(keepends=True), other.splitlines(keepends=True)
    at = rng.randint(0, len(mine))
    return b"".join([*mine[:at], *rng.sample(theirs, min(len(theirs), rng.randint(1, 5))), *mine[at:]])


def _shuffle(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    lines = content.splitlines(keepends=True)
    head = rng.choice((0, 1, 1))
    rest = lines[head:]
    rng.shuffle(rest)
    return b"".join([*lines[:head], *rest])


def _repeat(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    at = rng.randrange(len(lines))
    return b"".join([*lines[:at], lines[at] * rng.choice((2, 2, 50)), *lines[at:]])


def _huge(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    at, unit = rng.randint(0, len(content)), rng.choice((b"x", b"9", b" ", b'"', b"\n", b",", b"a b ", b"\xff", b"["))
    return content[:at] + unit * rng.choice((5_000, 70_000, 300_000)) + content[at:]


def _nul(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    at = rng.randint(0, len(content))
    return content[:at] + b"\0" * rng.choice((1, 3, 100)) + content[at:]


def _newlines(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    ends = rng.choice(((b"\r\n",), (b"\r",), (b"\r", b"\n", b"\r\n"), (b"\n\n",)))
    return b"".join(part + rng.choice(ends) for part in content.split(b"\n"))


def _recode(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp1252", "utf-7")), "replace")


def _deep(rng: random.Random, content: bytes, _: list[Golden]) -> bytes:
    at, count = rng.randint(0, len(content)), rng.choice((200, 1_100, 100_000))
    opened, closed = rng.choice(((b"[", b"]"), (b'{"a":', b"}"), (b"<a>", b"</a>")))
    return content[:at] + opened * count + rng.choice((b"", closed * count)) + content[at:]


DAMAGES: Final[tuple[Damage, ...]] = (
    _flip, _flip, _delete, _delete, _insert, _insert, _cell, _cell, _cell, _truncate, _splice, _splice, _shuffle,
    _repeat, _huge, _nul, _newlines, _recode, _deep,
)  # fmt: skip


def damaged(rng: random.Random, content: bytes, known: list[Golden]) -> tuple[bytes, list[str]]:
    """Damage a file in one to four ways, or occasionally not at all."""
    done = []
    for _ in range(rng.choice((0, 1, 1, 1, 1, 2, 2, 3, 4))):
        damage = rng.choice(DAMAGES)
        content = damage(rng, content, known)[:_LONGEST]
        done.append(damage.__name__.strip("_"))
    return content, done
