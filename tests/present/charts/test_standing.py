"""Charts of standing: where things are drawn is worked by hand, and what they say is made from the figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from helpers.present.charts import funnels, palette, rank_intervals, small_multiples, spine, tartan_rug
from helpers.present.drawings import (
    PIXELS_PER_INCH,
    TEXT_PIXELS,
    Area,
    Boxes,
    Diamond,
    Disc,
    Drawing,
    Line,
    Path,
    Signs,
    Words,
)
from helpers.present.values import Chart, Folded, Heading, Paragraph, Table
from helpers.publish.html import chart_bundle, to_html
from helpers.publish.site import Footer, render_page
from helpers.results.funnel_counts import funnel_counts

WORDS = {"title": "Fifth of five", "subtitle": "Rank, 2022/23"}
RANKS = pd.DataFrame(
    [
        ("Dorset", 1, 1, 1, 1, 1, False),
        ("Kent", 2, 2, 3, 2, 4, False),
        ("Leicestershire", 3, 3, 4, 2, 5, True),
        ("Essex", 5, 5, 5, 5, 6, False),
        ("Surrey", 6, 6, 6, 6, 6, False),
        ("Devon", *[None] * 5, False),
    ],
    columns=["area_name", "median_rank", "rank_50_lower", "rank_50_upper", "rank_95_lower", "rank_95_upper", "own"],
)


def spine_rows(**changes: Any) -> pd.DataFrame:
    """One indicator: the group runs from 10 by 30 to 40, its middle half is 20 to 35."""
    usual = {
        "title": "Recycling",
        "period": "2022/23",
        "value": 35.0,
        "decimals": 1,
        "polarity": "higher_is_better",
        "lowest": 10.0,
        "lower_quartile": 20.0,
        "median": 30.0,
        "upper_quartile": 35.0,
        "highest": 40.0,
        "quartile": 2,
        "rank": 3,
        "n": 8,
        "tied": 2,
        "england": 20.0,
        "dashboard": "Waste",
        "family": "",
        "family_order": 0,
        "in_headline": True,
    }
    return pd.DataFrame([usual | changes]).astype({"quartile": "Int64", "rank": "Int64", "n": "Int64", "tied": "Int64"})


def cells_of(quartiles: dict[str, list[int | None]], own: str = "Kent") -> pd.DataFrame:
    """The cells of a rug: the quartiles of the indicators A, B, … by council."""
    return (
        pd.DataFrame(
            [
                {
                    "indicator_id": f"i{number}",
                    "title": f"Indicator {chr(65 + number)}",
                    "theme": "Clean",
                    "area_code": name.upper(),
                    "area_name": name,
                    "quartile": quartile,
                    "own": name == own,
                }
                for name, item in quartiles.items()
                for number, quartile in enumerate(item)
            ]
        )
        .astype({"quartile": "Int64"})
        .sort_values("indicator_id", kind="stable")
    )


CELLS = cells_of({"Surrey": [4, 3], "Kent": [1, None], "Dorset": [2, 1], "Essex": [3, 4]})


def panel(indicator_id: str = "one", **changes: Any) -> pd.DataFrame:
    usual = {
        "indicator_id": indicator_id,
        "title": "Recycling",
        "unit": "%",
        "decimals": 1,
        "period": ["2019/20", "2020/21", "2021/22", "2022/23"],
        "period_end": pd.to_datetime(["2020-03-31", "2021-03-31", "2022-03-31", "2023-03-31"]).date,
        "own": [40.0, 41.0, None, 47.25],
        "stretch": [0, 0, 0, 1],
        "n": [30, 31, 31, 32],
        "lowest": 30.0,
        "lower_quartile": 38.0,
        "median": 42.0,
        "upper_quartile": 45.0,
        "highest": 55.0,
    }
    return pd.DataFrame(usual | changes)


def funnel_rows(**changes: Any) -> pd.DataFrame:
    """Ten councils around 20% of 200, the own one far above; the limits are of docs/methods/06_funnel_plots.md."""
    values = [30.0, 20.0, 19.0, 21.0, 20.5, 9.0, 18.0, 22.0, 17.0, 26.0]
    marks = ["Best", "Similar", "Similar", "Similar", "Similar", "Worst", "Similar", "Similar", "Similar", "Better"]
    usual = {
        "indicator_id": "one", "period": "2022/23", "area_code": list("abcdefghij"), "own": [True] + [False] * 9,
        "area_name": [f"{name}shire" for name in "ABCDEFGHIJ"], "polarity": "higher_is_better", "multiplier": 100.0,
        "kind": "proportion", "numerator": [2 * item for item in values], "denominator": 200.0, "left_out": 2,
        "phi": 1.04, "over_dispersed": False, "tau_squared": 0.0, "value": values, "average": 20.0, "lower_95": 14.46,
        "upper_95": 25.54, "lower_99_8": 11.26, "upper_99_8": 28.74, "comparison": marks,
    }  # fmt: skip
    return pd.DataFrame(usual | changes)


ABOUT = pd.DataFrame({"indicator_id": ["one"], "title": ["Recycling"], "unit": ["%"], "decimals": [0]}).assign(
    family="", family_order=0, in_headline=True
)


def funnel(frame: pd.DataFrame, **words: str) -> Chart | Paragraph:
    return funnels.funnel_chart(frame, unit="%", decimals=0, **words)


DRAWN: list[tuple[Callable[..., Chart | Paragraph], pd.DataFrame, str, float]] = [
    (
        rank_intervals.rank_intervals_chart,
        RANKS,
        "Leicestershire 3rd, half 3rd to 4th, 95 in 100 2nd to 5th; Dorset 1st, half 1st, 95 in 100 1st; Surrey 6th, ",
        7.5,
    ),
    (spine.spine_chart, spine_rows(), "Recycling 35.0, median 30.0, =3rd of 8", 7.5),
    (
        tartan_rug.tartan_rug,
        CELLS,
        "Kent: 1 in the 1st, 0 in the 2nd, 0 in the 3rd, 0 in the 4th quartile, 1 without",
        10.5,
    ),
    (small_multiples.history_chart, panel(), "Recycling: 47.3 in 2022/23, group 30.0 to 55.0, median 42.0", 7.5),
    (funnel, funnel_rows(), "Ashire: 30.0, 95% limits 14.5 to 25.5, best. Outside the 99.8% limits: Fshire 9.0", 7.5),
]
every_chart = pytest.mark.parametrize(("draw", "frame", "description", "inches"), DRAWN)


@every_chart
def test_a_chart_tells_its_figures_and_has_the_same_bytes(
    draw: Callable[..., Any], frame: pd.DataFrame, description: str, inches: float
) -> None:
    chart = draw(frame, **WORDS)
    assert description in chart.alt
    assert "Fifth of five" in chart.alt
    assert draw(frame.copy(), **WORDS).picture == chart.picture
    assert chart.picture.width == chart.width == inches * PIXELS_PER_INCH
    assert (chart.title, chart.subtitle) == (WORDS["title"], WORDS["subtitle"])


@every_chart
def test_a_chart_without_rows_is_a_sentence_and_a_missing_column_is_named(
    draw: Callable[..., Any], frame: pd.DataFrame, description: str, inches: float
) -> None:
    nothing = draw(frame[:0], **WORDS)
    assert isinstance(nothing, Paragraph)
    assert repr(nothing).startswith("Fifth of five: there is no ")
    for name in ("own", "value", "quartile", "median"):
        if name in frame and draw is not spine.spine_chart:
            with pytest.raises(ValueError, match=f"needs a column '{name}'"):
                draw(frame[:0].drop(columns=name), **WORDS)


def words_of(drawing: Drawing) -> list[Words]:
    return [shape for shape in drawing.shapes if isinstance(shape, Words)]


def inside(words: Words, drawing: Drawing) -> bool:
    """Whether words lie on the drawing, measured in letters that are wider than those of the page."""
    weight = "bold" if words.bold else "normal"
    box = TextPath(
        (0, 0), words.text, size=TEXT_PIXELS, prop=FontProperties(family="DejaVu Sans", weight=weight)
    ).get_extents()
    start = {"start": 0.0, "middle": box.width / 2, "end": box.width}[words.anchor]
    if words.turned:
        return words.y - box.width >= -1 and words.x - 8 >= 0 and words.x + 8 <= drawing.width
    return words.x - start >= -1 and words.x - start + box.width <= drawing.width + 1 and words.y + 8 <= drawing.height


@every_chart
def test_text_is_inside_the_picture(
    draw: Callable[..., Any], frame: pd.DataFrame, description: str, inches: float
) -> None:
    chart = draw(frame, **WORDS)
    assert words_of(chart.picture)
    assert [words.text for words in words_of(chart.picture) if not inside(words, chart.picture)] == []


# Ranks.


def test_the_ranks_say_both_sets_and_how_many_meet_the_own_one() -> None:
    """Own 2 to 5: Kent's 2 to 4 and Essex's 5 to 6 meet it; Dorset's 1 and Surrey's 6 do not. Devon has no rank."""
    chart = rank_intervals.rank_intervals_chart(RANKS, **WORDS)
    assert isinstance(chart, Chart)
    assert "the ranks of 5 councils" in chart.alt
    assert "Leicestershire 3rd, half 3rd to 4th, 95 in 100 2nd to 5th; Dorset 1st" in chart.alt
    assert "the ranks of 2 of 4 other councils meet those of Leicestershire" in chart.alt


def test_either_set_alone_changes_the_picture() -> None:
    pictures = [
        rank_intervals.rank_intervals_chart(RANKS.assign(**changes), **WORDS)
        for changes in ({}, {"rank_50_upper": RANKS["rank_95_upper"]}, {"rank_95_lower": RANKS["rank_50_lower"]})
    ]
    assert len({chart.picture for chart in pictures if isinstance(chart, Chart)}) == 3


def test_of_many_councils_the_nearest_are_drawn() -> None:
    ends = ("median_rank", "rank_50_lower", "rank_50_upper", "rank_95_lower", "rank_95_upper")
    many = pd.DataFrame({"area_name": [f"C{number:02d}" for number in range(60)]})
    many = many.assign(**{name: range(1, 61) for name in ends}, own=many.index == 54)
    chart = rank_intervals.rank_intervals_chart(many, **WORDS)
    assert isinstance(chart, Chart)
    assert "the ranks of 60 councils" in chart.alt
    assert "drawn are the 40 nearest to the own council" in chart.alt
    fewer = rank_intervals.rank_intervals_chart(many[:40], **WORDS)
    assert isinstance(fewer, Chart)
    assert fewer.picture.height == chart.picture.height


# Spines.


@pytest.mark.parametrize(
    ("changes", "own", "england", "middle"),
    [
        # Up: 5 of the 10 from the median to the highest; down: 10 of the 20 to the lowest.
        ({}, 0.5, -0.5, (-0.5, 0.5)),
        ({"polarity": "lower_is_better"}, -0.5, 0.5, (-0.5, 0.5)),
        ({"value": 10.0}, -1.0, -0.5, (-0.5, 0.5)),
        ({"value": 30.0, "england": None}, 0.0, np.nan, (-0.5, 0.5)),
        ({"england": 99.0}, 0.5, 1.0, (-0.5, 0.5)),  # held at the end
        ({"highest": 30.0, "upper_quartile": 30.0, "value": 30.0, "england": 31.0}, 0.0, 1.0, (-0.5, 0.0)),
    ],
)
def test_places_on_a_spine_by_hand(
    changes: dict[str, Any], own: float, england: float, middle: tuple[float, float]
) -> None:
    (row,) = spine.spine_positions(spine_rows(**changes)).to_dict("records")
    drawn = [row[name] for name in ("own_at", "england_at", "lower_at", "upper_at")]
    assert drawn == pytest.approx([own, england, *middle], nan_ok=True)


def test_what_a_spine_chart_leaves_out_is_counted() -> None:
    rows = pd.concat(
        [spine_rows(), spine_rows(title="Context", polarity="neutral"), spine_rows(title="Hidden", value=None)],
        ignore_index=True,
    )
    chart = spine.spine_chart(rows, **WORDS)
    assert isinstance(chart, Chart)
    assert chart.alt.startswith("Spine chart of 1 indicator ")
    assert chart.alt.endswith(" 2 not drawn.")
    made = spine.spine_table(rows, "Figures")
    assert len(made.rows) == 1
    assert "1 for which neither high nor low is better, 1 without a figure." in to_html(made)
    without = spine_rows().drop(columns="england")
    assert "[x]" in to_html(spine.spine_table(without, "Figures"))


def test_an_indicator_without_a_rank_is_drawn_and_says_so() -> None:
    chart = spine.spine_chart(spine_rows(quartile=None, rank=None, tied=None), **WORDS)
    assert isinstance(chart, Chart)
    assert "Recycling 35.0, median 30.0, no rank" in chart.alt


def test_a_spine_chart_is_headed_by_what_it_shows_and_says_what_it_leaves_out() -> None:
    rows = pd.concat(
        [
            spine_rows(),
            spine_rows(title="Litter", value=25.0),
            spine_rows(title="Context", polarity="neutral"),
            spine_rows(
                title="Own",
                lowest=None,
                lower_quartile=None,
                median=None,
                upper_quartile=None,
                highest=None,
                rank=None,
                n=1,
                tied=None,
                quartile=None,
            ),
            spine_rows(title="None", value=None),
        ],
        ignore_index=True,
    )
    assert spine.spine_title(rows, "county areas") == "1 of 2 figures is better than the median of county areas"
    table = spine.spine_table(rows, "Figures")
    assert len(table.rows) == 2
    assert (
        "Not in the chart or this table: 1 for which neither high nor low is better, 1 without a figure, 1 that no "
        "other council has."
    ) in to_html(table)


# Rugs.


def test_a_rug_counts_the_councils_in_each_quartile() -> None:
    made = tartan_rug.rug_table(CELLS, "Quartiles")
    assert len(made.rows) == 2
    first, second = to_html(made).split("<tbody>")[1].split("</tr>")[:2]
    assert ">1st (best)<" in first
    assert [cell.split("<")[0] for cell in first.split('class="number">')[1:]] == ["1", "1", "1", "1", "0"]
    assert "[x]" in second
    assert [cell.split("<")[0] for cell in second.split('class="number">')[1:]] == ["1", "0", "1", "1", "1"]


def test_two_councils_of_one_name_have_a_column_each_and_one_is_framed() -> None:
    other = cells_of({"Kent": [2, 4]}, own="none").assign(area_code="OTHER")
    chart = tartan_rug.tartan_rug(pd.concat([CELLS, other], ignore_index=True), **WORDS)
    assert isinstance(chart, Chart)
    assert "of 5 councils in 2 indicators" in chart.alt
    assert isinstance(chart.picture, Drawing)
    assert [(words.text, words.bold) for words in words_of(chart.picture) if words.turned] == [
        ("Dorset", False),
        ("Essex", False),
        ("Kent", True),
        ("Kent", False),
        ("Surrey", False),
    ]
    frames = [shape for shape in chart.picture.shapes if isinstance(shape, Boxes) and not shape.fill]
    assert [len(frame.boxes) for frame in frames] == [1]
    with pytest.raises(ValueError, match="duplicate"):
        tartan_rug.tartan_rug(pd.concat([CELLS, CELLS]), **WORDS)


def test_a_council_without_any_quartile_in_a_theme_has_no_column() -> None:
    gone = cells_of({"Cumbria": [None, None]}, own="none")
    chart, table = tartan_rug.tartan_rugs(pd.concat([CELLS, gone], ignore_index=True), "county areas").parts[1:]
    assert isinstance(chart, Chart) and isinstance(table, Table)
    assert "Cumbria" not in [words.text for words in words_of(chart.picture)]
    assert [row[-1].text for row in table.rows] == ["0", "1"]


def test_every_theme_has_a_rug_with_the_own_council_in_words() -> None:
    more = CELLS.assign(theme="Safe", indicator_id="s" + CELLS["indicator_id"], quartile=4)
    parts = tartan_rug.tartan_rugs(pd.concat([CELLS, more], ignore_index=True), "county areas").parts
    assert [type(part) for part in parts] == [Heading, Chart, Table] * 2
    assert repr(parts[1]) == "Chart: Clean: 1 of 1 in the better half of county areas"
    assert repr(parts[4]) == "Chart: Safe: 0 of 2 in the better half of county areas"


# Small multiples.


def test_no_more_panels_than_fit_and_none_without_a_figure() -> None:
    frames = [panel(f"i{number:02d}", title=f"Indicator {number:02d}") for number in range(14)]
    frames[3] = frames[3].assign(own=None)
    frame = pd.concat(frames, ignore_index=True)
    chart = small_multiples.history_chart(frame, **WORDS)
    assert isinstance(chart, Chart)
    assert "of 12 indicators over time" in chart.alt
    assert "Indicator 03" not in chart.alt
    assert "Indicator 12" in chart.alt
    assert "Indicator 13" not in chart.alt
    assert len(small_multiples.history_table(frame, "Histories").rows) == 12
    few = small_multiples.history_chart(frame, **WORDS, most=2)
    assert isinstance(few, Chart) and "of 2 indicators over time" in few.alt
    assert len(small_multiples.history_table(frame, "Histories", most=2).rows) == 2
    of_schools = frame.assign(period=frame["period"] + " (academic)")
    firsts = {row[2].text for row in small_multiples.history_table(of_schools, "Histories").rows}
    assert all(first.endswith(" school year") for first in firsts), firsts


def test_a_history_says_how_many_are_outside_the_middle_half() -> None:
    """The middle half is 38 to 45, its edges with it. A first period without a figure is not the first drawn."""
    frames = [
        panel("one"),  # 40 and 47.25
        panel("two", own=[40.0, 41.0, 42.0, 45.0]),
        panel("three", own=[None, 37.9, 42.0, 45.1]),
        panel("four", own=[45.1, 41.0, 42.0, None]),
        panel("five", own=[38.0, 30.0, 30.0, 30.0]),
    ]
    assert small_multiples.history_title(pd.concat(frames, ignore_index=True)) == (
        "In 3 of 5 the newest figure is outside the middle half of the group; in 2 of 5 the first one already was"
    )


def test_a_line_is_broken_at_a_gap_and_between_stretches() -> None:
    """Own 40 and 41, a gap, and 47.25 in a stretch of its own; the group goes from 30 to 55, drawn 1.25 inches high.

    With a margin of 5% the scale has 27.5 units in 120 px: 55 is at 5.5 px below the top, 40 at 70.9, 47.25 at 39.3.
    """
    chart = small_multiples.history_chart(panel(), **WORDS)
    assert isinstance(chart, Chart) and isinstance(chart.picture, Drawing)
    lines = [shape for shape in chart.picture.shapes if isinstance(shape, Path) and shape.colour == palette.DARK_BLUE]
    key, line = lines
    assert len(key.points) == len(line.points) == 2
    bands = [shape for shape in chart.picture.shapes if isinstance(shape, Area)]
    assert [len(band.points) for band in bands] == [6, 6]  # three periods there and back
    bars = [shape for shape in chart.picture.shapes if isinstance(shape, Line) and shape.width == 8]
    assert len(bars) == 2  # of the one period after the break
    top = min(y for _, y in bands[0].points) - 5.5
    assert [y - top for _, y in line.points] == pytest.approx([70.9, 66.5], abs=0.2)
    newest = [shape for shape in chart.picture.shapes if isinstance(shape, Disc)][-1]
    assert newest.y - top == pytest.approx(39.3, abs=0.2)
    assert "47.3" in [words.text for words in words_of(chart.picture)]


# Funnels.


def test_a_funnel_is_headed_by_what_it_says() -> None:
    mark = {"title": "Recycling", "comparison": "Best"}
    assert funnels.finding(mark) == "Recycling: better than the average, outside the 99.8% limits"
    assert (
        funnels.finding(mark | {"comparison": "Lower"}) == "Recycling: lower than the average, outside the 95% limits"
    )
    assert (
        funnels.finding(mark | {"comparison": "Similar"}) == "Recycling: similar to the average, within the 95% limits"
    )


def test_the_marks_that_stand_out_most_come_first() -> None:
    """Outside more limits first, then by distance: 4 of a reach of 5.54, then 1 of it."""
    rows = pd.concat(
        [
            funnel_rows(indicator_id="near", value=21.0, comparison="Similar"),
            funnel_rows(indicator_id="far", value=16.0, comparison="Similar"),
            funnel_rows(indicator_id="outside", value=26.0, comparison="Better"),
            funnel_rows(),
        ],
        ignore_index=True,
    )
    drawn = funnels.marks(rows)
    assert drawn["indicator_id"].tolist() == ["one", "outside", "far", "near"]
    assert drawn["steps"].tolist() == [2, 1, 0, 0]
    assert drawn["reaches"].tolist() == pytest.approx([10 / 5.54, 6 / 5.54, 4 / 5.54, 1 / 5.54])
    about = pd.concat([ABOUT.assign(indicator_id=name, title=name) for name in ("near", "far", "outside", "one")])
    parts = funnels.funnel_charts(rows, about, "county areas", most=2).parts
    assert [type(part) for part in parts] == [Paragraph, Folded, Chart, Chart]
    assert [part.title.split(":")[0] for part in parts if isinstance(part, Chart)] == ["one", "outside"]
    assert (
        "Of 4 indicators with counts, the council is outside the 95% limits in 2, and would be in less than 1 by "
        "chance. It is outside the 99.8% limits in 1. Councils differ by more than chance in none of them."
        in repr(parts[0])
    )
    assert "the first 2 are drawn below" in to_html(parts[1])
    assert "All are drawn below" in to_html(funnels.funnel_charts(rows, about, "county areas", most=4).parts[1])


def test_without_counts_there_is_a_sentence() -> None:
    (part,) = funnels.funnel_charts(funnel_rows()[:0], ABOUT, "county areas").parts
    assert repr(part) == "No indicator has counts for enough of county areas to draw a funnel plot."


def test_of_many_marks_the_first_are_listed() -> None:
    rows = pd.concat([funnel_rows(indicator_id=f"i{number:02d}") for number in range(14)], ignore_index=True)
    about = pd.concat([ABOUT.assign(indicator_id=name) for name in rows["indicator_id"].unique()])
    marks = funnels.funnel_charts(rows, about, "county areas").parts[1]
    assert isinstance(marks, Folded)
    assert len(marks.table.rows) == 8
    assert "the first 1 is drawn below. 8 of 14 are listed; the table funnels has all." in marks.table.notes[0]


def test_the_spread_is_of_distances_and_not_of_their_squares() -> None:
    """Four times the variance is twice the distance from the average: 24.4 * 24.4 = 595.36."""
    rows = pd.concat([funnel_rows(phi=4.0), funnel_rows(indicator_id="two", phi=24.4 * 24.4)], ignore_index=True)
    own = funnels.marks(rows).merge(pd.concat([ABOUT, ABOUT.assign(indicator_id="two")]), on="indicator_id")
    html = to_html(funnels.marks_table(own, "county areas"))
    assert ('">2.0<' in html, '">24.4<' in html, '">4.0<' in html) == (True, True, False)


def test_a_group_keeps_the_capitals_of_its_name() -> None:
    parts = funnels.funnel_charts(funnel_rows(), ABOUT, "county areas of the East Midlands").parts
    assert isinstance(parts[2], Chart)
    assert parts[2].subtitle.startswith("County areas of the East Midlands, 2022/23, %, ")


def test_the_funnels_that_are_widened_are_counted_as_indicators() -> None:
    rows = pd.concat([funnel_rows(), funnel_rows(indicator_id="two", over_dispersed=True)], ignore_index=True)
    about = pd.concat([ABOUT, ABOUT.assign(indicator_id="two")])
    text_of_charts = repr(funnels.funnel_charts(rows, about, "county areas").parts[0])
    assert "Councils differ by more than chance in 1 of them, and the limits are widened accordingly." in text_of_charts


def test_names_do_not_lie_on_one_another() -> None:
    """Three councils at one place, all outside: each name that is printed has room of its own."""
    rows = funnel_rows(value=[30.0, 30.0, 30.1, 21.0, 20.5, 9.0, 18.0, 22.0, 17.0, 26.0])
    chart = funnel(rows.assign(comparison=["Best"] * 3 + rows["comparison"].tolist()[3:]), **WORDS)
    assert isinstance(chart, Chart)
    names = [words for words in words_of(chart.picture) if "shire" in words.text]
    boxes = [(name.x, name.y - 8, name.x + 8 * len(name.text), name.y + 8) for name in names]
    assert len(boxes) == 4
    overlaps = [
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
        for number, one in enumerate(boxes)
        for other in boxes[:number]
    ]
    assert not any(overlaps)


def test_a_funnel_has_its_councils_where_their_figures_are() -> None:
    """All have a denominator of 200; the own one is at 30 and one more at 9 of a scale that reaches 1.05 beyond."""
    chart = funnel(funnel_rows(), **WORDS)
    assert isinstance(chart, Chart)
    (own,) = [shape for shape in chart.picture.shapes if isinstance(shape, Diamond)][1:]
    discs = [shape for shape in chart.picture.shapes if isinstance(shape, Disc)][2:]
    squares = [shape for shape in chart.picture.shapes if isinstance(shape, Boxes) and shape.fill == palette.ORANGE][1:]
    assert (len(discs), len(squares)) == (8, 1)
    ((left, top, width, height),) = squares[0].boxes
    assert left + width / 2 == pytest.approx(own.x, abs=0.2)
    pixels = 3.6 * PIXELS_PER_INCH / (21 * 1.1)  # of a unit
    assert top + height / 2 - own.y == pytest.approx(21 * pixels, abs=0.3)


# Parts.


def test_a_spine_is_drawn_where_its_figures_are() -> None:
    """The middle of a line is at 4.93 inches and a half of it 1.2 long: 473.3 px, and 115.2 px to each side."""
    chart = spine.spine_chart(spine_rows(), **WORDS)
    assert isinstance(chart, Chart) and isinstance(chart.picture, Drawing)
    row = [
        shape for shape in chart.picture.shapes if getattr(shape, "y", 999) > 80 and isinstance(shape, Disc | Diamond)
    ]
    assert [(type(shape), shape.x) for shape in row] == [(Diamond, 415.7), (Disc, 530.9)]  # 473.3 less and more 57.6
    (box,) = [shape for shape in chart.picture.shapes if isinstance(shape, Boxes)][1:]
    assert [(left, width) for left, _, width, _ in box.boxes] == [(415.7, 115.2)]
    (sign,) = [shape for shape in chart.picture.shapes if isinstance(shape, Signs)]
    assert (sign.text, sign.xs) == ("2", (530.9,))


def test_a_rug_prints_each_quartile_in_its_cell() -> None:
    chart = tartan_rug.tartan_rug(CELLS, **WORDS)
    assert isinstance(chart, Chart) and isinstance(chart.picture, Drawing)
    signs = [shape for shape in chart.picture.shapes if isinstance(shape, Signs)]
    assert all(len(sign.xs) == len(sign.text) for sign in signs)
    rows: dict[float, list[tuple[float, str]]] = {}
    for sign in signs:
        rows.setdefault(sign.y, []).extend(zip(sign.xs, sign.text, strict=True))
    printed = ["".join(character for _, character in sorted(row)) for _, row in sorted(rows.items())]
    grid = CELLS.pivot(index="indicator_id", columns="area_name", values="quartile").sort_index(axis="columns")
    assert printed == [
        "".join("–" if np.isnan(cell) else str(int(cell)) for cell in row) for row in grid.to_numpy(float)
    ]


def test_a_page_has_a_figure_with_its_words_for_every_chart_of_parts() -> None:
    """What a notebook's cell leaves of them is one output each."""
    words = {"title": "Roads: none behind", "subtitle": "Rank, 2022/23"}
    parts = [
        Heading("Waste", 3),
        spine.spine_chart(spine_rows(), **WORDS),
        spine.spine_table(spine_rows(), "Waste"),
        Heading("Roads", 3),
        spine.spine_chart(spine_rows(), **words),
        spine.spine_table(spine_rows(), "Roads"),
    ]
    outputs = []
    for part in parts:
        if isinstance(part, Chart):
            data, metadata = chart_bundle(part)
        else:
            data, metadata = {"text/html": to_html(part), "text/plain": repr(part)}, {}
        outputs.append(new_output("display_data", data=data, metadata=metadata))
    cells = [new_markdown_cell("# Standing"), new_markdown_cell("## Spines"), new_code_cell("", outputs=outputs)]
    page = render_page(new_notebook(cells=cells), navigation=[], current="04_any.html", footer=Footer("s", "a"))
    assert page.count("<figure>") == page.count('<svg class="drawing" role="img"') == page.count("<caption>") == 2
    assert page.count('aria-label="Spine chart of 1 indicator ') == 2
    assert '<span class="figure-title">Roads: none behind</span>' in page
    assert ['<h3 id="waste">Waste</h3>' in page, '<h3 id="roads">Roads</h3>' in page] == [True, True]


def test_the_figures_outside_are_printed_with_those_that_chance_puts_there() -> None:
    """Two funnels of ten: 2 × 0.05 of the council's own two, 20 × 0.05 and 20 × 0.002 of all twenty."""
    rows = pd.concat([funnel_rows(), funnel_rows(indicator_id="two", comparison="Similar")], ignore_index=True)
    counts = funnel_counts(rows).set_index(["whose", "limits"])
    assert counts["flagged"].to_dict() == {("own", 0.95): 1, ("own", 0.998): 1, ("every", 0.95): 3, ("every", 0.998): 2}
    assert counts["by_chance"].tolist() == pytest.approx([0.1, 0.004, 1.0, 0.04])
    assert funnels.funnels_sentence(funnel_counts(rows), 2) == (
        "Of 2 indicators with counts, the council is outside the 95% limits in 1, and would be in less than 1 by "
        "chance. It is outside the 99.8% limits in 1. Councils differ by more than chance in 2 of them, and the limits "
        "are widened accordingly. Of the 20 figures of all councils in these funnels, 3 are outside the 95% limits and "
        "2 outside the 99.8% limits. By chance about 1 and less than 1 would be."
    )
    none = funnels.funnels_sentence(funnel_counts(rows.assign(comparison="Similar")), 0)
    assert "outside the 95% limits in none, and would be in less than 1 by chance" in none
    assert "Councils differ by more than chance in none of them. Of the 20 figures" in none
    assert "0 are outside the 95% limits and 0 outside the 99.8% limits" in none
