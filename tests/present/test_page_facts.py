"""What the sentences of a page state is looked up in the tables of the run."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.present.drawings import Drawing
from helpers.present.facts import Fact, FactTables, facts_in
from helpers.present.page_facts import check_pages, facts_of
from helpers.present.site_pages import SitePage
from helpers.present.tables import joined, paragraph, summary_list
from helpers.present.values import Beside, BulletList, Chart, Headline, Paragraph, Span
from helpers.problems import Problem

COUNTS = pd.DataFrame({"theme": ["all"], "improved": [48], "worsened": [56]})


def stating(text: str, column: str, value: int) -> tuple[Span, ...]:
    return facts_in(text, [Fact("counts", ("all",), column, value, "number")])


def page(improved: int = 48) -> SitePage:
    tile = Headline("Improved", 48, "of 104", note_spans=stating("48 of 104", "improved", 48))
    parts = (
        Beside((joined(Paragraph(stating("There are 56.", "worsened", 56))),)),
        BulletList((stating("Then 48 more.", "improved", improved),)) if improved == 48 else paragraph("None."),
        summary_list([tile]),
    )
    return SitePage("index.html", "Title", parts, heading=stating(f"{improved} improved", "improved", improved))


def test_every_fact_is_given_with_its_sentence_in_the_order_of_reading() -> None:
    facts = [(one.number, one.words, one.printed, one.fact) for one in facts_of([page()])]
    assert facts == [
        (1, "48 improved", "48", "counts/all/improved"),
        (2, "There are 56.", "56", "counts/all/worsened"),
        (3, "Then 48 more.", "48", "counts/all/improved"),
        (4, "Improved: 48; 48 of 104", "48", "counts/all/improved"),
    ]
    check_pages(facts_of([page()]), FactTables({"counts": COUNTS}, {"counts": ["theme"]}))


def test_the_title_of_a_chart_is_looked_up_like_a_sentence() -> None:
    spans = stating("48 improved", "improved", 48)
    drawn = Chart(Drawing(10, 10, ()), "Bars. 48 improved.", "48 improved", "", 10, title_spans=spans)
    (one,) = facts_of([SitePage("index.html", "Title", (drawn,))])
    assert (one.words, one.fact) == ("48 improved", "counts/all/improved")


def test_a_page_that_states_another_figure_is_named_with_its_sentence() -> None:
    with pytest.raises(Problem, match=r"index.html says '49 improved'. It states '49', but counts/all/improved is 48"):
        check_pages(facts_of([page(49)]), FactTables({"counts": COUNTS}, {"counts": ["theme"]}))
