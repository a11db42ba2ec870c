"""The position of each council of a group over many indicators, with how sure it is."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.expected import DEPRIVATION_FAMILY
from helpers.methods.expressions import TIE
from helpers.methods.position_choices import Grids, compute_choices, theme_means
from helpers.methods.rank_claims import surely_apart
from helpers.methods.ranking import rank_and_quartile
from helpers.methods.same_measure import standing_for
from helpers.methods.shrunken_ranks import (
    COMMON_PERCENT,
    DRAWS,
    reliability_weights,
    shrunken_ranks,
    weighted_scores,
)
from helpers.problems import MethodProblem
from helpers.verdicts import POSITION_METHODS, SIGNS
from helpers.wording import number_of, singular_or_plural

OVERALL: Final = "Overall"
"""The scope of the position over all themes."""

ESTIMAND: Final = "the place of the council's average over all measures of the kind counted here"
"""What is ranked, and what the sets of ranks and the chances are about."""

SMALLEST_THEME: Final = 3
"""A theme of fewer indicators has no position, and a council needs figures of as many of them."""

COVERAGE_PERCENT: Final = 70
"""A council with figures of a smaller share of the indicators has no overall position."""

THEME_COVERAGE_PERCENT: Final = 50
"""A council with figures of a smaller share of a theme's indicators has no position in it."""

MISSING_PERCENT: Final = 100 - COMMON_PERCENT
"""If a larger share of the councils has no figure for an indicator in any period, it counts for no position."""

FURTHEST: Final = 3.0
"""Standard deviations at which the distance from the mean is clipped."""

LEAST_ERROR: Final = 0.001
"""The error of scores, in points, where the percentile ranks of every council are the same in all indicators."""

METHODS: Final = POSITION_METHODS
"""The column of each method's rank, with what the method is."""

COLUMNS: Final = {
    "scope": "str", "scope_order": "int64", "in_theme": "bool", "area_code": "str", "area_name": "str",
    "area_type": "str", "own": "bool", "score": "float64", "score_error": "float64", "rank": "Int64",
    "tied": "Int64", "n": "int64", "reliability": "float64", "shrunken_score": "float64", "median_rank": "Int64",
    "rank_50_lower": "Int64", "rank_50_upper": "Int64", "rank_95_lower": "Int64", "rank_95_upper": "Int64",
    "top_half_probability": "float64", "quartile_1_probability": "float64", "quartile_2_probability": "float64",
    "quartile_3_probability": "float64", "quartile_4_probability": "float64", "quartile_best": "Int64",
    "quartile_worst": "Int64", "claim_best": "Int64", "claim_worst": "Int64", "surely_above": "str",
    "surely_below": "str", "rank_equal_themes": "Int64", "rank_z_score": "Int64", "rank_quartile_points": "Int64",
    "rank_equal_indicators": "Int64", "choice_best": "Int64", "choice_worst": "Int64", "leave_out_best": "Int64",
    "leave_out_worst": "Int64", "weights_best": "Int64", "weights_worst": "Int64", "score_without_poverty": "float64",
    "indicators": "int64", "with_figure": "int64", "reason": "str",
}  # fmt: skip
"""The columns of positions, with their types."""

_OF_SHRUNKEN: Final = (
    "reliability",
    "median_rank",
    "rank_50_lower",
    "rank_50_upper",
    "rank_95_lower",
    "rank_95_upper",
    "top_half_probability",
    "quartile_1_probability",
    "quartile_2_probability",
    "quartile_3_probability",
    "quartile_4_probability",
    "quartile_best",
    "quartile_worst",
)

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
    n = inputs.indicators["indicator_id"].map(inputs.figures.groupby("indicator_id").size())
    return choose_indicators(inputs.indicators.assign(n=n.fillna(0).astype("int64")), same_measure)


def choose_indicators(indicators: pd.DataFrame, same_measure: pd.DataFrame) -> pd.DataFrame:
    """Do the same from the number of figures alone.

    Columns needed    indicators: indicator_id, theme, in_headline, ranked, in_being, n (councils with a figure);
                      same_measure: as in `chosen_indicators`
    Columns returned  those of indicators, and those of `chosen_indicators`
    Source            as for `chosen_indicators`
    """
    table, n = indicators, indicators["n"]
    missing = 100 * (1 - n / table["in_being"].where(table["in_being"] > 0)).clip(lower=0)
    table = table.assign(missing_percent=missing, reason="")
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
    """Rank every council over all themes and in each theme, and say how sure each rank is.

    What is ranked is `ESTIMAND`. No figure is filled in: a mean is over the figures that a council has.

    Columns needed    inputs.figures: indicator_id, area_code, value, polarity; inputs.indicators: indicator_id, theme,
                      theme_order, in_theme, in_headline, ranked, in_being; inputs.councils: area_code, area_name,
                      area_type, own; inputs.not_applicable: indicator_id, area_code; same_measure: as in
                      `chosen_indicators`
    Columns returned  positions, one row per scope (Overall, then each theme) and council: COLUMNS, namely score (mean
                      percentile rank, themes weighted by reliability, 100 for the best in everything) with score_error,
                      rank and tied of n; of `shrunken_ranks` the median rank, the sets of ranks, the chances of the top
                      half and of each quartile; overall claim_best and claim_worst (the confidence set for the rank),
                      surely_above and surely_below (names of the councils that are, separated by semicolons); the rank
                      by four other methods, and the ranges of `compute_choices`; score_without_poverty (without the
                      indicators that measure child poverty); indicators (that apply to the council), with_figure,
                      reason where there is no rank. indicators: those of `chosen_indicators`; reliability and
                      theme_weight of its theme and indicator_weight in the overall score, shares of 1, null where it
                      does not count
    Raises            MethodProblem: a council has two figures of one indicator
    Source            docs/methods/14_positions.md; mid-rank percentiles; OECD and JRC (2008), Handbook on Constructing
                      Composite Indicators; Saisana and others (2005), J. R. Statist. Soc. A 168:307
    """
    chosen = chosen_indicators(inputs, same_measure)
    if inputs.figures.duplicated(["indicator_id", "area_code"]).any():
        raise MethodProblem("a council has two figures of one indicator; keep one row for each")
    used = chosen[chosen["used"]]
    figures = inputs.figures[inputs.figures["indicator_id"].isin(used["indicator_id"])]
    scored = _scored(figures).merge(used[["indicator_id", "theme"]], on="indicator_id", validate="many_to_one")
    weights = reliability_weights(scored)
    of_indicator = ["indicator_id", "reliability", "theme_weight", "indicator_weight"]
    chosen = chosen.merge(weights[of_indicator], on="indicator_id", how="left", validate="one_to_one")
    poverty = same_measure.loc[same_measure["family"].eq(DEPRIVATION_FAMILY), "indicator_id"]
    grids = _grids(scored, used, inputs, weights, set(poverty))
    themes = used.drop_duplicates("theme").sort_values("theme_order")
    names = themes["theme"].to_list()
    scopes = [_scope(OVERALL, names, scored, grids, draws), *(_scope(n, [n], scored, grids, draws) for n in names)]
    positions = pd.concat(scopes, ignore_index=True)
    about = pd.concat([pd.DataFrame({"theme": [OVERALL], "theme_order": [0], "in_theme": [True]}), themes])
    about = about.rename(columns={"theme": "scope", "theme_order": "scope_order"})[["scope", "scope_order", "in_theme"]]
    positions = positions.merge(about, on="scope", validate="many_to_one")
    positions = positions.merge(inputs.councils, on="area_code", validate="many_to_one")
    called = inputs.councils.set_index("area_code")["area_name"]
    for name in ("surely_above", "surely_below"):
        positions[name] = [_names(called, codes) for codes in positions.get(name, [()] * len(positions))]
    positions = positions.reindex(columns=list(COLUMNS)).astype(COLUMNS)
    return Positions(positions.sort_values(["scope_order", "rank", "area_code"], ignore_index=True), chosen)


def _names(called: pd.Series, codes: Any) -> str:
    return "; ".join(sorted(called[list(codes)])) if isinstance(codes, tuple) else ""


def percentile_ranks(figures: pd.DataFrame) -> pd.DataFrame:
    """Rank the figures of each indicator, and return the percentile rank of each: 100 is best.

    Columns needed    those of `rank_and_quartile`
    Columns returned  those of `rank_and_quartile`; percentile (from the middle of equal ranks)
    Source            docs/methods/07_rank_and_quartile.md, position over many indicators
    """
    ranked = rank_and_quartile(figures).set_index(figures.index)
    middle = ranked["rank"] + (ranked.groupby(["indicator_id", "rank"])["value"].transform("size") - 1) / 2
    return ranked.assign(percentile=100 * (ranked["n"] - middle) / (ranked["n"] - 1))


def _scored(figures: pd.DataFrame) -> pd.DataFrame:
    """Add each figure's percentile rank (100 is best), its deviations from the mean and its quartile points."""
    figures = figures[["indicator_id", "area_code", "value", "polarity"]]
    ranked = percentile_ranks(figures)
    values = figures.groupby("indicator_id")["value"]
    spread = values.transform("std", ddof=0)
    distance = figures["polarity"].map(SIGNS).astype("float64") * (figures["value"] - values.transform("mean"))
    even = spread <= TIE * figures["value"].abs().groupby(figures["indicator_id"]).transform("max")
    return figures[["indicator_id", "area_code"]].assign(
        percentile=ranked["percentile"],
        z_score=(distance / spread.mask(even)).fillna(0.0).clip(-FURTHEST, FURTHEST),
        points=5.0 - ranked["quartile"],
    )


def _grids(scored: pd.DataFrame, used: pd.DataFrame, inputs: Inputs, weights: pd.DataFrame, poverty: set[str]) -> Grids:
    ids, codes = used["indicator_id"].to_list(), sorted(inputs.councils["area_code"])
    percentile, z_score, points = (
        scored.pivot(index="area_code", columns="indicator_id", values=name)
        .reindex(index=codes, columns=ids)
        .to_numpy("float64")
        for name in ("percentile", "z_score", "points")
    )
    applies = pd.DataFrame(data=True, index=codes, columns=ids)
    for indicator, code in inputs.not_applicable[["indicator_id", "area_code"]].itertuples(index=False):
        applies.loc[applies.index == code, applies.columns == indicator] = False
    theme_weight = weights.drop_duplicates("theme").set_index("theme")["theme_weight"]
    return Grids(
        codes,
        used["theme"].to_numpy("str"),
        applies.to_numpy(),
        used["indicator_id"].isin(poverty).to_numpy(),
        percentile,
        z_score,
        points,
        theme_weight,
    )


def _scope(scope: str, themes: list[str], scored: pd.DataFrame, grids: Grids, draws: int) -> pd.DataFrame:
    """Return the position of every council over some themes."""
    inside = [grids.theme == name for name in themes]
    present = ~np.isnan(grids.percentile)
    counts = (
        np.array([grid[:, here].sum(axis=1) for here in inside]).T if inside else np.zeros((len(grid), 0), "int64")
        for grid in (present, grids.applicable)
    )
    reasons = np.array(reasons_against(themes, *counts, whole=scope == OVERALL), dtype="object")
    if np.sum(reasons == "") == 1:
        reasons[reasons == ""] = "no other council has a position"
    able = reasons == ""
    columns = np.any(inside, axis=0) if inside else np.zeros(len(grids.theme), dtype=bool)
    frame = pd.DataFrame(
        {
            "scope": scope,
            "area_code": grids.codes,
            "n": int(able.sum()),
            "indicators": grids.applicable[:, columns].sum(axis=1),
            "with_figure": present[:, columns].sum(axis=1),
            "reason": reasons,
        }
    )
    if not able.any():
        return frame
    codes = frame.loc[able, "area_code"]
    rows = scored if scope == OVERALL else scored[scored["theme"].isin(themes)]
    rows = rows if able.all() else rows[rows["area_code"].isin(codes)]
    scores = weighted_scores(rows, grids.theme_weight.rename("theme_weight").reset_index())
    # To nine decimals, so that scores which differ by a computer's rounding alone stay equal.
    scores = scores.set_index("area_code").loc[codes].round(9)
    estimates = scores.reset_index().assign(scope=scope, error=scores["error"].clip(lower=LEAST_ERROR).to_numpy())
    sets = shrunken_ranks(estimates, draws).set_index("area_code").loc[codes]
    results: dict[str, Any] = {"score": scores["estimate"], "score_error": scores["error"]}
    results |= {"shrunken_score": sets["shrunken"]} | {name: sets[name] for name in _OF_SHRUNKEN}
    of_able = grids.of(able)
    results |= compute_choices(of_able, inside, scores["estimate"].to_numpy("float64"))
    others = theme_means(of_able.percentile, [here & ~grids.poverty for here in inside])
    results["score_without_poverty"] = of_able.mean_of_themes(others, themes)
    if scope == OVERALL:
        results |= _claims(estimates)
    return frame.join(pd.DataFrame({name: np.asarray(v) for name, v in results.items()}, index=frame.index[able]))


def _claims(estimates: pd.DataFrame) -> dict[str, Any]:
    """Return the confidence set for the rank of each council, and which others are surely above and below it.

    The councils are taken in order of their scores, so that no code decides which draws are whose.
    """
    rows = estimates.sort_values(["estimate", "area_code"], ascending=[False, True])
    above, below = surely_apart(rows["estimate"], rows["error"])
    codes = rows["area_code"].to_numpy()
    claims = pd.DataFrame(
        {
            "claim_best": 1 + above.sum(axis=1),
            "claim_worst": len(rows) - below.sum(axis=1),
            "surely_above": [tuple(codes[others]) for others in above],
            "surely_below": [tuple(codes[others]) for others in below],
        },
        index=rows.index,
    ).loc[estimates.index]
    return {str(name): claims[name] for name in claims}


def reasons_against(
    themes: list[str], with_figure: NDArray[np.int64], applicable: NDArray[np.int64], *, whole: bool
) -> list[str]:
    """Say of each council why it has no position over the themes; nothing where it has one.

    `with_figure` and `applicable` are numbers of indicators, a row for each council and a column for each theme;
    `whole` is for the position over all themes.
    Source: docs/methods/14_positions.md
    """
    if not themes:
        return [f"no theme has {SMALLEST_THEME} usable indicators"] * len(with_figure)
    reasons = []
    for counts, wholes in zip(with_figure.tolist(), applicable.tolist(), strict=True):
        reason, own, applies = "", sum(counts), sum(wholes)
        if whole and 100 * own < COVERAGE_PERCENT * applies:
            reason = f"figures for {own} of {number_of(applies, 'indicator')}; {COVERAGE_PERCENT}% are needed"
        for name, count, all_of in zip(themes, counts, wholes, strict=True):
            if not reason and (count < SMALLEST_THEME or 100 * count < THEME_COVERAGE_PERCENT * all_of):
                reason = (
                    f"figures for {count} of {number_of(all_of, 'indicator')} of {name}; {SMALLEST_THEME} and "
                    f"{THEME_COVERAGE_PERCENT}% are needed"
                )
        reasons.append(reason)
    return reasons
