"""To be written."""

from heartdata.readers.format import Format

FORMAT = Format("sleep_as_android", "Sleep as Android", (), "experimental", "", lambda s, p: False, lambda s, p, c: None)
