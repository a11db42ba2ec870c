"""What a draft says of a reward grant in pounds, and of how much of the way to a target is done, against the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.drafts import MAX_NUMBERS, ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.drafts.counts import is_of_another_time
from helpers.results.drafts.ratings import TargetColours, target_of
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber, typed_numbers

_GRANT: Final = re.compile(r"\bgrants?\b", re.IGNORECASE)
_SUMS: Final = {
    "at risk": (re.compile(r"^[^.;,\u00a3]{0,40}\bat risk\b", re.IGNORECASE), ("at_risk", "at_risk_net")),
    "lost": (re.compile(r"^[^.;,\u00a3]{0,40}\blost\b", re.IGNORECASE), ("lost",)),
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

    Columns needed    of totals: indicators, and as of grants: at_risk, at_risk_net, lost; of results: target_id,
                      progress_percent
    """
    tables = [totals, grants] if totals["indicators"].sum() else []
    sums = {
        words: tuple(
            dict.fromkeys(float(value) for table in tables for column in columns for value in table[column].dropna())
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
    faults: list[DraftFault] = []
    compared = 0
    for passage, sentence, numbers in _sentences(draft, year):
        for number in numbers:
            rest = sentence[number.end :]
            right: Sequence[float] = ()
            what = ""
            if number.unit == POUNDS and (_GRANT.search(sentence) or _GRANT.search(passage.heading)):
                what = next((words for words, (pattern, _) in _SUMS.items() if pattern.match(rest)), "")
                right = figures.sums.get(what, ())
            elif (
                number.unit == PERCENT
                and _OF_THE_WAY.match(rest)
                and (name := target_of(_clause(sentence, number), targets))
            ):
                what = f"of the way for {targets.titles[name]}"
                right = [figures.progress[name]] if name in figures.progress else ()
            compared += bool(right)
            if right and not any(_agrees(number, value) for value in right):
                printed = f"\u00a3{max(right):,.2f} {what}, or the sum of a theme" if number.unit == POUNDS else ""
                yes = printed or f"{right[0]:.{max(1, number.decimals)}f}% {what}"
                faults.append(
                    DraftFault(
                        passage, sentence, f"{yes}, as the tables of {year} have, not {number.text}",
                        "correct the number, or say what else it is of",
                    )
                )  # fmt: skip
    return tuple(faults), compared


def _sentences(draft: Draft, year: int) -> Iterator[tuple[Passage, str, list[TypedNumber]]]:
    for passage in draft.passages:
        for sentence in () if passage.kind == ROW else sentences_of(passage):
            numbers = list(typed_numbers(sentence))
            if len(numbers) <= MAX_NUMBERS and not is_of_another_time(sentence, year):
                yield passage, sentence, numbers


def _clause(sentence: str, number: TypedNumber) -> str:
    """Return the part of a sentence that a number is in, between semicolons; of several numbers, up to this one."""
    start, end = sentence.rfind(";", 0, number.start) + 1, sentence.find(";", number.end)
    clause = sentence[start : end if end >= 0 else len(sentence)]
    if len(_WAYS.findall(clause)) > 1:
        before = [match.end() for match in _WAYS.finditer(sentence, start, number.start)]
        clause = sentence[max(before, default=start) : number.end]
    return clause.strip()


def _agrees(number: TypedNumber, value: float) -> bool:
    return abs(number.value - value) <= 0.5 * number.scale * 10.0**-number.decimals + 1e-6
