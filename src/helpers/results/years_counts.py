"""The counts that sentences on this report beside earlier ones state: the table years_counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from helpers.results.as_counts import as_counts
from helpers.results.first_screen import NAMED_CHANGES
from helpers.results.years import headlines_on_common_base
from helpers.schema.site import YEARS_COUNTS

Row = tuple[str, float, str]


def years_counts(
    reports: Mapping[int, pd.DataFrame],
    year: int,
    changes: pd.DataFrame | None,
    unreadable: Sequence[int] = (),
    most_named: int = 0,
) -> pd.DataFrame:
    """Count what this report and the last before it have in common, and what changed; without an earlier one the year.

    A percentage of no indicators is left out. `unreadable` are the years of reports that cannot be compared, and
    `most_named` is how many indicators of each of NAMED_CHANGES the first page names.

    Columns needed    reports, by year the table compendium: indicator_id, in_headline, direction, theme; changes, the
                      frame of `first_screen.changes_since`: what, indicator_id
    Columns returned  YEARS_COUNTS
    """
    earlier = sorted(set(reports) - {year})
    rows: list[Row] = [
        ("year", year, "year"),
        ("reported", len(reports[year]), "indicators"),
        *((f"unreadable_{number}", number, "year") for number in unreadable),
    ]
    if earlier:
        last = earlier[-1]
        both = {last: reports[last], year: reports[year]}
        rows += [("earlier_year", last, "year"), *_common_base(both, year)]
        if changes is not None:
            rows += _of_changes(changes, both.values(), most_named)
    return as_counts(rows, YEARS_COUNTS)


def _common_base(both: Mapping[int, pd.DataFrame], year: int) -> list[Row]:
    then, now = headlines_on_common_base(both, year).to_dict("records")
    rows: list[Row] = [("counted_by_both", now["total"], "indicators")]
    for when, row in (("then", then), ("now", now)):
        rows.append((f"determined_{when}", row["determined"], "indicators"))
        if row["determined"]:
            rows += [(f"{name}_{when}", row[name], "%") for name in ("improved_percent", "worsened_percent")]
    return rows


def _of_changes(changes: pd.DataFrame, reports: Iterable[pd.DataFrame], most_named: int) -> list[Row]:
    themes = {
        name: theme for report in reports for name, theme in zip(report["indicator_id"], report["theme"], strict=True)
    }
    rows: list[Row] = []
    for what in dict.fromkeys(changes["what"].astype("str")):
        of_kind = changes[changes["what"].eq(what)]
        rows.append((what, len(of_kind), "indicators"))
        if what in NAMED_CHANGES and len(of_kind) > most_named:
            rows.append((f"{what}_not_named", len(of_kind) - most_named, "indicators"))
        by_theme = Counter(of_kind["indicator_id"].map(themes))
        rows += [(f"{what}: {theme}", number, "indicators") for theme, number in by_theme.items()]
    return rows
