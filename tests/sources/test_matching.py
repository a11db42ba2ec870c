"""From printed figures to observations, and the reason of each that is not used, in a few rows made by hand."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from returns import indicator

from helpers.areas import Area, Areas
from helpers.register import Indicator, MeasureAlias
from helpers.sources import matching
from helpers.sources.matching import USED_COLUMNS, observations, of_format
from helpers.sources.measure_names import measures_in
from helpers.sources.published import NO_REJECTIONS, Published, published
from helpers.wording import NO_MEASURE


class Form:
    """A format whose labels of periods are those of the register."""

    source_ids = ("office",)

    @staticmethod
    def period(label: str, period_type: str) -> str | None:
        """Return the label as it is, or none where the format has no such period."""
        return None if label == "none" else label


def _area(code: str, name: str, start: date | None = None, end: date | None = None, **links: Any) -> Area:
    usual: dict[str, Any] = {"successors": (), "predecessors": (), "change": ""}
    return Area(code=code, name=name, area_type="county", region="", start=start, end=end, **(usual | links))


AREAS = Areas(
    {
        area.code: area
        for area in (
            _area("E10000018", "Leicestershire"),
            # a council that got another code, and one that came to its end
            _area("E10000001", "Oldshire", end=date(2021, 3, 31), successors=("E10000002",), change="recode"),
            _area("E10000002", "Oldshire", start=date(2021, 4, 1), predecessors=("E10000001",), change="recode"),
            _area("E10000006", "Cumbria", end=date(2023, 3, 31), successors=("E06000063",), change="split"),
            _area("E06000063", "Cumberland", start=date(2023, 4, 1), predecessors=("E10000006",), change="split"),
        )
    }
)


def _of_office(indicator_id: str, measure: str, period_type: str = "financial") -> Indicator:
    return indicator(
        indicator_id, "percentage", "%", source_id="office", source_measure=measure, period_type=period_type
    )


REGISTER = (_of_office("waste", "Waste recycled"), _of_office("air", "Air quality", "calendar"))


def file_of(*rows: tuple[int, str, str, str, float]) -> Published:
    """Return a file of figures: the row, the measure, the area, the period and the value."""
    figures = pd.DataFrame(rows, columns=["row", "measure", "area", "period", "value"])
    return published(figures, NO_REJECTIONS, [], sorted({row[0] for row in rows}))


def matched(file: Published, aliases: Sequence[MeasureAlias] = ()) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Return the figures that are used, and of every other its row, column, cell and reason."""
    used, rejected = observations(file, Form(), REGISTER, AREAS, measures_in(file.text("measure"), REGISTER, aliases))
    return used, [tuple(row) for row in rejected.astype({"column": str, "value": str, "reason": str}).to_numpy()]


def test_a_figure_is_of_an_indicator_an_area_and_a_period() -> None:
    file = file_of(
        (2, "Waste recycled", "E10000018", "2022/23", 41.5),
        (3, "Air quality", "Leicestershire", "2022", math.nan),
    )
    used, rejected = matched(file)
    assert rejected == []
    assert list(used.columns) == list(USED_COLUMNS)
    columns = ["indicator_id", "area_code", "period", "period_start", "period_end", "area_flag", "row"]
    assert used[columns].to_numpy().tolist() == [
        ["waste", "E10000018", "2022/23", date(2022, 4, 1), date(2023, 3, 31), "", 2],
        ["air", "E10000018", "2022", date(2022, 1, 1), date(2022, 12, 31), "", 3],
    ]
    assert used["value"].tolist()[0] == 41.5
    assert math.isnan(used["value"].tolist()[1])  # missing stays missing


@pytest.mark.parametrize(
    ("measure", "area", "period", "value", "column", "cell", "reason"),
    [
        ("Trees", "E10000018", "2022/23", 1.0, "measure", "Trees", NO_MEASURE),
        ("Waste recycled", "E10000018", "2022", 1.0, "period", "2022", matching.UNKNOWN_PERIOD),
        ("Waste recycled", "E10000018", "none", 1.0, "period", "none", matching.UNKNOWN_PERIOD),
        ("Waste recycled", "Atlantis", "2022/23", 1.0, "area", "Atlantis", matching.UNKNOWN_AREA),
        ("Waste recycled", "E10000006", "2023/24", 1.0, "area", "E10000006", "the council ended before the period"),
        (
            "Waste recycled",
            "E06000063",
            "2021/22",
            math.nan,
            "area",
            "E06000063",
            "the council began after the period, and the row has no figure",
        ),
        # of two faults the first of the order is given
        ("Trees", "Atlantis", "2022", 1.0, "measure", "Trees", NO_MEASURE),
        ("Waste recycled", "Atlantis", "2022", 1.0, "period", "2022", matching.UNKNOWN_PERIOD),
    ],
)
def test_a_row_that_is_not_used_has_one_reason(
    measure: str, area: str, period: str, value: float, column: str, cell: str, reason: str
) -> None:
    good = (2, "Waste recycled", "E10000018", "2022/23", 41.5)
    used, rejected = matched(file_of(good, (3, measure, area, period, value)))
    assert used["row"].tolist() == [2]
    assert rejected == [(3, column, cell, reason)]


def test_a_council_that_began_later_has_its_figure_carried_back() -> None:
    used, rejected = matched(file_of((2, "Waste recycled", "E06000063", "2021/22", 7.0)))
    assert rejected == []
    assert used[["area_code", "area_flag", "value"]].to_numpy().tolist() == [["E06000063", "backcast", 7.0]]


def test_a_council_has_the_code_of_the_time_whatever_is_printed() -> None:
    used, rejected = matched(
        file_of(
            (2, "Waste recycled", "E10000002", "2020/21", 1.0),
            (3, "Waste recycled", "E10000001", "2022/23", 2.0),
            (4, "Waste recycled", "Oldshire", "2021/22", 3.0),
        )
    )
    assert rejected == []
    assert used[["area_code", "area_flag"]].to_numpy().tolist() == [
        ["E10000001", "recode"],
        ["E10000002", "recode"],
        ["E10000002", ""],
    ]


@pytest.mark.parametrize("own_first", [True, False])
def test_of_one_figure_under_two_codes_that_of_the_time_is_used(own_first: bool) -> None:
    codes = ["E10000001", "E10000002"] if own_first else ["E10000002", "E10000001"]
    rows = [(number, "Waste recycled", code, "2020/21", float(number)) for number, code in enumerate(codes, start=2)]
    used, rejected = matched(file_of(*rows))
    assert used["row"].tolist() == [2 if own_first else 3]
    ((row, column, cell, reason),) = rejected
    assert (row, column, cell) == (3 if own_first else 2, "area", "E10000002")
    assert reason == "the council has a row under the code it had at the time"


def test_of_one_measure_under_two_names_the_registers_own_is_used() -> None:
    about: dict[str, Any] = {"published_from": "", "published_until": "", "editions": "those before 2022"}
    alias = MeasureAlias.model_validate({"indicator_id": "waste", "source_measure": "Recycling"} | about)
    rows = (
        (2, "Recycling", "E10000018", "2022/23", 40.0),
        (3, "Waste recycled", "E10000018", "2022/23", 41.5),
        (4, "Recycling", "E10000018", "2021/22", 39.0),
    )
    used, rejected = matched(file_of(*rows), [alias])
    assert used["row"].tolist() == [3, 4]
    reason = "the file gives this figure under another name of the measure too, which comes first"
    assert rejected == [(2, "measure", "Recycling", reason)]


def test_of_a_row_with_several_figures_none_is_listed_that_has_one_that_is_used() -> None:
    used, rejected = matched(
        file_of(
            (2, "Waste recycled", "E10000018", "2022/23", 41.5),
            (2, "Trees", "E10000018", "2022/23", 9.0),
            (3, "Trees", "E10000018", "2022/23", 9.0),
            (3, "Waste recycled", "Atlantis", "2022/23", 9.0),
        )
    )
    assert used["row"].tolist() == [2]
    # what the register has says more than what it lacks
    assert rejected == [(3, "area", "Atlantis", matching.UNKNOWN_AREA)]


def test_rejections_of_the_format_are_listed_in_order_of_the_row() -> None:
    figures = pd.DataFrame(
        [(3, "Trees", "E10000018", "2022/23", 1.0), (5, "Waste recycled", "E10000018", "2022/23", 2.0)],
        columns=["row", "measure", "area", "period", "value"],
    )
    torn = pd.DataFrame(
        [(4, "value", "abc", "not a number"), (2, "value", "??", "not a number")],
        columns=["row", "column", "value", "reason"],
    )
    used, rejected = matched(published(figures, torn, [], [2, 3, 4, 5]))
    assert used["row"].tolist() == [5]
    assert rejected == [
        (2, "value", "??", "not a number"),
        (3, "measure", "Trees", NO_MEASURE),
        (4, "value", "abc", "not a number"),
    ]


def test_a_file_without_rows_gives_none() -> None:
    used, rejected = matched(file_of())
    assert used.empty and list(used.columns) == list(USED_COLUMNS)
    assert rejected == []


def test_only_indicators_of_the_formats_sources_are_matched() -> None:
    other = indicator("potholes", "percentage", "%")
    assert of_format(Form(), [*REGISTER, other]) == list(REGISTER)
