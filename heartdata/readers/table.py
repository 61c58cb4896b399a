"""To be written."""

from heartdata.readers.format import Format

FORMAT = Format("table", "hand-made", (), "experimental", "", lambda s, p: False, lambda s, p, c: None)
