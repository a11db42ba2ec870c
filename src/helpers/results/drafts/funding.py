"""What a draft says of spending power, and of the gaps to other levels of funding, against the tables."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, DraftFault, Passage
from helpers.results.drafts.looked_up import (
    MILLION,
    LookedUp,
    compare_numbers,
    in_millions,
    in_pounds,
    in_whole_numbers,
    names_in,
    nearest_name,
    ranks_from_lowest,
    values_of,
    years_of_figures,
)
from helpers.results.spending_power import OF_COUNCIL, OF_ENGLAND
from helpers.typed_numbers import POUNDS, TypedNumber, parted

Row = Mapping[Any, Any]

_FUNDING: Final = re.compile(r"\b(?:funded|funding|spending power)\b", re.IGNORECASE)
_OF_OTHER_MONEY: Final = re.compile(
    r"\b(?:printed|districts?|share of fire|by need|model|council tax|band d|damping|schools?|pupils?|capital|"
    r"per child|formula|grants?)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose money is another than the spending power of the council as it is."""

_GAP: Final = re.compile(r"\b(?:better off|worse off|gains?|gaps?|more|less|extra|additional)\b", re.IGNORECASE)
_FOR_EACH_PERSON: Final = re.compile(r"^ (?:for each|per|a) (?:person|head|resident)\b", re.IGNORECASE)
_FOR_EACH_DWELLING: Final = re.compile(r"\b(?:for each|per) (?:dwelling|home)\b", re.IGNORECASE)
_AVERAGE: Final = re.compile(r"\baverage\b(?! of the \d+)", re.IGNORECASE)
_AVERAGE_OF_ENGLAND: Final = re.compile(
    r"\baverage (?:of|for|in) England\b|\b(?:England|national) average\b", re.IGNORECASE
)
_TOTAL: Final = re.compile(r"\bspending power (?:of|was|is)\b[^£.;]{0,20}$", re.IGNORECASE)
_YEARS: Final = re.compile(r"^ years (?:held|with a rank)\b")


class FundingInTables(NamedTuple):
    """Where the council stands in each settlement year, and the levels of others by name and year.

    `newest` is the newest year with a rank; blank without one.
    """

    council: str
    years: Mapping[str, Row]
    levels: Mapping[str, Mapping[str, Row]]
    newest: str


NO_FUNDING: Final = FundingInTables("", {}, {}, "")
"""That of a report before the first settlement year that is held."""

_OF_CLASS: Final = "the average of its class"
_ENGLAND: Final = "the average of England"


def funding_in_tables(council: str, years: pd.DataFrame, levels: pd.DataFrame) -> FundingInTables:
    """Return the figures of funding, ready to be compared with a draft.

    Columns needed    of years: FUNDING_YEARS; of levels: FUNDING_LEVELS
    """
    ranked = years.loc[years["rank"].notna(), "financial_year"]
    by_name: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in levels[levels["gain_m"].notna()].to_dict("records"):
        if row["level_of"] == OF_COUNCIL:
            by_name[str(row["level_name"])][str(row["financial_year"])] = row
        elif row["level_of"] == OF_ENGLAND:
            by_name[_ENGLAND][str(row["financial_year"])] = row
        elif not row["classes_differ"]:
            by_name[_OF_CLASS][str(row["financial_year"])] = row
    return FundingInTables(
        council,
        {str(row["financial_year"]): row for row in years.to_dict("records")},
        by_name,
        str(ranked.iloc[-1]) if len(ranked) else "",
    )


def wrong_funding(draft: Draft, figures: FundingInTables, year: int) -> tuple[tuple[DraftFault, ...], int]:
    """Return each gap, amount and rank of funding that the tables contradict, and how many were looked up.

    A sentence without a settlement year is of the newest one with a rank.
    """
    if not figures.newest:
        return (), 0
    return compare_numbers(
        draft, lambda passage, sentence, numbers: _look_up(passage, sentence, numbers, figures), year
    )


def _look_up(
    passage: Passage, sentence: str, numbers: Sequence[TypedNumber], of: FundingInTables
) -> Iterator[LookedUp]:
    is_of_funding = _FUNDING.search(sentence) or _FUNDING.search(passage.heading)
    if not is_of_funding or _OF_OTHER_MONEY.search(sentence):
        return
    years = years_of_figures(sentence) or [of.newest]
    others = names_in(sentence, [name for name in of.levels if name not in (_OF_CLASS, _ENGLAND)])
    for number in numbers:
        if number.unit == POUNDS and abs(number.value) >= MILLION:
            yield from _of_millions(sentence, number, others, years, of)
        elif number.unit == POUNDS:
            yield from _of_pounds(sentence, number, others, years, of)
        elif _YEARS.match(sentence[number.end :]):
            column = "ranked_years" if sentence[number.end :].startswith(" years held") else "dwelling_years"
            right = values_of([of.years[of.newest]], column)
            yield LookedUp(parted(number)[-1], right, f"{of.years[of.newest][column]} years")
    if not others:
        yield from _of_ranks(sentence, years, of)


def _of_millions(
    sentence: str, number: TypedNumber, others: Sequence[str], years: Sequence[str], of: FundingInTables
) -> Iterator[LookedUp]:
    """Give a gap to the level that its sentence names, or the spending power of the council."""
    before = sentence[: number.start]
    level = _level_of(sentence, number, others)
    if level and _GAP.search(sentence):
        rows = [row for year in years if (row := of.levels.get(level, {}).get(year))]
        right = tuple(abs(value) for value in values_of(rows, "gain_m", MILLION))
        yield LookedUp(number, right, f"{in_millions(right)} at the level of {level}{_in_years(rows)}")
    elif not others and _TOTAL.search(before):
        rows = [of.years[year] for year in years if year in of.years]
        right = values_of(rows, "total_m", MILLION)
        yield LookedUp(number, right, f"{in_millions(right)} of spending power{_in_years(rows)}")


def _level_of(sentence: str, number: TypedNumber, others: Sequence[str]) -> str:
    """Return the last level before a number, or the only one in the sentence."""
    average = _ENGLAND if _AVERAGE_OF_ENGLAND.search(sentence) else _OF_CLASS if _AVERAGE.search(sentence) else ""
    if not others:
        return average
    if average:
        return ""
    return nearest_name(sentence, number.start, others) or (others[0] if len(others) == 1 else "")


def _of_pounds(
    sentence: str, number: TypedNumber, others: Sequence[str], years: Sequence[str], of: FundingInTables
) -> Iterator[LookedUp]:
    """Give an amount for each person or dwelling of the council, of another, or of an average."""
    before, after = sentence[: number.start], sentence[number.end :]
    clause = re.split(r"[;:.,(]| and ", before)[-1]
    rows = [of.years[year] for year in years if year in of.years]
    average = "england_average" if _AVERAGE_OF_ENGLAND.search(clause) else "class_average"
    if _AVERAGE.search(clause):
        right = values_of(rows, average)
        yield LookedUp(number, right, f"{in_pounds(right)}, the average{_in_years(rows)}")
    elif not others and _FOR_EACH_DWELLING.search(sentence):
        right = values_of(rows, "per_dwelling")
        yield LookedUp(number, right, f"{in_pounds(right)} for each dwelling{_in_years(rows)}")
    elif _FOR_EACH_PERSON.match(after):
        level = _whose(sentence, number, others, of)
        if level != of.council:
            rows = [row for year in years if (row := of.levels.get(level, {}).get(year))]
        right = values_of(rows, "per_head")
        yield LookedUp(number, right, f"{in_pounds(right)} for each person of {level}{_in_years(rows)}")


def _whose(sentence: str, number: TypedNumber, others: Sequence[str], of: FundingInTables) -> str:
    """Return whose money for each person a number is; in brackets it is that of the level of a gap."""
    if sentence[: number.start].endswith("(") and (level := _level_of(sentence, number, others)):
        return level
    return nearest_name(sentence, number.start, [*others, of.council]) or of.council


def _of_ranks(sentence: str, years: Sequence[str], of: FundingInTables) -> Iterator[LookedUp]:
    """Give each rank that is counted from the lowest, for each person or for each dwelling."""
    for rank, n in ranks_from_lowest(sentence):
        is_by_dwelling = bool(_FOR_EACH_DWELLING.search(sentence[: rank.start]))
        column, group = ("dwelling_rank", "dwelling_n") if is_by_dwelling else ("rank", "n")
        rows = [of.years[year] for year in years if year in of.years]
        says_nothing = n is None and not (
            of.council in sentence or re.match(r"(?:It|We|The (?:county|council))\b", sentence)
        )
        if says_nothing or (n is None and len(years) > 1):
            continue
        right = values_of(rows, column)
        unit = "dwelling" if is_by_dwelling else "person"
        yield LookedUp(rank, right, f"rank {in_whole_numbers(right)} from the lowest for each {unit}{_in_years(rows)}")
        if n is not None:
            sizes = values_of(rows, group)
            yield LookedUp(n, sizes, f"a rank of {in_whole_numbers(sizes)} councils for each {unit}{_in_years(rows)}")


def _in_years(rows: Sequence[Row]) -> str:
    names = dict.fromkeys(str(row["financial_year"]) for row in rows)
    return f" in {' or '.join(names)}" if names else ""
