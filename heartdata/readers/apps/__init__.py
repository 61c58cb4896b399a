"""One module per app or export format."""
