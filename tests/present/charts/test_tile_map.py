"""Tile maps: tiles are where the layout says, with their quartile in colour, number and words."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.present.charts import palette
from helpers.present.charts.tile_map import TILE_HEIGHT_INCHES, TILE_WIDTH_INCHES, tile_map
from helpers.present.drawings import Boxes, Drawing, Signs, Words
from helpers.present.values import Chart, Paragraph

TILES = pd.DataFrame(
    [
        ("Leicestershire", "Leics", 4, 5, 4, True),
        ("Norfolk", "Norfolk", 6, 5, 1, False),
        ("Kent", "Kent", 5, 7, None, False),
    ],
    columns=["area_name", "label", "column", "row", "quartile", "own"],
).astype({"quartile": "Int64"})
WORDS = {"title": "Leicestershire is in the fourth quartile", "subtitle": "Recycling, 2022/23"}


def shapes_of(kind: type[Any]) -> list[Any]:
    chart = tile_map(TILES, **WORDS)
    assert isinstance(chart, Chart)
    assert isinstance(chart.picture, Drawing)
    return [shape for shape in chart.picture.shapes if isinstance(shape, kind)]


def test_tiles_lie_by_column_and_row_and_only_the_own_one_is_framed() -> None:
    tiles = [shape for shape in shapes_of(Boxes) if shape.boxes[0][2] > 50]
    lefts_and_tops = [shape.boxes[0][:2] for shape in tiles if shape.fill]
    wide, high = 96 * TILE_WIDTH_INCHES, 96 * TILE_HEIGHT_INCHES
    (left, top), right, below = lefts_and_tops
    assert right == (pytest.approx(left + 2 * wide, abs=0.2), top)
    assert below == (pytest.approx(left + wide, abs=0.2), pytest.approx(top + 2 * high, abs=0.2))
    assert [shape.boxes[0][:2] for shape in tiles if not shape.fill] == [(left, top)]
    fills = [palette.QUARTILE_FILLS[3], palette.QUARTILE_FILLS[0], palette.PALE_GREY]
    assert [shape.fill for shape in tiles if shape.fill] == fills


def test_the_quartile_is_printed_and_read_aloud() -> None:
    assert [shape.text for shape in shapes_of(Signs)] == ["4", "1", "–"]
    assert {"Leics", "Norfolk", "Kent"} <= {shape.text for shape in shapes_of(Words)}
    chart = tile_map(TILES, **WORDS)
    assert isinstance(chart, Chart)
    assert chart.alt == (
        "Tile map of 3 councils, one tile each. Leicestershire is in the fourth quartile. 1st quartile: Norfolk; "
        "4th quartile: Leicestershire; no quartile: Kent."
    )


def test_words_are_legible_on_their_fill() -> None:
    for fill, words in zip([palette.QUARTILE_FILLS[3], palette.QUARTILE_FILLS[0]], shapes_of(Signs), strict=False):
        assert palette.contrast(fill, words.colour) >= 4.5


def test_no_quartile_is_a_sentence_and_two_on_one_tile_are_refused() -> None:
    assert isinstance(tile_map(TILES.assign(quartile=pd.NA), **WORDS), Paragraph)
    with pytest.raises(ValueError, match="two tiles of a map have one column and row"):
        tile_map(TILES.assign(column=1, row=1), **WORDS)
    with pytest.raises(ValueError, match="label"):
        tile_map(TILES.drop(columns="label"), **WORDS)
