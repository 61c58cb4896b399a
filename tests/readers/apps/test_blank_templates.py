"""Notes that hold only a template nobody has filled in are no entries; a filled line keeps all of its note."""

from __future__ import annotations

from pathlib import Path

import pytest

import heartdata as hd

DAYS = ("03", "05", "09", "16")
BLANK = [
    "# 2026-02-{day}\n\n## Morning pages\n\n## Three good things\n1. \n2. \n3. \n\n- [ ] \n- [ ] Meditate\n> \n",
    "## How was your day?\n\n## What are you grateful for?\n-\n\n***\n\n| | |\n|---|---|\n| Sleep | |\n",
    "---\nmood: \ntags: []\n---\n**Stimmung:**\n\nWofür bin ich dankbar:\n- \n",
    "mood:: \nslept:: \n\n### Día {day}\n* [ ] Caminar\n",
    "# Lundi {day} février 2026\n\nHumeur :\n\n今日の気分：\n",
]


def folder(path: Path, *texts: str) -> hd.Logs:
    for day, text in zip(DAYS, texts, strict=False):
        (path / f"2026-02-{day}.md").write_text(text.replace("{day}", day), encoding="utf-8")
    (path / "2026-03-01.md").write_text("A walk.\n")
    return hd.read_logs(path)


@pytest.mark.parametrize("blank", BLANK)
def test_an_unfilled_template_is_no_entry(tmp_path: Path, blank: str) -> None:
    logs = folder(tmp_path, blank, blank, blank)
    assert logs.journal["text"].tolist() == ["A walk."]
    assert (len(logs.rejected), len(logs.activities)) == (0, 0)
    notes = logs.sources.set_index("path")["notes"]
    assert (
        notes["2026-02-03.md"] == "1 with nothing to keep: notes with nothing but the headings and boxes of other notes"
    )


@pytest.mark.parametrize("blank", BLANK)
@pytest.mark.parametrize(
    "line", ["It rained.", "- soup with Anna", "- [x] Meditate", "Stimmung: traurig", "| Sleep | 7 |"]
)
def test_a_filled_line_keeps_its_note(tmp_path: Path, blank: str, line: str) -> None:
    logs = folder(tmp_path, blank, f"{blank}{line}\n", blank)
    assert logs.journal["day"].dt.strftime("%m-%d").tolist() == ["02-05", "03-01"]
    assert line in logs.journal["text"].iloc[0]


@pytest.mark.parametrize("text", ["# Worst day ever\n", "- [ ] stop writing to him\n", "## I miss her\n- \n", "Why:\n"])
def test_words_of_one_day_are_kept_though_they_look_like_a_template(tmp_path: Path, text: str) -> None:
    logs = folder(tmp_path, "Words.\n", text, "Other words.\n")
    assert len(logs.journal) == 4


def test_the_same_words_on_two_days_are_two_entries(tmp_path: Path) -> None:
    assert len(folder(tmp_path, "Same as yesterday.\n", "Same as yesterday.\n").journal) == 3


def test_ratings_of_a_note_with_an_unfilled_template_are_kept(tmp_path: Path) -> None:
    text = "---\nsteps: 4000\n---\n## Morning\n- \n## Evening\n- \n"
    logs = folder(tmp_path, text, text)
    assert logs.activities["name"].tolist() == ["steps", "steps"]
    assert logs.journal["text"].tolist() == ["A walk."]
