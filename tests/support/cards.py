"""Tables of two indicators, from which tests make cards: one with a figure, and one that nobody has handed in."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
from dashboard_row import ROW

from helpers.present.pages.indicator_tables import FROM_FILES, CardSettings, CardTables
from helpers.schema import TABLES
from helpers.schema.cards import CARD_COUNCILS, CARD_SERIES
from helpers.schema.narrative import OFFICERS_WORDS
from helpers.schema.types import no_rows
from helpers.sources.caveats import COLUMNS as CAVEAT_COLUMNS
from helpers.sources.comments import COLUMNS as COMMENT_COLUMNS
from helpers.sources.raw_rows import COLUMNS as RAW_ROW_COLUMNS

LEICS = "E10000018"
NAME = "waste_pct"
RAW_ROW = "waste_pct,E10000018,2022/23,45.25"
BEGIN, END = date(2022, 4, 1), date(2023, 3, 31)

SETTINGS = CardSettings(
    council="Leicestershire",
    authority=LEICS,
    group="county areas",
    layout="county_areas",
    other_groups={"region": "councils of the region"},
    dashboards={"Waste": "../dashboards/waste.html"},
    explained_by="year=2023",
)

WITH_FIGURE: dict[str, Any] = ROW | {
    "previous_period": "2021/22",
    "change": 1.25,
    "change_percent": 2.84,
    "tolerance": 0.88,
    "value_type": "percentage",
    "rule": "tolerance",
    "direction_reason": "the change is over the tolerance",
    "source_id": "defra",
    "note": "",
    "controlled_by": "district",
    "survey": "",
    "subject": "Waste",
    "period_start": BEGIN,
    "period_end": END,
}
AWAITED: dict[str, Any] = WITH_FIGURE | {
    "indicator_id": "mileage",
    "title": "Business mileage",
    "unit": "miles",
    "decimals": 0,
    "value": None,
    "polarity": "lower_is_better",
    "measure_type": "local",
    "why_no_figure": "no return was handed in",
    "comes_from": "expenses claims",
    "direction": "Cannot be determined",
    "rank": None,
    "quartile": None,
    "change": None,
    "previous_value": None,
    "period": None,
    "period_start": None,
    "period_end": None,
    "in_headline": False,
    "source_id": "local",
}

SERIES = {
    "indicator_id": NAME,
    "period": "2022/23",
    "period_start": BEGIN,
    "period_end": END,
    "value": 45.25,
    "marker": "",
    "status": "final",
    "stretch": 0,
    "break_before": False,
    "england": 43.3,
    "n": 33,
    "lowest": 30.0,
    "lower_quartile": 35.0,
    "median": 40.0,
    "upper_quartile": 44.0,
    "highest": 60.0,
    "rank": 2,
    "quartile": 1,
}
BEFORE = SERIES | {
    "period": "2021/22",
    "period_start": date(2021, 4, 1),
    "period_end": date(2022, 3, 31),
    "value": 44.0,
    "rank": 5,
}


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a declared table with what tests say of them; columns that they leave out are empty."""
    declared = {entry.name: entry for entry in (*TABLES.values(), CARD_SERIES, CARD_COUNCILS, OFFICERS_WORDS)}[name]
    empty = no_rows(declared)
    if not rows:
        return empty
    frame = pd.DataFrame([dict.fromkeys(empty.columns) | row for row in rows])
    return frame.astype({column: "Int64" for column in ("rank", "quartile", "n", "tied") if column in frame})


def card_tables(**changed: pd.DataFrame) -> CardTables:
    """The tables, some of them changed."""
    names = CardTables.__dataclass_fields__
    made: dict[str, pd.DataFrame] = {name: table(name) for name in names if name not in FROM_FILES}
    register = [
        {
            "indicator_id": NAME,
            "definition": "Waste that is recycled, as a share of all.",
            "reference": "7.18",
            "frequency": "annual",
            "source_measure": "Q1 <b>",
        },
        {"indicator_id": "mileage", "definition": "Miles that staff claimed.", "frequency": "annual", "reference": ""},
    ]
    council = {"indicator_id": NAME, "period": "2022/23", "period_start": BEGIN, "period_end": END, "quartile": 1}
    made |= {
        "compendium": table("compendium", WITH_FIGURE, AWAITED),
        "indicators": table("indicators", *register),
        "comparisons": table("comparisons", {"indicator_id": NAME, "rank": 2, "tied": 3, "n": 33, "quartile": 1,
                                             "median": 40.0, "england": 43.3, "previous_period": "2021/22",
                                             "previous_rank": 5, "previous_n": 30, "previous_tied": 1}),
        "card_series": table("card_series", BEFORE, SERIES),
        "card_councils": table(
            "card_councils",
            {**council, "area_code": "E10000024", "area_name": "Notts", "value": 60.0, "rank": 1, "own": False},
            {**council, "area_code": LEICS, "area_name": "Leicestershire", "value": 45.25, "rank": 2, "own": True},
        ).astype({"own": "bool"}),
        "sources": table("sources", {"source_id": "defra", "publisher": "Defra", "dataset": "Waste by authority",
                                     "edition": "2023", "licence": "Open Government Licence v3.0", "attribution": "",
                                     "address": "https://www.gov.uk/waste", "caveats": "Provisional at first."}),
        "figure_sources": table("figure_sources", {"indicator_id": NAME, "figure": "latest", "period": "2022/23",
                                                   "value": 45.25, "file": "defra/waste.csv", "row": 342,
                                                   "sha256": "0123456789abcdef" * 4}),
        "caveats": pd.DataFrame(
            [("pandemic", "event", "Pandemic", "It closed services.", date(2021, 6, 1), date(2022, 2, 28), "Report",
              "24", "", NAME)], columns=list(CAVEAT_COLUMNS)),
        "raw_rows": pd.DataFrame([(NAME, "latest", RAW_ROW)], columns=list(RAW_ROW_COLUMNS)),
        "comments": pd.DataFrame(columns=list(COMMENT_COLUMNS), dtype="str"),
        "tiles": pd.DataFrame(
            [("county_areas", LEICS, "Leicestershire", "Leics", 1, 1, None, None),
             ("county_areas", "E10000024", "Nottinghamshire", "Notts", 1, 0, None, None)],
            columns=["layout", "area_code", "area_name", "label", "column", "row", "start", "end"],
        ).astype({"start": "datetime64[ns]", "end": "datetime64[ns]"}),
    }  # fmt: skip
    return CardTables(**(made | changed))
