"""What was said of the draft on its way to the council, what officers amended, and what has no response yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from helpers.present.cells import as_column, words_cell
from helpers.present.site_pages import card_of, link
from helpers.present.tables import table
from helpers.present.values import REASON, BulletList, Cell, Column, Part, Span
from helpers.stated_dates import date_in_words

COMMENT, AMENDMENT = "comment", "amendment"
NO_RESPONSE: Final = "No response yet"

SAID_OF_DRAFT: Final = "What was said of the draft"
HEADINGS: Final = {
    COMMENT: SAID_OF_DRAFT,
    AMENDMENT: "What officers amended",
}
"""The heading of each kind."""

_CAPTIONS: Final = {
    COMMENT: "Comments on the draft, with who answers them",
    AMENDMENT: "Amendments by officers, with who approved them",
}


def comments_parts(comments: pd.DataFrame, titles: Mapping[str, str], page: str) -> Iterator[tuple[str, Part | None]]:
    """Give the comments, the amendments and the list of those without a response, each with its heading.

    `comments` is the frame of `sources.comments.read_comments`, `titles` has the title of each
    indicator of the report, and `page` is the path of the page that has them.
    """
    for kind, title in HEADINGS.items():
        rows = comments[comments["kind"].eq(kind)]
        if rows.empty:
            continue
        records = rows.to_dict("records")
        frame = rows.assign(
            words_printed=as_column([_words(row, titles, page) for row in records], rows.index),
            made=as_column([_who_and_when(row["made_by"], row["made_on"]) for row in records], rows.index),
            response_printed=as_column([_response(row) for row in records], rows.index),
        )
        columns = [
            Column("words_printed", "Comment" if kind == COMMENT else "Amendment", header=True, quoted=True),
            Column("made", "Who made it"),
            Column("owner", "Who answers" if kind == COMMENT else "Who approved it"),
            Column("response_printed", "Response" if kind == COMMENT else "Reason", quoted=True),
        ]
        yield title, table(frame, _CAPTIONS[kind], columns)
    open_ones = comments[comments["response"].eq("")]
    if len(open_ones):
        items = tuple(
            (Span(str(row["words"]), "quoted"), Span(f" {row['owner']} has to answer.", "unit"))
            for row in open_ones.to_dict("records")
        )
        yield "Without a response", BulletList(items)


def comments_by_indicator(comments: pd.DataFrame) -> pd.DataFrame:
    """Return comments and amendments with a row for each indicator that they name.

    Columns needed    comments, the frame of `sources.comments.read_comments`
    Columns returned  those; indicator_id
    """
    rows = comments.assign(indicator_id=comments["indicator_ids"].map(lambda names: names.split(";")))
    rows = rows.explode("indicator_id").astype({"indicator_id": "str"})
    return rows[rows["indicator_id"].ne("")]


def comments_list(rows: Sequence[Mapping[Any, Any]]) -> BulletList | None:
    """Return comments and amendments as a list: the words, who made them and when, and the response; None without any.

    `rows` are of the frame of `sources.comments.read_comments`.
    """
    return BulletList(tuple(map(_item, rows))) if rows else None


def _item(row: Mapping[Any, Any]) -> tuple[Span, ...]:
    kind = "Amendment: " if row["kind"] == AMENDMENT else ""
    made = f"{kind}{row['made_by']}, {date_in_words(str(row['made_on']))}."
    spans = (Span(str(row["words"]), "quoted"), Span(" "), Span(made, "quoted", "signed"), Span(" "))
    if not row["response"]:
        return (*spans, Span(f"{NO_RESPONSE}: {row['owner']} has to answer.", "unit"))
    answered = f"{row['owner']}, {date_in_words(str(row['responded_on']))}."
    return (*spans, Span(str(row["response"]), "quoted"), Span(" "), Span(answered, "quoted", "signed"))


def _words(row: Mapping[Any, Any], titles: Mapping[str, str], page: str) -> Cell:
    """Return the words with the ways to the indicators that they are about, as far as the report has them."""
    spans = [Span(str(row["words"]))]
    for name in str(row["indicator_ids"]).split(";"):
        if name in titles:
            spans += [Span(" "), link(titles[name], card_of(name), page)]
    return Cell(tuple(spans))


def _who_and_when(who: object, day: object) -> Cell:
    return Cell((Span(str(who)), Span(date_in_words(str(day)), REASON)))


def _response(row: Mapping[Any, Any]) -> Cell:
    if not row["response"]:
        return words_cell(NO_RESPONSE)
    return Cell((Span(str(row["response"])), Span(date_in_words(str(row["responded_on"])), REASON)))
