"""Answers to surveys by age group: read from a file, given limits, and printed under the figure for all."""

from __future__ import annotations

import csv
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from returns import CARD, CARD_HEADER, OF_A_SURVEY, csv_file, indicators

from helpers.areas import Areas
from helpers.methods.surveys import age_group_limits
from helpers.present.pages.surveys import age_group_table
from helpers.problems import InputProblem
from helpers.publish.html import to_html
from helpers.sources import reference
from helpers.sources.catalogue import Source
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.sidecar import raw_files

REGISTER = [one for one in indicators() if one.source_id == "local_return"]
HEADER = ["survey", "indicator", "area", "period", "age_group", "value", "respondents", "standard_deviation"]
YOUNG: dict[str, Any] = {
    "survey": "residents_2022",
    "indicator": "satisfied_pct",
    "area": "Leicestershire",
    "period": "2022/23",
    "age_group": "18 to 24",
    "value": 100 * 81 / 263,
    "respondents": 263,
}
OLD = YOUNG | {"age_group": "65 and over", "value": 100 * 15 / 148, "respondents": 148}


def ingested(
    folder: Path,
    all_areas: Areas,
    catalogue: dict[str, Source],
    rows: list[dict[str, Any]],
    *,
    with_returns: bool = True,
) -> Ingestion:
    csv_file(folder / "return.csv", [OF_A_SURVEY | {"indicator": "potholes_pct"}, OF_A_SURVEY])
    csv_file(folder / "surveys.csv", [CARD | {"design_effect": "", "weighting": "none"}], CARD_HEADER)
    with (folder / "ages.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, HEADER)
        writer.writeheader()
        writer.writerows(rows)
    files = raw_files(folder, "inbox")
    return ingest(files, REGISTER, all_areas, catalogue, date(2023, 3, 31), with_returns=with_returns)


def test_each_group_has_limits_from_its_own_answers(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    """Wilson's limits of 81 of 263 and 15 of 148 as Newcombe (1998) prints them, Statistics in Medicine 17, table I."""
    ingestion = ingested(tmp_path, all_areas, catalogue, [OLD, YOUNG])
    table = reference.register_table(REGISTER, ingestion.not_supplied)
    results = age_group_limits(ingestion.age_groups, ingestion.surveys, table)
    assert results["age_group"].tolist() == ["18 to 24", "65 and over"]
    limits = results[["lower_95", "upper_95"]].to_numpy().round(2).tolist()
    assert limits == [[25.53, 36.62], [6.24, 16.05]]
    page = unescape(re.sub(r"<[^>]+>", " ", to_html(age_group_table(results, table, ingestion.surveys))))
    printed = " ".join(page.split())
    assert "Satisfied Pct E10000018 2022/23 Residents survey 2022 18 to 24 % 30.8 25.5 36.6 263" in printed
    assert "People were not chosen at random, so limits understate the uncertainty." in printed
    assert age_group_table(results.head(0), table, ingestion.surveys) is None


def test_they_are_no_observations_and_their_rows_are_counted(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    ingestion = ingested(tmp_path, all_areas, catalogue, [YOUNG, OLD | {"age_group": "old"}])
    assert ingestion.observations["value"].tolist() == [OF_A_SURVEY["value"]] * 2
    counts = ingestion.raw_files.set_index("file")[["format", "rows_read", "rows_used", "rows_rejected", "indicators"]]
    assert counts.loc["ages.csv"].tolist() == ["Answers to surveys by age group", 2, 1, 1, 0]
    rejected = ingestion.rejections[ingestion.rejections["file"] == "ages.csv"]
    assert rejected[["row", "column", "value"]].to_numpy().tolist() == [[3, "age_group", "old"]]


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"age_group": "18-24"}, "age_group"),
        ({"respondents": 0}, "respondents"),
        ({"respondents": 2.5}, "respondents"),
        ({"value": "many"}, "value"),
        ({"indicator": "trees"}, "indicator"),
        ({"period": "2022"}, "period"),
        ({"area": "Nowhere"}, "area"),
        ({"survey": ""}, "survey"),
    ],
)
def test_what_is_wrong_with_a_row_is_said(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source], change: dict[str, Any], column: str
) -> None:
    ingestion = ingested(tmp_path, all_areas, catalogue, [OLD, YOUNG | change])
    rejected = ingestion.rejections[ingestion.rejections["file"] == "ages.csv"]
    assert rejected[["row", "column"]].to_numpy().tolist() == [[3, column]]
    assert ingestion.age_groups["age_group"].tolist() == ["65 and over"]


def test_a_group_given_twice_counts_once(tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]) -> None:
    ingestion = ingested(tmp_path, all_areas, catalogue, [YOUNG, YOUNG | {"value": 1}])
    assert ingestion.age_groups["value"].tolist() == [YOUNG["value"]]
    assert "row 2 has the same group; keep one" in ingestion.rejections["reason"].tolist()[0]


def test_a_survey_without_a_card_has_no_limits(tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]) -> None:
    ingestion = ingested(tmp_path, all_areas, catalogue, [YOUNG | {"survey": "panel_2022"}])
    table = reference.register_table(REGISTER, ingestion.not_supplied)
    results = age_group_limits(ingestion.age_groups, ingestion.surveys, table)
    assert results[["lower_95", "upper_95"]].isna().all(axis=None)
    assert "No limits: no survey card was supplied." in to_html(age_group_table(results, table, ingestion.surveys))


def test_a_report_on_another_council_has_none_of_them(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    own = ingested(tmp_path, all_areas, catalogue, [YOUNG])
    assert (len(own.returns), len(own.surveys), len(own.age_groups)) == (2, 1, 1)
    assert own.raw_files["file"].tolist() == ["ages.csv", "return.csv", "surveys.csv"]
    with pytest.raises(InputProblem, match="The raw files hold no figures: there is no file"):
        ingested(tmp_path, all_areas, catalogue, [YOUNG], with_returns=False)
