"""What a draft says of the council's own share of the council tax bill, against the tables."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.looked_up import (
    LookedUp,
    compare_numbers,
    in_percents,
    in_pounds,
    in_whole_numbers,
    names_in,
    ranks_from_lowest,
    signed_change,
    values_of,
    years_of_figures,
)
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber

Row = Mapping[Any, Any]

_TAX: Final = re.compile(r"\b(?:council tax|band d)\b", re.IGNORECASE)
_OF_OTHER_MONEY: Final = re.compile(
    r"\b(?:districts?|parish(?:es)?|police|fire|whole bill|total bill|all councils|benefit|support|discount|arrears|"
    r"collect(?:ed|ion)|base|alone is held|spending power|fund(?:ed|ing)|budget|for each|per (?:person|head|dwelling)|"
    r"middle council|indicators?|quartile)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose money is another than the council's own share of the bill."""

_PRECEPT: Final = re.compile(r"\b(?:precept|adult (?:social )?care)\b", re.IGNORECASE)
_MEDIAN_BEFORE: Final = re.compile(r"\bmedian\b[^.;,£]{0,40}$", re.IGNORECASE)
_CHANGE_BEFORE: Final = re.compile(r"\b(?:by|up|down|another|a further) $", re.IGNORECASE)
_REAL: Final = re.compile(r"\b(?:real terms|in the prices of|at (?:\d{4}/\d\d )?prices)\b", re.IGNORECASE)
_RISE: Final = re.compile(
    r"\b(?:rose|rise|rises|risen|raised|went up|up by|increased?|more than the year before)\b", re.IGNORECASE
)
_LOWEST_OF: Final = re.compile(
    r"^(?:(?:st|nd|rd|th) lowest)? (?:(?P<rise>rise|increase)|bill|council tax|band d)\b", re.IGNORECASE
)
"""What follows a rank that says what it is of, without the number of councils."""

_MAX_BILL: Final = 100_000
"""Pounds from which an amount is what all homes pay, and no bill."""


class TaxInTables(NamedTuple):
    """The council's share of the bill by financial year; `newest` is blank without one.

    `others` are the names of other councils: a sentence with one of them is about theirs.
    """

    rows: Mapping[str, Row]
    newest: str
    others: Collection[str]


NO_TAX: Final = TaxInTables({}, "", ())
"""That of a report before the first bill that is held."""


def tax_in_tables(tax: pd.DataFrame, others: Collection[str]) -> TaxInTables:
    """Return the bill by financial year, ready to be compared with a draft.

    Columns needed    COUNCIL_TAX
    """
    rows = {str(row["financial_year"]): row for row in tax.to_dict("records")}
    return TaxInTables(rows, max(rows, default=""), others)


def wrong_council_tax(draft: Draft, figures: TaxInTables, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each bill, rise and rank of council tax that the tables contradict, and how many were looked up.

    A sentence without a financial year is of the newest one.
    """
    if not figures.newest:
        return (), 0
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures), year
    )


def _look_up(passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: TaxInTables) -> Iterator[LookedUp]:
    is_of_tax = _TAX.search(sentence) or _TAX.search(passage.heading)
    if not is_of_tax or _OF_OTHER_MONEY.search(sentence) or names_in(sentence, of.others):
        return
    years = years_of_figures(sentence) or [of.newest]
    rows = [of.rows[year] for year in years if year in of.rows]
    in_years = f" in {' or '.join(str(row['financial_year']) for row in rows)}"
    for number in numbers:
        if number.unit == POUNDS and number.value < _MAX_BILL:
            is_of_precept = _PRECEPT.search(sentence) or _PRECEPT.search(passage.heading)
            yield from _of_pounds(sentence, number, rows, in_years, is_of_precept=bool(is_of_precept))
        elif number.unit == PERCENT and _REAL.search(sentence):
            right = values_of(rows, "real_change_percent")
            signed = signed_change(sentence, number)
            yield LookedUp(signed, right, f"a change of {in_percents(right)} in real terms{in_years}")
        elif number.unit == PERCENT and _RISE.search(sentence) and not _PRECEPT.search(sentence):
            right = values_of(rows, "increase_percent")
            yield LookedUp(number, right, f"a rise of {in_percents(right)}{in_years}")
    yield from _of_ranks(sentence, rows, in_years)


def _of_ranks(sentence: str, rows: Sequence[Row], in_years: str) -> Iterator[LookedUp]:
    """Give each rank of the bill or of its rise; one without a number of councils has to say which of them it is of."""
    for rank, n in ranks_from_lowest(sentence):
        of_what = _LOWEST_OF.match(sentence[rank.end :])
        if n is None and of_what is None:
            continue
        is_of_rise = of_what is not None and bool(of_what["rise"])
        right = values_of(rows, "increase_rank" if is_of_rise else "rank")
        what = "the rise" if is_of_rise else "the bill"
        yield LookedUp(rank, right, f"rank {in_whole_numbers(right)} from the lowest of {what}{in_years}")
        if n is not None and not is_of_rise:
            sizes = values_of(rows, "n")
            yield LookedUp(n, sizes, f"a rank of {in_whole_numbers(sizes)} councils of its kind{in_years}")


def _of_pounds(
    sentence: str, number: TypedNumber, rows: Sequence[Row], in_years: str, *, is_of_precept: bool
) -> Iterator[LookedUp]:
    """Give the median of a kind, what was added for adult social care, or the bill; a change in pounds is none."""
    before = sentence[: number.start]
    if _CHANGE_BEFORE.search(before):
        return
    if _MEDIAN_BEFORE.search(before):
        right = values_of(rows, "median_gbp")
        yield LookedUp(number, right, f"{in_pounds(right)}, the median of its kind{in_years}")
    elif is_of_precept:
        right = (*values_of(rows, "care_precept_gbp"), *values_of(rows, "band_d_gbp"))
        yield LookedUp(number, right, f"{in_pounds(right)} for adult social care or in all{in_years}")
    else:
        columns = ("real_band_d_gbp", "band_d_gbp") if _REAL.search(sentence) else ("band_d_gbp",)
        right = tuple(dict.fromkeys(value for column in columns for value in values_of(rows, column)))
        yield LookedUp(number, right, f"{in_pounds(right)} for a Band D home{in_years}")
