"""Executed notebooks into the pages of a report: one self-contained, accessible HTML file each.

nbconvert is imported when the first page is made, so a run with nothing to do does not pay for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from markupsafe import escape

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

_TO_A_PAGE: Final = re.compile(r'<a\b[^>]*\bhref="([^":#?]+\.html)(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)
"""A link to a page of the same report: its path, and the words that lead there."""


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

    `title` is the page's title, otherwise the notebook's metadata title, otherwise its heading; `current` is the
    page's own file name, which marks it in the `navigation` and names it in messages; `publication` and
    `authority` head the page. Equal input gives equal bytes.

    Raises  ExportError: the page would shut readers out: see `helpers.publish.page.content.prepare`
    """
    content = _prepare(notebook, current)
    return _render(
        content,
        title=title or title_of(notebook) or content.title,
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
    front: str = "",
) -> dict[str, str]:
    """Return all pages of a report by file name: '<name>.html' of each notebook, and index.html.

    `notebooks` are the executed notebooks by name ('07_compendium') in the order of their steps; `opening`
    names the one that index.html shows. The navigation has the titles of the
    notebooks, the opening page first. `front` is as for `Site`.

    Raises  ExportError: `opening` is not among the notebooks, two pages share a title, or a page would shut readers out
    """
    contents = {name: _prepare(notebook, name) for name, notebook in notebooks.items()}
    titles = {name: title_of(notebook) or contents[name].title for name, notebook in notebooks.items()}
    site = Site(titles, opening, footer, publication, authority, front)
    pages = {name: html for key, content in contents.items() for name, html in site.pages_of(key, content).items()}
    return index_last(pages)


def with_links_to(html: str, pages: Set[str]) -> str:
    """Return a page in which what leads to other pages than these of its report is plain words.

    >>> with_links_to('<a href="a.html#b">A</a>, <a href="b/c.html">C</a>, <a href="x:d.html">D</a>', {"a.html"})
    '<a href="a.html#b">A</a>, C, <a href="x:d.html">D</a>'
    """
    return _TO_A_PAGE.sub(lambda link: link[0] if link[1] in pages else link[2], html)


def index_last(pages: dict[str, str]) -> dict[str, str]:
    """Return pages with index.html as the last, where it is among them."""
    return pages | {INDEX: pages.pop(INDEX)} if INDEX in pages else pages


def title_of(notebook: Mapping[str, Any]) -> str:
    """Return the title that a notebook's metadata give its page; empty where they give none."""
    return str(notebook["metadata"].get("title") or "")


@dataclass(frozen=True)
class Site:
    """What the pages of one report have in common, so that each can be made before the others are there.

    `titles` are those of the pages by the names of the notebooks, in the order of their steps; `opening` is the name
    of the one that index.html shows too. Where index.html is another page, which the compendium's site opens on,
    `front` has the words that lead to it, and no index.html is made here. Without it links to pages of that site are
    plain words, as there is none.

    Raises  ExportError: it is not among them, or two share a title
    """

    titles: Mapping[str, str]
    opening: str
    footer: Footer
    publication: str = PUBLICATION
    authority: str = ""
    front: str = ""

    def __post_init__(self) -> None:
        if self.opening not in self.titles:
            raise ExportError(f"the report opens on {self.opening}, which is not among {', '.join(self.titles)}")
        titles = list(self.titles.values())
        if twice := sorted({title for title in titles if titles.count(title) > 1}):
            raise ExportError(f"each page needs a title of its own; {twice[0]!r} is used twice")

    def pages_from(self, name: str, notebook: NotebookNode) -> dict[str, str]:
        """Return the page of an executed notebook by file name, and index.html where the report opens on it.

        Raises  ExportError: a page would shut readers out
        """
        return self.pages_of(name, _prepare(notebook, name))

    def pages_of(self, name: str, content: Content) -> dict[str, str]:
        """Return the page of what a notebook holds by file name, and index.html where the report opens on it."""
        order = [self.opening, *(other for other in self.titles if other != self.opening)]
        navigation = [Link(INDEX, self.front)] if self.front else []
        navigation += [Link(self._entry(other), self.titles[other]) for other in order]
        full = f"{self.publication}, {self.authority}" if self.authority else self.publication
        title = f"{self.titles[name]} - {full}"
        html = _render(
            content,
            title=title,
            navigation=navigation,
            current=self._entry(name),
            footer=self.footer,
            publication=self.publication,
            authority=self.authority,
        )
        if not self.front:
            html = with_links_to(html, {INDEX, f"{ASSURANCE}.html", *(f"{other}.html" for other in self.titles)})
        pages = {f"{name}.html": html}
        if self._entry(name) == INDEX:  # the same page, under the title of the report
            pages[INDEX] = html.replace(f"<title>{escape(title)}</title>", f"<title>{escape(full)}</title>", 1)
        return pages

    def _entry(self, name: str) -> str:
        """Return the file to which the navigation leads for a notebook; its own page marks the same entry."""
        return INDEX if name == self.opening and not self.front else f"{name}.html"


def as_notebook(name: str, title: str, lead: str, parts: Iterable[Part]) -> NotebookNode:
    """Return a page that no step makes as the notebook that `render_pages` takes: name, title, lead and parts."""
    from nbformat.v4 import new_notebook

    from helpers.publish.page.nodes import code_node, display_node, markdown_node

    displays = (display_node({"text/html": to_html(part), "text/plain": repr(part)}, {}) for part in parts)
    cells = [markdown_node(f"# {title}\n\n{lead}", "lead")]
    cells += [code_node("", f"part-{number}", [output]) for number, output in enumerate(displays, start=1)]
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
