"""To be written."""

from heartdata.readers.format import Format

FORMAT = Format("jrnl", "jrnl", (), "experimental", "", lambda s, p: False, lambda s, p, c: None)
