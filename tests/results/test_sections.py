"""Sections across dashboards: who has a figure, by which group, and by which characteristic there is none."""

from __future__ import annotations

import pandas as pd

from helpers.results.sections import characteristics_without_figure, figures_by_group, section_counts, section_rows

SECTIONS = pd.DataFrame(
    [
        ("equalities", "old", "age", "Older people"),
        ("equalities", "women", "sex", "Women"),
        ("equalities", "staff", "ethnicity", "Staff"),
        ("equalities", "gap", "", ""),
        ("crime", "theft", "", ""),
        ("partnership", "gone", "", ""),
    ],
    columns=["section", "indicator_id", "characteristic", "people"],
)
COMPENDIUM = pd.DataFrame(
    [
        ("gap", 1.0, "Worsened"),
        ("old", 2.0, "Improved"),
        ("staff", None, "Cannot be determined"),
        ("theft", 3.0, "Worsened"),
        ("women", 4.0, "Improved"),
        ("other", 5.0, "Improved"),
    ],
    columns=["indicator_id", "value", "direction"],
)


def test_a_section_has_its_rows_in_printed_order() -> None:
    assert section_rows(SECTIONS, COMPENDIUM, "equalities")["indicator_id"].tolist() == ["gap", "old", "staff", "women"]
    assert section_rows(SECTIONS, COMPENDIUM, "environment").empty


def test_directions_are_counted_of_those_with_a_figure() -> None:
    counts = section_counts(SECTIONS, COMPENDIUM)
    assert counts[["section", "indicators", "total", "improved", "worsened"]].to_numpy().tolist() == [
        ["equalities", 4, 3, 2, 1],
        ["crime", 1, 1, 0, 1],
        ["partnership", 0, 0, 0, 0],
    ]


def test_groups_come_by_characteristic_and_what_has_no_figure_is_named() -> None:
    assert figures_by_group(SECTIONS, COMPENDIUM)["indicator_id"].tolist() == ["women", "old", "staff"]
    assert characteristics_without_figure(SECTIONS, COMPENDIUM) == ["ethnicity", "disability"]
