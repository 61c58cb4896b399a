"""One file, wherever it lies: its bytes, its text, and what it is where it is no export."""

from __future__ import annotations

import contextlib
import errno
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, Literal

from heartdata.errors import UnreadableFileError
from heartdata.readers.files.decoding import decode_text

__all__ = ["BROKEN", "START", "Shape", "Source", "Unreadable", "describe_error", "foreign_type", "looks_like_media"]

Shape = Literal["database", "json", "markup", "pair", "table", "words"]

HEAD: Final = 64 * 1024
_PIECE: Final = 1024 * 1024
# Heuristic: a text export of a lifetime stays well below; what is larger is no diary, or a zip bomb.
MAX_TEXT: Final = 256 * 1024 * 1024

# `look` goes by these words.
_DATABASE: Final = "a database (SQLite)"
_KINDS: Final = (
    (0, b"\x89PNG", "a picture (PNG)"),
    (0, b"\xff\xd8\xff", "a picture (JPEG)"),
    (0, b"GIF8", "a picture (GIF)"),
    (0, b"II*\0", "a picture (TIFF)"),
    (0, b"MM\0*", "a picture (TIFF)"),
    (8, b"WEBP", "a picture (WebP)"),
    (4, b"ftyphe", "a picture (HEIC)"),
    (4, b"ftyp", "a film or a recording"),
    (8, b"WAVE", "a recording"),
    (0, b"ID3", "a recording (MP3)"),
    (0, b"\xff\xfb", "a recording (MP3)"),
    (0, b"\xff\xf1", "a recording (AAC)"),
    (0, b"OggS", "a recording"),
    (0, b"fLaC", "a recording"),
    (0, b"#!AMR", "a recording"),
    (0, b"\x1a\x45\xdf\xa3", "a film or a recording"),
    (0, b"%PDF", "a PDF document"),
    (0, b"SQLite format 3", _DATABASE),
    (0, b"\xd0\xcf\x11\xe0", "an old Office document; save it as CSV or plain text and give that file"),
    (0, b"{\\rtf", "a text document (RTF); save it as plain text (.txt) and give that file"),
    (0, b"\x1f\x8b", "a gzip archive; unpack it and give what is inside"),
    (0, b"7z\xbc\xaf", "a 7z archive; unpack it and give what is inside"),
    (0, b"Rar!", "a RAR archive; unpack it and give what is inside"),
)
_LOOKS: Final[dict[str, Shape]] = {"{": "json", "[": "json", "<": "markup"}
_LINE: Final = re.compile(r"[^\r\n]*")
_SEPARATOR_TOLD: Final = re.compile(r"sep=[;,|\t](?:\r\n|\n|\r)", re.IGNORECASE)
_MAGIC: Final = re.compile(b"|".join(b"(" + b"." * at + re.escape(magic) + b")" for at, magic, _ in _KINDS), re.DOTALL)
_MEDIA: Final = ("a picture", "a film", "a recording", "a PDF document")
# What all of the above need.
START: Final = 16
# All that reading a file, or a damaged zip, may raise.
BROKEN: Final = (
    OSError, ValueError, EOFError, RuntimeError, MemoryError, LookupError,
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip


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
    path : Path or None
        Where it lies, for a file that is not in a zip.
    stream : callable or None
        Opens its bytes for reading them once from front to back, where there is a faster way for that.
    """

    name: str
    opener: Callable[[], BinaryIO]
    size: int
    path: Path | None = None
    stream: Callable[[], BinaryIO] | None = None

    def open(self) -> BinaryIO:
        """Open the bytes."""
        try:
            return self.opener()
        except BROKEN as error:
            raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None

    def open_stream(self) -> BinaryIO:
        """Open the bytes for reading them once from front to back; `seek` need not work."""
        if self.stream is not None:
            with contextlib.suppress(*BROKEN):
                return self.stream()
        return self.open()

    def read(self, size: int) -> bytes:
        """Read at most so many bytes from the start."""
        with self.open() as file:
            try:
                return _up_to(size, file)
            except BROKEN as error:
                raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None

    def begin(self, wanted: Callable[[bytes], bool]) -> tuple[bytes, bool]:
        """Read how it begins, and its head with it where it is wanted, as opening takes longer than reading."""
        with self.open() as file:
            try:
                start = file.read(START)
                if not wanted(start):
                    return start, False
                # Where the cached property would leave it.
                vars(self)["head"] = start + _up_to(HEAD - len(start), file)
            except BROKEN as error:
                raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None
        return start, True

    @cached_property
    def head(self) -> bytes:
        """The first 64 KiB."""
        return self.read(HEAD)

    @cached_property
    def _decoded_head(self) -> tuple[str, str] | None:
        return decode_text(self.head)

    @cached_property
    def head_text(self) -> str:
        """The first 64 KiB as text, or an empty string where they are not text; a cut last line is left out."""
        decoded = self._decoded_head
        if decoded is None:
            return ""
        text = _without_mark(decoded[0])
        return text.rpartition("\n")[0] or text if len(self.head) == HEAD else text

    def _decoded_whole(self) -> tuple[str, str] | None:
        content = self.read(MAX_TEXT + 1)
        if len(content) > MAX_TEXT:
            raise UnreadableFileError(f"{self.name}: larger than {MAX_TEXT >> 20} MB, too large for a text export")
        return decode_text(content)

    @cached_property
    def kind(self) -> str | None:
        """What a file that is no export is, in words, or None."""
        if not self.head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            return "empty"
        return foreign_type(self.head)

    @cached_property
    def shape(self) -> Shape:
        """What its head looks like, so that only formats that may look so are asked."""
        if self.kind == _DATABASE:
            return "database"
        text = self.head_text.lstrip("\ufeff \t\r\n")
        if text[:1] in _LOOKS:
            return _LOOKS[text[:1]]
        line = _first_line(self.head_text)
        # One in quotation marks may go on in the next line, and more may follow there.
        cells = 3 if '"' in line else 1 + max(map(line.count, ",;\t|"))
        return "words" if cells == 1 else "pair" if cells == 2 else "table"

    @property
    def basename(self) -> str:
        """The file's own name."""
        return self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The same without its ending."""
        begun, _, ending = self.basename.rpartition(".")
        return begun if begun and ending else self.basename

    def text(self) -> tuple[str, str]:
        """Read the whole file as text."""
        # A file that ends within its head is not opened again.
        decoded = self._decoded_head if len(self.head) < HEAD else self._decoded_whole()
        if decoded is None:
            raise UnreadableFileError(f"{self.name}: not text (UTF-8, UTF-16 or Windows-1252); export it again")
        return _without_mark(decoded[0]), decoded[1]


def _first_line(text: str) -> str:
    """Take the first line with anything on it."""
    begun = len(text) - len(text.lstrip())
    start = max(text.rfind("\n", 0, begun), text.rfind("\r", 0, begun)) + 1
    line = _LINE.match(text, start)
    return line[0] if line else ""


def _up_to(size: int, file: BinaryIO) -> bytes:
    """Read piece by piece, as asking a file for all at once would set the whole of it aside.

    A file that ends sooner is read to its end, where a damaged member of a zip shows.
    """
    parts = []
    while size > 0 and (part := file.read(min(size, _PIECE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _without_mark(text: str) -> str:
    """Leave out the line that tells a spreadsheet what separates cells; it counts no line for it either."""
    return text[match.end() :] if (match := _SEPARATOR_TOLD.match(text)) else text


def foreign_type(start: bytes) -> str | None:
    """Say what a file that is no export is, by how it begins."""
    found = _MAGIC.match(start)
    return None if found is None or found.lastindex is None else _KINDS[found.lastindex - 1][2]


def looks_like_media(start: bytes) -> bool:
    """Tell a picture, film, recording or document by how it begins."""
    return (foreign_type(start) or "").startswith(_MEDIA)


def describe_error(error: Exception) -> str:
    """Say why a file could not be opened or read."""
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "locked with a password; unpack it and give what is inside"
    if isinstance(error, OSError) and error.strerror and error.errno != errno.EINVAL:
        return f"cannot be opened ({error.strerror}); check that it is still there and that you may read it"
    return "a damaged or cut-short zip; export or copy it again"
