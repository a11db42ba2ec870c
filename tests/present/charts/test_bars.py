"""Charts: never without words, the same bytes every time; sparklines drawn to worked coordinates."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import pandas as pd
import pytest

from helpers.present.cells import sparkline_cell
from helpers.present.charts import diverging_bars, heatmap, palette, stacked_bars
from helpers.present.drawings import Boxes, Line, Words
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
GAPS = pd.DataFrame(
    {"title": ["Up", "Down", "Same"], "size": [1.25, -0.3, 0.0], "change_shown": ["+12.3 points", "−3", "0.0"]}
)
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
    (diverging_bars.gap_to_median, GAPS, "Up: +12.3 points (better); Down: −3 (worse); Same: 0.0 (equal)"),
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
    data, metadata = chart_bundle(chart)
    assert metadata["image/svg+xml"] == {"alt": chart.alt, **WORDS, "width": 720}
    picture = ElementTree.fromstring(data["image/svg+xml"])
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert texts[:2] == ["Most improved", "Number of indicators, 2022/23"]  # a notebook keeps them, as does a file
    assert [words.text for words in words_of(chart)] == texts[2:]


def words_of(chart: Chart) -> list[Words]:
    return [shape for shape in chart.picture.shapes if isinstance(shape, Words)]


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
    drawn = stacked_bars.quartiles_by_theme(QUARTILES, **WORDS).picture
    with pytest.raises(ValueError, match="alt text"):
        Chart(picture=drawn, alt=" ", title="T", subtitle="", width=1)
    with pytest.raises(ValueError, match="title"):
        Chart(picture=drawn, alt="Bar chart of waste", title=" ", subtitle="", width=1)


def test_a_missing_change_is_not_drawn_as_zero() -> None:
    with pytest.raises(ValueError, match="missing size"):
        diverging_bars.clearest_changes(CHANGES.assign(size=[1.0, None]), **WORDS)


def bars_of(chart: Chart, fill: str) -> list[tuple[float, float, float, float]]:
    boxes = [shape for shape in chart.picture.shapes if isinstance(shape, Boxes) and shape.fill == fill]
    return [box for shape in boxes for box in shape.boxes][1:]  # the first one is the key


def test_stacked_bars_begin_at_one_line_and_are_as_long_as_their_counts() -> None:
    """1 and 2 of 8 are an eighth and a quarter of the bar, side by side."""
    chart = stacked_bars.quartiles_by_theme(QUARTILES, **WORDS)
    (line,) = [shape for shape in chart.picture.shapes if isinstance(shape, Line)]
    ((first, _, one, _),) = bars_of(chart, palette.QUARTILE_FILLS[0])
    ((second, _, two, _),) = bars_of(chart, palette.QUARTILE_FILLS[1])
    ((_, _, five, _),) = bars_of(chart, palette.QUARTILE_FILLS[3])
    assert first == line.x1
    assert second == pytest.approx(first + one, abs=0.2)
    assert (two / one, five / one) == pytest.approx((2, 5), rel=0.01)


def test_what_cannot_be_determined_is_hatched() -> None:
    chart = stacked_bars.direction_by_theme(DIRECTIONS, **WORDS)
    plain = stacked_bars.direction_by_theme(DIRECTIONS.assign(cannot_be_determined=0), **WORDS)
    lines, of_key = ([shape for shape in drawn.picture.shapes if isinstance(shape, Line)] for drawn in (chart, plain))
    assert len(lines) > len(of_key) > 1


def test_bars_reach_from_zero_to_both_sides_and_an_outlier_is_cut_and_says_its_figure() -> None:
    """The third longest is 2, so 30 is drawn as 6, three times as long, and −3 as it is."""
    frame = CHANGES.head(1).merge(pd.DataFrame({"size": [30.0, 2.0, -3.0], "n": 1}), how="cross")
    frame = frame.drop(columns=["size_x", "n"]).rename(columns={"size_y": "size"})
    chart = diverging_bars.clearest_changes(frame, **WORDS)
    assert isinstance(chart, Chart)
    bars = bars_of(chart, palette.DIRECTION_FILLS["Improved"])
    zero = [shape for shape in chart.picture.shapes if isinstance(shape, Line) and shape.colour == palette.DARK_GREY]
    assert [bars[0][0], bars[1][0], round(bars[2][0] + bars[2][2], 1)] == [zero[0].x1] * 3
    assert (bars[0][2] / bars[1][2], bars[2][2] / bars[1][2]) == pytest.approx((3, 1.5), rel=0.01)
    beside = [words.text for words in words_of(chart) if words.text.startswith("+5.1%")]
    assert beside == ["+5.1% (30.0 times)", "+5.1%", "+5.1%"]
    assert "+5.1% (30.0 times) (improved)" in chart.alt


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


def test_an_arrow_beside_a_sparkline_says_which_way_is_better() -> None:
    up, down, neither = (cell_html(sparkline_cell([1.0, 2.0], label="a", better=way)) for way in ("up", "down", ""))
    assert '<path class="better" d="M130 23V6M126 10L130 6L134 10"' in up and 'width="136"' in up
    assert '<path class="better" d="M130 5V22M126 18L130 22L134 18"' in down
    assert "better" not in neither and 'width="120"' in neither
