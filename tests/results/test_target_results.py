"""Targets joined with the figures of a run, with returns and with what people say: the table of results."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages import target_options, target_outlook
from helpers.present.pages import targets as target_pages
from helpers.publish.html import to_html
from helpers.results.target_list import list_targets, own_returns, target_series
from helpers.results.target_results import (
    ALL_THEMES,
    DUE_BY_THEN,
    THE_TARGET,
    Figures,
    TargetTables,
    results_of_targets,
)
from helpers.schema.declarations import Table
from helpers.schema.enforcement import conformed
from helpers.schema.in_year import IN_YEAR_FIGURES
from helpers.schema.returns import RETURNS
from helpers.schema.targets import (
    MILESTONES_MET,
    TARGET_COUNTS,
    TARGET_JUDGEMENTS,
    TARGET_MILESTONES,
    TARGET_OPTIONS,
    TARGET_OPTIONS_JUDGED,
    TARGET_RESULTS,
    TARGETS,
)
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import AMBER, CANNOT_BE_DETERMINED, GREEN, NOT_AVAILABLE, NOT_DUE, RED

CODE = "E10000018"
INDICATORS = pd.DataFrame(
    [
        ("recycled", "Waste recycled", "Waste", "higher_is_better", "%", 1),
        ("theft", "Theft", "Crime", "lower_is_better", "offences", 0),
    ],
    columns=["indicator_id", "title", "dashboard", "polarity", "unit", "decimals"],
)
DASHBOARDS = pd.DataFrame({"dashboard": ["Waste", "Crime"], "theme": ["Green", "Safe"]})


def rows_of(table: Table, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a declared table, blank where a column is not given."""
    blank = {column.name: None if column.nullable else "" for column in table.columns}
    numbers = {column.name: 0 for column in table.columns if column.type == "whole number" and not column.nullable}
    no = {column.name: False for column in table.columns if column.type == "yes or no"}
    frame = pd.DataFrame([blank | numbers | no | row for row in rows], columns=list(table.names))
    return frame.astype(pandas_types(table))


def year(first: int) -> dict[str, Any]:
    label = f"{first}/{(first + 1) % 100:02d}"
    return {"period": label, "period_start": date(first, 4, 1), "period_end": date(first + 1, 3, 31)}


def target(target_id: str, indicator_id: str = "", **more: Any) -> dict[str, Any]:
    due = year(2022)
    dates = {"target_period": due["period"], "target_start": due["period_start"], "target_end": due["period_end"]}
    about = {"target_id": target_id, "indicator_id": indicator_id, "type": "reach", "owner": "Director"}
    return about | dates | more


RECYCLED = target("recycling", "recycled", polarity="higher_is_better", unit="%", in_points=True, target_value=50.0)
THEFT = target(
    "thefts", "theft", polarity="lower_is_better", unit="offences", target_value=100.0, baseline_period="2020/21"
)
SURVEY = target(
    "survey", title="Survey", theme="Safe", polarity="higher_is_better", unit="%", in_points=True, target_value=60.0
)
SERIES = pd.DataFrame(
    [
        ("recycled", year(2021), 44.0),
        ("recycled", year(2022), 47.0),
        ("theft", year(2020), 150.0),
        ("theft", year(2021), 120.0),
        ("theft", year(2022), 117.5),
    ],
    columns=["indicator_id", "year", "value"],
)
SERIES = pd.concat([SERIES.drop(columns="year"), pd.DataFrame(list(SERIES["year"]))], axis=1).assign(
    status="", marker=""
)
FORECASTS = pd.DataFrame(columns=["indicator_id", "year", "ahead", "forecast", "lower", "upper"])
RECORD = pd.DataFrame({"scale": ["points"], "ahead": [1], "forecasts": [20], "held_percent": [71.0]})
IN_YEAR = pd.DataFrame({"indicator_id": ["recycled"], "period": ["Q2 2022/23"], "value": [46.5]})
NONE_WAITING = no_rows(IN_YEAR_FIGURES)
CHANGES = pd.DataFrame(columns=["indicator_id", "scale", "unit", "whole"])


def judgement(target_id: str, report_year: int = 2023, **more: Any) -> dict[str, Any]:
    return {"target_id": target_id, "report_year": report_year, "source": "The report"} | more


def results(
    *targets: dict[str, Any],
    judgements: tuple[dict[str, Any], ...] = (),
    options: tuple[dict[str, Any], ...] = (),
    returns: pd.DataFrame | None = None,
    milestones: tuple[dict[str, Any], ...] = (),
    until: date | None = None,
    waiting: pd.DataFrame = NONE_WAITING,
    named: pd.DataFrame | None = None,
) -> TargetTables:
    handed_in = own_returns(no_rows(RETURNS) if returns is None else returns, [CODE])
    target_list = list_targets(
        rows_of(TARGETS, *targets), rows_of(TARGET_MILESTONES, *milestones), handed_in, INDICATORS, DASHBOARDS
    )
    judged_rows = rows_of(TARGET_JUDGEMENTS, *judgements)
    figures = Figures(
        target_series(target_list.targets, SERIES, judged_rows), FORECASTS, CHANGES, handed_in, RECORD, IN_YEAR, waiting
    )
    judged_and_options = judged_rows, rows_of(TARGET_OPTIONS, *options)
    return results_of_targets(*target_list, *judged_and_options, figures, 2023, until, named)


def only(tables: TargetTables) -> dict[Any, Any]:
    (row,) = tables.results.to_dict("records")
    return row


def test_a_target_has_the_figure_title_and_theme_of_its_indicator() -> None:
    row = only(results(RECYCLED))
    assert (row["title"], row["theme"], row["actual"], row["actual_from"]) == ("Waste recycled", "Green", 47, "run")
    assert (row["calculated"], row["status"], row["off"], row["change"]) == (AMBER, AMBER, 3, 3)
    assert (row["lacks_commentary"], row["lacks_action"]) == (True, True)


def test_words_of_an_agreement_are_taken_where_nobody_else_says_anything() -> None:
    about = {"target_id": RECYCLED["target_id"], "facts": "Bins were late.", "action": "Buy more."}
    named = pd.DataFrame([about, about | {"target_id": ""}])
    row = only(results(RECYCLED, named=named))
    assert (row["commentary"], row["remedial_action"]) == ("Bins were late.", "Buy more.")
    assert (row["lacks_commentary"], row["lacks_action"]) == (False, False)
    own = judgement(str(RECYCLED["target_id"]), commentary="No staff.", remedial_action="Hire.", period="2022/23")
    row = only(results(RECYCLED, judgements=(own,), named=named))
    assert (row["commentary"], row["remedial_action"]) == ("No staff.", "Hire.")


def test_a_baseline_with_a_period_alone_is_the_figure_of_the_run() -> None:
    """150 in 2020/21 to 100 in 2022/23: 117.5 is 17.5 short of the 50 planned, which is 35% and beyond 20%."""
    row = only(results(THEFT | {"baseline_end": date(2021, 3, 31)}))
    assert (row["baseline_value"], row["change_since_baseline"], row["change"]) == (150, -32.5, -2.5)
    assert (row["off_share"], row["off_trajectory"], row["calculated"]) == (pytest.approx(0.35), True, RED)


def test_a_stated_baseline_that_is_not_the_figure_of_the_run_is_said_to_be_so() -> None:
    """The run has 150 thefts for 2020/21."""
    at_base = {"baseline_end": date(2021, 3, 31)}
    other = results(THEFT | at_base | {"baseline_value": 148.0}).results
    assert other["baseline_of_run"].tolist() == [150]
    assert "148 offences, 2020/21; this report has 150 offences" in to_html(target_pages.change_table(other))
    for same in (THEFT | at_base, THEFT | at_base | {"baseline_value": 150.0}):
        assert results(same).results["baseline_of_run"].isna().all()


def test_the_judged_colour_is_printed_beside_the_calculated_one() -> None:
    words = judgement(
        "thefts", judged="amber", judged_reason="New patrols", previous="red", commentary="Tools are stolen"
    )
    tables = results(THEFT, judgements=(words,))
    row = only(tables)
    assert (row["judged"], row["calculated"], row["status"], row["optimism"]) == (AMBER, RED, AMBER, 1)
    assert (row["movement"], row["lacks_commentary"], row["lacks_action"]) == ("left", False, True)
    whole = tables.counts[tables.counts["theme"].eq(ALL_THEMES)].set_index("kind")
    assert whole.loc["judged", ["amber", "optimism", "compared"]].tolist() == [1, 1, 1]
    assert whole.loc["calculated", ["red", "red_percent"]].tolist() == [1, 100]
    assert "more hopeful than" in target_pages.optimism_sentence(tables.counts)


def test_a_figure_that_only_people_gave_is_judged_and_not_of_another_report() -> None:
    by_people = judgement("survey", **year(2022), actual=61.0, actual_is="about")
    row = only(results(SURVEY, judgements=(by_people,)))
    assert (row["calculated"], row["actual_from"], row["actual_is"]) == (GREEN, "judgement", "about")
    absent = judgement("survey", judged="not_available", judged_reason="The survey was cancelled")
    row = only(results(SURVEY, judgements=(absent,)))
    assert (row["calculated"], row["status"]) == (NOT_AVAILABLE, NOT_AVAILABLE)
    row = only(results(SURVEY))
    assert (row["calculated"], row["reason"]) == (CANNOT_BE_DETERMINED, "there is no figure")
    earlier = judgement("survey", 2022, **year(2021), judged="red", actual=50.0)
    row = only(results(SURVEY, judgements=(earlier, by_people | {"judged": "green"})))
    assert (row["previous"], row["movement"], row["previous_value"]) == (RED, "resolved", 50)


def test_the_target_of_a_return_joins_the_table() -> None:
    handed_in = rows_of(
        RETURNS,
        {
            "indicator_id": "recycled",
            "area_code": CODE,
            "target": 46.0,
            "owner": "Head",
            "commentary": "Dry",
            **year(2022),
        },
        {"indicator_id": "recycled", "area_code": "E1", "target": 90.0, **year(2022)},
    )
    row = only(results(returns=handed_in))
    assert (row["target_id"], row["target_value"], row["calculated"]) == ("return_recycled", 46, GREEN)
    assert (row["theme"], row["owner"], row["commentary"]) == ("Green", "Head", "Dry")
    far = RECYCLED | {"target_period": "2029/30", "target_start": date(2029, 4, 1), "target_end": date(2030, 3, 31)}
    row = only(results(far, returns=handed_in))
    assert (row["target_id"], row["due"], row["due_value"], row["calculated"]) == ("recycling", "milestone", 46, GREEN)


def test_options_are_added_up_against_the_gap_in_its_unit() -> None:
    """3 points short: 1.64 and 1.5 points close it, and 17.86 of an unknown base count for nothing."""
    glass = {"target_id": "recycling", "report_year": 2023, "option": "Glass", "contribution": 1.64, "unit": "%"}
    others = ({"option": "Food", "contribution": 1.5}, {"option": "Garden", "contribution": 17.86, "unit": "per cent"})
    tables = results(RECYCLED, options=(glass, *(glass | other for other in others)))
    row = only(tables)
    assert (row["options_contribution"], row["options_close_gap"]) == (pytest.approx(3.14), True)
    assert tables.options["gap_percent"].round(1).tolist()[:2] == [54.7, 50.0]
    assert tables.options["counts"].tolist() == [True, True, False]
    refused = only(results(RECYCLED, options=(glass | {"approval": "refused"},)))
    assert pd.isna(refused["options_close_gap"])
    assert set(tables.options["gap_to"]) == {DUE_BY_THEN}


def test_where_nothing_is_short_by_now_options_are_set_against_what_is_left_to_the_target() -> None:
    """47% is better than the 46% due in 2022/23, and 3 points below the 50% of 2029/30: half of that is 1.5 points."""
    far = RECYCLED | {"target_period": "2029/30", "target_start": date(2029, 4, 1), "target_end": date(2030, 3, 31)}
    due = {"target_id": "recycling", "value": 46.0, "milestone": "year three", **year(2022)}
    glass = {"target_id": "recycling", "report_year": 2023, "option": "Glass", "contribution": 1.5, "unit": "%"}
    tables = results(far, milestones=(due,), options=(glass,))
    assert tables.options[["gap", "gap_to", "gap_percent"]].to_numpy().tolist() == [[3.0, THE_TARGET, 50.0]]
    assert not only(tables)["options_close_gap"]
    printed = to_html(target_options.options_table(tables.options))
    assert "3 points to the target" in printed


def test_what_became_of_each_milestone_is_said_and_a_later_one_is_not_due() -> None:
    """Recycled: 44 in 2021/22 and 47 in 2022/23. Thefts, fewer are better: 120 in 2021/22."""
    milestones = (
        {"target_id": "recycling", "value": 45.0, "milestone": "year one", **year(2021)},
        {"target_id": "recycling", "value": 47.0, "milestone": "year two", **year(2022)},
        {
            "target_id": "recycling",
            "value": 46.0,
            "milestone": "half year",
            "period": "Q2 2022/23",
            "period_start": date(2022, 7, 1),
            "period_end": date(2022, 9, 30),
        },
        {"target_id": "recycling", "value": 49.0, "milestone": "year three", **year(2023)},
        {"target_id": "thefts", "value": 125.0, "milestone": "year end", **year(2021)},
        {"target_id": "survey", "value": 55.0, "milestone": "year end", **year(2021)},
    )
    tables = results(RECYCLED, THEFT, SURVEY, milestones=milestones, until=date(2023, 3, 31))
    assert dict(
        zip(
            tables.milestones["milestone"] + " " + tables.milestones["target_id"],
            tables.milestones["outcome"],
            strict=True,
        )
    ) == {
        "year one recycling": "Not met",
        "half year recycling": "Met",
        "year two recycling": "Met",
        "year three recycling": "Not due yet",
        "year end thefts": "Met",
        "year end survey": "No figure of that time",
    }
    printed = to_html(target_outlook.milestones_table(tables.milestones))
    assert all(words in printed for words in ("What is due on the way", "year two", "125 offences", "Not due yet"))
    assert target_outlook.milestones_table(tables.milestones.head(0)) is None


def test_a_red_by_rule_that_people_judged_green_is_said_to_be_so() -> None:
    hopeful = judgement("thefts", judged="green", judged_reason="New patrols")
    words = target_outlook.action_sentence(results(THEFT, RECYCLED, judgements=(hopeful,)).results)
    assert words.startswith("2 targets are red or amber, 1 of them by the rule and not as judged.")
    assert "by the rule" not in target_outlook.action_sentence(results(THEFT).results)


def test_a_part_of_a_target_names_the_target_and_not_its_short_name() -> None:
    part = SURVEY | {"parent": "recycling", "weight": 0.5}
    printed = to_html(target_outlook.parts_table(results(RECYCLED, part).results))
    assert "Waste recycled" in printed and ">recycling<" not in printed


def test_an_immature_figure_is_not_due_yet_with_the_results_in_the_system() -> None:
    """13 weeks after 31 March 2023 is 30 June 2023."""
    about = {"indicator_id": "recycled", **year(2022), "maturity": "immature", "in_system": 20}
    waiting = rows_of(IN_YEAR_FIGURES, about | {"mature_on": date(2023, 6, 30)})
    asked = {"target_id": "recycling", **year(2022), "value": 50.0}
    tables = results(RECYCLED, waiting=waiting, milestones=(asked,), until=date(2023, 3, 31))
    row = only(tables)
    assert (row["calculated"], row["status"], row["in_system"]) == (NOT_DUE, NOT_DUE, 20)
    printed = to_html(target_pages.promised_table(tables.results))
    assert "immature: 20 in the system, complete on 30 June 2023" in printed
    assert tables.milestones["outcome"].tolist() == [NOT_DUE]
    assert only(results(RECYCLED, until=date(2023, 3, 31)))["status"] == AMBER


def test_an_option_has_no_share_of_the_gap_of_half_a_year() -> None:
    """250 families of a year are not 416.7% of the 60 that half a year is short by."""
    half = {"period": "H1 2022/23", "period_start": date(2022, 4, 1), "period_end": date(2022, 9, 30)}
    families = {"polarity": "higher_is_better", "unit": "families", "title": "Families", "theme": "Safe"}
    aim = target("families", target_value=4000.0, baseline_value=3000.0, **families)
    option = {"target_id": "families", "option": "A team", "report_year": 2023, "contribution": 250.0}
    tables = results(
        aim,
        judgements=(judgement("families", actual=1590.0, **half),),
        options=(option | {"unit": "families"},),
        milestones=({"target_id": "families", **half, "value": 1650.0},),
        until=date(2022, 9, 30),
    )
    row, weighed = only(tables), tables.options.iloc[0]
    assert (row["status"], row["short_by"]) == (AMBER, 60)
    assert pd.isna(row["change_since_baseline"]) and pd.isna(row["options_close_gap"])
    assert pd.isna(weighed["gap"]) and pd.isna(weighed["gap_percent"])
    assert "Not known, as the figure is of a part of the period" in to_html(
        target_options.options_table(tables.options)
    )


def test_a_milestone_prints_its_figure_as_the_bound_that_it_is() -> None:
    """Fewer than 1% where 10% were due."""
    asked = {"target_id": "survey", **year(2022), "value": 10.0}
    words = judgement("survey", actual=1.0, actual_is="less than", **year(2022))
    table = results(SURVEY, judgements=(words,), milestones=(asked,)).milestones
    assert "less than 1%" in to_html(target_outlook.milestones_table(table))
    assert table["outcome"].tolist() == ["Not met"]


@pytest.mark.parametrize(
    ("actual_is", "actual", "gap", "milestone", "realism"),
    [
        ("more than", 11.0, "Met", "Met", "It is met already."),
        ("less than", 11.0, "Cannot be determined", "Cannot be determined", "It cannot be said."),
        ("more than", 9.0, "less than 1 point", "Cannot be determined", "It cannot be said."),
        ("less than", 9.0, "more than 1 point", "Not met", "Its period is over, and it was not met."),
    ],
)
def test_a_bound_says_no_more_than_every_figure_that_it_allows(
    actual_is: str, actual: float, gap: str, milestone: str, realism: str
) -> None:
    aim = target("share", unit="%", polarity="higher_is_better", target_value=10.0, baseline_value=8.0, **year(2022))
    words = judgement("share", actual=actual, actual_is=actual_is, **year(2022))
    asked = {"target_id": "share", **year(2022), "value": 10.0}
    option = {"target_id": "share", "option": "More", "report_year": 2023, "contribution": 2.0, "unit": "%"}
    tables = results(aim, judgements=(words,), milestones=(asked,), options=(option,), until=date(2023, 3, 31))
    assert tables.milestones["outcome"].tolist() == [milestone]
    assert only(tables)["realism"] == realism
    outlook = to_html(target_outlook.outlook_table(tables.results))
    assert f">{gap}<" in outlook
    changed = to_html(target_pages.change_table(tables.results))
    assert f"{actual_is} +{actual - 8:.0f}" in changed


@pytest.mark.parametrize(
    ("actual_is", "brings", "gap", "share", "closes"),
    [
        ("more than", 500_000.0, "less than 450,000 trees to the target", "more than 111.1", True),
        ("more than", 90_000.0, "less than 450,000 trees to the target", "more than 20.0", None),
        ("less than", 90_000.0, "more than 450,000 trees to the target", "less than 20.0", False),
        ("less than", 500_000.0, "more than 450,000 trees to the target", "less than 111.1", None),
        ("", 90_000.0, "450,000 trees to the target", "20.0", False),
    ],
)
def test_the_gap_of_an_option_is_a_bound_where_the_figure_is_one(
    actual_is: str, brings: float, gap: str, share: str, closes: bool | None
) -> None:
    """More than 250,000 of 700,000 trees leave less than 450,000: 90,000 more are over a fifth of that."""
    end = {"target_period": "", "target_start": None, "target_end": None}
    aim = target("trees", unit="trees", polarity="higher_is_better", type="cumulative", target_value=700_000.0, **end)
    words = judgement("trees", actual=250_000.0, actual_is=actual_is, **year(2022))
    option = {"target_id": "trees", "option": "Plant", "report_year": 2023, "contribution": brings, "unit": "trees"}
    tables = results(aim, judgements=(words,), options=(option,))
    printed = to_html(target_options.options_table(tables.options))
    assert f">{gap}<" in printed and f">{share}<" in printed
    decided = only(tables)["options_close_gap"]
    assert pd.isna(decided) if closes is None else decided == closes


def test_every_table_is_as_declared() -> None:
    tables = results(RECYCLED, THEFT, SURVEY)
    declared = (TARGET_RESULTS, TARGET_COUNTS, TARGET_OPTIONS_JUDGED, MILESTONES_MET)
    for frame, table in zip(tables, declared, strict=True):
        assert len(conformed(frame, table)) == len(frame)
    assert int(tables.counts.query("theme == 'All' and kind == 'status'")["all"].iloc[0]) == 3


PRINTED = [
    lambda t: target_pages.promised_sentence(t.results),
    lambda t: target_pages.risk_sentence(t.results, t.counts),
    lambda t: target_pages.optimism_sentence(t.counts),
    lambda t: target_outlook.outlook_sentence(t.results),
    lambda t: target_outlook.action_sentence(t.results),
    lambda t: target_outlook.movement_sentence(t.results),
]
TABLES = [
    lambda t: target_pages.promised_table(t.results),
    lambda t: target_pages.change_table(t.results),
    lambda t: target_pages.counts_table(t.results, t.counts),
    lambda t: target_pages.judged_table(t.results),
    lambda t: target_outlook.outlook_table(t.results),
    lambda t: target_outlook.action_table(t.results),
    lambda t: target_options.options_table(t.options),
    lambda t: target_outlook.best_table(t.results),
    lambda t: target_outlook.added_value(t.results),
    lambda t: target_outlook.parts_table(t.results),
    lambda t: target_outlook.milestones_table(t.milestones),
]


def test_a_council_without_targets_is_told_so_in_a_sentence() -> None:
    tables = results()
    assert PRINTED[0](tables) == target_pages.NO_TARGETS
    assert PRINTED[1](tables) == target_pages.NONE_HERE
    assert all(make(tables).endswith(".") for make in PRINTED)
    assert all(to_html(part) for make in TABLES if (part := make(tables)) is not None)


def test_what_is_printed_has_its_figures() -> None:
    judged = judgement(
        "thefts", judged="amber", judged_reason="New patrols", remedial_action="Locks", action_by="2023-12"
    )
    option = {"target_id": "recycling", "report_year": 2023, "option": "Glass", "contribution": 1.64, "unit": "%"}
    tables = results(
        RECYCLED, THEFT | {"added_value": "Fewer thefts", "is_stretch": True}, judgements=(judged,), options=(option,)
    )
    markup = " ".join(to_html(part) for make in TABLES if (part := make(tables)) is not None)
    for words in (
        "3.0 points off",
        "17.5% off",
        "no more than the tolerance",
        "Locks",
        "Glass",
        "54.7",
        "Missing",
    ):
        assert words in markup, words
    assert target_pages.risk_sentence(tables.results, tables.counts).startswith(
        "Of 2 targets with a colour, these are: 0 green (0%), 2 amber (100%), 0 red (0%)."
    )
    assert "Nobody says why for 2, and nobody what is done for 1." in target_outlook.action_sentence(tables.results)
