"""What the methods share: a frame's columns, polarity as a sign, and conditions over several columns."""

from __future__ import annotations

from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
import pytest

from helpers.methods import expressions
from helpers.problems import MethodProblem
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER, PLAN_IS_BEST

FRAME = pd.DataFrame({"area": ["a", "b", "c"], "value": [1.0, None, 0.0]})


def worked_out(frame: pd.DataFrame, expression: nw.Expr) -> list[Any]:
    """Return what an expression is in each row; None where it is missing."""
    column = nw.from_native(frame).select(result=expression)["result"].to_list()
    return [None if pd.isna(value) else value for value in column]


def columns_of(frame: pd.DataFrame, needed: list[str], optional: dict[str, Any] | None = None) -> dict[str, list[Any]]:
    table = expressions.native(expressions.lazy(frame, needed, optional), frame)
    return {name: [None if pd.isna(cell) else cell for cell in table[name]] for name in table.columns}


def test_a_frame_that_has_what_is_needed_stays_as_it_is() -> None:
    assert columns_of(FRAME, ["value"]) == {"area": ["a", "b", "c"], "value": [1.0, None, 0.0]}
    assert columns_of(FRAME.head(0), ["value"]) == {"area": [], "value": []}


def test_a_column_that_is_not_needed_is_added_with_its_value() -> None:
    assert columns_of(FRAME, ["value"], {"lower_95": None, "counted": True, "marker": ""}) == {
        "area": ["a", "b", "c"],
        "value": [1.0, None, 0.0],
        "lower_95": [None] * 3,
        "counted": [True] * 3,
        "marker": [""] * 3,
    }


def test_a_flag_that_is_missing_in_a_row_has_the_value_given() -> None:
    frame = FRAME.assign(counted=[False, None, True])
    assert columns_of(frame, ["value"], {"counted": True})["counted"] == [False, True, True]
    assert columns_of(frame, ["value"], {"counted": False})["counted"] == [False, False, True]


def test_a_column_of_nothing_is_of_numbers_and_text_for_numbers_is_refused() -> None:
    nothing = pd.DataFrame({"value": pd.Series([None, None], dtype="object")})
    assert columns_of(nothing, ["value"]) == {"value": [None, None]}
    mixed = pd.DataFrame({"value": pd.Series([None, 2], dtype="object")})
    assert columns_of(mixed, ["value"]) == {"value": [None, 2.0]}
    for cells in (["1", "2"], ["[c]", 2]):
        with pytest.raises(MethodProblem, match="the column value must hold numbers; it holds text"):
            expressions.lazy(pd.DataFrame({"value": cells}), ["value"])
    # text is refused in a column that is used, and in no other
    assert columns_of(pd.DataFrame({"area": ["a"], "value": ["1"]}), ["area"])["value"] == ["1"]


def test_a_column_that_is_missing_is_named_with_those_that_there_are() -> None:
    with pytest.raises(MethodProblem, match="the frame must have the column year, period; it has area, value"):
        expressions.lazy(FRAME, ["year", "area", "period"])
    with pytest.raises(MethodProblem, match="an Arrow table keeps no order of rows in these methods"):
        expressions.lazy(pa.table({"value": [1.0]}), ["value"])


def test_a_result_is_of_the_callers_kind() -> None:
    lazy = expressions.lazy(FRAME, ["value"])
    assert isinstance(expressions.native(lazy, FRAME), pd.DataFrame)


def test_work_on_single_rows_keeps_their_keys_and_their_order() -> None:
    def doubled(data: nw.LazyFrame[Any], keys: list[str]) -> nw.LazyFrame[Any]:
        return data.select(*keys, twice=nw.col("value") * 2)

    frame = FRAME.set_axis([5, 9, 7])  # whatever its index
    table = expressions.row_by_row(expressions.lazy(frame, ["value"]), ["area"], doubled).collect().to_native()
    assert table["area"].tolist() == ["a", "b", "c"]
    assert [None if pd.isna(cell) else cell for cell in table["twice"]] == [2.0, None, 0.0]


def test_polarity_is_a_sign() -> None:
    frame = pd.DataFrame({"polarity": [HIGHER_IS_BETTER, LOWER_IS_BETTER, "neutral", PLAN_IS_BEST, None]})
    assert worked_out(frame, expressions.sign(nw.col("polarity"))) == [1, -1, 0, 0, 0]


def test_words_are_compared_without_capitals_and_a_missing_one_is_none() -> None:
    frame = pd.DataFrame({"kind": ["Rate", "crude RATE", "rates", None]})
    assert worked_out(frame, expressions.among(nw.col("kind"), expressions.CRUDE_RATES)) == [True, True, False, False]


def test_the_first_condition_that_holds_gives_the_reason() -> None:
    frame = pd.DataFrame({"value": [1.0, 5.0, 9.0]})
    reason = expressions.first_of((nw.col("value") > 6, "high"), (nw.col("value") > 3, "middle"))
    assert worked_out(frame, reason) == [None, "middle", "high"]
    assert worked_out(frame, expressions.first_of()) == [None]


def test_conditions_over_several_columns() -> None:
    frame = pd.DataFrame({"a": [1.0, 1.0, None], "b": [3.0, None, None]})
    assert worked_out(frame, expressions.all_there("a", "b")) == [True, False, False]
    above = [nw.col("a").fill_null(0) > 0, nw.col("b").fill_null(0) > 0]
    assert worked_out(frame, expressions.any_of(above)) == [True, True, False]
    assert worked_out(frame, expressions.all_of(above)) == [True, False, False]


def test_the_larger_of_two_numbers_is_the_second_without_the_first_and_missing_without_the_second() -> None:
    table = pa.table({"a": [1.0, 4.0, None, 2.0], "b": [3.0, 4.0, 1.0, None]})
    larger = nw.from_native(table).select(result=expressions.larger(nw.col("a"), nw.col("b")))["result"].to_list()
    assert larger == [3.0, 4.0, 1.0, None]
