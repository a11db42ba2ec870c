"""Ranks, quartiles and tolerances against vectors computed by other code; see oracles/phe/README.md."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from helpers.methods.direction import direction_of_travel
from helpers.methods.ranking import rank_and_quartile

HIGHEST_FIRST = {"TRUE": "higher_is_better", "FALSE": "lower_is_better"}
"""PHEindicatormethods calls it inverting where the highest value is in the first quantile."""


def read_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def phe(shared: Path) -> pd.DataFrame:
    rows = read_rows(shared / "oracles" / "phe" / "quantile_expected.csv")
    assert len(rows) == 982
    return pd.DataFrame(
        {
            "row": range(len(rows)),
            "quantiles": [row["QuantileNm"] for row in rows],
            "groups": [row["GroupSet"] for row in rows],
            "indicator_id": [row["IndSexRef"] for row in rows],
            "region": [row["ParentCode"] for row in rows],
            "area_code": [f"{row['AreaCode']} {number}" for number, row in enumerate(rows)],
            "value": [float(row["Value"]) if row["Value"] else None for row in rows],
            "polarity": [HIGHEST_FIRST[row["Polarity"]] for row in rows],
            "expected_rank": [row["RankinGrp"] for row in rows],
            "expected_quantile": [row["QuantileInGrp"] for row in rows],
        }
    )


def written(places: pd.Series) -> list[str]:
    """Ranks or quartiles as the vectors write them: whole numbers, and nothing where the value is missing."""
    return ["" if pd.isna(each) else str(int(each)) for each in places]


def test_quartiles_equal_those_of_phe(phe: pd.DataFrame) -> None:
    """The quartile rows are one group whatever their indicator, the highest first."""
    one_group = phe[phe["quantiles"] == "Quartile"].assign(everything=1, polarity="higher_is_better")
    assert set(one_group["groups"]) == {"None"}
    found = rank_and_quartile(one_group, group=["everything"]).sort_values("row")
    assert len(found) == 491
    assert found["value"].isna().sum() == 6
    assert found["n"].unique().tolist() == [485]
    assert written(found["rank"]) == found["expected_rank"].tolist()
    assert written(found["quartile"]) == found["expected_quantile"].tolist()


@pytest.mark.parametrize(("groups", "keys"), [("IndSexReg", ["indicator_id", "region"]), ("IndSex", ["indicator_id"])])
def test_ranks_in_groups_equal_those_of_phe(phe: pd.DataFrame, groups: str, keys: list[str]) -> None:
    """Deciles and septiles are not made here, but the ranks that they rest on are."""
    frame = phe[phe["groups"] == groups]
    assert len(frame) > 100
    found = rank_and_quartile(frame, group=keys)
    assert found["n"].min() >= 4
    assert written(found["rank"]) == found["expected_rank"].tolist()


def test_quartiles_of_every_rank_equal_the_vectors(shared: Path) -> None:
    """Every rank of 15 sizes of group, by figures that give each area its own rank."""
    rows = read_rows(shared / "oracles" / "vectors" / "quartile_from_rank.csv")
    sizes = sorted({int(row["n_areas"]) for row in rows})
    assert len(sizes) == 15
    frame = pd.DataFrame(
        [
            {
                "indicator_id": row["n_areas"],
                "area_code": f"A{row['rank_min_best_is_1']}",
                "value": -float(row["rank_min_best_is_1"]),
                "polarity": "higher_is_better",
            }
            for row in rows
        ]
    )
    found = rank_and_quartile(frame).set_index(["indicator_id", "area_code"])["quartile"]
    expected = {(row["n_areas"], f"A{row['rank_min_best_is_1']}"): int(row["quartile"]) for row in rows}
    assert {key: int(quartile) for key, quartile in found.items()} == expected


def test_tied_quartiles_equal_the_vectors(shared: Path) -> None:
    """The same tied figures ranked by either polarity; the column of Fingertips' own rule is not compared."""
    rows = read_rows(shared / "oracles" / "vectors" / "quartile_definitions_compare.csv")
    polarity = {"high": "higher_is_better", "low": "lower_is_better"}
    frame = pd.DataFrame(
        {
            "indicator_id": [row["polarity"] for row in rows],
            "area_code": [f"A{number}" for number, _ in enumerate(rows)],
            "value": [float(row["value"]) for row in rows],
            "polarity": [polarity[row["polarity"]] for row in rows],
        }
    )
    found = rank_and_quartile(frame).set_index("area_code")
    expected = [(int(row["rank_min"]), int(row["quartile_rank_rule"])) for row in rows]
    mine = [
        (int(found.at[f"A{number}", "rank"]), int(found.at[f"A{number}", "quartile"])) for number in range(len(rows))
    ]
    assert mine == expected


POLARITY = {"high": "higher_is_better", "low": "lower_is_better", "neutral": "neutral"}
EXPECTED = {
    "improved": "Improved",
    "no real change": "No real change",
    "worsened": "Worsened",
    "cannot determine": "Cannot be determined",
}


def decimals_giving(tolerance: float) -> int | None:
    """The absolute tolerance is half a unit of the last published decimal: 0.5 is that of whole numbers."""
    return {0.5: 0, 0.0: None}[tolerance]


def test_tolerances_equal_the_vectors(shared: Path) -> None:
    """Each vector is a series of two years; `previous` blank is a figure that is missing.

    Where polarity is neutral the vector says 'cannot determine', the project 'Not judged' with the movement:
    an increase is known there, only not whether it is good, and a reader is told the two apart.
    """
    rows = read_rows(shared / "oracles" / "vectors" / "dot_tolerance.csv")
    assert len(rows) == 17
    found, expected = {}, {}
    for number, row in enumerate(rows):
        absolute = float(row["tolerance_absolute"] or 0)
        frame = pd.DataFrame(
            {
                "indicator_id": ["one", "one"],
                "area_code": ["E10000018", "E10000018"],
                "year": [2022, 2023],
                "value": [float(row["previous"]) if row["previous"] else None, float(row["current"])],
                "polarity": [POLARITY[row["polarity"]]] * 2,
                "decimals": pd.Series([decimals_giving(absolute)] * 2, dtype="Float64"),
                "break_before": [False, row["break_in_series"] == "1"],
            }
        )
        rules = {"rule": "tolerance", "tolerance_percent": 100 * float(row["tolerance_relative"])}
        judged = direction_of_travel(frame, rules).iloc[0]
        found[number] = judged["direction"]
        expected[number] = EXPECTED[row["expected"]]
        if row["polarity"] == "neutral":
            expected[number] = "Not judged"
            assert judged["movement"] == "Increased"
    assert found == expected
