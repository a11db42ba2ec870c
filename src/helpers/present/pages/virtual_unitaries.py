"""What is said of each county with its districts and its share of fire, which is set beside councils of one tier."""

from __future__ import annotations

import pandas as pd

from helpers.present.cells import as_column, format_number, is_missing, words_cell
from helpers.present.facts import stating
from helpers.present.pages.funding import PER_HEAD, SOURCE, Funding, Row
from helpers.present.pages.funding_facts import county_facts
from helpers.present.pages.funding_words import per_person
from helpers.present.tables import council_names, folded, joined, paragraph, table
from helpers.present.values import Cell, Column, Paragraph, Parts
from helpers.verdicts import ordinal
from helpers.wording import number_of


def virtual_sentence(of: Funding, virtual: pd.DataFrame) -> Paragraph | None:
    """Say what the council has with its districts and fire, or why it cannot be said; None for another kind of council.

    Columns needed    virtual: VIRTUAL_UNITARIES
    """
    own = virtual[virtual["financial_year"].eq(of.newest) & virtual["own"]].to_dict("records")
    if not own:
        return None
    row = own[0]
    if is_missing(row["per_head"]):
        return paragraph(f"With its districts and fire {of.council} has no figure: {row['reason']}.")
    words = (
        f"With its {number_of(int(row['districts']), 'district')} and its share of fire, {of.council} had "
        f"{per_person(row['per_head'])} for each person in {of.newest}, {_standing(row)} of {row['n']} counties with "
        "theirs. This is the figure to set beside councils that run all of these services. In London and metropolitan "
        "areas fire is still apart."
    )
    return stating(paragraph(words), county_facts(row))


def virtual_parts(of: Funding, virtual: pd.DataFrame) -> Parts:
    """Return each county with its districts and fire beside what it has alone, folded away under what it says.

    Columns needed    virtual: VIRTUAL_UNITARIES
    """
    words = virtual_sentence(of, virtual)
    rows = virtual[virtual["financial_year"].eq(of.newest)]
    if words is None or rows.loc[rows["own"], "per_head"].isna().any():
        return joined(words)
    ordered = rows.sort_values(["per_head", "area_name"])
    frame = ordered.assign(
        name=council_names(ordered), fire=as_column([_fire(one) for one in ordered.to_dict("records")], ordered.index)
    )
    columns = [
        Column("name", "County with its parts", header=True),
        Column("county_m", "County council, £ million", align="right", decimals=1),
        Column("districts_m", "Districts, £ million", align="right", decimals=1),
        Column("fire", "Share of fire, £ million", align="right"),
        Column("total_m", "Sum, £ million", align="right", decimals=1),
        PER_HEAD,
        Column("rank", "Rank, 1 is the lowest", align="right"),
    ]
    notes = ["A fire authority is shared by population among the councils that it covers.", SOURCE]
    caption = f"Counties with their districts and fire in {of.newest}, lowest first"
    return joined(words, folded("Each county with its districts and fire", table(frame, caption, columns, notes=notes)))


def _standing(row: Row) -> str:
    return "the lowest" if row["rank"] == 1 else f"{ordinal(int(row['rank']))} lowest"


def _fire(row: Row) -> Cell:
    return words_cell("In the county's own" if row["runs_fire"] else format_number(row["fire_m"], 1))
