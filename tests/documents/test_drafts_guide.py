"""The guide to drafts is true: its commands, its example line, and its number of false alarms on our own pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from documents import read_document
from draft_pages import TOOL, false_alarms, false_alarms_in_word

from helpers.commands import drafts
from helpers.commands.command_line import main
from helpers.drafts import MAX_NUMBERS, MAX_SENTENCE
from helpers.paths import Project
from helpers.results.drafts.year_tables import YearTables

if TYPE_CHECKING:
    from conftest import Checkout

GUIDE = read_document("drafts.md")
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def tables(built: Checkout) -> YearTables:
    """The tables of the 2023 report."""
    return drafts.tables_of(Project(built.root), "2023")


def commands() -> list[str]:
    """The commands of the guide, line by line."""
    blocks = re.findall(r"^```sh\n(.*?)^```", GUIDE.text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


def test_the_commands_of_the_guide_list_what_it_says(
    tables: YearTables, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(drafts, "tables_of", lambda *_: tables)
    make_year, *checks = commands()
    assert make_year == "make year=2023" and len(checks) == 2
    monkeypatch.chdir(ROOT)
    printed = []
    for line in checks:
        assert main(["check-draft", *(f"--{word}" for word in line.split()[2:])]) == 2
        printed.append(capsys.readouterr().out.splitlines())
    (example,) = re.findall(r"^```\n(made_up_2023.*?)\n```", GUIDE.text, re.MULTILINE)
    assert all(example in lines for lines in printed)
    assert set(printed[1]) - set(printed[0]) == {line for line in printed[1] if "as made_up_2022.md has" in line}
    assert len(printed[1]) > len(printed[0]) > 10


def test_the_guide_says_the_limits_of_the_rules() -> None:
    assert GUIDE.says(f"A sentence with more than {MAX_NUMBERS} numbers")
    assert GUIDE.says(f"the first {MAX_SENTENCE:,} characters of a sentence")


def test_our_own_pages_and_words_raise_no_false_alarm_as_the_guide_says(built: Checkout, tables: YearTables) -> None:
    site = built.root / "reports/2023"
    pages = TOOL["pages_of"](site)
    faults, compared = false_alarms(pages, tables)
    assert faults == []
    assert GUIDE.says(f"| 2023 | {len(pages)} | ") and compared > 400, "the check compared next to nothing"
    faults, compared = false_alarms_in_word([site / "compendium_short.docx"], tables)
    assert faults == [] and compared > 100
    assert GUIDE.says("and the short compendium of 2023, to no false alarm")
