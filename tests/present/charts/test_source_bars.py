"""Bars of the rows of each source; widths are worked by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.present.charts import palette, source_bars
from helpers.present.drawings import Boxes, Drawing, Words

WORDS = {"title": "Where the rows come from", "subtitle": "Rows read"}
SOURCES = pd.DataFrame({"source": ["One", "Two", "Three"], "used": [300, 0, 0], "rejected": [50, 70, 0]})


def drawing() -> Drawing:
    picture = source_bars.rows_by_source(SOURCES, **WORDS).picture
    assert isinstance(picture, Drawing)
    return picture


def test_a_bar_is_as_long_as_its_rows() -> None:
    """The longest bar, of 350 rows, has 3.5 of 7.5 inches: a row is 0.01 inches, which is 0.96 pixels."""
    outlined = [shape for shape in drawing().shapes if isinstance(shape, Boxes) and shape.outline]
    bars = [(shape.fill, shape.boxes[0][0], shape.boxes[0][2]) for shape in outlined]
    assert bars == [
        (palette.DARK_BLUE, 230.4, 288.0),
        (palette.ORANGE, 518.4, 48.0),
        (palette.ORANGE, 230.4, 67.2),
    ]


def test_counts_stand_at_the_end_and_are_read_aloud() -> None:
    chart = source_bars.rows_by_source(SOURCES, **WORDS)
    assert "One: 300 used, 50 rejected; Two: 0 used, 70 rejected; Three: 0 used, 0 rejected" in chart.alt
    printed = [(shape.text, shape.x) for shape in drawing().shapes if isinstance(shape, Words)]
    assert ("300 used", 574.1) in printed and ("50 rejected", 574.1) in printed
    assert ("0 used", 238.1) in printed
    assert all(shape.x < drawing().width for shape in drawing().shapes if isinstance(shape, Words))


def test_a_frame_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="rejected"):
        source_bars.rows_by_source(SOURCES.drop(columns="rejected"), **WORDS)
    with pytest.raises(ValueError, match="no rows"):
        source_bars.rows_by_source(SOURCES[:0], **WORDS)
