import pytest

import heartdata as hd
from heartdata.core.logs import Logs
from heartdata.core.profile import Profile
from heartdata.report.help_block import help_block
from heartdata.review.help_lines import HELP
from tests.made_logs import moods
from tests.made_reviews import full


@pytest.mark.parametrize(
    ("changes", "at_top"), [({}, False), ({"help_first": True}, True), ({"first_days": True}, True)]
)
def test_help_is_at_the_top_or_the_end_never_both(changes: dict[str, bool], at_top: bool) -> None:
    review = full(**changes)
    shown, empty = (help_block(review, top=at_top), help_block(review, top=not at_top))
    assert shown.lines == (*review.first_words(), *review.help_lines())
    assert all(line.split(" (")[0].replace("'", "&#x27;") in shown._repr_html_() for line in shown.lines)
    assert repr(shown).splitlines() == list(shown.lines)
    assert (empty.lines, repr(empty), empty._repr_html_()) == ((), "", "<div></div>")


def test_it_works_from_logs_and_without_an_entry() -> None:
    assert help_block(moods([5.0, 6.0] * 20)).lines == (HELP,)
    assert help_block(moods([0.5] * 40), top=True).lines == (HELP,)
    named = Logs(profile=Profile(support={"name": "Ana <b>"}))
    assert help_block(named, top=True).lines == ()
    assert "You could call Ana &lt;b&gt;." in help_block(named)._repr_html_()


def test_help_is_shown_at_the_top_or_at_the_end_and_not_twice() -> None:
    review = hd.review_week(hd.simulate_logs(seed=7, course="recovered"))
    assert len(help_block(review, top=True).lines) + len(help_block(review).lines) == len(review.help_lines())
