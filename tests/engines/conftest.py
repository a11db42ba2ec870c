"""What the engines are given: 10,000 random series and 10,000 random groups, and the sessions that hold them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

COUNT = 10_000
POLARITIES = ["higher_is_better", "lower_is_better", "neutral", None]
VALUE_TYPES = ["percentage", "Proportion", "rate", "Crude rate", "mean", "score", "count", None]


@dataclass(frozen=True)
class Engine:
    """How to hand a frame to an engine, with null for what is missing, and how to fetch its result."""

    name: str
    give: Callable[[pd.DataFrame], Any]
    fetch: Callable[[Any], pd.DataFrame]


def as_arrow(frame: pd.DataFrame) -> pa.Table:
    """An Arrow table in which the missing numbers of pandas are null: to DuckDB and Spark, NaN is a number."""
    return pa.Table.from_pandas(frame, preserve_index=False)


@pytest.fixture(scope="session")
def duckdb_engine() -> Iterator[Engine]:
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as connection:
        yield Engine(
            "DuckDB",
            lambda frame: connection.from_arrow(as_arrow(frame)),
            lambda relation: relation.to_arrow_table().to_pandas(),
        )


@pytest.fixture(scope="session")
def spark_engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    if os.environ.get("SPARK") != "required":
        pytest.importorskip("pyspark", reason="Spark has an environment of its own: run make test-spark")
    folder = str(tmp_path_factory.mktemp("spark"))
    # Without it Spark looks up the machine's own name, which need not lead anywhere.
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.local.dir": folder,
        "spark.log.level": "ERROR",
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.shuffle.partitions": "4",
        "spark.sql.warehouse.dir": folder,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield Engine(
        "PySpark",
        lambda frame: session.createDataFrame(as_arrow(frame)),
        lambda frame: frame.toArrow().to_pandas(),
    )
    session.stop()


@pytest.fixture(scope="session", params=["duckdb_engine", "spark_engine"])
def engine(request: pytest.FixtureRequest) -> Engine:
    result: Engine = request.getfixturevalue(request.param)
    return result


@pytest.fixture(scope="session")
def series() -> pd.DataFrame:
    return random_series(np.random.default_rng(1))


@pytest.fixture(scope="session")
def groups() -> pd.DataFrame:
    return random_groups(np.random.default_rng(2))


@pytest.fixture(scope="session")
def figures(series: pd.DataFrame) -> pd.DataFrame:
    return random_figures(series, np.random.default_rng(3))


FIGURES = ["value", "lower_95", "upper_95", "numerator", "denominator", "plan_lower", "plan_upper"]


def kinds_of_series(rng: np.random.Generator) -> pd.DataFrame:
    """What each series is about, and what its figures are made from; every other series is whole."""
    return pd.DataFrame(
        {
            "indicator_id": [f"indicator_{number // 20:03}" for number in range(COUNT)],
            "area_code": [f"E{10000000 + number % 20}" for number in range(COUNT)],
            "polarity": rng.choice([*POLARITIES, "plan_is_best"], COUNT, p=[0.34, 0.34, 0.2, 0.02, 0.1]),
            "value_type": rng.choice(VALUE_TYPES, COUNT, p=[0.3, 0.1, 0.2, 0.1, 0.15, 0.05, 0.05, 0.05]),
            "multiplier": rng.choice([100, 1_000, np.nan], COUNT, p=[0.6, 0.3, 0.1]),
            "decimals": rng.choice([0, 1, 2, np.nan], COUNT),
            "months": rng.choice([12, 36, 1, np.nan], COUNT, p=[0.7, 0.1, 0.1, 0.1]),
            "step": rng.choice([1, 2], COUNT, p=[0.8, 0.2]),
            "one_off": rng.random(COUNT) < 0.02,
            # What follows makes the figures and is not handed on.
            "years": rng.choice([0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 7, 8, 8], COUNT),
            "newest": rng.integers(2016, 2024, COUNT),
            "level": rng.choice([0, 0.3, 8, 50, 97, 25_000, -20], COUNT),
            "drift": rng.choice([0, 0, 0.001, -0.001, 0.01, -0.01, 0.05, -0.05, 0.3, -0.3], COUNT),
            "noise": rng.choice([0, 1e-12, 0.001, 0.02, 0.2], COUNT),
            "width": rng.choice([np.nan, 0.001, 0.02, 0.2], COUNT),
            "people": rng.choice([6, 60, 5_000, 1_000_000], COUNT),
            "growth": rng.choice([0, 0.1], COUNT),
            "counted": rng.random(COUNT) < 0.3,
            "rounded": rng.random(COUNT) < 0.5,
            "whole": rng.random(COUNT) < 0.5,
        }
    )


def with_figures(
    frame: pd.DataFrame, index: np.ndarray, rng: np.random.Generator, rarely: Callable[[float], np.ndarray]
) -> pd.DataFrame:
    """Add years, figures, limits, counts, plans and breaks to rows of series, each with its index in its series."""
    size = len(frame)
    scale = frame["level"].abs().where(frame["level"] != 0, 1)
    value = frame["level"] + scale * (frame["drift"] * index + frame["noise"] * rng.normal(size=size))
    value = value.where(~rarely(0.03), value + scale * rng.choice([-0.5, 0.5], size))
    # Changes of nothing, of nearly nothing, and of the tolerance itself.
    before = value.groupby(frame["series"]).shift()
    edge = before * rng.choice([1, 1 + 1e-12, 1.02, 0.98, 1.02 * (1 + 1e-12), -1, 0], size)
    value = value.where(~rarely(0.1) | before.isna(), edge)
    multiplier = frame["multiplier"].fillna(100)
    least = np.where(frame["whole"], 0.02, 0)
    denominator = (frame["people"] * (1 + frame["growth"] * rng.uniform(-1, 1, size))).round()
    numerator = (denominator * (value / multiplier).clip(least, 1 - least)).round()
    value = value.mask(frame["counted"], multiplier * numerator / denominator)
    lower = value - scale * frame["width"] * rng.uniform(0.8, 1, size)
    upper = value + scale * frame["width"] * rng.uniform(0.8, 1, size)
    for decimals in (0, 1, 2):
        as_printed = frame["rounded"] & (frame["decimals"] == decimals)
        value, lower, upper = (part.where(~as_printed, part.round(decimals)) for part in (value, lower, upper))
    crossed, without_width = rarely(0.01), rarely(0.02)
    lower, upper = lower.mask(crossed, upper), upper.mask(crossed, lower)
    numerator = numerator.mask(rarely(0.02), 0).mask(rarely(0.02), denominator)
    numerator = numerator.mask(rarely(0.01), denominator + 1).mask(rarely(0.01), -1).mask(rarely(0.02))
    return frame.assign(
        year=frame["newest"] - frame["step"] * (frame["years"] - 1 - index),
        value=value.mask(rarely(0.05)),
        lower_95=lower.mask(without_width, value).mask(rarely(0.02)),
        upper_95=upper.mask(without_width, value).mask(rarely(0.02)),
        numerator=numerator,
        denominator=denominator.mask(rarely(0.01), 0).mask(rarely(0.02)),
        plan_lower=frame["level"].mask(rarely(0.1)),
        plan_upper=frame["level"] + scale * rng.choice([0, 0.02]),
        months=frame["months"].mask(rarely(0.03), 9),
        break_before=rarely(0.03),
    )


def random_series(rng: np.random.Generator) -> pd.DataFrame:
    """Series of no year to eight, in no order, with everything in them that a published series has been seen to have.

    Every other series is whole, so that rules which need five years of sound figures are reached too.
    """
    series = kinds_of_series(rng)
    # A series without a year has one row that says so, as an indicator of the register without a figure has.
    frame = series.loc[series.index.repeat(series["years"].clip(lower=1))]
    index = frame.groupby(level=0).cumcount().to_numpy()
    frame = frame.reset_index(names="series")
    size = len(frame)

    def rarely(share: float) -> np.ndarray:
        return (rng.random(size) < share) & ~frame["whole"].to_numpy()

    frame = with_figures(frame, index, rng, rarely)
    frame.loc[frame["years"] == 0, ["year", *FIGURES]] = np.nan
    copies = frame[rarely(0.02)]
    copies = copies.assign(value=copies["value"] * rng.choice([1, 1.5, np.nan], len(copies)))
    # The first year stays, so that no series is lost.
    frame = pd.concat([frame[~rarely(0.04) | (index == 0)], copies])
    about = ["polarity", "value_type", "multiplier", "decimals", "months", "step", "one_off", "break_before"]
    frame = frame.iloc[rng.permutation(len(frame))][["indicator_id", "area_code", "year", *FIGURES, *about]]
    return frame.astype({"year": "Int64", "decimals": "Int64", "months": "Int64"}).reset_index(drop=True)


def random_groups(rng: np.random.Generator) -> pd.DataFrame:
    """Groups of one area to forty, in no order: with equal figures, nearly equal ones, chains of them, and gaps."""
    groups = pd.DataFrame(
        {
            "indicator_id": [f"indicator_{number // 2:04}" for number in range(COUNT)],
            "year": [2022 + number % 2 for number in range(COUNT)],
            "polarity": np.repeat(rng.choice(POLARITIES, COUNT // 2, p=[0.4, 0.4, 0.15, 0.05]), 2),
            "areas": rng.integers(1, 41, COUNT),
            "level": rng.choice([0, 1e-9, 0.3, 50, 25_000, -20], COUNT),
            "spread": rng.choice([0, 1e-12, 0.7e-9, 1e-9, 1.3e-9, 0.01, 0.5], COUNT),
            "missing": rng.choice([0, 0.05, 0.5, 1], COUNT, p=[0.4, 0.4, 0.15, 0.05]),
        }
    )
    frame = groups.loc[groups.index.repeat(groups["areas"])]
    area = frame.groupby(level=0).cumcount()
    size = len(frame)
    scale = frame["level"].abs().where(frame["level"] != 0, 1)
    # Few different figures among many areas give ties; steps of nearly a tie give chains of them.
    value = frame["level"] + scale * frame["spread"] * rng.integers(-8, 9, size)
    value = value.where(rng.random(size) < 0.8, value + scale * rng.normal(size=size))
    value = value.mask((value == 0) & (rng.random(size) < 0.5), -0.0)
    frame = frame.assign(area_code=[f"E{10000000 + number}" for number in area], value=value)
    frame["value"] = frame["value"].mask(rng.random(size) < frame["missing"])
    columns = ["indicator_id", "year", "area_code", "value", "polarity"]
    return frame.iloc[rng.permutation(size)][columns].reset_index(drop=True)


def random_figures(series: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows of the series, numbered, with all that a figure is compared with, and counts as they are before control.

    Every tenth benchmark, goal or average is missing; some lie on a limit of the figure, some beyond what can be.
    """
    size = len(series)

    def around(column: str, *shares: float) -> pd.Series:
        values = series[column] * rng.choice(shares, size)
        return values.mask(rng.random(size) < 0.1)

    average = pd.Series(rng.choice([-0.1, 0.0, 0.2, 0.5, 0.98, 1.0, np.nan], size))
    sound = series[["numerator", "denominator"]].clip(lower=1)
    return series.assign(
        row=np.arange(size),
        benchmark=around("value", 0.9, 1.0, 1.01, -1.0).where(rng.random(size) < 0.7, series["lower_95"]),
        benchmark_lower_95=around("lower_95", 0.9, 1.0, 1.02),
        benchmark_upper_95=around("upper_95", 0.98, 1.0, 1.1),
        lower_99_8=around("lower_95", 0.99, 1.0),
        upper_99_8=around("upper_95", 1.0, 1.01),
        is_benchmark=rng.random(size) < 0.05,
        goal=around("value", 0.5, 1.0, 2.0),
        goal_lower=around("value", 0.9, 1.0, 1.1),
        goal_upper=around("value", 1.0, 1.05, 1.2),
        average=(sound["numerator"] / sound["denominator"]).where(rng.random(size) < 0.5, average),
        observed=series["numerator"].where(rng.random(size) < 0.9, rng.choice([0.0, 3.0, 3.5, 12.5, -1.0], size)),
        expected=series["denominator"] * rng.choice([0.0, 1e-4, 0.2, 0.5, np.nan], size),
        count=rng.choice([0, 1, 5, 7, 8, 12, 13, 12_345, -1, 2.5, np.nan], size),
        marker=rng.choice(["", "[c]", "[x]", "[c] [p]", None], size),
    ).rename_axis(None)
