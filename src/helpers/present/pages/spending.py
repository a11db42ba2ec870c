"""What the report says of spending by service: how much, which rank, how it changed, and beside which outcomes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import format_number, is_missing, signed_number
from helpers.results.service_spending import ALL_COMPARED, TOTAL
from helpers.verdicts import AT_A_MEDIAN, QUADRANTS, ordinal
from helpers.wording import number_of

PEOPLE: Final[Mapping[str, str]] = {"all_ages": "resident", "children": "child", "adults": "adult"}
"""What one of the people is called whom a service is for."""

NOTHING_HELD: Final = "No file has what the council spent by service in a year that this report may use."

NO_CAUSE: Final = (
    "Spending and outcomes side by side are not cause and effect. Councils with more need spend more and often have "
    "worse outcomes, whatever they do with the money. So no cost is given a colour, no score is turned into a saving, "
    "and no outcome is divided by pounds."
)

NONE: Final = "[x]"


def newest(values: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the newest year.

    Columns needed    values: newest
    Columns returned  those of values
    """
    return values[values["newest"]]


def pounds(amount: float, decimals: int = 0) -> str:
    """Return an amount of money in words.

    >>> pounds(1037.08), pounds(-1.1, 2)
    ('£1,037', '\N{MINUS SIGN}£1.10')
    """
    sign = "\N{MINUS SIGN}" if amount < 0 else ""
    return f"{sign}£{format_number(abs(float(amount)), decimals)}"


def per_head_words(row: Mapping[Any, Any], column: str = "per_head_gbp") -> str:
    """Return spending for each person whom a service is for, with pence where it is under ten pounds."""
    if is_missing(row[column]):
        return NONE
    return f"{pounds(row[column], pence_of(row[column]))} per {PEOPLE[row['population']]}"


def pence_of(amount: float) -> int:
    """Return the decimals of an amount for each person: pence where it is under ten pounds."""
    return 2 if 0 < abs(amount) < 10 else 0


def pence_beside(amount: float, other: float) -> int:
    """Return the decimals of two amounts for each person that stand side by side: pence where pounds would be equal.

    >>> pence_beside(51.81, 52.42), pence_beside(740.2, 886.0), pence_beside(52.0, 52.0)
    (2, 0, 0)
    """
    return 2 if amount != other and pounds(amount) == pounds(other) else 0


def rank_words(rank: Any, n: Any, tied: Any = 1, end: str = "lowest") -> str:
    """Return a rank that counts from the lowest, in words.

    >>> rank_words(1, 37), rank_words(4, 37), rank_words(2, 24, 2), rank_words(None, 24)
    ('lowest of 37', '4th lowest of 37', '=2nd lowest of 24', '')
    """
    if is_missing(rank):
        return ""
    equal = "=" if not is_missing(tied) and tied > 1 else ""
    rank_printed = f"{ordinal(int(rank))} " if rank > 1 else ""
    return f"{equal}{rank_printed}{end} of {int(n)}"


def compared_words(row: Mapping[Any, Any], group: str) -> str:
    """Return the councils compared as they are called: the group, or those of the same kind in it, two-tier or not."""
    return group if row["compared_with"] == ALL_COMPARED else str(row["compared_with"])


def service_line(row: Mapping[Any, Any]) -> str:
    """Return what the council spends on a service in one short line.

    `row` is one of SERVICE_VALUES.
    """
    rank = rank_words(row["rank"], row["n"], row["tied"])
    end = f", {rank}" if rank else ""
    return f"Spending on {small(row['title'])} in {row['financial_year']}: {per_head_words(row)}{end}."


def opening_sentence(values: pd.DataFrame, council: str, group: str) -> str:
    """Say what the council spent in all and where that ranks, with the year.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    total = rows[rows["service"].eq(TOTAL)]
    if total.empty or total["spend_gbp_thousand"].isna().all():
        return NOTHING_HELD
    row = total.iloc[0].to_dict()
    spent = f"£{format_number(row['spend_gbp_thousand'] / 1000, 1)} million"
    words = f"In {row['financial_year']} {council} spent {spent} on its services, {per_head_words(row)}"
    if not is_missing(row["rank"]):
        rank_printed = rank_words(row["rank"], row["n"], row["tied"])
        words += f": the {rank_printed} {compared_words(row, group)}"
    first_release = " The figures are of the first release and may still change." if row["provisional"] else ""
    return f"{words}.{first_release}"


def years_sentence(values: pd.DataFrame, report_year: int) -> str:
    """Say which years are held and which between them and up to the report's are not.

    Columns needed  values: financial_year
    """
    held = sorted(values["financial_year"].unique())
    if not held:
        return ""
    first, last = int(held[0][:4]), report_year - 1
    missing = [label for label in map(_label, range(first, last + 1)) if label not in held]
    words = f"Figures are held for {in_a_list(held)}."
    absent = ["years between these"] if any(year < held[-1] for year in missing) else []
    absent += ["later years"] if any(year > held[-1] for year in missing) else []
    return f"{words} Those for {in_a_list(absent)} are not at hand." if absent else words


def _label(year: int) -> str:
    return f"{year}/{(year + 1) % 100:02d}"


def lowest_and_low(values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the services on which the council alone spends least, and the others in the lowest quarter.

    Columns needed    values: SERVICE_VALUES
    Columns returned  those of values
    """
    rows = _ranked(values)
    lowest = rows[rows["rank"].eq(1) & rows["tied"].eq(1)]
    return lowest, rows[(4 * (rows["rank"] - 1) < rows["n"]) & ~rows.index.isin(lowest.index)]


def _ranked(values: pd.DataFrame) -> pd.DataFrame:
    rows = newest(values)
    return rows[rows["rank"].notna() & rows["per_head_gbp"].gt(0) & rows["service"].ne(TOTAL)]


def least_sentence(values: pd.DataFrame, council: str) -> str:
    """Name the services on which the council spends least of those compared, and those in the lowest quarter.

    Columns needed  values: SERVICE_VALUES
    """
    if _ranked(values).empty:
        return ""
    lowest, quarter = lowest_and_low(values)
    if lowest.empty:
        words = f"On no service does {council} spend least of the councils compared."
    else:
        names = in_a_list([f"{small(row['title'])} (of {row['n']})" for row in lowest.to_dict("records")])
        words = f"{council} spends least of the councils compared on {names}."
    if len(quarter):
        ranks_printed = [
            f"{small(row['title'])} ({rank_words(row['rank'], row['n'], row['tied'])})"
            for row in quarter.to_dict("records")
        ]
        words += f" It is in the lowest quarter on {in_a_list(ranks_printed)}."
    return f"{words}{_without_net_spending(values)}"


def _without_net_spending(values: pd.DataFrame) -> str:
    """Name the services that have a rank and cost nothing, as their income is as large or larger."""
    rows = newest(values)
    rows = rows[rows["rank"].notna() & rows["per_head_gbp"].le(0) & rows["service"].ne(TOTAL)]
    names = in_a_list([small(title) for title in rows["title"]])
    return f" Services whose income covers their cost are left out of this: {names}." if names else ""


def least_and_most(values: pd.DataFrame) -> tuple[Mapping[Any, Any], Mapping[Any, Any]] | None:
    """Return the services whose spending per head fell most and rose most in real terms; None without a change.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    rows = rows[rows["real_change_percent"].notna() & rows["service"].ne(TOTAL)]
    before = rows["real_per_head_gbp"] / (1 + rows["real_change_percent"] / 100)
    rows = rows[(rows["real_per_head_gbp"] >= LEAST_FOR_CHANGE) & (before >= LEAST_FOR_CHANGE)]
    in_order = rows.sort_values("real_change_percent", kind="stable").to_dict("records")
    return (in_order[0], in_order[-1]) if in_order else None


def change_sentence(values: pd.DataFrame) -> str:
    """Say on which services spending per head rose and fell most in real terms since the year held before.

    Columns needed  values: SERVICE_VALUES
    """
    named = least_and_most(values)
    if named is None:
        return ""
    least, most = named
    words = (
        f"In the prices of {most['financial_year']}, and of services that cost {TEN_POUNDS} or more per head in both "
    )
    words += "years, spending per head"
    parts = []
    if most["real_change_percent"] > 0:
        parts.append(f"rose most on {small(most['title'])} ({signed_number(most['real_change_percent'], 0)}%)")
    if least["real_change_percent"] < 0:
        parts.append(f"fell most on {small(least['title'])} ({signed_number(least['real_change_percent'], 0)}%)")
    return f"{words} {in_a_list(parts)} since {most['change_from']}." if parts else ""


LEAST_FOR_CHANGE: Final = 10
"""Pounds per head, in either year, below which no sentence names a change, as a small sum makes a large percentage."""

TEN_POUNDS: Final = "ten pounds"
"""The same in words, as a limit of a method is no figure of a table."""


def quadrant_sentence(values: pd.DataFrame) -> str:
    """Name the services on each side of the medians of spending and outcomes.

    Columns needed  values: SERVICE_VALUES
    """
    rows = newest(values)
    parts = []
    for word in (*QUADRANTS.values(), AT_A_MEDIAN):
        titles = [small(title) for title in rows.loc[rows["quadrant"].eq(word), "title"]]
        if titles:
            parts.append(f"{word.capitalize()}: {in_a_list(titles)}.")
    if not parts:
        return "For no service are there both a rank of spending and a score of outcomes."
    return " ".join(["Against the medians of the councils compared.", *parts])


def moved_services(values: pd.DataFrame) -> list[Sequence[Mapping[Any, Any]]]:
    """Return the services that are on another side of the medians than in the year held before, each before and now.

    Columns needed  values: SERVICE_VALUES
    """
    rows = values[values["quadrant"].ne("")].sort_values("financial_year", kind="stable")
    pairs = [of_service.tail(2).to_dict("records") for _, of_service in rows.groupby("service_order")]
    return [
        pair for pair in pairs if len(pair) == 2 and pair[1]["newest"] and pair[0]["quadrant"] != pair[1]["quadrant"]
    ]


def moved_sentence(values: pd.DataFrame) -> str:
    """Name the services that are on another side of the medians than in the year held before.

    Columns needed  values: SERVICE_VALUES
    """
    moved = [
        f"{small(now['title'])} from {before['quadrant']} ({before['financial_year']}) to {now['quadrant']} "
        f"({now['financial_year']})"
        for before, now in moved_services(values)
    ]
    if not moved:
        return "Every service is on the same side of the medians as in the year held before."
    return (
        "These moved against the medians since the year held before, by the indicators of each time: "
        f"{'; '.join(moved)}."
    )


def beyond_chance(values: pd.DataFrame) -> pd.DataFrame:
    """Return the services for which the interval of the correlation of spending and outcomes does not have zero in it.

    Columns needed    values: SERVICE_VALUES
    Columns returned  those of values
    """
    rows = newest(values)
    return rows[rows["rho"].notna() & ((rows["rho_lower"] > 0) | (rows["rho_upper"] < 0))]


def together_sentence(values: pd.DataFrame) -> str:
    """Name the services for which spending and outcomes go together beyond chance, and say that others do not tell.

    Columns needed  values: SERVICE_VALUES
    """
    rows, beyond = newest(values), beyond_chance(values)
    if rows["rho"].isna().all():
        return ""
    words = "Do councils that spend more have better outcomes?"
    for row in beyond.to_dict("records"):
        sense = "better" if row["rho"] > 0 else "worse"
        words += (
            f" On {small(row['title'])} councils that spend more tend to have {sense} outcomes "
            f"({rho_words(row)}, {row['outcome_n']} councils)."
        )
    zero = "the interval of the correlation has zero in it."
    if beyond.empty:
        return f"{words} The figures do not tell for any service: {zero}"
    has_others = len(beyond) < rows["rho"].count()
    return f"{words} For the other services the figures do not tell: {zero}" if has_others else words


def rho_words(row: Mapping[Any, Any]) -> str:
    """Return Spearman's correlation with its 95% confidence interval."""
    if is_missing(row["rho"]):
        return NONE
    numbers = [format_number(float(row[name]), 2) for name in ("rho", "rho_lower", "rho_upper")]
    return f"{numbers[0]}, 95% interval {numbers[1]} to {numbers[2]}"


def checks_sentence(checks: pd.DataFrame) -> str:
    """Say for how many returns the services add up to the printed total, and name those for which they do not.

    Columns needed  checks: SPENDING_CHECKS
    """
    returned = checks[checks["difference_gbp_thousand"].notna()]
    passed = returned["outcome"].eq("passed")
    failed = returned[~passed]
    words = (
        f"The services add up to total service expenditure within £2 thousand in {passed.sum():,} of {len(returned):,} "
        f"returns of all councils and years. {number_of(len(checks) - len(returned), 'return')} did not come in time."
    )
    if len(failed):
        names = in_a_list(
            [f"{row['area_code']} in {row['financial_year']}" for row in failed.head(5).to_dict("records")]
        )
        words += f" They do not add up for {names}{' and others' if len(failed) > 5 else ''}."
    return words


def deflator_sentence(values: pd.DataFrame, deflators: pd.DataFrame, release: str) -> str:
    """Say which prices are used and by which release, and warn of a comparison with 2020/21.

    Columns needed  values: SERVICE_VALUES; deflators: DEFLATORS
    """
    base = values.loc[values["newest"], "financial_year"]
    year = f"those of {base.iloc[0]}" if len(base) else "those of the newest year"
    words = f"Real terms are in the prices of one year, {year}, by the GDP deflator: {release}."
    pair = deflators[deflators["two_year_index"].notna()]
    if len(pair) == 2:
        words += (
            " The index of 2020/21 is distorted by how output was measured in the pandemic: it is "
            f"{format_number(pair['index'].iloc[0], 1)}, and the mean of it and the next year is "
            f"{format_number(pair['two_year_index'].iloc[0], 1)}. Do not compare any year with 2020/21 alone."
        )
    return words


def list_sentence(values: pd.DataFrame, named: str) -> str:
    """Say how the council ranks in its own list of councils for costs, or that it supplied none.

    Columns needed  values: SERVICE_VALUES
    """
    if not named:
        return (
            "The council supplied no list of councils to compare costs with, such as the nearest neighbours of CIPFA, "
            "which are not published."
        )
    rows = newest(values)
    rows = rows[rows["list_rank"].notna() & rows["list_n"].gt(1)]
    ranks_printed = [
        f"{small(row['title'])} {rank_words(row['list_rank'], row['list_n'])}" for row in rows.to_dict("records")
    ]
    return f"Among the councils of its own list ({named}), lowest spending first: {'; '.join(ranks_printed)}."


def small(title: str) -> str:
    """Return a title as it stands inside a sentence."""
    return title[:1].lower() + title[1:]


def in_a_list(parts: Sequence[str]) -> str:
    """Return words as a list in a sentence."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
