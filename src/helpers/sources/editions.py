"""Figures that more than one file gives: the later edition is kept, and what it changed is listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from helpers.problems import InputProblem
from helpers.schema.ingestion import REVISIONS
from helpers.sources.published import NUMBERS
from helpers.sources.returns.handed_in import FOLDER
from helpers.visible import make_visible

KEY = ["indicator_id", "area_code", "period_start", "period_end"]
"""What one figure is a figure of."""

LATER = ("edition", "final", "revised")
"""What tells the later of two editions of a figure, the first that differs."""

REVISION_COLUMNS = list(REVISIONS.names)


class Editions(NamedTuple):
    """What becomes of figures that more than one file may give: see `compare_editions`."""

    latest: pd.DataFrame
    left_out: pd.DataFrame
    revisions: pd.DataFrame
    conflicts: pd.DataFrame


def latest_edition(figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return the figures that `compare_editions` keeps, those that it does not, and the revisions.

    Columns needed and returned  those of `compare_editions`
    Raises                       InputProblem, naming both rows: one edition gives two values
    """
    latest, left_out, revisions, conflicts = compare_editions(figures)
    for sentence in conflict_sentences(conflicts):
        raise InputProblem(sentence)
    return latest, left_out, revisions


def compare_editions(figures: pd.DataFrame) -> Editions:
    """Keep one figure for each indicator, area and period: that of the latest edition.

    Of two files that give a figure of one indicator the later is the one published later; where a day is not known,
    the one whose periods of that indicator go on for longer; then the one whose figure is final and not provisional;
    then the one whose figure is marked as revised.

    Columns needed    those of observations, with file, row and published (the day of the edition, None if not known)
    Columns returned  latest: the same. left_out: also kept_file, kept_row, same (the two are equal) and in_conflict
                      (one edition gives both and they differ). revisions: REVISION_COLUMNS, one row for each figure
                      that another edition gives differently; difference is the kept value less the earlier one.
                      conflicts: the rows of left_out in conflict, in order of KEY, file and row
    """
    several = figures.duplicated(KEY, keep=False)
    nothing = pd.DataFrame(columns=REVISION_COLUMNS)
    if not several.any():
        none = figures.head(0).assign(kept_file="", kept_row=0, same=True, in_conflict=False)
        return Editions(figures, none, nothing, none)
    among = figures[several].assign(
        edition=_edition(figures, several),
        final=figures["status"].eq("final"),
        revised=figures["marker"].str.contains("[r]", regex=False),
    )
    among["numbers"] = among[list(NUMBERS)].notna().sum(axis="columns")
    order = [*KEY, *LATER, "numbers", "file", "row"]
    among = among.sort_values(order, ascending=[*[True] * (len(order) - 2), False, False])
    latest = among.drop_duplicates(KEY, keep="last")
    others = among.drop(latest.index)
    pairs = others.reset_index().merge(latest, on=KEY, suffixes=("", "_kept"), validate="many_to_one")
    two_values = _other_value(pairs) | _other_counts(pairs)
    one_edition = pd.Series(True, index=pairs.index)
    for name in LATER:
        one_edition &= pairs[name].eq(pairs[f"{name}_kept"])
    revised = pairs[(two_values & ~one_edition) | pairs["marker"].ne(pairs["marker_kept"])]
    revisions = pd.DataFrame(
        {
            **{name: revised[name] for name in ("indicator_id", "area_code", "period", "period_start", "period_end")},
            **{f"earlier_{name}": revised[name] for name in (*NUMBERS, "marker", "file", "row")},
            **{name: revised[f"{name}_kept"] for name in ("value", "marker", "file", "row")},
            "difference": revised["value_kept"] - revised["value"],
        }
    )
    left_out = pairs.set_index("index")[[*figures.columns]].assign(
        kept_file=pairs["file_kept"].to_numpy(),
        kept_row=pairs["row_kept"].to_numpy(),
        same=~two_values.to_numpy(),
        in_conflict=(two_values & one_edition).to_numpy(),
    )
    revisions = revisions.sort_values([*KEY, "earlier_file", "earlier_row"], ignore_index=True)
    conflicts = left_out[left_out["in_conflict"]].sort_values([*KEY, "file", "row"])
    return Editions(figures.drop(others.index), left_out, revisions[REVISION_COLUMNS], conflicts)


def _edition(figures: pd.DataFrame, several: pd.Series) -> pd.Series:
    """Return the place in time of the edition that each figure comes from: comparable inside an indicator."""
    of_file = figures.groupby(["indicator_id", "file"], as_index=False).agg(
        newest=("period_end", "max"), published=("published", "first")
    )
    shared = figures.loc[several, ["indicator_id", "file"]].drop_duplicates()
    of_file = shared.merge(of_file, on=["indicator_id", "file"], how="left", validate="one_to_one")
    dated = of_file["published"].notna().groupby(of_file["indicator_id"]).transform("all")
    day = pd.to_datetime(of_file["newest"]).where(~dated, pd.to_datetime(of_file["published"]))
    day_of_figure = day.set_axis(pd.MultiIndex.from_frame(of_file[["indicator_id", "file"]]))
    return pd.Series(
        day_of_figure.reindex(pd.MultiIndex.from_frame(figures.loc[several, ["indicator_id", "file"]])).to_numpy(),
        index=figures.index[several],
    )


def _other_value(pairs: pd.DataFrame) -> pd.Series:
    return ~(pairs["value"].eq(pairs["value_kept"]) | (pairs["value"].isna() & pairs["value_kept"].isna()))


def _other_counts(pairs: pd.DataFrame) -> pd.Series:
    """Say where a number beside the value is in both and differs."""
    differs = np.zeros(len(pairs), dtype="bool")
    for name in NUMBERS[1:]:
        both = pairs[name].notna() & pairs[f"{name}_kept"].notna()
        differs |= (both & pairs[name].ne(pairs[f"{name}_kept"])).to_numpy()
    return pd.Series(differs, index=pairs.index)


def conflict_sentences(conflicts: pd.DataFrame) -> Iterator[str]:
    """Say what each conflict of `compare_editions` is about, and what to do.

    Returns have no sidecar, so a department has to say which of two is right.

    Columns needed  indicator_id, area_code, period, file, row, kept_file, kept_row; see `compare_editions`
    """
    for conflict in conflicts.to_dict("records"):
        rows = sorted([(conflict["file"], conflict["row"]), (conflict["kept_file"], conflict["kept_row"])])
        where = " and by ".join(f"{make_visible(file)} row {row}" for file, row in rows)
        words = f"{conflict['indicator_id']} for {conflict['area_code']} in {conflict['period']} is given by {where}"
        if all(file.startswith(f"{FOLDER}/") for file, _ in rows):
            yield f"{words}, and these returns differ; ask which is right, and delete the other row."
        else:
            yield (
                f"{words}, which differ and are of one edition as far as is known; keep one, or give `published` in "
                "both sidecars."
            )
