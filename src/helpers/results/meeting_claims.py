"""Claims that papers make of the whole council, each tied to the figures of the report or refused.

People write such words in reasons, recommendations and decisions. A claim that the tables do not bear stops the run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.drafts import Draft, Passage
from helpers.results.drafts.claims import uncited_claims
from helpers.results.headline_facts import ALL
from helpers.verdicts import ordinal
from helpers.wording import sentences_in


@dataclass(frozen=True)
class Standing:
    """What claims are judged by: counts of the headline, the overall position, the place in funding, early warnings.

    `median_rank`, `rank_best` and `rank_worst` are among `councils`, None without a position; the last two hold the
    council in 95 of 100 draws. `is_lowest_funded` is of `funding_year`, None where no rank is known.
    """

    improved: int
    worsened: int
    warnings: int
    councils: int = 0
    median_rank: int | None = None
    rank_best: int | None = None
    rank_worst: int | None = None
    is_lowest_funded: bool | None = None
    funding_year: str = ""


class RefusedClaim(NamedTuple):
    """A claim that the tables do not bear: where it stands, its sentence, its words, and what the tables say."""

    where: str
    sentence: str
    words: str
    why: str


def standing_of(
    facts: pd.DataFrame, own_position: Any, warnings: int, is_lowest_funded: bool | None, funding_year: str
) -> Standing:
    """Return what claims of a report are judged by.

    `own_position` is the council's row of the table positions over all indicators, None without one.

    Columns needed    facts, the table headline_facts: theme, improved, worsened; own_position: n, median_rank,
                      rank_95_lower, rank_95_upper
    """
    rows = facts[facts["theme"].eq(ALL)]
    improved, worsened = (0 if rows.empty else int(rows.iloc[0][name]) for name in ("improved", "worsened"))
    if own_position is None or pd.isna(own_position["median_rank"]):
        return Standing(improved, worsened, warnings, is_lowest_funded=is_lowest_funded, funding_year=funding_year)
    councils, middle, best, worst = (
        int(own_position[name]) for name in ("n", "median_rank", "rank_95_lower", "rank_95_upper")
    )
    return Standing(improved, worsened, warnings, councils, middle, best, worst, is_lowest_funded, funding_year)


def refused_claims(passages: Iterable[tuple[str, str]], standing: Standing) -> Iterator[RefusedClaim]:
    """Give each claim in some passages that the tables do not bear; a passage is where it stands and its text.

    A claim of productivity or cost effectiveness rests on no table, so that its passage has to name a source and its
    date.
    """
    for where, text in passages:
        for sentence in sentences_in(text):
            for pattern, judge in _CLAIMS:
                for match in pattern.finditer(sentence):
                    if why := judge(standing, match):
                        yield RefusedClaim(where, sentence, match[0], why)
        for fault in uncited_claims(Draft("", (Passage(where, text),))):
            yield RefusedClaim(where, fault.quote, _quoted(fault.expected), "it has no source and date")


def _quoted(what: str) -> str:
    match = re.search(r"'([^']+)'", what)
    return match[1] if match else what


def _good_progress(of: Standing, _: re.Match[str]) -> str:
    if of.improved > of.worsened:
        return ""
    return f"{of.improved} indicators improved and {of.worsened} worsened; good progress needs more that improved"


def _good_under_pressure(of: Standing, _: re.Match[str]) -> str:
    if of.median_rank is None:
        return "the council has no overall position"
    if 2 * of.median_rank > of.councils:
        return f"the council is about {ordinal(of.median_rank)} of {of.councils}; good needs the better half"
    if of.worsened <= of.improved and not of.warnings:
        return "no figure gives an early warning, and no more indicators worsened than improved"
    return ""


def _lowest_funded(of: Standing, _: re.Match[str]) -> str:
    if of.is_lowest_funded is None:
        return "no rank in funding is known"
    return "" if of.is_lowest_funded else f"another council of its kind is funded less in {of.funding_year}"


def _best_performing(of: Standing, match: re.Match[str]) -> str:
    if of.median_rank is None or of.rank_best is None or of.rank_worst is None:
        return "the council has no overall position"
    claimed = _ORDINALS.index(match[1].lower()) + 1 if match[1] else int(match[2]) if match[2] else 1
    if claimed == of.median_rank:
        return ""
    return (
        f"the council's median rank is {ordinal(of.median_rank)} of {of.councils}, and it is from "
        f"{ordinal(of.rank_best)} to {ordinal(of.rank_worst)} with a chance of 95 in 100"
    )


_ORDINALS: Final = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_CLAIMS: Final[tuple[tuple[re.Pattern[str], Callable[[Standing, re.Match[str]], str]], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), judge)
    for pattern, judge in (
        (r"\bgood (?:overall )?progress\b", _good_progress),
        (r"\bgood\b[^.;]{0,40}\bunder pressure\b", _good_under_pressure),
        (r"\blowest[- ]funded\b", _lowest_funded),
        (rf"(?:\b({'|'.join(_ORDINALS)}) |\b(\d{{1,2}})(?:st|nd|rd|th) )?\bbest[- ]performing\b", _best_performing),
    )
)
