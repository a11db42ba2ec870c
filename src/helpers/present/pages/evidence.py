"""What pages show of the strength of evidence, beside the directions that the council counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from helpers.methods.false_discovery import RATE
from helpers.present.cells import as_column, direction_cell, format_number
from helpers.present.sentences import how_many
from helpers.present.tables import paragraph, table, with_sum
from helpers.present.values import Column, Paragraph, Table
from helpers.verdicts import CANNOT_BE_DETERMINED, CANNOT_BE_TOLD, CLEAR, IMPROVED, NO_REAL_CHANGE, USUAL, WORSENED
from helpers.wording import number_of

COUNTS: Final = (
    Column("improved", IMPROVED, align="right"),
    Column("improved_clear", "Improved clearly", align="right"),
    Column("no_real_change", NO_REAL_CHANGE, align="right"),
    Column("worsened", WORSENED, align="right"),
    Column("worsened_clear", "Worsened clearly", align="right"),
    Column("cannot_be_determined", CANNOT_BE_DETERMINED, align="right"),
)
"""The columns of directions counted, by the frame of `direction_counts`."""


def headline_sentence(counts: Mapping[Any, Any], chance: Mapping[str, Any], *, by_evidence: bool = False) -> str:
    """Say how many improved and worsened, how many of them clearly, and how many would seem so by chance.

    `counts` is a row of `direction_counts`, `chance` that of `count_by_chance`; `by_evidence` says that the evidence
    alone decides what the council counts.
    """
    improved, worsened, total = (int(counts[name]) for name in ("improved", "worsened", "total"))
    tested = int(chance["tested"])
    few = _about(chance["by_chance"])
    by_chance = (
        f"of {number_of(tested, 'measure')} tested the rule is meant to let {few} seem clear by chance"
        if tested
        else "no measure can be tested for chance"
    )
    if by_evidence:
        return (
            f"Counted by the evidence alone, {improved or 'none'} of {number_of(total, 'indicator')} improved and "
            f"{worsened or 'none'} worsened by more than their usual ups and downs; {by_chance}."
        )
    parts = [
        f"{number or 'none'} {word}" + _clearly(clear, number, of_them)
        for number, clear, word, of_them in (
            (improved, int(counts["improved_clear"]), "improved", " of them"),
            (worsened, int(counts["worsened_clear"]), "worsened", ""),
        )
    ]
    return f"Of {number_of(total, 'counted indicator')}, {'; '.join(parts)}; {by_chance}."


def _clearly(clear: int, number: int, of_them: str) -> str:
    if number == 0:
        return ""
    if number == 1:
        return ", clearly" if clear else ", not clearly"
    return f", {how_many(clear, number)}{of_them} clearly"


def headline_paragraph(
    counts: Mapping[Any, Any], chance: Mapping[str, Any], standstill: str, *, by_evidence: bool = False
) -> Paragraph:
    """Return the headline in both forms with what chance does to it.

    `standstill` says what the rules call on past figures made to stand still; the rest is as for `headline_sentence`.
    """
    first = headline_sentence(counts, chance, by_evidence=by_evidence)
    small = 0 if by_evidence else int(counts["no_real_change_clear"])
    return paragraph(f"{first} {standstill} {stay_sentence(chance, small)}")


def _about(number: float) -> str:
    """Return an expected number in words: about 5, or fewer than 1.

    >>> _about(5.6), _about(0.4)
    ('about 6', 'fewer than 1')
    """
    return "fewer than 1" if number < 1 else f"about {format_number(number, 0)}"


def stay_sentence(chance: Mapping[str, Any], small: int = 0) -> str:
    """Say how many clear changes stay when it is allowed for that many measures are tested at once.

    `small` is how many of them are no real change by their size, and so among none that improved or worsened.
    """
    clear, stay, stay_any = (int(chance[name]) for name in ("clear", "stay", "stay_any"))
    if not clear:
        return "No change is clear, so none can be there by chance."
    allowed = f"if at most {format_number(100 * RATE)} of 100 may be there by chance"
    stricter = "a stricter test, which holds even if measures move together"
    if clear == 1:
        if not stay:
            return f"The one clear change no longer counts {allowed}, and does not by {stricter}."
        return f"The one clear change still counts {allowed}, {'and also' if stay_any else 'but not'} by {stricter}."
    changes = f"{clear} clear changes" + (f" ({small} of them no real change by size)" if small else "")
    return (
        f"Of the {changes}, {how_many(stay, clear)} still {'count' if stay > 1 else 'counts'} {allowed}, "
        f"and {how_many(stay_any, clear)} by {stricter}."
    )


def strength_sentence(by_direction: pd.DataFrame) -> str:
    """Say how many of the determined directions are clear, usual or cannot be told.

    `by_direction` is the frame of `evidence_by_direction`.
    """
    sums = by_direction[["clear", "usual", "cannot_be_told", "total"]].sum()
    if not sums["total"]:
        return "No direction is determined, so there is no evidence to weigh."
    moved = int(by_direction.loc[by_direction["direction"].eq(NO_REAL_CHANGE), "clear"].sum())
    moved_words = f" {number_of(moved, 'indicator')} with no real change moved clearly." if moved else ""
    return (
        f"Of {number_of(int(sums['total']), 'indicator')} whose direction is determined, {sums['clear'] or 'none'} "
        f"changed clearly and {sums['usual'] or 'none'} stayed within their usual ups and downs; for "
        f"{sums['cannot_be_told'] or 'none'} it cannot be told.{moved_words}"
    )


def evidence_table(by_direction: pd.DataFrame) -> Table:
    """Return the strength of evidence of each direction with its sums; `by_direction` as in `strength_sentence`."""
    words = as_column([direction_cell(word) for word in by_direction["direction"]], by_direction.index)
    columns = [
        Column("words", "Direction of travel", header=True),
        Column("clear", _capital(CLEAR), align="right"),
        Column("usual", _capital(USUAL), align="right"),
        Column("cannot_be_told", _capital(CANNOT_BE_TOLD), align="right"),
        Column("total", "Total", align="right"),
    ]
    summed = with_sum(by_direction.assign(words=words), columns)
    return table(summed, "Strength of evidence by direction of travel, counted indicators", columns)


def grounds_table(grounds: pd.DataFrame) -> Table:
    """Return what decided on the evidence, with how many indicators; `grounds` is the frame of `ground_counts`."""
    columns = [
        Column("evidence_shown", "Evidence"),
        Column("evidence_reason", "What it rests on", header=True),
        Column("indicators", "Indicators", align="right"),
    ]
    rows = grounds.assign(evidence_shown=grounds["evidence"].map(_capital))
    summed = with_sum(rows, columns).fillna({"evidence_shown": "All"})
    return table(summed, "What the evidence rests on, counted indicators", columns)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
