import re
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.cli.profile_template import Findings, look_around, profile_text
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS
from heartdata.readers import read_logs
from heartdata.readers.guess_columns import Proposal, _line, printable, quoted
from heartdata.readers.header_words import Meaning
from tests.core.test_logs import ODD
from tests.made_logs import MONDAY, daylio_csv

NAMES = st.lists(ODD.map(str.strip).filter(bool), max_size=5, unique_by=str.casefold)


def proposed(folder: Path, header: str, *rows: str, name: str = "mine.csv") -> list[str]:
    (folder / name).write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return [line for line in look_around(folder).columns if not line.startswith(("# from", "# not used"))]


@given(NAMES, st.lists(st.floats(1, 5).map(lambda v: round(v, 2)), min_size=5, max_size=5), st.data())
@settings(max_examples=40, deadline=None)
def test_text_is_valid_for_any_mood_names(names: list[str], levels: list[float], data: st.DataObject) -> None:
    known = dict(zip(names, levels, strict=False)) if data.draw(st.booleans()) else {}
    text = profile_text(Findings(moods=names), moods=known, usual=data.draw(st.sampled_from([None, 0, 6.5, 10])))
    profile = Profile.from_toml(text.encode().decode())
    # Halves of characters fit into no file.
    whole = {n: v for n, v in known.items() if n.isprintable()}
    assert whole.items() <= profile.moods.items()


@given(ODD, ODD)
@settings(max_examples=40, deadline=None)
def test_text_is_valid_for_any_headers_and_file_names(header: str, name: str) -> None:
    made = Proposal(name, (_line(Meaning("date"), header, ["2026-03-01"]), _line(Meaning("note"), header, ["x"])))
    open_ended = Proposal(name, (_line(Meaning("date"), header, ["3/4/2026"]), _line(Meaning("mood"), header, ["3"])))
    text = profile_text(Findings(columns=[f"# from {printable(name)}", *made.written(), *open_ended.written()]))
    columns = Profile.from_toml(text.encode().decode()).columns if header.strip() else {}
    assert set(columns) == ({"date", "note"} if header.strip() else set())
    if header.isprintable():
        assert tomllib.loads(f"x = {quoted(header)}") == {"x": header}


@pytest.mark.parametrize("kind", [*KINDS_OF_LOSS, None])
def test_answers_are_written(kind: str | None) -> None:
    profile = Profile.from_toml(profile_text(Findings(), loss_date=date(2024, 2, 29), loss_kind=kind, usual=6.5))
    assert (profile.loss_date, profile.loss_kind, profile.usual) == (date(2024, 2, 29), kind, {"mood": 6.5})
    assert Profile.from_toml(profile_text(Findings())).loss_date is None


def test_every_commented_line_is_valid_when_filled_in() -> None:
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


def test_time_zone_comes_from_the_system_if_valid(monkeypatch: pytest.MonkeyPatch) -> None:
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


@pytest.mark.parametrize(("before", "known"), [(28, True), (14, True), (13, False), (0, False)])
def test_the_usual_is_known_from_enough_days_before(tmp_path: Path, before: int, known: bool) -> None:
    (tmp_path / "a.csv").write_text(daylio_csv(40), encoding="utf-8")
    found = look_around(tmp_path)
    assert found.tells_usual(MONDAY + timedelta(days=before)) is known
    assert found.tells_usual(None) is False


def test_columns_are_proposed_by_name_and_content(tmp_path: Path) -> None:
    lines = proposed(
        tmp_path, "Date,Bed time,Wake time,Sleep quality,Sleep,Mood,Mood notes,Work hours,Time",
        "2026-03-01,23:10,7:00,3,7:30,4,fine,8,21:00", "2026-03-02,23:40,7:10,4,7.5,2,so,8,21:30",
    )  # fmt: skip
    assert [line.split("   #")[0] for line in lines] == [
        'date = "Date"', 'bedtime = "Bed time"', 'waketime = "Wake time"',
        '# sleep_quality = { name = "Sleep quality", min = ?, max = ? }', 'sleep_hours = "Sleep"',
        '# mood = { name = "Mood", min = ?, max = ? }', 'note = "Mood notes"', 'time = "Time"',
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
def test_folder_with_arbitrary_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.csv").write_bytes(content)
    assert look_around(tmp_path) == Findings()
    assert look_around(tmp_path / "x.csv") == Findings()
    assert look_around(tmp_path / "none") == Findings()


def test_names_without_a_level_are_words_not_numbers(tmp_path: Path) -> None:
    header = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes"
    rows = [f"1st Mar 2026,2026-03-0{i},Sunday,am,Mood,{i},," for i in (1, 2, 3)]
    (tmp_path / "bearable.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    found = look_around(tmp_path)
    assert found.moods == []
    assert len(found.mood_days) == 3


def test_moods_of_hand_made_tables_are_found_through_columns(tmp_path: Path) -> None:
    assert proposed(tmp_path, "Datum,Stimmung", "01.03.2026,ganz okay", "02.03.2026,mies") == [
        'date = { name = "Datum", day_first = true }   # as the dates show',
        'mood = "Stimmung"   # names; give each a level under [moods]',
    ]
    found = look_around(tmp_path)
    assert found.moods == ["ganz okay", "mies"]
    assert (found.first, found.last) == (date(2026, 3, 1), date(2026, 3, 2))


FORM = {
    "Timestamp": "2026/03/14 9:05:33 PM GMT+1",
    "How would you rate your mood today? (1-5)": "4",
    "How stressed were you (0–10)?": "3",
    "Wie müde warst du?": "7",
    "¿Cuánto dolor tuviste? (1 a 5)": "2",
    "How many hours did you sleep last night?": "7.5",
    "How well did you sleep?": "4/5",
    "What time did you go to bed?": "11:15 PM",
    "Which activities did you do?": "Walk;Yoga",
    "Is there anything you would like to note?": "a canary",
    "Mood and energy": "3",
    "x" * 130 + " mood": "3",
}


def test_a_form_whose_headers_are_questions(tmp_path: Path) -> None:
    ends = [",".join(FORM.values()).replace(",7,2,", f",{end},2,") for end in (1, 10)]
    lines = proposed(tmp_path, ",".join(FORM), ",".join(FORM.values()), *ends)
    assert [line.split("   #")[0] for line in lines] == [
        'date = "Timestamp"',
        'mood = { name = "How would you rate your mood today? (1-5)", min = 1, max = 5 }',
        'calm = { name = "How stressed were you (0–10)?", min = 0, max = 10, higher = "worse" }',
        'energy = { name = "Wie müde warst du?", min = 1, max = 10, higher = "worse" }',
        'body = { name = "¿Cuánto dolor tuviste? (1 a 5)", min = 1, max = 5, higher = "worse" }',
        'sleep_hours = "How many hours did you sleep last night?"',
        'sleep_quality = { name = "How well did you sleep?", min = 1, max = 5 }',
        'bedtime = "What time did you go to bed?"',
        'activities = { name = "Which activities did you do?", separator = ";" }',
        'note = "Is there anything you would like to note?"',
    ]
    logs = read_logs(tmp_path, profile=Profile.from_toml("\n".join(["[columns]", *lines])))
    assert logs.rejected.empty
    assert logs.ratings["time"].dt.strftime("%H:%M").unique().tolist() == ["21:05"]
    assert logs.ratings["utc_offset"].unique().tolist() == [60.0]
    assert set(logs.activities["name"]) == {"Walk", "Yoga"}


# Day, mood, hours of sleep, a rating in which higher is worse, and notes, as people head such columns.
DIARIES = {
    "English": ("Date", "Mood", "Hours slept", "Anxiety", "Notes"),
    "German": ("Datum", "Stimmung", "Schlafdauer", "Ängstlichkeit", "Bemerkungen"),
    "Spanish": ("Fecha", "Estado de ánimo", "Horas de sueño", "Ansiedad", "Observaciones"),
    "French": ("Jour", "Humeur", "Heures de sommeil", "Anxiété", "Remarques"),
    "Portuguese": ("Data", "Humor", "Horas de sono", "Ansiedade", "Observações"),
    "Italian": ("Giorno", "Umore", "Ore di sonno", "Ansia", "Osservazioni"),
    "Dutch": ("Datum", "Stemming", "Slaapuren", "Stress", "Opmerkingen"),
    "Polish": ("Dzień", "Nastrój", "Godziny snu", "Lęk", "Notatki"),
    "Russian": ("Дата", "Настроение", "Часы сна", "Тревожность", "Заметки"),
    "Japanese": ("日付", "気分", "睡眠時間", "不安", "メモ"),
    "Chinese": ("日期", "心情", "睡眠时长", "焦虑", "备注"),
}


@pytest.mark.parametrize("language", DIARIES)
def test_diaries_are_recognised_in_many_languages(tmp_path: Path, language: str) -> None:
    day, mood, slept, fear, note = DIARIES[language]
    rows = ["2026-03-14,10,7.5,1,words", "2026-03-15,1,6,10,"]
    lines = proposed(tmp_path, ",".join(DIARIES[language]), *rows)
    assert [line.split("   #")[0] for line in lines] == [
        f'date = "{day}"',
        f'mood = {{ name = "{mood}", min = 1, max = 10 }}',
        f'sleep_hours = "{slept}"',
        f'calm = {{ name = "{fear}", min = 1, max = 10, higher = "worse" }}',
        f'note = "{note}"',
    ]


def test_questions_of_a_sleep_diary_are_distinguished(tmp_path: Path) -> None:
    form = {
        "Date": "2026-03-02",
        "What time did you get into bed?": "11:00 PM",
        "How long did it take you to fall asleep? (min)": "30",
        "What time was your final awakening?": "6:50 AM",
        "What time did you get out of bed for the day?": "7:10 AM",
        "What time did you take your pill?": "9:00 PM",
    }
    lines = proposed(tmp_path, ",".join(form), ",".join(form.values()))
    assert lines == [
        'date = "Date"',
        'bedtime = "What time did you get into bed?"',
        'waketime = "What time was your final awakening?"',
    ]


# What Google Forms heads the moment of an answer with, in the language of the sheet, beside a question about mood.
FORMS = [
    ("Horodateur", "14/03/2026 21:05:33", "Comment est votre humeur ?"),
    ("Carimbo de data/hora", "14/03/2026 21:05:33", "Como está seu humor hoje?"),
    ("Informazioni cronologiche", "14/03/2026 21.05.33", "Come è il tuo umore?"),
    ("Tijdstempel", "14-3-2026 21:05:33", "Hoe is je stemming?"),
    ("Sygnatura czasowa", "2026-03-14 21:05:33", "Jaki masz dzisiaj nastrój?"),
    ("Отметка времени", "14.03.2026 21:05:33", "Какое у вас настроение?"),
    ("タイムスタンプ", "2026/03/14 21:05:33", "今日の気分は？"),
    ("时间戳记", "2026/03/14 下午9:05:33", "你今天的心情如何？"),
    ("Completion time", "3/14/26 21:05:33", "Mood today"),
]


@pytest.mark.parametrize(("stamp", "sent", "question"), FORMS)
def test_form_timestamps_are_recognised_in_many_languages(tmp_path: Path, stamp: str, sent: str, question: str) -> None:
    lines = proposed(tmp_path, f"{stamp},{question}", *(f"{sent},{answer}" for answer in (7, 1, 10)))
    logs = read_logs(tmp_path, profile=Profile.from_toml("\n".join(["[columns]", *lines])))
    assert logs.rejected.empty
    assert logs.ratings["time"].dt.strftime("%Y-%m-%d %H:%M:%S").unique().tolist() == ["2026-03-14 21:05:33"]
    assert logs.ratings["value"].round(3).tolist() == [6.667, 0, 10]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Time in bed", "7:30"),  # a duration, neither a bedtime nor what was slept
        ("Stunden im Bett", "7:30"),
        ("Sleep time", "23:10"),  # a clock, not the time of the entry
        ("Sleep (minutes)", "100"),  # a score would look the same
        ("Sleep score", "450"),
        ("Deep sleep", "1.5"),
        ("REM_sleep_minutes", "104"),
        ("Tiefschlaf (Std.)", "2"),
        ("Sleep efficiency", "9"),
        ("Sleep need (min)", "480"),
        ("Activity", "40"),  # minutes of it, not its name
        ("Comment", "7"),
    ],
)
def test_cells_overrule_the_header(tmp_path: Path, header: str, cell: str) -> None:
    assert proposed(tmp_path, f"Date,{header}", *[f"2026-03-0{i},{cell}" for i in (1, 2)]) == []


@pytest.mark.parametrize(
    ("header", "cells", "line", "hours"),
    [
        ("Sleep (minutes)", ["450", "387", "0"], 'sleep_hours = { name = "Sleep (minutes)", unit = "minutes" }', 7.5),
        ("Schlafdauer", ["450", "390.5", "400"], 'sleep_hours = { name = "Schlafdauer", unit = "minutes" }', 7.5),
        ("time_asleep", ["27000", "20000"], 'sleep_hours = { name = "time_asleep", unit = "seconds" }', 7.5),
        ("Sleep", ["7.5", "8"], 'sleep_hours = "Sleep"', 7.5),
    ],
)
def test_minutes_and_seconds_of_sleep_are_distinguished_by_size(
    tmp_path: Path, header: str, cells: list[str], line: str, hours: float
) -> None:
    lines = proposed(tmp_path, f"Date,{header}", *[f"2026-03-0{i},{cell}" for i, cell in enumerate(cells, 1)])
    assert lines[1].split("   #")[0] == line
    logs = read_logs(tmp_path, profile=Profile.from_toml("\n".join(["[columns]", *lines])))
    assert (logs.sleep["asleep_h"][0], len(logs.rejected)) == (hours, 0)


def test_stars_are_counted_as_answers(tmp_path: Path) -> None:
    lines = proposed(tmp_path, "Date,Mood,Energy", "2026-03-01,★★★☆☆,⭐⭐", "2026-03-02,★★★★★,⭐")
    assert [line.split("   #")[0] for line in lines[1:]] == [
        'mood = { name = "Mood", min = 1, max = 5 }', '# energy = { name = "Energy", min = ?, max = ? }',
    ]  # fmt: skip


def test_per_cent_is_read_on_the_scale_that_is_proposed(tmp_path: Path) -> None:
    lines = proposed(tmp_path, "Date,Mood", "2026-03-01,40%", '2026-03-02,"72,5 %"', "2026-03-03,100%", "2026-03-04,")
    logs = read_logs(tmp_path, profile=Profile.from_toml("\n".join(["[columns]", *lines])))
    assert (logs.ratings["value"].tolist(), len(logs.rejected)) == ([4.0, 7.25, 10.0], 0)


@pytest.mark.parametrize("header", ["Ore dormite", "Horas dormidas", "Ore di sonno"])
def test_hours_of_sleep_are_recognised_by_verbs_too(tmp_path: Path, header: str) -> None:
    assert proposed(tmp_path, f"Date,{header}", "2026-03-01,7", "2026-03-02,8")[1] == f'sleep_hours = "{header}"'


@pytest.mark.parametrize("header", ["Content", "Text", "Evening reflection"])
def test_note_columns_are_recognised_by_plain_names(tmp_path: Path, header: str) -> None:
    assert proposed(tmp_path, f"Date,{header}", "2026-03-01,a line", "2026-03-02,b")[1] == f'note = "{header}"'
    assert proposed(tmp_path, f"Date,{header}", "2026-03-01,4", "2026-03-02,5") == []


def test_mood_numbers_take_precedence_over_names(tmp_path: Path) -> None:
    rows = ["2026-03-01,happy,10", "2026-03-02,bored,1"]
    assert 'mood = { name = "mood_score", min = 1, max = 10 }' in proposed(tmp_path, "date,mood,mood_score", *rows)[1]


@pytest.mark.parametrize("cells", [["-0.6", "0.6", "1.0"], ["-5", "6"], ["\u22122", "2"]])
def test_scale_of_negative_numbers_is_left_to_the_person(tmp_path: Path, cells: list[str]) -> None:
    lines = proposed(tmp_path, "Date,Mood", *[f"2026-03-0{i},{cell}" for i, cell in enumerate(cells, 1)])
    assert lines[1].startswith('# mood = { name = "Mood", min = ?, max = ? }')


@pytest.mark.parametrize(
    ("dates", "line"),
    [
        (["13/4/2026", "3/4/2026"], 'date = { name = "Date", day_first = true }'),
        (["4/13/2026", "4/3/2026"], 'date = { name = "Date", day_first = false }'),
        (["3/4/2026", "4/4/2026"], '# date = { name = "Date", day_first = ? }'),
        (["1772401200", "1772487600"], 'date = { name = "Date", format = "epoch" }'),
        (["1772401200000", "1772487600000"], 'date = { name = "Date", format = "epoch" }'),
        (["2026-03-01", "2026-03-02"], 'date = "Date"'),
    ],
)
def test_how_a_date_is_written(tmp_path: Path, dates: list[str], line: str) -> None:
    lines = proposed(tmp_path, "Date,Note", *(f"{day},words" for day in dates))
    assert lines[0].split("   #")[0] == line
    # Without a date nothing can be read, so that nothing is switched on.
    assert lines[1].startswith("# ") is line.startswith("# ")
    Profile.from_toml(profile_text(look_around(tmp_path)))


@pytest.mark.parametrize(
    ("header", "cells", "line"),
    [
        ("Mood", ["3", "5"], "min = ?, max = ?"),
        ("Mood", ["3", "6"], "min = ?, max = ?"),  # of 7, 8 or 10
        ("Mood", ["1", "7"], "min = ?, max = ?"),
        ("Mood", ["3", "10"], "min = ?, max = ?"),  # from 0 or from 1
        ("Mood", ["1", "10"], "min = 1, max = 10"),
        ("Mood", ["0", "10"], "min = 0, max = 10"),
        ("Mood", ["3", "60"], "min = ?, max = ?"),
        ("Mood", ["3/5", "4/5"], "min = 1, max = 5"),
        ("Mood", ["0/7", "4/7"], "min = 0, max = 7"),
        ("Mood", ["3/5", "4/10"], "min = ?, max = ?"),
        ("Mood 1 to 7", ["3", "4"], "min = 1, max = 7"),
        ("Mood (1-5)", ["3", "6"], "min = ?, max = ?"),
        ("Mood (5-1)", ["3", "4"], "min = ?, max = ?"),
        ("Mood (-5 to +5)", ["3", "4"], "min = -5, max = 5"),
        ("Mood \u22123 bis 3", ["-3", "2"], "min = -3, max = 3"),
        ("Mood (-2-4)", ["-1", "4"], "min = -2, max = 4"),
        ("Mood -1-5", ["3", "4"], "min = ?, max = ?"),  # a dash, or a sign
        ("Mood-1-5", ["3", "4"], "min = 1, max = 5"),
        ("Mood", ["40%", "75 %"], "min = 0, max = 100"),
        ("Mood %", ["40%", "140%"], "min = ?, max = ?"),
        ("Mood (1-5; 1 = best)", ["3", "4"], "min = 1, max = 5, higher = ?"),
        ("Stress", ["3", "4"], 'min = ?, max = ?, higher = "worse"'),
    ],
)
def test_a_scale_needs_a_reason(tmp_path: Path, header: str, cells: list[str], line: str) -> None:
    rows = [f"2026-03-0{i},{cell}" for i, cell in enumerate(cells, start=1)]
    proposal = proposed(tmp_path, f"Date,{header}", *rows)[1]
    assert f", {line} }}" in proposal
    assert proposal.startswith("# ") is ("?" in line)
    Profile.from_toml(profile_text(look_around(tmp_path)))


def test_fullest_unknown_file_is_proposed_and_others_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Date,Mood\n2026-03-01,3\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("Date,Mood,Energy\n2026-03-01,3,8\n", encoding="utf-8")
    found = look_around(tmp_path).columns
    assert found[0] == "# from b.csv"
    assert found[-1] == "# a.csv may be a table too (2 columns with known words)"


def test_stated_day_takes_precedence_over_form_timestamp(tmp_path: Path) -> None:
    lines = proposed(tmp_path, "Timestamp,Date,How was your day?", "3/14/2026 21:05:33,2026-03-13,good")
    assert lines == []
    lines = proposed(tmp_path, "Timestamp,Date,Notes", "3/14/2026 21:05:33,2026-03-13,good")
    assert lines == ['date = "Date"', 'note = "Notes"']


def test_the_kind_of_loss_is_read_back() -> None:
    assert Profile.from_toml(profile_text(Findings(moods=["fine"]), loss_kind="pet")).loss_kind == "pet"
