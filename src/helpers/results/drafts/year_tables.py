"""The tables of a year by which a draft is checked, made ready to look things up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.results.commentary_facts import TARGET, commentary_facts, typed_unit
from helpers.results.drafts.council_tax import NO_TAX, TaxInTables, tax_in_tables
from helpers.results.drafts.counts import (
    DIRECTIONS,
    OVERALL,
    QUARTILES,
    TOTAL,
    UNDETERMINED,
    WITH_GRANT,
    WITH_STATUS,
)
from helpers.results.drafts.funding import NO_FUNDING, FundingInTables, funding_in_tables
from helpers.results.drafts.funds_and_warnings import NO_FUNDS, FundsAndWarnings, funds_and_warnings
from helpers.results.drafts.money_and_progress import NO_FIGURES, OtherFigures, other_figures
from helpers.results.drafts.naming import Names, names_of
from helpers.results.drafts.needs import NO_NEEDS, NeedsInTables, needs_in_tables
from helpers.results.drafts.plans_and_budgets import NO_MONEY, MoneyInTables, money_in_tables
from helpers.results.drafts.ratings import NO_TARGETS, TargetColours, target_colours
from helpers.results.drafts.risk_counts import NO_RISKS, RiskCounts, risk_counts_in_tables
from helpers.results.drafts.spending import NO_SPENDING, SpendingInTables, spending_in_tables
from helpers.results.drafts.status_rows import status_rows
from helpers.results.spending_power import OF_COUNCIL

TABLES: Final = (
    "compendium", "comparisons", "own_series", "commentary", "dashboard_facts", "headline_facts", "positions",
    "target_results", "target_counts", "risk_by_theme", "reward_totals", "reward_grants", "agreement_indicators",
    "funding_years", "funding_levels", "service_values", "pooled_funds", "warning_counts",
    "council_tax", "needs_model", "needs_weights", "plan_years", "savings_plans", "budget_outturns", "reserves",
    "funding_that_ends", "risk_counts",
)  # fmt: skip
"""The tables of a run that the check reads."""


class YearTables(NamedTuple):
    """What the tables of a year state, by indicator, by subject of a count, and of the overall position.

    `counts` has every number that is right for a subject and a class; `percents` likewise, with all decimals.
    `dashboards` has those of each theme that the headline counts.
    """

    year: int
    names: Names
    titles: Mapping[str, str]
    facts: Mapping[str, list[dict[Any, Any]]]
    directions: Mapping[str, str]
    changes: Mapping[str, float]
    counts: Mapping[tuple[str, str], tuple[int, ...]]
    percents: Mapping[tuple[str, str], tuple[float, ...]]
    dashboards: Mapping[str, tuple[str, ...]]
    subjects: tuple[str, ...]
    overall_ranks: tuple[int, ...]
    targets: TargetColours = NO_TARGETS
    other_figures: OtherFigures = NO_FIGURES
    funding: FundingInTables = NO_FUNDING
    spending: SpendingInTables = NO_SPENDING
    funds_and_warnings: FundsAndWarnings = NO_FUNDS
    council_tax: TaxInTables = NO_TAX
    needs: NeedsInTables = NO_NEEDS
    plans_and_budgets: MoneyInTables = NO_MONEY
    risk_counts: RiskCounts = NO_RISKS


def year_tables(year: int, tables: Mapping[str, pd.DataFrame], same_words: Iterable[tuple[str, ...]]) -> YearTables:
    """Return what the tables of a run state, ready to be compared with a draft.

    `same_words` has words of the register that mean the same.

    Columns needed  those of TABLES: for each the columns that the data dictionary lists; apart_counts: those of
                    `outcomes.apart_counts`
    """
    compendium, facts = tables["compendium"], tables["dashboard_facts"]
    titles = {str(key): str(title) for key, title in zip(compendium["indicator_id"], compendium["title"], strict=True)}
    by_indicator: dict[str, list[dict[Any, Any]]] = {}
    stated = commentary_facts(compendium, tables["comparisons"], tables["own_series"], tables["commentary"])
    for fact in stated.to_dict("records"):
        by_indicator.setdefault(str(fact["indicator_id"]), []).append(fact)
    for fact in _targets(tables["target_results"]):
        by_indicator.setdefault(str(fact["indicator_id"]), []).append(fact)
    counted = facts[facts["in_headline"].astype("bool")]
    dashboards = {
        str(theme): tuple(map(str, names)) for theme, names in counted.groupby("theme", sort=False)["dashboard"]
    }
    counts, percents = _right(tables)
    subjects = tuple(dict.fromkeys([*map(str, facts["theme"]), *map(str, facts["dashboard"])]))
    council, others = _councils(tables["positions"], tables["funding_levels"])
    money = money_in_tables(tables)
    return YearTables(
        year=year,
        names=names_of(titles, same_words),
        titles=titles,
        facts=by_indicator,
        directions=dict(zip(titles, map(str, compendium["direction"]), strict=True)),
        changes={
            key: float(change) for key, change in zip(titles, compendium["change"], strict=True) if not pd.isna(change)
        },
        counts=counts,
        percents=percents,
        dashboards=dashboards,
        subjects=subjects,
        overall_ranks=_overall_ranks(tables["positions"]),
        targets=target_colours(tables["target_results"], tables["agreement_indicators"]),
        other_figures=other_figures(tables["reward_totals"], tables["reward_grants"], tables["target_results"]),
        funding=funding_in_tables(council, tables["funding_years"], tables["funding_levels"]),
        spending=spending_in_tables(tables["service_values"], others),
        funds_and_warnings=funds_and_warnings(tables["pooled_funds"], tables["warning_counts"], subjects),
        council_tax=tax_in_tables(tables["council_tax"], others),
        needs=needs_in_tables(council, tables["needs_model"], tables["needs_weights"]),
        plans_and_budgets=money,
        risk_counts=risk_counts_in_tables(tables["risk_counts"], [*subjects, *money.services]),
    )


def _councils(positions: pd.DataFrame, levels: pd.DataFrame) -> tuple[str, list[str]]:
    """Return the name of the council, blank without a position, and those of the others that the tables have."""
    own = positions["own"].astype("bool")
    names = [*map(str, positions.loc[own, "area_name"]), ""]
    others = [*positions.loc[~own, "area_name"], *levels.loc[levels["level_of"].eq(OF_COUNCIL), "level_name"]]
    return names[0], list(dict.fromkeys(map(str, others)))


def _targets(results: pd.DataFrame) -> Iterator[dict[Any, Any]]:
    """Give the target of each indicator as a fact, as it may be of another period than that of its return."""
    for row in results[results["indicator_id"].ne("") & results["target_value"].notna()].to_dict("records"):
        unit = typed_unit(str(row["unit"]))
        yield {
            "indicator_id": row["indicator_id"],
            "fact": TARGET,
            "fact_id": "",
            "unit": unit.name,
            "value": float(row["target_value"]) * unit.scale,
            "decimals": int(row["decimals"]),
            "period": "",
        }


class _Row(NamedTuple):
    """One set of counts that is right for a subject: all that it counts, those with a direction, and the directions."""

    subject: str
    total: int
    determined: int
    directions: Mapping[str, int]


def _rows(tables: Mapping[str, pd.DataFrame]) -> list[_Row]:
    """Return the sets of counts by direction: of dashboards, of those counted apart, of themes and of the whole."""
    return [
        _Row(str(row[name]), int(row[total]), int(row["determined"]), {kind: int(row[kind]) for kind in DIRECTIONS})
        for table, name, total in (
            ("dashboard_facts", "dashboard", "indicators"),
            ("apart_counts", "dashboard", "total"),
            ("headline_facts", "theme", "indicators"),
        )
        for row in tables[table].to_dict("records")
    ]


def _ranked(compendium: pd.DataFrame, facts: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """Return the ranked indicators of the whole report, of each theme and of each dashboard."""
    ranked = compendium[compendium["quartile"].notna()]
    in_headline = ranked[ranked["in_headline"].astype("bool")]
    counted = set(facts.loc[facts["in_headline"].astype("bool"), "dashboard"])
    dashboards = [
        (str(dashboard), rows[rows["dashboard"] == dashboard])
        for dashboard in facts["dashboard"]
        for rows in (in_headline if dashboard in counted else ranked,)
    ]
    return [(OVERALL, in_headline), *((str(theme), rows) for theme, rows in in_headline.groupby("theme")), *dashboards]


def _right(
    tables: Mapping[str, pd.DataFrame],
) -> tuple[dict[tuple[str, str], tuple[int, ...]], dict[tuple[str, str], tuple[float, ...]]]:
    """Return every count and every percentage that is right for a subject and a class.

    A subject can have several: a theme and a dashboard may share a name, and a dashboard that is counted apart has
    counts of its own beside those of all its indicators. Percentages of directions are of those determined and of all,
    and those of quartiles of all that are ranked.
    """
    counts: defaultdict[tuple[str, str], dict[int, None]] = defaultdict(dict)
    percents: defaultdict[tuple[str, str], dict[float, None]] = defaultdict(dict)
    for of, total, determined, directions in _rows(tables):
        counts[of, TOTAL] |= dict.fromkeys((total, determined))
        counts[of, UNDETERMINED] |= {total - determined: None}
        for kind, number in directions.items():
            counts[of, kind] |= {number: None}
            percents[of, kind] |= {100 * number / base: None for base in (determined, total) if base}
    compendium, facts = tables["compendium"], tables["dashboard_facts"]
    for row in facts.to_dict("records"):
        of = str(row["dashboard"])
        counts[of, TOTAL] |= {int(row["indicators"]) + int(row["others"]): None}
        counts[of, UNDETERMINED] |= {int(row["without_figure"]) + int(row["not_comparable"]): None}
    for of, rows in _ranked(compendium, facts):
        counts[of, TOTAL] |= {len(rows): None}
        for number, kind in enumerate(QUARTILES, start=1):
            in_quartile = int((rows["quartile"].astype("int64") == number).sum())
            counts[of, kind] |= {in_quartile: None}
            percents[of, kind] |= {100 * in_quartile / len(rows): None} if len(rows) else {}
    counts[OVERALL, TOTAL] |= {len(compendium): None}
    for of, with_status, every, colours in status_rows(tables):
        counts[of, TOTAL if of == WITH_GRANT else WITH_STATUS] |= dict.fromkeys((with_status, every))
        for kind, number in colours.items():
            counts[of, kind] |= {number: None}
            percents[of, kind] |= {100 * number / base: None for base in (with_status, every) if base}
    in_tuples = {key: tuple(numbers) for key, numbers in counts.items()}
    return in_tuples, {key: tuple(numbers) for key, numbers in percents.items()}


def _overall_ranks(positions: pd.DataFrame) -> tuple[int, ...]:
    """Return every rank that the council has over all themes, by any of the methods."""
    own = positions[positions["own"].astype("bool") & positions["scope_order"].eq(0)]
    columns = [name for name in positions.columns if name == "rank" or name.startswith(_RANKS)]
    ranks = {int(value) for name in columns for value in own[name].dropna()}
    return tuple(sorted(ranks))


_RANKS: Final = ("median_rank", "rank_", "choice_", "leave_out_", "weights_")
