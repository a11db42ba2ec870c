"""Files from the council's departments and partners: returns with figures of local indicators, and cards of surveys."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import FIGURE_COLUMNS, NO_REJECTIONS, Published, published
from helpers.sources.returns import answers, return_file
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.filled_in import first_of

_PUBLISHER = "The council's own departments and its partners"
_LICENCE = "As the council decides"


def read_survey_cards(file: Opened) -> Published:
    """Read a CSV file of survey cards, which holds no figures: every row is a card.

    Raises  Refused: a card is not right
    """
    cards, faults, lines = surveys.read_cards(file)
    if faults:
        raise Refused(first_of(faults))
    none = published(pd.DataFrame(columns=list(FIGURE_COLUMNS)), NO_REJECTIONS, [], [])
    return replace(none, read=len(lines.lines), surveys=surveys.card_table(cards))


FORMATS = (
    PublishersFormat(
        "local_return", "Return of a department", _PUBLISHER, _LICENCE, (answers.SOURCE_ID,),
        return_file.recognises, return_file.read, return_file.period,
    ),
    PublishersFormat(
        "survey_cards", "Cards of surveys", _PUBLISHER, _LICENCE, (answers.SOURCE_ID,),
        surveys.recognises, read_survey_cards, return_file.period,
    ),
)  # fmt: skip
