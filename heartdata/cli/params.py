"""Types of options; each error says how to write the value."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import Any, Final

import click
from click.shell_completion import CompletionItem

LAST_WEEK: Final = "last"
_OFFERED_WEEKS: Final = 12


class WeekParam(click.ParamType):  # type: ignore[type-arg]
    """An ISO week such as 2026-W31, any of its days, or "last"."""

    name = "week"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str | None:
        """Convert the value, or fail with a usage error; None for the last week."""
        from heartdata.core.days import iso_week, parse_day, week_label

        if str(value).strip().casefold() == LAST_WEEK:
            return None
        if day := parse_day(value):
            return week_label(day)
        try:
            return week_label(iso_week(str(value)))
        except ValueError:
            self.fail(f"{value!r} is not a week; write it like 2026-W31, a day of it like 2026-08-02, or last", param,
                      ctx)  # fmt: skip

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Complete a value in the shell."""
        from heartdata.core.days import week_label

        weeks = [week_label(date.today() - timedelta(weeks=ago)) for ago in range(_OFFERED_WEEKS)]
        return [
            CompletionItem(week) for week in (LAST_WEEK, *weeks) if week.casefold().startswith(incomplete.casefold())
        ]


class LevelParam(click.FloatRange):
    """A number in a range; "nan" is a float to Python, but no answer."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the value, or fail with a usage error."""
        level = super().convert(value, param, ctx)
        if math.isnan(level):
            self.fail(f"{value!r} is not a number from {self.min:g} to {self.max:g}", param, ctx)
        return level


class LossKindParam(click.ParamType):  # type: ignore[type-arg]
    """A kind of loss."""

    name = "kind"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Convert the value, or fail with a usage error."""
        from heartdata.core.vocabulary import KINDS_OF_LOSS

        chosen = str(value).strip().casefold()
        if chosen not in KINDS_OF_LOSS:
            self.fail(f"{value!r} is not a kind of loss; allowed are {', '.join(KINDS_OF_LOSS)}", param, ctx)
        return chosen

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG002
        """Complete a value in the shell."""
        from heartdata.core.vocabulary import KINDS_OF_LOSS

        return [CompletionItem(kind) for kind in KINDS_OF_LOSS if kind.startswith(incomplete.casefold())]


class DateParam(click.ParamType):  # type: ignore[type-arg]
    """A date, such as 2026-03-01."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Convert the value, or fail with a usage error."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a date; write it like 2026-03-01", param, ctx)


class OptionalParam(click.ParamType):  # type: ignore[type-arg]
    """Another type, or nothing."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.name = inner.name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Convert the value, or fail with a usage error."""
        return None if value in (None, "") else self.inner.convert(value, param, ctx)
