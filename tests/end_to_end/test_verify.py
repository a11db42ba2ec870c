"""A report that somebody else handed over as a zip file is made again, and what was changed in it is named exactly."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import pytest

from helpers.commands.verify import print_result
from helpers.pipeline.verify.differences import Difference
from helpers.pipeline.verify.verification import Verification

PAGE, WORD = "reports/2023/themes/", "reports/2023/compendium.docx"
TABLE = "data/processed/2023/headline_facts.csv"
NOTEBOOK = "reports/2023/03_direction_of_travel.ipynb"


Elsewhere = Callable[[Path, Path, pytest.MonkeyPatch], Path]


class Tampered(NamedTuple):
    """What came of checking the report, the rows written, the page changed, and whether a process used the network."""

    done: subprocess.CompletedProcess[str]
    rows: pd.DataFrame
    page: str
    used_the_network: bool


def one_byte(content: bytes, at: int) -> bytes:
    return content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :]


def changed_word(content: bytes) -> bytes:
    """Change the first digit of a Word file's text."""
    before, buffer = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as after:
        for info in before.infolist():
            part = before.read(info)
            if info.filename == "word/document.xml":
                part = part.replace(b"improved", b"improvad", 1)
            after.writestr(info, part, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def zip_with_changes(root: Path, path: Path) -> str:
    """Zip the report and its tables with one thing changed in a page, a table, a notebook and a Word file."""
    page = min((root / PAGE).glob("*.html")).relative_to(root).as_posix()
    changes: dict[str, Callable[[bytes], bytes]] = {
        page: lambda content: content.replace(b"improved", b"improvad", 1),
        TABLE: lambda content: content.replace(b"\n", b"9\n", 2).replace(b"9\n", b"\n", 1),
        NOTEBOOK: lambda content: one_byte(content, content.index(b'"cells"') + 1),
        WORD: changed_word,
    }
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("reports/2023", "data/processed/2023"):
            for file in sorted(one for one in (root / folder).rglob("*") if one.is_file()):
                name = file.relative_to(root).as_posix()
                archive.writestr(name, changes.get(name, bytes)(file.read_bytes()))
    return page


@pytest.fixture(scope="session")
def tampered(built: Any, elsewhere: Elsewhere, folder_of_run: Path, made_once: Any) -> Tampered:
    """A report in whose zip file four files were changed, checked in another checkout, once for all.

    There the report is made again without the network and under an analyst's own settings.
    """

    def make() -> Tampered:
        folder = folder_of_run / "tampered"
        checkout = type(built)(folder / "a place with a longer name" / "project")
        shutil.copytree(built.root, checkout.root)
        page = zip_with_changes(built.root, folder / "report.zip")
        with pytest.MonkeyPatch.context() as patch:
            network = elsewhere(checkout.root, folder, patch)
            done = checkout.helpers("verify", "--year=2023", f"--report={folder / 'report.zip'}", f"--to={folder}")
        rows = pd.read_csv(folder / "differences.csv", keep_default_na=False, dtype=str)
        used = network.exists()
        shutil.rmtree(folder)
        return Tampered(done, rows, page, used)

    return made_once("tampered", make)


def test_it_ends_with_4_and_says_how_many_outputs_are_the_same(tampered: Tampered) -> None:
    assert tampered.done.returncode == 4, tampered.done.stderr
    assert "2023 is not identical" in tampered.done.stderr


def test_exactly_the_changed_files_are_named(tampered: Tampered) -> None:
    assert set(tampered.rows["output"]) == {tampered.page, TABLE, NOTEBOOK, WORD}


def test_all_other_outputs_are_the_same_bytes_without_the_network_and_under_an_analysts_own_settings(
    tampered: Tampered, built: Any
) -> None:
    assert not tampered.used_the_network
    outputs = len([*(built.root / "reports/2023").rglob("*.*"), *(built.root / "data/processed/2023").rglob("*.*")]) - 1
    expected = f"{outputs - 4:,} of {outputs:,} outputs are the same when they are made again with the code of "
    assert expected in tampered.done.stderr


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


def test_the_cell_that_was_changed_is_named_by_table_key_and_column(tampered: Tampered, built: Any) -> None:
    table = pd.read_csv(built.root / TABLE, keep_default_na=False, dtype=str)
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
