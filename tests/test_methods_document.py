"""The worked examples and lists of the method statement and the guides are what the code does."""

from __future__ import annotations

import ast
import html
import inspect
import math
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, get_args, get_origin

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pytest
from scipy.special import chdtri, ndtr, stdtrit

from helpers.areas import read_areas
from helpers.assurance.logs import read_assurance, words
from helpers.markers import MEANINGS, WITH_A_FIGURE
from helpers.methods import (
    comparison,
    direction,
    disclosure,
    expected,
    funnel,
    position,
    rank_uncertainty,
    ranking,
    surveys,
    trend,
)
from helpers.methods.comparison import Method, compare_with_benchmark
from helpers.methods.direction import DIRECTIONS, direction_of_travel
from helpers.methods.expressions import PROPORTIONS, TIE
from helpers.methods.funnel import limits_at, over_dispersion, place_in_funnel, proportion_limits, ratio_limits
from helpers.methods.intervals import (
    BYAR_FROM,
    FROM_COUNTS,
    PUBLISHED,
    count_interval,
    mean_interval,
    normal_quantile,
    proportion_interval,
    rate_interval,
    with_limits,
)
from helpers.methods.neighbours import nearest
from helpers.methods.position import Inputs, overall_position
from helpers.methods.ranking import printed_rank, quartile_bounds, quartile_by_bounds, rank_and_quartile
from helpers.methods.same_measure import one_per_measure
from helpers.methods.trend import recent_trend
from helpers.params import AsAt, DirectionRules, Parameters, TrendMethod, Waiver, settings_for
from helpers.paths import Project, project
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.pipeline.graph import Declaration
from helpers.present.pages.labels import KINDS
from helpers.present.tables import format_number
from helpers.problems import MethodProblem
from helpers.publish.page_lint import page_findings
from helpers.quality.checks import DIMENSIONS
from helpers.register import Indicator, MeasureAlias
from helpers.results import comparisons, dfe_bands, quality_scores, reporting_figures
from helpers.results.compendium import column_name, direction_counts, lower_areas, strengths, with_places
from helpers.results.label_results import label_polarities, label_results
from helpers.sources import absent_zeros
from helpers.sources.catalogue import Source
from helpers.sources.publishers_labels import Labels, label_tables, labels_of
from helpers.sources.reference import read_same_measure
from helpers.sources.sidecar import Sidecar

if TYPE_CHECKING:
    from conftest import Checkout

DOCS = Path(__file__).parents[1] / "docs"
METHODS = (DOCS / "methods.md").read_text(encoding="utf-8")
LOGS = read_assurance(project().assurance)
ASSUMPTIONS, DECISIONS = (" ".join(words(log)) for log in (LOGS.assumptions, LOGS.decisions))
POLARITY = {"higher": "higher_is_better", "lower": "lower_is_better", "neutral": "neutral"}


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


def effect(column: str) -> list[dict[str, str]]:
    """Return the one table of effects of the assumptions log that has a column."""
    (match,) = [each for each in LOGS.assumptions.effects if column in each.columns]
    return [{name: str(cell) for name, cell in row.items()} for row in match.records()]


def says(text: str, document: str = METHODS) -> bool:
    """Whether a document has these words, wherever its lines end."""
    return " ".join(text.split()) in " ".join(document.split())


def ends(text: str) -> tuple[float, float]:
    """Read an interval: 7.66 to 8.01."""
    lower, upper = text.split(" to ")
    return float(lower), float(upper)


def same(found: Iterable[Any], row: dict[str, str], *columns: str) -> None:
    """Numbers are those of a row to as many decimal places as it prints."""
    for number, column in zip(found, columns, strict=True):
        places = len(row[column].partition(".")[2])
        assert f"{float(number):.{places}f}" == row[column], (column, row)


def texts_of(*functions: Callable[..., Any]) -> set[str]:
    """The sentences that functions can print: their constants with a space, without their descriptions."""
    found: set[str] = set()
    for function in functions:
        tree = ast.parse(inspect.getsource(function))
        described = {
            ast.get_docstring(node, clean=False) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
        }
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        found |= {text for text in texts - described if " " in text}
    return found


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
    indicators = own[["indicator_id"]].assign(why_no_figure="")
    found = reporting_figures.latest_figures(own, indicators, parameters.as_at.all_others, 36)
    assert parameters.stale_after_months == 36
    assert found["age_months"].tolist() == [int(row["Months before 31 March 2023"]) for row in rows]
    assert found["stale"].tolist() == [row["Older figure"] == "yes" for row in rows]


def test_the_rules_of_zeros_are_named_in_these_words() -> None:
    named = [row["Rule for a zero"] for row in one(METHODS, "Rule for a zero")]
    assert named == [absent_zeros.REPLACED, absent_zeros.BASE, absent_zeros.FAR]
    assert says(f"At least {absent_zeros.LEAST_OTHERS} other areas")
    assert says(f"where more than {absent_zeros.MOST_MISSING:.0%} of the areas have no figure for the period")
    assert absent_zeros.CHANCE_IF_MISSING == 1e-6
    assert says(f"at least {absent_zeros.LEAST_UNITS} units of the last decimal place in print")
    least = absent_zeros.LEAST_OF_MEDIAN
    assert says(f"at least {least['events']:.0%} of the median, or {least['measured']:.0%} for a score")
    assert says(
        f"fewer than {absent_zeros.COMMON_COUNT}, or no more than {absent_zeros.COMMON_SHARE:.0%} of the figures"
    )
    assert says(f"the chance of zero would be less than {absent_zeros.CHANCE}")
    assert absent_zeros.LEAST_OWN == 3
    assert absent_zeros.SMALL_AREA == 0.1


SERIES_AND_PERIOD = ["indicator_id", "area_code", "period"]


def test_the_examples_of_zeros() -> None:
    for row in one(METHODS, "Council with a zero"):
        share, base = float(row["Lowest other figure"]) / 100, float(row["Base of the zero"])
        same([-base * math.log(1 - share), (1 - share) ** base], row, "Expected at the lowest", "Chance of zero")
        absent = (1 - share) ** base < absent_zeros.CHANCE
        assert row["What becomes of it"] == ("[x]" if absent else "stays")


def test_the_examples_of_zeros_are_those_of_the_report(built: Checkout) -> None:
    figures, listed = (
        pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet").set_index(SERIES_AND_PERIOD)
        for name in ("observations", "absent_zeros")
    )
    names = {area.name: area.code for area in read_areas(project().areas) if area.end is None}
    for row in one(METHODS, "Council with a zero"):
        key = (row["Zero"], names[row["Council with a zero"]], row["Period of the zero"])
        same([figures.loc[key, "denominator"]], row, "Base of the zero")
        assert (key in listed.index) == (row["What becomes of it"] == "[x]")
        if key in listed.index:
            same(listed.loc[key, ["lowest_other", "chance"]], row, "Lowest other figure", "Chance of zero")
        else:
            assert figures.loc[key, "value"] == 0
    zeros = int(figures["value"].eq(0).sum()) + len(listed)
    assert says(f"Of the {zeros} zeros of the shipped figures {len(listed)} are marked")
    assert f"{len(listed)} of the {zeros} zeros of the shipped figures are marked" in DECISIONS


def test_every_direction_and_movement_is_named_in_these_words() -> None:
    assert all(f"**{word}**" in METHODS for word in (*DIRECTIONS, *("Increased", "Unchanged", "Decreased")))


def test_every_reason_for_a_direction_is_in_the_document() -> None:
    reasons = texts_of(direction._judge, direction._undetermined) | {direction.NO_INTERVALS}
    by_rule = [*direction.REASONS.values(), *direction.PLAN_REASONS.values()]
    reasons |= {text for both in by_rule for text in both}
    assert len(reasons) == 22
    undetermined = {row["Why direction is not judged"] for row in one(METHODS, "Why direction is not judged")}
    given = {" ".join(match.split()) for match in re.findall(r"\(reason: ([^)]*)\)", METHODS)}
    assert given | undetermined == reasons


def test_the_order_of_the_reasons_is_that_in_which_they_are_tried() -> None:
    source = inspect.getsource(direction._undetermined).replace("NO_INTERVALS", repr(direction.NO_INTERVALS))
    rows = [row["Why direction is not judged"] for row in one(METHODS, "Why direction is not judged")]
    places = [source.index(reason) for reason in rows[:-1]]
    assert places == sorted(places)
    assert rows[-1] in texts_of(direction._judge)


def test_the_rules_for_direction_have_these_ids_and_names() -> None:
    rows = {row["Id"]: row["Name in the tables"] for row in one(METHODS, "Id")}
    assert list(rows) == ["D0", "D1", "D2", "D3"]
    assert {"D1", "D2", "D3"} <= set(re.findall(r"D\d", inspect.getsource(direction._judge)))
    assert f'"{rows["D1"]}"' in inspect.getsource(direction._judge)
    assert f'"{rows["D3"]}"' in inspect.getsource(direction._judge)
    assert rows["D2"] == "tolerance, or exact"
    assert all(f"`{name}`" in METHODS for name in get_args(DirectionRules.model_fields["intervals"].annotation))
    assert "`published`, the default" in METHODS and DirectionRules().intervals == "published"


def test_the_interval_examples() -> None:
    for row in one(METHODS, "Limits before"):
        limits = {
            name: tuple(float(part) for part in row[f"Limits {name}"].split(" to ")) for name in ("before", "latest")
        }
        result = judge(row, **limits)
        assert (result["direction"], result["rule_id"]) == (row["Result"], "D1"), row
        assert ("overlap" if row["Overlap"] == "yes" else "do not overlap") in result["reason"], row


def test_the_interval_examples_by_hand() -> None:
    first, second = one(METHODS, "Limits before")
    upper, lower = first["Limits latest"].split(" to ")[1], first["Limits before"].split(" to ")[0]
    assert says(
        f"the upper limit of the latest figure, {upper}, is below the lower limit of the figure before, {lower}."
    )
    assert float(upper) < float(lower)
    lower, upper = second["Limits latest"].split(" to ")[0], second["Limits before"].split(" to ")[1]
    assert says(f"In the second row {lower} is below {upper}, so they meet.")
    assert float(lower) < float(upper)


def test_the_tolerance_example_by_hand() -> None:
    row = one(METHODS, "Half a unit")[0]
    before, latest, change = row["Before"], row["Latest"], row["Change"].replace("-", "−")
    assert f"{float(latest) - float(before):.1f}" == row["Change"]
    percent = year(2023).direction.tolerance_percent
    assert says(f"the larger of {percent:g}% of the figure before (its sign ignored)")
    assert says(f"the larger of {percent:g}% of the distance before")
    told = f"{latest} − {before} = {change}. Two hundredths of {before} is {row['2% of before']}."
    assert says(f"By hand, for household waste recycled: {told} {change[1:]} is more than {row['2% of before']},")


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


def test_the_limits_from_counts() -> None:
    rows = one(METHODS, "Lower from counts")
    frame = pd.DataFrame(
        {
            "indicator_id": "care_leavers_eet_pct", "area_code": "E10000018", "year": [2022, 2023],
            "value": [float(row["Figure"]) for row in rows], "numerator": [float(row["Count"]) for row in rows],
            "denominator": [float(row["Out of"]) for row in rows], "lower_95": np.nan, "upper_95": np.nan,
            "value_type": "percentage", "multiplier": 100.0, "decimals": 0, "polarity": "higher_is_better",
        }
    )  # fmt: skip
    limited = with_limits(frame)
    assert limited["limits"].tolist() == [FROM_COUNTS] * 2
    for row, found in zip(rows, limited.to_dict("records"), strict=True):
        quotient = 100 * found["numerator"] / found["denominator"]
        same([quotient, found["lower_95"], found["upper_95"]], row, *list(row)[4:])
    assert says(f"{rows[1]['Upper from counts']} is above {rows[0]['Lower from counts']}, so the intervals overlap")
    by_counts = direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]
    assert (by_counts["direction"], by_counts["rule_id"], by_counts["limits"]) == ("No real change", "D1", FROM_COUNTS)
    default = direction_of_travel(frame).iloc[0]
    assert (default["direction"], default["rule_id"], default["change"]) == ("Worsened", "D2", -4)
    alone = direction_of_travel(frame, {"rule": "none"}).iloc[0]
    assert (alone["direction"], alone["reason"]) == ("Cannot be determined", direction.NO_INTERVALS)
    other = with_limits(frame.assign(value=[62.0, 57.0]))["limits"]
    told = (
        f"Had the publisher printed 62 for {rows[0]['Count']} out of {rows[0]['Out of']}, no limits would be worked out"
    )
    assert says(f"{told}: 62 is more than half a unit from {rows[0]['Count divided by whole, %']}.") and pd.isna(
        other[0]
    )
    assert says("Both printed figures are within 0.5 of the quotient")
    assert says(f"the fall of {-default['change']:g} points is **{default['direction']}**.")
    assert f"{PUBLISHED}, or {FROM_COUNTS}" in " ".join(METHODS.split())


def test_published_and_worked_out_limits_are_not_mixed() -> None:
    frame = pd.DataFrame(
        {
            "indicator_id": "i", "area_code": "a", "year": [2022, 2023], "value": [61.0, 57.0],
            "numerator": [141.0, 153.0], "denominator": [232.0, 267.0], "lower_95": [54.4, np.nan],
            "upper_95": [66.8, np.nan], "value_type": "percentage", "multiplier": 100.0, "decimals": 0,
            "polarity": "higher_is_better",
        }
    )  # fmt: skip
    assert direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]["limits"] == FROM_COUNTS
    frame.loc[0, "numerator"] = None
    assert direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]["rule_id"] == "D2"


def test_the_plan_examples() -> None:
    for row in one(METHODS, "Distance before"):
        lower, upper = ends(row["Plan"])
        frame = pd.DataFrame(
            {
                "indicator_id": "i", "area_code": "a", "year": [2022, 2023],
                "value": [float(row["Before"]), float(row["Latest"])], "polarity": direction.PLAN_IS_BEST,
                "decimals": int(row["Decimals"]), "plan_lower": lower, "plan_upper": upper,
            }
        )  # fmt: skip
        result = direction_of_travel(frame, year(2023).direction).iloc[0]
        assert (result["direction"], result["rule_id"], result["rule"]) == (row["Result"], "D3", "plan_distance"), row
        same([result["tolerance"]], row, "Tolerance of the distance")
        for period in ("Before", "Latest"):
            value = float(row[period])
            away = max(lower - value, value - upper, 0)
            assert away == float(row[f"Distance {period.lower()}"]), row
        limits = frame.assign(lower_95=frame["value"] - 5, upper_95=frame["value"] + 5)
        by_limits = direction_of_travel(limits, year(2023).direction).iloc[0]
        assert (by_limits["direction"], by_limits["rule_id"]) == ("No real change", "D1"), row
        narrow = frame.assign(lower_95=frame["value"] - 0.1, upper_95=frame["value"] + 0.1)
        assert direction_of_travel(narrow, year(2023).direction).iloc[0]["rule_id"] == "D3", row
        assert direction_of_travel(frame, {"rule": "none"}).iloc[0]["reason"] == direction.NO_INTERVALS
        assert direction_of_travel(narrow, {"rule": "none"}).iloc[0]["reason"] in direction.PLAN_REASONS["none"]


def test_the_second_plan_example_by_hand() -> None:
    row = one(METHODS, "Distance before")[1]
    lower, upper = ends(row["Plan"])
    before, latest = float(row["Before"]), float(row["Latest"])
    sides = f"from {lower - before:g} below the band to {latest - upper:g} above it"
    assert says(f"In the second row the figure rose by {latest - before:g}, {sides}.")


def test_the_rules_of_the_sensitivity_table_are_those_of_the_code() -> None:
    rows = one(METHODS, "Tried again by", "`rule`")
    assert [row["Tried again by"] for row in rows] == list(direction.SENSITIVITY)
    for row in rows:
        rules = direction.SENSITIVITY[row["Tried again by"]]
        assert (rules.rule, rules.intervals) == (row["`rule`"], row["`intervals`"])
        percent = row["`tolerance_percent`"]
        assert percent == (f"{rules.tolerance_percent:g}" if rules.rule == "tolerance" else "")


class Figures(NamedTuple):
    """The figures of the 2023 report, with what it was made from and what it judged."""

    parameters: Parameters
    indicators: pd.DataFrame
    dashboards: pd.DataFrame
    same_measure: pd.DataFrame
    members: pd.DataFrame
    council: reporting_figures.CouncilFigures
    judged: pd.DataFrame

    def counted(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Keep the rows of the indicators that are counted in the headline."""
        about = self.council.latest[["indicator_id", "period", "stale", "provisional"]]
        placed = with_places(about, self.indicators, self.dashboards, self.same_measure)
        return frame[frame["indicator_id"].isin(placed.loc[placed["in_headline"], "indicator_id"])]


@pytest.fixture(scope="module")
def figures(built: Checkout) -> Figures:
    here = Project(built.root)
    areas = read_areas(here.areas)
    parameters = settings_for(here, areas, "2023").parameters
    folder = here.processed / "2023"
    observations, indicators, dashboards, members = (
        pd.read_parquet(folder / f"{name}.parquet")
        for name in ("observations", "indicators", "dashboards", "comparator_members")
    )
    council = reporting_figures.figures_for(
        observations, indicators, areas.same_council(parameters.authority), parameters
    )
    judged = direction.directions(council.own, council.latest, indicators, parameters.authority, parameters.direction)
    same_measure = read_same_measure(here.same_measure, indicators["indicator_id"])
    return Figures(parameters, indicators, dashboards, same_measure, members, council, judged)


def tried_again(figures: Figures) -> pd.DataFrame:
    return direction.sensitivity(figures.council.own, figures.indicators, figures.parameters.authority, figures.judged)


def test_the_sensitivity_examples_are_those_of_the_report(figures: Figures) -> None:
    tried = tried_again(figures).set_index("indicator_id")
    for row in one(METHODS, "Judged indicator"):
        found = tried.loc[row["Judged indicator"]]
        assert {name: found[name] for name in direction.SENSITIVITY} == {
            name: row[name] for name in direction.SENSITIVITY
        }
        assert found["as_reported"] == row["as_reported"]
        assert found["depends_on_rule"] == (row["Depends on the rule"] == "yes")


def test_the_limits_of_the_interval_examples_are_those_of_the_report(figures: Figures) -> None:
    own = figures.council.own.set_index(["indicator_id", "year"])
    judged = figures.judged.set_index("indicator_id")
    for row in one(METHODS, "Limits before"):
        for period, column in (("previous_year", "Limits before"), ("latest_year", "Limits latest")):
            found = own.loc[(row["Indicator"], judged.loc[row["Indicator"], period])]
            assert (found["lower_95"], found["upper_95"]) == pytest.approx(ends(row[column])), row
    chance = 2 * ndtr(-normal_quantile(0.95) * 2**0.5)
    assert says(f"correspond to a difference at about p = {chance:.3f}, not 0.05")


def test_the_counts_behind_limits_are_those_of_the_report(figures: Figures) -> None:
    own = figures.council.own.set_index(["indicator_id", "period"])
    for row in one(METHODS, "Lower from counts"):
        found = own.loc[("care_leavers_eet_pct", row["Period"])]
        printed = [float(row[name]) for name in ("Figure", "Count", "Out of")]
        assert [found["value"], found["numerator"], found["denominator"]] == printed


FIVE: dict[str, Any] = {
    "indicator_id": "i", "area_code": "a", "year": [2014, 2015, 2016, 2017, 2018],
    "value": [10.0, 11.0, 12.0, 13.0, 14.0],
    "numerator": [100.0, 110.0, 120.0, 130.0, 140.0], "denominator": 1000.0, "lower_95": [9.0, 10.0, 11.0, 12.0, 13.0],
    "upper_95": [11.0, 12.0, 13.0, 14.0, 15.0], "value_type": "percentage", "polarity": "neutral", "months": 12,
    "step": 1, "one_off": False, "break_before": False,
}  # fmt: skip


def mark(method: Any = "fingertips-2025", **changes: Any) -> pd.Series:
    """Mark the trend of five points that rise, oldest first, changed as said."""
    return recent_trend(pd.DataFrame(FIVE | changes), method).iloc[0]


def test_every_trend_marker_is_named_in_these_words() -> None:
    assert all(f"**{word}**" in " ".join(METHODS.split()) for word in trend.MARKERS)
    for row in one(METHODS, "Slope", "Neutral"):
        step = 1 if row["Slope"] == "up" else -1
        columns = {"Higher is better": "higher", "Lower is better": "lower", "Neutral": "neutral"}
        for column, polarity in columns.items():
            found = mark(polarity=POLARITY[polarity], numerator=[100.0, 150.0, 200.0, 250.0, 300.0][::step])
            assert found["marker"] == row[column], row


def test_the_types_of_value_that_have_a_trend() -> None:
    rows = {row["Type of value in the register"]: row["Trend judged by"] for row in one(METHODS, "Trend judged by")}
    assert set(rows) == set(get_args(Indicator.model_fields["value_type"].annotation))
    for value_type, judged_by in rows.items():
        expected = (
            "counts" if value_type in PROPORTIONS else "limits" if value_type in trend.WITH_LIMITS else "not tested"
        )
        assert judged_by == expected
        assert (mark(value_type=value_type)["reason"] == trend.REASONS["type"]) == (judged_by == "not tested")


TREND_CASES: dict[str, dict[str, object]] = {
    "type": {"value_type": "score"},
    "one_off": {"one_off": True},
    "duplicate": {"year": [2014, 2015, 2016, 2017, 2017]},
    "few": {"year": [None, 2015, 2016, 2017, 2018]},
    "overlap": {"months": 36},
    "length": {"months": [12, 12, 9, 12, 12]},
    "break": {"break_before": [False, True, False, False, False]},
    "missing": {"value": [10.0, None, 12.0, 13.0, 14.0]},
    "counts": {"numerator": [100.0, None, 120.0, 130.0, 140.0]},
    "unbroken": {"value": [10.0, None, 12.0, 13.0, 14.0]},
    "denominator": {"denominator": [-1000.0, 1000.0, 1000.0, 1000.0, 1000.0]},
    "numerator": {"numerator": [1100.0, 110.0, 120.0, 130.0, 140.0]},
    "full": {"numerator": [0.0, 110.0, 120.0, 130.0, 140.0]},
    "limits": {"value_type": "rate", "lower_95": [None, 10.0, 11.0, 12.0, 13.0]},
    "width": {"value_type": "rate", "lower_95": [11.0, 10.0, 11.0, 12.0, 13.0]},
    "no_limits": {"value_type": "rate", "lower_95": [None, 10.0, 11.0, 12.0, 13.0]},
    "not_significant": {"numerator": [100.0, 101.0, 100.0, 101.0, 100.0]},
    "outlier": {"numerator": [100.0, 90.0, 95.0, 85.0, 300.0]},
    "significant": {"numerator": [100.0, 150.0, 200.0, 250.0, 300.0]},
}


def test_every_reason_for_a_trend_is_in_the_document() -> None:
    rows = one(METHODS, "Why there is this trend")
    assert [row["Why there is this trend"] for row in rows] == [trend.REASONS[name] for name in TREND_CASES]
    assert set(TREND_CASES) == set(trend.REASONS)
    used: dict[str, set[str]] = {
        method: set(re.findall(r'REASONS\["(\w+)"\]', inspect.getsource(function)))
        for method, function in (("fingertips-2025", trend._reasons_2025), ("fingertips-2020", trend._reasons_2020))
    }
    shared = set(re.findall(r'REASONS\["(\w+)"\]', inspect.getsource(trend._shape_of_series)))
    shared |= {"outlier", "not_significant", "significant"}
    for row, (name, changes) in zip(rows, TREND_CASES.items(), strict=True):
        methods = [method for method in used if name in used[method] | shared]
        assert row["Method"] == (methods[0] if len(methods) == 1 else "both"), row
        for method in methods:
            found = mark(method, **changes)
            assert found["reason"] == row["Why there is this trend"], (row, method)
            assert found["movement"] in row["Result"].split(" or "), (row, method)


def test_the_threshold_of_a_trend() -> None:
    assert set(re.findall(r"\b9\.5\d+", METHODS)) == {f"{trend.SIGNIFICANT:.6f}"}
    assert trend.POINTS == 5
    (default,) = {year(number).trend_method for number in (2018, 2020, 2023, 2024, 2025)}
    assert f"The default method, `{default}`" in METHODS
    assert all(f"`{name}`" in METHODS or f"`trend_method: {name}`" in METHODS for name in get_args(TrendMethod))


def rise_and_run(w: np.ndarray, t: np.ndarray, y: np.ndarray) -> tuple[float, float]:
    """The two parts of the slope of a straight line by least squares with weights."""
    return (
        w.sum() * (w * t * y).sum() - (w * t).sum() * (w * y).sum(),
        w.sum() * (w * t * t).sum() - (w * t).sum() ** 2,
    )


def test_the_worked_trend() -> None:
    rows = one(METHODS, "Value per 1,000")[::-1]
    columns = ("Value per 1,000", "Lower", "Upper", "t", "Count", "Out of")
    value, lower, upper, t, x, n = (np.array([float(row[name]) for row in rows]) for name in columns)
    error = (upper - lower) / (2 * normal_quantile(0.95))
    w, d = 1 / error**2, value - value[-1]
    for number, row in enumerate(rows):
        same([error[number], w[number]], row, "Standard error", "Weight")
        assert round(float(d[number]), 10) == float(row["d"])
    sums = {"Σw": w, "Σwt": w * t, "Σwt²": w * t * t, "Σwd": w * d, "Σwtd": w * t * d}
    for row in one(METHODS, "Value of the sum"):
        same([sums.pop(row["Sum over the five points"]).sum()], row, "Value of the sum")
    assert not sums
    rise, run = rise_and_run(w, t, d)
    chi_squared = (rise / run) ** 2 * run / w.sum()
    assert says(f"{w.sum():.4f} × {(w * t * t).sum():.4f} − {-(w * t).sum():.4f}² = {run:.2f}.")
    parts = f"({w.sum():.4f} × {(w * t * d).sum():.4f} − {-(w * t).sum():.4f} × {-(w * d).sum():.4f}) ÷ {run:.2f}"
    assert says(f"The slope is {parts} = {rise / run:.4f} per year.")
    assert says(f"Chi-squared is {rise / run:.4f}² × {run:.2f} ÷ {w.sum():.4f} = {chi_squared:.2f}.")
    assert says(f"÷ (2 × {normal_quantile(0.95):.6f})")
    odds = np.log(x / (n - x))
    left_out = {"none": slice(None)} | {row["Year"]: np.arange(5) != number for number, row in enumerate(rows)}
    for row in one(METHODS, "Left out"):
        kept = left_out.pop(row["Left out"])
        slopes = (
            np.divide(*rise_and_run(*(part[kept] for part in (of, t, y)))) for of, y in ((w, d), (np.ones(5), odds))
        )
        same(slopes, row, "Slope by limits", "Slope by counts, in log odds")
    assert not left_out
    given = {
        "year": [int(row["Year"]) for row in rows], "value": value, "lower_95": lower, "upper_95": upper,
        "numerator": x, "denominator": n,
    }  # fmt: skip
    for row in one(METHODS, "Trend method", "Judged by"):
        found = mark(
            row["Trend method"], **given, value_type="crude rate" if row["Judged by"] == "limits" else "proportion"
        )
        same([found["chi_squared"]], row, "Chi-squared")
        assert found["marker"] == row["Trend marker"], row
        slope = next(each for each in one(METHODS, "Left out") if each["Left out"] == "none")
        same(
            [found["slope"]],
            slope,
            "Slope by limits" if row["Judged by"] == "limits" else "Slope by counts, in log odds",
        )
    assert says("46.7636 by the R function") and f"{mark(**given, value_type='rate')['chi_squared']:.4f}" == "46.7636"


def test_the_examples_of_what_the_rules_of_a_trend_do() -> None:
    for row in one(METHODS, "Counts, oldest first"):
        x, n = np.array([float(each) for each in row["Counts, oldest first"].split(", ")]), float(row["Out of"])
        found = mark(numerator=x, denominator=n, value=100 * x / n)
        same([found["chi_squared"]], row, "Chi-squared of the case")
        assert (found["marker"], found["reason"]) == (row["Trend"], row["Reason for it"]), row
        if "rise" in row["Case"]:
            assert says(f"the same percentages, {100 * x[0] / n:.2f} to {100 * x[-1] / n:.2f}."), row


def test_the_example_of_missing_years() -> None:
    rows = one(METHODS, "Year with a figure")
    years, x, n = (np.array([float(row[name]) for row in rows]) for name in rows[0])
    found = mark(year=years.astype("int64"), numerator=x, denominator=n, value=100 * x / n)
    assert says(f"{found['chi_squared']:.2f} for the series below")
    assert says("(to four places 47.3463)") and found["chi_squared"] == pytest.approx(47.3463, abs=5e-5)
    t, whole, some = years - years[0], n.sum(), x.sum()
    by_years = whole * (whole * (x * t).sum() - some * (n * t).sum()) ** 2
    by_years /= some * (whole - some) * (whole * (n * t * t).sum() - (n * t).sum() ** 2)
    assert says(f"Counting by years would give {by_years:.2f}.")


def test_the_example_in_which_direction_and_trend_differ(figures: Figures) -> None:
    rows = one(METHODS, "Period of the trend")
    limits = [ends(row["Limits of the period"]) for row in rows]
    given = {"value": [float(row["Figure of the period"]) for row in rows], "value_type": "mean"}
    found = mark(**given, lower_95=[low for low, _ in limits], upper_95=[high for _, high in limits])
    assert (found["marker"], found["reason"]) == ("No significant change", trend.REASONS["not_significant"])
    assert says(f"chi-squared is {found['chi_squared']:.2f}, under {trend.SIGNIFICANT:.6f}")
    trended = trend.trends(figures.council.own, figures.indicators, figures.parameters.authority, figures.parameters)
    (reported,) = trended[trended["indicator_id"] == "wellbeing_life_satisfaction_mean"].to_dict("records")
    assert reported["chi_squared"] == pytest.approx(found["chi_squared"])
    assert (reported["first_period"], reported["last_period"]) == (
        rows[0]["Period of the trend"],
        rows[-1]["Period of the trend"],
    )
    directions = figures.judged.set_index("indicator_id")
    assert directions.loc["wellbeing_life_satisfaction_mean", "direction"] == "Worsened"


def test_what_the_document_says_of_the_method_of_2020() -> None:
    rows = one(METHODS, "fingertips-2020", "Point")
    (numbers,) = [row for row in rows if row["Point"] == "The number in the standard error"]
    same([normal_quantile(0.95)], numbers, "fingertips-2025")
    both = [mark(method, value_type="rate")["chi_squared"] for method in get_args(TrendMethod)]
    assert both[1] / both[0] == pytest.approx(
        (float(numbers["fingertips-2020"]) / normal_quantile(0.95)) ** 2, rel=1e-9
    )
    longer = {name: [FIVE[name][0], *FIVE[name]] for name in ("value", "lower_95", "upper_95")}
    longer |= {"year": list(range(2013, 2019))}
    steep = [100.0, 150.0, 200.0, 250.0, 300.0]
    mean = {"value_type": "mean", "value": steep, "lower_95": [90.0] * 5, "upper_95": [110.0] * 5}
    cases: list[tuple[dict[str, Any], str, str]] = [
        (mean, "Increasing", "Cannot be calculated"),
        ({**longer, "numerator": [1000.0, *steep]}, "Increasing", "Cannot be calculated"),
        ({**longer, "numerator": [None, *steep]}, "Increasing", "Increasing"),
        ({"break_before": True, "numerator": steep}, "Cannot be calculated", "Increasing"),
        ({"numerator": [100.0, 100.0, 100.0, 100.0, 300.0]}, "No significant change", "Increasing"),
        ({"numerator": steep, "lower_95": np.nan}, "Increasing", "No significant change"),
    ]
    for changes, new, old in cases:
        markers = [mark(method, **changes)["movement"] for method in ("fingertips-2025", "fingertips-2020")]
        assert markers == [new, old], changes


def test_the_examples_of_intervals() -> None:
    assert says(f"z is {normal_quantile(0.95):.6f} at 95% and {normal_quantile(0.998):.6f} at 99.8%.")
    for row in one(METHODS, "Share: count"):
        x, n = float(row["Share: count"]), float(row["Whole"])
        assert 100 * x / n == float(row["Per cent"])
        limits = [100 * end for level in (0.95, 0.998) for end in proportion_interval(x, n, level)]
        same(limits, row, *list(row)[3:])
    z = normal_quantile(0.95)
    root, middle, whole = (z**2 + 91) ** 0.5, 2 * 65 + z**2, 2 * (100 + z**2)
    assert 4 * 65 * 0.35 == 91
    assert says(f"z² = {z**2:.4f}, and 4 × 65 × 0.35 = 91. √({z**2:.4f} + 91) = {root:.4f}, times z is {z * root:.4f}.")
    assert says(f"2x + z² is {middle:.4f}, and 2 × (n + z²) is {whole:.4f}.")
    lower, upper = proportion_interval(65, 100)
    assert says(f"({middle:.4f} − {z * root:.4f}) ÷ {whole:.4f} = {lower:.4f}")
    assert says(f"({middle:.4f} + {z * root:.4f}) ÷ {whole:.4f} = {upper:.4f}")


def test_the_examples_of_intervals_of_events() -> None:
    rows = one(METHODS, "Events", "Limits used")
    for row in rows:
        count = float(row["Events"])
        assert row["Limits used"] == ("exact" if count < 10 else "Byar's")
        for name, switch in (("Exact", float("inf")), ("Byar", 0)):
            same(count_interval(count, 0.95, switch), row, f"{name} lower 95%", f"{name} upper 95%")
        same(count_interval(count, 0.998), row, "Used lower 99.8%", "Used upper 99.8%")
        chosen = "Exact" if count < 10 else "Byar"
        same(count_interval(count), row, f"{chosen} lower 95%", f"{chosen} upper 95%")
    assert [row["Events"] for row in rows] == ["5", "9", "10", "65"]
    assert says("At 9 and 10 events the two methods differ by no more than 0.01 at the 95% level")
    exact, byar = (count_interval([9, 10], 0.95, switch) for switch in (float("inf"), 0))
    assert np.abs(np.subtract(exact, byar)).max() <= 0.01
    assert says(f"exact below {BYAR_FROM}, Byar's method from {BYAR_FROM}.")
    assert says(f"The switch is at {BYAR_FROM} sharp: {BYAR_FROM - 1} events have exact limits.")
    lower, upper = rate_interval(65, 40_000)
    assert says(f"40,000 people are {65 / 0.4:.1f} per 100,000, with limits {lower:.1f} to {upper:.1f}.")


def test_the_examples_of_intervals_of_means() -> None:
    for row in one(METHODS, "Mean", "Standard deviation"):
        mean, deviation, number = (float(row[name]) for name in ("Mean", "Standard deviation", "Values"))
        limits = [end for level in (0.95, 0.998) for end in mean_interval(mean, deviation, number, level)]
        same([stdtrit(number - 1, 0.975), *limits], row, *list(row)[3:])


def test_the_examples_of_surveys() -> None:
    """The share of answers as counts of people, after the design effect."""
    rows = one(METHODS, "Share of answers", "Design effect")
    for row in rows:
        share = float(row["Share of answers"].rstrip("%")) / 100
        effective = float(row["Respondents"].replace(",", "")) / float(row["Design effect"])
        assert row["Count as"] == f"{effective:,.0f}"
        limits = [100 * end for end in proportion_interval(share * effective, effective)]
        same(limits, row, "Survey, lower 95%", "Survey, upper 95%")
    assert [row["Count as"] for row in rows] == ["1,000", "1,100", "250"]


def test_every_reason_and_caution_of_surveys_is_in_the_document() -> None:
    named = [row["Why a survey's figure has no limits"] for row in one(METHODS, "Why a survey's figure has no limits")]
    assert named == list(surveys.REASONS.values())
    assert all(says(f"- {caution}") for caution in surveys.CAUTIONS.values())


def compared(method: Any, **columns: Any) -> str:
    frame = pd.DataFrame({name: [value] for name, value in columns.items()})
    return str(compare_with_benchmark(frame, method)["comparison"].iloc[0])


def test_every_word_and_method_of_comparison_is_in_the_document() -> None:
    names = ("BETTER", "SIMILAR", "WORSE", "LOWER", "HIGHER", "NOT_COMPARED", "BEST", "WORST", "LOWEST", "HIGHEST")
    assert all(f"**{getattr(comparison, name)}**" in METHODS for name in names)
    assert [row["Method"] for row in one(METHODS, "On the limit itself")] == list(get_args(Method))


def test_every_reason_for_no_comparison_is_in_the_document() -> None:
    documented = [row["Why not compared"] for row in one(METHODS, "Why not compared")]
    assert sorted(documented) == sorted(set(comparison.REASONS.values()))


def test_every_reason_for_no_place_in_a_funnel_is_in_the_document() -> None:
    documented = [row["Why not placed"] for row in one(METHODS, "Why not placed")]
    assert documented == list(funnel.REASONS.values())


def test_the_examples_of_one_and_two_levels() -> None:
    assert says("The figure is 2.6, with a 95% interval of 2.5 to 2.7 and a 99.8% interval of 2.3 to 2.9.")
    given = {"value": 2.6, "lower_95": 2.5, "upper_95": 2.7, "lower_99_8": 2.3, "upper_99_8": 2.9}
    for row in one(METHODS, "One level"):
        case = given | {"benchmark": float(row["Benchmark"]), "polarity": POLARITY[row["Polarity"]]}
        touches = {
            given["upper_95"]: "95% interval, so it is similar",
            given["upper_99_8"]: "99.8% interval, so it is not",
        }
        if case["benchmark"] in touches:
            assert says(f"{row['Benchmark']} touches the {touches[case['benchmark']]}"), row
        assert (compared("single_overlap", **case), compared("two_levels", **case)) == (
            row["One level"],
            row["Two levels"],
        ), row


def test_the_examples_of_double_overlap() -> None:
    assert says("Lower is better; the figure is 4.0, with an interval of 3.5 to 4.5.")
    given = {"value": 4.0, "lower_95": 3.5, "upper_95": 4.5, "polarity": "lower_is_better"}
    for row in one(METHODS, "Double overlap"):
        names = ("Benchmark with limits", "Benchmark lower", "Benchmark upper")
        columns = ("benchmark", "benchmark_lower_95", "benchmark_upper_95")
        case = given | {column: float(row[name]) for name, column in zip(names, columns, strict=True)}
        assert compared("double_overlap", **case) == row["Double overlap"], row
        assert compared("single_overlap", **case) == "Worse"
        assert says(
            f"By single overlap all three would be **Worse**, because {row[names[0]]} is below {given['lower_95']}."
        )


def test_the_examples_of_funnel_comparison() -> None:
    for row in one(METHODS, "Figure compared"):
        benchmark, per, n, value = (
            float(row[name]) for name in ("Benchmark figure", "Per", "Denominator", "Figure compared")
        )
        expected = benchmark * n / per
        assert expected == float(row["Expected"])
        if row["Kind"] == "funnel_proportion":
            limits = [per * end for end in proportion_interval(expected, n)]
        else:
            limits = [per / n * end for end in count_interval(expected, exact_below=float("inf"))]
        same(limits, row, "Lower of chance, 95%", "Upper of chance, 95%")
        case = {"value": value, "denominator": n, "multiplier": per, "benchmark": benchmark}
        assert compared(row["Kind"], **case, polarity="lower_is_better") == row["Word"], row


def test_the_examples_of_funnel_comparison_in_words() -> None:
    rows = [row for row in one(METHODS, "Figure compared") if row["Kind"] == "funnel_proportion"]
    (few, small), (many, large) = (
        (f"{int(row['Denominator']):,}", float(row["Benchmark figure"]) - float(row["Figure compared"])) for row in rows
    )
    assert [row["Word"] for row in rows] == ["Similar", "Better"]
    told = f"With {few} people {small:g} points below the benchmark are similar"
    assert says(f"{told}; with {many} people {large:g} points are better.")


def test_the_examples_of_goals() -> None:
    assert says("The goal is 10; the range is 1 to 2.")
    for row in one(METHODS, "Goal method"):
        text = row["Figure or interval"]
        lower, upper = ends(text) if " to " in text else (float(text), float(text))
        case = {
            "value": lower,
            "lower_95": lower,
            "upper_95": upper,
            "goal": 10.0,
            "goal_lower": 1.0,
            "goal_upper": 2.0,
        }
        assert compared(row["Goal method"], **case, polarity=POLARITY[row["Good when"]]) == row["Word for it"], row
    assert {row["Goal method"] for row in one(METHODS, "Goal method")} == {
        name for name in get_args(Method) if name.startswith("goal")
    }


def test_the_examples_of_funnel_plots() -> None:
    for row in one(METHODS, "Average, %"):
        average, n = float(row["Average, %"]) / 100, float(row["Denominator of the council"])
        limits = [100 * end for level in funnel.LEVELS for end in proportion_limits(average, n, level)]
        same(limits, row, *list(row)[2:])
    for row in one(METHODS, "Events seen"):
        limits = [end for level in funnel.LEVELS for end in ratio_limits(float(row["Events seen"]), level)]
        same(limits, row, *list(row)[1:])
    for row in one(METHODS, "Kind of funnel"):
        seen, whole = float(row["Seen"]), float(row["Expected or denominator"])
        case = {"numerator": seen, "denominator": whole, "average": float(row["Average of the funnel"] or "nan")}
        if row["Kind of funnel"] == "ratio":
            case = {"observed": seen, "expected": whole}
        frame = pd.DataFrame({name: [value] for name, value in case.items()}).assign(polarity="lower_is_better")
        found = place_in_funnel(frame, row["Kind of funnel"])
        assert found["comparison"].iloc[0] == row["Mark"], row
    here, there = (
        [100 * end for end in limits] for limits in (proportion_limits(0.2, 50), proportion_interval(10, 50))
    )
    assert says(f"50 people {here[0]:.2f} to {here[1]:.2f} here, and {there[0]:.2f} to {there[1]:.2f} there.")
    gap = 100 * (proportion_interval(400, 2000)[0] - proportion_limits(0.2, 2000)[0])
    assert says(f"For 2,000 they differ by {gap:.2f}.")
    upper, outer = (100 * float(proportion_limits(0.2, 200, level)[1]) for level in funnel.LEVELS)
    assert says(f"By hand, for 54 of 200: {54 / 2:.0f}% is above the upper limit {upper:.2f} and below {outer:.2f}")


def test_the_example_of_over_dispersion() -> None:
    rows = one(METHODS, "Drawn in to")
    each = [row for row in rows for _ in range(int(row["Councils"]))]
    seen = np.array([float(row["Events seen where 100 are expected"]) for row in each])
    scores = (np.sqrt(seen / 100) - 1) / 0.05
    assert scores.round(9).tolist() == [float(row["Score"]) for row in each]
    drawn_in = np.clip(scores, *np.quantile(scores, funnel.WINSORISED)).round(9)
    assert drawn_in.tolist() == [float(row["Drawn in to"]) for row in each]
    n, squares = len(each), float(np.sum(drawn_in**2))
    point = chdtri(n - 1, funnel.OVER_DISPERSED)
    found = over_dispersion(seen, [100] * n, kind="ratio")
    assert says(f"squares of 4 are {squares:g}, so φ = {squares:g} ÷ {n} = {found.phi:.2f}.")
    assert says(f"{squares:g} is above {point:.2f}, the point of chi-squared with {n - 1} degrees of freedom")
    assert found.over_dispersed
    assert says(f"they spread √{found.phi:.2f} = {(squares / n) ** 0.5:.2f} times as much as chance alone gives.")
    assert says(f"τ² = ({squares:g} − {n - 1}) ÷ ({400 * n:,} − 400) = {found.tau_squared:.4f}.")
    for row in one(METHODS, "Kind of limits"):
        share = row["Kind of limits"] != "ratio"
        average, scale = (0.2, 100) if share else (1.0, 1)
        at, between = float(row["Denominator or expected"]), float(row["τ²"])
        kind: Literal["proportion", "ratio"] = "proportion" if share else "ratio"
        ends = [scale * end for level in funnel.LEVELS for end in limits_at(at, average, kind, between, level)]
        same(ends, row, *list(row)[3:])
    chance, wide = (limits_at(2000, 0.2, "proportion", between) for between in (0.0, found.tau_squared))
    words = [f"{100 * low:.2f} to {100 * high:.2f}" for low, high in (chance, wide)]
    assert says(f"chance alone allows {words[0]}; with the spread between councils it is {words[1]}.")


def test_the_effect_of_widened_limits_is_as_the_logs_say(figures: Figures) -> None:
    council, least = figures.council, figures.parameters.minimum_group_size
    codes = read_areas(project().areas).same_council(figures.parameters.authority)
    rows = comparisons.comparator_rows(council.reported, council.latest, figures.members, codes)
    found = funnel.funnels(rows, least)
    assert least == funnel.SMALLEST_FUNNEL
    by_chance = []
    for row in found.to_dict("records"):
        limits = [
            limits_at(row["denominator"], row["average"] / row["multiplier"], row["kind"], 0.0, level)
            for level in funnel.LEVELS
        ]
        figure = row["value"] / row["multiplier"]
        by_chance.append(sum(not low <= figure <= high for low, high in limits))
    steps, chance = found["comparison"].map(funnel.STEPS_OUTSIDE).fillna(0), pd.Series(by_chance, index=found.index)
    own = found["own"]
    widened, drawn = int(found.loc[own, "over_dispersed"].sum()), int(own.sum())
    assert says(f"{widened} of {drawn} funnels of Leicestershire in 2023 are widened.", DECISIONS)
    assert says(f"{widened} of {drawn} funnels of 2023 allow for a variance between councils", ASSUMPTIONS)
    assert says(f"The other {drawn - widened} could", ASSUMPTIONS)
    outside = int((steps[own] > 0).sum())
    assert says(f"in {outside} of them, and would be in {int((chance[own] > 0).sum())} by chance alone.", DECISIONS)
    assert says(f"Drawn in 2023 are the {outside} funnels in which the council is outside", DECISIONS)
    assert says(
        f"Of {len(found)} marks of all councils {int((steps == 2).sum())} are outside 99.8%, and would be "
        f"{int((chance == 2).sum())} by chance alone.",
        DECISIONS,
    )


def test_ranks_as_they_are_printed() -> None:
    for row in one(METHODS, "Rank as printed"):
        place, n, sharing = (int(row[name]) for name in list(row)[:3])
        assert printed_rank(place, n, sharing) == row["Rank as printed"], row


def test_the_quartile_examples() -> None:
    for row in one(METHODS, "1st quartile"):
        n = int(row["Councils"])
        frame = pd.DataFrame({"indicator_id": "i", "area_code": [f"a{k:02}" for k in range(n)], "value": range(n)})
        found = rank_and_quartile(frame.assign(value=frame["value"] * 1.0, polarity="lower_is_better"))
        for number, name in enumerate(("1st", "2nd", "3rd", "4th"), start=1):
            ranks = found.loc[found["quartile"] == number, "rank"].astype(int)
            assert row[f"{name} quartile"] == f"{ranks.min()} to {ranks.max()}", row


def test_the_quartile_example_by_hand() -> None:
    rank, n = 26, 36
    whole, rest = divmod(4 * (rank - 1), n)
    told = (
        f"By hand, for {rank}th of {n}: 4 × {rank - 1} = {4 * (rank - 1)}; {4 * (rank - 1)} divided by {n} is {whole}"
    )
    assert says(f"{told}, remainder {rest}; 1 + {whole} = {1 + whole}. The third quartile.")
    frame = pd.DataFrame(
        {"indicator_id": "i", "area_code": [f"a{k:02}" for k in range(n)], "value": np.arange(n) * 1.0}
    )
    found = rank_and_quartile(frame.assign(polarity="lower_is_better")).set_index("rank")
    assert found.loc[rank, "quartile"] == 1 + whole


def test_the_numbers_in_the_rules_of_ranking() -> None:
    assert says(f"if they differ by no more than {TIE:.9f} of the larger, or of 1 where both are smaller than 1.")
    assert says(f"With fewer than {year(2023).minimum_group_size} councils there is no rank and no quartile.")
    assert says(f"can be no lower than {ranking.SMALLEST_GROUP}.")
    rows = one(METHODS, "Council", "Rank")[:4]
    assert says(f"and the next rank is skipped: {', '.join(row['Rank'] for row in rows)}.")


def test_the_tie_example() -> None:
    rows = one(METHODS, "Council", "Rank")
    frame = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    )
    found = rank_and_quartile(frame.assign(indicator_id="i", polarity="higher_is_better"), minimum_group_size=8)
    found = found.sort_values("area_code")
    assert found["rank"].astype(int).tolist() == [int(row["Rank"]) for row in rows]
    assert found["quartile"].astype(int).tolist() == [int(row["Quartile"]) for row in rows]
    frame = frame.assign(indicator_id="i", polarity="higher_is_better")
    assert quartile_by_bounds(frame).tolist() == [int(row["By bounds of the figures"]) for row in rows]
    bounds = quartile_bounds(frame).loc["i", ["lower_quartile", "median", "upper_quartile"]]
    assert says("here {:g}, {:g} and {:g}.".format(*bounds))
    first, second = rows[1], rows[2]
    assert first["Figure"] == second["Figure"] == f"{bounds['upper_quartile']:g}"
    assert says(
        f"B and C are on the bound {first['Figure']}, so they fall into the {first['By bounds of the figures']}nd"
    )
    assert says(f"the {first['By equal numbers']}st quartile, the other in the {second['By equal numbers']}nd.")
    turned = frame.assign(value=100 - frame["value"], polarity="lower_is_better")
    assert says("by the share that is missing from 100 (10, 15, 15, 20 and so on, lower is better)")
    assert turned["value"].tolist()[:4] == [10, 15, 15, 20]
    ranked = rank_and_quartile(turned).sort_values("area_code")["quartile"]
    assert (quartile_by_bounds(turned).tolist()[1:3], ranked.tolist()[1:3]) == ([1, 1], [1, 1])


def test_the_example_of_equal_numbers_splits_a_tie() -> None:
    rows = one(METHODS, "Council", "Rank")
    frame = pd.DataFrame({"area": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]})
    with duckdb.connect() as database:
        database.register("figures", frame)
        found = database.execute("SELECT value, ntile(4) OVER (ORDER BY value DESC) FROM figures").fetchall()
    printed = [(float(row["Figure"]), int(row["By equal numbers"])) for row in rows]
    assert sorted(found) == sorted(printed)
    assert {part for value, part in printed if value == 85} == {1, 2}


def test_a_group_of_mixed_polarity_is_refused() -> None:
    assert says("A group in which a high figure is better for some rows and worse for others is refused")
    frame = pd.DataFrame({"indicator_id": "i", "area_code": list("abcd"), "value": [1.0, 2.0, 3.0, 4.0]})
    polarity = ["higher_is_better"] * 3 + ["lower_is_better"]
    with pytest.raises(MethodProblem, match="same polarity"):
        rank_and_quartile(frame.assign(polarity=polarity))


def test_the_reasons_for_no_rank() -> None:
    period = {"period_start": date(2022, 4, 1), "period_end": date(2023, 3, 31)}
    cases = {"none": ("higher_is_better", 0), "outside": ("higher_is_better", 9), "neutral": ("neutral", 9)}
    cases["few"] = ("lower_is_better", 7)
    indicators = pd.DataFrame({"indicator_id": list(cases), "polarity": [polarity for polarity, _ in cases.values()]})
    latest = indicators[["indicator_id"]].assign(
        period="2022/23", **period, stale=False, provisional=False, why_no_figure=""
    )
    latest.loc[latest["indicator_id"] == "none", list(period)] = None
    latest.loc[latest["indicator_id"] == "none", "why_no_figure"] = reporting_figures.NO_FIGURE
    rows = pd.DataFrame(
        [
            (key, f"a{k}", f"Council {k}", float(k), polarity, k == 0 and key != "outside")
            for key, (polarity, n) in cases.items()
            for k in range(n)
        ],
        columns=["indicator_id", "area_code", "area_name", "value", "polarity", "own"],
    )
    found = comparisons.comparisons(rows, latest, indicators, year(2023).minimum_group_size)
    documented = {row["Why there is no rank"] for row in one(METHODS, "Why there is no rank")}
    assert documented == set(found["reason"]) | {ranking.NO_FIGURE}
    assert len(documented) == 5


def test_the_example_of_the_next_quartile_in_words() -> None:
    rows = one(METHODS, "Council", "Rank", "By equal numbers")
    frame = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    ).assign(indicator_id="i", polarity="higher_is_better")
    ranked = rank_and_quartile(frame, minimum_group_size=8)
    gap = ranking.next_quartile(ranked.assign(own=ranked["area_code"] == "F"))["i"]
    own, next_one = (ranked.set_index("area_code").loc[name] for name in "FD")
    assert says(f"for council F in the table above, {own['rank']}th and in the {own['quartile']}rd quartile")
    assert next_one["value"] - own["value"] == gap
    assert says(f"D with {next_one['value']:g}, so it takes {next_one['value']:g} − {own['value']:g} = {gap:g}.")


def test_the_examples_of_places_are_those_of_the_report(built: Checkout) -> None:
    found = pd.read_parquet(built.root / "data/processed/2023/comparisons.parquet").set_index("indicator_id")
    rows = one(METHODS, "Ranked indicator", "Next quartile at")
    assert len(rows) == 4
    for row in rows:
        place = found.loc[row["Ranked indicator"]]
        same(place[["best", "worst", "england", "gap_to_england"]], row, "Best", "Worst", "England", "Gap to England")
        assert printed_rank(place["rank"], place["n"], place["tied"]) == row["Place now"]
        before = printed_rank(place["previous_rank"], place["previous_n"], place["previous_tied"])
        assert before == row["Rank before"]
        assert str(place["rank_change"]) == row["Places gained"]
        assert place["quartile_change"] == row["Quartile since"]
        if pd.isna(place["gap_to_next_quartile"]):
            assert row["To the next quartile"] == row["Next quartile at"] == ""
        else:
            turn = 1 if place["polarity"] == "higher_is_better" else -1
            same([place["gap_to_next_quartile"]], row, "To the next quartile")
            same([place["value"] + turn * place["gap_to_next_quartile"]], row, "Next quartile at")


def test_the_example_of_lower_areas() -> None:
    rows = one(METHODS, "Order in the list", "Listed because")
    now, then = ([int(row[name].split(" of ")[0]) for row in rows] for name in ("Rank now", "Rank then"))
    n = 36
    assert all(row[name].endswith(f" of {n}") for row in rows for name in ("Rank now", "Rank then"))
    frame = pd.DataFrame({"title": [row["Order in the list"] for row in rows], "rank": now, "n": n})
    frame["quartile"] = [1 + 4 * (rank - 1) // n for rank in now]
    before = pd.Series([1 + 4 * (rank - 1) // n for rank in then])
    frame["rank_change"] = [earlier - rank for rank, earlier in zip(now, then, strict=True)]
    frame["quartile_change"] = [
        "down" if was < is_now else "same" for was, is_now in zip(before, frame["quartile"], strict=True)
    ]
    frame = frame.assign(family="", family_order=0, in_headline=True)
    listed = [row for row in rows if row["Order in the list"] != "not listed"]
    assert lower_areas(frame)["title"].tolist() == [row["Order in the list"] for row in listed]
    for row, quartile, change in zip(rows, frame["quartile"], frame["rank_change"], strict=True):
        words = {4: "fourth quartile", 3: "third quartile"}[quartile] + (", fell" if change < 0 else "")
        assert row["Listed because"] in (words, "")


def test_the_examples_of_the_dfe_tool() -> None:
    reasons = [row["Why the rules differ"] for row in one(METHODS, "Why the rules differ")]
    assert reasons == [dfe_bands.TIES, dfe_bands.BOUNDARY]
    nine = pd.DataFrame({"area_code": list("abcdefghi"), "value": [float(9 - each) for each in range(9)]})
    nine = nine.assign(indicator_id="i", polarity="higher_is_better")
    third = rank_and_quartile(nine).set_index("area_code").loc["c"]
    band = dfe_bands.tool_places(nine).set_index("area_code").at["c", "dfe_band"]
    bound = quartile_bounds(nine).at["i", "upper_quartile"]
    assert third["rank"] == 3
    assert says(f"the third has {third['value']:g}. Its quartile is 1 + 4 × 2//9 = {third['quartile']}.")
    assert says(
        f"The upper quartile of the figures is {bound:g}, and 7 is not above it, so the tool's rule gives {band}:"
    )
    rows = one(METHODS, "Council", "Rank", "By equal numbers")
    eight = pd.DataFrame(
        {"area_code": [row["Council"] for row in rows], "value": [float(row["Figure"]) for row in rows]}
    ).assign(indicator_id="i", polarity="higher_is_better")
    bands = dfe_bands.tool_places(eight).set_index("area_code")["dfe_band"]
    assert (bands["B"], bands["C"]) == ("B", "B")
    assert says("B and C with 85 are in the 1st quartile by this report and in band B by the tool's rule: ties.")
    alone = pd.DataFrame({"value": [float(place) for place in range(37)], "area_code": [f"{i:02d}" for i in range(37)]})
    alone = alone.assign(indicator_id="i", polarity="higher_is_better")
    middle = rank_and_quartile(alone).set_index("area_code").loc["18"]
    band = dfe_bands.tool_places(alone).set_index("area_code").at["18", "dfe_band"]
    assert (middle["rank"], dfe_bands.BANDS[middle["quartile"]]) == (19, "B")
    assert says(f"its quartile is 1 + 4 × 18//37 = {middle['quartile']}, which is B.")
    assert says(f"The 19th figure of 37 is the median, and not above it, so the tool's rule gives {band}.")


def test_what_the_decisions_log_says_of_places_and_groups(built: Checkout) -> None:
    tables_of = {
        name: pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet")
        for name in ("comparisons", "compendium", "group_comparisons", "group_members", "indicators", "dashboards")
    }
    compendium = tables_of["compendium"]
    counted = compendium.loc[compendium["in_headline"] & compendium["rank"].notna(), "indicator_id"]
    groups = tables_of["group_comparisons"]
    quartiles = groups[groups["indicator_id"].isin(counted)].pivot(
        index="indicator_id", columns="comparator_group", values="quartile"
    )
    other = {
        name: quartiles["county_areas"].ne(quartiles[name])[quartiles[name].notna()]
        for name in ("region", "ons_nearest_neighbours")
    }
    region, near = other["region"], other["ons_nearest_neighbours"]
    assert says(
        f"Of {len(counted)} counted indicators ranked among county areas in 2023, {len(region)} are ranked among the "
        f"councils of the region, {region.sum()} of them in another quartile, and {len(near)} among the nearest "
        f"neighbours, {near.sum()} of them in another quartile.",
        DECISIONS,
    )
    compared = tables_of["comparisons"]
    change = compared.loc[compared["indicator_id"].isin(counted), "quartile_change"]
    moved = change.value_counts()
    assert says(
        f"Of {len(counted)} counted indicators ranked in 2023, {moved['up']} are in a better quartile than before, "
        f"{moved['down']} in a worse one and {moved['unchanged']} in the same; {change.isna().sum()} have no place "
        "before.",
        DECISIONS,
    )
    families = read_same_measure(project().same_measure, tables_of["indicators"]["indicator_id"])
    placed = with_places(compared, tables_of["indicators"], tables_of["dashboards"], families)
    lower = lower_areas(placed)
    fourth = lower["quartile"].eq(4)
    every = placed[placed["quartile"].eq(4).fillna(value=False)]
    assert (
        set(lower.loc[fourth, "indicator_id"])
        == set(one_per_measure(every)["indicator_id"])
        < set(every["indicator_id"])
    )
    assert says(
        f"In 2023 the list has {fourth.sum()} indicators in the fourth quartile and {(~fourth).sum()} in the third, "
        f"{lower['in_headline'].sum()} of the {len(lower)} counted; {len(strengths(placed))} are strengths.",
        DECISIONS,
    )
    members = tables_of["group_members"]
    living = members[(members["comparator_group"] == "ons_nearest_neighbours") & members["end_date"].isna()]
    own = groups[groups["comparator_group"] == "ons_nearest_neighbours"]
    assert len(living) == own["members"].max()
    assert says(
        f"Of the {len(living)} councils in the group of nearest neighbours, {own['n'].max()} have figures.", ASSUMPTIONS
    )


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


def rounded(count: float) -> str:
    return f"{disclosure.suppressed_counts(pd.DataFrame({'count': [count]}))['published'].iloc[0]:.0f}"


def test_the_examples_of_disclosure_control() -> None:
    rows = one(METHODS, "Count of people")
    found = disclosure.suppressed_counts(pd.DataFrame({"count": [float(row["Count of people"]) for row in rows]}))
    printed = found["published_marker"].where(found["published"].isna(), found["published"].map("{:.0f}".format))
    assert printed.tolist() == [row["Published as"] for row in rows]
    rows = one(METHODS, "Count above the line")
    parts = {"numerator": "Count above the line", "denominator": "Count below the line"}
    frame = pd.DataFrame({name: [float(row[column]) for row in rows] for name, column in parts.items()})
    found = disclosure.suppressed_percentages(frame)
    printed = found["published_marker"].where(found["published"].isna(), found["published"].map("{:g}".format))
    assert printed.tolist() == [row["Percentage published"] for row in rows]
    assert says(f"so {rows[0]['Percentage published']}% is given. The unrounded {100 * 13 / 98:.1f}%")
    published = dict(zip(frame["numerator"], rows, strict=True))
    assert published[13.0]["Count below the line"] == "98"
    assert says(f"By hand, for 13 of 98: 13 becomes {rounded(13)} and 98 becomes {rounded(98)}, so")
    assert says(
        f"- 1 to {disclosure.LARGEST_SUPPRESSED} are hidden and marked {disclosure.SUPPRESSED}, here by the council"
    )
    assert says(f"- All others are given to the nearest {disclosure.ROUNDED_TO}.")


def test_the_example_of_hiding_a_second_figure() -> None:
    rows = one(METHODS, "District")
    cells = pd.DataFrame(rows).set_index("District")
    counts = cells.apply(lambda column: column.str.removesuffix(f" {disclosure.SUPPRESSED}").astype(int))
    printed = cells.apply(lambda column: column.str.endswith(disclosure.SUPPRESSED))
    hidden = disclosure.secondary_suppression(counts)
    assert hidden.equals(printed)
    assert disclosure.exposed_cells(counts, hidden) == []
    small = (counts >= 1) & (counts <= disclosure.LARGEST_SUPPRESSED)
    assert disclosure.exposed_cells(counts, small) == [("North", "5 to 10")]
    north, south = counts.loc["North"], counts.loc["South"]
    assert says(f"The {north.iloc[1]} is hidden for being small.") and says(f"The {north.iloc[0]} is hidden too")
    assert says(f"In their columns the {south.iloc[1]} and the {south.iloc[0]} are hidden for the same reason.")
    assert says(
        f"Its row adds up to {north.sum()}, so alone it would be {north.sum()} − {north.iloc[0]} − {north.iloc[2]}."
    )


def test_the_reasons_for_which_nothing_is_published() -> None:
    documented = {row["Why nothing is published"] for row in one(METHODS, "Why nothing is published")}
    assert documented == {disclosure.HIDDEN_BY_PUBLISHER, disclosure.NOT_A_COUNT, disclosure.NO_FIGURE}
    frame = pd.DataFrame({"total": [10.0, 10.0, 10.0], "part": [4.0, None, 4.0], "marker": ["", "[c]", "[p]"]})
    found = disclosure.derived(frame, "rest", nw.col("total") - nw.col("part"), ["marker"])
    assert found["rest_reason"].fillna("").tolist() == ["", disclosure.HIDDEN_BY_PUBLISHER, ""]


def test_the_effect_of_other_rules_is_as_the_assumptions_log_says(figures: Figures) -> None:
    rules = {
        "as published: 2%, intervals used": DirectionRules(),
        "any change counts": DirectionRules(rule="exact"),
        "1%": DirectionRules(tolerance_percent=1),
        "3%": DirectionRules(tolerance_percent=3),
        "5%": DirectionRules(tolerance_percent=5),
        "2%, intervals not used": DirectionRules(intervals="none"),
        "2%, intervals published or from counts": DirectionRules(intervals="published_or_counts"),
        "intervals alone, published": DirectionRules(rule="none"),
        "intervals alone, published or from counts": DirectionRules(rule="none", intervals="published_or_counts"),
        "2%, overlapping periods not compared": DirectionRules(overlapping_periods="cannot_determine"),
    }
    assert figures.parameters.direction == DirectionRules()
    rows = effect("Rule")
    assert [row["Rule"] for row in rows] == list(rules)
    council, indicators, authority = figures.council, figures.indicators, figures.parameters.authority
    for row in rows:
        found = direction.directions(council.own, council.latest, indicators, authority, rules[row["Rule"]])
        counts = direction_counts(figures.counted(found)).iloc[0]
        for word in DIRECTIONS[:4]:
            assert counts[column_name(word)] == int(row[word]), (row, word)


def test_the_sensitivity_table_is_as_the_logs_say(figures: Figures) -> None:
    tried = figures.counted(tried_again(figures))
    rows = effect("Tried again by")
    assert [row["Tried again by"] for row in rows] == list(direction.SENSITIVITY)
    for row in rows:
        counts = tried[row["Tried again by"]].value_counts()
        assert {word: int(counts.get(word, 0)) for word in DIRECTIONS[:4]} == {
            word: int(row[word]) for word in DIRECTIONS[:4]
        }
    depends = f"{tried['depends_on_rule'].sum()} of {len(tried)} counted indicators depend on the rule"
    assert says(depends, ASSUMPTIONS) and says(depends, DECISIONS)


def test_the_effect_of_limits_from_counts_is_as_the_decisions_log_says(figures: Figures) -> None:
    council, rules = figures.council, DirectionRules(intervals="published_or_counts")
    found = direction.directions(council.own, council.latest, figures.indicators, figures.parameters.authority, rules)
    both = figures.judged.merge(found, on="indicator_id", suffixes=("", "_counts"))
    more = int((both["limits_counts"] == FROM_COUNTS).sum())
    changed = figures.counted(both[both["direction"] != both["direction_counts"]])
    assert set(changed["direction_counts"]) == {"No real change"}
    before = changed["direction"].value_counts()
    assert says(
        f"they would decide {more} more directions; {len(changed)} counted ones would turn into no real change, "
        f"{before['Worsened']} of them from worsened and {before['Improved']} from improved.",
        DECISIONS,
    )


def test_the_trends_are_as_the_logs_say(figures: Figures) -> None:
    known: dict[str, tuple[int, int]] = {}
    own, indicators, authority = figures.council.own, figures.indicators, figures.parameters.authority
    for row in effect("Trend calculated"):
        method = {"trend_method": row["Trend method"]}
        found = trend.trends(own, indicators, authority, figures.parameters.model_copy(update=method))
        counts = found["movement"].value_counts()
        moving = int(counts.get("Increasing", 0) + counts.get("Decreasing", 0))
        calculated = found[found["movement"] != "Cannot be calculated"]
        printed = [int(row[name]) for name in list(row)[1:]]
        assert [len(calculated), moving, counts["No significant change"], counts["Cannot be calculated"]] == printed
        known[row["Trend method"]] = (len(calculated), len(figures.counted(calculated)))
        if row["Trend method"] == figures.parameters.trend_method:
            types = calculated.merge(indicators, on="indicator_id")["value_type"]
            assert says(f"{moving} of the {len(calculated)} trends of 2023 are.", ASSUMPTIONS)
            percentages = int((types == "percentage").sum())
            assert says(f"{percentages} of the {len(calculated)} trends of 2023 are of percentages.", ASSUMPTIONS)
            years = calculated.merge(own.drop_duplicates("indicator_id")[["indicator_id", "step"]], on="indicator_id")
            assert (years["last_year"] - years["first_year"] == 4 * years["step"]).all(), "no year is missing"
        else:
            unchanged = calculated[calculated["movement"] == "No significant change"]
            assert set(unchanged["reason"]) == {trend.REASONS["no_limits"]}
    (new, new_counted), (old, old_counted) = (known[method] for method in get_args(TrendMethod))
    counted = len(figures.counted(indicators))
    assert says(
        f"A trend can be calculated for {new} of {len(indicators)} indicators in 2023, {new_counted} of the {counted} "
        f"counted. By the method of 2020 it would be {old} and {old_counted}.",
        DECISIONS,
    )


def test_the_effect_of_quartiles_by_bounds_is_as_the_decisions_log_says(figures: Figures) -> None:
    council, parameters = figures.council, figures.parameters
    codes = read_areas(project().areas).same_council(parameters.authority)
    rows = comparisons.comparator_rows(council.reported, council.latest, figures.members, codes)
    ranked = rank_and_quartile(
        rows.assign(by_bounds=quartile_by_bounds(rows)), minimum_group_size=parameters.minimum_group_size
    )
    own = ranked[ranked["own"] & ranked["rank"].notna()]
    gap = (own["quartile"].astype("int64") - own["by_bounds"].astype("int64")).abs()
    assert gap.max() == 1
    counted = figures.counted(own)
    assert says(
        f"{(gap > 0).sum()} of {len(own)} quartiles of Leicestershire would be another by the bounds of the figures, "
        f"{(gap[counted.index] > 0).sum()} of the {len(counted)} counted.",
        DECISIONS,
    )


def test_the_sections_are_numbered_and_every_reference_leads_to_one() -> None:
    sections = re.findall(r"^## (\d+)\. ", METHODS, re.MULTILINE)
    assert sections == [str(number) for number in range(1, len(sections) + 1)]
    assert [row["Section"] for row in one(METHODS, "Section")] == sections
    assert set(re.findall(r"\bsections? (\d+)", METHODS)) <= set(sections)


EXPLAINED = {
    "Section The question it answers": "the list of sections",
    "Point fingertips-2025 fingertips-2020": "its rows are tried as cases",
    "Check Rule Dimension If it fails Constants": "tests/quality compares its rows with the checks",
    "What is wrong Slip Found Of indicators": "tests/quality plants the slips again",
    "File What `row` is": "tests/sources/test_rows.py counts the rows of each kind of file without the readers",
    "Example of an unreadable label Newest year used As-at date C74 Why": "tests/sources reads files with its labels",
    "As-at year C45 C64 C65 C66 C67 C69 C70 Newest figures flagged": "tests/quality counts them again",
}
"""Tables that no test reads cell by cell."""


def test_the_dimensions_of_data_quality_are_those_of_the_checks() -> None:
    told = {row["Dimension"]: row["What a figure is"] for row in one(METHODS, "Dimension", "What a figure is")}
    assert told == DIMENSIONS


def test_every_example_of_words_that_end_a_run_is_found() -> None:
    for row in one(METHODS, "What is found", "For example"):
        examples = re.sub(r",? (?:where|but not|in 2023).*", "", row["For example"].replace("`", ""))
        for example in re.split(r", (?:and )?", examples):
            found = page_findings("page.html", f"<p>So it is {html.escape(example)} again.</p>", 2023)
            assert [each.what for each in found] == [row["What is found"].split(" in square")[0]], example


def test_every_table_of_the_document_is_read_by_a_test() -> None:
    calls = re.findall(r"one\(METHODS, ([^)]*)\)", Path(__file__).read_text(encoding="utf-8"))
    read = [set(re.findall(r'"([^"]*)"', call)) for call in calls]
    for header, rows in tables(METHODS).items():
        assert header in EXPLAINED or any(names and names <= rows[0].keys() for names in read), header


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        (
            "Every key of the parameter file",
            [*Parameters.model_fields, *AsAt.model_fields, *DirectionRules.model_fields, *Waiver.model_fields],
        ),
        ("A new indicator", [*Indicator.model_fields, *PERIOD_TYPES]),
        ("New figures", [*Sidecar.model_fields, *MeasureAlias.model_fields, *Source.model_fields]),
        ("A new step", list(Declaration.model_fields)),
    ],
)
def test_the_guide_explains_every_key(heading: str, names: list[str]) -> None:
    guide = (DOCS / "adding_a_year.md").read_text(encoding="utf-8")
    (section,) = re.findall(rf"^## {heading}\n(.*?)(?=^## |\Z)", guide, re.MULTILINE | re.DOTALL)
    explained = re.findall(r"^\| `(?:\w+\.)?(\w+)` \|", section, re.MULTILINE)
    assert [name for name in names if name not in explained] == []
    assert [name for name in explained if name not in names] == []


def test_the_examples_of_a_score() -> None:
    rows = [row for row in one(METHODS, "Example of a score") if row["Score"]]
    results = pd.DataFrame(
        [
            {
                "check_id": f"{place}", "indicator_id": row["Example of a score"], "dimension": "accuracy",
                "severity": "critical" if critical else "warning", "rows_tested": int(tested),
                "rows_failing": int(failing), "outcome": "Fail" if int(failing) else "Pass",
            }
            for row in rows
            for place, (failing, tested, critical) in enumerate(
                re.findall(r"(\d+) of (\d+)( critical)?", row["Checks: rows failing of rows tested"])
            )
        ]
    )  # fmt: skip
    every = [row["Example of a score"] for row in one(METHODS, "Example of a score")]
    what = pd.Series({row["Example of a score"]: row["What else"] for row in one(METHODS, "Example of a score")})
    assert set(what) - set(quality_scores.CONCERNED) == {"", "no figure", "the definition changed", "too old"}
    dimension = what.map(
        {"no figure": "completeness", "the definition changed": "reliability", "too old": "relevance"}
    ).fillna("accuracy")
    results = results.assign(dimension=results["indicator_id"].map(dimension), table="observations")
    printed = pd.DataFrame(
        {
            "indicator_id": every, "period": ["2023" if what[each] != "no figure" else None for each in every],
            "stale": [what[each] == "too old" for each in every],
            "definition_changed": [what[each] == "the definition changed" for each in every],
        }
    )  # fmt: skip
    failures = results[results["rows_failing"] > 0].assign(concerns=lambda rows: rows["indicator_id"].map(what))
    failures = failures.assign(concerns=failures["concerns"].where(failures["concerns"] != "", "other councils"))
    register = pd.DataFrame({"indicator_id": every})
    found = quality_scores.quality_scores(results, failures, printed, register).set_index("indicator_id")
    found = found[found["dimension"] == found.index.map(dimension)]
    assert len(every) == 10
    for row in one(METHODS, "Example of a score"):
        shown = found.loc[row["Example of a score"]]
        score = "" if pd.isna(shown["score"]) else f"{shown['score']:.2f}".rstrip("0").rstrip(".")
        assert (score, shown["band"]) == (row["Score"], row["Band"]), row


def test_every_kind_of_label_is_explained() -> None:
    rows = one(METHODS, "Label of a publisher")
    assert [row["Label of a publisher"] for row in rows] == list(KINDS.values())


def test_the_example_of_quintiles() -> None:
    """Seven areas are fifths of two, two, one, one and one; a figure that is in two of them is left out."""
    rows = one(METHODS, "Example of fifths")
    values, shown = [float(row["Figure"]) for row in rows], [row["Quintile"] for row in rows]
    assert len(rows) == 7
    figures = pd.DataFrame(
        {"row": range(2, 9), "measure": "m", "area": [f"E{place}" for place in range(7)], "period": "2022/23",
         "value": values}
    )  # fmt: skip
    labels = figures.assign(kind="quintile", column="Quintile", label=[cell or "2" for cell in shown])
    read = labels_of(labels, figures)
    assert isinstance(read, Labels)
    tables = label_tables({"a.csv": read}, {})
    register = pd.DataFrame({"indicator_id": ["a"], "polarity": ["neutral"]})
    results = label_results(*tables, label_polarities(*tables, register))
    assert results["recomputed"].tolist() == shown


def test_the_bands_of_a_score() -> None:
    rows = {row["Band of data quality"]: row["Its scores"] for row in one(METHODS, "Its scores", "Or where")}
    good, serious = quality_scores.GOOD_FROM, quality_scores.SERIOUS_BELOW
    assert rows == {
        "Good": f"{good:g} or more",
        "Some concerns": f"{serious:g} to under {good:g}",
        "Serious concerns": f"under {serious:g}",
        "Not tested": "none",
    }
    assert set(rows) == set(quality_scores.BANDS)


def test_the_guide_gives_every_value_a_key_may_have() -> None:
    guide = (DOCS / "adding_a_year.md").read_text(encoding="utf-8")
    rows = {row["Key"].strip("`").split(".")[-1]: row["Allowed"] for row in one(guide, "Key", "Allowed")}
    fields = {**Parameters.model_fields, **DirectionRules.model_fields}
    words = {name: get_args(field.annotation) for name, field in fields.items()
             if get_origin(field.annotation) is Literal}  # fmt: skip
    assert {name: rows[name] for name, allowed in words.items() if allowed} == {
        name: ", ".join(allowed) for name, allowed in words.items() if allowed
    }


def test_the_example_of_neighbours_is_what_the_method_gives() -> None:
    frame = pd.DataFrame({"area_code": ["a", "b", "c"], "figure": [0.0, 1.0, 2.0]})
    found = nearest(frame, pd.DataFrame(columns=["inner_code", "outer_code"], dtype="str"))
    near, far = found[found["area_code"] == "a"]["distance"].round(3)
    clipped = np.clip([0, 1, 2], *np.percentile([0, 1, 2], [1, 99]))
    assert says(f"clipping leaves {clipped[0]:g}, {clipped[1]:g} and {clipped[2]:g}; the standard deviation is")
    assert says(f"the standard deviation is {np.std(clipped):.3f}; so the second area is {near} from the first")
    assert says(f"and the third {far}.")


def test_the_example_of_a_mean_rank_is_what_the_normal_distribution_gives() -> None:
    chance = ndtr(1 / np.hypot(0.6, 0.8))
    assert says(f"the first is really ahead with a chance of {100 * chance:.1f}%")
    assert says(f"its mean rank is 1 + {1 - chance:.3f} = {2 - chance:.3f}")


def test_the_example_of_positions_is_what_the_method_gives() -> None:
    rows = one(METHODS, "Council", "1a", "Theme 1", "Position")
    indicators = [f"{theme}{letter}" for theme in "12" for letter in "abc"]
    figures = pd.DataFrame(
        [
            {"indicator_id": name, "area_code": row["Council"], "value": float(row[name])}
            for row in rows
            for name in indicators
            if row[name] != "none"
        ]
    )
    unknown = dict.fromkeys(("lower_95", "upper_95", "numerator", "denominator", "multiplier"), np.nan)
    about = pd.DataFrame({"indicator_id": indicators, "theme": [f"Theme {name[0]}" for name in indicators]})
    about = about.assign(
        theme_order=about["theme"].str[-1].astype("int64"), in_theme=True, in_headline=True, ranked=True, in_being=5
    )
    councils = pd.DataFrame(
        {"area_code": list("ABCDE"), "area_name": list("ABCDE"), "area_type": "county", "own": False}
    )
    nothing = pd.DataFrame({"indicator_id": pd.Series(dtype="str"), "area_code": pd.Series(dtype="str")})
    figures = figures.assign(polarity="higher_is_better", value_type="score", **unknown)
    found = overall_position(
        Inputs(figures, about, councils, nothing), nothing.rename(columns={"area_code": "family"}), draws=1
    ).positions.set_index(["scope", "area_code"])
    for row in rows:
        for scope in ("Theme 1", "Theme 2"):
            score = found.loc[(scope, row["Council"]), "score"]
            assert row[scope] == ("none" if pd.isna(score) else f"{score / 100:.3f}")
        overall = found.loc[("Overall", row["Council"])]
        unranked = pd.isna(overall["rank"])
        assert row["Score"] == ("none" if unranked else f"{overall['score']:.1f}")
        place = "none" if unranked else printed_rank(overall["rank"], overall["n"], overall["tied"])
        assert row["Position"] == place


def test_the_thresholds_of_positions_are_those_of_the_code() -> None:
    assert says(f"not those of which more than {position.MISSING_PERCENT}% of the councils that existed have no figure")
    assert says(f"A theme with fewer than {position.SMALLEST_THEME} such indicators has no position")
    assert says(
        f"at least {position.SMALLEST_THEME}, and of {position.THEME_COVERAGE_PERCENT}% of those that apply to it"
    )
    assert says(f"A council needs {position.COVERAGE_PERCENT}% of all the indicators")
    assert says(f"in standard deviations, clipped at {position.FURTHEST:g};")
    middles = [
        f"the middle {100 * (last - first):.0f}%"
        for first, last in (position.WEIGHTS_BETWEEN, position.CHOICES_BETWEEN, rank_uncertainty.INTERVAL)
    ]
    assert says(f"over {position.TRIES:,} random sets of weights of themes, {middles[0]}")
    assert says(f"drawn with replacement within each theme, {middles[1]}")
    assert middles[2] == "the middle 95%"
    assert says("holds the middle 95 of 100 draws")
    assert says(f"where the methods differ by more than {position.MOST_BETWEEN_METHODS} places or the range, its ends")
    assert position.PARTS_OF_TABLE == 3
    assert says("a third of the table")
    assert says(f"drawn again {rank_uncertainty.DRAWS:,} times within their doubt")
    assert rank_uncertainty.LOPSIDED == 0.1
    assert says("the upper side is longer than the lower by more than a tenth of the interval")
    assert says(f"the councils with a position, if there are {expected.SMALLEST_GROUP}.")


def test_the_example_of_what_is_expected_is_what_the_method_gives() -> None:
    random = np.random.default_rng(1)
    size = expected.SMALLEST_GROUP
    about = pd.DataFrame({"area_code": [f"c{number}" for number in range(size)]})
    about = about.assign(
        child_poverty_pct=random.uniform(8, 30, size), population_density=random.uniform(60, 800, size)
    )
    about.loc[0, ["child_poverty_pct", "population_density"]] = [15.0, 100.0]
    score = 90 - 2 * about["child_poverty_pct"] + 5 * np.log10(about["population_density"])
    ranked = about[["area_code"]].assign(
        scope="Overall", scope_order=0, area_name="x", area_type="county", own=False, rank=1, score=score
    )
    found = expected.expected_position(ranked, about).councils["expected"].iloc[0]
    assert says(f"would be expected at 90 − 30 + 10 = {found:.0f}.")
