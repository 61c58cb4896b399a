"""Where bytes come from: files, folders, zips and zips in zips, walked in bounded memory."""

from __future__ import annotations

import codecs
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from heartdata.errors import UnreadableFileError
from heartdata.files import MARKER
from heartdata.profile import PROFILE_NAME

__all__ = ["Source", "Unreadable", "walk"]

HEAD: Final = 64 * 1024
# Heuristic: a text export of a lifetime stays well below; what is larger is no diary, or a zip bomb.
MAX_TEXT: Final = 256 * 1024 * 1024
MAX_ZIP_DEPTH: Final = 3
MAX_FILES: Final = 100_000

_MEDIA: Final = frozenset(
    ".jpg .jpeg .png .gif .heic .heif .webp .bmp .tiff .svg .mp3 .m4a .aac .wav .ogg .mp4 .mov .avi .webm .pdf .gpx "
    ".ttf .css .js".split()
)
_KINDS: Final = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3", "a database (SQLite)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document; save it as CSV and give that file"),
    (b"\x1f\x8b", "a gzip archive; unpack it and give what is inside"),
    (b"7z\xbc\xaf", "a 7z archive; unpack it and give what is inside"),
    (b"Rar!", "a RAR archive; unpack it and give what is inside"),
)
_BROKEN_ZIP: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be opened, and why.

    Attributes
    ----------
    name : str
        The file, as shown to people.
    reason : str
        What is wrong and what to do.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Source:
    """One file, wherever it lies.

    Attributes
    ----------
    name : str
        Its path below what was given, as shown to people; a zip is shown like a folder.
    opener : callable
        Opens its bytes.
    size : int
        Its stated size [bytes].
    """

    name: str
    opener: Callable[[], BinaryIO]
    size: int

    def open(self) -> BinaryIO:
        """Open the bytes.

        Returns
        -------
        binary file
            To be closed by the caller.

        Raises
        ------
        UnreadableFileError
            If it cannot be opened.
        """
        try:
            return self.opener()
        except OSError as error:
            raise UnreadableFileError(f"{self.name}: cannot be opened ({error.strerror or 'no access'})") from None
        except _BROKEN_ZIP as error:
            raise UnreadableFileError(f"{self.name}: {_zip_trouble(error)}") from None

    def read(self, size: int) -> bytes:
        """Read at most so many bytes from the start.

        Parameters
        ----------
        size : int
            How many [bytes].

        Returns
        -------
        bytes
            Fewer where the file is shorter.

        Raises
        ------
        UnreadableFileError
            If reading fails.
        """
        with self.open() as file:
            try:
                return file.read(size)
            except _BROKEN_ZIP as error:
                raise UnreadableFileError(f"{self.name}: {_zip_trouble(error)}") from None

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        return self.read(HEAD)

    @cached_property
    def head_text(self) -> str:
        """The first 64 KiB as text, or an empty string where they are not text; a cut last line is left out."""
        decoded = _decode(self.head)
        if decoded is None:
            return ""
        text = decoded[0]
        return text.rpartition("\n")[0] or text if len(self.head) == HEAD else text

    @property
    def kind(self) -> str | None:
        """What a file that is no export is, in words, or None."""
        if not self.head.strip(b"\0 \r\n\t"):
            return "empty"
        return next((kind for magic, kind in _KINDS if self.head.startswith(magic)), None)

    @property
    def basename(self) -> str:
        """The file's own name."""
        return PurePosixPath(self.name).name

    def text(self) -> tuple[str, str]:
        """Read the whole file as text.

        Returns
        -------
        text : str
            Without a byte-order mark; line ends as they are.
        encoding : str
            How it was written, in words.

        Raises
        ------
        UnreadableFileError
            If it is not text, or too large to be a diary.
        """
        content = self.read(MAX_TEXT + 1)
        if len(content) > MAX_TEXT:
            raise UnreadableFileError(f"{self.name}: larger than {MAX_TEXT >> 20} MB, too large for a text export")
        decoded = _decode(content)
        if decoded is None:
            raise UnreadableFileError(f"{self.name}: not text (UTF-8, UTF-16 or Windows-1252); export it again")
        return decoded


def _decode(content: bytes) -> tuple[str, str] | None:
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(mark):
            return content[2 : 2 + (len(content) - 2) // 2 * 2].decode(encoding, "replace"), "UTF-16"
    sample = content[:HEAD]
    if b"\0" in sample:
        # UTF-16 without a mark shows as a zero in every other byte of Western text.
        for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros = sample[offset::2].count(0)
            if zeros > 0.4 * len(sample) / 2 and sample[1 - offset :: 2].count(0) < 0.01 * len(sample) + 1:
                return content[: len(content) // 2 * 2].decode(encoding, "replace"), "UTF-16"
        # A stray NUL in a text file is damage in one place, not a reason to lose the file.
        if sample.count(0) > 0.01 * len(sample) + 8:
            return None
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError as error:
        # A 64 KiB head may end inside a character.
        if error.reason == "unexpected end of data" and len(content) - error.start < 4:
            return content[: error.start].decode("utf-8-sig"), "UTF-8"
    control = sum(sample.count(bytes([b])) for b in range(32) if b not in (9, 10, 12, 13))
    if control > 0.01 * len(sample):
        return None
    # Line by line, so that one damaged line does not garble the others' umlauts and emoji.
    lines = re.split(rb"(?<=\n)", content.removeprefix(codecs.BOM_UTF8))
    return "".join(map(_decode_line, lines)), "Windows-1252"


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def walk(path: str | os.PathLike[str]) -> Iterator[Source | Unreadable]:
    """Go through every file of a file, folder or zip, in a stable order.

    Hidden files, ``__MACOSX``, pictures, sound and the profile are passed over; symbolic links that leave the
    folder are not followed.

    Parameters
    ----------
    path : str or path
        What was given.

    Yields
    ------
    Source or Unreadable
        Each is to be used before the next is asked for.

    Raises
    ------
    UnreadableFileError
        If there is nothing at `path`.
    """
    top = Path(path)
    try:
        mode = top.stat().st_mode
    except (OSError, ValueError):
        raise UnreadableFileError(f"{top}: there is no such file or folder; check the path") from None
    if stat.S_ISDIR(mode):
        yield from _walk_folder(top)
    else:
        yield from _open_file(top, top.name)


def _walk_folder(top: Path) -> Iterator[Source | Unreadable]:
    count = 0
    failed: list[OSError] = []
    for folder, subfolders, names in os.walk(top, onerror=failed.append):
        if MARKER in names:
            subfolders.clear()
            continue
        subfolders[:] = sorted(d for d in subfolders if not _hidden(d))
        for name in sorted(names):
            path = Path(folder, name)
            if _hidden(name) or name == PROFILE_NAME or path.suffix.lower() in _MEDIA:
                continue
            count += 1
            shown = path.relative_to(top).as_posix()
            if count > MAX_FILES:
                yield Unreadable(shown, f"the folder holds more than {MAX_FILES} files; give a smaller one")
                return
            if path.is_symlink() and not path.resolve().is_relative_to(top.resolve()):
                yield Unreadable(shown, "a link that leads out of the folder; give the file itself")
            elif not path.is_file():
                yield Unreadable(shown, "not a regular file")
            else:
                yield from _open_file(path, shown)
    for error in failed:
        folder = os.path.relpath(error.filename, top) if error.filename else str(top)
        yield Unreadable(folder, f"the folder cannot be read ({error.strerror})")


def _hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name == "__MACOSX" or name.casefold().startswith("readme.")


def _open_file(path: Path, shown: str) -> Iterator[Source | Unreadable]:
    def opener() -> BinaryIO:
        return path.open("rb")

    try:
        size = path.stat().st_size
        with opener() as file:
            zipped = file.read(4) in (b"PK\x03\x04", b"PK\x05\x06")
    except OSError as error:
        yield Unreadable(shown, f"cannot be opened ({error.strerror})")
        return
    yield from _walk_zip(opener, shown, 1) if zipped else iter([Source(shown, opener, size)])


def _walk_zip(opener: Callable[[], BinaryIO], shown: str, depth: int) -> Iterator[Source | Unreadable]:
    try:
        with opener() as file, zipfile.ZipFile(file) as archive:
            if any(i.filename in ("[Content_Types].xml", "mimetype") for i in archive.infolist()):
                yield Unreadable(shown, "an office document, not an export; save it as CSV and give that file")
                return
            for info in archive.infolist():
                yield from _open_member(archive, info, shown, depth)
    except _BROKEN_ZIP as error:
        yield Unreadable(shown, _zip_trouble(error))


def _open_member(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, depth: int
) -> Iterator[Source | Unreadable]:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    if info.is_dir() or any(_hidden(p) for p in path.parts) or path.name == PROFILE_NAME:
        return
    if path.suffix.lower() in _MEDIA:
        return
    name = f"{shown}/{path.as_posix().lstrip('/')}"
    if ".." in path.parts or path.is_absolute():
        yield Unreadable(name, "its path leads out of the zip; it is not opened")
        return
    if info.flag_bits & 1:
        yield Unreadable(name, "locked with a password; unpack it and give what is inside")
        return

    def opener() -> BinaryIO:
        return archive.open(info)  # type: ignore[return-value]

    source = Source(name, opener, info.file_size)
    try:
        zipped = source.read(4) == b"PK\x03\x04"
    except UnreadableFileError as error:
        yield Unreadable(name, str(error).removeprefix(f"{name}: "))
        return
    if not zipped:
        yield source
    elif depth < MAX_ZIP_DEPTH:
        yield from _walk_zip(opener, name, depth + 1)
    else:
        yield Unreadable(name, f"zips more than {MAX_ZIP_DEPTH} deep; unpack it and give what is inside")


def _zip_trouble(error: Exception) -> str:
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "locked with a password; unpack it and give what is inside"
    return "a damaged or cut-short zip; export or copy it again"
