"""The position of each council of a group over many indicators, by four methods, and how certain it is."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.expressions import TIE
from helpers.methods.rank_uncertainty import (
    DRAWS,
    Redrawn,
    count_better,
    intervals_of,
    rank_intervals,
    redraw,
    with_distributions,
)
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.same_measure import standing_for
from helpers.problems import MethodProblem
from helpers.verdicts import SIGNS
from helpers.wording import number_of, singular_or_plural

OVERALL: Final = "Overall"
"""The scope of the position over all themes."""

SMALLEST_THEME: Final = 3
"""A theme of fewer indicators has no position, and a council needs figures of as many of them."""

COVERAGE_PERCENT: Final = 70
"""A council with figures of a smaller share of the indicators has no overall position."""

THEME_COVERAGE_PERCENT: Final = 50
"""A council with figures of a smaller share of a theme's indicators has no position in it."""

MISSING_PERCENT: Final = 25
"""If a larger share of the councils has no figure for an indicator, the indicator counts for no position."""

FURTHEST: Final = 3.0
"""Standard deviations at which the distance from the mean is clipped."""

TRIES: Final = 1_000
"""How many sets of random weights, and how many choices of indicators, are tried."""

CHOICES_BETWEEN: Final = (0.025, 0.975)
WEIGHTS_BETWEEN: Final = (0.05, 0.95)
"""The shares of the tries between which the range of ranks lies."""

MOST_BETWEEN_METHODS: Final = 5
"""Ranks cannot be told apart where the methods differ by more places than this."""

PARTS_OF_TABLE: Final = 3
"""Ranks cannot be told apart if their range is more than the table divided by this number."""

METHODS: Final = {
    "rank": "Mean percentile rank, themes equal (reported)",
    "rank_z_score": "Mean distance from the average, themes equal",
    "rank_quartile_points": "Quartile points, themes equal",
    "rank_equal_indicators": "Mean percentile rank, indicators equal",
}
"""The column of each method's rank, with what the method is."""

COLUMNS: Final = {
    "scope": "str", "scope_order": "int64", "in_theme": "bool", "area_code": "str", "area_name": "str",
    "area_type": "str", "own": "bool", "score": "float64", "rank": "Int64", "tied": "Int64", "n": "int64",
    "rank_z_score": "Int64",
    "rank_quartile_points": "Int64", "rank_equal_indicators": "Int64", "rank_lower": "Int64", "rank_upper": "Int64",
    "expected_rank": "float64", "top_quartile_probability": "float64", "choice_best": "Int64", "choice_worst": "Int64",
    "leave_out_best": "Int64", "leave_out_worst": "Int64", "weights_best": "Int64", "weights_worst": "Int64",
    "evidence_best": "Int64", "evidence_worst": "Int64", "told_apart": "boolean", "indicators": "int64",
    "with_figure": "int64", "with_limits": "int64", "reason": "str",
}  # fmt: skip
"""The columns of positions, with their types."""

_SEED: Final = 20_230_401

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Inputs(NamedTuple):
    """What positions are worked out from; see `helpers.results.positions.position_inputs`."""

    figures: pd.DataFrame
    indicators: pd.DataFrame
    councils: pd.DataFrame
    not_applicable: pd.DataFrame


class Positions(NamedTuple):
    """The tables of `overall_position`."""

    positions: pd.DataFrame
    indicators: pd.DataFrame
    rank_intervals: pd.DataFrame


def chosen_indicators(inputs: Inputs, same_measure: pd.DataFrame) -> pd.DataFrame:
    """Say of each indicator whether it counts for positions, and why not.

    Counted is an indicator of the headline with ranks, for which no more than 25% of the councils lack a figure, one of
    each family, in a theme that has three such.

    Columns needed    inputs.indicators: indicator_id, theme, in_headline, ranked, in_being; inputs.figures:
                      indicator_id; same_measure: family and indicator_id, in the order in which one of a family is
                      preferred
    Columns returned  those of inputs.indicators; n (councils with a figure), missing_percent (of those that existed),
                      reason (blank where it counts), used
    Source            docs/methods/07_rank_and_quartile.md, position over many indicators
    """
    table = inputs.indicators
    n = table["indicator_id"].map(inputs.figures.groupby("indicator_id").size()).fillna(0).astype("int64")
    missing = 100 * (1 - n / table["in_being"].where(table["in_being"] > 0)).clip(lower=0)
    table = table.assign(n=n, missing_percent=missing, reason="")
    short = table["missing_percent"] > MISSING_PERCENT
    table.loc[short, "reason"] = [
        f"{whole - n} of {whole} councils {singular_or_plural(whole - n, 'has', 'have')} no figure; the "
        f"limit is {MISSING_PERCENT}%"
        for n, whole in zip(table.loc[short, "n"], table.loc[short, "in_being"], strict=True)
    ]
    table.loc[~table["ranked"], "reason"] = "it is not ranked in the group"
    table.loc[~table["in_headline"], "reason"] = "it is not counted in the headline, or is too old"
    stand_ins = standing_for(table.loc[table["reason"].eq(""), "indicator_id"], same_measure)
    twins = {indicator: f"the same measure as {other}" for indicator, other in stand_ins.items()}
    table["reason"] = [twins.get(*pair) for pair in zip(table["indicator_id"], table["reason"], strict=True)]
    sizes = table["theme"].map(table.loc[table["reason"].eq(""), "theme"].value_counts()).fillna(0)
    few = table["reason"].eq("") & (sizes < SMALLEST_THEME)
    table.loc[few, "reason"] = f"its theme has fewer than {SMALLEST_THEME} usable indicators"
    return table.assign(used=table["reason"].eq(""))


def overall_position(inputs: Inputs, same_measure: pd.DataFrame, draws: int = DRAWS) -> Positions:
    """Rank every council over all themes and in each theme, by four methods, and say how certain each rank is.

    No figure is filled in: a mean is over the figures that a council has.

    Columns needed    inputs.figures: indicator_id, area_code, polarity and those of `intervals.with_limits`;
                      inputs.indicators: indicator_id, theme, theme_order, in_theme, in_headline, ranked, in_being;
                      inputs.councils: area_code, area_name, area_type, own; inputs.not_applicable: indicator_id,
                      area_code; same_measure: as in `chosen_indicators`
    Columns returned  positions, one row per scope (Overall, then each theme) and council: scope, scope_order, in_theme,
                      area_code, area_name, area_type, own; score (mean percentile rank, 100 for the best in
                      everything), rank, tied, n, and by other methods rank_z_score, rank_quartile_points,
                      rank_equal_indicators; rank_lower and rank_upper (95% interval by the limits and counts of the
                      figures), expected_rank and top_quartile_probability, null where no indicator of the scope has
                      limits or counts; choice_best and choice_worst (95% of ranks over random choices of as many
                      indicators); of the overall position leave_out_best and leave_out_worst (without one theme),
                      weights_best and weights_worst (90% of ranks over random weights of themes); evidence_best and
                      evidence_worst (the range over methods, interval and choices), told_apart; indicators (that apply
                      to the council), with_figure, with_limits (indicators in which some councils have limits), reason
                      where there is no rank. indicators: those of `chosen_indicators`; with_limits (councils whose
                      figure has limits or counts). rank_intervals: those of `rank_uncertainty.rank_intervals`
    Raises            MethodProblem: a council has two figures of one indicator, or `draws` is under 1
    Source            mid-rank percentiles; OECD and JRC (2008), Handbook on Constructing Composite Indicators; Saisana
                      and others (2005), J. R. Statist. Soc. A 168:307; intervals as
                      `rank_uncertainty.with_distributions`
    """
    chosen = chosen_indicators(inputs, same_measure)
    used = chosen[chosen["used"]]
    figures = inputs.figures[inputs.figures["indicator_id"].isin(chosen.loc[chosen["ranked"], "indicator_id"])]
    if figures.duplicated(["indicator_id", "area_code"]).any():
        raise MethodProblem("a council has two figures of one indicator; keep one row for each")
    figures = _in_own_order(with_distributions(figures))
    drawn = list(redraw(figures, draws))
    intervals = rank_intervals(figures, drawn)
    doubtful = intervals.drop_duplicates("indicator_id").set_index("indicator_id")["with_limits"]
    chosen["with_limits"] = chosen["indicator_id"].map(doubtful).fillna(0).astype("int64")
    matrices = _matrices(figures, used, inputs, drawn, draws)
    themes = used.drop_duplicates("theme").sort_values("theme_order")
    names = themes["theme"].to_list()
    scopes = [_scope(OVERALL, names, matrices), *(_scope(name, [name], matrices) for name in names)]
    positions = pd.concat(scopes, ignore_index=True)
    about = pd.concat([pd.DataFrame({"theme": [OVERALL], "theme_order": [0], "in_theme": [True]}), themes])
    about = about.rename(columns={"theme": "scope", "theme_order": "scope_order"})[["scope", "scope_order", "in_theme"]]
    limits = chosen[chosen["used"] & chosen["with_limits"].gt(0)].groupby("theme").size()
    limits[OVERALL] = limits.sum()
    positions["with_limits"] = positions["scope"].map(limits).fillna(0).astype("int64")
    positions = positions.merge(about, on="scope", validate="many_to_one")
    positions = positions.merge(inputs.councils, on="area_code", validate="many_to_one")
    positions = positions.reindex(columns=list(COLUMNS)).astype(COLUMNS)
    for name in ("rank_lower", "rank_upper", "expected_rank", "top_quartile_probability"):
        positions[name] = positions[name].where(positions["with_limits"] > 0)  # not known is not certain
    order = ["scope_order", "rank", "area_code"]
    return Positions(positions.sort_values(order, ignore_index=True), chosen, intervals)


def _in_own_order(figures: pd.DataFrame) -> pd.DataFrame:
    """Sort the figures of each indicator by what they are drawn from, so that no code decides which draws are whose.

    Among those that are alike, the other indicators decide. `figures` is the frame of `with_distributions`.
    """
    about = ["value", "first", "second"]
    grid = figures.pivot(index="area_code", columns="indicator_id", values=about).sort_index()
    order = grid.index[np.lexsort(grid.fillna(-np.inf).to_numpy().T)] if len(grid) else grid.index
    index = figures["area_code"].map({code: index for index, code in enumerate(order)})
    order_of = ["indicator_id", *about, "distribution", "place"]
    return figures.assign(place=index).sort_values(order_of, ignore_index=True)


class _Matrices(NamedTuple):
    """Councils by indicators, not a number if there is no figure; `drawn` has a theme's sum in each draw."""

    codes: list[str]
    theme: NDArray[np.str_]
    applicable: Flags
    percentile: Numbers
    z_score: Numbers
    points: Numbers
    drawn: dict[str, NDArray[np.float32]]


def _matrices(figures: pd.DataFrame, used: pd.DataFrame, inputs: Inputs, drawn: list[Redrawn], draws: int) -> _Matrices:
    """Put the figures of the indicators used in a grid, and add up each theme's percentile ranks in every draw."""
    ids = used["indicator_id"].to_list()
    scored = _scored(figures[figures["indicator_id"].isin(ids)])
    with_figures = scored.drop_duplicates("area_code").sort_values("place")["area_code"]
    codes = [*with_figures, *sorted(set(inputs.councils["area_code"]) - set(with_figures))]
    grids = {
        name: scored.pivot(index="area_code", columns="indicator_id", values=name)
        .reindex(index=codes, columns=ids)
        .to_numpy("float64")
        for name in ("percentile", "z_score", "points")
    }
    applies = pd.DataFrame(data=True, index=codes, columns=ids)
    for indicator, code in inputs.not_applicable[["indicator_id", "area_code"]].itertuples(index=False):
        applies.loc[applies.index == code, applies.columns == indicator] = False
    theme, by_name = used["theme"].to_numpy("str"), {redrawn.indicator_id: redrawn for redrawn in drawn}
    in_draws = {name: np.zeros((len(codes), draws), dtype="float32") for name in set(theme)}
    certain = np.nan_to_num(grids["percentile"])
    rows_of = {code: row for row, code in enumerate(codes)}
    for column, indicator in enumerate(ids):
        if indicator in by_name:
            redrawn = by_name[indicator]
            rows, others = scored.loc[redrawn.rows, "area_code"].map(rows_of).to_numpy(), len(redrawn.rows) - 1
            in_draws[theme[column]][rows] -= redrawn.better * np.float32(1 / others)
            certain[rows, column] = 1 - redrawn.equal / (2 * others)
    for name, total in in_draws.items():
        total += certain[:, theme == name].sum(axis=1, keepdims=True).astype("float32")
    return _Matrices(codes, theme, applies.to_numpy(), **grids, drawn=in_draws)


def _scored(figures: pd.DataFrame) -> pd.DataFrame:
    """Add each figure's percentile rank (1 is best), its standard deviations from the mean and its quartile points."""
    ranked = rank_and_quartile(figures).set_index(figures.index)
    keys = ["indicator_id", "rank"]
    middle = ranked["rank"] + (ranked.groupby(keys)["value"].transform("size") - 1) / 2
    values = figures.groupby("indicator_id")["value"]
    spread = values.transform("std", ddof=0)
    distance = figures["polarity"].map(SIGNS).astype("float64") * (figures["value"] - values.transform("mean"))
    even = spread <= TIE * values.transform(lambda of_indicator: of_indicator.abs().max())
    return figures.assign(
        percentile=(ranked["n"] - middle) / (ranked["n"] - 1),
        z_score=(distance / spread.mask(even)).fillna(0.0).clip(-FURTHEST, FURTHEST),
        points=5.0 - ranked["quartile"],
    )


def _scope(scope: str, themes: list[str], grids: _Matrices) -> pd.DataFrame:
    """Return the position of every council over some themes."""
    inside = [grids.theme == name for name in themes]
    present = ~np.isnan(grids.percentile)
    reasons = np.array(_reasons(themes, inside, present, grids.applicable, whole=scope == OVERALL), dtype="object")
    able = reasons == ""
    count = int(able.sum())
    columns = np.any(inside, axis=0) if inside else np.zeros(len(grids.theme), dtype=bool)
    frame = pd.DataFrame(
        {
            "scope": scope,
            "area_code": grids.codes,
            "n": count,
            "indicators": grids.applicable[:, columns].sum(axis=1),
            "with_figure": present[:, columns].sum(axis=1),
            "reason": reasons,
        }
    )
    if not count:
        return frame
    matrices = {"rank": grids.percentile, "rank_z_score": grids.z_score, "rank_quartile_points": grids.points}
    by_theme = {name: _theme_means(matrix[able], inside) for name, matrix in matrices.items()}
    scores = {name: means.mean(axis=0) for name, means in by_theme.items()}
    scores["rank_equal_indicators"] = np.nanmean(grids.percentile[able][:, columns], axis=1)
    results: dict[str, NDArray[Any]] = {name: _ranks(score) for name, score in scores.items()}
    results |= {"score": 100 * scores["rank"], "tied": (results["rank"][:, None] == results["rank"]).sum(axis=1)}
    theme_means = [
        grids.drawn[name][able] / present[able][:, here].sum(axis=1, keepdims=True)
        for name, here in zip(themes, inside, strict=True)
    ]
    # To five decimals, so that scores which differ by a computer's rounding alone stay equal.
    results |= intervals_of(count_better(np.round(np.mean(theme_means, axis=0), 5).astype("float32")))
    random = np.random.Generator(np.random.SFC64(_SEED))
    results |= _between("choice", _choices(grids.percentile[able], inside, random), CHOICES_BETWEEN)
    if scope == OVERALL and len(themes) > 1:
        without = np.stack([np.delete(by_theme["rank"], index, axis=0).mean(axis=0) for index in range(len(themes))])
        results |= _between("leave_out", without, (0, 1))
        weights = random.dirichlet(np.ones(len(themes)), TRIES)
        results |= _between("weights", weights @ by_theme["rank"], WEIGHTS_BETWEEN)
    methods = np.stack([results[name] for name in METHODS])
    best = np.min([*methods, results["rank_lower"], results["choice_best"]], axis=0)
    worst = np.max([*methods, results["rank_upper"], results["choice_worst"]], axis=0)
    apart = (np.ptp(methods, axis=0) <= MOST_BETWEEN_METHODS) & ((worst - best + 1) * PARTS_OF_TABLE <= count)
    results |= {"evidence_best": best, "evidence_worst": worst, "told_apart": apart}
    return frame.join(pd.DataFrame(results, index=frame.index[able]))


def _reasons(themes: list[str], inside: list[Flags], present: Flags, applicable: Flags, *, whole: bool) -> list[str]:
    """Say of each council why it has no position over the themes; nothing where it has one."""
    if not themes:
        return [f"no theme has {SMALLEST_THEME} usable indicators"] * len(present)
    reasons = []
    for own, applies in zip(present, applicable, strict=True):
        reason = ""
        if whole and 100 * own.sum() < COVERAGE_PERCENT * applies.sum():
            whole_of = number_of(int(applies.sum()), "indicator")
            reason = f"figures for {own.sum()} of {whole_of}; {COVERAGE_PERCENT}% are needed"
        for name, here in zip(themes, inside, strict=True):
            count, all_of = int(own[here].sum()), int(applies[here].sum())
            if not reason and (count < SMALLEST_THEME or 100 * count < THEME_COVERAGE_PERCENT * all_of):
                reason = (
                    f"figures for {count} of {number_of(all_of, 'indicator')} of {name}; {SMALLEST_THEME} and "
                    f"{THEME_COVERAGE_PERCENT}% are needed"
                )
        reasons.append(reason)
    return reasons


def _theme_means(grid: Numbers, inside: list[Flags]) -> Numbers:
    """Return the mean of each theme (row) for each council (column) over the figures that it has."""
    return np.stack([np.nanmean(grid[:, here], axis=1) for here in inside])


def _choices(percentile: Numbers, inside: list[Flags], random: np.random.Generator) -> Numbers:
    """Return the scores over random choices, with replacement, of as many indicators of each theme, a row for each."""
    means = []
    for here in inside:
        own = percentile[:, here]
        chosen = random.multinomial(own.shape[1], np.full(own.shape[1], 1 / own.shape[1]), TRIES)
        figures = chosen @ (~np.isnan(own)).T
        means.append(chosen @ np.nan_to_num(own).T / np.where(figures, figures, np.nan))
    return np.mean(means, axis=0)


def _ranks(scores: Numbers) -> Numbers:
    """Return competition ranks along the last axis, the largest score first; none without a score."""
    larger = scores[..., None, :] > scores[..., :, None] + TIE
    return np.where(np.isnan(scores), np.nan, 1 + larger.sum(axis=-1))


def _between(name: str, scores: Numbers, parts: tuple[float, float]) -> dict[str, Numbers]:
    """Return between which ranks each council (column) is in these shares of the tries (rows)."""
    best, worst = np.nanquantile(_ranks(scores), parts, axis=0, method="inverted_cdf")
    return {f"{name}_best": best, f"{name}_worst": worst}
