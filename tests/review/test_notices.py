import re
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from heartdata.core.formatting import days
from heartdata.core.logs import Logs, table
from heartdata.core.profile import Profile
from heartdata.core.vocabulary import KINDS_OF_LOSS, MEASURES, SIGNS, STATES
from heartdata.errors import HeartdataWarning
from heartdata.readers import read_logs
from heartdata.recovery.sentences import CLOSE
from heartdata.report.weekly import weekly_report
from heartdata.review.build import review_week
from heartdata.review.help_lines import HELP
from heartdata.review.notices import NOT_A_DEVICE, coverage, headline, lead, question
from tests.made_logs import MONDAY, activity, moods, night, nights
from tests.made_reviews import bare
from tests.review.test_build import everything

FORBIDDEN = re.compile(
    r"\b(fail\w*|relaps\w*|should\w*|normal\w*|streak\w*|reset\w*|must|missed|bad|worse|worst|poor|ex|your ex|"
    r"depress\w*|disorder\w*|diagnos\w*|suicid\w*|nan|none|null)\b",
    re.IGNORECASE,
)


def situations() -> list[Logs]:
    found = [
        everything(weeks=w, seed=s, missing=m) for s, (w, m) in enumerate([(16, 0.1), (16, 0.9), (2, 0.5), (6, 0)])
    ]
    profiles = [Profile(), Profile(usual=7), Profile(loss_date=MONDAY + timedelta(days=21), loss_kind="death")]
    found += [
        moods([5.0, 5.5, 4.5] * 7 + [last] * 7, profile=profile)
        for last in (0.0, 2.0, 5.0, 9.0, 10.0)
        for profile in profiles
    ]
    found += [moods([5.0]), moods([5.0, None, None, 4.0]), moods([5.0] * 8), moods([float("nan")])]
    found.append(nights(night(None, None, MONDAY, asleep_h=6.0)))
    found.append(nights(night(datetime(2026, 3, 2, 23), datetime(2026, 3, 3, 7))))
    found.append(nights(night(None, datetime(2026, 3, 3, 7))))
    found.append(Logs(activities=table("activities", [activity(MONDAY, "walk", "practice")])))
    return found


@pytest.mark.parametrize("logs", situations())
def test_sentences_are_complete_kind_and_without_forbidden_words(logs: Logs) -> None:
    for week in {review_week(logs).week, "2026-W10"} if pd.Timestamp(MONDAY) in logs.days else {review_week(logs).week}:
        review = review_week(logs, week)
        lines = review.sentences()
        assert 2 <= len(lines) <= 6
        for line in lines:
            assert not FORBIDDEN.search(line), line
            assert re.fullmatch(r"[A-Z0-9].*[.?]", line), line
            assert "  " not in line
            assert " ," not in line
        assert lines[0].startswith(headline(review))


def test_the_words_of_the_field_are_kind_too() -> None:
    shown = [*STATES.values(), *KINDS_OF_LOSS.values(), *(s.label for s in SIGNS.values())]
    shown += [m.label for m in MEASURES.values()] + [HELP]
    assert not [words for words in shown if FORBIDDEN.search(words)]


def test_help_names_no_number_and_is_the_same_everywhere() -> None:
    assert not re.search(r"\d", HELP)
    assert "findahelpline.com" in HELP
    assert "not a medical device" in NOT_A_DEVICE


def test_a_week_in_full() -> None:
    rows = [night(datetime(2026, 3, 1, 23) + timedelta(days=i), datetime(2026, 3, 2, 7) + timedelta(days=i),
                  asleep_h=7.0) for i in range(7)]  # fmt: skip
    walks = [activity(MONDAY + timedelta(days=i), "evening walk", "practice") for i in range(3)]
    logs = Logs(
        ratings=moods([5.0, 6.0, 5.0, 6.0, 5.0]).ratings,
        sleep=table("sleep", rows),
        activities=table("activities", walks),
        profile=Profile(usual=7),
    )
    review = review_week(logs)
    assert review.sentences() == [
        "Mood 5.4 of 10 on average. It's too early to say how things are going. "
        f"{review.progress['reason'][0].upper()}{review.progress['reason'][1:]}.",
        "5 of 7 days have an entry.",
        "Mood: 5.4 of 10 on average over 5 days. Your usual is 7.0 (as you told me).",
        "Sleep: 7.0 hours a night over 7 nights, to bed around 23:00 and up around 07:00.",
        "What you did for yourself and with others: evening walk on 3 days.",
    ]


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (8.0, "higher than the week before (5.0)"),
        (2.0, "Mood: 2.0 of 10 on average over 7 days."),  # a hard week, in which nobody is told how much better it was
        (5.0, "about the same as the week before (5.0)"),
    ],
)  # fmt: skip
def test_comparing_weeks(last: float, said: str) -> None:
    assert said in review_week(moods([5.0] * 21 + [last] * 7)).sentences()[2]


def test_days_that_may_be_in_the_future_are_not_described_as_past() -> None:
    review = review_week(moods([5.0] * 31))  # to a Wednesday
    assert coverage(review) == "3 of 7 days have an entry, and 24 of the last 28. You're compared only with yourself."


def test_moods_without_a_level_are_not_called_missing(tmp_path: Path) -> None:
    lines = [f"2026-03-{day:02d},,,8:00 pm,mellow,walk,," for day in range(1, 21)]
    (tmp_path / "a.csv").write_text("\n".join(["full_date,date,weekday,time,mood,activities,note_title,note", *lines]))
    with pytest.warns(HeartdataWarning, match="mellow"):
        logs = read_logs(tmp_path)
    said = review_week(logs).sentences()
    assert said[0].startswith("Too early to say. 20 of the last 28 days have moods whose number I don't know yet; ")
    assert said[2] == (
        "I don't average this week's mood, as \"mellow\" has no number yet. You can give one to each name, from 1 "
        "(worst) to 5 (best), under [moods] in heartdata.toml."
    )


def test_known_and_unknown_mood_names_are_listed(tmp_path: Path) -> None:
    names = ["mellow", "mellow", "awful", "low", "good"] * 8
    lines = [f"2026-0{3 + k // 28}-{k % 28 + 1:02d},,,8:00 pm,{name},walk,,\n" for k, name in enumerate(names)]
    (tmp_path / "a.csv").write_text("full_date,date,weekday,time,mood,activities,note_title,note\n" + "".join(lines))
    with pytest.warns(HeartdataWarning, match=r'"mellow" = \? "low" = \? \(known: "awful" = 1, "good" = 4\)'):
        review = review_week(read_logs(tmp_path))
    assert review.mood["mean"] is None
    assert 'as "mellow" and "low" have no number yet' in review.sentences()[2]
    assert review.sentences()[2].endswith('Known so far: "awful" is 1, "good" is 4.')
    assert "no number" in weekly_report(review).markdown


def test_different_levels_are_never_called_the_same() -> None:
    review = review_week(moods([3.0, 7.0, 3.0, 7.0, 3.0, 7.0, 3.0] * 8 + [7.0, 3.0, 7.0, 3.0, 7.0, 3.0, 7.0]))
    assert (review.mood["mean"], review.mood["week_before"], review.mood["compared"]) == (5.29, 4.71, "about the same")
    assert headline(review) == "Mood not clearly different from the week before"
    assert ", not clearly different from the week before (4.7)" in review.sentences()[2]
    page = weekly_report(review).markdown
    assert "| not clearly different from both |" in page
    assert "about the same as" not in page
    alike = review_week(moods([5.0, 6.0, 5.0, 6.0, 5.0, 6.0, 5.0] * 9))
    assert headline(alike) == "Mood about the same as the week before"
    assert "| about the same as both |" in weekly_report(alike).markdown


def test_few_entries_are_described_as_few() -> None:
    assert review_week(moods([5.0])).sentences()[1:3] == [
        "1 of 7 days has an entry.", "Only one day has a mood, too few for a weekly average.",
    ]  # fmt: skip
    times_only = review_week(nights(night(datetime(2026, 3, 2, 23), datetime(2026, 3, 3, 7)))).sentences()
    assert times_only[2:4] == [
        "No mood is logged this week.", "Sleep: to bed around 23:00 and up around 07:00, over 1 night.",
    ]  # fmt: skip


def test_numbers_of_days() -> None:
    assert [days(0), days(1), days(2), days(1, 7)] == ["0 days", "1 day", "2 days", "1 of 7 days"]


@pytest.mark.parametrize(
    ("level", "earlier", "said"),
    [
        (6.2, 6.1, "A little below your usual"),
        (6.2, 4.0, "A little below your usual, and higher than four weeks ago"),
        (5.4, 7.0, "Below your usual, and lower than four weeks ago"), (4.0, 4.2, "Well below your usual"),
        (6.8, 6.7, "Not far from your usual"),
    ],
)  # fmt: skip
def test_where_no_state_is_named_the_headline_has_the_level_and_the_way_it_went(
    level: float, earlier: float, said: str
) -> None:
    journey = bare().journey.copy()
    journey[["level", "low", "high"]] = [earlier, earlier - 0.5, earlier + 0.5]
    progress = {**bare().progress, "assessed": True, "state": "unclear", "alert": "", "level": level,
                "low": level - 0.5, "high": level + 0.5, "reason": "x"}  # fmt: skip
    review = bare(journey=journey, progress=progress, mood={**bare().mood, "usual": 7.0}, hard_weeks=0)
    assert headline(review) == said
    assert headline(bare(journey=journey, progress={**progress, "alert": "slipping"}, mood=review.mood)) != said
    # Beside the question whether little has changed, only the level is said, and only where it is clearly below.
    asked = headline(bare(journey=journey, progress={**progress, "alert": "stuck"}, mood=review.mood))
    assert (asked == said.partition(",")[0]) == said.endswith(("below your usual", "ago"))


@pytest.mark.parametrize(
    ("mean", "high", "reason", "said"),
    [
        (7.0, 6.0, "", "Below your usual over the past weeks"), (5.6, 6.0, "", "Below your usual"),
        (6.2, 6.0, "", "Below your usual over the past weeks"), (6.9, 8.0, "", "Perhaps below your usual"),
        (5.6, 6.0, CLOSE, "A little below your usual"),
    ],
)  # fmt: skip
def test_the_headline_agrees_with_the_week_and_the_reason_beside_it(
    mean: float, high: float, reason: str, said: str
) -> None:
    progress = {**bare().progress, "assessed": True, "state": "unclear", "alert": "", "level": 5.4, "low": 4.8,
                "high": high, "reason": reason or "x"}  # fmt: skip
    journey = bare().journey.assign(level=5.4, low=4.8, high=6.0)
    far = bare(progress=progress | {"level": 4.4, "high": 5.0, "reason": CLOSE}, mood={**bare().mood, "usual": 7.0})
    assert headline(far).startswith("Well below your usual")
    assert "close" not in lead(far)
    mood = {**bare().mood, "usual": 7.0, "mean": mean}
    review = bare(journey=journey, progress=progress, mood=mood, hard_weeks=0)
    assert headline(review) == said
    assert ("isn't clear" in lead(review)) is not bool(reason)


def test_a_week_that_is_higher_does_not_argue_with_the_question_above_it() -> None:
    asked = "The last entries may be the start of a harder stretch: does that fit how it feels to you?"
    progress = {**bare().progress, "state": "unclear", "alert": "slipping", "question": asked, "level": 5.5}
    review = bare(progress=progress, hard_weeks=0, mood={**bare().mood, "compared": "higher", "usual": 6.4})
    assert (headline(review), question(review)) == ("How have these weeks been for you?", asked)
    assert lead(review) == "Over the past weeks your level was around 5.5 of 10; your usual is 6.4."
