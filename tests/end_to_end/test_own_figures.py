"""A report with figures of the council's own: two returns, one of them a partner's, and a survey, from end to end."""

from __future__ import annotations

import html
import re
from typing import Any

import pandas as pd
from report_copies import REGISTERED

OF_A_GROUP = [
    "rank",
    "quartile",
    "median",
    "lower_quartile",
    "upper_quartile",
    "lowest",
    "highest",
    "best",
    "worst",
    "gap",
    "gap_to_next_quartile",
    "previous_rank",
    "previous_quartile",
    "rank_change",
    "quartile_change",
]


def tables(reported: Any) -> dict[str, pd.DataFrame]:
    """The rows of each table that are of the figures handed in."""
    read = {path.stem: pd.read_parquet(path) for path in (reported.root / "data/processed/2023").glob("*.parquet")}
    of_them = {
        name: table[table["indicator_id"].isin(list(REGISTERED))]
        for name, table in read.items()
        if "indicator_id" in table
    }
    return {name: table for name, table in of_them.items() if len(table)}


def check_concerns(reported: Any) -> None:
    """Assert that no concern is raised that is not theirs."""
    own = tables(reported)
    assert set(own["quality_scores"]["band"]) == {"Good", "Not tested"}
    assert own["quality_scores"].loc[own["quality_scores"]["band"].eq("Good"), "score"].eq(100).all()
    assert own["quality_failures"][["check_id", "indicator_id"]].to_numpy().tolist() == [["C33", "police_crimes_rate"]]


def check_comparisons(reported: Any) -> None:
    """Assert that no figure is compared with itself."""
    own = tables(reported)
    assert len(own["comparisons"]) == 3
    assert len(own["group_comparisons"]) == 9
    for name, table in own.items():
        taken = [column for column in OF_A_GROUP if column in table]
        assert taken or name not in ("comparisons", "group_comparisons", "compendium")
        assert table[taken].isna().all(axis=None), f"{name}: {table[taken].to_dict('records')}"
    assert set(own["comparisons"]["reason"]) == {"no other council in the group has a figure"}
    assert not own["position_indicators"]["used"].any()
    assert {"funnels", "expected_positions", "dfe_bands", "areas_within"}.isdisjoint(own)


def counted_in(reported: Any) -> set[str]:
    """The indicators that count in the headline of a report."""
    compendium = pd.read_parquet(reported.root / "data/processed/2023/compendium.parquet")
    return set(compendium.loc[compendium["in_headline"], "indicator_id"])


def check_counted(reported: Any, before: set[str]) -> None:
    """Assert that the three count beside what counted before, and so does what the worked example hands in."""
    register = pd.read_csv(reported.root / "params/indicators.csv").set_index("indicator_id")
    handed_in = pd.read_parquet(reported.root / "data/processed/2023/returns.parquet")["indicator_id"]
    of_the_example = set(handed_in) - set(REGISTERED)
    counted = {name for name in of_the_example if register.loc[name, "counted"]}
    assert counted and set(register.loc[sorted(of_the_example), "measure_type"]) == {"local"}
    assert counted_in(reported) == before | set(REGISTERED) | counted


def check_pages(reported: Any) -> None:
    """Assert that the pages say what is local and what is provisional."""
    pages = {
        # a number in a sentence is an element of its own, which says what it states
        path.stem: " ".join(
            html.unescape(
                re.sub("<[^>]*>", " ", re.sub(r'<span data-fact="[^"]*">(.*?)</span>', r"\1", path.read_text()))
            ).split()
        )
        for path in (reported.root / "reports/2023").glob("*.html")
    }
    # Two of these and five of the worked example.
    (own,) = re.findall(r"7 are the council's own, handed in by its departments \(([^)]*)\)", pages["07_compendium"])
    assert {"Items lent by libraries", "Residents who trust the council"} < set(own.split("; "))
    assert "1 is a partner's (Crimes recorded by the police)" in pages["07_compendium"]
    for title in ("Items lent by libraries (loans)", "Residents who trust the council (%)"):
        assert pages["07_compendium"].count(f"{title} Local measure: the council's own figure") == 1
    assert pages["07_compendium"].count("Partner measure: a partner's figure") == 1
    assert f"Of all {len(counted_in(reported))}, 1 rests on a provisional figure [p]." in pages["07_compendium"]
    for name in ("07_compendium", "03_direction_of_travel"):
        assert re.search(
            r"Crimes recorded by the police (\(partner\) \[p\]|\(per 1,000 people\).{0,90} 65.0 \[p\])", pages[name]
        ), name
        assert re.search(r"Items lent by libraries \((local|loans)\)", pages[name]), name
    assert re.search(r"Of all [0-9]+, .*1 rests on a provisional figure \[p\]", pages["index"])
    assert not any("was published by a national body" in page for page in pages.values())


def test_nothing_is_wrong_with_the_returns(held_back: Any) -> None:
    assert sorted(held_back.checked) == ["communities", "libraries", "police"]
    for checked in held_back.checked.values():
        assert (checked.returncode, checked.stderr) == (0, "")
        assert "nothing is wrong" in checked.stdout


def test_the_councils_own_figures_are_reported_as_its_own(built: Any, held_back: Any) -> None:
    assert held_back.waived.returncode == 0, held_back.waived.stderr
    check_concerns(held_back)
    check_comparisons(held_back)
    check_counted(held_back, counted_in(built))
    check_pages(held_back)
