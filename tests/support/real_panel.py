"""The shipped figures of all county areas as one panel of yearly figures, whatever report is made."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import yaml

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.register import read_register
from helpers.results.as_reported import as_reported
from helpers.verdicts import SIGNS

_KEYS = ["indicator_id", "area_code"]
_COLUMNS = [
    *_KEYS,
    "year",
    "value",
    "value_type",
    "polarity",
    "lower_95",
    "upper_95",
    "numerator",
    "denominator",
    "multiplier",
    "decimals",
    "months",
    "step",
    "one_off",
    "break_before",
]


def county_panel(project: Project, observations: pd.DataFrame) -> pd.DataFrame:
    """The figures of counted indicators with a better end, a council under the newest code that it has had.

    A series keeps the periods that end in the month of its newest figure, and no year with two figures.
    """
    register, areas = read_register(project.register), read_areas(project.areas)
    indicators = pd.DataFrame([indicator.model_dump() for indicator in register])
    indicators["breaks"] = [";".join(breaks) for breaks in indicators["breaks"]]
    counted = indicators[indicators["counted"] & indicators["polarity"].map(SIGNS).ne(0)]
    groups = yaml.safe_load((project.root / "params" / "comparators.yml").read_text(encoding="utf-8"))
    members = set(groups["county_areas"]["members"])
    newest = {code: [other for other in areas.same_council(code) if other in members][-1] for code in sorted(members)}
    last = dict.fromkeys(counted["period_type"], date(2025, 12, 31))
    rows = as_reported(observations[observations["area_code"].isin(members)], counted, last)
    rows = rows.assign(area_code=rows["area_code"].map(newest), back=rows["area_flag"].eq("backcast"))
    rows = rows.sort_values([*_KEYS, "period_end", "back"]).drop_duplicates([*_KEYS, "period_end"])
    with_figure = rows[rows["value"].notna()]
    month = with_figure.groupby(_KEYS)["end_month"].last().rename("month")
    rows = rows.join(month, on=_KEYS)
    rows = rows[rows["month"].isna() | rows["month"].eq(rows["end_month"])]
    return rows.drop_duplicates([*_KEYS, "year"], keep=False)[_COLUMNS].reset_index(drop=True)


def calls_of_rules(evidence: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """The calls of each rule: any change, the tolerance of 2%, the former rule with double overlap, the evidence.

    Written anew from the words of docs/methods/02_direction_of_travel.md, and for the evidence from its word.
    """
    rows = evidence.merge(panel[[*_KEYS, "year", "decimals"]], on=[*_KEYS, "year"], validate="one_to_one")
    change = rows["change"]
    side = np.sign(change).where(rows["comparable"])
    least = np.maximum(0.02 * rows["previous_value"].abs(), 0.5 * 10.0 ** -rows["decimals"])
    tolerance = side.where((change.abs() > least + 1e-9 * rows["value"].abs()) | side.isna(), 0.0)
    apart = np.where(
        change < 0, rows["previous_lower_95"] > rows["upper_95"], rows["lower_95"] > rows["previous_upper_95"]
    )
    by_limits = side.where(pd.Series(apart, index=rows.index) | side.isna(), 0.0)
    clear = side.where(rows["evidence"].eq("clear"), 0.0)
    return rows.assign(
        any_change=side,
        tolerance=tolerance,
        former=by_limits.where(rows["limits"].eq("published"), tolerance),
        evidence_call=clear.where(side.notna() & rows["evidence"].ne("cannot be told")),
    )
