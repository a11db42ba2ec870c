"""Labels that Fingertips published in 19 real downloads, against the same labels worked out here.

A published label is evidence, not truth. Every label is one of these: reproduced; not reproduced, with the reason
why; or left, because the file lacks what it would take. A change in the methods that changes a label fails here.
"""

from __future__ import annotations

import csv
import re
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.methods.comparison import compare_with_benchmark
from helpers.methods.trend import recent_trend
from helpers.register import Indicator, read_register
from helpers.results.label_results import CANNOT, REASONS, label_counts, label_polarities, label_results
from helpers.sources import reference
from helpers.sources.formats.registry import read_file as read_published
from helpers.sources.publishers_labels import Labels, label_tables

ENGLAND = "E92000001"
LAMBETH = "E09000022"

CYP = "cyp__east_midlands"
CAMPYLOBACTER = "indicators-CountyUA.data"
INJURIES_2223, INJURIES_2324 = "la_hospital_admissions_2223", "la_hospital_admissions_2324"
HEART = "nhs_task__compare_areas"
DEPRESSION, HLE, OBESITY, STI, VACCINATION = (
    f"lambeth__{name}" for name in ("Depression", "HLEMale", "ReceptionObesity", "STI", "Vax")
)
(
    EAST_MIDLANDS,
    EAST_OF_ENGLAND,
    LONDON,
    NORTH_EAST,
    NORTH_WEST,
    SOUTH_EAST,
    SOUTH_WEST,
    WEST_MIDLANDS,
    YORKSHIRE,
) = (
    f"suicides__indicators-CountyUA.data_{region}"
    for region in (
        "east_midlands",
        "east_of_england",
        "london",
        "north_east",
        "north_west",
        "south_east",
        "south_west",
        "west_midlands",
        "yorkshire",
    )
)

# What the files do not say of an indicator.

LOWER_IS_BETTER, HIGHER_IS_BETTER, NEUTRAL = "lower_is_better", "higher_is_better", "neutral"
POLARITIES = (LOWER_IS_BETTER, HIGHER_IS_BETTER, NEUTRAL, None)

POLARITY = {
    "90284": LOWER_IS_BETTER,
    "90988": LOWER_IS_BETTER,
    "93356": LOWER_IS_BETTER,
    "20601": LOWER_IS_BETTER,
    "90362": HIGHER_IS_BETTER,
    "30309": HIGHER_IS_BETTER,
}
"""Polarity of the indicators that are judged; all others are taken as neutral.

That of the first three is seen from their comparisons: see `test_the_method_of_comparison`.
"""

VALUE_TYPES = {
    "848": ("proportion", 100),
    "20601": ("proportion", 100),
    "30309": ("proportion", 100),
    "90284": ("crude rate", 10_000),
    "91306": ("crude rate", 100_000),
    "90362": ("life expectancy", None),
}
"""Value type and what the value is per, of every indicator that has five periods in a file."""

PER = {
    "90813": 1e5,
    "90988": 1e5,
    "91390": 1e5,
    "91393": 1e5,
    "91430": 1e5,
    "92796": 1e5,
    "93356": 1e5,
    "41001": 1e5,
    "91404": 1e4,
    "90284": 1e4,
    "91871": 100,
    "92315": 100,
}
"""What the value is per, of every indicator with confidence limits: 100 is a percentage, the others are rates."""

# Why a published label is not reproduced.

WITH_ITSELF, NEVER_COMPARED, OF_A_REGION, NO_PERCENTILES, BACKWARDS, SKIPPED, BACKWARDS_AND_SKIPPED, OF_ONE_AREA = (
    REASONS[name]
    for name in (
        "itself",
        "never",
        "region",
        "percentiles",
        "backwards",
        "skipped",
        "backwards_skipped",
        "one_area",
    )
)

# The reader.

NUMBERS = ("value", "lower_95", "upper_95", "numerator", "denominator")
NAMES = {
    "lowerci950limit": "lower_95",
    "upperci950limit": "upper_95",
    "count": "numerator",
    "recenttrend": "trend_label",
    "comparedtoenglandvalueorpercentiles": "england_label",
    "comparedtogoal": "goal_label",
}
OF_INDICATOR = ["file", "indicatorid", "sex", "age"]
SERIES = [*OF_INDICATOR, "areacode", "parentcode", "categorytype", "category"]


def plain(header: str) -> str:
    """A header without what differs between the five dialects: capitals, spaces, points and underscores."""
    return re.sub("[^a-z0-9]", "", header.lower())


def number(text: str) -> float | None:
    """A number with or without commas; None for a blank and for the HTML of a missing count."""
    return None if text == "" or text.startswith("<") else float(text.replace(",", ""))


def read_file(path: Path) -> pd.DataFrame:
    """One download, the columns that are used here under the names of one dialect, and its rows as they come."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        headers, *rows = csv.reader(lines)
    names = [NAMES.get(plain(header), plain(header)) for header in headers]
    # The one header that changes with the chosen parent.
    second = next(name for name in names if name.startswith("comparedto"))
    # One download has a header more than its rows have fields.
    frame = pd.DataFrame([dict(zip(names, [*row, ""], strict=False)) for row in rows]).fillna("")
    frame = frame.rename(columns={second: "parent_label"}).assign(file=path.stem, second_column=second)
    for name in NUMBERS:
        frame[name] = frame[name].map(number).astype("float64")
    frame["year"] = frame["timeperiod"].str[:4].astype("int64")
    frame["months"] = frame["timeperiod"].map(months_of)
    return frame


def months_of(period: str) -> int:
    """Length of a period: 2017 and 2019/20 are a year, 2015 - 17 is three."""
    first, _, last = period.partition(" - ")
    return 12 if not last else 12 * (int(last) - int(first[2:]) + 1)


@pytest.fixture(scope="module")
def figures(shared: Path) -> pd.DataFrame:
    """Every row of every download."""
    folder = shared / "data" / "fingertips"
    if not folder.is_dir():
        pytest.skip("the Fingertips downloads are not beside this checkout")
    frame = pd.concat([read_file(path) for path in sorted(folder.glob("*.csv"))], ignore_index=True)
    assert (frame["file"].nunique(), len(frame)) == (19, 9510)
    # The rows of a file are numbered from the header, which is row 1, lines that a field runs over counted as one.
    frame["row"] = frame.groupby("file").cumcount() + 2
    frame["polarity"] = frame["indicatorid"].map(POLARITY).fillna(NEUTRAL)
    return frame


# Comparisons with England and with the parent.


def with_benchmark(figures: pd.DataFrame, benchmark_code: pd.Series) -> pd.DataFrame:
    """Each row with the figures of the area of that code, for the same indicator, sex, age and period."""
    key = [*OF_INDICATOR, "timeperiod", "benchmark_code"]
    whole = figures[figures["categorytype"] == ""].drop_duplicates([*OF_INDICATOR, "timeperiod", "areacode"])
    names = {"areacode": "benchmark_code", "value": "benchmark"} | {
        name: f"benchmark_{name}" for name in ("lower_95", "upper_95")
    }
    benchmarks = whole.rename(columns=names)[[*key, "benchmark", "benchmark_lower_95", "benchmark_upper_95"]]
    rows = figures.assign(benchmark_code=benchmark_code).merge(benchmarks, on=key, how="left", validate="many_to_one")
    own = (rows["areacode"] == rows["benchmark_code"]) & (rows["categorytype"] == "")
    return rows.assign(is_benchmark=own, multiplier=rows["indicatorid"].map(PER))


@pytest.fixture(scope="module")
def with_england(figures: pd.DataFrame) -> pd.DataFrame:
    rows = with_benchmark(figures, pd.Series(ENGLAND, figures.index))
    return rows[rows["england_label"] != ""].reset_index(drop=True)


METHODS = ("single_overlap", "double_overlap", "funnel")


def candidates(rows: pd.DataFrame) -> dict[str, dict[tuple[str, str | None], int]]:
    """By indicator: how many published comparisons with England each method and polarity reproduces.

    The funnel is that of proportions for a percentage and that of rates for all else.
    """
    result: dict[str, dict[tuple[str, str | None], int]] = {}
    for method, polarity in product(METHODS, POLARITIES):
        supplied = rows.assign(polarity=pd.Series(polarity, rows.index, dtype="object"))
        if method == "funnel":
            share = supplied["multiplier"] == 100
            parts = [(supplied[share], "funnel_proportion"), (supplied[~share], "funnel_rate")]
        else:
            parts = [(supplied, method)]
        for part, name in parts:
            agree = compare_with_benchmark(part, name)["comparison"] == part["england_label"]
            for indicator, count in agree.groupby(part["indicatorid"]).sum().items():
                result.setdefault(str(indicator), {})[(method, polarity)] = int(count)
    return result


# Trends.


def trends(rows: pd.DataFrame, **choice: Any) -> pd.DataFrame:
    """The recent trend of each series; those of no known type are too short for a trend of any."""
    types = rows["indicatorid"].map({indicator: kind for indicator, (kind, _) in VALUE_TYPES.items()})
    return recent_trend(rows.assign(value_type=types.fillna("crude rate")), series=SERIES, **choice)


def newest_with_a_figure(rows: pd.DataFrame) -> pd.DataFrame:
    """The five newest rows of each series that have a figure."""
    return rows[rows["value"].notna()].sort_values("year").groupby(SERIES).tail(5)


def newest(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values("year").groupby(SERIES).tail(5)


def backwards(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows in the reverse order of time."""
    return rows.assign(year=5000 - rows["year"])


def labelled(figures: pd.DataFrame) -> pd.DataFrame:
    """The rows with a published trend, which is that of the series up to them."""
    rows = figures[figures["trend_label"] != ""]
    return rows.rename(columns={"trend_label": "published"})[[*SERIES, "timeperiod", "published"]]


def markers(labels: pd.DataFrame, result: pd.DataFrame) -> pd.Series:
    """Our marker for each label; a series without any row left has none to calculate."""
    joined = labels.merge(result[[*SERIES, "marker"]], on=SERIES, how="left", validate="one_to_one")
    return joined["marker"].fillna("Cannot be calculated").set_axis(labels.index)


@pytest.fixture(scope="module")
def recent(figures: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Every published trend, with ours, and the series that it is of."""
    rows = labels[labels["kind"] == "trend"].drop(columns=["sex", "age", "category"])
    rows = rows.merge(figures[[*SERIES, "row", "timeperiod"]], on=["file", "row"], validate="one_to_one")
    assert len(rows) == len(labelled(figures))
    return rows


# The feature.


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return read_register(root / "params" / "indicators.csv")


@pytest.fixture(scope="module")
def tables(shared: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The labels of every download and the figures beside them, as the project's reader has them."""
    folder = shared / "data" / "fingertips"
    if not folder.is_dir():
        pytest.skip("the Fingertips downloads are not beside this checkout")
    result: dict[str, Labels] = {}
    measures = {}
    for path in sorted(folder.glob("*.csv")):
        published = read_published(path)[1].labels
        assert published is not None
        result[path.stem] = published
        measures[path.stem] = {"90284": "injury_admissions_0_14_rate", "90988": "chd_admissions_rate"}
    return label_tables(result, measures)


@pytest.fixture(scope="module")
def polarities(tables: tuple[pd.DataFrame, pd.DataFrame], register: tuple[Indicator, ...]) -> pd.DataFrame:
    indicators = reference.register_table(register, pd.DataFrame(columns=["indicator_id", "reason"]))
    return label_polarities(*tables, indicators)


@pytest.fixture(scope="module")
def results(tables: tuple[pd.DataFrame, pd.DataFrame], polarities: pd.DataFrame) -> pd.DataFrame:
    return label_results(*tables, polarities)


@pytest.fixture(scope="module")
def labels(results: pd.DataFrame) -> pd.DataFrame:
    """Every published label, with ours."""
    rows = results.rename(columns={"recomputed": "ours", "reason": "why"})
    return rows.assign(kind=rows["kind"].str.removeprefix("compared_with_"), lacking=rows["agrees"] == CANNOT)


def table(results: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int, int, int]]:
    """By file and kind: labels published, those the file has the figures for, and of these agree and disagree."""
    counts = label_counts(results)
    kinds = counts["kind"].str.removeprefix("compared_with_")
    numbers = counts[["published", "recomputable", "agree", "disagree"]].to_numpy().tolist()
    keys = zip(counts["file"], kinds, strict=True)
    return {key: (row[0], row[1], row[2], row[3]) for key, row in zip(keys, numbers, strict=True)}


def differences(labels: pd.DataFrame) -> dict[str, dict[tuple[str, str, str, str], int]]:
    """By reason: how many labels there are of each file, kind, published label and ours."""
    differing = labels[labels["agrees"] == "no"]
    assert (differing["published"] != differing["ours"]).all()
    result: dict[str, dict[tuple[str, str, str, str], int]] = {}
    for (why, *key), count in differing.groupby(["why", "file", "kind", "published", "ours"]).size().items():
        result.setdefault(why, {})[tuple(key)] = int(count)
    return result


# What is found. Of each file and label: how many are published; for how many of these the file has the figures, so
# that they can be worked out again; and how many of those agree and disagree.

TABLE = {
    (CYP, "england"): (110, 47, 37, 10),
    (CYP, "parent"): (110, 37, 24, 13),
    (CYP, "trend"): (110, 0, 0, 0),
    (CAMPYLOBACTER, "england"): (852, 755, 755, 0),
    (CAMPYLOBACTER, "parent"): (852, 450, 450, 0),
    (CAMPYLOBACTER, "trend"): (182, 0, 0, 0),
    (INJURIES_2223, "england"): (154, 147, 147, 0),
    (INJURIES_2223, "parent"): (153, 146, 146, 0),
    (INJURIES_2223, "trend"): (154, 0, 0, 0),
    (INJURIES_2324, "england"): (7208, 6787, 6749, 38),
    (INJURIES_2324, "parent"): (7208, 6244, 38, 6206),
    (INJURIES_2324, "trend"): (603, 603, 310, 293),
    (DEPRESSION, "trend"): (1, 1, 1, 0),
    (HLE, "trend"): (1, 1, 1, 0),
    (OBESITY, "trend"): (1, 1, 0, 1),
    (STI, "trend"): (1, 1, 1, 0),
    (VACCINATION, "trend"): (1, 1, 1, 0),
    (VACCINATION, "goal"): (36, 36, 26, 10),
    (HEART, "england"): (154, 147, 147, 0),
    (HEART, "parent"): (153, 146, 146, 0),
    (HEART, "trend"): (154, 0, 0, 0),
    (EAST_MIDLANDS, "england"): (55, 50, 50, 0),
    (EAST_MIDLANDS, "parent"): (55, 45, 43, 2),
    (EAST_MIDLANDS, "trend"): (55, 0, 0, 0),
    (EAST_OF_ENGLAND, "england"): (65, 62, 62, 0),
    (EAST_OF_ENGLAND, "parent"): (65, 57, 55, 2),
    (EAST_OF_ENGLAND, "trend"): (65, 0, 0, 0),
    (LONDON, "england"): (175, 169, 169, 0),
    (LONDON, "parent"): (175, 164, 162, 2),
    (LONDON, "trend"): (175, 0, 0, 0),
    (NORTH_EAST, "england"): (70, 67, 67, 0),
    (NORTH_EAST, "parent"): (70, 62, 60, 2),
    (NORTH_EAST, "trend"): (70, 0, 0, 0),
    (NORTH_WEST, "england"): (125, 122, 122, 0),
    (NORTH_WEST, "parent"): (125, 117, 115, 2),
    (NORTH_WEST, "trend"): (125, 0, 0, 0),
    (SOUTH_EAST, "england"): (105, 102, 102, 0),
    (SOUTH_EAST, "parent"): (105, 97, 95, 2),
    (SOUTH_EAST, "trend"): (105, 0, 0, 0),
    (SOUTH_WEST, "england"): (89, 82, 82, 0),
    (SOUTH_WEST, "parent"): (89, 77, 75, 2),
    (SOUTH_WEST, "trend"): (89, 0, 0, 0),
    (WEST_MIDLANDS, "england"): (80, 77, 77, 0),
    (WEST_MIDLANDS, "parent"): (80, 72, 70, 2),
    (WEST_MIDLANDS, "trend"): (80, 0, 0, 0),
    (YORKSHIRE, "england"): (85, 82, 82, 0),
    (YORKSHIRE, "parent"): (85, 77, 75, 2),
    (YORKSHIRE, "trend"): (85, 0, 0, 0),
}

DIFFERENCES = {
    WITH_ITSELF: {(INJURIES_2324, "england", "Similar", "Not compared"): 38},
    NEVER_COMPARED: {
        (CYP, "england", "Not compared", "Higher"): 6,
        (CYP, "england", "Not compared", "Similar"): 4,
        (CYP, "parent", "Not compared", "Higher"): 2,
        (CYP, "parent", "Not compared", "Lower"): 1,
        (CYP, "parent", "Not compared", "Similar"): 7,
    },
    OF_A_REGION: {
        (CYP, "parent", "Not compared", "Higher"): 1,
        (CYP, "parent", "Not compared", "Lower"): 1,
        (CYP, "parent", "Not compared", "Similar"): 1,
        (EAST_MIDLANDS, "parent", "Not compared", "Similar"): 2,
        (EAST_OF_ENGLAND, "parent", "Not compared", "Lower"): 1,
        (EAST_OF_ENGLAND, "parent", "Not compared", "Similar"): 1,
        (LONDON, "parent", "Not compared", "Lower"): 2,
        (NORTH_EAST, "parent", "Not compared", "Higher"): 2,
        (NORTH_WEST, "parent", "Not compared", "Higher"): 2,
        (SOUTH_EAST, "parent", "Not compared", "Similar"): 2,
        (SOUTH_WEST, "parent", "Not compared", "Higher"): 2,
        (WEST_MIDLANDS, "parent", "Not compared", "Similar"): 2,
        (YORKSHIRE, "parent", "Not compared", "Higher"): 2,
    },
    NO_PERCENTILES: {
        (INJURIES_2324, "parent", "Not compared", "Better"): 2335,
        (INJURIES_2324, "parent", "Not compared", "Similar"): 1821,
        (INJURIES_2324, "parent", "Not compared", "Worse"): 2050,
    },
    BACKWARDS: {
        (INJURIES_2324, "trend", "Decreasing and getting better", "Increasing and getting worse"): 5,
        (INJURIES_2324, "trend", "Increasing and getting worse", "Decreasing and getting better"): 272,
    },
    SKIPPED: {
        (INJURIES_2324, "trend", "No significant change", "Cannot be calculated"): 5,
        (OBESITY, "trend", "No significant change", "Cannot be calculated"): 1,
    },
    BACKWARDS_AND_SKIPPED: {
        (INJURIES_2324, "trend", "Increasing and getting worse", "Cannot be calculated"): 11,
    },
    OF_ONE_AREA: {
        (VACCINATION, "goal", "Amber", "Red"): 2,
        (VACCINATION, "goal", "Red", "Amber"): 8,
    },
}
"""By reason: how many labels of a file differ, the published label and ours."""


def test_published_labels_and_ours(results: pd.DataFrame) -> None:
    assert table(results) == TABLE


def test_every_difference_has_its_reason(labels: pd.DataFrame) -> None:
    assert differences(labels) == DIFFERENCES


def test_a_label_has_a_reason_unless_it_agrees(results: pd.DataFrame) -> None:
    assert ((results["reason"] == "") == (results["agrees"] == "yes")).all()
    agreeing = results[results["agrees"] == "yes"]
    assert (agreeing["published"] == agreeing["recomputed"]).all()


def test_the_labels_are_those_of_the_files_row_by_row(figures: pd.DataFrame, results: pd.DataFrame) -> None:
    """Against the reader of this test: the same labels, in the same rows."""
    for kind, column in {
        "trend": "trend_label",
        "compared_with_england": "england_label",
        "compared_with_parent": "parent_label",
        "compared_with_goal": "goal_label",
    }.items():
        result = results[results["kind"] == kind].set_index(["file", "row"])["published"].sort_index()
        printed = figures[figures[column] != ""].set_index(["file", "row"])[column].sort_index()
        assert result.to_dict() == printed.to_dict()


def test_where_the_file_lacks_the_figures_nothing_is_compared_on_either_side(labels: pd.DataFrame) -> None:
    lacking = labels[labels["lacking"] & labels["kind"].isin(["england", "parent"])]
    assert lacking["kind"].value_counts().to_dict() == {"parent": 1534, "england": 631}
    assert set(lacking["published"]) == set(lacking["ours"]) == {"Not compared"}


def test_the_method_of_a_trend_goes_by_the_newest_figures_of_its_file(results: pd.DataFrame) -> None:
    """That of 2025 for the file that reaches into 2024, and that of 2020 for all others."""
    of_trends = results[results["kind"] == "trend"]
    newer = set(of_trends.loc[of_trends["method"] == "fingertips-2025", "file"])
    assert newer == {INJURIES_2324}
    assert set(of_trends["method"]) == {"fingertips-2020", "fingertips-2025"}


def test_polarities_that_the_labels_reveal(polarities: pd.DataFrame) -> None:
    """Those that are seen from how comparisons were made, with all labels for them and none against."""
    expected = polarities[polarities["polarity"] != ""]
    revealed = expected.groupby("measure")["polarity"].agg(set).to_dict()
    seen = {measure: best[3][0] for measure, best in IDENTIFIED.items() if len(best[3]) == 1 and best[3][0]}
    trends_and_goals = {"848": NEUTRAL, "30309": HIGHER_IS_BETTER}
    assert revealed == {measure: {polarity} for measure, polarity in {**seen, **trends_and_goals}.items()}
    assert not expected["labels_against"].any()
    of_register = polarities[polarities["indicator_id"] != ""]
    assert of_register[["measure", "polarity", "agrees"]].to_numpy().tolist() == [
        ["90284", LOWER_IS_BETTER, "yes"],
        ["90284", LOWER_IS_BETTER, "yes"],
        ["90988", LOWER_IS_BETTER, "yes"],
    ]


def test_a_register_of_the_other_polarity_is_listed(
    tables: tuple[pd.DataFrame, pd.DataFrame], register: tuple[Indicator, ...], results: pd.DataFrame
) -> None:
    """It changes no label: labels are worked out by the publisher's own polarity."""
    turned = [entry.model_copy(update={"polarity": HIGHER_IS_BETTER}) for entry in register]
    indicators = reference.register_table(turned, pd.DataFrame(columns=["indicator_id", "reason"]))
    result = label_polarities(*tables, indicators)
    wrong = result[result["agrees"] == "no"]
    assert wrong["file"].tolist() == [INJURIES_2223, INJURIES_2324, HEART]
    assert table(label_results(*tables, result)) == TABLE


# How the comparisons were made.

SINGLE, FUNNEL, ANY = ("single_overlap",), ("single_overlap", "funnel"), METHODS

IDENTIFIED: dict[str, tuple[int, int, tuple[str, ...], tuple[str | None, ...], int | None]] = {
    "41001": (170, 170, SINGLE, (NEUTRAL,), 169),
    "90284": (7362, 7324, SINGLE, (LOWER_IS_BETTER,), 7249),
    "90813": (11, 11, FUNNEL, (NEUTRAL,), 10),
    "90988": (154, 154, SINGLE, (LOWER_IS_BETTER,), 152),
    "91137": (11, 11, ANY, POLARITIES, None),
    "91138": (11, 11, ANY, POLARITIES, None),
    "91139": (11, 11, ANY, POLARITIES, None),
    "91141": (11, 11, ANY, POLARITIES, None),
    "91145": (11, 11, ANY, POLARITIES, None),
    "91146": (11, 11, ANY, POLARITIES, None),
    "91390": (170, 170, SINGLE, (NEUTRAL,), 167),
    "91393": (170, 170, SINGLE, (NEUTRAL,), 162),
    "91404": (169, 169, SINGLE, (NEUTRAL,), 163),
    "91430": (170, 170, SINGLE, (NEUTRAL,), 168),
    "91871": (11, 11, ANY, (NEUTRAL,), 4),
    "92315": (11, 11, ANY, (None,), 1),
    "92796": (11, 11, ANY, (NEUTRAL,), 7),
    "93356": (852, 852, SINGLE, (LOWER_IS_BETTER,), 836),
}
"""By indicator: the labels published, how many of them the best method and polarity reproduce, these methods and
polarities, and how many labels the next best reproduces. No indicator is better reproduced by another method than
single overlap; 92315, and the six that have no limits, may have no method at all."""


def test_the_method_of_comparison(with_england: pd.DataFrame) -> None:
    published = with_england["indicatorid"].value_counts()
    result = {}
    for indicator, agreeing in candidates(with_england).items():
        best = max(agreeing.values())
        first = [candidate for candidate, count in agreeing.items() if count == best]
        methods = tuple(entry for entry in METHODS if entry in {method for method, _ in first})
        polarities = tuple(entry for entry in POLARITIES if entry in {polarity for _, polarity in first})
        assert len(first) == len(methods) * len(polarities)
        after = max((count for count in agreeing.values() if count < best), default=None)
        result[indicator] = (int(published[indicator]), best, methods, polarities, after)
    assert result == IDENTIFIED


def test_the_copy_of_england_is_compared_with_the_same_figure(figures: pd.DataFrame) -> None:
    """The same 38 figures are listed without a parent too, and there they are not compared."""
    england = figures[(figures["file"] == INJURIES_2324) & (figures["areacode"] == ENGLAND)]
    england = england[england["categorytype"] == ""].set_index(["sex", "timeperiod"]).sort_index()
    names, copied = (england[england["parentcode"] == parent] for parent in ("", ENGLAND))
    assert names[list(NUMBERS)].equals(copied[list(NUMBERS)])
    assert (len(names), set(names["england_label"])) == (38, {"Not compared"})
    assert (len(copied), set(copied["england_label"])) == (38, {"Similar"})


def test_regions_are_never_compared_in_the_second_column(figures: pd.DataFrame) -> None:
    regions = figures[(figures["areatype"] == "Region") & (figures["parent_label"] != "")]
    assert (len(regions), set(regions["parent_label"])) == (82, {"Not compared"})
    assert set(regions["second_column"]) == {"comparedtoregionvalueorpercentiles"}


def test_the_column_of_percentiles_holds_no_comparison(figures: pd.DataFrame) -> None:
    result = figures[figures["second_column"] == "comparedtopercentiles"]
    assert set(result["file"]) == {INJURIES_2324}
    assert set(result["parentcode"]) == {"", ENGLAND}
    assert set(result["parent_label"]) == {"Not compared"}


# How the trends were made.


def test_a_trend_is_published_with_the_newest_period_of_a_series(figures: pd.DataFrame) -> None:
    labelled_rows = figures[figures["trend_label"] != ""]
    newest_year = figures.groupby(SERIES)["year"].max().rename("newest").reset_index()
    joined = labelled_rows.merge(newest_year, on=SERIES, validate="one_to_one")
    assert (joined["year"] == joined["newest"]).all()


def test_series_too_short_to_work_out_again(recent: pd.DataFrame) -> None:
    """These labels rest on earlier periods, which the file leaves out: they count neither as agreement nor against."""
    short = recent[recent["lacking"]]
    assert short["published"].value_counts().to_dict() == {
        "Cannot be calculated": 1139,
        "Decreasing and getting better": 214,
        "No significant change": 86,
        "Decreasing": 4,
        "Increasing and getting worse": 4,
        "Increasing": 2,
    }
    assert set(short["ours"]) == {"Cannot be calculated"}


@pytest.mark.parametrize(
    "choice",
    [
        {"method": "fingertips-2025"},
        {"method": "fingertips-2020"},
        {"method": "fingertips-2020", "proportions": "limits"},
    ],
)
def test_every_method_of_trends_gives_these_labels(figures: pd.DataFrame, recent: pd.DataFrame, choice: Any) -> None:
    """No label of these files tells the methods apart."""
    present = recent[~recent["lacking"]]
    assert len(present) == 608
    assert markers(present, trends(figures, **choice)).tolist() == present["ours"].tolist()


def test_the_trends_of_2324_are_those_of_time_run_backwards(figures: pd.DataFrame, recent: pd.DataFrame) -> None:
    """All 603, with periods that have no figure passed over; of the significant ones none is the right way round."""
    rows = recent[recent["file"] == INJURIES_2324]
    reverse = markers(rows, trends(backwards(newest_with_a_figure(figures))))
    assert (reverse == rows["published"]).sum() == len(rows) == 603
    significant = rows["published"].str.contains("getting")
    forwards = markers(rows, trends(newest_with_a_figure(figures)))
    assert (significant.sum(), (forwards == rows["published"])[significant].sum()) == (288, 0)


def test_the_trends_of_2223_by_the_later_edition(figures: pd.DataFrame) -> None:
    """That file has one period; the later edition has the series up to it, revised, and time runs forwards."""
    published = figures[figures["file"] == INJURIES_2223].set_index("areacode")["trend_label"]
    whole = figures[(figures["file"] == INJURIES_2324) & (figures["categorytype"] == "")]
    whole = whole[whole["sex"] == "Persons"].drop_duplicates(["areacode", "year"])
    before = whole[whole["year"] <= 2022]
    for rows, agreeing in ((before, 148), (newest_with_a_figure(before), 154)):
        result = trends(rows).set_index("areacode")["marker"].reindex(published.index)
        assert (result.fillna("Cannot be calculated") == published).sum() == agreeing
    # Four of the five years are the same, yet where one edition says better the next says worse.
    after = whole[whole["year"] == 2023].set_index("areacode")["trend_label"].reindex(published.index)
    assert after[published == "Decreasing and getting better"].value_counts().to_dict() == {
        "Increasing and getting worse": 56,
        "No significant change": 39,
    }


def test_what_the_values_are_per(figures: pd.DataFrame) -> None:
    """The type of each value whose trend is worked out is seen from its counts."""
    for indicator, (kind, per) in VALUE_TYPES.items():
        rows = figures[figures["indicatorid"] == indicator]
        if per is None:
            assert rows["numerator"].isna().all()
            continue
        worked_out = per * rows["numerator"] / rows["denominator"]
        assert worked_out.notna().sum() > 25, kind
        # One value was published with one decimal.
        assert (worked_out - rows["value"]).abs().max() < 0.01


# How the goals were compared.


def test_goal_labels_go_by_the_period_and_lambeth(labels: pd.DataFrame) -> None:
    goals = labels[labels["kind"] == "goal"]
    assert (goals.groupby("period")["published"].nunique() == 1).all()
    lambeth = goals[goals["area"] == LAMBETH]
    assert (len(lambeth), (lambeth["published"] == lambeth["ours"]).sum()) == (12, 12)
