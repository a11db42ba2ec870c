"""What the direction of travel page prints of changes: in their units, with what is usual."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd

from helpers.method_rules import DirectionRules
from helpers.present.pages import direction
from helpers.publish.html import to_html

MOVER: dict[str, Any] = {
    "title": "Recycling", "unit": "%", "decimals": 1, "value_type": "percentage", "previous_value": 43.4,
    "latest_value": 41.8, "period": "2022/23", "previous_period": "2021/22", "change": -1.6, "change_percent": -3.7,
    "usual_lower": 42.12, "usual_upper": 44.69, "difference_lower": None, "difference_upper": None, "size": -2.66,
    "shrunken_change": -1.52, "group_change": 0.0, "direction": "Worsened", "movement": "Decreased",
    "evidence": "clear", "evidence_reason": "floor", "reason": "over", "shared_years": 0, "rule_id": "D2",
    "quality_band": "Good", "quality_concerns": "", "indicator_id": "recycling", "trend": "Cannot be calculated",
}  # fmt: skip
LIMITED = MOVER | {
    "title": "Pay",
    "unit": "GBP",
    "decimals": 0,
    "value_type": "currency",
    "usual_lower": None,
    "usual_upper": None,
    "difference_lower": -32.4,
    "difference_upper": 1042.6,
    "change": 505.0,
    "change_percent": 9.52,
}


def text(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


def test_the_rules_are_those_that_decide() -> None:
    usual = text(direction.rules_table(DirectionRules()))
    names = r"Cannot be determined(?= A figure)|Interval rule|Tolerance rule|Plan rule|Evidence(?= This)"
    assert re.findall(names, usual) == ["Cannot be determined", "Interval rule", "Tolerance rule", "Plan rule"]
    assert "evidence alone" not in usual
    by_evidence = text(direction.rules_table(DirectionRules(), by_evidence=True))
    assert re.findall(names, by_evidence) == ["Cannot be determined", "Evidence", "Plan rule"]
    assert "This council counts by the evidence alone." in by_evidence
    assert "%" not in by_evidence


def test_movers_are_printed_with_what_is_usual_and_what_lasts() -> None:
    page = text(direction.movers_table(pd.DataFrame([MOVER, LIMITED])))
    assert "Recycling % 43.4 41.8 2022/23 42.1 to 44.7 2.7 −1.5 0.0 ▼ Worsened clearly" in page
    assert "Pay £ 43 42 2022/23 difference of −32 to +1,043 2.7 −2 0 ▼ Worsened clearly" in page
    assert "Change in %" not in page


def test_a_change_of_a_share_is_in_points_and_one_of_money_in_per_cent() -> None:
    mean = MOVER | {"value_type": "mean", "change": 0.35, "decimals": 2}
    from_zero = LIMITED | {"change_percent": None}
    frame = direction.with_changes(pd.DataFrame([MOVER, LIMITED, mean, from_zero, MOVER | {"change": None}]))
    assert frame["change_shown"].tolist() == ["−1.6 points", "+9.5%", "+0.35", "+505", "[x]"]


def test_the_full_table_says_which_rule_decided() -> None:
    page = text(direction.full_table(pd.DataFrame([MOVER])))
    assert "Recycling 41.8 2022/23 43.4 −1.6 points ▼ Worsened clearly Size of the change over" in page


def test_what_depends_on_the_rule_has_its_change_in_units() -> None:
    row = MOVER | dict.fromkeys(direction.RULES, "Worsened")
    page = text(direction.dependent_table(pd.DataFrame([row])))
    assert "Recycling −1.6 points ▼ Worsened" in page
    assert "3.7" not in page
