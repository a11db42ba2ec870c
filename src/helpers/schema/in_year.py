"""The tables of figures in the course of a year: those of parts of it, and what they say."""

from __future__ import annotations

from helpers.schema.columns import INDICATOR_ID, OF_INDICATOR
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.ingestion import OBSERVATIONS
from helpers.schema.returns import RETURNS

IN_YEAR_FIGURES = Table(
    name="in_year_figures",
    row="One row for each figure of the council, of an indicator that has figures of parts of a financial year or "
    "whose results take weeks to be verified. Those of whole years are among them.",
    writer="01_ingestion",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        *OBSERVATIONS.pick("indicator_id", "area_code", "period", "period_start", "period_end", "value", "marker"),
        text("kind", "quarter, half year, year to date or whole year"),
        text(
            "use",
            "newest: the figure that the report rests on; series: an earlier figure of the same kind, which it is "
            "compared with or drawn beside; beside: of another kind, shown and never compared with it; early signal: "
            "of a period that ends after the as-at date, shown and never counted",
        ),
        yes_or_no(
            "provisional", "Whether it may still change: its return says so, it is immature, or it is the newest"
        ),
        *RETURNS.pick("target", "in_system", "verification_weeks", "signed_on"),
        date("mature_on", "First day on which all its results could be verified", nullable=True),
        text(
            "maturity",
            "mature or immature by the day of the signature; not known where nobody signed; blank where results need "
            "no weeks to be verified",
        ),
    ),
)

IN_YEAR = Table(
    name="in_year",
    row="One row for each indicator that the report judges by a part of a year: the same part of the year before, and "
    "the part before.",
    writer="03_direction_of_travel",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("period", "The newest part of a year with a figure by the as-at date"),
        text("kind", "quarter, half year or year to date"),
        number("value", "Its figure", OF_INDICATOR),
        yes_or_no("provisional", "Whether it may still change"),
        text("maturity", "As in in_year_figures"),
        text("year_before_period", "The same part of the year before; empty if no return has it", nullable=True),
        number("year_before_value", "Its figure", OF_INDICATOR, nullable=True),
        number("year_before_change", "The newest figure less that one", OF_INDICATOR, nullable=True),
        text("year_before_direction", "Direction of travel against it, which the headline counts"),
        text("year_before_reason", "Why, in the words of the methods"),
        text("part_before_period", "The part before, such as the quarter before; empty if none", nullable=True),
        number("part_before_value", "Its figure", OF_INDICATOR, nullable=True),
        number("part_before_change", "The newest figure less that one", OF_INDICATOR, nullable=True),
        text("part_before_direction", "Direction of travel against it, which is shown and never counted"),
        text("part_before_reason", "Why, in the words of the methods"),
        whole_number("points", "Figures of parts in a row, without a gap or a break, up to the newest", "figures"),
        text("signal", "What the control chart of these says of the newest: a code of control_charts, or blank"),
        text("signal_reason", "Why: the signal in words, that there is none, or that there are too few figures"),
    ),
)

SPLIT_YEARS = Table(
    name="split_years",
    row="One row for each year of an indicator of the report that an event splits, as params/split_years.csv has it: "
    "shown beside the figure of the whole year, and never counted.",
    writer="01_ingestion",
    made_in="sources.split_years",
    key=("indicator_id", "period"),
    columns=(
        *OBSERVATIONS.pick("indicator_id", "period", "period_start", "period_end"),
        text("event", "What happened"),
        date("begins", "First day of the event, which is the first day of the second part of the year"),
        number("value_before", "Figure of the part before; empty if there is none", OF_INDICATOR, nullable=True),
        number("value_after", "Figure of the part from then on; empty if there is none", OF_INDICATOR, nullable=True),
        text("source", "Who says so"),
        text("dated", "When, as a year, a month or a day; blank if not known"),
    ),
)

TABLES = (IN_YEAR_FIGURES, IN_YEAR, SPLIT_YEARS)
