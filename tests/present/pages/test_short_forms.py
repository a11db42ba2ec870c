"""Short forms are spelt out once, and every page that uses some leads there."""

from __future__ import annotations

from helpers.present.pages.short_forms import MEANINGS, with_short_forms
from helpers.present.site_pages import CARD, INDEX, THEMES, SitePage
from helpers.present.tables import bullet_list, paragraph
from helpers.present.values import Beside, Cell, Column, Paragraph, Part, Parts, Span, Table


def table(words: str) -> Table:
    return Table("Schools", "Schools", (Column("what", "Indicator"),), ((Cell((Span(words),)),),))


def foot(*parts: Part, title: str = "Schools", kind: str = CARD) -> str:
    (page,) = with_short_forms([SitePage("a.html", title, parts, kind=kind)])
    return repr(page.parts[-1])


def test_a_short_form_in_a_title_a_cell_or_a_list_is_spelt_out_once_in_order() -> None:
    inside = Beside((Parts((bullet_list(["Pupils with an EHC plan", "New EHC plans"]),)),))
    assert foot(paragraph("KS2 maths: expected standard"), inside, title="SEND") == (
        "Short forms: EHC, education, health and care; KS2, Key Stage 2, with tests at age 11; SEND, special "
        "educational needs and disabilities."
    )


def test_a_word_that_only_holds_a_short_form_is_none() -> None:
    page = SitePage("a.html", "Schools", (paragraph("SENDING, KS22, FTEs and remodelled homes."),))
    assert with_short_forms([page]) == [page]


def test_the_page_of_reading_spells_out_those_of_all_pages_and_others_lead_there() -> None:
    reading = SitePage(THEMES, "Themes", ())
    schools = SitePage("dashboards/schools.html", "Schools", (table("KS2 maths"),))
    homes = SitePage("dashboards/homes.html", "Homes", (table("Homes"),))
    first = SitePage(INDEX, "New EHC plans", ())
    made = with_short_forms([reading, schools, homes, first])
    assert repr(made[0].parts[-2]) == "Short forms"
    assert repr(made[0].parts[-1]) == "EHC: education, health and care\nKS2: Key Stage 2, with tests at age 11"
    foot = made[1].parts[-1]
    assert isinstance(foot, Paragraph)
    assert [(span.text, span.href) for span in foot.spans] == [("Short forms", "../themes/index.html")]
    assert made[2] == homes
    assert repr(made[3].parts[-1]) == "Short forms: EHC, education, health and care."


def test_the_tables_of_a_card_are_not_looked_through() -> None:
    assert foot(paragraph("Pupils."), table("SEN support"), kind=CARD) == "Table: Schools, 1 row"


def test_short_forms_stand_in_alphabetical_order() -> None:
    assert list(MEANINGS) == sorted(MEANINGS, key=str.casefold)
