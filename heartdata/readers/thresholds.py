"""Thresholds of reading: what one call may unpack and keep, so that no file fills the memory."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

RULES: Final = Thresholds(
    {
        # What all files of a call may unpack to and hold: the larger of both, by the bytes they take on disk.
        "unpacked_always": Rule(128 * 1024 * 1024, "bytes zips may unpack to, however small they are", "heuristic"),
        "unpacked_per_byte": Rule(
            50, "bytes a zip may unpack to", "heuristic: exports of apps pack to a third to a thirtieth"
        ),
        "streamed_always": Rule(128 * 1024 * 1024, "the same for a file read in one pass", "heuristic"),
        "streamed_per_byte": Rule(
            200, "the same for a file that is read in one pass, in little memory", "heuristic: Apple Health packs best"
        ),
        "lines_always": Rule(500_000, "lines of texts and tables", "heuristic: about 10 s"),
        "lines_per_byte": Rule(0.1, "lines of texts and tables", "heuristic: zipped rows take about ten bytes"),
        "json_weight_always": Rule(16_000_000, "weight of JSON, as below", "heuristic: about 10 s"),
        "json_weight_per_byte": Rule(2, "weight of JSON, as below", "heuristic: twenty times what exports have"),
        "files_always": Rule(30_000, "files", "heuristic: a note a day for eighty years"),
        "files_per_byte": Rule(0.001, "files", "heuristic: exports of many files have some thousand bytes in each"),
        "cells_always": Rule(4_000_000, "cells of spreadsheets", "heuristic: a diary of a lifetime has a tenth"),
        "cells_per_byte": Rule(0.2, "cells of spreadsheets", "heuristic: a zipped cell takes about five bytes"),
        # What one file may hold.
        "lines": Rule(400_000, "lines of one table or text", "heuristic: 36 lines a day for thirty years"),
        "bytes_per_line": Rule(
            25, "bytes on disk for each further line", "heuristic: a time and a number; shorter lines are no export"
        ),
        "bytes_per_left_line": Rule(
            4, "bytes on disk for each further line that is only passed over", "heuristic: 40 bytes, zipped to a tenth"
        ),
        "json_weight": Rule(
            8_000_000,
            "commas, and three for each list or object, of one JSON file",
            "heuristic: about 800 MB in memory",
        ),
        "bytes_per_json_weight": Rule(6, "bytes on disk for more of them", "heuristic: exports have at least seven"),
        "names": Rule(
            10_000, "different activities and tags kept of one call", "heuristic: people have at most hundreds"
        ),
        "columns": Rule(1000, "columns of a table of one's own that are looked at", "heuristic: people have dozens"),
        "rows": Rule(500_000, "rows kept of one call", "heuristic: 45 rows a day for thirty years"),
    }
)
limit = RULES.limit
