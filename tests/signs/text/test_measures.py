from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import sklearn.feature_extraction.text  # noqa: F401 - loads ssl, which cannot be done with sockets blocked
from hypothesis import given, settings
from hypothesis import strategies as st

from heartdata.signs.text.lexicon import TOPICS
from heartdata.signs.text.measures import JOURNAL_COLUMNS, journal_measures

FILLER = "I went to the lake in the morning and it was quiet there. We had soup for lunch and talked about the garden. "
LONG = FILLER * 3


def table(*entries: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"day": pd.to_datetime([day for day, _ in entries]), "title": "", "text": [text for _, text in entries]}
    )


def measured(text: str) -> pd.Series:
    return journal_measures(table(("2026-03-01", text))).iloc[0]


def test_rates_are_per_hundred_words() -> None:
    row = measured(LONG + "I am so tired. She was exhausted.")
    assert row["words"] == len((LONG + "I am so tired. She was exhausted.").split())
    assert row["phrases_fatigue"] == pytest.approx(100 / row["words"])
    assert row["phrases_replaying"] == 0


def test_short_entries_have_no_rates() -> None:
    row = measured("So tired. " * 10)
    assert row["words"] == row["note_words"] == 20
    assert row["entries"] == 0
    notes = [f"notes_{topic}" for topic in TOPICS]
    assert row.drop(["words", "note_words", "entries", "language", *notes]).isna().all()
    assert row[notes].sum() == row["notes_fatigue"] == 1
    assert row["language"] is None


def test_another_language_is_unknown_and_not_zero() -> None:
    french = "Aujourd'hui je suis allé au lac avec ma sœur et il faisait beau, nous avons parlé des vacances. " * 5
    row = measured(french)
    assert row["language"] is None
    assert row[[c for c in JOURNAL_COLUMNS if c.startswith("phrases_")]].isna().all()
    assert np.isnan(row["self_focus"])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (
            "Ich bin so müde. "
            + "Wir waren heute am See und es war ruhig, danach gab es Suppe und wir haben geredet. " * 4,
            "de",
        ),
        (
            "Estoy muy cansada. "
            + "Hoy fuimos al lago y todo estaba muy tranquilo, luego comimos una sopa con la familia. " * 4,
            "es",
        ),
    ],
)
def test_german_and_spanish_are_read(text: str, language: str) -> None:
    row = measured(text)
    assert row["language"] == language
    assert row["phrases_fatigue"] > 0


def test_tense_self_and_people() -> None:
    past = measured("I went home and I cried. My sister called and Anna came. " * 6)
    now = measured("The sun is out and the garden looks good, there is a bird and it sings. " * 5)
    assert past["past_tense"] > 0.8
    assert now["past_tense"] < 0.3
    assert past["self_focus"] > now["self_focus"]
    assert past["people_named"] > now["people_named"] == 0
    assert now["positive_words"] > past["positive_words"]


def test_several_entries_of_a_day_are_one_row_and_days_ascend() -> None:
    frame = journal_measures(table(("2026-03-02", LONG), ("2026-03-01", LONG), ("2026-03-02", LONG + "I am so tired.")))
    assert frame.index.tolist() == list(pd.to_datetime(["2026-03-01", "2026-03-02"]))
    assert frame["entries"].tolist() == [1, 2]
    assert frame.index.dtype == "datetime64[us]"


def test_titles_count() -> None:
    journal = table(("2026-03-01", LONG)).assign(title="So tired")
    assert journal_measures(journal).iloc[0]["phrases_fatigue"] > 0


def test_nothing_gives_an_empty_table() -> None:
    frame = journal_measures(table())
    assert list(frame.columns) == list(JOURNAL_COLUMNS)
    assert len(frame) == 0
    assert len(journal_measures(pd.DataFrame({"day": [pd.NaT], "title": [""], "text": ["x"]}))) == 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=400), max_size=6))
def test_any_text_gives_measures(texts: list[str]) -> None:
    journal = table(*[(f"2026-03-{place + 1:02d}", text) for place, text in enumerate(texts)])
    frame = journal_measures(journal)
    numbers = frame.drop(columns="language").astype(float)
    assert not np.isinf(numbers.to_numpy()).any()
    assert (numbers.drop(columns="retelling").fillna(0) >= 0).all(axis=None)


def test_no_text_leaves_the_module() -> None:
    journal = table(*[(f"2026-03-{day:02d}", LONG + f"Xyzzyword number {day}.") for day in range(1, 29)])
    frame = journal_measures(journal)
    assert "xyzzy" not in repr(frame).casefold() + frame.to_csv()


def test_scikit_learn_is_only_imported_where_there_is_text() -> None:
    code = (
        "import sys, pandas as pd\n"
        "from heartdata.signs.indicators import stagnation_indicators\n"
        "from heartdata.core.logs import Logs\n"
        "stagnation_indicators(Logs())\n"
        "heavy = {'sklearn', 'scipy', 'matplotlib'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_phrases_are_counted_per_hundred_words() -> None:
    text = "I am so tired. " + "I went to the lake and it was quiet there. " * 6
    table = pd.DataFrame({"day": pd.to_datetime(["2026-03-01"]), "title": "", "text": text})
    found = journal_measures(table)[["words", "language", "phrases_fatigue"]].round(2).to_dict("records")
    assert found == [{"words": 64.0, "language": "en", "phrases_fatigue": 1.56}]
