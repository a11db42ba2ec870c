"""The agreement of 2006 to 2009 as the report of 2007 printed it: the reward grant to the penny, and its risk."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.methods.grant import CARRIED, add_up
from helpers.params import settings_for
from helpers.paths import Project
from helpers.present.pages import agreement, reward_grant
from helpers.present.pages.targets import off_words
from helpers.present.values import Paragraph
from helpers.register import read_register
from helpers.results.agreements import (
    agreement_areas,
    agreement_indicators,
    earlier_reviews,
    pooled_funds,
    printed_figures,
    risk_by_theme,
    without_a_word,
)
from helpers.results.reward_grants import as_numbers, reward_grants, reward_totals
from helpers.results.target_results import weigh_options
from helpers.sources.agreements import Agreement, read_agreement
from helpers.sources.checked_rows import LONGEST_LINE
from helpers.sources.targets import Promises, TargetFiles, read_targets
from helpers.verdicts import HIGHER_IS_BETTER, LOWER_IS_BETTER

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def printed() -> Agreement:
    project = Project(ROOT)
    settings = settings_for(project, read_areas(project.areas), "2007")
    themes = [theme.name for theme in settings.framework.themes]
    return read_agreement(project.agreements, settings.parameters.framework, themes, 2007)


@pytest.fixture(scope="module")
def grants(printed: Agreement) -> pd.DataFrame:
    return reward_grants(printed.grants)


@pytest.fixture(scope="module")
def promises() -> Promises:
    project = Project(ROOT)
    settings = settings_for(project, read_areas(project.areas), "2007")
    files = TargetFiles(project.targets, project.target_milestones, project.target_judgements, project.target_options)
    return read_targets(files, read_register(project.register), settings.framework, 2007)


@pytest.fixture(scope="module")
def figures(promises: Promises) -> pd.DataFrame:
    return printed_figures(promises.targets, promises.milestones, promises.judgements, 2007)


@pytest.fixture
def published(shared: Path) -> list[dict[str, str]]:
    with (shared / "published" / "published_figures.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["document_year"] == "2007"]


def by_theme(rows: list[dict[str, str]], measure: str) -> dict[str, Decimal]:
    return {row["theme"]: Decimal(row["value"]) for row in rows if row["measure"] == measure}


def test_the_sums_are_those_printed_to_the_penny(grants: pd.DataFrame) -> None:
    """15,241,800.00 in all and 6,223,735.00 at risk, as printed; 6,223,735 less 635,075 is 5,588,660."""
    assert add_up(grants) == {
        "grant": Decimal("15241800.00"),
        "at_risk": Decimal("6223735.00"),
        "lost": Decimal("635075.00"),
        "at_risk_net": Decimal("5588660.00"),
        "without_status": Decimal("381045.00"),
    }
    written = as_numbers(grants)
    assert [f"{written[name].sum():.2f}" for name in ("grant", "at_risk")] == ["15241800.00", "6223735.00"]


def test_every_row_and_total_is_as_printed(grants: pd.DataFrame, published: list[dict[str, str]]) -> None:
    rows = [row for row in published if row["paragraph"] == "App 2"]
    of_rows = {(row["indicator"].partition(" ")[0], row["measure"]): row["value"] for row in rows if row["indicator"]}
    assert len(of_rows) == 3 * len(grants) == 96
    for row in grants.to_dict("records"):
        reference = row["reference"]
        assert row["grant"] == Decimal(of_rows[reference, "grant_total"])
        assert row["at_risk"] == Decimal(of_rows[reference, "grant_at_risk"])
        assert row["status"].lower() == of_rows[reference, "rag_status"].replace("not_stated", "")
    totals = reward_totals(grants)
    themes = totals[totals["scope"].eq("theme")]
    printed_total, printed_risk = by_theme(rows, "theme_grant_total"), by_theme(rows, "theme_grant_at_risk")
    assert len(themes) == len(printed_total) == 7
    for row in themes.to_dict("records"):
        theme = row["name"][2:]
        assert (row["grant"], row["at_risk"]) == (printed_total[theme], printed_risk[theme])


def test_twelve_targets_share_the_grant_and_two_rows_differ_by_5p(grants: pd.DataFrame) -> None:
    assert grants["reward_target"].nunique() == 12
    targets = reward_totals(grants).query("scope == 'target'")
    assert targets["grant"].tolist() == [Decimal("1270150.00")] * 12
    differing = grants[grants["difference"] != 0]
    assert dict(zip(differing["reference"], differing["difference"], strict=True)) == {
        "6.3": Decimal("0.05"),
        "6.4": Decimal("-0.05"),
    }


def test_no_forecast_is_made_without_the_figure_that_it_needs(grants: pd.DataFrame) -> None:
    assert grants.loc[grants["forecast"].notna(), "reference"].tolist() == ["4.2.4"]
    page = repr(reward_grant.forecast_table(as_numbers(grants), reward_totals(grants)))
    assert "No forecast can be made. The agreement's figure without the reward is not given: 31 indicators." in page
    assert "estimate, not the agreement's own rule" in page


def test_the_counts_by_theme_are_those_printed(printed: Agreement, published: list[dict[str, str]]) -> None:
    risk = risk_by_theme(printed.risk, printed.named)
    table = [row for row in published if row["paragraph"] == "1.1 Table 1"]
    for status in ("green", "amber", "red", "not_available"):
        counts = by_theme(table, status)
        assert {row["theme"].lstrip("1234567 "): row[status] for row in risk.to_dict("records")} == {
            name.replace("Overall", "All themes"): count for name, count in counts.items()
        }


def test_the_shares_are_of_99_and_14_named_reds_are_one_too_many(printed: Agreement) -> None:
    """63, 23 and 13 of 99 are 63.6, 23.2 and 13.1%; with the 29 not available they are 128."""
    risk = risk_by_theme(printed.risk, printed.named)
    whole = risk[risk["theme"].eq("All themes")].to_dict("records")[0]
    assert [whole[name] for name in ("green", "amber", "red", "not_available", "with_status", "indicators")] == [
        63,
        23,
        13,
        29,
        99,
        128,
    ]
    assert [whole[f"{name}_percent"] for name in ("green", "amber", "red")] == [63.6, 23.2, 13.1]
    assert (whole["named_red"], whole["named_amber"]) == (14, 6)
    page = repr(agreement.risk_parts(risk, 2007))
    assert (
        "The text of the report names 2 red indicators of 1 Children and Young People, and its table counts 1" in page
    )


def test_two_statuses_of_one_indicator_are_seen(
    printed: Agreement, grants: pd.DataFrame, figures: pd.DataFrame
) -> None:
    named = agreement_indicators(printed.named, grants, figures)
    differing = named[named["statuses_differ"]]
    assert dict(zip(differing["reference"], differing["status_of_grant"], strict=True)) == {
        "7.18": "Amber",
        "7.19": "Red",
    }
    assert "It gives 7.18 and 7.19 one status in the text and another beside the grant" in repr(
        agreement.named_parts(named, 2007)
    )


def test_what_is_at_risk_without_a_word_is_listed(printed: Agreement, figures: pd.DataFrame) -> None:
    silent = without_a_word(printed.grants, printed.named)
    assert silent == ["1.2.1", "5.10", "5.11"]
    page = repr(agreement.named_parts(agreement_indicators(printed.named, printed.grants, figures), 2007, silent))
    assert "It says nothing of 1.2.1, 5.10, 5.11, whose grants are at risk." in page


def test_the_targets_and_figures_are_those_printed(figures: pd.DataFrame, published: list[dict[str, str]]) -> None:
    """By number; the crimes of 7.1 are worked out from 4.5% below a baseline of 24,538 / 0.88."""
    own = figures.set_index("target_id")
    rows = [row for row in published if row["topic"] == "target"]
    for target_id, reference in (
        ("laa_homeless_16_17", "1.2.3"),
        ("laa_key_stage_4_points", "1.3.1"),
        ("laa_landfill_all_districts", "2.1"),
        ("laa_landfill_lowest_district", "2.2"),
        ("laa_landfill_county_sites", "2.3"),
        ("laa_extra_care", "5.6"),
        ("laa_repeat_domestic_violence", "7.13"),
        ("laa_theft_from_vehicles", "7.19"),
        ("laa_domestic_burglary", "7.20"),
        ("laa_theft_from_person", "7.21"),
        ("laa_personal_robbery", "7.22"),
        ("laa_incapacity_into_work", "6.3"),
    ):
        of_target = {row["measure"]: row["value"] for row in rows if row["indicator"].partition(" ")[0] == reference}
        assert own.loc[target_id, "target_value"] == float(of_target["target"]), target_id
        assert own.loc[target_id, "actual"] == float(of_target["actual"]), target_id
    chlamydia, crime = own.loc["laa_chlamydia_screening"], own.loc["laa_comparator_crime"]
    assert (chlamydia["target_value"], chlamydia["actual_is"], chlamydia["actual"]) == (10, "less than", 1)
    assert crime["target_value"] == 24538
    assert crime["actual"] == round(24538 / 0.88 * 0.955)
    landfill = own.loc["laa_landfill_all_districts"]
    assert (landfill["actual_period"], landfill["actual_is"]) == ("2006/07 Q3", "provisional")


def test_an_option_whose_percentage_is_of_nothing_named_has_no_share_of_the_gap(promises: Promises) -> None:
    """Of a gap of 0.64 points, 17.86% of an unnamed whole would be 2,790.6%."""
    about = promises.targets.assign(short_by=0.64, gap=0.64, actual_is="")
    judged = weigh_options(promises.options, about)
    assert judged["contribution"].tolist() == [1.64, 17.86, 8.68]
    assert not judged["counts"].any() and judged["gap_percent"].isna().all()


@pytest.mark.parametrize(
    ("polarity", "off", "actual_is", "words"),
    [
        (HIGHER_IS_BETTER, 9.0, "less than", "more than 9.0 points off"),
        (HIGHER_IS_BETTER, 9.0, "more than", "less than 9.0 points off"),
        (HIGHER_IS_BETTER, -2.0, "at least", "at least 2.0 points better"),
        (LOWER_IS_BETTER, 9.0, "more than", "more than 9.0 points off"),
        (LOWER_IS_BETTER, -2.0, "less than", "more than 2.0 points better"),
        (LOWER_IS_BETTER, 9.0, "about", "about 9.0 points off"),
        (LOWER_IS_BETTER, 9.0, "", "9.0 points off"),
    ],
)
def test_a_bound_gives_a_bound_of_the_distance(polarity: str, off: float, actual_is: str, words: str) -> None:
    """Less than 1% of 10% is more than 9 points off."""
    row = {"off": off, "off_is": "points", "polarity": polarity, "actual_is": actual_is, "unit": "%"}
    assert off_words(row) == words


def test_what_the_text_says_of_a_target_is_said_once(printed: Agreement, promises: Promises) -> None:
    """Every target of the text is in the file of targets, with the same words and one of the two statuses."""
    named = printed.named[printed.named["target_id"].ne("")].set_index("target_id")
    judged = promises.judgements.set_index("target_id")
    assert set(named.index) == set(promises.targets["target_id"]) == set(judged.index)
    of_grant = dict(zip(printed.grants["reference"], printed.grants["status"], strict=True))
    for target_id, row in named.iterrows():
        assert judged.loc[target_id, "commentary"] == row["facts"], target_id
        statuses = {row["status"].lower(), of_grant.get(row["reference"], "").lower()}
        assert judged.loc[target_id, "judged"] in statuses, target_id


def test_the_statuses_in_the_text_are_those_printed(printed: Agreement, published: list[dict[str, str]]) -> None:
    lists = [row for row in published if row["dashboard"] == "Narrative risk list" and row["measure"] == "rag_status"]
    own = printed.named[printed.named["status"].ne("")]
    assert dict(zip(own["reference"], own["status"].str.lower(), strict=True)) == {
        row["indicator"].partition(" ")[0]: row["value"] for row in lists
    }


def test_the_pooled_fund_is_just_under_5_percent(printed: Agreement) -> None:
    """470,759 of 9,420,376 is 4.99724%: it may be carried forward."""
    (row,) = pooled_funds(printed.funds).to_dict("records")
    assert f"{row['underspend_percent']:.3f}" == "4.997"
    assert (row["verdict"], row["carried_forward"]) == (CARRIED, 470759)
    assert row["spent"] == 8949617


def test_of_11_at_risk_at_six_months_8_are_resolved_and_3_are_left(
    printed: Agreement, published: list[dict[str, str]]
) -> None:
    rows = [row for row in published if row["dashboard"] == "GOEM review" and row["topic"] == "count"]
    counts = {row["measure"]: int(row["value"]) for row in rows}
    reviews = earlier_reviews(printed.reviews)
    assert reviews[["flagged", "resolved", "left"]].to_numpy().tolist() == [
        [counts["indicators_highlighted"], counts["resolved"], counts["residual"]]
    ]
    words = " ".join(map(repr, agreement.reviews_parts(reviews)))
    assert "11 indicators were at risk. 8 no longer are, and 3 still are. The counts agree: 11 − 8 = 3." in words
    wrong = earlier_reviews(printed.reviews.assign(left=4))
    assert "The counts do not agree: 11 − 8 is 3." in " ".join(map(repr, agreement.reviews_parts(wrong)))


def test_a_part_of_the_year_shows_no_agreement(grants: pd.DataFrame) -> None:
    words = repr(reward_grant.opening(grants, reward_totals(grants), "Testshire", 2007, is_part=True))
    assert words.startswith("A report on a part of the year shows no agreement")
    assert "£" not in words


def test_twenty_priority_areas_and_nineteen_teams_are_there_without_figures(printed: Agreement) -> None:
    areas = agreement_areas(printed.areas, printed.figures)
    assert areas["kind"].value_counts().to_dict() == {"priority area": 20, "neighbourhood team": 19}
    assert areas["value"].isna().all()
    assert set(areas.loc[areas["kind"].eq("priority area"), "reference"]) == {"Social capital in 20 priority areas"}
    words = repr(agreement.areas_parts(areas))
    assert "20 priority areas: none has a figure." in words
    assert "19 neighbourhood teams: none has a figure. No measure is named for them." in words


def test_no_other_year_has_an_agreement(printed: Agreement) -> None:
    project = Project(ROOT)
    for framework, year in (("strategic_plan_2022_26", 2023), ("local_area_agreement_2006_09", 2008)):
        assert all(part.empty for part in read_agreement(project.agreements, framework, [], year))
    assert all(part.empty for part in read_agreement(None, "local_area_agreement_2006_09", [], 2007))
    assert max(printed.grants["note"].str.len()) < LONGEST_LINE


def test_a_page_without_an_agreement_says_so_in_one_sentence(figures: pd.DataFrame) -> None:
    none = read_agreement(None, "any", [], 2023)
    grants = reward_grants(none.grants)
    totals = reward_totals(grants)
    sentence = reward_grant.opening(grants, totals, "Leicestershire", 2023)
    assert repr(sentence) == "No agreement with a reward grant is on file for Leicestershire in 2023."
    parts = [
        reward_grant.reward_table(grants, totals, 2023),
        reward_grant.totals_tables(totals),
        reward_grant.parts_table(grants, totals),
        reward_grant.forecast_table(grants, totals),
        agreement.risk_parts(risk_by_theme(none.risk, none.named), 2023),
        agreement.named_parts(agreement_indicators(none.named, grants, figures), 2023),
        agreement.fund_parts(pooled_funds(none.funds)),
        agreement.areas_parts(agreement_areas(none.areas, none.figures)),
    ]
    assert [repr(part) for part in parts] == [""] * len(parts)
    assert reward_grant.grant_in_short(grants, totals, "Leicestershire", 2023, "index.html") is None


def test_the_first_page_leads_to_the_grant(grants: pd.DataFrame) -> None:
    totals = reward_totals(grants)
    short = reward_grant.grant_in_short(as_numbers(grants), as_numbers(totals), "Leicestershire", 2007, "index.html")
    assert "£15,241,800.00 in all. £6,223,735.00 of it is at risk, as 17 of its 32 indicators" in repr(short)
    assert short is not None
    assert [span.href for span in short.spans if span.href] == ["05b_reward_grant.html"]
    stated = [span.fact.removeprefix("reward_totals/all+All/") for span in short.spans if span.fact]
    assert stated == ["grant", "at_risk", "at_risk_indicators", "indicators", "lost", "at_risk_net", "without_status"]


def test_the_sentences_on_risk_reviews_and_the_fund_name_their_cells(printed: Agreement) -> None:
    risk = risk_by_theme(printed.risk, printed.named)
    parts = [
        *agreement.risk_parts(risk, 2007),
        *agreement.reviews_parts(earlier_reviews(printed.reviews)),
        *agreement.fund_parts(pooled_funds(printed.funds)),
    ]
    stated = {span.fact: span.text for part in parts if isinstance(part, Paragraph) for span in part.spans if span.fact}
    assert (
        stated["risk_by_theme/All themes/green"] == "63" and stated["risk_by_theme/All themes/red_percent"] == "13.1%"
    )
    for name in ("flagged", "resolved", "left"):
        assert any(fact.startswith("earlier_reviews/") and fact.endswith(f"/{name}") for fact in stated)
    assert {fact.rpartition("/")[2] for fact in stated if fact.startswith("pooled_funds/")} == {
        "period",
        "underspend",
        "available",
        "underspend_percent",
        "verdict",
    }
