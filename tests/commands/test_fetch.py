"""`make fetch`: what is asked for, what is said, and how it ends."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from publisher import Publisher, file, publisher, status

from helpers.commands.command_line import main
from helpers.commands.fetch import fetch_files
from helpers.paths import Project
from helpers.problems import ExitCode, InputProblem, StepFailed
from helpers.sources.fetching.client import Client, Limits
from helpers.sources.fetching.interfaces import KEY_VARIABLE

QUICK = Limits(connect=60, read=60, total=300, wait=1, attempts=2, backoff=0.01)
SOURCES = (
    "dcms_participation, defra_flytipping, defra_lacw, defra_lacw_t12, desnz_fuel_poverty, dfe_dsg_balance, "
    "dfe_ees_cin, dfe_ees_csww, dfe_lait, dfe_scorecard, dft_bus01, dft_bus0902, dhsc_ascof, local_return, mhclg_ctr, "
    "mhclg_hclic, mhclg_iod_upper, mhclg_lt1008, mhclg_lt122, mhclg_vacants, moj_send_appeals, "
    "nhsd_ascof_2019_2020, nhsd_ascof_2021, oflog_asc, ofsted_ilacs, ohid_fingertips, ohid_fingertips_2020, "
    "ohid_fingertips_districts, ohid_fingertips_regions, ohid_fingertips_treatment, ons_csp_crime, ons_els, "
    "ons_health_index, ons_sdg_391, phe_local_health"
)
ASKED = ("dcms_participation", "dfe_ees_cin", "dfe_ees_csww", "ohid_fingertips", "ons_els")
"""The sources that have an interface without a key."""

EDUCATION, FINGERTIPS = "/statistics/v1/publications", "/api/all_data/csv/by_indicator_id"


@pytest.fixture
def server() -> Iterator[Publisher]:
    with publisher() as here:
        yield here


@pytest.fixture
def project(root: Path, tmp_path: Path) -> Project:
    """The parameters and the register of the project, with a raw folder that holds the areas alone."""
    shutil.copytree(root / "params", tmp_path / "params")
    shutil.copytree(root / "data" / "raw" / "reference", tmp_path / "data" / "raw" / "reference")
    return Project(tmp_path)


def test_a_year_or_a_source_that_is_unknown_lists_those_that_are(project: Project, server: Publisher) -> None:
    client = Client(QUICK, server.adapter)
    with pytest.raises(
        InputProblem, match="year must be one of 2007, 2012, 2018, 2020, 2023, 2024, 2025, 2026"
    ) as problem:
        fetch_files(project, "1999", client=client)
    assert problem.value.exit_code == ExitCode.BAD_INPUT
    with pytest.raises(InputProblem) as problem:
        fetch_files(project, "2025", "ons", client)
    assert str(problem.value).startswith("source must be one of ")
    assert str(problem.value).endswith("; got 'ons'.")
    assert sorted(str(problem.value).removeprefix("source must be one of ").split("; ")[0].split(", ")) == sorted(
        SOURCES.split(", ")
    )
    assert server.asked == []


def test_the_command_ends_with_2_for_a_bad_parameter(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fetch", "--year", "2025", "--source", "no_such_source"]) == 2
    assert "source must be one of" in capsys.readouterr().err
    assert main(["fetch", "--year", "1999"]) == 2
    assert main(["fetch", "--year", "2025", "--source", "dfe_lait"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "dfe_lait: no interface gives its figures; download them from "
        "https://www.gov.uk/government/publications/local-authority-interactive-tool-lait and put them under data/raw "
        "by hand."
    )


def test_a_setting_of_the_network_that_is_wrong_is_said_before_anything_is_asked_for(
    project: Project, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/council.pem")
    with pytest.raises(InputProblem) as problem:
        fetch_files(project, "2025", "ohid_fingertips", Client(QUICK, server.adapter))
    assert str(problem.value).startswith("REQUESTS_CA_BUNDLE names /no/such/council.pem, which is not there; ")
    assert problem.value.exit_code == ExitCode.BAD_INPUT
    assert server.asked == []


def test_failures_are_said_one_by_one_and_what_has_no_interface_is_named(
    project: Project, server: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer(EDUCATION, status(503))
    server.answer(FINGERTIPS, status(404))
    with pytest.raises(StepFailed, match="6 of 6 downloads failed") as problem:
        fetch_files(project, "2025", client=Client(replace(QUICK, attempts=1), server.adapter))
    assert problem.value.exit_code == ExitCode.STEP_FAILED
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "dcms_participation",
        "dfe_ees_cin",
        "dfe_ees_csww",
        "ohid_fingertips",
        "ohid_fingertips",
        "ons_els",
        *(source for source in SOURCES.split(", ") if source not in ASKED),
    ]
    assert lines[1] == "dfe_ees_cin: api.education.gov.uk has a fault of its own (503); try again later."
    by_hand = [line for line in lines[6:] if not line.startswith("local_return: departments supply its figures")]
    assert len(by_hand) == len(lines[6:]) - 1
    assert all("no interface gives its figures" in line for line in by_hand)
    assert sorted(path.name for path in project.raw.iterdir()) == ["reference"]


def test_what_departments_hand_in_is_not_downloaded(project: Project, server: Publisher) -> None:
    rows = project.register.read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(number for number, row in enumerate(rows) if ",oflog_asc," in row)
    names = rows[0].rstrip("\n").split(",")
    fields = next(csv.reader([rows[at]]))
    fields[names.index("source_id")], fields[names.index("source_measure")] = "local_return", ""
    fields[names.index("measure_type")] = "local"
    line = io.StringIO(newline="")
    csv.writer(line, lineterminator="\n").writerow(fields)
    project.register.write_text("".join([*rows[:at], line.getvalue(), *rows[at + 1 :]]), encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        fetch_files(project, "2025", "local_return", Client(QUICK, server.adapter))
    assert str(problem.value) == (
        "local_return: departments supply its figures; make template writes the workbook that they fill in."
    )
    assert server.asked == []


def test_one_source_that_is_there_ends_well(
    project: Project, server: Publisher, capsys: pytest.CaptureFixture[str]
) -> None:
    header = (
        "Indicator ID,Area Code,Sex,Age,Category Type,Time period,Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Count,"
        "Denominator,Value note,Compared to England value or percentiles\n"
    )
    rows = [f"{number},E10000018,Persons,18+ yrs,,2023,12.5,,,,,,\n" for number in (90284, 90988)]
    server.answer(FINGERTIPS, *(file((header + row).encode()) for row in rows))
    fetch_files(project, "2025", "ohid_fingertips", Client(QUICK, server.adapter))
    assert capsys.readouterr().out.splitlines() == [
        "ohid_fingertips: data/raw/ohid/fingertips_90284.csv is new, rows: 1.",
        "ohid_fingertips: data/raw/ohid/fingertips_90988.csv is new, rows: 1.",
    ]
    assert [request.host for request in server.asked] == ["fingertips.phe.org.uk"] * 2
    assert (project.raw / "ohid" / "fingertips_90284.source.yml").is_file()


def test_lg_inform_is_asked_for_the_comparator_group(
    project: Project, server: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = project.register.read_text(encoding="utf-8").replace("ohid_fingertips,90284", "lg_inform,4282")
    project.register.write_text(register, encoding="utf-8")
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    client = Client(QUICK, server.adapter)
    with pytest.raises(InputProblem, match=f"set the environment variable {KEY_VARIABLE}"):
        fetch_files(project, "2025", client=client)
    assert server.asked == []
    monkeypatch.setenv(KEY_VARIABLE, "abcdefgh12345678")
    server.answer("/data.json", status(401))
    with pytest.raises(StepFailed):
        fetch_files(project, "2025", "lg_inform", client)
    areas = server.asked[0].query["area"][0].split(",")
    assert areas[0] == "E92000001"
    assert {"E10000018", "E10000016", "E06000052"} <= set(areas)


@pytest.mark.parametrize("name", ["FINGERTIPS_URL", "BASE_URL", "API_URL", "ONS_BASE", "EES_ENVIRONMENT"])
def test_no_setting_of_the_machine_leads_to_another_host(
    project: Project, server: Publisher, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "https://evil.example")
    server.answer(FINGERTIPS, status(404))
    with pytest.raises(StepFailed):
        fetch_files(project, "2025", "ohid_fingertips", Client(QUICK, server.adapter))
    assert {request.host for request in server.asked} == {"fingertips.phe.org.uk"}


def test_two_fetches_do_not_run_at_once(project: Project, server: Publisher) -> None:
    client = Client(QUICK, server.adapter)

    def another(handler: object) -> None:
        with pytest.raises(StepFailed, match="Another fetch is under way"):
            fetch_files(project, "2025", "ohid_fingertips", client)
        attempts.append(True)
        status(404)(handler)  # type: ignore[arg-type]

    attempts: list[bool] = []
    server.answer(FINGERTIPS, another)
    with pytest.raises(StepFailed, match="2 of 2 downloads"):
        fetch_files(project, "2025", "ohid_fingertips", client)
    assert attempts == [True, True]
