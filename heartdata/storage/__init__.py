"""Atomic, owner-only writing of files, and the manifest of what was written."""
