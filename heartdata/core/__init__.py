"""The data model: profile, vocabulary, typed tables, `Logs`, days, nights and weeks."""
