"""The guide to returns, carried out command by command in a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

from documents import read_document
from filled_returns import EXAMPLES, cells_of_the_example, fill_in, register_the_example

BOOK = "returns/2023/environment_and_transport.xlsx"


def commands() -> list[str]:
    """The commands of the guide, line by line."""
    guide = read_document("returns.md").text
    blocks = re.findall(r"^ *```sh\n(.*?)^ *```", guide, re.MULTILINE | re.DOTALL)
    return [line.strip() for block in blocks for line in block.splitlines()]


def follow_the_guide(root: Path) -> dict[str, subprocess.CompletedProcess[str]]:
    """Carry out every command of the guide in a copy, and return what came of each.

    The indicators of the worked example are in the register, the workbook is filled in before it is checked, and the
    return of 2022 was handed in before.
    """
    shutil.copy2(Path(__file__).parents[2] / "Makefile", root / "Makefile")
    register_the_example(root / "params/indicators.csv")
    (root / "data/raw/returns/2022").mkdir(parents=True)
    shutil.copy2(EXAMPLES / "made_up_2022.csv", root / "data/raw/returns/2022/made_up_2022.csv")
    make_python_of(root)
    done: dict[str, subprocess.CompletedProcess[str]] = {}
    for line in commands():
        if line.startswith("make check-return"):
            typed = cells_of_the_example(root / BOOK, 2023)
            fill_in(root / BOOK, root / "filled.xlsx", typed)
            (root / "filled.xlsx").replace(root / BOOK)
        own = f"{line} ENV=env" if line.startswith("make ") else line
        done[line] = subprocess.run(["bash", "-c", own], cwd=root, capture_output=True, text=True, check=False)
    return done


def make_python_of(root: Path) -> None:
    """Give a copy an environment whose Python finds the copy's own code: make takes PYTHONPATH away."""
    python = root / "env/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nPYTHONPATH="{root / "src"}" exec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
