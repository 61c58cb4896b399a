"""The command line: one module per command or family of commands."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
