"""Colours over many targets: counts by theme, judged against calculated, and movement since the review before."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np
import pandas as pd

from helpers.methods.target_bounds import is_sure
from helpers.verdicts import (
    AMBER,
    CANNOT_BE_DETERMINED,
    GREEN,
    NEUTRAL,
    NOT_DUE,
    RAG_ORDER,
    RAG_WORDS,
    RED,
    SIGNS,
)

FLAGGED: Final = (AMBER, RED)
"""The colours of a target that is at risk."""

RESOLVED, LEFT, NEW, NEVER, UNKNOWN = "resolved", "left", "new", "never", "unknown"
MOVEMENTS: Final = {
    RESOLVED: "at risk in the review before, and no longer",
    LEFT: "at risk in the review before, and still",
    NEW: "not at risk in the review before, and now",
    NEVER: "not at risk in either review",
    UNKNOWN: "one of the two reviews has no colour",
}
"""Each movement in words."""


MET, NOT_MET, NO_FIGURE, NOT_DECIDED = "Met", "Not met", "No figure of that time", NOT_DUE
"""What became of a milestone."""


def milestone_outcomes(milestones: pd.DataFrame, until: date | None = None) -> pd.Series:
    """Return what became of each milestone; one that ends after `until`, the last day looked at, is not due yet.

    A figure meets a milestone if it is at it or better, and that of a range inside it. Where a plan is best, the figure
    is at it. A figure that is a bound meets it only if every figure that the bound allows does; of a range or a plan
    that cannot be said.

    Columns needed    period_end, value, lower, upper (units of the target), polarity, actual (its figure, or null),
                      actual_is
    Source            docs/methods/15_targets_and_money.md
    """
    sign = milestones["polarity"].map(SIGNS).astype("float64").to_numpy()
    ahead = (milestones["actual"] - milestones["value"]).astype("float64").to_numpy()
    tiny = 1e-9 * np.maximum(1, np.abs(milestones["value"].astype("float64").to_numpy()))
    is_met = np.where(sign == 0, np.abs(ahead) <= tiny, sign * ahead >= -tiny)
    inside = milestones["actual"].between(milestones["lower"], milestones["upper"]).to_numpy()
    is_met = np.where(milestones["lower"].notna(), inside, is_met)
    later = milestones["period_end"].map(lambda day: until is not None and day > until).astype("bool")
    one_sided = milestones["polarity"].where(milestones["lower"].isna(), NEUTRAL)
    kinds = zip(milestones["actual_is"].fillna(""), one_sided, is_met, strict=True)
    sure = [is_sure(exactness, polarity, met=bool(met)) for exactness, polarity, met in kinds]
    decided = np.where(sure, np.where(is_met, MET, NOT_MET), CANNOT_BE_DETERMINED)
    outcome = np.where(milestones["actual"].isna(), NO_FIGURE, decided)
    return pd.Series(np.where(later, NOT_DECIDED, outcome), milestones.index, dtype="str")


def count_colours(statuses: pd.DataFrame, by: str, columns: dict[str, str]) -> pd.DataFrame:
    """Return how many targets have each colour, for each group and each kind of colour.

    Shares are of all targets with a colour, those that are not available, not due yet or cannot be determined left out.

    Columns needed    `by`, and those named in `columns`: the column of each kind of colour, by the kind's name
    Columns returned  `by`, kind; green, amber, red, not_available, not_due, cannot_be_determined, all; coloured
                      (targets with a colour), green_percent, amber_percent, red_percent (null without any)
    Source            docs/methods/15_targets_and_money.md
    """
    names = ["green", "amber", "red", "not_available", "not_due", "cannot_be_determined"]
    records = []
    groups = list(dict.fromkeys(statuses[by]))
    for kind, column in columns.items():
        for group in groups:
            words = statuses.loc[statuses[by] == group, column]
            counts = {name: int(words.eq(word).sum()) for name, word in zip(names, RAG_WORDS, strict=True)}
            records.append({by: group, "kind": kind} | counts)
    counted = pd.DataFrame(records, columns=[by, "kind", *names]).astype(dict.fromkeys(names, "int64"))
    coloured = counted[names[:3]].sum(axis=1)
    shares = {
        f"{name}_percent": np.where(coloured > 0, 100 * counted[name] / coloured.where(coloured > 0, 1), np.nan)
        for name in names[:3]
    }
    return counted.assign(all=counted[names].sum(axis=1), coloured=coloured, **shares).astype(
        {by: "str", "kind": "str"}
    )


def colour_steps(judged: pd.Series, calculated: pd.Series) -> pd.Series:
    """Return by how many colours each judgement is better than the calculation: 2 for green on red.

    Null where one of the two is no colour. The mean of many is above 0 where people are more hopeful than the figures.
    Source: docs/methods/15_targets_and_money.md

    >>> colour_steps(pd.Series(["Green", "Red", "Amber"]), pd.Series(["Red", "Red", ""])).tolist()
    [2.0, 0.0, nan]
    """
    order = {word: float(step) for word, step in RAG_ORDER.items()}
    return judged.map(order).astype("float64") - calculated.map(order).astype("float64")


def movements(previous: pd.Series, now: pd.Series) -> pd.Series:
    """Return what became of each target since the review before: a code of MOVEMENTS.

    At risk is amber or red. Of 11 that were at risk, 8 resolved and 3 left say that 11 - 8 = 3.
    Source: docs/methods/15_targets_and_money.md

    >>> movements(pd.Series(["Red", "Amber", "Green", ""]), pd.Series(["Green", "Red", "Amber", "Red"])).tolist()
    ['resolved', 'left', 'new', 'unknown']
    """
    coloured = previous.isin(RAG_ORDER) & now.isin(RAG_ORDER)
    before, after = previous.isin(FLAGGED), now.isin(FLAGGED)
    words = np.select(
        [~coloured, before & ~after, before & after, ~before & after], [UNKNOWN, RESOLVED, LEFT, NEW], NEVER
    )
    return pd.Series(words, index=previous.index, dtype="str")


def most_moved(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets whose figure moved towards the target since the figure before, the furthest first.

        moved = 100 × (figure - figure before) ÷ |target|, above 0 towards the better end

    Columns needed    title, polarity, change, target_value
    Columns returned  those of targets; moved_percent (per cent of the target)
    Source            docs/methods/15_targets_and_money.md
    """
    signs = targets["polarity"].map(SIGNS).astype("float64")
    size = targets["target_value"].abs()
    moved = 100 * signs * targets["change"].astype("float64") / size.where(size > 0)
    rows = targets.assign(moved_percent=moved)
    rows = rows[rows["moved_percent"].gt(0)]
    return rows.sort_values(["moved_percent", "title"], ascending=[False, True], kind="stable", ignore_index=True)


def best_first(targets: pd.DataFrame) -> pd.DataFrame:
    """Return the targets whose figure is better than what is due, those that are furthest ahead first.

    They are compared in per cent of what is due, shares too, and by name where two are as far ahead. One that people
    judged amber or red is left out.

    Columns needed    title, calculated, status, off_percent
    Columns returned  those of targets
    Source            docs/methods/15_targets_and_money.md
    """
    is_green = targets["calculated"].eq(GREEN) & ~targets["status"].isin(FLAGGED)
    ahead = targets[is_green & targets["off_percent"].lt(0)]
    return ahead.sort_values(["off_percent", "title"], kind="stable", ignore_index=True)
