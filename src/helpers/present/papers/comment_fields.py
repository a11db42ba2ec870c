"""The fields of Word documents in which officers comment on dashboards and indicators, and the tags of these fields.

A tag of Word has at most 64 characters, so the tags of the compendium begin with one letter.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from helpers.present.papers.values import Written, WrittenTable
from helpers.present.site_pages import dashboard_page, short_names, slugs, theme_page

Comments = Mapping[str, tuple[str, str, str]]
"""The words, the post and the day of each comment, by the dashboard or the indicator that it is about."""

PAPER: Final = "p/"
FULL: Final = "c/"
SHORT: Final = "s/"
"""What the tags of a document begin with: of the paper to scrutiny, and of the compendium in full and in short."""

MAX_NAME: Final = 55
"""Characters of the longest name within a tag; with what is around it, that is what Word reads."""

ANOTHER: Final = "name"
"""The field that names an indicator without a row of its own."""

COMMENT_FIELDS: Final[Mapping[str, str]] = {
    "words": "what readers should know of these figures",
    "post": "the post that says so",
    "date": "the day, as 2023-10-12",
}
"""The fields of a comment, with what each asks for."""

_COLUMNS: Final = ("About", "Comment", "Post", "Date")
_LABEL: Final = "Another indicator"
_DASHBOARD: Final = "@"
_ANOTHER: Final = "+"
"""What a tag has before the name of a dashboard, for itself or for another indicator; no indicator has either."""

Row = tuple[str | Written, tuple[Written, ...]]
"""A row of a table of comments: its name, and the fields of one comment."""


@dataclass(frozen=True)
class CommentMaterial:
    """What the fields of comments in a compendium are made from.

    `dashboards` has the theme of each dashboard in printed order. `titles` and `printed_on` have the title and the
    dashboard of each indicator in printed order, `unexplained` those that worsened, are in the fourth quartile and
    have no comment. `is_draft` says whether fields without words are printed.
    """

    dashboards: Mapping[str, str]
    titles: Mapping[str, str]
    printed_on: Mapping[str, str]
    comments: Comments = field(default_factory=dict)
    unexplained: Collection[str] = ()
    is_draft: bool = True


def keys_of(mark: str, dashboards: Iterable[str], indicators: Collection[str] = ()) -> dict[str, str]:
    """Return what a comment of a document is about, by the tag of its fields without their kind.

    >>> keys_of(FULL, ["Care"], ["falls"]), keys_of(PAPER, ["Care"])
    ({'c/@care': 'Care', 'c/falls': 'falls'}, {'p/@care': 'Care'})
    """
    named = slugs(dashboards)
    return {
        f"{mark}{_DASHBOARD}{name}": about
        for about, name in zip(named, short_names(named.values(), MAX_NAME), strict=True)
    } | dict(zip((f"{mark}{name}" for name in short_names(indicators, MAX_NAME)), indicators, strict=True))


def other_keys(dashboards: Iterable[str]) -> tuple[str, ...]:
    """Return the tags, without their kind, of comments whose indicator people name themselves."""
    return tuple(f"{FULL}{_ANOTHER}{name}" for name in short_names(slugs(dashboards).values(), MAX_NAME))


def comment_row(key: str, about: str, label: str | Written, comments: Comments) -> Row:
    """Return the row of a comment on something, whose name is words or a field."""
    name = label if isinstance(label, str) else label.label
    words = comments.get(about, ("", "", ""))
    return label, tuple(
        Written(f"{key}/{kind}", name, tuple(text.split("\n\n")) if text else (), asks, numbered=False)
        for (kind, asks), text in zip(COMMENT_FIELDS.items(), words, strict=True)
    )


def comments_on_dashboards(dashboards: Sequence[str], comments: Comments) -> WrittenTable:
    """Return the comments on dashboards for the paper to scrutiny, with a row for each of them."""
    rows = [comment_row(key, name, name, comments) for key, name in keys_of(PAPER, dashboards).items()]
    return WrittenTable("What officers say of dashboards", ("Dashboard", *_COLUMNS[1:]), tuple(rows))


def fields_of_full(of: CommentMaterial) -> dict[str, WrittenTable]:
    """Return the comments for the page of each dashboard, by its path, as the full compendium has them.

    There is a row for the dashboard, for each of its indicators with a comment, and in a draft for each that has to be
    explained, with one for any other indicator.
    """
    keys = {about: key for key, about in keys_of(FULL, of.dashboards, of.titles).items()}
    files, others = slugs(of.dashboards), other_keys(of.dashboards)
    tables = {}
    for (name, file), other in zip(files.items(), others, strict=True):
        rows = list(_rows_of_dashboard(of, name, keys, other))
        if rows:
            tables[dashboard_page(file)] = WrittenTable(f"{name}: comments of officers", _COLUMNS, tuple(rows))
    return tables


def fields_of_short(of: CommentMaterial) -> dict[str, WrittenTable]:
    """Return the comments for the page of each theme, by its path: a row for each of its dashboards."""
    keys = {about: key for key, about in keys_of(SHORT, of.dashboards).items()}
    tables = {}
    for theme, file in slugs(of.dashboards.values()).items():
        own = [name for name, its in of.dashboards.items() if its == theme and (of.is_draft or name in of.comments)]
        if own:
            rows = tuple(comment_row(keys[name], name, name, of.comments) for name in own)
            tables[theme_page(file)] = WrittenTable(f"{theme}: comments of officers", _COLUMNS, rows)
    return tables


def _rows_of_dashboard(of: CommentMaterial, name: str, keys: Mapping[str, str], other: str) -> Iterator[Row]:
    if of.is_draft or name in of.comments:
        yield comment_row(keys[name], name, name, of.comments)
    for indicator, title in of.titles.items():
        is_asked_for = of.is_draft and indicator in of.unexplained
        if of.printed_on[indicator] == name and (indicator in of.comments or is_asked_for):
            yield comment_row(keys[indicator], indicator, title, of.comments)
    if of.is_draft:
        label = Written(f"{other}/{ANOTHER}", _LABEL, (), "the name of another indicator", numbered=False)
        yield comment_row(other, "", label, {})
