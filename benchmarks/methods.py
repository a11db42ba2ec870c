"""Rows per second of the methods on whole columns, against plain Python loops over the same figures.

Each is timed in turn, and only after all have been shown to give the same results:

- the method once, for all figures;
- the method called for one figure, or one series, at a time;
- a plain loop over the method's formula written for one figure, or one series, with no library;
- for intervals, the R package PHEindicatormethods where R and the package are installed; if not, the reason is printed.

Last, 10,000 draws of overall positions against the work of one draw in plain numpy, done 200 times.
"""

from __future__ import annotations

import math
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from helpers.methods.intervals import proportion_interval
from helpers.methods.position import Inputs, overall_position
from helpers.methods.trend import SIGNIFICANT, recent_trend

ROUNDS = 5
FIGURES = 200_000
SERIES = (10_000, 200_000)
ONE_AT_A_TIME = {"Wilson intervals": 2_000, "Trend markers": 20}
"""How many figures, or series, are done by calling the method for each: enough to time, few enough to wait for."""

INDICATORS, COUNCILS, THEMES = 250, 40, 5
PLAIN_DRAWS = 200
"""How often one draw's work is done in plain numpy, to compare 10,000 draws with."""

Z = statistics.NormalDist().inv_cdf(0.975)

R_PACKAGE = "PHEindicatormethods"
MAX_R_SECONDS = 300
R_SCRIPT = Path(__file__).with_name("intervals.R")
"""Times the package on figures in a CSV file, and writes its limits to another."""


def wilson(x: float, n: float) -> tuple[float, float]:
    """Return the limits of one proportion."""
    middle, reach = 2 * x + Z**2, Z * math.sqrt(Z**2 + 4 * x * (1 - x / n))
    whole = 2 * (n + Z**2)
    return (middle - reach) / whole, (middle + reach) / whole


def marker(points: Sequence[tuple[float, float, float, float]], *, proportion: bool) -> str:
    """Return the movement of one series of five points, oldest first: value, half width, numerator, denominator."""
    times = range(1, 6)
    if proportion:
        heights = [math.log(x / (n - x)) for _, _, x, n in points]
        weights = [1.0] * 5
    else:
        heights = [value for value, _, _, _ in points]
        weights = [(Z / half) ** 2 for _, half, _, _ in points]

    def slope(left_out: int | None = None) -> tuple[float, float]:
        w = wt = wy = wtt = wty = 0.0
        for t, y, weight in zip(times, heights, weights, strict=True):
            if t != left_out:
                w, wt, wy = w + weight, wt + weight * t, wy + weight * y
                wtt, wty = wtt + weight * t * t, wty + weight * t * y
        run = w * wtt - wt * wt
        return (w * wty - wt * wy) / run, w / run

    beta, variance = slope()
    if proportion:
        s, x = sum(n for *_, n in points), sum(x for _, _, x, _ in points)
        xt = sum(t * point[2] for t, point in zip(times, points, strict=True))
        nt = sum(t * point[3] for t, point in zip(times, points, strict=True))
        ntt = sum(t * t * point[3] for t, point in zip(times, points, strict=True))
        chi_squared = s * (s * xt - x * nt) ** 2 / (x * (s - x) * (s * ntt - nt * nt))
    else:
        chi_squared = beta**2 / variance
    steady = all(slope(t)[0] * beta > 0 for t in times)
    if chi_squared <= SIGNIFICANT or not steady:
        return "No significant change"
    return "Increasing" if beta > 0 else "Decreasing"


def time_in_turn(name: str, ways: dict[str, tuple[int, Callable[[], object]]]) -> None:
    """Time each way in turn, and print the rows per second of its median and how the first compares."""
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, (_, call) in ways.items():
            began = time.perf_counter()
            call()
            seconds[way].append(time.perf_counter() - began)
    speeds = {way: rows / statistics.median(seconds[way]) for way, (rows, _) in ways.items()}
    first = next(iter(speeds.values()))
    print(f"{name}, {ROUNDS} rounds of each way in turn")
    for number, (way, speed) in enumerate(speeds.items()):
        ratio = f"; all at once is {first / speed:,.1f} times as fast" if number else ""
        print(f"  {way}: {speed:,.0f} rows per second{ratio}")


def counts() -> tuple[np.ndarray, np.ndarray]:
    """Return the figures of which intervals are timed: a count and its denominator."""
    draws = np.random.default_rng(1)
    n = draws.integers(1, 10_000, FIGURES).astype("float64")
    return np.floor(draws.random(FIGURES) * (n + 1)), n


def intervals() -> None:
    """Time Wilson intervals."""
    x, n = counts()
    pairs = list(zip(x.tolist(), n.tolist(), strict=True))
    few = pairs[: ONE_AT_A_TIME["Wilson intervals"]]
    expected = np.array([wilson(*pair) for pair in pairs]).T
    np.testing.assert_allclose(proportion_interval(x, n), expected, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(
        np.array([proportion_interval(*pair) for pair in few]), expected.T[: len(few)], rtol=1e-9, atol=1e-12
    )
    time_in_turn(
        "Wilson intervals",
        {
            "all at once": (FIGURES, lambda: proportion_interval(x, n)),
            "a plain loop over the scalar formula": (FIGURES, lambda: [wilson(*pair) for pair in pairs]),
            "the method called for each figure": (len(few), lambda: [proportion_interval(*pair) for pair in few]),
        },
    )
    print(f"  {with_r_package(x, n, expected, rows_per_second_here(x, n))}")


def rows_per_second_here(x: np.ndarray, n: np.ndarray) -> float:
    """Return how many Wilson intervals a second are made here, by the median of some rounds."""
    seconds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        proportion_interval(x, n)
        seconds.append(time.perf_counter() - began)
    return len(x) / statistics.median(seconds)


def intervals_in_words() -> str:
    """Say how fast Wilson intervals are here, and in the R package or why it was not timed."""
    x, n = counts()
    speed = rows_per_second_here(x, n)
    here = f"Wilson intervals of {FIGURES:,} figures, all at once: {speed:,.0f} rows per second"
    return f"{here}; {with_r_package(x, n, np.array(proportion_interval(x, n)), speed)}."


def with_r_package(x: np.ndarray, n: np.ndarray, expected: np.ndarray, here: float) -> str:
    """Time the R package on the same figures, after a check of its limits; say why not where it cannot be timed.

    `here` is how many rows a second are made here.
    """
    rscript = shutil.which("Rscript")
    if rscript is None:
        return f"the R package {R_PACKAGE}: skipped, as R is not installed (there is no Rscript)"
    with tempfile.TemporaryDirectory() as folder:
        figures, limits = (Path(folder) / name for name in ("figures.csv", "limits.csv"))
        pd.DataFrame({"x": x, "n": n}).to_csv(figures, index=False)
        command = [rscript, "--vanilla", str(R_SCRIPT), str(figures), str(limits), str(ROUNDS)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=MAX_R_SECONDS)
        except subprocess.TimeoutExpired:
            return f"the R package {R_PACKAGE}: stopped after {MAX_R_SECONDS} seconds"
        if done.returncode:
            why = (done.stderr.strip().splitlines() or ["R gave no reason"])[-1]
            return f"the R package {R_PACKAGE}: skipped, as R says: {why}"
        result = pd.read_csv(limits)[["lower", "upper"]].to_numpy()
    np.testing.assert_allclose(result, expected.T, rtol=1e-9, atol=1e-12)
    version, *rounds = done.stdout.split()
    speed = len(x) / statistics.median(map(float, rounds))
    return (
        f"the R package {R_PACKAGE} {version}, the same limits: {speed:,.0f} rows per second; all at once is "
        f"{here / speed:,.1f} times as fast"
    )


def trends(number: int) -> None:
    """Time trend markers: half the series are proportions, half are values with limits."""
    draws = np.random.default_rng(2)
    rows = 5 * number
    proportion = np.repeat(np.arange(number) % 2 == 0, 5)
    slope = np.repeat(draws.normal(0, 1.5, number), 5) * np.tile(np.arange(5), number)
    n = np.repeat(draws.integers(200, 2_000, number), 5).astype("float64")
    x = np.clip(np.round(n * np.clip(0.5 + slope / 100 + draws.normal(0, 0.01, rows), 0.02, 0.98)), 1, n - 1)
    value = np.where(proportion, 100 * x / n, 50 + slope + draws.normal(0, 1, rows))
    half = draws.uniform(0.5, 4, rows)
    frame = pd.DataFrame(
        {
            "indicator_id": np.repeat([f"i{one:06d}" for one in range(number)], 5),
            "area_code": "E10000018",
            "year": np.tile(np.arange(2019, 2024), number),
            "value": value,
            "lower_95": value - half,
            "upper_95": value + half,
            "numerator": x,
            "denominator": n,
            "value_type": np.where(proportion, "percentage", "mean"),
            "polarity": "neutral",
        }
    )
    figures = list(zip(value.tolist(), half.tolist(), x.tolist(), n.tolist(), strict=True))
    series = [(figures[start : start + 5], bool(proportion[start])) for start in range(0, rows, 5)]
    few = [frame.iloc[start : start + 5] for start in range(0, 5 * ONE_AT_A_TIME["Trend markers"], 5)]

    def loop() -> list[str]:
        return [marker(points, proportion=kind) for points, kind in series]

    result = recent_trend(frame).sort_values("indicator_id")["movement"].tolist()
    assert result == loop()
    assert [recent_trend(one)["movement"].iloc[0] for one in few] == result[: len(few)]
    time_in_turn(
        f"Trend markers, {number:,} series of 5 rows",
        {
            "all at once": (rows, lambda: recent_trend(frame)),
            "a plain loop over the scalar formula": (rows, loop),
            "the method called for each series": (5 * len(few), lambda: [recent_trend(one) for one in few]),
        },
    )


@dataclass
class Made:
    """Figures of councils in indicators: half the indicators have limits, half are shares with counts."""

    random: np.random.Generator
    theme: np.ndarray
    counted: np.ndarray
    mean: np.ndarray
    error: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray

    @classmethod
    def from_seed(cls, seed: int) -> Made:
        """Return figures that are the same for a seed."""
        random = np.random.default_rng(seed)
        shape = (INDICATORS, COUNCILS)
        mean, error = random.normal(50, 5, shape), random.uniform(0.5, 4, shape)
        n = random.integers(50, 2_000, shape).astype("float64")
        x = np.round(n * random.uniform(0.3, 0.7, shape))
        numbers = np.arange(INDICATORS)
        return cls(random, numbers % THEMES, numbers % 2 == 1, mean, error, x, n)

    @property
    def value(self) -> np.ndarray:
        """The figures themselves."""
        return np.where(self.counted[:, None], 100 * self.numerator / self.denominator, self.mean)

    def ranks(self, percentile: np.ndarray) -> np.ndarray:
        """Return the rank of each council, 1 for the best, by the mean of the themes' mean percentiles."""
        score = np.mean([percentile[self.theme == number].mean(axis=0) for number in range(THEMES)], axis=0)
        return COUNCILS - score.argsort().argsort()

    def draw_by_indicator(self) -> np.ndarray:
        """Return the ranks of one draw, an indicator at a time."""
        percentile = np.empty((INDICATORS, COUNCILS))
        for row in range(INDICATORS):
            if self.counted[row]:
                x, n = self.numerator[row], self.denominator[row]
                drawn = self.random.beta(x + 0.5, n - x + 0.5)
            else:
                drawn = self.random.normal(self.mean[row], self.error[row])
            percentile[row] = percentiles(drawn)
        return self.ranks(percentile)

    def draw_in_one_array(self) -> np.ndarray:
        """Return the ranks of one draw, all indicators at once."""
        counted, drawn = self.counted, np.empty((INDICATORS, COUNCILS))
        drawn[~counted] = self.random.normal(self.mean[~counted], self.error[~counted])
        x, n = self.numerator[counted], self.denominator[counted]
        drawn[counted] = self.random.beta(x + 0.5, n - x + 0.5)
        return self.ranks(percentiles(drawn))

    def inputs(self) -> Inputs:
        """Return the figures as the method takes them."""
        counted, z_error = self.counted[:, None], Z * self.error
        ids = [f"i{number:03d}" for number in range(INDICATORS)]
        codes = [f"council {number:02d}" for number in range(COUNCILS)]
        columns = {
            "lower_95": np.where(counted, np.nan, self.mean - z_error),
            "upper_95": np.where(counted, np.nan, self.mean + z_error),
            "numerator": np.where(counted, self.numerator, np.nan),
            "denominator": np.where(counted, self.denominator, np.nan),
        }
        figures = pd.DataFrame(
            {
                "indicator_id": np.repeat(ids, COUNCILS),
                "area_code": np.tile(codes, INDICATORS),
                "value": self.value.ravel(),
                **{name: column.ravel() for name, column in columns.items()},
                "value_type": np.repeat(np.where(self.counted, "percentage", "mean"), COUNCILS),
                "multiplier": 100.0,
                "polarity": "higher_is_better",
            }
        )
        about = pd.DataFrame(
            {
                "indicator_id": ids,
                "theme": [f"theme {number}" for number in self.theme],
                "theme_order": self.theme + 1,
                "in_theme": True,
                "in_headline": True,
                "ranked": True,
                "in_being": COUNCILS,
            }
        )
        councils = pd.DataFrame({"area_code": codes, "area_name": codes, "area_type": "county", "own": False})
        return Inputs(figures, about, councils, pd.DataFrame({"indicator_id": [], "area_code": []}))


def percentiles(figures: np.ndarray) -> np.ndarray:
    """Return the percentile of each council in the last axis, from 0 to 1."""
    return figures.argsort(axis=-1).argsort(axis=-1) / (COUNCILS - 1)


def positions() -> None:
    """Time 10,000 draws of overall positions."""
    made = Made.from_seed(3)
    inputs, no_twins = made.inputs(), pd.DataFrame({"family": [], "indicator_id": []})
    codes = inputs.councils["area_code"]
    overall = overall_position(inputs, no_twins).positions.query("scope == 'Overall'")
    overall = overall.set_index("area_code").loc[codes]
    assert overall["rank_equal_themes"].tolist() == made.ranks(percentiles(made.value)).tolist()
    ways: dict[str, Callable[[], object]] = {
        "10,000 draws, with everything else of a position": lambda: overall_position(inputs, no_twins),
        f"{PLAIN_DRAWS} draws, an indicator at a time": lambda: [made.draw_by_indicator() for _ in range(PLAIN_DRAWS)],
        f"{PLAIN_DRAWS} draws, all indicators in one array": lambda: [
            made.draw_in_one_array() for _ in range(PLAIN_DRAWS)
        ],
    }
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, call in ways.items():
            began = time.perf_counter()
            call()
            seconds[way].append(time.perf_counter() - began)
    first, *others = (statistics.median(times) for times in seconds.values())
    print(f"Positions of {COUNCILS} councils over {INDICATORS} indicators, {ROUNDS} rounds of each way in turn")
    for way, other in zip(list(ways)[1:], others, strict=True):
        print(f"  {first:.2f} s against {other:.2f} s of {way}: {first / other:.1f} times as long")


if __name__ == "__main__":
    intervals()
    for count in SERIES:
        trends(count)
    positions()
