"""The tables of a year by which a draft is checked, made ready to look things up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.results.commentary_facts import commentary_facts
from helpers.results.drafts.counts import DIRECTIONS, OVERALL, QUARTILES, TOTAL, UNDETERMINED
from helpers.results.drafts.naming import Names, names_of
from helpers.results.drafts.ratings import NO_TARGETS, TargetColours, target_colours

TABLES: Final = (
    "compendium", "comparisons", "own_series", "commentary", "dashboard_facts", "headline_facts", "positions",
    "target_results",
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


def year_tables(year: int, tables: Mapping[str, pd.DataFrame], same_words: Iterable[tuple[str, ...]]) -> YearTables:
    """Return what the tables of a run state, ready to be compared with a draft.

    `same_words` has words of the register that mean the same.

    Columns needed  those of TABLES: for each the columns that the data dictionary lists
    """
    compendium, facts = tables["compendium"], tables["dashboard_facts"]
    titles = {str(key): str(title) for key, title in zip(compendium["indicator_id"], compendium["title"], strict=True)}
    by_indicator: dict[str, list[dict[Any, Any]]] = {}
    stated = commentary_facts(compendium, tables["comparisons"], tables["own_series"], tables["commentary"])
    for fact in stated.to_dict("records"):
        by_indicator.setdefault(str(fact["indicator_id"]), []).append(fact)
    counted = facts[facts["in_headline"].astype("bool")]
    dashboards = {
        str(theme): tuple(map(str, names)) for theme, names in counted.groupby("theme", sort=False)["dashboard"]
    }
    counts = _counts(compendium, facts, tables["headline_facts"])
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
        percents=_percents(counts, facts, tables["headline_facts"]),
        dashboards=dashboards,
        subjects=tuple(dict.fromkeys([*map(str, facts["theme"]), *map(str, facts["dashboard"])])),
        overall_ranks=_overall_ranks(tables["positions"]),
        targets=target_colours(tables["target_results"]),
    )


def _counts(
    compendium: pd.DataFrame, facts: pd.DataFrame, headline: pd.DataFrame
) -> dict[tuple[str, str], tuple[int, ...]]:
    counts: dict[tuple[str, str], tuple[int, ...]] = {}
    for row in facts.to_dict("records"):
        of, left = str(row["dashboard"]), int(row["without_figure"]) + int(row["not_comparable"])
        counts |= {(of, kind): (int(row[kind]),) for kind in DIRECTIONS}
        counts[of, UNDETERMINED] = (left, left + int(row["not_judged"]))
        totals = (int(row["indicators"]), int(row["determined"]), int(row["indicators"]) + int(row["others"]))
        counts[of, TOTAL] = totals
    for row in headline.to_dict("records"):
        of = str(row["theme"])
        counts |= {(of, kind): (int(row[kind]),) for kind in DIRECTIONS}
        counts[of, UNDETERMINED] = (int(row["undetermined"]),)
        counts[of, TOTAL] = (int(row["indicators"]), int(row["determined"]))
    counts[OVERALL, TOTAL] = (*counts.get((OVERALL, TOTAL), ()), len(compendium))
    ranked = compendium[compendium["quartile"].notna()]
    in_headline = ranked[ranked["in_headline"].astype("bool")]
    by_subject = {OVERALL: in_headline}
    by_subject |= {str(theme): rows for theme, rows in in_headline.groupby("theme")}
    counted_dashboards = set(facts.loc[facts["in_headline"].astype("bool"), "dashboard"])
    for dashboard in facts["dashboard"]:
        source = in_headline if dashboard in counted_dashboards else ranked
        by_subject[str(dashboard)] = source[source["dashboard"] == dashboard]
    for of, rows in by_subject.items():
        quartiles = rows["quartile"].astype("int64")
        counts |= {(of, kind): (int((quartiles == number).sum()),) for number, kind in enumerate(QUARTILES, start=1)}
        counts[of, TOTAL] = (*counts.get((of, TOTAL), ()), len(rows))
    return counts


def _percents(
    counts: Mapping[tuple[str, str], tuple[int, ...]], facts: pd.DataFrame, headline: pd.DataFrame
) -> dict[tuple[str, str], tuple[float, ...]]:
    """Return the share of each class in those determined and in all, and of each quartile in those ranked."""
    determined = dict(zip(facts["dashboard"], facts["determined"], strict=True))
    determined |= dict(zip(headline["theme"], headline["determined"], strict=True))
    percents: dict[tuple[str, str], tuple[float, ...]] = {}
    for (of, kind), numbers in counts.items():
        if kind in DIRECTIONS:
            bases = {int(determined.get(of, 0)), counts[of, TOTAL][0]} - {0}
        elif kind in QUARTILES:
            bases = {sum(counts[of, other][0] for other in QUARTILES)} - {0}
        else:
            continue
        percents[of, kind] = tuple(100 * numbers[0] / base for base in sorted(bases))
    return percents


def _overall_ranks(positions: pd.DataFrame) -> tuple[int, ...]:
    """Return every rank that the council has over all themes, by any of the methods."""
    own = positions[positions["own"].astype("bool") & positions["scope_order"].eq(0)]
    columns = [name for name in positions.columns if name == "rank" or name.startswith(_RANKS)]
    ranks = {int(value) for name in columns for value in own[name].dropna()}
    return tuple(sorted(ranks))


_RANKS: Final = ("median_rank", "rank_", "choice_", "leave_out_", "weights_")
