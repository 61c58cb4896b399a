"""Thresholds of reading: what one call may unpack and keep, so that no file fills the memory."""

from __future__ import annotations

from typing import Final

from heartdata.core.thresholds import Rule, Thresholds

RULES: Final = Thresholds(
    {
        "unpacked_always": Rule(128 * 1024 * 1024, "bytes a zip may unpack to, however small it is", "heuristic"),
        "ratio": Rule(
            50, "times its size that a zip may unpack to", "heuristic: exports of apps pack to a third to a thirtieth"
        ),
        "ratio_streamed": Rule(
            200, "the same for a file that is read in one pass, in little memory", "heuristic: Apple Health packs best"
        ),
        "lines": Rule(500_000, "lines of one table or text", "heuristic: 45 lines a day for thirty years"),
        "json_weight": Rule(
            8_000_000,
            "commas, and three for each list or object, of one JSON file",
            "heuristic: about 800 MB in memory",
        ),
        "names": Rule(
            10_000, "different activities and tags kept of one call", "heuristic: people have at most hundreds"
        ),
        "rows": Rule(500_000, "rows kept of one call", "heuristic: 45 rows a day for thirty years"),
    }
)
limit = RULES.limit
