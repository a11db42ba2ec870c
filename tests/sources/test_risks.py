"""The files on pressures and risks: what is shipped is right, and every wrong cell is named."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from helpers.commands.lint import wrong_risks
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.commitments import read_commitments
from helpers.sources.pressure_rows import OfReports
from helpers.sources.risk_faults import risk_faults, watched_faults
from helpers.sources.risk_rows import Pair, Watched
from helpers.sources.risks import FILES, RiskFiles, read_pairs, read_risk_files, read_watch_list
from helpers.sources.statements import statement_years

ROOT = Path(__file__).parents[2]
HERE = Project(ROOT)
REGISTER = read_register(HERE.register)
STATEMENT_YEARS = statement_years([HERE.statements])
KINDS = {file.name: file.kind for file in FILES}
OF_REPORT = {"report_years": "2023", "source": "A paper", "dated": "2023-02"}
PLAN = {"plan": "A plan", "period": "2023/24", "growth": "20", "savings": "12", "unidentified": "2", "gap": "6"}
RISK = {"risk_id": "staff", "risk": "Too few staff", "likelihood": "4", "impact": "5"}
SIGNAL = {"signal_id": "visit", "service": "Care", "kind": "feedback", "statement": "It was late."}
PRESSURE = {"pressure_id": "prices", "scope": "local", "service": "Care", "pressure": "Prices rise."}


def write(path: Path, kind: Any, *rows: dict[str, str]) -> Path:
    path.parent.mkdir(exist_ok=True, parents=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(kind.model_fields), restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(tmp_path: Path, name: str, *rows: dict[str, str], year: int = 2023) -> RiskFiles:
    write(tmp_path / name, KINDS[name], *(OF_REPORT | row for row in rows))
    return read_risk_files(tmp_path, REGISTER, STATEMENT_YEARS, year)


def test_what_is_shipped_has_no_error() -> None:
    findings = list(wrong_risks(HERE))
    assert [finding for finding in findings if finding.severity == "error"] == []
    alone = [finding.message for finding in findings if finding.file == "risk_register.csv"]
    assert alone == ["no indicator follows the risk 'Domestic violence and abuse': The report names no measure of it."]


def test_what_a_signal_says_is_not_said_again_as_a_pressure() -> None:
    """Both stand on one page, so that a reader would read the same words twice."""
    for year in (2018, 2020, 2023):
        rows = read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, year).rows
        signals, pressures = rows["signals.csv"], rows["service_pressures.csv"]
        words = {*signals["statement_id"], *signals["statement"]} - {""}
        assert words and not words & {*pressures["statement_id"], *pressures["pressure"]}, year


def test_a_risk_that_is_an_area_of_focus_too_has_the_same_indicators() -> None:
    commitments = read_commitments(HERE.commitments, REGISTER, 2023)
    both = 0
    for year in (2018, 2020, 2023):
        risks = read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, year).rows["risk_register.csv"]
        named = commitments[commitments["report_year"].eq(year)].set_index("subject")["indicator_ids"]
        for risk in risks[risks["risk"].isin(named.index)].to_dict("records"):
            assert risk["indicator_ids"] == named[risk["risk"]], risk["risk"]
            both += 1
    assert both


def test_the_printed_figures_are_those_of_the_reports() -> None:
    """Published figures of the reports of 2018 and 2020, paragraphs 28, 32 and 34."""
    path = ROOT.parent / "shared/published/published_figures.csv"
    if not path.exists():
        pytest.skip("the published figures are not at hand")
    with path.open(encoding="utf-8") as file:
        printed = {row["id"]: row for row in csv.DictReader(file)}
    plan = read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, 2018).rows["plan_years.csv"].iloc[0]
    for column, figure in (("growth", "01"), ("savings_needed", "02"), ("unidentified", "03")):
        assert float(plan[column]) == float(printed[f"PF2018-34-{figure}"]["value"])
    gaps = read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, 2020).rows["plan_years.csv"]["gap"]
    assert [float(gap) for gap in gaps] == [float(printed[f"PF2020-28-0{number}"]["value"]) for number in (1, 2, 3)]
    named = read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, 2018).rows["councils_in_difficulty.csv"]["council"]
    text = printed["PF2018-32-01"]["as_printed"]
    assert len(named) == int(printed["PF2018-32-01"]["value"])
    assert all(name in text for name in named)


def test_a_report_knows_its_own_rows_alone() -> None:
    sizes = {
        year: len(read_risk_files(HERE.risks, REGISTER, STATEMENT_YEARS, year).rows["risk_register.csv"])
        for year in (2012, 2018, 2020, 2023)
    }
    assert sizes == {2012: 0, 2018: 2, 2020: 1, 2023: 3}


def test_without_a_folder_there_is_nothing() -> None:
    files = read_risk_files(None, REGISTER, {}, 2023)
    assert files.at_hand == frozenset()
    assert all(frame.empty for frame in files.rows.values())


@pytest.mark.parametrize(
    ("name", "row", "change", "words"),
    [
        (
            "plan_years.csv",
            PLAN,
            {"gap": "7"},
            "column gap: '7' is not right; growth 20 less savings 12 less unidentified 2 is 6",
        ),
        (
            "plan_years.csv",
            PLAN,
            {"savings_needed": "15"},
            "column savings_needed: '15' is not right; savings 12 and unidentified 2 add up to 14",
        ),
        ("plan_years.csv", PLAN, {"growth": "-1", "gap": ""}, "column growth: '-1' is not right; it is below 0"),
        ("plan_years.csv", {"plan": "A", "period": "B"}, {}, "column gap: '' is not right; the row has no amount"),
        (
            "plan_years.csv",
            PLAN,
            {"dated": "2024"},
            "column dated: '2024' is not right; the report of 2023 cannot know it",
        ),
        ("plan_years.csv", PLAN, {"dated": ""}, "column dated: '' is not right; it has a date"),
        ("plan_years.csv", PLAN, {"total_of": "periods"}, "column total_of: 'periods' has no row that it adds up"),
        (
            "reserves.csv",
            {"period": "2022/23", "reserves": "-1"},
            {},
            "column reserves: '-1' is not right; write what was left",
        ),
        (
            "budgets.csv",
            {"period": "2022/23", "budget": "0"},
            {},
            "column budget: '0' is not right; write it in millions",
        ),
        (
            "funding_that_ends.csv",
            {"funding": "A fund", "service": "Hubs"},
            {},
            "column ends: '' is not right; say when it ends",
        ),
        (
            "service_pressures.csv",
            PRESSURE,
            {"statement_id": "care_services_2018"},
            "column pressure: 'Prices rise.' is not right",
        ),
        (
            "service_pressures.csv",
            PRESSURE,
            {"pressure": "", "statement_id": "none"},
            "column statement_id: 'none' is no statement",
        ),
        (
            "service_pressures.csv",
            PRESSURE,
            {"indicator_ids": "none_such"},
            "column indicator_ids: 'none_such' is not in the register; write the indicator_id",
        ),
        (
            "risk_register.csv",
            RISK,
            {"likelihood": "6"},
            "column likelihood: '6' is not right; write a whole number from 1",
        ),
        (
            "risk_register.csv",
            RISK,
            {"impact": ""},
            "column impact: '' is not right; a score takes a likelihood and an impact",
        ),
        ("risk_register.csv", RISK, {"score": "9"}, "column score: '9' is not right; likelihood times impact is 20"),
        ("risk_register.csv", RISK, {"likelihood": "", "impact": ""}, "column not_scored_reason: '' is not right"),
        (
            "risk_register.csv",
            RISK,
            {"indicator_ids": "none_such"},
            "column indicator_ids: 'none_such' is not in the register",
        ),
        (
            "risk_register.csv",
            RISK,
            {"indicator_ids": "absence_all_pct", "no_indicator_reason": "None"},
            "column no_indicator_reason",
        ),
        (
            "signals.csv",
            SIGNAL,
            {"indicator_id": "none_such"},
            "column indicator_id: 'none_such' is not in the register",
        ),
        ("signals.csv", SIGNAL, {"kind": "rumour"}, "column kind: 'rumour' is not right"),
        (
            "signals.csv",
            SIGNAL,
            {"statement": "=1+1"},
            "column statement: '=1+1' is not right; a spreadsheet would run it",
        ),
    ],
)
def test_a_wrong_cell_is_named(
    tmp_path: Path, name: str, row: dict[str, str], change: dict[str, str], words: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        read(tmp_path, name, row | change)
    assert f"{name} row 2, {words}" in str(problem.value)


def test_a_printed_total_that_does_not_add_up_is_a_fault(tmp_path: Path) -> None:
    years = [
        PLAN | {"period": "2024/25"},
        PLAN,
        {"plan": "A plan", "period": "Both", "total_of": "periods", "growth": "40"},
    ]
    assert len(read(tmp_path, "plan_years.csv", *years).rows["plan_years.csv"]) == 3
    years[2]["growth"] = "41"
    with pytest.raises(
        InputProblem, match="row 4, column growth: '41' is the printed total of 2 rows that add up to 40"
    ):
        read(tmp_path, "plan_years.csv", *years)
    years[2]["rounded"] = "true"
    assert len(read(tmp_path, "plan_years.csv", *years).rows["plan_years.csv"]) == 3
    years[2]["growth"] = "42"
    with pytest.raises(InputProblem, match="'42' is the printed total"):
        read(tmp_path, "plan_years.csv", *years)


def test_a_total_of_services_leaves_out_other_periods_and_kinds(tmp_path: Path) -> None:
    care = {"service": "Care", "plan": "Homes", "kind": "saving", "period": "2023/24", "planned": "1.5"}
    roads = care | {"service": "Roads", "planned": "0.5"}
    other = care | {"service": "Schools", "kind": "transformation", "planned": "9"}
    total = {"plan": "All", "kind": "saving", "period": "2023/24", "total_of": "services", "planned": "2.0"}
    read(tmp_path, "savings.csv", care, roads, other, care | {"period": "2024/25"}, total)
    with pytest.raises(
        InputProblem, match=r"column planned: '2\.1' is the printed total of 2 rows that add up to 2\.0"
    ):
        read(tmp_path, "savings.csv", care, roads, other, total | {"planned": "2.1"})


def test_every_fault_is_listed_at_once(tmp_path: Path) -> None:
    rows = [OF_REPORT | RISK | {"likelihood": "6"}, OF_REPORT | RISK | {"risk_id": "two", "indicator_ids": "none_such"}]
    write(tmp_path / "risk_register.csv", KINDS["risk_register.csv"], *rows, OF_REPORT | RISK | {"risk_id": "three"})
    faults = list(risk_faults(tmp_path, REGISTER, {}))
    assert [(fault.row, fault.column, fault.is_error) for fault in faults] == [
        (2, "likelihood", True),
        (3, "indicator_ids", True),
        (4, "indicator_ids", False),
    ]
    assert "no reason is given" in faults[-1].message


@pytest.mark.parametrize(
    "words", ["Staff left because of pay", "Spending drives quality", "Fewer staff led to concerns"]
)
def test_a_pair_never_names_a_cause(tmp_path: Path, words: str) -> None:
    pair = {
        "pair_id": "care",
        "kind": "need and staff",
        "first_indicator_id": "absence_all_pct",
        "second_indicator_id": "adult_obesity_pct",
        "both_are_about": words,
    }
    path = write(tmp_path / "indicator_pairs.csv", Pair, pair)
    with pytest.raises(InputProblem, match=r"column both_are_about: .* figures side by side show no cause"):
        read_pairs(path, REGISTER)
    watched = write(
        tmp_path / "watch_list.csv", Watched, {"indicator_id": "none_such", "kind": "workforce", "why": "A"}
    )
    assert [fault.column for fault in watched_faults(watched, path, REGISTER)] == ["both_are_about", "indicator_id"]
    write(path, Pair, pair | {"both_are_about": "Care", "second_indicator_id": "absence_all_pct"})
    with pytest.raises(InputProblem, match=r"column second_indicator_id: .* it is the first one again"):
        read_pairs(path, REGISTER)


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"first_indicator_id": "absence_all_pct"}, "column first_indicator_id: .* give it or a service"),
        ({"service": ""}, "column first_indicator_id: .* give it or a service"),
        ({"service": "roads"}, "column service: .* write a service of the revenue outturn: adult_social_care"),
        ({"kind": "need and staff"}, "column service: .* only a pair of the kind spending and satisfaction"),
    ],
)
def test_the_first_of_a_pair_is_an_indicator_or_a_service(
    tmp_path: Path, changed: dict[str, str], problem: str
) -> None:
    pair = {
        "pair_id": "care",
        "kind": "spending and satisfaction",
        "service": "adult_social_care",
        "second_indicator_id": "asc_users_satisfied_pct",
        "both_are_about": "Care",
    }
    path = write(tmp_path / "indicator_pairs.csv", Pair, pair)
    assert read_pairs(path, REGISTER)[["service", "first_indicator_id"]].to_numpy().tolist() == [
        ["adult_social_care", ""]
    ]
    assert list(watched_faults(HERE.watch_list, path, REGISTER)) == []
    with pytest.raises(InputProblem, match=problem):
        read_pairs(write(path, Pair, pair | changed), REGISTER)


def test_what_is_watched_and_paired_is_in_the_register() -> None:
    assert set(read_watch_list(HERE.watch_list, REGISTER)["kind"]) == {"workforce", "satisfaction"}
    pairs = read_pairs(HERE.indicator_pairs, REGISTER)
    assert set(pairs["kind"]) == {"need and staff", "spending and satisfaction", "survey and statistics"}


def test_the_guide_names_every_file_and_column() -> None:
    guide = (ROOT / "docs/risks.md").read_text(encoding="utf-8")
    for file in FILES:
        assert f"`params/risks/{file.name}`" in guide
        assert issubclass(file.kind, OfReports)
    for kind in (*KINDS.values(), Watched, Pair):
        assert [name for name in kind.model_fields if f"`{name}`" not in guide] == []
