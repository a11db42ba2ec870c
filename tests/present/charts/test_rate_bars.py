"""Pairs of bars of two rates; widths are worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.present.charts import palette, rate_bars
from helpers.present.drawings import Boxes, Drawing, Words
from helpers.present.values import Chart

RATES = pd.DataFrame({"label": ["One", "Two"], "first": [100.0, 40.0], "second": [50.0, 0.0]})


def chart(frame: pd.DataFrame = RATES) -> Chart:
    return rate_bars.rate_bars(frame, keys=("then", "now"), title="What was called", subtitle="Per cent of changes")


def test_a_bar_is_as_long_as_its_rate() -> None:
    """100% has 4.5 of 7.5 inches, as 2.4 are for the labels and 0.6 for the rate: 432 pixels of 96 to the inch."""
    picture = chart().picture
    assert isinstance(picture, Drawing)
    outlined = [shape for shape in picture.shapes if isinstance(shape, Boxes) and shape.outline]
    bars = [(shape.fill, shape.boxes[0][0], shape.boxes[0][2]) for shape in outlined]
    assert bars == [
        (palette.DARK_BLUE, 230.4, 432.0),
        (palette.ORANGE, 230.4, 216.0),
        (palette.DARK_BLUE, 230.4, 172.8),
        (palette.ORANGE, 230.4, 0.0),
    ]
    assert all(shape.x < picture.width for shape in picture.shapes if isinstance(shape, Words))


def test_rates_are_read_aloud() -> None:
    assert "One: 100 then, 50 now; Two: 40 then, 0 now" in chart().alt


def test_a_frame_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="second"):
        chart(RATES.drop(columns="second"))
    with pytest.raises(ValueError, match="no rows"):
        chart(RATES[:0])
