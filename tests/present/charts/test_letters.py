"""Words in charts: as wide as their font makes them, and broken where they would leave their room."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from helpers.present.charts.layout import WIDTH_INCHES
from helpers.present.charts.letters import MOST_LINES, fits, shortened, width_of, wrapped
from helpers.present.charts.progress_bars import progress_bars
from helpers.present.charts.rate_bars import rate_bars
from helpers.present.charts.source_bars import rows_by_source
from helpers.present.drawings import TEXT_PIXELS, Drawing, Words, px

LONG = "WWWWW MMMMM complaints answered on time: the way since 2016/17, by everybody who wrote"
WORDS = {"title": "A title", "subtitle": "Below it"}


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_a_line_is_as_wide_as_matplotlib_draws_it(weight: Any) -> None:
    font = FontProperties(family="DejaVu Sans", size=TEXT_PIXELS, weight=weight)
    for text in ("Complaints answered on time", "12%", "►"):
        width, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
        assert width_of(text, bold=weight == "bold") == pytest.approx(width / 96)


def test_no_line_is_wider_than_its_room_and_no_word_is_lost_before_the_last_line() -> None:
    for inches in (0.5, 1.2, 2.0, 4.0):
        lines = wrapped([LONG], inches)[0].split("\n")
        assert len(lines) <= MOST_LINES
        assert max(map(width_of, lines)) <= inches
    assert wrapped(["Roads and buses"], 4)[0] == "Roads and buses"
    assert wrapped(["W" * 40], 1)[0].count("W") < 40 and wrapped(["W" * 40], 1)[0].endswith(" …")
    assert width_of(shortened(LONG, 1.5, bold=True), bold=True) <= 1.5
    assert wrapped(["rate (n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}36)"], 1.0)[0].endswith(
        "\n(n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}36)"
    )


def ends_of(words: Words) -> tuple[float, float]:
    width = px(width_of(words.text, bold=words.bold))
    before = {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]
    return words.x - before, words.x - before + width


CHARTS = {
    "progress": lambda: progress_bars(
        pd.DataFrame({"label": [LONG, "Trees"], "percent": [40.0, 5.0], "rates": [LONG, "needs 5 a year"]}), **WORDS
    ),
    "rates": lambda: rate_bars(
        pd.DataFrame({"label": [LONG], "first": [40.0], "second": [100.0]}), keys=("kept", "not kept"), **WORDS
    ),
    "sources": lambda: rows_by_source(pd.DataFrame({"source": [LONG], "used": [1_000_000], "rejected": [5]}), **WORDS),
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_with_long_names_stay_inside_it(name: str) -> None:
    drawing = CHARTS[name]().picture
    assert isinstance(drawing, Drawing) and drawing.width <= px(WIDTH_INCHES)
    printed = [shape for shape in drawing.shapes if isinstance(shape, Words)]
    assert len(printed) > 3
    for words in printed:
        left, right = ends_of(words)
        assert left >= 0 and right <= drawing.width, words.text


@given(st.text(st.sampled_from("ailmnorstW-J'’“”(%&£ 0123."), min_size=1, max_size=60), st.floats(0.1, 6))
def test_a_line_that_is_said_to_fit_by_its_letters_is_no_wider(text: str, inches: float) -> None:
    assert fits(text, inches) == (width_of(text) <= inches)
