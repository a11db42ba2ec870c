"""What the compendium's first page shows, beside its dashboards."""

from __future__ import annotations

import pandas as pd
from markupsafe import escape

from helpers.methods.summary import direction_counts, quartile_counts
from helpers.present.narrative import percent
from helpers.present.tables import Column, Headline, Html, Table, summary_list, table


def headline(directions: pd.DataFrame, quartiles: pd.DataFrame, group: str) -> Html:
    """Return the headline figures; `directions` and `quartiles` are counts of one row."""
    counted, ranked = directions.iloc[0], quartiles.iloc[0]
    determined = int(counted["determined"])

    def share(name: str) -> str:
        return f"{percent(counted[f'{name}_percent'])} of {determined} determined" if determined else ""

    top = int(ranked["quartile_1"] + ranked["quartile_2"])
    return summary_list(
        [
            Headline("Improved", int(counted["improved"]), share("improved"), "improved"),
            Headline("No real change", int(counted["no_real_change"]), share("no_real_change"), "unchanged"),
            Headline("Worsened", int(counted["worsened"]), share("worsened"), "worsened"),
            Headline(
                "Cannot be determined", int(counted["cannot_be_determined"]), f"of {int(counted['total'])} counted",
                "undetermined",
            ),
            Headline("In the top half", top, f"of {int(ranked['ranked'])} ranked among {group}"),
        ]
    )  # fmt: skip


def themes_table(counted: pd.DataFrame, everything: pd.DataFrame) -> Table:
    """Return each theme's counts of direction and quartile, counted indicators only, with their sum."""
    directions = direction_counts(counted, by=["theme_order", "theme"])
    quartiles = quartile_counts(counted, by=["theme_order", "theme"]).drop(columns=["total"])
    shown = everything.groupby(["theme_order", "theme"]).size().rename("shown").reset_index()
    keys = ["theme_order", "theme"]
    rows = shown.merge(directions, on=keys, how="left").merge(quartiles, on=keys, how="left").fillna(0)
    columns = [
        Column("theme", "Theme", header=True),
        Column("shown", "Indicators shown", align="right", decimals=0),
        Column("total", "Counted", align="right", decimals=0),
        Column("improved", "Improved", align="right", decimals=0),
        Column("no_real_change", "No real change", align="right", decimals=0),
        Column("worsened", "Worsened", align="right", decimals=0),
        Column("cannot_be_determined", "Cannot be determined", align="right", decimals=0),
        Column("quartile_1", "1st quartile (best)", align="right", decimals=0),
        Column("quartile_2", "2nd", align="right", decimals=0),
        Column("quartile_3", "3rd", align="right", decimals=0),
        Column("quartile_4", "4th", align="right", decimals=0),
    ]
    names = [column.name for column in columns if column.name != "theme"]
    total = pd.DataFrame([{"theme": "All themes", **rows[names].sum().to_dict()}])
    rows = pd.concat([rows, total], ignore_index=True)
    return table(rows, "Direction of travel and quartile by theme, counted indicators", columns)


def attributions(sources: pd.DataFrame) -> Html:
    """Return the sources with the attribution that the licence of each asks for."""
    items = [
        f"<li><cite>{escape(row.dataset)}</cite>, {escape(row.publisher)}. {escape(row.edition)}. "
        f"{escape(row.attribution)}</li>"
        for row in sources.itertuples()
    ]
    return Html(html=f"<ul>{''.join(items)}</ul>", text=f"{len(items)} sources")
