"""The papers of 2018 and 2023 from statuses given: headline, theme lines, dashboards by name, quartiles and motion."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from paper_material import material, statement

from helpers.meeting_fields import CABINET, COUNCIL, SCRUTINY
from helpers.present.narrative_headline import headline_statements
from helpers.present.page_facts import words_of
from helpers.present.papers.forms import paper_of
from helpers.present.papers.performance import Material
from helpers.present.sentences import quartile_sentence
from helpers.present.tables import paragraph
from helpers.results.compendium import direction_counts, quartile_counts
from helpers.results.headline_facts import headline_facts
from helpers.typed_numbers import in_words

PARAGRAPHS = {"2018": "13", "2020": "24", "2023": "13"}
STATUSES = {
    "improved": "Improved",
    "no_change": "No real change",
    "worsened": "Worsened",
    "not_determinable": "Cannot be determined",
}
QUARTILES = ("top_quartile", "second_quartile", "third_quartile", "fourth_quartile")


def printed(shared: Path, year: str, paragraph: str, topic: str) -> dict[tuple[str, str], float]:
    """Return what a paragraph printed, by theme and measure, without schools and crime, which it leaves out."""
    with (shared / "published" / "published_figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["document_year"] == year and row["topic"] == topic]
    own = (
        row for row in rows if row["paragraph"] == paragraph and row["dashboard"] not in ("Schools", "Police and Crime")
    )
    return {(row["theme"], row["measure"]): float(row["value"]) for row in own}


def statuses(counts: dict[str, int]) -> pd.DataFrame:
    """Return a row for each indicator, with the status that the report gives it."""
    return pd.DataFrame([{"direction": STATUSES[name]} for name, number in counts.items() for _ in range(number)])


def facts_of_themes(shared: Path) -> pd.DataFrame:
    """Return the table headline_facts from statuses of the themes of 2018."""
    themes = printed(shared, "2018", "14", "direction_of_travel")
    rows = []
    for number, theme in enumerate(dict.fromkeys(name for name, _ in themes), start=1):
        improved, worsened, total = (int(themes[theme, name]) for name in ("improved", "worsened", "total"))
        of_theme = {"improved": improved, "worsened": worsened, "no_change": total - improved - worsened}
        rows.append(counted(statuses(of_theme)) | {"theme": theme, "theme_order": number})
    return headline_facts(pd.DataFrame(rows))


def counted(frame: pd.DataFrame) -> dict[str, Any]:
    """Return the counts of a theme from the statuses of its indicators."""
    counts = direction_counts(frame).iloc[0]
    row = {name: int(counts[name]) for name in ("determined", "improved", "worsened", "no_real_change")}
    return row | {"in_headline": True, "indicators": len(frame)}


def whole_facts(shared: Path, year: str) -> pd.DataFrame:
    """Return the table headline_facts of a whole report from its statuses."""
    overall = printed(shared, year, PARAGRAPHS[year], "direction_of_travel")
    frame = statuses({name: int(overall["Overall", name]) for name in STATUSES})
    return headline_facts(pd.DataFrame([counted(frame) | {"theme": "All", "theme_order": 1}]))


def quartiles(shared: Path, year: str, paragraph_: str) -> str:
    shares = printed(shared, year, paragraph_, "quartile")
    before = "" if ("Overall", "top_quartile") in shares else "pct_"
    numbers = [int(shares["Overall", f"{before}{name}"]) for name in QUARTILES]
    ranks = pd.DataFrame({"quartile": [number for number, count in enumerate(numbers, 1) for _ in range(count)]})
    bases = pd.DataFrame({"part": ["top_half"], "share_percent": [50.0]})
    return quartile_sentence(quartile_counts(ranks).iloc[0].to_dict(), bases, "county areas")


def of_year(shared: Path, year: str, **changed: Any) -> Material:
    return material(
        year=int(year),
        publication=f"Performance Compendium {year}",
        headlines=headline_statements(whole_facts(shared, year)),
        **changed,
    )


def words(name: str, of: Material) -> list[str]:
    return ["".join(span.text for span in spans) for spans in words_of(paper_of(name, of).as_page())]


@pytest.mark.parametrize("year", ["2018", "2020", "2023"])
@pytest.mark.parametrize("paper", [SCRUTINY, CABINET, COUNCIL])
def test_the_performance_paragraph_of_each_paper_has_the_numbers_that_the_report_printed(
    shared: Path, year: str, paper: str
) -> None:
    overall = printed(shared, year, PARAGRAPHS[year], "direction_of_travel")
    (headline,) = [text for text in words(paper, of_year(shared, year)) if text.startswith("Of the ")]
    numbers = [int(number) for number in re.findall(r"\b(\d+) (?:improved|show|worsened)", headline)]
    assert numbers == [overall["Overall", name] for name in ("improved", "no_change", "worsened")]
    assert f" for {int(overall['Overall', 'not_determinable'])} more." in headline
    shares = [
        overall["Overall", name]
        for name in ("pct_improved", "pct_no_change", "pct_worsened")
        if ("Overall", name) in overall
    ]
    assert [int(share) for share in re.findall(r"\((\d+)%\)", headline)][: len(shares)] == shares


def test_the_theme_lines_of_2018_are_paragraphs_of_the_paper_to_the_cabinet(shared: Path) -> None:
    of = of_year(shared, "2018")
    themed = material(headlines=headline_statements(facts_of_themes(shared)), year=2018, publication=of.publication)
    texts = words(CABINET, themed)
    themes = printed(shared, "2018", "14", "direction_of_travel")
    for theme in dict.fromkeys(name for name, _ in themes):
        (line,) = [text for text in texts if text.startswith(f"{theme}: ")]
        total, improved, worsened = (int(themes[theme, name]) for name in ("total", "improved", "worsened"))
        assert (
            line == f"{theme}: {in_words(improved)} of {total} indicators improved and {in_words(worsened)} worsened."
        )


@pytest.mark.parametrize("year", ["2018", "2023"])
def test_the_motion_has_the_year_of_its_report_and_no_other(shared: Path, year: str) -> None:
    texts = words(COUNCIL, of_year(shared, year))
    motion = f"That the Annual Delivery Report and Performance Compendium {year} be approved."
    assert motion in texts
    assert {named for text in texts for named in re.findall(r"Compendium (\d{4})", text)} == {year}


def test_the_quartile_sentences_of_2018_and_2020_have_the_numbers_that_the_reports_printed(shared: Path) -> None:
    assert quartiles(shared, "2018", "15") == (
        "Of 144 indicators ranked among county areas, 38 are in the first quartile, which is the best, 54 in the "
        "second, 25 in the third and 27 in the fourth: 64% are in the top half, where an average council has 50.0%."
    )
    # the report of 2020 prints shares alone, which are counts of a hundred indicators here
    assert quartiles(shared, "2020", "25") == (
        "Of 100 indicators ranked among county areas, 31 are in the first quartile, which is the best, 33 in the "
        "second, 21 in the third and 15 in the fourth: 64% are in the top half, where an average council has 50.0%."
    )
    of = of_year(shared, "2018", quartiles=paragraph(quartiles(shared, "2018", "15")))
    assert quartiles(shared, "2018", "15") in words(COUNCIL, of)


def test_a_dashboard_stands_in_the_paper_to_scrutiny_under_its_own_name(shared: Path) -> None:
    texts = words(SCRUTINY, of_year(shared, "2018", dashboards=(statement("Housing", "Homes", 2),)))
    assert "Housing. Two improved." in texts
