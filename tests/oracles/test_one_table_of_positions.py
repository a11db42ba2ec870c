"""The shipped figures give one table of positions a year, whoever's report is made.

All authorities of 2023 are compared by what positions are worked out from, and some of each year by the whole table:
all authorities of all four years take minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import Areas, read_areas
from helpers.methods.position import Inputs, Positions, overall_position
from helpers.params import Settings, settings_for
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.results import positions
from helpers.results.positions import group_inputs, position_inputs
from helpers.results.reporting_figures import as_reported
from helpers.sources import reference
from helpers.sources.ingest import Ingestion

SOME = {
    "2018": ("E10000018", "E10000016", "E10000006"),
    "2020": ("E10000018", "E06000052", "E10000021"),
    "2023": ("E10000018", "E10000016", "E06000063", "E06000065"),
    "2025": ("E10000018", "E06000066", "E06000064"),
}
"""Leicestershire, Kent, Cornwall and councils that began or ended near the year, some of them without a position."""

Make = Callable[[str, str], Inputs]


@pytest.fixture(scope="module")
def project(root: Path) -> Project:
    return Project(root)


@pytest.fixture(scope="module")
def areas(project: Project) -> Areas:
    return read_areas(project.areas)


@pytest.fixture(scope="module")
def make_inputs(project: Project, areas: Areas, ingestion_of: Callable[[Path], Ingestion]) -> Iterator[Make]:
    """Work out the inputs of a year and an authority as the notebooks do, from its own register and members.

    What the reports of two authorities have in common, by the files that are read and the settings, is worked out once.
    """
    ingestion, whole = ingestion_of(project.raw), read_register(project.register)

    @cache
    def reported(year: str, own_measures: bool) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        settings = settings_for(project, areas, year)
        register = [one for one in whole if own_measures or one.measure_type == "national"]
        indicators = reference.register_table(
            register, ingestion.not_supplied, settings.framework, settings.parameters.year
        )
        observations = reference.only_reported(ingestion.observations, indicators)
        figures = as_reported(observations, indicators, settings.parameters.as_at.by_period_type())
        return figures, indicators, reference.dashboard_table(settings.framework, register)

    def make(year: str, authority: str) -> Inputs:
        settings: Settings = settings_for(project, areas, year, authority)
        own_measures = len(settings.ownership.register(whole)) == len(whole)
        figures, indicators, dashboards = reported(year, own_measures)
        members = reference.member_table(settings.group, areas)
        return position_inputs(figures, indicators, dashboards, members, areas, authority, settings.parameters)

    worked_out: dict[str, Inputs] = {}

    def once(*of: Any) -> Inputs:
        figures, indicators, dashboards, members, _, rules = of
        key = f"{id(figures)} {id(indicators)} {id(dashboards)} {members.to_csv()} {rules.model_dump_json()}"
        if key not in worked_out:
            worked_out[key] = group_inputs(*of)
        return worked_out[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(positions, "group_inputs", once)
        yield make


def authorities_of(project: Project, areas: Areas, year: str) -> list[str]:
    """The codes for which a report of the year can be made."""
    admitted = []
    for code in settings_for(project, areas, year).group.members:
        try:
            settings_for(project, areas, year, code)
        except InputProblem:
            continue
        admitted.append(code)
    return sorted(admitted)


def assert_same(table: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Two tables are the same; only where they are not is each cell looked at, which takes much longer."""
    if not table.equals(expected):
        pd.testing.assert_frame_equal(table, expected)


def without_own(inputs: Inputs, ids: set[str]) -> Inputs:
    """The inputs less whose report it is, of the measures that every council has."""
    about = inputs.indicators[inputs.indicators["indicator_id"].isin(ids)].reset_index(drop=True)
    return inputs._replace(indicators=about, councils=inputs.councils.drop(columns="own"))


def test_the_inputs_are_the_same_for_every_authority_of_a_year(
    project: Project, areas: Areas, make_inputs: Make
) -> None:
    codes = authorities_of(project, areas, "2023")
    assert len(codes) > 36
    every = {code: make_inputs("2023", code) for code in codes}
    ids = set.intersection(*(set(inputs.indicators["indicator_id"]) for inputs in every.values()))
    assert len(ids) > 350
    first = without_own(every["E10000018"], ids)
    assert first.figures["indicator_id"].isin(ids).all()
    for inputs in every.values():
        for table, expected in zip(without_own(inputs, ids), first, strict=True):
            assert_same(table, expected)
    assert {code for code, inputs in every.items() if inputs.councils["own"].sum() != 1} == set()


@pytest.mark.parametrize("year", SOME)
def test_the_table_is_the_same_whoever_the_report_is_about(
    project: Project, areas: Areas, make_inputs: Make, year: str
) -> None:
    same_measure = reference.read_same_measure(
        project.same_measure, [one.indicator_id for one in read_register(project.register)]
    )
    tables: list[Positions] = [overall_position(make_inputs(year, code), same_measure, 100) for code in SOME[year]]
    first, *others = (table.positions.drop(columns="own") for table in tables)
    assert first.loc[first["scope"] == "Overall", "rank"].notna().sum() >= 33
    for other in others:
        assert_same(other, first)
    for code, table in zip(SOME[year], tables, strict=True):
        own = table.positions.loc[table.positions["own"], "area_code"]
        assert own.empty or set(own) <= set(areas.same_council(code))
