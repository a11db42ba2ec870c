"""The command that checks a draft report by itself and by the tables of its year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from helpers.areas import read_areas
from helpers.params import settings_for
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.pages.short_forms import MEANINGS
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register
from helpers.results.beside_headline import apart_counts
from helpers.results.drafts.check import check_draft
from helpers.results.drafts.year_tables import TABLES, YearTables, year_tables
from helpers.run_names import options_of
from helpers.sources.drafts.reading import read_draft
from helpers.sources.reference import read_same_measure
from helpers.sources.search_words import read_word_lists
from helpers.wording import number_of, singular_or_plural


def print_draft_check(
    project: Project, path: Path, year: str, authority: str = "", before: Path | None = None, period: str = ""
) -> None:
    """Print a line for each fault in a draft, or a summary of a draft without faults.

    `period` is the part of the year that the report is of, blank for the whole year; `before` is the draft or the
    text of the report before, if it is to be looked through for copied sentences.

    Raises  InputProblem: the draft has a fault, cannot be read, or the year has no tables
    """
    draft = read_draft(path)
    earlier = read_draft(before) if before else None
    tables = tables_of(project, year, authority, period)
    checked = check_draft(draft, tables, earlier)
    for fault in checked.faults:
        print(fault.said_of(draft.name))
    for remark in draft.remarks:
        print(f"{draft.name}: {remark}")
    if checked.repeated:
        of, is_are = number_of(checked.repeated, "sentence"), singular_or_plural(checked.repeated, "is", "are")
        print(f"{draft.name}: {of} without a figure or a time {is_are} also in the report before. Is all still true?")
    compared = f"{checked.compared:,} {singular_or_plural(checked.compared, 'statement was', 'statements were')}"
    read = f"{number_of(len(draft.passages), 'passage')} with {number_of(checked.numbers, 'number')}"
    scope = f"{read}; {compared} compared with the tables of {year}"
    if checked.faults:
        print(f"{draft.name}: {scope}.")
        them = singular_or_plural(len(checked.faults), "it", "them")
        faults = number_of(len(checked.faults), "fault")
        raise InputProblem(f"{draft.name} has {faults}; correct {them} and check the file again.")
    if not checked.compared:
        print(f"{draft.name}: {scope}. No number could be looked up, so the tables neither confirm nor contradict it.")
        return
    print(f"{draft.name}: {scope}; nothing that was compared is wrong.")


def tables_of(project: Project, year: str, authority: str = "", period: str = "") -> YearTables:
    """Return the tables of the last good report of a year, council and part of the year, to compare a draft with.

    Raises  InputProblem: there is no such year, or its report has not been made
    """
    settings = settings_for(project, read_areas(project.areas), year, authority, neighbours_of, period)
    tables = _read_tables(project, settings.run, f"make {options_of(settings.run)}")
    register, compendium = read_register(project.register), tables["compendium"]
    in_register = [indicator.indicator_id for indicator in register]
    same_measure = read_same_measure(project.same_measure, in_register, compendium["indicator_id"])
    counts = {"apart_counts": apart_counts(compendium, same_measure)}
    return year_tables(settings.parameters.year, {**tables, **counts}, _same_words(project, register))


def _read_tables(project: Project, run: str, make_report: str) -> dict[str, pd.DataFrame]:
    folder = project.processed / run
    missing = [name for name in TABLES if not (folder / f"{name}.parquet").is_file()]
    if missing:
        raise InputProblem(
            f"{project.relative(folder)} has no table {missing[0]}, and a draft is checked by the tables of its year; "
            f"make the report first, with {make_report}."
        )
    return {name: pd.read_parquet(folder / f"{name}.parquet") for name in TABLES}


def _same_words(project: Project, register: Sequence[Indicator]) -> Iterable[tuple[str, ...]]:
    """Give words that mean the same: those of the register's search words, and short forms with what they mean."""
    yield from read_word_lists(project.search_words, register)
    for short, meaning in MEANINGS.items():
        yield short, meaning.partition(":")[0]
