"""What a row of a small file is about: selectors name indicators by what the register says of them."""

from __future__ import annotations

import re

import pytest
from returns import indicator

from helpers.selectors import Selector, selected_ids, selectors_of, selectors_without_indicator

REGISTER = [
    indicator("trees", "count", "trees", dashboard="Green", controlled_by="district"),
    indicator("visits", "count", "visits", dashboard="Libraries", survey="residents", tags="equalities"),
    indicator("bins", "count", "bins", dashboard="Green", source_id="defra", measure_type="national"),
]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("report", ("trees", "visits", "bins")),
        ("dashboard:Green", ("trees", "bins")),
        ("indicator:visits;indicator:trees", ("trees", "visits")),
        ("tag:equalities", ("visits",)),
        ("controlled_by:district", ("trees",)),
        ("survey:residents", ("visits",)),
        ("measure_type:national", ("bins",)),
        ("dashboard:Roads", ()),
    ],
)
def test_a_selector_means_indicators_in_the_order_of_the_register(text: str, ids: tuple[str, ...]) -> None:
    assert selected_ids(selectors_of(text), REGISTER) == ids


@pytest.mark.parametrize("text", ["", "all", "dashboard:", "dashboard: Green", "owner:Head", "report;", "Green"])
def test_what_selects_nothing_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match="selects nothing; write report, or one of dashboard, indicator, tag"):
        selectors_of(text)


def test_a_selector_is_given_once() -> None:
    with pytest.raises(ValueError, match=re.escape("it names the same twice; keep one")):
        selectors_of("tag:equalities;tag:equalities")


def test_selectors_that_mean_no_indicator_are_returned() -> None:
    selectors = selectors_of("dashboard:Green;indicator:bees;tag:statutory")
    assert selectors_without_indicator(selectors, REGISTER) == [
        Selector("indicator", "bees"),
        Selector("tag", "statutory"),
    ]
