"""From a publisher's figures to observations: which indicator, which area, which period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.areas import Areas
from helpers.periods import dates_of
from helpers.register import Indicator
from helpers.sources.opening import REJECTION_COLUMNS
from helpers.sources.published import NUMBERS, Format, Published

DFE = "dfe:"
"""Before a DfE area number, where a publisher prints no ONS code."""


def observations(
    file: Published, form: Format, indicators: Sequence[Indicator], areas: Areas
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Match the figures of a file to the register, the areas and the periods.

    Gives the figures that can be used, with the columns of `compiled_figures.COLUMNS` and `row`, and the rows of the
    file that give none, each once: row, column, value and reason, those that the format refused among them. Every row
    of the file is in one of the two.
    """
    figures = file.figures
    wanted = {each.source_measure: each for each in indicators if each.source_id in form.source_ids}
    ids = figures["measure"].map({measure: each.indicator_id for measure, each in wanted.items()})
    types = figures["measure"].map({measure: each.period_type for measure, each in wanted.items()})
    reason = pd.Series(None, index=figures.index, dtype="object")
    column = pd.Series("", index=figures.index, dtype="object")

    def reject(failing: pd.Series, at: str, why: str) -> None:
        fresh = failing & reason.isna()
        reason[fresh], column[fresh] = why, at

    reject(ids.isna(), "measure", "no indicator of the register has this measure")
    known = reason.isna()
    labels = _labels(figures[known], types[known], form).reindex(figures.index)
    reject(known & labels["label"].isna(), "period", "not a period of the indicator's type")
    known = reason.isna()
    in_file = {each.code for each in areas} | {DFE + each.dfe_code for each in areas if each.dfe_code}
    reject(known & ~figures["area"].isin(in_file), "area", "not an area of reference/areas.csv")
    known = reason.isna()
    codes = _codes(figures[known], labels[known], areas).reindex(figures.index)
    reject(known & codes["code"].eq(""), "area", "the council ended before the period")
    good = reason.isna()
    used = pd.DataFrame(
        {
            "indicator_id": ids[good],
            "area_code": codes.loc[good, "code"],
            "period": labels.loc[good, "label"],
            "period_start": labels.loc[good, "start"],
            "period_end": labels.loc[good, "end"],
            **{name: figures.loc[good, name] for name in NUMBERS},
            "marker": figures.loc[good, "marker"],
            "status": figures.loc[good, "status"],
            "area_flag": codes.loc[good, "flag"],
            "row": figures.loc[good, "row"],
        }
    )
    bad = figures[~good]
    values = pd.Series("", index=bad.index, dtype="object")
    for name in column[~good].unique():
        failing = column[~good].eq(name)
        values[failing] = bad.loc[failing, name]
    rejected = pd.DataFrame(
        {"row": bad["row"], "column": column[~good], "value": values, "reason": reason[~good]},
        columns=REJECTION_COLUMNS,
    )
    rejected = pd.concat([file.rejections, rejected], ignore_index=True)
    rejected = rejected[~rejected["row"].isin(used["row"])].drop_duplicates("row")
    return used.reset_index(drop=True), rejected.sort_values("row", ignore_index=True)


def _labels(figures: pd.DataFrame, types: pd.Series, form: Format) -> pd.DataFrame:
    """Return the printed label, the first and the last day of each figure's period; missing where there is none."""
    pairs = pd.DataFrame({"period": figures["period"], "type": types})
    each = pairs.drop_duplicates()
    rows = []
    for period, kind in zip(each["period"], each["type"], strict=True):
        label = form.period(period, kind)
        dates = dates_of(label, kind) if label else None
        rows.append((period, kind, label if dates else None, *(dates or (None, None))))
    table = pd.DataFrame(rows, columns=["period", "type", "label", "start", "end"])
    return pairs.merge(table, on=["period", "type"], how="left").set_axis(pairs.index)


def _codes(figures: pd.DataFrame, labels: pd.DataFrame, areas: Areas) -> pd.DataFrame:
    """Return the code of each figure's area that is valid at the end of its period, with its flag."""
    pairs = pd.DataFrame({"area": figures["area"], "start": labels["start"], "end": labels["end"]})
    each = pairs.drop_duplicates().dropna()
    rows = [
        (area, start, end, *_code(area, start, end, areas))
        for area, start, end in zip(each["area"], each["start"], each["end"], strict=True)
    ]
    table = pd.DataFrame(rows, columns=["area", "start", "end", "code", "flag"])
    return pairs.merge(table, on=["area", "start", "end"], how="left").set_axis(pairs.index)


def _code(area: str, start: date, end: date, areas: Areas) -> tuple[str | None, str]:
    """Return the code that a council had at the end of a period, and whether it is another than was printed.

    A figure for a time before the council began is flagged as carried back; after it ended there is none.
    """
    if area.startswith(DFE):
        codes = [each.code for each in areas if each.dfe_code == area.removeprefix(DFE)]
    else:
        codes = list(areas.same_council(area)) if area in areas else []
    living = [code for code in codes if areas[code].living(end, end)]
    if living:
        return living[-1], "recode" if living[-1] != area and not area.startswith(DFE) else ""
    ended_inside = [code for code in codes if areas[code].living(start, end)]
    if ended_inside:
        return ended_inside[-1], ""
    later = [code for code in codes if (begins := areas[code].start) is not None and begins > end]
    return (later[0], "backcast") if later else ("", "")
