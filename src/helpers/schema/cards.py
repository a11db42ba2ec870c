"""The tables of the indicator cards: each series beside its group, and the figures of every council of the group."""

from __future__ import annotations

from helpers.schema.columns import INDICATOR_ID, OF_INDICATOR
from helpers.schema.comparison import COMPARISONS
from helpers.schema.declarations import Table, number, whole_number, yes_or_no
from helpers.schema.direction import OWN_SERIES
from helpers.schema.ingestion import OBSERVATIONS
from helpers.schema.register import COMPARATOR_MEMBERS

WRITER = "04_comparative_benchmarking"

CARD_SERIES = Table(
    name="card_series",
    row="One row for each period of each indicator that the council has a row of: its figure, and its group then.",
    writer=WRITER,
    key=("indicator_id", "period_start", "period_end"),
    columns=(
        INDICATOR_ID,
        *OBSERVATIONS.pick("period", "period_start", "period_end"),
        number("value", "The council's figure", OF_INDICATOR, nullable=True),
        *OWN_SERIES.pick("lower_95", "upper_95", "marker", "status"),
        whole_number("stretch", "Another number after a break in the series or a period that is not there"),
        yes_or_no("break_before", "Whether the figure cannot be compared with the one before"),
        number("england", "The published figure of England; empty for a count", OF_INDICATOR, nullable=True),
        whole_number("n", "Councils of the group with a figure in the period", "councils"),
        *COMPARISONS.pick("lowest", "lower_quartile", "median", "upper_quartile", "highest", "rank", "quartile"),
    ),
)

CARD_COUNCILS = Table(
    name="card_councils",
    row="One row for each council of the group with a figure in a period of card_series, the council among them.",
    writer=WRITER,
    made_in="results.card_series",
    key=("indicator_id", "period_start", "period_end", "area_code"),
    columns=(
        *CARD_SERIES.pick("indicator_id", "period", "period_start", "period_end"),
        COMPARATOR_MEMBERS["area_code"],
        COMPARATOR_MEMBERS["area_name"],
        number("value", "The figure", OF_INDICATOR),
        *COMPARISONS.pick("rank", "quartile"),
        yes_or_no("own", "Whether it is the council that the report is on"),
    ),
)

TABLES = (CARD_SERIES, CARD_COUNCILS)
