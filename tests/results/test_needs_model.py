"""The figures of the needs model: the nearest period, codes of one council, and nothing filled in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.present.pages.needs import changes_table, needs_parts, needs_sentence, spread_sentence, spread_table
from helpers.results.needs_model import lacking, left_out, needs_figures, needs_model
from helpers.sources.needs_model import NeedsCase, read_needs_model
from helpers.sources.published_figures import read_published_figures

HERE = Project(Path(__file__).resolve().parents[2])
AREAS = read_areas(HERE.areas)
CODES = ("E10000018", "E10000028", "E10000023", "E10000014")
NAMES = ("Leicestershire", "Staffordshire", "North Yorkshire", "Hampshire")


def observation(indicator: str, code: str, end: date, value: float | None, below: float | None) -> tuple[object, ...]:
    return (indicator, code, end, value, below)


@pytest.fixture
def figures() -> pd.DataFrame:
    power = pd.DataFrame(
        {
            "financial_year": "2020/21",
            "area_code": CODES,
            "area_name": NAMES,
            "own": [True, False, False, False],
            "council_class": "County council",
            "population": [1000, 2000, 3000, 4000],
            "per_head": 500.0,
            "total_m": [0.5, 1.0, 1.5, 2.0],
        }
    )
    rows = []
    for number, code in enumerate(CODES):
        rows += [
            observation("cla_rate", code, date(2020, 3, 31), 50, 100 * (number + 1)),
            observation("cla_rate", code, date(2023, 3, 31), 50, 1),
            observation("idaci_score_pct", code, date(2019, 12, 31), 10, None),
            observation("care_home_admissions_65plus_salt_rate", code, date(2021, 3, 31), 5, 200),
        ]
        if code != "E10000014":
            rows.append(observation("weekly_pay_median", code, date(2020, 4, 30), 500, None))
    columns = ["indicator_id", "area_code", "period_end", "value", "denominator"]
    observations = pd.DataFrame(rows, columns=columns)
    density = pd.DataFrame({"area_code": [*CODES[:2], "E06000065", CODES[3]], "population_density": [10.0, 20, 30, 40]})
    return needs_figures(power, observations, density, AREAS, "2020/21")


def test_figures_are_of_the_nearest_period_and_of_any_code_of_the_council(figures: pd.DataFrame) -> None:
    assert figures["poor_children"].tolist() == [10, 20, 30, 40]
    assert figures["square_km"].tolist() == [100, 100, 100, 100]
    assert figures["funding_pence"].tolist() == [50_000_000, 100_000_000, 150_000_000, 200_000_000]
    assert left_out(figures) == ["Hampshire"]


def test_a_council_without_a_figure_is_left_out_and_the_total_of_the_others_stays(figures: pd.DataFrame) -> None:
    model = needs_model(figures, read_needs_model(HERE.needs_model).cases)
    assert model["area_name"].unique().tolist() == list(NAMES[:3])
    for _, case in model.groupby("needs_case"):
        for name in ("allocation", "damped"):
            assert round(100 * case[name]).sum() == 300_000_000
    assert needs_model(figures.head(1), [NeedsCase("As given", {"people": 1.0}, 0, 1)]).empty


def test_what_is_shown(figures: pd.DataFrame) -> None:
    read = read_needs_model(HERE.needs_model)
    model = needs_model(figures, read.cases)
    words = repr(needs_sentence(model, left_out(figures), "Leicestershire"))
    assert words.startswith("If the spending power that the councils of its class had in 2020/21 were shared by need, ")
    assert words.endswith("Left out, as they lack a figure: Hampshire. The total stays as it is, to the penny.")
    assert len(spread_table(model).rows) == 6
    changes = changes_table(model)
    assert len(changes.rows) == 6
    assert "add up to zero, to the penny" in changes.notes[0]
    assert "do not all add up to zero" in changes_table(model.assign(change=model["change"] + 0.01)).notes[0]
    printed = read_published_figures(HERE.published_figures, 2023)
    everything = repr(needs_parts(model, read.weights, [], printed, "Leicestershire", []))
    assert "up to £47m more, as printed in 2018, 2020 and 2023. That cannot be reproduced without" in everything
    assert "reproduced" not in repr(needs_parts(model, read.weights, [], printed.head(0), "Ours", []))


def test_why_there_is_no_model_names_the_figure_and_keeps_what_was_printed(figures: pd.DataFrame) -> None:
    read, printed = read_needs_model(HERE.needs_model), read_published_figures(HERE.published_figures, 2018)
    model, without = needs_model(figures, read.cases), figures.assign(poor_children=float("nan"))
    assert lacking(figures) == [] and lacking(without) == ["poor_children"]
    assert needs_model(without, read.cases).empty
    words = repr(needs_parts(model.head(0), read.weights, [], printed, "Ours", lacking(without)))
    assert words.startswith(
        "There is no needs model: fewer than two councils of the class have a figure of children in families with low "
        "income."
    )
    assert "By a model of the council's own it would have up to £47m more, as printed in 2018." in words
    nowhere = repr(needs_parts(model.head(0), read.weights, [], printed.head(0), "Ours", []))
    assert nowhere == "There is no needs model: fewer than two councils of the class have every figure that it needs."


@pytest.mark.parametrize(
    ("after", "words"),
    [([400.0, 600.0], "wider than now"), ([500.0, 600.0], "as wide as now"), ([550.0, 600.0], "narrower")],
)
def test_the_spread_is_told_in_words_as_the_table_prints_it(after: list[float], words: str) -> None:
    rows = {"needs_case": "As given", "funding_per_head": [500.0, 600.0], "model_per_head": after}
    model = pd.DataFrame(rows | {"damped_per_head": [510.0, 600.0]})
    assert f"spread {words}" in spread_sentence(model)
    assert "and narrower than now after damping" in spread_sentence(model)
