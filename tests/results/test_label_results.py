"""Published labels worked out again: small frames whose answers follow from the arithmetic beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from helpers.methods.comparison import REASONS as COMPARISON_REASONS
from helpers.results.label_results import (
    CANNOT,
    REASONS,
    label_counts,
    label_polarities,
    label_results,
)
from helpers.schema.labels import LABEL_POLARITIES, LABEL_RESULTS
from helpers.sources.publishers_labels import Labels, label_tables, labels_of

ENGLAND = "E92000001"
REGISTER = pd.DataFrame({"indicator_id": ["injuries"], "polarity": ["lower_is_better"]})

# England at 50, an area wholly above it, one wholly below and one whose limits reach it.
AREAS = [("E92000001", 50, 49, 51), ("E10000001", 60, 55, 65), ("E10000002", 40, 35, 45), ("E10000003", 52, 50, 54)]


def figure(area: str, value: float | None, lower: float | None, upper: float | None, **more: Any) -> dict[str, Any]:
    usual = {
        "measure": "m",
        "area": area,
        "period": "2022/23",
        "parent": ENGLAND,
        "sex": "Persons",
        "age": "All",
        "category_type": "",
        "category": "",
        "value": value,
        "lower_95": lower,
        "upper_95": upper,
    }
    return usual | more


def read(figures: list[dict[str, Any]], *labels: dict[str, Any]) -> Labels:
    """Labels on figures numbered from row 2; each label names its row and what differs from England's comparison."""
    frame = pd.DataFrame(figures).assign(row=range(2, len(figures) + 2))
    usual = {"kind": "compared_with_england", "column": "Compared to England", "benchmark_area": ENGLAND}
    beside = frame.set_index("row")[["measure", "area", "period"]]
    printed = pd.DataFrame([usual | beside.loc[label["row"]].to_dict() | label for label in labels])
    labels_read = labels_of(printed, frame)
    assert isinstance(labels_read, Labels)
    return labels_read


def result(figures: list[dict[str, Any]], *labels: dict[str, Any]) -> Any:
    """The tables of one file."""
    return tables_of([read(figures, *labels)])


def tables_of(files: list[Labels]) -> Any:
    """The tables of several files of one indicator, a.csv, b.csv and so on: one call works out what many print."""
    names = [f"{letter}.csv" for letter, _ in zip("abcdefghijkl", files, strict=False)]
    return label_tables(dict(zip(names, files, strict=True)), {name: {"m": "injuries"} for name in names})


def results_of(tables: Any, register: pd.DataFrame = REGISTER) -> pd.DataFrame:
    return label_results(*tables, label_polarities(*tables, register))


def compared(*words: str) -> list[dict[str, Any]]:
    return [{"row": row, "label": word} for row, word in enumerate(words, start=2)]


def test_comparisons_that_agree_and_one_that_does_not() -> None:
    tables = result([figure(*area) for area in AREAS], *compared("Not compared", "Worse", "Better", "Better"))
    results = results_of(tables)
    assert results.columns.tolist() == list(LABEL_RESULTS.names)
    labels = results[["area", "published", "recomputed", "agrees", "reason"]].to_numpy().tolist()
    assert labels == [
        ["E92000001", "Not compared", "Not compared", "yes", ""],
        ["E10000001", "Worse", "Worse", "yes", ""],
        ["E10000002", "Better", "Better", "yes", ""],
        ["E10000003", "Better", "Similar", "no", "the reason is not known"],
    ]
    assert set(results["indicator_id"]) == {"injuries"}
    assert label_counts(results).to_dict("records") == [
        {"file": "a.csv", "kind": "compared_with_england", "published": 4, "recomputable": 4, "agree": 3, "disagree": 1}
    ]


@pytest.mark.parametrize(
    ("words", "polarity", "votes", "against", "agrees"),
    [
        (("Worse", "Better"), "lower_is_better", 2, 0, "yes"),
        (("Better", "Worse"), "higher_is_better", 2, 0, "no"),
        (("Higher", "Lower"), "neutral", 2, 0, "no"),
        (("Similar", "Not compared"), "", 0, 0, ""),
        # One for each: it is left open.
        (("Worse", "Worse"), "", 0, 0, ""),
        (("Worse", "Better", "Better"), "lower_is_better", 2, 0, "yes"),
    ],
)
def test_the_polarity_that_words_reveal(
    words: tuple[str, ...], polarity: str, votes: int, against: int, agrees: str
) -> None:
    tables = result([figure(*area) for area in AREAS], *compared("Not compared", *words))
    polarities = label_polarities(*tables, REGISTER)
    assert polarities.columns.tolist() == list(LABEL_POLARITIES.names)
    (row,) = polarities[["polarity", "labels_for", "labels_against", "agrees"]].to_numpy().tolist()
    assert row == [polarity, votes, against, agrees]


def test_most_labels_decide_and_the_others_disagree() -> None:
    figures = [figure(*AREAS[0]), *(figure(f"E1000000{number}", 60, 55, 65) for number in range(1, 4))]
    tables = result(figures, *compared("Not compared", "Worse", "Worse", "Better"))
    assert label_polarities(*tables, REGISTER)[["labels_for", "labels_against"]].to_numpy().tolist() == [[2, 1]]
    last = results_of(tables).iloc[-1]
    assert last[["recomputed", "agrees", "reason"]].tolist() == ["Worse", "no", REASONS["polarity"]]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"value": None}, "no figure"),
        ({"lower_95": None}, "no confidence limits"),
        ({"sex": "Male"}, "no figure for the benchmark"),
        ({"period": "2021/22"}, "no figure for the benchmark"),
    ],
)
def test_a_comparison_that_lacks_a_figure_cannot_be_recomputed(change: dict[str, Any], reason: str) -> None:
    tables = result([figure(*AREAS[0]), figure(*AREAS[1]) | change], {"row": 3, "label": "Worse"})
    (row,) = results_of(tables)[["agrees", "reason"]].to_numpy().tolist()
    assert row == [CANNOT, reason]


def test_a_word_that_is_not_known_is_said_to_be_so() -> None:
    words = ["<script>alert(1)</script>", "=1+1", "Higher 99.8", "better", "Increasing"]
    files = [read([figure(*AREAS[0]), figure(*AREAS[1])], {"row": 3, "label": word}) for word in words]
    results = results_of(tables_of(files))[["published", "agrees", "reason"]].to_numpy().tolist()
    assert results == [[word, CANNOT, "the label is not recognised"] for word in words]


def test_the_parent_is_that_of_the_row() -> None:
    """An area of 60, from 55 to 65, is above England's 50 and within reach of its region's 58."""
    figures = [figure(*AREAS[0]), figure("E12000004", 58, 57, 59), figure(*AREAS[1], parent="E12000004")]
    tables = result(
        figures,
        {"row": 4, "label": "Worse"},
        {"row": 4, "label": "Similar", "kind": "compared_with_parent", "benchmark_area": "E12000004"},
    )
    assert results_of(tables)["agrees"].tolist() == ["yes", "yes"]


def series(values: list[float | None], **more: Any) -> list[dict[str, Any]]:
    """A yearly series to 2022/23 whose limits are one unit to each side, without counts."""
    first = 2023 - len(values)
    return [
        figure(
            "E10000001",
            value,
            None if value is None else value - 1,
            None if value is None else value + 1,
            period=f"{first + index}/{(first + index + 1) % 100:02d}",
            **more,
        )
        for index, value in enumerate(values)
    ]


def counted(values: list[float | None]) -> list[dict[str, Any]]:
    """The same with the counts that they are: so many of a hundred thousand, per 100,000."""
    return [row | {"numerator": row["value"], "denominator": 100_000} for row in series(values)]


def trend(row: int, label: str) -> dict[str, Any]:
    return {"row": row, "label": label, "kind": "trend", "column": "Recent Trend", "benchmark_area": ""}


RISING: list[float | None] = [100, 110, 120, 130, 140]


TRENDS = [
    (RISING, "Increasing and getting worse", "yes", ""),
    # In the reverse order of time a rise is a fall.
    (RISING, "Decreasing and getting better", "no", REASONS["backwards"]),
    (RISING, "No significant change", "no", REASONS["none"]),
    (RISING, "Increasing and getting better", "yes", ""),
    (RISING[:4], "Increasing and getting worse", CANNOT, REASONS["few"]),
    ([90, 100, 110, None, 130, 140], "Increasing and getting worse", "no", REASONS["skipped"]),
    ([90, 100, 110, None, 130, 140], "Decreasing and getting better", "no", REASONS["backwards_skipped"]),
    ([90, 100, 110, None, 130, 140], "Cannot be calculated", "yes", ""),
]


def test_trends() -> None:
    """A step of ten between limits that are one to each side is significant, whichever point is left out."""
    files = [read(counted(values), trend(len(values) + 1, label)) for values, label, *_ in TRENDS]
    results = results_of(tables_of(files))
    expected = [[agrees, reason, "fingertips-2020"] for _, _, agrees, reason in TRENDS]
    assert results[["agrees", "reason", "method"]].to_numpy().tolist() == expected


def test_a_trend_is_that_of_the_series_up_to_its_row() -> None:
    """Five rising years, then one that falls below them all."""
    tables = result(
        counted([*RISING, 1]), trend(6, "Increasing and getting worse"), trend(7, "Increasing and getting worse")
    )
    results = results_of(tables)
    assert results["period"].tolist() == ["2021/22", "2022/23"]
    assert results["agrees"].tolist() == ["yes", "no"]


def test_the_other_method_of_trends_may_be_the_reason() -> None:
    """Without counts the method of 2020 has no trend of a value, and that of 2025 has."""
    tables = result(series(RISING), trend(6, "Increasing and getting worse"))
    (row,) = results_of(tables)[["recomputed", "agrees", "reason"]].to_numpy().tolist()
    assert row == ["Cannot be calculated", "no", REASONS["other_method"]]
    # The same file with a figure of a later year is held to the method of 2025.
    later = [*series(RISING), figure("E10000002", 1, 0, 2, period="2023/24")]
    results = results_of(result(later, trend(6, "Increasing and getting worse")))
    assert results[["agrees", "method"]].to_numpy().tolist() == [["yes", "fingertips-2025"]]


def test_a_trend_of_other_periods_than_years_cannot_be_recomputed() -> None:
    quarters = [*(f"2021/22 Q{quarter}" for quarter in range(1, 5)), "2022/23 Q1"]
    files = [
        read(
            [row | {"period": period} for row, period in zip(series(RISING), periods, strict=True)],
            trend(6, "Increasing"),
        )
        for periods in (quarters, ["2018-12-31"] * 5, [f"Jan {year}" for year in range(2019, 2024)])
    ]
    results = results_of(tables_of(files))
    assert results["agrees"].tolist() == [CANNOT] * 3
    assert results["reason"].tolist() == [REASONS["short"], REASONS["period"], REASONS["short"]]


def test_medians() -> None:
    """Of 40, 50, 52 and 60 the median is halfway from 50 to 52."""
    agree = {
        "51": "yes",
        "51.0": "yes",
        "51.00": "yes",
        "51.1": "no",
        "52": "no",
        "50.6": "no",
        "median": CANNOT,
        "nan": CANNOT,
        "1e400": CANNOT,
    }
    about = {"row": 2, "kind": "median", "area": "", "benchmark_area": ""}
    files = [read([figure(*area) for area in AREAS], about | {"label": printed}) for printed in agree]
    results = results_of(tables_of(files))
    assert dict(zip(results["published"], results["agrees"], strict=True)) == agree
    assert set(results["recomputed"]) == {"51"}


def goal(row: int, label: str, **ends: float) -> dict[str, Any]:
    return {"row": row, "label": label, "kind": "compared_with_goal", "benchmark_area": "", **ends}


def test_goals() -> None:
    """From 45 to 55, lower being better: 40 is met, 50 is nearly met and 60 is not."""
    ends = {"goal_lower": 45.0, "goal_upper": 55.0}
    figures = [figure(*area) for area in AREAS]
    results = results_of(result(figures, goal(2, "Amber", **ends), goal(3, "Red", **ends), goal(4, "Amber", **ends)))
    assert results["recomputed"].tolist() == ["Amber", "Red", "Green"]
    assert results["agrees"].tolist() == ["yes", "yes", "no"]
    unknown = results_of(result(figures, goal(2, "Amber")))
    assert unknown[["agrees", "reason"]].to_numpy().tolist() == [[CANNOT, REASONS["goal"]]]


def test_without_labels_the_tables_have_their_columns() -> None:
    tables = label_tables({}, {})
    polarities = label_polarities(*tables, REGISTER)
    results = label_results(*tables, polarities)
    assert polarities.columns.tolist() == list(LABEL_POLARITIES.names)
    assert results.columns.tolist() == list(LABEL_RESULTS.names)
    assert len(polarities) == len(results) == len(label_counts(results)) == 0


def test_the_order_of_files_and_rows_changes_nothing() -> None:
    figures = [figure(*area) for area in AREAS]
    words = compared("Not compared", "Worse", "Better", "Similar")
    labels, beside = result(figures, *words)
    expected = results_of((labels, beside))
    shuffled = label_results(labels, beside.iloc[::-1], label_polarities(labels, beside.iloc[::-1], REGISTER))
    pd.testing.assert_frame_equal(shuffled, expected)


def fifths(*pairs: tuple[float | None, str]) -> pd.DataFrame:
    """Figures of as many areas with the quintile that is printed beside each."""
    figures = [figure(f"E{index:08d}", value, None, None) for index, (value, _) in enumerate(pairs)]
    labels = [
        {"row": row, "label": word, "kind": "quintile", "benchmark_area": ""}
        for row, (_, word) in enumerate(pairs, start=2)
    ]
    return results_of(result(figures, *labels))


@pytest.mark.parametrize(
    ("areas", "sizes"), [(5, [1, 1, 1, 1, 1]), (6, [2, 1, 1, 1, 1]), (9, [2, 2, 2, 2, 1]), (13, [3, 3, 3, 2, 2])]
)
@pytest.mark.parametrize("first", ["lowest", "highest"])
def test_quintiles_are_fifths_of_which_the_first_are_larger(areas: int, sizes: list[int], first: str) -> None:
    """The lowest figures are counted off first even where the quintile of the highest figure is 1."""
    words = [str(index) for index, size in enumerate(sizes, start=1) for _ in range(size)]
    printed = words if first == "lowest" else [str(6 - int(word)) for word in words]
    results = fifths(*zip(range(areas), printed, strict=True))
    assert results["agrees"].tolist() == ["yes"] * areas
    assert results["recomputed"].tolist() == printed
    assert set(results["method"]) == {f"quintile, {first} first"}


def test_a_quintile_of_another_area_does_not_agree() -> None:
    results = fifths((1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "1"))
    assert results["agrees"].tolist() == ["yes"] * 4 + ["no"]
    assert results["recomputed"].tolist() == ["1", "2", "3", "4", "5"]
    assert results["reason"].tolist() == [""] * 4 + [REASONS["none"]]


def test_areas_alike_in_print_may_be_in_two_quintiles() -> None:
    results = fifths((1, "1"), (2, "2"), (2, "3"), (4, "4"), (5, "5"))
    assert results["agrees"].tolist() == ["yes", CANNOT, CANNOT, "yes", "yes"]
    assert results["reason"].tolist() == ["", REASONS["tie"], REASONS["tie"], "", ""]
    assert results["recomputed"].tolist() == ["1", "", "", "4", "5"]


def test_a_quintile_without_a_figure_or_of_no_fifth_cannot_be_worked_out() -> None:
    results = fifths((1, "1"), (2, "2"), (3, "3"), (4, "4"), (5, "5"), (None, "5"), (6, "6"))
    assert results["agrees"].tolist() == ["yes"] * 5 + [CANNOT] * 2
    assert results["reason"].tolist()[5:] == [COMPARISON_REASONS["value"], REASONS["unknown"]]
