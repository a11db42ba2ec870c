"""Waivers that have ended since the as-at date still count, and the terminal says so."""

from __future__ import annotations

from datetime import date

from helpers.params import Waiver
from helpers.pipeline.run import ended_waivers


def waiver(check: str, until: date) -> Waiver:
    return Waiver(check=check, indicator="waste", reason="Confirmed", by="Head of service", until=until)


def test_a_waiver_that_has_ended_is_named_in_one_line() -> None:
    waivers = [waiver("C13", date(2023, 9, 30)), waiver("C14", date(2023, 10, 1)), waiver("C15", date(2023, 8, 31))]
    assert ended_waivers(waivers, date(2023, 10, 1)) == (
        "Warning: 2 waivers have ended before today, 2023-10-01, and still count for a report as at an earlier day: "
        "C13 for waste on 2023-09-30; C15 for waste on 2023-08-31."
    )
    assert ended_waivers(waivers[:1], date(2024, 1, 1)).startswith(
        "Warning: a waiver has ended before today, 2024-01-01"
    )


def test_a_waiver_holds_on_its_last_day() -> None:
    assert ended_waivers([waiver("C13", date(2023, 9, 30))], date(2023, 9, 30)) == ""
    assert ended_waivers([], date(2023, 9, 30)) == ""
