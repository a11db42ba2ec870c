"""The tables that no notebook writes: the site makes them from this report and earlier ones beside it."""

from __future__ import annotations

from typing import Final

from helpers.schema.counts import table_of_counts
from helpers.schema.declarations import Table, by_name, text, whole_number

YEARS_COUNTS: Final = table_of_counts(
    "years_counts",
    "this report beside earlier ones of the same council",
    "the years of the reports, the indicators of this one (reported), those that it and the last before both count, "
    "the share of them that improved and worsened in each, and those that changed in one way (up, down, restated, "
    "newer, added, dropped): all, those of a theme, and those not named on the first page",
    "make year=2023",
)

METHOD_NUMBERS: Final = table_of_counts(
    "method_numbers",
    "the method, whatever the figures are,",
    "of how many cases in 100 the ranges of ranks, differences and forecasts are meant to hold, how many of 100 clear "
    "changes may be there by chance, from which part of the way a figure is off its trajectory, and how many ways "
    "there are to add indicators up",
    "make year=2023",
)

SITE_COUNTS: Final = table_of_counts(
    "site_counts",
    "parts of a year, measures asked of the government and areas below the districts",
    "the indicators that rest on a part of a year (in_year), those of each direction against the same part of the "
    "year before, those for which it cannot be said, that may change, that are immature, and that have a signal; the "
    "measures asked for (asked) and the indicators that wait (waiting); the areas of each kind, and those with a "
    "figure",
    "make year=2023",
)

CAVEATS: Final = Table(
    name="caveats",
    row="One row for each note of params/caveats.csv or service of params/statements.csv that was stopped or reduced, "
    "and each dashboard that it stands on; one that is about every indicator has one row.",
    writer="make year=2023",
    key=("caveat_id", "dashboard"),
    columns=(
        text("caveat_id", "Name of the note"),
        text("kind", "caveat or event"),
        text("title", "What it is called"),
        text("words", "What it says"),
        text("source", "Who says so"),
        text("paragraph", "Paragraph of the source; blank without one"),
        text("address", "Where the source is; blank without one"),
        text("dashboard", "The dashboard; blank for one about every indicator of the report"),
        text("reach", "report, dashboard (all indicators of it) or indicators (some)"),
        whole_number("indicators", "Indicators that it is about there", "indicators"),
        text("titles", "Names of these, separated by semicolons, where they are some; otherwise blank"),
        whole_number("of_indicators", "Indicators of the dashboard, or of the report", "indicators"),
    ),
)

MOVED_SINCE_STAGE: Final = Table(
    name="moved_since_stage",
    row="One row for each thing that a reader of the report of the stage before would find changed in this one, in the "
    "order of docs/stages.md; only where a report was frozen at an earlier stage.",
    writer="make year=2023",
    key=("change",),
    columns=(
        whole_number("change", "Number of the change in the list"),
        text("kind", "figure, direction, quartile, rank, colour of the target, sentence, comment, or another kind"),
        text("indicator_id", "The indicator; blank where the change is of none or of several", nullable=True),
        text("title", "What the indicator or the target is called, or who made a comment", nullable=True),
        text("what", "What moved; of a sentence with its page"),
        text("old", "What was printed at the stage before; blank for nothing", nullable=True),
        text("new", "What is printed now; blank for nothing", nullable=True),
        text("cause", "Why, as docs/stages.md explains"),
    ),
)

MOVED_COUNTS: Final = table_of_counts(
    "moved_counts",
    "what moved since the stage before",
    "the changes: all, those of figures and judgements (results), of comments and amendments (from_meetings), of "
    "sentences, and those of each kind and of each cause",
    "make year=2023",
)

SITE_TABLES: Final = by_name((YEARS_COUNTS, METHOD_NUMBERS, SITE_COUNTS, CAVEATS, MOVED_SINCE_STAGE, MOVED_COUNTS))
"""The tables by their names; each is in the downloads of a report that states a count of it."""
