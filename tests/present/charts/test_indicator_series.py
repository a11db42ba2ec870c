"""The chart of a card: where lines, bands, limits, breaks and events lie, and what is said of them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from helpers.present.charts import palette
from helpers.present.charts.indicator_series import HIGH_INCHES, Drawn, series_chart
from helpers.present.charts.letters import width_of
from helpers.present.drawings import Area, Boxes, Disc, Drawing, Line, Path, Words, px
from helpers.present.values import Chart, Paragraph

ABOUT = Drawn("Leicestershire", "county areas", "%", 1, "higher_is_better")
EMPTY = dict.fromkeys(
    ("lower_95", "upper_95", "england", "lowest", "lower_quartile", "median", "upper_quartile", "highest")
)
GROUP = {"lowest": 10.0, "lower_quartile": 20.0, "median": 30.0, "upper_quartile": 40.0, "highest": 50.0}


def point(year: int, value: float | None, stretch: int = 0, **more: Any) -> dict[str, Any]:
    about = {"period": str(year), "period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    return {**about, "value": value, "stretch": stretch, "break_before": False, "n": 5, **EMPTY, **more}


def drawn(series: list[dict[str, Any]], events: Any = (), about: Drawn = ABOUT) -> tuple[Chart, list[Any]]:
    chart = series_chart(series, about, events, "A title")
    assert isinstance(chart, Chart)
    assert isinstance(chart.picture, Drawing)
    return chart, list(chart.picture.shapes)


def of(kind: type[Any], shapes: list[Any], **look: Any) -> list[Any]:
    return [
        shape
        for shape in shapes
        if isinstance(shape, kind) and all(getattr(shape, name) == value for name, value in look.items())
    ]


def own_lines(shapes: list[Any]) -> list[Any]:
    return of(Path, shapes, colour=palette.DARK_BLUE)


def words(shapes: list[Any]) -> list[str]:
    return [shape.text for shape in of(Words, shapes)]


def test_the_line_rises_with_the_figure_and_has_a_dot_for_each() -> None:
    _, shapes = drawn([point(2020, 10.0), point(2021, 30.0), point(2022, 20.0)])
    (line,) = own_lines(shapes)
    xs, ys = zip(*line.points, strict=True)
    assert list(xs) == sorted(xs)
    assert ys[1] < ys[2] < ys[0]
    assert ys[2] == pytest.approx((ys[0] + ys[1]) / 2, abs=0.2)
    assert [(dot.x, dot.y) for dot in of(Disc, shapes)] == list(line.points)


def test_a_line_stops_at_a_break_and_where_a_figure_is_missing() -> None:
    before = [point(2018, 1.0), point(2019, 2.0), point(2020, None), point(2021, 3.0)]
    series = [*before, point(2022, 4.0, 1, break_before=True), point(2023, 5.0, 1)]
    chart, shapes = drawn(series)
    assert [len(line.points) for line in own_lines(shapes)] == [2, 2]
    assert len(of(Disc, shapes)) == 5
    (mark,) = of(Path, shapes, colour=palette.DARK_GREY)
    last, first = (dot.x for dot in of(Disc, shapes)[2:4])
    assert mark.points[0][0] == pytest.approx((last + first) / 2, abs=0.1)
    assert "not comparable" in words(shapes)
    assert "Not comparable with figures before it: 2022." in chart.alt


def test_the_bands_go_from_the_lowest_to_the_highest_and_over_the_middle_half() -> None:
    _, shapes = drawn([point(2021, 25.0, **GROUP), point(2022, 35.0, **GROUP)])
    whole, half = (of(Area, shapes, fill=fill)[0] for fill in (palette.PALE_GREY, palette.LIGHTER_BLUE))
    heights = [max(y for _, y in area.points) - min(y for _, y in area.points) for area in (whole, half)]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.3)
    assert {"middle half", "lowest to highest"} <= set(words(shapes))


def test_a_group_far_away_is_cut_off_and_said_in_words() -> None:
    chart, shapes = drawn([point(2021, 25.0, **GROUP | {"highest": 900.0}), point(2022, 35.0, **GROUP)])
    assert isinstance(chart.picture, Drawing)
    assert "highest beyond the picture: up to 900.0%" in words(shapes)
    (whole,) = of(Area, shapes, fill=palette.PALE_GREY)
    assert min(y for _, y in whole.points) >= 0
    own = [dot.y for dot in of(Disc, shapes)]
    assert own[0] - own[1] > 0.1 * 96 * HIGH_INCHES


def test_limits_are_lines_and_named_only_where_there_are_some() -> None:
    _, without = drawn([point(2021, 25.0), point(2022, 35.0)])
    assert "95% limits" not in words(without)
    _, shapes = drawn([point(2021, 25.0, lower_95=20.0, upper_95=30.0), point(2022, 35.0)])
    assert "95% limits" in words(shapes)
    dots = of(Disc, shapes)
    (limit,) = [line for line in of(Line, shapes, colour=palette.DARK_BLUE) if line.x1 == dots[0].x]
    assert (limit.y1 + limit.y2) / 2 == pytest.approx(dots[0].y, abs=0.1)


def test_events_lie_on_their_days_and_those_outside_the_series_are_left_out() -> None:
    series = [point(year, 10.0) for year in (2018, 2019, 2020, 2021, 2022)]
    events = [
        ("Pandemic", date(2020, 12, 31), date(2021, 12, 31)),
        ("Prices", date(2021, 12, 31), None),
        ("Long ago", date(2001, 1, 1), date(2002, 1, 1)),
    ]
    chart, shapes = drawn(series, events)
    dots = [dot.x for dot in of(Disc, shapes)]
    later, earlier = (shape.boxes[0] for shape in of(Boxes, shapes, fill=palette.LIGHT_PURPLE))
    assert (earlier[0], earlier[0] + earlier[2]) == (pytest.approx(dots[2], abs=0.2), pytest.approx(dots[3], abs=0.2))
    assert later[0] == pytest.approx(dots[3], abs=0.2)
    assert later[0] + later[2] > dots[4]
    assert "Long ago" not in words(shapes)
    assert "Events marked: Prices; Pandemic." in chart.alt


@pytest.mark.parametrize(
    ("polarity", "expected"),
    [
        ("higher_is_better", "%, ↑ higher is better"),
        ("lower_is_better", "%, ↓ lower is better"),
        ("neutral", "%, neither is better"),
        ("plan_is_best", "%, on plan is best"),
    ],
)
def test_which_way_is_good_is_said_in_words(polarity: str, expected: str) -> None:
    _, shapes = drawn([point(2021, 25.0)], about=Drawn("Kent", "county areas", "%", 1, polarity))
    assert expected in words(shapes)


def test_labels_at_the_end_do_not_meet_and_pounds_have_their_sign() -> None:
    about = Drawn("Leicestershire", "county areas", "GBP per head", 0, "neutral")
    _, shapes = drawn([point(2021, 1000.0, **GROUP), point(2022, 1001.0, median=1001.0, england=1001.0)], about=about)
    labels = [
        shape
        for shape in of(Words, shapes)
        if shape.text in ("Leicestershire", "£1,001", "England £1,001", "median £1,001")
    ]
    assert len(labels) == 4
    heights = sorted(label.y for label in labels)
    assert all(after - before >= 18 for before, after in pairwise(heights))


def test_the_words_for_it_have_every_figure_of_the_council() -> None:
    chart, _ = drawn([point(2021, 25.04, england=31.0, **GROUP), point(2022, None)])
    assert chart.alt == (
        "Line chart over time. A title. Leicestershire: 2021 25.0%. "
        "In 2021 the middle half of county areas has 20.0% to 40.0%. England has 31.0%."
    )
    assert chart.subtitle == "Leicestershire, county areas and England, %, 2021 to 2022"


@pytest.mark.parametrize(
    ("others", "series"),
    [
        ({}, "Leicestershire"),
        ({"england": 31.0}, "Leicestershire and England"),
        (GROUP, "Leicestershire and county areas"),
    ],
)
def test_the_subtitle_names_only_the_series_that_are_drawn(others: dict[str, float], series: str) -> None:
    chart, _ = drawn([point(2021, 25.0), point(2022, 26.0, **others)])
    assert chart.subtitle == f"{series}, %, 2021 to 2022"


def test_without_a_figure_of_the_council_a_sentence_stands_instead() -> None:
    assert isinstance(series_chart([point(2021, None, **GROUP)], ABOUT, (), "A title"), Paragraph)


def test_equal_and_zero_figures_can_be_drawn() -> None:
    for value in (0.0, 7.0, -3.0):
        _, shapes = drawn([point(2021, value), point(2022, value)])
        assert len({dot.y for dot in of(Disc, shapes)}) == 1


@pytest.mark.parametrize(
    ("unit", "figures", "printed"),
    [
        ("visits", (2_660_000.0, 12_725_000.0), "2,500,000"),
        ("GBP", (60_000_000.0, 7_031_900_000.0), "£2,000m"),
        ("percentage points", (15.0, 26.2), "25.0"),
    ],
)
def test_the_axis_has_room_for_its_numbers_and_the_last_figures_for_theirs(
    unit: str, figures: tuple[float, float], printed: str
) -> None:
    about = Drawn("Leicestershire", "county areas", unit, 1, "neutral")
    chart, shapes = drawn([point(2021, figures[0]), point(2022, figures[0], england=figures[1])], about=about)
    assert isinstance(chart.picture, Drawing)
    for one in of(Words, shapes, turned=False):
        width = px(width_of(one.text))
        left = one.x - {"start": 0.0, "middle": width / 2, "end": width}[one.anchor]
        assert left >= 0 and left + width <= chart.picture.width + 4, one.text
    assert printed in words(shapes)
