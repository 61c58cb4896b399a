"""The catalogue of practices, what goes with better days, and trials of one change."""
