"""The README says what is there: commands, paths, notebooks, packages, exit codes and numbers."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.pipeline.councils import councils_asked_for
from helpers.problems import ExitCode

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

FENCED = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
TICKED = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", README, flags=re.MULTILINE | re.DOTALL))
LINKS = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", README)
COMMANDS = sorted(
    {line for block in FENCED for line in block.splitlines() if line.startswith("make")}
    | {text for text in TICKED if text.startswith("make ")}
)
TARGETS = set(re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, re.MULTILINE))
VARIABLES = {*re.findall(r"^parameters := (.+)$", MAKEFILE, re.MULTILINE)[0].split(), "PYTHON", "ENV"}
MADE_BY_RUNS = tuple(
    line.removeprefix("/")
    for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    if line.endswith("/")
)


def is_path(text: str) -> bool:
    """Text in backticks that names something in the checkout: with a slash or a known ending, and no space."""
    if re.search(r"[\s<>=$]|://", text):
        return False
    return "/" in text or bool(re.search(r"\.(md|yml|toml|csv|lock|ipynb|py|html|json|parquet)$", text))


PATHS = sorted({text for text in TICKED if is_path(text)})


def table_under(heading: str) -> list[list[str]]:
    """The cells of the tables under a heading, without their heads."""
    part = README.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row] for row in rows]
    heads = [number - 1 for number, row in enumerate(cells) if set(row[0]) <= set("-:")]
    return [row for number, row in enumerate(cells) if number not in heads and number - 1 not in heads]


def test_there_is_something_to_test() -> None:
    assert len(COMMANDS) >= 8
    assert len(PATHS) >= 10
    assert len(LINKS) >= 4
    assert {"report", "test", "check", "help"} <= TARGETS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_make_command_can_be_given(command: str) -> None:
    words = shlex.split(command)[1:]
    values = dict(word.split("=", 1) for word in words if "=" in word)
    assert set(values) <= VARIABLES
    targets = [word for word in words if "=" not in word]
    assert set(targets) <= TARGETS
    assert targets or {"year", "years"} & set(values), "nothing would be made"
    for year in [values.get("year", ""), *values.get("years", "").split()]:
        assert not year or (ROOT / "params" / f"{year}.yml").is_file() != ("new-year" in targets)
    if "step" in values:
        assert list((ROOT / "notebooks").glob(f"{values['step']}_*.ipynb"))
    if "authority" in values:
        assert councils_asked_for(Project(ROOT), values["year"], values["authority"])


@pytest.mark.parametrize("path", PATHS)
def test_every_path_is_there_or_is_made_by_a_run(path: str) -> None:
    assert not path.startswith(("/", "~", ".."))
    if f"{path}/".startswith(MADE_BY_RUNS):
        return
    assert list(ROOT.glob(path.rstrip("/"))), path


def test_what_a_run_makes_is_made(built: Any) -> None:
    """Every path of the table, in a checkout where the report has been made."""
    paths = [re.sub(r"`", "", row[0]) for row in table_under("What appears where") if "2023/" in row[0]]
    assert len(paths) >= 5
    for path in paths:
        assert list(built.root.glob(path)), path


@pytest.mark.parametrize("link", sorted(set(LINKS)))
def test_every_link_in_the_checkout_leads_somewhere(link: str) -> None:
    if not link.startswith("https://"):
        assert (ROOT / link).exists()


def test_the_notebooks_are_all_there_with_their_questions() -> None:
    notebooks = {
        Path(cells[0].strip("`")).name: cells[1]
        for cells in table_under("What appears where")
        if cells[0].startswith("`notebooks/")
    }
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    assert sorted(notebooks) == [path.name for path in paths]
    for path in paths:
        heading = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]).splitlines()[0]
        question = heading.partition(": ")[2]
        assert notebooks[path.name].casefold() == question.casefold()


def test_the_packages_are_those_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = project["dependency-groups"]
    declared = project["project"]["dependencies"] + [
        name for group in ("dev", "shell", "spark") for name in groups[group]
    ]
    names = {re.split(r"[=<>~! ;\[]", requirement)[0] for requirement in declared}
    packages = [row[0] for row in table_under("Dependencies")]
    assert sorted(packages) == sorted(names)


def test_the_exit_codes_are_those_of_the_code() -> None:
    codes = {int(row[0]) for row in table_under("How a run ends")}
    reserved = {int(code) for code in re.findall(r"code (\d) is reserved", README)}
    assert codes == set(ExitCode)
    assert not codes & reserved


def test_the_years_are_those_with_a_parameter_file() -> None:
    sentence = re.search(r"There are parameter files for ([\d, and\n]+)\.", README)
    assert sentence
    years = sorted(path.stem for path in (ROOT / "params").glob("[0-9]*.yml"))
    assert re.findall(r"\d{4}", sentence[1]) == years


def test_the_numbers_are_those_of_the_report(built: Any) -> None:
    """The number of indicators, the headline in the picture's description, and the one rule that decides."""
    table = pd.read_csv(built.root / "data" / "processed" / "2023" / "compendium.csv")
    assert f"{len(table)} indicators" in README.replace("\n", " ")
    headline = table[table["in_headline"]]
    counts = headline["direction"].value_counts()
    ranked, top = headline["quartile"].notna().sum(), headline["quartile"].isin([1, 2]).sum()
    text = README.replace("\n", " ")
    for phrase in (
        f"{counts['Improved']} indicators improved",
        f"{counts['No real change']} show no real change",
        f"{counts['Worsened']} worsened",
        f"{counts['Cannot be determined']} cannot be determined",
        f"{top} of {ranked} ranked indicators",
    ):
        assert phrase in text
    judged = table[table["direction"].isin(["Improved", "No real change", "Worsened"])]
    assert set(judged["rule"]) == {"tolerance"}
    assert f"The {len(judged)} judged directions of 2023 rest on a tolerance of 2%" in text


def test_make_takes_what_every_command_of_the_documents_gives_it(root: Path) -> None:
    takes = {one[1]: set(one[2].split()) for one in re.finditer(r"^for_([\w-]+) := (.*)$", MAKEFILE, re.MULTILINE)}
    paths = (root / "README.md", root / "CONTRIBUTING.md", *sorted((root / "docs").rglob("*.md")))
    command = re.compile(r"\bmake(?: [\w-]+\b(?!=))?(?: [a-z]+=(?:\"[^\"]*\"|[^\s`\"]+))+")
    refused, commands = set(), 0
    for path in paths:
        for line in command.findall(path.read_text(encoding="utf-8")):
            words = re.sub(r'="[^"]*"', "=", line).split()[1:]
            target = "report" if "=" in words[0] else words[0]
            names = {word.partition("=")[0] for word in words if "=" in word}
            refused |= {(path.name, target, name) for name in names - takes.get(target, set())}
            commands += 1
    assert not refused
    assert commands > 100
