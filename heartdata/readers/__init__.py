"""Read exports: `identify` names the format of a file, `read_logs` reads files, folders and zips into `Logs`."""

from __future__ import annotations

import contextlib
import os
import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from heartdata.core.days import last_possible_day
from heartdata.core.given import checked_path, checked_profile
from heartdata.core.profile import PROFILE_NAME, Profile
from heartdata.core.profile_events import add_profile_events
from heartdata.core.progressbar import track_items
from heartdata.errors import (
    AmbiguousFormatError,
    HeartdataError,
    HeartdataWarning,
    ProfileError,
    UnknownFormatError,
    UnreadableFileError,
)
from heartdata.readers.base import Format
from heartdata.readers.collector import Collector, keep_commonest_names
from heartdata.readers.files.companions import summarise_unread
from heartdata.readers.files.source import Source, Unreadable
from heartdata.readers.files.walk import walk
from heartdata.readers.files.zipped_profile import zipped_profile
from heartdata.readers.moods import UnknownMoods, may_be_shown
from heartdata.readers.parsing.bedtimes import lacks_header
from heartdata.readers.parsing.grids import unfold_text
from heartdata.readers.parsing.header_row import guess_header_line
from heartdata.readers.parsing.sqlite import is_database
from heartdata.readers.parsing.yearless import ask_for_year, begins_yearless
from heartdata.readers.registry import FORMATS, formats_for
from heartdata.readers.thresholds import limit
from heartdata.readers.unknown_tables import describe_unknown, holds_nothing
from heartdata.storage.files import MARKER

if TYPE_CHECKING:
    import pandas as pd

    from heartdata.core.logs import Logs

__all__ = ["FORMATS", "find_profile", "formats", "identify", "read_logs"]

Errors = Literal["collect", "raise"]
_MISNAMED: Final = re.compile(
    r"heartdata ?(?:\(\d{1,3}\)|-\d{1,3})?\.toml(?:\.(?:txt|toml|rtf|md|doc))?", re.IGNORECASE
)
_BLANK: Final = "nothing in it, which is no fault"
_SHOWN_UNREAD: Final = 5
_SEE_FORMATS: Final = "; see `heartdata formats`"
_OWN_TABLE: Final = (
    "for a table of your own, with the names of its columns in the first line, describe them under [columns] in "
    "heartdata.toml (`heartdata init` writes one to start from)"
)


def formats() -> pd.DataFrame:
    """List the formats that can be read.

    Returns
    -------
    DataFrame
        Indexed by ``format``: ``title``, ``tables`` (what it fills), ``evidence`` (how the layout is known), ``how``
        (how to get such a file).

    Examples
    --------
    >>> "daylio" in formats().index
    True
    """
    import pandas as pd

    rows = [(f.name, f.title, ", ".join(f.tables), f.evidence, f.how) for f in FORMATS]
    return pd.DataFrame(rows, columns=["format", "title", "tables", "evidence", "how"]).set_index("format")


def identify(path: str | os.PathLike[str], *, profile: Profile | None = None) -> str:
    """Detect the format of a file from its content.

    Parameters
    ----------
    path : str or path
        A file, or a folder or zip that holds exports of one format.
    profile : Profile, optional
        Needed only for hand-made tables; by default the ``heartdata.toml`` beside the file.

    Returns
    -------
    str
        The format's name, as in `formats`.

    Raises
    ------
    UnknownFormatError
        If no format recognises it.
    AmbiguousFormatError
        If more than one does, or a folder holds several formats.
    UnreadableFileError
        If the file cannot be opened.

    Examples
    --------
    >>> from heartdata.datasets.samples import sample_data
    >>> identify(sample_data() / "daylio.csv")
    'daylio'
    """
    checked_path(path, "path")
    profile = checked_profile(profile) or find_profile(path)
    found: set[str] = set()
    problems: list[HeartdataError] = []
    left: list[tuple[str, HeartdataError]] = []
    for source in track_items(walk(path), "Reading", " files"):
        try:
            claimed = _claim(source, profile)
        except HeartdataError as error:
            problems.append(error)
            left.append((source.name, error))
            continue
        if claimed:
            found.add(claimed[1].name)
        elif len(left) < _SHOWN_UNREAD:
            left.append((source.name, _not_claimed(source, None)))
    if len(found) > 1:
        raise AmbiguousFormatError(
            f"{path}: holds several formats ({', '.join(sorted(found))}); read_logs reads them all"
        )
    if found:
        return found.pop()
    raise _nothing_readable(path, problems, list(summarise_unread(left, set())))


def find_profile(path: str | os.PathLike[str]) -> Profile:
    """Read the profile inside a zip or beside the exports."""
    given = Path(path)
    if (zipped := zipped_profile(given)) is not None:
        return zipped
    folder = given if _exists(given, "dir") else given.parent
    if _exists(folder / PROFILE_NAME, "file"):
        return Profile.load(folder / PROFILE_NAME)
    if (other := _misnamed_profile(folder)) is not None:
        raise ProfileError(f"{other}: call it {PROFILE_NAME}, since it is not read under this name")
    return Profile()


def _misnamed_profile(folder: Path) -> Path | None:
    """Find a profile that an editor or a download gave another name, such as heartdata.toml.txt."""
    with contextlib.suppress(OSError, ValueError), os.scandir(folder) as entries:
        return next((Path(entry.path) for entry in entries if _MISNAMED.fullmatch(entry.name)), None)
    return None


def _exists(path: Path, kind: Literal["dir", "file"]) -> bool:
    try:
        return path.is_dir() if kind == "dir" else path.is_file()
    except (OSError, ValueError):  # walking there raises with the reason
        return False


def read_logs(
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002  (the public name)
    profile: Profile | None = None,
    errors: Errors = "collect",
) -> Logs:
    """Read exports into tables.

    Parameters
    ----------
    path : str or path
        A file, a folder or a zip, with any mixture of exports; what several of them hold is kept once.
    format : str, optional
        One of `formats`; by default it is detected from the content.
    profile : Profile, optional
        By default the ``heartdata.toml`` in the folder or zip, or beside the file.
    errors : {"collect", "raise"}, optional
        What to do with a row or file that cannot be read: list it in ``rejected`` and go on, or raise.

    Returns
    -------
    Logs
        The tables, with ``rejected`` and ``sources`` filled in.

    Raises
    ------
    UnreadableFileError
        If there is no such file, a single file is damaged, or a row is rejected with ``errors="raise"``.
    UnknownFormatError
        If no format recognises anything there.
    AmbiguousFormatError
        If more than one format fits a single file, or its dates can be read in two ways.
    ProfileError
        If ``heartdata.toml`` holds something that is not allowed.

    Warns
    -----
    HeartdataWarning
        If mood names have no known level; their ratings are NaN.

    Examples
    --------
    >>> from heartdata.datasets.samples import sample_data
    >>> logs = read_logs(sample_data())
    >>> sorted(set(logs.sources["format"])), len(logs.rejected)
    (['daylio', 'dayone', 'sleep_as_android'], 0)
    """
    if errors not in ("collect", "raise"):
        raise HeartdataError(f"errors={errors!r}: allowed are 'collect' and 'raise'")
    checked_path(path, "path")
    profile = checked_profile(profile) or find_profile(path)
    chosen = None if format is None else _by_name(format)
    collectors: list[Collector] = []
    problems: list[HeartdataError] = []
    left: list[tuple[str, HeartdataError]] = []
    blank: list[tuple[str, HeartdataError]] = []
    companions: set[str] = set()
    kinds: dict[str, str] = {}
    single = not _exists(Path(path), "dir")
    rows, most, last_day = 0, limit("rows"), last_possible_day()
    for source in track_items(walk(path), "Reading", " files"):
        if not single and isinstance(source, Source) and _is_blank(source, profile):
            blank.append((source.name, UnreadableFileError(_BLANK)))
            continue
        try:
            claimed = _claim(source, profile, chosen, forced=single and "/" not in source.name)
            if claimed is None:
                left.append((source.name, _not_claimed(source, chosen)))
                continue
            collector = Collector(source.name, claimed[1].name, profile, kinds=kinds, last_day=last_day)
            claimed[1].read(claimed[0], profile, collector)
            collector.finish()
        except HeartdataError as error:
            if errors == "raise":
                raise
            problems.append(error)
            left.append((source.name, error))
            continue
        if not collector.rows and not collector.notes:
            collector.note("holds no entries")
        companions.update(claimed[1].companions)
        collectors.append(collector)
        rows += collector.added
        if rows > most:
            raise UnreadableFileError(f"{source.name}: more than {most:,} rows; give only part of your files")
    unread = list(summarise_unread(left, companions))
    if not collectors and (unread or not blank):
        raise _nothing_readable(path, problems, unread)
    collectors += [_blank_file(*one, profile) for one in summarise_unread(blank, companions)]
    for name, reason in unread:
        if errors == "raise":
            raise UnknownFormatError(f"{name}: {reason}")
        collectors.append(_rejected_file(name, reason, profile))
    keep_commonest_names(collectors)
    _raise_or_warn(collectors, errors)
    # pandas is imported only now, in the memory that reading has given back.
    logs = collectors[0].logs(*collectors[1:]).merge()
    return add_profile_events(logs)


def _is_blank(source: Source, profile: Profile) -> bool:
    """Tell whether a file holds nothing; a header that an app's format knows is that format's."""
    try:
        return holds_nothing(source) and not any(
            source.foreign_type != "empty" and f.matches(source, profile) for f in formats_for(source)
        )
    except HeartdataError:
        return False


def _claim(
    source: Source | Unreadable, profile: Profile, chosen: Format | None = None, *, forced: bool = False
) -> tuple[Source, Format] | None:
    if isinstance(source, Unreadable):
        raise UnreadableFileError(f"{source.name}: {source.reason}")
    # Some apps export a database; their formats recognise its tables.
    if source.foreign_type is not None and not is_database(source):
        advice = "" if ";" in source.foreign_type else ", not an export; give the file your app exported"
        reason = f"this is {source.foreign_type}{advice}"
        raise UnknownFormatError(f"{source.name}: {reason}")
    if chosen is not None:
        # A single file is read as asked; in a folder or zip only the files that fit.
        return (source, chosen) if forced or chosen.matches(source, profile) else None
    candidates = formats_for(source)
    claiming = [f for f in candidates if not f.fallback and f.claims(source, profile)]
    claiming = claiming or [f for f in candidates if f.fallback and f.claims(source, profile)]
    if len(claiming) > 1:
        names = ", ".join(f.name for f in claiming)
        raise AmbiguousFormatError(f"{source.name}: could be any of {names}; choose one with format=")
    if not claiming and source.tabular:
        _refuse_table(source)
    if not claiming and source.foreign_type is not None:
        raise UnknownFormatError(f"{source.name}: this is {source.foreign_type}, but not from an app heartdata knows")
    return (source, claiming[0]) if claiming else None


_FEW: Final = 4
_LABEL: Final = re.compile(r"[\w /()%-]+")


def _refuse_table(source: Source) -> None:
    """Raise with advice for a table whose first line does not name its columns."""
    if lacks_header(source.head_text):
        raise UnknownFormatError(
            f"{source.name}: its first line holds an entry, not the names of the columns; write a line above it that "
            "names them, such as date,mood,note"
        )
    if grid := unfold_text(source.head_text):
        # A row may begin with a line of the diary instead of a name.
        named = " and ".join([name for name in grid.names if _LABEL.fullmatch(name) and may_be_shown(name)][:_FEW])
        raise UnknownFormatError(
            f"{source.name}: {grid.what}; say under [columns] in heartdata.toml what its values are, with the names "
            f"{named} for its columns (`heartdata init` writes lines to start from)"
        )
    if begins_yearless(source.head_text):
        raise UnknownFormatError(
            f"{source.name}: its days have no year; {ask_for_year(source.name)}. F{_OWN_TABLE[1:]}"
        )
    if title := guess_header_line(source.head_text):
        raise UnknownFormatError(
            f"{source.name}: line {title + 1} looks like the names of the columns, below a title; for a table of your "
            "own, describe them under [columns] in heartdata.toml (`heartdata init` writes one to start from); "
            "in an app's export, remove the lines above"
        )


def _not_claimed(source: Source | Unreadable, chosen: Format | None) -> HeartdataError:
    if chosen is not None:
        return UnknownFormatError(f"{source.name}: not of the format {chosen.name} that format= names")
    if isinstance(source, Unreadable):
        return UnreadableFileError(f"{source.name}: {source.reason}")
    return UnknownFormatError(f"{source.name}: {describe_unknown(source)}")


def _by_name(name: str) -> Format:
    for known in FORMATS:
        if known.name == name:
            return known
    raise UnknownFormatError(f"format={name!r}: not a known format; choose one of {', '.join(f.name for f in FORMATS)}")


def _nothing_readable(
    path: str | os.PathLike[str], problems: list[HeartdataError], unread: Sequence[tuple[str, str]] = ()
) -> HeartdataError:
    given = Path(path)
    folder = _exists(given, "dir")
    # What the person can settle comes before what cannot be read.
    settleable = [p for p in problems if isinstance(p, ProfileError | AmbiguousFormatError)]
    if settleable:
        return settleable[0]
    if len(problems) == 1 and not folder:
        return problems[0]
    if folder and _exists(given / MARKER, "file"):
        return UnknownFormatError(f"{given}: heartdata wrote this folder itself; open saved logs with Logs.load")
    named = "; ".join(f"{name}: {reason}" for name, reason in unread[:_SHOWN_UNREAD])
    more = f"; and {len(unread) - _SHOWN_UNREAD} more" if len(unread) > _SHOWN_UNREAD else ""
    own = "" if "[columns]" in named else f"; {_OWN_TABLE}"
    if folder:
        what = f"nothing in this folder could be read ({named}{more})" if named else "no export found in this folder"
        put = "" if "[columns]" in named and not more else "; put the files your app exports into it"
        return UnknownFormatError(f"{given}: {what}{put}. `heartdata formats` lists what can be read{own}")
    what = f"nothing in it could be read ({named}{more})" if named and unread[0][0] != given.name else ""
    what = what or (unread[0][1] if unread else "no format recognises it")
    if what.endswith(_SEE_FORMATS):
        what = what.removesuffix(_SEE_FORMATS)
    return UnknownFormatError(f"{given.name}: {what}. `heartdata formats` lists what can be read{own}")


def _blank_file(name: str, note: str, profile: Profile) -> Collector:
    collector = Collector(name, "", profile)
    collector.note(note)
    return collector


def _rejected_file(name: str, reason: str, profile: Profile) -> Collector:
    collector = Collector(name, "", profile)
    collector.reject(None, reason)
    return collector


def _raise_or_warn(collectors: Iterable[Collector], errors: Errors) -> None:
    unknown, files = UnknownMoods(), []
    for collector in collectors:
        if errors == "raise" and collector.tables["rejected"]:
            source, line, column, reason = collector.tables["rejected"][0]
            where = "".join([source, f", line {line}" if line else "", f", column {column}" if column else ""])
            raise UnreadableFileError(f"{where}: {reason}")
        if collector.has_unknown_moods():
            unknown.update([collector.unknown_moods])
            files.append(collector.source)
    if files:
        where = files[0] if len(files) == 1 else f"{files[0]} and {len(files) - 1} more"
        warnings.warn(f"{where}: {unknown.line()}", HeartdataWarning, stacklevel=3)
