"""Nearest neighbours against the files that ONS published with its code, step by step and in the end.

Source: ONSdigital/Subnational-Statistics-and-Analysis, clustering_and_nearest_neighbours, the run of 2025.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from helpers.methods.expressions import TIE
from helpers.methods.neighbours import distances, nearest, thresholds, winsorised

Oracle = Callable[[str], pd.DataFrame]

LEICESTERSHIRE = "E10000018"


@pytest.fixture(scope="module")
def values(oracle: Oracle) -> pd.DataFrame:
    """The variables of 361 lower-tier areas and of 21 counties, by code."""
    rows = oracle("ons_nn/neighbours_df").set_index("AREACD")
    assert (rows.shape, rows.isna().sum().sum()) == ((382, 31), 19)
    return rows


@pytest.fixture(scope="module")
def nested(oracle: Oracle) -> pd.DataFrame:
    """The lookup, in which an area of one tier is inside itself."""
    rows = oracle("ons_nn/ltla_to_utla_lookup")
    assert (len(rows), (rows["LTLA23CD"] != rows["UTLA23CD"]).sum()) == (361, 164)
    return rows.rename(columns={"LTLA23CD": "inner_code", "UTLA23CD": "outer_code"})


@pytest.fixture(scope="module")
def lists(oracle: Oracle) -> dict[str, list[str]]:
    """The 20 neighbours of each area, nearest first."""
    rows = oracle("ons_nn/euclidean_neighbours").set_index("0")
    assert (rows.shape, rows.isna().sum().sum()) == ((382, 20), 0)
    return {str(code): list(row) for code, row in zip(rows.index, rows.to_numpy(), strict=True)}


def by_area(result: pd.DataFrame) -> dict[str, list[str]]:
    return result.groupby("area_code")["neighbour_code"].agg(list).to_dict()


def test_winsorised_variables_equal_those_of_ons(oracle: Oracle, values: pd.DataFrame) -> None:
    """235 of 11,842 figures are clipped, over all 382 areas together, and the 19 blanks stay blank."""
    expected = oracle("ons_nn/neighbours_win_df").set_index("AREACD")
    pd.testing.assert_frame_equal(winsorised(values), expected, rtol=1e-12, atol=0)
    assert (expected.isna() == values.isna()).all(axis=None)
    assert ((expected != values) & values.notna()).sum().sum() == 235


def test_thresholds_equal_those_of_ons(oracle: Oracle, values: pd.DataFrame, nested: pd.DataFrame) -> None:
    """The thresholds published are those of the 361 lower-tier areas, which ONS clusters.

    Those by which the neighbours' variables were clipped are of all 382 areas: the test above shows them at work,
    and 56 of 62 differ from the file.
    """
    expected = oracle("ons_nn/Win_thresholds").set_index("index")
    lower_tier = values[values.index.isin(nested["inner_code"])]
    assert (len(lower_tier), expected.shape) == (361, (2, 31))
    pd.testing.assert_frame_equal(thresholds(lower_tier), expected, rtol=1e-12, atol=0, check_names=False)
    assert (~np.isclose(thresholds(values), expected, rtol=1e-9, atol=0)).sum() == 56


def test_distances_equal_those_of_ons(oracle: Oracle, values: pd.DataFrame) -> None:
    """From each of the 21 counties to every area."""
    expected = oracle("ons_nn/euclidean_distances_county_rows").set_index("Unnamed: 0")
    assert expected.shape == (21, 382)
    result = distances(values).loc[expected.index, expected.columns]
    np.testing.assert_allclose(result, expected, rtol=1e-9, atol=0)


def test_neighbours_equal_those_of_ons(values: pd.DataFrame, nested: pd.DataFrame, lists: dict[str, list[str]]) -> None:
    """The list of every area, 382 of 382, with the areas, their rows and their columns in any order."""
    frame = values.reset_index(names="area_code")
    result = nearest(frame, nested)
    assert by_area(result) == lists
    assert result["place"].tolist() == list(range(1, 21)) * 382
    blanks = result.drop_duplicates("area_code").set_index("area_code")["blanks"]
    assert blanks[blanks > 0].to_dict() == {"E06000053": 9, "E09000001": 7, "S12000023": 3}
    turned = nearest(frame[frame.columns[::-1]].iloc[::-1], nested.iloc[::-1])
    assert by_area(turned) == lists


def test_no_official_list_rests_on_a_tie(values: pd.DataFrame) -> None:
    """The distances from any one area differ by more than 17 times what the method takes for equal."""
    apart = np.sort(distances(values).to_numpy(), axis=1)
    gaps = np.diff(apart, axis=1) / np.maximum(apart[:, 1:], 1)
    assert gaps.min() > 17 * TIE


def test_the_nearest_counties_are_in_the_order_of_the_whole_list(
    values: pd.DataFrame, nested: pd.DataFrame, lists: dict[str, list[str]]
) -> None:
    """The counties of each official list are the first of the area's nearest counties."""
    counties = [code for code in values.index if code.startswith("E10")]
    result = by_area(nearest(values.reset_index(names="area_code"), nested, within=counties))
    official = {area: [code for code in codes if code in counties] for area, codes in lists.items()}
    assert {area: codes[: len(official[area])] for area, codes in result.items()} == official
    assert sum(map(len, official.values())) == 1266
    assert set(result[LEICESTERSHIRE]) == set(counties) - {LEICESTERSHIRE}


def test_leicestershire(oracle: Oracle, lists: dict[str, list[str]]) -> None:
    """The ten nearest by name, as written down in the specification."""
    rows = oracle("ons_nn/la_names_and_codes")
    names = dict(zip(rows["UTLA23CD"], rows["UTLA23NM"], strict=True)) | dict(
        zip(rows["AREACD"], rows["AREANM"], strict=True)
    )
    assert [names[code].removesuffix(" UA") for code in lists[LEICESTERSHIRE][:10]] == [
        "Warwickshire",
        "West Sussex",
        "Gloucestershire",
        "Worcestershire",
        "Wiltshire",
        "Cambridgeshire",
        "Staffordshire",
        "Cheshire West and Chester",
        "Wychavon",
        "Vale of Glamorgan",
    ]
