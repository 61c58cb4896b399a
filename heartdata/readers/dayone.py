"""To be written."""

from heartdata.readers.format import Format

FORMAT = Format("dayone", "Day One", (), "experimental", "", lambda s, p: False, lambda s, p, c: None)
