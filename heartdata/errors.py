"""The errors that may leave the library, and the one warning it gives.

A message says what was given, what is wrong and what to do. It may name a file, a line and a column, never a
cell of free text.
"""

__all__ = [
    "AmbiguousFormatError",
    "HeartdataError",
    "HeartdataWarning",
    "NotEnoughDataError",
    "ProfileError",
    "UnknownFormatError",
    "UnreadableFileError",
]


class HeartdataError(Exception):
    """Anything heartdata could not do with what it was given.

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
    """No format recognises the file, or a folder holds no export."""


class AmbiguousFormatError(HeartdataError):
    """More than one format or reading fits, and guessing could be wrong."""


class UnreadableFileError(HeartdataError):
    """The file is missing, damaged, locked or not what it claims to be."""


class NotEnoughDataError(HeartdataError):
    """The logs hold too little for the question asked."""


class ProfileError(HeartdataError):
    """Something in ``heartdata.toml`` or a `Profile` is not allowed."""


class HeartdataWarning(UserWarning):
    """Something was read, but the person may want to add to their profile."""
