"""People in situations in which careless words hurt, each a small diary as an app exports it.

Every diary is invented. A situation says what must never be read in it and what must be; `test_situations` runs the
commands over all of them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

__all__ = ["SITUATIONS", "Entry", "Situation"]

# Daylio's five moods, from 0 to 10 in steps of 2.5.
MOODS: Final = ("awful", "bad", "meh", "good", "rad")
LOSS: Final = date(2026, 3, 2)


@dataclass(frozen=True)
class Entry:
    """One day: mood as a position in `MOODS`, tags, a note."""

    day: date
    mood: int
    tags: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Situation:
    """One person.

    `never` are words that must not be read anywhere, `must` words of which each has to be read somewhere (any of the
    alternatives between bars), `first` says that help and a person come before everything else, `alarm` that what the
    body says does, `short` that these are the first days.
    """

    name: str
    entries: Sequence[Entry]
    profile: str
    never: tuple[str, ...] = ()
    must: tuple[str, ...] = ()
    first: bool = False
    short: bool = False
    alarm: bool = False
    nights: Sequence[tuple[datetime, float]] = field(default=())

    def write(self, folder: Path) -> Path:
        """Write the diary as a Daylio export, nights as Sleep as Android writes them, and the profile."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.entries:
            lines = ["full_date,date,weekday,time,mood,activities,note_title,note"]
            lines += [
                f'{e.day},{e.day.day} May,Monday,21:1{i % 10},{MOODS[e.mood]},{" | ".join(e.tags)},,"{e.note}"'
                for i, e in enumerate(reversed(self.entries))
            ]
            (folder / "daylio.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self.nights:
            columns = "Id,Tz,From,To,Sched,Hours,Rating,Comment"
            rows = []
            for i, (day, hours) in enumerate(self.nights):
                fell, woke = (f"{day + timedelta(hours=h):%d. %m. %Y %H:%M}" for h in (1.5, 1.5 + hours))
                rows.append(f'{columns}\n"{1000 + i}","Europe/London","{fell}","{woke}","","{hours:.3f}","0.0",""')
            (folder / "sleep-export.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
        (folder / "heartdata.toml").write_text(self.profile, encoding="utf-8")
        return folder


def toml(
    loss: date | None = LOSS, kind: str = "", *, usual: float | None = 7, unsafe: bool = False, more: str = ""
) -> str:
    """Write a profile; `more` is put before the tables, `[support]` always names someone."""
    lines = []
    if loss:
        lines += ["[loss]", f"date = {loss}"]
        lines += [f'kind = "{kind}"'] if kind else []
        lines += ["unsafe = true"] if unsafe else []
    if usual is not None:
        lines += ["[usual]", f"mood = {usual}"]
    return "\n".join([*lines, "[support]", 'name = "Aunt Ida"', 'contact = "ring after six"', more]) + "\n"


def diary(
    first: date,
    moods: Callable[[int, random.Random], int],
    days: int,
    *,
    tags: Callable[[int, int], Sequence[str]] = lambda _, __: (),
    note: str = "",
    skip: float = 0.15,
    seed: int = 7,
) -> list[Entry]:
    """Draw one entry a day: `moods(day, rng)` gives the mood, `tags(day, mood)` the tags."""
    rng = random.Random(seed)
    found = []
    for i in range(days):
        mood = max(0, min(4, moods(i, rng)))
        if rng.random() >= skip or i == days - 1:
            found.append(Entry(first + timedelta(days=i), mood, tuple(tags(i, mood)), note))
    return found


def after_loss(before: int, drop: Callable[[int], float], sd: float = 0.55) -> Callable[[int, random.Random], int]:
    """Moods around "good" until the loss, then below by `drop(days since)` steps of a mood."""
    return lambda i, rng: round(3 + rng.gauss(0, sd) - (drop(i - before) if i >= before else 0))


def steady(level: float, sd: float = 0.5) -> Callable[[int, random.Random], int]:
    """Moods around one level."""
    return lambda _, rng: round(level + rng.gauss(0, sd))


START: Final = LOSS - timedelta(days=35)
STUCK: Final = after_loss(35, lambda _: 1.6)
LIFTING: Final = after_loss(35, lambda d: max(0.3, 2.4 - d / 45))
BETTER: Final = after_loss(35, lambda d: max(0.0, 2.0 - d / 20))
DEEP: Final = after_loss(35, lambda _: 2.9, 0.4)


def on_good_days(name: str, *others: str) -> Callable[[int, int], Sequence[str]]:
    """Tag a thing on better days only, so that it goes with mood as clearly as can be."""
    return lambda i, mood: (*((name,) if mood >= 2 else ()), *(others if i % 3 == 0 else ()))


def always(*names: str) -> Callable[[int, int], Sequence[str]]:
    """Tag the same things on every day."""
    return lambda _, __: names


def nights(first: date, count: int, hours: float) -> list[tuple[datetime, float]]:
    """Nights of the same length."""
    return [(datetime.combine(first + timedelta(days=i), time()), hours) for i in range(count)]


BOND: Final = ("(?<!have to )let go", "letting go", "goodbye", "burn", "release", "closure", "crystal")
KINDS: Final = (
    "betrayal", "breakup", "rift", "friendship", "death", "pet", "job", "home", "dream", "estrangement",
    "loved_one_changing", "role", "other",
)  # fmt: skip
BONDS_GO_ON: Final = {"death", "pet", "loved_one_changing"}


def _kinds() -> list[Situation]:
    return [
        Situation(
            f"{kind}, months below the usual", diary(START, STUCK, 35 + 98, seed=n), toml(kind=kind),
            never=BOND if kind in BONDS_GO_ON else (),
        )
        for n, kind in enumerate(KINDS, start=11)
    ]  # fmt: skip


def _praised(name: str, tag: str, never: str, kind: str = "breakup", **given: object) -> Situation:
    return Situation(
        name, diary(START, LIFTING, 35 + 98, tags=on_good_days(tag, "walk")), toml(kind=kind, **given),  # type: ignore[arg-type]
        never=(never,),
    )  # fmt: skip


def _harm() -> list[Situation]:
    return [
        _praised("cutting on better days", "cutting", "cutting"),
        _praised("a missed antidepressant on better days", "sertraline missed", "sertraline", "death"),
        _praised("wine on better days", "wine", "wine", "death"),
        _praised("the lost job's work on better days", "work", "work goes with|days with work", "job"),
        _praised("purging on better days", "purging", "purging", "betrayal"),
        _praised("betting on better days", "betting", "betting", "job"),
        _praised("a German drinker", "Feierabendbier", "Feierabendbier", "death"),
        _praised("a Spanish self-injurer", "me corté", "me corté"),
        _praised("the abuser on better days", "Mark", "Mark", unsafe=True, more='[contacts]\nMark = ["Mark"]'),
        _praised(
            "texts to the abuser", "texted Mark", "Mark", unsafe=True,
            more='[contacts]\n"texted Mark" = ["texted Mark"]',
        ),
        _praised("a teenager who cuts and skips meals", "cut", "with cut|cut on|a cut", "friendship",
                 more='[person]\nage = "teen"'),
    ]  # fmt: skip


def _hard() -> list[Situation]:
    nobody = "usual is|your usual mood from before|online community|eye mask|nothing needs".split("|")
    return [
        Situation("0.8 for eight weeks, no usual known",
                  diary(LOSS, lambda i, r: 1 if r.random() < 0.32 else 0, 56), toml(usual=None),
                  never=(*nobody, "under [usual]"), must=("Aunt Ida",), first=True),
        Situation("0.5 for twelve weeks after a death",
                  diary(START, lambda i, r: 3 if i < 35 else int(r.random() < 0.2), 35 + 84), toml(kind="death"),
                  never=("online community", "eye mask", *BOND), must=("Aunt Ida",), first=True),
        Situation("0.2 for five weeks after a break-up",
                  diary(START, lambda i, r: 3 if i < 35 else int(r.random() < 0.08), 35 + 35), toml(kind="breakup"),
                  never=("eye mask", "roll-on", "affirmation"), must=("Aunt Ida",), first=True),
        Situation("an anniversary week at the bottom",
                  diary(START, lambda i, r: 0 if i > 35 + 84 else round(2.2 + r.gauss(0, 0.4)), 35 + 98),
                  toml(kind="death", more="[[anniversaries]]\ndate = 2024-06-05\nlabel = 'his birthday'"),
                  never=("No suggestion",), must=("Aunt Ida",), first=True),
        Situation("the first four weeks after a death, at the bottom",
                  diary(START, lambda i, r: 3 if i < 35 else int(r.random() < 0.3), 35 + 24), toml(kind="death"),
                  must=("Aunt Ida",), first=True),
        Situation("unsafe, and hard", diary(START, DEEP, 35 + 70), toml(kind="betrayal", unsafe=True),
                  never=("burn", "abandonment", "rejection"), must=("Aunt Ida", "abuse"), first=True),
        Situation("a child after a pet's death, hard", diary(START, DEEP, 35 + 60),
                  toml(kind="pet", more='[person]\nage = "child"'), never=("weighted", "mirror", *BOND),
                  must=("adult",), first=True),
        Situation("an elder after a spouse's death, hard", diary(START, DEEP, 35 + 70),
                  toml(kind="death", more='[person]\nage = "elder"'), never=("weighted", *BOND),
                  must=("Aunt Ida",), first=True),
    ]  # fmt: skip


def _bodies() -> list[Situation]:
    def now_and_then(*names: str) -> Callable[[int, int], Sequence[str]]:
        return lambda i, _: names if i % 3 == 0 else ()

    return [
        Situation("chest pain for months", diary(START, STUCK, 35 + 98, tags=now_and_then("chest pain")),
                  toml(kind="death"), never=("box breathing", "tapping"), must=("doctor", "emergency"), alarm=True),
        Situation("breathless from the first day",
                  diary(LOSS - timedelta(days=2), steady(1), 6, tags=always("short of breath", "palpitations"), skip=0),
                  toml(kind="breakup"), never=("box breathing", "hold for"), must=("doctor", "emergency"), alarm=True),
        Situation("fainting, with panic",
                  diary(START, STUCK, 35 + 80, tags=now_and_then("fainted", "panic attack")), toml(kind="job"),
                  never=("hold for four", "hold for seven", "box breathing"), must=("doctor",), alarm=True),
        Situation("a German chest pain", diary(START, STUCK, 35 + 60, tags=now_and_then("Brustschmerzen")),
                  toml(kind="death"), must=("doctor",), alarm=True),
        Situation("nights of four and a half hours", diary(START, STUCK, 35 + 70), toml(kind="breakup"),
                  must=("doctor|sleep",), nights=nights(START, 35 + 70, 4.4)),
        Situation("nights only", (), toml(usual=None), nights=nights(LOSS, 60, 5.2)),
    ]  # fmt: skip


def _times() -> list[Situation]:
    signs = ("tired", "intrusive thoughts", "can't focus", "no joy", "avoided people", "replaying")
    note = "so tired, no energy, kept replaying our last talk"
    return [
        Situation("a day after a break-up", diary(LOSS - timedelta(days=30), BETTER, 32, skip=0), toml(kind="breakup"),
                  short=True),
        Situation("two days after a mother's death", diary(LOSS - timedelta(days=30), BETTER, 33, skip=0),
                  toml(kind="death"), never=("more days would do", *BOND), short=True),
        Situation("two days after, first diary", diary(LOSS, steady(1), 3, skip=0), toml(kind="pet", usual=None),
                  never=("under [usual]", *BOND), short=True),
        Situation("a loss of 1984", diary(LOSS, steady(2.4), 90), toml(date(1984, 5, 3), "death", usual=None),
                  never=("under [usual]", "from before the loss", *BOND)),
        Situation("began to log in the worst weeks", diary(LOSS + timedelta(days=5), steady(1.2), 105,
                  tags=always(*signs), skip=0.1), toml(kind="breakup", usual=None),
                  never=("not clearly more", "10.0 against 10.0", r"or around your usual|around your usual \("),
                  must=("carry it alone",)),
        Situation("one-line notes", diary(START, STUCK, 35 + 60, note=note), toml(kind="breakup")),
        Situation("therapy already, nine months", diary(START, STUCK, 35 + 270,
                  tags=lambda i, _: ("therapy",) if i % 7 == 0 else ()), toml(kind="death"),
                  never=("other approaches were suggested", "therapy.{0,3} could be", '"therapy": ', *BOND)),
    ]  # fmt: skip


def _later_readers() -> list[Situation]:
    """Found by a reader who had not seen the lists of words."""

    def listed(*names: str) -> str:
        return "[practices]\n" + "\n".join(f'"{name}" = ["{name}"]' for name in names)

    mark = '[contacts]\nMark = ["Mark"]'
    return [
        _praised("burns listed as a practice", "burned myself", "burned", more=listed("burned myself")),
        _praised("a Ukrainian drinker's own list", "пиво на балконі", "пиво", "death", more=listed("пиво на балконі")),
        _praised("Lexapro skipped, in a list", "skipped Lexapro", "Lexapro", "job", more=listed("skipped Lexapro")),
        _praised("Mark's place, unsafe", "Mark's place", "Mark", "betrayal", unsafe=True, more=mark),
        _praised("coffee with Mark, listed, unsafe", "coffee with Mark", "Mark", "other", unsafe=True,
                 more=f'[contacts]\nMark = ["Mark"]\n{listed("coffee with Mark")}'),
        _praised("a commute without a job", "commute", "commute", "job", more=listed("commute")),
        Situation("friends whose names are words", diary(START, LIFTING, 35 + 98, tags=always("Ana", "Molly")),
                  toml(kind="death", more='[contacts]\nAna = ["Ana"]\nMolly = ["Molly"]'), must=("Ana", "Molly")),
        Situation("two days after, unsafe", diary(LOSS - timedelta(days=30), BETTER, 33, skip=0, tags=always("Mark")),
                  toml(kind="betrayal", unsafe=True, more=mark), never=("Mark",), must=("abuse", "Aunt Ida"),
                  short=True),
        Situation("a Turkish chest pain on the day after", diary(LOSS - timedelta(days=3), BETTER, 5, skip=0,
                  tags=always("göğüs ağrısı")), toml(kind="death"), never=("how it goes",),
                  must=("doctor", "I'm so sorry"), alarm=True),
        Situation("breathless in hard weeks, unsafe", diary(START, DEEP, 35 + 70, tags=always("can't breathe", "Mark")),
                  toml(kind="betrayal", unsafe=True, more=mark), never=("Mark(?!ed)", "hold"),
                  must=("doctor", "abuse", "Aunt Ida"), alarm=True),
        Situation("a teenager whose parents are estranged, hard", diary(START, DEEP, 35 + 60, tags=always("mum")),
                  toml(kind="estrangement", more='[person]\nage = "teen"\n[contacts]\nmum = ["mum"]'),
                  never=("mum", "weighted", "mirror"), must=("adult",), first=True),
    ]  # fmt: skip


SITUATIONS: Final[tuple[Situation, ...]] = (
    *_kinds(), *_harm(), *_hard(), *_bodies(), *_times(), *_later_readers(),
)  # fmt: skip
