"""The ways from a page to what it leaves out: the page of a notebook with the method, and a table with every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from helpers.present.site_pages import link
from helpers.present.values import Paragraph, Span

_RULES = "Rules, code and what could be wrong: "


@dataclass(frozen=True)
class WaysOn:
    """Where a page of the site leads for more.

    `notebooks` has the path and the title of each page of a notebook that says more, and `files` the path of the CSV
    file of each table by its name.
    """

    page: str
    notebooks: Sequence[tuple[str, str]] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    def rules(self) -> list[Paragraph]:
        """Return the way to the rules, as a list of one paragraph; an empty list where there is no notebook."""
        if not self.notebooks:
            return []
        return [Paragraph((Span(_RULES), *self._titles(), Span(".")))]

    def all_rows(self, words: str, *tables: str) -> list[Paragraph]:
        """Return where every row of some tables is, after words that say what they are; an empty list without a way."""
        files = [(table, self.files[table]) for table in tables if table in self.files]
        if not files and not self.notebooks:
            return []
        spans = [Span(f"{words}: ")]
        for number, (table, path) in enumerate(files):
            spans += [Span(", ")] if number else []
            spans.append(link(f"{table} (CSV)", path, self.page))
        if self.notebooks:
            spans += [Span("; as a table: " if files else "as a table: "), *self._titles()]
        return [Paragraph((*spans, Span(".")))]

    def _titles(self) -> list[Span]:
        spans: list[Span] = []
        for number, (path, title) in enumerate(self.notebooks):
            spans += [Span(", ")] if number else []
            spans.append(link(title, path, self.page))
        return spans
