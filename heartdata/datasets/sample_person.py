"""The sample data: one invented person whose friendship ended, in the exports of three apps over 29 weeks."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.datasets.diary import Diarist
from heartdata.datasets.export_formats import export
from heartdata.datasets.logs import build_logs
from heartdata.datasets.trajectories import PLATEAU_UNTIL, Trajectory, level_stretch, truth_of
from heartdata.storage.files import write_atomically

if TYPE_CHECKING:
    from heartdata.core.logs import Logs

# Monday of 2026-W03 to Sunday of 2026-W31.
START: Final = date(2026, 1, 12)
DAYS: Final = 203
BEFORE: Final = 28
# 2026-W26, a whole week away from home.
AWAY: Final = (161, 167)
COLD: Final = (99, 103)

PROFILE_TEXT: Final = """\
# What heartdata cannot know from the exports, you tell it here. Everything is optional.
# This one belongs to the sample data; the person and everything about them are invented.

# A day begins at four in the morning: what is written at half past midnight belongs to the evening before.
day_start = "04:00"

# Only needed for apps that write no local time.
time_zone = "Europe/London"

[loss]
date = 2026-02-09
# betrayal, breakup, rift, friendship, death, pet, job, home, dream, estrangement, loved_one_changing, role or other
kind = "friendship"
# unsafe = true    # after abuse or stalking: contact is then never suggested

# How things usually were before the loss, from 0 to 10.
[usual]
mood = 7

# Daylio exports the names of moods, not their levels. Where you renamed one, say its level: 1 (worst) to 5 (best).
[moods]
heavy = 2

# Your own names for what you do for yourself, each with words that recognise it in tags.
[practices]
"evening walk" = ["evening walk", "walk"]
breathing = ["breathing"]
journaling = ["journaling"]
stretching = ["stretching"]

# The people and the ways you are in touch with them.
[contacts]
sister = ["call with sister"]
friends = ["friends"]
family = ["family"]

# Days that come back every year. No exercise is suggested in such a week.
[[anniversaries]]
date = 2026-09-17
label = "her birthday"

# Other marked days.
[[events]]
date = 2026-04-21
until = 2026-04-25
label = "a cold"
kind = "illness"

[[events]]
date = 2026-05-25
label = "evening walks and breathing instead of going over it"
kind = "change of approach"

# Shown first when a hard stretch makes a person better company than an exercise.
[support]
name = "my sister"
contact = "call after six"

# Codes of suggestions you do not want to see again.
[suggestions]
declined = []

# For a table of your own, say what its columns are. The lines below are an example; take away the # to use them.
# [columns]
# date = { name = "Date", day_first = true }
# mood = { name = "Mood", min = 1, max = 5 }
# calm = { name = "Stress", min = 0, max = 10, higher = "worse" }
# sleep_hours = "Sleep"
# note = "Notes"
"""

README_TEXT: Final = """\
# Sample data

Everything here is synthetic: an invented person whose friendship of nineteen years ended on 9 February 2026, told by
three apps from 12 January to 2 August 2026, in the layouts these apps export.

| file | what it holds |
|---|---|
| `daylio.csv` | Daylio: moods (one of them renamed), tags, scales, short notes |
| `sleep-export.csv` | Sleep as Android: nights and naps |
| `dayone.json` | Day One: a journal |
| `heartdata.toml` | the profile that goes with them, commented as an example |

Four weeks lie before the loss. Then it eases, holds level for eight weeks, and eases again after a change of approach
on 25 May. Days are missing, more of the bad ones; the week from 22 June has no entry at all.

It is written by `heartdata.datasets.simulate`, byte for byte the same each time:

    python -c "import heartdata.datasets.simulate as s; s.write_sample_data('sample_data')"
"""


def sample_logs() -> Logs:
    """Build the logs that the sample data are exported from."""
    after = DAYS - BEFORE
    gap = tuple(round(g, 9) for g in level_stretch(after, first=3.0, half=55, later_half=48))
    who = Diarist(
        seed=240,
        start=START,
        truth=truth_of(Trajectory(gap), BEFORE),
        before=BEFORE,
        usual=7.2,
        sd=1.5,
        phi=0.35,
        weekend=0.25,
        missing=0.16,
        steps=4,
        measures=("energy", "concentration", "interest", "sleep_quality", "intrusive_thoughts"),
        signs=("fatigue", "intrusive_thoughts", "poor_concentration", "lost_colour", "avoiding_connection", "replaying",
               "feeling_unwell"),
        effects={"evening walk": 0.4},
        holes=(AWAY,),
        illness=COLD,
        change=BEFORE + PLATEAU_UNTIL,
        mood_names=("awful", "heavy", "meh", "good", "rad"),
    )  # fmt: skip
    return build_logs(who, Profile.from_toml(PROFILE_TEXT), journal=True, sleep=True)


def write(folder: str | os.PathLike[str]) -> None:
    """Write the sample data; see `heartdata.datasets.simulate.write_sample_data`."""
    export(sample_logs(), folder, formats=("daylio", "sleep_as_android", "dayone"), zipped=False)
    write_atomically(Path(folder, PROFILE_NAME), PROFILE_TEXT.encode())
    write_atomically(Path(folder, "README.md"), README_TEXT.encode())
