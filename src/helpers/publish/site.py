"""Executed notebooks into the pages of a report: one self-contained, accessible HTML file each.

nbconvert is imported when the first page is made, so a run with nothing to do does not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from helpers.problems import Problem
from helpers.publish.html import to_html

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from helpers.assurance.logs import Limit
    from helpers.present.values import Part
    from helpers.publish.page.content import Content

INDEX: Final = "index.html"
ASSURANCE: Final = "assurance"
"""The name of the page that prints the assurance logs."""

PUBLICATION: Final = "Performance Compendium"


class ExportError(Problem):
    """A notebook cannot be shown as a page; the message names the notebook, the cell and the remedy."""


@dataclass(frozen=True)
class Link:
    """An entry of the navigation: a file beside the page and the words that lead to it."""

    href: str
    label: str


@dataclass(frozen=True)
class Footer:
    """The words at the foot of every page, as plain text: limits, sources and licence, and accessibility."""

    sources: str
    accessibility: str
    limits: Sequence[Limit] = ()


def render_page(
    notebook: NotebookNode,
    *,
    title: str | None = None,
    navigation: Sequence[Link],
    current: str,
    footer: Footer,
    publication: str = PUBLICATION,
    authority: str = "",
) -> str:
    """Return an executed notebook as one complete HTML page that loads nothing and runs nothing.

    `title` is the page's title, else the notebook's metadata title, else its heading; `current` is the
    page's own file name, which marks it in the `navigation` and names it in messages; `publication` and
    `authority` head the page. Equal input gives equal bytes. Raises ExportError where the page would shut
    readers out: see `helpers.publish.page.content.prepare`.
    """
    content = _prepare(notebook, current)
    return _render(
        content,
        title=title or str(notebook.metadata.get("title") or content.title),
        navigation=navigation,
        current=current,
        footer=footer,
        publication=publication,
        authority=authority,
    )


def render_pages(
    notebooks: Mapping[str, NotebookNode],
    *,
    opening: str,
    footer: Footer,
    publication: str = PUBLICATION,
    authority: str = "",
) -> dict[str, str]:
    """Return all pages of a report by file name: '<name>.html' of each notebook, and index.html.

    `notebooks` are the executed notebooks by name ('07_compendium') in the order of their steps; `opening`
    names the one that index.html shows. The navigation has the titles of the
    notebooks, the opening page first. Raises ExportError where `opening` is not among the
    notebooks, two pages share a title, or a page would shut readers out.
    """
    if opening not in notebooks:
        raise ExportError(f"the report opens on {opening}, which is not among {', '.join(notebooks)}")
    contents = {name: _prepare(notebook, name) for name, notebook in notebooks.items()}
    titles = {name: str(notebook.metadata.get("title") or contents[name].title) for name, notebook in notebooks.items()}
    twice = sorted({title for title in titles.values() if list(titles.values()).count(title) > 1})
    if twice:
        raise ExportError(f"each page needs a title of its own; {twice[0]!r} is used twice")
    order = [opening, *(name for name in notebooks if name != opening)]
    navigation = [Link(INDEX if name == opening else f"{name}.html", titles[name]) for name in order]

    def page(name: str, current: str, title: str) -> str:
        return _render(
            contents[name],
            title=title,
            navigation=navigation,
            current=current,
            footer=footer,
            publication=publication,
            authority=authority,
        )

    full = f"{publication}, {authority}" if authority else publication
    pages = {
        # the opening notebook's own page marks the same entry of the navigation as the index does
        f"{name}.html": page(name, INDEX if name == opening else f"{name}.html", f"{titles[name]} - {full}")
        for name in notebooks
    }
    pages[INDEX] = page(opening, INDEX, full)
    return pages


def as_notebook(name: str, title: str, lead: str, parts: Iterable[Part]) -> NotebookNode:
    """Return a page that no step makes as the notebook that `render_pages` takes: name, title, lead and parts."""
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    outputs = [
        new_output("display_data", data={"text/html": to_html(part), "text/plain": repr(part)}, metadata={})
        for part in parts
    ]
    cells = [new_markdown_cell(f"# {title}\n\n{lead}"), *(new_code_cell("", outputs=[output]) for output in outputs)]
    return new_notebook(cells=cells, metadata={"title": name})


def _prepare(notebook: NotebookNode, name: str) -> Content:
    from helpers.publish.page.content import PageProblem, prepare

    try:
        return prepare(notebook, name)
    except PageProblem as problem:
        raise ExportError(str(problem)) from problem


def _render(
    content: Content,
    *,
    title: str,
    navigation: Sequence[Link],
    current: str,
    footer: Footer,
    publication: str,
    authority: str,
) -> str:
    from helpers.publish.page.content import outline
    from helpers.publish.page.exporter import page_exporter

    page = {
        "title": title,
        "publication": publication,
        "authority": authority,
        "navigation": navigation,
        "current": current,
        "outline": outline(content.headings),
        "footer": [footer.sources, footer.accessibility],
        "limits": footer.limits,
        "logs": f"{ASSURANCE}.html",
    }
    html, _ = page_exporter().from_notebook_node(content.notebook, {"page": page})
    return html
