"""Colours in a draft against the targets of the tables, counts of red ones, and grants that will not be paid."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

import pandas as pd

from helpers.drafts import ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.drafts.naming import Names, indicators_named, names_of
from helpers.results.drafts.statuses import REFERENCE, statuses_of
from helpers.results.drafts.table_rows import rows_under_heads, status_columns
from helpers.verdicts import AMBER, RED

_RATING: Final = re.compile(r"\b(red|amber|green)\b", re.IGNORECASE)
_NO_STATUS: Final = re.compile(
    r"\b(?:from (?:red|amber|green)|was|were|previously|before|moved|changed|against|last year|not|would|could|if|"
    r"unless|may|bags?|bins?|space|spaces|flags?|belt|energy|light|lights)\b",
    re.IGNORECASE,
)
"""Words with which a colour is none of a target, or not that of now."""

_NOT_PAID: Final = re.compile(
    r"\b(?:(?:will|can)(?:not| not| no longer)(?: now)? be paid|(?:is|was|has been) lost|is not payable)\b",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(r"^\d{1,4}$")


class TargetColours(NamedTuple):
    """The targets of the tables: how to name each, its title, its printed and its calculated status."""

    names: Names
    titles: Mapping[str, str]
    statuses: Mapping[str, tuple[str, ...]]
    by_reference: Mapping[str, str]


NO_TARGETS: Final = TargetColours(names_of({}, ()), {}, {}, {})
"""Those of a report without targets."""


def target_colours(results: pd.DataFrame, named: pd.DataFrame) -> TargetColours:
    """Return the colours of targets, ready to be compared with a draft.

    `named` are the indicators that an agreement names: a colour that it has in the text or beside its grant is right.

    Columns needed    of results: target_id, reference, title, status, calculated; of named: target_id, status,
                      status_of_grant
    """
    rows = results.to_dict("records")
    titles = {str(row["target_id"]): str(row["title"]) for row in rows}
    statuses = {
        str(row["target_id"]): tuple(dict.fromkeys((str(row["status"]), str(row["calculated"])))) for row in rows
    }
    for row in named.to_dict("records"):
        if (name := str(row["target_id"])) in statuses:
            more = (str(row[column]) for column in ("status", "status_of_grant") if row[column])
            statuses[name] = tuple(dict.fromkeys((*statuses[name], *more)))
    references = {str(row["reference"]): str(row["target_id"]) for row in rows if row["reference"]}
    return TargetColours(names_of(titles, ()), titles, statuses, references)


def colours_against_tables(draft: Draft, targets: TargetColours) -> Iterator[DraftFault]:
    """Give each colour of a draft that is not that of the target which its sentence or row names.

    A sentence states the colour of a target if it names one colour and one target, and no change of it. A colour that
    people judged is right, and so is the one that follows by rule.
    """
    for passage, text, name, rating in _stated(draft, targets):
        right = targets.statuses[name]
        if rating.casefold() in (status.casefold() for status in right):
            continue
        printed = " or ".join(status.lower() for status in right)
        yield DraftFault(
            passage,
            text,
            f"{targets.titles[name]} to be {printed}, as the tables have, not {rating.lower()}",
            "correct the colour, or say of when it is",
        )


def _stated(draft: Draft, targets: TargetColours) -> Iterator[tuple[Passage, str, str, str]]:
    for passage in draft.passages:
        if passage.kind == ROW:
            continue
        for sentence in sentences_of(passage):
            ratings = {rating.lower() for rating in _RATING.findall(sentence)}
            if len(ratings) == 1 and not _NO_STATUS.search(sentence):
                (rating,) = ratings
                if name := target_of(sentence, targets):
                    yield passage, sentence, name, rating
    for row in rows_under_heads(draft):
        for column in status_columns(row.head):
            match = _RATING.match(row.cells[column]) if column < len(row.cells) else None
            if match and (name := target_of(" ".join(row.cells[:column]), targets)):
                yield row.passage, row.passage.text, name, match[1]


def target_of(text: str, targets: TargetColours) -> str:
    """Return the only target that a text names, by its number or by its title; blank for none or several."""
    named = {targets.by_reference[one] for one in REFERENCE.findall(text) if one in targets.by_reference}
    named |= set(indicators_named(text, targets.names))
    return named.pop() if len(named) == 1 else ""


def too_many_red(draft: Draft) -> Iterator[DraftFault]:
    """Give the total of red ones in a table of counts, if the draft gives more references the status red.

    A draft may leave some of them unnamed, so that fewer are no fault.
    """
    named = list(dict.fromkeys(one.reference for one in statuses_of(draft) if one.rating == RED.lower()))
    for row in rows_under_heads(draft):
        columns = [number for number, head in enumerate(row.head) if head.strip().casefold() == RED.casefold()]
        if not row.is_total or not columns or columns[0] >= len(row.cells) or not _COUNT.match(row.cells[columns[0]]):
            continue
        if len(named) > int(row.cells[columns[0]]):
            yield DraftFault(
                row.passage,
                row.passage.text,
                f"{len(named)} red, as the draft calls {', '.join(named)} red, not {row.cells[columns[0]]}",
                "correct the count, or the status of one of these",
            )


def unpaid_at_risk(draft: Draft) -> Iterator[DraftFault]:
    """Give each row of a table with a colour whose grant will not be paid, as a sentence of the draft says.

    A grant that is lost is no longer at risk: it has to be told apart from those that can still be paid.
    """
    unpaid: dict[str, Passage] = {}
    for passage in draft.passages:
        if passage.kind == ROW:
            continue
        sentences = sentences_of(passage)
        for number, sentence in enumerate(sentences):
            if _NOT_PAID.search(sentence):
                before = sentences[number - 1] if number else ""
                references = REFERENCE.findall(sentence) or REFERENCE.findall(before)
                unpaid |= dict.fromkeys(references[-1:], passage)
    colours = (AMBER.lower(), RED.lower())
    for status in statuses_of(draft, rows_only=True):
        if status.reference in unpaid and status.rating in colours:
            yield DraftFault(
                status.passage,
                status.quote,
                f"the grant of {status.reference} to be lost, as {unpaid[status.reference].where} says, and not "
                f"{status.rating}",
                "list it as lost, apart from what is at risk",
            )
