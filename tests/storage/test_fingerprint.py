from pathlib import Path

from heartdata.storage.fingerprint import content_key


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
