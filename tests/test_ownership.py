"""What belongs to one council is left out of a report on another: the values of the pages, not the pages."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path

import pandas as pd
import pytest
from frames import NO_MARKS

from helpers import ownership
from helpers.areas import read_areas
from helpers.assurance.logs import REFERENCE, read_assurance
from helpers.ownership import read_ownership
from helpers.paths import Project
from helpers.pipeline.step import NotebookSession, start_step
from helpers.present.pages import commitments, outcomes, register_tables, statements, surveys
from helpers.present.pages.assurance import log_sections
from helpers.problems import InputProblem
from helpers.publish.html import to_html
from helpers.results.beside_headline import controller_counts
from helpers.results.commitments import areas_of_focus
from helpers.sources import reference, register_files
from helpers.sources.catalogue import read_sources
from helpers.sources.commitments import read_commitments
from helpers.sources.statements import read_statements

LEICESTERSHIRE = "E10000018"
COUNCILS = [
    (2023, "E10000016"),
    (2023, "E06000052"),
    (2023, "E06000066"),
    (2023, "E06000061"),
    (2020, "E10000006"),
]
"""Kent, Cornwall, Somerset, North Northamptonshire, and Cumbria before it was divided."""

HEADER = "file,part,council,what\n"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def words_of_one_council(root: Path, year: int) -> dict[str, set[str]]:
    """Return the words of Leicestershire's that no other council's report may have, from the files themselves."""
    register = rows_of(root / "params/indicators.csv")
    framework = start_step("01_ingestion", year).settings.framework
    named = {"frameworks": {one.name for theme in framework.themes for one in theme.outcomes if one.is_in(year)}}
    return named | {
        "posts": {row["owner"] for row in register},
        "returned": {row["title"] for row in register if row["source_id"] == "local_return"},
        "reviews": {row["review"] for row in register if row["review"]},
        "asked for": {row["answer"] for row in rows_of(root / "params/asked_for.csv")},
        "statements": {
            row["statement"] for row in rows_of(root / "params/statements.csv") if "{" not in row["statement"]
        },
        "commitments": {row["subject"] for row in rows_of(root / "params/commitments.csv") if " " in row["subject"]},
        "baselines": {row["reason"] for row in rows_of(root / "params/baselines.csv")},
        "surveys": {row["card"] for row in rows_of(root / "params/surveys.csv")},
        "assurance": {"Earlier reports of the council", "report of 2018", "report of 2012", "Effects of other rules"},
    }


def pages_of(step: NotebookSession) -> str:
    """Return, as one text, the parts of the pages that speak of a council rather than of its figures."""
    project, register = step.project, step.register()
    none = pd.DataFrame({"indicator_id": [], "reason": []})
    year = step.parameters.year
    framework, is_own = step.settings.framework, step.settings.has_own_framework
    indicators = reference.register_table(register, none, framework, year)
    dashboards = reference.dashboard_table(framework, register)
    baselines = register_files.baselines_table(register_files.read_baselines(step.own(project.baselines), register))
    kinds = register_files.read_survey_kinds(step.own(project.survey_kinds), register)
    asked_for = register_files.read_asked_for(step.own(project.asked_for), register, year)
    asked_for = asked_for.assign(
        title="A measure",
        value=1.0,
        decimals=0,
        unit="%",
        period="2020",
        direction="Improved",
        evidence="clear",
        marker="",
        provisional=False,
        derived=False,
    )
    reached = register_files.outcomes_table(framework, register, year, is_own=is_own)
    counts = reached[["theme", "outcome"]].drop_duplicates().assign(
        measures=1, with_figure=1, improved=1, improved_clear=0, no_real_change=0, worsened=0, worsened_clear=0,
        cannot_be_determined=0,
    )  # fmt: skip
    themes = [theme.name for theme in framework.themes]
    stated = read_statements(step.own(project.statements), register, themes, year)
    named = read_commitments(step.own(project.commitments), register, year)
    no_figures = pd.DataFrame(
        columns=["indicator_id", "title", "theme", "direction", "evidence", "quartile", "in_headline", *NO_MARKS]
    )
    no_figures = no_figures.astype({"in_headline": "bool"})
    no_families = pd.DataFrame(columns=["family", "indicator_id"])
    sources = pd.DataFrame({"source_id": list(read_sources(project.sources)), "dataset": "A data set"})
    parts = [
        step.header(),
        register_tables.register_summary(indicators, dashboards),
        register_tables.register_table(indicators, dashboards, sources),
        register_tables.definitions_table(indicators, dashboards),
        register_tables.answering_table(indicators, dashboards, baselines, is_two_tier=step.is_two_tier),
        register_tables.retired_indicators(reference.retired_table(register, year)),
        surveys.kinds_table(kinds, indicators),
        outcomes.asked_for(asked_for),
        outcomes.outcomes(counts, layout=step.settings.borrowed_layout),
        statements.judgements_table(stated),
        commitments.focus_parts(areas_of_focus(named, no_figures, no_families, year), "around.html"),
        *log_sections(read_assurance(project.assurance), step.settings.ownership),
    ]
    markup = " ".join(to_html(part) for part in parts if part is not None)
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^>]+>", "\n", markup)))


def words_in(words: dict[str, set[str]], text: str) -> dict[str, set[str]]:
    """Return the words that a text has, by where they come from; none from a file is left out."""
    return {where: {word for word in of_file if word in text} for where, of_file in words.items()}


@pytest.mark.parametrize("year", [2020, 2023])
def test_the_words_of_the_council_are_in_its_own_report(root: Path, year: int) -> None:
    words = words_of_one_council(root, year)
    in_own = words_in(words, pages_of(start_step("01_ingestion", year)))
    assert [where for where, some in in_own.items() if not some] == []


@pytest.mark.parametrize(("year", "council"), COUNCILS)
def test_no_word_of_one_council_is_in_the_report_on_another(root: Path, year: int, council: str) -> None:
    step = start_step("01_ingestion", year, council)
    text = pages_of(step)
    words = words_of_one_council(root, year)
    assert words_in(words, text) == {where: set() for where in words}
    # It is named as the one whose plan gives the layout, and as a member of the group that the network does not name.
    left = text.replace("Leicestershire County Council, as no plan of this council is at hand", "")
    left = re.sub(r"laid out as in another council's: .* of Leicestershire County Council\.", "", left)
    left = left.replace("Leicestershire belongs in the group of county areas.", "")
    assert re.findall(r"[^\n.]*Leicestershire[^\n.]*", left) == []
    assert step.council.name in text
    entries = {name for name in read_assurance(step.project.assurance).ids() if f"\n{name}\n" in text}
    assert set(REFERENCE.findall(text)) == entries


@pytest.mark.parametrize(("year", "council"), COUNCILS)
def test_a_council_without_districts_has_no_county_council_beside_it(year: int, council: str) -> None:
    is_two_tier = council in {"E10000016", "E10000006"}  # Kent, and Cumbria until 2023, as the ONS lists of areas say
    step = start_step("01_ingestion", year, council)
    indicators = reference.register_table(step.register(), pd.DataFrame({"indicator_id": [], "reason": []}))
    dashboards = pd.DataFrame({"dashboard": indicators["dashboard"].unique()}).assign(dashboard_order=1)
    none = register_files.baselines_table(())
    table = to_html(register_tables.answering_table(indicators, dashboards, none, is_two_tier=step.is_two_tier))
    assert ("The county council" in table, "The district councils" in table, "District councils" in table) == (
        (is_two_tier,) * 3
    )
    assert ("<td>The council</td>" in table) is not is_two_tier
    counted = pd.DataFrame({"controlled_by": ["county", "district", "nhs"], "direction": "Improved"})
    counts = controller_counts(counted, is_two_tier=step.is_two_tier)
    by_controller = dict(zip(counts["controlled_by"], counts["total"], strict=True))
    assert by_controller == ({"county": 1, "district": 1, "nhs": 1} if is_two_tier else {"county": 2, "nhs": 1})


def test_returns_of_one_council_give_no_figures_or_cards_of_another(root: Path) -> None:
    """The notebook asks for returns only where they are the council's own."""
    own, other = (start_step("01_ingestion", 2023, code).settings.ownership for code in ("", "E10000016"))
    assert [owned.has(ownership.REGISTER, ownership.RETURNED) for owned in (own, other)] == [True, False]
    assert "with_returns=with_returns" in (root / "notebooks/01_ingestion.ipynb").read_text(encoding="utf-8")


def test_every_file_of_parameters_is_said_to_be_of_one_council_or_of_all(root: Path) -> None:
    owned = rows_of(root / "params/ownership.csv")
    names = [path.relative_to(root).as_posix() for path in sorted((root / "params").rglob("*")) if path.is_file()]
    assert [name for name in names if not any(fnmatchcase(name, row["file"]) for row in owned)] == []
    missing = [row["file"] for row in owned if not list(root.glob(row["file"]))]
    assert missing == []
    ids = set(read_assurance(root / "docs/assurance").ids())
    assert {row["part"] for row in owned if row["part"].startswith(("ASM", "DEC", "DATA"))} <= ids


def test_no_step_reads_a_file_of_one_council_without_asking_whose_it_is(root: Path) -> None:
    """The files are read through `step.own` and the register through `step.register`, but for its identifiers."""
    project = Project(root)
    owned = [row["file"] for row in rows_of(root / "params/ownership.csv") if row["council"] and not row["part"]]
    paths = {name: getattr(project, name) for name in dir(Project) if isinstance(getattr(Project, name), property)}
    of_one = [
        name
        for name, path in paths.items()
        if isinstance(path, Path) and any(fnmatchcase(project.relative(path), pattern) for pattern in owned)
    ]
    assert {
        "approvals",
        "asked_for",
        "baselines",
        "cost_neighbours",
        "comments",
        "commitments",
        "counts_of_things",
        "printed_headlines",
        "published_figures",
        "statements",
        "survey_kinds",
        "named_measures",
        "agreement_measures",
        "agreements",
        "risks",
        "framework_mapping",
        "funding_comparators",
        "targets",
        "target_milestones",
        "target_judgements",
        "target_options",
        "split_years",
    } == set(of_one)
    for notebook in sorted((root / "notebooks").glob("*.ipynb")):
        code = notebook.read_text(encoding="utf-8")
        for name in of_one:
            used = len(re.findall(rf"step\.project\.{name}\b", code))
            assert used == len(re.findall(rf"step\.own(?:_of_year)?\(step\.project\.{name}\)", code)), (
                notebook.name,
                name,
            )
        assert "read_register(" not in code or "read_parts(" in code, notebook.name
    for name in ("statements", "commitments", "printed_headlines"):
        code = "".join(path.read_text(encoding="utf-8") for path in (root / "src/helpers/pipeline").glob("*.py"))
        used = len(re.findall(rf"project\.{name}\b", code))
        assert (
            used == len(re.findall(rf"(?:own_file\(run, (?:run\.)?|self\.own\(self\.)project\.{name}\)", code)) > 0
        ), name


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("params/a.csv,,,Same\nparams/a.csv,,E10000018,Same\n", "row 3, column part: '' of params/a.csv is given"),
        ("params/a.csv,,Leicestershire,Name\n", "row 2, column council: 'Leicestershire' is no code of a council"),
        ("params/indicators.csv,title,E10000018,Part\n", "row 2, column part: 'title' is no part of params/"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, rows: str, message: str) -> None:
    path = tmp_path / "ownership.csv"
    path.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(InputProblem, match=re.escape(message)):
        read_ownership(path, (LEICESTERSHIRE,))


def test_a_code_that_the_council_had_before_counts_as_its_own(root: Path, tmp_path: Path) -> None:
    """North Yorkshire has been E06000065 since April 2023 and was E10000023 before."""
    path = tmp_path / "ownership.csv"
    path.write_text(HEADER + "params/a.csv,,E10000023,Its list\nparams/[0-9]*.yml,,E10000018,Years\n", encoding="utf-8")
    areas = read_areas(Project(root).areas)
    north_yorkshire = read_ownership(path, areas.same_council("E06000065"))
    answers: Callable[[str], bool] = north_yorkshire.has
    assert [answers(file) for file in ("params/a.csv", "params/2023.yml", "params/b.csv")] == [True, False, True]
