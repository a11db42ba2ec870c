"""Caveats by dashboard and by indicator, and the events that touch a series."""

from __future__ import annotations

import pandas as pd

EVERY_DASHBOARD = "report"
ALL_OF_DASHBOARD = "dashboard"
SOME_OF_DASHBOARD = "indicators"
"""How far a caveat reaches: every indicator of the report, all of a dashboard, or some of it."""


def caveats_on_dashboards(caveats: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Return each caveat with the dashboards that it stands on, and how far it reaches on each.

    One that is about every indicator of the report stands once, before the dashboards, and not on each of them.

    Columns needed    caveats: those of `helpers.sources.caveats.read_caveats`; compendium: indicator_id, title,
                      dashboard, in printed order
    Columns returned  caveat_id, kind, title, words, source, paragraph, address, dashboard (blank for the whole
                      report), reach (report, dashboard, indicators), indicators (how many), titles (of some of a
                      dashboard, separated by semicolons; blank otherwise), of_indicators (how many
                      the dashboard or the report has)
    """
    printed = compendium[["indicator_id", "title", "dashboard"]].rename(columns={"title": "indicator"})
    size = printed.groupby("dashboard", sort=False).size()
    joined = caveats.merge(printed.assign(order=range(len(printed))), on="indicator_id").sort_values(
        "order", kind="stable"
    )
    columns = ["caveat_id", "kind", "title", "words", "source", "paragraph", "address"]
    records = []
    for caveat_id in caveats["caveat_id"].unique():
        rows = joined[joined["caveat_id"].eq(caveat_id)]
        if rows.empty:
            continue
        words = {name: rows[name].iloc[0] for name in columns}
        if len(rows) == len(printed):
            of_all = {"dashboard": "", "reach": EVERY_DASHBOARD, "titles": ""}
            records.append(words | of_all | {"indicators": len(rows), "of_indicators": len(printed)})
            continue
        for dashboard, on_it in rows.groupby("dashboard", sort=False):
            is_all = len(on_it) == size[dashboard]
            records.append(
                words
                | {
                    "dashboard": dashboard,
                    "reach": ALL_OF_DASHBOARD if is_all else SOME_OF_DASHBOARD,
                    "indicators": len(on_it),
                    "titles": "" if is_all else "; ".join(on_it["indicator"]),
                    "of_indicators": size[dashboard],
                }
            )
    names = [*columns, "dashboard", "reach", "indicators", "titles", "of_indicators"]
    numbers = dict.fromkeys(("indicators", "of_indicators"), "int64")
    return pd.DataFrame(records, columns=names).astype(dict.fromkeys(names, "str") | numbers)
