"""What a dashboard prints of returns, and that nothing that a department wrote becomes more than text."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages.commentary import commentary_table
from helpers.publish.html import to_html
from helpers.publish.page_lint import visible_text
from helpers.visible import make_visible

COMPENDIUM = pd.DataFrame(
    [{"indicator_id": "trees", "title": "Trees planted", "unit": "thousand", "decimals": 1, "dashboard": "Waste"}]
)
ROW: dict[str, Any] = {
    "indicator_id": "trees",
    "dashboard": "Waste",
    "period": "31 Mar 2023",
    "value": 239.04,
    "marker": "",
    "target": 240.0,
    "commentary": "A dry spring.",
    "planned_improvement": "A nursery by 2024.",
    "owner": "Head of Trees",
    "signed_by": "Director of Environment",
    "signed_on": date(2023, 5, 15),
    "file": "returns/2023/environment.xlsx",
    "row": 2,
}

HOSTILE = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "</td></tr></table><h1>Seized</h1>",
    "{{ figures }} {% raw %} ${7*7} &lt;b&gt;",
    "[a link](https://example.org) **bold** `code`",
    "long" * 500,
    "A line\nand another\tone",
]
"""What could become markup, code or a broken page if it were not text alone."""


def cells(**changes: Any) -> dict[str, str]:
    """The text of each cell of a table of one row, by heading."""
    printed = commentary_table(pd.DataFrame([ROW | changes]), COMPENDIUM, "Waste")
    assert printed is not None
    html = to_html(printed)
    heads = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', html)
    body = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", html[html.index("<tbody>") :], re.DOTALL)
    assert len(heads) == len(body)
    return {head: unescape(re.sub(r"<[^>]+>", "", cell)).strip() for head, cell in zip(heads, body, strict=True)}


def test_a_full_row() -> None:
    assert cells() == {
        "Indicator": "Trees planted (thousand)",
        "Figure": "239.0",
        "Period": "31 Mar 2023",
        "Target": "240.0",
        "Commentary": "A dry spring.",
        "Planned improvement": "A nursery by 2024.",
        "Signed": "Director of Environment, 15 May 2023",
    }


@pytest.mark.parametrize(
    ("changes", "head", "text"),
    [
        ({"marker": "[p]"}, "Figure", "239.0 [p]"),
        ({"value": None, "marker": "[x]"}, "Figure", "[x]"),
        ({"target": None}, "Target", "None given"),
        ({"commentary": ""}, "Commentary", "None given"),
        ({"planned_improvement": ""}, "Planned improvement", "None given"),
        ({"signed_by": "", "signed_on": None}, "Signed", "Not signed"),
        ({"signed_on": None}, "Signed", "Not signed"),
    ],
)
def test_what_is_printed_of_each_part(changes: dict[str, Any], head: str, text: str) -> None:
    assert cells(**changes)[head] == text


@pytest.mark.parametrize("words", HOSTILE)
def test_what_a_department_wrote_is_text_and_nothing_else(words: str) -> None:
    printed = commentary_table(
        pd.DataFrame([ROW | {"commentary": words, "planned_improvement": words, "signed_by": words}]),
        COMPENDIUM,
        "Waste",
    )
    assert printed is not None
    html = to_html(printed)
    assert not re.search(r"<(script|img|h1|b|a)\b", html)
    assert html.count("<tr>") == 2 and html.count("</table>") == 1
    row = cells(commentary=words, planned_improvement=words, signed_by=words)
    assert row["Commentary"] == row["Planned improvement"] == make_visible(words)
    assert not any(words in piece.text for piece in visible_text(html))  # no check of our own words reads it


def test_a_row_that_says_nothing_is_left_out() -> None:
    silent = {"target": None, "commentary": "", "planned_improvement": "", "signed_by": "", "signed_on": None}
    assert commentary_table(pd.DataFrame([ROW | silent]), COMPENDIUM, "Waste") is None
    assert commentary_table(pd.DataFrame([ROW]), COMPENDIUM, "Roads") is None
