"""How a rule that judges changes has done on past figures, forward in time, and where nothing changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from helpers.methods.expressions import SERIES
from helpers.methods.rule_calls import call_by_tolerance
from helpers.methods.yearly_changes import LOG_ODDS, scale_figures, unscale_figures
from helpers.problems import MethodProblem

_SEED: Final = 20_231_116
_ENDS: Final = ("lower_95", "upper_95")


def backtest_rules(changes: pd.DataFrame, rules: Sequence[str], next_by: str = "") -> pd.DataFrame:
    """Return how often each rule calls a change, and what came of its calls a step later.

    A call is 1 for a rise, -1 for a fall and 0 for no change; missing where the rule does not judge. Counted are the
    changes after which another one is known. With `next_by`, the next word is that of this rule, for all of them alike.
    By noise alone 67% of calls still stand.

    Columns needed    indicator_id, area_code; year and previous_year (in which the periods end), value, previous_value;
                      those named in `rules`, and `next_by`
    Columns returned  one row for each rule: rule; judged (changes), called, called_percent (of those judged);
                      opposite_percent (of the calls, those whose next word is the opposite; a next change that is not
                      judged is none), stands_percent (of the calls, those after which the next figure is still on the
                      same side of the one before); percentages are null without a call
    Raises            MethodProblem: a rule has no column
    Source            docs/methods/13_strength_of_evidence.md
    """
    return count_calls(follow_changes(changes, [*rules, *([next_by] if next_by else [])]), rules, next_by)


def follow_changes(changes: pd.DataFrame, rules: Sequence[str]) -> pd.DataFrame:
    """Return the changes after which another one is known, with what the rules say of that.

    Columns needed    those of `backtest_rules`
    Columns returned  those of changes; next_value; the next call of each of `rules`, with next_ before its name
    Raises            MethodProblem: a rule has no column
    """
    missing = [name for name in rules if name not in changes]
    if missing:
        raise MethodProblem(f"the frame must have a column of calls for each rule; it lacks {', '.join(missing)}")
    keys = list(SERIES)
    later = changes[changes["previous_year"].notna() & changes["previous_value"].notna()]
    words = {name: f"next_{name}" for name in rules}
    later = later[[*keys, "previous_year", "value", *words]].rename(
        columns={"previous_year": "year", "value": "next_value", **words}
    )
    return changes.astype({"year": "float64"}).merge(
        later.astype({"year": "float64"}), on=[*keys, "year"], how="inner", validate="one_to_one"
    )


def count_calls(followed: pd.DataFrame, rules: Sequence[str], next_by: str = "") -> pd.DataFrame:
    """Return how often each rule calls a change that is followed, and what came of its calls; see `backtest_rules`.

    Columns needed    those of `follow_changes`
    Columns returned  those of `backtest_rules`
    """
    return pd.DataFrame([_record(followed, rule, f"next_{next_by or rule}") for rule in rules])


def complement_flips(changes: pd.DataFrame, tolerance_percent: float) -> tuple[int, int]:
    """Return how many changes of shares a relative tolerance judges, and of how many the word would be another one.

    A share and 100 less it change by as many points, but a tolerance relative to the figure before is not the same for
    both. The evidence has no such words.

    Columns needed  those of `yearly_changes`: scale, whole, unit, previous_value, value, change
    Source          docs/methods/02_direction_of_travel.md, the tolerance rule, applied to the share and to the rest
    """
    shares = changes[changes["scale"].eq(LOG_ODDS) & changes["change"].notna()]
    rest = shares.assign(**{name: shares["whole"] - shares[name] for name in ("previous_value", "value")})
    words = [call_by_tolerance(rows, tolerance_percent) for rows in (shares, rest)]
    return len(shares), int((words[0] != words[1]).sum())


def _record(followed: pd.DataFrame, rule: str, next_word: str) -> dict[str, object]:
    names = [rule, next_word, "next_value", "previous_value"]
    call, following, later, before = (followed[name].to_numpy("float64") for name in names)
    judged, called = ~np.isnan(call), ~np.isnan(call) & (call != 0)
    number = int(called.sum())
    opposite = following[called] == -call[called]
    stands = np.sign(later[called] - before[called]) == call[called]
    return {
        "rule": rule,
        "judged": int(judged.sum()),
        "called": number,
        "called_percent": 100 * number / judged.sum() if judged.any() else np.nan,
        "opposite_percent": 100 * float(opposite.mean()) if number else np.nan,
        "stands_percent": 100 * float(stands.mean()) if number else np.nan,
    }


def standstill_figures(evidence: pd.DataFrame, figures: pd.DataFrame, seed: int = _SEED) -> pd.DataFrame:
    """Return figures as they would be if nothing changed but for each measure's own noise.

    Every series stays at the middle of its figures on the scale of its indicator; noise is normal with half the
    variance of noise in its newest change. Figures are rounded as the published ones are, and limits move with them.
    The share of changes that a rule calls here is its rate of false alarms.

    Columns needed    evidence, made by `evidence.judge_evidence`: indicator_id, area_code, year, scale, unit, whole,
                      change_variance; figures: indicator_id, area_code, year, value, lower_95, upper_95, decimals,
                      numerator, denominator
    Columns returned  those of figures, the rows of series whose noise is known; numerator is null, as no count goes
                      with a figure that is made up
    Source            docs/methods/13_strength_of_evidence.md
    """
    keys = list(SERIES)
    newest = evidence[evidence["change_variance"].notna()].sort_values([*keys, "year"]).groupby(keys).tail(1)
    about = newest[[*keys, "scale", "unit", "whole", "change_variance"]]
    rows = figures.merge(about, on=keys, how="inner", validate="many_to_one")
    rows = rows[rows["value"].notna()].sort_values([*keys, "year"], ignore_index=True)
    scale = (rows["scale"].to_numpy(), *(rows[name].to_numpy("float64") for name in ("unit", "whole")))
    scaled = pd.Series(scale_figures(rows["value"].to_numpy("float64"), *scale), index=rows.index)
    middle = scaled.groupby([rows[name] for name in keys]).transform("median")
    random = np.random.default_rng(seed).standard_normal(len(rows))
    moved = (middle + random * np.sqrt(rows["change_variance"] / 2)).to_numpy("float64")
    value = unscale_figures(moved, *scale)
    ends = {}
    for name in _ENDS:
        limit = scale_figures(rows[name].to_numpy("float64"), *scale)
        ends[name] = unscale_figures(limit + moved - scaled.to_numpy("float64"), *scale)
    power = 10.0 ** rows["decimals"].astype("float64").to_numpy()
    rounded = np.where(np.isnan(power), value, np.round(value * power) / power)
    lower, upper = np.fmin(ends["lower_95"], rounded), np.fmax(ends["upper_95"], rounded)
    has_limits = rows["lower_95"].notna() & rows["upper_95"].notna()
    rows = rows.assign(
        value=rounded, lower_95=np.where(has_limits, lower, np.nan), upper_95=np.where(has_limits, upper, np.nan)
    )
    return rows.assign(numerator=np.nan)[list(figures.columns)]
