"""What the first page says of a year with few figures."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.parts_of_year import PartOfYear
from helpers.present.pages import headline
from helpers.publish.html import to_html


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([None, None, None], "None of 3 counted indicators have a figure for 2012."),
        ([1.0, None, None], "Only 1 of 3 counted indicators has a figure for 2012."),
        ([1.0, 0.0, None, None, None], "Only 2 of 5 counted indicators have a figure for 2012."),
    ],
)
def test_a_year_with_few_figures_says_so(values: list[float | None], sentence: str) -> None:
    coverage = headline.coverage(pd.DataFrame({"value": pd.Series(values, dtype="Float64")}), 2012)
    assert coverage is not None
    assert sentence in str(to_html(coverage))


def test_a_part_of_a_year_is_not_called_the_year() -> None:
    coverage = headline.coverage(pd.DataFrame({"value": [None, None, 1.0]}), 2023, PartOfYear(2022, 2, 2))
    assert "has a figure for the second quarter of 2022/23." in repr(coverage)


@pytest.mark.parametrize("values", [[1.0, 2.0, None], [1.0, None], []])
def test_a_year_with_half_of_its_figures_says_nothing(values: list[float | None]) -> None:
    assert headline.coverage(pd.DataFrame({"value": pd.Series(values, dtype="Float64")}), 2012) is None


def test_a_tile_says_how_many_are_clear_where_there_are_any() -> None:
    counts = {"improved": 3, "no_real_change": 1, "worsened": 0, "cannot_be_determined": 2, "determined": 4, "total": 6}
    shares = {"improved_percent": 75.0, "no_real_change_percent": 25.0, "worsened_percent": 0.0}
    clear = {"improved_clear": 2, "no_real_change_clear": 0, "worsened_clear": 0}
    quartiles = {"quartile_1": 1, "quartile_2": 2, "quartile_3": 0, "quartile_4": 1, "ranked": 4}
    tiles = headline.headline(pd.DataFrame([counts | shares | clear]), pd.DataFrame([quartiles]), "county areas")
    assert [figure.note for figure in tiles.figures][:4] == [
        "75% of 4 determined; 2 clearly",
        "25% of 4 determined; did not move clearly",
        "0% of 4 determined",
        "of 6 counted",
    ]


def test_what_a_source_lacks_leaves_no_stop_of_its_own() -> None:
    source = {"dataset": "Bins", "publisher": "The council", "edition": "", "licence": "Open", "attribution": "Ours"}
    printed = to_html(headline.attributions(pd.DataFrame([source, source | {"edition": "May 2023"}])))
    assert ", The council. Open. Ours" in printed and ", The council. May 2023. Open. Ours" in printed
