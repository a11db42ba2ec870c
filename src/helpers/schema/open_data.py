"""The tables that the open data of a report has: which of the declared ones, without which columns, and its areas."""

from __future__ import annotations

from typing import Final

from helpers.schema.declarations import Table, text

AREAS: Final = Table(
    name="areas",
    row="One row for each area that has an observation.",
    writer="open data",
    key=("area_code",),
    columns=(
        text("area_code", "Code of the area"),
        text("area_name", "Its name"),
        text("area_type", "What kind of area it is, as in data/raw/reference/areas.csv"),
        text("region", "The region that it lies in; blank for none"),
    ),
)
"""The labels of the areas. No notebook writes it: it is made with the open data."""

OPEN_TABLES: Final = (
    "observations", "indicators", "sources", "comparator_members", "directions", "evidence", "comparisons",
    "rank_certainty", "positions", "areas_within", "figures_within", "own_series", "funding_levels", "spending_power",
    "funding_years", "service_spending", "council_tax", "targets", "target_milestones", "target_results",
    "target_counts", "milestones_met", "risk_register", "risk_links", "risk_by_theme", "early_warnings", "watch_list",
    "quality_scores",
)  # fmt: skip
"""The tables that can be used outside the report, by their names."""

WITHHELD: Final = frozenset({"owner", "signed_by", "signed_on", "judged_by", "written_by"})
"""Columns that can name who answers for a figure; open data and the tables to download are without them."""


def as_opened(table: Table) -> Table:
    """Return a table without the columns that open data is without."""
    columns = tuple(column for column in table.columns if column.name not in WITHHELD)
    return Table(table.name, table.row, table.writer, table.key, columns, table.estimated, table.made_in)


def refers_to(table: Table, opened: frozenset[str]) -> dict[str, str]:
    """Return {column: table} of the columns whose every value is a key of another opened table."""
    keys = {"indicator_id": "indicators"} if "indicator_id" in table.key else {}
    if table.name == "observations":
        keys |= {"area_code": "areas", "source_id": "sources"}
    return {name: other for name, other in keys.items() if other in opened and other != table.name}
