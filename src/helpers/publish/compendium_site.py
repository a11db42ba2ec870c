"""The pages of the site as HTML: a frame with landmarks and a way through the site, and the values of one page in it.

Every page is complete without scripts, and loads one style sheet and one script that lie beside it. Nothing holds a
time, so the same values give the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from markupsafe import escape

from helpers.present.site_pages import INDEX, SitePage, from_page
from helpers.present.values import Beside, Chart, Paragraph, Part, Parts
from helpers.publish.html import spans_html, to_html
from helpers.publish.svg import drawing_svg
from helpers.publish.tool_attributes import scale_attribute
from helpers.visible import make_visible

STYLE: Final = "site.css"
"""The style sheet of the site, in the folder of the report."""

STYLE_FILES: Final = tuple(Path(__file__).parent / "page" / "site" / name for name in (STYLE, "cards.css"))
"""What the style sheet is made from: the look of every page, and that of the cards."""

SCRIPT: Final = "site.js"
"""The script of the site, in the folder of the report: search, sorting, filters and other councils on a chart."""

SCRIPT_FILE: Final = Path(__file__).parent / "page" / "site" / SCRIPT


@dataclass(frozen=True)
class SiteFrame:
    """What is around every page: what it is part of, how far the report has come, and the way through the site.

    `navigation` has the path of each entry and its words, and so has `footer`, where words without a path are a
    paragraph. The stage is also printed at the head of every sheet of paper.
    """

    publication: str
    authority: str
    stage: str
    issued: str = ""
    contact: str = ""
    next_update: str = ""
    navigation: Sequence[tuple[str, str]] = ()
    footer: Sequence[tuple[str, str]] = ()


def style_sheet() -> str:
    """Return the text of the style sheet that every page loads."""
    return "".join(file.read_text(encoding="utf-8") for file in STYLE_FILES)


def script() -> str:
    """Return the text of the script that every page loads."""
    return SCRIPT_FILE.read_text(encoding="utf-8")


def render_site(pages: Sequence[SitePage], frame: SiteFrame) -> dict[str, str]:
    """Return every page as HTML by its path in the folder of the report, with the style sheet and the script.

    Raises  ValueError: two pages have one path
    """
    paths = [page.path for page in pages]
    if twice := sorted({path for path in paths if paths.count(path) > 1}):
        raise ValueError(f"each page needs a path of its own; {twice[0]} is used twice")
    beside = {STYLE: f"{style_sheet()}{_sheets(frame)}\n", SCRIPT: script()}
    return {page.path: render_page(page, frame) for page in pages} | beside


def render_page(page: SitePage, frame: SiteFrame) -> str:
    """Return one page of the site as a complete HTML document."""
    lead = to_html(Paragraph(page.lead)).replace("<p>", '<p class="lead">', 1) if page.lead else ""
    parts = "".join(map(_part, page.parts))
    inside = f'<div class="{page.kind}">{parts}</div>' if page.kind else parts
    body = f"<h1>{spans_html(page.heading) if page.heading else _text(page.title)}</h1>\n{lead}{inside}"
    full = f"{frame.publication}, {frame.authority}"
    title = full if page.path == INDEX else f"{page.title} - {full}"
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{_text(title)}</title>\n"
        f'<link rel="stylesheet" href="{_text(from_page(STYLE, page.path))}">\n'
        f'<script src="{_text(from_page(SCRIPT, page.path))}" defer></script>\n</head>\n<body>\n'
        f'<a class="skip" href="#content">Skip to content</a>\n{_head(frame)}\n{_navigation(page, frame)}\n'
        f'<main id="content" class="inner" tabindex="-1">\n{body}\n</main>\n'
        f"{_footer(page, frame)}\n"
        "</body>\n</html>\n"
    )


POLICY: Final = (
    "default-src 'none'; style-src 'self' file:; script-src 'self' file:; img-src 'self' data:; base-uri 'none'; "
    "form-action 'none'"
)
"""What a page may load, as a Content-Security-Policy: what lies beside it. It stands in double marks as it is.

A page is also read from a folder, where the standard does not say that a file beside the page is of its own origin.
Chromium takes it for 'self'; file: names it for browsers that do not. On a web server file: allows nothing.
"""


def _head(frame: SiteFrame) -> str:
    issued = f"<p>Issued {_text(frame.issued)}</p>" if frame.issued else ""
    contact = f"<p>{_text(frame.contact)}</p>" if frame.contact else ""
    update = f"<p>Next update {_text(frame.next_update)}</p>" if frame.next_update else ""
    return (
        f'<header><div class="inner"><p class="publication">{_text(frame.publication)}</p>'
        f'<p>{_text(frame.authority)}</p><p class="stage">{_text(frame.stage)}</p>'
        f"{issued}{contact}{update}</div></header>"
    )


def _navigation(page: SitePage, frame: SiteFrame) -> str:
    entries = []
    for path, words in frame.navigation:
        current = (
            ' aria-current="page"' if path == page.path else ' aria-current="true"' if path == page.section else ""
        )
        entries.append(f'<li><a href="{_text(from_page(path, page.path))}"{current}>{_text(words)}</a></li>')
    return f'<nav aria-label="Parts of the compendium"><ul class="inner">{"".join(entries)}</ul></nav>'


def _footer(page: SitePage, frame: SiteFrame) -> str:
    lines = (
        f'<a href="{_text(from_page(path, page.path))}">{_text(words)}</a>' if path else _text(words)
        for path, words in frame.footer
    )
    return f'<footer><div class="inner">{"".join(f"<p>{line}</p>" for line in lines)}</div></footer>'


def _sheets(frame: SiteFrame) -> str:
    """Return the style of sheets of paper: landscape, with the publication, the stage and the number of the page."""
    whole = ", ".join(filter(None, (frame.publication, frame.authority)))
    stage = f"{frame.stage}, issued {frame.issued}" if frame.issued else frame.stage
    return (
        "@page{size:A4 landscape;margin:15mm 12mm;"
        f"@top-left{{content:{_quoted(whole)};font:8pt Arial,sans-serif}}"
        f"@top-right{{content:{_quoted(stage)};font:bold 10pt Arial,sans-serif}}"
        '@bottom-right{content:"Page " counter(page) " of " counter(pages);font:8pt Arial,sans-serif}}'
    )


def _quoted(words: str) -> str:
    """Return words as a text of a style sheet, in which nothing can end it."""
    safe = "".join(
        char if char.isalnum() or char in " ,.'()-/" else f"\\{ord(char):x} " for char in make_visible(words)
    )
    return f'"{safe}"'


def _part(part: Part) -> str:
    if isinstance(part, Chart):
        return _figure(part)
    if isinstance(part, Parts):
        return "".join(map(_part, part))
    if isinstance(part, Beside):
        return f'<div class="beside">{"".join(f"<section>{_part(parts)}</section>" for parts in part.parts)}</div>'
    return to_html(part)


def _figure(chart: Chart) -> str:
    drawing = chart.picture
    # the title stands above
    described = chart.alt.replace(f" {chart.title.rstrip('.')}.", "", 1)
    subtitle = f'<span class="subtitle">{_text(chart.subtitle)}</span>' if chart.subtitle else ""
    drawn = f'<div class="drawn">{drawing_svg(drawing, described)}</div>'
    about = scale_attribute(chart.scale)
    title = spans_html(chart.title_spans) if chart.title_spans else _text(chart.title)
    return f"<figure{about}><figcaption>{title}{subtitle}</figcaption>{drawn}</figure>"


def _text(text: str) -> str:
    return str(escape(make_visible(text)))
