"""What PDF/UA-1 asks of the structure of a file, as a checklist that names what one lacks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pikepdf


class Tag(NamedTuple):
    """A structure element: its kind, and the element itself."""

    kind: str
    element: Any


def tags_of(document: pikepdf.Pdf) -> list[Tag]:
    """Return every structure element in reading order."""
    return list(_tags_in(document.Root.StructTreeRoot.get("/K")))


def _tags_in(kids: Any) -> Iterator[Tag]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield Tag(str(kid.S)[1:], kid)
            if "/K" in kid:
                yield from _tags_in(kid.K)


def lacking(document: pikepdf.Pdf) -> set[str]:
    """Return what a PDF lacks of the checklist, each in a few words."""
    root = document.Root
    return set(_of_the_file(document, root)) | set(_of_the_pages(document)) | set(_of_the_tags(document))


def _of_the_file(document: pikepdf.Pdf, root: Any) -> Iterator[str]:
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "marked as tagged"
    if str(root.get("/Lang", "")) != "en-GB":
        yield "a language"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title in the window"
    with document.open_metadata(update_docinfo=False) as about:
        if about.get("pdfuaid:part") != "1":
            yield "says that it is PDF/UA-1"
        if not about.get("dc:title"):
            yield "a title"
    if not str(document.docinfo.get("/Title", "")):
        yield "a title for older programs"
    if "/Outlines" not in root or root.Outlines.get("/Count", 0) == 0:
        yield "bookmarks"
    if "/ParentTree" not in root.StructTreeRoot:
        yield "a way from the page to its tags"


def _of_the_pages(document: pikepdf.Pdf) -> Iterator[str]:
    for page in document.pages:
        if page.get("/Tabs") != "/S" and "/Annots" in page:
            yield "the order of links is that of the tags"
        if "/StructParents" not in page:
            yield "a page in the tags"
        for link in page.get("/Annots", []):
            if "/Contents" not in link:
                yield "what a link leads to, in words"
            if "/StructParent" not in link:
                yield "a link in the tags"
    for item in document.objects:
        is_font = isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        if is_font and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(item.keys()):
            yield "fonts in the file"


def _of_the_tags(document: pikepdf.Pdf) -> Iterator[str]:
    tags = tags_of(document)
    if any(tag.kind == "Figure" and not str(tag.element.get("/Alt", "")).strip() for tag in tags):
        yield "what a picture shows, in words"
    levels = [int(tag.kind[1:]) for tag in tags if tag.kind[0] == "H" and tag.kind[1:].isdigit()]
    if any(below > above + 1 for above, below in zip([0, *levels], levels, strict=False)):
        yield "no level of heading is skipped"
    for tag in tags:
        if tag.kind == "Table":
            cells = [one.kind for one in _tags_in(tag.element.get("/K"))]
            if "TH" not in cells or "TR" not in cells:
                yield "header cells of tables"
