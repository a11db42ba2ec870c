"""What a draft says of spending on a service against the tables: pounds, ranks from the lowest, and changes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.looked_up import (
    LookedUp,
    compare_numbers,
    in_millions,
    in_percents,
    in_pounds,
    in_whole_numbers,
    names_in,
    nearest_name,
    ranks_from_lowest,
    signed_change,
    values_of,
    years_of_figures,
)
from helpers.results.service_spending import TOTAL
from helpers.typed_numbers import PERCENT, POUNDS, TypedNumber

Row = Mapping[Any, Any]

_SPENDING: Final = re.compile(r"\b(?:spen[dt]|spends|spending)\b", re.IGNORECASE)
_OF_OTHER_MONEY: Final = re.compile(
    r"\b(?:capital|budgets?|budgeted|savings?|saved|overspen[dt]|underspen[dt]|not spent|programme|grants?|"
    r"spending power|funded|funding|band d|council tax|districts?|planned|plans|forecast|other councils?|contract)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose money is another than what was spent on a service."""

_ALL_SERVICES: Final = re.compile(r"\b(?:(?:its|all|our) services|in all|in total|altogether)\b", re.IGNORECASE)
_FOR_EACH: Final = re.compile(r"^ (?:for each|for every|per|a) (?:adult|child|resident|head|person)\b", re.IGNORECASE)
_MEDIAN_BEFORE: Final = re.compile(r"\bmedian (?:of |is |was |being )?$", re.IGNORECASE)
_LEAST_OF: Final = re.compile(r"\(of (?P<n>\d+)\)")
_REAL: Final = re.compile(r"\b(?:real terms|in the prices of|at (?:\d{4}/\d\d )?prices)\b", re.IGNORECASE)
_OWN_LIST: Final = re.compile(r"\bown list\b", re.IGNORECASE)

MIN_TOTAL: Final = 100_000
"""Pounds from which an amount is what a whole service cost, and not what it cost per head."""


class SpendingInTables(NamedTuple):
    """Spending of the council by the title of the service and financial year; `newest` is blank without any.

    `others` are the names of other councils: a sentence with one of them is about theirs.
    """

    rows: Mapping[str, Mapping[str, Row]]
    newest: str
    others: Collection[str]


NO_SPENDING: Final = SpendingInTables({}, "", ())
"""That of a report before the first year that is held."""


def spending_in_tables(values: pd.DataFrame, others: Collection[str]) -> SpendingInTables:
    """Return the spending of the council by service, ready to be compared with a draft.

    Columns needed    of values: SERVICE_VALUES
    """
    by_title: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    newest = ""
    for row in values.to_dict("records"):
        title = TOTAL if row["service"] == TOTAL else str(row["title"])
        by_title[title][str(row["financial_year"])] = row
        newest = str(row["financial_year"]) if row["newest"] else newest
    return SpendingInTables(by_title, newest, others)


def wrong_spending(draft: Draft, figures: SpendingInTables, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each amount, rank and change of spending that the tables contradict, and how many were looked up.

    A number is of the last service before it, or of the only one in its sentence or its heading. Without a
    financial year it is of the newest one.
    """
    if not figures.newest:
        return (), 0
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures), year
    )


def _look_up(
    passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: SpendingInTables
) -> Iterator[LookedUp]:
    is_of_spending = _SPENDING.search(sentence) or _SPENDING.search(passage.heading)
    if not is_of_spending or _OF_OTHER_MONEY.search(sentence) or names_in(sentence, of.others):
        return
    titles = [title for title in of.rows if title != TOTAL]
    in_sentence, in_heading = names_in(sentence, titles), names_in(passage.heading, titles)
    years = years_of_figures(sentence) or [of.newest]
    for number in numbers:
        service = _service_of(sentence, number.start, in_sentence, in_heading)
        rows = [row for year in years if (row := of.rows.get(service, {}).get(year))]
        yield from _of_number(sentence, number, rows)
    for rank, n in _ranks(sentence):
        service = _service_of(sentence, rank.start, in_sentence, in_heading)
        rows = [row for year in years if (row := of.rows.get(service, {}).get(year))]
        columns = ("list_rank", "list_n") if _OWN_LIST.search(sentence) else ("rank", "n")
        ranks, sizes = (values_of(rows, column) for column in columns)
        yield LookedUp(rank, ranks, f"rank {in_whole_numbers(ranks)} from the lowest{_of(rows)}")
        yield LookedUp(n, sizes, f"a rank of {in_whole_numbers(sizes)} councils{_of(rows)}")


def _service_of(sentence: str, offset: int, in_sentence: Sequence[str], in_heading: Sequence[str]) -> str:
    """Return the service that a number is of; blank if that cannot be said."""
    if before := nearest_name(sentence, offset, in_sentence):
        return before
    if len(in_sentence) == 1:
        return in_sentence[0]
    if in_sentence:
        return ""
    if _ALL_SERVICES.search(sentence):
        return TOTAL
    return in_heading[0] if len(in_heading) == 1 else ""


def _of_number(sentence: str, number: TypedNumber, rows: Sequence[Row]) -> Iterator[LookedUp]:
    before, after = sentence[: number.start], sentence[number.end :]
    if number.unit == POUNDS and _MEDIAN_BEFORE.search(before):
        right = (*values_of(rows, "median_per_head_gbp"), *values_of(rows, "chart_median_gbp"))
        yield LookedUp(number, right, f"{in_pounds(right)}, the median{_of(rows)}")
    elif number.unit == POUNDS and _FOR_EACH.match(after):
        right = values_of(rows, "per_head_gbp")
        if _REAL.search(sentence):
            right = (*right, *values_of(rows, "real_per_head_gbp"))
        yield LookedUp(number, right, f"{in_pounds(right)} per head{_of(rows)}")
    elif number.unit == POUNDS and number.value >= MIN_TOTAL and _SPENDING.search(sentence):
        right = values_of(rows, "spend_gbp_thousand", 1000)
        yield LookedUp(number, right, f"{in_millions(right)} spent{_of(rows)}")
    elif number.unit == PERCENT and _REAL.search(sentence):
        right = values_of(rows, "real_change_percent")
        yield LookedUp(
            signed_change(sentence, number), right, f"a change of {in_percents(right)} in real terms{_of(rows)}"
        )


def _ranks(sentence: str) -> Iterator[tuple[TypedNumber, TypedNumber]]:
    """Give each rank from the lowest with the number of those ranked; least of the councils (of 37) is the first."""
    yield from ((rank, n) for rank, n in ranks_from_lowest(sentence) if n is not None)
    if re.search(r"\bspends? (?:the )?least\b", sentence, re.IGNORECASE):
        for match in _LEAST_OF.finditer(sentence):
            n = TypedNumber(match["n"], *match.span("n"), float(match["n"]), "", 0)
            yield TypedNumber("least", match.start(), match.start(), 1.0, "", 0), n


def _of(rows: Sequence[Row]) -> str:
    titles = dict.fromkeys(str(row["title"]) for row in rows)
    years = dict.fromkeys(str(row["financial_year"]) for row in rows)
    return f" for {' or '.join(titles)} in {' or '.join(years)}" if titles else ""
