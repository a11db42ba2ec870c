"""The tiles of a map with what each area has: the areas of one day, and those without a tile."""

from __future__ import annotations

from datetime import date

import pandas as pd


def tiles_on(tiles: pd.DataFrame, layout: str, day: date) -> pd.DataFrame:
    """Return the tiles of a layout for the areas that existed on a day, from the top and from the left.

    Columns needed    tiles: those of `helpers.sources.tiles.read_tiles`
    Columns returned  area_code, area_name, label, column, row
    """
    when = pd.Timestamp(day)
    own = tiles[tiles["layout"].eq(layout)]
    living = own[(own["start"].isna() | own["start"].le(when)) & (own["end"].isna() | own["end"].ge(when))]
    columns = ["area_code", "area_name", "label", "column", "row"]
    return living.sort_values(["row", "column"], kind="stable", ignore_index=True)[columns]


def tiles_with_figures(tiles: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the tiles with the figure of each area; an area without one keeps its tile, blank.

    Columns needed    tiles: those of `tiles_on`; figures: area_code, and what is to be shown, a row for each area
    Columns returned  those of the tiles, then those of the figures
    """
    return tiles.merge(figures, on="area_code", how="left", validate="one_to_one")


def areas_without_tile(tiles: pd.DataFrame, figures: pd.DataFrame) -> list[str]:
    """Return the codes of the areas that have a figure and no tile, in order.

    Columns needed    tiles: area_code; figures: area_code
    """
    return sorted(set(figures["area_code"]) - set(tiles["area_code"]))
