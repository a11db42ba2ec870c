"""What the first page says of a year with few figures."""

from __future__ import annotations

import pandas as pd
import pytest

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


@pytest.mark.parametrize("values", [[1.0, 2.0, None], [1.0, None], []])
def test_a_year_with_half_of_its_figures_says_nothing(values: list[float | None]) -> None:
    assert headline.coverage(pd.DataFrame({"value": pd.Series(values, dtype="Float64")}), 2012) is None
