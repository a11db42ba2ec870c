"""The assumptions and decisions logs give the effects that the figures of the 2023 report have."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pandas as pd
from documents import ASSUMPTIONS, DECISIONS, Figures, effect, read_document, tried_again

from helpers.areas import read_areas
from helpers.method_rules import DirectionRules, TrendMethod
from helpers.methods import funnel, trend
from helpers.methods.funnel import limits_at
from helpers.methods.intervals import FROM_COUNTS
from helpers.methods.ranking import quartile_by_bounds, rank_and_quartile
from helpers.methods.same_measure import one_per_measure
from helpers.paths import project
from helpers.results import comparisons
from helpers.results.compendium import (
    column_name,
    direction_counts,
    lower_areas,
    strengths,
    with_register_and_dashboard,
)
from helpers.results.direction_sensitivity import SENSITIVITY
from helpers.results.directions import directions
from helpers.results.trends import trends
from helpers.sources.reference import read_same_measure
from helpers.verdicts import DIRECTIONS, SIMILAR

if TYPE_CHECKING:
    from conftest import Checkout


def test_the_effect_of_widened_limits_is_as_the_logs_say(figures: Figures) -> None:
    council, least = figures.council, figures.parameters.minimum_group_size
    codes = read_areas(project().areas).same_council(figures.parameters.authority)
    rows = comparisons.comparator_rows(council.reported, council.latest, figures.members, codes)
    result = funnel.funnels(rows, least, figures.parameters.funnel_correction)
    assert least == funnel.SMALLEST_FUNNEL
    by_chance = []
    for row in result.to_dict("records"):
        limits = [
            limits_at(row["denominator"], row["average"] / row["multiplier"], row["kind"], 0.0, level)
            for level in funnel.LEVELS
        ]
        figure = row["value"] / row["multiplier"]
        by_chance.append(sum(not low <= figure <= high for low, high in limits))
    steps, chance = result["comparison"].map(funnel.STEPS_OUTSIDE).fillna(0), pd.Series(by_chance, index=result.index)
    own = result["own"]
    widened, drawn = int(result.loc[own, "over_dispersed"].sum()), int(own.sum())
    assert DECISIONS.says(f"{widened} of {drawn} funnels of Leicestershire in 2023 are widened.")
    assert ASSUMPTIONS.says(f"{widened} of {drawn} funnels of 2023 allow for a variance between councils")
    assert widened == drawn
    outside = int((steps[own] > 0).sum())
    assert DECISIONS.says(f"in {outside} of them, and would be in {int((chance[own] > 0).sum())} by limits of chance")
    assert DECISIONS.says(
        f"Drawn in 2023 are the {outside} funnels in which the council is outside the 95% limits, and t"
    )
    assert DECISIONS.says(
        f"Of {len(result)} marks of all councils {int((steps == 2).sum())} are outside 99.8%, and would be "
        f"{int((chance == 2).sum())} by limits of chance alone.",
    )
    source = funnel.funnels(rows, least, "source")
    wide, beyond = (source.loc[source["own"], name] for name in ("over_dispersed", "comparison"))
    assert DECISIONS.says(
        f"By the source {int(wide.sum())} of {len(wide)} funnels of Leicestershire in 2023 are widened"
    )
    assert DECISIONS.says(f"outside the 95% limits in {int(beyond.ne(SIMILAR).sum())} of them. Of {len(source)} marks")
    assert DECISIONS.says(
        f"{int(source['comparison'].ne(SIMILAR).sum())} are outside the 95% limits by the source and "
        f"{int((steps > 0).sum())} as corrected, where {0.05 * len(source):.0f} would be by chance."
    )


def test_what_the_decisions_log_says_of_how_sure_a_quartile_is(built: Checkout) -> None:
    tables_of = {
        name: pd.read_parquet(built.root / f"data/processed/2023/{name}.parquet")
        for name in ("compendium", "rank_certainty", "quartile_bases")
    }
    compendium = tables_of["compendium"]
    counted = compendium.loc[compendium["in_headline"] & compendium["rank"].notna(), "indicator_id"]
    certainty = tables_of["rank_certainty"].set_index("indicator_id").loc[counted]
    sure = certainty["quartile_best"].eq(certainty["quartile_worst"]).fillna(value=False)
    claimed = certainty["quartile_claimed"].eq(True).fillna(value=False)
    half = tables_of["quartile_bases"].set_index("part").loc["top_half", "share_percent"]
    assert DECISIONS.says(
        f"Of {len(counted)} counted indicators with a rank in 2023, the quartile is sure for {sure.sum()}, and for "
        f"{certainty['reason'].ne('').sum()} nothing can be said. A claim is supported for {claimed.sum()} of the "
        f"{sure.sum()}. An average council has {half:.1f}% in the top half."
    )


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
    assert DECISIONS.says(
        f"Of {len(counted)} counted indicators ranked among county areas in 2023, {len(region)} are ranked among the "
        f"councils of the region, {region.sum()} of them in another quartile, and {len(near)} among the nearest "
        f"neighbours, {near.sum()} of them in another quartile.",
    )
    compared = tables_of["comparisons"]
    change = compared.loc[compared["indicator_id"].isin(counted), "quartile_change"]
    moved = change.value_counts()
    assert DECISIONS.says(
        f"Of {len(counted)} counted indicators ranked in 2023, {moved['up']} are in a better quartile than before, "
        f"{moved['down']} in a worse one and {moved['unchanged']} in the same; {change.isna().sum()} have no place "
        "before.",
    )
    families = read_same_measure(project().same_measure, tables_of["indicators"]["indicator_id"])
    positioned = with_register_and_dashboard(compared, tables_of["indicators"], tables_of["dashboards"], families)
    lower = lower_areas(positioned)
    fourth = lower["quartile"].eq(4)
    every = positioned[positioned["quartile"].eq(4).fillna(value=False)]
    assert (
        set(lower.loc[fourth, "indicator_id"])
        == set(one_per_measure(every)["indicator_id"])
        < set(every["indicator_id"])
    )
    assert DECISIONS.says(
        f"In 2023 the list has {fourth.sum()} indicators in the fourth quartile and {(~fourth).sum()} in the third, "
        f"{lower['in_headline'].sum()} of the {len(lower)} counted; {len(strengths(positioned))} are strengths.",
    )
    members = tables_of["group_members"]
    living = members[(members["comparator_group"] == "ons_nearest_neighbours") & members["end_date"].isna()]
    own = groups[groups["comparator_group"] == "ons_nearest_neighbours"]
    assert len(living) == own["members"].max()
    assert ASSUMPTIONS.says(
        f"Of the {len(living)} councils in the group of nearest neighbours, {own['n'].max()} have figures."
    )


def test_the_effect_of_other_rules_is_as_the_assumptions_log_says(figures: Figures) -> None:
    rules = {
        "as published: 2%": DirectionRules(),
        "any change counts": DirectionRules(rule="exact"),
        "1%": DirectionRules(tolerance_percent=1),
        "3%": DirectionRules(tolerance_percent=3),
        "5%": DirectionRules(tolerance_percent=5),
        "published intervals, then 2%": DirectionRules(intervals="published"),
        "intervals published or from counts, then 2%": DirectionRules(intervals="published_or_counts"),
        "intervals alone, published": DirectionRules(rule="none", intervals="published"),
        "intervals alone, published or from counts": DirectionRules(rule="none", intervals="published_or_counts"),
        "2%, overlapping periods not compared": DirectionRules(overlapping_periods="cannot_determine"),
    }
    assert figures.parameters.direction == DirectionRules()
    rows = effect("Rule")
    assert [row["Rule"] for row in rows] == list(rules)
    council, indicators, authority = figures.council, figures.indicators, figures.parameters.authority
    for row in rows:
        result = directions(council.own, council.latest, indicators, authority, rules[row["Rule"]])
        counts = direction_counts(figures.counted(result)).iloc[0]
        for word in DIRECTIONS[:4]:
            assert counts[column_name(word)] == int(row[word]), (row, word)
        assert counts["worsened"] > counts["improved"], row
    assert ASSUMPTIONS.says("In each of these rows more counted indicators worsened than improved.")
    published, one, three = ([int(rows[number][word]) for word in ("Improved", "Worsened")] for number in (0, 2, 3))
    rise, fall = ([abs(other - own) for own, other in zip(published, line, strict=True)] for line in (one, three))
    assert ASSUMPTIONS.says(
        f"at 1% improved and worsened rise by {rise[0]} and {rise[1]}, at 3% they fall by {fall[0]} and {fall[1]}."
    )


def replayed(figures: Figures, rules: DirectionRules) -> pd.DataFrame:
    """The directions of the 2023 report by other rules."""
    council = figures.council
    return directions(council.own, council.latest, figures.indicators, figures.parameters.authority, rules)


def test_what_one_rule_for_every_indicator_changes_is_as_the_decisions_log_says(figures: Figures) -> None:
    former = replayed(figures, DirectionRules(intervals="published"))
    by_rule = former["rule_id"].value_counts()
    assert DECISIONS.says(
        f"{by_rule['D1']} directions by intervals and {by_rule['D2']} by tolerance in a replay of 2023."
    )
    same = int((former.loc[former["rule_id"] == "D1", "direction"] == "No real change").sum())
    assert DECISIONS.says(f"{same} of the {by_rule['D1']} measures with limits were no real change.")
    both = figures.judged.merge(former, on="indicator_id", suffixes=("", "_former"))
    changed = figures.counted(both[both["direction"] != both["direction_former"]])
    assert set(changed["direction_former"]) == {"No real change"}
    now, counted = changed["direction"].value_counts(), len(figures.counted(figures.judged))
    assert DECISIONS.says(
        f"Of {counted} counted indicators of 2023, {len(changed)} leave no real change, {now['Improved']} of them as "
        f"improved and {now['Worsened']} as worsened."
    )


def test_each_direction_that_one_rule_changes_is_listed(figures: Figures) -> None:
    """Those of 2023, with their figures and both answers, and the counts by both rules."""
    changes = read_document("assurance/changed_results.md")
    replay, names = replayed(figures, DirectionRules(intervals="published")), ["previous_value", "latest_value"]
    both = figures.judged.merge(replay[["indicator_id", "direction"]], on="indicator_id", suffixes=("", "_by_limits"))
    both = both[both["direction"] != both["direction_by_limits"]].merge(figures.indicators, on="indicator_id")
    expected = {
        row["indicator_id"]: [
            *(f"{row[name]:.{row['decimals']}f}" for name in (*names, "change")),
            f"{row['tolerance']:.3g}",
            row["direction_by_limits"].lower(),
            row["direction"].lower(),
        ]
        for row in both.to_dict("records")
    }
    rows_of_2023 = [
        row for row in changes.table("By limits", "By the tolerance") if "2023" in row["Report"].split(", ")
    ]
    assert {row["Indicator"].strip("`"): list(row.values())[2:] for row in rows_of_2023} == expected
    assert len(rows_of_2023) == len(expected) == 12
    counts = {row["Rule"]: row for row in changes.table("Rule", "Counted") if row["Report"] == "2023"}
    for rule, result in (("limits first", replay), ("tolerance alone", figures.judged)):
        counted = direction_counts(figures.counted(result)).iloc[0]
        assert int(counts[rule]["Counted"]) == counted["total"]
        assert [int(counts[rule][word]) for word in DIRECTIONS[:4]] == [
            counted[column_name(word)] for word in DIRECTIONS[:4]
        ]


def test_the_sensitivity_table_is_as_the_logs_say(figures: Figures) -> None:
    sensitivity = figures.counted(tried_again(figures))
    rows = effect("Tried again by")
    assert [row["Tried again by"] for row in rows] == list(SENSITIVITY)
    for row in rows:
        counts = sensitivity[row["Tried again by"]].value_counts()
        assert {word: int(counts.get(word, 0)) for word in DIRECTIONS[:4]} == {
            word: int(row[word]) for word in DIRECTIONS[:4]
        }
    depends = f"{sensitivity['depends_on_rule'].sum()} of {len(sensitivity)} counted indicators depend on the rule"
    assert ASSUMPTIONS.says(depends) and DECISIONS.says(depends)


def test_the_effect_of_limits_from_counts_is_as_the_decisions_log_says(figures: Figures) -> None:
    former = replayed(figures, DirectionRules(intervals="published"))
    result = replayed(figures, DirectionRules(intervals="published_or_counts"))
    both = former.merge(result, on="indicator_id", suffixes=("", "_counts"))
    more = int((both["limits_counts"] == FROM_COUNTS).sum())
    changed = figures.counted(both[both["direction"] != both["direction_counts"]])
    assert set(changed["direction_counts"]) == {"No real change"}
    before = changed["direction"].value_counts()
    assert DECISIONS.says(
        "In a replay of 2023 with published limits they would "
        f"decide {more} more directions; {len(changed)} counted ones would turn into no real change, "
        f"{before['Worsened']} of them from worsened and {before['Improved']} from improved.",
    )


def test_the_trends_are_as_the_logs_say(figures: Figures) -> None:
    expected: dict[str, tuple[int, int]] = {}
    own, indicators, authority = figures.council.own, figures.indicators, figures.parameters.authority
    for row in effect("Trend calculated"):
        method = {"trend_method": row["Trend method"]}
        result = trends(own, indicators, authority, figures.parameters.model_copy(update=method))
        counts = result["movement"].value_counts()
        moving = int(counts.get("Increasing", 0) + counts.get("Decreasing", 0))
        calculated = result[result["movement"] != "Cannot be calculated"]
        printed = [int(row[name]) for name in list(row)[1:]]
        assert [len(calculated), moving, counts["No significant change"], counts["Cannot be calculated"]] == printed
        expected[row["Trend method"]] = (len(calculated), len(figures.counted(calculated)))
        if row["Trend method"] == figures.parameters.trend_method:
            types = calculated.merge(indicators, on="indicator_id")["value_type"]
            assert ASSUMPTIONS.says(f"{moving} of the {len(calculated)} trends of 2023 are.")
            official = result["movement"].isin(["Increasing", "Decreasing"])
            lasting = int((official & result["marker"].eq(result["marker_with_dispersion"])).sum())
            assert ASSUMPTIONS.says(f"{lasting} of the {moving} stay.")
            percentages = int((types == "percentage").sum())
            assert ASSUMPTIONS.says(f"{percentages} of the {len(calculated)} trends of 2023 are of percentages.")
            years = calculated.merge(own.drop_duplicates("indicator_id")[["indicator_id", "step"]], on="indicator_id")
            assert (years["last_year"] - years["first_year"] == 4 * years["step"]).all(), "no year is missing"
        else:
            unchanged = calculated[calculated["movement"] == "No significant change"]
            assert set(unchanged["reason"]) == {trend.REASONS["no_limits"]}
    (new, new_counted), (old, old_counted) = (expected[method] for method in get_args(TrendMethod))
    counted = len(figures.counted(indicators))
    assert DECISIONS.says(
        f"A trend can be calculated for {new} of {len(indicators)} indicators in 2023, {new_counted} of the {counted} "
        f"counted. By the method of 2020 it would be {old} and {old_counted}.",
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
    assert DECISIONS.says(
        f"{(gap > 0).sum()} of {len(own)} quartiles of Leicestershire would be another by the bounds of the figures, "
        f"{(gap[counted.index] > 0).sum()} of the {len(counted)} counted.",
    )
