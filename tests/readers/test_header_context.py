"""Headers of burdens, lacks, other people and lengths of time are never proposed as something good."""

from __future__ import annotations

from pathlib import Path

import pytest

import heartdata as hd
from heartdata.core.profile import Profile
from heartdata.readers.header_words import meanings
from heartdata.readers.unknown_tables import proposals

BURDENS = [
    "Low mood (0-10)", "Feeling down", "Sadness", "sad", "Depressed mood", "How low was your mood?", "Bad mood",
    "Schlechte Laune", "Traurigkeit", "Stimmungstief (0-10)", "niedergeschlagene Stimmung", "Humor triste", "Tristeza",
    "Mal humor (1-5)", "mauvaise humeur", "tristesse", "cattivo umore", "mau humor", "slecht humeur", "zły nastrój",
    "smutek", "плохое настроение", "грусть", "dåligt humör", "dårlig humør", "dårlig stemning", "špatná nálada",
    "kötü ruh hali", "поганий настрій", "悲しい気分", "気分の悪さ", "情绪低落", "슬픔", "기분 저하",
    "Concentration problems", "Poor appetite",
]  # fmt: skip
LACKS = [
    "No energy", "Lack of energy", "Loss of interest", "Not calm", "Kein Appetit", "Sin energía", "Sans énergie",
    "Sem energia", "Nessun interesse", "Geen energie", "Brak energii", "Нет энергии", "Ingen energi", "Utan energi",
    "Uden energi", "Enerji yok", "Немає енергії", "没有精力", "에너지 없음", "Not tired", "Less anxious", "Pain free",
]  # fmt: skip
OTHERS = [
    "My partner's mood", "Mood of my son", "Mum's energy", "Stimmung meiner Mutter", "Estado de ánimo de mi hija",
    "Humeur du conjoint", "Umore di mio figlio", "Stemming van mijn vrouw", "Nastrój syna", "Настроение мужа",
    "彼女の気分", "孩子的心情", "아이 기분",
]  # fmt: skip
BESIDES = [
    "Mood swings", "Stimmungsschwankungen", "Energy drinks", "Anxiety medication", "Schmerzmittel", "Pain relief",
    "Panic attacks (anxiety)", "Stress management", "Happy/Sad", "Calm vs stressed",
]  # fmt: skip


@pytest.mark.parametrize("header", BURDENS)
def test_a_burden_is_turned_or_asked_about(header: str) -> None:
    assert all(found.worse or found.doubt for found in meanings(header))
    assert meanings(header)


@pytest.mark.parametrize("header", LACKS + OTHERS + BESIDES)
def test_what_the_words_around_leave_open_is_asked(header: str) -> None:
    assert meanings(header)
    assert all(found.doubt for found in meanings(header))


@pytest.mark.parametrize("header", [
    "Screen time", "Bildschirmzeit", "Zeit am Handy", "Temps d'écran", "Tiempo de pantalla", "Number of awakenings",
    "Times awake", "Hours without sleep", "Schlafmittel", "No contact", "kein Kontakt", "Kids bedtime",
    "Hours awake in sleep",
])  # fmt: skip
def test_nights_clocks_and_contacts_need_the_words_around_too(header: str) -> None:
    assert not any(m.role in ("time", "bedtime", "waketime", "sleep_hours", "contacts") for m in meanings(header))


@pytest.mark.parametrize(("header", "role", "worse"), [
    ("Morning mood rating", "mood", False), ("mood_1_10", "mood", False), ("Niveau d'énergie", "energy", False),
    ("Estado de ánimo", "mood", False), ("Happiness", "mood", False), ("overall-day-score", "mood", False),
    ("feels", "mood", False), ("Wie fühlst du dich?", "mood", False), ("Stress level", "calm", True),
    ("Poziom lęku", "calm", True), ("Insomnia", "sleep_quality", True),
    ("Connection with partner", "connection", False),
    ("How well did you sleep?", "sleep_quality", False), ("今日の気分は？", "mood", False),
])  # fmt: skip
def test_plain_headers_need_no_question(header: str, role: str, worse: bool) -> None:
    assert meanings(header)[0] == meanings(header)[0]._replace(role=role, worse=worse, doubt="")


def write(folder: Path, header: str, cells: list[str]) -> list[str]:
    rows = [f"2026-03-{n:02d},{cell}" for n, cell in enumerate(cells, start=1)]
    (folder / "mine.csv").write_text("\n".join([f"Day,{header}", *rows]) + "\n", encoding="utf-8")
    return proposals(folder)[0].written(seen=True)


def test_a_turned_burden_reads_as_one(tmp_path: Path) -> None:
    lines = write(tmp_path, "Sadness (0-10)", ["9", "1"])
    logs = hd.read_logs(tmp_path, profile=Profile.from_toml("[columns]\n" + "\n".join(lines)))
    assert logs.ratings["value"].tolist() == [1.0, 9.0]


def test_an_open_direction_reads_nothing_until_it_is_answered(tmp_path: Path) -> None:
    lines = write(tmp_path, "No energy (0-10)", ["9", "1"])
    assert lines[1].startswith('# energy = { name = "No energy (0-10)", min = 0, max = 10, higher = ? }')
    assert Profile.from_toml("[columns]\n" + "\n".join(lines)).columns.keys() <= {"date"}


def test_names_of_somebody_elses_moods_are_not_used(tmp_path: Path) -> None:
    assert write(tmp_path, "Partner's mood", ["good", "bad", "good"])[1].startswith("# mood")


@pytest.mark.parametrize(("header", "cells", "line"), [
    ("How it went", ["3", "5", "2", "1", "4"], '# mood = { name = "How it went", min = ?, max = ?, higher = ? }'),
    ("Oo", ["7.5", "8", "6.25", "7", "6.5"], '# sleep_hours = "Oo"'),
])  # fmt: skip
def test_roles_are_guessed_from_values_but_wait_for_an_answer(
    tmp_path: Path, header: str, cells: list[str], line: str
) -> None:
    assert write(tmp_path, header, cells)[1].startswith(line)


def test_a_lone_column_of_dates_is_the_date_and_others_are_listed_with_three_values(tmp_path: Path) -> None:
    rows = ["13.03.2026;4/5;2:30;secret words;0", "14.03.2026;2/5;3:10;more of them;1"]
    (tmp_path / "mine.csv").write_text("\n".join(["X;Mood;Screen time;Whatever;Pills", *rows]), encoding="utf-8")
    (found,) = proposals(tmp_path)
    assert [line.text for line in found.lines] == [
        'date = { name = "X", day_first = true }', 'mood = { name = "Mood", min = 1, max = 5 }',
    ]  # fmt: skip
    assert found.unused == ('"Screen time" (2:30, 3:10)', '"Whatever" (words)', '"Pills" (0, 1)')
    assert "secret" not in "".join(found.written(seen=True))


def test_a_clock_that_is_a_length_of_time_is_no_getting_up(tmp_path: Path) -> None:
    assert write(tmp_path, "Time awake,Mood", ["0:35,4/5", "0:20,3/5"])[1].startswith("mood")


def test_a_daylio_scale_of_a_burden_is_turned_and_a_doubtful_one_is_no_rating(tmp_path: Path) -> None:
    scales = "Low mood: 8/10 points | Partner's mood: 9/10 points"
    header = "full_date,date,weekday,time,mood,activities,scales,note_title,note"
    (tmp_path / "d.csv").write_text(f"{header}\n2026-03-01,x,x,21:00,meh,,{scales},,\n", encoding="utf-8")
    logs = hd.read_logs(tmp_path)
    assert sorted(logs.ratings["value"]) == [2.0, 5.0]
    assert logs.activities["name"].tolist() == ["Partner's mood"]
