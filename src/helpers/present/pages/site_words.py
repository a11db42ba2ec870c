"""The short words of the site's tables, explained once by `reading_key`: how sure, on which ground, for when."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from helpers.methods.ranking import NO_BETTER_END
from helpers.present.cells import direction_cell, format_number, is_missing
from helpers.present.facts import Fact, facts_in
from helpers.present.method_facts import method_fact
from helpers.present.periods import MORE_RECENT
from helpers.present.tables import SHORTHAND
from helpers.present.values import REASON, BulletList, Cell, Span
from helpers.schema.reconciliation import RECONCILIATION_COUNTS
from helpers.verdicts import (
    ALONE,
    CANNOT_BE_DETERMINED,
    CANNOT_BE_TOLD,
    CLEAR,
    NO_REAL_CHANGE,
    NO_SOURCE,
    RANK_LEVELS,
    UNCHANGED,
    USUAL,
    ordinal,
)

NOT_TESTED: Final = "untested"
"""What is said where too little is known of past figures to say how sure a judgement or a quartile is."""

ANY_QUARTILE: Final = "any"
"""What is said of a quartile where the council could be in all four."""

_STRENGTH: Final[Mapping[str, str]] = {CLEAR: "clearly", USUAL: "perhaps", CANNOT_BE_TOLD: NOT_TESTED}
_SMALL_AND_CLEAR: Final = "but it moved clearly"


def strength_in_words(direction: object, evidence: object) -> str:
    """Say in a word or two how sure a direction of travel is; empty where there is nothing to be sure of.

    >>> strength_in_words("Improved", "within its usual ups and downs"), strength_in_words("No real change", "clear")
    ('perhaps', 'but it moved clearly')
    """
    if is_missing(evidence) or direction in (CANNOT_BE_DETERMINED, UNCHANGED):
        return ""
    if direction == NO_REAL_CHANGE and evidence != CANNOT_BE_TOLD:
        return _SMALL_AND_CLEAR if evidence == CLEAR else ""
    return _STRENGTH[str(evidence)]


def short_direction(direction: object, evidence: object) -> Cell:
    """Return a direction of travel with its mark, and how sure it is in a word or two below it."""
    cell, words = direction_cell(direction), strength_in_words(direction, evidence)
    return cell.with_spans(Span(words, REASON)) if words else cell


def ground_in_words(row: Mapping[Any, Any], reason: str, tolerance_percent: float) -> str:
    """Return why a direction was judged as it is, or could not be, in few words; empty where the tolerance says it.

    `row` is one of the table compendium, `reason` its direction_reason without what is said of a newer period. That a
    change is over the tolerance, or is not, is said once for all tables. In the row it stands where it decides against
    what else is known: the change is clear and is still no real change.

    >>> ground_in_words({"change_percent": -3.7}, "the change is over the tolerance", 2)
    ''
    >>> ground_in_words({"change_percent": 8.0}, "the change is within the tolerance", 2)
    'within rounding'
    >>> ground_in_words({"change_percent": 1.0, "evidence": "clear"}, "the change is within the tolerance", 2)
    '2% or less'
    """
    if reason == "the change is over the tolerance":
        return ""
    if reason == "the change is within the tolerance":
        if not is_missing(row["change_percent"]) and abs(row["change_percent"]) > tolerance_percent:
            return "within rounding"
        return f"{format_number(tolerance_percent)}% or less" if row["evidence"] == CLEAR else ""
    return short_reason(reason)


def short_reason(reason: str) -> str:
    """Return why there is no judgement, or no rank, in few words."""
    return _SHORTER.get(reason, reason)


def reason_of_measure(row: Mapping[Any, Any], reason: str) -> str:
    """Return a reason as it is; of a measure that the council or a partner hands in, that nobody has handed it in.

    >>> reason_of_measure({"measure_type": "local"}, f"{NO_SOURCE}: no file of returns was supplied")
    'nobody has handed in this figure'
    """
    returned = row["measure_type"] != "national" and reason.startswith(NO_SOURCE)
    return NOT_HANDED_IN if returned else reason


NOT_HANDED_IN: Final = "nobody has handed in this figure"


_SHORTER: Final[Mapping[str, str]] = {
    "the series has a break at this period": "measured differently before",
    "the period before is missing from the series": "previous figure missing",
    "no figure for the period before": "previous figure missing",
    "first figure in the series": "first figure",
    "no annual series is published": "no annual series",
    "polarity is neutral: neither direction is better": "neither high nor low is better",
    NO_BETTER_END: "neither high nor low is better",
    ALONE: "no other council",
}


def how_sure_of_quartile(row: Mapping[Any, Any]) -> str:
    """Say in which quartiles an indicator could be; `row` is one of the table compendium that has a quartile.

    >>> row = {"quartile": 3, "quartile_best": 2, "quartile_worst": 4}
    >>> how_sure_of_quartile(row), how_sure_of_quartile(row | {"quartile_worst": 3})
    ('2nd to 4th', 'or 2nd')
    """
    quartile, best, worst = row["quartile"], row["quartile_best"], row["quartile_worst"]
    if is_missing(best):
        return NOT_TESTED
    if best == worst:
        return "sure" if best == quartile else f"perhaps {ordinal(int(best))}"
    if (best, worst) == (1, 4):
        return ANY_QUARTILE
    if worst - best == 1 and quartile in (best, worst):
        return f"or {ordinal(int(best + worst - quartile))}"
    return f"{ordinal(int(best))} to {ordinal(int(worst))}"


def quartile_before(row: Mapping[Any, Any], before: Any) -> str:
    """Say in which quartile an indicator was a step before, where that was another.

    >>> quartile_before({"quartile": 3}, 2), quartile_before({"quartile": 3}, 3)
    ('was 2nd', '')
    """
    return "" if is_missing(before) or before == row["quartile"] else f"was {ordinal(int(before))}"


_ONE_YEAR: Final = re.compile(r"(\d{4})(?:/(\d{2}))?( \(.+\))?")


def is_year_before(period: str, other: str) -> bool:
    """Say whether a period is the year before another one of the same kind.

    >>> is_year_before("2021/22", "2022/23"), is_year_before("2021/22 (academic)", "2022/23")
    (True, False)
    """
    first, second = _ONE_YEAR.fullmatch(period), _ONE_YEAR.fullmatch(other)
    if first is None or second is None or (first[2] is None) != (second[2] is None) or first[3] != second[3]:
        return False
    return int(first[1]) + 1 == int(second[1])


def reading_key(tolerance_percent: float) -> BulletList:
    """Return how to read the tables of the site, which is said once."""
    tolerance = Fact(RECONCILIATION_COUNTS.name, ("tolerance_percent",), "number", tolerance_percent, "text")
    lines: tuple[tuple[str, Fact | None], ...] = (
        ("▲ improved, ▼ worsened, ► no real change, whichever way the number itself moved. Thin arrows (↑ ↓ →): it "
         "moved this way, and is not judged, as neither high nor low is better.", None),
        ("– in place of a direction: none can be determined, for the reason beside it. In place of a figure: there is "
         "none.", None),
        (f"A change of up to {format_number(tolerance_percent)}% of the figure before is no real change. Nor is one "
         "within rounding.", tolerance),
        ("Clearly: the change is larger than this figure's usual ups and downs. Perhaps: it is within them, and may be "
         "chance. Untested: too little is known of past figures.", None),
        ("Rank: the first is best, = is shared. Quartile: the first is the best quarter of councils, the fourth the "
         f"worst. Below it: the quartiles that the council could be in, with a chance of {RANK_LEVELS[-1]} in 100, as "
         "figures go up and down; any is all four.", method_fact(f"ranks_{RANK_LEVELS[-1]}", "per_100")),
        ("Previous: the figure of the year before, unless another period is named. Middle council: half do better, "
         "half do worse.", None),
        ("Cost: low spending is neither good nor bad.", None),
        ("The arrow beside a line says which way is better. A line fills its height only where its figures differ by a "
         "tenth or more, so a flat one changed little.", None),
        ("The council can do most about an indicator, unless the page or the row names another.", None),
        (SHORTHAND, None),
        ("Not counted: shown for information, and left out of the counts and the headline. So is what is the same as "
         "another indicator, and a figure that is older.", None),
        (f"{MORE_RECENT}: the period ends after the end of the reporting year.", None),
        ("Concerns: the data have a weakness, which the page of the indicator names.", None),
    )  # fmt: skip
    return BulletList(tuple(facts_in(words, [stated]) for words, stated in lines))
