"""Chapter 2: direction of travel."""

from __future__ import annotations

import inspect
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd
import pytest
from documents import POLARITY, Figures, ends, read_chapter, same, texts_of, tried_again, year
from scipy.special import ndtr

from helpers.gaps import Gap
from helpers.method_rules import DirectionRules
from helpers.methods import direction
from helpers.methods.direction import direction_of_travel
from helpers.methods.intervals import FROM_COUNTS, PUBLISHED, normal_quantile, with_limits
from helpers.present.pages.gaps import GAP_WORDS
from helpers.results.direction_sensitivity import SENSITIVITY
from helpers.results.gap_figures import gap_figures
from helpers.results.inequality_gaps import inequality_gaps
from helpers.verdicts import DIRECTIONS, PLAN_IS_BEST

if TYPE_CHECKING:
    from conftest import Checkout

CHAPTER = read_chapter(2)
REPLAY = DirectionRules(intervals="published")
"""The rules of earlier versions: published limits first, then the tolerance."""


def judge(row: dict[str, str], rules: DirectionRules | None = None, **limits: tuple[float, float]) -> pd.Series:
    """Judge one worked example, with the rules of the 2023 report unless others are given."""
    (before, latest) = (limits.get(name, (None, None)) for name in ("before", "latest"))
    frame = pd.DataFrame(
        {
            "indicator_id": row["Indicator"],
            "area_code": "E10000018",
            "year": [2022, 2023],
            "value": [float(row["Before"]), float(row["Latest"])],
            "lower_95": [before[0], latest[0]],
            "upper_95": [before[1], latest[1]],
            "polarity": POLARITY[row["Better when"]],
            "decimals": int(row.get("Decimals", 2)),
        }
    ).astype({"lower_95": "float64", "upper_95": "float64"})
    return direction_of_travel(frame, rules or year(2023).direction).iloc[0]


def test_every_direction_and_movement_is_named_in_these_words() -> None:
    assert all(f"**{word}**" in CHAPTER.text for word in (*DIRECTIONS, *("Increased", "Unchanged", "Decreased")))


def test_every_reason_for_a_direction_is_in_the_document() -> None:
    reasons = texts_of(direction._judge, direction._undetermined) | {direction.NO_INTERVALS}
    by_rule = [*direction.REASONS.values(), *direction.PLAN_REASONS.values()]
    reasons |= {text for both in by_rule for text in both}
    assert len(reasons) == 22
    undetermined = {row["Why direction is not judged"] for row in CHAPTER.table("Why direction is not judged")}
    supplied = {" ".join(match.split()) for match in re.findall(r"\(reason: ([^)]*)\)", CHAPTER.text)}
    assert supplied | undetermined == reasons


def test_the_order_of_the_reasons_is_that_in_which_they_are_tried() -> None:
    source = inspect.getsource(direction._undetermined).replace("NO_INTERVALS", repr(direction.NO_INTERVALS))
    rows = [row["Why direction is not judged"] for row in CHAPTER.table("Why direction is not judged")]
    positions = [source.index(reason) for reason in rows[:-1]]
    assert positions == sorted(positions)
    assert rows[-1] in texts_of(direction._judge)


def test_the_rules_for_direction_have_these_ids_and_names() -> None:
    rows = {row["Id"]: row["Name in the tables"] for row in CHAPTER.table("Id")}
    assert list(rows) == ["D0", "D1", "D2", "D3"]
    assert {"D1", "D2", "D3"} <= set(re.findall(r"D\d", inspect.getsource(direction._judge)))
    assert f'"{rows["D1"]}"' in inspect.getsource(direction._judge)
    assert f'"{rows["D3"]}"' in inspect.getsource(direction._judge)
    assert rows["D2"] == "tolerance, or exact"
    assert all(f"`{name}`" in CHAPTER.text for name in get_args(DirectionRules.model_fields["intervals"].annotation))
    assert "`none`, the default" in CHAPTER.text and DirectionRules().intervals == "none"


def test_the_interval_examples() -> None:
    for row in CHAPTER.table("Limits before"):
        limits = {
            name: tuple(float(part) for part in row[f"Limits {name}"].split(" to ")) for name in ("before", "latest")
        }
        result = judge(row, REPLAY, **limits)
        assert (result["direction"], result["rule_id"]) == (row["Replay by D1"], "D1"), row
        assert ("overlap" if row["Overlap"] == "yes" else "do not overlap") in result["reason"], row
        result = judge(row, **limits)
        assert (result["direction"], result["rule_id"]) == (row["Result by D2"], "D2"), row


def test_the_two_rules_that_cannot_stand_in_one_table() -> None:
    rows = {row["Indicator"].split("_")[1]: row for row in CHAPTER.table("Limits before")}
    percent = {name: abs(100 * float(row["Latest"]) / float(row["Before"]) - 100) for name, row in rows.items()}
    assert CHAPTER.says(
        f'anxiety rose by {percent["anxiety"]:.1f}% and came out as "no real change", above a life satisfaction that '
        f"fell by {percent['life']:.1f}% and had worsened."
    )
    assert [rows[name]["Replay by D1"] for name in ("anxiety", "life")] == ["No real change", "Worsened"]


def test_the_interval_examples_by_hand() -> None:
    first, second, _ = CHAPTER.table("Limits before")
    upper, lower = first["Limits latest"].split(" to ")[1], first["Limits before"].split(" to ")[0]
    assert CHAPTER.says(
        f"the upper limit of the latest figure, {upper}, is below the lower limit of the figure before, {lower}."
    )
    assert float(upper) < float(lower)
    lower, upper = second["Limits latest"].split(" to ")[0], second["Limits before"].split(" to ")[1]
    assert CHAPTER.says(f"In the second row {lower} is below {upper}, so they overlap.")
    assert float(lower) < float(upper)


def test_the_tolerance_example_by_hand() -> None:
    row = CHAPTER.table("Half a unit")[0]
    before, latest, change = row["Before"], row["Latest"], row["Change"].replace("-", "−")
    assert f"{float(latest) - float(before):.1f}" == row["Change"]
    percent = year(2023).direction.tolerance_percent
    assert CHAPTER.says(f"the larger of {percent:g}% of the figure before (its sign ignored)")
    assert CHAPTER.says(f"the larger of {percent:g}% of the distance before")
    sentence = f"{latest} − {before} = {change}. Two hundredths of {before} is {row['2% of before']}."
    assert CHAPTER.says(
        f"By hand, for household waste recycled: {sentence} {change[1:]} is more than {row['2% of before']},"
    )


def test_the_tolerance_examples() -> None:
    assert year(2023).direction.tolerance_percent == 2
    for row in CHAPTER.table("Half a unit"):
        result = judge(row)
        assert (result["direction"], result["rule_id"]) == (row["Result"], "D2"), row
        assert result["change"] == pytest.approx(float(row["Change"])), row
        assert result["tolerance"] == pytest.approx(float(row["Tolerance"])), row
        assert 0.02 * float(row["Before"]) == pytest.approx(float(row["2% of before"])), row
        assert 0.5 * 10 ** -int(row["Decimals"]) == pytest.approx(float(row["Half a unit"])), row


def test_the_examples_are_the_figures_of_the_report(built: Checkout) -> None:
    compendium = pd.read_parquet(built.root / "data/processed/2023/compendium.parquet").set_index("indicator_id")
    for row in CHAPTER.table("Limits before") + CHAPTER.table("Half a unit"):
        printed = compendium.loc[row["Indicator"]]
        assert printed["previous_value"] == pytest.approx(float(row["Before"])), row
        assert printed["value"] == pytest.approx(float(row["Latest"])), row
        assert (printed["direction"], printed["rule_id"]) == (row.get("Result") or row["Result by D2"], "D2"), row


def test_the_limits_from_counts() -> None:
    rows = CHAPTER.table("Lower from counts")
    frame = pd.DataFrame(
        {
            "indicator_id": "care_leavers_eet_pct",
            "area_code": "E10000018",
            "year": [2022, 2023],
            "value": [float(row["Figure"]) for row in rows],
            "numerator": [float(row["Count"]) for row in rows],
            "denominator": [float(row["Out of"]) for row in rows],
            "lower_95": np.nan,
            "upper_95": np.nan,
            "value_type": "percentage",
            "multiplier": 100.0,
            "decimals": 0,
            "polarity": "higher_is_better",
        }
    )
    limited = with_limits(frame)
    assert limited["limits"].tolist() == [FROM_COUNTS] * 2
    for row, result in zip(rows, limited.to_dict("records"), strict=True):
        quotient = 100 * result["numerator"] / result["denominator"]
        same([quotient, result["lower_95"], result["upper_95"]], row, *list(row)[4:])
    assert CHAPTER.says(
        f"{rows[1]['Upper from counts']} is above {rows[0]['Lower from counts']}, so the intervals overlap"
    )
    by_counts = direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]
    assert (by_counts["direction"], by_counts["rule_id"], by_counts["limits"]) == ("No real change", "D1", FROM_COUNTS)
    default = direction_of_travel(frame).iloc[0]
    assert (default["direction"], default["rule_id"], default["change"]) == ("Worsened", "D2", -4)
    alone = direction_of_travel(frame, {"rule": "none", "intervals": "published"}).iloc[0]
    assert (alone["direction"], alone["reason"]) == ("Cannot be determined", direction.NO_INTERVALS)
    other = with_limits(frame.assign(value=[62.0, 57.0]))["limits"]
    sentence = (
        f"Had the publisher printed 62 for {rows[0]['Count']} out of {rows[0]['Out of']}, no limits would be worked out"
    )
    assert CHAPTER.says(
        f"{sentence}: 62 is more than half a unit from {rows[0]['Count divided by whole, %']}."
    ) and pd.isna(other[0])
    assert CHAPTER.says("Both printed figures are within 0.5 of the quotient")
    assert CHAPTER.says(f"the fall of {-default['change']:g} points is **{default['direction']}**.")
    assert f"{PUBLISHED}, or {FROM_COUNTS}" in " ".join(CHAPTER.text.split())


def test_published_and_worked_out_limits_are_not_mixed() -> None:
    frame = pd.DataFrame(
        {
            "indicator_id": "i",
            "area_code": "a",
            "year": [2022, 2023],
            "value": [61.0, 57.0],
            "numerator": [141.0, 153.0],
            "denominator": [232.0, 267.0],
            "lower_95": [54.4, np.nan],
            "upper_95": [66.8, np.nan],
            "value_type": "percentage",
            "multiplier": 100.0,
            "decimals": 0,
            "polarity": "higher_is_better",
        }
    )
    assert direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]["limits"] == FROM_COUNTS
    frame.loc[0, "numerator"] = None
    assert direction_of_travel(frame, {"intervals": "published_or_counts"}).iloc[0]["rule_id"] == "D2"


def test_the_plan_examples() -> None:
    for row in CHAPTER.table("Distance before"):
        lower, upper = ends(row["Plan"])
        frame = pd.DataFrame(
            {
                "indicator_id": "i",
                "area_code": "a",
                "year": [2022, 2023],
                "value": [float(row["Before"]), float(row["Latest"])],
                "polarity": PLAN_IS_BEST,
                "decimals": int(row["Decimals"]),
                "plan_lower": lower,
                "plan_upper": upper,
            }
        )
        result = direction_of_travel(frame, year(2023).direction).iloc[0]
        assert (result["direction"], result["rule_id"], result["rule"]) == (row["Result"], "D3", "plan_distance"), row
        same([result["tolerance"]], row, "Tolerance of the distance")
        for period in ("Before", "Latest"):
            value = float(row[period])
            away = max(lower - value, value - upper, 0)
            assert away == float(row[f"Distance {period.lower()}"]), row
        limits = frame.assign(lower_95=frame["value"] - 5, upper_95=frame["value"] + 5)
        by_limits = direction_of_travel(limits, REPLAY).iloc[0]
        assert (by_limits["direction"], by_limits["rule_id"]) == ("No real change", "D1"), row
        narrow = frame.assign(lower_95=frame["value"] - 0.1, upper_95=frame["value"] + 0.1)
        assert direction_of_travel(narrow, REPLAY).iloc[0]["rule_id"] == "D3", row
        alone = {"rule": "none", "intervals": "published"}
        assert direction_of_travel(frame, alone).iloc[0]["reason"] == direction.NO_INTERVALS
        assert direction_of_travel(narrow, alone).iloc[0]["reason"] in direction.PLAN_REASONS["none"]


def test_the_second_plan_example_by_hand() -> None:
    row = CHAPTER.table("Distance before")[1]
    lower, upper = ends(row["Plan"])
    before, latest = float(row["Before"]), float(row["Latest"])
    sides = f"from {lower - before:g} below the band to {latest - upper:g} above it"
    assert CHAPTER.says(f"In the second row the figure rose by {latest - before:g}, {sides}.")


def test_the_rules_of_the_sensitivity_table_are_those_of_the_code() -> None:
    rows = CHAPTER.table("Tried again by", "`rule`")
    assert [row["Tried again by"] for row in rows] == list(SENSITIVITY)
    for row in rows:
        rules = SENSITIVITY[row["Tried again by"]]
        assert (rules.rule, rules.intervals) == (row["`rule`"], row["`intervals`"])
        percent = row["`tolerance_percent`"]
        assert percent == (f"{rules.tolerance_percent:g}" if rules.rule == "tolerance" else "")


def test_the_sensitivity_examples_are_those_of_the_report(figures: Figures) -> None:
    sensitivity = tried_again(figures).set_index("indicator_id")
    for row in CHAPTER.table("Judged indicator"):
        result = sensitivity.loc[row["Judged indicator"]]
        assert {name: result[name] for name in SENSITIVITY} == {name: row[name] for name in SENSITIVITY}
        assert result["as_reported"] == row["as_reported"]
        assert result["depends_on_rule"] == (row["Depends on the rule"] == "yes")


def test_the_limits_of_the_interval_examples_are_those_of_the_report(figures: Figures) -> None:
    own = figures.council.own.set_index(["indicator_id", "year"])
    judged = figures.judged.set_index("indicator_id")
    for row in CHAPTER.table("Limits before"):
        for period, column in (("previous_year", "Limits before"), ("latest_year", "Limits latest")):
            result = own.loc[(row["Indicator"], judged.loc[row["Indicator"], period])]
            assert (result["lower_95"], result["upper_95"]) == pytest.approx(ends(row[column])), row
    chance = 2 * ndtr(-normal_quantile(0.95) * 2**0.5)
    assert CHAPTER.says(f"correspond to a difference at about p = {chance:.3f}, not 0.05")


def test_the_measures_with_limits_that_changed_clearly_are_counted(built: Checkout) -> None:
    folder = built.root / "data/processed/2023"
    again = pd.read_parquet(folder / "evidence.parquet").set_index("indicator_id")
    again = again[again["ground"].isin(["limits", "limits_widened"]) & again.index.isin(with_published_limits(folder))]
    assert CHAPTER.says(
        f"of the {len(again)} measures of 2023 that have limits for both figures, "
        f"{(again['evidence'] == 'clear').sum()} changed clearly."
    )


def with_published_limits(folder: Path) -> set[str]:
    """The measures of which both figures have published limits."""
    judged = pd.read_parquet(folder / "directions.parquet")
    own = pd.read_parquet(folder / "own_series.parquet")
    limited = set(own[own[["lower_95", "upper_95"]].notna().all(axis=1)].set_index(["indicator_id", "period"]).index)
    return {
        row.indicator_id
        for row in judged.itertuples()
        if {(row.indicator_id, row.period), (row.indicator_id, row.previous_period)} <= limited
    }


def test_the_counts_behind_limits_are_those_of_the_report(figures: Figures) -> None:
    own = figures.council.own.set_index(["indicator_id", "period"])
    for row in CHAPTER.table("Lower from counts"):
        result = own.loc[("care_leavers_eet_pct", row["Period"])]
        printed = [float(row[name]) for name in ("Figure", "Count", "Out of")]
        assert [result["value"], result["numerator"], result["denominator"]] == printed


def test_the_examples_of_gaps() -> None:
    for row in CHAPTER.table("Gap before"):
        before, latest, decimals = (float(row[name]) for name in ("Gap before", "Gap latest", "Decimals"))
        tolerance = max(0.02 * abs(before), 10**-decimals)
        assert float(row["Tolerance of the gap"]) == pytest.approx(tolerance), row
        change = abs(latest) - abs(before)
        if before * latest < 0:
            expected = ("Cannot be determined", "changed sign")
        elif abs(change) <= tolerance + 1e-9:
            expected = ("No real change", "no real change")
        else:
            expected = ("Worsened", "widened") if change > 0 else ("Improved", "narrowed")
        assert (row["Verdict on the gap"], row["Word beside it"]) == expected, row
        verdict = judged_gap(before, latest, int(decimals))
        assert (verdict["direction"], GAP_WORDS[verdict["gap_direction"]]) == expected, row
        if expected[1] not in ("changed sign", "no real change"):
            assert verdict["tolerance"] == pytest.approx(tolerance), row


def judged_gap(before: float, latest: float, decimals: int) -> pd.Series:
    """The row of a gap that is worked out from two measures, the second of them 50 both times."""
    rows = [
        {
            "indicator_id": measure,
            "area_code": "E10000018",
            "period": f"{end - 1}/{end % 100}",
            "period_start": date(end - 1, 4, 1),
            "period_end": date(end, 3, 31),
            "value": value,
            "lower_95": None,
            "upper_95": None,
            "numerator": None,
            "denominator": None,
            "marker": "",
            "status": "final",
            "area_flag": "",
            "source_id": "source",
        }
        for end, gap in ((2022, before), (2023, latest))
        for measure, value in (("all", 50 + gap), ("some", 50.0))
    ]
    numbers = dict.fromkeys(("lower_95", "upper_95", "numerator", "denominator"), "float64")
    indicators = pd.DataFrame(
        {
            "indicator_id": ["all", "some"],
            "title": "Any",
            "dashboard": "Any",
            "polarity": "higher_is_better",
            "decimals": decimals,
            "value_type": "percentage",
            "unit": "%",
            "period_type": "financial",
            "frequency": "annual",
            "breaks": "",
            "why_no_figure": "",
            "counted": True,
            "tags": "",
        }
    )
    gap = Gap("gap", "A gap", "all", "everybody", "some", "some people", "false")
    figures = gap_figures(pd.DataFrame(rows).astype(numbers), indicators, [gap], ["E10000018"], year(2023))
    members = pd.DataFrame(
        {"area_code": ["E10000018"], "area_name": "Any", "start_date": None, "end_date": None, "successor_codes": ""}
    ).astype({"start_date": "object", "end_date": "object"})
    return inequality_gaps(figures, members, ["E10000018"], year(2023)).iloc[0]
