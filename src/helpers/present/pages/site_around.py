"""What is around the numbers: delivery, context, judgements, outcomes, areas of focus, plans and sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import pandas as pd

from helpers.present.counted import Counts
from helpers.present.pages.changed_services import services_table
from helpers.present.pages.comments import comments_parts
from helpers.present.pages.commitments import commitments_parts, focus_list, focus_parts
from helpers.present.pages.governance import CALENDAR, DISTRIBUTION, action_parts, calendar_table, recipients_table
from helpers.present.pages.officers_words import without_commentary_list
from helpers.present.pages.outcomes import outcomes_of_theme
from helpers.present.pages.sections import TITLES, equalities_by_group, section_names, sections_table
from helpers.present.pages.statements import (
    context_table,
    delivery_parts,
    delivery_summary,
    judgements_table,
    sister_reports,
)
from helpers.present.site_pages import AROUND, INDEX, THEMES, SitePage, link
from helpers.present.tables import heading, joined, paragraph, with_rows_apart
from helpers.present.values import Heading, Part, Span
from helpers.results.commitments import RULE, commitments_of, followed_up
from helpers.results.statements import WHOLE_COUNCIL

TITLE: Final = "Delivery and context"
SERVICES: Final = "Services stopped or reduced"


@dataclass(frozen=True)
class Surroundings:
    """What is around the figures of a report.

    `statements`, `commitments` and `sections` are the frames that `helpers.sources` reads, `delivery` that of
    `results.statements.delivery_with_indicators`, `outcomes` that of `results.beside_headline.outcome_counts`, `areas`
    that of `results.commitments.areas_of_focus`, `without_commentary` the table, `counts` those of headline_counts.
    `themes` are those of the plan in printed order, `theme_pages` their paths. `comments` is the frame of
    `sources.comments.read_comments`, `releases`, `actions` and `recipients` are those of
    `sources.governance.read_governance`, `datasets` has what each source is called, `day` is the day of the report,
    `targets` are the rows of the table target_results by indicator, and `warned` those of
    `results.commitments.warned_outside`.
    """

    compendium: pd.DataFrame
    statements: pd.DataFrame
    delivery: pd.DataFrame
    commitments: pd.DataFrame
    sections: pd.DataFrame
    outcomes: pd.DataFrame
    areas: pd.DataFrame
    without_commentary: pd.DataFrame
    themes: Sequence[str]
    theme_pages: Mapping[str, str]
    year: int
    counts: Counts | None = None
    comments: pd.DataFrame | None = None
    releases: pd.DataFrame | None = None
    actions: pd.DataFrame | None = None
    recipients: pd.DataFrame | None = None
    datasets: Mapping[str, str] = field(default_factory=dict)
    day: date = date.min
    targets: Mapping[str, Sequence[Mapping[Any, Any]]] = field(default_factory=dict)
    warned: Sequence[Mapping[Any, Any]] = ()

    @property
    def titles(self) -> dict[str, str]:
        """The titles of the indicators of the report by their names."""
        return dict(zip(self.compendium["indicator_id"], self.compendium["title"], strict=True))


def theme_parts(of: Surroundings, theme: str) -> list[Part]:
    """Return what is around the figures of a theme, for its page: each part only if the files have it."""
    page = of.theme_pages[theme]
    statements = of.statements[of.statements["theme"].eq(theme)]
    return list(
        _headed(
            ("Outcomes", outcomes_of_theme(of.outcomes, theme)),
            ("What the council did", delivery_parts(of.delivery, theme, page)),
            (SERVICES, services_table(statements, of.titles, page)),
            ("Judgements and awards", judgements_table(statements)),
            ("Context", context_table(statements)),
        )
    )


def around_page(of: Surroundings) -> SitePage:
    """Return the page of all that is around the figures and belongs to no one theme."""
    about_all = of.statements[of.statements["theme"].eq(WHOLE_COUNCIL)]
    parts = _headed(
        ("Areas for continued focus", focus_parts(of.areas, AROUND)),
        (_EARLIER_AREAS, commitments_parts(followed_up(of.commitments, of.compendium, of.year), "focus")),
        ("Worsened, fourth quartile, and nobody says why", _without_a_word(of)),
        ("What the council did", delivery_summary(of.statements, of.themes, of.theme_pages, AROUND)),
        ("", delivery_parts(of.delivery, WHOLE_COUNCIL, AROUND)),
        (SERVICES, services_table(of.statements, of.titles, AROUND)),
        ("Judgements and awards", judgements_table(about_all)),
        ("Context", context_table(about_all)),
        ("Plans and what was promised", _commitments(of, "plan")),
        ("", _commitments(of, "action")),
        ("Equalities", _equality_commitments(of)),
        ("", equalities_by_group(of.sections, of.compendium, AROUND)),
        ("Sections across themes", sections_table(of.sections, of.compendium)),
        *((Heading(TITLES[name], 3), section_names(of.sections, of.compendium, name, AROUND)) for name in _NAMED),
        ("Other reports with more detail", sister_reports(of.statements)),
        *_comments(of),
        *_governance(of),
    )
    has_nothing = of.statements.empty and of.commitments.empty
    lead = NOTHING_AT_HAND if has_nothing else _WHAT_IS_HERE
    return SitePage(AROUND, TITLE, tuple(parts), lead, section=AROUND)


_WHAT_IS_HERE: Final = (
    Span(
        "What the council did and undertook, and what others said of it. Each statement has its source. "
        "For one theme, see "
    ),
    link("the page of the theme", THEMES, AROUND),
    Span("."),
)
NOTHING_AT_HAND: Final = (
    Span("What this council did and undertook, and what others said of it, has not been written down for this report."),
)
_EARLIER_AREAS: Final = "What became of the last areas of focus"
_NAMED: Final = ("crime", "environment", "partnership")
"""The sections whose indicators are named; those of equalities are in a table."""


def focus_on_index(of: Surroundings) -> Part:
    """Return the areas for continued focus in short, for the first page."""
    areas = focus_list(of.areas, INDEX, AROUND, of.counts, of.warned)
    return areas or paragraph("No area for continued focus is named.")


def _headed(*pairs: tuple[str | Heading, Part | None]) -> Iterable[Part]:
    """Give each part that there is below its heading; a part without one follows what is before it."""
    for title, part in pairs:
        if part is None:
            continue
        if title:
            yield heading(title) if isinstance(title, str) else title
        yield with_rows_apart(part)


def _without_a_word(of: Surroundings) -> Part | None:
    """Return what worsened, is in the fourth quartile and has no comment; what the rule names above is named once."""
    by_rule = set(of.areas.loc[of.areas["origin"].eq(RULE), "indicator_ids"])
    without = of.without_commentary
    if not by_rule or not by_rule <= set(without["indicator_id"]):
        return without_commentary_list(without, AROUND)
    others = without_commentary_list(without[~without["indicator_id"].isin(by_rule)], AROUND)
    named = "Nobody comments on any that the rule names above"
    return joined(paragraph(f"{named}, or on these:" if others is not None else f"{named}."), others)


def _commitments(of: Surroundings, kind: str) -> Part | None:
    return commitments_parts(commitments_of(of.commitments, of.compendium, of.year, kind), kind, of.targets)


def _comments(of: Surroundings) -> Iterable[tuple[str, Part | None]]:
    if of.comments is None:
        return ()
    return comments_parts(of.comments, of.titles, AROUND)


def _governance(of: Surroundings) -> Iterable[tuple[str, Part | None]]:
    if of.releases is not None:
        yield CALENDAR, calendar_table(of.releases, of.datasets, of.day)
    if of.actions is not None:
        yield from action_parts(of.actions, of.day)
    if of.recipients is not None:
        yield DISTRIBUTION, recipients_table(of.recipients)


def _equality_commitments(of: Surroundings) -> Part | None:
    """Return the equality commitments of the report, or of the last one that named some."""
    own = _commitments(of, "equalities")
    if own is not None:
        return own
    return commitments_parts(followed_up(of.commitments, of.compendium, of.year, "equalities"), "equalities")
