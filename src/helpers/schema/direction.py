"""The tables of direction of travel and trend."""

from __future__ import annotations

from helpers.schema.columns import INDICATOR_ID, OF_INDICATOR, PERIOD
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no
from helpers.schema.ingestion import OBSERVATIONS
from helpers.schema.register import INDICATORS

OWN_SERIES = Table(
    name="own_series",
    row="The council's own figures by period, up to the last day that the report allows, each of one time of the year.",
    writer="01_ingestion",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        *OBSERVATIONS.pick("indicator_id", "area_code", "period", "period_start", "period_end", "value"),
        number("lower_95", "Lower 95% confidence limit, where published", OF_INDICATOR, nullable=True),
        number("upper_95", "Upper 95% confidence limit, where published", OF_INDICATOR, nullable=True),
        *OBSERVATIONS.pick("numerator", "denominator", "marker", "status", "area_flag", "source_id"),
        *INDICATORS.pick("polarity", "decimals", "value_type", "period_type"),
        whole_number("year", "Calendar year in which the period ends", "year"),
        whole_number("end_month", "Month in which the period ends, 1 to 12"),
        whole_number("months", "Length of the period, rounded; 0 for a single day", "months"),
        whole_number("step", "Years to the period it is compared with", "years"),
        yes_or_no("one_off", "The publisher makes no yearly series"),
        yes_or_no("break_before", "The period cannot be compared with the one before"),
        number(
            "multiplier",
            "How many of the denominator the figure is per: 100 for a percentage; empty if the unit does not say",
            nullable=True,
        ),
        yes_or_no("latest", "The newest period with a figure"),
    ),
)

REPORTING_FIGURES = Table(
    name="reporting_figures",
    row="One row for each indicator of the register: the council's newest figure that the report may use, and the one "
    "before it. figure_sources gives their rows in the raw files. So a figure that moves inside a file changes no "
    "result.",
    writer="01_ingestion",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("period", "Period of the newest figure", nullable=True),
        date("period_start", "Its first day", nullable=True),
        date("period_end", "Its last day", nullable=True),
        number("value", "The newest figure; empty if there is none", OF_INDICATOR, nullable=True),
        *OWN_SERIES.pick("lower_95", "upper_95"),
        text("marker", "Shorthand beside the newest figure; blank for none", nullable=True),
        text("status", "final, provisional or derived", nullable=True),
        text("area_flag", "Area flag of the newest figure", nullable=True),
        text("newest_period", "A newer period that has a row but no figure", nullable=True),
        text("newest_marker", "The marker that says why that period has no figure", nullable=True),
        yes_or_no("provisional", "Whether the newest figure may still change, by its status or its marker"),
        yes_or_no("derived", "Whether the newest figure is worked out from published counts"),
        text("why_no_figure", "Why there is no figure; blank beside a figure"),
        whole_number(
            "age_months",
            "Whole months from the end of the period to the as-at date for all other periods; "
            "below zero if it ends later",
            "months",
            nullable=True,
        ),
        yes_or_no("stale", "Older than the parameter file allows; no if there is no figure"),
        text("previous_period", "The period one step before, where there is a row for it", nullable=True),
        date("previous_period_start", "Its first day", nullable=True),
        date("previous_period_end", "Its last day", nullable=True),
        number("previous_value", "The figure one period before", OF_INDICATOR, nullable=True),
        text("why_no_previous", "Why the newest figure cannot be compared with it; blank if it can"),
        yes_or_no("definition_changed", "A break in the series at the newest figure, or since the one before"),
    ),
)

DIRECTIONS = Table(
    name="directions",
    row="One row for each indicator of the register: its direction of travel.",
    writer="03_direction_of_travel",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("area_code", "Code of the council reported on"),
        whole_number("latest_year", "Calendar year in which the latest period ends", "year", nullable=True),
        number("latest_value", "The latest figure", OF_INDICATOR, nullable=True),
        whole_number("previous_year", "Calendar year in which the period compared with ends", "year", nullable=True),
        number("previous_value", "The figure one period before", OF_INDICATOR, nullable=True),
        whole_number(
            "newest_year",
            "Calendar year in which the newest period ends, with or without a figure",
            "year",
            nullable=True,
        ),
        number(
            "change",
            "Latest figure less the previous; empty where direction cannot be determined",
            OF_INDICATOR,
            nullable=True,
        ),
        number("change_percent", "The change, of the previous figure with its sign ignored", "per cent", nullable=True),
        text(
            "movement",
            "Increased, Unchanged or Decreased; empty where direction cannot be determined",
            nullable=True,
        ),
        number("tolerance", "The tolerance, where rule D2 or D3 decided", OF_INDICATOR, nullable=True),
        text("limits", "Where rule D1 decided: published, or worked out from counts", nullable=True),
        number("shared_years", "Years that the period shares with the one before; 0 for none", "years"),
        text("direction", "Improved, No real change, Worsened, Cannot be determined or Not judged"),
        text(
            "rule",
            "ci_double_overlap, plan_distance, or tolerance or exact as the parameter file says; evidence where "
            "that is counted; empty if none was reached",
            nullable=True,
        ),
        text(
            "rule_id",
            "D0, D1, D2 or D3, as in [chapter 2 of the methods](methods/02_direction_of_travel.md), or E where the "
            "evidence decided",
        ),
        text("reason", "Why, in the words of [the methods](methods/README.md)"),
        text("previous_period", "The period before, where there is a row for it", nullable=True),
        text("previous_marker", "Shorthand of that row", nullable=True),
        text("previous_area_flag", "Area flag of that row", nullable=True),
        yes_or_no(
            "previous_provisional",
            "Whether the figure one period before may still change, by its status or its marker",
        ),
        yes_or_no("previous_derived", "Whether that figure is worked out from published counts"),
        text("period", "Period of the latest figure", nullable=True),
        date("period_start", "Its first day", nullable=True),
        date("period_end", "Its last day", nullable=True),
        text("marker", "Shorthand beside the latest figure; blank for none", nullable=True),
        text("status", "final, provisional or derived", nullable=True),
        text("area_flag", "Area flag of the latest figure", nullable=True),
        *REPORTING_FIGURES.pick("newest_period", "newest_marker"),
        yes_or_no("provisional", "Whether the latest figure may still change, by its status or its marker"),
        yes_or_no("derived", "Whether the latest figure is worked out from published counts"),
        *REPORTING_FIGURES.pick("age_months", "stale"),
    ),
)

FIGURE_SOURCES = Table(
    name="figure_sources",
    row="One row for each latest and each previous figure of the table reporting_figures: its raw file and row.",
    writer="01_ingestion",
    made_in="results.reporting_figures",
    key=("indicator_id", "figure"),
    columns=(
        INDICATOR_ID,
        text("figure", "latest or previous"),
        OWN_SERIES["area_code"],
        PERIOD,
        *OWN_SERIES.pick("period_start", "period_end"),
        number("value", "The figure", OF_INDICATOR),
        text("file", "The raw file that the figure was read from, by its path in the raw folder"),
        whole_number("row", "The row of that file, as in the table observations"),
        text(
            "sha256",
            "The sha256 of that file, by which it can be recognised; blank for a file whose hash is in the manifest "
            "alone, as the table raw_files says",
        ),
    ),
)

TRENDS = Table(
    name="trends",
    row="One row for each indicator of the register: its trend over the last five points.",
    writer="03_direction_of_travel",
    key=("indicator_id",),
    columns=(
        *DIRECTIONS.pick("indicator_id", "area_code"),
        whole_number(
            "first_year",
            "Calendar year in which the oldest of the five periods ends; empty if the trend cannot be calculated",
            "year",
            nullable=True,
        ),
        whole_number("last_year", "Calendar year in which the newest of them ends", "year", nullable=True),
        whole_number("points", "Periods in the series, up to the newest figure", "periods"),
        text("movement", "Increasing, Decreasing, No significant change or Cannot be calculated"),
        text("marker", "The movement, with 'and getting better' or 'and getting worse' where polarity says so"),
        DIRECTIONS["reason"],
        number("chi_squared", "The test statistic; above 9.55 the slope is significant", nullable=True),
        number(
            "slope",
            "Change per period; of a proportion, of its log odds",
            "units of the indicator, or log odds",
            nullable=True,
        ),
        number(
            "phi",
            "How far the points are from their line, as the variance that chance gives them: at least 1; empty if the "
            "trend cannot be calculated, and so are all below",
            nullable=True,
        ),
        number("f", "Chi-squared over phi", nullable=True),
        number("p", "Chance of such an f, with 1 and 3 degrees of freedom, without a trend", "0 to 1", nullable=True),
        text("marker_with_dispersion", "The marker of a test by f at the 95% level"),
        text("first_period", "The oldest of the five periods", nullable=True),
        text("last_period", "The newest of them", nullable=True),
    ),
)

DIRECTION_SENSITIVITY = Table(
    name="direction_sensitivity",
    row="One row for each indicator of the register: its direction of travel by other rules, side by side.",
    writer="03_direction_of_travel",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("as_reported", "The direction in the table directions"),
        text("exact", "The direction if any change counted"),
        text("tolerance_1_percent", "The direction by a tolerance of 1%, or half a unit of the last decimal place"),
        text("tolerance_2_percent", "The same by 2%"),
        text("tolerance_5_percent", "The same by 5%"),
        text("intervals", "The direction by confidence intervals alone, published or worked out from counts"),
        text(
            "intervals_first",
            "The direction by the rule of earlier versions: published intervals, then a tolerance of 2%",
        ),
        yes_or_no("depends_on_rule", "The rules that determine a direction do not all give the same"),
    ),
)

INEQUALITY_GAPS = Table(
    name="inequality_gaps",
    row="One row for each gap between two groups: measures of the register that are marked as gaps, and gaps worked "
    "out from two measures, as params/gaps.csv says. The latter are in no count.",
    writer="04_comparative_benchmarking",
    key=("indicator_id",),
    columns=(
        text("indicator_id", "Short name of the gap, as in the register or in params/gaps.csv"),
        text("kind", "published, or derived if it is worked out from two measures"),
        *INDICATORS.pick("title"),
        text("dashboard", "Dashboard of the register of the group that is worse off where the gap is above zero"),
        text("anchor", "The indicator whose dashboard prints the gap"),
        *INDICATORS.pick("unit", "decimals"),
        yes_or_no("counted", "Whether the register counts it; no if it is derived"),
        text("first", "The measure that the other is taken from; blank if the gap is published"),
        text("first_group", "Its group"),
        text("second", "The measure that is taken from it; blank if the gap is published"),
        text("second_group", "Its group"),
        number("value", "The gap: of a derived one, first less second", OF_INDICATOR, nullable=True),
        number(
            "lower_95", "Lower 95% limit: published, or worked out for independent groups", OF_INDICATOR, nullable=True
        ),
        number("upper_95", "Upper 95% limit", OF_INDICATOR, nullable=True),
        *DIRECTIONS.pick("period", "period_start", "period_end"),
        number("first_value", "Figure of the first group in that period", OF_INDICATOR, nullable=True),
        number("second_value", "Figure of the second group in that period", OF_INDICATOR, nullable=True),
        *DIRECTIONS.pick("previous_period", "previous_value", "change", "direction"),
        text(
            "gap_direction",
            "Narrowed, Widened or Changed sign where the direction is real; otherwise the direction",
        ),
        text("remark", "That the gap crossed zero or came to it; blank for any other"),
        *DIRECTIONS.pick("rule", "tolerance", "limits", "reason"),
        whole_number("rank", "Rank in the comparator group; of a derived gap the smallest is 1", nullable=True),
        whole_number("tied", "Councils that share it, this one included", "councils", nullable=True),
        whole_number("n", "Councils of the group with a figure in the period", "councils"),
        whole_number("quartile", "1 (best) to 4; empty if there is no rank", nullable=True),
        number("median", "Median of the group; of a derived gap, of the sizes", OF_INDICATOR, nullable=True),
        text("rank_reason", "Why there is no rank; empty if there is one", nullable=True),
        *DIRECTIONS.pick("provisional", "derived", "stale"),
    ),
)

TABLES = (OWN_SERIES, REPORTING_FIGURES, DIRECTIONS, FIGURE_SOURCES, TRENDS, DIRECTION_SENSITIVITY, INEQUALITY_GAPS)
