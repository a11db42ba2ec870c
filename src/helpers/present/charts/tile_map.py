"""Tile maps: one tile for each council of the group, or each district, filled by quartile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.areas import plain_name
from helpers.present.cells import is_missing
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
    return map_of_tiles(frame.to_dict("records"), title, subtitle, what)


def map_of_tiles(tiles: Sequence[Mapping[Any, Any]], title: str, subtitle: str, what: str = "council") -> Chart:
    """Return the tile map of tiles with a quartile on at least one of them; see `tile_map` for what each has."""
    left, top = (min(int(tile[name]) for tile in tiles) for name in ("column", "row"))
    across, down = (
        max(int(tile[name]) for tile in tiles) + 1 - least for name, least in (("column", left), ("row", top))
    )
    sheet = Sheet(max(across * TILE_WIDTH_INCHES, 5.2), _TOP_INCHES + down * TILE_HEIGHT_INCHES)
    fills = [
        ("square", fill, str(number)) for number, fill in zip(QUARTILE_LABELS, palette.QUARTILE_FILLS, strict=True)
    ]
    sheet.key([*fills, ("square", palette.PALE_GREY, f"{NO_FIGURE} no quartile; 1 is best")], 0.14)
    width, height = TILE_WIDTH_INCHES - _GAP_INCHES, TILE_HEIGHT_INCHES - _GAP_INCHES
    by_quartile: dict[int, list[dict[Any, Any]]] = {}
    for tile in tiles:
        x = (tile["column"] - left) * TILE_WIDTH_INCHES
        y = _TOP_INCHES + (tile["row"] - top) * TILE_HEIGHT_INCHES
        by_quartile.setdefault(_number(tile), []).append(dict(tile, x=x, y=y))
    for number, alike in by_quartile.items():
        fill = palette.QUARTILE_FILLS[number - 1] if number else palette.PALE_GREY
        sheet.boxes([(tile["x"], tile["y"], width, height) for tile in alike], fill, palette.LINE_GREY, 0.8)
        for own in (tile for tile in alike if tile["own"]):
            sheet.boxes([(own["x"], own["y"], width, height)], "", palette.TEXT, _FRAME_PIXELS)
        _draw_words(sheet, alike, number, palette.text_on(fill))
    return as_chart(sheet, _described(tiles, title, what), title, subtitle)


def _draw_words(sheet: Sheet, tiles: Sequence[dict[Any, Any]], number: int, colour: str) -> None:
    """Print on each tile of a quartile its label, and below it the figure with the quartile, or the quartile alone."""
    middle, height = (TILE_WIDTH_INCHES - _GAP_INCHES) / 2, TILE_HEIGHT_INCHES - _GAP_INCHES
    for tile in sorted(tiles, key=lambda tile: bool(tile["own"])):
        x, y = tile["x"] + middle, tile["y"]
        sheet.shapes.append(
            Words(px(x), px(y + 0.3 * height), str(tile["label"]), "middle", colour, bold=bool(tile["own"]))
        )
        if tile.get("figure"):
            printed = f"{tile['figure']} ({number or NO_FIGURE})"
            sheet.shapes.append(Words(px(x), px(y + 0.7 * height), printed, "middle", colour))
        else:
            sheet.signs([x], y + 0.7 * height, str(number or NO_FIGURE), colour)


def _number(tile: Mapping[Any, Any]) -> int:
    """Return the quartile of a tile; 0 for none."""
    return 0 if is_missing(tile["quartile"]) else int(tile["quartile"])


MOST_NAMED: Final = 12
"""Tiles that a description names; of more it counts those of each quartile, as a table has every name."""


def _described(tiles: Sequence[Mapping[Any, Any]], title: str, what: str) -> str:
    names: dict[int, list[str]] = {number: [] for number in (*QUARTILE_LABELS, 0)}
    for tile in tiles:
        names[_number(tile)].append(plain_name(str(tile["area_name"])))
    few = len(tiles) <= MOST_NAMED
    by_quartile = [
        f"{ordinal(number)} quartile: {', '.join(sorted(names[number])) if few else len(names[number])}"
        for number in QUARTILE_LABELS
        if names[number]
    ]
    without = [f"no quartile: {', '.join(sorted(names[0])) if few else len(names[0])}"] if names[0] else []
    own = [
        f"{tile['area_name']} is in the {ordinal(number)} quartile."
        if (number := _number(tile))
        else f"{tile['area_name']} is in no quartile."
        for tile in tiles
        if tile["own"] and not few
    ]
    first = f"Tile map of {number_of(len(tiles), what)}, one tile each. {title.rstrip('.')}."
    return " ".join([first, f"{'; '.join([*by_quartile, *without])}.", *own])
