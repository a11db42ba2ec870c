"""A report that is handed over as a zip file in which four files were changed, and what checking it says."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
import pytest

PAGES: Final = "reports/2023/themes/"
WORD: Final = "reports/2023/compendium.docx"
TABLE: Final = "data/processed/2023/headline_facts.csv"
NOTEBOOK: Final = "reports/2023/03_direction_of_travel.ipynb"

Elsewhere = Callable[[Path, Path, pytest.MonkeyPatch], Path]
"""Lets what runs in a copy run as on the machine of somebody else, and returns what appears if the network is used."""


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
    page = min((root / PAGES).glob("*.html")).relative_to(root).as_posix()
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


def check_zip(checkout: Any, stage: str, elsewhere: Elsewhere) -> Tampered:
    """Check the report of a stage by a zip file with changes, without the network and under an analyst's own settings.

    It is made again from what was frozen with the stage.
    """
    apart = checkout.root.parent
    page = zip_with_changes(checkout.root / "stages/2023" / stage, apart / "report.zip")
    with pytest.MonkeyPatch.context() as patch:
        network = elsewhere(checkout.root, apart, patch)
        of_report = ("--year=2023", f"--stage={stage}", f"--report={apart / 'report.zip'}")
        done = checkout.helpers("verify", *of_report, f"--to={apart}")
    rows = pd.read_csv(apart / "differences.csv", keep_default_na=False, dtype=str)
    return Tampered(done, rows, page, network.exists())
