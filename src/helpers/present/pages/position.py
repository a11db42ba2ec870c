"""What the benchmarking page shows of positions over many indicators, of their doubt and of what would be expected."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.areas import plain_name
from helpers.methods.position import ESTIMAND, METHODS, MISSING_PERCENT, OVERALL
from helpers.present.cells import format_number, is_missing
from helpers.present.sentences import in_100, own_position, part_of_table, span_of_ranks
from helpers.present.tables import council_names, table, with_sum
from helpers.present.values import Column, Table
from helpers.verdicts import ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural

NO_RANK = "none"


def position_title(positions: pd.DataFrame, council: str, group: str) -> str:
    """Return the main message of the chart of overall positions."""
    own = own_position(positions)
    if own is None or pd.isna(own["rank"]):
        return f"{council} has no overall position among {group}"
    most = span_of_ranks(own["rank_95_lower"], own["rank_95_upper"])
    part = part_of_table(own["top_half_probability"])
    return f"{council} is {part}: {most} of {int(own['n'])} with a chance of 95 in 100"


def basis_sentence(positions: pd.DataFrame, indicators: pd.DataFrame) -> str:
    """Say what the overall position rests on; `indicators` is the table position_indicators."""
    own = own_position(positions)
    if own is None or not own["indicators"]:
        return "No indicator can be used for a position."
    scopes = positions[positions["scope"].ne(OVERALL)].drop_duplicates("scope")
    themes = number_of(int(scopes["in_theme"].sum()), "theme")
    enablers = " and the enablers" if not scopes["in_theme"].all() else ""
    weights = 100 * indicators.loc[indicators["used"], "indicator_weight"]
    return (
        f"There are figures for {int(own['with_figure'])} of {number_of(int(own['indicators']), 'indicator')} in "
        f"{themes}{enablers}. One indicator weighs from {format_number(weights.min(), 2)}% to "
        f"{format_number(weights.max(), 2)}% of the score. What is ranked is {ESTIMAND}: this year's measures stand "
        "for all others like them."
    )


def claims_sentence(positions: pd.DataFrame, council: str) -> str:
    """Say which councils are surely above and below the council overall, and nothing that its claims leave open."""
    own = own_position(positions)
    if own is None or pd.isna(own["claim_best"]):
        return f"Without a position no council can be said to be above or below {council}."
    above, below = (own[name].split("; ") if own[name] else [] for name in ("surely_above", "surely_below"))
    n, best, worst = int(own["n"]), int(own["claim_best"]), int(own["claim_worst"])
    sentences = [
        f"{_and(above)} {singular_or_plural(len(above), 'is', 'are')} surely above {council}." if above else "",
        f"{_and(below)} {singular_or_plural(len(below), 'is', 'are')} surely below {council}." if below else "",
    ]
    if not (above or below):
        return f"No other council is surely above or below {council}."
    if 4 * worst <= n:
        sentences.append(f"{council} is surely among the best quarter.")
    elif 2 * worst <= n:
        sentences.append(f"{council} is surely in the top half.")
    elif 2 * (best - 1) >= n:
        sentences.append(f"{council} is surely in the bottom half.")
    others = n - 1 - len(above) - len(below)
    rest = f"Of {number_of(others, 'other')} this cannot be said." if others else ""
    return " ".join(filter(None, [*sentences, rest]))


def _and(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def methods_sentence(positions: pd.DataFrame) -> str:
    """Say how far the methods agree on the rank of the council's overall score."""
    own = own_position(positions)
    if own is None or pd.isna(own["rank"]):
        return "Without a position there is nothing to compare between the methods."
    ranks = sorted(int(own[name]) for name in METHODS)
    if ranks[0] == ranks[-1]:
        return f"All {len(METHODS)} methods give the council's score the rank {ordinal(ranks[0])}."
    return (
        f"The {len(METHODS)} methods give the council's score ranks from {ordinal(ranks[0])} to {ordinal(ranks[-1])}: "
        f"{number_of(ranks[-1] - ranks[0], 'place')} apart."
    )


def chart_rows(positions: pd.DataFrame, scope: str = OVERALL) -> pd.DataFrame:
    """Return the councils that have a rank with its two sets, the highest score first."""
    rows = positions[positions["scope"].eq(scope) & positions["rank"].notna()].sort_values("rank", kind="stable")
    ends = ["rank_50_lower", "rank_50_upper", "rank_95_lower", "rank_95_upper"]
    named = rows.assign(area_name=rows["area_name"].map(plain_name))
    return named[["area_name", "median_rank", *ends, "own"]]


def scopes_table(positions: pd.DataFrame, indicators: pd.DataFrame, group: str) -> Table:
    """Return the council's position overall and in each theme, with how sure it is.

    `positions` is the table of that name, `indicators` is position_indicators.
    """
    without = [str(theme) for theme, used in indicators.groupby("theme")["used"].any().items() if not used]
    rows = positions[positions["own"]]
    rows_with_words = _with_sets(rows).assign(
        basis=[f"{have} of {all_of}" for have, all_of in zip(rows["with_figure"], rows["indicators"], strict=True)],
        why=rows["reason"].replace("", "–"),
    )
    columns = [
        Column("scope", "Theme", header=True),
        Column("median", "Median rank"),
        Column("half", "50 in 100"),
        Column("most", "95 in 100"),
        Column("top", "Chance of the top half"),
        *(Column(f"quartile_{number}", f"{ordinal(number)} quartile") for number in range(1, 5)),
        Column("score", "Score, 0 to 100", align="right", decimals=1),
        Column("place", "Rank of the score"),
        Column("basis", "Figures"),
        *([Column("why", "Why no position")] if rows["reason"].ne("").any() else []),
    ]
    notes = [
        "The score is the mean percentile rank: 100 for a council that is the best in everything, 50 in the middle.",
        f"What is ranked is {ESTIMAND}. The rank of the score is that of this year's measures, noise included.",
        *([f"Too few indicators can be used for a position in {' and '.join(without)}."] if without else []),
    ]
    return table(rows_with_words, f"Position among {group}, and how sure it is", columns, notes=notes)


def methods_table(positions: pd.DataFrame, group: str) -> Table:
    """Return the rank of the council's score by each method, overall and by theme."""
    rows = positions[positions["own"]]
    cells = {name: _numbers(rows, name) for name in METHODS}
    columns = [
        Column("scope", "Theme", header=True),
        *(Column(name, words) for name, words in METHODS.items()),
        Column("n", "Councils ranked", align="right"),
    ]
    return table(rows.assign(**cells), f"Rank of the score among {group} by {len(METHODS)} methods", columns)


def choices_table(positions: pd.DataFrame, group: str) -> Table:
    """Return between which ranks the council's score is over other choices, overall and by theme."""
    rows = positions[positions["own"]]
    spans = {name: (f"{name}_best", f"{name}_worst") for name in ("choice", "leave_out", "weights")}
    cells = {
        name: [_cell_span(*span) for span in zip(*(rows[end] for end in ends), strict=True)]
        for name, ends in spans.items()
    }
    columns = [
        Column("scope", "Theme", header=True),
        Column("place", "Rank of the score"),
        Column("choice", "Other choices of indicators, 95 in 100"),
        Column("leave_out", "Without one theme"),
        Column("weights", "Random weights of themes, 90 in 100"),
    ]
    notes = [
        "These ranges say how much hangs on what was chosen. They are no set of ranks with a chance of its own, and "
        "are not added to the sets above.",
        "[z]: a single theme cannot be left out or weighted.",
    ]
    rows_with_spans = rows.assign(place=_printed_ranks(rows), **cells)
    return table(rows_with_spans, f"Rank of the score among {group} by other choices", columns, notes=notes)


def league_table(positions: pd.DataFrame, group: str) -> Table:
    """Return every council that has an overall position, the highest score first, each with how sure it is."""
    rows = positions[positions["scope"].eq(OVERALL) & positions["rank"].notna()]
    rows_with_words = _with_sets(rows).assign(
        name=council_names(rows),
        above=rows["claim_best"] - 1,
        below=rows["n"] - rows["claim_worst"],
    )
    columns = [
        Column("name", "Council", header=True),
        Column("median", "Median rank"),
        Column("half", "50 in 100"),
        Column("most", "95 in 100"),
        Column("top", "Chance of the top half"),
        Column("score", "Score", align="right", decimals=1),
        Column("place", "Rank of the score"),
        Column("above", "Councils surely above", align="right"),
        Column("below", "Councils surely below", align="right"),
    ]
    notes = [
        f"What is ranked is {ESTIMAND}. The table is the same in every report of the year.",
        "A council is surely above another where their difference is more than chance makes of the largest of "
        f"{number_of(len(rows) - 1, 'difference')}. Of all other pairs the order of the table does not say which is "
        "better.",
    ]
    return table(rows_with_words, f"Overall position of {group}", columns, notes=notes)


def _with_sets(rows: pd.DataFrame) -> pd.DataFrame:
    """Add what is printed of the ranks: median, half (50 in 100), most (95 in 100), top, quartiles, place."""
    sets = {
        name: [_cell_span(*span) for span in zip(rows[f"rank_{level}_lower"], rows[f"rank_{level}_upper"], strict=True)]
        for name, level in (("half", 50), ("most", 95))
    }
    chances = {f"quartile_{number}": rows[f"quartile_{number}_probability"].map(_chance) for number in range(1, 5)}
    return rows.assign(
        median=_numbers(rows, "median_rank"),
        top=rows["top_half_probability"].map(_chance),
        place=_printed_ranks(rows),
        **sets,
        **chances,
    )


def unranked_table(positions: pd.DataFrame) -> Table:
    """Return the councils that have no position overall or in a theme, with the reason."""
    rows = positions[positions["rank"].isna()]
    rows = rows.assign(area_name=rows["area_name"].map(plain_name))
    columns = [Column("area_name", "Council", header=True), Column("scope", "Theme"), Column("reason", "Reason")]
    return table(rows, "Councils without a position", columns)


def indicators_table(indicators: pd.DataFrame) -> Table:
    """Return how many indicators count for the position of each theme, and why the others do not.

    `indicators` is the table position_indicators.
    """
    kinds = {
        r"^$": "used",
        r"^it is not counted": "not_counted",
        r"^it is not ranked": "not_ranked",
        r"councils ha(?:s|ve) no figure": "few_councils",
        r"^the same measure": "same_measure",
        r"^its theme has fewer": "few_in_theme",
    }
    outcome = indicators["reason"].copy()
    for pattern, kind in kinds.items():
        outcome = outcome.mask(indicators["reason"].str.contains(pattern, regex=True), kind)
    keys = [indicators["theme_order"], indicators["theme"]]
    counts = pd.crosstab(keys, outcome).reindex(columns=list(kinds.values()), fill_value=0)
    weights = 100 * indicators[["theme_weight", "indicator_weight"]].groupby(keys).max()
    columns = [
        Column("theme", "Theme", header=True),
        Column("used", "Used", align="right"),
        Column("not_counted", "Not counted in the headline, or too old", align="right"),
        Column("not_ranked", "No rank in the group", align="right"),
        Column("same_measure", "The same measure as one used", align="right"),
        Column("few_councils", f"No figure for over {MISSING_PERCENT}% of councils", align="right"),
        Column("few_in_theme", "Too few in the theme", align="right"),
    ]
    rows = with_sum(counts.reset_index(), columns)
    by_theme = counts.join(weights).reset_index()
    rows["theme_weight"] = [*by_theme["theme_weight"], by_theme["theme_weight"].sum()]
    rows["indicator_weight"] = [*(_percent(weight, 2) for weight in by_theme["indicator_weight"]), "[z]"]
    rows["theme_weight"] = [_percent(weight, 1) for weight in rows["theme_weight"]]
    printed = [
        *columns[:2],
        Column("theme_weight", "Weight of the theme in the overall score", align="right"),
        Column("indicator_weight", "Weight of each indicator", align="right"),
        *columns[2:],
    ]
    notes = [
        "A theme weighs by how reliably its indicators measure what they share. A theme of few indicators weighs less, "
        "but each of them weighs more.",
        "[z]: no weight. Each indicator with its reason is in position_indicators.csv.",
    ]
    return table(rows, "Indicators used for positions, their weights, and why others are not", printed, notes=notes)


def used_table(indicators: pd.DataFrame, comparisons: pd.DataFrame) -> Table:
    """Return the indicators used with the period that all councils share, and their weights in the overall score.

    `comparisons` is the frame of `compendium.with_register_and_dashboard`.
    """
    rows = comparisons[["indicator_id", "title"]].merge(
        indicators[indicators["used"]], on="indicator_id", validate="one_to_one"
    )
    rows = rows.assign(
        weight=[_percent(100 * weight, 2) for weight in rows["indicator_weight"]],
        figures=[f"{have} of {all_of}" for have, all_of in zip(rows["n"], rows["in_being"], strict=True)],
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("theme", "Theme"),
        Column("period_end", "Period ends on"),
        Column("figures", "Councils with a figure"),
        Column("weight", "Weight", align="right"),
    ]
    return table(rows, "Indicators used for positions, with their periods and weights", columns)


def _printed_ranks(rows: pd.DataFrame) -> list[str]:
    return [
        printed_rank(int(rank), int(n), int(tied)) if pd.notna(rank) else NO_RANK
        for rank, n, tied in zip(rows["rank"], rows["n"], rows["tied"], strict=True)
    ]


def _numbers(rows: pd.DataFrame, name: str) -> list[str]:
    return [ordinal(int(rank)) if pd.notna(rank) else NO_RANK for rank in rows[name]]


def _cell_span(best: Any, worst: Any) -> str:
    return "[z]" if pd.isna(best) else span_of_ranks(best, worst)


def _percent(value: float, decimals: int) -> str:
    return "[z]" if is_missing(value) else f"{format_number(value, decimals)}%"


def _chance(probability: float) -> str:
    """Return a probability as a chance in 100."""
    return "[z]" if is_missing(probability) else in_100(probability)
