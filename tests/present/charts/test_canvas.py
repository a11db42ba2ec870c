"""The sheet of a chart: its letters are the same on every machine."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontManager, FontProperties

from helpers.present.charts.canvas import prefer_own_fonts


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_letters_are_of_the_font_that_ships_with_matplotlib(weight: str) -> None:
    """A list of fonts that was kept by another environment names another file of the same font, or none."""
    fonts = FontManager()
    own = Path(mpl.get_data_path()) / "fonts"
    fonts.ttflist = [entry for entry in fonts.ttflist if not Path(entry.fname).is_relative_to(own)]
    prefer_own_fonts(fonts)
    letters = fonts.findfont(FontProperties(family="DejaVu Sans", weight=weight), fallback_to_default=False)
    assert Path(letters).is_relative_to(own)
