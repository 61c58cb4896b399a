"""The weekly report as HTML, PDF and Markdown."""


def __getattr__(name: str) -> object:
    from heartdata._moved import moved_name

    return moved_name(__name__, name)
