"""What moved between two makings of a report in the tables that judge: ranks in each group, certainty and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from helpers.results.change_causes import ALL, NEIGHBOURS, OWN_LATEST, OWN_SERIES, Rests, cell_text


@dataclass(frozen=True)
class Judged:
    """A table that judges, which is compared: its columns with what each is called, and what they rest on.

    `beside` is the column that completes its key beside the indicator, if any; `of_areas` says whether it has rows of
    other councils.
    """

    columns: Mapping[str, str]
    rests: Rests
    beside: str = ""
    of_areas: bool = False

    @property
    def needed(self) -> list[str]:
        """The columns to read."""
        return [
            "indicator_id",
            *([self.beside] if self.beside else []),
            *(["area_code"] * self.of_areas),
            *self.columns,
        ]


_POSITION: Final = {
    "n": "councils compared",
    "tied": "councils that share the rank",
    "median": "median of the councils",
    "gap": "gap to the median",
    "reason": "reason for no rank",
}

JUDGED: Final[Mapping[str, Judged]] = {
    "directions": Judged(
        {"change": "change", "tolerance": "tolerance", "reason": "ground of the direction"}, OWN_LATEST, of_areas=True
    ),
    "trends": Judged({"marker": "trend", "reason": "reason for no trend"}, OWN_SERIES, of_areas=True),
    "levels": Judged(
        {"level": "level", "level_lower": "lower limit of the level", "level_upper": "upper limit of the level"},
        OWN_SERIES,
    ),
    "evidence": Judged(
        {
            "ground": "ground of the evidence",
            "reason": "reason for no evidence",
            "p": "chance of such a change",
            "usual_lower": "lower usual figure",
            "usual_upper": "upper usual figure",
            "group_change": "change of the councils",
            "expected_next": "expected next figure",
        },
        ALL,
    ),
    "comparisons": Judged(
        _POSITION
        | {
            "gap_to_next_quartile": "gap to the next quartile",
            "england": "figure for England",
            "gap_to_england": "gap to England",
            "previous_rank": "rank before",
            "previous_quartile": "quartile before",
        },
        NEIGHBOURS,
    ),
    "rank_certainty": Judged(
        {
            "rank_50_lower": "best rank in 50 of 100 cases",
            "rank_50_upper": "worst rank in 50 of 100 cases",
            "rank_95_lower": "best rank in 95 of 100 cases",
            "rank_95_upper": "worst rank in 95 of 100 cases",
            "top_half_probability": "chance of the better half",
            "quartile_1_probability": "chance of the first quartile",
            "quartile_2_probability": "chance of the second quartile",
            "quartile_3_probability": "chance of the third quartile",
            "quartile_4_probability": "chance of the fourth quartile",
            "reason": "reason for no certainty of the rank",
        },
        ALL,
    ),
    "group_comparisons": Judged(
        {"rank": "rank", "quartile": "quartile"} | _POSITION, NEIGHBOURS, beside="comparator_group"
    ),
    "dfe_bands": Judged({"dfe_rank": "rank of the Department for Education", "dfe_band": "band"}, NEIGHBOURS),
}
"""The tables that judge, in the order in which what moved in them is listed."""


def judged_changes(
    then: pd.DataFrame, now: pd.DataFrame, judged: Judged, council: str
) -> Iterator[tuple[str, str, str, str]]:
    """Give indicator, what, old and new of each judgement of the council that moved; of a group, with its name.

    Columns needed  both: those of `judged`
    """
    old, new = (_by_key(frame, judged, council) for frame in (then, now))
    for key in dict.fromkeys([*new, *old]):
        indicator, group = key
        before, after = old.get(key, {}), new.get(key, {})
        for column, what in judged.columns.items():
            was, value = cell_text(before.get(column)), cell_text(after.get(column))
            if was != value:
                yield indicator, f"{what} ({group})" if group else what, was, value


def _by_key(frame: pd.DataFrame, judged: Judged, council: str) -> dict[tuple[str, str], dict[Any, Any]]:
    rows = frame[frame["area_code"].eq(council)] if judged.of_areas else frame
    return {
        (str(row["indicator_id"]), str(row[judged.beside]) if judged.beside else ""): row
        for row in rows.to_dict("records")
    }
