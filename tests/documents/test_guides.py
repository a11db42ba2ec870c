"""The README and the guide to adding a year say what the code has."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, get_args, get_origin

import pandas as pd
import pytest
from documents import read_document

from helpers.method_rules import DirectionRules, DisclosureRule
from helpers.params import AsAt, Parameters, UnavailableSource, Waiver
from helpers.parts_of_year import PARTS
from helpers.periods import PERIOD_TYPES
from helpers.pipeline.graph import Declaration
from helpers.register import Indicator, MeasureAlias
from helpers.sources.catalogue import Source
from helpers.sources.sidecar import Sidecar

if TYPE_CHECKING:
    from conftest import Checkout


def test_the_readme_counts_what_the_report_counts(built: Checkout) -> None:
    readme = read_document("../README.md").text
    compendium = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet")
    figures = pd.read_parquet(built.root / "data/processed/2023/own_series.parquet").set_index(
        ["indicator_id", "period"]
    )
    limited = figures[figures[["lower_95", "upper_95"]].notna().all(axis=1)].index
    judged = compendium[compendium["rule_id"] == "D2"]
    with_limits = sum(
        {(row.indicator_id, row.period), (row.indicator_id, row.previous_period)} <= set(limited)
        for row in judged.itertuples()
    )
    assert f"{len(compendium)} indicators the latest figure" in readme
    sentence = f"The {len(judged)} judged directions of 2023 rest on a tolerance of 2%"
    assert f"{sentence}, which is a convention and not a test of significance." in " ".join(readme.split())
    assert f"{with_limits} of the {len(judged)} have them for both figures." in readme
    headline = compendium[compendium["in_headline"]]["direction"].value_counts()
    sentence = f"{headline['Improved']} indicators improved, {headline['No real change']} show no real change, "
    assert f"{sentence}{headline['Worsened']} worsened" in readme


PARAMETERS = (Parameters, AsAt, DirectionRules, DisclosureRule, UnavailableSource, Waiver)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        (
            "Every key of the parameter file",
            [
                name
                for model in (Parameters, AsAt, DirectionRules, DisclosureRule, UnavailableSource, Waiver)
                for name in model.model_fields
            ],
        ),
        ("A new indicator", [*Indicator.model_fields, *PERIOD_TYPES, *PARTS]),
        ("New figures", [*Sidecar.model_fields, *MeasureAlias.model_fields, *Source.model_fields]),
        ("A new step", list(Declaration.model_fields)),
    ],
)
def test_the_guide_explains_every_key(heading: str, names: list[str]) -> None:
    guide = read_document("adding_a_year.md")
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", guide.text, re.MULTILINE | re.DOTALL)
    explained = re.findall(r"^\| `(?:\w+\.)?(\w+)` \|", section, re.MULTILINE)
    assert [name for name in names if name not in explained] == []
    assert [name for name in explained if name not in names] == []


def test_the_guide_gives_every_value_a_key_may_have() -> None:
    guide = read_document("adding_a_year.md")
    rows = {row["Key"].strip("`").split(".")[-1]: row["Allowed"] for row in guide.table("Key", "Allowed")}
    fields = {**Parameters.model_fields, **DirectionRules.model_fields}
    words = {
        name: get_args(field.annotation) for name, field in fields.items() if get_origin(field.annotation) is Literal
    }
    assert {name: rows[name] for name, allowed in words.items() if allowed} == {
        name: ", ".join(allowed) for name, allowed in words.items() if allowed
    }
