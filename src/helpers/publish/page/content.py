"""What a page prints of a notebook: cleaned, checked and put in reading order.

A notebook's HTML comes from its authors, its data and its libraries, so nothing of it is trusted: every
piece passes an allow-list before it is printed. What would shut readers out (a picture without a
description, a table without a caption, a skipped heading level) stops the export with a sentence that says
where it is and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any, Final

from nbconvert.filters.ansi import strip_ansi
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbconvert.preprocessors.sanitize import SanitizeHTML
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from helpers.publish.page.nodes import code_node, display_node, markdown_node
from helpers.publish.svg import without_title

HIDDEN_TAGS: Final = frozenset({"parameters", "injected-parameters", "hidden"})
FILLER_ALT: Final = frozenset(
    {
        "",
        "no description has been provided for this image",
        "image",
        "picture",
        "chart",
        "figure",
        "graph",
        "plot",
        "png",
        "alt",
        "alt text",
        "todo",
    }
)
# ids the page's frame uses itself
_TAKEN: Final = frozenset({"content", "contents", "limits", "top"})

_TEXT_TAGS: Final = (
    "a abbr b blockquote br caption cite code dd del details dfn div dl dt em figcaption figure "
    "h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strong sub summary sup "
    "table tbody td tfoot th thead time tr u ul var"
)
_DRAWING_TAGS: Final = "svg g path circle line rect polyline text"
_TAGS: Final = frozenset(f"{_TEXT_TAGS} {_DRAWING_TAGS}".split())
_EVERYWHERE: Final = frozenset({"class", "id", "role", "lang", "dir", "aria-label", "aria-hidden", "tabindex"})
_ATTRIBUTES: Final = {
    "a": {"href"},
    "abbr": {"title"},
    "ol": {"start", "reversed", "type"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope"},
    "time": {"datetime"},
    "svg": {"width", "height", "viewBox", "viewbox"},
    "g": {"transform", "font-family", "font-size", "font-weight", "text-anchor"},
    "path": {"d"},
    "circle": {"cx", "cy", "r"},
    "line": {"x1", "x2", "y1", "y2"},
    "rect": {"x", "y", "width", "height", "rx"},
    "polyline": {"points"},
    "text": {"x", "y", "text-anchor", "font-size", "font-weight"},
}
_SVG: Final = "image/svg+xml"
_PAINT: Final = frozenset({"fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity"})
# a link leads to a page on the web, a mail address, a place on this page or a file beside it
_LINK: Final = re.compile(r"(https?://|mailto:|#)\S*|[\w./-]+(#[\w-]*)?")
_PLAIN_COLOUR: Final = re.compile(r"[#\w .,%()-]*")

_HEADING: Final = re.compile(r"<h([1-6])([^>]*)>(.*?)</h\1>", re.DOTALL)
_ID: Final = re.compile(r'<[a-z][^<>]*\sid="([^"]*)"')
_IMAGE: Final = re.compile(r"<img\b")
_FRAME: Final = re.compile(r'<table[^>]*class="[^"]*\bdataframe\b')
_TABLE: Final = re.compile(r"<table\b([^>]*)>(\s*<caption\b)?")
_REGION: Final = re.compile(r'role="region"[^>]*aria-label="([^"]*)"|aria-label="([^"]*)"[^>]*role="region"')
_TAG: Final = re.compile(r"<[^>]*>")
_ADDRESS: Final = re.compile(r"\bat 0x[0-9a-fA-F]+")


class PageProblem(Exception):
    """A notebook cannot be shown as a page; the message names the notebook, the cell and the remedy."""


@dataclass(frozen=True)
class Heading:
    """A heading of the page: its level, its words and the anchor that leads to it."""

    level: int
    text: str
    slug: str


@dataclass(frozen=True)
class Content:
    """A notebook ready for the template, with its title and its headings in order."""

    notebook: NotebookNode
    title: str
    headings: tuple[Heading, ...]


@dataclass
class _Page:
    """What has been put on a page so far, for checks that reach across cells."""

    notebook: str
    headings: list[Heading] = field(default_factory=list)
    slugs: set[str] = field(default_factory=lambda: set(_TAKEN))
    regions: set[str] = field(default_factory=set)

    def stop(self, cell: int, what: str) -> PageProblem:
        return PageProblem(f"{self.notebook}, cell {cell}: {what}")


def _allowed(tag: str, name: str, value: str) -> bool:
    """Return whether an attribute may stay; the value has its entities resolved already."""
    value = unescape(value).strip()
    if name == "href":
        return tag == "a" and _LINK.fullmatch(value) is not None
    if name in _EVERYWHERE or name in _ATTRIBUTES.get(tag, ()):
        return True
    return tag in _DRAWING_TAGS.split() and name in _PAINT and _PLAIN_COLOUR.fullmatch(value) is not None


_CLEANER: Final = SanitizeHTML(tags=sorted(_TAGS), attributes=_allowed, strip=False, strip_comments=True)


# Text without angle brackets, or a tag in its plainest spelling; what HTML allows beyond that is not plain.
_PLAIN: Final = re.compile(r'[^<>]+|<(/?)([a-z][a-z0-9]*)((?: [A-Za-z][A-Za-z0-9-]*="[^"<>]*")*)(/?)>')
_PLAIN_ATTRIBUTE: Final = re.compile(r' ([A-Za-z0-9-]+)="([^"]*)"')
_VOID: Final = frozenset({"br", "hr", "img"})


def clean(html: str) -> str:
    """Return HTML with every element and attribute outside the allow-list made harmless.

    Unknown elements, scripts and styles among them, become visible text; event handlers, style attributes
    and links other than http, https, mailto and relative ones are dropped. Bleach parses as browsers do,
    at half a megabyte a second; so HTML in the plain spelling of our own tables, which leaves nothing to
    interpret, is checked tag by tag against the same list and passed on unchanged.
    """
    return html if _is_plain(html) else str(_CLEANER.sanitize_html_tags(html))


def _is_plain(html: str) -> bool:
    """Return whether HTML is plainly spelt, properly nested and entirely on the allow-list."""
    end = 0
    within: list[str] = []
    for token in _PLAIN.finditer(html):
        if token.start() != end:
            return False
        end = token.end()
        closing, tag, attributes, closed = token.groups()
        if tag is None:
            continue
        if closing:
            if attributes or closed or not within or within.pop() != tag:
                return False
        elif not _is_plain_tag(tag, attributes):
            return False
        elif tag not in _VOID and not (closed and tag in _DRAWING_TAGS.split()):
            within.append(tag)
    return end == len(html) and not within


@lru_cache(maxsize=4096)
def _is_plain_tag(tag: str, attributes: str) -> bool:
    pairs = _PLAIN_ATTRIBUTE.findall(attributes)
    named = [name for name, _ in pairs]
    return tag in _TAGS and len(set(named)) == len(named) and all(_allowed(tag, name, value) for name, value in pairs)


def safe_text(html: str) -> str:
    """Return the words of a piece of HTML on one line."""
    return " ".join(unescape(_TAG.sub("", html)).split())


def prepare(notebook: NotebookNode, name: str) -> Content:
    """Return a notebook's content ready for the template; `name` is how messages call the notebook.

    The notebook itself is left as it was. Markdown becomes cleaned HTML with anchors on its headings, an
    output keeps the most readable of its forms, and code is gathered into one cell at the end of each
    section.

    Raises  PageProblem: the notebook has no single title at its start, skips a heading level, shows a picture without a
            description, a table without a caption, two tables of one name, a text that differs between runs, or a
            failed cell
    """
    page = _Page(notebook=name)
    cells: list[NotebookNode] = []
    code: list[str] = []
    for number, cell in enumerate(notebook.cells, start=1):
        if HIDDEN_TAGS.intersection(cell.metadata.get("tags", [])):
            continue
        if cell.cell_type == "markdown":
            begun = bool(page.headings)
            html = _checked(page, number, _markdown(str(cell.source), cell.get("attachments", {})))
            if html.strip() and not page.headings:
                raise page.stop(number, "words stand before the title; begin the notebook with '# ...'")
            if begun and _HEADING.search(html):
                cells.extend(_fold(code, number))
            # the title and its lead stand apart from the first section, before the list of contents
            lead, opening, rest = html.partition("<h2") if not cells else ("", "", html)
            for part, prefix in ((lead, "lead"), (opening + rest, "cell")):
                if part.strip():
                    cells.append(markdown_node(part.strip(), f"{prefix}-{number}"))
        elif cell.cell_type == "code":
            if str(cell.source).strip():
                code.append(str(cell.source).strip())
            outputs = list(_outputs(page, number, cell))
            if outputs and not page.headings:
                raise page.stop(number, "results stand before the title; begin the notebook with '# ...'")
            if outputs:
                cells.append(code_node("", f"cell-{number}", outputs))
    cells.extend(_fold(code, len(notebook.cells) + 1))
    if not page.headings:
        raise PageProblem(f"{name}: the notebook has no title; begin it with '# ...'")
    ready = new_notebook(cells=cells, metadata=notebook.metadata)
    return Content(notebook=ready, title=page.headings[0].text, headings=tuple(page.headings))


def _markdown(source: str, attachments: dict[str, Any]) -> str:
    """Return markdown as cleaned HTML."""
    renderer = IPythonRenderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    return clean(str(MarkdownWithMath(renderer=renderer).render(source)))


def _fold(code: list[str], before: int) -> Iterator[NotebookNode]:
    """Give the code gathered before a cell as one cell of its own, and forget it."""
    if code:
        yield code_node("\n\n".join(code), f"code-{before}")
        code.clear()


def _outputs(page: _Page, number: int, cell: NotebookNode) -> Iterator[NotebookNode]:
    """Give a code cell's outputs in order, each as display data of one kind; warnings are left out."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            raise page.stop(number, f"the cell failed with {output.ename}: {output.evalue}")
        if output.output_type == "stream":
            if output.name == "stdout" and output.text.strip():
                yield from _display_data(page, number, {"text/plain": output.text.strip("\n")}, {})
        else:
            yield from _display_data(page, number, output.data, output.metadata)


def _display_data(page: _Page, number: int, data: dict[str, Any], metadata: dict[str, Any]) -> Iterator[NotebookNode]:
    """Give one output as display data: HTML, a picture with its words, or text; otherwise nothing."""
    if "text/html" in data:
        raw = "".join(data["text/html"])
        if _FRAME.search(raw):
            raise page.stop(
                number,
                "a data frame is shown as it is, without caption and header scope; "
                "show it with helpers.present.tables.table",
            )
        yield _display("text/html", _checked(page, number, clean(raw)))
        return
    if "text/markdown" in data:
        yield _display("text/html", _checked(page, number, _markdown("".join(data["text/markdown"]), {})))
        return
    if "image/png" in data:
        words = dict(metadata.get("image/png", {}))
        _check_alt(page, number, str(words.get("alt") or ""))
        described = {key: words[key] for key in ("alt", "title", "subtitle", "width") if words.get(key)}
        yield _display("image/png", "".join(str(data["image/png"]).split()), described)
        return
    words = dict(metadata.get(_SVG, {}))
    if _SVG in data and words.get("alt"):
        _check_alt(page, number, str(words["alt"]))
        described = {key: words[key] for key in ("alt", "title", "subtitle") if words.get(key)}
        yield _display(_SVG, clean(without_title("".join(data[_SVG]))), described)
        return
    pictures = sorted(kind for kind in data if kind.startswith("image/"))
    if pictures:
        raise page.stop(number, f"a picture is shown as {pictures[0]}; show it with helpers.present.charts")
    text = strip_ansi("".join(data.get("text/plain", "")))
    if _ADDRESS.search(text):
        raise page.stop(
            number,
            f"the text {text.strip()[:60]!r} holds a memory address, which differs in every run; "
            "end the cell with a semicolon or show the object with helpers.present",
        )
    if text.strip():
        yield _display("text/plain", text)


def _display(kind: str, value: str, words: dict[str, Any] | None = None) -> NotebookNode:
    return display_node({kind: value}, {kind: words} if words else {})


def _check_alt(page: _Page, number: int, alt: str) -> None:
    plain = " ".join(alt.split()).rstrip(".").lower()
    if plain in FILLER_ALT:
        fault = f"the description {alt!r} says nothing" if plain else "a picture has no description"
        raise page.stop(
            number,
            f"{fault}; draw it with helpers.present.charts or give alt text that names the kind of chart, "
            "the measure, the place, the period and the main message",
        )


def _checked(page: _Page, number: int, html: str) -> str:
    """Return cleaned HTML with anchors on its headings, after checking pictures, tables and headings."""
    if _IMAGE.search(html):
        raise page.stop(
            number,
            "a picture stands in text or HTML, without a title and a checked description; "
            "show it with helpers.present.charts",
        )
    for table in _TABLE.finditer(html):
        if not table[2]:
            raise page.stop(
                number, "a table has no caption; show it with helpers.present.tables.table, which writes one"
            )
    for region in _REGION.finditer(html):
        label = unescape(region[1] or region[2])
        if label in page.regions:
            raise page.stop(
                number, f"two tables are called {label!r}; give each its own caption, or a label of its own"
            )
        page.regions.add(label)
    for used in _ID.finditer(_HEADING.sub("", html)):
        if used[1] in page.slugs:
            raise page.stop(number, f"the anchor {used[1]!r} is used twice on the page")
        page.slugs.add(used[1])
    return _HEADING.sub(lambda match: _anchor(page, number, match), html)


def _anchor(page: _Page, number: int, match: re.Match[str]) -> str:
    """Return a heading with its anchor; the words alone decide it, and a repeat gets a number."""
    level, text = int(match[1]), safe_text(match[3])
    if not text:
        raise page.stop(number, "a heading has no words")
    if not page.headings and level != 1:
        raise page.stop(number, f"the page begins with a heading of level {level} ({text!r}); begin with '# ...'")
    if page.headings and level == 1:
        raise page.stop(number, f"a second title, {text!r}; a page has one heading of level 1, use '## ...'")
    if page.headings and level > page.headings[-1].level + 1:
        raise page.stop(
            number,
            f"the heading {text!r} jumps from level {page.headings[-1].level} to {level}; use level "
            f"{page.headings[-1].level + 1}",
        )
    base = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "section"
    slug, repeat = base, 1
    while slug in page.slugs:
        repeat += 1
        slug = f"{base}-{repeat}"
    page.slugs.add(slug)
    page.headings.append(Heading(level=level, text=text, slug=slug))
    return f'<h{level} id="{slug}">{match[3]}</h{level}>'


def outline(headings: Sequence[Heading], at_least: int = 3) -> list[Heading]:
    """Return the level 2 headings for the page's own list of contents, none on a short page."""
    second = [heading for heading in headings if heading.level == 2]
    return second if len(second) >= at_least else []
