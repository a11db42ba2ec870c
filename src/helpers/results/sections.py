"""What a section across dashboards has: its indicators, how many have a figure, and what equalities lack."""

from __future__ import annotations

import pandas as pd

from helpers.results.compendium import direction_counts

CHARACTERISTICS = ("sex", "age", "ethnicity", "disability")
"""The characteristics by which equalities are looked for, in the order in which they are printed."""


def section_rows(sections: pd.DataFrame, compendium: pd.DataFrame, section: str) -> pd.DataFrame:
    """Return the rows of the compendium that a section has, in printed order.

    Columns needed    sections: section, indicator_id, characteristic, people; compendium: indicator_id
    Columns returned  those of the compendium; characteristic, people
    """
    own = sections[sections["section"].eq(section)].drop(columns="section")
    return compendium.merge(own, on="indicator_id", validate="one_to_one").reset_index(drop=True)


def section_counts(sections: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Count the indicators of each section, those with a figure and their directions, in the order of the file.

    Columns needed    those of `section_rows`; compendium: value, and those of `direction_counts`
    Columns returned  section, indicators, and those of `direction_counts` for those with a figure
    """
    order = sections["section"].drop_duplicates().tolist()
    rows = compendium.merge(sections, on="indicator_id")
    sizes = rows.groupby("section").size().reindex(order, fill_value=0)
    counts = direction_counts(rows[rows["value"].notna()], by=["section"]).set_index("section")
    table = sizes.rename("indicators").to_frame().join(counts).rename_axis("section").reset_index()
    numbers = [name for name in table.columns if name != "section" and not name.endswith("_percent")]
    return table.fillna(dict.fromkeys(numbers, 0)).astype(dict.fromkeys(numbers, "int64"))


def figures_by_group(sections: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators that are of one group of people, by characteristic, then in printed order.

    Columns needed    those of `section_rows`
    Columns returned  those of `section_rows`
    """
    rows = section_rows(sections, compendium, "equalities")
    order = {name: index for index, name in enumerate(CHARACTERISTICS)}
    of_group = rows[rows["characteristic"].isin(order)]
    return of_group.sort_values("characteristic", key=lambda names: names.map(order), kind="stable", ignore_index=True)


def characteristics_without_figure(sections: pd.DataFrame, compendium: pd.DataFrame) -> list[str]:
    """Return the characteristics, in order, by which the report has no figure at all.

    Columns needed    those of `section_rows`; compendium: value
    """
    rows = figures_by_group(sections, compendium)
    has_figure = set(rows.loc[rows["value"].notna(), "characteristic"])
    return [name for name in CHARACTERISTICS if name not in has_figure]
