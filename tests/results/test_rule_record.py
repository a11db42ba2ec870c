"""The record of each rule: its calls by hand, and what is known of figures that do nothing but go up and down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from helpers.method_rules import DirectionRules
from helpers.methods.evidence import judge_evidence
from helpers.results.evidence import table_of_changes
from helpers.results.rule_record import RULES, call_changes, rule_record
from helpers.schema.enforcement import conformed
from helpers.schema.record import RULE_RECORD

USUAL, CLEAR = "within its usual ups and downs", "clear"
MISSING = float("nan")


def changes(**columns: object) -> pd.DataFrame:
    """Changes from 50 with the limits 48 and 52."""
    frame = pd.DataFrame({"previous_value": 50.0, "previous_lower_95": 48.0, "previous_upper_95": 52.0} | columns)
    usual = {"comparable": True, "unit": 0.1, "limits": None, "correlation": 0.0, "evidence": USUAL}
    frame = frame.assign(**{name: value for name, value in usual.items() if name not in columns})
    frame = frame.assign(lower_95=frame["value"] - 2, upper_95=frame["value"] + 2)
    return frame.assign(change=frame["value"] - frame["previous_value"])


def calls(frame: pd.DataFrame, **rules: object) -> list[list[float]]:
    called = call_changes(frame, DirectionRules.model_validate(rules))
    return called[list(RULES)].astype("float64").to_numpy().tolist()


def test_each_rule_has_its_own_word() -> None:
    """51.5 is 3% more, and its interval 49.5 to 53.5 overlaps; 50.5 is 1% more; 45 is apart from 48 to 52."""
    frame = changes(value=[51.5, 51.5, 50.5, 45.0], limits=["published", None, None, "published"])
    frame["evidence"] = [USUAL, USUAL, USUAL, CLEAR]
    assert calls(frame) == [[1, 1, 0, 0], [1, 1, 1, 0], [1, 0, 0, 0], [-1, -1, -1, -1]]


def test_the_tolerance_is_that_of_the_parameter_file() -> None:
    assert calls(changes(value=[51.5]), tolerance_percent=5) == [[1, 0, 0, 0]]


def test_limits_from_counts_decide_only_where_the_parameter_file_uses_them() -> None:
    frame = changes(value=[51.5], limits=["counts"])
    assert calls(frame) == calls(frame, intervals="none") == [[1, 1, 1, 0]]
    assert calls(frame, intervals="published_or_counts") == [[1, 1, 0, 0]]


def test_what_the_evidence_does_not_judge_is_left_out() -> None:
    frame = changes(value=[51.5, 51.5, 51.5], comparable=[True, False, True])
    frame["evidence"] = ["cannot be told", "cannot be told", CLEAR]
    assert calls(frame) == [[1, 1, 1, 1]]


def test_periods_that_share_years_have_no_word_if_the_parameter_file_does_not_compare_them() -> None:
    frame = changes(value=[51.5, 51.5], correlation=[2 / 3, 0.0], evidence=[CLEAR, CLEAR])
    first, second = calls(frame, overlapping_periods="cannot_determine")
    np.testing.assert_array_equal(first, [MISSING, MISSING, MISSING, 1])
    assert second == [1, 1, 1, 1]


def noise(seed: int, names: list[str], value_type: str = "percentage") -> pd.DataFrame:
    """Ten figures of 36 councils about 50, each with noise of its own and one decimal."""
    values = 50 + 3 * np.random.default_rng(seed).normal(size=(len(names), 36, 10))
    indicator, council, year = (part.ravel() for part in np.indices(values.shape))
    frame = pd.DataFrame(
        {"indicator_id": np.array(names)[indicator], "area_code": np.char.add("c", council.astype(str))}
    )
    return frame.assign(
        year=2011 + year,
        value=values.ravel().round(1),
        value_type=value_type,
        decimals=1,
        multiplier=100,
        lower_95=MISSING,
        upper_95=MISSING,
        numerator=MISSING,
        denominator=MISSING,
        months=12,
        step=1,
        one_off=False,
        break_before=False,
    )


INDICATORS = pd.DataFrame(
    {
        "indicator_id": [*(f"i{number}" for number in range(12)), "neutral", "uncounted"],
        "counted": [True] * 13 + [False],
        "polarity": ["higher_is_better"] * 12 + ["neutral", "lower_is_better"],
    }
)


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    group = pd.concat(
        [
            noise(1, [f"i{number}" for number in range(8)]),
            noise(2, [f"i{number}" for number in range(8, 12)], "score"),
            noise(3, ["neutral", "uncounted"]),
        ]
    )
    return rule_record(table_of_changes(judge_evidence(group)), group, INDICATORS, DirectionRules())


def test_it_has_a_row_for_each_rule_and_scale(record: pd.DataFrame) -> None:
    written = conformed(record, RULE_RECORD)
    assert written["rule"].tolist() == [*RULES] * 4
    assert written["scale"].unique().tolist() == ["all", "log odds", "log", "points"]
    judged = written.set_index(["scale", "rule"])["judged"].unstack()
    assert judged.nunique(axis=1).tolist() == [1] * 4, "every rule is followed on the same changes"
    assert judged.loc["all"].sum() == judged.loc[["log odds", "log", "points"]].sum().sum()
    assert judged.loc["log"].sum() == 0
    assert written.loc[written["scale"] == "log", "called_percent"].isna().all()


def test_an_indicator_that_is_not_counted_or_has_no_better_end_is_left_out(record: pd.DataFrame) -> None:
    """Of 12 indicators and 36 councils, no more than the changes to the years 2012 to 2019 are followed."""
    assert 0 < record["judged"].max() <= 12 * 36 * 8


def test_noise_alone_lets_two_calls_in_three_stand(record: pd.DataFrame) -> None:
    """Of three independent figures the last is beyond the first, on the side of the second, in 2 of 3 orders of them.

    A rise is followed by a fall in 2 of 3 orders too. Both hold for any change, whether real figures are followed or
    those made to stand still.
    """
    row = record.set_index(["scale", "rule"]).loc[("all", "any_change")]
    for name in ("stands_percent", "standstill_stands_percent", "opposite_percent", "standstill_opposite_percent"):
        assert row[name] == pytest.approx(66.7, abs=2.5), name


def test_false_alarms_are_the_calls_of_figures_that_do_nothing(record: pd.DataFrame) -> None:
    """All these figures stand still, so that a rule calls as many of them as of those made to stand still.

    2% of 50 is 1. The difference of two figures with the standard deviation 3 is beyond 1.05 in 80.5% of cases.
    """
    rows = record.set_index(["scale", "rule"]).loc["all"]
    np.testing.assert_allclose(rows["false_alarm_percent"], rows["called_percent"], atol=2.5)
    assert rows.loc["tolerance", "false_alarm_percent"] == pytest.approx(80.5, abs=2)
    assert rows.loc["intervals_first", "false_alarm_percent"] == rows.loc["tolerance", "false_alarm_percent"]
    assert rows.loc["evidence", "false_alarm_percent"] == pytest.approx(5, abs=3)


def test_a_share_and_the_rest_of_it_have_two_words_by_the_tolerance_alone(record: pd.DataFrame) -> None:
    """About 50, both tolerances are about 1, so few words differ; scores have no rest."""
    flips = record.set_index(["scale", "rule"])["flips_percent"]
    assert 0 < flips["log odds", "tolerance"] < 10
    assert flips["all", "tolerance"] == flips["log odds", "tolerance"]
    assert flips.drop([("all", "tolerance"), ("log odds", "tolerance")]).isna().all()


def test_without_past_figures_there_is_a_record_of_nothing() -> None:
    group = noise(4, ["i0"]).query("year == 2020")
    record = conformed(
        rule_record(table_of_changes(judge_evidence(group)), group, INDICATORS, DirectionRules()), RULE_RECORD
    )
    assert record["judged"].eq(0).all() and record["standstill_judged"].eq(0).all()
    assert record.filter(like="percent").isna().all(axis=None)
