"""A report from end to end: what a run leaves, what it reruns, and what a run that stops leaves alone."""

from __future__ import annotations

import csv
import html
import json
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pikepdf
import pytest
import yaml
from docx import Document
from filelock import FileLock
from reading_age import automated_readability_grade, flesch_kincaid_grade
from report_copies import change_raw, edit_notebook, ran

from helpers.pipeline.freshness import sha256
from helpers.present.papers.summary import BETTER, WORSE

STEPS = [
    "01_ingestion",
    "02_data_quality",
    "03_direction_of_travel",
    "03b_record_of_rules",
    "04_comparative_benchmarking",
    "04b_overall_position",
    "05_targets_and_risk",
    "05b_reward_grant",
    "06_funding",
    "06b_service_spending",
    "06c_pressures_and_risks",
    "07_compendium",
    "08_reconciliation",
]
DISTRICTS = (
    "blaby",
    "charnwood",
    "harborough",
    "hinckley-and-bosworth",
    "melton",
    "north-west-leicestershire",
    "oadby-and-wigston",
)
LABELS = [name.replace("_", " ") for name in STEPS]
Hashes = Callable[[Path], dict[str, str]]


def test_a_run_leaves_the_whole_report(built: Any) -> None:
    report = built.root / "reports/2023"
    expected = {f"{name}.{kind}" for name in STEPS for kind in ("ipynb", "html")} | {
        "assurance.html",
        "index.html",
        "manifest.json",
        "ro-crate-metadata.json",
        "workflow.json",
        "compendium.docx",
        "compendium.xlsx",
        "compendium.pdf",
        "compendium_short.docx",
        "delivery_report.docx",
        "paper_cabinet.docx",
        "paper_council.docx",
        "paper_scrutiny.docx",
        "summary.docx",
        *(f"profile_{name}.docx" for name in DISTRICTS),
        "summary.html",
        "key_messages.txt",
        "site.css",
        "site.js",
        "downloads.html",
        "places.html",
        "around.html",
        "years.html",
        "funding.html",
        "spending.html",
        "targets.html",
        "risks.html",
        "dashboards",
        "downloads",
        "indicators",
        "open_data",
        "themes",
    }
    assert {path.name for path in report.iterdir()} == expected
    tables = {path.name for path in (built.root / "data/processed/2023").iterdir()}
    assert {"observations.parquet", "directions.csv", "comparisons.csv", "compendium.csv"} <= tables
    assert not [path for path in (built.root / "reports").iterdir() if path.name.startswith(".building")]


def test_each_number_of_a_sentence_is_a_cell_of_a_table(built: Any) -> None:
    report = built.root / "reports/2023"
    stated = pd.read_csv(report / "downloads/sentences.csv.zip", dtype=str)
    page = (report / "index.html").read_text()
    assert {'data-fact="headline_facts/all/improved"', 'data-fact="headline_counts/stay/number"'} <= set(
        re.findall(r'data-fact="[^"]*"', page)
    )
    assert len(stated) > 500 and {"index.html", "themes/index.html", "dashboards/send.html"} <= set(stated["page"])
    tables = built.root / "data/processed/2023"
    counts = pd.read_csv(tables / "headline_facts.csv").set_index("theme")
    first = stated[stated["page"].eq("index.html") & stated["sentence"].eq("1")]
    assert first["printed"].tolist() == [str(counts.at["all", name]) for name in ("improved", "worsened")]
    figures = pd.read_csv(tables / "compendium.csv", dtype=str).set_index("indicator_id")
    own = stated[stated["page"].eq("index.html") & stated["fact"].str.fullmatch(r"compendium/[^/]+/value")]
    assert len(own) == 10
    published = [float(figures.at[fact.split("/")[1], "value"]) for fact in own["fact"]]
    assert published == [float(value.replace(",", "")) for value in own["value"]]


def test_what_is_around_the_figures_and_the_years_are_on_pages_of_their_own(built: Any) -> None:
    report = built.root / "reports/2023"
    index, around, years = ((report / f"{name}.html").read_text() for name in ("index", "around", "years"))
    assert 'href="around.html"' in index and 'href="years.html"' in index
    assert "80 improved, 37 with no real change and 74 worsened, of 191" in re.sub(r"<[^>]*>", "", index)
    assert "Domestic violence and abuse" in index and "Domestic violence and abuse" in around
    assert "nobody says why" in around and "Director of Children and Family Services: " in around
    assert "The headline of the council's own reports" in years.replace("&#39;", "'")
    assert "5,930" in (report / "themes/strong-economy-transport-and-infrastructure.html").read_text()


def test_the_index_names_the_best_and_the_worst_and_leads_to_the_steps(built: Any) -> None:
    index = (built.root / "reports/2023/index.html").read_text()
    assert "Five best" in index and "Five worst" in index
    for name in STEPS:
        assert f'href="{name}.html"' in index
    page = (built.root / "reports/2023/07_compendium.html").read_text()
    assert "What is the headline?" in page
    assert '<a href="index.html">Summary</a>' in page


def test_every_indicator_is_on_one_dashboard_with_the_columns_a_council_prints(built: Any) -> None:
    page = (built.root / "reports/2023/07_compendium.html").read_text()
    register = pd.read_csv(built.root / "params/indicators.csv")
    framework = yaml.safe_load((built.root / "params/frameworks/strategic_plan_2022_26.yml").read_text())
    dashboards = [
        dashboard if isinstance(dashboard, dict) else {"name": dashboard, "holds": [dashboard]}
        for theme in (*framework["themes"], *framework["enablers"])
        for dashboard in theme["dashboards"]
    ]
    moved = {indicator: one["name"] for one in dashboards for indicator in one.get("also", [])}
    holding = {subject: one["name"] for one in dashboards for subject in one.get("holds", [])}
    register["printed"] = [
        moved.get(row["indicator_id"], holding[row["dashboard"]]) for row in register.to_dict("records")
    ]
    national = register["measure_type"] == "national"
    areas = pd.read_parquet(built.root / "data/processed/2023/observations.parquet").groupby("indicator_id")[
        "area_code"
    ]
    by_district = areas.agg(lambda codes: codes.str.startswith("E07").all())
    national &= ~register["indicator_id"].isin(by_district[by_district].index)
    awaited = register["measure_type"] != "national"
    for kind, rows in (
        ("latest figures and rank", register[national]),
        ("measures to be handed in", register[awaited]),
    ):
        tables = {
            html.unescape(match[1]): match[0]
            for match in re.finditer(rf"<table><caption>(?:<[^>]*>)*([^<]*): {kind}.*?</table>", page, re.DOTALL)
        }
        assert list(tables) == [one["name"] for one in dashboards if one["name"] in set(rows["printed"])]
        for dashboard, table in tables.items():
            titles = [html.unescape(title) for title in re.findall(r"<th scope=\"row\"[^>]*>(.*?) <span", table)]
            assert sorted(titles) == sorted(rows.loc[rows["printed"] == dashboard, "title"]), dashboard
            heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)</th>", table)
            assert heads == COLUMNS[kind]


HANDED_IN = "measures to be handed in"
COLUMNS = {
    "latest figures and rank": [
        "Indicator",
        "Latest",
        "Period",
        "Previous",
        "Direction of travel",
        "Quartile",
        "Rank",
        "Group median",
        "Data quality",
        "Trend",
    ],
    HANDED_IN: ["Measure", "Who hands it in", "Where it comes from", "Who is responsible"],
}


def test_the_manifest_says_what_the_report_was_made_from(built: Any) -> None:
    manifest = json.loads((built.root / "reports/2023/manifest.json").read_text())
    assert manifest["parameters"]["year"] == 2023
    assert manifest["authority"] == "E10000018"
    assert manifest["packages"]["pandas"] == pd.__version__
    raw = built.root / "data/raw"
    sidecar = yaml.safe_load((raw / "dfe/lait_send.source.yml").read_text())
    assert manifest["raw_files"]["dfe/lait_send.csv"]["sha256"] == sidecar["sha256"]
    assert list(manifest["steps"]) == sorted(STEPS)
    for name in STEPS:
        assert manifest["steps"][name]["facts"]["code"]


def test_directions_trends_and_other_rules_are_of_the_same_indicators(built: Any) -> None:
    tables = {
        name: pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet").set_index("indicator_id")
        for name in ("directions", "trends", "direction_sensitivity", "compendium")
    }
    register = pd.read_csv(built.root / "params/indicators.csv")["indicator_id"].sort_values().tolist()
    assert [table.sort_index().index.tolist() for table in tables.values()] == [register] * 4
    directions, sensitivity = tables["directions"]["direction"], tables["direction_sensitivity"]
    assert sensitivity["as_reported"].to_dict() == directions.to_dict()
    # No tolerance finds a change that a smaller one does not, and none finds one that is not there.
    for wider, narrower in pairwise(["tolerance_5_percent", "tolerance_2_percent", "tolerance_1_percent", "exact"]):
        changed = sensitivity[wider].isin(["Improved", "Worsened"])
        assert (sensitivity.loc[changed, wider] == sensitivity.loc[changed, narrower]).all()


def test_the_counts_of_dashboards_add_up_to_the_headline(built: Any) -> None:
    page = (built.root / "reports/2023/03_direction_of_travel.html").read_text()
    table = next(part for part in re.findall(r"<table>.*?</table>", page, re.DOTALL) if "by dashboard" in part)
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    cells = [re.findall(r"<td[^>]*>(\d+)</td>", row) for row in rows]
    counts = pd.DataFrame([[int(cell) for cell in row] for row in cells])
    assert len(counts) > 10
    assert counts.iloc[:-1].sum().tolist() == counts.iloc[-1].tolist()
    compendium = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet")
    headline = compendium[compendium["in_headline"]]["direction"].value_counts()
    clear = compendium[compendium["in_headline"] & compendium["evidence"].eq("clear")]["direction"].value_counts()
    assert counts.iloc[-1].tolist() == [
        headline["Improved"],
        clear["Improved"],
        headline["No real change"],
        headline["Worsened"],
        clear["Worsened"],
        headline["Cannot be determined"],
        len(compendium[compendium["in_headline"]]),
    ]


def test_rows_read_are_rows_used_and_rejected(built: Any) -> None:
    files = pd.read_csv(built.root / "data/processed/2023/raw_files.csv")
    lines = {
        path.relative_to(built.root / "data/raw").as_posix(): len(path.read_text().splitlines()) - 1
        for path in (built.root / "data/raw").rglob("*.csv")
        if path.parent.name != "reference"
    }
    assert dict(zip(files["file"], files["rows_read"], strict=True)) == lines
    assert (files["rows_used"] + files["rows_rejected"]).equals(files["rows_read"])
    observations = pd.read_parquet(built.root / "data/processed/2023/observations.parquet")
    worst = pd.read_csv(built.root / "params/worst_districts.csv")
    is_worst = observations["indicator_id"].isin(worst["indicator_id"])
    assert is_worst.sum() > 50
    assert (~is_worst).sum() == files["rows_used"].sum()
    whole = dict(zip(worst["indicator_id"], worst["based_on"], strict=True))
    rests_on = observations[is_worst].assign(indicator_id=observations["indicator_id"].map(whole))
    keys = ["indicator_id", "file", "row", "value"]
    assert pd.MultiIndex.from_frame(rests_on[keys]).isin(pd.MultiIndex.from_frame(observations[keys])).all()


def test_nothing_that_differs_between_runs_is_in_notebooks_or_pages(built: Any) -> None:
    for path in sorted((built.root / "reports/2023").glob("*.*")):
        if path.name == "manifest.json":
            continue
        text = words_of_document(path) if path.suffix in DOCUMENTS else path.read_text()
        assert str(built.root) not in text, path.name
        assert not re.search(r"0x[0-9a-f]{8,}", text), path.name
        assert "papermill" not in text, path.name
        # a document must have a day, and has the last of the reporting year
        allowed = {"2023-03-31T00:00"} if path.suffix in DOCUMENTS else set()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT\d\d:\d\d", text)) <= allowed, path.name


DOCUMENTS = (".docx", ".xlsx", ".pdf")


def words_of_document(path: Path) -> str:
    if path.suffix == ".pdf":
        with pikepdf.open(path) as document:
            about = [str(value) for value in document.docinfo.values()]
            return "".join([*about, document.Root.Metadata.read_bytes().decode()])
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xml"))


def test_two_checkouts_give_the_same_bytes_without_the_network_or_an_analysts_own_settings(
    built: Any, step_by_step: Any, bytes_of: Hashes
) -> None:
    """Of the steps that were made one by one; test_verify has all pages and documents, in one go."""
    assert step_by_step.later.returncode == 0, step_by_step.later.stderr
    assert not step_by_step.network.exists()
    processed = step_by_step.root / "data/processed"
    assert {path.name for path in processed.iterdir()} == {"2023", "interactive"}
    assert {path.name for path in (built.root / "data/processed").iterdir()} == {"2023"}
    ours, theirs = bytes_of(built.root / "data/processed/2023"), bytes_of(processed / "2023")
    assert {f"{name}.csv" for name in ("observations", "quality_results", "directions", "comparisons")} < theirs.keys()
    assert theirs == {name: ours[name] for name in theirs}
    ours, theirs = bytes_of(built.root / "reports/2023"), bytes_of(step_by_step.root / "reports/2023")
    notebooks = {name: content for name, content in theirs.items() if name.endswith(".ipynb")}
    assert len(notebooks) == 4
    assert notebooks == {name: ours[name] for name in notebooks}


def test_a_notebook_runs_by_itself_and_makes_the_steps_that_it_needs(step_by_step: Any) -> None:
    assert step_by_step.alone.returncode == 0, step_by_step.alone.stderr
    assert "whose direction of travel can be determined" in step_by_step.alone.stdout
    assert (step_by_step.root / "data/processed/interactive/2023/directions.parquet").exists()
    assert {"observations.parquet", "quality_results.parquet"} <= step_by_step.tables_after_notebook
    assert "directions.parquet" not in step_by_step.tables_after_notebook


def test_a_report_can_be_made_step_by_step(step_by_step: Any) -> None:
    assert step_by_step.one.returncode == 0, step_by_step.one.stderr
    assert ran(step_by_step.one.stdout) == ["03"]
    assert "directions.parquet" in step_by_step.tables_after_step
    assert "comparisons.parquet" not in step_by_step.tables_after_step
    assert step_by_step.later.returncode == 0, step_by_step.later.stderr
    assert ran(step_by_step.later.stdout) == ["04"]


def test_a_raw_file_that_differs_from_its_sidecar_stops_the_run(checkout: Any, bytes_of: Hashes) -> None:
    import hashlib

    path = checkout.root / "data/raw/dfe/lait_send.csv"
    recorded = hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))
    changed = hashlib.sha256(path.read_bytes()).hexdigest()
    before = bytes_of(checkout.root / "reports") | bytes_of(checkout.root / "data/processed")
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 2
    assert "data/raw/dfe/lait_send.csv" in done.stderr
    assert recorded in done.stderr
    assert changed in done.stderr
    assert bytes_of(checkout.root / "reports") | bytes_of(checkout.root / "data/processed") == before


@pytest.fixture(scope="module")
def unused(copy_project: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy of the project in which no report is made."""
    return copy_project(tmp_path_factory.mktemp("unused") / "project")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--year", "20x3"], "year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"),
        (["--year", "../2023"], "year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"),
        (["--year", "2023 2024"], "year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"),
        (["--year", "2019"], "year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"),
        (["--year", ""], "year"),
        (["--years", "2023 2019"], "year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"),
        (["--year", "2023", "--authority", "E99999999"], "E10000016 Kent"),
        (["--year", "2023", "--authority", "'); import os #"], "E10000016 Kent"),
        (["--year", "2023", "--step", "9"], "01_ingestion, 02_data_quality"),
    ],
)
def test_a_bad_parameter_ends_with_2_and_writes_nothing(
    arguments: list[str], words: str, unused: Any, bytes_of: Hashes
) -> None:
    before = bytes_of(unused.root / "data") | bytes_of(unused.root / "notebooks")
    done = unused.helpers("report", *arguments)
    assert done.returncode == 2
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert not (unused.root / "reports").exists()
    assert bytes_of(unused.root / "data") | bytes_of(unused.root / "notebooks") == before


def test_a_failing_cell_is_named_and_the_last_good_report_stays(checkout: Any, bytes_of: Hashes) -> None:
    edit_notebook(checkout.root, "03_direction_of_travel", "number = 1 / 0")
    before = bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023")
    done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 1
    assert "03 direction of travel failed in cell [" in done.stderr
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "The last good report in reports/2023 is unchanged." in done.stderr
    assert bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023") == before
    failed = json.loads((checkout.root / "reports/2023-failed/03_direction_of_travel.ipynb").read_text())
    assert any(
        output.get("ename") == "ZeroDivisionError" for cell in failed["cells"] for output in cell.get("outputs", [])
    )
    shutil.copy2(
        Path(__file__).parents[2] / "notebooks/03_direction_of_travel.ipynb",
        checkout.root / "notebooks/03_direction_of_travel.ipynb",
    )
    assert "up to date" in checkout.helpers("report", "--year", "2023").stdout


def test_a_rejected_cell_that_looks_like_a_placeholder_stops_no_run(checkout: Any) -> None:
    def spoil(text: str) -> str:
        lines = text.splitlines(keepends=True)
        for number, cell in enumerate(("X%", "None", "{value}"), start=1):
            parts = lines[-number].split(",")
            lines[-number] = ",".join([*parts[:5], cell, *parts[6:]])
        return "".join(lines)

    change_raw(checkout.root, "dfe/lait_youth_justice.csv", spoil)
    done = checkout.helpers("report", "--year", "2023", "--step", "01")
    assert done.returncode == 0, done.stderr
    (page,) = (checkout.root / "reports").glob("2023*-to-01/01_ingestion.html")
    assert ">{value}, None, X%</td>" in page.read_text()


# A run that the gate stops, and that goes on once the failure is waived: see the fixture.


def test_a_critical_failure_of_quality_stops_the_run_with_3(held_back: Any) -> None:
    stopped, findings = held_back.stopped, held_back.findings
    assert stopped.returncode == 3
    assert "C13 No share is below 0% (1 row fails)" in stopped.stderr
    assert "03 direction of travel: done" not in stopped.stdout
    assert "The last good report in reports/2023 is unchanged." in stopped.stderr
    assert stopped.stderr.strip().endswith("The findings are in reports/2023-failed.")
    assert held_back.after == held_back.before
    steps = {"01_ingestion", "02_data_quality"}
    assert {path.stem for path in findings.glob("*.html")} == steps | {"index", "assurance"}
    assert "The gate stops the run: " in (findings / "02_data_quality.html").read_text()
    results = pd.read_csv(findings / "quality_results.csv", keep_default_na=False)
    stopping = results[(results["severity"] == "critical") & (results["outcome"] == "Fail")]
    assert "C13" in set(stopping["check_id"])


def test_a_waived_failure_lets_the_run_go_on_and_is_shown(held_back: Any) -> None:
    root, waived, entries = held_back.root, held_back.waived, held_back.entries
    assert waived.returncode == 0, waived.stderr
    assert ran(waived.stdout) == ["01", "02", "03", "03b", "04", "04b", "05", "05b", "06", "06b", "06c", "07", "08"]
    assert "Warning: " in waived.stdout and f"C13 for {entries[0]['indicator']} on 2023-08-31" in waived.stdout
    folder = root / "data/processed/2023"
    waivers = pd.read_csv(folder / "waivers.csv").set_index("check_id")["used"]
    assert waivers.to_dict() == {entry["check"]: True for entry in entries} | {"C12": False}
    results = pd.read_csv(folder / "quality_results.csv", keep_default_na=False).set_index(["check_id", "indicator_id"])
    assert results.loc[("C13", entries[0]["indicator"]), "outcome"] == "Fail"
    scores = pd.read_csv(folder / "quality_scores.csv")
    of_it = scores[(scores["indicator_id"] == entries[0]["indicator"]) & (scores["dimension"] == "validity")]
    assert of_it[["score", "band"]].to_numpy().tolist() == [[0.0, "Serious concerns"]]
    report = root / "reports/2023"
    assert (report / "index.html").exists()
    page = (report / "02_data_quality.html").read_text()
    assert "Head of testing" in page and "Planted by a test." in page
    assert "Warning: 1 waiver is not needed." in page
    in_manifest = json.loads((report / "manifest.json").read_text())["waivers"]
    assert [row["check_id"] for row in in_manifest] == sorted([*waivers.index])


def test_a_waiver_of_a_check_that_is_not_there_is_refused(held_back: Any) -> None:
    assert held_back.refused.returncode == 2
    assert "waives 'C999'" in held_back.refused.stderr


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM])
def test_a_run_stopped_by_hand_ends_at_once(checkout: Any, by: signal.Signals, bytes_of: Hashes) -> None:
    edit_notebook(checkout.root, "03_direction_of_travel", "import time\ntime.sleep(300)")
    before = bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023")
    driver = subprocess.Popen(
        [sys.executable, "-m", "helpers", "report", "--year", "2023"],
        cwd=checkout.root,
        env=checkout.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Tests that a shell started in the background have interrupts ignored, and so would the driver.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert driver.stdout is not None
    for line in driver.stdout:
        if "03 direction of travel: started" in line:
            break
    time.sleep(2)
    driver.send_signal(by)
    _, message = driver.communicate()
    assert driver.returncode == 1
    assert message.strip() == "Stopped by hand; the last good report is unchanged."
    assert bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023") == before
    assert not list((checkout.root / "reports").glob(".building-*"))


@pytest.mark.parametrize("folder", ["reports", "data/processed"])
def test_a_run_killed_while_moving_folders_is_put_right(checkout: Any, folder: str, bytes_of: Hashes) -> None:
    before = bytes_of(checkout.root / folder / "2023")
    (checkout.root / folder / "2023").rename(checkout.root / folder / ".previous-2023")
    done = checkout.helpers("report", "--year", "2023")
    assert "is up to date" in done.stdout
    assert bytes_of(checkout.root / folder / "2023") == before


def test_two_runs_do_not_make_one_report_at_once(checkout: Any) -> None:
    with FileLock(checkout.root / "reports/.lock-2023"):
        done = checkout.helpers("report", "--year", "2023")
    assert done.returncode == 1
    assert "Another run of 2023 is under way" in done.stderr


def test_a_run_that_stops_early_does_not_take_the_place_of_a_finished_report(checkout: Any, bytes_of: Hashes) -> None:
    parameters = checkout.root / "params/2023.yml"
    parameters.write_text(parameters.read_text().replace("tolerance_percent: 2 ", "tolerance_percent: 40 "))
    before = bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023")
    done = checkout.helpers("report", "--year", "2023", "--step", "03")
    assert done.returncode == 0, done.stderr
    assert "reports/2023 stays as it is" in done.stdout
    assert bytes_of(checkout.root / "reports/2023") | bytes_of(checkout.root / "data/processed/2023") == before
    directions = pd.read_csv(checkout.root / "data/processed/2023-to-03/directions.csv")
    judged = directions[directions["rule"] == "tolerance"]
    assert (judged["tolerance"] >= 0.4 * judged["previous_value"].abs() - 1e-9).all()
    assert (checkout.root / "reports/2023-to-03/03_direction_of_travel.html").exists()


@pytest.mark.parametrize(("year", "council"), [(2018, ""), (2020, ""), (2023, ""), (2025, ""), (2023, "E10000016")])
def test_every_year_and_another_council_have_their_own_figures(every_report: Any, year: int, council: str) -> None:
    run, (root, runs) = f"{year}-{council}" if council else str(year), every_report
    done = runs[council or "years"]
    assert done.returncode == 0, done.stderr
    # its pages are made again, as they compare it with the earlier years that are made beside it
    assert "2023 03 direction of travel: up to date" in done.stdout or council
    compendium = pd.read_parquet(root / f"data/processed/{run}/compendium.parquet").set_index("indicator_id")
    raw = pd.read_csv(root / "data/raw/dfe/lait_schools_attendance_and_exclusions.csv")
    absence = raw[raw["indicator_id"] == "absence_all_pct"].set_index(["area_code", "period"])["value"]
    code, ended = council or "E10000018", year
    period = f"{ended - 1}/{ended % 100} (academic)"
    while (code, period) not in absence.index or pd.isna(absence[code, period]):
        ended -= 1
        period = f"{ended - 1}/{ended % 100} (academic)"
    assert compendium.loc["absence_all_pct", "period"] == period
    assert compendium.loc["absence_all_pct", "value"] == absence[code, period]
    plan = "2022-26" if year >= 2023 else "2018-22"
    assert f"Strategic Plan {plan}" in (root / f"reports/{run}/01_ingestion.html").read_text()
    index = (root / f"reports/{run}/index.html").read_text()
    assert ("Kent" if council else "Leicestershire") in index
    types = pd.read_csv(root / "params/indicators.csv").set_index("indicator_id")["period_type"]
    ends = pd.to_datetime(compendium["period_end"]).dropna()
    school = types[ends.index].isin(["academic", "fe_year"])
    assert ends[school].max() <= pd.Timestamp(year, 8, 31)
    assert ends[~school].max() <= pd.Timestamp(year, 3, 31)


def test_two_councils_print_the_same_positions_byte_for_byte(every_report: Any) -> None:
    """Less the column that says whose report it is; that of Kent has its row for Kent."""
    root, runs = every_report
    assert runs["E10000016"].returncode == 0, runs["E10000016"].stderr
    tables = []
    for run, name in (("2023", "Leicestershire"), ("2023-E10000016", "Kent")):
        with (root / f"data/processed/{run}/positions.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert {row["area_name"] for row in rows if row.pop("own") == "True"} == {name}
        tables.append(rows)
    assert tables[0] == tables[1]
    assert len(tables[0]) > 200


CARE = """\
Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,\
MADs_from_median,rank_order
2020-21,E10000018,Leicestershire,LA_Raw,Counties,East Midlands,Quality,ASC7,18.6,18.9,0,desc
2021-22,E10000018,Leicestershire,LA_Raw,Counties,East Midlands,Quality,ASC7,17.0,18.7,0,desc
2021-22,E99999999,Nowhere,LA_Raw,Counties,East Midlands,Quality,ASC7,17.0,18.7,0,desc
"""


def test_a_report_from_a_folder_of_downloads(copy_project: Any, tmp_path: Path, bytes_of: Hashes) -> None:
    """One file of one publisher: the report is complete, and what is not there says so."""
    checkout = copy_project(tmp_path / "project")
    folder = tmp_path / "downloads"
    folder.mkdir()
    (folder / "care.csv").write_text(CARE, encoding="utf-8")
    (folder / "shopping.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    done = checkout.helpers("report", "--year", "2023", "--raw", str(folder))
    assert done.returncode == 0, done.stderr
    assert not (checkout.root / "reports/2023").exists()
    tables = checkout.root / "data/processed/2023-raw"
    directions = pd.read_csv(tables / "directions.csv").set_index("indicator_id")
    register = pd.read_csv(checkout.root / "params/indicators.csv")
    (own,) = register.loc[register["source_measure"].eq("ASC7"), "indicator_id"]
    assert directions.loc[own, ["latest_value", "previous_value"]].tolist() == [17.0, 18.6]
    others = directions.drop(index=own)
    assert set(others["direction"]) <= {"Cannot be determined", "Not judged"}
    of_care = register.set_index("indicator_id").loc[others.index, "source_id"].eq("oflog_asc")
    assert others["reason"].str.startswith("source not available: ").eq(~of_care).all()
    assert set(others.loc[of_care, "reason"]) == {"no usable row in its source's files"}
    page = (checkout.root / "reports/2023-raw/01_ingestion.html").read_text(encoding="utf-8")
    for words in ("shopping.csv", "is of no known format", "E99999999", "Office for Local Government"):
        assert words in page
    assert str(tmp_path) not in "".join(
        path.read_text(encoding="utf-8") for path in (checkout.root / "reports/2023-raw").glob("0*")
    )
    manifest = json.loads((checkout.root / "reports/2023-raw/manifest.json").read_text(encoding="utf-8"))
    assert manifest["raw_folder"] == str(folder)
    assert set(manifest["raw_files"]) == {"care.csv", "shopping.csv"}

    before = bytes_of(checkout.root / "reports")
    again = checkout.helpers("report", "--year", "2023", "--raw", str(folder))
    assert "up to date" in again.stdout
    assert bytes_of(checkout.root / "reports") == before
    # A row of no known area, which no figure is of: of the steps up to 04, what is printed of the file is made again.
    (folder / "care.csv").write_text(CARE.replace("E99999999", "E99999998"), encoding="utf-8")
    again = checkout.helpers("report", "--year", "2023", "--raw", str(folder), "--step", "04")
    assert again.returncode == 0, again.stderr
    assert ran(again.stdout) == ["01", "02"]
    missing = checkout.helpers("report", "--year", "2023", "--raw", str(folder / "nowhere"))
    assert missing.returncode == 2
    assert "is not a folder" in missing.stderr


MEASURE = runpy.run_path(str(Path(__file__).parents[2] / "tools" / "measure_facts.py"))


def stated_by_page(report: Path, every: int = 1) -> dict[str, list[Any]]:
    """The sentences with a figure of each page of a report's site; of its cards every so many."""
    pages = MEASURE["pages_of"](report)
    cards = [page for page in pages if page.parent.name == "indicators" and page.name != "index.html"]
    left_out = set(cards) - set(cards[::every])
    return {
        page.relative_to(report).as_posix(): list(MEASURE["stated_in"](page.read_text(encoding="utf-8")))
        for page in pages
        if page not in left_out
    }


def test_every_figure_in_a_sentence_of_the_site_is_the_cell_of_a_table(built: Any) -> None:
    by_page = stated_by_page(built.root / "reports/2023")
    assert {"index.html", "targets.html", "themes/index.html", "dashboards/send.html"} <= set(by_page)
    assert sum(len(stated) for page, stated in by_page.items() if page.startswith("indicators/")) > 3000
    assert [one.words for stated in by_page.values() for one in stated if one.missing] == []


@pytest.mark.parametrize("run", ["2018", "2020", "2023", "2025", "2023-E10000016"])
def test_so_it_is_in_a_report_with_earlier_ones_beside_it_and_in_that_of_another_council(
    every_report: Any, run: str
) -> None:
    report = every_report[0] / "reports" / run
    by_page = stated_by_page(report, every=9)
    assert [one.words for stated in by_page.values() for one in stated if one.missing] == []
    has_earlier = "What changed since the report of" in (report / "years.html").read_text(encoding="utf-8")
    assert has_earlier == (run in {"2020", "2023", "2025"})
    assert not has_earlier or len(by_page["years.html"]) > 3


def words_after_term(paragraph: Any) -> str:
    """The words of a paragraph; of one that begins with a term in bold and a colon, those that follow it."""
    runs = paragraph.runs
    has_term = len(runs) > 1 and runs[0].bold and runs[0].text.endswith(": ")
    return "".join(run.text for run in runs[1:]).strip() if has_term else paragraph.text.strip()


def test_the_word_documents_have_every_sentence_with_a_fact_and_every_row_of_the_dashboards(built: Any) -> None:
    report = built.root / "reports/2023"
    stated = pd.read_csv(report / "downloads/sentences.csv.zip", dtype=str)
    full, short = (Document(str(report / f"{name}.docx")) for name in ("compendium", "compendium_short"))
    has = {words_after_term(paragraph) for paragraph in full.paragraphs}
    # the two lists that lead to other pages are no part of a document; a chart has its subtitle behind its title
    left_out = ["summary.html", "themes/index.html", "indicators/index.html"]
    of_pages = stated[stated["page"].str.endswith(".html") & ~stated["page"].isin(left_out)]
    titles = {words.partition(". ")[0] for words in has}
    assert [words for words in of_pages["words"] if words not in has | titles] == []
    has = {words_after_term(paragraph) for paragraph in short.paragraphs}
    in_short = stated[stated["page"].isin(["index.html", "targets.html"])]
    assert len(in_short) > 30 and [words for words in in_short["words"] if words not in has] == []
    cells = {element.text for table in full.tables for row in table.rows for element in row.cells}
    at_hand = pd.read_csv(built.root / "data/processed/2023/compendium.csv").dropna(subset=["value"])
    assert [title for title in at_hand["title"] if not any(text.startswith(title) for text in cells)] == []
    downloads = (report / "downloads.html").read_text()
    for name in ("compendium.docx", "compendium_short.docx"):
        assert f'href="{name}"' in downloads
        assert json.loads((report / "manifest.json").read_text())["pages"][name] == sha256(report / name)


def test_the_committee_papers_have_every_sentence_with_a_fact_and_name_their_gaps(built: Any) -> None:
    report = built.root / "reports/2023"
    stated = pd.read_csv(report / "downloads/sentences.csv.zip", dtype=str)
    downloads = (report / "downloads.html").read_text()
    for name in ("paper_scrutiny.docx", "paper_cabinet.docx", "paper_council.docx"):
        word = Document(str(report / name))
        has = {paragraph.text.strip() for paragraph in word.paragraphs}
        of_paper = stated[stated["page"].eq(name)]
        assert len(of_paper) > 30 and [words for words in of_paper["words"] if words not in has] == []
        assert "To be written: " in words_of_document(report / name) and f'href="{name}"' in downloads
    motion = "That the Annual Delivery Report and Performance Compendium 2023 be approved."
    assert motion in has


def test_the_public_summary_has_two_sheets_of_words_for_readers_of_nine_to_eleven(built: Any) -> None:
    report = built.root / "reports/2023"
    blocks = [one.text for one in Document(str(report / "summary.docx")).paragraphs]
    prose = [text for text in blocks if text.endswith(".") and not text.startswith("Run ")]
    assert len(prose) > 10 and sum(len(text.split()) for text in blocks) < 500
    assert flesch_kincaid_grade(prose) <= 6
    assert automated_readability_grade(prose) <= 6
    better, worse, compare = (blocks.index(title) for title in (BETTER, WORSE, "How do we compare?"))
    assert worse - better == compare - worse == 6
    stated = pd.read_csv(report / "downloads/sentences.csv.zip", dtype=str)
    assert set(stated.loc[stated["page"].eq("summary.docx"), "words"]) <= set(blocks)
    assert (report / "key_messages.txt").read_text().count("\n- ") > 8
