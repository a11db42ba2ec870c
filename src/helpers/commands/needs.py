"""`make needs`: try weights of the needs model on the tables of a year, without changing its report."""

from __future__ import annotations

import pandas as pd

from helpers.areas import read_areas
from helpers.commands.printed_parts import lines_of
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.pages.needs import changes_table, needs_sentence, spread_table, weights_table
from helpers.present.tables import heading, joined
from helpers.problems import InputProblem
from helpers.results.needs_model import left_out, needs_figures, needs_model
from helpers.sources.needs_model import read_needs_model

NEEDED = ("needs_model", "spending_power", "observations", "characteristics")
"""The tables of a report that the needs model is made from, and its own."""


def print_needs(project: Project, year: str, weights: str, authority: str = "") -> None:
    """Print what the needs model gives with the weights of its file, and with others beside it.

    Raises  InputProblem: the weights are not right, there is no such year, its report has not been made, or its report
            has no needs model
    """
    areas = read_areas(project.areas)
    settings = settings_for(project, areas, year, authority, neighbours_of)
    model = read_needs_model(project.needs_model, weights)
    folder = project.processed / settings.run
    missing = [name for name in NEEDED if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise InputProblem(
            f"{project.relative(folder)} has no table {missing[0]}, from which the needs model is made; make the "
            f"report first, with make year={settings.run}."
        )
    printed, power, observations, characteristics = (pd.read_parquet(folder / f"{name}.parquet") for name in NEEDED)
    if printed.empty:
        raise InputProblem(f"The report {settings.run} has no needs model; its page on funding says why.")
    settlement = printed["financial_year"].iloc[0]
    figures = needs_figures(power, observations, characteristics, areas, settlement)
    models = needs_model(figures, model.cases)
    council = areas[settings.authority].name
    parts = joined(
        heading("With the weights of the file"),
        needs_sentence(models, left_out(figures), council),
        heading("With the weights to try"),
        needs_sentence(models[models["needs_case"].eq(model.cases[1].name)], (), council),
        weights_table(model.weights),
        spread_table(models),
        changes_table(models),
    )
    for line in lines_of(parts):
        print(line)
