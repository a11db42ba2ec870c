"""The tiles of a map: those of the areas of one day."""

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
