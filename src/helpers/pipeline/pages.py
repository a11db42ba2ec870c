"""The pages of a run: which are out of date, and making them from the executed notebooks."""

from __future__ import annotations

import gc
import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from helpers.pipeline.crate import write_crate
from helpers.pipeline.crate_workflow import WORKFLOW, workflow_bytes
from helpers.pipeline.freshness import digest, input_files, is_as_recorded
from helpers.pipeline.graph import read_declaration
from helpers.pipeline.kernels.text_storage import text_as_objects
from helpers.pipeline.site_inputs import depends_on
from helpers.present.site_pages import CRATE
from helpers.problems import Problem, StepFailed
from helpers.publish.site import (
    ASSURANCE,
    INDEX,
    ExportError,
    Footer,
    Site,
    as_notebook,
    index_last,
    render_pages,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from nbformat import NotebookNode

    from helpers.pipeline.card_pages import WrittenPages
    from helpers.pipeline.graph import Step
    from helpers.pipeline.manifest import StepRecord
    from helpers.pipeline.moving import Folders
    from helpers.pipeline.schedule import Run

OPENING = "07_compendium"
"""The step whose page the index opens on where there is no site, and whose tables the site is made from."""

FRONT = "Summary"
"""What the first page of the site is called on the pages of the notebooks."""

SOURCES = (
    "The figures are public sector information. Their sources are listed with licences and attributions at the end "
    "of the compendium."
)
ACCESSIBILITY = (
    "This page is made to meet the Web Content Accessibility Guidelines 2.2 at level AA: it works without scripts, "
    "every picture has a text alternative, and every table has headers."
)


def has_site(run: Run, steps: Sequence[Step]) -> bool:
    """Say whether a run is to have a site, and some steps write the tables that it is made from."""
    writes_its_tables = any(step.name == OPENING and "headline_facts" in step.declaration.writes for step in steps)
    return writes_its_tables and not run.project.notebooks_only


def _made(run: Run, records: Mapping[str, StepRecord]) -> list[Step]:
    return [step for step in run.steps if step.name in records]


def _fingerprint(run: Run, records: Mapping[str, StepRecord]) -> str:
    """Return what the pages of these steps depend on, as one hash."""
    look = f"src/{run.project.code.name}/publish/page"
    return digest(
        {
            "notebooks": {name: record.notebook for name, record in records.items()},
            "site": depends_on(run, records) if has_site(run, _made(run, records)) else {},
            "code": _code_of_pages(run),
            "look": input_files(run.project, [look]),
            "assurance": input_files(run.project, ["docs/assurance/*.yml"]),
            "ownership": run.settings.ownership.model_dump(mode="json"),
            "council": run.areas[run.settings.authority].name,
            "year": run.settings.parameters.year,
        }
    )


def prepare(run: Run) -> None:
    """Work out what the pages use of the modules while steps are at work, so that it need not be done at the end."""
    if not run.new.page_code:
        _code_of_pages(run)


def _code_of_pages(run: Run) -> str:
    """Return one hash of what the pages use of the modules; where no module has changed, the one that was recorded."""
    modules = run.code.hash_of_all()
    recorded = [manifest.page_code for manifest in (run.new, run.old) if manifest.page_code.get("modules") == modules]
    used = recorded[0]["used"] if recorded else digest(run.code.used_by_module("helpers.pipeline.pages"))
    run.new.page_code = {"modules": modules, "used": used}
    return used


def are_fresh(run: Run) -> bool:
    """Say whether the pages of the last good report are those its notebooks give."""
    records = run.old.steps
    if not records.keys() <= {step.name for step in run.steps}:
        return False
    fingerprint = _fingerprint(run, records)
    pages = {f"{name}.html": record.page for name, record in records.items()}
    paths = {run.final.report / name: page for name, page in {**pages, **run.old.pages}.items()}
    return all(record.page_fingerprint == fingerprint for record in records.values()) and all(
        is_as_recorded(path, page) for path, page in paths.items()
    )


def make(run: Run) -> None:
    """Make the page of every step that the run holds, that of the logs, and the index; record their hashes.

    Raises  StepFailed: their text has a placeholder, a gap or a value that only a program prints
    """
    from helpers.publish.page_lint import refusal

    written = _write(run, run.building)
    site = _write_site(run, run.building)
    # the index is the opening page under another name
    own = {name: html for name, html in written.items() if name != INDEX}
    if refused := refusal(own, run.settings.parameters.year, site.findings if site else ()):
        raise StepFailed(refused)
    fingerprint = _fingerprint(run, run.new.steps)
    hashes = {name: hashlib.sha256(html.encode()).hexdigest() for name, html in written.items()}
    for name, record in run.new.steps.items():
        record.page = hashes[f"{name}.html"]
        record.page_fingerprint = fingerprint
    of_no_step = written.keys() - {f"{name}.html" for name in run.new.steps}
    run.new.pages = {name: hashes[name] for name in of_no_step} | (site.hashes if site else {})
    run.new.pages[WORKFLOW] = hashlib.sha256(_write_workflow(run)).hexdigest()
    run.new.pages[CRATE] = hashlib.sha256(write_crate(run)).hexdigest()
    run.new.pages = dict(sorted(run.new.pages.items()))


def _write_workflow(run: Run) -> bytes:
    """Write the steps that a run has made beside their pages, and return what was written."""
    content = workflow_bytes(_made(run, run.new.steps))
    (run.building.report / WORKFLOW).write_bytes(content)
    return content


def make_what_is_possible(run: Run) -> None:
    """Make the pages of the steps a failed run finished; a page that cannot be made is no further failure."""
    try:
        _write(run, run.building)
        _write_site(run, run.building)
    except Problem as problem:
        run.progress.say(f"  No pages of the failed run: {problem}")


class PagesAhead:
    """The pages of a run's steps, each made in the background as soon as its notebook is there.

    They are made as for a whole report, so they count only where every step that was asked for has been made, and no
    other. A page that cannot be made is made again in the end, which then says why.
    """

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names = [step.name for step in run.wanted]
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._site = self._pool.submit(self._make_site)
        self._made: dict[str, Future[dict[str, str]]] = {ASSURANCE: self._pool.submit(self._logs)}

    def start(self, name: str) -> None:
        """Begin to make the page of a step whose notebook has been executed or reused."""
        self._made[name] = self._pool.submit(self._page, name)

    def finished(self, names: Sequence[str]) -> dict[str, str] | None:
        """Return the pages by file name once all are made; None where one is missing, or they are of other steps."""
        if list(names) != self._names or self._made.keys() != {*names, ASSURANCE}:
            return None
        if any(future.exception() for future in self._made.values()):
            return None
        pages = {file: html for name in (*names, ASSURANCE) for file, html in self._made[name].result().items()}
        return index_last(pages)

    def close(self) -> None:
        """Leave undone what has not begun, and wait for what has."""
        self._pool.shutdown(cancel_futures=True)

    def _make_site(self) -> Site:
        import helpers.publish.page.exporter  # noqa: F401 (takes long, and is needed by all)
        from helpers.present.pages.assurance import NAME

        run = self._run
        if has_site(run, run.wanted):
            _import_what_makes_the_site()
        sources = {step.name: read_declaration(step.notebook)[1] for step in run.wanted}
        titles = {name: title_of(notebook) for name, notebook in sources.items()}
        if not all(titles.values()):
            raise ExportError("a title is known only from the executed notebook")
        return Site(titles | {ASSURANCE: NAME}, **_shared(run, run.wanted))

    def _logs(self) -> dict[str, str]:
        return self._checked(self._site.result().pages_from(ASSURANCE, _logs_of(self._run)))

    def _page(self, name: str) -> dict[str, str]:
        notebook = _executed(self._run.building, name)
        return self._checked(self._site.result().pages_from(name, notebook))

    def _checked(self, pages: dict[str, str]) -> dict[str, str]:
        """Return the pages after looking through them once: what is found is remembered for `make`."""
        from helpers.publish.page_lint import page_findings

        for file, html in pages.items():
            if file != INDEX:
                page_findings(file, html, self._run.settings.parameters.year)
        return pages


def _import_what_makes_the_site() -> None:
    import helpers.pipeline.compendium_site  # noqa: F401 (takes long, and is needed in the end)


def _executed(folders: Folders, name: str) -> NotebookNode:
    from nbformat import reader

    # The run has written it and checked its format, so that is not checked again.
    notebook: NotebookNode = reader.reads((folders.report / f"{name}.ipynb").read_text(encoding="utf-8"))
    return notebook


def _logs_of(run: Run) -> NotebookNode:
    """Return the page of the assurance logs as a notebook."""
    from helpers.present.pages.assurance import LEAD, NAME, TITLE, log_sections

    return as_notebook(NAME, TITLE, LEAD, log_sections(run.assurance, run.settings.ownership))


def _shared(run: Run, steps: Sequence[Step]) -> dict[str, Any]:
    """Return what the pages of some steps have in common, beside their titles."""
    names = [step.name for step in steps]
    return {
        "opening": OPENING if OPENING in names else names[-1],
        "footer": Footer(SOURCES, ACCESSIBILITY, run.assurance.limits),
        "publication": f"Performance Compendium {run.settings.of_year}",
        "authority": run.areas[run.settings.authority].name,
        "front": FRONT if has_site(run, steps) else "",
    }


def _write(run: Run, folders: Folders) -> dict[str, str]:
    """Write the pages of the steps that the run holds, and return them by name."""
    steps = _made(run, run.new.steps)
    names = [step.name for step in steps]
    if not names:
        return {}
    pages = run.pages_ahead.finished(names) if run.pages_ahead else None
    if pages is None:
        notebooks = {name: _executed(folders, name) for name in names} | {ASSURANCE: _logs_of(run)}
        pages = render_pages(notebooks, **_shared(run, steps))
    for name, html in pages.items():
        (folders.report / name).write_text(html, encoding="utf-8", newline="\n")
    return pages


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """Leave unused objects where they are, to be collected later.

    A site is a million small values without a circle among them; to look for circles takes a quarter of its time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _write_site(run: Run, folders: Folders) -> WrittenPages | None:
    """Write the site of a run that has made the tables for it; nothing of another."""
    steps = _made(run, run.new.steps)
    if not has_site(run, steps):
        return None
    from helpers.pipeline.compendium_site import write_site  # takes long, and is needed by a site alone
    from helpers.present.pages.assurance import NAME

    titles = {f"{step.name}.html": title_of(read_declaration(step.notebook)[1]) or step.name for step in steps}
    with _nothing_collected(), text_as_objects():
        return write_site(run, folders.report, [*titles.items(), (f"{ASSURANCE}.html", NAME)])
