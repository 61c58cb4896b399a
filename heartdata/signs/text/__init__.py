"""Journal text to daily measures; no word of the text leaves this room."""
