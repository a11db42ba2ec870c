"""What is printed of statements, commitments, caveats, sections and the printed headline."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pandas as pd
import pytest

from helpers.methods.printed_arithmetic import recheck_arithmetic
from helpers.present.counted import Counts
from helpers.present.pages import caveats, commitments, printed_headlines, sections, statements
from helpers.present.pages.printed_headlines import OwnBasis
from helpers.present.values import BulletList, Paragraph, Part, Parts, Table
from helpers.publish.html import to_html
from helpers.results.printed_headlines import headline_beside_printed
from helpers.results.statements import delivery_with_indicators
from helpers.schema.narrative import HEADLINE_COUNTS

ROW: dict[str, Any] = {
    "statement_id": "learning",
    "kind": "delivery",
    "theme": "Skills",
    "subject": "Adult learning",
    "statement": "Enrolments rose by {percent} to {figure}.",
    "figure": 5930.0,
    "figure_decimals": 0,
    "unit": "",
    "qualifier": "",
    "other_figure": None,
    "other_decimals": 0,
    "other_is": "previous",
    "printed_percent": 5.0,
    "percent_decimals": 0,
    "indicator_id": "courses",
    "source": "The report of 2023",
    "paragraph": "11",
    "dated": "2023-12",
    "address": "https://example.org/r",
    "signed_by": "",
    "signed_on": "",
}
TREES = ROW | {
    "statement_id": "trees",
    "theme": "Green",
    "subject": "Trees",
    "statement": "{figure} of {other} trees.",
    "figure": 250_000.0,
    "qualifier": "more than",
    "other_figure": 700_000.0,
    "other_is": "target",
    "printed_percent": None,
    "indicator_id": "",
    "signed_by": "Director",
    "signed_on": "2023-10-31",
}
COMPENDIUM = pd.DataFrame(
    {
        "indicator_id": ["courses"],
        "title": ["Adults on courses"],
        "direction": ["Improved"],
        "evidence": ["cannot be told"],
    }
)


def text(part: Any) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", to_html(part)))).strip()


PAGE = "themes/skills.html"


def table_of(part: Part | None) -> Table:
    """Return the first table of what a page shows."""
    if isinstance(part, Parts):
        return next(one for one in part if isinstance(one, Table))
    assert isinstance(part, Table)
    return part


def cells_of(table: Table | None) -> list[list[str]]:
    assert table is not None
    return [[cell.text for cell in row] for row in table.rows]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "The figure before is not printed. It follows that it was about 5,648: from 5,620 to 5,675."),
        ({"other_figure": 5648.0}, "Recalculated: 5.0%. The printed 5% agrees."),
        ({"other_figure": 5000.0}, "Recalculated: 18.6%. The printed 5% does not agree."),
        ({"other_figure": 5.0, "qualifier": "about"}, "The figure is not exact, so the printed 5% cannot be checked."),
        ({"other_figure": 5000.0, "printed_percent": None}, "That is a change of 18.6%."),
        ({"other_is": "", "printed_percent": None}, ""),
        (TREES, "That is more than 35.7% of the target."),
        ({"other_figure": 5930.0, "other_is": "local"}, "The same as the national figure."),
        (
            {"figure": 17.0, "other_figure": 13.0, "other_is": "local", "unit": "%"},
            "4 percentage points below the national figure.",
        ),
    ],
)
def test_what_follows_from_the_figures_is_said(changes: dict[str, Any], words: str) -> None:
    row = recheck_arithmetic(pd.DataFrame([ROW | changes])).to_dict("records")[0]
    assert statements.arithmetic_in_words(row) == words


def test_figures_take_their_place_in_the_sentence() -> None:
    assert statements.statement_in_words(ROW) == "Enrolments rose by 5% to 5,930."
    assert statements.statement_in_words(TREES) == "More than 250,000 of 700,000 trees."


def test_delivery_is_printed_with_its_indicator_its_arithmetic_and_its_signature() -> None:
    frame = pd.DataFrame([ROW, TREES])
    delivery = delivery_with_indicators(frame, COMPENDIUM)
    parts = statements.delivery_parts(delivery, "Skills", PAGE)
    assert cells_of(table_of(parts)) == [
        [
            "Adult learning",
            "Enrolments rose by 5% to 5,930. (The figure before is not printed. It follows that it was about 5,648: "
            "from 5,620 to 5,675.)",
            "Adults on courses Improved (untested)",
        ]
    ]
    assert '<a href="../indicators/courses.html">Adults on courses</a>' in to_html(parts)
    assert text(parts).endswith(
        "No sign-off is recorded for any of these. Source: The report of 2023 (paragraph 11, December 2023)."
    )
    assert '<a href="https://example.org/r">The report of 2023</a>' in to_html(parts)
    assert "Director, 31 October 2023" in text(statements.delivery_parts(delivery, "Green", PAGE))
    assert statements.delivery_parts(delivery, "Well", PAGE) is None
    summary = text(
        statements.delivery_summary(frame, ["Skills", "Green", "Well", "Safe"], {"Skills": "themes/skills.html"}, PAGE)
    )
    assert "No example was given for Well and Safe." in summary
    assert statements.delivery_summary(frame.head(0), ["Skills"], {}, PAGE) is None


def test_sources_that_differ_have_a_column() -> None:
    frame = pd.DataFrame([ROW, ROW | {"source": "Minutes", "address": "", "paragraph": ""}])
    table = table_of(statements.delivery_parts(delivery_with_indicators(frame, COMPENDIUM), "Skills", PAGE))
    assert [row[-1] for row in cells_of(table)] == [
        "The report of 2023 (paragraph 11, December 2023)",
        "Minutes (December 2023)",
    ]


def test_a_printed_change_that_does_not_follow_is_reported_in_the_summary() -> None:
    frame = pd.DataFrame([ROW | {"other_figure": 5000.0}])
    page = text(statements.delivery_summary(frame, ["Skills"], {}, PAGE))
    assert "The printed per cent does not follow from the figures of 1 example." in page


def test_context_judgements_and_reports_are_shown_only_if_there_is_one() -> None:
    care = {
        "kind": "context",
        "figure": 17.0,
        "unit": "%",
        "other_figure": 13.0,
        "other_is": "local",
        "printed_percent": None,
        "statement": "{figure} in England, {other} here.",
    }
    old = {"kind": "judgement", "figure": None, "statement": "Good.", "other_is": "", "dated": "2019"}
    report = {"kind": "sister_report", "figure": None, "other_is": "", "statement": "It has more.", "subject": "Health"}
    award = old | {"kind": "award", "dated": "2023"}
    frame = pd.DataFrame([ROW | changes for changes in (care, old, award, report)])
    assert cells_of(statements.context_table(frame))[0][2] == "4 percentage points below the national figure."
    assert [row[1] for row in cells_of(statements.judgements_table(frame))] == ["Award", "Judgement"]
    assert statements.NO_ADDRESS_NOTE not in text(statements.judgements_table(frame))
    assert statements.NO_ADDRESS_NOTE in text(statements.judgements_table(frame.assign(address="")))
    assert statements.NO_ADDRESS_NOTE in text(statements.context_table(frame.assign(address="")))
    assert "Health: It has more. The report of 2023 (" in text(statements.sister_reports(frame))
    nothing = frame.head(0)
    for part in (
        statements.context_table,
        statements.judgements_table,
        statements.sister_reports,
    ):
        assert part(nothing) is None


def test_what_somebody_typed_is_never_markup() -> None:
    frame = pd.DataFrame([ROW | {"kind": "award", "figure": None, "other_is": "", "statement": "<script>x</script>"}])
    assert "<script>" not in to_html(statements.judgements_table(frame))


COMMITMENT: dict[str, Any] = {
    "report_year": 2020,
    "commitment_id": "air",
    "kind": "focus",
    "theme": "",
    "subject": "Air quality",
    "statement": "Members asked.",
    "origin": "scrutiny",
    "indicator_ids": "air",
    "status": "late",
    "status_on": "2022-05",
    "status_source": "The Cabinet",
    "source": "The report",
    "paragraph": "44",
    "due_by": "",
    "address": "",
    "improved": 1,
    "no_real_change": 0,
    "worsened": 2,
    "cannot_be_determined": 0,
    "without_row": 1,
}


def test_a_commitment_has_its_status_and_what_its_indicators_did() -> None:
    rows = [COMMITMENT, COMMITMENT | {"status": "", "indicator_ids": "", "origin": "officer"}]
    table = table_of(commitments.commitments_parts(pd.DataFrame(rows), "focus"))
    assert cells_of(table) == [
        [
            "Air quality (Members asked.)",
            "Scrutiny",
            "Late (The Cabinet, May 2022)",
            "1 improved, 2 worsened, 1 indicator without a row in this report",
        ],
        ["Air quality (Members asked.)", "Officers", "Not said", "No indicator measures it"],
    ]
    assert table.caption == "Areas of focus of the report of 2020: what became of them"
    dated = commitments.commitments_parts(pd.DataFrame([COMMITMENT | {"due_by": "2024-03"}]), "plan")
    assert "March 2024" in text(dated)
    assert "Named by: scrutiny. Source: The report (paragraph 44)." in text(dated)
    assert commitments.commitments_parts(pd.DataFrame([COMMITMENT]).head(0), "plan") is None


def test_a_status_that_no_source_gives_is_said_to_be_missing() -> None:
    without = {"status": "", "status_on": "", "status_source": ""}
    part = commitments.commitments_parts(pd.DataFrame([COMMITMENT | without]), "plan")
    assert [column.label for column in table_of(part).columns] == ["Subject", "What its indicators did"]
    assert "No source says how far any of these has come." in text(part)


def test_a_plan_without_a_status_has_how_much_of_the_way_to_its_target_is_done() -> None:
    # 9 of 25 hubs are 36% of the way, as the page of targets prints it; the report gives the trees as more than 250,000
    target = {"actual_is": "", "baseline_value": 0.0, "actual_period": "31 Mar 2023"}
    hubs = target | {"progress_percent": 36.0, "target_value": 25.0}
    trees = target | {"progress_percent": 35.714286, "target_value": 700000.0, "actual_is": "more than"}
    without = COMMITMENT | {"kind": "plan", "statement": "", "status": "", "status_on": "", "status_source": ""}
    rows = [without | {"indicator_ids": name} for name in ("hubs", "trees", "air")]
    targets = {"hubs": [hubs], "trees": [trees], "air": [target | {"progress_percent": None, "target_value": 0.0}]}
    part = commitments.commitments_parts(pd.DataFrame(rows), "plan", targets)
    assert [row[1] for row in cells_of(table_of(part))] == [
        "36.0% of the way (31 Mar 2023)",
        "More than 35.7% of the way (31 Mar 2023)",
        "Not said",
    ]
    assert "No source says how far any of these has come." not in text(part)


def test_an_area_of_focus_says_who_named_it() -> None:
    areas = pd.DataFrame(
        [COMMITMENT | {"evidence": ""}, rule("bins", "Bins", ""), rule("air", "Air", "clear", "Air quality")]
    )
    named, rule_means, by_rule = commitments.focus_parts(areas, PAGE) or ()
    assert cells_of(named) == [
        ["Air quality (Members asked.)", "The whole council", "Scrutiny: The report, paragraph 44"]
    ]
    assert repr(rule_means) == "The rule names each counted indicator that worsened and is in the fourth quartile:"
    assert repr(by_rule) == "Green: Air (clear, within: Air quality); Bins"
    assert [type(part) for part in commitments.focus_parts(areas.tail(1), PAGE) or ()] == [Paragraph, BulletList]
    assert commitments.focus_parts(areas.head(0), PAGE) is None


def rule(indicator_id: str, title: str, evidence: str, within: str = "") -> dict[str, Any]:
    named = {"indicator_ids": indicator_id, "subject": title, "evidence": evidence, "within": within}
    return COMMITMENT | {"origin": "rule", "statement": "", "theme": "Green"} | named


def test_the_first_page_names_areas_of_focus_in_short_the_clear_ones_first() -> None:
    unclear = [rule(f"a{number}", f"Unclear {number}", "cannot be told") for number in range(6)]
    areas = pd.DataFrame([COMMITMENT | {"evidence": ""}, *unclear, rule("bins", "Bins", "clear")])
    part = commitments.focus_list(areas, "index.html", "around.html")
    assert repr(part).splitlines() == [
        "Named by scrutiny: Air quality",
        "7 indicators worsened and are in the fourth quartile, clear changes first: Bins; Unclear 0; Unclear 1; "
        "Unclear 2; Unclear 3; Unclear 4; and others",
        "All areas, who named them, and what became of earlier ones",
    ]
    assert part is not None
    assert part.items[1][1].href == "indicators/bins.html"
    counts = Counts(HEADLINE_COUNTS, pd.DataFrame({"measure": ["worsened_in_lowest"], "number": [7.0]}))
    marked = commitments.focus_list(areas, "index.html", "around.html", counts)
    assert marked is not None and repr(marked) == repr(part)
    assert marked.items[1][0].fact == "headline_counts/worsened_in_lowest/number"
    assert commitments.focus_list(areas.head(0), "index.html", "around.html") is None


def test_the_first_page_says_clear_only_where_a_change_is() -> None:
    clear, unclear = rule("bins", "Bins", "clear"), rule("air", "Air", "cannot be told")
    for rows, words in {
        (0, 0): "2 indicators worsened and are in the fourth quartile, none of them clearly: Air; Air",
        (1, 1): "2 indicators worsened and are in the fourth quartile, all clearly: Bins; Bins",
        (1,): "1 indicator worsened and is in the fourth quartile; the change is clear: Bins",
        (0,): "1 indicator worsened and is in the fourth quartile; the change is not clear: Air",
    }.items():
        areas = pd.DataFrame([clear if is_clear else unclear for is_clear in rows])
        assert repr(commitments.focus_list(areas, "index.html", "around.html")).splitlines()[0] == words


def test_the_first_page_names_the_early_warnings_that_the_rule_cannot_name() -> None:
    warned = [{"indicator_id": "absence", "title": "Absence"}]
    areas = pd.DataFrame([rule("air", "Air", "clear")])
    lines = repr(commitments.focus_list(areas, "index.html", "around.html", warned=warned)).splitlines()
    assert lines[1] == "Early warnings that the headline does not count: Absence"


def test_a_caveat_is_printed_where_it_belongs() -> None:
    usual = {"words": "Mind this.", "source": "The report", "paragraph": "13", "titles": "", "dashboard": ""}
    frame = pd.DataFrame(
        [
            usual | {"caveat_id": "pandemic", "title": "Pandemic", "reach": "report"},
            usual
            | {
                "caveat_id": "homes",
                "title": "Homes",
                "reach": "indicators",
                "dashboard": "Housing",
                "titles": "A; B; C; D; E",
                "indicators": 5,
                "of_indicators": 18,
            },
            usual
            | {
                "caveat_id": "young",
                "title": "Young",
                "reach": "indicators",
                "dashboard": "Schools",
                "titles": "Year 6 pupils",
                "indicators": 1,
                "of_indicators": 2,
            },
        ]
    )
    assert repr(caveats.caveats_of_report(frame)) == "Pandemic: Mind this. The report, paragraph 13."
    of_housing = repr(caveats.caveats_of_dashboard(frame, "Housing"))
    assert of_housing.startswith("Homes: Mind this. This concerns 5 of the 18 indicators shown.")
    of_schools = caveats.caveats_of_dashboard(frame, "Schools")
    assert of_schools is not None
    assert {span.text: span.fact for span in of_schools.items[0] if span.fact} == {
        "Year 6 pupils": "caveats/young+Schools/titles",
        "13": "caveats/young+Schools/paragraph",
    }
    assert caveats.caveats_of_dashboard(frame, "Roads") is None


def test_equalities_name_the_groups_without_a_figure() -> None:
    groups = pd.DataFrame(
        [
            ("equalities", "women", "sex", "Women"),
            ("equalities", "staff", "ethnicity", "Staff"),
            ("crime", "theft", "", ""),
        ],
        columns=["section", "indicator_id", "characteristic", "people"],
    )
    compendium = pd.DataFrame(
        [
            ("women", "Life expectancy", "Health", 84.25, 1, "years", "2022", "Improved"),
            ("staff", "Staff", "Enablers", None, 0, "%", None, "Cannot be determined"),
            ("theft", "Theft", "Crime", 5.0, 0, "%", "2022", "Worsened"),
        ],
        columns=["indicator_id", "title", "dashboard", "value", "decimals", "unit", "period", "direction"],
    ).assign(evidence="clear")
    made = sections.equalities_by_group(groups, compendium, PAGE)
    page = text(made)
    assert "Life expectancy 84.3 years 2022 ▲ Improved clearly" in page
    assert repr(made).endswith(
        "No figure is by age or by ethnicity or by disability.\nThese groups have no figure: Staff."
    )
    assert sections.equalities_by_group(groups.tail(1), compendium, PAGE) is None


def test_a_section_has_its_counts_and_the_names_of_what_moved() -> None:
    groups = pd.DataFrame(
        [("crime", name, "", "") for name in ("theft", "arson", "fraud", "none")],
        columns=["section", "indicator_id", "characteristic", "people"],
    )
    compendium = pd.DataFrame(
        [
            ("theft", "Theft", 5.0, "Worsened", "clear"),
            ("arson", "Arson", 1.0, "Worsened", "cannot be told"),
            ("fraud", "Fraud", 2.0, "No real change", "clear"),
            ("none", "None", None, "Cannot be determined", ""),
        ],
        columns=["indicator_id", "title", "value", "direction", "evidence"],
    )
    counted = sections.sections_table(groups, compendium)
    assert cells_of(counted) == [["Crime and disorder", "4", "3", "0", "1", "2", "0"]]
    assert "context" not in text(counted)
    not_judged = compendium.assign(direction=compendium["direction"].replace("No real change", "Not judged"))
    with_context = sections.sections_table(groups, not_judged)
    assert cells_of(with_context) == [["Crime and disorder", "4", "3", "0", "0", "2", "0"]]
    assert "What is context, neither good nor bad, is in none of the columns of directions." in text(with_context)
    names = sections.section_names(groups, compendium, "crime", "around.html")
    assert repr(names).splitlines() == ["Worsened clearly: Theft", "Worsened, not clearly: Arson"]
    assert sections.section_names(groups, compendium, "environment", "around.html") is None
    assert sections.sections_table(groups.head(0), compendium) is None


PRINTED = pd.DataFrame(
    [
        (2018, "indicators", 191, "all"),
        (2018, "improved", 76, ""),
        (2018, "no_real_change", 36, ""),
        (2018, "worsened", 59, ""),
        (2018, "cannot_be_determined", 20, ""),
        (2018, "rank", 5, ""),
    ],
    columns=["report_year", "what", "number", "base"],
).assign(of_period="2017/18", paragraph="13")
COUNTS = {
    "determined": 112.0,
    "improved": 37.0,
    "no_real_change": 31.0,
    "worsened": 44.0,
    "cannot_be_determined": 19.0,
    "rank": 16.0,
}
BASIS = OwnBasis("a change of up to 2%", "county areas", 35, "2016/17")


def test_the_box_sets_both_headlines_side_by_side_and_says_why_they_differ() -> None:
    beside = headline_beside_printed(PRINTED, COUNTS, 2018)
    page = text(printed_headlines.printed_box(beside, PRINTED, BASIS, COUNTS, 2018))
    for words in (
        "Improved 76 (44%) 37 (33%) −11.4",
        "Worsened 59 (35%) 44 (39%) +4.8",
        "Rank among counties 5th, for 2017/18 16th",
        "Other indicators: the two reports count different ones.",
        "the printed 191 has 20 indicators without a direction. The shares here leave them out.",
        "here a change of up to 2% is no real change. The council's report does not say",
        "This report has 16th of 35 county areas, for 2016/17.",
    ):
        assert words in page
    nothing = headline_beside_printed(PRINTED, COUNTS, 2019)
    assert printed_headlines.printed_box(nothing, PRINTED, BASIS, COUNTS, 2019) is None


def test_the_rank_of_this_report_stands_beside_the_ranks_that_hold_it() -> None:
    compendium = pd.DataFrame({"in_headline": True, "direction": ["Improved", "Worsened"], "quartile": [1, 2]}).astype(
        {"quartile": "Int64"}
    )
    own = {
        "scope": "All",
        "scope_order": 0,
        "area_code": "E1",
        "own": True,
        "rank": 11,
        "n": 36,
        "median_rank": 12,
        "rank_95_lower": 4,
        "rank_95_upper": 27,
    }
    basis = printed_headlines.ReportBasis(2018, 2.0, "county areas")
    box = printed_headlines.box_of_report(PRINTED, compendium, pd.DataFrame([own]), basis)
    # as the table positions of 2023 has Leicestershire
    words = (
        "This report has 11th of 36 county areas by the score; its median rank is 12th, 4th to 27th in 95 of 100, for"
    )
    assert words in text(box).replace(" ,", ",")
    stated = [span.fact for item in box.parts[-1].items for span in item if span.fact]
    names = ("rank", "n", "median_rank", "rank_95_lower", "rank_95_upper")
    assert stated[-6:] == [*(f"positions/All+E1/{name}" for name in names), "method_numbers/ranks_95/number"]


def test_a_reason_that_does_not_hold_is_not_given() -> None:
    lines = printed_headlines.reasons(
        PRINTED[PRINTED["what"].ne("rank")].assign(base="with_direction"), BASIS, {"rank": None}, 2018
    )
    assert [line.split(":")[0] for line in lines] == ["Another rule", "Later figures"]
