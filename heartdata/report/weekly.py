"""`weekly_report`: one week as a self-contained page, Markdown or PDF."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from heartdata.errors import HeartdataError
from heartdata.report.sections import Section, report_sections
from heartdata.report.sharing import for_sharing as without_own_words
from heartdata.review.notices import NOT_A_DEVICE, coverage, headline, lead, question
from heartdata.review.week import checked_review
from heartdata.storage.files import write_atomically

if TYPE_CHECKING:
    from heartdata.review.week import WeekReview

__all__ = ["WeeklyReport", "weekly_report"]

ENDINGS: Final = (".html", ".pdf", ".md")
# The only addresses that become links; a link loads nothing until it is followed.
_LINKS: Final = {"findahelpline.com": "https://findahelpline.com/", "befrienders.org": "https://www.befrienders.org/"}
# Widths of pictures [in], small enough that text stays legible on a phone and on a page.
NARROW: Final = 4.4
WIDE: Final = 9.2
_SHARED: Final = "Made for sharing: labels, tags and everything from the journal are left out."
_BLANKS: Final = re.compile(r"\n{3,}")
_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>|#~$!&])")


@dataclass(frozen=True, eq=False, repr=False)
class WeeklyReport:
    """One week to read, print or take to someone.

    Attributes
    ----------
    review : WeekReview
        The week; if made for sharing, already without the person's own words.
    for_sharing : bool
        Whether labels, tags and everything from the journal are left out.

    Examples
    --------
    >>> from heartdata.review.build import review_week
    >>> from heartdata.datasets.simulate import simulate_logs
    >>> report = weekly_report(review_week(simulate_logs(seed=7), "2026-W20"))
    >>> report.markdown.splitlines()[0]
    '# Week 20, 11 to 17 May 2026'
    """

    review: WeekReview
    for_sharing: bool = False

    @cached_property
    def sections(self) -> list[Section]:
        """The sections, in their order."""
        return report_sections(self.review, shared=self.for_sharing)

    @cached_property
    def html(self) -> str:
        """The report as one self-contained page."""
        import heartdata.charts  # noqa: F401  (before matplotlib, which reads settings when it is imported)
        from heartdata.report.svg import inline_svg

        drawings = {}
        for panel in (panel for section in self.sections for panel in section.panels):
            frame = panel.frame(self.review, NARROW)
            # Nothing hovers over a phone.
            drawings[panel.name] = inline_svg(panel.plot, self.review, panel.name, frame, tooltips=not panel.wide)
            if panel.wide:
                frame = panel.frame(self.review, WIDE)
                drawings[f"{panel.name}-wide"] = inline_svg(panel.plot, self.review, f"{panel.name}-wide", frame)
        return str(page_templates().get_template("report.html.j2").render(self._template_values(), drawings=drawings))

    @cached_property
    def markdown(self) -> str:
        """The report as text, with tables instead of pictures."""
        text = page_templates().get_template("report.md.j2").render(self._template_values())
        return _BLANKS.sub("\n\n", "\n".join(line.rstrip() for line in str(text).splitlines())).strip() + "\n"

    @cached_property
    def pdf(self) -> bytes:
        """The report on pages of A4."""
        import heartdata.charts  # noqa: F401  (before matplotlib, which reads settings when it is imported)
        from heartdata.report.pdf import report_pages

        given = self._template_values()
        lines = [line for line in (given["lead"], given["question"], given["about"], given["shared"]) if line]
        return report_pages(self.review, given["title"], given["headline"], lines, given["first"], given["sections"])

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the report atomically, readable by its owner only.

        Parameters
        ----------
        path : str or path
            A name that ends in ``.html``, ``.pdf`` or ``.md``.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        HeartdataError
            If the name ends differently.
        UnreadableFileError
            If the file cannot be written.
        """
        target = Path(path)
        kind = target.suffix.lower()
        if kind not in ENDINGS:
            raise HeartdataError(f"{target}: the name of a report must end in .html, .pdf or .md")
        if kind == ".pdf":
            return write_atomically(target, self.pdf)
        # An unpaired surrogate (half an emoji) must not stop the report.
        return write_atomically(target, (self.html if kind == ".html" else self.markdown).encode("utf-8", "replace"))

    def _template_values(self) -> dict[str, Any]:
        from heartdata import __version__

        # An alarm of the body comes even before the headline, and in hard weeks help does.
        first = sum(section.name == "body" for section in self.sections)
        first += self.review.help_first and not self.review.first_days
        return {
            "title": self.review.title,
            "headline": headline(self.review),
            "lead": lead(self.review),
            "about": coverage(self.review),
            "question": question(self.review),
            "shared": _SHARED if self.for_sharing else "",
            "first": self.sections[:first],
            "sections": self.sections[first:],
            "not_a_device": NOT_A_DEVICE,
            "version": __version__,
        }

    def __str__(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return f"WeeklyReport({self.review.week}{', for sharing' if self.for_sharing else ''})"

    def _repr_html_(self) -> str:
        # In a frame, so that the styles of page and notebook stay apart.
        return (
            f'<iframe title="{escape(self.review.title)}" sandbox srcdoc="{escape(self.html)}" '
            'style="width: 100%; height: 48rem; border: 1px solid #ccc; border-radius: 8px"></iframe>'
        )


def weekly_report(review: WeekReview, *, for_sharing: bool = False) -> WeeklyReport:
    """Create the report of one week.

    Parameters
    ----------
    review : WeekReview
        From `heartdata.review_week`.
    for_sharing : bool, optional
        Leave out labels, tags and everything from the journal, and the person to turn to.

    Returns
    -------
    WeeklyReport
        ``.html``, ``.markdown`` and ``.save("week.html")`` (or ``.pdf``, ``.md``).

    Examples
    --------
    >>> import heartdata as hd
    >>> report = weekly_report(hd.review_week(hd.simulate_logs(seed=7, course="improving")))
    >>> report.html.startswith("<!doctype html>")
    True
    """
    checked_review(review, "weekly_report")
    return WeeklyReport(without_own_words(review) if for_sharing else review, for_sharing)


def page_templates() -> Any:
    """Return the templates of pages and Markdown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    # Markdown has its own escapes; everything else, includes too, is HTML.
    found = Environment(
        loader=PackageLoader("heartdata.report"),
        autoescape=lambda name: name is None or not name.endswith(".md.j2"),  # noqa: S701
        undefined=StrictUndefined,
    )
    found.filters["links"] = _links
    found.filters["md"] = lambda text: _MARKDOWN.sub(r"\\\1", " ".join(str(text).split()))
    return found


def _links(text: str) -> Any:
    from markupsafe import Markup

    linked = Markup.escape(text)
    for shown, address in _LINKS.items():
        link = Markup('<a href="{}" rel="noreferrer noopener external">{}</a>').format(address, shown)
        linked = linked.replace(shown, link)
    return linked
