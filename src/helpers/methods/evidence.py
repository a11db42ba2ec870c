"""How strong the evidence is that a figure changed: clear, within its usual ups and downs, or it cannot be told."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy.special import ndtr, stdtr

from helpers.methods.expressions import TIE
from helpers.methods.intervals import CONFIDENCE, level, normal_quantile
from helpers.methods.mover import mover_difference, widening_of_limits
from helpers.methods.transient_noise import PRIOR_PAIRS, transient_noise
from helpers.methods.yearly_changes import yearly_changes
from helpers.verdicts import CANNOT_BE_TOLD, CLEAR, USUAL

NOT_COMPARABLE: Final = "not_comparable"
NO_CHANGE: Final = "no_change"
ROUNDING: Final = "rounding"
LIMITS: Final = "limits"
LIMITS_WIDENED: Final = "limits_widened"
NOISE: Final = "noise"
INDICATOR_NOISE: Final = "indicator_noise"
FLOOR: Final = "floor"
OVERLAP: Final = "overlap"
FEW_CHANGES: Final = "few_changes"

GROUNDS: Final = {
    NOT_COMPARABLE: "the lack of a comparable figure for the period before",
    NO_CHANGE: "a figure that is the same as the one before",
    ROUNDING: "rounding, which alone can make a change as small as this",
    LIMITS: "the limits of the difference of the two figures",
    LIMITS_WIDENED: "the limits of the difference, widened to the measure's real ups and downs",
    NOISE: "the ups and downs of the council's and of all councils' past figures",
    INDICATOR_NOISE: "the ups and downs of all councils' past figures",
    FLOOR: "what rounding and counting alone can do, because past changes lasted",
    OVERLAP: "two periods that share years, with too little known about the noise in either",
    FEW_CHANGES: "too few past changes to know the measure's ups and downs",
}
"""Each ground of the evidence: its code, and what decided, in words that follow 'This rests on'."""


def judge_evidence(
    figures: pd.DataFrame, prior_pairs: float = PRIOR_PAIRS, confidence: float = CONFIDENCE
) -> pd.DataFrame:
    """Say of every change of a figure from one step to the next whether it is clear.

    Where both figures have limits or counts, it is clear where the limits of the difference do not hold 0; they are
    widened where the measure's noise is larger than they say. Elsewhere it is clear where it is beyond what the
    measure's own noise does in all but 5% of standstills; noise is never smaller than rounding and counting make it. A
    change of one unit of the last decimal, or less, is never clear. Noise is estimated from earlier years only.

    Columns needed           those of `yearly_changes`; the rows of all councils of a group, each in every year
    Columns used if present  those of `yearly_changes`
    Columns returned         those of `transient_noise`, one row for each series and year with a figure; change_variance
                             (of noise alone, by the scale), lower and upper (limits of the difference, units of the
                             value, where they decided), z (change over the standard deviation of noise; sorting by its
                             size sorts by strength of evidence), p (two-sided), evidence (clear, within its usual ups
                             and downs, or cannot be told), ground (a code of GROUNDS)
    Raises                   MethodProblem: a column is missing or holds text for numbers
    Source                   docs/methods/13_strength_of_evidence.md; `mover.mover_difference`, `transient_noise`
    """
    rows = transient_noise(yearly_changes(figures), prior_pairs)
    rows = _by_noise(rows)
    rows = _by_limits(rows, normal_quantile(confidence))
    size = rows["z"].abs()
    rows["p"] = np.where(rows["lower"].notna(), 2 * ndtr(-size), 2 * stdtr(rows["noise_df"], -size))
    return _with_words(rows, confidence)


def _by_noise(rows: pd.DataFrame) -> pd.DataFrame:
    """Judge by the noise of past changes, never below that of rounding and of counting."""
    floor = rows["rounding_variance"] + rows["limits_variance"].fillna(0.0)
    floor = floor.clip(lower=2 * rows["noise_error"])
    noise = rows["noise_variance"]
    variance = floor.clip(lower=noise).where(noise.notna() & (floor > 0) | (noise > 0))
    ground = np.select(
        [variance.isna() & (rows["correlation"] > 0), variance.isna(), noise < floor, rows["pairs"] == 0],
        [OVERLAP, FEW_CHANGES, FLOOR, INDICATOR_NOISE],
        NOISE,
    )
    return rows.assign(change_variance=variance, z=rows["scaled_change"] / np.sqrt(variance), ground=ground)


def _by_limits(rows: pd.DataFrame, quantile: float) -> pd.DataFrame:
    """Judge by the limits of the difference where both figures have them, and they are around the figures."""
    ends = {name: rows[name].to_numpy("float64") for name in (*_BEFORE, *_LATEST)}
    around = [ends[lower] <= ends[value] for value, lower, _ in (_BEFORE, _LATEST)]
    around += [ends[value] <= ends[upper] for value, _, upper in (_BEFORE, _LATEST)]
    limited = rows["comparable"] & rows["limits"].notna() & np.all(around, axis=0)
    noise = np.maximum(rows["noise_variance"], 2 * rows["noise_error"])
    widening = widening_of_limits(noise, rows["limits_variance"])
    before, latest = ([np.where(limited, ends[name], np.nan) for name in names] for names in (_BEFORE, _LATEST))
    result = mover_difference(before, latest, rows["correlation"], widening)
    facing = np.where(result.difference > 0, result.difference - result.lower, result.upper - result.difference)
    limited = limited & (facing > 0)
    z = quantile * result.difference / np.where(limited, facing, np.nan)
    ground = np.where(widening > 1, LIMITS_WIDENED, LIMITS)
    return rows.assign(
        lower=np.where(limited, result.lower, np.nan),
        upper=np.where(limited, result.upper, np.nan),
        change_variance=np.where(limited, rows["limits_variance"] * widening**2, rows["change_variance"]),
        z=np.where(limited, z, rows["z"]),
        ground=np.where(limited, ground, rows["ground"]),
    )


_BEFORE: Final = ("previous_value", "previous_lower_95", "previous_upper_95")
_LATEST: Final = ("value", "lower_95", "upper_95")


def _with_words(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Add the words, and the ground where no arithmetic was needed."""
    slack = TIE * np.maximum(rows["value"].abs(), rows["previous_value"].abs())
    size: pd.Series = rows["change"].abs()
    same, rounded = size <= slack, size <= rows["unit"] + slack
    decided: list[Any] = [~rows["comparable"], same, rounded]
    ground = np.select(decided, [NOT_COMPARABLE, NO_CHANGE, ROUNDING], rows["ground"])
    untold = ~rows["comparable"] | np.isin(ground, (OVERLAP, FEW_CHANGES))
    beyond = rows["p"] < 1 - level(confidence)
    words = np.select([untold, same | rounded, beyond], [CANNOT_BE_TOLD, USUAL, CLEAR], USUAL)
    return rows.assign(ground=ground, evidence=words, p=rows["p"].mask(untold).mask((same | rounded) & ~untold, 1.0))
