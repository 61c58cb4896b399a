"""Read a large file of a zip in one pass, faster than `zipfile` does.

`zipfile` copies every block several times. Here blocks are larger, and igzip (the package ``isal``) unpacks at about
twice the speed where it is installed. Lengths and checksum are checked as `zipfile` does.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any, BinaryIO, Final

_HEADER: Final = struct.Struct("<4s22xHH")
_MAGIC: Final = b"PK\x03\x04"
_CHUNK: Final = 64 * 1024
_RAW: Final = -15


def inflater() -> tuple[Any, Any]:
    """Return the fastest module with zlib's functions, and its error."""
    try:
        from isal import isal_zlib
    except ImportError:
        return zlib, zlib.error
    return isal_zlib, isal_zlib.error


class Inflated(io.RawIOBase):
    """A deflated file of a zip, which is closed with it; BadZipFile where it is damaged."""

    def __init__(self, archive: BinaryIO, info: zipfile.ZipInfo) -> None:
        super().__init__()
        self._archive, self._info = archive, info
        self._zlib, self._error = inflater()
        archive.seek(info.header_offset)
        header = archive.read(_HEADER.size)
        if len(header) < _HEADER.size or not header.startswith(_MAGIC):
            raise zipfile.BadZipFile("no local header")
        archive.seek(sum(_HEADER.unpack(header)[1:]), io.SEEK_CUR)
        self._inflate = self._zlib.decompressobj(_RAW)
        self._packed = info.compress_size
        self._left = info.file_size
        self._checksum = 0
        self._waiting = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read at most `size` bytes."""
        wanted = self._left if size < 0 else min(size, self._left)
        parts = []
        while wanted > 0:
            part = self._part(wanted)
            wanted -= len(part)
            self._left -= len(part)
            self._checksum = self._zlib.crc32(part, self._checksum)
            parts.append(part)
        if parts and not self._left and self._checksum != self._info.CRC:
            raise zipfile.BadZipFile("the checksum differs")
        return b"".join(parts)

    def _part(self, size: int) -> bytes:
        while not self._inflate.eof:
            if not self._waiting:
                self._waiting = self._archive.read(min(_CHUNK, self._packed))
                self._packed -= len(self._waiting)
            at_end = not self._waiting
            try:
                part: bytes = self._inflate.decompress(self._waiting, size)
            except self._error:
                raise zipfile.BadZipFile("it cannot be unpacked") from None
            self._waiting = self._inflate.unconsumed_tail
            if part:
                return part
            if at_end:
                break
        raise zipfile.BadZipFile("it ends too early")

    def close(self) -> None:
        """Close the file and the zip."""
        self._archive.close()
        super().close()
