"""Every command of the guide to returns is carried out, in order, on a copy with the worked example handed in."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from documents import read_document
from filled_returns import EXAMPLES, cells_of_the_example, fill_in, register_the_example

if TYPE_CHECKING:
    from conftest import Checkout

BOOK = "returns/2023/environment_and_transport.xlsx"


def commands() -> list[str]:
    """The commands of the guide, line by line."""
    guide = read_document("returns.md").text
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", guide, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


@pytest.fixture(scope="module")
def carried_out(built: Checkout, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A copy in which the guide was followed, and what each command printed.

    The workbook is filled in before it is checked, and the return of 2022 was handed in before.
    """
    root = tmp_path_factory.mktemp("guide") / "project"
    shutil.copytree(built.root, root)
    shutil.copy2(Path(__file__).parents[2] / "Makefile", root / "Makefile")
    register_the_example(root / "params/indicators.csv")
    (root / "data/raw/returns/2022").mkdir(parents=True)
    shutil.copy2(EXAMPLES / "made_up_2022.csv", root / "data/raw/returns/2022/made_up_2022.csv")
    make_python_of(root)
    printed: dict[str, str] = {}
    for line in commands():
        if line.startswith("make check-return"):
            typed = cells_of_the_example(root / BOOK, 2023)
            fill_in(root / BOOK, root / "filled.xlsx", typed)
            (root / "filled.xlsx").replace(root / BOOK)
        own = f"{line} ENV=env" if line.startswith("make ") else line
        done = subprocess.run(
            ["bash", "-c", own], cwd=root,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}: {done.stdout[-500:]} {done.stderr[-500:]}"
        printed[line] = done.stdout
    return root, printed


def make_python_of(root: Path) -> None:
    """Give a copy an environment whose Python finds the copy's own code: make takes PYTHONPATH away."""
    python = root / "env/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{root / "src"}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)


def test_the_guide_has_every_command_of_returns() -> None:
    lines = commands()
    for command in ("make returns ", "make check-return ", "make returns-status ", "make year="):
        assert sum(line.startswith(command) for line in lines) == 1
    assert len(lines) == 6


def test_each_command_does_what_the_guide_says(carried_out: tuple[Path, dict[str, str]]) -> None:
    root, printed = carried_out
    written = printed["make returns year=2023"]
    assert (root / BOOK).is_file() and BOOK in written
    assert "5 of them with the last figure filled in" in written
    assert "2 figures of" in printed[f"make check-return file={BOOK}"]
    assert "nothing is wrong" in printed[f"make check-return file={BOOK}"]
    status = printed["make returns-status year=2023"]
    assert re.search(r"^Returns for 2023, due on 2023-05-31: ", status, re.MULTILINE)
    assert re.search(
        r"^Director of Environment and Transport: owes \d+; 2 with a figure, .*; nothing queried; "
        r"signed by Director of Environment and Transport on 2023-05-15",
        status, re.MULTILINE,
    )  # fmt: skip
    assert re.search(r"^Director of Corporate Resources: owes .*nothing received; [\d,]+ days late\.$", status, re.M)
    assert re.search(r"^  Clean and Green: 2 of \d+; 2022: 2 of \d+$", status, re.MULTILINE)


def test_what_was_handed_in_is_printed_on_its_dashboard(carried_out: tuple[Path, dict[str, str]]) -> None:
    root, _ = carried_out
    commentary = pd.read_parquet(root / "data/processed/2023/commentary.parquet").set_index("indicator_id")
    trees = commentary.loc["trees_planted_count"]
    assert (trees["value"], trees["target"], trees["file"]) == (
        239000, 240000, "returns/2023/environment_and_transport.xlsx",
    )  # fmt: skip
    page = (root / "reports/2023/07_compendium.html").read_text(encoding="utf-8")
    caption = html.escape(f"{trees['dashboard']}: what those who answer for the figures say")
    words = " ".join(html.unescape(re.sub("<[^>]*>", " ", page.split(caption)[-1].split("</table>", 1)[0])).split())
    assert re.search(
        r"Trees planted since the programme began \(trees\) 239,000 31 Mar 2023 240,000 Made up as an example: a third "
        r"of the trees were planted by parishes\. Made up as an example: a nursery of the council's own by autumn "
        r"2024\. Director of Environment and Transport, 15 May 2023",
        words,
    )
