"""Who hands in which figures: the departments of the council and its partners, as the register names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from helpers.parts_of_year import PartOfYear
from helpers.periods import dates_of
from helpers.register import LOCAL_RETURN, Indicator
from helpers.sources.returns.choices import labels, labels_of_part

_OF_A_POST = re.compile(r"^(?:Executive |Corporate )?Director of (?:the )?|^Head of (?:the )?")
"""How the posts begin whose department is named by the rest."""


class Sender(NamedTuple):
    """A department, by the post that answers for its figures, or a partner that hands in figures of its own."""

    name: str
    is_partner: bool

    @property
    def file(self) -> str:
        """The name of the sender's workbook without its ending: small letters, figures and underscores."""
        plain = unicodedata.normalize("NFKD", _OF_A_POST.sub("", self.name)).encode("ascii", "ignore").decode()
        slug = re.sub(r"[^a-z0-9]+", "_", plain.lower().replace("'", "")).strip("_")[:80] or "return"
        return f"partner_{slug}" if self.is_partner else slug


class Duty(NamedTuple):
    """A figure that a sender owes: the indicator, and the newest period that had ended."""

    indicator: Indicator
    period: str
    period_end: date


def sender_of(indicator: Indicator) -> Sender:
    """Return who hands in an indicator: the post that owns it, or the partner that does where the register names one.

    >>> Sender("Director of Environment and Transport", False).file, Sender("Integrated care board", True).file
    ('environment_and_transport', 'partner_integrated_care_board')
    """
    if indicator.measure_type == "partner" and indicator.organisation:
        return Sender(indicator.organisation, True)
    return Sender(indicator.owner, indicator.measure_type == "partner")


def duties(
    indicators: Sequence[Indicator], year: int, as_at: Mapping[str, date], part: PartOfYear | None = None
) -> dict[Sender, list[Duty]]:
    """Return what each sender owes for a reporting year, the departments first, in order of name and indicator.

    Asked for are the indicators of returns that are reported in the year; `as_at` has the last day that a period may
    end on, by period type. For a part of the year they are those that can have a figure of it: see `labels_of_part`.
    """
    owed: dict[Sender, list[Duty]] = {}
    for indicator in indicators:
        if indicator.source_id != LOCAL_RETURN or not indicator.is_reported_in(year):
            continue
        offered = labels(indicator.period_type, as_at[indicator.period_type])
        if part is not None:
            offered = [] if indicator.survey else labels_of_part(indicator.period_type, part)
        if not offered:
            continue
        period = offered[0]
        dates = dates_of(period, indicator.period_type) or (part and (part.start, part.end))
        assert dates is not None  # a label that is offered is one of its type, or of the part
        owed.setdefault(sender_of(indicator), []).append(Duty(indicator, period, dates[1]))
    return {sender: owed[sender] for sender in sorted(owed, key=lambda one: (one.is_partner, one.name.casefold()))}
