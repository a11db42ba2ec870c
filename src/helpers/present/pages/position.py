"""What the benchmarking page shows of positions over many indicators, of their doubt and of what would be expected."""

from __future__ import annotations

import pandas as pd

from helpers.methods.position import METHODS, MISSING_PERCENT, MOST_BETWEEN_METHODS, OVERALL
from helpers.present.cells import MISSING, format_number
from helpers.present.sentences import own_position, span_of_ranks
from helpers.present.tables import table, with_sum
from helpers.present.values import Column, Table
from helpers.verdicts import ordinal, printed_rank
from helpers.wording import number_of, singular_or_plural

NO_RANK = "none"


def position_title(positions: pd.DataFrame, council: str, group: str) -> str:
    """Return the main message of the chart of overall positions."""
    own = own_position(positions)
    if own is None or pd.isna(own["rank"]):
        return f"{council} has no overall position among {group}"
    rank = printed_rank(own["rank"], own["n"], own["tied"])
    possible = _cell_span(own["evidence_best"], own["evidence_worst"])
    return f"{council} is {rank}; what the evidence supports: {possible}"


def basis_sentence(positions: pd.DataFrame) -> str:
    """Say what the overall position rests on; `positions` is the table of that name."""
    own = own_position(positions)
    if own is None or not own["indicators"]:
        return "No indicator can be used for a position."
    scopes = positions[positions["scope"].ne(OVERALL)].drop_duplicates("scope")
    themes = number_of(int(scopes["in_theme"].sum()), "theme")
    enablers = " and the enablers" if not scopes["in_theme"].all() else ""
    limits = int(own["with_limits"])
    doubt = (
        f"Limits or counts are published for {limits} of the indicators. The other figures are treated as certain, so "
        "the interval by limits understates the uncertainty."
        if limits
        else "Limits or counts are published for none of the indicators, so there is no interval by limits."
    )
    return (
        f"There are figures for {int(own['with_figure'])} of {number_of(int(own['indicators']), 'indicator')} in "
        f"{themes}{enablers}, each with the same weight. {doubt}"
    )


def methods_sentence(positions: pd.DataFrame) -> str:
    """Say how far the four methods agree on the council's overall position."""
    own = own_position(positions)
    if own is None or pd.isna(own["rank"]):
        return "Without a position there is nothing to compare between the methods."
    ranks = sorted(int(own[name]) for name in METHODS)
    if ranks[0] == ranks[-1]:
        return f"All four methods put the council {ordinal(ranks[0])}."
    return (
        f"The four methods put the council between {ordinal(ranks[0])} and {ordinal(ranks[-1])}: "
        f"{number_of(ranks[-1] - ranks[0], 'place')} apart."
    )


def chart_rows(positions: pd.DataFrame, scope: str = OVERALL) -> pd.DataFrame:
    """Return the councils that have a rank with its interval and the range that the evidence supports, best first."""
    rows = positions[positions["scope"].eq(scope) & positions["rank"].notna()]
    return rows[["area_name", "rank", "rank_lower", "rank_upper", "evidence_best", "evidence_worst", "own"]]


def scopes_table(positions: pd.DataFrame, indicators: pd.DataFrame, group: str) -> Table:
    """Return the council's position overall and in each theme, with every measure of its doubt.

    `positions` is the table of that name, `indicators` is position_indicators.
    """
    without = [str(theme) for theme, used in indicators.groupby("theme")["used"].any().items() if not used]
    rows = positions[positions["own"]]
    spans = {
        "choice": ("choice_best", "choice_worst"),
        "leave_out": ("leave_out_best", "leave_out_worst"),
        "weights": ("weights_best", "weights_worst"),
        "evidence": ("evidence_best", "evidence_worst"),
    }
    rows_with_spans = rows.assign(
        place=_printed_ranks(rows),
        **{
            name: [_cell_span(*span) for span in zip(*(rows[end] for end in ends), strict=True)]
            for name, ends in spans.items()
        },
        interval=_intervals(rows),
        basis=[f"{have} of {all_of}" for have, all_of in zip(rows["with_figure"], rows["indicators"], strict=True)],
        why=rows["reason"].replace("", "–"),
    )
    columns = [
        Column("scope", "Theme", header=True),
        Column("place", "Position"),
        Column("score", "Score, 0 to 100", align="right", decimals=1),
        Column("evidence", "Evidence supports"),
        Column("interval", "95% interval by limits and counts"),
        Column("choice", "Other choices of indicators"),
        Column("leave_out", "Without one theme"),
        Column("weights", "Other weights of themes"),
        Column("basis", "Figures"),
        Column("with_limits", "Indicators with limits", align="right"),
        *([Column("why", "Why no position")] if rows["reason"].ne("").any() else []),
    ]
    notes = [
        "The score is the mean percentile rank: 100 for a council that is the best in everything, 50 in the middle.",
        "The evidence supports the range over the four methods, the interval and the other choices of indicators.",
        "[z]: a single theme cannot be left out or weighted.",
        *([f"Too few indicators can be used for a position in {' and '.join(without)}."] if without else []),
    ]
    return table(rows_with_spans, f"Position among {group}, and how certain it is", columns, notes=notes)


def methods_table(positions: pd.DataFrame, group: str) -> Table:
    """Return the council's rank by each of the four methods, overall and by theme."""
    rows = positions[positions["own"]]
    cells = {name: _numbers(rows, name) for name in METHODS}
    columns = [
        Column("scope", "Theme", header=True),
        *(Column(name, words) for name, words in METHODS.items()),
        Column("n", "Councils ranked", align="right"),
    ]
    return table(rows.assign(**cells), f"Rank among {group} by four methods", columns)


def league_table(positions: pd.DataFrame, group: str) -> Table:
    """Return every council that has an overall position, best first, each with the range that the evidence supports."""
    rows = positions[positions["scope"].eq(OVERALL) & positions["rank"].notna()]
    rows_with_spans = rows.assign(
        place=_printed_ranks(rows),
        name=[
            f"{name} (this council)" if own else name for name, own in zip(rows["area_name"], rows["own"], strict=True)
        ],
        evidence=[_cell_span(*span) for span in zip(rows["evidence_best"], rows["evidence_worst"], strict=True)],
        interval=_intervals(rows),
        **{name: _numbers(rows, name) for name in list(METHODS)[1:]},
    )
    columns = [
        Column("name", "Council", header=True),
        Column("place", "Position"),
        Column("evidence", "Evidence supports"),
        Column("interval", "95% interval by limits and counts"),
        Column("score", "Score", align="right", decimals=1),
        Column("rank_z_score", "By distance from the average", align="right"),
        Column("rank_quartile_points", "By quartile points", align="right"),
        Column("rank_equal_indicators", "Indicators equal", align="right"),
    ]
    wide = int((~rows["told_apart"].astype("bool")).sum())
    note = (
        f"Of {number_of(len(rows), 'council')}, {wide or 'none'} {singular_or_plural(wide or 1, 'has', 'have')} a "
        f"range of more than a third of the table, or methods that differ by more than {MOST_BETWEEN_METHODS} places: "
        "such a rank cannot be told apart from the others in the range."
    )
    return table(rows_with_spans, f"Overall position of {group}", columns, notes=[note])


def unranked_table(positions: pd.DataFrame) -> Table:
    """Return the councils that have no position overall or in a theme, with the reason."""
    rows = positions[positions["rank"].isna()]
    columns = [Column("area_name", "Council", header=True), Column("scope", "Theme"), Column("reason", "Reason")]
    return table(rows, "Councils without a position", columns)


def indicators_table(indicators: pd.DataFrame) -> Table:
    """Return how many indicators count for the position of each theme, and why the others do not.

    `indicators` is the table position_indicators.
    """
    kinds = {
        r"^$": "used",
        r"^it is not counted": "not_counted",
        r"^it has no rank": "not_ranked",
        r"councils ha(?:s|ve) no figure": "few_councils",
        r"^the same measure": "same_measure",
        r"^its theme has fewer": "few_in_theme",
    }
    outcome = indicators["reason"].copy()
    for pattern, kind in kinds.items():
        outcome = outcome.mask(indicators["reason"].str.contains(pattern, regex=True), kind)
    keys = [indicators["theme_order"], indicators["theme"]]
    counts = pd.crosstab(keys, outcome).reindex(columns=list(kinds.values()), fill_value=0)
    counts["with_limits"] = (indicators["used"] & indicators["with_limits"].gt(0)).groupby(keys).sum()
    columns = [
        Column("theme", "Theme", header=True),
        Column("used", "Used", align="right"),
        Column("with_limits", "Of these, with limits or counts", align="right"),
        Column("not_counted", "Not counted in the headline, or too old", align="right"),
        Column("not_ranked", "No rank in the group", align="right"),
        Column("same_measure", "The same measure as one used", align="right"),
        Column("few_councils", f"No figure for over {MISSING_PERCENT}% of councils", align="right"),
        Column("few_in_theme", "Too few in the theme", align="right"),
    ]
    note = "Each indicator with its reason is in position_indicators.csv."
    return table(
        with_sum(counts.reset_index(), columns),
        "Indicators used for positions, and why others are not",
        columns,
        notes=[note],
    )


def intervals_sentence(intervals: pd.DataFrame, comparisons: pd.DataFrame) -> str:
    """Say for how many ranks the doubt is known, and how many councils it spans in the middle of them."""
    ranked = int(comparisons["rank"].notna().sum())
    if intervals.empty:
        return f"Limits or counts are published for none of {number_of(ranked, 'ranked indicator')}."
    width = (intervals["rank_upper"] - intervals["rank_lower"] + 1).median()
    wide = int(((intervals["rank_upper"] - intervals["rank_lower"] + 1) * 3 > intervals["n"]).sum())
    return (
        f"Of {number_of(ranked, 'ranked indicator')}, {len(intervals)} "
        f"{singular_or_plural(len(intervals), 'has', 'have')} limits or counts. Half of their intervals span "
        f"{format_number(width)} {singular_or_plural(width, 'place', 'places')} or more, and {wide} "
        f"{singular_or_plural(wide, 'spans', 'span')} more than a third of the group."
    )


def intervals_table(intervals: pd.DataFrame, comparisons: pd.DataFrame, group: str) -> Table:
    """Return the interval of the council's rank for each indicator that has one, widest part of the group first.

    `intervals` has the council's rows of `rank_intervals`, `comparisons` is the frame of
    `compendium.with_register_and_dashboard`.
    """
    about = comparisons[["indicator_id", "title", "rank", "tied"]]
    rows = intervals.merge(about, on="indicator_id", validate="one_to_one")
    rows = rows.assign(
        share=(rows["rank_upper"] - rows["rank_lower"]) / rows["n"],
        place=_printed_ranks(rows),
        interval=[_cell_span(*span) for span in zip(rows["rank_lower"], rows["rank_upper"], strict=True)],
        top=[_chance(share) for share in rows["top_quartile_probability"]],
        known=[f"{have} of {all_of}" for have, all_of in zip(rows["with_limits"], rows["n"], strict=True)],
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("place", "Rank"),
        Column("interval", "95% interval"),
        Column("top", "Share of simulations in the first quartile"),
        Column("known", "Councils with limits or counts"),
    ]
    ordered = rows.sort_values(["share", "title"], ascending=[False, True])
    return table(ordered, f"How certain the rank among {group} is, where that is known", columns)


def expected_sentence(councils: pd.DataFrame, models: pd.DataFrame, council: str) -> str:
    """Say whether the council does better or worse than councils as deprived and as rural; overall."""
    rows = councils[councils["scope"].eq(OVERALL)]
    own = rows[rows["own"]]
    if own.empty or own["expected"].isna().all():
        why = f": {own['reason'].iloc[0]}" if len(own) else ""
        return f"What would be expected of {council} cannot be calculated{why}."
    row, model = own.iloc[0], models[models["scope"].eq(OVERALL)].iloc[0]
    side = "above" if row["residual"] >= 0 else "below"
    within = "outside" if row["beyond"] else "within"
    return (
        f"A council as deprived and as rural as {council} would be expected to score "
        f"{format_number(row['expected'], 1)}. Its score of {format_number(row['score'], 1)} is "
        f"{format_number(abs(row['residual']), 1)} points {side} that, {within} the range expected of 95 in 100 such "
        "councils. Deprivation and rurality are associated with "
        f"{format_number(100 * model['r_squared'], 0)}% of the differences between "
        f"{number_of(int(model['n']), 'council')}."
    )


def expected_table(councils: pd.DataFrame, scope: str = OVERALL) -> Table:
    """Return each council's score beside that expected of it, furthest above first."""
    rows = councils[councils["scope"].eq(scope)].sort_values(["residual", "area_name"], ascending=[False, True])
    rows_with_words = rows.assign(
        name=[
            f"{name} (this council)" if own else name for name, own in zip(rows["area_name"], rows["own"], strict=True)
        ],
        kind=rows["area_type"].map({"county": "Two-tier", "county_unitary": "Unitary"}).fillna("Other"),
        between=[
            f"{format_number(low, 1)} to {format_number(high, 1)}" if pd.notna(low) else MISSING
            for low, high in zip(rows["lower"], rows["upper"], strict=True)
        ],
    )
    columns = [
        Column("name", "Council", header=True),
        Column("kind", "Kind"),
        Column("child_poverty_pct", "Children in relative poverty, %", align="right", decimals=1),
        Column("population_density", "People per square kilometre", align="right", decimals=0),
        Column("score", "Score", align="right", decimals=1),
        Column("expected", "Expected", align="right", decimals=1),
        Column("residual", "Difference", align="right", decimals=1),
        Column("between", "Range for 95 in 100"),
        Column("beyond", "Outside that"),
    ]
    return table(rows_with_words, "Score beside that expected of councils as deprived and as rural", columns)


def models_table(models: pd.DataFrame, councils: pd.DataFrame) -> Table:
    """Return the regression of each scope, and how far two-tier and unitary counties lie from it on average."""
    means = councils.pivot_table(index="scope", columns="area_type", values="residual", aggfunc="mean")
    means = means.reindex(columns=["county", "county_unitary"])
    rows = models.merge(means, left_on="scope", right_index=True, how="left")
    for name in ("child_poverty", "tenfold_density"):
        rows[f"{name}_shown"] = [
            f"{format_number(value, 2)} (± {format_number(error, 2)})" if pd.notna(value) else MISSING
            for value, error in zip(rows[name], rows[f"{name}_error"], strict=True)
        ]
    columns = [
        Column("scope", "Theme", header=True),
        Column("n", "Councils", align="right"),
        Column("r_squared", "R squared", align="right", decimals=2),
        Column("child_poverty_shown", "For each point of child poverty", align="right"),
        Column("tenfold_density_shown", "For ten times the density", align="right"),
        Column("county", "Two-tier counties, mean difference", align="right", decimals=1),
        Column("county_unitary", "Unitary counties, mean difference", align="right", decimals=1),
    ]
    note = (
        "Points of the score, with one standard error. A mean difference near zero says that the kind of council "
        "makes little difference once deprivation and rurality are allowed for."
    )
    return table(rows, "The regressions", columns, notes=[note])


def _printed_ranks(rows: pd.DataFrame) -> list[str]:
    return [
        printed_rank(int(rank), int(n), int(tied)) if pd.notna(rank) else NO_RANK
        for rank, n, tied in zip(rows["rank"], rows["n"], rows["tied"], strict=True)
    ]


def _intervals(rows: pd.DataFrame) -> list[str]:
    """Return the intervals by limits and counts; if there are none the interval is not known."""
    return [
        _cell_span(lower, upper) if pd.notna(lower) else "not known"
        for lower, upper in zip(rows["rank_lower"], rows["rank_upper"], strict=True)
    ]


def _numbers(rows: pd.DataFrame, name: str) -> list[str]:
    return [ordinal(int(rank)) if pd.notna(rank) else NO_RANK for rank in rows[name]]


def _cell_span(best: object, worst: object) -> str:
    if pd.isna(best):  # type: ignore[call-overload]
        return "[z]"
    return ordinal(int(best)) if best == worst else span_of_ranks(int(best), int(worst))  # type: ignore[call-overload]


def _chance(probability: float) -> str:
    """Return a probability as per cent, never as certain where it is not."""
    if pd.isna(probability):
        return "[z]"
    if 0 < probability < 0.005:
        return "under 1%"
    if 0.995 <= probability < 1:
        return "over 99%"
    return f"{format_number(100 * probability, 0)}%"
