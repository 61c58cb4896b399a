"""Reading the file of an Apple Health export: the fast scan where the layout allows it, else the full parse."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING, BinaryIO, Final
from zoneinfo import ZoneInfo

from heartdata.core.progressbar import progress_bar
from heartdata.errors import UnreadableFileError
from heartdata.readers.apps.apple_health.records import Gather
from heartdata.readers.apps.apple_health.scan import NeedsFullParse, Scan
from heartdata.readers.apps.apple_health.xml import MalformedXml, Prolog, parse, read_prolog
from heartdata.readers.files.source import BROKEN

if TYPE_CHECKING:
    from heartdata.readers.files.source import Source

# Large enough for the work that each block takes once to be little, small enough for the cache of a core.
BLOCK: Final = 1024 * 1024
_PROLOG: Final = 256 * 1024
# Smaller files are read before a thread or a bar would have begun.
_READ_AHEAD_FROM: Final = 8 * 1024 * 1024
_BAR_FROM: Final = 64 * 1024 * 1024
_WAITING_BLOCKS: Final = 3
_PIECE: Final = 4096

CUT: Final = "the file is cut off here and the rest is missing: export again"
MALFORMED: Final = "the XML is damaged here and the rest is not read: export again"
DAMAGED_FILE: Final = "the file is damaged here and the rest cannot be read: export again"
PARSED: Final = "the layout is not quite Apple's, so the slower full parse read it; nothing is lost by that"


@dataclass(frozen=True)
class Found:
    """The records of a file, and whether the full parse was needed."""

    gather: Gather
    parsed: bool


class _Blocks:
    """The blocks of a file; a thread unpacks those of a large zip ahead."""

    def __init__(self, file: BinaryIO, source: Source, block: int) -> None:
        self.file, self.source, self.block = file, source, block
        self.ahead = source.path is None and source.size >= _READ_AHEAD_FROM
        self.damaged = False
        self._stop = threading.Event()

    def __iter__(self) -> Generator[bytes, None, None]:
        return self._from_thread() if self.ahead else self._read()

    def _read(self) -> Generator[bytes, None, None]:
        place = 0
        while not self._stop.is_set():
            try:
                block = self.file.read(self.block)
            except BROKEN:
                self.damaged = True
                yield from self._before_damage(place)
                return
            if not block:
                return
            place += len(block)
            yield block

    def _before_damage(self, place: int) -> Iterator[bytes]:
        """Read in small pieces what comes between the last block and the damage."""
        with contextlib.suppress(*BROKEN, UnreadableFileError), self.source.open() as file:
            file.seek(place)
            while piece := file.read(_PIECE):
                yield piece

    def _from_thread(self) -> Generator[bytes, None, None]:
        waiting: queue.Queue[bytes | None] = queue.Queue(_WAITING_BLOCKS)

        def fill() -> None:
            for block in self._read():
                waiting.put(block)
            waiting.put(None)

        thread = threading.Thread(target=fill, daemon=True)
        thread.start()
        try:
            while (block := waiting.get()) is not None:
                yield block
        finally:
            self._stop.set()
            while thread.is_alive():
                with contextlib.suppress(queue.Empty):
                    waiting.get(timeout=0.01)
            thread.join()


def read_file(source: Source, zone: ZoneInfo | None, day_start: time, *, block: int = BLOCK) -> Found:
    """Read the records a diary needs."""
    prolog = read_prolog(source.read(_PROLOG), source.name)
    if prolog is not None and prolog.utf8 and prolog.plain:
        with contextlib.suppress(NeedsFullParse):
            gather = Gather(zone, day_start)
            _scan(source, prolog.root, gather, block)
            return Found(gather.finish(), parsed=False)
    gather = Gather(zone, day_start)
    _parse(source, prolog, gather, block)
    return Found(gather.finish(), parsed=True)


def lines_at(source: Source, places: list[int]) -> list[int]:
    """Return the lines of places in a file by reading it once more."""
    lines: dict[int, int] = {}
    waiting = sorted(set(places), reverse=True)
    line, begins = 1, 0
    with source.open_stream() as file, contextlib.closing(iter(_Blocks(file, source, BLOCK))) as blocks:
        for block in blocks:
            done = 0
            while waiting and waiting[-1] < begins + len(block):
                place = waiting.pop()
                line += block.count(b"\n", done, place - begins)
                done = place - begins
                lines[place] = line
            if not waiting:
                break
            line += block.count(b"\n", done)
            begins += len(block)
    return [lines.get(place, line) for place in places]


def _scan(source: Source, root: int, gather: Gather, size: int) -> None:
    scan = Scan(gather, root)
    with source.open_stream() as file, _progress(source.size) as advance:
        blocks = _Blocks(file, source, size)
        reading = iter(blocks)
        try:
            scan.read(_from(root, reading, advance))
        finally:
            reading.close()
    if blocks.damaged or not scan.closed:
        gather.reject(scan.place, DAMAGED_FILE if blocks.damaged else CUT)


def _parse(source: Source, prolog: Prolog | None, gather: Gather, size: int) -> None:
    with source.open_stream() as file, _progress(source.size) as advance:
        blocks = _Blocks(file, source, size)
        reading = iter(blocks)
        try:
            parse(_from(0, reading, advance), prolog, gather, source.name)
        except MalformedXml as broken:
            gather.reject(broken.place, DAMAGED_FILE if blocks.damaged else CUT if broken.cut else MALFORMED)
        finally:
            reading.close()


def _from(start: int, blocks: Iterator[bytes], advance: Callable[[int], object]) -> Iterator[bytes]:
    skip = start
    for block in blocks:
        advance(len(block))
        if skip < len(block):
            yield block[skip:] if skip else block
        skip = max(skip - len(block), 0)


def _progress(size: int) -> contextlib.AbstractContextManager[Callable[[int], object]]:
    return progress_bar("Apple Health", total=size) if size >= _BAR_FROM else contextlib.nullcontext(lambda _: None)
