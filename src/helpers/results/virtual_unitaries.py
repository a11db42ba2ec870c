"""Virtual unitaries: a county council with its districts and its share of fire, to set beside councils of one tier."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import pandas as pd

from helpers.areas import Areas
from helpers.methods.spending_power import MILLION
from helpers.periods import dates_of
from helpers.results.spending_power import COUNTY
from helpers.schema.funding import VIRTUAL_UNITARIES
from helpers.schema.types import pandas_types

NO_DISTRICTS: Final = "The spending power of some of its districts is not held"
NO_SHARE: Final = "The population of a council that shares its fire authority is not held"


def virtual_unitaries(power: pd.DataFrame, parts: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the table `virtual_unitaries`: each county council with the parts that its spending power leaves out.

    A fire authority is shared by population among the councils that it covers. A county without one of its own runs
    fire itself, and its spending power has it already. Nothing is worked out where a part is missing.

    Columns needed    power: SPENDING_POWER; parts: those of `read_parts_of_counties`
    Columns returned  VIRTUAL_UNITARIES
    """
    with_figure = power[power["per_head"].notna()]
    people = {
        (row["financial_year"], row["area_code"]): int(row["population"]) for row in with_figure.to_dict("records")
    }
    of_code: dict[tuple[str, str, str], list[dict[Any, Any]]] = {}
    for part in parts.to_dict("records"):
        for code in part["covers"].split(";"):
            of_code.setdefault((part["financial_year"], code, part["part"]), []).append(part)
    rows = []
    for county in with_figure[with_figure["council_class"].eq(COUNTY)].to_dict("records"):
        year, code = county["financial_year"], county["area_code"]
        districts, fires = of_code.get((year, code, "district"), []), of_code.get((year, code, "fire"), [])
        fire = [_share(one, year, code, people) for one in fires]
        days = dates_of(year, "financial")
        living = [area for area in areas.within(code, *(days or ())) if area.area_type == "district"]
        reason = NO_SHARE if None in fire else "" if len(living) == len(districts) else NO_DISTRICTS
        row = {name: county[name] for name in ("financial_year", "area_code", "area_name", "own", "population")}
        row |= {"districts": len(districts), "reason": reason, "runs_fire": not fires, "county_m": county["total_m"]}
        if not reason:
            of_districts = sum((one["total_m"] for one in districts), Decimal(0))
            of_fire = sum((one for one in fire if one is not None), Fraction(0))
            whole = Fraction(str(county["total_m"])) + Fraction(of_districts) + of_fire
            row |= {"districts_m": float(of_districts), "fire_m": float(of_fire), "total_m": float(whole)}
            row["per_head"] = float(whole * MILLION / int(county["population"]))
        rows.append(row)
    frame = pd.DataFrame(rows, columns=[name for name in VIRTUAL_UNITARIES.names if name not in ("rank", "n")])
    ranks = frame.groupby("financial_year")["per_head"]
    ranked = frame.assign(rank=ranks.rank(method="min"), n=ranks.transform("count").where(frame["per_head"].notna()))
    return ranked[list(VIRTUAL_UNITARIES.names)].astype(pandas_types(VIRTUAL_UNITARIES))


def _share(fire: dict[Any, Any], year: str, code: str, people: dict[tuple[str, str], int]) -> Fraction | None:
    """Return the part of a fire authority's spending power that is a county's, by population; None if not known."""
    covered = [people.get((year, other)) for other in fire["covers"].split(";")]
    if None in covered:
        return None
    return Fraction(fire["total_m"]) * people[year, code] / sum(number for number in covered if number is not None)
