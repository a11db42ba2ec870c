"""Tile maps: one tile for each council of the group, or each district, filled by quartile."""

from __future__ import annotations

from typing import Final

import pandas as pd

from helpers.present.charts import palette
from helpers.present.charts.layout import as_chart, needs, nothing_to_draw
from helpers.present.drawings import NO_FIGURE, Sheet, Words, px
from helpers.present.values import Chart, Paragraph
from helpers.verdicts import QUARTILE_LABELS, ordinal
from helpers.wording import number_of

TILE_WIDTH_INCHES: Final = 1.05
TILE_HEIGHT_INCHES: Final = 0.65
_GAP_INCHES: Final = 0.05
_TOP_INCHES: Final = 0.4
_FRAME_PIXELS: Final = 4


def tile_map(frame: pd.DataFrame, *, title: str, subtitle: str, what: str = "council") -> Chart | Paragraph:
    """Return a tile map with the quartile on each tile, the own council framed.

    Columns: area_name, label, column, row (from the left and the top), quartile (1 is best; null if there is none),
    own; a row for each tile. Where there is a column figure, the figure as printed stands before the quartile. A frame
    without quartiles gives a sentence.

    Raises  ValueError: a missing column, or two tiles at one index
    """
    needs(frame, "area_name", "label", "column", "row", "quartile", "own")
    if frame["quartile"].isna().all():
        return nothing_to_draw(title, what)
    if frame.duplicated(["column", "row"]).any():
        raise ValueError("two tiles of a map have one column and row")
    left, top = int(frame["column"].min()), int(frame["row"].min())
    across, down = int(frame["column"].max()) - left + 1, int(frame["row"].max()) - top + 1
    sheet = Sheet(max(across * TILE_WIDTH_INCHES, 5.2), _TOP_INCHES + down * TILE_HEIGHT_INCHES)
    fills = [
        ("square", fill, str(number)) for number, fill in zip(QUARTILE_LABELS, palette.QUARTILE_FILLS, strict=True)
    ]
    sheet.key([*fills, ("square", palette.PALE_GREY, f"{NO_FIGURE} no quartile; 1 is best")], 0.14)
    width, height = TILE_WIDTH_INCHES - _GAP_INCHES, TILE_HEIGHT_INCHES - _GAP_INCHES
    for tile in frame.to_dict("records"):
        x, y = (tile["column"] - left) * TILE_WIDTH_INCHES, _TOP_INCHES + (tile["row"] - top) * TILE_HEIGHT_INCHES
        number = 0 if pd.isna(tile["quartile"]) else int(tile["quartile"])
        fill = palette.QUARTILE_FILLS[number - 1] if number else palette.PALE_GREY
        sheet.boxes([(x, y, width, height)], fill, palette.LINE_GREY, 0.8)
        if tile["own"]:
            sheet.boxes([(x, y, width, height)], "", palette.TEXT, _FRAME_PIXELS)
        colour = palette.text_on(fill)
        if tile.get("figure"):
            lower = (px(x + width / 2), px(y + 0.7 * height))
            sheet.shapes.append(Words(*lower, f"{tile['figure']} ({number or NO_FIGURE})", "middle", colour))
        else:
            sheet.signs([x + width / 2], y + 0.7 * height, str(number or NO_FIGURE), colour)
        middle = (px(x + width / 2), px(y + 0.3 * height))
        sheet.shapes.append(Words(*middle, str(tile["label"]), "middle", colour, bold=bool(tile["own"])))
    return as_chart(sheet, _described(frame, title, what), title, subtitle)


def _described(frame: pd.DataFrame, title: str, what: str) -> str:
    by_quartile = [
        f"{ordinal(quartile)} quartile: {', '.join(names)}"
        for quartile in QUARTILE_LABELS
        if (names := sorted(frame.loc[frame["quartile"].eq(quartile), "area_name"]))
    ]
    none = sorted(frame.loc[frame["quartile"].isna(), "area_name"])
    without = [f"no quartile: {', '.join(none)}"] if none else []
    return (
        f"Tile map of {number_of(len(frame), what)}, one tile each. {title.rstrip('.')}. "
        f"{'; '.join([*by_quartile, *without])}."
    )
