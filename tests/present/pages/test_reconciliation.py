"""What pages say of the council's printed figures, and the one sentence where there are none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.present.pages import reconciliation
from helpers.present.site_pages import link
from helpers.present.values import Folded, Table
from helpers.publish.html import to_html
from helpers.results.reconciled_figures import reconcile_printed
from helpers.schema.enforcement import conformed
from helpers.schema.reconciliation import RECONCILED_FIGURES, RECONCILIATION_CHECKS
from helpers.sources.published_figures import read_published_figures

Tables = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture(scope="module")
def tables(root: Path) -> Tables:
    return reconcile_printed(read_published_figures(Project(root).published_figures, 2023))


def test_the_tables_are_conformed(tables: Tables) -> None:
    checks, figures = tables
    assert len(conformed(checks, RECONCILIATION_CHECKS)) == len(checks)
    assert len(conformed(figures, RECONCILED_FIGURES)) == len(figures)
    ids = set(figures["figure_id"])
    for column in ("subject_ids", "input_ids"):
        assert {name for cell in checks[column] for name in filter(None, cell.split(";"))} <= ids


def test_the_counts_of_the_year_come_first(tables: Tables) -> None:
    _, figures = tables
    counts = figures[figures["topic"].ne("words")].groupby("report_year")["outcome"].value_counts()
    sentence = reconciliation.counts_sentence(figures, 2023)
    assert sentence.startswith("The council's report of 2023 prints 89 figures: 3 hold, 0 do not hold, and 86 cannot")
    assert "The reports of 2007, 2012, 2018, 2020 and 2023 together print 523 figures: " in sentence
    # counted by hand in the file of printed figures: two years in words and one gap of the earlier reports, and of 2023
    # the title, which holds, and the motion, which does not
    assert (
        "It also has 2 entries in words (a year, or a gap that nobody filled), and 1 does not hold. The reports"
        in sentence
    )
    assert sentence.endswith(
        "They also have 5 entries in words (a year, or a gap that nobody filled), and 4 do not hold."
    )
    wrong = int(counts.xs("does not hold", level="outcome").sum())
    assert f"{wrong} do not hold, and " in sentence
    table = reconciliation.counts_table(figures, 2023)
    assert isinstance(table, Table)
    assert [row[0].text for row in table.rows] == ["2023", "2020", "2018", "2012", "2007", "All"]
    assert table.rows[-1][1].text == "523"


def test_what_does_not_hold_has_both_values_and_the_rule(tables: Tables) -> None:
    checks, figures = tables
    parts = reconciliation.details(figures, checks, 2023, None)
    text = to_html(parts)
    (failing,) = [
        part for part in parts if isinstance(part, Table) and part.caption.startswith("Printed figures that c")
    ][:1]
    rows = {row[0].text: [cell.text for cell in row] for row in failing.rows}
    off = rows["Per cent off target, 7.19 Theft From Motor Vehicle"]
    assert off[1:5] == ["2007", "3.4", "20.2%", "17.52%"]
    assert off[6].startswith("Per cent off target is the distance")
    assert rows["Grant at risk, whole report"][3:5] == ["£6,223,735", "£5,588,660"]
    assert "2,017" not in text
    (folded,) = [part for part in parts if isinstance(part, Folded)]
    assert folded.summary == "All 523 printed figures, those of 2023 first"
    assert len(folded.table.rows) == len(figures)
    years = [row[1].text[:4] for row in folded.table.rows]
    assert years == sorted(years, reverse=True)
    first_of_2018 = reconciliation.all_figures(figures, 2018)
    assert isinstance(first_of_2018, Folded)
    assert first_of_2018.table.rows[0][1].text.startswith("2018")


def test_another_council_and_a_year_without_figures_have_one_sentence(tables: Tables) -> None:
    checks, figures = tables
    nothing = reconcile_printed(read_published_figures(None, 2023))
    for own_checks, own, year, sentence in (
        (*nothing, 2023, reconciliation.NONE_AT_HAND),
        (
            checks,
            figures,
            2024,
            "No report of 2024 with printed figures is at hand; the newest with figures is that of 2023.",
        ),
    ):
        assert reconciliation.counts_sentence(own, year) == sentence
        assert reconciliation.counts_table(own, year) is None
        assert not tuple(reconciliation.details(own, own_checks, year, None))
        assert reconciliation.short_paragraph(own, year, link("Why", "08_reconciliation.html", "years.html")) is None


def test_a_report_without_contradictions_says_so(tables: Tables) -> None:
    checks, figures = tables
    others, of_2023 = checks[checks["outcome"].ne("does not hold")], figures[figures["report_year"].eq(2023)]
    text = to_html(reconciliation.details(of_2023, others, 2023, None))
    assert "No rule contradicts a printed figure." in text
    assert reconciliation.counts_sentence(of_2023, 2023).count("report") == 1


def test_the_page_of_years_has_one_sentence_with_a_link(tables: Tables) -> None:
    _, figures = tables
    page = link("Which hold", "08_reconciliation.html", "years.html")
    text = to_html(reconciliation.short_paragraph(figures, 2023, page))
    assert "The council&#39;s 5 reports up to 2023 print 523 figures: " in text
    assert "They also have 5 entries in words (a year, or a gap that nobody filled), and 4 do not hold." in text
    assert 'href="08_reconciliation.html"' in text
