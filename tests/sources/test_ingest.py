"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import yaml

from helpers.areas import Areas
from helpers.params import ComparatorGroup, Framework
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources import reference
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.recognise import registry

Edit = Callable[..., str]
Ingest = Callable[[], Ingestion]


@pytest.fixture
def ingested(raw: Any, indicators: tuple[Indicator, ...], areas: Areas) -> Ingest:
    return lambda: ingest(raw.folder, indicators, areas)


AIR = {"indicator_id": "air", "period": "2022", "period_start": "2022-01-01", "period_end": "2022-12-31"}


def test_files_become_one_table_with_their_source(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good, edited(value="=cmd()", area_code="E92000001")], name="defra/waste")
    raw.add([edited(**AIR), edited(**AIR, area_code="E92000001")], name="ons/air", source_id="ons_air", publisher="ONS")
    found = ingested()
    rows = found.observations[["indicator_id", "area_code", "source_id"]].to_dict("records")
    assert rows == [
        {"indicator_id": "air", "area_code": "E10000018", "source_id": "ons_air"},
        {"indicator_id": "air", "area_code": "E92000001", "source_id": "ons_air"},
        {"indicator_id": "waste", "area_code": "E10000018", "source_id": "defra_waste"},
    ]
    assert "row" not in found.observations.columns
    assert found.raw_files.to_dict("records") == [
        {"file": "defra/waste.csv", "source_id": "defra_waste", "rows_read": 2, "rows_used": 1, "rows_rejected": 1},
        {"file": "ons/air.csv", "source_id": "ons_air", "rows_read": 2, "rows_used": 2, "rows_rejected": 0},
    ]
    # A formula stays as it was written; where it is shown or exported it is made harmless.
    assert found.rejections.to_dict("records") == [
        {"file": "defra/waste.csv", "row": 3, "column": "value", "value": "=cmd()", "reason": "not a number"}
    ]
    assert found.sources[["source_id", "publisher"]].to_dict("records") == [
        {"source_id": "defra_waste", "publisher": "Defra"}, {"source_id": "ons_air", "publisher": "ONS"},
    ]  # fmt: skip


def test_the_order_of_rows_in_a_file_changes_nothing(raw: Any, edited: Edit, ingested: Ingest) -> None:
    lines = [raw.good, edited(area_code="E92000001"), edited(**AIR)]
    raw.add(lines)
    first = ingested().observations
    raw.add(lines[::-1])
    assert ingested().observations.equals(first)


def test_two_files_that_give_one_figure_are_both_named(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/a")
    raw.add([edited(**AIR), edited(value="41.6")], name="ons/b", source_id="ons_air")
    with pytest.raises(InputProblem) as problem:
        ingested()
    assert str(problem.value) == (
        "waste for E10000018 in 2022/23 is given by data/raw/defra/a.csv row 2 and by data/raw/ons/b.csv row 3; "
        "keep one."
    )


def test_two_files_that_give_the_same_figure_are_refused_too(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/a")
    raw.add([raw.good], name="defra/b")
    with pytest.raises(InputProblem, match=r"is given by data/raw/defra/a\.csv row 2 and by .*b\.csv row 2"):
        ingested()


def test_a_row_count_that_differs_names_both(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], rows=2)
    with pytest.raises(InputProblem, match=r"^data/raw/defra/figures\.csv: rows read are 1; its sidecar records 2\.$"):
        ingested()


def test_a_file_with_fewer_rows_than_recorded_stops_the_run(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], rows=3)
    with pytest.raises(InputProblem, match="rows read are 1; its sidecar records 3"):
        ingested()


@pytest.mark.parametrize("name", ["licence", "caveats", "edition"])
def test_two_sidecars_of_one_source_must_agree(raw: Any, edited: Edit, ingested: Ingest, name: str) -> None:
    raw.add([raw.good])
    other = raw.add([edited(**AIR)], name="defra/other")
    path = other.path.with_name("other.source.yml")
    path.write_text(yaml.safe_dump(yaml.safe_load(path.read_text()) | {name: "Something else"}))
    with pytest.raises(InputProblem, match=f"are of one source, .*, but differ in {name}"):
        ingested()


def test_a_file_that_was_changed_is_not_read(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good]).path.write_bytes(b"something else")
    with pytest.raises(InputProblem, match="has the sha256"):
        ingested()


def test_a_format_without_a_reader_lists_the_formats(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], format="fingertips_export")
    with pytest.raises(InputProblem) as problem:
        ingested()
    reference = ["areas", "dfe_statistical_neighbours", "neighbour_variables"]
    known = ", ".join(sorted([*reference, "compiled_figures", *(form.format_id for form in registry())]))
    assert str(problem.value) == (
        f"data/raw/defra/figures.csv: no reader for the format 'fingertips_export'; expected one of {known}."
    )


def test_reference_files_are_held_to_their_hash_and_give_no_figures(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good])
    file = raw.add(b"area_code,area_name\n", name="reference/areas", format="areas", source_id="areas")
    found = ingested()
    assert found.raw_files["file"].tolist() == ["defra/figures.csv"]
    assert found.sources["source_id"].tolist() == ["defra_waste"]
    file.path.write_bytes(b"area_code\n")
    with pytest.raises(InputProblem, match=r"data/raw/reference/areas\.csv has the sha256"):
        ingested()


def test_a_file_all_of_whose_rows_are_rejected_is_counted(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/good")
    raw.add([edited(value="x"), edited(area_code="x")], name="defra/bad")
    counts = ingested().raw_files.set_index("file")
    assert counts.loc["defra/bad.csv", ["rows_read", "rows_used", "rows_rejected"]].tolist() == [2, 0, 2]


def test_no_raw_files_at_all_is_a_plain_sentence(raw: Any, ingested: Ingest) -> None:
    raw.folder.mkdir(parents=True)
    with pytest.raises(InputProblem, match="data/raw"):
        ingested()


# The register, the framework and the group as tables.


def test_the_register_as_a_table(indicators: tuple[Indicator, ...]) -> None:
    waste = indicators[3].model_copy(update={"breaks": ("2019/20", "2021/22")})
    table = reference.register_table([*indicators[:3], waste])
    assert table["indicator_id"].tolist() == ["absence", "air", "census", "waste"]
    assert table["breaks"].tolist() == ["", "", "", "2019/20;2021/22"]
    assert table.columns.tolist() == list(Indicator.model_fields)


def framework(*dashboards: str, enabler: str = "Enabler") -> Framework:
    return Framework.model_validate(
        {
            "id": "plan", "name": "Plan", "owner": "A council", "reporting_years": [2023],
            "themes": [{"name": "First", "dashboards": list(dashboards)}, {"name": "Second", "dashboards": ["Other"]}],
            "enablers": [{"name": enabler, "dashboards": ["Money"]}],
        }
    )  # fmt: skip


def test_the_framework_as_a_table(indicators: tuple[Indicator, ...]) -> None:
    table = reference.dashboard_table(framework("Environment", "More"), indicators)
    assert table[["theme", "dashboard", "in_theme", "theme_order", "dashboard_order"]].values.tolist() == [
        ["First", "Environment", True, 1, 1],
        ["First", "More", True, 1, 2],
        ["Second", "Other", True, 2, 3],
        ["Enabler", "Money", False, 3, 4],
    ]


@pytest.mark.parametrize(("dashboards", "times"), [(("More",), 0), (("Environment", "Environment"), 2)])
def test_a_framework_prints_each_dashboard_once(
    indicators: tuple[Indicator, ...], dashboards: tuple[str, ...], times: int
) -> None:
    with pytest.raises(InputProblem) as problem:
        reference.dashboard_table(framework(*dashboards), indicators)
    assert str(problem.value) == (
        f"The framework Plan has the dashboard 'Environment' {times} times; absence needs it once."
    )


def test_the_group_as_a_table(areas: Areas) -> None:
    group = ComparatorGroup.model_validate(
        {
            "name": "Group", "short_name": "group", "method": "m", "licence": "l",
            "date": areas["E06000063"].start, "members": ["E10000018", "E10000006", "E06000063", "E92000001"],
        }
    )  # fmt: skip
    table = reference.member_table(group, areas).set_index("area_code")
    assert table.index.tolist() == ["E06000063", "E10000006", "E10000018", "E92000001"]
    assert table.at["E10000006", "successor_codes"] == "E06000063"
    assert str(table.at["E10000006", "end_date"]) == "2023-03-31"
    assert table.at["E10000018", "start_date"] is None


EXPLORER = (
    "Financial year,Local authority code,Local authority name,Grouping,Entity_Name,Region,Measure,Code,Value,MEDIAN,"
    "MADs_from_median,rank_order"
)


def explorer(*rows: tuple[str, str, str, str]) -> bytes:
    """A file of adult social care as it is handed out: year, area, measure and value of each row."""
    lines = [f"{year},{area},A,LA_Raw,Counties,B,Quality,{code},{value},1,0,desc" for year, area, code, value in rows]
    return "\n".join([EXPLORER, *lines, ""]).encode()


ROWS = (
    ("2021-22", "E10000018", "ASC1", "7.6"), ("2022-23", "E10000018", "ASC1", ""),
    ("2022-23", "E99999999", "ASC1", "7.1"), ("2022-23", "E10000018", "ASC9", "5"),
)  # fmt: skip


@pytest.fixture
def care(indicators: tuple[Indicator, ...]) -> Indicator:
    return indicators[3].model_copy(
        update={"indicator_id": "care", "source_id": "oflog_asc", "source_measure": "ASC1", "value_type": "score"}
    )


def test_a_file_is_read_as_its_publisher_hands_it_out(raw: Any, care: Indicator, areas: Areas) -> None:
    file = raw.add(explorer(*ROWS), name="oflog/care", format="oflog_asc", source_id="oflog_asc", rows=4)
    found = ingest(raw.folder, [care], areas)
    kept = found.observations[["indicator_id", "area_code", "period", "value", "marker", "source_id"]]
    assert kept.iloc[0].tolist() == ["care", "E10000018", "2021/22", 7.6, "", "oflog_asc"]
    assert kept.iloc[1][["period", "marker"]].tolist() == ["2022/23", "[x]"]
    assert len(kept) == 2
    assert found.rejections[["file", "row", "column", "value", "reason"]].to_numpy().tolist() == [
        [file.name, 4, "area", "E99999999", "not an area of reference/areas.csv"],
        [file.name, 5, "measure", "ASC9", "no indicator of the register has this measure"],
    ]
    assert found.raw_files[["rows_read", "rows_used", "rows_rejected"]].iloc[0].tolist() == [4, 2, 2]


def test_a_file_of_another_format_than_its_sidecar_says_is_refused(raw: Any, care: Indicator, areas: Areas) -> None:
    raw.add(explorer(*ROWS), name="oflog/care", format="ohid_fingertips", source_id="oflog_asc", rows=4)
    with pytest.raises(InputProblem) as problem:
        ingest(raw.folder, [care], areas)
    assert str(problem.value) == (
        "data/raw/oflog/care.csv is of the format oflog_asc, but its sidecar says ohid_fingertips; correct the sidecar."
    )
