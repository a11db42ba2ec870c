"""Short forms are spelt out on each page that uses them, and only there."""

from __future__ import annotations

from helpers.present.pages.short_forms import MEANINGS, with_short_forms
from helpers.present.site_pages import CARD, SitePage
from helpers.present.tables import bullet_list, paragraph
from helpers.present.values import Beside, Cell, Column, Part, Parts, Span, Table


def table(words: str) -> Table:
    return Table("Schools", "Schools", (Column("what", "Indicator"),), ((Cell((Span(words),)),),))


def foot(*parts: Part, title: str = "Schools", kind: str = "") -> str:
    return repr(with_short_forms(SitePage("a.html", title, parts, kind=kind)).parts[-1])


def test_a_short_form_in_a_title_a_cell_or_a_list_is_spelt_out_once_in_order() -> None:
    inside = Beside((Parts((bullet_list(["Pupils with an EHC plan", "New EHC plans"]),)),))
    assert foot(table("KS2 maths: expected standard"), inside, title="SEND") == (
        "Short forms: EHC, education, health and care; KS2, Key Stage 2, with tests at age 11; SEND, special "
        "educational needs and disabilities."
    )


def test_a_word_that_only_holds_a_short_form_is_none() -> None:
    page = SitePage("a.html", "Schools", (paragraph("SENDING, KS22, FTEs and remodelled homes."),))
    assert with_short_forms(page) == page


def test_the_tables_of_a_card_are_not_looked_through() -> None:
    assert foot(paragraph("Pupils."), table("SEN support"), kind=CARD) == "Table: Schools, 1 row"


def test_short_forms_stand_in_alphabetical_order() -> None:
    assert list(MEANINGS) == sorted(MEANINGS, key=str.casefold)
