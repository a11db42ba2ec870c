"""A report with figures of the council's own: two returns, one of them a partner's, and a survey, from end to end."""

from __future__ import annotations

import csv
import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
from returns import CARD, CARD_HEADER, csv_file

REGISTERED = {
    "library_loans_count": ("Items lent by libraries", "Libraries and Culture", "higher_is_better", "count", "loans",
                            "0", "local"),
    "recorded_crime_rate": ("Crimes recorded by the police", "Safer Communities", "lower_is_better", "rate",
                            "per 1,000 people", "1", "partner"),
    "residents_trust_pct": ("Residents who trust the council", "Public Health", "higher_is_better", "percentage", "%",
                            "1", "local"),
}  # fmt: skip
OF_A_GROUP = [
    "rank", "quartile", "median", "lower_quartile", "upper_quartile", "lowest", "highest", "best", "worst", "gap",
    "gap_to_next_quartile", "previous_rank", "previous_quartile", "rank_change", "quartile_change",
]  # fmt: skip


def register_them(root: Path) -> None:
    """Add the indicators to the register, as docs/adding_a_year.md says."""
    path = root / "params/indicators.csv"
    with path.open(newline="", encoding="utf-8") as file:
        header = next(csv.reader(file))
    usual = {
        "period_type": "financial", "frequency": "annual", "counted": "true", "source_id": "local_return",
        "definition": "What is counted over the financial year, by the council or a partner.", "owner": "Head of it",
    }  # fmt: skip
    columns = ("title", "dashboard", "polarity", "value_type", "unit", "decimals", "measure_type")
    with path.open("a", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, restval="", lineterminator="\n")
        for name, row in REGISTERED.items():
            writer.writerow(usual | {"indicator_id": name} | dict(zip(columns, row, strict=True)))


def hand_in(folder: Path) -> None:
    """Write the returns and the card of the survey; the newest figure of the partner is provisional."""
    usual = {"area": "Leicestershire", "status": "final", "owner": "Head of it"}
    loans, crimes, trust = ({**usual, "indicator": name} for name in REGISTERED)
    folder.mkdir(parents=True)
    csv_file(folder / "libraries.csv", [
        {**loans, "period": "2021/22", "value": 1250000}, {**loans, "period": "2022/23", "value": 1412000},
    ])  # fmt: skip
    csv_file(folder / "police.csv", [
        {**crimes, "period": "2021/22", "value": 61.9, "numerator": 44000, "denominator": 711000},
        {**crimes, "period": "2022/23", "value": 65.0, "numerator": 46500, "denominator": 715000,
         "status": "provisional"},
    ])  # fmt: skip
    survey = {**trust, "survey": "residents_2022", "respondents": 1100, "period": "2022/23", "value": 55.5}
    csv_file(folder / "communities.csv", [survey])
    csv_file(folder / "surveys.csv", [CARD], CARD_HEADER)


def make_report(copy_project: Any, folder_of_test: Path) -> Any:
    """Make a copy of the project with the report of 2023 that such figures give."""
    checkout = copy_project(folder_of_test / "project")
    register_them(checkout.root)
    folder = checkout.root / "data/raw/local"
    hand_in(folder)
    for name in ("libraries", "police", "communities"):
        checked = checkout.helpers("check-return", f"--file={folder / name}.csv")
        assert (checked.returncode, checked.stderr) == (0, "")
        assert "nothing is wrong" in checked.stdout
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 0, done.stderr
    return checkout


def tables(checkout: Any) -> dict[str, pd.DataFrame]:
    """The rows of each table that are of the figures handed in."""
    read = {path.stem: pd.read_parquet(path) for path in (checkout.root / "data/processed/2023").glob("*.parquet")}
    of_them = {
        name: table[table["indicator_id"].isin(list(REGISTERED))]
        for name, table in read.items()
        if "indicator_id" in table
    }
    return {name: table for name, table in of_them.items() if len(table)}


def check_concerns(reported: Any) -> None:
    """Assert that no concern is raised that is not theirs."""
    own = tables(reported)
    assert set(own["quality_scores"]["band"]) == {"Good", "Not tested"}
    assert own["quality_scores"].loc[own["quality_scores"]["band"].eq("Good"), "score"].eq(100).all()
    assert own["quality_failures"][["check_id", "indicator_id"]].to_numpy().tolist() == [["C33", "recorded_crime_rate"]]


def check_comparisons(reported: Any) -> None:
    """Assert that no figure is compared with itself."""
    own = tables(reported)
    assert len(own["comparisons"]) == 3
    assert len(own["group_comparisons"]) == 9
    for name, table in own.items():
        taken = [column for column in OF_A_GROUP if column in table]
        assert taken or name not in ("comparisons", "group_comparisons", "compendium")
        assert table[taken].isna().all(axis=None), f"{name}: {table[taken].to_dict('records')}"
    assert set(own["comparisons"]["reason"]) == {"no other council in the group has a figure"}
    assert not own["position_indicators"]["used"].any()
    assert {"funnels", "rank_intervals", "expected_positions", "dfe_bands", "areas_within"}.isdisjoint(own)


def check_pages(reported: Any) -> None:
    """Assert that the pages say what is local and what is provisional."""
    pages = {
        path.stem: " ".join(html.unescape(re.sub("<[^>]*>", " ", path.read_text())).split())
        for path in (reported.root / "reports/2023").glob("*.html")
    }
    own = "2 are the council's own, handed in by its departments (Items lent by libraries; Residents who trust the"
    assert own in pages["index"]
    assert "1 is a partner's (Crimes recorded by the police)" in pages["index"]
    assert pages["index"].count("Local measure: the council's own figure") == 2
    assert pages["index"].count("Partner measure: a partner's figure") == 1
    assert "Of all 119, 1 rests on a provisional figure [p]." in pages["index"]
    for name in ("index", "03_direction_of_travel", "04_comparative_benchmarking"):
        assert re.search(r"Crimes recorded by the police (\(partner\) \[p\]|\(per 1,000 people\).{0,90} 65.0 \[p\])",
                         pages[name]), name  # fmt: skip
        assert re.search(r"Items lent by libraries \((local|loans)\)", pages[name]), name
    assert not any("was published by a national body" in page for page in pages.values())


def test_the_councils_own_figures_are_reported_as_its_own(copy_project: Any, tmp_path: Path) -> None:
    reported = make_report(copy_project, tmp_path)
    check_concerns(reported)
    check_comparisons(reported)
    check_pages(reported)
