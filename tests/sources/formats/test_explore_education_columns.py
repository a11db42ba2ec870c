"""Which columns of a table of statistics on education are what, in small tables of every kind."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.sources.files.limits import Refused
from helpers.sources.formats import explore_education_columns as columns


def table(**cells: list[str]) -> pd.DataFrame:
    """Return a table of text whose first row is row 2 of its file."""
    frame = pd.DataFrame(cells, dtype="str")
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame


def test_columns_of_figures_hold_numbers_and_symbols() -> None:
    frame = table(
        time_period=["202223", "202223"],
        new_la_code=["E10000018", "E10000018"],
        sex=["1", "2"],
        number=["4", "c"],
        word=["many", "few"],
        half=["5", "n"],
        blank=["", ""],
    )
    figures = columns.figure_columns(frame)
    assert {"number", "sex"} <= figures
    assert not {"word", "time_period", "new_la_code"} & figures
    # a group stays one even where its cells are numbers
    assert "sex" in columns.group_columns(frame, figures)
    assert "word" in columns.group_columns(frame, figures)
    assert "number" not in columns.group_columns(frame, figures)


@pytest.mark.parametrize(
    ("cells", "is_part", "suffix"),
    [
        (["Total", "Boys", "Girls"], [False, True, True], ["", ", Boys", ", Girls"]),
        (
            ["All pupils", "Boys", ""],
            [False, True, False],
            [", All pupils", ", Boys", ", "],
        ),  # two totals are told apart
        (["All other", "Total"], [True, False], [", All other", ""]),
        (["Boys", "Girls"], [False, False], [", Boys", ", Girls"]),  # without a total every part is read
        (["Boys"], [False], [""]),
        ([], [], []),
    ],
)
def test_of_a_breakdown_the_total_is_read(cells: list[str], is_part: list[bool], suffix: list[str]) -> None:
    part, name = columns.whole_of(pd.Series(cells, dtype="str", name="sex"))
    assert part.tolist() == is_part
    assert name.tolist() == suffix


def test_an_area_has_the_code_of_its_level() -> None:
    frame = table(
        geographic_level=["National", "Regional", "Local authority", "Local authority", "School", "Local authority"],
        country_code=["E92000001"] * 6,
        region_code=["", "E12000004", "E12000004", "", "", ""],
        new_la_code=["", "", "E10000018", "", "", "E06000058/E06000059"],
        old_la_code=["", "", "855", "857", "", ""],
    )
    codes, problems = columns.area_codes(frame)
    assert codes.tolist()[:5] == ["E92000001", "E12000004", "E10000018", "dfe:857", ""]
    wrong = {(column, reason): frame.index[flags].tolist() for column, flags, reason in problems}
    assert wrong == {
        ("geographic_level", "not a row for England, a region or a council"): [6],
        ("new_la_code", "a row for several councils together"): [7],
        ("new_la_code", "no area code"): [7],
    }


def test_a_row_is_provisional_where_a_column_says_so() -> None:
    assert columns.row_status(table(value=["1", "2"]), "a.csv").tolist() == ["final", "final"]
    frame = table(status=["Provisional", ""], version=["1", "2"])
    assert columns.row_status(frame, "a.csv").tolist() == ["provisional", "final"]
    assert columns.row_status(table(provisional=["yes", "No"]), "a.csv").tolist() == ["provisional", "final"]
    assert columns.row_status(table(revised=["yes", "no"]), "a.csv").tolist() == ["final", "final"]
    with pytest.raises(Refused, match=r"^a\.csv row 3, column status, holds 'maybe'; expected provisional, revised or"):
        columns.row_status(table(status=["Final", "maybe"]), "a.csv")


def test_a_note_beside_figures_is_refused() -> None:
    frame = table(rate=["1", "2"], rate_flag=["", "low"], note=["", ""])
    with pytest.raises(Refused, match=r"^a\.csv row 3 has something in the column 'rate_flag', which may be a status"):
        columns.refuse_notes(frame, "a.csv", {"rate"})
    columns.refuse_notes(frame.assign(rate_flag=""), "a.csv", {"rate"})
    with pytest.raises(
        Refused, match=r"^a\.csv row 2 has something in the column 'note', which may be of any figure of"
    ):
        columns.refuse_notes(table(rate=["1"], note=["see below"]), "a.csv", {"rate"})


def test_limits_are_of_a_value_and_of_95_per_cent() -> None:
    frame = table(rate=["5"], rate_lower_ci=["4"], rate_upper_ci=["6"])
    assert columns.limit_columns(frame, set(frame), "a.csv") == {
        "rate_lower_ci": ("rate", "lower_95"),
        "rate_upper_ci": ("rate", "upper_95"),
    }
    wider = frame.assign(rate_lower_ci_99="3", rate_upper_ci_99="7")
    assert set(columns.limit_columns(wider, set(wider), "a.csv")) == {"rate_lower_ci", "rate_upper_ci"}
    alone = frame.drop(columns="rate")
    with pytest.raises(Refused, match=r"^a\.csv row 1 has the column 'rate_lower_ci', but not the column whose limits"):
        columns.limit_columns(alone, set(alone), "a.csv")
    assert columns.limit_columns(table(rate=["5"]), {"rate"}, "a.csv") == {}
