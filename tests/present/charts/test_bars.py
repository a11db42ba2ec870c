"""Charts: never without words, the same bytes every time; sparklines drawn to worked coordinates."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from helpers.present.cells import sparkline_cell
from helpers.present.charts import canvas, diverging_bars, heatmap, palette, stacked_bars
from helpers.present.drawings import Boxes, Elements, Line, Words
from helpers.present.values import Chart
from helpers.publish.html import cell_html, chart_bundle, to_html
from helpers.publish.page.content import clean
from helpers.publish.svg import drawing_svg, without_title

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
    (stacked_bars.direction_by_rule, DIRECTIONS, "Children & families: 12 improved, 3 no real change, 4 worsened"),
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
    assert texts_of(chart) == texts[2:]


def shapes_of(chart: Chart) -> list[ElementTree.Element]:
    """The paths and words of a chart that seaborn draws, in order; none of one of our own shapes alone."""
    drawn = [shape for shape in chart.picture.shapes if isinstance(shape, Elements)]
    return [element for shape in drawn for element in ElementTree.fromstring(f"<g>{shape.svg}</g>")]


def texts_of(chart: Chart) -> list[str | None]:
    own: list[str | None] = [words.text for words in words_of(chart)]
    return own or [element.text for element in shapes_of(chart) if element.tag == "text"]


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


def filled(chart: Chart, fill: str) -> list[tuple[float, float]]:
    """Where the parts of bars in a fill begin and end, without the part of the key."""
    paths = [shape.get("d", "") for shape in shapes_of(chart) if shape.get("fill", "").upper() == fill]
    xs = [[float(x) for x in re.findall(r"[ML] (\S+)", path)] for path in paths]
    return [(min(path), max(path)) for path in xs][:-1]  # the key lies over the bars


def test_stacked_bars_are_as_long_as_their_shares_whatever_their_counts() -> None:
    """Of 8 indicators 1, 2 and 5 are 12.5, 25 and 62.5 in a hundred; so they are of 80."""
    chart = stacked_bars.quartiles_by_theme(QUARTILES, **WORDS)
    ((first, second),) = filled(chart, palette.QUARTILE_FILLS[0])
    ((third, fourth),) = filled(chart, palette.QUARTILE_FILLS[1])
    edges = [first, second, third, fourth]
    whole = (fourth - first) / 0.375
    assert edges == pytest.approx([first, first + whole / 8, first + whole / 8, first + whole * 3 / 8], abs=0.3)
    ten_times = QUARTILES.assign(**{name: QUARTILES[name] * 10 for name in QUARTILES.columns[1:]})
    assert filled(stacked_bars.quartiles_by_theme(ten_times, **WORDS), palette.QUARTILE_FILLS[1]) == [(third, fourth)]
    printed = texts_of(chart)
    assert [text for text in printed if text and "%" in text] == ["13%", "25%", "63%"]  # halves away from zero
    assert printed.index("Ranked") < printed.index("8")


def test_bars_by_theme_are_of_what_is_determined_and_say_of_how_many() -> None:
    """Of 12, 3 and 4 a bar is 63, 16 and 21 in a hundred; one without any indicator has no bar, but says so."""
    frame = DIRECTIONS.assign(no_real_change=[3, 0], cannot_be_determined=[5, 1])
    chart = stacked_bars.direction_by_theme(frame, **WORDS)
    texts = texts_of(chart)
    assert [text for text in texts if text and "%" in text] == ["63%", "16%", "21%"]
    assert {"Determined", "19 of 24", "0 of 1", "none"} <= set(texts) and "Cannot be determined" not in texts
    assert "4 worsened, 5 cannot be determined" in chart.alt


def test_bars_by_rule_hatch_what_cannot_be_determined() -> None:
    def lines_across(chart: Chart) -> int:
        return sum((shape.get("d") or "").count("M") > 2 for shape in shapes_of(chart))

    chart = stacked_bars.direction_by_rule(DIRECTIONS, **WORDS)
    plain = stacked_bars.direction_by_rule(DIRECTIONS.assign(cannot_be_determined=0), **WORDS)
    assert (lines_across(chart), lines_across(plain)) == (2, 1)  # the key has one
    assert "50%" in texts_of(chart) and "Cannot be determined" in texts_of(chart)


def test_each_cell_of_the_heat_map_has_the_fill_of_its_band_and_its_count() -> None:
    chart = heatmap.quality_heatmap(BANDS, **WORDS)
    fills = [shape.get("fill", "").upper() for shape in shapes_of(chart) if shape.tag == "path"]
    cells = [palette.QUALITY_FILLS[band] for band in BANDS["band"]]
    assert cells == [fill for fill in fills if fill in set(palette.QUALITY_FILLS.values())][1:5]  # after the sheet
    assert [text for text in texts_of(chart) if text and (" of " in text or text == "–")] == [
        "2 of 3!",
        "–",
        "1 of 2",
        "0 of 2",
    ]


def test_what_seaborn_draws_holds_no_name_clock_or_style_and_passes_the_list_of_a_page() -> None:
    for draw, frame, _ in DRAWN[:4]:
        hostile = ["<b>$5$ &\u202e " + name for name in frame[frame.columns[0]]]
        chart = draw(frame.assign(**{frame.columns[0]: hostile}), **WORDS)
        data, _ = chart_bundle(chart)
        drawn = without_title(data["image/svg+xml"])
        assert clean(drawn) == drawn  # nothing that a page would take out
        assert not re.search(r"\bid=|style|matplotlib|seaborn|date|url|href|defs|clip", drawn.partition("<g ")[2])
        assert "&lt;b&gt;$5$ &amp;" in drawn and "\u202e" not in drawn.partition("<g ")[2]


def test_words_of_what_seaborn_draws_can_be_read() -> None:
    """Sixteen pixels high; each colour of words has a contrast of 4.5 or more to the fill that it is drawn on."""
    for draw, frame, _ in DRAWN[:4]:
        chart = draw(frame, **WORDS)
        svg = drawing_svg(chart.picture, chart.alt)
        assert 'role="img" aria-label="' in svg and svg.count("font-size") == 1 and 'font-size="16"' in svg
        assert 'font-family="DejaVu Sans, Verdana, Arial' in svg
        for x, y, colour in written_on(chart):
            under = [fill for box, fill in filled_boxes(chart) if box[0] <= x <= box[1] and box[2] <= y <= box[3]]
            assert palette.contrast(colour, under[-1]) >= 4.5


def test_words_stay_inside_what_seaborn_draws_and_long_names_are_cut() -> None:
    for draw, frame, _ in DRAWN[:4]:
        long = [f"{number} Communities and Wellbeing wherever " * 4 for number in range(len(frame))]
        chart = draw(frame if draw is heatmap.quality_heatmap else frame.assign(theme=long), **WORDS)
        for text in (shape for shape in shapes_of(chart) if shape.tag == "text"):
            wide = canvas.width_of(text.text or "") * 96
            left = float(text.get("x", "")) - {"end": wide, "middle": wide / 2}.get(text.get("text-anchor", ""), 0)
            assert left >= 0 and left + wide <= chart.width


def written_on(chart: Chart) -> list[tuple[float, float, str]]:
    """A point of each of the words of a chart, and their colour."""
    texts = [shape for shape in shapes_of(chart) if shape.tag == "text"]
    return [
        (float(text.get("x", "")), float(text.get("y", "")) - 5, text.get("fill", "#000000").upper()) for text in texts
    ]


def filled_boxes(chart: Chart) -> list[tuple[tuple[float, float, float, float], str]]:
    """The edges and the fill of each filled path of a chart, the lowest first."""
    boxes = []
    for shape in shapes_of(chart):
        points = [(float(x), float(y)) for x, y in re.findall(r"[ML] (\S+) (\S+)", shape.get("d", ""))]
        if points and shape.get("fill") != "none":
            xs, ys = zip(*points, strict=True)
            boxes.append(((min(xs), max(xs), min(ys), max(ys)), shape.get("fill", "").upper()))
    return boxes


def test_another_process_draws_the_same_bytes() -> None:
    """Text is hashed anew in each process, and dates and settings of the user's differ."""
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "import test_bars as t, hashlib; from helpers.publish.html import chart_bundle\n"
        "svgs = [chart_bundle(draw(frame, **t.WORDS))[0]['image/svg+xml'] for draw, frame, _ in t.DRAWN]\n"
        "print(hashlib.sha256(''.join(svgs).encode()).hexdigest())"
    )
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"}
    made = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=True,
    )
    svgs = [chart_bundle(draw(frame, **WORDS))[0]["image/svg+xml"] for draw, frame, _ in DRAWN]
    assert made.stdout.strip() == hashlib.sha256("".join(svgs).encode()).hexdigest()


def test_a_shape_that_a_drawing_does_not_keep_is_refused() -> None:
    with canvas.canvas(1, (1, 0, 2, 1)) as (figure, axes, sheet):
        axes.imshow([[1, 2]])
        with pytest.raises(ValueError, match="image is neither"):
            canvas.finish(figure, "Grid", "T", "")
    with canvas.canvas(1, (1, 0, 2, 1)) as (figure, _, sheet):
        sheet.text(1, 0.5, "Up", rotation=90)
        with pytest.raises(ValueError, match="'Up' of a chart are turned"):
            canvas.finish(figure, "Grid", "T", "")


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


def test_a_small_change_is_not_drawn_as_a_large_one() -> None:
    def line(*values: float) -> str:
        return re.findall(r'<path d="([^"]*)"', cell_html(sparkline_cell(values, label="a")))[0]

    assert line(10.0, 9.0) == line(100.0, 50.0) == "M4.0 4.0L116.0 24.0"
    # 0.145 of 14.5 is a tenth of the least height: 1 of 20 pixels on each side of the middle
    assert line(14.5, 14.355) == line(-14.355, -14.5) == "M4.0 13.0L116.0 15.0"
    assert line(0.0, 0.0) == "M4.0 14.0L116.0 14.0"


def test_a_sparkline_needs_words_and_escapes_them() -> None:
    with pytest.raises(ValueError, match="label"):
        sparkline_cell([1.0], label=" ")
    assert 'aria-label="&#34;&gt;&lt;script&gt;"' in cell_html(sparkline_cell([1.0], label='"><script>'))


def test_an_arrow_beside_a_sparkline_says_which_way_is_better() -> None:
    up, down, neither = (cell_html(sparkline_cell([1.0, 2.0], label="a", better=way)) for way in ("up", "down", ""))
    assert '<path class="better" d="M130 23V6M126 10L130 6L134 10"' in up and 'width="136"' in up
    assert '<path class="better" d="M130 5V22M126 18L130 22L134 18"' in down
    assert "better" not in neither and 'width="120"' in neither
