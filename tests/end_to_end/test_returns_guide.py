"""Every command of the guide to returns is carried out, in order, on a copy with the worked example handed in."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from returns_guide import BOOK, commands


@pytest.fixture(scope="module")
def carried_out(held_back: Any) -> tuple[Path, dict[str, str]]:
    """A copy in which the guide was followed, and what each command printed."""
    for line, done in held_back.guide.items():
        assert done.returncode == 0, f"{line}: {done.stdout[-500:]} {done.stderr[-500:]}"
    return held_back.root, {line: done.stdout for line, done in held_back.guide.items()}


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
        status,
        re.MULTILINE,
    )
    assert re.search(r"^Director of Corporate Resources: owes .*nothing received; [\d,]+ days late\.$", status, re.M)
    assert re.search(r"^  Clean and Green: 2 of \d+; 2022: 2 of \d+$", status, re.MULTILINE)


def test_what_was_handed_in_is_printed_on_its_dashboard(carried_out: tuple[Path, dict[str, str]]) -> None:
    root, _ = carried_out
    commentary = pd.read_parquet(root / "data/processed/2023/commentary.parquet").set_index("indicator_id")
    trees = commentary.loc["trees_planted_count"]
    assert (trees["value"], trees["target"], trees["file"]) == (
        239000,
        240000,
        "returns/2023/environment_and_transport.xlsx",
    )
    page = (root / "reports/2023/07_compendium.html").read_text(encoding="utf-8")
    caption = html.escape(f"{trees['dashboard']}: what those who answer for the figures say")
    words = " ".join(html.unescape(re.sub("<[^>]*>", " ", page.split(caption)[-1].split("</table>", 1)[0])).split())
    assert re.search(
        r"Trees planted since the programme began \(trees\) 239,000 31 Mar 2023 240,000 Made up as an example: a third "
        r"of the trees were planted by parishes\. Made up as an example: a nursery of the council's own by autumn "
        r"2024\. Director of Environment and Transport, 15 May 2023",
        words,
    )
