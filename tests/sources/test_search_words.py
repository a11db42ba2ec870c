"""The words by which readers look for indicators, and what they look for that is not measured."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.sources.search_words import read_search_words

HEADER = "words,applies_to,not_measured\n"


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return tuple(read_register(Project(root).register))


def written(folder: Path, *lines: str) -> Path:
    path = folder / "search_words.csv"
    path.write_text(HEADER + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_the_shipped_file_leads_to_plans_and_says_that_potholes_are_not_measured(
    root: Path, register: tuple[Indicator, ...]
) -> None:
    words = read_search_words(Project(root).search_words, register, register)
    by_title = {one.indicator_id for one in register if re.search(r"\bEHC\b", one.title)}
    spelt_out = {name for name, others in words.by_indicator.items() if "education health and care plan" in others}
    assert spelt_out == by_title and len(by_title) >= 10
    (potholes,) = [one for one in words.not_measured if "potholes" in one.words]
    assert potholes.nearest == ("roads_maintenance_pct",)
    assert [one.why for one in words.not_measured if not one.nearest] == ["Floods and blocked drains are not measured."]


def test_every_abbreviation_of_a_title_can_be_found_spelt_out(root: Path, register: tuple[Indicator, ...]) -> None:
    """Capitals in a title that stand for words; grades, units and 4G are names of their own."""
    with Project(root).search_words.open(newline="", encoding="utf-8") as file:
        words = {word for row in csv.DictReader(file) for word in row["words"].split(";")}
    in_titles = {word for one in register for word in re.findall(r"\b[A-Z][A-Z0-9]{2,}\b", one.title)}
    assert sorted(in_titles - words) == ["AAB", "ASQ", "NHS"]
    assert {"ASQ-3", "EHC", "NEET", "SEND", "KS2"} <= words


def test_words_of_a_title_find_every_indicator_that_has_one(tmp_path: Path, register: tuple[Indicator, ...]) -> None:
    words = read_search_words(written(tmp_path, "cafcass;Court Advisory,,"), register, register)
    assert words.by_indicator == {"care_applications_rate": ("cafcass", "Court Advisory")}
    assert read_search_words(None, register, register) == ({}, ())


def test_a_report_leaves_out_what_is_nearest_and_not_its_own(tmp_path: Path, register: tuple[Indicator, ...]) -> None:
    path = written(tmp_path, "potholes,indicator:roads_maintenance_pct,Potholes are not measured.")
    others = [one for one in register if one.indicator_id != "roads_maintenance_pct"]
    (potholes,) = read_search_words(path, register, others).not_measured
    assert potholes.nearest == ()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (",,", r"row 2, column words: .* write at least one word"),
        ("potholes,,", r"row 2, column words: 'potholes' is not right; write a word of a title"),
        ("qqq;zzz,,", r"row 2, column words: 'qqq;zzz' has no word of a title"),
        ("potholes,indicator:potholes,", r"column applies_to: 'indicator:potholes' means no indicator"),
        ("potholes,roads,Not measured.", r"row 2, column applies_to: 'roads' is not right"),
        ("potholes,,Not measured", r"column not_measured: 'Not measured' is not right; write a whole sentence"),
        ("Cafcass,,Not measured.", r"column words: 'Cafcass' is in the title of care_applications_rate"),
        ("<b>;EHC,,", r"row 2, column words"),
        ("EHC; EHCP,,", r"separate the names with semicolons"),
    ],
)
def test_a_row_that_is_not_right_is_refused(
    tmp_path: Path, register: tuple[Indicator, ...], line: str, message: str
) -> None:
    with pytest.raises(InputProblem, match=message):
        read_search_words(written(tmp_path, line), register, register)
