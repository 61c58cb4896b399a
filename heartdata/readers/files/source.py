"""One file, on disk or in a zip: its bytes, its text, and its type where it is no export."""

from __future__ import annotations

import codecs
import contextlib
import errno
import lzma
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import BinaryIO, Final, Literal

from heartdata.core.formatting import without_marks
from heartdata.errors import UnreadableFileError
from heartdata.readers.files.meter import Budget, TooLargeError
from heartdata.readers.files.sift import sift
from heartdata.readers.thresholds import limit

Shape = Literal["database", "json", "markup", "pair", "table", "words"]

HEAD: Final = 64 * 1024
# How much of a file shows its encoding [byte].
_SAMPLE: Final = 64 * 1024
_READ: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_BEGINNING: Final = 256
_BYTE_ORDERS: Final = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_PIECE: Final = 1024 * 1024
# Heuristic: exports of a lifetime stay well below; a larger file is no diary, or a zip bomb.
MAX_TEXT: Final = 256 * 1024 * 1024
# Of larger tables only the lines with something wanted are kept in memory [byte].
SIFTED: Final = 16 * 1024 * 1024

# `Source.shape` compares with this text.
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
_SHAPES: Final[dict[str, Shape]] = {"{": "json", "[": "json", "<": "markup"}
# Readers of JSON pass over any space before it.
_BEGUN: Final = re.compile(r"[^\s\ufeff]")
_LINE: Final = re.compile(r"[^\r\n]*")
_SEPARATOR_LINE: Final = re.compile(r"sep=[;,|\t](?:\r\n|\n|\r)", re.IGNORECASE)
_MAGIC: Final = re.compile(b"|".join(b"(" + b"." * at + re.escape(magic) + b")" for at, magic, _ in _KINDS), re.DOTALL)
_MEDIA: Final = ("a picture", "a film", "a recording", "a PDF document")
# All of the above are recognised by so many bytes.
START: Final = 16
# Exceptions raised for unreadable files and damaged zips.
BROKEN: Final = (
    OSError, ValueError, EOFError, RuntimeError, MemoryError, LookupError,
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, lzma.LZMAError, struct.error,
)  # fmt: skip


@dataclass(frozen=True)
class Unreadable:
    """A file that could not be opened, and why."""

    name: str  # the file, as shown to people
    reason: str  # what is wrong and what to do


@dataclass(frozen=True, eq=False)
class Folder:
    """The names of the files in one folder, and of all that were given."""

    names: Sequence[str]
    every: Callable[[], Iterable[str]] = tuple


# Not frozen: thousands are made, and that takes three times as long.
@dataclass(eq=False)
class Source:
    """One file, on disk or in a zip."""

    name: str  # its path below what was given, as shown to people; a zip is shown like a folder
    opener: Callable[[], BinaryIO]  # opens its bytes
    size: int  # its stated size [bytes]
    path: str | None = None  # its path, for a file that is not in a zip
    stream: Callable[[], BinaryIO] | None = None  # opens its bytes for one fast pass from front to back, where possible
    # Opens another file of the same folder or zip by its path from this one; none where a single file was given.
    beside: Callable[[str], BinaryIO] | None = None
    modified: date | None = None  # the day its file was last changed, where that is known
    folder: Folder | None = None  # where it lies; None where a single file was given
    sheet: bool = False  # whether it is a sheet of a spreadsheet, as CSV
    on_disk: int = 0  # the bytes it takes there; in a zip, packed
    budget: Budget = field(default_factory=Budget, repr=False)  # what all files of a call may hold

    def open(self) -> BinaryIO:
        """Open the bytes."""
        try:
            return self.opener()
        except BROKEN as error:
            raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None

    def open_stream(self) -> BinaryIO:
        """Open the bytes for one pass from front to back; `seek` need not work."""
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

    def text_beside(self, path: str, size: int = _PIECE) -> str:
        """Return the beginning of another file of the same folder or zip as text; empty where there is none."""
        if self.beside is None:
            return ""
        try:
            with self.beside(path) as file:
                decoded = decode_text(_up_to(size, file))
        except BROKEN:
            return ""
        return "" if decoded is None else _without_mark(decoded[0])

    def begin(self, wanted: Callable[[bytes], bool]) -> tuple[bytes, bool]:
        """Read the first bytes, and the head too where `wanted` says so: opening takes longer than reading."""
        if self.path is not None:
            return self._begin_on_disk(self.path, wanted)
        with self.open() as file:
            try:
                start = file.read(START)
                if not wanted(start):
                    return start, False
                # Where the cached property stores it.
                vars(self)["head"] = start + _up_to(HEAD - len(start), file)
            except BROKEN as error:
                raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None
        return start, True

    def _begin_on_disk(self, path: str, wanted: Callable[[bytes], bool]) -> tuple[bytes, bool]:
        try:
            head = _head_of(path, min(self.size, HEAD))
        except BROKEN as error:
            raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None
        start = head[:START]
        if not wanted(start):
            return start, False
        vars(self)["head"] = head
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
        """The first 64 KiB as text without a cut last line; empty where they are not text."""
        decoded = self._decoded_head
        if decoded is None:
            return ""
        text = _without_mark(decoded[0])
        return text.rpartition("\n")[0] or text if len(self.head) == HEAD else text

    @cached_property
    def folded_head(self) -> str:
        """The same in folded letters, without hidden marks."""
        return without_marks(self.head_text.casefold())

    def _decoded_whole(self) -> tuple[str, str] | None:
        content = self.read(MAX_TEXT + 1)
        if len(content) > MAX_TEXT:
            raise UnreadableFileError(f"{self.name}: larger than {MAX_TEXT >> 20} MB, too large for a text export")
        return decode_text(content)

    @cached_property
    def foreign_type(self) -> str | None:
        """What the file is, in words, where it cannot be an export."""
        if not self.head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
            return "empty"
        return file_type(self.head)

    @cached_property
    def shape(self) -> Shape:
        """The shape of its head; only formats of that shape are asked."""
        if self.foreign_type == _DATABASE:
            return "database"
        begun = _BEGUN.search(self.head_text)
        if begun and begun[0] in _SHAPES:
            return _SHAPES[begun[0]]
        line = _first_line(self.head_text)
        # A cell in quotation marks may go on in the next line, with more cells behind it.
        cells = 3 if '"' in line else 1 + max(map(line.count, ",;\t|"))
        return "words" if cells == 1 else "pair" if cells == 2 else "table"

    @property
    def tabular(self) -> bool:
        """Whether it is meant as a table."""
        return self.sheet or self.name.lower().endswith((".csv", ".tsv"))

    @property
    def basename(self) -> str:
        """The file's own name."""
        return self.name.rpartition("/")[2]

    @property
    def stem(self) -> str:
        """The file's name without its extension."""
        begun, _, ending = self.basename.rpartition(".")
        return begun if begun and ending else self.basename

    def text(self) -> tuple[str, str]:
        """Read the whole file as text."""
        # A file that ends within its head is not opened again.
        decoded = self._decoded_head if len(self.head) < HEAD else self._decoded_whole()
        if decoded is None:
            raise UnreadableFileError(f"{self.name}: not text (UTF-8, UTF-16 or Windows-1252); export it again")
        self._count(decoded[0])
        return _without_mark(decoded[0]), decoded[1]

    def sifted_text(self, wanted: re.Pattern[bytes]) -> tuple[str, str, int]:
        """Read a large table without the lines that have nothing `wanted`, and count these; they are left blank."""
        if self.size <= SIFTED or self._decoded_head is None or self._decoded_head[1] == "UTF-16":
            return *self.text(), 0
        with self.open() as file:
            try:
                content, left_out = sift(file, wanted, self.on_disk, MAX_TEXT)
            except BROKEN as error:
                raise UnreadableFileError(f"{self.name}: {describe_error(error)}") from None
        decoded = decode_text(content)
        if decoded is None:
            raise UnreadableFileError(f"{self.name}: not text (UTF-8, UTF-16 or Windows-1252); export it again")
        return _without_mark(decoded[0]), decoded[1], left_out

    def _count(self, text: str) -> None:
        """Count the lines or values of a text; raises where there are too many to read them in bounded memory."""
        what: Literal["json_weight", "lines"] = "json_weight" if self.shape == "json" else "lines"
        if what == "lines":
            count, most = max(text.count("\n"), text.count("\r")), self.on_disk / limit("bytes_per_line")
        else:
            count = text.count(",") + 3 * (text.count("[") + text.count("{"))
            most = self.on_disk / limit("bytes_per_json_weight")
        if count > max(limit(what), most):
            many = "lines" if what == "lines" else "values"
            unpack = ", or unpack the zip and give the file itself" if self.path is None else ""
            raise UnreadableFileError(
                f"{self.name}: too many {many} for a diary; split it and give the parts you need{unpack}"
            )
        if "counted" not in vars(self):
            vars(self)["counted"] = True
            try:
                self.budget.spend(what, count)
            except TooLargeError as error:
                raise UnreadableFileError(f"{self.name}: {error}") from None


def _first_line(text: str) -> str:
    """Return the first line that is not blank."""
    begun = len(text) - len(text.lstrip())
    start = max(text.rfind("\n", 0, begun), text.rfind("\r", 0, begun)) + 1
    line = _LINE.match(text, start)
    return line[0] if line else ""


def _head_of(path: str, size: int) -> bytes:
    """Read the beginning of a file; an object for it would take longer than reading."""
    number = os.open(path, _READ)
    try:
        head = os.read(number, HEAD)
        # A file of the system may state no size, and one may be cut off by a signal.
        while len(head) < HEAD and (not size or len(head) < size) and (part := os.read(number, HEAD - len(head))):
            head += part
        return head
    finally:
        os.close(number)


def _up_to(size: int, file: BinaryIO) -> bytes:
    """Read in pieces: a single read would allocate all of it, and damage in a zip shows only at its end."""
    parts = []
    while size > 0 and (part := file.read(min(size, _PIECE))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _without_mark(text: str) -> str:
    """Drop the line "sep=;", which spreadsheets do not count either."""
    return text[match.end() :] if (match := _SEPARATOR_LINE.match(text)) else text


def file_type(start: bytes) -> str | None:
    """Return what a file is, in words, by its first bytes, where it cannot be an export."""
    return _file_type(start[:START])


# Most files are asked for twice, and begin like the one before.
@lru_cache(maxsize=64)
def _file_type(start: bytes) -> str | None:
    found = _MAGIC.match(start)
    return None if found is None or found.lastindex is None else _KINDS[found.lastindex - 1][2]


def looks_like_media(start: bytes) -> bool:
    """Return whether the first bytes are those of a picture, film, recording or PDF."""
    return (file_type(start) or "").startswith(_MEDIA)


def describe_error(error: Exception) -> str:
    """Return why a file could not be read, and what to do."""
    if isinstance(error, TooLargeError):
        return str(error)
    if isinstance(error, RuntimeError) and "password" in str(error):
        return "locked with a password; unpack it and give what is inside"
    if isinstance(error, OSError) and error.strerror and error.errno != errno.EINVAL:
        return f"cannot be opened ({error.strerror}); check that it is still there and that you may read it"
    return "a damaged or cut-short zip; export or copy it again"


def decode_text(content: bytes) -> tuple[str, str] | None:
    """Decode UTF-8, UTF-16 or Windows-1252, also with a few damaged lines; None where it is no text."""
    found = _as_utf_16(content) or _as_utf_8(content)
    if found is None:
        sample = content[:_SAMPLE]
        if _count_control(sample) > 0.01 * len(sample):
            return None
        # Line by line, so that one damaged line does not garble the umlauts and emoji of the others.
        found = "".join(map(_decode_line, re.split(rb"(?<=\n)", content))), "Windows-1252"
    text, encoding = found
    if (zeros := text.count("\0", 0, _SAMPLE)) and zeros > 0.01 * len(text[:_SAMPLE]) + 8:
        return None
    return text.lstrip("\ufeff"), encoding


def _count_control(sample: bytes) -> int:
    return sum(sample.count(bytes([b])) for b in range(32) if b not in (9, 10, 12, 13))


def _as_utf_16(content: bytes) -> tuple[str, str] | None:
    if marked := _BYTE_ORDERS.get(content[:2]):
        return _decode_utf_16(content, marked)
    if content.find(0, 0, _SAMPLE) < 0:
        return None
    # Without a byte order mark, every other byte of Western text is zero; the first line is Western in any language.
    for sample in (content[:_BEGINNING], content[:_SAMPLE]):
        for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
            zeros, others = sample[offset::2].count(0), sample[1 - offset :: 2].count(0)
            if zeros > 0.2 * len(sample) and others < 0.01 * len(sample):
                return _decode_utf_16(content, encoding)
    return None


def _decode_utf_16(content: bytes, encoding: str) -> tuple[str, str]:
    return content[: len(content) // 2 * 2].decode(encoding, "replace"), "UTF-16"


def _as_utf_8(content: bytes) -> tuple[str, str] | None:
    try:
        return content.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError as error:
        # The beginning of a file may end inside a character.
        if error.reason == "unexpected end of data" and len(content) - error.start < 4:
            return content[: error.start].decode("utf-8"), "UTF-8"
    return None


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
