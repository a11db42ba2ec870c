"""Every figure of the shipped report stands in the line of the raw file that is named for it.

The lines are read by their number from the raw files, without the project's readers.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import pytest

if TYPE_CHECKING:
    from conftest import Checkout

CODES = ("E10000018",)
"""The codes of Leicestershire, which has had one."""

DISTRICTS = {f"E070001{number}" for number in range(29, 36)}
"""The codes of the seven districts of Leicestershire."""

Line = Callable[[str, int], dict[str, str]]


@pytest.fixture(scope="module")
def line(built: Checkout) -> Line:
    """Read one line of a raw file under the names of its first."""
    lines: dict[str, list[str]] = {}

    def read(file: str, number: int) -> dict[str, str]:
        if file not in lines:
            lines[file] = (built.root / "data/raw" / file).read_text(encoding="utf-8-sig").split("\n")
        names, cells = csv.reader([lines[file][0], lines[file][number - 1]])
        return dict(zip(names, cells, strict=True))

    return read


def table(built: Checkout, name: str) -> pd.DataFrame:
    return pd.read_parquet(built.root / "data/processed/2023" / f"{name}.parquet")


@pytest.fixture(scope="module")
def worst_of(built: Checkout) -> dict[str, str]:
    """The indicators that are the worst district's figure of another, and that other."""
    rows = csv.DictReader((built.root / "params/worst_districts.csv").read_text(encoding="utf-8").splitlines())
    return {row["indicator_id"]: row["based_on"] for row in rows}


def test_every_figure_that_the_compendium_prints_is_in_its_line(
    built: Checkout, line: Line, worst_of: dict[str, str]
) -> None:
    compendium = table(built, "compendium")
    printed = {
        (row.indicator_id, figure, period): value
        for row in compendium.itertuples()
        for figure, period, value in (
            ("latest", row.period, row.value),
            ("previous", row.previous_period, row.previous_value),
        )
        if pd.notna(value)
    }
    assert len(printed) > 400
    sources = table(built, "figure_sources")
    named = sources[["indicator_id", "figure", "period"]].itertuples(index=False, name=None)
    assert sorted(named) == sorted(printed)
    for row in sources.itertuples():
        cells = line(row.file, row.row)
        assert float(cells["value"]) == row.value == printed[row.indicator_id, row.figure, row.period], row
        indicator = worst_of.get(row.indicator_id, row.indicator_id)
        assert (cells["indicator_id"], cells["period"]) == (indicator, row.period), row
        assert cells["area_code"] in (DISTRICTS if row.indicator_id in worst_of else {row.area_code}), row
        assert row.area_code in CODES, row
    for file, hashes in sources.groupby("file")["sha256"].unique().items():
        assert list(hashes) == [hashlib.sha256((built.root / "data/raw" / str(file)).read_bytes()).hexdigest()]


def test_every_observation_is_the_line_that_it_names(built: Checkout, line: Line, worst_of: dict[str, str]) -> None:
    """Areas too, and figures that are marked instead of printed; each line gives one figure.

    The line of a district gives the worst district's figure of its county, too. A zero that stands for no figure is
    printed as 0 in its line and listed in the table of these zeros.
    """
    observations, zeros = table(built, "observations"), table(built, "absent_zeros")
    names = ["indicator_id", "area_code", "period", "marker", "value", "file", "row"]
    of_worst = observations["indicator_id"].isin(list(worst_of))
    assert of_worst.any()
    for rows in (observations[~of_worst], observations[of_worst]):
        assert not rows.duplicated(["file", "row"]).any()
    marked = set(zeros[names[:3]].itertuples(index=False, name=None))
    # Those of the references: 31 of the first, and three of the additions, two of council tax and one of reablement.
    assert len(marked) == 34
    for *words, value, file, row in observations[names].itertuples(index=False, name=None):
        cells = line(file, row)
        printed = [cells[name] for name in names[:4]]
        if tuple(words[:3]) in marked:
            marked.remove(tuple(words[:3]))
            assert (words[3], pd.isna(value)) == ("[x]", True), words
            assert (printed, cells["value"]) == ([*words[:3], ""], "0"), words
            continue
        if words[0] in worst_of:
            assert (words[1] in CODES, printed[1] in DISTRICTS) == (True, True), words
            words[:2] = [worst_of[words[0]], printed[1]]
        assert printed == words
        assert (cells["value"] == "") if pd.isna(value) else (float(cells["value"]) == value)
    assert marked == set()


def test_the_manifest_has_the_hash_of_each_file_that_is_named(built: Checkout) -> None:
    manifest = json.loads((built.root / "reports/2023/manifest.json").read_text(encoding="utf-8"))
    for file in table(built, "observations")["file"].unique():
        content = (built.root / "data/raw" / file).read_bytes()
        assert manifest["raw_files"][file]["sha256"] == hashlib.sha256(content).hexdigest()


def test_the_ingestion_page_shows_how_to_follow_one(built: Checkout, line: Line) -> None:
    page = (built.root / "reports/2023/01_ingestion.html").read_text(encoding="utf-8")
    example = page.partition("One figure and where it comes from")[2].partition("</tbody>")[0]
    (printed,) = (
        row
        for row in table(built, "observations").itertuples()
        if f">{row.file}<" in example and f">{row.row:,}<" in example
    )
    assert f">{printed.period}<" in example
    assert float(line(printed.file, printed.row)["value"]) == printed.value
    assert printed.area_code in CODES
