"""Indicators that tell one measure in several ways: which of them stands for the others where things are counted."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd


def standing_for(
    candidates: Iterable[str], same_measure: pd.DataFrame, preferred: Collection[str] | None = None
) -> dict[str, str]:
    """Return for each indicator whose measure another one tells too which of them stands for it: {other: that one}.

    Of a family the first that is among the candidates stands for the others; if any candidate of it is `preferred`, the
    first of these does. One that stands for itself is not in the result.

    Columns needed  same_measure: family and indicator_id, in the order in which one of a family is taken
    Source          docs/methods/08_headline.md
    """
    of = same_measure[same_measure["indicator_id"].isin(set(candidates))]
    first = of.groupby("family", sort=False)["indicator_id"].first()
    if preferred is not None:
        better = of[of["indicator_id"].isin(set(preferred))].groupby("family", sort=False)["indicator_id"].first()
        first = better.combine_first(first)
    pairs = zip(of["indicator_id"], of["family"].map(first), strict=True)
    return {indicator: stand_in for indicator, stand_in in pairs if stand_in != indicator}


def with_families(frame: pd.DataFrame, same_measure: pd.DataFrame) -> pd.DataFrame:
    """Say of each indicator which measure it tells, and which indicator stands for it in the headline.

    One with a figure goes before one without.

    Columns needed    frame: indicator_id, counted, stale, period (null if there is no figure); same_measure: as in
                      `standing_for`
    Columns returned  those of the frame; family (blank where no other indicator tells its measure), family_order (in
                      which one of a family is taken), same_as (the indicator that is counted instead of this one;
                      blank where none is), in_headline (counted by the register, not stale, and no other of its family
                      stands for it)
    Source            docs/methods/08_headline.md
    """
    order = same_measure.assign(family_order=range(1, len(same_measure) + 1))
    result = frame.merge(order, on="indicator_id", how="left", validate="one_to_one")
    result["family"] = result["family"].astype("object").fillna("").astype("str")
    result["family_order"] = result["family_order"].fillna(0).astype("int64")
    able = result["counted"] & ~result["stale"]
    with_figure = result.loc[able & result["period"].notna(), "indicator_id"]
    twins = standing_for(result.loc[able, "indicator_id"], same_measure, preferred=with_figure.tolist())
    result["same_as"] = result["indicator_id"].map(twins).astype("object").fillna("").astype("str")
    result["in_headline"] = (able & result["same_as"].eq("")).astype("bool")
    return result


def one_per_measure(frame: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each measure: of a family the row that the headline counts, or the first.

    Rows stay in their order.

    Columns needed    those of `with_families`: family, family_order, in_headline
    Columns returned  those of the frame
    Source            docs/methods/08_headline.md
    """
    order = frame.assign(counts_first=~frame["in_headline"].astype("bool"))
    order = order.sort_values(["counts_first", "family_order"], kind="stable")
    first = order.index[order["family"].eq("") | ~order["family"].duplicated()]
    return frame[frame.index.isin(first)]
