"""Columns of text as categories: the cells of rows stay what they are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from helpers.sources import coded
from helpers.sources.coded import Coded


def column(*cells: str | None) -> Coded:
    return coded.encode(pd.Series(list(cells), dtype="str"))


def cells_of(one: Coded) -> list[str]:
    return [one.categories[code] for code in one.codes]


@pytest.mark.parametrize(
    "series",
    [
        pd.Series(["a", None, "b", "a"], dtype="str"),
        pa.chunked_array([["a", None], ["b", "a"]]),
        pa.chunked_array([pa.array(["a", ""]).dictionary_encode(), pa.array(["b", "a"]).dictionary_encode()]),
        pd.Series(pd.Categorical(["a", "", "b", "a"])),
    ],
)
def test_every_kind_of_text_has_the_same_cells(series: pd.Series | pa.ChunkedArray) -> None:
    one = coded.encode(series)
    assert cells_of(one) == ["a", "", "b", "a"]  # a missing cell is empty
    assert one.column().tolist() == ["a", "", "b", "a"]
    assert one.column(np.array([2, 0])).tolist() == ["b", "a"]


def test_no_rows_have_no_cells() -> None:
    one = column()
    assert cells_of(one) == [] and one.column().tolist() == []
    assert not coded.has_repeats([one])


def test_categories_that_are_the_same_become_one() -> None:
    one = Coded(np.array([0, 1, 2]), ["a", "b", "a"])
    category = one.category()
    assert list(category) == ["a", "b", "a"]
    assert list(category.categories) == ["a", "b"]
    assert category.codes.tolist() == [0, 1, 0]


def test_space_around_cells_is_taken_off_and_cells_that_are_then_the_same_are_one() -> None:
    assert cells_of(column(" a", "b ").stripped()) == ["a", "b"]
    one = column("a", " a", "b").stripped()
    assert cells_of(one) == ["a", "a", "b"]
    assert one.codes[0] == one.codes[1]


def test_rows_are_taken_by_index_or_by_flag() -> None:
    one = column("a", "b", "a")
    assert cells_of(one.of(np.array([2, 1]))) == ["a", "b"]
    assert cells_of(one.of(np.array([True, False, True]))) == ["a", "a"]
    assert one.where([True, False]).tolist() == [True, False, True]
    chosen = coded.select_rows({"name": one, "value": np.array([1.0, 2.0, 3.0])}, np.array([0, 2]))
    assert coded.make_frame(chosen).to_dict("list") == {"name": ["a", "a"], "value": [1.0, 3.0]}


def test_columns_are_put_one_below_the_other() -> None:
    assert cells_of(coded.stack([column("a", "b"), column("b"), column("c", "a")])) == ["a", "b", "b", "c", "a"]


def test_rows_repeat_where_all_their_cells_do(monkeypatch: pytest.MonkeyPatch) -> None:
    names, years = column("a", "a", "b"), column("1", "2", "1")
    again = column("1", "1", "1")
    for most_flags in (coded._MAX_FLAGS, 0):  # with flags, and by looking up
        monkeypatch.setattr(coded, "_MAX_FLAGS", most_flags)
        assert not coded.has_repeats([names, years])
        assert coded.has_repeats([names, again])
        assert coded.has_repeats([names])


def test_many_combinations_of_few_rows_are_looked_up() -> None:
    many = [Coded(np.array([3, 3]), [str(number) for number in range(400)]) for _ in range(4)]
    assert coded.number_combinations(many)[1] == 400**4
    assert coded.has_repeats(many)
    many[0] = Coded(np.array([3, 4]), many[0].categories)
    assert not coded.has_repeats(many)
