"""Ranks, quartiles and tolerances against vectors computed by other code; see oracles/phe/README.md."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest

from helpers.methods.between_councils import expected_ranks
from helpers.methods.direction import direction_of_travel
from helpers.methods.ranking import quartile_by_bounds, rank_and_quantile, rank_and_quartile
from helpers.problems import MethodProblem

Oracle = Callable[[str], pd.DataFrame]

POLARITY = {"high": "higher_is_better", "low": "lower_is_better", "neutral": "neutral"}

HIGHEST_FIRST = {True: "higher_is_better", False: "lower_is_better"}
"""PHEindicatormethods calls it inverting where the highest value is in the first quantile."""

QUANTILES = {
    "IndSexReg": ("Decile", 10, ["indicator_id", "region"], 339, 18),
    "IndSex": ("Septile", 7, ["indicator_id"], 152, 0),
    "None": ("Quartile", 4, ["everything"], 491, 0),
}
"""By the groups of the file: the quantiles, how many they are, the key columns, the number of rows, and how many of
these have a rank but no quantile."""


def as_groups(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a file of quantiles as the method takes them; one area is in some groups more than once."""
    return pd.DataFrame(
        {
            "row": range(len(rows)),
            "quantiles": rows["QuantileNm"],
            "groups": rows["GroupSet"],
            "indicator_id": rows["IndSexRef"],
            "region": rows["ParentCode"],
            "everything": 1,
            "area_code": [f"{area} {number}" for number, area in enumerate(rows["AreaCode"])],
            "value": rows["Value"],
            # The one group is ranked with the highest first, whatever its indicators.
            "polarity": rows["Polarity"].where(rows["GroupSet"] != "None", True).map(HIGHEST_FIRST),
            "expected_rank": rows["RankinGrp"],
            "expected_quantile": rows["QuantileInGrp"],
        }
    )


@pytest.fixture(scope="module")
def phe(oracle: Oracle) -> pd.DataFrame:
    rows = oracle("phe/quantile_expected")
    assert len(rows) == 982 == sum(number for _, _, _, number, _ in QUANTILES.values())
    return as_groups(rows)


def whole(positions: pd.Series) -> list[int | None]:
    """Ranks or quantiles as whole numbers, and None where there is none."""
    return [None if pd.isna(entry) else int(entry) for entry in positions]


@pytest.mark.parametrize("groups", QUANTILES)
def test_quantiles_equal_those_of_phe(phe: pd.DataFrame, groups: str) -> None:
    """The quantile of every row, and the rank that it rests on.

    A row without a figure has neither. In a group of fewer figures than quantiles there is no quantile; the file
    ranks the group all the same, the project where it is asked for no more quantiles than there are figures.
    """
    name, quantiles, keys, number, without = QUANTILES[groups]
    frame = phe[phe["groups"] == groups]
    assert (len(frame), set(frame["quantiles"])) == (number, {name})
    result = rank_and_quantile(frame, quantiles, keys).sort_values("row")
    assert result["row"].tolist() == frame["row"].tolist()
    assert whole(result["quantile"]) == whole(frame["expected_quantile"])
    few = frame["expected_rank"].notna() & frame["expected_quantile"].isna()
    assert few.sum() == without
    assert (result["n"] < quantiles).tolist() == few.tolist()
    assert whole(result["rank"]) == whole(frame["expected_rank"].mask(few))
    ranked = rank_and_quantile(frame, 4, keys).sort_values("row")
    assert whole(ranked["rank"]) == whole(frame["expected_rank"])


def test_quartiles_are_the_quantiles_of_four(phe: pd.DataFrame) -> None:
    frame = phe[phe["quantiles"] == "Quartile"]
    result = rank_and_quartile(frame, group=["everything"]).sort_values("row")
    assert result["n"].unique().tolist() == [485]
    assert result["value"].isna().sum() == 6
    assert whole(result["rank"]) == whole(frame["expected_rank"])
    assert whole(result["quartile"]) == whole(frame["expected_quantile"])


def test_areas_of_two_polarities_in_one_group_are_refused_as_by_phe(oracle: Oracle) -> None:
    """The two regions of the file differ in polarity: as one group of the indicator they are no ranking."""
    rows = oracle("phe/quantile_should_fail")
    assert (len(rows), set(rows["GroupSet"]), set(rows["QuantileNm"])) == (35, {"IndSex"}, {"Septile"})
    frame = as_groups(rows)
    with pytest.raises(MethodProblem, match="same polarity; they differ in indicator_id 11111Female"):
        rank_and_quantile(frame, 7, ["indicator_id"])
    by_region = rank_and_quantile(frame, 7, ["indicator_id", "region"])
    assert by_region["quantile"].notna().all()


def test_quartiles_of_every_rank_equal_the_vectors(oracle: Oracle) -> None:
    """Every rank of 15 sizes of group, by figures that give each area its own rank."""
    rows = oracle("vectors/quartile_from_rank")
    assert (len(rows), rows["n_areas"].nunique()) == (715, 15)
    frame = pd.DataFrame(
        {
            "indicator_id": rows["n_areas"].astype(str),
            "area_code": "A" + rows["rank_min_best_is_1"].astype(str),
            "value": -rows["rank_min_best_is_1"].astype(float),
            "polarity": "higher_is_better",
            "row": range(len(rows)),
        }
    )
    result = rank_and_quartile(frame).sort_values("row")
    assert whole(result["rank"]) == whole(rows["rank_min_best_is_1"])
    assert whole(result["quartile"]) == whole(rows["quartile"])


def test_tied_quartiles_equal_the_vectors(oracle: Oracle) -> None:
    """The same tied figures by either polarity: by the rule of ranks, and by the bounds of Fingertips in 2020."""
    rows = oracle("vectors/quartile_definitions_compare")
    assert len(rows) == 24
    frame = pd.DataFrame(
        {
            "indicator_id": rows["polarity"],
            "area_code": [f"A{number:02}" for number in range(len(rows))],
            "value": rows["value"].astype(float),
            "polarity": rows["polarity"].map(POLARITY),
        }
    )
    result = rank_and_quartile(frame).sort_values("area_code")
    assert whole(result["rank"]) == whole(rows["rank_min"])
    assert whole(result["quartile"]) == whole(rows["quartile_rank_rule"])
    assert whole(quartile_by_bounds(frame)) == whole(rows["quartile_fingertips_bounds_type7"])


EXPECTED = {
    "improved": "Improved",
    "no real change": "No real change",
    "worsened": "Worsened",
    "cannot determine": "Cannot be determined",
}


def decimals_giving(tolerance: float) -> int | None:
    """The absolute tolerance is half a unit of the last published decimal: 0.5 is that of whole numbers."""
    return {0.5: 0, 0.0: None}[tolerance]


def test_tolerances_equal_the_vectors(oracle: Oracle) -> None:
    """Each vector is a series of two years; `previous` blank is a figure that is missing.

    Where polarity is neutral the vector says 'cannot determine', the project 'Not judged' with the movement:
    an increase is known there, only not whether it is good, and a reader is told the two apart.
    """
    rows = oracle("vectors/dot_tolerance").fillna({"tolerance_absolute": 0.0})
    assert len(rows) == 17
    result, expected = {}, {}
    for number, row in enumerate(rows.to_dict("records")):
        frame = pd.DataFrame(
            {
                "indicator_id": ["one", "one"],
                "area_code": ["E10000018", "E10000018"],
                "year": [2022, 2023],
                "value": [row["previous"], row["current"]],
                "polarity": [POLARITY[row["polarity"]]] * 2,
                "decimals": pd.Series([decimals_giving(row["tolerance_absolute"])] * 2, dtype="Float64"),
                "break_before": [False, row["break_in_series"] == 1],
            }
        )
        rules = {"rule": "tolerance", "tolerance_percent": 100 * row["tolerance_relative"]}
        judged = direction_of_travel(frame, rules).iloc[0]
        result[number] = judged["direction"]
        expected[number] = EXPECTED[row["expected"]]
        if row["polarity"] == "neutral":
            expected[number] = "Not judged"
            assert judged["movement"] == "Increased"
    assert result == expected


def test_expected_ranks_equal_the_vectors(oracle: Oracle) -> None:
    """The mean rank of independent normal figures, worked out exactly by other code."""
    table = oracle("vectors/rank_uncertainty")
    assert len(table) >= 4
    result = expected_ranks(table["mean"], table["se"])
    assert result == pytest.approx(table["expected_rank_exact"].to_numpy(), abs=1e-6)
