"""The summary of the reports of several councils, from tables of two made-up reports."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.pipeline.councils_summary import common_league, write_councils_summary
from helpers.pipeline.fan import FAILED, MADE, Asked, Outcome

KENT, SURREY = "E10000016", "E10000030"


def positions(own: str, kents_rank: int = 1) -> pd.DataFrame:
    """Two councils with what is printed of a position."""
    rows = [(KENT, "Kent", kents_rank, 0.8), (SURREY, "Surrey", 3 - kents_rank, 0.2)]
    frame = pd.DataFrame(rows, columns=["area_code", "area_name", "rank", "top_half_probability"])
    same = {f"rank_{level}_{end}": rank for level in (50, 95) for end, rank in (("lower", 1), ("upper", 2))}
    shares = {f"quartile_{number}_probability": 0.25 for number in range(1, 5)}
    same |= {"scope": "Overall", "n": 2, "tied": 1, "score": 50.0, "claim_best": 1, "claim_worst": 2}
    return frame.assign(own=frame["area_code"].eq(own), median_rank=frame["rank"], **same, **shares)


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    for name in ("params", "data/raw/reference"):
        shutil.copytree(root / name, tmp_path / name)
    for code, improved in ((KENT, 49), (SURREY, 40)):
        tables = tmp_path / "data/processed" / f"2023-{code}"
        tables.mkdir(parents=True)
        positions(code).to_parquet(tables / "positions.parquet")
        counts = {"total": 157, "determined": 125, "improved": improved, "improved_percent": 100 * improved / 125}
        pd.DataFrame(counts.items(), columns=["measure", "number"]).to_parquet(tables / "headline_counts.parquet")
    return Project(tmp_path)


def outcome(code: str, name: str, why: str = "") -> Outcome:
    return Outcome(Asked("2023", code), name, FAILED if why else MADE, f"2023-{code}", 1.0, why)


def test_the_page_has_each_headline_with_a_link_and_the_table_that_all_share(project: Project) -> None:
    path = write_councils_summary(project, "2023", [outcome(KENT, "Kent"), outcome(SURREY, "Surrey")])
    page = path.read_text(encoding="utf-8")
    assert path.relative_to(project.root).as_posix() == "reports/councils-2023/index.html"
    assert f'href="../2023-{KENT}/index.html"' in page and "49 (39%)" in page and "40 (32%)" in page
    assert "Overall position of county areas" in page and "(this council)" not in page
    headlines = pd.read_csv(path.parent / "headlines.csv").set_index("council")
    assert headlines["improved"].to_dict() == {"Kent": 49, "Surrey": 40}
    assert headlines["rank"].to_dict() == {"Kent": 1, "Surrey": 2}
    league = pd.read_csv(path.parent / "league_table.csv")
    assert league["area_name"].tolist() == ["Kent", "Surrey"]


def test_a_report_that_failed_is_on_the_page_with_its_reason_and_without_figures(project: Project) -> None:
    failed = outcome(SURREY, "Surrey", "01 ingestion failed in cell [3].")
    path = write_councils_summary(project, "2023", [outcome(KENT, "Kent"), failed])
    page = path.read_text(encoding="utf-8")
    assert "1 report is in place. 1 report could not be made" in page and "01 ingestion failed in cell [3]." in page
    assert pd.read_csv(path.parent / "headlines.csv")["council"].tolist() == ["Kent"]


def test_without_any_report_the_page_says_so(project: Project) -> None:
    path = write_councils_summary(project, "2023", [outcome(KENT, "Kent", "It failed.")])
    assert "No report could be made, so there is no table of positions." in path.read_text(encoding="utf-8")
    assert not (path.parent / "league_table.csv").exists()


def test_reports_that_rest_on_different_figures_have_no_table_in_common() -> None:
    league, why = common_league([positions(KENT), positions(SURREY)])
    assert league is not None and not league["own"].any() and why == ""
    league, why = common_league([positions(KENT), positions(SURREY, kents_rank=2)])
    assert league is None and why.startswith("The reports do not have one table of positions in common")
