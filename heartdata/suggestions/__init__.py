"""When to change approach, and to which: coded rules and the choice of a practice."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
