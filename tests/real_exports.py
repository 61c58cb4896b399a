"""Read a folder of real exports that is not part of the project: ``python tests/real_exports.py FOLDER``.

The counts were made by hand with text tools. Files of formats that are not read yet may only give a HeartdataError.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path

import heartdata as hd

# file: entries present, ratings, sleep, journal, activities
COUNTED = {
    "daylio.csv": (32, 32, 0, 4, 25),
    "daylio-backup.daylio": (5, 5, 0, 3, 10),
    "bearable.csv": (13, 13, 0, 0, 13),
    "how-we-feel.csv": (3, 3, 0, 3, 0),
    "health-auto-export-3.json": (1, 0, 1, 0, 0),
    "health-auto-export-4.json": (1, 0, 1, 0, 0),
    "obsidian-daily-notes.zip": (106, None, None, None, None),
    "apple-journal.zip": (3, 0, 0, 3, None),
    "sleepmeter.csv": (3, None, 3, 2, 79),
    "plees-tracker.csv": (3, None, 3, None, None),
    "dayone.json": (2, 0, 0, 2, 0),
    "dayone.txt": (2, 0, 0, 2, 0),
    "jrnl.json": (3, 0, 0, 3, 3),
    "sleep-as-android.zip": (12, None, 12, None, None),
    "sleep-cycle-old.csv": (887, 246, 887, 0, None),
    "sleep-cycle-new.csv": (921, 0, 921, 0, None),
}


def main(folder: Path) -> int:
    wrong = 0
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            logs = hd.read_logs(path, profile=hd.Profile())
            said = repr(logs)
        except hd.HeartdataError as error:
            said, logs = f"{type(error).__name__}: {error}", None
        expected = COUNTED.get(path.name)
        if expected is not None:
            found = None if logs is None else _counts(logs)
            agree = found is not None and all(e is None or e == f for e, f in zip(expected, found, strict=True))
            said += "" if agree else f"   <-- counted by hand: {expected}, read: {found}"
            wrong += not agree
        print(f"{path.relative_to(folder)}: {said}")
    print(f"{len(COUNTED) - wrong} passed, {wrong} failed")
    return wrong


def _counts(logs: hd.Logs) -> tuple[int, ...]:
    sizes = (len(getattr(logs, name)) for name in ("ratings", "sleep", "journal", "activities"))
    return (int(logs.sources["rows"].sum()), *sizes)


if __name__ == "__main__":
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", hd.HeartdataWarning)
    sys.exit(main(Path(sys.argv[1])) > 0)
