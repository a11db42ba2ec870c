"""The council's own share of the council tax bill by year, and its rises, among councils of its kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from helpers.areas import Areas
from helpers.methods.real_terms import in_real_terms
from helpers.methods.value_for_money import rank_lowest_first
from helpers.results.service_spending import TWO_TIER
from helpers.schema.spending import COUNCIL_TAX
from helpers.schema.types import no_rows, pandas_types

BAND_D, INCREASE, CARE_PRECEPT = "council_tax_band_d", "council_tax_increase_pct", "council_tax_asc_precept_band_d"

INDICATORS: Final[Mapping[str, str]] = {
    BAND_D: "band_d_gbp",
    INCREASE: "increase_percent",
    CARE_PRECEPT: "care_precept_gbp",
}
"""The indicators of council tax, with the column of each."""


def council_tax(
    councils: pd.DataFrame, deflators: pd.DataFrame, areas: Areas, codes: Sequence[str], smallest: int
) -> pd.DataFrame:
    """Return what the council charges a Band D home by year, in cash and real terms, with its rank among its kind.

    A bill of a county council is one part of what residents pay, and that of a unitary council nearly all of it. So
    counties are ranked with counties and others with others. A bill from the time when the council was of the other
    kind is left out. `codes` are those that the council has had, and `smallest`
    the fewest councils that are ranked. Prices are those of the newest year with an index.

    Columns needed    councils, the table card_councils: indicator_id, period, area_code, value; deflators:
                      financial_year, index
    Columns returned  COUNCIL_TAX
    Source            docs/methods/18_spending_and_value.md
    """
    rows = councils[
        councils["indicator_id"].isin(list(INDICATORS)) & councils["area_code"].isin([a.code for a in areas])
    ]
    is_two_tier = areas[codes[-1]].area_type == TWO_TIER
    kinds = {code: areas[code].area_type == TWO_TIER for code in rows["area_code"].unique()}
    rows = rows[rows["area_code"].map(kinds).eq(is_two_tier)]
    own = rows[rows["area_code"].isin(codes) & rows["indicator_id"].eq(BAND_D)]
    if not own["value"].notna().any():
        return no_rows(COUNCIL_TAX)
    wide = rows.pivot(index=["period", "area_code"], columns="indicator_id", values="value").reset_index()
    wide = wide.reindex(columns=["period", "area_code", *INDICATORS]).rename(
        columns={"period": "financial_year"} | dict(INDICATORS)
    )
    ranked = rank_lowest_first(wide, "band_d_gbp", "financial_year")
    ranked["median_gbp"] = ranked.groupby("financial_year")["band_d_gbp"].transform("median")
    rises = ranked.groupby("financial_year")["increase_percent"]
    ranked["increase_rank"] = rises.rank(method="min").where(rises.transform("count") >= smallest).astype("Int64")
    few = ranked["n"] < smallest
    reason = (ranked["n"].astype("str") + f" councils have a figure; at least {smallest} are needed").where(few, None)
    ranked = ranked.assign(reason=reason, **{name: ranked[name].mask(few) for name in ("rank", "tied", "median_gbp")})
    result = ranked[ranked["area_code"].isin(codes) & ranked["band_d_gbp"].notna()]
    result = result.sort_values("financial_year", ignore_index=True)
    with_index = result[result["financial_year"].isin(deflators["financial_year"])]
    base = with_index["financial_year"].max() if len(with_index) else None
    real = in_real_terms(result, deflators, base, "band_d_gbp") if base else pd.Series(float("nan"), index=result.index)
    change = 100 * (real / real.iloc[0] - 1)
    change.iloc[0] = float("nan")
    return result.assign(real_band_d_gbp=real, real_change_percent=change)[list(COUNCIL_TAX.names)].astype(
        pandas_types(COUNCIL_TAX)
    )
