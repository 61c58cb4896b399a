"""The archive: a page for each past week and a list of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from heartdata.cli.main import main
from heartdata.errors import NotEnoughDataError
from heartdata.report.archive import save_archive
from heartdata.report.weekly import weekly_report
from heartdata.review.build import review_week
from tests.made_logs import moods, names_in


def test_each_week_has_the_page_it_would_have_had_then(tmp_path: Path) -> None:
    logs = moods([5.0, 6.0, 7.0] * 7 + [None] * 14 + [6.0, 5.0])
    index, *pages = save_archive(logs, tmp_path / "weeks", most=2)
    assert [page.name for page in pages] == ["2026-W11.html", "2026-W12.html"]
    assert names_in(tmp_path / "weeks") == [".heartdata", "2026-W11.html", "2026-W12.html", "index.html"]
    assert pages[0].read_text(encoding="utf-8") == weekly_report(review_week(logs, "2026-W11")).html
    listed = index.read_text(encoding="utf-8")
    assert re.findall(r'<a href="([^"]+)">', listed) == ["2026-W12.html", "2026-W11.html"]
    assert "default-src 'none'" in listed
    assert "<script" not in listed


def test_without_a_full_week_there_is_nothing_to_archive(tmp_path: Path) -> None:
    with pytest.raises(NotEnoughDataError, match="no week has three logged days yet"):
        save_archive(moods([5.0, 6.0]), tmp_path / "weeks")
    assert names_in(tmp_path) == []


def test_the_command_writes_the_list_and_never_mixes_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "mood.csv").write_text(
        "full_date,date,weekday,time,mood,activities,note_title,note\n"
        + "".join(f"2026-03-{day:02d},x,x,21:00,good,,,\n" for day in range(2, 9)),
        encoding="utf-8",
    )
    run = CliRunner()
    done = run.invoke(main, ["archive", str(tmp_path / "mood.csv"), "--out", str(tmp_path / "weeks"), "--weeks", "1"])
    assert (done.exit_code, done.stdout) == (0, f"{tmp_path / 'weeks' / 'index.html'}\n"), done.output
    refused = run.invoke(main, ["archive", str(tmp_path / "mood.csv"), "--out", str(tmp_path)])
    assert refused.exit_code == 1
    assert "holds other files" in refused.stderr
