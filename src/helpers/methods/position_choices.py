"""How far a position depends on what was chosen: methods of scoring, indicators, themes and their weights."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final, NamedTuple, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.expressions import TIE

TRIES: Final = 1_000
"""How many sets of random weights, and how many choices of indicators, are tried."""

CHOICES_BETWEEN: Final = (0.025, 0.975)
WEIGHTS_BETWEEN: Final = (0.05, 0.95)
"""The shares of the tries between which the range of ranks lies."""

_SEED: Final = 20_230_401

Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Grids(NamedTuple):
    """Councils by indicators, not a number if there is no figure.

    `theme` is each indicator's, `poverty` whether it tells child poverty, `theme_weight` the weights by theme.
    """

    codes: list[str]
    theme: NDArray[np.str_]
    applicable: Flags
    poverty: Flags
    percentile: Numbers
    z_score: Numbers
    points: Numbers
    theme_weight: pd.Series

    def of(self, councils: Flags) -> Self:
        """Return the same of some councils."""
        names = ("applicable", "percentile", "z_score", "points")
        codes = [code for code, wanted in zip(self.codes, councils, strict=True) if wanted]
        return self._replace(codes=codes, **{name: getattr(self, name)[councils] for name in names})

    def mean_of_themes(self, means: Numbers, themes: list[str]) -> Numbers:
        """Return the mean over themes (rows of `means`) for each council (columns), weighted by reliability."""
        return np.average(means, axis=0, weights=self.theme_weight[themes].to_numpy("float64"))


def compute_choices(grids: Grids, inside: list[Flags], score: Numbers) -> dict[str, Any]:
    """Return the ranks of councils by each method, and between which ranks they are over other choices.

    `inside` says of each theme which indicators (columns of the grids) are in it; `score` is the reported one.

    Columns returned  rank and tied (by the score), rank_equal_themes, rank_z_score, rank_quartile_points,
                      rank_equal_indicators; choice_best and choice_worst (95% of ranks over random choices of as many
                      indicators); with more than one theme leave_out_best and leave_out_worst (without one theme),
                      weights_best and weights_worst (90% of ranks over random weights of themes)
    Source            Saisana and others (2005), J. R. Statist. Soc. A 168:307
    """
    themes = [str(grids.theme[here][0]) for here in inside]
    columns = np.any(inside, axis=0)
    means = theme_means(grids.percentile, inside)
    results: dict[str, Any] = {"rank": competition_ranks(score)}
    results["tied"] = (results["rank"][:, None] == results["rank"]).sum(axis=1)
    results["rank_equal_themes"] = competition_ranks(means.mean(axis=0))
    for name, matrix in (("rank_z_score", grids.z_score), ("rank_quartile_points", grids.points)):
        results[name] = competition_ranks(theme_means(matrix, inside).mean(axis=0))
    results["rank_equal_indicators"] = competition_ranks(np.nanmean(grids.percentile[:, columns], axis=1))
    tries, weights = _tries(tuple(int(here.sum()) for here in inside))
    chosen = np.stack([_chosen(grids.percentile[:, here], times) for here, times in zip(inside, tries, strict=True)])
    results |= _between("choice", grids.mean_of_themes(chosen, themes), CHOICES_BETWEEN)
    if len(themes) > 1:
        without = [
            grids.mean_of_themes(np.delete(means, index, axis=0), [*themes[:index], *themes[index + 1 :]])
            for index in range(len(themes))
        ]
        results |= _between("leave_out", np.stack(without), (0, 1))
        results |= _between("weights", weights @ means, WEIGHTS_BETWEEN)
    return results


def theme_means(grid: Numbers, inside: list[Flags]) -> Numbers:
    """Return the mean of each theme (row) for each council (column) over the figures that it has."""
    return np.stack([np.nanmean(grid[:, here], axis=1) for here in inside])


@lru_cache(maxsize=16)
def _tries(sizes: tuple[int, ...]) -> tuple[list[Numbers], Numbers]:
    """Return how often each indicator is in each random choice (row) of as many of its theme; and weights of themes.

    `sizes` is the number of indicators of each theme. The choices are made with replacement.
    """
    random = np.random.Generator(np.random.SFC64(_SEED))
    # Whole numbers as these are multiplied many times as fast.
    times = [random.multinomial(size, np.full(size, 1 / size), TRIES).astype("float64") for size in sizes]
    return times, random.dirichlet(np.ones(len(sizes)), TRIES)


def _chosen(percentile: Numbers, times: Numbers) -> Numbers:
    """Return a theme's means over random choices of as many of its indicators, a row for each."""
    is_missing = np.isnan(percentile)
    short = is_missing.any(axis=1)
    # a council with every figure has as many in each choice as there are indicators
    figures = np.full((len(times), len(percentile)), float(percentile.shape[1]))
    figures[:, short] = times @ (~is_missing[short]).astype("float64").T
    means: Numbers = times @ np.nan_to_num(percentile).T / np.where(figures, figures, np.nan)
    return means


def competition_ranks(scores: Numbers) -> Numbers:
    """Return competition ranks along the last axis, the largest score first; none without a score."""
    larger = scores[..., None, :] > scores[..., :, None] + TIE
    return np.where(np.isnan(scores), np.nan, 1 + larger.sum(axis=-1))


def _between(name: str, scores: Numbers, parts: tuple[float, float]) -> dict[str, Numbers]:
    """Return between which ranks each council (column) is in these shares of the tries (rows)."""
    ranks = competition_ranks(scores)
    quantile = np.nanquantile if np.isnan(ranks).any() else np.quantile
    best, worst = quantile(ranks, parts, axis=0, method="inverted_cdf")
    return {f"{name}_best": best, f"{name}_worst": worst}
