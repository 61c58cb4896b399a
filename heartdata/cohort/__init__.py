"""Many people at once: worker processes, a store that lets a run continue, one table."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
