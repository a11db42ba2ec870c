"""The finished pages in a browser without a network: readable by everyone, asking nothing of anyone.

Needs node, Chromium and the packages of package.json (`npm ci` in this folder); skipped where one is absent.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from browser import CARD, FURTHER_KINDS, IN_USE, ask_browser


@pytest.fixture(scope="session")
def checked(report_pages: Path, made_once: Any) -> dict[str, Any]:
    """What the browser and axe-core say of every page of the report, asked once for all workers."""
    pages = [*sorted(path.name for path in report_pages.glob("*.html")), *FURTHER_KINDS, *IN_USE]
    return made_once("checked_pages", lambda: ask_browser("check_pages.mjs", report_pages, *pages))


def test_axe_finds_nothing(checked: dict[str, Any]) -> None:
    violations = {
        name: [
            f"{violation['rule']} ({violation['impact']}): {violation['nodes'][0]['html']}"
            for violation in page["violations"]
        ]
        for name, page in checked.items()
        if page["violations"]
    }
    assert violations == {}
    # a page that failed to load would have no violations either
    assert min(page["passes"] for page in checked.values()) >= 20


def test_pages_ask_for_nothing_but_the_style_and_the_script_beside_them_and_log_nothing(
    checked: dict[str, Any], report_pages: Path
) -> None:
    beside = {(report_pages / name).as_uri() for name in ("site.css", "site.js")}
    assert set(checked["index.html"]["requests"]) == set(checked[CARD]["requests"]) == beside
    assert checked["07_compendium.html"]["requests"] == []
    assert {name: page["requests"] for name, page in checked.items() if set(page["requests"]) - beside} == {}
    assert {name: page["errors"] for name, page in checked.items() if page["errors"]} == {}


def test_only_tables_are_wider_than_a_phone(checked: dict[str, Any]) -> None:
    assert {name: page["overflow"] for name, page in checked.items() if any(page["overflow"].values())} == {}


def test_every_page_has_one_title_and_every_table_a_caption(checked: dict[str, Any]) -> None:
    for name, page in checked.items():
        counts = page["counts"]
        assert counts["h1"] == counts["main"] == 1, name
        assert counts["table"] == counts["caption"], name
        assert counts["img"] + counts["svg.drawing"] == counts["figure"] == counts["figcaption"], name
        assert page["firstFocus"] == "#content", name
    titles = [page["title"] for name, page in checked.items() if name not in IN_USE]
    assert len(set(titles)) == len(titles)


def test_the_browser_shows_all_that_the_pages_hold(checked: dict[str, Any], report_pages: Path) -> None:
    for name, page in checked.items():
        if name in IN_USE:
            continue
        html = (report_pages / name).read_text(encoding="utf-8")
        for element in ("table", "img", "svg", "details"):
            assert page["counts"][element] == len(re.findall(rf"<{element}\b", html)), (name, element)
    opening = checked["07_compendium.html"]["counts"]
    assert opening["table"] > 0
    assert opening["svg.drawing"] > 0


def test_every_link_leads_somewhere(report_pages: Path) -> None:
    pages = {path.name: path.read_text(encoding="utf-8") for path in report_pages.glob("*.html")}
    for name, html in pages.items():
        for link in re.findall(r'<a [^>]*href="([^"]*)"', html):
            if re.match(r"https?:|mailto:", link):
                continue
            target, _, anchor = link.partition("#")
            assert not target or (report_pages / target).exists(), (name, link)
            assert not anchor or f'id="{anchor}"' in pages.get(target or name, ""), (name, link)


def test_what_is_wrong_in_one_of_many_rows_is_told(tmp_path: Path) -> None:
    """Axe is given one row of each make, and a row with a fault is of another make than the rest."""
    rows = [f'<tr><th scope="row">Row {number}</th><td>{number}</td></tr>' for number in range(30)]
    rows[10] = rows[10].replace("<td>", '<td style="color: #ddd; background: #fff">')
    rows[20] = rows[20].replace("<td>20", '<td><a href="#content"></a>')
    table = f"<table><caption>Rows</caption><tbody>{''.join(rows)}</tbody></table>"
    page = f'<!doctype html><html lang="en"><title>Rows</title><main id="content"><h1>Rows</h1>{table}</main></html>'
    (tmp_path / "rows.html").write_text(page, encoding="utf-8")
    answer = ask_browser("check_pages.mjs", tmp_path, "rows.html")["rows.html"]
    assert answer["rows"] == 3
    assert {violation["rule"] for violation in answer["violations"]} >= {"color-contrast", "link-name"}
