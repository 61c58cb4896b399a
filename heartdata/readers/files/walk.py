"""Walk files, folders, zips and zips in zips in bounded memory."""

from __future__ import annotations

import contextlib
import io
import os
import posixpath
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final, cast

from heartdata.core.profile import PROFILE_NAME
from heartdata.errors import UnreadableFileError
from heartdata.readers.files.inflate import Inflated
from heartdata.readers.files.meter import Budget, Metered
from heartdata.readers.files.source import BROKEN, Folder, Source, Unreadable, describe_error, looks_like_media
from heartdata.readers.files.spreadsheet import is_old_office, is_workbook, sheets_of_old_excel, sheets_of_zip
from heartdata.storage.files import MARKER

MAX_ZIP_DEPTH: Final = 3
# A zip in a zip is unpacked into memory up to this size [byte]; a larger one is read in place.
_INNER_ZIP: Final = 64 * 1024 * 1024
_LONGEST_NAME: Final = 240
# The faster way of unpacking pays off above this size [byte].
_LARGE: Final = 8 * 1024 * 1024

# The shortest local header of a zip's member [byte].
_LOCAL: Final = 30
_NO_YEAR: Final = 1980
_SAYS_UTF_8: Final = 0x800
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
# Office documents are zips: the name of a member, and what to do with such a document.
_TABLE: Final = "a spreadsheet, not an export; save it as CSV (File, Save As or Export) and give that file"
_TEXT: Final = "a text document, not an export; save it as plain text (.txt) and give that file"
_OFFICE: Final = (
    ("xl/", _TABLE),
    ("word/", _TEXT),
    ("Index/Tables/", _TABLE),
    ("Index/", "a document of Numbers or Pages, not an export; export it as CSV or plain text and give that file"),
    ("[Content_Types].xml", "an office document, not an export; save it as CSV or plain text and give that file"),
    ("mimetype", "an office document, not an export; save it as CSV or plain text and give that file"),
)
_MEDIA: Final = frozenset(
    ".jpg .jpeg .png .gif .heic .heif .webp .bmp .tiff .svg .mp3 .m4a .aac .wav .ogg .mp4 .mov .avi .webm .pdf .gpx "
    ".ttf .css .js".split()
)
# Apps name attachments without an extension; a picture named like an export is reported, as someone meant to give it.
_EXPORTS: Final = frozenset(".csv .tsv .txt .json .xml .html .md .zip .db .daylio .emoods .xls .xlsx .ods".split())
# The profile, and what editors call the copy they keep of it.
_PROFILES: Final = frozenset(
    PROFILE_NAME + ending for ending in ("", "~", ".bak", ".backup", ".old", ".orig", ".save", ".tmp")
)
# Texts about the exports, not by the person.
_ABOUT: Final = ("readme", "license", "licence")

Found = Source | Unreadable


def walk(path: str | os.PathLike[str]) -> Iterator[Found]:
    """Yield every file of a file, folder or zip, in a stable order.

    Hidden files, ``__MACOSX``, pictures, sound, the profile and copies of it are skipped; symbolic links out of the
    folder are not followed.
    """
    top = Path(path)
    try:
        status = top.stat()
    except PermissionError as error:
        raise UnreadableFileError(f"{_shown(str(top))}: {describe_error(error)}") from None
    except (OSError, ValueError):
        raise UnreadableFileError(f"{_shown(str(top))}: there is no such file or folder; check the path") from None
    folder = stat.S_ISDIR(status.st_mode)
    if not (folder or stat.S_ISREG(status.st_mode)):
        raise UnreadableFileError(f"{_shown(str(top))}: not a regular file; give a file, a folder or a zip")
    names: dict[str, int] = {}
    budget = Budget()
    every = _walk_folder(top, budget) if folder else _open_file(str(top), top.name, status, budget)
    for count, found in enumerate(every):
        if not budget.allows_files(count):
            yield Unreadable(_shown(top.name), f"holds more than {count:,} files; give only part of them")
            return
        name = _shown(found.name)
        names[name] = again = names.get(name, 0) + 1
        if again > 1:
            name = f"{name} ({again})"
        yield found if name == found.name else replace(found, name=name)


def _shown(name: str) -> str:
    """Make a name printable on one line, whatever the file system or the zip calls the file."""
    clean = name if name.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in name)
    return clean if len(clean) <= _LONGEST_NAME else f"{clean[:60]}…{clean[60 - _LONGEST_NAME :]}"


def _is_skipped(name: str) -> bool:
    if _is_hidden(name) or name in _PROFILES:
        return True
    stem, dot, ending = name.rpartition(".")
    return (stem if dot else name).casefold() in _ABOUT or (bool(dot) and f".{ending.lower()}" in _MEDIA)


def _is_attachment(name: str, start: bytes) -> bool:
    return looks_like_media(start) and PurePosixPath(name).suffix.lower() not in _EXPORTS


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX"


def _walk_folder(top: Path, budget: Budget) -> Iterator[Found]:
    failed: list[OSError] = []
    for folder, subfolders, names in os.walk(top, onerror=failed.append):
        if MARKER in names:
            subfolders.clear()
            continue
        subfolders[:] = sorted(d for d in subfolders if not _is_hidden(d))
        links = [d for d in subfolders if Path(folder, d).is_symlink()]
        below = Path(folder).relative_to(top).as_posix()
        if PROFILE_NAME in names and below != ".":
            yield Unreadable(f"{below}/{PROFILE_NAME}", f"not used; only the {PROFILE_NAME} of the folder itself is")
        here = Folder(names, lambda: (name for _, _, several in os.walk(top) for name in several))
        # Strings: thousands of files are opened in less time than paths of them are made.
        inside, shown = os.path.join(folder, ""), "" if below == "." else f"{below}/"  # noqa: PTH118
        for name in sorted([*names, *links]):
            if not _is_skipped(name):
                yield from _open_path(inside + name, shown + name, top, budget, here)
    for error in failed:
        shown = os.path.relpath(error.filename, top) if error.filename else top.name
        yield Unreadable(shown, f"the folder cannot be read ({error.strerror}); check that you may read it")


def _open_path(path: str, shown: str, top: Path, budget: Budget, folder: Folder) -> Iterator[Found]:
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            status = os.stat(path)  # noqa: PTH116
            if not Path(path).resolve().is_relative_to(top.resolve()):
                yield Unreadable(shown, "a link to outside the folder; give the file itself")
                return
    except (OSError, RuntimeError):  # a loop of links, depending on the version of Python
        yield Unreadable(shown, "a broken link, or a file that is gone")
        return
    if stat.S_ISDIR(status.st_mode):
        yield Unreadable(shown, "a link to a folder; it is not followed")
    elif not stat.S_ISREG(status.st_mode):
        yield Unreadable(shown, "not a regular file; it is not opened")
    else:
        yield from _open_file(path, shown, status, budget, folder)


def _open_file(
    path: str, shown: str, status: os.stat_result, budget: Budget, folder: Folder | None = None
) -> Iterator[Found]:
    size = status.st_size
    budget.on_disk += size

    def opener() -> BinaryIO:
        return open(path, "rb")  # noqa: PTH123

    def beside(other: str) -> BinaryIO:
        top = Path(path).parents[shown.count("/")]
        found = (top / _from(shown, other)).resolve()
        if not found.is_relative_to(top.resolve()):
            raise LookupError(other)
        return found.open("rb")

    source = Source(
        shown, opener, size, path, beside=None if folder is None else beside, modified=_changed(status), folder=folder,
        on_disk=size, budget=budget,
    )  # fmt: skip
    try:
        start, begun = source.begin(lambda start: _wanted(shown, start, attached=folder is not None))
    except UnreadableFileError as error:
        yield _unreadable(shown, error)
        return
    if begun:
        yield from sheets_of_old_excel(source) if is_old_office(start) else (source,)
    elif start[:4] in _ZIP:
        yield from _walk_zip(opener, shown, 1, budget, size)


def _changed(status: os.stat_result) -> date | None:
    try:
        return date.fromtimestamp(status.st_mtime)  # noqa: DTZ012  (the computer's own clock)
    except (OSError, ValueError, OverflowError):
        return None


def _packed(info: zipfile.ZipInfo) -> date | None:
    try:
        day = date(*info.date_time[:3])
    except ValueError:
        return None
    # What a zip says where it says nothing.
    return day if day.year > _NO_YEAR else None


def _from(name: str, other: str) -> str:
    """Return where another file lies, by its path from a file; never above what was given."""
    place = posixpath.normpath(posixpath.join(posixpath.dirname(name), other))
    if place.startswith(".."):
        raise LookupError(other)
    return place


def _wanted(name: str, start: bytes, *, attached: bool) -> bool:
    """Return whether a file is to be read: neither a zip nor an attachment of an app."""
    return start[:4] not in _ZIP and not (attached and _is_attachment(name, start))


def _unreadable(name: str, error: UnreadableFileError) -> Unreadable:
    return Unreadable(name, str(error).removeprefix(f"{name}: "))


def _walk_zip(opener: Callable[[], BinaryIO], shown: str, depth: int, budget: Budget, packed: int) -> Iterator[Found]:
    try:
        with opener() as file, zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            if not members:
                yield Unreadable(shown, "an empty zip; export it again")
            elif _overlap(members):
                yield Unreadable(shown, "its files overlap, so it is damaged or made to harm; export it again")
            elif advice := _office([info.filename for info in members]):
                if is_workbook(archive):
                    yield from sheets_of_zip(archive, shown, budget, packed)
                else:
                    yield Unreadable(shown, advice)
            else:
                folders = _folders_of(members)
                for info in members:
                    folder = folders[_member_name(info).rpartition("/")[0]]
                    again = opener if depth == 1 else None
                    yield from _open_member(archive, info, shown, depth, again, budget, packed, folder)
    except BROKEN as error:
        yield Unreadable(shown, describe_error(error))


def _overlap(members: list[zipfile.ZipInfo]) -> bool:
    """Return whether bytes of a zip belong to two files, as in a bomb."""
    # A name listed twice may be one file.
    spans = sorted({(info.header_offset, info.header_offset + _LOCAL + info.compress_size) for info in members})
    return any(end > begin for (_, end), (begin, _) in pairwise(spans))


def _office(members: list[str]) -> str | None:
    """Return what to do with an office document; None for another zip."""
    if not {"[Content_Types].xml", "mimetype", "Index/Document.iwa"} & set(members):
        return None
    return next(advice for start, advice in _OFFICE if any(name.startswith(start) for name in members))


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; many programs write UTF-8 without saying so, and zipfile takes it for a DOS encoding."""
    name = info.filename
    if not info.flag_bits & _SAYS_UTF_8 and not name.isascii():
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _folders_of(members: Sequence[zipfile.ZipInfo]) -> dict[str, Folder]:
    paths = [_member_name(info) for info in members]
    names: dict[str, list[str]] = {}
    for path in paths:
        names.setdefault(path.rpartition("/")[0], []).append(path.rpartition("/")[2])

    def every() -> list[str]:
        return [path.rpartition("/")[2] for path in paths]

    return {place: Folder(several, every) for place, several in names.items()}


def _open_member(
    archive: zipfile.ZipFile,
    info: zipfile.ZipInfo,
    shown: str,
    depth: int,
    again: Callable[[], BinaryIO] | None,
    budget: Budget,
    packed: int,
    folder: Folder,
) -> Iterator[Found]:
    path = PurePosixPath(_member_name(info))
    # A name without any part is empty or a slash.
    if info.is_dir() or _is_skipped(path.name) or any(_is_hidden(p) for p in path.parts if p not in ("..", "/")):
        return
    name = f"{shown}/{path.as_posix().lstrip('/')}"
    if ".." in path.parts or path.is_absolute():
        yield Unreadable(name, "its path points outside the zip; it is not opened")
        return
    if info.flag_bits & 1:
        yield Unreadable(name, "locked with a password; unpack it and give what is inside")
        return

    if info.compress_type in (zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
        yield Unreadable(name, "packed in an unusual way; unpack the zip and give what is inside")
        return

    # Two members may have one name.
    key = f"{name} {info.header_offset}"

    def opener() -> BinaryIO:
        return cast("BinaryIO", Metered(cast("BinaryIO", archive.open(info)), budget, "unpacked", key))

    def beside(other: str) -> BinaryIO:
        return archive.open(_from(info.filename, other))  # type: ignore[return-value]

    stream = None
    if again is not None and info.compress_type == zipfile.ZIP_DEFLATED and info.file_size >= _LARGE:
        stream = lambda: cast("BinaryIO", Metered(cast("BinaryIO", Inflated(again(), info)), budget, "streamed", key))  # noqa: E731
    # No more than the whole zip, however much a zip in it is packed itself.
    packed = min(info.compress_size, packed)
    source = Source(
        name, opener, info.file_size, stream=stream, beside=beside, modified=_packed(info), folder=folder,
        on_disk=packed, budget=budget,
    )  # fmt: skip
    try:
        start, begun = source.begin(lambda start: _wanted(path.name, start, attached=True))
        zipped = start[:4] in _ZIP
        if zipped and depth < MAX_ZIP_DEPTH and info.file_size <= _INNER_ZIP:
            content = source.read(_INNER_ZIP)
            opener = lambda: io.BytesIO(content)  # noqa: E731
    except UnreadableFileError as error:
        yield _unreadable(name, error)
        return
    if begun:
        yield from sheets_of_old_excel(source) if is_old_office(start) else (source,)
    elif zipped and depth < MAX_ZIP_DEPTH:
        yield from _walk_zip(opener, name, depth + 1, budget, packed)
    elif zipped:
        yield Unreadable(name, f"zips more than {MAX_ZIP_DEPTH} deep; unpack it and give what is inside")
