"""What a report says of itself: how far it has come, when it was issued, whom to ask, and when it is renewed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from helpers.parts_of_year import PartOfYear
from helpers.present.cells import format_value
from helpers.present.site_pages import INDEX, link
from helpers.present.values import Definitions, Span

STAGES: Final[Mapping[str, str]] = {
    "draft": "Draft",
    "scrutiny": "Draft for scrutiny",
    "cabinet": "For the Cabinet",
    "council": "For the council",
    "final": "Final",
}
"""Each stage of a report as it is printed at the head of every page."""

_STAGE_MEANS: Final[Mapping[str, str]] = {
    "draft": "Not approved yet. Figures and judgements can change.",
    "scrutiny": "Not approved yet. It is put before the scrutiny committees, and can change.",
    "cabinet": "Put before the Cabinet, and can change.",
    "council": "Put before the council.",
    "final": "Approved.",
}


def stage_line(stage: str, part: PartOfYear | None) -> str:
    """Return the stage as it is printed at the head of every page; that of a part of the year says so.

    >>> stage_line("draft", PartOfYear(2022, 2, 2)), stage_line("draft", None)
    ('Draft. Quarter 2 of 2022/23, provisional', 'Draft')
    """
    return STAGES[stage] if part is None else f"{STAGES[stage]}. {part.name} of {part.of_year}, provisional"


@dataclass(frozen=True)
class About:
    """What the first page says of the report itself; `figures` says whether they are initial or final.

    `since` has the path and the title of the page on what has changed since the stage before, if there is one.
    """

    council: str
    group: str
    year: int
    stage: str
    issued: date | None = None
    contact: str = ""
    next_update: date | None = None
    part: PartOfYear | None = None
    figures: tuple[Span, ...] = ()
    since: tuple[tuple[str, str], ...] = ()


def as_at_line(day: date) -> str:
    """Return the day up to which a report takes figures, as its documents say it.

    >>> as_at_line(date(2023, 3, 31))
    'Figures as at 31 March 2023.'
    """
    return f"Figures as at {format_value(day)}."


NOT_ISSUED: Final = "Not issued yet."
"""What the first page begins with until the day of issue is given, which then stands at the head of every page."""

WAYS_ON_TITLE: Final = "All indicators, and how this was made"
"""The heading of the menu on the first page of the site."""

ACCESSIBILITY_TERM: Final = "Accessibility"
ACCESSIBILITY: Final = (
    "These pages are made to meet the Web Content Accessibility Guidelines 2.2 at level AA. They work without scripts "
    "and load nothing from elsewhere."
)


def _part_of_the_year(part: PartOfYear | None) -> Iterator[tuple[str, str]]:
    if part is not None:
        yield (
            "Part of the year",
            f"{part.name} of {part.of_year}, up to {format_value(part.end)}. Its figures are provisional: they can "
            "change until the report of the whole year, and do not replace it.",
        )


def about_report(about: About) -> Definitions:
    """Return the stage of the report, its day of issue, its contact and its next update, or that they are not given."""
    entries = (
        ("Stage", f"{STAGES[about.stage]}. {_STAGE_MEANS[about.stage]}"),
        *(("Changes", (link(title, path, INDEX), Span("."))) for path, title in about.since),
        *((("Figures", about.figures),) if about.figures else ()),
        *_part_of_the_year(about.part),
        ("Issued", "Not yet" if about.issued is None else format_value(about.issued)),
        ("Contact", about.contact or "None given"),
        ("Next update", "No day given" if about.next_update is None else format_value(about.next_update)),
        (ACCESSIBILITY_TERM, ACCESSIBILITY),
    )
    return Definitions(tuple((term, (Span(words),) if isinstance(words, str) else words) for term, words in entries))
