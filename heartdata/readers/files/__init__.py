"""Files, folders and zips: finding sources, decoding them, and the profile beside them."""
