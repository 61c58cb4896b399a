import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_logs import MONDAY, daylio_csv
from test_logs import ODD

from heartdata.profile import Profile
from heartdata.starter import Findings, look_around, profile_text
from heartdata.vocabulary import KINDS_OF_LOSS

NAMES = st.lists(ODD.map(str.strip).filter(bool), max_size=5, unique_by=str.casefold)


def proposed(folder: Path, header: str, *rows: str, name: str = "mine.csv") -> list[str]:
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return [line for line in look_around(folder).columns if not line.startswith("# from")]


@given(NAMES, st.lists(st.floats(1, 5).map(lambda v: round(v, 2)), min_size=5, max_size=5), st.data())
@settings(max_examples=40, deadline=None)
def test_the_text_is_valid_whatever_moods_are_called(
    names: list[str], levels: list[float], data: st.DataObject
) -> None:
    known = dict(zip(names, levels, strict=False)) if data.draw(st.booleans()) else {}
    text = profile_text(Findings(moods=names), moods=known, usual=data.draw(st.sampled_from([None, 0, 6.5, 10])))
    profile = Profile.from_toml(text.encode().decode())
    # Halves of characters fit into no file.
    whole = {n: v for n, v in known.items() if n.isprintable()}
    assert whole.items() <= profile.moods.items()


@given(ODD, ODD)
@settings(max_examples=40, deadline=None)
def test_the_text_is_valid_whatever_headers_and_files_are_called(header: str, name: str) -> None:
    from heartdata.starter import _line, _printable, _quoted

    columns = [
        f"# from {_printable(name)}",
        _line("note", _quoted(header), ["x"]),
        _line("mood", _quoted(header), ["3"]),
    ]
    text = profile_text(Findings(columns=columns))
    assert Profile.from_toml(text.encode().decode()).columns == {}
    if header.isprintable():
        assert tomllib.loads(f"x = {_quoted(header)}") == {"x": header}


@pytest.mark.parametrize("kind", [*KINDS_OF_LOSS, None])
def test_answers_are_written(kind: str | None) -> None:
    profile = Profile.from_toml(profile_text(Findings(), loss_date=date(2024, 2, 29), loss_kind=kind, usual=6.5))
    assert (profile.loss_date, profile.loss_kind, profile.usual) == (date(2024, 2, 29), kind, {"mood": 6.5})
    assert Profile.from_toml(profile_text(Findings())).loss_date is None


def test_every_line_that_is_open_is_right_when_filled_in() -> None:
    found = Findings(
        moods=['so "la"', "fine"], columns=['# date = "Date"', '# mood = { name = "M", min = ?, max = ? }']
    )
    text = profile_text(found).replace("min = ?, max = ?", "min = 1, max = 5").replace("= ?", "= 4")
    opened = re.sub(r'^# (?=\[\[|[\w"].* = )', "", text, flags=re.MULTILINE)
    profile = Profile.from_toml(opened)
    assert profile.moods == {'so "la"': 4.0, "fine": 4.0}
    assert (profile.loss_date, profile.loss_kind, profile.unsafe) == (date(2026, 3, 1), "other", True)
    assert (profile.usual, profile.columns["mood"].high) == ({"mood": 7.0}, 5.0)
    assert profile.practices == {"evening walk": ("walk", "stroll")}
    assert (len(profile.anniversaries), profile.events[0].kind) == (1, "illness")
    assert set(profile.support) == {"name", "contact"}


def test_a_zone_comes_from_the_system_only_where_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, zone in (("Europe/Berlin", "Europe/Berlin"), (":Europe/Berlin", "Europe/Berlin"), ("/etc/x", None),
                       ("No/Where", None), ("Etc/UTC", None), ("UTC", None)):  # fmt: skip
        monkeypatch.setenv("TZ", name)
        assert Profile.from_toml(profile_text(Findings())).time_zone == zone


def test_moods_without_a_level_are_found_most_frequent_first_and_once(tmp_path: Path) -> None:
    rows = ["full_date,time,mood,activities"]
    for i, mood in enumerate(["so lala", "good", "Wow", "So Lala", "wow", "wow", "x" * 41, "so lala", "so lala"]):
        rows.append(f"{MONDAY + timedelta(days=i)},12:00,{mood},")
    (tmp_path / "a.csv").write_text("\n".join(rows), encoding="utf-8")
    found = look_around(tmp_path)
    assert sorted(n.casefold() for n in found.moods) == ["so lala", "wow"]
    assert found.moods[0] == "so lala"
    assert (found.first, found.last) == (MONDAY, MONDAY + timedelta(days=8))
    assert len(found.mood_days) == 9


@pytest.mark.parametrize(("before", "told"), [(28, True), (14, True), (13, False), (0, False)])
def test_the_usual_is_known_from_enough_days_before(tmp_path: Path, before: int, told: bool) -> None:
    (tmp_path / "a.csv").write_text(daylio_csv(40), encoding="utf-8")
    found = look_around(tmp_path)
    assert found.tells_usual(MONDAY + timedelta(days=before)) is told
    assert found.tells_usual(None) is False


def test_columns_are_proposed_by_name_and_content(tmp_path: Path) -> None:
    lines = proposed(
        tmp_path, "Date,Bed time,Wake time,Sleep quality,Sleep,Mood,Mood notes,Work hours,Time",
        "2026-03-01,23:10,7:00,3,7:30,4,fine,8,21:00", "2026-03-02,23:40,7:10,4,7.5,2,so,8,21:30",
    )  # fmt: skip
    assert [line.split("   #")[0] for line in lines] == [
        '# date = "Date"', '# bedtime = "Bed time"', '# waketime = "Wake time"',
        '# sleep_quality = { name = "Sleep quality", min = ?, max = ? }', '# sleep_hours = "Sleep"',
        '# mood = { name = "Mood", min = ?, max = ? }', '# note = "Mood notes"', '# time = "Time"',
    ]  # fmt: skip
    assert "2 to 4 seen" in lines[5]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("Date,Amount", ["2026-03-01,3", "2026-03-02,4"]),  # nothing of a diary
        ("Day,Mood", ["Monday,3", "Tuesday,4"]),  # no date in it
        ("Name,Mood", ["a,3", "b,4"]),
        ("Mood", ["3", "4"]),
        ("Date,Mood", []),
        ("Date,Mood", ["2026-03-01,", "2026-03-02,"]),
        ("Date,Sleep", ["2026-03-01,well", "2026-03-02,badly"]),
        ("Date,Bed", ["2026-03-01,king size", "2026-03-02,sofa"]),
    ],
)
def test_nothing_is_proposed_without_reason(tmp_path: Path, header: str, rows: list[str]) -> None:
    assert proposed(tmp_path, header, *rows) == []


def test_files_that_a_format_reads_need_no_columns(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(daylio_csv(5), encoding="utf-8")
    assert look_around(tmp_path).columns == []


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"PK\x03\x04", b"\0" * 100, b'"', b"a,b\n" * 3])
def test_anything_may_lie_there(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert look_around(tmp_path) == Findings()
    assert look_around(tmp_path / "x.csv") == Findings()
    assert look_around(tmp_path / "none") == Findings()
