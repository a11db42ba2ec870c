"""The pages of a run: which are out of date, and making them from the executed notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from helpers.assurance.logs import read_assurance
from helpers.pipeline.freshness import digest, input_files, is_as_recorded, sha256
from helpers.problems import Problem, StepFailed
from helpers.publish.site import ASSURANCE, INDEX, Footer, as_notebook, render_pages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from helpers.pipeline.moving import Folders
    from helpers.pipeline.schedule import Run

OPENING = "07_compendium"
"""The step whose page the index opens on."""

SOURCES = (
    "The figures are public sector information. Their sources are listed with licences and attributions at the end "
    "of the compendium."
)
ACCESSIBILITY = (
    "This page is made to meet the Web Content Accessibility Guidelines 2.2 at level AA: it works without scripts, "
    "every picture has a text alternative, and every table has headers."
)


def _fingerprint(run: Run, notebooks: Mapping[str, str]) -> str:
    """Return what the pages of these notebooks depend on, as one hash."""
    look = f"src/{run.project.code.name}/publish/page"
    return digest(
        {
            "notebooks": dict(notebooks),
            "code": run.code.used_by_module("helpers.pipeline.pages"),
            "look": input_files(run.project, [look]),
            "assurance": input_files(run.project, ["docs/assurance/*.yml"]),
            "council": run.areas[run.settings.authority].name,
            "year": run.settings.parameters.year,
        }
    )


def are_fresh(run: Run) -> bool:
    """Say whether the pages of the last good report are those its notebooks give."""
    records = run.old.steps
    if not records.keys() <= {step.name for step in run.steps}:
        return False
    known = _fingerprint(run, {name: record.notebook for name, record in records.items()})
    pages = {f"{name}.html": record.page for name, record in records.items()}
    paths = {run.final.report / name: page for name, page in {**pages, **run.old.pages}.items()}
    return all(record.page_fingerprint == known for record in records.values()) and all(
        is_as_recorded(path, page) for path, page in paths.items()
    )


def make(run: Run) -> None:
    """Make the page of every step that the run holds, that of the logs, and the index; record their hashes.

    Raises StepFailed where their text has a placeholder, a gap or a value that only a program prints.
    """
    from helpers.publish.page_lint import refusal

    written = _write(run, run.building)
    # the index is the opening page under another name
    own = {name: html for name, html in written.items() if name != INDEX}
    if told := refusal(own, run.settings.parameters.year):
        raise StepFailed(told)
    known = _fingerprint(run, {name: record.notebook for name, record in run.new.steps.items()})
    for name, record in run.new.steps.items():
        record.page = sha256(run.building.report / f"{name}.html")
        record.page_fingerprint = known
    of_no_step = written.keys() - {f"{name}.html" for name in run.new.steps}
    run.new.pages = {name: sha256(run.building.report / name) for name in sorted(of_no_step)}


def make_what_is_possible(run: Run) -> None:
    """Make the pages of the steps a failed run finished; a page that cannot be made is no further failure."""
    try:
        _write(run, run.building)
    except Problem as problem:
        run.progress.say(f"  No pages of the failed run: {problem}")


def _write(run: Run, folders: Folders) -> dict[str, str]:
    """Write the pages of the steps that the run holds, and return them by name."""
    import nbformat

    from helpers.present.pages.assurance import LEAD, NAME, TITLE, log_sections

    names = [step.name for step in run.steps if step.name in run.new.steps]
    if not names:
        return {}
    notebooks = {name: nbformat.read(folders.report / f"{name}.ipynb", as_version=4) for name in names}
    logs = read_assurance(run.project.assurance)
    notebooks[ASSURANCE] = as_notebook(NAME, TITLE, LEAD, log_sections(logs))
    council = run.areas[run.settings.authority].name
    pages = render_pages(
        notebooks,
        opening=OPENING if OPENING in names else names[-1],
        footer=Footer(SOURCES, ACCESSIBILITY, logs.limits),
        publication=f"Performance Compendium {run.settings.parameters.year}",
        authority=council,
    )
    for name, html in pages.items():
        (folders.report / name).write_text(html, encoding="utf-8", newline="\n")
    return pages
