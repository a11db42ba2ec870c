"""The tables a compendium prints: a dashboard per theme, and the lists around it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final, Literal

import pandas as pd

from helpers.markers import markers_beside
from helpers.present.cells import (
    MISSING,
    NOT_KNOWN_HOW_SURE,
    as_column,
    direction_cell,
    format_number,
    is_missing,
    name_cell,
    number_cell,
    quality_cells,
    sparkline_cell,
    sure_quartile_cell,
    words_cell,
)
from helpers.present.figures import figure_again
from helpers.present.pages.commentary import commentary_table
from helpers.present.pages.gaps import derived_gaps_table, with_gap_words
from helpers.present.pages.outcomes import awaited_table
from helpers.present.periods import MORE_RECENT, is_more_recent, period_after, period_in_words
from helpers.present.sentences import direction_sentence
from helpers.present.tables import (
    DIRECTION_KEY,
    EVIDENCE_KEY,
    SHORTHAND,
    bullet_list,
    heading,
    joined,
    paragraph,
    table,
)
from helpers.present.values import REASON, BulletList, Cell, Column, Part, Parts, Span, Table
from helpers.results.compendium import directions_in_all
from helpers.verdicts import (
    ALONE,
    BELOW_ONLY,
    CANNOT_BE_DETERMINED,
    HIGHER_IS_BETTER,
    LOWER_IS_BETTER,
    NOT_JUDGED,
    SIGNS,
    ordinal,
    printed_rank,
)
from helpers.wording import singular_or_plural

NOT_APPLICABLE = "[z]"
SPARKLINE_YEARS = 8

_COLUMNS = [
    Column("what", "Indicator", header=True),
    Column("latest", "Latest", align="right"),
    Column("period_shown", "Period"),
    Column("previous", "Previous", align="right"),
    Column("direction_shown", "Direction of travel"),
    Column("quartile_shown", "Quartile"),
    Column("rank_shown", "Rank"),
    Column("median_shown", "Group median", align="right"),
    Column("quality_shown", "Data quality"),
    Column("trend", "Trend"),
]


def dashboards(
    compendium: pd.DataFrame,
    series: pd.DataFrame,
    group: str,
    commentary: pd.DataFrame | None = None,
    own_groups: pd.DataFrame | None = None,
    *,
    gaps: pd.DataFrame | None = None,
    remarks: Mapping[str, str] | None = None,
) -> Parts:
    """Return the dashboards of all themes, in printed order, each theme with its counts.

    `compendium` and `commentary`, what was said of figures that were handed in, are the tables of these names;
    `series` has the council's own figures by period, `remarks` what is said below the titles of some indicators.
    `own_groups` and `gaps` are the tables indicator_group_comparisons and inequality_gaps.
    """
    rows = _with_cells(compendium, sparklines(series, compendium), own_groups, remarks)
    rows["direction_shown"] = with_gap_words(rows["direction_shown"], rows["indicator_id"], gaps)
    parts: list[Part] = []
    for theme, in_theme in rows.groupby("theme", sort=False):
        parts.append(heading(str(theme)))
        if not in_theme["in_theme"].all():
            parts.append(paragraph("Counted in the headline, and in none of the themes."))
        counted = in_theme[in_theme["in_headline"]]
        if len(counted):
            parts.append(paragraph(direction_sentence(directions_in_all(counted).to_dict())))
        for dashboard, on_it in in_theme.groupby("dashboard", sort=False):
            if dashboard != theme or in_theme["dashboard"].nunique() > 1:  # not the same heading twice
                parts.append(heading(str(dashboard), 3))
            parts.extend(_dashboard(str(dashboard), on_it, group))
            parts.extend(_derived_gaps(str(dashboard), on_it, gaps))
            comments = None if commentary is None else commentary_table(commentary, compendium, str(dashboard))
            parts += [comments] if comments else []
    return joined(*parts)


def _derived_gaps(dashboard: str, rows: pd.DataFrame, gaps: pd.DataFrame | None) -> list[Part]:
    """Return the gaps that are worked out from measures of a dashboard and have a figure; there may be none."""
    if gaps is None:
        return []
    anchored = gaps["kind"].eq("derived") & gaps["value"].notna() & gaps["anchor"].isin(rows["indicator_id"])
    return [derived_gaps_table(gaps[anchored], dashboard)] if anchored.any() else []


NOTHING_AT_HAND = (
    "No figure of this dashboard is published or was handed in. It is kept for the measures below, which the council "
    "or a partner has to hand in."
)


def _dashboard(name: str, rows: pd.DataFrame, group: str) -> list[Part]:
    """Return the figures of a dashboard, and the measures that somebody has to hand in; either may be absent."""
    awaited = rows["measure_type"].ne("national") & rows["why_no_figure"].ne("")
    below_only = rows["why_no_figure"].eq(BELOW_ONLY)
    at_hand = rows[~awaited & ~below_only]
    parts: list[Part] = []
    if len(at_hand):
        notes = [] if at_hand["counted"].all() else [_not_counted(at_hand)]
        parts.append(table(at_hand, f"{name}: latest figures and rank among {group}", _COLUMNS, notes=notes))
    else:
        parts.append(paragraph(NOTHING_AT_HAND))
    if below_only.any():
        parts.append(paragraph(_of_districts_only(rows.loc[below_only, "title"])))
    if awaited.any():
        parts.append(awaited_table(rows[awaited], name))
    return parts


def _not_counted(rows: pd.DataFrame) -> str:
    left_out = int((~rows["counted"]).sum())
    if left_out == len(rows):
        return "Shown for information: none of these is counted in the headline or the theme."
    if left_out == 1:
        title = rows.loc[~rows["counted"], "title"].iloc[0]
        return f"{title} is shown for information and not counted in the headline or the theme."
    return f"{left_out} of these {len(rows)} are shown for information and not counted in the headline or the theme."


def _of_districts_only(titles: pd.Series) -> str:
    words = singular_or_plural(len(titles), "measure is", "measures are")
    return (
        f"{format_number(len(titles))} further {words} published for areas within the council only, and printed with "
        f"them under \u2018How do areas within the council differ?\u2019: {'; '.join(titles)}."
    )


def indicator_list(compendium: pd.DataFrame, caption: str, group: str) -> Table:
    """Return a short list of indicators as one table with the columns of a dashboard, without the trend.

    The list is of rows that are counted, no two of the same measure.
    """
    rows = _with_cells(compendium, {})
    return table(rows, f"{caption}, with rank among {group}", [column for column in _COLUMNS if column.name != "trend"])


LOCAL = (
    "Local and partner measures: figures that the council's departments or its partners handed in. Where no other "
    "council has a figure to compare with, there is no rank, quartile or group median: [z]."
)


def reading_guide(
    stale_after_months: int, *, has_local: bool = False, own_groups: pd.DataFrame | None = None
) -> BulletList:
    """Return how to read the dashboards: arrows, evidence, shorthand, quartiles, quality, older figures, what counts.

    `has_local` says whether the register has local or partner measures, `own_groups` is the table
    indicator_group_comparisons.
    """
    lines = [
        DIRECTION_KEY,
        EVIDENCE_KEY,
        SHORTHAND,
        "Quartiles: the first is the best quarter of the councils that have a figure, the fourth the worst. A measure "
        "of context, neither good nor bad when high, has no quartile.",
        "How sure a quartile is: figures go up and down from year to year with nothing behind it. A quartile alone is "
        "sure in 95 of 100 cases. Quartiles below it, such as '1st to 3rd', are those that the council could be in. "
        f"'{NOT_KNOWN_HOW_SURE[0].upper()}{NOT_KNOWN_HOW_SURE[1:]}': there are no limits, and too few past figures.",
        "Rank: 1st is best; = marks a rank shared by equal figures; 'of n' is the number of councils with a figure.",
        *(
            f"Some ranks have a second below them, among {name}: the indicator has that group of its own. Nothing that "
            "is counted uses it."
            for name in ([] if own_groups is None else own_groups["group_name"].unique())
        ),
        "Data quality: what the checks on the data quality page say about the figures in a row. Concerns are a "
        "reason to ask, not proof that a figure is wrong.",
        f"Older figure: more than {stale_after_months} months old at the end of the reporting year; shown, and left "
        "out of all counts.",
        f"{MORE_RECENT}: the period ends after the end of the reporting year.",
        "Counted once: where several rows measure the same thing, one is counted, and the others name it.",
        *([LOCAL] if has_local else []),
    ]
    return bullet_list(lines)


def _with_cells(
    compendium: pd.DataFrame,
    trends: Mapping[str, Cell],
    own_groups: pd.DataFrame | None = None,
    remarks: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    rows = compendium.to_dict("records")
    second = {} if own_groups is None else {row["indicator_id"]: row for row in own_groups.to_dict("records")}
    titles = dict(zip(compendium["indicator_id"], compendium["title"], strict=True))
    cells: dict[str, list[Any]] = {
        "what": [_title(row, titles, (remarks or {}).get(row["indicator_id"])) for row in rows],
        "latest": [_latest(row) for row in rows],
        "period_shown": [_period(row) for row in rows],
        "previous": [_previous(row) for row in rows],
        "direction_shown": [_direction(row) for row in rows],
        "quartile_shown": [_quartile(row) for row in rows],
        "rank_shown": [_rank(row, second.get(row["indicator_id"])) for row in rows],
        "median_shown": [_median(row) for row in rows],
        "quality_shown": list(quality_cells(compendium)),
        "trend": [trends.get(row["indicator_id"], words_cell(MISSING)) for row in rows],
    }
    return compendium.assign(**{name: as_column(values, compendium.index) for name, values in cells.items()})


OWNERS = {"local": "Local measure: the council's own figure", "partner": "Partner measure: a partner's figure"}
"""What is said of a measure that no national body publishes."""


def _title(row: Mapping[Any, Any], titles: Mapping[str, str], remark: str | None = None) -> Cell:
    """The title with the unit, whose figure it is if no national body's, and which row is counted in its place."""
    cell = name_cell(row["title"], row["unit"])
    remarks = [OWNERS[row["measure_type"]]] if row["measure_type"] in OWNERS else []
    remarks += [remark] if remark else []
    if row["same_as"]:
        remarks.append(f"The same measure as {titles.get(row['same_as'], row['same_as'])}, which is counted")
    return cell.with_spans(*(Span(remark, REASON) for remark in remarks))


def _median(row: Mapping[Any, Any]) -> Cell:
    if row["rank_reason"] == ALONE:
        return words_cell(NOT_APPLICABLE)
    return number_cell(row["median"], row["decimals"], row["unit"])


def _latest(row: Mapping[Any, Any]) -> Cell:
    """The figure with the markers beside it, or the marker of the newer period that has none."""
    if pd.isna(row["value"]):
        return words_cell(row["newest_marker"])
    markers = markers_beside(str(row["marker"]), provisional=row["provisional"], derived=row["derived"])
    printed = " ".join([format_number(row["value"], row["decimals"]), *markers])
    return number_cell(row["value"], row["decimals"], row["unit"], printed)


def _previous(row: Mapping[Any, Any]) -> Cell:
    """The figure of the period before with its markers, or the marker that stands instead of it."""
    marker = row["previous_marker"] if isinstance(row["previous_marker"], str) else ""
    if pd.isna(row["previous_value"]):
        return words_cell(marker)
    markers = markers_beside(marker, provisional=row["previous_provisional"], derived=row["previous_derived"])
    printed = " ".join([format_number(row["previous_value"], row["decimals"]), *markers])
    return number_cell(row["previous_value"], row["decimals"], row["unit"], printed)


def _period(row: Mapping[Any, Any]) -> Cell:
    """The period of the figure, marked where it is old, carried back, or a newer period has no figure."""
    if pd.isna(row["period"]):
        return words_cell(MISSING)
    cell = words_cell(period_in_words(str(row["period"])))
    if row["stale"]:
        cell = cell.with_spans(Span(" "), Span("Older figure", "older"))
    if is_more_recent(row):
        cell = cell.with_spans(Span(" "), Span(MORE_RECENT, "older"))
    if "backcast" in (row["area_flag"], row["previous_area_flag"]):
        cell = cell.with_spans(Span("rests on a figure from before the council began", REASON))
    if isinstance(row["newest_period"], str):
        cell = cell.with_spans(
            Span(f"no figure for {period_in_words(row['newest_period'])} {row['newest_marker']}", REASON)
        )
    return cell


def _direction(row: Mapping[Any, Any]) -> Cell:
    if row["direction"] == CANNOT_BE_DETERMINED:
        return direction_cell(row["direction"]).with_spans(Span(str(row["direction_reason"]), REASON))
    if row["direction"] == NOT_JUDGED:
        return direction_cell(row["movement"], row["evidence"]).with_spans(Span("not judged", REASON))
    return direction_cell(row["direction"], row["evidence"])


def _quartile(row: Mapping[Any, Any]) -> Cell:
    if pd.isna(row["quartile"]):
        return words_cell(_no_rank(row))
    return sure_quartile_cell(row["quartile"], row["quartile_best"], row["quartile_worst"])


def _rank(row: Mapping[Any, Any], second: Mapping[Any, Any] | None = None) -> Cell:
    """The rank in the group of the report and, below it, that in a group of the indicator's own."""
    printed = _no_rank(row) if pd.isna(row["rank"]) else printed_rank(row["rank"], row["n"], row["tied"])
    if second is None or pd.isna(row["value"]) or SIGNS[row["polarity"]] == 0:
        return words_cell(printed)
    return words_cell(printed).with_spans(Span(_second_rank(second), REASON))


def _second_rank(second: Mapping[Any, Any]) -> str:
    """Say where the council is in the group of an indicator's own, or why it has no rank there."""
    if pd.isna(second["rank"]):
        return f"no rank among {second['group_name']}: {second['reason']}"
    printed = printed_rank(second["rank"], second["n"], second["tied"])
    return f"{printed} among {second['group_name']}, {ordinal(second['quartile'])} quartile"


def _no_rank(row: Mapping[Any, Any]) -> str:
    return NOT_APPLICABLE if SIGNS[row["polarity"]] == 0 or row["rank_reason"] == ALONE else "[x]"


def sparklines(series: pd.DataFrame, compendium: pd.DataFrame) -> dict[str, Cell]:
    """Return each indicator's last years as a small line with the way that is better; a gap has no figure."""
    about = {row["indicator_id"]: row for row in compendium.to_dict("records")}
    frame = series.sort_values("year")
    rows_of: dict[str, list[dict[Any, Any]]] = defaultdict(list)
    for row in frame.to_dict("records"):
        rows_of[str(row["indicator_id"])].append(row)
    return {
        indicator: _sparkline(rows, about[indicator])
        for indicator, rows in rows_of.items()
        if any(not is_missing(row["value"]) for row in rows)
    }


_BETTER: Final[Mapping[str, Literal["up", "down"]]] = {HIGHER_IS_BETTER: "up", LOWER_IS_BETTER: "down"}


def _sparkline(rows: list[dict[Any, Any]], about: Mapping[Any, Any]) -> Cell:
    """Return the last years up to the newest figure; rows are of one indicator, in order of their years.

    Its first figure is read aloud: the newest stand in the same row, and the others on the indicator's card.
    """
    last = max(row["year"] for row in rows if not is_missing(row["value"]))
    recent = [row for row in rows if last - SPARKLINE_YEARS < row["year"] <= last]
    values = {row["year"]: row["value"] for row in recent}
    points = [values.get(year) for year in range(recent[0]["year"], last + 1, int(rows[0]["step"]))]
    first = next(row for row in recent if not is_missing(row["value"]))
    better: Literal["", "up", "down"] = _BETTER.get(str(about["polarity"]), "")
    began = figure_again(first["value"], str(about["unit"]), int(about["decimals"]))
    period = period_after(str(first["period"]), str(recent[-1]["period"]))
    words = f"{period}: {began}" if first["year"] < last else f"Only {period}"
    return sparkline_cell(points, label=f"{words}; {better} is better" if better else words, better=better)
