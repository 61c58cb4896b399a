import contextlib
import pickle
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heartdata.core.columns import Column
from heartdata.core.logs import Logs
from heartdata.core.profile import MarkedEvent, Profile
from heartdata.errors import ProfileError
from heartdata.readers import read_logs
from tests.made_logs import daylio_csv

FULL = """
day_start = "05:30"
time_zone = "Europe/Berlin"

[loss]
date = 2026-03-01
kind = "pet"
unsafe = false

[usual]
mood = 7
calm = 6.5

[moods]
"so lala" = 3
"🙂" = 4
'say "hi"' = 5
"back\\\\slash" = 2

[columns]
date = { name = "Date", day_first = true }
mood = { name = ["Mood", "Stimmung"], min = 1, max = 5 }

[practices]
"evening walk" = ["walk", "stroll"]
breathing = "breath"

[contacts]
sister = ["Ana"]

[[anniversaries]]
date = 2024-02-29
label = "her birthday"

[[events]]
date = 2026-05-04
until = 2026-05-10
kind = "illness"
label = "flu"

[support]
name = "Ana"
contact = "+49 30 123"

[person]
age = "teen"

[suggestions]
declined = ["HD401"]
variant = "a"
"""


def test_notebook_repr_of_a_profile_shows_counts_only() -> None:
    profile = Profile.from_toml(FULL)
    shown = repr(profile) + repr(profile.events) + repr(profile.anniversaries)
    for word in ("walk", "breath", "sister", "Ana", "birthday", "flu", "+49", "Mood", "Stimmung", "teen"):
        assert word not in shown
    assert "practices: 2, contacts: 1, anniversaries: 1, events: 1, support: 2, declined: 1" in repr(profile)
    assert repr(Profile()) == "Profile()"


def test_a_full_example() -> None:
    profile = Profile.from_toml(FULL)
    assert profile.loss_date == date(2026, 3, 1)
    assert (profile.loss_kind, profile.unsafe, profile.day_start) == ("pet", False, time(5, 30))
    assert profile.zone is not None
    assert profile.usual == {"mood": 7.0, "calm": 6.5}
    assert profile.moods == {"so lala": 3.0, "🙂": 4.0, 'say "hi"': 5.0, "back\\slash": 2.0}
    assert profile.columns["mood"] == Column(("Mood", "Stimmung"), 1.0, 5.0)
    assert profile.practices == {"evening walk": ("walk", "stroll"), "breathing": ("breath",)}
    assert profile.contacts == {"sister": ("Ana",)}
    assert profile.anniversaries == (MarkedEvent(date(2024, 2, 29), "her birthday", "anniversary"),)
    assert profile.events == (MarkedEvent(date(2026, 5, 4), "flu", "illness", date(2026, 5, 10)),)
    assert profile.support == {"name": "Ana", "contact": "+49 30 123"}
    assert profile.declined == ("HD401",)
    assert profile.age == "teen"


@pytest.mark.parametrize(
    ("toml", "unsafe"),
    [
        ('[suggestions]\nvariant = "b"', True), ('[suggestions]\nvariant = "a"', False), ("[suggestions]", False),
        ('[suggestions]\nvariant = "a"\n[loss]\nunsafe = true', True), ("[loss]\nunsafe = true", True),
        ('[suggestions]\nvariant = "b"\n[loss]\nunsafe = false', True),
    ],
)  # fmt: skip
def test_a_neutral_key_means_unsafe_too(toml: str, unsafe: bool) -> None:
    profile = Profile.from_toml(toml)
    assert profile.unsafe is unsafe
    assert repr(profile) == "Profile()"


@pytest.mark.parametrize("age", ["child", "teen", "elder", None])
def test_age_groups(age: str | None) -> None:
    assert Profile(age=age).age == age
    assert repr(Profile(age=age)) == "Profile()"


def test_profiles_compare_by_value_and_can_be_pickled() -> None:
    profile = Profile.from_toml(FULL)
    assert profile == Profile.from_toml(FULL)
    assert profile != replace(profile, loss_kind="job")
    assert pickle.loads(pickle.dumps(profile)) == profile
    assert replace(profile) == profile
    assert Profile() == Profile.from_toml("")


@pytest.mark.parametrize(
    ("toml", "expected"),
    [
        ("[loss]\ndate = 2026-03-01", date(2026, 3, 1)), ('[loss]\ndate = "2026-03-01"', date(2026, 3, 1)),
        ("[loss]\ndate = 2026-03-01T23:10:00", date(2026, 3, 1)),
        ("[loss]\ndate = 2026-03-01T23:10:00+02:00", date(2026, 3, 1)),
        ("[loss]\ndate = 2024-02-29", date(2024, 2, 29)),
    ],
)  # fmt: skip
def test_dates_as_toml_values_and_as_text(toml: str, expected: date) -> None:
    assert Profile.from_toml(toml).loss_date == expected


@pytest.mark.parametrize("written", ["04:30:00", '"04:30"', '"04:30:00"'])
def test_times_as_toml_values_and_as_text(written: str) -> None:
    assert Profile.from_toml(f"day_start = {written}").day_start == time(4, 30)


def test_a_number_is_the_usual_mood() -> None:
    assert Profile(usual=7).usual == Profile.from_toml("usual = 7").usual == {"mood": 7.0}


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[los]\ndate = 2026-03-01", r"^los: not a key of the profile; did you mean loss\? allowed are day_start, "),
        ("Moods = {}", r"^Moods: .+ did you mean moods\?"),
        ("zzz = 1", r"^zzz: not a key of the profile; allowed are day_start"),
        ("loss = 3", r"^loss = 3: this is a table; write \[loss\] on a line of its own"),
        (
            "[loss]\nkid = 'pet'",
            r"^loss\.kid: not a key of \[loss\]; did you mean kind\? allowed are date, kind, unsaf",
        ),
        ("[loss]\nkind = 'Pets'", r"^loss\.kind = 'Pets': did you mean pet\? allowed are betrayal, .*pet"),
        ("[loss]\nkind = 3", r"^loss\.kind = 3: allowed are betrayal"),
        ("[loss]\ndate = '1 March'", r"^loss\.date = '1 March': not a date; write it like 2026-03-01"),
        ("[loss]\ndate = 20260301", r"^loss\.date = 20260301: not a date"),
        ("[loss]\ndate = 0206-03-01", r"^loss\.date = 0206-03-01: a year from 1900 to 2200"),
        ("[loss]\ndate = '2026-02-29'", r"^loss\.date = '2026-02-29': not a date"),
        ("[loss]\nunsafe = 'no'", r"^loss\.unsafe = 'no': allowed are true and false"),
        ("day_start = 4", r'^day_start = 4: not a time of day; write it like "04:00"'),
        ("day_start = '24:00'", r"^day_start = '24:00': not a time of day"),
        ("day_start = '04:00+02:00'", r'^day_start = "04:00:00\+02:00": a time of day without a zone'),
        ("time_zone = 'Berlin'", r"^time_zone = 'Berlin': not a time zone; write an IANA name"),
        ("time_zone = '../etc'", r"^time_zone = '\.\./etc': not a time zone"),
        ("time_zone = 2", r"^time_zone = 2: not a time zone"),
        ("[usual]\nmod = 7", r"^usual\.mod: not a key of \[usual\]; did you mean mood\? allowed are mood, energy"),
        ("[usual]\nmood = 11", r"^usual\.mood = 11: a number from 0 to 10"),
        ("[usual]\nmood = nan", r"^usual\.mood = nan: a number from 0 to 10"),
        ("[usual]\nmood = true", r"^usual\.mood = True: a number from 0 to 10"),
        ("usual = 'seven'", r"^usual = 'seven': this is a table"),
        ("usual = 70", r"^usual\.mood = 70: a number from 0 to 10"),
        ('[moods]\n"so lala" = 0', r'^moods\."so lala" = 0: a number from 1 to 5'),
        ('[moods]\n"so lala" = "3"', r'^moods\."so lala" = \'3\': a number from 1 to 5'),
        ('[moods]\n" " = 3', r"^moods.*: a mood without a name"),
        ("[moods]\nFine = 3\nfine = 4", r'^moods\."fine" = 4: "Fine" is the same mood and has another number'),
        ("[columns]\nmod = 'Mood'", r"^columns\.mod: "),
        ("[columns]\nmood = 'Mood'", r"^columns: there is no `date`"),
        ("practices = ['walk']", r"^practices = \['walk'\]: this is a table"),
        ("[practices]\nwalk = 3", r'^practices\."walk" = 3: a list of words is needed'),
        ("[practices]\nwalk = ['']", r'^practices\."walk": a name or a word of it is empty'),
        ("[contacts]\n'' = ['Ana']", r'^contacts\."": a name or a word of it is empty'),
        ("[contacts]\nAna = [1]", r'^contacts\."Ana" = \[1\]: a list of words'),
        ("anniversaries = 2026-03-01", r"^anniversaries: write each one under \[\[anniversaries\]\]"),
        ("[anniversaries]\ndate = 2026-03-01", r"^anniversaries: write each one under"),
        ("[[events]]\nlabel = 'x'", r"^events: one has no date; add a line such as date = 2026-03-01"),
        ("[[events]]\ndate = 2026-03-01\nkinds = 'x'", r"^events\.kinds: not a key .+ did you mean kind\?"),
        ("[[events]]\ndate = 2026-03-01\nkind = 'ilness'", r"^events\.kind = 'ilness': did you mean illness\?"),
        ("[[events]]\ndate = 2026-03-01\nlabel = 3", r"^events\.label = 3: text in quotation marks"),
        ("[[events]]\ndate = 2026-03-05\nuntil = 2026-03-01", r"^events\.until = 2026-03-01: is before its date"),
        ("[support]\nphone = '1'", r"^support\.phone: not a key of \[support\]; allowed are name, contact"),
        ("[support]\nname = 3", r"^support\.name = 3: text in quotation marks"),
        ("[suggestions]\ndeclined = 'HD401'", r"^suggestions\.declined = 'HD401': write a list of codes"),
        ("[suggestions]\nvariant = 'c'", r"^suggestions\.variant = 'c': allowed are a, b"),
        ("[suggestions]\nvariant = true", r"^suggestions\.variant = True: allowed are a, b"),
        (
            "[person]\nage = 'teenager'",
            r"^person\.age = 'teenager': did you mean teen\? allowed are child, teen, elder",
        ),
        ("[person]\nage = 15", r"^person\.age = 15: allowed are child, teen, elder"),
        ("[person]\nname = 'x'", r"^person\.name: not a key of \[person\]; .*allowed are age"),
        ("person = 'teen'", r"^person = 'teen': this is a table"),
        ("[suggestions]\ndeclined = [401]", r"^suggestions\.declined = \[401\]: write a list of codes"),
        ("[moods]\nso lala = 3", r"^this is not valid TOML: .+line 2.+ in quotation marks"),
        ("[loss]\ndate = 2026-02-30", r"^this is not valid TOML: "),
        ("[loss]\n[loss]", r"^this is not valid TOML: "),
        ("x = " + "[" * 60_000, r"^this is not valid TOML: "),
        ("x = " + "[" * 100_000, r"^larger than 64 kB, too large for a profile"),
        ("x = " + "9" * 5000, r"^this is not valid TOML: a number or list is far too long"),
    ],
)
def test_an_error_names_the_key_the_value_and_what_is_allowed(toml: str, said: str) -> None:
    with pytest.raises(ProfileError, match=said) as caught:
        Profile.from_toml(toml)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("given_values", "said"),
    [
        ({"usual": "7"}, "usual = '7': this is a table"), ({"moods": ["fine"]}, "moods = "),
        ({"practices": None}, "practices = None"), ({"support": "Ana"}, "support = 'Ana'"),
        ({"anniversaries": [date(2026, 3, 1)]}, "anniversaries: write each one"),
        ({"declined": "HD401"}, r"suggestions\.declined = 'HD401'"), ({"columns": 3}, "columns = 3"),
        ({"loss_kind": "Break-up"}, r"loss\.kind = 'Break-up': did you mean breakup\?"),
    ],
)  # fmt: skip
def test_mistakes_in_python_give_the_same_errors(given_values: dict[str, Any], said: str) -> None:
    with pytest.raises(ProfileError, match=said):
        Profile(**given_values)


def test_errors_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "heartdata.toml"
    with pytest.raises(ProfileError, match=r"heartdata\.toml: cannot be read \(No such file"):
        Profile.load(path)
    path.write_bytes("[moods]\nä = 3".encode("latin-1"))
    with pytest.raises(ProfileError, match=r"heartdata\.toml: not UTF-8 text; save it again as UTF-8"):
        Profile.load(path)
    path.write_text("[usual]\nmood = 12", encoding="utf-8")
    with pytest.raises(ProfileError, match=r"heartdata\.toml: usual\.mood = 12"):
        Profile.load(path)
    path.write_text("﻿[usual]\r\nmood = 6\r\n", encoding="utf-8", newline="")
    assert Profile.load(path).usual == {"mood": 6.0}


@given(st.text(max_size=60))
def test_any_text_raises_only_profile_errors(text: str) -> None:
    with contextlib.suppress(ProfileError):
        Profile.from_toml(text)


def test_an_anniversary_on_29_february_comes_every_year(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(daylio_csv(400, date(2025, 2, 1)), encoding="utf-8")
    (tmp_path / "heartdata.toml").write_text("[[anniversaries]]\ndate = 2024-02-29\nlabel = 'x'", encoding="utf-8")
    logs: Logs = read_logs(tmp_path)
    assert [str(d.date()) for d in logs.events["day"]] == ["2025-02-28", "2026-02-28", "2027-02-28"]
    assert isinstance(logs.events["day"][0], datetime)
