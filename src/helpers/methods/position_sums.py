"""The position of each area of a large group, from sums for each theme that take one indicator after another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from helpers.methods.between_councils import between_variance, shrink_estimates
from helpers.methods.expressions import TIE
from helpers.methods.intervals import Numbers
from helpers.methods.position import LEAST_ERROR, OVERALL, reasons_against
from helpers.methods.shrunken_ranks import scores_of_cells, weights_by_correlation

_COLUMNS = (
    "scope",
    "area",
    "n",
    "indicators",
    "with_figure",
    "reason",
    "score",
    "score_error",
    "rank",
    "tied",
    "reliability",
    "shrunken_score",
)
_ALONE = "no other council has a position"


class ThemeSums:
    """Sums of percentile ranks, a row for each area and a column for each theme; they hold no indicator.

    `areas` is how many areas there are, and `themes` are those with a position, in the order of print.
    """

    def __init__(self, areas: int, themes: Sequence[str]) -> None:
        self.themes = list(themes)
        shape = (areas, len(self.themes))
        self._size, self._hidden = (np.zeros(shape, dtype="int64") for _ in range(2))
        self._total, self._squares, self._standard, self._standard_squares = (np.zeros(shape) for _ in range(4))
        self._indicators: list[tuple[str, str]] = []

    def add(
        self, indicator: str, theme: str, areas: NDArray[np.int64], percentile: Numbers, hidden: NDArray[np.int64]
    ) -> None:
        """Add the percentile ranks of one indicator. `areas` are the rows; in `hidden` are those it does not apply to.

        Source: as for `shrunken_ranks.reliability_weights` and `weighted_scores`
        """
        column = self.themes.index(theme)
        spread = np.std(percentile)
        standard = (percentile - np.mean(percentile)) / spread if spread > 0 else np.zeros(len(percentile))
        for sums, numbers in (
            (self._size, 1),
            (self._total, percentile),
            (self._squares, percentile**2),
            (self._standard, standard),
            (self._standard_squares, standard**2),
        ):
            sums[areas, column] += numbers
        self._hidden[hidden, column] += 1
        self._indicators.append((indicator, theme))

    def weights(self) -> pd.DataFrame:
        """Return the weight of each theme and indicator.

        Columns returned  those of `shrunken_ranks.reliability_weights`
        """
        pairs = float((self._size * (self._size - 1)).sum())
        products = float((self._standard**2 - self._standard_squares).sum())
        indicators = pd.DataFrame(self._indicators, columns=["indicator_id", "theme"])
        return weights_by_correlation(indicators, products / pairs if pairs else 0.0)

    def positions(self) -> pd.DataFrame:
        """Return the position of every area over all themes and in each: score, error, rank and what may last.

        Columns returned  one row for each scope and area (a row of the sums): scope, area, n, indicators, with_figure,
                          reason, score, score_error, rank, tied, reliability, shrunken_score, as
                          `position.overall_position` returns them. There are no sets of ranks, as every area would be
                          drawn against every other.
        Source            as for `position.overall_position`
        """
        weights = self.weights().drop_duplicates("theme").set_index("theme")["theme_weight"]
        of_theme = weights.reindex(self.themes).to_numpy("float64")
        scopes = [(OVERALL, list(range(len(self.themes)))), *((name, [i]) for i, name in enumerate(self.themes))]
        made = pd.concat([self._scope(scope, columns, of_theme) for scope, columns in scopes], ignore_index=True)
        return made.reindex(columns=list(_COLUMNS))

    def _scope(self, scope: str, columns: list[int], weights: Numbers) -> pd.DataFrame:
        size = self._size[:, columns]
        names = [self.themes[column] for column in columns]
        number = np.array([sum(theme == name for _, theme in self._indicators) for name in names], dtype="int64")
        applicable = number - self._hidden[:, columns]
        reasons = np.array(reasons_against(names, size, applicable, whole=scope == OVERALL), dtype="object")
        if np.sum(reasons == "") == 1:
            reasons[reasons == ""] = _ALONE
        able = np.flatnonzero(reasons == "")
        frame = pd.DataFrame(
            {
                "scope": scope,
                "area": np.arange(len(size)),
                "n": len(able),
                "indicators": applicable.sum(axis=1),
                "with_figure": size.sum(axis=1),
                "reason": reasons,
            }
        )
        if not len(able):
            return frame
        row, column = np.nonzero(size[able])
        cells = able[row], np.array(columns)[column]
        m, total = self._size[cells], self._total[cells]
        square = np.maximum(self._squares[cells] - total**2 / m, 0.0)
        scores = scores_of_cells(pd.Index(able), row, m, total / m, square, weights[cells[1]])
        # To nine decimals, as in `overall_position`.
        score, error = (scores[name].round(9).to_numpy("float64") for name in ("estimate", "error"))
        between = between_variance(score, np.maximum(error, LEAST_ERROR))
        shrunken, _ = shrink_estimates(score, np.maximum(error, LEAST_ERROR), between)
        rank, tied = _ranks(score)
        return frame.join(
            pd.DataFrame(
                {
                    "score": score,
                    "score_error": error,
                    "rank": rank,
                    "tied": tied,
                    "reliability": between.tau_squared / (between.tau_squared + np.maximum(error, LEAST_ERROR) ** 2),
                    "shrunken_score": shrunken,
                },
                index=frame.index[able],
            )
        )


def _ranks(score: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return competition ranks, the largest first, and how many share each."""
    rank = 1 + len(score) - np.searchsorted(np.sort(score), score + TIE, side="right")
    _, of, sharing = np.unique(rank, return_inverse=True, return_counts=True)
    return rank, sharing[of]
