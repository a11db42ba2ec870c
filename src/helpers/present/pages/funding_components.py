"""The parts of a council's spending power by settlement year, folded away on the page of funding."""

from __future__ import annotations

from typing import Final

from helpers.present.pages.funding import SOURCE, Funding
from helpers.present.tables import folded, table
from helpers.present.values import Column, Folded

_COMPONENTS: Final = {
    "settlement_funding_assessment_m": "Settlement funding assessment",
    "under_indexing_m": "For under-indexing of business rates",
    "fair_funding_allocation_m": "Fair Funding Allocation",
    "council_tax_m": "Council tax",
    "new_homes_bonus_m": "New homes bonus",
    "new_homes_bonus_return_m": "New homes bonus, returned",
    "rural_services_delivery_m": "Rural services delivery grant",
}
"""What each component is called at the head of its column."""


def components_part(of: Funding) -> Folded | None:
    """Return the components of the council's spending power in each settlement year; None without a year.

    A component that no year has is left out.
    """
    own = of.power[of.power["own"].astype("bool")].sort_values("financial_year")
    if own.empty:
        return None
    columns = [Column("financial_year", "Settlement year", header=True)]
    columns += [
        Column(name, words, align="right", decimals=1) for name, words in _COMPONENTS.items() if own[name].notna().any()
    ]
    columns.append(Column("total_m", "All", align="right", decimals=1))
    notes = [SOURCE]
    if own["make_up"].nunique() > 1:
        columns.append(Column("make_up", "Made up of"))
        notes.insert(0, "Years that are made up of different parts are not comparable.")
    inside = table(own, f"Components of the spending power of {of.council}, £ million", columns, notes=notes)
    return folded("What spending power is made up of, year by year", inside)
