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
    2018,
    names_of({}, []),
    {},
    {},
    {},
    {},
    {},
    {},
    {"Safe Homes": ("Safe Homes",), "Good Health": ("Care", "Children"), "Enablers": ("Enablers",)},
    ("Safe Homes", "Good Health", "Enablers", "Care", "Children"),
    (),
)
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

REST = (
    "In Good Health 9 metrics showed no change and 3 cannot be determined. Care has 20 metrics, of which 8 improved "
    "and 6 worsened. Children has 30 metrics, of which 12 improved and 11 worsened."
)
SHORT = "Overall, of 90 metrics 40 improved.\n\nSafe Homes has 20 metrics, of which 10 improved.\n\nGood "
SHORT += "Health has 50 metrics, of which 20 improved.\n"
REDS = "| Theme | Green | Amber | Red |\n|---|---|---|---|\n| Homes | 8 | 2 | 1 |\n| Health | 9 | 4 | 0 |\n"
REDS += "| Total | 17 | 6 | 1 |\n\n1.3 is red, as staff left.\n\n1.4 is red too.\n"
LOST = f"4.1 missed the condition of its grant. The £10 will not now be paid.\n\n{GRANT}"

KINDS = {
    "CK009": (SHORT, "90 in all to be the sum of the themes; 20 + 50 is 70"),
    "CK014": (REST, "13 without a change or not determined, as its parts leave over, not 12"),
    "CK178": (REDS, "2 red, as the draft calls 1.3, 1.4 red, not 1"),
    "CK179": (LOST, "the grant of 4.1 to be lost"),
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

SAME_TOTAL = "Overall, of 90 metrics 40 improved, {} showed no change and 30 worsened."


def test_one_number_of_two_things_is_listed() -> None:
    """CK097: 90 metrics in both reports, of which 90 have a direction in one and 80 in the other."""
    draft, before = draft_of(SAME_TOTAL.format(10)), draft_of(SAME_TOTAL.format(20), "before.md")
    faults = [fault.expected for fault in check_draft(draft, KNOWS_NOTHING, before).faults]
    assert any("90 to count what it counts in the report before, where 90 have" in fault for fault in faults), faults
    alike = check_draft(draft_of(SAME_TOTAL.format(20)), KNOWS_NOTHING, before).faults
    assert not [fault for fault in alike if "to count what it counts" in fault.expected]


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


def test_every_printed_contradiction_has_a_text(shared: Path) -> None:
    with (shared / "published/consistency.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    wrong = {row["check_id"] for row in rows if row["verdict"] in ("FAILS", "UNFILLED", "stale_repeat")}
    assert wrong
    assert wrong <= KINDS.keys() | CARRIED.keys() | {"CK097"}
