"""How far a caveat reaches, and which periods an event touches."""

from __future__ import annotations

import pandas as pd

from helpers.results.caveats import caveats_on_dashboards

COMPENDIUM = pd.DataFrame(
    [("a", "Trees", "Green"), ("b", "Bins", "Green"), ("c", "Loans", "Books"), ("d", "Visits", "Books")],
    columns=["indicator_id", "title", "dashboard"],
)


def caveat(caveat_id: str, ids: str, **more: object) -> pd.DataFrame:
    usual = {
        "kind": "caveat",
        "title": caveat_id.title(),
        "words": "Mind this.",
        "source": "The report",
        "paragraph": "",
        "address": "",
        "begins": pd.NaT,
        "ends": pd.NaT,
    }
    return pd.DataFrame([usual | more | {"caveat_id": caveat_id, "indicator_id": one} for one in ids])


def test_a_caveat_of_all_stands_once_and_one_of_some_names_them() -> None:
    rows = caveats_on_dashboards(
        pd.concat([caveat("all", "abcd"), caveat("books", "cd"), caveat("some", "bd"), caveat("none", "x")]), COMPENDIUM
    )
    assert rows[["caveat_id", "dashboard", "reach", "indicators", "titles", "of_indicators"]].to_numpy().tolist() == [
        ["all", "", "report", 4, "", 4],
        ["books", "Books", "dashboard", 2, "", 2],
        ["some", "Green", "indicators", 1, "Bins", 2],
        ["some", "Books", "indicators", 1, "Visits", 2],
    ]
    assert caveats_on_dashboards(caveat("none", "x"), COMPENDIUM).empty
