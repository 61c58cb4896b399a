"""Benchmark the journal's part of the signs: repetition against same-topic writing, phrase lists, and run time.

Run ``python -m benchmarks.indicators_text`` (seeds 400 and above; the tuning used 500 to 599 and 900).
"""

from __future__ import annotations

import argparse
import re
import time

import numpy as np
import pandas as pd

from benchmarks.diary_text import diary
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.signs.indicators import stagnation_indicators
from heartdata.signs.text.measures import journal_measures
from heartdata.signs.text.repetition import retelling
from heartdata.signs.text.words import numbered
from tests.sentences import score

_WORD = re.compile(r"[^\W\d_]+")


def area(positive: np.ndarray, negative: np.ndarray) -> float:
    """Area under the ROC curve."""
    return float((positive[:, None] > negative[None, :]).mean() + 0.5 * (positive[:, None] == negative[None, :]).mean())


def repetition(seed: int, diaries: int) -> pd.DataFrame:
    """Area under the curve by share of retold entries and length of the diary."""
    rows = []
    for share in (0.08, 0.15, 0.25, 0.35):
        for entries in (60, 150, 400):
            areas = []
            for number in range(diaries):
                rng = np.random.default_rng([seed, int(share * 100), entries, number])
                texts, labels = diary(rng, entries, share=share, stories=int(rng.integers(1, 4)))
                scores = retelling(numbered(_WORD.findall(text.lower()) for text in texts))
                known = np.isfinite(scores)
                again, topic = scores[known & (labels == 2)], scores[known & (labels == 1)]
                if len(again) and len(topic):
                    areas.append(area(again, topic))
            rows.append({"share": share, "entries": entries, "auc": np.mean(areas), "lowest": np.min(areas)})
    return pd.DataFrame(rows)


def phrases() -> pd.DataFrame:
    """Precision and recall of the phrase lists on the hand-written sentences."""
    rows = []
    for language in ("en", "de", "es"):
        for part in ("tuning", "tuning2", "tuning3", "held_out"):
            precision, recall, count = score(language, part)
            rows.append({"language": language, "part": part, "n": count, "precision": precision, "recall": recall})
    return pd.DataFrame(rows)


def ten_years(seed: int, entries: int = 5000) -> Logs:
    """Ten years of seven ratings a day, tags, nights and 5,000 journal entries."""
    rng = np.random.default_rng(seed)
    texts, _ = diary(rng, entries)
    nan, days = float("nan"), pd.date_range("2016-01-01", periods=3650, freq="D")
    measures = ["energy", "concentration", "interest", "connection", "body", "intrusive_thoughts", "rumination"]
    ratings = [(pd.NaT, day, m, float(rng.integers(0, 11)), "", nan, "t") for day in days for m in measures]
    tags = [(pd.NaT, day, t, nan, "other", nan, "t") for day in days for t in ("walk", "tired") if rng.random() < 0.5]
    nights = [(d - pd.Timedelta(hours=1), d + pd.Timedelta(hours=7), d, 7.5, *[nan] * 6, False, nan, "t") for d in days]
    said = ["", "I am so tired.", "I can't stop thinking about her.", "I have a headache.", "It was not bad."]
    journal = [
        (pd.NaT, days[place * 3650 // entries], "", f"{text} {said[place % 5]}", (), nan, "t")
        for place, text in enumerate(texts)
    ]
    return Logs(
        ratings=table("ratings", ratings),
        activities=table("activities", tags),
        sleep=table("sleep", nights),
        journal=table("journal", journal),
        profile=Profile(loss_date="2020-03-01"),
    )


def cost(seed: int) -> None:
    """Wall and CPU time after imports, the best of three runs."""
    logs = ten_years(seed)
    words = sum(len(_WORD.findall(text)) for text in logs.journal["text"])
    for name, call in (
        ("journal_measures", lambda: journal_measures(logs.journal)),
        ("stagnation_indicators", lambda: stagnation_indicators(logs)),
    ):
        found = []
        for _ in range(3):
            wall, cpu = time.perf_counter(), time.process_time()
            call()
            found.append((time.perf_counter() - wall, time.process_time() - cpu))
        best = min(found)
        print(f"{name}: {best[0]:.2f} s wall, {min(c for _, c in found):.2f} s CPU ({words} words)")


def main() -> None:
    """Run the selected parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=411)
    parser.add_argument("--diaries", type=int, default=12)
    parser.add_argument("--parts", nargs="*", default=["phrases", "repetition", "cost"])
    given = parser.parse_args()
    if "phrases" in given.parts:
        print(phrases().round(3).to_string(index=False))
    if "repetition" in given.parts:
        print(repetition(given.seed, given.diaries).round(3).to_string(index=False))
    if "cost" in given.parts:
        cost(given.seed)


if __name__ == "__main__":
    main()
