"""Count what one call unpacks and reads, and stop where it is far more than its files are on disk."""

from __future__ import annotations

import io
import os
from collections import Counter
from typing import BinaryIO, Final, Literal

from heartdata.readers.thresholds import limit

What = Literal["unpacked", "streamed", "lines", "json_weight", "cells"]

_PIECES: Final = {"lines": "lines", "json_weight": "values", "cells": "cells"}


class TooLargeError(ValueError):
    """More than any export holds; the message says what to do."""


class Budget:
    """What the files of one call may still unpack to and hold, by the bytes they take on disk."""

    def __init__(self) -> None:
        self.on_disk = 0
        self._spent: Counter[str] = Counter()
        self._seen: dict[object, int] = {}

    def allows_files(self, count: int) -> bool:
        """Return whether one more file is read after so many."""
        return count < limit("files_always") or count < int(limit("files_per_byte") * self.on_disk)

    def spend(self, what: What, amount: int) -> None:
        """Count something that is read."""
        self._spent[what] = spent = self._spent[what] + amount
        if spent > limit(f"{what}_always") and spent > limit(f"{what}_per_byte") * self.on_disk:
            if what in _PIECES:
                raise TooLargeError(f"with the files before it, too many {_PIECES[what]} for one call; read it alone")
            raise TooLargeError("unpacks to far more than any export; unpack it and give only your exports")

    def spend_up_to(self, what: What, key: object, place: int) -> None:
        """Count a file's bytes up to a place; what is read again counts once."""
        before = self._seen.get(key, 0)
        if place > before:
            self._seen[key] = place
            self.spend(what, place - before)


class Metered(io.BufferedIOBase):
    """A file of a zip whose bytes are counted."""

    def __init__(self, file: BinaryIO, budget: Budget, what: What, key: str) -> None:
        super().__init__()
        self._file, self._budget, self._what, self._key, self._place = file, budget, what, (what, key), 0

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
        self._budget.spend_up_to(self._what, self._key, self._place)
        return content

    def seek(self, place: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a place; what is passed over is unpacked, and counts."""
        self._place = self._file.seek(place, whence)
        self._budget.spend_up_to(self._what, self._key, self._place)
        return self._place

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        super().close()
