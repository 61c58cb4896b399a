"""The errors and the warning of the library.

A message says what was given, what is wrong and what to do. It may name a file, a line and a column, never free text.
"""

__all__ = [
    "AmbiguousFormatError", "HeartdataError", "HeartdataWarning", "NotEnoughDataError", "ProfileError",
    "UnknownFormatError", "UnreadableFileError",
]  # fmt: skip


class HeartdataError(Exception):
    """Base class of all errors that heartdata raises.

    Examples
    --------
    >>> from heartdata.readers import read_logs
    >>> try:
    ...     read_logs("nowhere")
    ... except HeartdataError as error:
    ...     print(error)
    nowhere: there is no such file or folder; check the path
    """


class UnknownFormatError(HeartdataError):
    """No format recognises the file, or a folder has no export."""


class AmbiguousFormatError(HeartdataError):
    """More than one format or interpretation fits, and a guess could be wrong."""


class UnreadableFileError(HeartdataError):
    """The file is missing, damaged, locked or not what it claims to be."""


class NotEnoughDataError(HeartdataError):
    """The logs do not have enough data for the question."""


class ProfileError(HeartdataError):
    """A value in ``heartdata.toml`` or a `Profile` is not allowed."""


class HeartdataWarning(UserWarning):
    """Something was read, but an addition to the profile would help."""
