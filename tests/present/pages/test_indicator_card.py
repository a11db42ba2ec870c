"""The card of an indicator: what it says of figure, judgement, areas and source, and of one that has no figure."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from cards import AWAITED, BEFORE, BEGIN, END, LEICS, NAME, RAW_ROW, SERIES, SETTINGS, WITH_FIGURE, card_tables, table

from helpers.present.pages.indicator_card import IndicatorCard, indicator_cards
from helpers.present.pages.indicator_judgement import groups_table, judgement
from helpers.present.pages.indicator_series import card_rows, series_title
from helpers.present.pages.indicator_source import of_figures
from helpers.present.pages.site_words import NOT_HANDED_IN
from helpers.present.values import Chart, Definitions, Folded, Heading, Paragraph
from helpers.sources.comments import COLUMNS as COMMENT_COLUMNS
from helpers.verdicts import NO_SOURCE


def card(number: int = 0, **changed: pd.DataFrame) -> IndicatorCard:
    return indicator_cards(card_tables(**changed), SETTINGS)[number]


def text_of(made: IndicatorCard) -> str:
    return "\n".join(map(repr, made.parts))


def headings(made: IndicatorCard) -> list[str]:
    return [part.text for part in made.parts if isinstance(part, Heading)]


def section(made: IndicatorCard, heading: str) -> tuple[Any, ...]:
    (parts,) = [entry.parts for entry in made.sections if entry.heading == heading]
    return parts


def pairs(definitions: Definitions) -> dict[str, str]:
    return {term: "".join(span.text for span in spans) for term, spans in definitions.pairs}


def test_a_card_stands_at_the_address_of_its_indicator() -> None:
    assert card().path == "indicators/waste_pct.html"


def test_figure_and_judgement_come_before_all_else() -> None:
    made = card()
    belongs, figure, verdicts, lead = map(repr, made.parts[:4])
    assert belongs == (
        "Waste · reference 7.18 · counted in the headline · national measure · who can do most about the outcome: "
        "the district councils"
    )
    assert figure == "45.3% in 2022/23 · Where it comes from"
    assert verdicts == "Improved clearly · =2nd of 33 county areas · Quartile 1st (best)"
    assert lead.startswith(
        "Waste recycled: 45.3% in 2022/23, up 1.3 percentage points from 44.0% in 2021/22, which is better."
    )
    assert made.belongs[0].href == "../dashboards/waste.html"


def test_the_sections_stand_in_order_and_empty_ones_are_left_out() -> None:
    assert headings(card()) == [
        "What it means",
        "Over time",
        "How it was judged",
        "Where county areas stand",
        "What to keep in mind",
        "Data quality",
        "Where the figures come from",
    ]


def test_what_it_means_says_which_end_is_good_and_what_marks_mean() -> None:
    compendium = table("compendium", WITH_FIGURE | {"provisional": True, "note": "a new form since 2022"})
    made = card(compendium=compendium)
    assert list(map(repr, made.meaning)) == [
        "Waste that is recycled, as a share of all.",
        "Higher is better. The figure is a percentage.",
        "Beside the figure: [p] provisional.",
        "A new form since 2022.",
    ]
    assert repr(made.parts[1]) == "45.3% [p] in 2022/23 · Where it comes from"


def test_the_chart_says_its_message_and_can_be_taken_away() -> None:
    chart, downloads, folded = section(card(), "Over time")
    assert isinstance(chart, Chart)
    assert chart.title == "Waste recycled: 44.0% in 2021/22, 45.3% in 2022/23, above the middle half of county areas"
    assert [span.href for span in downloads.items[0] if span.href] == ["waste_pct.csv", "waste_pct.svg"]
    assert isinstance(folded, Folded)
    rows = [[cell.text for cell in row] for row in folded.table.rows]
    assert [column.label for column in folded.table.columns] == [
        "Period",
        "Council",
        "England",
        "Lowest",
        "Lower quartile",
        "Median",
        "Upper quartile",
        "Highest",
        "Rank among county areas",
    ]
    assert rows == [
        ["2022/23", "45.3", "43.3", "30.0", "35.0", "40.0", "44.0", "60.0", "2nd of 33"],
        ["2021/22", "44.0", "43.3", "30.0", "35.0", "40.0", "44.0", "60.0", "5th of 33"],
    ]


@pytest.mark.parametrize(
    ("value", "where"), [(34.0, ", below the middle half of"), (44.0, ", inside the middle half of"), (45.0, ", above")]
)
def test_the_message_says_where_the_last_figure_is(value: float, where: str) -> None:
    assert where in series_title([BEFORE, SERIES | {"value": value}], "Waste", "%", 1, "county areas")
    alone = series_title([SERIES | {"value": value, "lower_quartile": None}], "Waste", "%", 0, "county areas")
    assert alone == f"Waste: {value:.0f}% in 2022/23"


EVIDENCE = {
    "indicator_id": NAME,
    "reason": "the limits of the difference",
    "usual_lower": None,
    "usual_upper": None,
    "difference_lower": 0.4,
    "difference_upper": 2.1,
    "group_change": -0.5,
    "expected_next": 45.0,
}
COMPARED = {
    "indicator_id": NAME,
    "previous_rank": 5,
    "previous_n": 30,
    "previous_tied": 1,
    "previous_period": "2021/22",
    "gap_to_next_quartile": 1.5,
}
CERTAINTY = {
    "indicator_id": NAME,
    "reason": "",
    "rank_95_lower": 1,
    "rank_95_upper": 9,
    "rank_50_lower": 2,
    "rank_50_upper": 2,
    "top_half_probability": 0.998,
    "quartile_1_probability": 0.7,
    "quartile_2_probability": 0.296,
    "quartile_3_probability": 0.004,
    "quartile_4_probability": 0.0,
}


def test_rule_reason_limits_and_what_to_expect_are_said_in_words() -> None:
    forecast = {
        "indicator_id": NAME,
        "year": 2024,
        "ahead": 1,
        "scale": "log odds",
        "forecast": 46.0,
        "lower": 44.0,
        "upper": 48.0,
        "forecast_held_percent": 71.0,
    }
    trend = {
        "indicator_id": NAME,
        "marker": "Increasing and getting better",
        "first_period": "2018/19",
        "last_period": "2022/23",
    }
    made = judgement(WITH_FIGURE, COMPARED, EVIDENCE, CERTAINTY, [forecast], trend, "county areas")
    words = pairs(made)
    spans = [span for _, spans in made.pairs for span in spans]
    assert [span.text for span in spans if not span.fact and any(map(str.isdigit, span.text))] == []
    assert ("71 of 100", "forecast_record/log odds+1/held_percent") in [(span.text, span.fact) for span in spans]
    assert words == {
        "Direction of travel": "Improved: the change is over the tolerance. 44.0% in 2021/22, then 45.3% in 2022/23: "
        "+1.3 points. The tolerance is 0.9 percentage points: a change of no more counts as no real change.",
        "Strength of the evidence": "Clear. This rests on the limits of the difference. The real difference is between "
        "+0.4 percentage points and +2.1 percentage points in 95 of 100 cases.",
        "The others": "A council in the middle of the group changed by −0.5 percentage points in that time.",
        "What to expect next": "45.0%, if as much of the change lasts as is usual. By the whole series: 46.0% for the "
        "period that ends in 2024, and 44.0% to 48.0%, a range meant for 80 of 100 cases; such ranges held in 71 of "
        "100: too narrow.",
        "Trend over five figures": "Increasing and getting better, 2018/19 to 2022/23.",
        "Rank among county areas": "=2nd of 33. In 2021/22 it was 5th of 30.",
        "How sure the rank is": "From 1st to 9th in 95 of 100 cases, and 2nd in 50 of 100.",
        "Chance of each quartile": "First 70%, second 30%, third under 1%, fourth 0%.",
        "To the next better quartile": "The figure would have to be better by 1.5 percentage points.",
    }


def test_the_usual_ups_and_downs_and_an_unknown_certainty_are_said() -> None:
    usual = EVIDENCE | {"usual_lower": 43.0, "usual_upper": 45.0, "difference_lower": None, "difference_upper": None}
    unknown = CERTAINTY | {"reason": "too few past figures"}
    words = pairs(judgement(WITH_FIGURE, COMPARED, usual, unknown, [], {}, "county areas"))
    assert words["Strength of the evidence"].endswith("After 44.0% the usual ups and downs go from 43.0% to 45.0%.")
    assert words["How sure the rank is"] == "This is not known: too few past figures."
    assert "Trend over five figures" not in words


def test_a_measure_of_context_is_neither_judged_nor_ranked() -> None:
    row = WITH_FIGURE | {
        "polarity": "neutral",
        "direction": "Not judged",
        "direction_reason": "neither is better",
        "rank": None,
        "quartile": None,
        "rank_reason": "neither direction is better",
    }
    words = pairs(judgement(row, COMPARED, {}, {}, [], {}, "county areas"))
    assert words["Direction of travel"].startswith("Increased: neither is better.")
    assert words["Rank"] == "There is none: neither direction is better."
    made = card(compendium=table("compendium", row))
    assert "Increased clearly · not judged" in text_of(made)
    assert "Neither a high nor a low figure is better" in text_of(made)


def test_other_groups_are_named_and_the_main_one_is_not_repeated() -> None:
    rows = [
        {"comparator_group": "region", "value": 45.25, "rank": 3, "tied": 1, "n": 10, "quartile": 2, "median": 44.0,
         "reason": None},
        {"comparator_group": "county_areas", "value": 45.25, "rank": 2, "tied": 1, "n": 33, "quartile": 1,
         "median": 40.0, "reason": None},
        {"comparator_group": "region", "value": None, "rank": None, "tied": None, "n": 0, "quartile": None,
         "median": None, "reason": "none"},
    ]  # fmt: skip
    made = groups_table(WITH_FIGURE, rows, SETTINGS.other_groups)
    assert made is not None
    assert [[cell.text for cell in row] for row in made.rows] == [
        ["councils of the region", "3rd of 10", "2nd", "44.0%"]
    ]
    assert groups_table(WITH_FIGURE, rows[1:], SETTINGS.other_groups) is None


def test_the_councils_of_the_group_have_a_map_and_a_table() -> None:
    chart, folded = section(card(), "Where county areas stand")
    assert chart.alt.endswith("1st quartile: Leicestershire, Nottinghamshire.")
    assert [[cell.text for cell in row] for row in folded.table.rows] == [
        ["Notts", "1", "1st", "60.0%"],
        ["Leicestershire this council", "2", "1st", "45.3%"],
        ["England the whole country", "–", "–", "43.3%"],
    ]
    assert folded.table.codes == ("E10000024", "", "")


def test_every_figure_of_every_council_is_on_the_card() -> None:
    """Whatever their number: nine years of two councils, of which the newest has one council alone."""
    years = [(f"{2013 + number}/{14 + number}", 2014 + number) for number in range(9)]
    about = {"indicator_id": NAME, "rank": None, "quartile": None}
    ends = [
        {**about, "period": name, "period_start": date(end - 1, 4, 1), "period_end": date(end, 3, 31)}
        for name, end in years
    ]
    own = [{**end, "area_code": LEICS, "area_name": "Leicestershire", "own": True, "value": 40.0} for end in ends]
    other = [
        {**end, "area_code": "E10000024", "area_name": "Notts", "own": False, "value": 50.0 + number}
        for number, end in enumerate(ends[:-1])
    ]
    councils = table("card_councils", *own, *other).astype({"own": "bool"})
    (folded,) = section(card(card_councils=councils), "Where county areas stand")
    assert [column.label for column in folded.table.columns] == ["Council", *(name for name, _ in reversed(years))]
    (notts,) = [row for row in folded.table.rows if row[0].text == "Notts"]
    assert [cell.text for cell in notts[1:]] == ["–", *(f"{57 - number}.0%" for number in range(8))]
    assert folded.table.notes == ("– no figure.",)
    alone = table("card_councils", *own).astype({"own": "bool"})
    assert "Where county areas stand" not in [one.heading for one in card(card_councils=alone).sections]


def test_the_chart_says_where_each_period_and_figure_is_drawn() -> None:
    chart, *_ = section(card(), "Over time")
    assert chart.scale is not None
    assert [(name, stretch) for name, _, stretch in chart.scale.periods] == [("2021/22", 0), ("2022/23", 0)]
    first, last = (x for _, x, _ in chart.scale.periods)
    assert first < last < chart.scale.right
    assert chart.scale.low < 40.0 < 45.25 < chart.scale.high and chart.scale.top < chart.scale.bottom


def test_the_title_of_the_chart_says_which_cells_its_figures_are() -> None:
    chart = card().chart
    assert chart is not None and "".join(span.text for span in chart.title_spans) == chart.title
    stated = [(span.text, span.fact) for span in chart.title_spans if span.fact]
    assert len(stated) == 2 and stated[1] == ("45.3%", f"card_series/{NAME}+{BEGIN}+{END}/value")


def test_districts_are_described_and_listed_the_best_first() -> None:
    about = {
        "indicator_id": NAME,
        "area_type": "district",
        "period": "2022/23",
        "period_start": BEGIN,
        "period_end": END,
    }
    figures = [
        {**about, "area_code": f"E0700000{number}", "area_name": name, "value": value}
        for number, (name, value) in enumerate((("Blaby", 40.0), ("Melton", 55.0)))
    ]
    within = {
        **about,
        "polarity": "higher_is_better",
        "areas": 2,
        "with_figure": 2,
        "lowest": 40.0,
        "highest": 55.0,
        "lowest_areas": "Blaby",
        "highest_areas": "Melton",
        "masking": "not wide",
        "stale": False,
        "age_months": 0,
    }
    made = card(areas_within=table("areas_within", within), figures_within=table("figures_within", *figures))
    sentence, folded = section(made, "How areas within the council differ")
    assert repr(sentence) == (
        "In 2022/23, with figures of all 2 districts, they go from 40.0% in Blaby to 55.0% in Melton. They do not "
        "differ widely."
    )
    assert [row[0].text for row in folded.table.rows] == ["Blaby", "Melton"]


def test_officers_words_stand_as_they_were_written_and_signed() -> None:
    words = {"about": NAME, "words": "A <b>plan</b> was agreed.", "written_by": "Head of Waste", "written_on": END}
    (bullets,) = section(card(officers_words=table("officers_words", words)), "What the department says")
    assert [(span.text, span.role) for span in bullets.items[0]] == [
        ("A <b>plan</b> was agreed.", "quoted"),
        (" ", ""),
        ("Head of Waste, 31 March 2023", "quoted"),
    ]


def test_events_are_drawn_and_stand_among_the_notes() -> None:
    made = card()
    assert made.chart is not None
    assert "Events marked: Pandemic." in made.chart.alt
    assert repr(section(made, "What to keep in mind")[0]) == "Pandemic: It closed services. Report, paragraph 24."


def test_a_note_on_every_indicator_leads_to_where_it_stands_though_it_names_more_than_the_report_has() -> None:
    note = card_tables().caveats
    names = [NAME, "mileage", "of_another_council"]
    caveats = pd.concat([note.assign(indicator_id=name) for name in names], ignore_index=True)
    (way,) = section(card(caveats=caveats), "What to keep in mind")
    assert repr(way) == "What holds for every figure"


@pytest.mark.parametrize(("hashed", "printed"), [("0123456789abcdef", ", sha256 0123456789ab"), ("", "")])
def test_a_file_whose_hash_is_not_published_has_none(hashed: str, printed: str) -> None:
    figure = {"figure": "latest", "file": "local/a.csv", "row": 2, "period": "2022/23", "value": 5.0, "sha256": hashed}
    figure["indicator_id"] = NAME
    ((_, spans),) = of_figures([figure], {})
    assert "".join(span.text for span in spans) == f"data/raw/local/a.csv, row 2{printed}"


@pytest.mark.parametrize(("length", "more"), [(500, ""), (1501, " and 1,001 characters more")])
def test_a_raw_row_is_printed_as_code_up_to_a_length(length: int, more: str) -> None:
    figure = {"figure": "previous", "file": "a.csv", "row": 2, "period": "2022/23", "value": 5.0, "sha256": ""}
    figure["indicator_id"] = NAME
    ((_, spans),) = of_figures([figure], {"previous": "<" * length, "latest": "of another figure"})
    assert "".join(span.text for span in spans) == f"data/raw/a.csv, row 2: {'<' * 500}{more}"
    assert [span.role for span in spans if "<" in span.text] == ["code"]


def test_the_source_has_file_row_and_the_publishers_address() -> None:
    (definitions,) = section(card(), "Where the figures come from")
    words = pairs(definitions)
    assert words["Publisher"] == "Defra: Waste by authority"
    assert words["Row of the latest figure"] == "data/raw/defra/waste.csv, row 342, sha256 0123456789ab: " + RAW_ROW
    assert words["The whole way of each figure"] == f"make explain year=2023 indicator={NAME}"
    assert words["Its name there"] == "Q1 <b>"
    assert words["Who answers for it"] == "Head of Waste"
    (address,) = [spans[0] for term, spans in definitions.pairs if term == "Address"]
    assert (address.role, address.href) == ("link", "https://www.gov.uk/waste")


def test_a_link_beside_the_figure_leads_to_where_it_comes_from() -> None:
    made = card()
    ways = [span.href for part in made.parts if isinstance(part, Paragraph) for span in part.spans if span.href]
    assert "#origin" in ways
    anchors = [part.text for part in made.parts if isinstance(part, Heading) and part.anchor == "origin"]
    assert anchors == ["Where the figures come from"]
    assert "#origin" not in repr([part for part in card(1).parts if isinstance(part, Paragraph)])


def test_what_leads_elsewhere_than_to_the_web_is_no_link() -> None:
    source = {
        "source_id": "defra",
        "publisher": "Defra",
        "dataset": "Waste",
        "edition": "",
        "licence": "",
        "attribution": "",
        "address": "javascript:alert(1)",
        "caveats": "",
    }
    (definitions,) = section(card(sources=table("sources", source)), "Where the figures come from")
    assert "Address" not in pairs(definitions)


def test_without_a_figure_the_card_says_why_and_what_has_to_be_handed_in() -> None:
    made = card(1)
    assert (made.figure, made.chart, made.statements, made.verdicts) == (None, None, (), ())
    why, asked = section(made, "Why there is no figure")
    assert isinstance(why, Paragraph)
    assert repr(why) == "No return was handed in."
    assert pairs(asked) == {
        "Who hands it in": "The council",
        "Where it comes from": "expenses claims",
        "What is asked for": "The figure (miles) of each period, annual, in the return of local indicators, with a "
        "commentary and a signature.",
        "Who answers for it": "Head of Waste",
    }
    assert "What to keep in mind" not in headings(made)


def test_a_measure_of_the_council_without_a_return_says_that_nobody_handed_it_in() -> None:
    for measure_type, words in (("local", NOT_HANDED_IN), ("national", f"{NO_SOURCE}: no file was supplied")):
        row = AWAITED | {"measure_type": measure_type, "why_no_figure": f"{NO_SOURCE}: no file was supplied"}
        first = section(card(compendium=table("compendium", row)), "Why there is no figure")[0]
        assert repr(first) == f"{words[:1].upper()}{words[1:]}."


def test_a_missing_national_figure_names_its_source() -> None:
    row = AWAITED | {"measure_type": "national", "source_id": "defra"}
    source = {
        "source_id": "defra",
        "publisher": "Defra",
        "dataset": "Mileage",
        "why_not_there": "Not shipped",
        "address": "",
        "edition": "",
        "licence": "",
        "attribution": "",
        "caveats": "",
    }
    made = card(compendium=table("compendium", row), sources=table("sources", source))
    assert list(map(repr, section(made, "Why there is no figure"))) == [
        "No return was handed in.",
        "Mileage: Not shipped.",
    ]


def test_a_changed_figure_changes_sentence_chart_table_and_csv() -> None:
    changed = {
        "compendium": table("compendium", WITH_FIGURE | {"value": 46.75}, AWAITED),
        "card_series": table("card_series", BEFORE, SERIES | {"value": 46.75}),
    }
    before, after = card(), card(**changed)
    assert "45.3%" in text_of(before)
    for part in (after.parts[1], after.parts[3], after.chart, section(after, "Over time")[2].table.rows[0][1]):
        assert "46.8" in repr(part)
    assert after.chart is not None
    assert "46.8%" in after.chart.alt
    assert 46.75 in card_rows(card_tables(**changed), SETTINGS)[NAME][1]


def test_the_csv_has_every_council_england_and_the_group() -> None:
    rows = card_rows(card_tables(), SETTINGS)
    assert list(rows) == [NAME]
    header, own, *others = rows[NAME]
    assert header == ("figures (%)", "area_code", "2021/22", "2022/23")
    assert (own[:2], own[3]) == (("Leicestershire", LEICS), 45.25)
    assert [line[0] for line in others] == [
        "Leicestershire: rank",
        "Leicestershire: quartile",
        "England",
        "lowest of county areas",
        "lower quartile of county areas",
        "median of county areas",
        "upper quartile of county areas",
        "highest of county areas",
        "Notts",
    ]
    assert (others[-1][1], others[-1][3]) == ("E10000024", 60.0)
    assert {len(line) for line in rows[NAME]} == {len(header)}


def test_what_was_said_of_the_draft_stands_on_the_card_it_is_about() -> None:
    comment = dict.fromkeys(COMMENT_COLUMNS, "") | {
        "kind": "comment",
        "made_by": "Scrutiny Commission",
        "made_on": "2023-11-08",
        "words": "Why so little?",
        "indicator_ids": f"other;{NAME}",
        "owner": "Head of Waste",
    }
    answered = comment | {"kind": "amendment", "response": "One lorry was missing.", "responded_on": "2023-11-10"}
    elsewhere = comment | {"indicator_ids": "other"}
    made = card(comments=pd.DataFrame([comment, answered, elsewhere], dtype="str"))
    (bullets,) = section(made, "What was said of the draft")
    assert ["".join(span.text for span in item) for item in bullets.items] == [
        "Why so little? Scrutiny Commission, 8 November 2023. No response yet: Head of Waste has to answer.",
        "Why so little? Amendment: Scrutiny Commission, 8 November 2023. One lorry was missing. Head of Waste, "
        "10 November 2023.",
    ]
    assert "What was said of the draft" not in headings(card())
