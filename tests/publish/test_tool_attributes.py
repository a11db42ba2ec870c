"""What the script of the site reads of a table, an item and a chart, as it stands in the page."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest

from helpers.present.values import BulletList, Cell, Column, Filter, Order, Scale, Span, Table, Tools
from helpers.publish.tool_attributes import (
    cell_attributes,
    item_attributes,
    row_attributes,
    scale_attribute,
    table_attributes,
)

THEME = Filter("Theme", ("Roads", "Homes", "Care"), ("Homes", "Roads", ""))
RANK = Order("Rank", (12, 3, None))


def table(**fields: Any) -> Table:
    rows = tuple((Cell((Span(name),)),) for name in ("a", "b", "c"))
    return Table("Measures", "Measures", (Column("name", "Name"),), rows, **fields)


def tools(**fields: Any) -> Tools:
    return Tools(**{"rows": "indicators", "filters": (THEME,), **fields})


def attribute(text: str, name: str) -> str:
    """The value of an attribute as a browser reads it."""
    (value,) = re.findall(rf' data-{name}="([^"]*)"', text)
    return html.unescape(value)


def test_a_table_without_tools_has_nothing_for_the_script() -> None:
    assert table_attributes(table()) == ""
    assert row_attributes(table()) == ["", "", ""]


def test_a_filter_offers_what_some_row_has_and_each_row_has_its_number() -> None:
    filtered = table(tools=tools())
    assert json.loads(attribute(table_attributes(filtered), "filters")) == [["Theme", ["Roads", "Homes"]]]
    assert [attribute(row, "is") for row in row_attributes(filtered)[:2]] == ["1", "0"]
    assert row_attributes(filtered)[2] == ""


def test_an_order_gives_each_row_its_place_and_none_to_a_row_without() -> None:
    ordered = table(tools=tools(filters=(), orders=(RANK,)))
    assert json.loads(attribute(table_attributes(ordered), "orders")) == ["Rank"]
    assert [attribute(row, "order") for row in row_attributes(ordered)[:2]] == ["1", "0"]
    assert row_attributes(ordered)[2] == ""


def test_words_that_find_a_row_are_text_and_no_markup() -> None:
    words = ('EHC "plans" <b>', "bus", "")
    rows = row_attributes(table(tools=tools(filters=(), words=words)))
    assert "<" not in rows[0] and attribute(rows[0], "words") == words[0]


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": tools(filters=(Filter("Theme", ("Roads",), ("Roads",)),))},
        {"tools": tools(filters=(), words=("a",))},
        {"codes": ("E10000018",)},
    ],
)
def test_what_is_of_another_number_of_rows_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="have to be of 3 rows"):
        table_attributes(table(**fields))


def test_a_row_that_is_drawn_already_has_no_code() -> None:
    text = table_attributes(table(codes=("E10000016", "", "E10000008")))
    assert attribute(text, "compares") == "E10000016 - E10000008"


def test_cells_are_numbered_in_the_order_of_what_they_are_sorted_by_and_equal_ones_alike() -> None:
    cells = [Cell((Span("x"),), order=order) for order in (2.5, -1.0, None, 2.5)]
    column = Column("value", "Value", sorts=True)
    texts = cell_attributes(column, cells, is_drawn=False)
    assert [attribute(text, "sort") if text else "" for text in texts] == ["1", "0", "", "1"]
    assert cell_attributes(Column("value", "Value"), cells, is_drawn=False) == [""] * 4


def test_a_figure_printed_in_millions_has_its_value_where_it_is_drawn() -> None:
    cell = Cell((Span("£4.2m"),), value=4_212_345.0)
    (text,) = cell_attributes(Column("value", "Value"), [cell], is_drawn=True)
    assert attribute(text, "value") == "4212345"
    whole = Cell((Span("42"),), value=42.0)
    assert cell_attributes(Column("value", "Value"), [whole], is_drawn=True) == [""]


def test_items_of_a_list_have_the_words_that_find_them() -> None:
    items = ((Span("Money"),), (Span("Risks"),))
    assert item_attributes(BulletList(items)) == ["", ""]
    texts = item_attributes(BulletList(items, ("budget", "")))
    assert (attribute(texts[0], "words"), texts[1]) == ("budget", "")


def test_a_chart_says_where_it_draws_a_figure() -> None:
    assert scale_attribute(None) == ""
    scale = Scale(0.0, 50.0, 10.0, 200.0, 300.0, (("2021/22 <b>", 20.04, 0), ("Anna's", 80.0, 1)))
    (value,) = re.findall(r" data-scale='([^']*)'", scale_attribute(scale))
    assert "<" not in value
    assert json.loads(html.unescape(value)) == [
        [0.0, 50.0, 10.0, 200.0, 300.0],
        [["2021/22 <b>", 20.0, 0], ["Anna's", 80.0, 1]],
    ]
