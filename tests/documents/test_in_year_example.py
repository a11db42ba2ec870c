"""The worked year of returns: its tables are what its files give, from quarter to year end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from documents import read_document

from helpers.areas import read_areas
from helpers.commands.lint import wrong_baselines
from helpers.params import Settings, settings_for
from helpers.paths import Project, project
from helpers.pipeline.freshness import input_files
from helpers.pipeline.neighbours import neighbours_of
from helpers.present.pages.changed_services import services_table
from helpers.present.pages.comments import NO_RESPONSE, comments_parts
from helpers.present.pages.commitments import ORIGINS
from helpers.present.pages.governance import ACTIONS, action_parts, calendar_table
from helpers.present.pages.in_year import beside_parts, in_year_sentence, in_year_table
from helpers.present.pages.reward_grant import forecast_in_short
from helpers.present.values import Part, Table
from helpers.publish.html import to_html
from helpers.register import LOCAL_RETURN, read_register
from helpers.results.directions import directions
from helpers.results.evidence import weigh_evidence
from helpers.results.group_series import observed_series
from helpers.results.in_year import in_year_directions
from helpers.results.in_year_figures import RunFigures, figures_of_the_run, returns_of_the_run
from helpers.results.reporting_figures import council_figures
from helpers.results.reward_grants import as_numbers, reward_grants, reward_totals
from helpers.results.target_list import figures_of_any_period, list_targets, own_returns, target_series
from helpers.results.target_results import Figures, TargetTables, results_of_targets
from helpers.schema import TABLES
from helpers.schema.types import no_rows
from helpers.sources.agreements import read_agreement
from helpers.sources.catalogue import read_sources
from helpers.sources.comments import read_comments
from helpers.sources.commitments import read_commitments
from helpers.sources.delivery_returns import delivery_folder, delivery_rows
from helpers.sources.governance import read_governance
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.reference import dashboard_table, register_table
from helpers.sources.sidecar import raw_files
from helpers.sources.split_years import read_split_years
from helpers.sources.statements import read_statements
from helpers.sources.targets import TargetFiles, read_targets, units_of
from helpers.verdicts import IMPROVED

EXAMPLE = Path(__file__).parents[2] / "docs/examples/in_year"
GUIDE = read_document("examples/in_year/README.md")
HERE = project()
AREAS = read_areas(HERE.areas)
REGISTER = tuple(one for one in read_register(HERE.register) if one.source_id == LOCAL_RETURN)


@dataclass
class Report:
    """What a report makes of the example."""

    ingested: Ingestion
    figures: RunFigures
    latest: pd.DataFrame
    in_year: pd.DataFrame
    settings: Settings

    def html(self) -> str:
        """What the page shows of parts of a year."""
        parts = self.figures.in_year
        table = in_year_table(self.in_year, self.figures.indicators, parts)
        assert table is not None
        beside = beside_parts(parts, self.figures.indicators)
        return in_year_sentence(self.in_year) + to_html(table) + "".join(map(to_html, beside))


@pytest.fixture(scope="module")
def ingested() -> Ingestion:
    files = raw_files(Project(HERE.root, EXAMPLE).raw, "in_year")
    return ingest(files, REGISTER, AREAS, read_sources(HERE.sources), date(2023, 3, 31))


def report_of(ingested: Ingestion, period: str = "") -> Report:
    settings = settings_for(HERE, AREAS, "2023", "", neighbours_of, period)
    codes = AREAS.same_council(settings.authority)
    indicators = register_table(REGISTER, ingested.not_supplied)
    rules = settings.parameters
    figures = figures_of_the_run(
        ingested.observations, ingested.parts, ingested.returns, indicators, codes, rules, settings.part
    )
    council = council_figures(figures.observations, figures.indicators, codes, rules)
    judged = directions(council.own, council.latest, figures.indicators, codes[-1], rules.direction)
    in_year = in_year_directions(figures.in_year, judged, figures.indicators, rules.direction)
    return Report(ingested, figures, council.latest.set_index("indicator_id"), in_year, settings)


def test_no_row_of_the_example_is_rejected(ingested: Ingestion) -> None:
    assert ingested.rejections.empty
    assert len(ingested.raw_files) == 9
    assert ingested.returns["indicator_id"].nunique() == 11
    assert ingested.returns["target"].notna().any()


def test_the_second_quarter(ingested: Ingestion) -> None:
    report = report_of(ingested, "Q2")
    in_year = report.in_year.set_index("indicator_id")
    for row in GUIDE.table("Special cause"):
        figure = in_year.loc[row["Indicator"]]
        assert (figure["period"], figure["value"]) == (row["Period"], float(row["Figure"]))
        assert figure["year_before_value"] == float(row["Same part of the year before"])
        before = figure["part_before_value"]
        assert (pd.isna(before) and row["Part before"] == "") or before == float(row["Part before"])
        assert figure["signal_reason"] == row["Special cause"]
        assert figure["provisional"]
    families = report.figures.in_year[report.figures.in_year["period"].eq("Q2 2022/23")].set_index("indicator_id")
    assert families.loc["families_outcomes_met_count", ["in_system", "maturity"]].tolist() == [19, "immature"]
    counted = report.figures.indicators.set_index("indicator_id")["counted"]
    assert not counted["families_outcomes_met_count"]
    assert counted["complaints_on_time_pct"]
    trees = report.latest.loc["trees_planted_count"]
    assert (trees["period"], trees["previous_period"], trees["provisional"]) == ("30 Sep 2022", "30 Sep 2021", True)
    assert max(report.figures.in_year["period_end"]) == date(2022, 9, 30)
    page = report.html()
    assert "8 indicators rest on a part of a year." in page
    assert "19 results are in the system" in page
    assert "Q3 2022/23" not in page


def test_the_year_end(ingested: Ingestion) -> None:
    report = report_of(ingested)
    for row in GUIDE.table("The report rests on"):
        latest = report.latest.loc[row["Indicator"]]
        own = [str(latest["period"]), float(latest["value"])]
        before = [str(latest["previous_period"]), float(latest["previous_value"])]
        assert own == [row["The report rests on"], float(row["Its figure"])]
        assert before == [row["Compared with"], float(row["That figure"])]
    assert report.in_year["indicator_id"].tolist() == ["health_checks_received_pct"]
    assert report.in_year["year_before_direction"].tolist() == [IMPROVED]
    early = report.figures.in_year[report.figures.in_year["use"].eq("early signal")]
    assert set(early["period"]) == {"Q1 2023/24"}
    assert "Early signals" in report.html()


def test_an_event_splits_a_year_into_the_parts_that_the_returns_have(ingested: Ingestion) -> None:
    report, here = report_of(ingested), Project(HERE.root, EXAMPLE)
    split = read_split_years(here.split_years, REGISTER, report.settings.parameters.as_at.by_period_type())
    parts = [
        [row["indicator_id"], row["period"], str(row["begins"]), row["value_before"], row["value_after"]]
        for row in split.to_dict("records")
    ]
    rows = GUIDE.table("Event begins")
    assert parts == [[*list(row.values())[:3], float(row["Before"]), float(row["From then on"])] for row in rows]
    quarters = ingested.parts.set_index(["indicator_id", "period"])["value"]
    for name, _, _, before, after in parts:
        year = "2022/23" if name == "complaints_on_time_pct" else "2021/22"
        first, *rest = [quarters[name, f"Q{number} {year}"] for number in (1, 2, 3, 4)]
        assert first == before
        assert after == (pytest.approx(sum(rest) / 3) if name.endswith("pct") else sum(rest))
    assert report.latest.loc["complaints_on_time_pct", "value"] == 76.8, "the year's own figure is the one that counts"


def test_a_report_made_again_is_the_same_whatever_came_later(ingested: Ingestion) -> None:
    report = report_of(ingested, "Q1")
    assert max(report.figures.in_year["period_end"]) == date(2022, 6, 30)
    assert report.latest["period_end"].dropna().max() == date(2022, 6, 30)


@pytest.fixture(scope="module")
def judged(ingested: Ingestion) -> TargetTables:
    """The targets of the example at the year end, by the figures of its returns alone."""
    report, here = report_of(ingested), Project(HERE.root, EXAMPLE)
    register = read_register(HERE.register)
    codes = AREAS.same_council(report.settings.authority)
    files = TargetFiles(here.targets, here.target_milestones, here.target_judgements, here.target_options)
    promises = read_targets(files, register, report.settings.framework, 2023)
    returns = returns_of_the_run(own_returns(ingested.returns, codes), report.figures.in_year)
    indicators = register_table(register, ingested.not_supplied)
    dashboards = dashboard_table(report.settings.framework, register)
    target_list = list_targets(promises.targets, promises.milestones, returns, indicators, dashboards)
    rules = report.settings.parameters
    own = council_figures(report.figures.observations, report.figures.indicators, codes, rules).own
    series = target_series(target_list.targets, own, promises.judgements)
    members, as_at = pd.DataFrame({"area_code": codes[-1:]}), rules.as_at.by_period_type()
    group = observed_series(report.figures.observations, report.figures.indicators, own, members, AREAS, as_at)
    weighed = weigh_evidence(group, no_rows(TABLES["directions"]), codes[-1])
    forecasts, changes, record = weighed.forecasts, weighed.changes, no_rows(TABLES["forecast_record"])
    of_any_period = figures_of_any_period(report.figures.observations, report.figures.in_year, codes)
    figures = Figures(series, forecasts, changes, returns, record, of_any_period, report.figures.in_year)
    return results_of_targets(*target_list, promises.judgements, promises.options, figures, 2023, date(2023, 3, 31))


def test_the_targets_of_the_example_are_in_the_states_that_its_guide_says(judged: TargetTables) -> None:
    results = judged.results.set_index("target_id")
    rows = GUIDE.table("People judged")
    assert len(rows) == 16
    for row in rows:
        own = results.loc[row["Target"]]
        words = [own["due"], own["calculated"], own["rule"], own["judged"]]
        assert words == [row["What is due"], row["By rule"], row["Rule"], row["People judged"]], row["Target"]
        assert ("" if pd.isna(own["actual"]) else str(own["actual"]).removesuffix(".0")) == row["Figure"]
        if row["Due"] and " to " not in row["Due"]:
            decimals = len(row["Due"].partition(".")[2])  # the guide works a trajectory by hand, to its last digit
            assert f"{own['due_value']:.{decimals}f}" == row["Due"], row["Target"]
    assert set(results["status"]) >= {"Green", "Amber", "Red", "Not available for reporting", "Not due yet"}
    assert results.loc["made_up_sickness", "optimism"] == 2
    assert results.loc["made_up_trees_woods", "off_share"] == pytest.approx((157_500 - 119_000) / 157_500)
    options = judged.options.set_index("option")
    assert options["counts"].tolist() == [True, True, False]
    assert options["gap_percent"].round(1).tolist()[:2] == [38.2, 9.2], "of the 655 families left to 4,000"


def test_the_chance_of_a_target_and_the_interval_of_its_forecast_are_those_of_the_guide(judged: TargetTables) -> None:
    results = judged.results.set_index("target_id")
    (row,) = GUIDE.table("Chance of meeting it")
    own = results.loc[row["Target"]]
    assert (own["forecast_reason"], own["target_value"]) == ("", float(row["Asked for"]))
    assert 0 < own["chance_percent"] < 100
    assert own["forecast_lower"] < own["forecast"] < own["forecast_upper"]
    assert row["Forecast"] == f"{own['forecast']:.1f}%"
    assert row["Range"] == f"{own['forecast_lower']:.1f}% to {own['forecast_upper']:.1f}%"
    assert row["Chance of meeting it"] == f"{own['chance_percent']:.0f} in 100"
    assert len(results[results["forecast"].notna()]) == 1, "no other series has five figures in a row"


def test_long_targets_have_the_progress_and_the_rates_that_the_guide_works_by_hand(judged: TargetTables) -> None:
    results = judged.results.set_index("target_id")
    rows = GUIDE.table("Way done, %")
    assert {row["Target"] for row in rows} >= {f"made_up_{name}" for name in ("trees", "hubs", "broadband", "net_zero")}
    columns = {
        "baseline_value": "Start",
        "actual": "Now",
        "target_value": "Aim",
        "progress_percent": "Way done, %",
        "required_rate": "Needs a year",
        "past_rate": "Had a year",
    }
    for row in rows:
        own = results.loc[row["Target"]]
        for name, printed in columns.items():
            if row[printed]:
                assert own[name] == pytest.approx(float(row[printed]), rel=2e-3), (row["Target"], name)
            else:
                assert pd.isna(own[name]), (row["Target"], name)
        assert own["realism"] == row["Is it realistic?"]


def test_the_milestones_of_the_example_came_to_what_its_guide_says(judged: TargetTables) -> None:
    milestones = judged.milestones.set_index(["target_id", "period"])
    rows = GUIDE.table("What became of it")
    assert len(rows) == 6
    for row in rows:
        own = milestones.loc[(row["Target"], row["By"])]
        figure = "" if pd.isna(own["actual"]) else f"{own['actual']:g}"
        assert [own["milestone"], f"{own['value']:g}", figure, own["outcome"]] == [
            row["Milestone"],
            row["Asked for"],
            row["Figure then"],
            row["What became of it"],
        ]


def test_the_agreement_of_the_example_has_measures_areas_and_teams() -> None:
    settings = settings_for(HERE, AREAS, "2023", "", neighbours_of)
    themes = [theme.name for theme in settings.framework.themes]
    here = Project(HERE.root, EXAMPLE)
    files = TargetFiles(here.targets, None, None, None)
    units = units_of(read_targets(files, read_register(HERE.register), settings.framework, 2023).targets)
    printed = read_agreement(here.agreements, settings.framework.id, themes, 2023, units)
    assert (len(printed.measures), printed.areas["kind"].value_counts().to_dict()) == (
        3,
        {"priority area": 20, "neighbourhood team": 19},
    )
    hubs = printed.figures[printed.figures["reference"].eq("Family hubs open")]
    assert set(hubs["unit"]) == {"hubs"} and set(printed.figures["period"]) == {"2022/23", "31 Mar 2023"}
    county = next(row["Figure"] for row in GUIDE.table("People judged") if row["Target"] == "made_up_hubs")
    assert float(hubs["value"].sum()) == float(county), "the teams add up to the county"


def cell_texts(part: Part | None) -> list[list[str]]:
    """The cells of each row of a table."""
    assert isinstance(part, Table)
    rows = re.findall(r"<tr>.*?</tr>", to_html(part), re.DOTALL)
    return [[re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row)] for row in rows]


def test_comments_and_governance_of_the_example_are_printed_as_its_guide_says() -> None:
    here = Project(HERE.root, EXAMPLE)
    comments = read_comments(here.comments, REGISTER, 2023)
    for row, own in zip(GUIDE.table("Its response"), comments.to_dict("records"), strict=True):
        assert [own["words"], own["kind"], own["response"] or NO_RESPONSE] == list(row.values())
    parts = dict(comments_parts(comments, {}, "around.html"))
    assert list(parts) == ["What was said of the draft", "What officers amended", "Without a response"]
    day = settings_for(HERE, AREAS, "2023", "", neighbours_of).dated
    assert day == date(2023, 3, 31)
    governance = read_governance(here.with_raw("governance"), read_sources(HERE.sources).keys(), 2023)
    assert len(governance.recipients) == 4
    datasets = {name: name for name in governance.releases["source_id"]}
    actions = dict(action_parts(governance.actions, day))
    assert list(actions) == ["Actions from reviews", "Overdue actions"]
    printed = cell_texts(calendar_table(governance.releases, datasets, day))[1:]
    states = {row[0]: row[3] for row in printed} | {row[0]: row[4] for row in cell_texts(actions[ACTIONS])[1:]}
    rows = GUIDE.table("What is printed")
    assert states == {row["Figures or action"]: row["What is printed"] for row in rows}
    due = dict(governance.releases[["source_id", "expected_on"]].itertuples(index=False))
    due |= dict(governance.actions[["action", "due_on"]].itertuples(index=False))
    assert due == {row["Figures or action"]: row["Expected or due"] for row in rows}
    for name in ("comments.csv", "governance"):
        assert next(iter(input_files(here, [f"params/{name}"]))).startswith(f"in_year/params/{name}")


def test_services_and_commitments_of_the_example_are_as_its_guide_says() -> None:
    here, whole = Project(HERE.root, EXAMPLE), read_register(HERE.register)
    framework = settings_for(HERE, AREAS, "2023", "", neighbours_of).framework
    themes = [theme.name for theme in (*framework.themes, *framework.enablers)]
    titles = {one.indicator_id: one.title for one in whole}
    statements = read_statements(here.statements, whole, themes, 2023, delivery_rows(delivery_folder(here), 2023))
    delivered = statements[statements["kind"].eq("delivery")]
    assert (len(delivered), int(delivered["signed_by"].ne("").sum())) == (3, 2)
    services = services_table(statements, titles, "around.html")
    assert services is not None
    printed = [[row[number] for number in (0, 1, 3, 4, 5, 6)] for row in cell_texts(services)[1:]]
    assert printed == [list(row.values()) for row in GUIDE.table("Stopped or reduced")]
    commitments = read_commitments(here.commitments, whole, 2023)
    of_year = commitments[commitments["report_year"].eq(2023)].to_dict("records")
    for row, own in zip(GUIDE.table("Plan, action or commitment"), of_year, strict=True):
        assert [own["subject"], own["kind"], ORIGINS[own["origin"]]] == list(row.values())[:3]
        is_said = row["Status"] in ("On track", "Late", "Done", "Dropped")
        assert own["status"].capitalize() == (row["Status"] if is_said else "")
        assert len([name for name in own["indicator_ids"].split(";") if name]) == int(row["Indicators"])
    both = list(input_files(here, ["params/statements.csv"]))
    assert both == ["in_year/params/statements.csv", "params/statements.csv"]
    assert list(input_files(here, ["params/commitments.csv"])) == ["in_year/params/commitments.csv"]


def test_files_on_targets_that_come_with_raw_files_are_no_raw_files_and_are_inputs() -> None:
    with_example = Project(HERE.root, EXAMPLE)
    assert not [file.name for file in raw_files(EXAMPLE, "in_year") if file.name.startswith("params/")]
    assert list(input_files(with_example, ["params/targets.csv"])) == ["in_year/params/targets.csv"]
    assert list(input_files(HERE, ["params/targets.csv"])) == ["params/targets.csv"]
    assert with_example.register == HERE.register


def test_the_reward_grant_of_the_example_has_a_forecast_by_the_national_rule() -> None:
    framework = settings_for(HERE, AREAS, "2023", "", neighbours_of).framework
    themes = [theme.name for theme in framework.themes]
    printed = read_agreement(Project(HERE.root, EXAMPLE).agreements, framework.id, themes, 2023).grants
    grants = reward_grants(printed).assign(**{name: printed[name] for name in ("without", "target", "actual")})
    rows = GUIDE.table("By the national rule, £")
    assert grants["reference"].tolist() == [row["Reference"] for row in rows]
    for grant, row in zip(grants.to_dict("records"), rows, strict=True):
        assert (f"{grant['grant']:.0f}", grant["status"]) == (row["Grant, £"], row["Status"])
        assert [grant[name] for name in ("without", "target", "actual")] == [
            row[name] for name in ("Without", "Target", "Figure")
        ]
        reached = grant["enhancement_percent"]
        assert ("" if reached is None else f"{reached:.2f}") == row["Way reached, %"]
        assert grant["forecast"] == Decimal(row["By the national rule, £"])
    whole = reward_totals(grants).iloc[0]
    assert (whole["grant"], whole["at_risk"], whole["lost"], whole["at_risk_net"]) == (800000, 680000, 200000, 480000)
    assert (whole["forecast"], whole["forecast_of"], whole["forecast_indicators"]) == (420000, 600000, 4)
    assert whole["forecast_paid"] == 3, "the grant of 3.2 is under 60% of its way"
    for words in ("£680,000 is at risk", "£480,000 remains at risk", "£420,000 of the £600,000"):
        assert GUIDE.says(words)
    in_short = forecast_in_short(as_numbers(reward_totals(grants)))
    assert repr(in_short).startswith(
        "By the national rule £420,000.00 of £600,000.00 would be paid, for 3 of the 4 indicators with a forecast "
        "whose grant is not lost. This is an estimate"
    )


def test_make_check_warns_of_the_baseline_that_is_another_than_the_return(ingested: Ingestion) -> None:
    (finding,) = wrong_baselines(Project(HERE.root, EXAMPLE), ingested)
    assert (finding.severity, finding.file, finding.column) == ("warning", "targets.csv", "baseline_value")
    assert "'3000' is the baseline of made_up_early_help" in finding.message
    assert "2020/21 at hand is 3,050" in finding.message
    assert GUIDE.says("The baseline of early help is 3,000 and its return of 2020/21 has 3,050")
