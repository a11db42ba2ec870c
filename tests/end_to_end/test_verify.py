"""A report that somebody else handed over as a zip file is made again, and what was changed in it is named exactly."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from stage_walk import VERIFIED, Walked
from tampering import NOTEBOOK, TABLE, WORD, Tampered, one_byte

from helpers.commands.verify import print_result
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.verification import Verification


@pytest.fixture(scope="module")
def tampered(walked: Walked) -> Tampered:
    """What came of checking the report of the Cabinet by a zip file in which four files were changed."""
    return walked.tampered


def test_it_ends_with_4_and_says_how_many_outputs_are_the_same(tampered: Tampered) -> None:
    assert tampered.done.returncode == 4, tampered.done.stderr
    assert "2023 is not identical" in tampered.done.stderr


def test_exactly_the_changed_files_are_named(tampered: Tampered) -> None:
    assert set(tampered.rows["output"]) == {tampered.page, TABLE, NOTEBOOK, WORD}


def test_all_other_outputs_are_the_same_bytes_without_the_network_and_under_an_analysts_own_settings(
    walked: Walked,
) -> None:
    """They are made with the parameters, raw files, comments and code of the stage: those here are of the final one."""
    assert not walked.tampered.used_the_network
    assert (walked.root / f"stages/2023/{VERIFIED}/inputs/src/sitecustomize.py").exists(), "kernels were not watched"
    folder = walked.root / "stages/2023" / VERIFIED
    outputs = len([*(folder / "reports/2023").rglob("*.*"), *(folder / "data/processed/2023").rglob("*.*")]) - 1
    with_frozen_code = "made again with the code that was frozen with the stage"
    expected = f"{outputs - 4:,} of {outputs:,} outputs are the same when they are {with_frozen_code}."
    assert expected in walked.tampered.done.stderr


@pytest.mark.parametrize(
    ("output", "key", "old", "new"),
    [
        ("page", "line ", "improvad", "improved"),
        (WORD, "word/document.xml, line ", "improvad", "improved"),
        (NOTEBOOK, "line ", '"bells"', '"cells"'),
    ],
)
def test_the_line_that_was_changed_is_named(tampered: Tampered, output: str, key: str, old: str, new: str) -> None:
    rows = tampered.rows[tampered.rows["output"].eq(tampered.page if output == "page" else output)]
    assert list(rows["column"]) == ["hash in the record", ""]
    line = rows.iloc[1]
    assert line["key"].startswith(key)
    assert old in line["old"] and new in line["new"]


def test_the_cell_that_was_changed_is_named_by_table_key_and_column(walked: Walked, tampered: Tampered) -> None:
    table = pd.read_csv(walked.root / "stages/2023" / VERIFIED / TABLE, keep_default_na=False, dtype=str)
    row = tampered.rows[tampered.rows["table"].eq("headline_facts")].iloc[0]
    last = table.columns[-1]
    assert (row["column"], row["old"], row["new"]) == (last, f"{table[last][0]}9", table[last][0])
    assert set(row["key"].split(", ")) <= set(table.iloc[0])


def test_an_identical_report_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    print_result(Verification("2023", "the code of this checkout", same=1506, outputs=1506))
    sentence = "Identical: 2023 was made again with the code of this checkout, and all 1,506 outputs are the same.\n"
    assert capsys.readouterr().out == sentence


def test_a_report_that_is_not_there_is_refused(built: Any) -> None:
    done = built.helpers("verify", "--year=2018")
    assert (done.returncode, done.stderr) == (
        2,
        "There is no report in reports/2018; make it first, or give one with report=<path>.\n",
    )


def test_a_raw_file_with_one_byte_changed_is_named_and_nothing_is_made(checkout: Any) -> None:
    path = checkout.root / "data/raw/oflog/asc_adult_social_care.csv"
    path.write_bytes(one_byte(path.read_bytes(), 5))
    done = checkout.helpers("verify", "--year=2023")
    assert done.returncode == 4
    rows = [line.split(" | ") for line in done.stdout.splitlines() if " | " in line][1:]
    assert [(row[0], row[3]) for row in rows] == [
        ("data/raw/oflog/asc_adult_social_care.csv", "sha256 in asc_adult_social_care.source.yml")
    ]
    assert "cannot be made again: data/raw/oflog/asc_adult_social_care.csv has the sha256" in done.stderr
    assert Difference._fields == ("output", "table", "key", "column", "old", "new")
