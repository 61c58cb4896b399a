"""Benchmark what one-line notes say of the seven signs, on hand-written notes with labels (``short_notes.toml``).

Run ``python -m benchmarks.short_notes``; ``--errors`` lists what is wrong in the tuning half. What is held out is
only counted: after a look at its errors nothing is held out any more.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from heartdata.core.vocabulary import SIGNS
from heartdata.signs.text.lexicon import language_of
from heartdata.signs.text.measures import journal_measures

_FILE = Path(__file__).with_suffix(".toml")


def notes(part: str) -> Iterator[tuple[str, frozenset[str], str]]:
    """Yield the language, the signs and the text of each note of a half."""
    for language, groups in tomllib.loads(_FILE.read_text(encoding="utf-8"))[part].items():
        for signs, texts in groups.items():
            for text in texts:
                yield language, frozenset(signs.split()) & set(SIGNS), text


def found_in(part: str) -> pd.DataFrame:
    """One row per note and sign: whether it says so and whether heartdata finds it, the notes read as three diaries."""
    rows = []
    table = pd.DataFrame(notes(part), columns=["language", "signs", "text"])
    for language, mine in table.groupby("language"):
        days = pd.date_range("2026-01-01", periods=len(mine), unit="us")
        journal = pd.DataFrame({"day": days, "title": "", "text": mine["text"].to_numpy()})
        measures = journal_measures(journal)
        for day, (text, signs) in zip(days, mine[["text", "signs"]].to_numpy(), strict=True):
            for sign in SIGNS:
                found = measures.loc[day, f"notes_{sign}"]
                rows.append((language, sign, text, sign in signs, found == 1, found != found))
    return pd.DataFrame(rows, columns=["language", "sign", "text", "said", "found", "unread"])


def scores(found: pd.DataFrame, by: str) -> pd.DataFrame:
    """Precision and recall, by language or by sign; share of notes that say nothing and for which nothing is found."""
    out = {}
    for name, part in found.groupby(by, sort=False):
        right = int((part["said"] & part["found"]).sum())
        silent = part.groupby(["language", "text"]).agg({"said": "any", "found": "any"})
        out[name] = {
            "said": int(part["said"].sum()),
            "right": right,
            "wrong": int((~part["said"] & part["found"]).sum()),
            "precision": right / max(int(part["found"].sum()), 1),
            "recall": right / max(int(part["said"].sum()), 1),
            "near-misses": int((~silent["said"]).sum()),
            "kept silent": (~silent.loc[~silent["said"], "found"]).mean(),
        }
    return pd.DataFrame(out).T


def main() -> None:
    """Print the figures of each part."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", action="store_true", help="list what is wrong in the parts used for tuning")
    given = parser.parse_args()
    for part in ("tuning", "held_out", "written_later", "written_last"):
        found = found_in(part)
        print(f"\n{part}: {found['text'].nunique()} notes, {found.loc[found['unread'], 'text'].nunique()} not read")
        for by in ("language", "sign"):
            print(scores(found, by).round(3).to_string())
        alone = [language_of(text.split()) for text in found.drop_duplicates("text")["text"]]
        print(f"language known from the note alone: {sum(code is not None for code in alone)} of {len(alone)}")
        if given.errors and part != "held_out":
            wrong = found[found["said"] != found["found"]]
            print(wrong[["language", "sign", "text", "said"]].to_string(index=False))


if __name__ == "__main__":
    main()
