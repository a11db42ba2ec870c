"""Figures that two files give: which edition is the later, what is listed, and what cannot be decided."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.problems import InputProblem
from helpers.sources.editions import KEY, REVISION_COLUMNS, latest_edition


def figure(file: str, value: float | None = 1.0, year: int = 2022, row: int = 2, **fields: Any) -> dict[str, Any]:
    usual = {
        "indicator_id": "waste",
        "area_code": "E10000018",
        "period": f"{year}",
        "period_start": date(year, 1, 1),
        "period_end": date(year, 12, 31),
        "value": np.nan if value is None else value,
        "lower_95": np.nan,
        "upper_95": np.nan,
        "numerator": np.nan,
        "denominator": np.nan,
        "marker": "" if value is not None else "[c]",
        "status": "final",
        "area_flag": "",
        "row": row,
        "source_id": "s",
        "file": file,
        "published": None,
    }
    return usual | fields


def frame(*figures: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(figures)


def test_figures_given_once_stay_as_they_are() -> None:
    figures = frame(figure("a"), figure("b", year=2021))
    latest, left_out, revisions = latest_edition(figures)
    pd.testing.assert_frame_equal(latest, figures)
    assert left_out.empty
    assert revisions.empty
    assert revisions.columns.tolist() == REVISION_COLUMNS


def test_the_file_that_goes_on_for_longer_is_the_later_edition() -> None:
    latest, left_out, revisions = latest_edition(frame(figure("b", 5.0), figure("a", 4.0), figure("a", 3.0, 2023)))
    assert latest[["file", "value"]].to_numpy().tolist() == [["a", 4.0], ["a", 3.0]]
    assert left_out[["file", "kept_file", "kept_row", "same"]].to_numpy().tolist() == [["b", "a", 2, False]]
    assert revisions[["earlier_file", "earlier_value", "file", "value", "difference"]].to_numpy().tolist() == [
        ["b", 5.0, "a", 4.0, -1.0]
    ]


def test_what_another_indicator_or_file_covers_does_not_decide() -> None:
    """File b has newer figures, but not of the indicator that both give."""
    figures = frame(
        figure("a", 4.0), figure("a", 3.0, 2023), figure("b", 5.0), figure("b", 9.0, 2025, indicator_id="x")
    )
    latest, _, _ = latest_edition(figures)
    assert latest[latest["indicator_id"] == "waste"]["file"].tolist() == ["a", "a"]


def test_the_day_of_publication_decides_where_both_are_known() -> None:
    old, new = {"published": date(2024, 1, 1)}, {"published": date(2024, 1, 2)}
    figures = frame(figure("a", 4.0, **old), figure("a", 3.0, 2023, **old), figure("b", 5.0, **new))
    assert latest_edition(figures)[0]["value"].tolist() == [3.0, 5.0]
    one_known = frame(figure("a", 4.0), figure("a", 3.0, 2023), figure("b", 5.0, **new))
    assert latest_edition(one_known)[0]["value"].tolist() == [4.0, 3.0]


def test_a_final_figure_takes_the_place_of_a_provisional_one() -> None:
    latest, _, revisions = latest_edition(frame(figure("a", 4.0), figure("b", 5.0, status="provisional")))
    assert latest["value"].tolist() == [4.0]
    assert revisions["difference"].tolist() == [-1.0]


def test_a_later_edition_may_take_a_figure_away() -> None:
    latest, _, revisions = latest_edition(frame(figure("a", None), figure("a", 3.0, 2023), figure("b", 5.0)))
    assert latest["marker"].tolist() == ["[c]", ""]
    assert revisions["earlier_value"].tolist() == [5.0]
    assert revisions[["value", "difference"]].isna().all(axis=None)


def test_of_equal_figures_the_one_with_more_beside_it_is_kept() -> None:
    latest, left_out, revisions = latest_edition(frame(figure("a"), figure("b", numerator=1.0, denominator=2.0)))
    assert latest["file"].tolist() == ["b"]
    assert left_out["same"].tolist() == [True]
    assert revisions.empty


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (figure("b", 4.0, row=7), figure("a", 5.0)),
        (figure("a", 5.0), figure("b", None, row=7)),
        (figure("a", numerator=1.0), figure("b", numerator=2.0, row=7)),
        (figure("a", status="provisional"), figure("b", 3.0, status="provisional", row=7)),
    ],
)
def test_two_values_of_one_edition_are_an_error_that_names_both_rows(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    with pytest.raises(InputProblem) as problem:
        latest_edition(frame(first, second))
    assert str(problem.value) == (
        "waste for E10000018 in 2022 is given by a row 2 and by b row 7, which differ and are of one edition as far as "
        "is known; keep one, or give `published` in both sidecars."
    )


def test_of_two_returns_the_department_says_which_is_right() -> None:
    two = [figure(f"returns/2022/{name}.xlsx", value) for name, value in (("green", 4.0), ("waste", 5.0))]
    with pytest.raises(InputProblem) as problem:
        latest_edition(frame(*two))
    assert str(problem.value) == (
        "waste for E10000018 in 2022 is given by returns/2022/green.xlsx row 2 and by returns/2022/waste.xlsx row 2, "
        "and these returns differ; ask which is right, and delete the other row."
    )


def test_two_rows_of_one_file_are_of_one_edition() -> None:
    with pytest.raises(InputProblem, match="is given by a row 2 and by a row 3, which differ"):
        latest_edition(frame(figure("a", 4.0), figure("a", 5.0, row=3)))
    latest, left_out, _ = latest_edition(frame(figure("a", row=3), figure("a")))
    assert latest["row"].tolist() == [2]
    assert left_out["row"].tolist() == [3]


def test_of_three_editions_the_last_is_kept_and_both_others_are_listed() -> None:
    days = [date(2024, 1, day) for day in (2, 3, 1)]
    figures = [
        figure(file, value, published=day) for file, value, day in zip("abc", (1.0, 2.0, 3.0), days, strict=True)
    ]
    latest, left_out, revisions = latest_edition(frame(*figures))
    assert latest["value"].tolist() == [2.0]
    assert sorted(left_out["file"]) == ["a", "c"]
    assert revisions[["earlier_file", "difference"]].to_numpy().tolist() == [["a", 1.0], ["c", -1.0]]


@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(2018, 2023), st.sampled_from(["E1", "E2"])),
        unique=True,
        max_size=30,
    ),
    st.randoms(),
)
def test_each_figure_is_kept_once_and_nothing_is_lost_whatever_the_order(
    cells: list[tuple[str, int, str]], mix: Any
) -> None:
    """The value stands for the file, so that the kept one can be told; later letters are published later."""
    figures = [
        figure(file, float(ord(file)), year, row=number, area_code=area, published=date(2024, 1, ord(file) - 96))
        for number, (file, year, area) in enumerate(cells)
    ]
    expected: dict[tuple[int, str], str] = {}
    for file, year, area in cells:
        expected[year, area] = max(file, expected.get((year, area), ""))
    mix.shuffle(figures)
    if not figures:
        return
    latest, left_out, revisions = latest_edition(frame(*figures))
    assert not latest.duplicated(KEY).any()
    expected_rows = {
        (end.year, area): file
        for end, area, file in zip(latest["period_end"], latest["area_code"], latest["file"], strict=True)
    }
    assert expected_rows == expected
    assert sorted([*latest["row"], *left_out["row"]]) == list(range(len(cells)))
    assert len(revisions) == len(left_out)


def test_of_two_final_figures_of_one_file_the_revised_one_is_kept() -> None:
    """A publisher may print a year twice, as 2022 and as 2022 (Revised)."""
    latest, _, revisions = latest_edition(frame(figure("a", 4.0), figure("a", 5.0, row=3, marker="[r]")))
    assert latest[["value", "row"]].to_numpy().tolist() == [[5.0, 3]]
    assert revisions[["earlier_value", "value"]].to_numpy().tolist() == [[4.0, 5.0]]
    with pytest.raises(InputProblem, match=r"given by a row 2 and by a row 3, which differ"):
        latest_edition(frame(figure("a", 4.0, marker="[r]"), figure("a", 5.0, row=3, marker="[r]")))
