"""Files from the council's departments and partners: returns with figures of local indicators, and cards of surveys."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.sources import returns, surveys
from helpers.sources.filled_in import first_of
from helpers.sources.opening import Opened, Refused
from helpers.sources.published import FIGURE_COLUMNS, NO_REJECTIONS, Format, Published, published

_PUBLISHER = "The council's own departments and its partners"
_LICENCE = "As the council decides"


def read_survey_cards(file: Opened) -> Published:
    """Read a CSV file of survey cards, which holds no figures: every row is a card.

    Raises Refused where a card is not right.
    """
    cards, faults, found = surveys.read_cards(file)
    if faults:
        raise Refused(first_of(faults))
    none = published(pd.DataFrame(columns=list(FIGURE_COLUMNS)), NO_REJECTIONS, [], [])
    return replace(none, read=len(found.lines), surveys=surveys.card_table(cards))


FORMATS = (
    Format(
        "local_return", "Return of a department", _PUBLISHER, _LICENCE, (returns.SOURCE_ID,),
        returns.recognises, returns.read, returns.period,
    ),
    Format(
        "survey_cards", "Cards of surveys", _PUBLISHER, _LICENCE, (returns.SOURCE_ID,),
        surveys.recognises, read_survey_cards, returns.period,
    ),
)  # fmt: skip
