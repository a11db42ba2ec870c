"""Years that do not belong: in a title, a motion, a header or a footer, or beside 'last year'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from helpers.drafts import HEADING, MARGIN, ROW, TITLE, Draft, DraftFault, Passage, sentences_of

_PERIOD: Final = r"(?P<year>(?:19|20)\d\d(?:[/\u2013-](?:\d\d\d\d|\d\d))?)\b(?!/)"
_BEFORE: Final = _PERIOD.replace("year", "before")
_REPORT: Final = r"(?:compendium|(?:annual|delivery|performance|monitoring|outcomes?) report|self-assessment)"
_NAMED: Final = re.compile(
    rf"\b{_REPORT}(?: for| of| to| -| \u2013|,|:)? \(?(?:the year )?{_PERIOD}|\b{_BEFORE} "
    rf"(?:\w+ ){{0,3}}{_REPORT}\b",
    re.IGNORECASE,
)
_MOTION: Final = re.compile(
    r"\b(?:motion|recommend(?:ed|ation)?s?|resolved|moved|seconded|approv(?:e|ed|al)|adopt(?:ed)?|endorsed?)\b|"
    r"^\(?[a-z0-9]{0,3}[.)]? ?that (?:the|council|cabinet)\b|\bbe (?:noted|published|received)\b",
    re.IGNORECASE,
)
_LAST_YEAR: Final = re.compile(
    rf"\blast year(?:'s|\u2019s)?(?: (?:report|compendium))?,? ?\(?(?:in )?{_PERIOD}|\b{_BEFORE}"
    r"[,)]? ?\(?last year\b",
    re.IGNORECASE,
)


def wrong_years(draft: Draft, year: int) -> Iterator[DraftFault]:
    """Give each title, motion, header or footer that names the report of another year than `year`.

    The reporting year 2023 may be written 2023 or, after the year it reports on, 2022/23. An earlier report may be
    named everywhere else.
    """
    right = {str(year), _pair(year)}
    for passage in draft.passages:
        in_title = passage.kind in (TITLE, MARGIN) or (passage.kind == HEADING and bool(_NAMED.search(passage.text)))
        for sentence in sentences_of(passage):
            kind = _kind_of(passage) if in_title else "the motion" if _is_motion(sentence, passage) else ""
            if not kind:
                continue
            for match in _NAMED.finditer(sentence):
                stated = _written(match["year"] or match["before"])
                if stated not in right:
                    yield DraftFault(
                        passage,
                        sentence,
                        f"{year} or {_pair(year)} in {kind}, not {stated}",
                        f"write the year of this report in place of '{match['year'] or match['before']}'",
                    )


def wrong_last_years(draft: Draft, year: int) -> Iterator[DraftFault]:
    """Give each 'last year' beside another year than the one before `year`, as in a sentence of an earlier report."""
    right = {str(year - 1), _pair(year - 1), _pair(year)}
    for passage in draft.passages:
        for sentence in sentences_of(passage):
            for match in _LAST_YEAR.finditer(sentence):
                stated = _written(match["year"] or match["before"])
                if stated not in right:
                    yield DraftFault(
                        passage,
                        sentence,
                        f"last year to be {year - 1} or {_pair(year - 1)} in a report of {year}, not {stated}",
                        "name the year alone, or bring the sentence up to date",
                    )


def _is_motion(sentence: str, passage: Passage) -> bool:
    return passage.kind != ROW and bool(_MOTION.search(sentence) or _MOTION.search(passage.heading))


def _kind_of(passage: Passage) -> str:
    return {TITLE: "the title", MARGIN: f"the {passage.where}"}.get(passage.kind, "the heading")


def _pair(year: int) -> str:
    """Return the year that a report is on: the report of 2023 is on 2022/23."""
    return f"{year - 1}/{year % 100:02d}"


def _written(period: str) -> str:
    return re.sub(r"[/\u2013-](?:\d\d)?(\d\d)$", r"/\1", period)
