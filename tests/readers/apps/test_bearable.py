from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import heartdata as hd
from heartdata.errors import AmbiguousFormatError
from heartdata.readers.apps.bearable import FORMAT
from heartdata.readers.collector import Collector
from tests.readers.helpers import cells, collect, lost, plain, rows, shown, values

HEADER = "date,date formatted,weekday,time of day,category,rating/amount,detail,notes"
FIVE = {"date": "date", "mood": {"name": "Mood", "min": 1, "max": 5}}


def read(*lines: str, **profile: Any) -> Collector:
    return collect(FORMAT, "\n".join([HEADER, *lines, ""]), **profile)


def row(category: str, amount: str, detail: str = "", part: str = "am") -> str:
    return f'1st Mar 2026,2026-03-01,Sunday,{part},{category},{amount},"{detail}",'


def test_a_number_above_five_settles_the_scale_and_numbers_up_to_five_do_not() -> None:
    low = read(row("Mood", "2"), row("Mood", "5"))
    assert values(low) == [None, None]
    assert "min = 1, max = 5" in shown(low)
    assert values(read(row("Mood", "2"), row("Mood", "6"))) == [pytest.approx(10 / 9), pytest.approx(50 / 9)]


def test_the_profile_settles_the_scale() -> None:
    collector = read(row("Mood", "2"), row("MOOD", "5"), row("Mood", "6"), row("Mood", "4.5"), columns=FIVE)
    assert values(collector) == [2.5, 10.0, 8.75]
    assert cells(collector) == [(4, "rating/amount")]
    assert collector.notes == []


def test_a_scale_for_another_table_is_not_used() -> None:
    other = {"date": "Zeit", "mood": {"name": "Wie geht es?", "min": 1, "max": 5}}
    assert values(read(row("Mood", "2"), columns=other)) == [None]


def test_own_rating_is_reversed_according_to_the_profile() -> None:
    own = {"date": "date", "calm": {"name": "anxiety", "min": 1, "max": 5, "higher": "worse"}}
    assert values(read(row("Anxiety", "4"), columns=own), "calm") == [2.5]
    assert rows(read(row("Anxiety", "4")), "activities")[0]["amount"] == 4.0


@pytest.mark.parametrize("highest", ["11", "100"])
def test_numbers_beyond_ten_are_on_no_known_scale(highest: str) -> None:
    assert values(read(row("Mood", "2"), row("Mood", highest))) == [None, None]


@pytest.mark.parametrize(
    ("amount", "detail", "value", "name"),
    [
        ("1", "Neck pain (Mild)", 7.5, "Neck pain"),
        ("", "Neck pain (Severe)", 2.5, "Neck pain"),
        ("2", "Neck pain (stiff)", 5.0, "Neck pain (stiff)"),
        ("3", "Back (upper) (Severe)", 2.5, "Back (upper)"),
        ("3", "", 2.5, None),
        ("0", "Neck pain (None)", 10.0, None),
        ("5", "Neck pain (Mild)", None, "Neck pain"),
        ("-1", "Neck pain", None, "Neck pain"),
        ("", "Neck pain", None, "Neck pain"),
    ],
)
def test_symptoms(amount: str, detail: str, value: float | None, name: str | None) -> None:
    collector = read(row("Symptom", amount, detail))
    assert values(collector, "body") == ([] if value is None else [value])
    assert [r["name"] for r in rows(collector, "activities")] == ([] if name is None else [name])
    assert len(cells(collector)) == (value is None)


@pytest.mark.parametrize(
    "name",
    [
        "Anxiety", "Stress", "Depression", "Irritability", "Panic attack", "Worry", "Social anxiety", "Mood swings",
        "Angst", "Innere Unruhe", "Reizbarkeit", "Ansiedad", "Depresión", "Anxiété", "Ansiedade", "Ansia", "Paniek",
        "Lęk", "Тревога", "Úzkost", "Ångest", "Kaygı", "焦虑", "不安", "스트레스",
    ],
)  # fmt: skip
def test_symptoms_of_the_mind_are_reversed_into_calm_and_never_body(name: str) -> None:
    collector = read(row("Symptom", "4", f"{name} (Unbearable)"), row("Symptom", "1", f"{name} (Mild)"))
    assert values(collector, "calm") == [0.0, 7.5]
    assert values(collector, "body") == []
    assert {(r["name"], r["kind"]) for r in rows(collector, "activities")} == {(name, "symptom")}


@pytest.mark.parametrize(
    "name", ["Headache", "Stress headache", "Nausea", "Restless legs", "Übelkeit", "Muscle tension"]
)
def test_symptoms_of_the_body_stay_there(name: str) -> None:
    collector = read(row("Symptom", "4", f"{name} (Unbearable)"))
    assert (values(collector, "body"), values(collector, "calm")) == ([0.0], [])


@pytest.mark.parametrize(
    ("amount", "detail", "start", "asleep", "in_bed"),
    [
        ("7:30", "", None, 7.5, None),
        ("7h 30m", "", None, 7.5, None),
        ("7.5", "Asleep 23:00 - 06:30. In bed 22:30 - 07:00", "2026-02-28T22:30:00", 7.5, 8.5),
        ("7:00", "Asleep 11:30pm - 6:30am", "2026-02-28T23:30:00", 7.0, None),
        ("7:00", "Asleep 00:30 - 07:30. In bed 00:10 - 08:00", "2026-03-01T00:10:00", 7.0, 7 + 50 / 60),
        ("7:00", "Asleep 07:00. In bed 08:00", None, 7.0, 8.0),
        ("7:00", "Asleep 23:15. In bed 22:50", None, 7.0, None),
        ("7:00", "In bed 09:00 - 10:00", None, 7.0, None),
        ("", "In bed 22:30 - 07:00", "2026-02-28T22:30:00", None, 8.5),
    ],
)
def test_nights(amount: str, detail: str, start: str | None, asleep: float | None, in_bed: float | None) -> None:
    [night] = rows(read(row("Sleep", amount, detail)), "sleep")
    assert plain(night["start"]) == start
    assert (night["asleep_h"], night["in_bed_h"]) == (asleep, None if in_bed is None else pytest.approx(in_bed))
    assert plain(night["day"]) == "2026-03-01"


@pytest.mark.parametrize("amount", ["4", "0:00", "25:00", "long"])
def test_a_night_without_a_duration_is_a_rejected_cell(amount: str) -> None:
    collector = read(row("Sleep", amount))
    assert rows(collector, "sleep") == []
    assert cells(collector) == [(2, "rating/amount")]


def test_a_night_that_was_synchronised_empty_holds_nothing() -> None:
    collector = read('1st Mar 2026,2026-03-01,Sunday,,Sleep,,,". (synced from Google Fit)"')
    assert (rows(collector, "sleep"), rows(collector, "journal"), cells(collector)) == ([], [], [])
    assert collector.empty.total() == collector.rows == 1


@pytest.mark.parametrize(
    ("note", "text"),
    [(". ", None), (". (synced from Apple Health)", None), (". Woke up once", "Woke up once"), ("Rain", "Rain")],
)
def test_what_the_app_adds_to_a_night_is_not_diary_text(note: str, text: str | None) -> None:
    line = f'1st Mar 2026,2026-03-01,Sunday,,Sleep,7:00,"Asleep 23:30 - 06:30","{note}"'
    assert [r["text"] for r in rows(read(line), "journal")] == ([] if text is None else [text])


@pytest.mark.parametrize(
    ("detail", "naps", "named"),
    [
        ("Nap 4h (mid)", [4.0], 0),
        ("Nap 1h 30m (pm)", [1.5], 0),
        ("Nap 45m (am)", [0.75], 0),
        ("Nap (pre)", [], 1),
        ("Nap 2h (am). Nap (pm)", [2.0], 1),
        ("", [], 0),
    ],
)
def test_naps_are_listed_after_the_night(detail: str, naps: list[float], named: int) -> None:
    collector = read(row("Sleep", "7:00", f"Asleep 23:30 - 06:30. In bed 23:00 - 07:00. {detail}", part=""))
    nights = rows(collector, "sleep")
    assert [r["asleep_h"] for r in nights if r["nap"]] == naps
    assert [(r["asleep_h"], r["in_bed_h"]) for r in nights if not r["nap"]] == [(7.0, 8.0)]
    assert [r["name"] for r in rows(collector, "activities")] == ["Nap"] * named


@pytest.mark.parametrize("category", ["Energy", "Sleep quality"])
@pytest.mark.parametrize(
    ("answers", "placed"),
    [
        ([("3", "OK"), ("1", "Awful")], [5.0, 0.0]),
        ([("3", "OK"), ("5", "")], [5.0, 10.0]),
        ([("5", "OK"), ("2", "Poor")], [None, None]),  # the words speak of another scale
        ([("3", "Fine"), ("2", "")], [None, None]),
        ([("6", ""), ("3", "OK")], [pytest.approx(50 / 9), pytest.approx(20 / 9)]),
    ],
)
def test_words_beside_the_numbers_show_the_scale(
    category: str, answers: list[tuple[str, str]], placed: list[float | None]
) -> None:
    measure = {"Energy": "energy", "Sleep quality": "sleep_quality"}[category]
    assert values(read(*(row(category, amount, word) for amount, word in answers)), measure) == placed


def test_a_sentence_of_gratitude_is_diary_text_and_never_the_name_of_an_activity() -> None:
    collector = read(row("Gratitudes", "", "A canary | sang for me", part="23:10"))
    assert [r["text"] for r in rows(collector, "journal")] == ["A canary | sang for me"]
    assert rows(collector, "activities") == []


@pytest.mark.parametrize(("part", "at"), [("pre", None), ("allday", None), ("9:15 pm", "2026-03-01T21:15:00")])
def test_a_part_of_the_day_is_not_a_time(part: str, at: str | None) -> None:
    collector = read(row("Mood", "7", part=part))
    assert plain(rows(collector, "ratings")[0]["time"]) == at


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("yesterday,,Sunday,am,Mood,7,,", "not a date"),
        ("1st Mar 2026,2026-02-30,Sunday,am,,,,", "nothing but a date"),
        ("1st Mar 1026,,Sunday,am,Mood,7,,", "the year is outside"),
        ("1st Mar 2026,2026-03-01,Sunday,am,Mood,7,,,x,y", "more cells"),
        ('1st Mar 2026,2026-03-01,Sunday,am,Mood,7,"x', "quotation mark"),
        ("1st Mar 2026,2026-03-01,Sunday,am,,7,,", "neither a category"),
    ],
)
def test_a_row_that_cannot_be_read_is_rejected_with_its_line(line: str, reason: str) -> None:
    collector = read(row("Mood", "7"), line, row("Mood", "8"))
    assert collector.rows == 3
    assert len(values(collector)) == 2
    [(place, why)] = lost(collector)
    assert place == 3
    assert reason in why


def test_dates_that_a_spreadsheet_rewrote() -> None:
    lines = [f"{d},,Sunday,am,Mood,7,," for d in ("3/1/2026", "3/13/2026")]
    assert [plain(r["day"]) for r in rows(read(*lines), "ratings")] == ["2026-03-01", "2026-03-13"]
    with pytest.raises(AmbiguousFormatError, match="day_first"):
        read(lines[0])
    stated = {"date": {"name": "date", "day_first": True}}
    assert plain(rows(read(lines[0], columns=stated), "ratings")[0]["day"]) == "2026-01-03"
    few = read(row("Mood", "7"), row("Mood", "8"), lines[0])
    assert [line for line, _ in lost(few)] == [4]


def test_a_note_repeated_for_each_reading_of_an_entry_is_one_note() -> None:
    text = (
        "date,weekday,time of day,category,rating/amount,detail,notes\n"
        "22nd Jan 2022,Sat,am,Mood,9,,One line.\n22nd Jan 2022,Sat,am,Energy,3,,One line.\n"
        "23rd Jan 2022,Sun,am,Mood,9,,One line.\n"
    )
    assert [row["day"] for row in rows(collect(FORMAT, text), "journal")] == ["2022-01-22", "2022-01-23"]


@pytest.mark.parametrize(
    ("amount", "count"), [('"12,345"', 12345.0), ("12.345", 12345.0), ("12 345", 12345.0), ("12345", 12345.0)]
)
def test_steps_with_separated_thousands(amount: str, count: float) -> None:
    text = (
        "date,weekday,time of day,category,rating/amount,detail,notes\n"
        f"1st Mar 2026,Sunday,am,Health measurements,{amount},Step count,\n"
        '1st Mar 2026,Sunday,am,Health measurements,"71,250",Weight,\n'
        '1st Mar 2026,Sunday,am,Mood,"7,5",,\n'
    )
    collector = collect(FORMAT, text)
    assert [row[2:4] for row in collector.tables["vitals"]] == [("steps", count)]
    # The mood's decimal comma shows how the weight is written.
    assert [row[2:4] for row in collector.tables["activities"]] == [("Weight", 71.25)]
    assert [row[2:4] for row in collector.tables["ratings"]] == [("mood", pytest.approx(7.2222222))]


@pytest.mark.parametrize(
    ("symptom", "measure", "value"),
    [
        ("Fatigue", "energy", 2.5), ("Müdigkeit", "energy", 2.5), ("Exhaustion", "energy", 2.5),
        ("Intrusive thoughts", "intrusive_thoughts", 7.5), ("Aufdringliche Gedanken", "intrusive_thoughts", 7.5),
        ("Rumination", "rumination", 7.5), ("Overthinking", "rumination", 7.5), ("Loneliness", "connection", 2.5),
        ("Poor concentration", "concentration", 2.5), ("Anxiety", "calm", 2.5), ("Low mood", "calm", 2.5),
        ("Muscle fatigue", "body", 2.5), ("No energy drink", "body", 2.5), ("Headache", "body", 2.5),
        ("Energy", "body", 2.5),
    ],
)  # fmt: skip
def test_a_symptom_is_a_rating_of_the_sign_that_its_name_says(
    tmp_path: Path, symptom: str, measure: str, value: float
) -> None:
    row = f'"8th Dec 2021","Wednesday","mid","Symptom","3","{symptom} (Severe)",""\n'
    (tmp_path / "b.csv").write_text(f"date,weekday,time of day,category,rating/amount,detail,notes\n{row}")
    logs = hd.read_logs(tmp_path)
    assert logs.ratings[["measure", "value"]].to_numpy().tolist() == [[measure, value]]
    assert logs.activities[["name", "kind"]].to_numpy().tolist() == [[symptom, "symptom"]]


def test_fatigue_is_of_the_body_where_energy_is_rated_itself(tmp_path: Path) -> None:
    rows = '"8th Dec 2021","Wednesday","mid","Symptom","3","Fatigue (Severe)",""\n' + "".join(
        f'"8th Dec 2021","Wednesday","{at}","Energy","{n}","",""\n' for at, n in (("am", 7), ("pm", 4))
    )
    (tmp_path / "b.csv").write_text(f"date,weekday,time of day,category,rating/amount,detail,notes\n{rows}")
    ratings = hd.read_logs(tmp_path).ratings
    assert sorted(ratings["measure"]) == ["body", "energy", "energy"]
