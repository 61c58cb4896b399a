"""The weekly report as HTML, PDF and Markdown."""
