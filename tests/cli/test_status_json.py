"""The JSON of `heartdata status`: valid by its schema, with the same numbers as everywhere else."""

import json
import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner

import heartdata as hd
from heartdata.cli.main import main
from heartdata.core.vocabulary import EVENT_KINDS, SIGNS, STATES
from heartdata.practices.trial import start_trial
from heartdata.practices.trial_store import add_trial, load_trials
from heartdata.review.week import SCHEMA_VERSION
from heartdata.signs.summary import HARDEST
from tests.made_logs import MONDAY, daylio_csv

SCHEMA = json.loads((Path(hd.__file__).parent / "review" / "status.schema.json").read_text(encoding="utf-8"))
COURSES = [("improving", 3), ("stuck", 21), ("slipping", 5), ("recovered", 8)]


def closed(schema: Any) -> Any:
    """The same schema, which allows no field that it does not name; programs are lenient, this test is not."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    rest = {"additionalProperties": False} if "properties" in schema and "type" in schema else {}
    return {**{key: closed(value) for key, value in schema.items()}, **rest}


def assert_valid(status: Any) -> None:
    jsonschema.validate(status, closed(SCHEMA), jsonschema.Draft202012Validator)


def out(*arguments: object) -> str:
    result = CliRunner().invoke(main, [str(a) for a in arguments])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module", params=COURSES, ids=lambda course: course[0])
def exports(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exports of a simulated person, with a trial under way."""
    from heartdata.datasets.export_formats import export

    folder = tmp_path_factory.mktemp("exports")
    course, seed = request.param
    logs = hd.simulate_logs(seed=seed, course=course)
    export(logs, folder, formats=("daylio", "sleep_as_android"), zipped=False)
    last: date = logs.days[-1].date()
    if course == "stuck":
        add_trial(folder, start_trial("evening walk", start=last - timedelta(days=3)), on=last)
    return folder


def test_schema_is_valid_and_matches_the_code() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    found = SCHEMA["properties"]
    assert found["schema"]["const"] == SCHEMA_VERSION
    assert set(found["progress"]["properties"]["state"]["enum"]) == set(STATES)
    assert found["signs"]["items"]["properties"]["sign"]["enum"] == list(SIGNS)
    assert tuple(found["events"]["items"]["properties"]["kind"]["enum"]) == EVENT_KINDS


def test_status_matches_the_schema_and_to_dict(exports: Path) -> None:
    status = json.loads(out("status", exports, "--json", "--quiet"))
    assert_valid(status)
    review = hd.review_week(hd.read_logs(exports), trials=load_trials(exports))
    assert status == json.loads(json.dumps(review.to_dict()))


@pytest.mark.slow
def test_weekly_report_and_status_show_the_same_numbers(exports: Path, tmp_path: Path) -> None:
    status = json.loads(out("status", exports, "--json"))
    weekly = out("weekly", exports, "--out", tmp_path / "week.svg").splitlines()
    page = out("report", exports, "--out", tmp_path / "week.html").splitlines()[-1]
    html = " ".join(unescape(re.sub(r"<[^>]+>", "", Path(page).read_text(encoding="utf-8"))).split())
    # In hard weeks help comes before the sentence.
    first = len(status["help"]) if status["help_first"] else 0
    assert out("status", exports).splitlines()[first] == status["progress"]["sentence"] == weekly[1 + first]
    mood, sleep = status["mood"], status["sleep"]
    numbers = [
        f"{status['coverage']['days_logged']} of 7 days ha",
        f"Mood: {mood['mean']:.1f} of 10 on average over {mood['days']} day",
        f"Sleep: {sleep['hours']:.1f} hours a night over {sleep['nights']} night",
    ]
    for number in numbers:
        assert any(line.startswith(number) for line in weekly), number
        assert number in html, number
    signs = out("signs", exports).splitlines()
    # What the numbers mean is said once, behind them all.
    assert HARDEST not in signs[:-1]
    shown = [line for line in signs[first:] if line != HARDEST]
    own = [sign["sentence"] for sign in status["signs"] if sign["sentence"] in shown]
    assert [line for line in shown if line in own] == own
    assert {sign["sentence"] for sign in status["signs"] if sign["status"] != "unknown"} <= set(own)
    # Signs with the same words, and those that nothing shows, share a line, which names each of them.
    shared = [line for line in shown if line not in own]
    for sign in status["signs"]:
        if sign["sentence"] not in own:
            lines = [line for line in shared if sign["label"].lower() in line.lower()]
            assert len(lines) == 1
            assert status["help_first"] or not sign["sources"] or lines[0].endswith(sign["sentence"].split(": ", 1)[1])
    assert all(sum(sign["label"].lower() in line.lower() for sign in status["signs"]) > 1 for line in shared)
    said = [idea["text"] for idea in status["suggestions"]]
    said += [status["trial"]["sentence"]] if status["trial"] else []
    for sentence in said:
        assert sentence in weekly
        assert " ".join(sentence.split()) in html


@pytest.mark.parametrize("days", [1, 3, 9])
def test_a_log_of_a_few_days(tmp_path: Path, days: int) -> None:
    (tmp_path / "daylio.csv").write_text(daylio_csv(days), encoding="utf-8")
    status = json.loads(out("status", tmp_path, "--json"))
    assert_valid(status)
    assert status["progress"]["assessed"] is False
    assert status["sleep"]["hours"] is None


def test_nights_alone_and_a_marked_day(tmp_path: Path) -> None:
    (tmp_path / "heartdata.toml").write_text(
        f'[loss]\ndate = {MONDAY}\nkind = "pet"\n[columns]\ndate = "Date"\nsleep_hours = "Sleep"\n', encoding="utf-8"
    )
    (tmp_path / "mine.csv").write_text(f"Date,Sleep\n{MONDAY},7.5\n", encoding="utf-8")
    status = json.loads(out("status", tmp_path, "--json"))
    assert_valid(status)
    assert status["mood"]["mean"] is None
    assert status["events"] == [{"day": str(MONDAY), "label": status["events"][0]["label"], "kind": "loss"}]


def test_the_check_notices_a_field_that_is_not_documented_or_missing(tmp_path: Path) -> None:
    (tmp_path / "daylio.csv").write_text(daylio_csv(3), encoding="utf-8")
    status = json.loads(out("status", tmp_path, "--json"))
    with pytest.raises(jsonschema.ValidationError, match="'new' was unexpected"):
        assert_valid({**status, "mood": {**status["mood"], "new": 1}})
    with pytest.raises(jsonschema.ValidationError, match="'week' is a required property"):
        assert_valid({key: value for key, value in status.items() if key != "week"})
