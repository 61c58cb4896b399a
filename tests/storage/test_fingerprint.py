from pathlib import Path

from heartdata.storage.fingerprint import content_key, files_below


def test_a_key_changes_with_every_name_and_content(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.csv").write_text("one")
    keys = [content_key(tmp_path, "code")]
    (tmp_path / "sub" / "a.csv").rename(tmp_path / "sub" / "b.csv")
    keys.append(content_key(tmp_path, "code"))
    (tmp_path / "sub" / "b.csv").write_text("two")
    keys.append(content_key(tmp_path, "code"))
    (tmp_path / ".heartdata-trials.json").write_text("{}")
    keys += [content_key(tmp_path, "code"), content_key(tmp_path, "other"), content_key(tmp_path, "code", "toml")]
    keys += [content_key(tmp_path, "codet", "oml"), content_key(tmp_path / "gone", "code")]
    assert len(set(keys)) == len(keys)
    assert content_key(tmp_path, "code") == keys[3]


def test_ignored_files_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("one")
    before = content_key(tmp_path, ignored=lambda name: name.endswith(".png") or name.startswith("."))
    (tmp_path / "week.png").write_text("picture")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "b.csv").write_text("two")
    assert content_key(tmp_path, ignored=lambda name: name.endswith(".png") or name.startswith(".")) == before
    assert content_key(tmp_path) != before
    assert files_below(tmp_path, lambda name: name.startswith(".")) == [tmp_path / "a.csv", tmp_path / "week.png"]
