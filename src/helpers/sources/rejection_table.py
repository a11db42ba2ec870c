"""The rows and cells of all files that are not used, each with its reason: the table `rejections`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
import pandas as pd

from helpers.sources.coded import encode, stack
from helpers.sources.files.limits import REJECTION_COLUMNS
from helpers.sources.published import NO_REJECTIONS
from helpers.sources.raw_reading import Reading, with_file
from helpers.visible import make_visible
from helpers.wording import LATER_EDITION, OTHER_FIGURE, SAME_FIGURE, SAME_IN_FILE

COLUMNS = ["file", *REJECTION_COLUMNS]


def all_rejections(
    readings: Sequence[Reading], latest: pd.DataFrame, left_out: pd.DataFrame, money: pd.DataFrame
) -> pd.DataFrame:
    """Return every row that gives no figure, and every cell that is not used of a row that gives one.

    Columns needed   latest: the figures that are kept, and left_out: those that are not, both as `compare_editions`
                     gives them; money: file, row, column, value, reason of rows on money that another file gives too.
    Columns returned  file, row, column, value, reason; row_used (bool), whether the row gives another figure. In order
                     of file and row.
    """
    rows = [_superseded(left_out, latest), money]
    rows += [reading.rejections for reading in readings if len(reading.contents.rejections)]
    cells = [reading.cells for reading in readings if len(reading.contents.cells)]
    has_money = {reading.name for reading in readings if reading.contents.money}
    return _together([*(_with_use(part, latest, has_money) for part in rows), _of_rows_used(cells, latest)])


def _with_use(rejections: pd.DataFrame, figures: pd.DataFrame, has_money: Collection[str]) -> pd.DataFrame:
    """Say of each rejection whether its row gives a figure: a row can give an indicator's, and no council's money."""
    is_used = rejections["file"].isin(has_money)
    if is_used.any():
        at = pd.MultiIndex.from_frame(rejections[["file", "row"]])
        is_used &= at.isin(pd.MultiIndex.from_frame(figures[["file", "row"]]))
    return rejections.assign(row_used=is_used)


def _superseded(left_out: pd.DataFrame, latest: pd.DataFrame) -> pd.DataFrame:
    """Return a rejection for each row all of whose figures are kept from other rows."""
    at = pd.MultiIndex.from_frame(left_out[["file", "row"]])
    rows = left_out[~at.isin(pd.MultiIndex.from_frame(latest[["file", "row"]]))].drop_duplicates(["file", "row"])
    names = ["file", "kept_file", "kept_row", "same", "in_conflict"]
    why = [
        f"{SAME_IN_FILE}{row}"
        if same and file == kept_file
        else f"{SAME_FIGURE if same else OTHER_FIGURE if in_conflict else LATER_EDITION}{kept_file} row {row}"
        for file, kept_file, row, same, in_conflict in rows[names].itertuples(index=False, name=None)
    ]
    return rows.assign(column="period", value=rows["period"], reason=why)[COLUMNS]


def _of_rows_used(cells: Sequence[pd.DataFrame], figures: pd.DataFrame) -> pd.DataFrame:
    """Return the cells that are not used of rows that give other figures of the register."""
    every = pd.concat([with_file(NO_REJECTIONS, ""), *cells], ignore_index=True).assign(row_used=True)
    at = pd.MultiIndex.from_frame(every[["file", "row"]])
    return every[at.isin(pd.MultiIndex.from_frame(figures[["file", "row"]]))]


def _together(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put rejections together as text, in order of file and row; a whole run may have a million of few cells.

    What cannot be seen in a cell of a publisher's file is written out.
    """
    row = np.concatenate([part["row"].to_numpy(dtype="int64") for part in parts])
    text = {name: stack([encode(part[name]) for part in parts]) for name in ("file", "column", "value", "reason")}
    text = {name: coded._replace(categories=list(map(make_visible, coded.categories))) for name, coded in text.items()}
    files = {name: at for at, name in enumerate(sorted(set(text["file"].categories)))}
    order = np.lexsort(
        (row, np.array([files[name] for name in text["file"].categories], dtype="int64")[text["file"].codes])
    )
    columns = {name: coded.column(order) for name, coded in text.items()}
    used = np.concatenate([part["row_used"].to_numpy(dtype="bool") for part in parts])
    return pd.DataFrame({**columns, "row": row[order], "row_used": used[order]}, copy=False)[[*COLUMNS, "row_used"]]
