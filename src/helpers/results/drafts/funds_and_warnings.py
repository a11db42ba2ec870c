"""What a draft says of a pooled fund, and of how many early warnings there are, against the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.counts import is_of_another_time
from helpers.results.drafts.looked_up import LookedUp, compare_numbers, nearest_name, values_of
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber, parted

Row = Mapping[Any, Any]

_FUND: Final = re.compile(
    r"\b(?:pooled|pooling|not spent|unspent|underspen[dt]|carried forward|all blocks)\b", re.IGNORECASE
)
_OF_A_BUDGET: Final = re.compile(r"\bbudgets?\b", re.IGNORECASE)
_POOLED: Final = re.compile(r"\bpool(?:ed|ing)\b", re.IGNORECASE)
_NOT_SPENT: Final = re.compile(r"^[^.;\u00a3]{0,60}?\b(?:not spent|unspent|underspent)\b", re.IGNORECASE)
_UNDERSPEND_OF: Final = re.compile(r"\b(?:underspend|underspent)\b[^.;\u00a3]{0,20}$", re.IGNORECASE)
_CARRIED: Final = re.compile(r"^[^.;\u00a3]{0,40}\bcarried forward\b", re.IGNORECASE)
_SPENT: Final = re.compile(r"^[^.;,\u00a3]{0,20}\bspent\b", re.IGNORECASE)
_OUT_OF: Final = re.compile(r"\bof (?:the |its )?$", re.IGNORECASE)

_WARNING: Final = re.compile(r"\bearly warnings?\b", re.IGNORECASE)
_OF_A_PART: Final = re.compile(r"\b(?:watched|of them|risks?|links?|linked|pairs?)\b", re.IGNORECASE)
"""Words of a sentence that counts the early warnings of a part."""

_WARNINGS_AFTER: Final = re.compile(
    r"^ (?:(?:new|such) )?(?:indicators? )?(?:(?:give|gives|gave|have|has|with) an |on the list of )?early warnings?\b",
    re.IGNORECASE,
)
_JUDGED_AFTER: Final = re.compile(
    r"^ (?:(?:judged )?indicators? )?(?:(?:give|gives|gave|have|has|with) an )?early warnings?\b"
    r"|^ indicators?\b[^.;]*\bearly warnings?\b",
    re.IGNORECASE,
)
_SIGNAL: Final = re.compile(r"\bsignals? of concern\b", re.IGNORECASE)
_OTHERS_AFTER: Final = re.compile(r"^ (?:other|more|further) indicators?\b", re.IGNORECASE)


class FundsAndWarnings(NamedTuple):
    """The blocks of a pooled fund by name, and the counts of early warnings; None without."""

    blocks: Mapping[str, Row]
    warnings: Row | None
    subjects: Collection[str]


NO_FUNDS: Final = FundsAndWarnings({}, None, ())
"""Those of a report without either."""


def funds_and_warnings(funds: pd.DataFrame, counts: pd.DataFrame, subjects: Collection[str]) -> FundsAndWarnings:
    """Return the pooled fund and the counts of early warnings, ready to be compared with a draft.

    `subjects` are the names of themes and dashboards, whose warnings are not those of the whole report.

    Columns needed    of funds: POOLED_FUNDS; of counts: WARNING_COUNTS
    """
    warnings = counts.to_dict("records")
    blocks = {str(row["block"]): row for row in funds.to_dict("records")}
    return FundsAndWarnings(blocks, warnings[0] if warnings else None, subjects)


def wrong_funds_and_warnings(draft: Draft, figures: FundsAndWarnings, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each number of a fund and of early warnings that the tables contradict, and how many were looked up."""
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures, year), year
    )


def _look_up(
    passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: FundsAndWarnings, year: int
) -> Iterator[LookedUp]:
    is_of_budget = _OF_A_BUDGET.search(sentence) and not _POOLED.search(sentence)
    if of.blocks and not is_of_budget and (_FUND.search(sentence) or _FUND.search(passage.heading)):
        yield from _of_fund(sentence, numbers, of)
    if of.warnings is not None and _WARNING.search(sentence) and not _is_of_part(passage, sentence, of, year):
        yield from _of_warnings(sentence, numbers, of.warnings)


def _of_fund(sentence: str, numbers: Sequence[TypedNumber], of: FundsAndWarnings) -> Iterator[LookedUp]:
    """Give the pounds and the percentages of the last block before them, or of any block."""
    for number in numbers:
        block = nearest_name(sentence, number.start, list(of.blocks))
        rows = [of.blocks[block]] if block else list(of.blocks.values())
        name = block or "the pooled fund"
        if number.unit == PERCENT and not sentence[: number.start].lower().endswith("under "):
            right = values_of(rows, "underspend_percent")
            yield LookedUp(number, right, f"{' or '.join(f'{value:.3f}%' for value in right)} not spent of {name}")
        elif number.unit == POUNDS:
            columns, words = _columns(sentence, number)
            right = tuple(dict.fromkeys(value for column in columns for value in values_of(rows, column)))
            yield LookedUp(number, right, f"{' or '.join(f'£{value:,.2f}' for value in right)} {words} for {name}")


def _columns(sentence: str, number: TypedNumber) -> tuple[Sequence[str], str]:
    """Return the columns that can have an amount of a pooled fund, and what these are, by the words beside it."""
    before, after = sentence[: number.start], sentence[number.end :]
    if _OUT_OF.search(before) and not _UNDERSPEND_OF.search(before):
        return ("allocation", "available"), "in all"
    if _UNDERSPEND_OF.search(before):
        return ("underspend",), "not spent"
    if _CARRIED.match(after):
        return ("carried_forward",), "to be carried forward"
    if _NOT_SPENT.match(after) or re.match(r"^ of \u00a3[\d,.]+[^.;]*\bnot spent\b", after):
        return ("underspend",), "not spent"
    if _SPENT.match(after):
        return ("spent",), "spent"
    return ("allocation", "moved_in", "available", "spent", "underspend", "carried_forward"), "in one of its amounts"


def _is_of_part(passage: Passage, sentence: str, of: FundsAndWarnings, year: int) -> bool:
    texts = (sentence, passage.heading)
    return bool(
        _OF_A_PART.search(sentence)
        or is_of_another_time(sentence, year)
        or any(name in text for name in of.subjects for text in texts)
    )


def _of_warnings(sentence: str, numbers: Sequence[TypedNumber], counts: Row) -> Iterator[LookedUp]:
    """Give the number of early warnings, of how many indicators they are, and those by a signal alone."""
    every = [part for number in numbers if not number.unit for part in parted(number)]
    for number in every:
        after = sentence[number.end :]
        by_figures, alone = int(counts["by_figures"]), int(counts["by_signal_alone"])
        if _OTHERS_AFTER.match(after) and _SIGNAL.search(sentence):
            yield LookedUp(number, (alone,), f"{alone} by a signal of concern alone")
        elif re.match(r"^ (?:out )?of \d", after):
            yield LookedUp(number, (by_figures,), f"{by_figures} early warnings by figures")
        elif re.search(r"\bof $", sentence[: number.start]) and _JUDGED_AFTER.match(after):
            yield LookedUp(number, (int(counts["judged"]),), f"{int(counts['judged'])} indicators judged")
        elif _WARNINGS_AFTER.match(after):
            right = tuple(dict.fromkeys((by_figures, by_figures + alone)))
            yield LookedUp(number, right, f"{' or '.join(map(str, right))} early warnings")
