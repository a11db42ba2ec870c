"""The worked examples and lists of the method statement and the guides are what the code does."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.markers import MEANINGS, WITH_A_FIGURE
from helpers.methods import comparators, direction, reporting
from helpers.methods.direction import DIRECTIONS, direction_of_travel
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.summary import column_name, direction_counts, with_places
from helpers.params import AsAt, DirectionRules, Parameters, settings_for
from helpers.paths import Project, project
from helpers.periods import dates_of
from helpers.pipeline.graph import Declaration
from helpers.present.tables import format_number
from helpers.register import Indicator
from helpers.sources.sidecar import Sidecar

if TYPE_CHECKING:
    from conftest import Checkout

DOCS = Path(__file__).parents[1] / "docs"
METHODS = (DOCS / "methods.md").read_text(encoding="utf-8")
PARAMETER_KEYS = [*Parameters.model_fields, *AsAt.model_fields, *DirectionRules.model_fields]
POLARITY = {"higher": "higher_is_better", "lower": "lower_is_better"}


def tables(text: str) -> dict[str, list[dict[str, str]]]:
    """Return the Markdown tables of a text by their first header cell, in order of appearance within one name."""
    found: dict[str, list[dict[str, str]]] = {}
    header: list[str] | None = None
    for line in text.splitlines():
        if not line.startswith("|"):
            header = None
            continue
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if header is None:
            header = cells
            found.setdefault(" ".join(header), [])
        elif not set(line) <= set("|-: "):
            found[" ".join(header)].append(dict(zip(header, cells, strict=True)))
    return found


def one(text: str, *columns: str) -> list[dict[str, str]]:
    """Return the one table that has these columns."""
    (match,) = [rows for rows in tables(text).values() if rows and set(columns) <= rows[0].keys()]
    return match


def day(text: str) -> date:
    return datetime.strptime(text, "%d %B %Y").date()


def year(number: int) -> Parameters:
    here = project()
    return settings_for(here, read_areas(here.areas), str(number)).parameters


def judge(row: dict[str, str], **limits: tuple[float, float]) -> pd.Series:
    """Judge one worked example with the rules of the 2023 report."""
    (before, latest) = (limits.get(name, (None, None)) for name in ("before", "latest"))
    frame = pd.DataFrame(
        {
            "indicator_id": row["Indicator"], "area_code": "E10000018", "year": [2022, 2023],
            "value": [float(row["Before"]), float(row["Latest"])],
            "lower_95": [before[0], latest[0]], "upper_95": [before[1], latest[1]],
            "polarity": POLARITY[row["Better when"]], "decimals": int(row.get("Decimals", 2)),
        }
    ).astype({"lower_95": "float64", "upper_95": "float64"})  # fmt: skip
    return direction_of_travel(frame, year(2023).direction).iloc[0]


def test_the_as_at_examples_are_what_the_2023_report_uses() -> None:
    as_at = year(2023).as_at.by_period_type()
    for row in one(METHODS, "Used in the 2023 report"):
        dates = dates_of(row["Period"], row["Type"])
        assert dates is not None and dates[1] == day(row["Ends"]), row
        assert row["Used in the 2023 report"] == ("yes" if dates[1] <= as_at[row["Type"]] else "no"), row


def test_the_examples_of_older_figures() -> None:
    rows = one(METHODS, "Older figure")
    ends = [day(row["Period ended"]) for row in rows]
    ids = [f"i{number}" for number in range(len(rows))]
    own = pd.DataFrame({"indicator_id": ids, "period": "p", "period_start": ends, "period_end": ends, "value": 1.0})
    own = own.assign(lower_95=None, upper_95=None, marker="", status="final", area_flag="", latest=True)
    parameters = year(2023)
    found = reporting.latest_figures(own, own[["indicator_id"]], parameters.as_at.all_others, 36)
    assert parameters.stale_after_months == 36
    assert found["age_months"].tolist() == [int(row["Months before 31 March 2023"]) for row in rows]
    assert found["stale"].tolist() == [row["Older figure"] == "yes" for row in rows]


def test_every_direction_and_movement_is_named_in_these_words() -> None:
    assert all(f"**{word}**" in METHODS for word in (*DIRECTIONS, *("Increased", "Unchanged", "Decreased")))


def test_every_reason_for_a_direction_is_in_the_document() -> None:
    tree = ast.parse(inspect.getsource(direction._judge))
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    reasons = {text for text in texts if " " in text} | {text for both in direction.REASONS.values() for text in both}
    assert len(reasons) == 16
    undetermined = [row["Reason in the report"] for row in tables(METHODS)["Reason in the report What it means"]]
    given = {match.replace("\n", " ") for match in re.findall(r"\(reason: ([^)]*)\)", METHODS.replace("\n  ", "\n"))}
    assert reasons <= given | set(undetermined)
    assert given <= reasons


def test_the_interval_examples() -> None:
    for row in one(METHODS, "Limits before"):
        limits = {
            name: tuple(float(part) for part in row[f"Limits {name}"].split(" to ")) for name in ("before", "latest")
        }
        result = judge(row, **limits)
        assert (result["direction"], result["rule_id"]) == (row["Result"], "D1"), row
        assert ("overlap" if row["Overlap"] == "yes" else "do not overlap") in result["reason"], row


def test_the_tolerance_examples() -> None:
    assert year(2023).direction.tolerance_percent == 2
    for row in one(METHODS, "Half a unit"):
        result = judge(row)
        assert (result["direction"], result["rule_id"]) == (row["Result"], "D2"), row
        assert result["change"] == pytest.approx(float(row["Change"])), row
        assert result["tolerance"] == pytest.approx(float(row["Tolerance"])), row
        assert 0.02 * float(row["Before"]) == pytest.approx(float(row["2% of before"])), row
        assert 0.5 * 10 ** -int(row["Decimals"]) == pytest.approx(float(row["Half a unit"])), row


def test_the_examples_are_the_figures_of_the_report(built: Checkout) -> None:
    found = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet").set_index("indicator_id")
    for row in one(METHODS, "Limits before") + one(METHODS, "Half a unit"):
        printed = found.loc[row["Indicator"]]
        assert printed["previous_value"] == pytest.approx(float(row["Before"])), row
        assert printed["value"] == pytest.approx(float(row["Latest"])), row
        assert printed["direction"] == row["Result"], row


def test_the_readme_counts_what_the_report_counts(built: Checkout) -> None:
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    found = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet")
    judged, by_interval = int(found["rule_id"].isin(["D1", "D2"]).sum()), int((found["rule_id"] == "D1").sum())
    assert f"{len(found)} indicators the latest figure" in readme
    assert f"{by_interval} of the {judged} judged directions of 2023" in readme
    headline = found[found["in_headline"]]["direction"].value_counts()
    told = f"{headline['Improved']} indicators improved, {headline['No real change']} show no real change, "
    assert f"{told}{headline['Worsened']} worsened" in readme


def test_the_quartile_examples() -> None:
    for row in one(METHODS, "1st quartile"):
        n = int(row["Councils"])
        frame = pd.DataFrame({"indicator_id": "i", "area_code": [f"a{k:02}" for k in range(n)], "value": range(n)})
        found = rank_and_quartile(frame.assign(value=frame["value"] * 1.0, polarity="lower_is_better"))
        for number, name in enumerate(("1st", "2nd", "3rd", "4th"), start=1):
            ranks = found.loc[found["quartile"] == number, "rank"].astype(int)
            assert row[f"{name} quartile"] == f"{ranks.min()} to {ranks.max()}", row


def test_the_tie_example() -> None:
    rows = one(METHODS, "Council", "Rank")
    frame = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    )
    found = rank_and_quartile(frame.assign(indicator_id="i", polarity="higher_is_better"), minimum_group_size=8)
    found = found.sort_values("area_code")
    assert found["rank"].astype(int).tolist() == [int(row["Rank"]) for row in rows]
    assert found["quartile"].astype(int).tolist() == [int(row["Quartile"]) for row in rows]


def test_the_reasons_for_no_rank() -> None:
    period = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}
    cases = {"none": ("higher_is_better", 0), "outside": ("higher_is_better", 9), "neutral": ("neutral", 9)}
    cases["few"] = ("lower_is_better", 7)
    indicators = pd.DataFrame({"indicator_id": list(cases), "polarity": [polarity for polarity, _ in cases.values()]})
    latest = indicators[["indicator_id"]].assign(period="2022/23", **period, stale=False)
    latest.loc[latest["indicator_id"] == "none", list(period)] = None
    rows = pd.DataFrame(
        [
            (key, f"a{k}", float(k), polarity, k == 0 and key != "outside")
            for key, (polarity, n) in cases.items()
            for k in range(n)
        ],
        columns=["indicator_id", "area_code", "value", "polarity", "own"],
    )
    found = comparators.comparisons(rows, latest, indicators, year(2023).minimum_group_size)
    documented = {row["Reason in the report"] for row in tables(METHODS)["Reason in the report What it means"]}
    assert set(found["reason"]) <= documented
    assert len(set(found["reason"])) == 4


def test_the_example_of_a_headline() -> None:
    rows = one(METHODS, "Per cent of those determined")
    directions = [row["Direction"] for row in rows for _ in range(int(row["Indicators"]))]
    counts = direction_counts(pd.DataFrame({"direction": directions})).iloc[0]
    assert counts["total"] == len(directions) == 10
    for row in rows:
        if row["Per cent of those determined"]:
            percent = counts[f"{column_name(row['Direction'])}_percent"]
            assert percent == float(row["Per cent of those determined"]), row


def test_the_examples_of_rounding() -> None:
    for row in one(METHODS, "Printed"):
        assert format_number(float(row["Figure"]), int(row["Decimal places"])) == row["Printed"], row


def test_the_markers_are_those_of_the_code() -> None:
    rows = one(METHODS, "Marker")
    assert {row["Marker"]: row["Meaning"] for row in rows} == MEANINGS
    assert {row["Marker"] for row in rows if row["May stand beside a figure"] == "yes"} == WITH_A_FIGURE


def test_the_effect_of_other_rules_is_as_the_assumptions_log_says(built: Checkout) -> None:
    here = Project(built.root)
    areas = read_areas(here.areas)
    parameters = settings_for(here, areas, "2023").parameters
    folder = here.processed / "2023"
    observations, indicators, dashboards = (
        pd.read_parquet(folder / f"{name}.parquet") for name in ("observations", "indicators", "dashboards")
    )
    reported = reporting.as_reported(observations, indicators, parameters.as_at.by_period_type())
    own = reporting.own_series(reported, areas.same_council(parameters.authority))
    latest = reporting.latest_figures(own, indicators, parameters.as_at.all_others, parameters.stale_after_months)
    rules = {
        "as published: 2%, intervals used": DirectionRules(),
        "any change counts": DirectionRules(rule="exact"),
        "1%": DirectionRules(tolerance_percent=1),
        "3%": DirectionRules(tolerance_percent=3),
        "5%": DirectionRules(tolerance_percent=5),
        "2%, intervals not used": DirectionRules(intervals="none"),
        "2%, overlapping periods not compared": DirectionRules(overlapping_periods="cannot_determine"),
    }
    assert parameters.direction == DirectionRules()
    rows = one((DOCS / "assurance/assumptions.md").read_text(encoding="utf-8"), "Rule", "Improved")
    assert [row["Rule"] for row in rows] == list(rules)
    for row in rows:
        found = direction.directions(own, latest, indicators, parameters.authority, rules[row["Rule"]])
        placed = with_places(found, indicators, dashboards)
        counts = direction_counts(placed[placed["in_headline"]]).iloc[0]
        for word in DIRECTIONS[:4]:
            assert counts[column_name(word)] == int(row[word]), (row, word)


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        (
            "Every key of the parameter file",
            [*Parameters.model_fields, *AsAt.model_fields, *DirectionRules.model_fields],
        ),
        ("A new indicator", list(Indicator.model_fields)),
        ("New figures", list(Sidecar.model_fields)),
        ("A new step", list(Declaration.model_fields)),
    ],
)
def test_the_guide_explains_every_key(heading: str, names: list[str]) -> None:
    guide = (DOCS / "adding_a_year.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", guide, re.MULTILINE | re.DOTALL)
    explained = re.findall(r"^\| `(?:\w+\.)?(\w+)` \|", section, re.MULTILINE)
    assert [name for name in names if name not in explained] == []
    assert [name for name in explained if name not in names] == []
