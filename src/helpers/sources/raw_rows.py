"""The rows of raw files as they stand, for whoever wants to see what a printed figure was read from."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pandas as pd

from helpers.sources.files.opening import open_file

COLUMNS: Final = ("indicator_id", "figure", "words")


def read_raw_rows(sources: pd.DataFrame, raw: Path) -> pd.DataFrame:
    """Return the text of the raw row of each figure, as it stands in its file.

    A file whose hash is not to be printed, which a department handed in, is not opened. Only CSV files have lines.

    Columns needed    sources, the table figure_sources: indicator_id, figure, file, row, sha256
    Columns returned  indicator_id, figure, words
    Raises            Refused: a file cannot be read
    """
    published = sources[sources["sha256"].ne("")]
    rows = []
    for file, of_file in published.groupby("file", sort=True):
        lines = open_file(raw / str(file), str(file)).lines(of_file["row"].tolist())
        of_rows = zip(of_file["indicator_id"], of_file["figure"], of_file["row"], strict=True)
        rows += [(name, figure, lines[row]) for name, figure, row in of_rows if row in lines]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")
