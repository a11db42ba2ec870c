"""The tables of a run that its pages are made from: read once, and nobody changes what another gets."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd

from helpers.pipeline.card_pages import Tables


def tables_in(folder: Path) -> Tables:
    pd.DataFrame({"words": ["one", "two"], "number": [1, 2]}).to_parquet(folder / "counts.parquet")
    return Tables(folder)


def test_a_table_is_read_once_and_changes_stay_with_whoever_makes_them(tmp_path: Path) -> None:
    tables = tables_in(tmp_path)
    first = tables["counts"]
    (tmp_path / "counts.parquet").unlink()
    first.loc[0, "number"] = 9
    first["more"] = "words"
    pd.testing.assert_frame_equal(tables["counts"], pd.DataFrame({"words": ["one", "two"], "number": [1, 2]}))


def test_another_process_is_given_the_folder_and_no_table(tmp_path: Path) -> None:
    tables = tables_in(tmp_path)
    before = pickle.dumps(tables)
    assert len(tables["counts"]) == 2
    assert pickle.dumps(tables) == before
    assert pickle.loads(before) == tables
