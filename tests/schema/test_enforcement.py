"""No table is written that is not as declared, and the sentence says which table, column and row."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.problems import Problem
from helpers.schema.declarations import ColumnType, Table, number, text, whole_number, yes_or_no
from helpers.schema.declarations import date as day
from helpers.schema.enforcement import conformed, has_repeats
from helpers.schema.types import arrow_schema, no_rows, pandas_types

LOANS = Table(
    name="loans",
    row="One row for each book and reader.",
    writer="01_library",
    key=("book", "reader"),
    columns=(
        text("book", "The book"),
        whole_number("reader", "Number of the reader"),
        number("fine", "What is owed", "pounds", nullable=True),
        day("due", "Last day", nullable=True),
        yes_or_no("renewed", "Whether it was lent again", nullable=True),
        whole_number("renewals", "How often", nullable=True),
        text("shelf", "Where it belongs", repeats=True),
    ),
)


def loans(**changes: Any) -> pd.DataFrame:
    """Three loans as declared, with some columns changed."""
    columns = {
        "book": ["Emma", "Emma", "Ulysses"],
        "reader": [1, 2, 1],
        "fine": [0.5, None, 2.0],
        "due": [date(2023, 3, 31), None, date(2023, 4, 1)],
        "renewed": [True, None, False],
        "renewals": pd.array([1, None, 0], "Int64"),
        "shelf": ["A", "A", "B"],
    }
    return pd.DataFrame(columns | changes)


def problem_of(frame: pd.DataFrame) -> str:
    with pytest.raises(Problem) as caught:
        conformed(frame, LOANS)
    return str(caught.value)


def test_columns_are_put_in_order_with_their_types() -> None:
    frame = loans()[["shelf", "renewals", "renewed", "due", "fine", "reader", "book"]]
    table = conformed(frame, LOANS)
    assert table.columns.tolist() == ["book", "reader", "fine", "due", "renewed", "renewals", "shelf"]
    types = ["str", "int64", "float64", "object", "boolean", "Int64", "category"]
    assert [str(kind) for kind in table.dtypes] == types
    assert table["due"].tolist() == [date(2023, 3, 31), None, date(2023, 4, 1)]
    assert table["book"].tolist() == ["Emma", "Emma", "Ulysses"]


def test_an_index_is_dropped() -> None:
    assert conformed(loans().set_index(pd.Index([7, 7, 9])), LOANS).index.tolist() == [0, 1, 2]


@pytest.mark.parametrize("kind", ["object", "str", "float64", "Int64", "boolean"])
def test_a_column_without_a_value_may_have_any_type(kind: str) -> None:
    empty = pd.Series([None] * 3, dtype=kind)
    table = conformed(loans(fine=empty, due=empty, renewed=empty, renewals=empty), LOANS)
    assert table.dtypes.astype(str).to_dict() == pandas_types(LOANS)
    assert table[["fine", "due", "renewed", "renewals"]].isna().all(axis=None)


def test_a_table_without_rows_has_the_types_of_a_full_one() -> None:
    table = conformed(pd.DataFrame(columns=list(LOANS.names)), LOANS)
    assert table.dtypes.astype(str).to_dict() == no_rows(LOANS).dtypes.astype(str).to_dict() == pandas_types(LOANS)


def test_whole_numbers_may_stand_for_numbers() -> None:
    table = conformed(loans(fine=pd.array([1, None, 3], "Int64")), LOANS)
    assert table["fine"].dtype == "float64"
    assert table["fine"].dropna().tolist() == [1.0, 3.0]


def test_a_missing_column_is_named() -> None:
    assert problem_of(loans().drop(columns="due")) == (
        "The table loans cannot be written: it has no column due, which helpers.schema declares."
    )


def test_a_column_that_is_not_declared_is_named() -> None:
    assert problem_of(loans(author="Austen")) == (
        "The table loans cannot be written: its column author is not declared in helpers.schema."
    )


def test_two_columns_of_one_name_are_refused() -> None:
    frame = loans()
    assert "2 columns called book" in problem_of(pd.concat([frame, frame[["book"]]], axis="columns"))


def test_the_first_row_without_a_value_is_named() -> None:
    assert problem_of(loans(shelf=["A", None, None])) == (
        "The table loans cannot be written: row 2 (book Emma, reader 2) has no value in the column shelf."
    )


@pytest.mark.parametrize(
    ("column", "values", "sentence"),
    [
        ("book", ["Emma", 7, "x"], "row 2 (book 7, reader 2) has 7 in the column book, which holds text"),
        (
            "fine",
            [None, None, "free"],
            "row 3 (book Ulysses, reader 1) has free in the column fine, which holds a",
        ),
        ("fine", [True, False, True], "row 1 (book Emma, reader 1) has True in the column fine, which holds a number"),
        (
            "reader",
            [1.0, 2.0, 3.0],
            "row 1 (book Emma, reader 1.0) has 1.0 in the column reader, which holds a who",
        ),
        ("renewals", [1.5, None, 0], "row 1 (book Emma, reader 1) has 1.5 in the column renewals, which holds a whole"),
        ("renewed", [1, 0, 1], "row 1 (book Emma, reader 1) has 1 in the column renewed, which holds yes or no"),
        ("renewed", [None, True, "no"], "row 3 (book Ulysses, reader 1) has no in the column renewed, which holds yes"),
        ("due", ["2023-03-31", None, None], "row 1 (book Emma, reader 1) has 2023-03-31 in the column due, which hold"),
        (
            "due",
            [None, pd.Timestamp("2023-03-31 12:00"), None],
            "row 2 (book Emma, reader 2) has 2023-03-31 12:00",
        ),
        ("due", [None, date(2023, 3, 31), 7], "row 3 (book Ulysses, reader 1) has 7 in the column due, which holds a"),
    ],
)
def test_the_first_value_of_another_type_is_named(column: str, values: list[Any], sentence: str) -> None:
    assert problem_of(loans(**{column: values})).startswith(f"The table loans cannot be written: {sentence}")


def test_the_first_row_with_the_key_of_another_is_named() -> None:
    assert problem_of(loans(reader=[1, 1, 1])) == (
        "The table loans cannot be written: row 2 (book Emma, reader 1) has the same key as a row before it; "
        "the key is book, reader."
    )


def test_a_long_text_is_cut_in_the_sentence() -> None:
    assert len(problem_of(loans(book=["x" * 1000, "x" * 1000, "y"], reader=[1, 1, 1]))) < 300


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(-2, 2), st.dates(date(2020, 1, 1), date(2020, 1, 3))), max_size=12
    )
)
def test_repeats_are_those_that_pandas_finds(rows: list[tuple[str, int, date]]) -> None:
    frame = pd.DataFrame(rows, columns=["text", "whole", "day"])
    assert has_repeats(frame) == bool(frame.duplicated().any())


def test_repeats_are_seen_among_more_combinations_than_can_be_numbered() -> None:
    """Four columns of 70,000 different values have more than 2 ** 64 combinations."""
    rows = 70_000
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({name: rng.permutation(rows) for name in "abcd"})
    assert not has_repeats(frame)
    assert has_repeats(pd.concat([frame, frame.tail(1)], ignore_index=True))


@pytest.mark.parametrize("key", [(), ("fine",), ("author",)])
def test_a_key_needs_columns_that_are_never_empty(key: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="the key of the table loans"):
        Table("loans", "Rows.", "01_library", key, LOANS.columns)


def test_a_table_has_no_two_columns_of_one_name() -> None:
    with pytest.raises(ValueError, match="two columns of one name"):
        Table("loans", "Rows.", "01_library", ("book",), (*LOANS.columns, LOANS["book"]))


def test_each_type_has_a_type_of_parquet() -> None:
    types = {column.type: str(field.type) for column, field in zip(LOANS.columns, arrow_schema(LOANS), strict=True)}
    assert types == {
        ColumnType.TEXT: "dictionary<values=string, indices=int32, ordered=0>",  # the last column of text
        ColumnType.NUMBER: "double",
        ColumnType.WHOLE_NUMBER: "int64",
        ColumnType.DATE: "date32[day]",
        ColumnType.YES_OR_NO: "bool",
    }
    assert [field.nullable for field in arrow_schema(LOANS)] == [column.nullable for column in LOANS.columns]
