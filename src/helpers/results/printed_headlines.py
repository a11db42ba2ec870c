"""The headline that the council printed beside that of this report, on bases that can be compared."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

DIRECTIONS = ("improved", "no_real_change", "worsened")
ROWS = ("indicators", *DIRECTIONS, "cannot_be_determined", "rank")


def printed_of(printed: pd.DataFrame, year: int) -> dict[str, float]:
    """Return the printed figures of the report of a year by what they are; empty if the report printed none.

    Columns needed    report_year, what, number
    """
    rows = printed[printed["report_year"].eq(year)]
    return dict(zip(rows["what"], rows["number"].astype("float64"), strict=True))


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

    The shares are of the indicators with a direction in both, so that they can be compared. `counts` has of this
    report determined (indicators with a direction), improved, no_real_change, worsened, cannot_be_determined, rank (of
    the council, missing if there is none).

    Columns needed    those of `helpers.sources.printed_headlines.read_printed_headlines`
    Columns returned  what (indicators with a direction, then the directions, then rank), printed, printed_percent,
                      of_period, paragraph, own, own_percent, points (own less printed share, in percentage points);
                      empty where the council's report of the year printed no headline
    """
    figures = printed_of(printed, year)
    base = with_direction(printed, year)
    rows = printed[printed["report_year"].eq(year)].set_index("what")
    determined = counts.get("determined")
    records = []
    for what in ROWS:
        number = base if what == "indicators" else figures.get(what)
        if number is None or not figures:
            continue
        own = determined if what == "indicators" else counts.get(what)
        is_share = what in DIRECTIONS
        printed_percent = 100 * number / base if is_share and base else None
        own_percent = 100 * own / determined if is_share and own is not None and determined else None
        has_both = printed_percent is not None and own_percent is not None
        records.append(
            {
                "what": what,
                "printed": number,
                "printed_percent": printed_percent,
                "of_period": rows["of_period"].get(what, rows["of_period"].iloc[0]),
                "paragraph": rows["paragraph"].get(what, ""),
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
