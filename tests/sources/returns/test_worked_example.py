"""The worked example of returns: handed in with workbooks that LibreOffice saved, right and wrong, and as CSV."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest
from filled_returns import (
    EXAMPLES,
    WRONG,
    cells_of_the_example,
    example_indicators,
    example_rows,
    example_workbooks,
    fill_in,
)

from helpers.areas import Areas, read_areas
from helpers.register import read_register
from helpers.sources.files.opening import open_file
from helpers.sources.formats.registry import read_file
from helpers.sources.matching import observations
from helpers.sources.returns import return_check
from helpers.sources.returns.answers import read_answers

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(__file__).resolve().parent
"""libreoffice_right.xlsx and libreoffice_wrong.xlsx are the workbook of `example_workbooks`, filled in as below.

LibreOffice 7.4 saved both, from xlsx to ods and from ods to xlsx: soffice --headless --convert-to xlsx.
"""


@pytest.fixture(scope="module")
def real_areas() -> Areas:
    return read_areas(ROOT / "data/raw/reference/areas.csv")


@pytest.fixture(scope="module")
def book(real_areas: Areas, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook of Environment and Transport before it is filled in."""
    path = tmp_path_factory.mktemp("book") / "environment_and_transport.xlsx"
    path.write_bytes(example_workbooks(real_areas)[path.name])
    return path


@pytest.mark.parametrize("saved_by", ["excel", "libreoffice"])
def test_a_workbook_is_read_whoever_saved_it(book: Path, real_areas: Areas, tmp_path: Path, saved_by: str) -> None:
    path = FOLDER / "libreoffice_right.xlsx"
    if saved_by == "excel":
        path = fill_in(book, tmp_path / book.name, cells_of_the_example(book, 2023))
    checked = return_check.check(open_file(path), example_indicators(), real_areas)
    assert (checked.faults, checked.figures) == ((), 2)
    form, published = read_file(path)
    used, rejected = observations(published, form, example_indicators(), real_areas)
    assert rejected.empty and published.returned is not None
    expected = example_rows(2023)
    assert dict(zip(used["indicator_id"], used["value"], strict=True)) == {
        name: float(expected[name]["value"]) for name in ("council_emissions_tonnes", "trees_planted_count")
    }
    beside = published.returned.merge(published.figures[["row", "measure"]], on="row").set_index("measure")
    for name, row in beside.loc[used["indicator_id"]].iterrows():
        wanted = expected[str(name)]
        texts = ("commentary", "planned_improvement", "signed_by")
        assert [row[text] for text in texts] == [wanted[text] for text in texts]
        assert (row["target"], row["signed_on"].isoformat()) == (float(wanted["target"]), wanted["signed_on"])


def test_every_fault_of_a_wrong_workbook_is_named_at_once(book: Path, real_areas: Areas, tmp_path: Path) -> None:
    typed = fill_in(book, tmp_path / "libreoffice_wrong.xlsx", WRONG)
    in_excel = return_check.check(open_file(typed), example_indicators(), real_areas).faults
    in_libreoffice = return_check.check(
        open_file(FOLDER / "libreoffice_wrong.xlsx"), example_indicators(), real_areas
    ).faults
    assert in_excel == in_libreoffice
    assert {(fault.sheet, fault.row, fault.column) for fault in in_libreoffice} == {
        ("Cover", 8, "signed_on"),
        *(("Return", 2, name) for name in ("value", "commentary", "planned_improvement")),
        *(("Return", 3, name) for name in ("value", "period", "target", "commentary", "status")),
        *(("Return", 4, name) for name in ("indicator", "area", "owner")),
    }
    for fault in in_libreoffice:
        words = (
            "-5" if (fault.row, fault.column) == (3, "value") else WRONG[_cell(fault.sheet, fault.row, fault.column)]
        )
        assert (
            f"libreoffice_wrong.xlsx sheet {fault.sheet} row {fault.row}, column {fault.column} is '{words}': "
            in str(fault)
        )


def _cell(sheet: str, row: int, column: str) -> tuple[str, int, str]:
    return sheet, row, "answer" if sheet == "Cover" else column


def test_the_guide_quotes_what_the_check_prints(book: Path, real_areas: Areas, tmp_path: Path) -> None:
    path = fill_in(book, tmp_path / book.name, WRONG)
    printed = [str(fault) for fault in return_check.check(open_file(path), example_indicators(), real_areas).faults]
    guide = (ROOT / "docs/returns.md").read_text(encoding="utf-8")
    (quoted,) = re.findall(r"^```text\n(.*?)^```", guide, re.MULTILINE | re.DOTALL)
    assert len(quoted.splitlines()) >= 5
    assert [line for line in printed if line in quoted.splitlines()] == quoted.splitlines()


@pytest.mark.parametrize("year", [2022, 2023])
def test_the_example_is_a_return_and_says_that_it_is_made_up(year: int, real_areas: Areas) -> None:
    path = EXAMPLES / f"made_up_{year}.csv"
    checked = return_check.check(open_file(path), example_indicators(), real_areas)
    assert (checked.faults, checked.figures) == ((), 5)
    answers = read_answers(open_file(path))[1]
    assert all(answer.commentary.startswith("Made up as an example: ") for answer in answers)
    assert all(answer.signed_by and answer.signed_on for answer in answers)
    assert sum(not math.isnan(answer.target) for answer in answers) == 4


def test_the_example_is_not_shipped_as_figures() -> None:
    assert not list((ROOT / "data/raw").rglob("made_up*"))
    assert not (ROOT / "data/raw/returns").exists()
    register = {indicator.indicator_id: indicator for indicator in read_register(ROOT / "params/indicators.csv")}
    for indicator in example_indicators():
        if indicator.indicator_id in register:
            own = register[indicator.indicator_id]
            assert own.source_id == "local_return"
            assert (own.unit, own.decimals, own.period_type) == (
                indicator.unit,
                indicator.decimals,
                indicator.period_type,
            )
