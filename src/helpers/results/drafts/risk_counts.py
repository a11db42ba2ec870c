"""How many risks, signals and pressures a draft says that there are, against the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.counts import is_of_another_time
from helpers.results.drafts.looked_up import LookedUp, compare_numbers, names_in
from helpers.typed_numbers import TypedNumber, parted

_RISKS: Final = re.compile(r"\b(?:register|risks?|signals?|pressures?|watched)\b", re.IGNORECASE)
_OF_A_PART: Final = re.compile(r"\b(?:grant|reward|off trajectory|targets?|at risk|England|new|other)\b", re.IGNORECASE)
"""Words of a sentence that counts other risks, or some of them."""

_REGISTER: Final = re.compile(r"\bregister\b|\brisks?\b", re.IGNORECASE)
_COUNTED: Final = {
    "risks": (r"(?:named )?risks?\b(?! (?:ha(?:s|ve) no|without))", "risks in the register"),
    "without_indicator": (
        r"risks? (?:ha(?:s|ve) no(?:ne| indicator)|without an? indicator)",
        "risks without an indicator",
    ),
    "links": (r"links? to (?:an )?indicators?\b", "links to indicators"),
    "signals": (r"signals?\b(?! of concern)", "signals"),
    "concerns": (r"(?:(?:of them )?(?:is|are) a concern|(?:signals? of )?concerns?\b)", "signals of concern"),
    "watched": (r"indicators? (?:is|are) watched\b", "indicators watched"),
    "watched_warned": (
        r"of (?:them|these|the others) gives? an early warning\b",
        "of those watched with an early warning",
    ),
    "pressures": (r"pressures?(?: on services)?\b", "pressures"),
    "sums_that_end": (r"sums? of money\b", "sums of money that end"),
    "councils_in_difficulty": (
        r"councils? (?:is|are|was|were) (?:known to be )?in (?:serious )?financial",
        "councils in serious financial difficulty",
    ),
}
"""What follows a count, and what it is of, by the measure of risk_counts."""

_SCORES: Final = re.compile(r"^ (?P<word>high|medium|low|not scored)\b(?! (?:income|level|pay|quartile))")


class RiskCounts(NamedTuple):
    """The counts of risks by measure, and the names of themes, dashboards and services, which have their own counts."""

    counts: Mapping[str, float]
    subjects: Collection[str]


NO_RISKS: Final = RiskCounts({}, ())
"""Those of a report without risks."""


def risk_counts_in_tables(counts: pd.DataFrame, subjects: Collection[str]) -> RiskCounts:
    """Return the counts of risks, ready to be compared with a draft.

    Columns needed    of counts: RISK_COUNTS
    """
    return RiskCounts(dict(zip(counts["measure"].astype(str), counts["number"].astype(float), strict=True)), subjects)


def wrong_risk_counts(draft: Draft, figures: RiskCounts, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each count of risks, signals and pressures that the tables contradict, and how many were looked up."""
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures, year), year
    )


def _look_up(
    passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: RiskCounts, year: int
) -> Iterator[LookedUp]:
    is_of_part = (
        not _RISKS.search(sentence)
        or _OF_A_PART.search(sentence)
        or is_of_another_time(sentence, year)
        or names_in(sentence, of.subjects)
        or names_in(passage.heading, of.subjects)
    )
    if is_of_part:
        return
    every = [part for number in numbers if not number.unit for part in parted(number)]
    for number in every:
        measure, words = _measure_of(sentence, number)
        if measure in of.counts:
            yield LookedUp(number, (of.counts[measure],), f"{of.counts[measure]:.0f} {words}")


def _measure_of(sentence: str, number: TypedNumber) -> tuple[str, str]:
    """Return the measure of risk_counts that a number is of, and what that is in words; blank if it is of none."""
    after = sentence[number.end :]
    score = _SCORES.match(after)
    if score and _REGISTER.search(sentence[: number.start]):
        return score["word"].replace(" ", "_"), f"risks {score['word']}"
    counted = ((measure, words) for measure, (pattern, words) in _COUNTED.items() if re.match(f" {pattern}", after))
    return next(counted, ("", ""))
