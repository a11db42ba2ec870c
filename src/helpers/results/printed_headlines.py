"""The headline that the council printed beside that of this report, on bases that can be compared."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.schema.reconciliation import PRINTED_HEADLINES
from helpers.schema.types import pandas_types

DIRECTIONS = ("improved", "no_real_change", "worsened")
QUARTILES = ("first_quartile", "second_quartile", "third_quartile", "fourth_quartile")
ROWS = ("indicators", *DIRECTIONS, "cannot_be_determined", "compared", *QUARTILES, "rank")


def printed_of(printed: pd.DataFrame, year: int) -> dict[str, float]:
    """Return the printed figures of the report of a year by what they are; empty if the report printed none.

    Columns needed    report_year, what, number
    """
    rows = printed[printed["report_year"].eq(year)]
    return dict(zip(rows["what"], rows["number"].astype("float64"), strict=True))


def printed_headlines_up_to(printed: pd.DataFrame, year: int) -> pd.DataFrame:
    """Return the table printed_headlines: what the reports of the council up to a year printed.

    Each report has a row more, with_direction: the sum of its directions, which the report of 2018 does not print.

    Columns needed    those of `helpers.sources.printed_headlines.read_printed_headlines`
    Columns returned  PRINTED_HEADLINES
    """
    rows = printed.loc[printed["report_year"].le(year), list(PRINTED_HEADLINES.names)]
    sums = rows[rows["what"].eq(DIRECTIONS[0])].assign(what="with_direction")
    sums["number"] = [with_direction(rows, int(of)) for of in sums["report_year"]]
    both = pd.concat([rows, sums[sums["number"].notna()]], ignore_index=True)
    return both.sort_values("report_year", kind="stable", ignore_index=True).astype(pandas_types(PRINTED_HEADLINES))


def with_direction(printed: pd.DataFrame, year: int) -> float | None:
    """Return how many indicators of a printed report had a direction; none where it does not say.

    The report of 2018 prints a number of all indicators, those of 2020 and 2023 one of those with a direction.

    Columns needed    report_year, what, number, base
    """
    figures = printed_of(printed, year)
    if all(name in figures for name in DIRECTIONS):
        return sum(figures[name] for name in DIRECTIONS)
    return None


def headline_beside_printed(printed: pd.DataFrame, counts: Mapping[str, float | None], year: int) -> pd.DataFrame:
    """Return the printed headline of a year beside the counts of this report, as numbers and as shares.

    The shares are of the indicators with a direction in both, and those of quartiles of the indicators compared, so
    that they can be compared. `counts` has of this report determined (indicators with a direction), improved,
    no_real_change, worsened, cannot_be_determined, rank (of the council, missing if there is none), compared and
    first_quartile to fourth_quartile.

    Columns needed    those of `helpers.sources.printed_headlines.read_printed_headlines`
    Columns returned  what (indicators with a direction, the directions, indicators compared, the quartiles, rank),
                      printed, printed_percent, of_period, paragraph, own, own_percent, points (own less printed share,
                      in percentage points); empty where the council's report of the year printed no headline
    """
    figures = printed_of(printed, year)
    rows = printed[printed["report_year"].eq(year)].set_index("what")
    bases = {"indicators": with_direction(printed, year), "compared": figures.get("compared")}
    own_bases = {"indicators": counts.get("determined"), "compared": counts.get("compared")}
    records = []
    for what in ROWS if figures else ():
        base_name = "compared" if what in QUARTILES else "indicators"
        number = bases.get(what, figures.get(what))
        is_share = what in DIRECTIONS or what in QUARTILES
        base = bases[base_name]
        printed_percent = 100 * number / base if is_share and number is not None and base else None
        if is_share and printed_percent is None:
            printed_percent = figures.get(f"{what}_percent")
        if number is None and printed_percent is None:
            continue
        own, own_base = own_bases.get(what, counts.get(what)), own_bases[base_name]
        own_percent = 100 * own / own_base if is_share and own is not None and own_base else None
        has_both = printed_percent is not None and own_percent is not None
        name = what if what in rows.index else f"{what}_percent"
        records.append(
            {
                "what": what,
                "printed": number,
                "printed_percent": printed_percent,
                "of_period": rows["of_period"].get(name, rows["of_period"].iloc[0]),
                "paragraph": rows["paragraph"].get(name, ""),
                "own": own,
                "own_percent": own_percent,
                "points": (own_percent or 0) - (printed_percent or 0) if has_both else None,
            }
        )
    columns = ["what", "printed", "printed_percent", "of_period", "paragraph", "own", "own_percent", "points"]
    texts = ("what", "of_period", "paragraph")
    return pd.DataFrame(records, columns=columns).astype(
        {name: "str" if name in texts else "float64" for name in columns}
    )
