"""Count what is unpacked from a zip, and stop where it is far more than any export."""

from __future__ import annotations

import io
import os
from typing import BinaryIO

from heartdata.readers.files.source import TooLargeError
from heartdata.readers.thresholds import limit


class Meter:
    """What one zip, with all zips in it, may still unpack to."""

    def __init__(self, packed: int, ratio: str) -> None:
        self.left = max(limit("unpacked_always"), limit(ratio) * packed)
        self._seen: dict[object, int] = {}

    def spend(self, key: object, place: int) -> None:
        """Count a file's bytes up to a place; what is read again counts once."""
        self.left -= max(place - self._seen.get(key, 0), 0)
        self._seen[key] = max(place, self._seen.get(key, 0))
        if self.left < 0:
            raise TooLargeError("unpacks to far more than any export; unpack it and give only your exports")


class Metered(io.BufferedIOBase):
    """A file of a zip whose bytes are counted."""

    def __init__(self, file: BinaryIO, meter: Meter, key: object) -> None:
        super().__init__()
        self._file, self._meter, self._key, self._place = file, meter, key, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return whether the file can be read from another place."""
        return self._file.seekable()

    def read(self, size: int | None = -1, /) -> bytes:
        """Read at most `size` bytes."""
        content = self._file.read(-1 if size is None else size)
        self._place += len(content)
        self._meter.spend(self._key, self._place)
        return content

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; what is passed over is unpacked, and counts."""
        self._place = self._file.seek(place, whence)
        self._meter.spend(self._key, self._place)
        return self._place

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
