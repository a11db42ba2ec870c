"""Reports of several years side by side: on a common base, and figures as printed then beside as they are now."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import pandas as pd

from helpers.results.compendium import direction_counts

NEEDED: Final = frozenset(
    {
        "indicator_id",
        "title",
        "value",
        "period",
        "period_end",
        "quartile",
        "decimals",
        "unit",
        "in_headline",
        "direction",
        "previous_value",
        "previous_period",
        "theme",
    }
)
"""The columns of the table compendium without which an earlier report cannot be compared."""

_COUNTS: Final = ["improved", "no_real_change", "worsened", "cannot_be_determined", "total", "determined"]
_SHARES: Final = ["improved_percent", "no_real_change_percent", "worsened_percent"]


def headlines_by_year(reports: Mapping[int, pd.DataFrame]) -> pd.DataFrame:
    """Return the counts of each report as it made them, the earliest first.

    Columns needed    of each, the table compendium: in_headline, direction
    Columns returned  year, and those of `direction_counts` without evidence and status
    """
    return _counts([(year, reports[year]) for year in sorted(reports)])


def headlines_on_common_base(reports: Mapping[int, pd.DataFrame], year: int) -> pd.DataFrame:
    """Return the counts of each earlier report and of that of the year, each pair on the indicators that both count.

    Columns needed    of each, the table compendium: indicator_id, in_headline, direction
    Columns returned  with (the year of the earlier report), year, and those of `direction_counts` without evidence and
                      status; two rows for each earlier report, its own first
    """
    now = reports[year]
    parts = []
    for earlier in sorted(set(reports) - {year}):
        then = reports[earlier]
        both = set(then.loc[then["in_headline"], "indicator_id"]) & set(now.loc[now["in_headline"], "indicator_id"])
        pair = [(number, rows[rows["indicator_id"].isin(both)]) for number, rows in ((earlier, then), (year, now))]
        parts.append(_counts(pair).assign(**{"with": earlier}))
    columns = ["with", "year", *_COUNTS, *_SHARES]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def _counts(reports: list[tuple[int, pd.DataFrame]]) -> pd.DataFrame:
    parts = [
        direction_counts(rows.loc[rows["in_headline"], ["direction"]])[[*_COUNTS, *_SHARES]].assign(year=year)
        for year, rows in reports
    ]
    return pd.concat(parts, ignore_index=True)[["year", *_COUNTS, *_SHARES]]


def restated_since(compendium: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Return each figure of an earlier report that has another value now, as printed then and as restated.

    A figure is restated where the difference would be printed, to the decimals that the earlier report printed.

    Columns needed    both, the table compendium: those of `NEEDED`
    Columns returned  indicator_id, title, unit, decimals, period, then, now; in printed order
    """
    both = compendium.merge(
        earlier[["indicator_id", "period", "value", "decimals"]], on="indicator_id", suffixes=("", "_then")
    )
    is_latest = both["period"].eq(both["period_then"])
    is_previous = both["previous_period"].eq(both["period_then"])
    now = both["value"].where(is_latest, both["previous_value"].where(is_previous))
    moved = (now - both["value_then"]).abs() >= 0.5 * 10.0 ** -both["decimals_then"].astype("float64")
    rows = both.assign(now=now, then=both["value_then"])[moved.fillna(value=False).astype("bool")]
    columns = ["indicator_id", "title", "unit", "decimals", "period_then", "then", "now"]
    return rows[columns].rename(columns={"period_then": "period"}).reset_index(drop=True)


def revised_by_publishers(revisions: pd.DataFrame, compendium: pd.DataFrame, codes: Collection[str]) -> pd.DataFrame:
    """Return the figures of the council that a later edition of a publisher changed, of those that the report prints.

    Columns needed    revisions, the table: indicator_id, area_code, period, earlier_value, value; compendium, the
                      table: indicator_id, title, unit, decimals, period, previous_period; `codes` are the council's
    Columns returned  those of `restated_since`
    """
    own = revisions[revisions["area_code"].isin(codes) & revisions["value"].ne(revisions["earlier_value"])]
    figures = own[["indicator_id", "period", "earlier_value", "value"]].set_axis(
        ["indicator_id", "of_period", "then", "now"], axis=1
    )
    both = compendium.merge(figures, on="indicator_id")
    rows = both[both["of_period"].eq(both["period"]) | both["of_period"].eq(both["previous_period"])]
    rows = rows.dropna(subset=["then", "now"]).drop(columns="period").rename(columns={"of_period": "period"})
    return rows[["indicator_id", "title", "unit", "decimals", "period", "then", "now"]].reset_index(drop=True)


def printed_years(printed: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return what the council's own reports up to a year printed, a row for each report, the earliest first.

    Columns needed    printed: report_year, what, number
    Columns returned  year, indicators (with a direction), improved, no_real_change, worsened, cannot_be_determined,
                      rank (missing where a report has none), and the directions as _percent of those with a direction
    """
    directions = ["improved", "no_real_change", "worsened"]
    up_to_year = printed[printed["report_year"].le(year)]
    wide = up_to_year.pivot(index="report_year", columns="what", values="number")
    wide = wide.reindex(columns=[*directions, "cannot_be_determined", "rank"]).astype("float64")
    wide = wide.assign(indicators=wide[directions].sum(axis=1, skipna=False))
    shares = {f"{name}_percent": 100 * wide[name] / wide["indicators"] for name in directions}
    return wide.assign(**shares).rename_axis(columns=None).rename_axis("year").reset_index()
