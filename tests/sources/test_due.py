"""Which periods will have ended by a day, after the newest that the files have."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from helpers.params import AsAt
from helpers.register import Indicator
from helpers.sources.due import due_figures, newest_periods, periods_after

AS_AT = AsAt(academic=date(2027, 8, 31), fe_year=date(2027, 8, 31), all_others=date(2027, 3, 31)).by_period_type()


def indicator(name: str, period_type: str, frequency: str = "annual") -> Indicator:
    return Indicator(
        indicator_id=name,
        title=name,
        dashboard="Any",
        polarity="higher_is_better",
        value_type="percentage",
        unit="%",
        decimals=1,
        period_type=period_type,
        frequency=frequency,
        counted=True,
        source_id="any",  # type: ignore[arg-type]
        source_measure="",
        breaks=(),
        note="",
        definition="Of any.",
        owner="Director",
        measure_type="national",
    )


@pytest.mark.parametrize(
    ("label", "period_type", "frequency", "missing"),
    [
        ("2025/26", "financial", "annual", ("2026/27",)),
        ("2026/27", "financial", "annual", ()),
        ("2024/25", "financial", "biennial", ("2026/27",)),
        ("2025/26", "financial", "biennial", ()),
        ("2024/25 (academic)", "academic", "annual", ("2025/26 (academic)", "2026/27 (academic)")),
        ("2025/26 (FE year)", "fe_year", "annual", ("2026/27 (FE year)",)),
        ("2025", "calendar", "annual", ("2026",)),
        ("2022-24", "rolling_3y", "annual", ("2023-25", "2024-26")),
        ("2022/23-24/25", "rolling_3y", "annual", ("2023/24-25/26", "2024/25-26/27")),
        ("Sep 2025", "year_to_sep", "annual", ("Sep 2026",)),
        ("Jun 2025", "year_to_jun", "annual", ("Jun 2026",)),
        ("2024/25 (Nov-Nov)", "year_to_nov", "annual", ("2025/26 (Nov-Nov)",)),
        ("Mar 2025-Feb 2026", "year_to_month", "annual", ("Mar 2026-Feb 2027",)),
        ("2026/27 Q2", "quarter", "quarterly", ("2026/27 Q3", "2026/27 Q4")),
        ("Jan 2027", "month", "monthly", ("Feb 2027", "Mar 2027")),
        ("31 Mar 2025", "snapshot", "annual", ("31 Mar 2026", "31 Mar 2027")),
        ("29 Feb 2024", "snapshot", "annual", ("28 Feb 2025", "28 Feb 2026", "28 Feb 2027")),
        ("Apr 2025", "snapshot", "annual", ("Apr 2026",)),
        ("2019", "calendar", "one_off", ()),
    ],
)
def test_the_periods_that_end_by_the_as_at_date_are_due(
    label: str, period_type: str, frequency: str, missing: tuple[str, ...]
) -> None:
    due = due_figures([indicator("one", period_type, frequency)], {"one": label}, AS_AT)
    assert [(row.newest, row.missing) for row in due] == ([(label, missing)] if missing else [])


def test_an_indicator_without_any_figure_is_not_due() -> None:
    assert due_figures([indicator("one", "financial")], {}, AS_AT) == ()


def test_a_label_of_another_type_is_refused() -> None:
    with pytest.raises(ValueError, match="'2023/24' is no period of type calendar"):
        periods_after("2023/24", "calendar", 12, date(2027, 3, 31))


def test_the_newest_period_is_that_of_any_area_with_a_value() -> None:
    observations = pd.DataFrame(
        [
            ("a", "E10000018", "2022/23", date(2023, 3, 31), 1.0),
            ("a", "E10000016", "2023/24", date(2024, 3, 31), 2.0),
            ("a", "E10000018", "2024/25", date(2025, 3, 31), None),
            ("b", "E10000018", "2024/25", date(2025, 3, 31), None),
        ],
        columns=["indicator_id", "area_code", "period", "period_end", "value"],
    )
    assert newest_periods(observations) == {"a": "2023/24"}
