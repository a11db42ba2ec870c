"""Services that were stopped or reduced: their table, and the note beside the figures of an indicator."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.present.pages.changed_services import NO_INDICATOR, notes_on_services, services_table
from helpers.publish.html import to_html
from helpers.sources.caveats import COLUMNS

BUS: dict[str, Any] = {
    "statement_id": "bus",
    "kind": "service",
    "theme": "",
    "subject": "Bus 7",
    "figure": 3.0,
    "figure_decimals": 0,
    "statement": "{figure} journeys a day, {other} before.",
    "unit": "",
    "qualifier": "",
    "other_figure": 4.0,
    "other_decimals": 0,
    "other_is": "previous",
    "printed_percent": None,
    "percent_decimals": 0,
    "indicator_id": "journeys",
    "source": "The Cabinet",
    "paragraph": "4",
    "dated": "2022-06-24",
    "address": "",
    "signed_by": "",
    "signed_on": "",
}
ENDED = BUS | {"statement_id": "ended", "figure": 0.0, "statement": "{figure} a day.", "indicator_id": ""}
FROM_PERCENT = ENDED | {"statement_id": "cut", "figure": 90.0, "other_figure": None, "printed_percent": -10.0}


def cells(*rows: dict[str, Any]) -> list[list[str]]:
    printed = services_table(pd.DataFrame(rows), {"journeys": "Journeys"}, "around.html")
    assert printed is not None
    lines = re.findall(r"<tr>.*?</tr>", to_html(printed), re.DOTALL)
    texts = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL) for line in lines]
    return [[unescape(re.sub(r"<[^>]+>", "", text)) for text in line] for line in texts][1:]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (BUS, ["Service reduced", "4", "3", "−25.0%", "Journeys"]),
        (ENDED, ["Service stopped", "4", "0", "−100.0%", NO_INDICATOR]),
        # 90 is 10% less than 100
        (FROM_PERCENT, ["Service reduced", "about 100", "90", "−10%", NO_INDICATOR]),
        (BUS | {"indicator_id": "other"}, ["Service reduced", "4", "3", "−25.0%", "No row in this report"]),
    ],
)
def test_a_service_has_what_it_was_before_and_after(row: dict[str, Any], expected: list[str]) -> None:
    line = cells(row)[0]
    assert [line[1], *line[3:7]] == expected


def test_there_is_no_table_without_a_service() -> None:
    assert services_table(pd.DataFrame([BUS | {"kind": "award"}]), {}, "around.html") is None


def test_an_indicator_has_a_note_on_its_service() -> None:
    notes = notes_on_services(
        pd.DataFrame([BUS, ENDED, BUS | {"statement_id": "less", "statement": "{figure} a day."}])
    )
    assert set(notes.columns) == set(COLUMNS)
    assert notes["indicator_id"].tolist() == ["journeys", "journeys"]
    assert [words.partition(" A change")[0] for words in notes["words"]] == [
        "3 journeys a day, 4 before.",
        "3 a day. Before: 4.",
    ]
    assert notes_on_services(pd.DataFrame([ENDED])).empty
