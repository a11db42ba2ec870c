"""Tile maps: one square for each council or district, laid out so that neighbours stay near each other."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Annotated

import pandas as pd
from pydantic import AfterValidator, BeforeValidator, Field

from helpers.areas import Area, Areas
from helpers.problems import InputProblem
from helpers.sources.checked_rows import CheckedRow, Line, read_checked_rows
from helpers.visible import value_shown

MAX_TILES = 30
"""Tiles in a row or a column of a layout, at most."""

LONGEST_LABEL = 12
"""Characters that fit on a tile."""


def _whole(value: object) -> object:
    if isinstance(value, str) and not (value.isascii() and value.isdigit()):
        raise ValueError(f"write a whole number from 0 to {MAX_TILES - 1}, counted from the left and from the top")
    return int(value) if isinstance(value, str) else value


def _short(label: str) -> str:
    if len(label) > LONGEST_LABEL:
        raise ValueError(f"it has {len(label)} characters; the most that a tile holds is {LONGEST_LABEL}")
    return label


Index = Annotated[int, BeforeValidator(_whole), Field(ge=0, lt=MAX_TILES)]


class Tile(CheckedRow):
    """One row of `params/tiles.csv`; `layout` is county_areas, or the code of the council whose districts it has."""

    layout: str = Field(pattern=r"^([a-z][a-z_]{0,39}|E\d{8})$")
    area_code: str = Field(pattern=r"^E\d{8}$")
    label: Annotated[Line, AfterValidator(_short)]
    column: Index
    row: Index


COLUMNS = ("layout", "area_code", "area_name", "label", "column", "row", "start", "end")


def read_tiles(path: Path | None, areas: Areas) -> pd.DataFrame:
    """Read the tiles of every layout, in the order of the file; none without a path.

    A council that another followed may share its tile: no two areas that existed at the same time do.

    Columns returned  layout, area_code, area_name, label, column and row (from 0, from the left and the top), start and
                      end (first and last day of the area; missing where not known, or in use)
    Raises            InputProblem, naming the row, the column, the value and what to write: a row is not right, an
                      area is not in areas.csv or has two tiles, or two areas share a tile at the same time
    """
    rows = []
    on_tile: dict[tuple[str, int, int], list[tuple[str, Area]]] = {}
    for where, tile in read_checked_rows(path, Tile, ("layout", "area_code")):
        if tile.area_code not in areas:
            raise InputProblem(
                f"{where}, column area_code: {value_shown(tile.area_code)} is not in areas.csv; write the code of an "
                "area that is."
            )
        area = areas[tile.area_code]
        on_tile.setdefault((tile.layout, tile.column, tile.row), []).append((where, area))
        rows.append((tile.layout, area.code, area.name, tile.label, tile.column, tile.row, area.start, area.end))
    for (layout, column, row), sharing in on_tile.items():
        for (_, first), (where, second) in combinations(sharing, 2):
            if _met(first, second):
                raise InputProblem(
                    f"{where}, column column: {second.name} is on the tile of {first.name} in {layout}, column "
                    f"{column} and row {row}, and both existed at one time; move one of them."
                )
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    texts = dict.fromkeys(("layout", "area_code", "area_name", "label"), "str")
    frame = frame.astype(texts | {"column": "int64", "row": "int64"})
    return frame.assign(start=pd.to_datetime(frame["start"]), end=pd.to_datetime(frame["end"]))


def _met(first: Area, second: Area) -> bool:
    """Say whether two areas existed at the same time."""
    begins = max((area.start for area in (first, second) if area.start), default=None)
    ended = min((area.end for area in (first, second) if area.end), default=None)
    return begins is None or ended is None or begins <= ended
