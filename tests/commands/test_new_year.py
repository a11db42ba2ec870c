"""`make new-year`: the file it writes, what it refuses, and the list of what is left to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.commands.new_year import moved_to, start_year
from helpers.model_files import read_model
from helpers.params import MODELS, Parameters, years_available
from helpers.paths import Project
from helpers.problems import InputProblem

RAW = ("reference", "oflog", "dft")
"""The folders of raw files that a list is made from here: a source that ended, and one that goes on."""

LAST = """\
# What an analyst may change for the reporting year 2023. The plan of 2022 to 2026 counts.
year: 2023   # as the file is named
authority: E10000018            # Leicestershire
framework: strategic_plan_2022_26  # until 2026
comparator_group: county_areas
stage: cabinet                  # draft, scrutiny, cabinet, council or final

as_at:
  # 2023-08-31 is the end of the school year
  academic: 2023-08-31          # of 2023

  fe_year: 2023-07-31
  all_others: 2023-03-31
direction:
  rule: tolerance
  intervals: published
  tolerance_percent: 2
  overlapping_periods: compare
trend_method: fingertips-2025
stale_after_months: 36
minimum_group_size: 8
returns_due: 2023-05-31         # after the year has ended
allow:
  - {check: C13, indicator: send_sup_pct, reason: Confirmed in 2023., by: Head of performance, until: 2023-12-31}
"""

MOVED = (
    LAST.replace("reporting year 2023", "reporting year 2024")
    .replace("year: 2023", "year: 2024")
    .replace("stage: cabinet ", "stage: draft   ")
    .replace("academic: 2023", "academic: 2024")
    .replace("fe_year: 2023", "fe_year: 2024")
    .replace("all_others: 2023", "all_others: 2024")
    .replace("returns_due: 2023", "returns_due: 2024")
)


@pytest.fixture
def trial(root: Path, tmp_path: Path) -> Project:
    """A project with the shipped parameters and few raw files."""
    shutil.copytree(root / "params", tmp_path / "params")
    for name in RAW:
        shutil.copytree(root / "data/raw" / name, tmp_path / "data/raw" / name)
    return Project(tmp_path)


def only(project: Project, text: str) -> None:
    """Leave no parameter file but one of 2023."""
    for path in project.parameters.glob("2*.yml"):
        path.unlink()
    (project.parameters / "2023.yml").write_text(text, encoding="utf-8")


def test_year_dates_and_stage_move_and_every_other_byte_stays() -> None:
    assert moved_to(LAST, 2023, 2024, "2023.yml") == MOVED


def test_dates_written_in_one_line_move_too() -> None:
    one_line = "as_at: {academic: 2023-08-31, fe_year: 2023-08-31, all_others: 2023-03-31}\n"
    text = LAST[: LAST.index("as_at:")] + one_line + LAST[LAST.index("direction:") :]
    assert one_line.replace("2023", "2025") in moved_to(text, 2023, 2025, "2023.yml")


def test_a_leap_day_becomes_the_day_before() -> None:
    text = LAST.replace("2023", "2024").replace("all_others: 2024-03-31", "all_others: 2024-02-29")
    assert "all_others: 2025-02-28" in moved_to(text, 2024, 2025, "2024.yml")


@pytest.mark.parametrize(
    ("old", "new"), [("year: 2023", '"year": 2023'), ("  fe_year: ", "  ? fe_year\n  : "), ("stage: ", "'stage': ")]
)
def test_a_file_that_cannot_be_moved_line_by_line_is_refused(old: str, new: str) -> None:
    with pytest.raises(InputProblem, match=r"^2023\.yml cannot be copied: .*year"):
        moved_to(LAST.replace(old, new, 1), 2023, 2024, "2023.yml")


def test_the_newest_file_is_copied_and_reads_as_the_new_year(
    trial: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    newest = years_available(trial)[-1]
    year = str(int(newest) + 1)
    start_year(trial, year)
    old, new = (read_model(trial.parameters / f"{name}.yml", Parameters, MODELS) for name in (newest, year))
    assert (new.year, new.stage) == (int(year), "draft")
    assert {day.year for day in new.as_at.model_dump().values()} == {int(year)}
    moved = {"year", "stage", "as_at", "returns_due", "issued", "next_update"}
    assert new.model_dump(exclude=moved) == old.model_dump(exclude=moved)
    assert f"params/{year}.yml is a copy of {newest}.yml." in capsys.readouterr().out


def test_a_year_between_two_is_copied_from_the_one_before_it(trial: Project) -> None:
    start_year(trial, "2019")
    assert read_model(trial.parameters / "2019.yml", Parameters, MODELS).framework == "strategic_plan_2018_22"


def test_a_file_that_is_there_is_never_overwritten(trial: Project) -> None:
    path = trial.parameters / "2025.yml"
    before = path.read_bytes()
    with pytest.raises(InputProblem, match=r"^params/2025\.yml is already there"):
        start_year(trial, "2025")
    assert path.read_bytes() == before


@pytest.mark.parametrize("year", ["", "27", "2O27", "1999", "2027 2028", "../2027"])
def test_what_is_no_year_is_refused(trial: Project, year: str) -> None:
    with pytest.raises(InputProblem, match=r"^Give the new year in four figures"):
        start_year(trial, year)
    assert years_available(trial) == years_available(Project(Path(__file__).resolve().parents[2]))


def test_a_year_before_the_first_file_is_refused(trial: Project) -> None:
    with pytest.raises(InputProblem, match="no parameter file of a year before 2001"):
        start_year(trial, "2001")


def test_nothing_is_written_when_the_figures_cannot_be_read(trial: Project) -> None:
    (trial.raw / "dft/bus01.csv").write_text("other bytes\n", encoding="utf-8")
    with pytest.raises(InputProblem, match="sha256"):
        start_year(trial, "2099")
    assert "2099" not in years_available(trial)


def test_the_list_names_what_an_analyst_has_to_do(trial: Project, capsys: pytest.CaptureFixture[str]) -> None:
    only(trial, LAST)
    start_year(trial, "2024")
    printed = capsys.readouterr().out
    group = "County councils and county unitary authorities: 38 councils by the as-at dates"
    for sentence in (
        "   all others: 31 March 2024",
        "   Strategic Plan 2022-26 covers 2024. Has it been revised since the last report?",
        # East Riding, Herefordshire and the rest: 38 county areas since April 2023, as areas.csv has them.
        f"   {group}; the list is of 1 July 2024.",
        "   Cumbria (E10000006) ended on 31 March 2023, since the last report.",
        "Take out or renew 1 waiver that will have ended; a run stops at them.",
        "   C13 for send_sup_pct, given by Head of performance, ended on 31 December 2023: Confirmed in 2023.",
        # BUS01 has 2023/24, which ends by the as-at date; punctuality ends with 2020/21.
        "     2021/22 to 2023/24: bus_punctuality_pct",
        "   Oflog adult social care explorer data (ended)",
        "     2023/24: adult_care_staff_turnover_pct, requests_resulting_in_service_rate, "
        "short_term_services_success_pct",
        "Ask departments and partners for the figures that they return.",
        "   make year=2024, then read the data quality page first, and then what cannot be determined and why.",
    ):
        assert sentence in printed, sentence
    assert "bus_journeys_per_head" not in printed
    assert "Devon (E10000008)" not in printed


def test_a_source_that_can_be_fetched_is_named_with_the_command(
    trial: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    start_year(trial, "2099", ["dft_bus0902"])
    printed = capsys.readouterr().out
    assert "by local authority (BUS09) (make fetch year=2099 source=dft_bus0902)\n" in printed
    assert "(BUS01) (https://www.gov.uk/government/statistical-data-sets/bus-statistics-data-tables)\n" in printed


def test_a_framework_that_does_not_cover_the_year_is_named(trial: Project, capsys: pytest.CaptureFixture[str]) -> None:
    only(trial, LAST.replace("strategic_plan_2022_26 ", "strategic_plan_2018_22 "))
    start_year(trial, "2024")
    printed = capsys.readouterr().out
    assert "strategic_plan_2018_22 is for 2018, 2019, 2020, 2021, 2022, and not for 2024" in printed
    assert "The framework for 2024 is strategic_plan_2022_26: name it under framework." in printed


def test_a_year_that_no_framework_covers_is_said(trial: Project, capsys: pytest.CaptureFixture[str]) -> None:
    only(trial, LAST)
    start_year(trial, "2090")
    assert "No framework of params/frameworks covers 2090." in capsys.readouterr().out


def test_an_ended_council_is_named_with_what_follows(trial: Project, capsys: pytest.CaptureFixture[str]) -> None:
    only(trial, LAST.replace("authority: E10000018", "authority: E10000006"))
    groups = trial.comparators
    groups.write_text(
        groups.read_text("utf-8")
        .replace("    - E06000063  # Cumberland\n", "", 1)
        .replace("    - E06000064  # Westmorland and Furness\n", "", 1),
        encoding="utf-8",
    )
    start_year(trial, "2024")
    printed = capsys.readouterr().out
    assert "Cumbria (E10000006) ended on 31 March 2023: name the council that followed it under authority." in printed
    assert "Cumbria (E10000006) ended on 31 March 2023; no council that followed it is a member." in printed


def test_indicators_that_leave_come_or_are_to_be_looked_at_are_named(
    trial: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    only(trial, LAST)
    lines = trial.register.read_text(encoding="utf-8").splitlines()
    header = lines[0].split(",")
    assert header.index("valid_from") + 2 == header.index("review")
    rows = []
    for line in lines:
        cells = line.split(",")
        if line.startswith("absence_all_pct"):
            cells[header.index("valid_to") - len(header)] = "2023"
        if line.startswith("absence_4yr_pct"):
            cells[header.index("review") - len(header)] = "Asked of Scrutiny"
        if line.startswith("absence_primary_pct"):
            cells[header.index("valid_from") - len(header)] = "2024"
        rows.append(",".join(cells))
    trial.register.write_text("\n".join(rows) + "\n", encoding="utf-8")
    start_year(trial, "2024")
    printed = capsys.readouterr().out
    assert "No longer reported in 2024: absence_all_pct." in printed
    assert "Reported for the first time in 2024: absence_primary_pct." in printed
    assert "absence_4yr_pct: Asked of Scrutiny" in printed
