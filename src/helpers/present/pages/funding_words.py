"""What is said of spending power: amounts, where the council stands, and the gap to another council."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number, is_missing, signed_number
from helpers.results.spending_power import CLASSES, COUNTY, OF_COUNCIL, OF_ENGLAND, PLURALS
from helpers.verdicts import ordinal
from helpers.wording import number_of

Row = Mapping[Any, Any]

WHOLE_FROM: Final = 100
"""Gaps are printed in whole millions from here, and to one decimal below."""

IN_PART: Final = (
    "Only a part of core spending power is held: the improved Better Care Fund and the grants for social care are left "
    "out, so that totals are below the official ones."
)
NOT_NEED: Final = "Money for each person does not measure what people need."
NOT_REPRODUCED: Final = (
    "These figures do not give what the reports printed: they leave out grants, and the reports do not say their "
    "settlement year or their population."
)
TWO_TIER: Final = (
    "Part of the gap to {names} pays for services: in a county, district councils run some of what {kinds} runs, and a "
    "fire authority may be separate too."
)
_SINGULAR: Final = {name: name[0].lower() + name[1:] for name in CLASSES.values()} | {
    "London borough": "London borough"
}


def gains_sentence(gains_m: Mapping[Any, Any], kind: str) -> str:
    """Say whether the gains of each class or calculation have the sum zero, in millions of pounds; blank without one.

    >>> gains_sentence({"A": 0.0, "B": 1e-12}, "class")
    'The gains of each class add up to zero, to the penny, before they are rounded.'
    >>> gains_sentence({"A": 0.0, "B": -2.5}, "class")
    'The gains of each class do not all add up to zero: those of B add up to −2.50 in £ million.'
    """
    others = {name: amount for name, amount in gains_m.items() if round(amount, _PENNY_OF_MILLION)}
    if not gains_m:
        return ""
    if not others:
        return f"The gains of each {kind} add up to zero, to the penny, before they are rounded."
    sums = "; ".join(f"those of {name} add up to {signed_number(amount, 2)}" for name, amount in others.items())
    return f"The gains of each {kind} do not all add up to zero: {sums} in £ million."


_PENNY_OF_MILLION: Final = 8
"""Decimals of a million pounds that make a penny."""


def per_person(amount: Any) -> str:
    """Return pounds for each person, in whole pounds.

    >>> per_person(543.34)
    '£543'
    """
    return f"£{format_number(float(amount), 0)}"


def millions(amount: Any) -> str:
    """Return an amount in millions: whole from £100 million, to one decimal below; without its sign.

    >>> millions(140.01), millions(-58.46)
    ('£140 million', '£58.5 million')
    """
    size = abs(float(amount))
    return f"£{format_number(size, 0 if size >= WHOLE_FROM else 1)} million"


def class_in_words(name: str) -> str:
    """Return a class of councils as it stands within a sentence.

    >>> class_in_words("County council"), class_in_words("London borough")
    ('county council', 'London borough')
    """
    return _SINGULAR[name]


def newest_with_rank(years: pd.DataFrame) -> Row | None:
    """Return the newest year in which the council has a rank; None without one.

    Columns needed    years: FUNDING_YEARS
    """
    ranked = years[years["rank"].notna()]
    return None if ranked.empty else ranked.iloc[-1].to_dict()


def standing_sentence(years: pd.DataFrame, council: str, council_class: str) -> str:
    """Say where the council stands in the newest year with a rank, and which later years are missing.

    That it is the lowest funded is said only where it is so in that year.

    Columns needed    years: FUNDING_YEARS
    """
    row = newest_with_rank(years)
    if row is None:
        return f"No spending power is held for {council}, so there is no rank." if len(years) else NOTHING
    group = f"{row['n']} {PLURALS[council_class]}"
    where = (
        f"{council} was the lowest funded of {group}"
        if row["is_lowest"]
        else f"{council} was {_from_lowest(int(row['rank']))} lowest of {group} in funding"
    )
    return (
        f"In {row['financial_year']} {where}: {per_person(row['per_head'])} for each person, where the average of "
        f"{PLURALS[council_class]} was {per_person(row['class_average'])}."
        f"{_by_dwelling(row)}"
        f"{_missing_after(years, str(row['financial_year']))}"
    )


NOTHING: Final = "No figure of spending power is held up to the year of this report."


def _by_dwelling(row: Row) -> str:
    """Say where the council stands for each dwelling, as the official comparison has it; blank without a rank."""
    if is_missing(row["dwelling_rank"]):
        return ""
    lowest = "the lowest" if row["is_lowest_by_dwelling"] else f"{_from_lowest(int(row['dwelling_rank']))} lowest"
    return (
        f" For each dwelling, as the official comparison has it, it was {lowest} of {row['dwelling_n']} with a figure: "
        f"£{format_number(float(row['per_dwelling']), 0)}."
    )


def _from_lowest(rank: int) -> str:
    return "among the" if rank == 1 else ordinal(rank)


def _missing_after(years: pd.DataFrame, newest: str) -> str:
    later = years[years["financial_year"].gt(newest)]
    taxed = list(later.loc[later["council_tax_m"].notna(), "financial_year"])
    absent = list(later.loc[later["council_tax_m"].isna(), "financial_year"])
    words = f" For {in_a_row(taxed)} council tax alone is held, so there is no rank." if taxed else ""
    return words + (f" Nothing is held for {in_a_row(absent)}." if absent else "")


def in_a_row(names: Sequence[str]) -> str:
    """Return names in a sentence.

    >>> in_a_row(["a"]), in_a_row(["a", "b", "c"])
    ('a', 'a, b and c')
    """
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def lowest_sentence(years: pd.DataFrame, council: str, council_class: str) -> str:
    """Say in how many years the council alone was the lowest for each person and dwelling; blank where it never was.

    Columns needed    years: FUNDING_YEARS
    """
    ranked = years[years["rank"].notna()]
    if ranked.empty:
        return ""
    row = ranked.iloc[-1]
    lowest, held, by_dwelling = (int(row[name]) for name in ("lowest_years", "dwelling_years", "lowest_dwelling_years"))
    if not (lowest or by_dwelling):
        return ""
    span = f"{number_of(len(ranked), 'year')} held, {ranked['financial_year'].iloc[0]}"
    span += f" to {ranked['financial_year'].iloc[-1]}" if len(ranked) > 1 else ""
    words = f"It was the lowest funded of {PLURALS[council_class]} for each person in {_times(lowest, len(ranked))} "
    words += f"of the {span}"
    if held:
        words += f"; for each dwelling in {_times(by_dwelling, held)} of the {number_of(held, 'year')} with a rank"
    return f"{words}."


def _times(some: int, all_years: int) -> str:
    return "none" if not some else "each" if some == all_years else str(some)


def gap_sentence(level: Row, council: str) -> str:
    """Say what the council would gain or lose at the level of another, with both years; or why it cannot be said.

    `level` is a row of FUNDING_LEVELS.
    """
    name = level["level_name"] if level["level_of"] in (OF_COUNCIL, OF_ENGLAND) else f"{level['level_name'].lower()}"
    if is_missing(level["gain_m"]):
        return (
            f"What {council} would have had at the level of {name} in {level['financial_year']} cannot be determined: "
            f"{_lower(level['reason'])}."
        )
    side = "better off" if level["gain_m"] >= 0 else "worse off"
    who = f"the average of {name.lower() if level['level_of'] != OF_ENGLAND else name}"
    return (
        f"Funded at the level of {name if level['level_of'] == OF_COUNCIL else who}, {council} would be "
        f"{millions(level['gain_m'])} a year {side} ({per_person(level['per_head'])} for each person in "
        f"{level['financial_year']}, people of mid-{level['population_mid_year']})."
    )


def two_tier_warning(levels: Iterable[Row], council_class: str) -> str:
    """Return the warning that goes with gaps between councils with different services; blank without such a gap.

    `levels` are rows of FUNDING_LEVELS.
    """
    differ = [row for row in levels if row["classes_differ"]]
    if not differ:
        return ""
    names = dict.fromkeys(str(row["level_name"]) for row in differ)
    kinds = dict.fromkeys(_kind(row, council_class) for row in differ)
    return TWO_TIER.format(names=in_a_row(list(names)), kinds=" or ".join(f"a {kind}" for kind in kinds))


def _kind(level: Row, council_class: str) -> str:
    """Return the class of the council with one tier of the two in a gap."""
    if not level["council_class"]:
        return "council with one tier"
    return class_in_words(str(level["council_class"]) if council_class == COUNTY else council_class)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def joined_words(sentences: Iterable[str]) -> str:
    """Return sentences as one text, without blank ones."""
    return " ".join(filter(None, sentences))


def received_sentence(rows: pd.DataFrame) -> str:
    """Say which years' figures are from publishers' own files among the raw files; blank where none are.

    Columns needed  financial_year, area_code, file
    """
    sentences = []
    for file, group in rows.groupby(rows["file"].astype("str"), sort=True):
        years = ", ".join(sorted(set(group["financial_year"])))
        councils = number_of(group["area_code"].nunique(), "council")
        sentences.append(f"The publisher's own file {file} gives the figures of {councils}: {years}.")
    return " ".join(sentences)
