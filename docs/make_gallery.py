"""Draw the gallery: one simulated diary per course, its page, and the README's picture.

python docs/make_gallery.py
"""

from __future__ import annotations

import ast
import hashlib
import io
import sys
import tempfile
import tokenize
from functools import cache
from pathlib import Path
from typing import Any, Final

import heartdata as hd
from heartdata.charts import alt_text, weekly_chart
from heartdata.review.week import WeekReview
from heartdata.storage.files import write_atomically

DOCS: Final = Path(__file__).parent
PAGE: Final = DOCS / "gallery.md"
PICTURES: Final = DOCS / "gallery"
README_PICTURE: Final = DOCS / "heartdata-weekly.png"
DPI: Final = 100
COLOURS: Final = 96
# Seed and week of each course: a week in which the course's own state is true and named.
COURSES: Final = {
    "improving": (2, "2026-W14", "The level comes closer to the usual, week by week."),
    "stuck": (21, "2026-W26", "The level stays below the usual and hardly changes."),
    "slipping": (21, "2026-W26", "Things were getting lighter, and then they turn."),
    "recovered": (21, "2026-W26", "Days are about as they usually were."),
    "sparse": (21, "2026-W26", "Hardly any mood is logged, and the page says what would change that."),
}
# Other people: a diary that is simulated, or the name of a situation of `tests/care/situations.py`.
OTHERS: Final[dict[str, tuple[str | dict[str, Any], str]]] = {
    "two days after": ("two days after a mother's death", "A few warm words, and nothing is measured."),
    "deep drop": ("0.2 for five weeks after a break-up", "In hard weeks help comes first, and numbers are few."),
    "steady": (
        {"seed": 5, "course": "recovered", "usual": 7.0, "sd": 0.6, "scale": "0-10"},
        "Somebody whose days are much alike, back around the usual.",
    ),
    "one-line notes": ("one-line notes", "Nothing else is logged, and the notes are short."),
    "nights only": ("nights only", "There is no mood to go by, so nothing is said of it."),
    "untracked signs": (
        {"seed": 12, "course": "improving", "journal": False, "sleep": False, "signs": ()},
        "Some of the signs are not tracked, which is said in one line.",
    ),
}
SAMPLE: Final = "sample data"
#: What each page is called.
TITLES: Final = {
    "improving": "Getting lighter",
    "stuck": "Not much change",
    "slipping": "Harder weeks",
    "recovered": "Around the usual again",
    "sparse": "Too few entries to say much",
    "two days after": "Two days after a mother's death",
    "deep drop": "Five very hard weeks",
    "steady": "Hardly any ups and downs",
    "one-line notes": "A mood and a line a day",
    "nights only": "Only a sleep app",
    "untracked signs": "A mood and a few tags",
}
_HEAD: Final = """\
# Gallery

Eleven invented people and what heartdata says about one of their weeks. Five are simulated by `simulate_logs` with a
known course, and their weeks are chosen so that each picture shows the state it is named after; in other weeks it may
be too early to say, or the state may be named later than it began. `python docs/make_gallery.py` makes this page; a
test checks that it is up to date.
"""


@cache
def review_of(course: str) -> WeekReview:
    """Return the week of one simulated diary, or of the sample data."""
    if course == SAMPLE:
        return hd.review_week(hd.read_logs(DOCS.parent / "sample_data"))
    if course in OTHERS:
        return _review_of_other(OTHERS[course][0])
    seed, week, _ = COURSES[course]
    return hd.review_week(hd.simulate_logs(seed=seed, course=course), week)  # type: ignore[arg-type]


def _review_of_other(given: str | dict[str, Any]) -> WeekReview:
    """Review the last week of a simulated diary, or of somebody in a situation."""
    if isinstance(given, dict):
        return hd.review_week(hd.simulate_logs(**given))
    sys.path.insert(0, str(DOCS.parent))
    from tests.care.situations import SITUATIONS

    with tempfile.TemporaryDirectory() as folder:
        situation = next(s for s in SITUATIONS if s.name == given)
        return hd.review_week(hd.read_logs(situation.write(Path(folder, "exports"))))


def file_name(course: str) -> str:
    """Return the name of a person's picture."""
    return f"{course.replace(' ', '-')}.png"


def fingerprint() -> str:
    """Hash what the pictures depend on: the text of each week, and the code that draws it."""
    texts = [alt_text(review_of(course)) for course in (*COURSES, *OTHERS, SAMPLE)]
    drawn = [code_of(path) for path in sorted((DOCS.parent / "heartdata" / "charts").glob("*.py"))]
    return hashlib.sha256("\n".join([*texts, *drawn, code_of(Path(__file__))]).encode()).hexdigest()[:16]


def code_of(path: Path) -> str:
    """Return a module's code without comments, docstrings and empty lines, which change no picture."""
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            lines[token.start[0] - 1] = lines[token.start[0] - 1][: token.start[1]].rstrip()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.end_lineno:
            lines[node.lineno - 1 : node.end_lineno] = [""] * (node.end_lineno - node.lineno + 1)
    return "\n".join(line for line in lines if line.strip())


def page() -> str:
    """Return the page."""
    parts = [_HEAD]
    for course, about in [*((name, given[-1]) for name, given in COURSES.items()),
                          *((name, given[-1]) for name, given in OTHERS.items())]:  # fmt: skip
        review = review_of(course)
        alt = alt_text(review).replace("[", "(").replace("]", ")")
        parts.append(f"## {TITLES[course]}\n\n{about}\n")
        parts.append(f"> {review.progress['sentence']}\n")
        parts.append(f"![{alt}](gallery/{file_name(course)})\n")
    parts.append(f"<!-- made from {fingerprint()} -->\n")
    return "\n".join(parts)


def picture(course: str) -> bytes:
    """Draw one chart, small enough for a page of them."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    weekly_chart(review_of(course)).savefig(drawn, format="png", dpi=DPI)
    colours = Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    colours.save(small, format="png", optimize=True)
    return small.getvalue()


def main() -> None:
    """Write the pictures and the page."""
    for course in (*COURSES, *OTHERS, SAMPLE):
        place = README_PICTURE if course == SAMPLE else PICTURES / file_name(course)
        written = write_atomically(place, picture(course))
        written.chmod(0o644)
        print(f"{written.name}: {written.stat().st_size // 1000} kB")
    write_atomically(PAGE, page().encode()).chmod(0o644)


if __name__ == "__main__":
    main()
