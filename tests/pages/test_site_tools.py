"""The site as readers use it in a browser: they find, sort, narrow and compare, and lose nothing without scripts.

Needs what `test_pages` needs; skipped where one is absent.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from browser import CARD, DASHBOARD, LIST, ask_browser

OTHERS = (
    "index.html",
    "themes/index.html",
    "places.html",
    "downloads.html",
    "targets.html",
    "funding.html",
    "spending.html",
    "risks.html",
)


@pytest.fixture(scope="session")
def used(report_pages: Path, made_once: Any) -> dict[str, Any]:
    """What readers see, asked once for all workers."""
    return made_once("used_site", lambda: ask_browser("use_site.mjs", report_pages, LIST, DASHBOARD, CARD, *OTHERS))


@pytest.fixture(scope="module")
def compendium(report_pages: Path) -> pd.DataFrame:
    return pd.read_csv(report_pages.parents[1] / "data/processed/2023/compendium.csv", keep_default_na=True)


def test_an_abbreviation_finds_the_indicators_that_have_it_and_so_do_its_words(
    used: dict[str, Any], compendium: pd.DataFrame
) -> None:
    results = used["find"]["results"]
    expected = sorted(compendium.loc[compendium["title"].str.contains(r"\bEHC\b"), "title"], key=str.casefold)
    assert len(expected) >= 10
    assert results["EHC"]["names"] == expected == used["find"]["fromAddress"]
    assert results["EHC"]["said"] == f"{len(expected)} of {len(compendium)} indicators."
    assert set(expected) <= set(results["education, health and care plan"]["names"])
    assert used["find"]["all"] == f"{len(compendium)} of {len(compendium)} indicators." == used["find"]["back"]


def test_titles_with_the_whole_word_come_before_those_where_it_begins_another(used: dict[str, Any]) -> None:
    names = used["find"]["results"]["bus"]["names"]
    whole = [bool(re.search(r"\bbus\b", name, re.IGNORECASE)) for name in names]
    assert whole == sorted(whole, reverse=True) and {True, False} == set(whole)


def test_what_is_not_measured_is_said_with_what_is_nearest(used: dict[str, Any], report_pages: Path) -> None:
    potholes = used["find"]["results"]["potholes"]
    assert potholes["names"] == [] and "What is not measured: No measure counts potholes" in potholes["said"]
    assert potholes["links"] == ["roads_maintenance_pct.html"]
    assert used["find"]["results"]["pot hole"] == potholes, "an answer to the search before is not an answer again"
    assert "Bus journeys per head" in used["find"]["results"]["buses"]["names"]
    assert (report_pages / "indicators" / "roads_maintenance_pct.html").exists()
    assert used["find"]["results"]["zzz"] == {
        "said": potholes["said"].split(" What is not")[0] + " Try another word.",
        "names": [],
        "links": [],
    }
    # without a script the same is on the page
    html = (report_pages / LIST).read_text(encoding="utf-8")
    assert "<h2>What is not measured</h2>" in html and "No measure counts potholes" in html


@pytest.mark.parametrize(
    ("words", "page"),
    [
        ("funding", "funding"),
        ("budget", "spending"),
        ("council tax", "spending"),
        ("council tax", "funding"),
        ("risk", "risks"),
        ("budget", "risks"),
    ],
)
def test_pages_on_money_and_risks_are_found_by_their_words(used: dict[str, Any], words: str, page: str) -> None:
    result = used["find"]["results"][words]
    assert f"../{page}.html" in result["links"] and "Money, risks and more: " in result["said"]


def test_the_list_is_narrowed_by_theme_and_by_what_counts(used: dict[str, Any], compendium: pd.DataFrame) -> None:
    rows = compendium[compendium["theme"].eq("Clean and Green") & compendium["in_headline"].astype(bool)]
    assert used["find"]["narrowed"]["names"] == sorted(rows["title"], key=str.casefold)
    assert len(rows) > 3


def test_the_list_is_sorted_by_period_and_what_has_no_figure_comes_last(
    used: dict[str, Any], compendium: pd.DataFrame
) -> None:
    ends = dict(zip(compendium["title"], compendium["period_end"].fillna("none"), strict=True))
    in_order = [ends[title] for title in used["find"]["byPeriod"]]
    assert len(in_order) == len(compendium) and in_order == sorted(in_order)
    assert in_order[0] < in_order[len(in_order) // 2] < in_order[-1] == "none"


def test_a_dashboard_is_sorted_by_keyboard_and_what_has_no_rank_comes_last(used: dict[str, Any]) -> None:
    keyboard = used["keyboard"]
    up, down = ([rank.split(" ")[0].strip("=") for rank in keyboard[way]["ranks"]] for way in ("up", "down"))
    without = [rank for rank in up if not rank[0].isdigit()]
    ranks = [int(rank[:-2]) for rank in up[: -len(without)]]
    assert ranks == sorted(ranks) and len(ranks) > 5 and len(without) > 1
    assert [int(rank[:-2]) for rank in down[: len(ranks)]] == sorted(ranks, reverse=True)
    assert down[len(ranks) :] == without
    assert keyboard["up"]["sorts"] == [["Rank", "ascending"]]
    assert keyboard["down"]["sorts"] == [["Rank", "descending"]]
    assert keyboard["up"]["focus"] == keyboard["down"]["focus"] == "Rank"
    assert sorted(keyboard["up"]["names"]) == sorted(keyboard["printed"])
    assert keyboard["up"]["names"] != keyboard["printed"]


def test_a_dashboard_is_narrowed_by_judgement_and_show_all_brings_back_what_was_printed(used: dict[str, Any]) -> None:
    keyboard = used["keyboard"]
    worsened, total = keyboard["worsened"], len(keyboard["printed"])
    assert set(worsened["judgements"]) == {"▼ Worsened"}
    assert len(worsened["names"]) == keyboard["all"]["judgements"].count("▼ Worsened") > 1
    assert worsened["said"] == (f"{len(worsened['names'])} of {total} indicators, sorted by Rank, descending.")
    assert keyboard["all"]["names"] == keyboard["printed"] and keyboard["all"]["sorts"] == []
    assert keyboard["all"]["said"] == f"{total} of {total} indicators." and keyboard["all"]["focus"] == "Show all"


def test_two_councils_stand_on_the_chart_beside_the_own_and_the_address_keeps_them(
    used: dict[str, Any], report_pages: Path
) -> None:
    compared = used["compare"]
    figures = pd.read_csv(report_pages / CARD.replace(".html", ".csv"))
    newest = figures.set_index("figures (%)").loc[["Kent", "Devon"], "2022"].astype(float)
    expected = [f"{name} {newest[name]:.1f}%" for name in ("Kent", "Devon")]
    assert compared["title"] == "New EHC plans issued within 20 weeks"
    assert compared["two"]["names"] == expected and compared["two"]["lines"] == 2
    assert compared["two"]["address"] == "with=E10000016,E10000008"
    assert compared["fromAddress"] == compared["two"]
    assert [row[0] for row in compared["two"]["rows"]] == [
        "Kent Remove",
        "Devon Remove",
        "Leicestershire this council",
        "England the whole country",
    ]
    assert compared["two"]["rows"][1][3] == f"{newest['Devon']:.1f}%"
    assert compared["one"]["address"] == "with=E10000008" and compared["one"]["focus"] == "SELECT"
    # of an address that somebody wrote, what is a council counts, each once and four at most
    assert compared["odd"]["address"] == "with=E10000016,E10000008,E10000012,E10000014"
    assert compared["odd"]["lines"] == 4


def test_at_400_per_cent_the_judgement_is_visible_and_nothing_is_cut_off(used: dict[str, Any]) -> None:
    for name, zoomed in used["zoom"].items():
        assert zoomed["left"] >= 0 and zoomed["right"] <= 320, name
        assert zoomed["wide"] == 0 and zoomed["buttons"] == [], name


def test_light_dark_and_print_have_every_row_and_print_has_no_controls(used: dict[str, Any]) -> None:
    for name, seen in used["colours"].items():
        assert seen["light"]["paper"] == "rgb(255, 255, 255)" != seen["dark"]["paper"], name
        assert seen["light"]["controls"] > 0 == seen["print"]["controls"], name
        assert seen["light"]["rows"] == seen["dark"]["rows"] == seen["print"]["rows"] > 0, name


def test_without_scripts_every_page_has_the_same_words_and_no_dead_control(used: dict[str, Any]) -> None:
    assert list(used["scripts"]) == [LIST, DASHBOARD, CARD, *OTHERS]
    for name, page in used["scripts"].items():
        assert page["off"]["text"] == page["on"]["text"] != "", name
        assert page["off"]["controls"] == 0, name
    assert all(used["scripts"][name]["on"]["controls"] for name in (LIST, DASHBOARD, CARD))


def test_nothing_is_asked_for_outside_the_folder_and_nothing_is_logged(
    used: dict[str, Any], report_pages: Path
) -> None:
    assert [address for address in used["requests"] if not address.startswith(report_pages.as_uri())] == []
    assert used["errors"] == []


def test_every_figure_of_every_council_is_on_the_card_without_scripts(report_pages: Path) -> None:
    figures = pd.read_csv(report_pages / CARD.replace(".html", ".csv"))
    figures = figures.set_index("figures (%)").drop(columns="area_code")
    own = figures.index.str.startswith("Leicestershire:") | figures.index.str.endswith("of county areas")
    councils = figures[~own].apply(pd.to_numeric)
    html = (report_pages / CARD).read_text(encoding="utf-8")
    ((codes, table),) = re.findall(r'<table[^>]* data-compares="([^"]+)">(.*?)</table>', html, re.DOTALL)
    cells = re.findall(r">(\d[\d.]*)%</td>", table)
    printed = sorted(f"{value:.1f}" for value in councils.stack().dropna())
    assert sorted(cells) == printed and len(printed) > 200
    assert len(codes.replace("-", " ").split()) == councils.index.nunique() - 2


def test_no_page_has_what_its_policy_refuses(report_pages: Path) -> None:
    """Scripts, handlers and styles inside a page; the browser logged nothing on one page of each kind."""
    pages = [path for path in report_pages.rglob("*.html") if "site.js" in path.read_text(encoding="utf-8")]
    assert len(pages) > 400
    for path in pages:
        html = path.read_text(encoding="utf-8")
        head, body = html.split("</head>", 1)
        assert head.count("Content-Security-Policy") == head.count("<script") == 1 and "<style" not in head, path
        assert not re.search(r"<(script|style|base|form|iframe|object|embed)\b|\son[a-z]+\s*=\s*\"|\sstyle=\"", body), (
            path
        )
