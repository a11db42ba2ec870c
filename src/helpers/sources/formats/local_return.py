"""Files of departments and partners: returns with figures, cards of surveys, and answers to these by age group."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened
from helpers.sources.formats.format import NO_FIGURES, Contents, Context, Format, PublishersFormat
from helpers.sources.published import FIGURE_COLUMNS, NO_REJECTIONS, Published, published
from helpers.sources.returns import age_groups, answers, return_file
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


class AgeGroups(Format):
    """Answers to surveys by age group, which are next to the figures of a return and no observations."""

    def contents(self, file: Opened, context: Context) -> Contents:
        """Return the answers, and a rejection for each row with a fault.

        Raises  Refused: a heading is not right, or the columns are not separated by commas
        """
        answers_of, faults, lines = age_groups.read_age_groups(file, context.own_indicators, context.areas)
        of_file = [fault for fault in faults if fault.row <= 1]
        if of_file:
            raise Refused(first_of(of_file))
        first = {fault.row: fault for fault in reversed(faults)}
        rejected = [(row, first[row].column, first[row].value, first[row].reason) for row in sorted(first)]
        rejections = pd.DataFrame(rejected, columns=list(NO_REJECTIONS.columns)).astype(NO_REJECTIONS.dtypes)
        return Contents(NO_FIGURES, rejections, len(lines.lines), age_groups=answers_of)


FORMATS: tuple[Format, ...] = (
    PublishersFormat(
        "local_return", "Return of a department", _PUBLISHER, _LICENCE, (answers.SOURCE_ID,),
        return_file.recognises, return_file.read, return_file.period,
    ),
    PublishersFormat(
        "survey_cards", "Cards of surveys", _PUBLISHER, _LICENCE, (answers.SOURCE_ID,),
        surveys.recognises, read_survey_cards, return_file.period,
    ),
    AgeGroups(
        "survey_age_groups", "Answers to surveys by age group", _PUBLISHER, _LICENCE, (answers.SOURCE_ID,),
        age_groups.recognises,
    ),
)  # fmt: skip
