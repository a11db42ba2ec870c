"""Every row that fails a check is kept, with what names it, its figure and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from faults import FAULTS, Figures

from helpers.problems import Problem
from helpers.quality.checks import Check
from helpers.quality.run import FAILURE_COLUMNS, LISTED_ELSEWHERE, quality_failures
from helpers.results.quality_scores import with_concerned
from helpers.results.reporting_figures import council_figures
from helpers.schema import ingestion
from helpers.schema.enforcement import conformed

if TYPE_CHECKING:
    from conftest import Checkout

OBSERVATIONS = pd.DataFrame(
    [
        ("waste", "E2", "2022/23", 101.23456789, "final"),
        ("waste", "E1", "2022/23", 102.0, None),
        ("waste", "E1", "2021/22", 103.0, "draft"),
        ("air", "E1", "2022/23", 1.0, "final"),
    ],
    columns=["indicator_id", "area_code", "period", "value", "status"],
)
TABLES = {
    "observations": OBSERVATIONS,
    "raw_files": pd.DataFrame({"file": ["a.csv", "b.csv"], "rows_read": [3, 4], "rows_used": [3, 2]}),
    "council_types": pd.DataFrame({"indicator_id": ["air"], "area_type": ["county"], "share": [0.25]}),
    "periods": pd.DataFrame({"indicator_id": ["waste"], "period": ["2022/23"], "alike": [1.0]}),
    "parts": pd.DataFrame({"indicator_id": ["waste"], "area_code": ["E1"], "period": ["2021/22"], "apart": [7.5]}),
}


def check(check_id: str, table: str, *columns: str, severity: str = "warning") -> Check:
    return Check(check_id, table, f"Rule {check_id}", "accuracy", severity, "E", {"column_list": list(columns)})  # type: ignore[arg-type]


def test_every_failing_row_is_named_with_its_figure_and_what_was_found() -> None:
    checks = [
        check("C2", "observations", "value", "status"),
        check("C1", "raw_files", "rows_read", "rows_used"),
        check("C3", "council_types", "share"),
        check("C4", "periods", "alike"),
        check("C5", "parts", "apart"),
        check("C6", "observations", "value"),
    ]
    failing = {"C2": [0, 2, 3], "C1": [1], "C3": [0], "C4": [0], "C5": [0], "C6": []}
    failures = quality_failures(checks, TABLES, failing)
    assert failures.columns.tolist() == FAILURE_COLUMNS
    printed = failures[["check_id", "indicator_id", "area_code", "period", "item", "value", "found"]].astype("object")
    assert printed.where(printed.notna(), None).to_numpy().tolist() == [
        ["C1", "", "", "", "b.csv", None, "rows_read 4; rows_used 2"],
        ["C2", "air", "E1", "2022/23", "", 1.0, "value 1; status final"],
        ["C2", "waste", "E1", "2021/22", "", 103.0, "value 103; status draft"],
        ["C2", "waste", "E2", "2022/23", "", 101.23456789, "value 101.235; status final"],
        ["C3", "air", "", "", "county", None, "share 0.25"],
        ["C4", "waste", "", "2022/23", "", None, "alike 1"],
        ["C5", "waste", "E1", "2021/22", "", 103.0, "apart 7.5"],
    ]


def test_no_failing_row_is_an_empty_table_with_its_columns() -> None:
    failures = quality_failures([check("C1", "observations", "value")], TABLES, {"C1": []})
    assert (failures.columns.tolist(), len(failures)) == (FAILURE_COLUMNS, 0)


def test_rows_of_a_check_that_another_table_lists_are_left_out() -> None:
    checks = [check(name, "observations", "value", severity="information") for name in ("C31", *LISTED_ELSEWHERE)]
    failures = quality_failures(checks, TABLES, {check.check_id: [0] for check in checks})
    assert failures["check_id"].tolist() == ["C31"]


def test_only_checks_for_information_are_left_out(figures: Figures) -> None:
    severity = {check.check_id: check.severity for check in figures.checks}
    assert {severity[name] for name in LISTED_ELSEWHERE} == {"information"}


def test_what_is_printed_can_be_named_whatever_stops_the_run(figures: Figures) -> None:
    """The page has to say what failed before the gate stops the run: one fault for each critical check."""
    severity = {check.check_id: check.severity for check in figures.checks}
    critical = {fault.check_id: fault for fault in FAULTS if severity[fault.check_id] == "critical"}
    assert len(critical) > 20
    refused = 0
    for fault in critical.values():
        planted = fault.plant(figures.of(fault.indicators))
        register = planted.indicators.drop_duplicates("indicator_id")
        codes = planted.areas.same_council(planted.settings.authority)
        try:
            observations = conformed(planted.observations, ingestion.OBSERVATIONS)
        except Problem:  # a table that step 01 does not write
            refused += 1
            continue
        figures_of_year = council_figures(observations, register, codes, planted.settings.parameters).latest
        assert figures_of_year["indicator_id"].tolist() == sorted(register["indicator_id"]), fault.kind
    assert refused < 10


def test_the_report_lists_every_row_that_its_results_count(built: Checkout) -> None:
    folder = built.root / "data/processed/2023"
    results, failures = (pd.read_parquet(folder / f"quality_{name}.parquet") for name in ("results", "failures"))
    results = results[~results["check_id"].isin(LISTED_ELSEWHERE) & (results["rows_failing"] > 0)]
    keys = ["check_id", "indicator_id"]
    counted = results.set_index(keys)["rows_failing"].sort_index()
    failures_by_key = failures.groupby(keys).size().sort_index()
    assert failures_by_key.to_dict() == counted.to_dict()
    assert not failures.duplicated([*keys, "area_code", "period", "item"]).any()
    figures = pd.read_parquet(folder / "observations.parquet").set_index(["indicator_id", "area_code", "period"])
    rows = failures[failures["table"] == "observations"]
    values = figures["value"].reindex(pd.MultiIndex.from_frame(rows[figures.index.names]))
    pd.testing.assert_series_equal(rows["value"].reset_index(drop=True), values.reset_index(drop=True))


def test_what_of_the_council_a_row_of_the_report_concerns(built: Checkout) -> None:
    """The column is worked out again from the tables of the report and the council's code alone."""
    folder = built.root / "data/processed/2023"
    failures = pd.read_parquet(folder / "quality_failures.parquet")
    directions = pd.read_parquet(folder / "directions.parquet")
    again = with_concerned(failures.drop(columns="concerns"), directions, ["E10000018"])
    assert again["concerns"].tolist() == failures["concerns"].tolist()
    assert failures["area_code"].eq("E10000018").sum() > 0
    assert set(failures.loc[failures["area_code"].isin(["E10000016"]), "concerns"]) <= {"other councils"}
