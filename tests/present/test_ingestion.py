"""The members of the comparator group, as the ingestion page shows them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.params import ComparatorGroup
from helpers.present.ingestion import members_table

GROUP = ComparatorGroup(
    name="Counties & more", short_name="counties", method="Every county.", date=date(2025, 4, 1),
    licence="Open Government Licence v3.0.", members=["E1", "E2", "E3"],
)  # fmt: skip
MEMBERS = pd.DataFrame(
    [
        ("E1", "Ayton", None, None),
        ("E2", "Beeford", None, date(2023, 3, 31)),
        ("E3", "New Beeford", date(2023, 4, 1), None),
    ],
    columns=["area_code", "area_name", "start_date", "end_date"],
)


def test_how_they_were_chosen_as_of_when_and_how_many_there_were() -> None:
    html = members_table(MEMBERS, GROUP, date(2023, 3, 31)).html
    assert "Members of the group: Counties &amp; more" in html
    assert "<li>Every county.</li>" in html
    assert "<li>2 councils of these 3 codes were in being on 31 March 2023.</li>" in html
    assert "<li>Membership as of 1 April 2025. Licence: Open Government Licence v3.0.</li>" in html


def test_nobody_is_counted_after_the_end_or_before_the_start() -> None:
    assert "2 councils of these 3 codes were" in members_table(MEMBERS, GROUP, date(2023, 4, 1)).html
    assert "1 council of these 1 code was" in members_table(MEMBERS[:1], GROUP, date(2018, 3, 31)).html
