"""What a draft says of a reward grant in pounds, and of how much of the way to a target is done, against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.counts import is_of_another_time
from helpers.results.drafts.looked_up import LookedUp, compare_numbers
from helpers.results.drafts.ratings import TargetColours, target_of
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber

_GRANT: Final = re.compile(r"\bgrants?\b", re.IGNORECASE)
_SUMS: Final = {
    "at risk": (re.compile(r"^[^.;,\u00a3]{0,40}\bat risk\b", re.IGNORECASE), ("at_risk", "at_risk_net")),
    "lost": (re.compile(r"^[^.;,\u00a3]{0,40}\blost\b", re.IGNORECASE), ("lost",)),
    "in all": (re.compile(r"^ in (?:all|total)\b", re.IGNORECASE), ("grant",)),
    "by the national rule": (
        re.compile(r"^(?: of \u00a3[\d,.]*\d)?(?: of the grant)? would be paid\b", re.IGNORECASE),
        ("forecast", "forecast_of"),
    ),
}
"""What follows a sum of a grant, and the columns of reward_totals that can have it."""

_WAYS: Final = re.compile(r"\bof the way\b", re.IGNORECASE)
_OF_THE_WAY: Final = re.compile(r"^ of the way\b", re.IGNORECASE)


class OtherFigures(NamedTuple):
    """Sums of the reward grant by what is said of them, and how much of the way to each target is done, per cent."""

    sums: Mapping[str, tuple[float, ...]]
    progress: Mapping[str, float]


NO_FIGURES: Final = OtherFigures({}, {})
"""Those of a report without a grant and without targets."""


def other_figures(totals: pd.DataFrame, grants: pd.DataFrame, results: pd.DataFrame) -> OtherFigures:
    """Return the sums of a grant and the progress of targets, ready to be compared with a draft.

    The sums are those of the whole, of themes, of reward targets, of statuses and of each indicator, in pounds.

    Columns needed    of totals: indicators, forecast_of, and as of grants: grant, at_risk, at_risk_net, lost, forecast;
                      of results: target_id, progress_percent
    """
    tables = [totals, grants] if totals["indicators"].sum() else []
    sums = {
        words: tuple(
            dict.fromkeys(
                float(value)
                for table in tables
                for column in table.columns.intersection(list(columns))
                for value in table[column].dropna()
            )
        )
        for words, (_, columns) in _SUMS.items()
    }
    progress = results.dropna(subset=["progress_percent"])
    return OtherFigures(sums, dict(zip(progress["target_id"], progress["progress_percent"].astype(float), strict=True)))


def wrong_money_and_progress(
    draft: Draft, figures: OtherFigures, targets: TargetColours, year: int
) -> tuple[tuple[DraftFault, ...], int]:
    """Return each sum of a grant and each progress that the tables contradict, and how many were looked up.

    A sum is of a grant if its sentence or its heading says so. A progress is of the one target that its clause names.
    """
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures, targets, year), year
    )


def _look_up(
    passage: Passage,
    sentence: str,
    numbers: Sequence[TypedNumber],
    figures: OtherFigures,
    targets: TargetColours,
    year: int,
) -> Iterator[LookedUp]:
    if is_of_another_time(sentence, year):
        return
    is_of_grant = _GRANT.search(sentence) or _GRANT.search(passage.heading)
    for number in numbers:
        rest = sentence[number.end :]
        if number.unit == POUNDS and is_of_grant:
            what = next((words for words, (pattern, _) in _SUMS.items() if pattern.match(rest)), "")
            right = figures.sums.get(what, ())
            yield LookedUp(number, right, f"\u00a3{max(right, default=0):,.2f} {what}, or the sum of a theme")
        elif number.unit == PERCENT and _OF_THE_WAY.match(rest):
            name = target_of(_clause(sentence, number), targets)
            if name in figures.progress:
                done = figures.progress[name]
                words = f"{done:.{max(1, number.decimals)}f}% of the way for {targets.titles[name]}"
                yield LookedUp(number, (done,), words)


def _clause(sentence: str, number: TypedNumber) -> str:
    """Return the part of a sentence that a number is in, between semicolons; of several numbers, up to this one."""
    start, end = sentence.rfind(";", 0, number.start) + 1, sentence.find(";", number.end)
    clause = sentence[start : end if end >= 0 else len(sentence)]
    if len(_WAYS.findall(clause)) > 1:
        before = [match.end() for match in _WAYS.finditer(sentence, start, number.start)]
        clause = sentence[max(before, default=start) : number.end]
    return clause.strip()
