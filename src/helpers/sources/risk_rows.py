"""The rows of the files on risk: the register of risks, signals, what is watched, and what is shown together."""

from __future__ import annotations

import re
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, model_validator

from helpers.sources.checked_rows import BlankLine, CheckedRow, Line, Name, Names, Number, YesOrBlank
from helpers.sources.pressure_rows import OfReports
from helpers.sources.spending import SERVICES, TOTAL

RISK_REGISTER: Final = "risk_register.csv"
SIGNALS: Final = "signals.csv"

HIGHEST_LEVEL: Final = 5
"""The highest likelihood and the highest impact; the lowest of each is 1."""

SignalKind = Literal["contract quality", "feedback", "complaints", "inspection"]
"""Where a signal comes from."""

WatchKind = Literal["workforce", "satisfaction"]
"""Which watch list an indicator is on."""

PairKind = Literal["need and staff", "spending and satisfaction", "survey and statistics"]
"""What two indicators are, that are looked at together."""

_CAUSAL = re.compile(
    r"\b(because|cause[sd]?|causing|due to|leads? to|led to|results? in|resulted|thanks to|owing to|as a result|"
    r"drives?|driven|therefore|consequence|explains?|effects? of)\b",
    re.IGNORECASE,
)


def causal_word(words: str) -> str:
    """Return the first word by which a text says that one thing is the cause of another; blank if there is none.

    >>> causal_word("Concerns rose because staff left."), causal_word("Both are about care homes.")
    ('because', '')
    """
    match = _CAUSAL.search(words)
    return match.group() if match else ""


def _without_cause(words: str) -> str:
    if word := causal_word(words):
        raise ValueError(f"it says {word!r}, and figures side by side show no cause; say what both are about")
    return words


class Risk(OfReports):
    """One row of `risk_register.csv`."""

    risk_id: Name
    risk: Line
    service: BlankLine
    likelihood: Number
    impact: Number
    score: Number
    not_scored_reason: BlankLine
    trend: Literal["", "rising", "steady", "falling", "new"]
    owner: BlankLine
    action: BlankLine
    indicator_ids: Names
    no_indicator_reason: BlankLine

    @model_validator(mode="after")
    def _is_scored(self) -> Risk:
        levels = {"likelihood": self.likelihood, "impact": self.impact}
        for name, level in levels.items():
            if level is not None and (level != int(level) or not 1 <= level <= HIGHEST_LEVEL):
                raise ValueError(f"{name}: write a whole number from 1, the lowest, to {HIGHEST_LEVEL}, the highest")
        if (self.likelihood is None) != (self.impact is None):
            raise ValueError("impact: a score takes a likelihood and an impact; write both or neither")
        if self.likelihood is None or self.impact is None:
            if self.score is not None:
                raise ValueError("score: it follows from likelihood and impact, which are blank; write them")
            if not self.not_scored_reason:
                raise ValueError("not_scored_reason: there is no likelihood and no impact; write them, or say why not")
            return self
        if self.score is not None and self.score != self.likelihood * self.impact:
            product = self.likelihood * self.impact
            raise ValueError(
                f"score: likelihood times impact is {product}; correct one of the three, or leave it blank"
            )
        return self

    @model_validator(mode="after")
    def _is_linked(self) -> Risk:
        if self.indicator_ids and self.no_indicator_reason:
            raise ValueError("no_indicator_reason: the risk has indicators; clear this cell or those")
        return self


class Signal(OfReports):
    """One row of `signals.csv`: what contract monitoring, people or inspectors said, often before any figure did.

    `statement_id` names a row of `params/statements.csv` that has the words; otherwise they stand here.
    """

    signal_id: Name
    service: Line
    kind: SignalKind
    statement_id: BlankLine
    statement: BlankLine
    is_concern: YesOrBlank
    indicator_id: BlankLine

    @model_validator(mode="after")
    def _has_words(self) -> Signal:
        if bool(self.statement_id) == bool(self.statement):
            raise ValueError("statement: write the words here, or name a statement in statement_id, and not both")
        return self


class Watched(CheckedRow):
    """One row of `watch_list.csv`: an indicator of staff or of satisfaction that is looked at in every report."""

    indicator_id: Name
    kind: WatchKind
    why: Line


class Pair(CheckedRow):
    """One row of `indicator_pairs.csv`: two figures that are shown together, never as cause and effect.

    The first is an indicator, or what the council spends on a service of the revenue outturn.
    """

    pair_id: Name
    kind: PairKind
    service: BlankLine
    first_indicator_id: BlankLine
    second_indicator_id: Name
    both_are_about: Annotated[Line, AfterValidator(_without_cause)]

    @model_validator(mode="after")
    def _are_two(self) -> Pair:
        if bool(self.service) == bool(self.first_indicator_id):
            raise ValueError("first_indicator_id: give it or a service, one of the two")
        if self.service and self.service not in (*SERVICES, TOTAL):
            raise ValueError(f"service: write a service of the revenue outturn: {', '.join((*SERVICES, TOTAL))}")
        if self.service and self.kind != "spending and satisfaction":
            raise ValueError("service: only a pair of the kind spending and satisfaction has one; clear it")
        if self.first_indicator_id == self.second_indicator_id:
            raise ValueError("second_indicator_id: it is the first one again; name another indicator")
        return self
