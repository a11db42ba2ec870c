"""Chapter 5: comparison with a benchmark or a goal."""

from __future__ import annotations

from typing import Any, get_args

import pandas as pd
from documents import POLARITY, ends, read_chapter, same

from helpers.methods import comparison
from helpers.methods.comparison import Method, compare_with_benchmark
from helpers.methods.intervals import count_interval, proportion_interval

CHAPTER = read_chapter(5)


def compared(method: Any, **columns: Any) -> str:
    frame = pd.DataFrame({name: [value] for name, value in columns.items()})
    return str(compare_with_benchmark(frame, method)["comparison"].iloc[0])


def test_every_word_and_method_of_comparison_is_in_the_document() -> None:
    names = ("BETTER", "SIMILAR", "WORSE", "LOWER", "HIGHER", "NOT_COMPARED", "BEST", "WORST", "LOWEST", "HIGHEST")
    assert all(f"**{getattr(comparison, name)}**" in CHAPTER.text for name in names)
    assert [row["Method"] for row in CHAPTER.table("On the limit itself")] == list(get_args(Method))


def test_every_reason_for_no_comparison_is_in_the_document() -> None:
    documented = [row["Why not compared"] for row in CHAPTER.table("Why not compared")]
    assert sorted(documented) == sorted(set(comparison.REASONS.values()))


def test_the_examples_of_one_and_two_levels() -> None:
    assert CHAPTER.says("The figure is 2.6, with a 95% interval of 2.5 to 2.7 and a 99.8% interval of 2.3 to 2.9.")
    supplied = {"value": 2.6, "lower_95": 2.5, "upper_95": 2.7, "lower_99_8": 2.3, "upper_99_8": 2.9}
    for row in CHAPTER.table("One level"):
        case = supplied | {"benchmark": float(row["Benchmark"]), "polarity": POLARITY[row["Polarity"]]}
        touches = {
            supplied["upper_95"]: "95% interval, so it is similar",
            supplied["upper_99_8"]: "99.8% interval, so it is not",
        }
        if case["benchmark"] in touches:
            assert CHAPTER.says(f"{row['Benchmark']} touches the {touches[case['benchmark']]}"), row
        assert (compared("single_overlap", **case), compared("two_levels", **case)) == (
            row["One level"],
            row["Two levels"],
        ), row


def test_the_examples_of_double_overlap() -> None:
    assert CHAPTER.says("Lower is better; the figure is 4.0, with an interval of 3.5 to 4.5.")
    supplied = {"value": 4.0, "lower_95": 3.5, "upper_95": 4.5, "polarity": "lower_is_better"}
    for row in CHAPTER.table("Double overlap"):
        names = ("Benchmark with limits", "Benchmark lower", "Benchmark upper")
        columns = ("benchmark", "benchmark_lower_95", "benchmark_upper_95")
        case = supplied | {column: float(row[name]) for name, column in zip(names, columns, strict=True)}
        assert compared("double_overlap", **case) == row["Double overlap"], row
        assert compared("single_overlap", **case) == "Worse"
        assert CHAPTER.says(
            f"By single overlap all three would be **Worse**, because {row[names[0]]} is below {supplied['lower_95']}."
        )


def test_the_examples_of_funnel_comparison() -> None:
    for row in CHAPTER.table("Figure compared"):
        benchmark, per, n, value = (
            float(row[name]) for name in ("Benchmark figure", "Per", "Denominator", "Figure compared")
        )
        expected = benchmark * n / per
        assert expected == float(row["Expected"])
        if row["Kind"] == "funnel_proportion":
            limits = [per * end for end in proportion_interval(expected, n)]
        else:
            limits = [per / n * end for end in count_interval(expected, exact_below=float("inf"))]
        same(limits, row, "Lower of chance, 95%", "Upper of chance, 95%")
        case = {"value": value, "denominator": n, "multiplier": per, "benchmark": benchmark}
        assert compared(row["Kind"], **case, polarity="lower_is_better") == row["Word"], row


def test_the_examples_of_funnel_comparison_in_words() -> None:
    rows = [row for row in CHAPTER.table("Figure compared") if row["Kind"] == "funnel_proportion"]
    (few, small), (many, large) = (
        (f"{int(row['Denominator']):,}", float(row["Benchmark figure"]) - float(row["Figure compared"])) for row in rows
    )
    assert [row["Word"] for row in rows] == ["Similar", "Better"]
    sentence = f"With {few} people {small:g} points below the benchmark are similar"
    assert CHAPTER.says(f"{sentence}; with {many} people {large:g} points are better.")


def test_the_examples_of_goals() -> None:
    assert CHAPTER.says("The goal is 10; the range is 1 to 2.")
    for row in CHAPTER.table("Goal method"):
        text = row["Figure or interval"]
        lower, upper = ends(text) if " to " in text else (float(text), float(text))
        case = {
            "value": lower,
            "lower_95": lower,
            "upper_95": upper,
            "goal": 10.0,
            "goal_lower": 1.0,
            "goal_upper": 2.0,
        }
        assert compared(row["Goal method"], **case, polarity=POLARITY[row["Good when"]]) == row["Word for it"], row
    assert {row["Goal method"] for row in CHAPTER.table("Goal method")} == {
        name for name in get_args(Method) if name.startswith("goal")
    }
