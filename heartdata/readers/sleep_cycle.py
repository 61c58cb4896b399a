"""To be written."""

from heartdata.readers.format import Format

FORMAT = Format("sleep_cycle", "Sleep Cycle", (), "experimental", "", lambda s, p: False, lambda s, p, c: None)
