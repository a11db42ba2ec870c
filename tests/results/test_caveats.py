"""How far a caveat reaches, and which periods an event touches."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.results.caveats import caveats_on_dashboards, events_on_series

COMPENDIUM = pd.DataFrame(
    [("a", "Trees", "Green"), ("b", "Bins", "Green"), ("c", "Loans", "Books"), ("d", "Visits", "Books")],
    columns=["indicator_id", "title", "dashboard"],
)


def caveat(caveat_id: str, ids: str, **more: object) -> pd.DataFrame:
    usual = {
        "kind": "caveat", "title": caveat_id.title(), "words": "Mind this.", "source": "The report", "paragraph": "",
        "address": "", "begins": pd.NaT, "ends": pd.NaT,
    }  # fmt: skip
    return pd.DataFrame([usual | more | {"caveat_id": caveat_id, "indicator_id": one} for one in ids])


def test_a_caveat_of_all_stands_once_and_one_of_some_names_them() -> None:
    rows = caveats_on_dashboards(
        pd.concat([caveat("all", "abcd"), caveat("books", "cd"), caveat("some", "bd"), caveat("none", "x")]), COMPENDIUM
    )
    assert rows[["caveat_id", "dashboard", "reach", "indicators", "titles"]].to_numpy().tolist() == [
        ["all", "", "report", 4, ""],
        ["books", "Books", "dashboard", 2, ""],
        ["some", "Green", "indicators", 1, "Bins"],
        ["some", "Books", "indicators", 1, "Visits"],
    ]
    assert caveats_on_dashboards(caveat("none", "x"), COMPENDIUM).empty


@pytest.mark.parametrize(
    ("begins", "ends", "periods"),
    [
        ("2020-03-31", "2020-03-31", ["2019/20"]),
        ("2020-03-31", "2020-04-01", ["2019/20", "2020/21"]),
        ("2020-04-01", None, ["2020/21", "2021/22"]),
        ("2022-04-01", None, []),
        ("2010-01-01", "2019-03-31", []),
        ("2010-01-01", "2019-04-01", ["2019/20"]),
    ],
)
def test_an_event_touches_the_periods_that_it_shares_a_day_with(
    begins: str, ends: str | None, periods: list[str]
) -> None:
    series = pd.DataFrame(
        {
            "indicator_id": "a",
            "period": ["2019/20", "2020/21", "2021/22"],
            "period_start": pd.to_datetime(["2019-04-01", "2020-04-01", "2021-04-01"]).date,
            "period_end": pd.to_datetime(["2020-03-31", "2021-03-31", "2022-03-31"]).date,
        }
    )
    event = caveat(
        "storm", "ab", kind="event", begins=pd.Timestamp(begins), ends=pd.Timestamp(ends) if ends else pd.NaT
    )
    touched = events_on_series(pd.concat([event, caveat("calm", "a")]), series)
    assert touched["period"].tolist() == periods
    assert set(touched["caveat_id"]) <= {"storm"}
