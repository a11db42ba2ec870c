"""Each kind of contradiction that printed reports had is listed in a text of our own that has it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from drafts import draft_of

from helpers.results.drafts.check import check_draft
from helpers.results.drafts.naming import names_of
from helpers.results.drafts.year_tables import YearTables

KNOWS_NOTHING = YearTables(
    2018, names_of({}, []), {}, {}, {}, {}, {}, {},
    {"Safe Homes": ("Safe Homes",), "Good Health": ("Care", "Children"), "Enablers": ("Enablers",)},
    ("Safe Homes", "Good Health", "Enablers", "Care", "Children"), (),
)  # fmt: skip
"""Tables with themes and dashboards and no figure: whatever is listed, the draft contradicts itself."""

WHOLE = "Overall, of 90 metrics 40 improved, 20 showed no change and 30 worsened.\n\n"
THEMES = (
    "Safe Homes has 20 metrics, of which 10 improved and 6 worsened.\n\nGood Health has 50 metrics, of which 20 "
    "improved and 14 worsened.\n\nEnablers has 10 metrics, of which 5 improved and 4 worsened.\n\n"
)
GRANT = (
    "| Ref | Measure | Grant | RAG |\n|---|---|---|---|\n| 4.1 | Falls | £10 | Amber |\n| 4.2 | Fires | £20 | Red |\n"
)
RISK = "| Theme | Green | Amber | Red | Not available |\n|---|---|---|---|---|\n| Homes | 8 | 2 | 1 | 3 |\n"
RISK += "| Health | 9 | 4 | 2 | 6 |\n| Total | 17 | 6 | 3 | 9 |\n"

KINDS = {
    "CK010": (WHOLE + THEMES, "90 in all to be the sum of its themes; 20 + 50 + 10 is 80"),
    "CK012": (WHOLE + THEMES, "40 improved to be the sum of its themes; 10 + 20 + 5 is 35"),
    "CK013": (WHOLE + THEMES, "30 worsened to be the sum of its themes; 6 + 14 + 4 is 24"),
    "CK022": (
        "In Good Health 20 metrics improved. In Care 8 improved and in Children 11 improved.",
        "20 improved to be the sum of its dashboards; 8 + 11 is 19",
    ),
    "CK030": ("Care: of 12 metrics, 4 improved, 3 showed no change and 4 worsened.", "counts that add up to 12"),
    "CK049": ("Care: 5 improved: falls; fires; smoking; diet.", "5 names after the colon, and there are 4"),
    "CK079": (
        "Three crime indicators are in the fourth quartile.\n\n## Scrutiny\n\nFour areas of crime are in the fourth "
        "quartile.",
        "Three, as line 3 says in the same words, not Four",
    ),
    "CK105": ("## Motion\n\nThat the Performance Compendium 2017 be approved.", "2018 or 2017/18 in the motion"),
    "CK123": ("X% are on track, X% amber and X% red.", "in place of 'X%'"),
    "CK124": ("Of those that are red only X% are more than 20% off trajectory.", "in place of 'X%'"),
    "CK125": ("Organisational Chart to go here", "to go here"),
    "CK126": (f"{RISK}\n\nWe report some 20 of the 30 indicators by district.", "26 or 35 indicators, as the counts"),
    "CK133": ("Thefts from vehicles were 3,897 against a target of 3,316, 20.2% off target.", "17.5%"),
    "CK175": (f"4.1 is red and must improve. 4.2 is red.\n\n{GRANT}", "4.1 to be red"),
    "CK176": (f"4.2 is red because of cuts.\n\n{GRANT}", "words in the text on 4.1, which is amber"),
    "CK177": (f"{GRANT}| 4.3 | Floods | £30 | |", "a status under 'RAG', which is blank"),
}
"""A text of our own for each printed kind, with what is expected."""

BEFORE = "Last year the Council published a new simplified funding model. It would bring an extra £47m to the county."
CARRIED = {"CK113": "the figure of this report", "CK114": "'Last year' to be true of this report"}

NOT_BY_TEXT = {
    "CK009": "as CK010, where a part of the whole is left out",
    "CK014": "no report states the counts of no change for every dashboard",
    "CK097": "the same number in two reports may be right; the tables of the year say what it is",
    "CK178": "the text names measures without saying that these are all",
    "CK179": "whether a grant that is not paid is at risk is a judgement",
}
"""Printed contradictions that no rule lists from the words alone, with the reason."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_printed_kind_is_listed(kind: str) -> None:
    text, expected = KINDS[kind]
    faults = [fault.expected for fault in check_draft(draft_of(text), KNOWS_NOTHING).faults]
    assert any(expected in fault for fault in faults), faults


@pytest.mark.parametrize("kind", CARRIED)
def test_what_was_printed_again_is_listed(kind: str) -> None:
    draft, before = draft_of(BEFORE), draft_of(BEFORE, "before.md")
    faults = [fault.expected for fault in check_draft(draft, KNOWS_NOTHING, before).faults]
    assert any(CARRIED[kind] in fault for fault in faults), faults


def test_every_printed_contradiction_has_a_text_or_a_reason(shared: Path) -> None:
    with (shared / "published/consistency.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = {row["check_id"] for row in rows if row["verdict"] in ("FAILS", "UNFILLED", "stale_repeat")}
    assert wrong
    assert wrong <= KINDS.keys() | CARRIED.keys() | NOT_BY_TEXT.keys()
    assert not NOT_BY_TEXT.keys() & (KINDS.keys() | CARRIED.keys())
