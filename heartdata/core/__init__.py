"""The data model: profile, vocabulary, tables, `Logs`, days, nights, weeks, losses, and the type of thresholds."""
