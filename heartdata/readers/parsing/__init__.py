"""What formats share: delimited text, JSON, dates, scales, Markdown and SQLite."""
