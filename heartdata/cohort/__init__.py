"""Many people at once: a pool of workers, a resumable store, one table."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
