"""The state of recovery, day by day, from past data only."""
