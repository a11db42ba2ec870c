"""Charts: never without words, the same bytes every time; sparklines drawn to worked coordinates."""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from PIL import Image

from helpers.present.cells import sparkline_cell
from helpers.present.charts import canvas, diverging_bars, heatmap, palette, stacked_bars
from helpers.present.values import Chart
from helpers.publish.html import cell_html, chart_bundle, to_html

WORDS = {"title": "Most improved", "subtitle": "Number of indicators, 2022/23"}
DIRECTIONS = pd.DataFrame(
    {
        "theme": [
            "Children & families",
            "A theme with a name that is much too long for one line or even two of it",
        ],
        "improved": [12, 0],
        "no_real_change": [3, 1],
        "worsened": [4, 0],
        "cannot_be_determined": [0, 1],
    }
)
QUARTILES = pd.DataFrame(
    {"theme": ["Waste"], "quartile_1": [1], "quartile_2": [2], "quartile_3": [0], "quartile_4": [5]}
)
CHANGES = pd.DataFrame(
    {
        "title": ["Up", "Down"],
        "size": [12.25, -3.0],
        "direction": ["Improved", "No real change"],
        "change_shown": ["+5.1%", "−0.35"],
    }
)
GAPS = pd.DataFrame({"title": ["Up", "Down", "Same"], "gap": [12.25, -3.0, 0.0]})
BANDS = pd.DataFrame(
    [
        ("Waste", "accuracy", 3, 1, 1, "Serious concerns"),
        ("Waste", "validity", 0, 0, 0, "Not tested"),
        ("Air", "accuracy", 2, 1, 0, "Some concerns"),
        ("Air", "validity", 2, 0, 0, "Good"),
    ],
    columns=["dashboard", "dimension", "tested", "some", "serious", "band"],
)
DRAWN: list[tuple[Callable[..., Chart], pd.DataFrame, str]] = [
    (stacked_bars.direction_by_theme, DIRECTIONS, "Children & families: 12 improved, 3 no real change, 4 worsened"),
    (stacked_bars.quartiles_by_theme, QUARTILES, "Waste: 1 1st (best), 2 2nd, 0 3rd, 5 4th"),
    (heatmap.quality_heatmap, BANDS, "Waste: accuracy 2 of 3 (1 serious), validity not tested; Air: accuracy 1 of 2, "),
    (diverging_bars.clearest_changes, CHANGES, "Up: +5.1% (improved); Down: −0.35 (no real change)"),
    (diverging_bars.gap_to_median, GAPS, "Up: +12.3% (better); Down: −3.0% (worse); Same: 0.0% (equal)"),
]


@pytest.mark.parametrize(("draw", "frame", "words"), DRAWN)
def test_a_chart_carries_its_words_and_the_same_bytes(
    draw: Callable[..., Chart], frame: pd.DataFrame, words: str
) -> None:
    chart = draw(frame, **WORDS)
    assert words in chart.alt
    assert "Most improved" in chart.alt
    assert repr(chart) == "Chart: Most improved"
    assert draw(frame, **WORDS).picture == chart.picture
    assert isinstance(chart.picture, bytes) and b"Software" not in chart.picture
    data, metadata = chart_bundle(chart)
    picture = base64.b64decode(data["image/png"])
    width, _ = struct.unpack(">II", picture[16:24])
    assert width == round(canvas.WIDTH_INCHES * canvas.DOTS_PER_INCH)
    assert metadata["image/png"] == {"alt": chart.alt, **WORDS, "width": 720}


@pytest.mark.parametrize(("draw", "frame", "words"), DRAWN)
def test_a_chart_leaves_no_open_figure_and_no_changed_settings(
    draw: Callable[..., Chart], frame: pd.DataFrame, words: str
) -> None:
    import matplotlib as mpl
    from matplotlib import pyplot

    before = dict(mpl.rcParams)
    draw(frame, **WORDS)
    assert pyplot.get_fignums() == []
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(("draw", "frame", "words"), DRAWN)
def test_a_chart_refuses_frames_it_cannot_draw(draw: Callable[..., Chart], frame: pd.DataFrame, words: str) -> None:
    with pytest.raises(ValueError, match=str(frame.columns[-1])):
        draw(frame.drop(columns=frame.columns[-1]), **WORDS)
    if draw in (diverging_bars.clearest_changes, diverging_bars.gap_to_median):
        assert re.search("there is no (indicator|clear change) to draw", str(to_html(draw(frame[:0], **WORDS))))
        return
    with pytest.raises(ValueError, match="no rows"):
        draw(frame[:0], **WORDS)


def test_a_chart_without_words_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="alt text"):
        Chart(picture=b"", alt=" ", title="T", subtitle="", width=1)
    with pytest.raises(ValueError, match="title"):
        Chart(picture=b"", alt="Bar chart of waste", title=" ", subtitle="", width=1)


def test_a_missing_change_is_not_drawn_as_zero() -> None:
    with pytest.raises(ValueError, match="missing size"):
        diverging_bars.clearest_changes(CHANGES.assign(size=[1.0, None]), **WORDS)


def test_bars_start_at_zero_and_text_is_large_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    finish = canvas.finish
    for module in (stacked_bars, diverging_bars, heatmap):
        monkeypatch.setattr(
            module, "finish", lambda figure, *rest: (seen.append(_measure(figure)), finish(figure, *rest))[1]
        )
    for draw, frame, _ in DRAWN:
        draw(frame, **WORDS)
    for limits, sizes, titles in seen:
        assert limits[0] <= 0 <= limits[1]
        assert min(sizes) >= 12
        assert titles == [""]


def _measure(figure: Any) -> tuple[tuple[float, float], list[float], list[str]]:
    from matplotlib.text import Text

    texts = [text for text in figure.findobj(Text) if text.get_text()]
    return figure.axes[0].get_xlim(), [text.get_fontsize() for text in texts], [figure.axes[0].get_title()]


def test_a_sparkline_goes_through_its_points_and_breaks_at_gaps() -> None:
    made = cell_html(sparkline_cell([0.0, 10.0, None, 5.0, None, 10.0, 0.0], label="2016/17 0 to 2022/23 0"))
    # 7 places from 4 to 116 are 18.67 apart; 0 lies at 24, 10 at 4, 5 half-way at 14
    assert 'd="M4.0 24.0L22.7 4.0M97.3 4.0L116.0 24.0"' in made
    assert '<circle cx="60.0" cy="14.0" r="1.3"' in made
    assert made.count("<circle") == 2
    assert '<circle cx="116.0" cy="24.0" r="2.8"' in made
    assert 'role="img" aria-label="2016/17 0 to 2022/23 0" width="120" height="28"' in made
    assert sparkline_cell([0.0, 10.0], label="a") == sparkline_cell([0.0, 10.0], label="a")


def test_short_and_flat_sparklines() -> None:
    assert "<path" not in cell_html(sparkline_cell([3.0], label="2022/23 3"))
    assert 'cx="60.0" cy="14.0"' in cell_html(sparkline_cell([3.0], label="2022/23 3"))
    assert 'd="M4.0 14.0L116.0 14.0"' in cell_html(sparkline_cell([3.0, 3.0], label="flat"))
    for empty in ([], [None, float("nan")]):
        assert cell_html(sparkline_cell(empty, label="none")) == "[x]"


def test_a_sparkline_needs_words_and_escapes_them() -> None:
    with pytest.raises(ValueError, match="label"):
        sparkline_cell([1.0], label=" ")
    assert 'aria-label="&#34;&gt;&lt;script&gt;"' in cell_html(sparkline_cell([1.0], label='"><script>'))


def test_white_stays_white_and_fills_are_theirs() -> None:
    """The picture has few colours: the page's white, and each fill to within two steps of 255."""
    chart = stacked_bars.quartiles_by_theme(QUARTILES.assign(quartile_3=4), **WORDS)
    assert isinstance(chart.picture, bytes)
    with Image.open(io.BytesIO(chart.picture)) as picture:
        colours = picture.convert("RGB").getcolors(1 << 24) or []
    by_count = [colour for _, colour in sorted(colours, reverse=True)]
    assert by_count[0] == (255, 255, 255)
    assert len(by_count) <= 256
    for fill in palette.QUARTILE_FILLS:
        wanted = [int(fill[start : start + 2], 16) for start in (1, 3, 5)]
        assert min(max(abs(a - b) for a, b in zip(wanted, colour, strict=True)) for colour in by_count[:12]) <= 2


def test_an_arrow_beside_a_sparkline_says_which_way_is_better() -> None:
    up, down, neither = (cell_html(sparkline_cell([1.0, 2.0], label="a", better=way)) for way in ("up", "down", ""))
    assert '<path class="better" d="M130 23V6M126 10L130 6L134 10"' in up and 'width="136"' in up
    assert '<path class="better" d="M130 5V22M126 18L130 22L134 18"' in down
    assert "better" not in neither and 'width="120"' in neither
