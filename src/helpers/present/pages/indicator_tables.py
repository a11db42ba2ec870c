"""What the indicator cards are made from: the tables of a run, each by indicator, and whom the report is on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

import pandas as pd

from helpers.present.periods import period_in_words
from helpers.present.values import Paragraph
from helpers.results.council_tax import BAND_D
from helpers.results.council_tax import INDICATORS as OF_COUNCIL_TAX
from helpers.results.tiles import tiles_on

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class CardTables:
    """The tables that cards are made from, each by its name in helpers.schema.

    `caveats`, `tiles`, `comments` and `raw_rows` are those of `FilesOfCards`.
    """

    compendium: pd.DataFrame
    indicators: pd.DataFrame
    comparisons: pd.DataFrame
    evidence: pd.DataFrame
    forecasts: pd.DataFrame
    forecast_record: pd.DataFrame
    trends: pd.DataFrame
    rank_certainty: pd.DataFrame
    group_comparisons: pd.DataFrame
    indicator_group_comparisons: pd.DataFrame
    in_year_figures: pd.DataFrame
    split_years: pd.DataFrame
    card_series: pd.DataFrame
    card_councils: pd.DataFrame
    areas_within: pd.DataFrame
    figures_within: pd.DataFrame
    figure_sources: pd.DataFrame
    sources: pd.DataFrame
    quality_failures: pd.DataFrame
    officers_words: pd.DataFrame
    target_results: pd.DataFrame
    targets: pd.DataFrame
    target_milestones: pd.DataFrame
    service_indicators: pd.DataFrame
    service_values: pd.DataFrame
    risk_links: pd.DataFrame
    early_warnings: pd.DataFrame
    service_pressures: pd.DataFrame
    caveats: pd.DataFrame
    tiles: pd.DataFrame
    comments: pd.DataFrame
    raw_rows: pd.DataFrame


@dataclass(frozen=True)
class FilesOfCards:
    """What cards have that no notebook writes.

    `caveats` are those of `sources.caveats.read_caveats`, `tiles` those of `sources.tiles.read_tiles`, `comments` those
    of `sources.comments.read_comments`, `raw_rows` those of `sources.raw_rows.read_raw_rows`.
    """

    caveats: pd.DataFrame
    tiles: pd.DataFrame
    comments: pd.DataFrame
    raw_rows: pd.DataFrame


def in_words(tables: CardTables) -> CardTables:
    """Return the tables with the kind of each year in words, as a page prints it: 2022/23 school year.

    What the table has instead is in a column beside it: see `as_in_table`.
    """
    changed = {}
    for name in CardTables.__dataclass_fields__:
        frame = getattr(tables, name)
        periods = [column for column in frame.columns if column == "period" or str(column).endswith("_period")]
        kinds = {column: frame[column].map(_kind_in_words, na_action="ignore") for column in periods}
        kinds |= {f"{column}{_IN_TABLE}": frame[column] for column in periods}
        changed[name] = frame.assign(**kinds) if periods else frame
    return CardTables(**changed)


_IN_TABLE: Final = "_in_table"


def as_in_table(row: Row, column: str) -> Any:
    """Return a value of a row as its table has it, where `in_words` has put it in words."""
    return row.get(f"{column}{_IN_TABLE}", row[column])


@lru_cache(maxsize=4096)
def _kind_in_words(period: Any) -> Any:
    return period_in_words(period) if isinstance(period, str) else period


FROM_FILES: Final = tuple(FilesOfCards.__dataclass_fields__)
"""The parts of CardTables that no notebook writes."""

CARD_TABLES: Final = tuple(name for name in CardTables.__dataclass_fields__ if name not in FROM_FILES)
"""The names of the tables that cards are made from."""


def read_card_tables(read: Callable[[str], pd.DataFrame], files: FilesOfCards) -> CardTables:
    """Return what cards are made from; `read` gives a table by its name, such as `NotebookSession.read`."""
    of_files = {name: getattr(files, name) for name in FROM_FILES}
    return CardTables(**{name: read(name) for name in CARD_TABLES}, **of_files)


@dataclass(frozen=True)
class CardSettings:
    """Whom the report is on and with whom it compares.

    `group` is the short name of the comparator group and `layout` its name in params/comparators.yml, which is also
    that of its tiles; `other_groups` has the short names of all further groups by their names, `dashboards` how a card
    leads to each dashboard that has a page. For the cards of council tax `funding` says where the council's funding
    stands, and `tax` how its bill ranks among councils of its kind; None where that is not known. `explained_by` is
    what `make explain` needs to find the report.
    """

    council: str
    authority: str
    group: str
    layout: str
    other_groups: Mapping[str, str] = field(default_factory=dict)
    dashboards: Mapping[str, str] = field(default_factory=dict)
    is_two_tier: bool = True
    funding: Paragraph | None = None
    tax: Paragraph | None = None
    explained_by: str = ""

    def funding_of(self, indicator_id: str) -> tuple[Paragraph, ...]:
        """Return what the card of an indicator says of the council's funding: that of council tax where it stands.

        That of the bill says its rank among councils of the same kind, too.
        """
        parts = (self.tax if indicator_id == BAND_D else None, self.funding)
        return tuple(part for part in parts if part is not None) if indicator_id in OF_COUNCIL_TAX else ()


_KEYS: Final = {
    "officers_words": "about",
    "forecast_record": "scale",
    "service_values": "service",
    "targets": "target_id",
    "target_milestones": "target_id",
}
"""The column by which the rows of a table are looked up, if not the indicator."""


class TableRows:
    """The rows of every table by indicator, each looked up once."""

    def __init__(self, tables: CardTables) -> None:
        self._tables = tables
        self._rows: dict[str, dict[str, list[dict[Any, Any]]]] = {}
        self.sources = {str(row["source_id"]): row for row in tables.sources.to_dict("records")}

    def add(self, name: str, frame: pd.DataFrame, key: str = "indicator_id") -> None:
        """Add the rows of a frame under a name of its own."""
        by_id: dict[str, list[dict[Any, Any]]] = {}
        names = [str(name) for name in frame.columns]
        for values in zip(*(frame[name].to_numpy(dtype=object) for name in names), strict=True):
            row = dict(zip(names, values, strict=True))
            by_id.setdefault(str(row[key]), []).append(row)
        self._rows[name] = by_id

    def of(self, name: str, indicator_id: str) -> list[dict[Any, Any]]:
        """Return the rows of a table that are about an indicator, in their order."""
        if name not in self._rows:
            frame = getattr(self._tables, name)
            self.add(name, frame, _KEYS.get(name, "indicator_id"))
        return self._rows[name].get(indicator_id, [])

    def one(self, name: str, indicator_id: str) -> Row:
        """Return the only row of a table about an indicator; an empty one if there is none."""
        rows = self.of(name, indicator_id)
        return rows[0] if rows else {}


class TilesOfDays:
    """The tiles of each layout on the last day of a period, worked out once for each."""

    def __init__(self, tiles: pd.DataFrame) -> None:
        self._tiles = tiles
        self._on: dict[tuple[str, date], list[dict[Any, Any]]] = {}

    def tiles(self, layout: str, day: date) -> list[dict[Any, Any]]:
        """Return the tiles of a layout on a day, as `results.tiles.tiles_on` gives them."""
        if (layout, day) not in self._on:
            self._on[layout, day] = tiles_on(self._tiles, layout, day).to_dict("records")
        return self._on[layout, day]
