"""Apple Health: a fast, safe scan of `export.xml`, with a full XML parser to fall back on."""
