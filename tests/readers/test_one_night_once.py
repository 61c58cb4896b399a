"""One night, once: several sources for a night, exports that overlap, boundary days, and naps that stay naps."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import heartdata as hd

DATA = Path(__file__).parent / "data"
Write = Callable[[str, str | bytes], Path]
CYCLE = "Start;End;Sleep quality;Time in bed;Wake up;Sleep Notes;Heart rate;Activity (steps)"
PLEES = "sid,start,stop,rating"
EVE, MORNING = datetime(2026, 3, 1, 23), datetime(2026, 3, 2, 7)
DAY = "2026-03-02"


def phone(*nights: tuple[datetime, datetime]) -> str:
    """A phone on the mattress: only the time in bed."""
    rows = [f"{a};{b};80%;{(b - a).seconds // 3600}:{(b - a).seconds // 60 % 60:02};;;;" for a, b in nights]
    return "\n".join([CYCLE, *rows]) + "\n"


def watch(*nights: tuple[datetime, datetime], log_id: int = 1, main: bool = True) -> str:
    """A watch with stages: an hour awake in each night."""
    logs = []
    for number, (a, b) in enumerate(nights, start=log_id):
        minutes = int((b - a).total_seconds() // 60)
        awake = 60 if minutes > 180 else 0
        stages = {"deep": 60, "light": minutes - awake - 120, "rem": 60, "wake": awake} if minutes > 180 else {}
        logs.append(
            {
                "logId": number, "dateOfSleep": f"{b:%Y-%m-%d}", "startTime": f"{a:%Y-%m-%dT%H:%M:%S.000}",
                "endTime": f"{b:%Y-%m-%dT%H:%M:%S.000}", "duration": minutes * 60_000, "minutesToFallAsleep": 0,
                "minutesAsleep": minutes - awake, "minutesAwake": awake, "minutesAfterWakeup": 0, "timeInBed": minutes,
                "efficiency": 90, "type": "stages" if stages else "classic", "infoCode": 0, "logType": "auto_detected",
                "levels": {"summary": {k: {"count": 1, "minutes": v} for k, v in stages.items()}, "data": []},
                "mainSleep": main,
            }
        )  # fmt: skip
    return json.dumps(logs)


def app(*nights: tuple[datetime, datetime]) -> str:
    """A third app with only start and end, as epochs."""
    rows = [f"{i},{_ms(a)},{_ms(b)},3" for i, (a, b) in enumerate(nights, start=1)]
    return "\n".join([PLEES, *rows]) + "\n"


def _ms(moment: datetime) -> int:
    # March 2026 in Berlin is an hour from UTC until the 29th.
    return int((moment - timedelta(hours=1) - datetime(1970, 1, 1)).total_seconds()) * 1000


def daily(folder: Path) -> Any:
    logs = hd.read_logs(folder, profile=hd.Profile(time_zone="Europe/Berlin"))
    return logs, hd.to_daily(logs)


@pytest.mark.parametrize("given", [c for n in (1, 2, 3) for c in itertools.combinations(("phone", "watch", "app"), n)])
def test_night_in_several_sources_counts_once(write: Write, given: tuple[str, ...]) -> None:
    night = (EVE, MORNING)
    written = {"phone": ("in/phone.csv", phone(night)), "watch": ("in/watch.json", watch(night)),
               "app": ("in/app.csv", app(night))}  # fmt: skip
    for source in given:
        folder = write(*written[source]).parent
    logs, days = daily(folder)
    assert logs.rejected.empty
    # All that was read stays readable; only the day has one night.
    assert len(logs.sleep) == len(given)
    # Sleep as opposed to time in bed comes first, then stages: the watch, if there is one.
    assert days.loc[DAY, "sleep_hours"] == (7 if "watch" in given else 8)
    assert (days.loc[DAY, "bedtime"], days.loc[DAY, "waketime"]) == (-1, 7)
    assert days["sleep_hours"].count() == 1


def test_order_and_names_of_files_do_not_matter(write: Write) -> None:
    night = (EVE, MORNING)
    seen = set()
    for number, names in enumerate(itertools.permutations(("a", "b", "c"))):
        for name, (ending, content) in zip(
            names, ((".csv", phone(night)), (".json", watch(night)), (".csv", app(night))), strict=True
        ):
            folder = write(f"{number}/{name}{ending}", content).parent
        seen.add(tuple(daily(folder)[1].loc[DAY, ["sleep_hours", "bedtime", "waketime", "sleep_efficiency"]]))
    assert seen == {(7.0, -1.0, 7.0, 0.875)}


def test_source_is_chosen_night_by_night(write: Write) -> None:
    nights = [(EVE + timedelta(days=d), MORNING + timedelta(days=d)) for d in range(3)]
    write("in/phone.csv", phone(*nights))
    folder = write("in/watch.json", watch(nights[1])).parent
    assert daily(folder)[1]["sleep_hours"].tolist() == [8, 7, 8]


def test_sources_with_different_times_are_not_added(write: Write) -> None:
    write("in/phone.csv", phone((EVE - timedelta(minutes=25), MORNING + timedelta(minutes=10))))
    folder = write("in/watch.json", watch((EVE, MORNING))).parent
    days = daily(folder)[1]
    assert days.loc[DAY, "sleep_hours"] == 7
    assert (days.loc[DAY, "bedtime"], days.loc[DAY, "waketime"]) == (-1, 7)


@pytest.mark.parametrize("make", [phone, watch, app])
def test_overlapping_exports_give_each_night_once(write: Write, make: Callable[..., str]) -> None:
    ending = "json" if make is watch else "csv"
    nights = [(EVE + timedelta(days=d), MORNING + timedelta(days=d)) for d in range(6)]
    if make is watch:
        # A takeout repeats the boundary day in the next file, with the same log.
        write("in/sleep-1.json", watch(*nights[:4]))
        folder = write("in/sleep-2.json", watch(*nights[3:], log_id=4)).parent
    else:
        write(f"in/old.{ending}", make(*nights[:4]))
        folder = write(f"in/new.{ending}", make(*nights)).parent
    logs, days = daily(folder)
    assert len(logs.sleep) == 6
    assert set(days["sleep_hours"]) == {7.0 if make is watch else 8.0}
    assert "also in another file; each is kept once" in " ".join(logs.notes)


def test_the_same_export_zipped_and_unpacked_is_one(write: Write, tmp_path: Path) -> None:
    import zipfile

    folder = write("in/watch.json", watch((EVE, MORNING))).parent
    with zipfile.ZipFile(folder / "takeout.zip", "w") as archive:
        archive.write(folder / "watch.json", "Takeout/watch.json")
    logs, days = daily(folder)
    assert len(logs.sleep) == 1
    assert days["sleep_hours"].tolist() == [7]


def test_naps_do_not_lengthen_a_night(write: Write) -> None:
    nap = (datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 15))
    write("in/night.json", watch((EVE, MORNING)))
    write("in/nap.json", watch(nap, log_id=9, main=False))
    folder = write("in/phone.csv", phone((EVE, MORNING), nap)).parent
    logs, days = daily(folder)
    assert logs.sleep["nap"].tolist().count(True) == 2
    assert (days.loc[DAY, "sleep_hours"], days.loc[DAY, "nap_hours"]) == (7, 1)
    assert days.loc[DAY, "waketime"] == 7


def test_nap_alone_is_not_a_night(write: Write) -> None:
    nap = (datetime(2026, 3, 2, 14), datetime(2026, 3, 2, 15))
    days = daily(write("in/nap.json", watch(nap, main=False)).parent)[1]
    assert days.loc[DAY, "nap_hours"] == 1
    assert days["sleep_hours"].isna().all()


def test_a_night_up_to_the_clock_change_is_as_long_as_it_was_slept(write: Write) -> None:
    start, end = datetime(2026, 3, 28, 23), datetime(2026, 3, 29, 7)
    content = f"{CYCLE}\n{start};{end};80%;7:00;;;;\n"
    days = daily(write("in/phone.csv", content).parent)[1]
    assert days.loc["2026-03-29", "sleep_hours"] == 7


def test_a_night_that_two_months_of_files_share_belongs_to_the_day_it_ends(write: Write) -> None:
    night = (datetime(2026, 2, 28, 23, 30), datetime(2026, 3, 1, 6, 30))
    write("in/february.json", watch(night))
    folder = write("in/march.json", watch(night)).parent
    logs, days = daily(folder)
    assert len(logs.sleep) == 1
    assert days.index.strftime("%Y-%m-%d").tolist() == ["2026-03-01"]
