"""The catalogue of practices, what goes with better days, and trials of one change."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
