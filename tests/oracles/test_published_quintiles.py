"""The quintiles of DfE's scorecards for young people not in education, employment or training, worked out again.

Oracle: the columns of quintiles and of annual changes that the department prints beside the figures of 2021, 2022, 2023
and 2025. The expected counts were found from the files by hand: ranks with ties, in the order of the printed figures.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import project
from helpers.register import read_register
from helpers.results.label_results import REASONS, label_polarities, label_results
from helpers.sources.catalogue import read_sources
from helpers.sources.ingest import ingest
from helpers.sources.reference import register_table
from helpers.sources.sidecar import raw_files

FILES = "UD_NEETNK_LA_dashboard_"
WITH_FIGURES = "csww_"
"""A file of which the register has measures, and that has no labels: files without any such are refused."""
AGREE = {"2021_vg_removed": 698, "2022_final": 668, "2023_final": 676, "final": 699}
"""Labels of each file whose fifth does not hang on the order of figures that are alike in print; all agree."""
PUBLISHED = {"2021_vg_removed": 744, "2022_final": 750, "2023_final": 750, "final": 754}

TOTAL = "TOTAL_participating_in_education_and_training_percent"
TURNED = {TOTAL, "September_guarantee_Offer_made_percent"}
"""Measures of which more is better: from 2025 their first fifth is the highest."""


@pytest.fixture(scope="module")
def results(shared: Path) -> pd.DataFrame:
    here = project()
    register, areas = read_register(here.register), read_areas(here.areas)
    every = raw_files(shared / "data" / "ees", "ees")
    files = [entry for entry in every if entry.name.split("/")[-1].startswith((FILES, WITH_FIGURES))]
    assert len(files) == 5
    result = ingest(files, register, areas, read_sources(here.sources), date(2026, 3, 31))
    indicators = register_table(register, result.not_supplied)
    tables = result.published_labels, result.label_figures
    table = label_results(*tables, label_polarities(*tables, indicators))
    short = table["file"].str.extract(rf"{FILES}(.*)\.csv")[0]
    return table.assign(short=short)


def test_every_quintile_that_can_be_worked_out_agrees(results: pd.DataFrame) -> None:
    assert set(results["kind"]) == {"quintile"}
    assert results.groupby("short").size().to_dict() == PUBLISHED
    agrees = pd.crosstab(results["short"], results["agrees"])
    assert agrees["yes"].to_dict() == AGREE
    assert set(agrees.columns) == {"yes", "cannot be recomputed"}
    assert set(results.loc[results["agrees"].ne("yes"), "reason"]) == {REASONS["tie"]}


def test_the_first_fifth_of_what_should_be_high_changed_ends_in_2025(results: pd.DataFrame) -> None:
    high = results[results["method"].eq("quintile, highest first")]
    assert set(zip(high["short"], high["measure"], strict=True)) == {("final", measure) for measure in TURNED}


def test_the_fifths_are_not_those_of_our_quantiles(results: pd.DataFrame) -> None:
    """Of 148 councils our rule has 29 in the third fifth and the printed ones 30; of the others both have as many."""
    guarantee = results[results["measure"].eq("September_guarantee_Offer_made_percent")]
    sizes = guarantee[guarantee["short"].eq("2021_vg_removed")].groupby("published").size()
    ours = pd.Series([1 + 5 * position // 148 for position in range(148)]).value_counts().sort_index()
    assert sizes.to_list() == [30, 30, 30, 29, 29]
    assert ours.to_list() == [30, 30, 29, 30, 29]


def test_the_annual_changes_are_those_between_two_files(shared: Path) -> None:
    """A change and two figures are rounded to one decimal each, so that they may be 0.15 apart; all of 2,543 are."""
    changes = {
        "annual_change_ppts_NEET_not_known": "NEET_not_known_percent",
        "annualchange_NEET": "NEET_percent",
        "annualchange_notknown": "Notknown_percent",
        "annual_change_Participation_in_education_training": TOTAL,
        "annual_change_FTE": "Full_time_education_percent",
        "annual_change_apprenticeship": "Apprenticeship_percent",
        "annual_change_other_education_training": "Other_education_and_training_percent",
        "September_guarantee_annual_change_ppts": "September_guarantee_Offer_made_percent",
    }
    years = [
        pd.read_csv(shared / "data" / "ees" / f"{FILES}{name}.csv", dtype="str", keep_default_na=False).set_index(
            ["country_code", "region_code", "old_la_code"]
        )
        for name in ("2021_vg_removed", "2022_final", "2023_final")
    ]
    apart = [
        pd.to_numeric(now[change], errors="coerce")
        - pd.to_numeric(now[figure], errors="coerce")
        + pd.to_numeric(before.loc[~before.index.duplicated(), figure].reindex(now.index), errors="coerce")
        for before, now in pairwise(years)
        for change, figure in changes.items()
    ]
    together = pd.concat(apart).dropna().abs()
    assert len(together) == 2543
    assert together.max() <= 0.15 + 1e-9
