"""Make a folder of Parquet with figures of small areas whose results are decided before the figures are.

Run by hand: python tools/make_small_areas.py <new folder>. Then make national year=2025 input=<new folder> by=lsoa.

The size of England's small areas by default: 33,755 areas and 207 indicators, so 7 million rows a year. `truth` says of
each series which direction was planted in it and, where no two figures can be the same, its rank and quartile.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from math import gcd
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

ROW_GROUP = 120_000
"""Rows after which a file begins a new row group; the rows of one indicator stay together."""

MAX_AREAS = 900_000
"""The codes of small areas have so many numbers to give."""

THEMES = 2
"""Themes of the indicators, one after another."""

POLARITIES = ("higher_is_better", "lower_is_better", "higher_is_better", "lower_is_better", "neutral")
IMPROVED, SAME, WORSENED = "Improved", "No real change", "Worsened"
CANNOT, NOT_JUDGED = "Cannot be determined", "Not judged"

OBSERVATIONS = pa.schema(
    [
        *((name, pa.string()) for name in ("indicator_id", "area_code", "period")),
        *((name, pa.date32()) for name in ("period_start", "period_end")),
        *((name, pa.float64()) for name in ("value", "lower_95", "upper_95", "numerator", "denominator")),
        *((name, pa.string()) for name in ("marker", "area_flag")),
    ]
)
INDICATORS = pa.schema(
    [
        *((name, pa.string()) for name in ("indicator_id", "polarity", "value_type", "unit")),
        ("decimals", pa.int64()),
        *((name, pa.string()) for name in ("period_type", "frequency", "breaks", "theme")),
        ("theme_order", pa.int64()),
        ("counted", pa.bool_()),
        ("family", pa.string()),
        ("family_order", pa.int64()),
    ]
)
AREAS = pa.schema(
    [
        *((name, pa.string()) for name in ("area_code", "newest_code")),
        *((name, pa.date32()) for name in ("start_date", "end_date")),
        *((name, pa.string()) for name in ("successor_codes", "region", "class", "lsoa")),
    ]
)
TRUTH = pa.schema(
    [
        *((name, pa.string()) for name in ("indicator_id", "area_code", "direction")),
        ("rank", pa.int64()),
        ("quartile", pa.int64()),
    ]
)


@dataclass(frozen=True)
class Size:
    """How much is made; `last_year` is the year in which the newest financial year ends."""

    areas: int = 33_755
    indicators: int = 207
    years: int = 7
    last_year: int = 2025
    seed: int = 1

    def check(self) -> None:
        """Raises  ValueError: a number is out of range."""
        if not 4 <= self.areas <= MAX_AREAS or not 1 <= self.indicators <= 10_000 or not 2 <= self.years <= 100:
            raise ValueError(
                f"areas must be from 4 to {MAX_AREAS:,}, indicators from 1 to 10,000 and years from 2 to 100; "
                f"got {self.areas}, {self.indicators} and {self.years}."
            )


@dataclass(frozen=True)
class Planted:
    """One indicator: its figures as one column for each year, oldest first, and what is true of them."""

    value: NDArray[np.float64]
    numerator: NDArray[np.float64] | None
    denominator: NDArray[np.float64] | None
    hidden: NDArray[np.bool_]
    left_out: NDArray[np.bool_]
    direction: NDArray[np.str_]
    rank: NDArray[np.int64] | None


def make(folder: Path, size: Size) -> int:
    """Write observations, indicators, areas and truth into a new folder, and return the number of observations.

    One indicator after another is made and written, so that memory does not grow with the number of rows.

    Raises  ValueError: the folder exists, or a number is out of range
    """
    size.check()
    if folder.exists():
        raise ValueError(f"{folder.name} exists already; name a new folder.")
    for name in ("observations", "truth"):
        (folder / name).mkdir(parents=True)
    codes = pa.array([f"E01{number:06}" for number in range(1, size.areas + 1)])
    pq.write_table(_areas(codes), folder / "areas.parquet")
    pq.write_table(_indicators(size), folder / "indicators.parquet")
    years = range(size.last_year - size.years + 1, size.last_year + 1)
    rows = 0
    with ExitStack() as stack:
        files = [_File(folder / "observations" / f"{year}.parquet", OBSERVATIONS) for year in years]
        truth = _File(folder / "truth" / "truth.parquet", TRUTH)
        for file in (*files, truth):
            stack.callback(file.close)
        for number in range(size.indicators):
            planted = plant(number, size)
            for index, (year, file) in enumerate(zip(years, files, strict=True)):
                table = _observations(number, codes, planted, year, index)
                rows += len(table)
                file.add(table)
            truth.add(_truth(number, codes, planted, size))
    return rows


def plant(number: int, size: Size) -> Planted:
    """Decide one indicator's directions and ranks, and make figures for which they are true.

    The newest figure moves by 5 to 15% of the one before, or by at most 1%; the tolerance of 2% lies between. In every
    fourth indicator figures are counts out of a denominator, so some are the same and no ranks are planted. In 3% of
    series the figure before the newest is left out, so the direction cannot be determined.
    """
    draw = np.random.Generator(np.random.Philox(key=[size.seed, number]))
    n, counted, polarity = size.areas, number % 4 == 3, POLARITIES[number % len(POLARITIES)]
    step = next(step for step in draw.integers(1, n, 10_000) if gcd(int(step), n) == 1)
    order = (step * np.arange(n) + draw.integers(0, n)) % n
    newest = 20 + 60 * (order + 0.5) / n
    move = draw.integers(-1, 2, n)
    change = np.where(move == 0, draw.uniform(-0.01, 0.01, n), move * draw.uniform(0.05, 0.15, n))
    drift = draw.uniform(-0.04, 0.04, n)[:, None] + draw.normal(0, 0.01, (n, size.years - 2))
    steps = np.column_stack([drift, change])
    value = newest[:, None] / np.column_stack([np.cumprod(1 + steps[:, ::-1], axis=1)[:, ::-1], np.ones(n)])
    numerator = denominator = None
    if counted:
        people = draw.integers(900, 2_500, n).astype("float64")
        numerator = np.clip(np.rint(people[:, None] * value / 100), 1, people[:, None] - 1)
        numerator[:, -2] = np.where(move == 0, numerator[:, -1], numerator[:, -2])
        denominator = np.broadcast_to(people[:, None], value.shape)
        value = 100 * numerator / denominator
    hidden = draw.random(value.shape) < 0.02
    hidden[:, -2:] = False
    left_out = np.zeros(value.shape, dtype="bool")
    left_out[:, -2] = draw.random(n) < 0.03
    better = -move if polarity == "lower_is_better" else move
    direction = np.select([better > 0, better < 0], [IMPROVED, WORSENED], SAME)
    direction = np.where(left_out[:, -2], CANNOT, NOT_JUDGED if polarity == "neutral" else direction)
    rank = None
    if polarity != "neutral" and not counted:
        rank = (order + 1 if polarity == "lower_is_better" else n - order).astype("int64")
    return Planted(value, numerator, denominator, hidden, left_out, direction, rank)


class _File:
    """A Parquet file that takes tables until a row group is full."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.writer = pq.ParquetWriter(path, schema, compression="zstd")
        self.waiting: list[pa.Table] = []

    def add(self, table: pa.Table) -> None:
        self.waiting.append(table)
        if sum(map(len, self.waiting)) >= ROW_GROUP:
            self._write()

    def _write(self) -> None:
        rows = pa.concat_tables(self.waiting)
        self.writer.write_table(rows, row_group_size=max(1, len(rows)))
        self.waiting = []

    def close(self) -> None:
        if self.waiting:
            self._write()
        self.writer.close()


def _name(number: int) -> str:
    return f"measure_{number:04}"


def _same(value: object, rows: int, kind: pa.DataType) -> pa.Array:
    return pa.repeat(pa.scalar(value, kind), rows)


def _observations(number: int, codes: pa.Array, planted: Planted, year: int, index: int) -> pa.Table:
    here = np.flatnonzero(~planted.left_out[:, index])
    hidden, rows = planted.hidden[here, index], len(here)

    def column(values: NDArray[np.float64] | None, factor: float = 1.0) -> pa.Array:
        if values is None:
            return pa.nulls(rows, pa.float64())
        return pa.array(values[here, index] * factor, mask=hidden)

    limited = planted.value if planted.numerator is None else None
    columns = [
        _same(_name(number), rows, pa.string()),
        codes.take(pa.array(here)),
        _same(f"{year - 1}/{year % 100:02}", rows, pa.string()),
        _same(date(year - 1, 4, 1), rows, pa.date32()),
        _same(date(year, 3, 31), rows, pa.date32()),
        column(planted.value),
        column(limited, 0.96),
        column(limited, 1.04),
        column(planted.numerator),
        column(planted.denominator),
        pa.array(np.where(hidden, "[c]", "")),
        _same("", rows, pa.string()),
    ]
    return pa.Table.from_arrays(columns, schema=OBSERVATIONS)


def _truth(number: int, codes: pa.Array, planted: Planted, size: Size) -> pa.Table:
    none = pa.nulls(size.areas, pa.int64())
    rank = none if planted.rank is None else pa.array(planted.rank)
    quartile = none if planted.rank is None else pa.array(1 + 4 * (planted.rank - 1) // size.areas)
    name = _same(_name(number), size.areas, pa.string())
    return pa.Table.from_arrays([name, codes, pa.array(planted.direction), rank, quartile], schema=TRUTH)


def _indicators(size: Size) -> pa.Table:
    return pa.Table.from_pylist([_about(number) for number in range(size.indicators)], schema=INDICATORS)


def _about(number: int) -> dict[str, object]:
    counted = number % 4 == 3
    return {
        "indicator_id": _name(number),
        "polarity": POLARITIES[number % len(POLARITIES)],
        "value_type": "percentage" if counted else "crude rate",
        "unit": "%" if counted else "per 1,000",
        "decimals": 6,
        "period_type": "financial",
        "frequency": "annual",
        "breaks": "",
        "theme": f"Theme {1 + number % THEMES}",
        "theme_order": 1 + number % THEMES,
        "counted": True,
        "family": "",
        "family_order": 0,
    }


def _areas(codes: pa.Array) -> pa.Table:
    number = len(codes)
    regions = pa.array([f"E1200000{1 + index % 9}" for index in range(number)])
    none, blank = pa.nulls(number, pa.date32()), _same("", number, pa.string())
    england = _same("E92000001", number, pa.string())
    return pa.Table.from_arrays([codes, codes, none, none, blank, regions, blank, england], schema=AREAS)


def _sizes() -> Iterator[tuple[str, int, str]]:
    yield "areas", Size.areas, "small areas"
    yield "indicators", Size.indicators, "indicators"
    yield "years", Size.years, "financial years"
    yield "last_year", Size.last_year, "the year in which the newest ends"
    yield "seed", Size.seed, "with another seed, other figures; with the same, the same bytes"


def main() -> int:
    parser = argparse.ArgumentParser(description="Make figures of small areas with known results.")
    parser.add_argument("folder", type=Path, help="the new folder")
    for name, default, help_text in _sizes():
        parser.add_argument(f"--{name.replace('_', '-')}", type=int, default=default, help=f"{help_text}: {default}")
    options = vars(parser.parse_args())
    try:
        print(f"{make(options.pop('folder'), Size(**options)):,} observations")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
