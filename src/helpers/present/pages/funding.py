"""What the page of funding shows: where the council stands year by year, league tables, and gaps to other levels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from helpers.methods.spending_power import NO_TOTAL
from helpers.present.cells import MISSING, as_column, format_number, is_missing, words_cell
from helpers.present.charts.spending_and_position import spending_and_position
from helpers.present.facts import stating
from helpers.present.pages.funding_facts import gap_facts, lowest_facts, printed_fact, report_fact, standing_facts
from helpers.present.pages.funding_words import (
    IN_PART,
    NOT_NEED,
    NOT_REPRODUCED,
    gains_sentence,
    gap_sentence,
    joined_words,
    lowest_sentence,
    newest_with_rank,
    received_sentence,
    standing_sentence,
    two_tier_warning,
)
from helpers.present.tables import council_names, folded, heading, joined, paragraph, table
from helpers.present.values import Cell, Column, Folded, Paragraph, Parts, Table
from helpers.results.spending_power import NOT_HELD, OF_CLASS, OF_COUNCIL, OF_ENGLAND, PLURALS
from helpers.wording import number_of

Row = Mapping[Any, Any]

TOP: Final = 10
"""How many of the highest funded are beside the councils of the own class."""

NEIGHBOURS: Final = 2
"""Councils on each side of the own that a short list has."""

SOURCE: Final = (
    "Source: Ministry of Housing, Communities and Local Government, core spending power, in part; Office for National "
    "Statistics, mid-year population estimates."
)
DWELLINGS: Final = (
    "Dwellings are those of the council tax base in the October before the settlement year. They are held for the "
    "councils of the comparator groups, and left out where they jump by more than a tenth in a year, as a district is "
    "missing."
)
PER_HEAD = Column("per_head", "£ for each person", align="right", decimals=2)


WITH_PROJECT: Final = "reference/"
"""What the paths of files begin with that come with the project."""


@dataclass(frozen=True)
class Funding:
    """The tables of funding of a report, in this order: spending_power, funding_years, funding_levels, named_gaps."""

    power: pd.DataFrame
    years: pd.DataFrame
    levels: pd.DataFrame
    named: pd.DataFrame
    council: str

    @property
    def council_class(self) -> str:
        """The class of the council in the newest year in which it has a row; blank without one."""
        own = self.power[self.power["own"]]
        return "" if own.empty else str(own["council_class"].iloc[-1])

    @property
    def newest(self) -> str:
        """The newest year in which the council has a rank; blank without one."""
        row = newest_with_rank(self.years)
        return "" if row is None else str(row["financial_year"])


def opening(of: Funding) -> Paragraph:
    """Say where the council stands, and in how many years it was the lowest funded."""
    words = (
        standing_sentence(of.years, of.council, of.council_class),
        lowest_sentence(of.years, of.council, of.council_class),
        IN_PART if of.newest else "",
    )
    return stating(paragraph(joined_words(words)), [*standing_facts(of.years), *lowest_facts(of.years)])


def years_table(of: Funding) -> Table:
    """Return the council's spending power and its rank in each year from the first that is held."""
    rows = of.years.assign(
        rank_words=as_column([_rank(row) for row in of.years.to_dict("records")], of.years.index),
        dwelling_words=as_column([_dwelling_rank(row) for row in of.years.to_dict("records")], of.years.index),
        people=as_column([_people(row) for row in of.years.to_dict("records")], of.years.index),
    )
    columns = [
        Column("financial_year", "Settlement year", header=True),
        Column("total_m", "Spending power, £ million", align="right", decimals=1),
        Column("council_tax_m", "Council tax in that, £ million", align="right", decimals=1),
        Column("people", "People"),
        PER_HEAD,
        Column("rank_words", "Rank in its class, 1 is the lowest"),
        Column("class_average", "Average of the class, £", align="right", decimals=2),
        Column("england_average", "England, £", align="right", decimals=2),
        Column("per_dwelling", "£ for each dwelling", align="right", decimals=2),
        Column("dwelling_words", "Rank for each dwelling"),
    ]
    notes = [
        DWELLINGS,
        "The average of a class and that of England are total spending power divided by all people.",
        "England: all councils with a county's services. Districts and fire authorities are not in it.",
        *_breaks(of.years),
        SOURCE,
    ]
    return table(rows, f"Spending power of {of.council} by settlement year", columns, notes=notes)


def received_part(of: Funding) -> Parts:
    """Say which years of spending power are from publishers' own files; nothing where all came with the project."""
    own_files = ~of.power["file"].str.startswith(WITH_PROJECT)
    words = received_sentence(of.power[own_files])
    return Parts((paragraph(words),) if words else ())


def _breaks(years: pd.DataFrame) -> list[str]:
    broken = years[~years["follows_on"].astype("bool") & years["make_up"].ne(NOT_HELD)]
    return [
        f"{row['financial_year']} is not comparable with the year before: {row['make_up'][:1].lower()}"
        f"{row['make_up'][1:]}."
        for row in broken.to_dict("records")
    ]


def _people(row: Row) -> Cell:
    if is_missing(row["population"]):
        return words_cell(MISSING)
    return words_cell(f"{format_number(row['population'])} (mid-{row['population_mid_year']})")


_IN_SHORT: Final = {NO_TOTAL: "No rank: council tax alone is held"}


def _rank(row: Row) -> Cell:
    if is_missing(row["rank"]):
        return words_cell(_IN_SHORT.get(str(row["reason"]), str(row["reason"])))
    return words_cell(f"{row['rank']} of {row['n']}")


def _dwelling_rank(row: Row) -> Cell:
    if is_missing(row["dwelling_rank"]):
        return words_cell(MISSING)
    return words_cell(f"{row['dwelling_rank']} of {row['dwelling_n']}")


_LEAGUE: Final = (Column("place", "Rank", align="right"), Column("name", "Council", header=True), PER_HEAD)


def own_league(of: Funding, *, in_short: bool = False) -> Parts:
    """Return the councils of the own class from the lowest funded, in the newest year with a rank.

    In short they are the council with those next to it, the one or two in the middle, the lowest and the highest.
    """
    rows = _of_newest(of)
    if rows.empty:
        return joined()
    own_class = rows[rows["council_class"].eq(of.council_class)].sort_values(["per_head", "area_name"])
    frame = own_class.assign(place=own_class["rank"].astype("int64"), name=council_names(own_class))
    plural = PLURALS[of.council_class]
    caption = f"{plural[:1].upper()}{plural[1:]} in {of.newest}, lowest first"
    if in_short:
        frame = frame.iloc[_near(list(own_class["own"]))]
        caption += f": {len(frame)} of {len(own_class)}"
    return joined(heading(f"Of {plural}", 3), table(frame, caption, list(_LEAGUE)))


def _near(own: Sequence[bool]) -> list[int]:
    """Return which of ordered rows a short list has: both ends, the middle, and the own with two on each side."""
    last = len(own) - 1
    chosen = {0, last, last // 2, (last + 1) // 2}
    for number in (index for index, is_own in enumerate(own) if is_own):
        chosen |= set(range(max(0, number - NEIGHBOURS), min(last, number + NEIGHBOURS) + 1))
    return sorted(chosen)


def top_league(of: Funding) -> Parts:
    """Return the highest funded councils of all classes, in the newest year with a rank of the council."""
    rows = _of_newest(of)
    if rows.empty:
        return joined()
    top = rows.sort_values(["per_head", "area_name"], ascending=[False, True]).head(TOP)
    frame = top.assign(place=range(1, len(top) + 1), name=council_names(top))
    caption = f"The highest funded of {number_of(len(rows), 'council')} in {of.newest}"
    columns = [*_LEAGUE, Column("council_class", "Class")]
    notes = ["City of London and Isles of Scilly have few residents."]
    return joined(heading("The ten highest of all councils", 3), table(frame, caption, columns, notes=notes))


def _of_newest(of: Funding) -> pd.DataFrame:
    return of.power[of.power["financial_year"].eq(of.newest) & of.power["per_head"].notna()]


def all_classes(of: Funding) -> Folded | Parts:
    """Return every council of all classes from the highest funded, folded away."""
    rows = _of_newest(of)
    if rows.empty:
        return joined()
    ordered = rows.sort_values(["per_head", "area_name"], ascending=[False, True])
    columns = [
        *_LEAGUE,
        Column("council_class", "Class"),
        Column("rank_words", "Rank in class, 1 is the lowest"),
        Column("per_dwelling", "£ for each dwelling", align="right", decimals=2),
        Column("gain_at_average_m", "Gain at the average of its class, £ million", align="right", decimals=1),
    ]
    frame = ordered.assign(
        place=range(1, len(ordered) + 1),
        name=council_names(ordered),
        rank_words=[f"{rank} of {n}" for rank, n in zip(ordered["rank"], ordered["n"], strict=True)],
    )
    notes = [
        gains_sentence(rows.groupby("council_class", sort=False)["gain_at_average_m"].sum().to_dict(), "class"),
        DWELLINGS,
        SOURCE,
    ]
    return folded(
        f"All {number_of(len(rows), 'council')}, from the highest funded",
        table(frame, f"Spending power of all councils in {of.newest}", columns, notes=notes),
    )


def gap_parts(of: Funding) -> Parts:
    """Return what the council would gain at the averages and at the levels that its reports name, with warnings."""
    rows = of.levels[of.levels["financial_year"].eq(of.newest)].to_dict("records")
    if not rows:
        return joined()
    own_class, england = f"{of.council_class}", OF_ENGLAND
    chosen = [row for row in rows if row["level_of"] == OF_CLASS and row["level_code"] == own_class]
    chosen += [row for row in rows if row["level_of"] == england]
    parts = [stating(paragraph(gap_sentence(row, of.council)), gap_facts(row)) for row in chosen]
    named = of.named.to_dict("records")
    with_levels = [(comparator, level) for comparator in named if (level := _level_of(comparator, of)) is not None]
    parts += [_named(comparator, level, of) for comparator, level in with_levels]
    compared = [*chosen, *(level for _, level in with_levels)]
    warnings = [
        two_tier_warning(compared, of.council_class),
        NOT_REPRODUCED if any(comparator["as_printed"] for comparator, _ in with_levels) else "",
        NOT_NEED,
    ]
    return joined(*parts, paragraph(joined_words(warnings)))


def _level_of(comparator: Row, of: Funding) -> Row | None:
    """Return the level of a council that a report names, in the year of that report or the newest held."""
    own = of.levels[of.levels["level_code"].eq(comparator["area_code"])]
    due = f"{comparator['report_year'] - 1}/{comparator['report_year'] % 100:02d}"
    in_year = own[own["financial_year"].eq(due)]
    levels = (in_year if len(in_year) else own.tail(1)).to_dict("records")
    return levels[0] if levels else None


def _named(comparator: Row, level: Row, of: Funding) -> Paragraph:
    """Return the gap to a council that a report of the council names, and what that report printed."""
    words = [f"The report of {comparator['report_year']} compares with {level['level_name']}."]
    words.append(gap_sentence(level, of.council))
    facts = [report_fact(comparator), *gap_facts(level)]
    if is_missing(level["gain_m"]):
        own = of.levels[of.levels["level_code"].eq(comparator["area_code"])]
        newest = own[own["gain_m"].notna()].tail(1).to_dict("records")
        words += [gap_sentence(row, of.council) for row in newest]
        facts += [fact for row in newest for fact in gap_facts(row)]
    if comparator["as_printed"]:
        words.append(f"It printed {comparator['as_printed']}.")
        facts.append(printed_fact(comparator))
    return stating(paragraph(joined_words(words)), facts)


def levels_table(of: Funding) -> Folded | Parts:
    """Return what the council would gain at the level of every other council, folded away."""
    rows = of.levels[of.levels["financial_year"].eq(of.newest) & of.levels["gain_m"].notna()]
    if rows.empty:
        return joined()
    ordered = rows.sort_values(["level_of", "gain_m"], key=_order_of_levels, ascending=[True, False], kind="stable")
    frame = ordered.assign(
        services=["Other services" if differ else "The same" for differ in ordered["classes_differ"]],
        class_words=[name or "All" for name in ordered["council_class"]],
        gain=as_column([_signed(gain) for gain in ordered["gain_m"]], ordered.index),
    )
    columns = [
        Column("level_name", "Funded as", header=True),
        Column("class_words", "Class"),
        PER_HEAD,
        Column("difference", "Difference, £", align="right", decimals=2),
        Column("gain", "Gain, £ million", align="right"),
        Column("services", "Services"),
    ]
    first = rows.iloc[0]
    notes = [
        f"Gain: the difference for each person times the {format_number(int(first['population']))} people of "
        f"{of.council}, mid-{first['population_mid_year']}; settlement of {of.newest}.",
        "Other services: districts run some of them in a county, so the gap is not like for like.",
        SOURCE,
    ]
    return folded(
        f"What {of.council} would gain at the level of each of {number_of(len(rows), 'other')}",
        table(frame, f"If {of.council} were funded at the level of another, {of.newest}", columns, notes=notes),
    )


def _order_of_levels(column: pd.Series) -> pd.Series:
    if column.name != "level_of":
        return column
    return column.map({OF_CLASS: 0, OF_ENGLAND: 1, OF_COUNCIL: 2})


def _signed(gain: Any) -> Cell:
    number = float(gain)
    return Cell((words_cell(f"{'+' if number > 0 else ''}{format_number(number, 1)}").spans[0],), number)


_NO_CAUSE: Final = (
    "The two are of different years, and a pattern here is no cause: councils with more money can also have more need."
)


def position_chart(of: Funding, pairs: pd.DataFrame, group: str) -> Parts:
    """Return the chart of spending power against the overall position with what it cannot say; nothing without one.

    Columns needed    pairs: those of `beside_positions`
    """
    if pairs.empty:
        return joined()
    chart = spending_and_position(
        pairs,
        title=_position_title(pairs, of.council),
        subtitle=f"{len(pairs)} {group}: spending power of {of.newest}, overall score of this report. {SOURCE}",
    )
    return joined(chart, paragraph(_NO_CAUSE))


def position_parts(of: Funding, pairs: pd.DataFrame, group: str) -> Parts:
    """Return the chart of spending power against the overall position with its table; or why there is none.

    Columns needed    pairs: those of `beside_positions`
    """
    if pairs.empty:
        return joined()
    columns = [
        Column("name", "Council", header=True),
        PER_HEAD,
        Column("score", "Overall score", align="right", decimals=1),
        Column("rank_of_score", "Rank of the score, 1 is best", align="right"),
        Column("tiers", "Tiers"),
    ]
    frame = pairs.sort_values(["per_head", "area_name"]).assign(
        name=lambda rows: council_names(rows),
        tiers=lambda rows: ["two" if is_county else "one" for is_county in rows["is_county"]],
    )
    notes = [
        _NO_CAUSE,
        "A county has two tiers: its spending power leaves out districts. Councils that were split or merged since are "
        "left out.",
        SOURCE,
    ]
    return joined(
        *position_chart(of, pairs, group),
        folded("The figures of the chart", table(frame, "Spending power and overall score", columns, notes=notes)),
    )


def _position_title(pairs: pd.DataFrame, council: str) -> str:
    own = pairs[pairs["own"]]
    if own.empty:
        return "Funding and overall position"
    row = own.iloc[0]
    less = int((pairs["per_head"] < row["per_head"]).sum())
    funded = (
        "No council of the group has less money"
        if not less
        else f"{number_of(less, 'council of the group has', 'councils of the group have')} less money"
    )
    better = int((pairs["score"] > row["score"]).sum())
    return (
        f"{funded} for each person than {council}, and "
        f"{number_of(better, 'council has', 'councils have') if better else 'none has'} a higher overall score"
    )
