"""Chapter 15: targets and grants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
from documents import read_chapter, same

from helpers.methods import reward_grant, trajectory
from helpers.methods.grant import MAX_UNDERSPEND_PERCENT, pooled_fund, split_grant, status_shares
from helpers.methods.grant import reward_grant as reward_grant_of
from helpers.methods.target_outlook import FARTHEST, RATE_YEARS, target_chances, target_progress
from helpers.methods.target_reviews import MET, NOT_DECIDED, NOT_MET, milestone_outcomes
from helpers.methods.targets import USUAL_TOLERANCE, judge_targets
from helpers.periods import dates_of_any

CHAPTER = read_chapter(15)


def test_the_examples_of_trajectories() -> None:
    assert CHAPTER.says(f"short by more than {100 * trajectory.OFF_TRAJECTORY:.0f}%")
    for row in CHAPTER.table("Off by"):
        numbers = (float(row[name]) for name in ("Baseline", "Target", "Periods", "Passed", "Figure"))
        result = trajectory.follow_trajectory(*numbers)
        same([float(part) for part in result], row, "Expected", "Short by", "Off by")


POLARITIES = {"higher": "higher_is_better", "lower": "lower_is_better", "plan": "plan_is_best"}


def due_target(row: dict[str, str], **more: Any) -> pd.DataFrame:
    """A target that is due, from a row of an example."""
    dates = {"target_start": date(2006, 4, 1), "target_end": date(2007, 3, 31), "actual_end": date(2007, 3, 31)}
    dates |= {"actual_start": date(2006, 4, 1)}
    blank = dict.fromkeys(("baseline_value", "target_lower", "target_upper", "tolerance", "floor"), np.nan)
    target = {
        "target_id": "t",
        "indicator_id": "i",
        "type": "reach",
        "baseline_end": None,
        "actual_is": "",
        "way": "",
        "immature": False,
    }
    figures = {"target_value": float(row["Due"]), "actual": float(row["Figure"]), "available": True}
    about = {"polarity": POLARITIES[row["Better end"]], "in_points": False}
    return pd.DataFrame([target | dates | blank | figures | about | more])


MILESTONES = pd.DataFrame(columns=["target_id", "period_start", "period_end", "value", "lower", "upper"])


def test_the_examples_of_distances() -> None:
    for row in CHAPTER.table("Off", "In"):
        judged = judge_targets(due_target(row, in_points=row["Share"] == "yes"), MILESTONES).iloc[0]
        same([judged["off"]], row, "Off")
        assert judged["off_is"] == row["In"]


def test_the_examples_of_what_is_due() -> None:
    for row in CHAPTER.table("Way straight"):
        is_straight, period = row["Way straight"] == "yes", dates_of_any(row["Figure of"])
        looked_at = dates_of_any(row["Report made after"])
        assert period
        assert looked_at
        target = due_target(
            {"Due": row["Target, %"], "Figure": row["Figure, %"], "Better end": "higher"}, in_points=True
        )
        target = target.assign(actual_start=period[0], actual_end=period[1], way="straight" if is_straight else "")
        if row["Figure of"].endswith("Q2"):
            target = target.assign(baseline_value=60.0, baseline_end=date(2006, 3, 31))
        judged = judge_targets(target, MILESTONES, looked_at[1])
        assert judged["calculated"].tolist() == [row["Status"]], row


def test_the_examples_of_colours() -> None:
    assert CHAPTER.says(f"The tolerance is {USUAL_TOLERANCE:.0f} where a target gives none")
    for row in CHAPTER.table("Tolerance", "Colour"):
        more = {"type": row["Type"], "tolerance": float(row["Tolerance"]), "floor": float(row["Floor"] or "nan")}
        assert judge_targets(due_target(row, **more), MILESTONES)["calculated"].tolist() == [row["Colour"]], row


def test_the_examples_of_milestones() -> None:
    for row in CHAPTER.table("Met"):
        about = {"value": float(row["Milestone"]), "actual": float(row["Figure"]), "lower": np.nan, "upper": np.nan}
        about |= {"actual_is": ""}
        milestone = pd.DataFrame([about | {"polarity": POLARITIES[row["Better end"]], "period_end": date(2022, 9, 30)}])
        assert milestone_outcomes(milestone, date(2023, 3, 31)).tolist() == [{"yes": MET, "no": NOT_MET}[row["Met"]]]
        assert milestone_outcomes(milestone, date(2022, 6, 30)).tolist() == [NOT_DECIDED]


def test_the_examples_of_progress_and_chance() -> None:
    for row in CHAPTER.table("Progress, %"):
        numbers = {"baseline_value": float(row["Start"]), "actual": float(row["Figure"])}
        target = due_target(row | {"Due": row["Target"], "Better end": "higher"}, **numbers)
        same(target_progress(target)["progress_percent"], row, "Progress, %")
    assert CHAPTER.says(f"No forecast is given for more than {FARTHEST} years ahead")
    assert (RATE_YEARS, CHAPTER.says("over the last five years of the series")) == (5, True)
    for row in CHAPTER.table("Chance, %"):
        mean, reach = float(row["Forecast"]), 1.2815515655446004 * float(row["Standard deviation"])
        ahead = {"forecast": mean, "lower": mean - reach, "upper": mean + reach, "scale": "points", "whole": np.nan}
        forecasts = pd.DataFrame([{"year": 2007 + n, "ahead": n} | ahead for n in (1, 2)])
        forecasts = forecasts.assign(indicator_id="i", unit=float(row["Unit"]))
        target = due_target(row | {"Due": row["Target"], "Figure": "1"}, target_end=date(2008, 12, 31), gap=1.0)
        target = target.assign(target_start=date(2008, 1, 1))
        same(target_chances(target, forecasts)["chance_percent"], row, "Chance, %")


@pytest.mark.parametrize("words", ["63 green, 23 amber and 13 red of 99 are 63.6%, 23.2% and 13.1%"])
def test_the_percentages_of_colours(words: str) -> None:
    """63 / 99, 23 / 99 and 13 / 99."""
    assert CHAPTER.says(words)
    assert [round(100 * number / 99, 1) for number in (63, 23, 13)] == [63.6, 23.2, 13.1]


def test_the_examples_of_grants() -> None:
    for row in CHAPTER.table("Grant paid, %"):
        figures = (row["Without"], row["Target"], row["Figure"])
        assert 100 * reward_grant.enhancement_share(*figures) == int(row["Enhancement reached, %"])
        assert 100 * reward_grant.grant_share(*figures) == int(row["Grant paid, %"])
    ((pot,),) = reward_grant.grant_pot("132993000", [["1"]])
    assert CHAPTER.says(f"Of 132,993,000 pounds it is {pot:,}")
    assert CHAPTER.says(f"{reward_grant.POT_PERCENT}% of the net budget requirement")


def test_the_examples_of_an_agreement() -> None:
    rows = CHAPTER.table("Without a status, £")
    frame = pd.DataFrame(
        {
            "grant": [Decimal(row["Grant, £"]) for row in rows],
            "status": [row["Status"].replace("none", "") for row in rows],
            "condition_failed": [row["Condition met"] == "no" for row in rows],
        }
    )
    for row, own in zip(rows, reward_grant_of(frame).to_dict("records"), strict=True):
        for heading, name in (
            ("At risk, £", "at_risk"),
            ("Lost, £", "lost"),
            ("At risk, net of lost, £", "at_risk_net"),
            ("Without a status, £", "without_status"),
        ):
            assert Decimal(row[heading]) == own[name]
    weights = pd.DataFrame({"reward_target": [f"{index}" for index in range(12)], "weight_percent": Decimal(100)})
    weights = pd.concat(
        [weights.iloc[1:], weights.iloc[[0, 0]].assign(weight_percent=[Decimal("87.5"), Decimal("12.5")])]
    )
    parts = split_grant(Decimal("15241800"), weights)
    assert parts.tolist()[:1] == [Decimal(1270150)]
    assert parts.tolist()[-1] == Decimal("158768.75")
    assert CHAPTER.says(f"15,241,800 ÷ 12 = {parts.tolist()[0]:,} for each target, and 40% of it is 508,060")
    assert parts.tolist()[0] * 40 / 100 == 508060


def test_the_examples_of_risk_by_theme() -> None:
    for row in CHAPTER.table("With a status"):
        counts = {name: int(row[name]) for name in ("Green", "Amber", "Red")}
        assert sum(counts.values()) == int(row["With a status"])
        assert {name: str(share) for name, share in status_shares(counts).items()} == {
            name: row[f"{name}, %"] for name in counts
        }


def test_the_examples_of_a_pooled_fund() -> None:
    assert CHAPTER.says(f"Under {MAX_UNDERSPEND_PERCENT}% may be carried forward")
    for row in CHAPTER.table("Share not spent, %"):
        allocation, moved, underspend = (Decimal(row[name]) for name in list(row)[:3])
        blocks = [("one", allocation, moved, underspend), ("other", Decimal(10**6), -moved, Decimal(0))]
        result = pooled_fund(pd.DataFrame(blocks, columns=["block", "allocation", "moved_in", "underspend"]))
        own = result.to_dict("records")[0]
        assert f"{own['underspend_percent']:.3f}" == row["Share not spent, %"]
        assert own["carried_forward"] == Decimal(row["Carried forward, £"])
