"""What figures of parts of a year say: against the same part of the year before, and against the part before."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.methods.control_chart import MIN_POINTS, SIGNALS, control_charts
from helpers.methods.direction import direction_of_travel
from helpers.parts_of_year import read_part
from helpers.results.in_year_figures import KINDS, NEWEST, SERIES_OF_KIND, WHOLE
from helpers.schema.in_year import IN_YEAR
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import CANNOT_BE_DETERMINED

YEAR_TO_DATE: Final = "a year to date has no part before it that is as long"
NO_PART_BEFORE: Final = "no return has a figure of the part before"
NO_SIGNAL: Final = "no signal"


def in_year_directions(
    figures: pd.DataFrame, directions: pd.DataFrame, indicators: pd.DataFrame, rules: DirectionRules
) -> pd.DataFrame:
    """Return the table in_year: what each newest figure of a part of a year is compared with, and what comes of it.

    The same part of the year before is what direction of travel compares, so it is taken from there. The part before
    is judged by the same rules, and so is the run of parts by a control chart, from ten figures on.

    Columns needed    figures, the table in_year_figures; directions, the table of that name; indicators, the table:
                      indicator_id, polarity, decimals, value_type, breaks
    Columns returned  IN_YEAR, in order of indicator
    Source            docs/methods/01_figures.md, rules Y2 and Y6
    """
    parts = figures[figures["kind"].ne(KINDS[WHOLE]) & figures["use"].isin([NEWEST, SERIES_OF_KIND])]
    newest = parts[parts["use"].eq(NEWEST)].drop_duplicates("indicator_id")
    if newest.empty:
        return no_rows(IN_YEAR)
    table = newest[["indicator_id", "period", "kind", "value", "provisional", "maturity"]]
    of_year = {
        "previous_period": "year_before_period",
        "previous_value": "year_before_value",
        "change": "year_before_change",
        "direction": "year_before_direction",
        "reason": "year_before_reason",
    }
    before = directions[["indicator_id", *of_year]].rename(columns=of_year)
    table = table.merge(before, on="indicator_id", how="left", validate="one_to_one")
    series = in_steps(parts[parts["indicator_id"].isin(newest["indicator_id"])], indicators)
    table = table.merge(_part_before(series, rules), on="indicator_id", how="left", validate="one_to_one")
    table = table.merge(_signals(series), on="indicator_id", how="left", validate="one_to_one")
    to_date = table["part_before_direction"].isna()
    table["part_before_direction"] = table["part_before_direction"].mask(to_date, CANNOT_BE_DETERMINED)
    table["part_before_reason"] = table["part_before_reason"].mask(to_date, YEAR_TO_DATE)
    table = table.assign(
        points=table["points"].fillna(1),
        signal=table["signal"].fillna(""),
        signal_reason=table["signal_reason"].fillna(YEAR_TO_DATE),
    )
    return table.sort_values("indicator_id", ignore_index=True)[list(IN_YEAR.names)].astype(pandas_types(IN_YEAR))


def in_steps(parts: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return figures of quarters and of half years with the number of each, so that neighbours are one apart.

    A year to date has no neighbour of its own length, and is left out.

    Columns needed    parts: indicator_id, area_code, period, value; indicators: indicator_id, polarity, decimals,
                      value_type, breaks
    Columns returned  those of parts; step_number; polarity, decimals, value_type; break_before (true for the first part
                      after a break)
    """
    of_label = {label: part for label in parts["period"].unique() if (part := read_part(label)) is not None}
    numbers = {
        label: part.year * (12 // part.months) + part.last // (part.months // 3)
        for label, part in of_label.items()
        if part.months in (3, 6)
    }
    series = parts.assign(step_number=parts["period"].map(numbers)).dropna(subset=["step_number"])
    about = indicators[["indicator_id", "polarity", "decimals", "value_type", "breaks"]]
    series = series.merge(about, on="indicator_id", how="left", validate="many_to_one")
    series = series.astype({"step_number": "int64"}).sort_values(["indicator_id", "step_number"], ignore_index=True)
    series = series.drop_duplicates(["indicator_id", "step_number"], ignore_index=True)
    broken = [
        period in breaks.split(";")
        for period, breaks in zip(series["period"], series["breaks"].fillna(""), strict=True)
    ]
    flags = pd.Series(broken, index=series.index, dtype="bool")
    was_broken = flags.groupby(series["indicator_id"]).shift(fill_value=False).astype("bool")
    return series.assign(break_before=flags & ~was_broken).drop(columns="breaks")


def _part_before(series: pd.DataFrame, rules: DirectionRules) -> pd.DataFrame:
    """Return the direction of each newest figure against the part before it."""
    frame = series.assign(year=series["step_number"], area_code="")
    judged = direction_of_travel(frame, rules)
    judged = judged.astype({"previous_year": "Int64"})
    labels = series[["indicator_id", "step_number", "period"]].astype({"step_number": "Int64"})
    names = {"step_number": "previous_year", "period": "part_before_period"}
    judged = judged.merge(
        labels.rename(columns=names), on=["indicator_id", "previous_year"], how="left", validate="one_to_one"
    )
    has_none = judged["previous_value"].isna()
    return pd.DataFrame(
        {
            "indicator_id": judged["indicator_id"],
            "part_before_period": judged["part_before_period"],
            "part_before_value": judged["previous_value"],
            "part_before_change": judged["change"],
            "part_before_direction": judged["direction"],
            "part_before_reason": judged["reason"].mask(has_none, NO_PART_BEFORE),
        }
    )


def _signals(series: pd.DataFrame) -> pd.DataFrame:
    """Return how many parts in a row each newest figure ends, and what a control chart of them says of it."""
    with_figure = series[series["value"].notna()].sort_values(["indicator_id", "step_number"])
    step = with_figure.groupby("indicator_id")["step_number"].diff()
    starts = (step.ne(1) | with_figure["break_before"]).groupby(with_figure["indicator_id"]).cumsum()
    last = starts.groupby(with_figure["indicator_id"]).transform("max")
    run = with_figure[starts.eq(last)]
    points = run.groupby("indicator_id").size().rename("points").reset_index()
    charts = control_charts(run.assign(year=run["step_number"]))
    newest = charts.sort_values("year").drop_duplicates("indicator_id", keep="last")[["indicator_id", "signal"]]
    result = points.merge(newest, on="indicator_id", how="left", validate="one_to_one")
    enough = result["points"].ge(MIN_POINTS)
    few = [f"{MIN_POINTS} figures in a row are needed and there {_is(number)}" for number in result["points"]]
    words = result["signal"].map(SIGNALS).fillna(NO_SIGNAL)
    return result.assign(signal_reason=words.where(enough, pd.Series(few, index=result.index)))


def _is(number: int) -> str:
    return "is 1" if number == 1 else f"are {number}"
