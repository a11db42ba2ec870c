"""Ingestion: every raw file becomes observations, with each row used or rejected by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from helpers.areas import Areas
from helpers.comparator_groups import ComparatorGroup
from helpers.frameworks import Framework
from helpers.problems import InputProblem
from helpers.register import Indicator, MeasureAlias
from helpers.sources import reference
from helpers.sources.catalogue import Source
from helpers.sources.formats.registry import registry
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.raw_reading import REFERENCE_FORMATS
from helpers.sources.sidecar import raw_files

Edit = Callable[..., str]
Ingest = Callable[[], Ingestion]


AS_AT = date(2023, 3, 31)


@pytest.fixture
def ingested(raw: Any, indicators: tuple[Indicator, ...], areas: Areas, sources: dict[str, Source]) -> Ingest:
    return lambda: ingest(raw_files(raw.folder), indicators, areas, sources, AS_AT)


AIR = {"indicator_id": "air", "period": "2022", "period_start": "2022-01-01", "period_end": "2022-12-31"}


def test_files_become_one_table_with_their_source(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good, edited(value="=cmd()", area_code="E92000001")], name="defra/waste")
    raw.add([edited(**AIR), edited(**AIR, area_code="E92000001")], name="ons/air", source_id="ons_air")
    ingestion = ingested()
    rows = ingestion.observations[["indicator_id", "area_code", "source_id", "file", "row"]].to_numpy().tolist()
    assert rows == [
        ["air", "E10000018", "ons_air", "ons/air.csv", 2],
        ["air", "E92000001", "ons_air", "ons/air.csv", 3],
        ["waste", "E10000018", "defra_waste", "defra/waste.csv", 2],
    ]
    common = {
        "format": "Figures in the project's own layout",
        "edition": "2024",
        "licence": "Open Government Licence v3.0",
        "has_sidecar": True,
        "hash_published": True,
        "rows_read": 2,
        "known_measures": 1,
        "indicators": 1,
        "refused": "",
    }
    assert ingestion.raw_files.to_dict("records") == [
        common
        | {"file": "defra/waste.csv", "source_id": "defra_waste", "publisher": "Defra", "rows_used": 1}
        | {"rows_rejected": 1, "areas": 1, "newest_period": "2022/23"},
        common
        | {"file": "ons/air.csv", "source_id": "ons_air", "publisher": "ONS", "rows_used": 2}
        | {"rows_rejected": 0, "areas": 2, "newest_period": "2022"},
    ]
    # A formula stays as it was written; where it is shown or exported it is made harmless.
    assert ingestion.rejections.to_dict("records") == [
        {
            "file": "defra/waste.csv",
            "row": 3,
            "column": "value",
            "value": "=cmd()",
            "reason": "not a number",
            "row_used": False,
        }
    ]
    assert ingestion.sources[["source_id", "publisher"]].to_dict("records") == [
        {"source_id": "defra_waste", "publisher": "Defra"},
        {"source_id": "ons_air", "publisher": "ONS"},
    ]


def test_the_order_of_rows_in_a_file_changes_nothing_but_where_they_stand(
    raw: Any, edited: Edit, ingested: Ingest
) -> None:
    lines = [raw.good, edited(area_code="E92000001"), edited(**AIR)]
    raw.add(lines)
    first = ingested().observations
    raw.add(lines[::-1])
    second = ingested().observations
    assert second.drop(columns="row").equals(first.drop(columns="row"))
    assert (first["row"] + second["row"]).tolist() == [6, 6, 6]


def test_two_values_of_one_edition_are_both_named(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/a")
    raw.add([edited(**AIR), edited(value="41.6")], name="ons/b", source_id="ons_air")
    with pytest.raises(InputProblem) as problem:
        ingested()
    assert str(problem.value) == (
        "waste for E10000018 in 2022/23 is given by defra/a.csv row 2 and by ons/b.csv row 3, which differ and are of "
        "one edition as far as is known; keep one, or give `published` in both sidecars."
    )


def test_a_figure_that_two_files_give_alike_is_used_once(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/a")
    raw.add([raw.good], name="defra/b")
    ingestion = ingested()
    assert len(ingestion.observations) == 1
    assert ingestion.revisions.empty
    assert ingestion.rejections.to_dict("records") == [
        {
            "file": "defra/b.csv",
            "row": 2,
            "column": "period",
            "value": "2022/23",
            "reason": "the same figure is in defra/a.csv row 2",
            "row_used": False,
        }
    ]
    counts = ingestion.raw_files.set_index("file")[["rows_read", "rows_used", "rows_rejected"]]
    assert counts.to_dict("index") == {
        "defra/a.csv": {"rows_read": 1, "rows_used": 1, "rows_rejected": 0},
        "defra/b.csv": {"rows_read": 1, "rows_used": 0, "rows_rejected": 1},
    }


def test_the_edition_published_later_wins_and_the_change_is_listed(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([edited(value="40"), edited(area_code="E92000001")], name="defra/a", published="2024-01-31")
    raw.add([edited(value="41.5"), edited(**AIR)], name="defra/b", published="2023-01-31")
    ingestion = ingested()
    assert ingestion.observations.set_index("indicator_id").loc["waste", "value"].tolist() == [40, 41.5]
    revisions = ingestion.revisions.drop(columns=["period_start", "period_end"]).replace({np.nan: None})
    assert revisions.to_dict("records") == [
        {
            "indicator_id": "waste",
            "area_code": "E10000018",
            "period": "2022/23",
            "earlier_value": 41.5,
            **dict.fromkeys(["earlier_lower_95", "earlier_upper_95", "earlier_numerator", "earlier_denominator"]),
            "earlier_marker": "",
            "earlier_file": "defra/b.csv",
            "earlier_row": 2,
            "value": 40.0,
            "marker": "",
            "file": "defra/a.csv",
            "row": 2,
            "difference": -1.5,
        }
    ]
    assert ingestion.rejections["reason"].tolist() == ["a later edition gives this figure: defra/a.csv row 2"]
    assert ingestion.raw_files[["rows_read", "rows_used", "rows_rejected"]].to_numpy().tolist() == [
        [2, 2, 0],
        [2, 1, 1],
    ]


def test_a_row_count_that_differs_names_both(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], rows=2)
    with pytest.raises(InputProblem, match=r"^data/raw/defra/figures\.csv: rows read are 1; its sidecar records 2\.$"):
        ingested()


def test_a_file_with_fewer_rows_than_recorded_stops_the_run(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], rows=3)
    with pytest.raises(InputProblem, match="rows read are 1; its sidecar records 3"):
        ingested()


def test_a_source_with_files_of_several_editions_names_them_all(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good])
    raw.add([edited(**AIR)], name="defra/other", edition="2025")
    source = ingested().sources.set_index("source_id").loc["defra_waste"]
    assert source[["edition", "files", "why_not_there"]].tolist() == ["2024; 2025", 2, ""]


def test_a_sidecar_of_a_source_that_is_not_in_the_catalogue_is_named(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], source_id="nobody")
    with pytest.raises(InputProblem) as problem:
        ingested()
    assert str(problem.value) == (
        "data/raw/defra/figures.csv: its sidecar names the source nobody, which is not in sources.yml; add it there."
    )


def test_a_source_of_the_register_that_is_not_in_the_catalogue_is_named(
    raw: Any, indicators: tuple[Indicator, ...], areas: Areas
) -> None:
    raw.folder.mkdir(exist_ok=True)
    with pytest.raises(InputProblem, match=r"^The register names the source defra_waste, which is not in sources\.yml"):
        ingest(raw_files(raw.folder), indicators, areas, {}, AS_AT)


def test_a_file_that_was_changed_is_not_read(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good]).path.write_bytes(b"something else")
    with pytest.raises(InputProblem, match="has the sha256"):
        ingested()


def test_a_format_without_a_reader_lists_the_formats(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good], format="fingertips_export")
    with pytest.raises(InputProblem) as problem:
        ingested()
    formats = ", ".join(sorted([*REFERENCE_FORMATS, *(form.format_id for form in registry())]))
    assert str(problem.value) == (
        f"data/raw/defra/figures.csv: no reader for the format 'fingertips_export'; expected one of {formats}."
    )


def test_reference_files_are_held_to_their_hash_and_give_no_figures(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good])
    file = raw.add(b"area_code,area_name\n", name="reference/areas", format="areas", source_id="areas")
    ingestion = ingested()
    assert ingestion.raw_files["file"].tolist() == ["defra/figures.csv"]
    assert ingestion.sources["source_id"].tolist() == ["defra_waste"]
    file.path.write_bytes(b"area_code\n")
    with pytest.raises(InputProblem, match=r"data/raw/reference/areas\.csv has the sha256"):
        ingested()


def test_a_file_all_of_whose_rows_are_rejected_is_counted(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good], name="defra/good")
    raw.add([edited(value="x"), edited(area_code="x")], name="defra/bad")
    counts = ingested().raw_files.set_index("file")
    assert counts.loc["defra/bad.csv", ["rows_read", "rows_used", "rows_rejected"]].tolist() == [2, 0, 2]


def test_what_cannot_be_seen_in_a_rejected_cell_is_written_out(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good, edited(area_code="E9\u202e2\x0b"), edited(period="20\u200b22")])
    rejections = ingested().rejections[["row", "value"]].to_numpy().tolist()
    assert rejections == [[3, "E9\\u202e2\\x0b"], [4, "20\\u200b22"]]


def test_no_raw_files_at_all_is_a_plain_sentence(raw: Any, ingested: Ingest) -> None:
    raw.folder.mkdir(exist_ok=True)
    with pytest.raises(InputProblem, match=r"^The raw files hold no figures: there is no file\.$"):
        ingested()


def test_files_without_a_row_that_can_be_used_are_a_plain_sentence(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    """The first of them is refused, so that no file says what the columns of figures are."""
    raw.folder.mkdir(exist_ok=True)
    (raw.folder / "a.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    (raw.folder / "b.csv").write_bytes(explorer(ROWS[2]))
    (raw.folder / "c.csv").write_bytes(explorer(ROWS[2], *ROWS[2:], ("2021-22", "E8", "ASC1", "7.1")))
    (raw.folder / "d.csv").write_bytes(explorer())
    with pytest.raises(InputProblem) as problem:
        ingest(raw_files(raw.folder), [care], areas, sources, AS_AT)
    assert str(problem.value) == (
        "The raw files hold no figures: data/raw/a.csv is of no known format: it has the columns item, price; "
        "data/raw/b.csv: its only row is not used, most often: not an area of reference/areas.csv; data/raw/c.csv: "
        "none of its 4 rows is used, most often: not an area of reference/areas.csv; and 1 more."
    )


# The register, the framework and the group as tables.


def test_the_register_as_a_table(indicators: tuple[Indicator, ...]) -> None:
    waste = indicators[3].model_copy(update={"breaks": ("2019/20", "2021/22")})
    missing = pd.DataFrame({"indicator_id": ["air"], "reason": ["no file"]})
    table = reference.register_table(
        [*indicators[:3], waste], missing, framework("Environment"), 2023, {"air": "List: Air"}
    )
    assert table.pop("national_framework").tolist() == ["", "List: Air", "", ""]
    assert table.pop("based_on").tolist() == [""] * 4
    assert table.pop("subject").tolist() == ["Environment"] * 4
    assert table.pop("why_no_figure").tolist() == ["", "no file", "", ""]
    assert table["indicator_id"].tolist() == ["absence", "air", "census", "waste"]
    assert table["breaks"].tolist() == ["", "", "", "2019/20;2021/22"]
    assert table.columns.tolist() == list(Indicator.model_fields)


def framework(*dashboards: str, enabler: str = "Enabler") -> Framework:
    return Framework.model_validate(
        {
            "id": "plan",
            "name": "Plan",
            "owner": "A council",
            "reporting_years": [2023],
            "themes": [{"name": "First", "dashboards": list(dashboards)}, {"name": "Second", "dashboards": ["Other"]}],
            "enablers": [{"name": enabler, "dashboards": ["Money"]}],
        }
    )


def test_the_framework_as_a_table(indicators: tuple[Indicator, ...]) -> None:
    table = reference.dashboard_table(framework("Environment", "More"), indicators)
    assert table[["theme", "dashboard", "in_theme", "theme_order", "dashboard_order"]].values.tolist() == [
        ["First", "Environment", True, 1, 1],
        ["First", "More", True, 1, 2],
        ["Second", "Other", True, 2, 3],
        ["Enabler", "Money", False, 3, 4],
    ]


@pytest.mark.parametrize(("dashboards", "times"), [(("More",), 0)])
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
            "id": "group",
            "name": "Group",
            "short_name": "group",
            "method": "m",
            "licence": "l",
            "date": areas["E06000063"].start,
            "members": ["E10000018", "E10000006", "E06000063", "E92000001"],
        }
    )
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
    ("2021-22", "E10000018", "ASC1", "7.6"),
    ("2022-23", "E10000018", "ASC1", ""),
    ("2022-23", "E99999999", "ASC1", "7.1"),
    ("2022-23", "E10000018", "ASC9", "5"),
)


@pytest.fixture
def care(indicators: tuple[Indicator, ...]) -> Indicator:
    return indicators[3].model_copy(
        update={"indicator_id": "care", "source_id": "oflog_asc", "source_measure": "ASC1", "value_type": "score"}
    )


def test_a_file_is_read_as_its_publisher_hands_it_out(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    file = raw.add(explorer(*ROWS), name="oflog/care", format="oflog_asc", source_id="oflog_asc", rows=4)
    ingestion = ingest(raw_files(raw.folder), [care], areas, sources, AS_AT)
    columns = ingestion.observations[["indicator_id", "area_code", "period", "value", "marker", "source_id"]]
    assert columns.iloc[0].tolist() == ["care", "E10000018", "2021/22", 7.6, "", "oflog_asc"]
    assert columns.iloc[1][["period", "marker"]].tolist() == ["2022/23", "[x]"]
    assert len(columns) == 2
    assert ingestion.rejections[["file", "row", "column", "value", "reason"]].to_numpy().tolist() == [
        [file.name, 4, "area", "E99999999", "not an area of reference/areas.csv"],
        [file.name, 5, "measure", "ASC9", "no indicator of the register has this measure"],
    ]
    assert ingestion.raw_files[["rows_read", "rows_used", "rows_rejected"]].iloc[0].tolist() == [4, 2, 2]


def alias(name: str, published_until: str = "", indicator_id: str = "care") -> MeasureAlias:
    row = {"indicator_id": indicator_id, "source_measure": name, "published_from": "", "editions": "of 2022"}
    return MeasureAlias.model_validate(row | {"published_until": published_until})


def test_a_measure_is_read_under_another_name_that_the_register_knows(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    """Its figures and its labels are those of the indicator, and the name under which they are printed is listed."""
    raw.folder.mkdir(exist_ok=True)
    (raw.folder / "a.csv").write_bytes(explorer(ROWS[0], ("2022-23", "E10000018", "Care quality", "8")))
    ingestion = ingest(
        raw_files(raw.folder), [care], areas, sources, AS_AT, aliases=[alias("Care quality"), alias("Care")]
    )
    assert ingestion.observations[["indicator_id", "period", "value"]].to_numpy().tolist() == [
        ["care", "2021/22", 7.6],
        ["care", "2022/23", 8.0],
    ]
    assert set(ingestion.published_labels["indicator_id"]) == {"care"}
    assert ingestion.measure_names.to_dict("records") == [
        {
            "file": "a.csv",
            "printed_name": "Care quality",
            "rows": 1,
            "read": True,
            "indicator_id": "care",
            "register_name": "ASC1",
            "editions": "of 2022",
        }
    ]
    assert ingestion.rejections.empty


def test_a_name_of_other_editions_is_not_read_but_named(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    rows = (("2021-22", "E10000018", "Care quality", "7.6"), ("2021-22", "E10000018", "Wage", "9"))
    wage = care.model_copy(update={"indicator_id": "wage", "source_measure": "Wage"})
    about: dict[str, Any] = {"format": "oflog_asc", "source_id": "oflog_asc", "rows": 2, "published": "2023-06-01"}
    raw.add(explorer(*rows), name="a", **about)
    other = alias("Care quality", published_until="2023-05-31")
    ingestion = ingest(raw_files(raw.folder), [care, wage], areas, sources, AS_AT, aliases=[other])
    assert ingestion.observations["indicator_id"].tolist() == ["wage"]
    assert ingestion.rejections["reason"].tolist() == [
        "no indicator of the register has this measure; the nearest is 'Care quality' (care), a name of other editions"
    ]
    until = alias("Care quality", published_until="2023-06-01")
    assert len(ingest(raw_files(raw.folder), [care, wage], areas, sources, AS_AT, aliases=[until]).observations) == 2


def test_of_two_names_in_one_file_that_of_the_register_counts(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    """The figure under the other name is listed, whether it is equal or not; so is that of a second other name."""
    raw.folder.mkdir(exist_ok=True)
    rows = [("2021-22", "E10000018", name, value) for name, value in (("Old", "5"), ("ASC1", "7.6"), ("Older", "7.6"))]
    before = [("2020-21", "E10000018", name, value) for name, value in (("Older", "6"), ("Old", "6"))]
    (raw.folder / "a.csv").write_bytes(explorer(*rows, *before))
    ingestion = ingest(raw_files(raw.folder), [care], areas, sources, AS_AT, aliases=[alias("Old"), alias("Older")])
    assert ingestion.observations[["period", "value", "row"]].to_numpy().tolist() == [
        ["2020/21", 6.0, 5],
        ["2021/22", 7.6, 3],
    ]
    why = "the file gives this figure under another name of the measure too, which comes first"
    assert ingestion.rejections[["row", "column", "value", "reason"]].to_numpy().tolist() == [
        [2, "measure", "Old", why],
        [4, "measure", "Older", why],
        [6, "measure", "Old", why],
    ]


def test_an_indicator_that_the_register_lacks_is_named_with_the_nearest(
    raw: Any, edited: Edit, ingested: Ingest
) -> None:
    """In the project's own layout too; one that the file has already is not proposed."""
    raw.add([raw.good, edited(indicator_id="absences"), edited(indicator_id="wastes"), edited(indicator_id="roads")])
    assert ingested().rejections[["value", "reason"]].to_numpy().tolist() == [
        ["absences", "not in the register, params/indicators.csv; the nearest is 'absence'"],
        ["wastes", "not in the register, params/indicators.csv"],
        ["roads", "not in the register, params/indicators.csv"],
    ]


def test_labels_are_gathered_with_the_indicator_of_their_measure(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source], edited: Edit
) -> None:
    """Of measures that the register lacks too, with the figures of every row; the project's own layout has none."""
    file = raw.add(explorer(*ROWS), name="oflog/care", format="oflog_asc", source_id="oflog_asc", rows=4)
    raw.add([raw.good])
    ingestion = ingest(raw_files(raw.folder), [care], areas, sources, AS_AT)
    assert ingestion.published_labels[
        ["file", "row", "indicator_id", "kind", "measure", "label"]
    ].to_numpy().tolist() == [
        [file.name, 2, "care", "median", "ASC1", "1"],
        [file.name, 3, "care", "median", "ASC1", "1"],
        [file.name, 5, "", "median", "ASC9", "1"],
    ]
    assert ingestion.label_figures[["row", "area", "measure"]].to_numpy().tolist() == [
        [2, "E10000018", "ASC1"],
        [3, "E10000018", "ASC1"],
        [4, "E99999999", "ASC1"],
        [5, "E10000018", "ASC9"],
    ]


def test_without_labels_their_tables_are_empty_and_typed(raw: Any, ingested: Ingest) -> None:
    raw.add([raw.good])
    ingestion = ingested()
    assert (len(ingestion.published_labels), len(ingestion.label_figures)) == (0, 0)
    types = ingestion.label_figures.dtypes.astype("str")
    assert types[["file", "row", "year", "value"]].tolist() == ["str", "int64", "Int64", "float64"]


def test_a_file_of_another_format_than_its_sidecar_says_is_refused(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source]
) -> None:
    raw.add(explorer(*ROWS), name="oflog/care", format="ohid_fingertips", source_id="oflog_asc", rows=4)
    with pytest.raises(InputProblem) as problem:
        ingest(raw_files(raw.folder), [care], areas, sources, AS_AT)
    assert str(problem.value) == (
        "data/raw/oflog/care.csv is of the format oflog_asc, but its sidecar says ohid_fingertips; correct the sidecar."
    )


def test_a_file_without_a_sidecar_is_recognised_or_named(
    raw: Any, care: Indicator, areas: Areas, sources: dict[str, Source], edited: Edit
) -> None:
    (raw.folder / "dropped").mkdir(parents=True)
    (raw.folder / "dropped" / "care.csv").write_bytes(explorer(*ROWS))
    (raw.folder / "dropped" / "shopping.csv").write_text("item,price\nmilk,1.20\n", encoding="utf-8")
    (raw.folder / "dropped" / "own.csv").write_text(f"{raw.header}\n{raw.good}\n", encoding="utf-8")
    waste = care.model_copy(update={"indicator_id": "waste", "source_id": "defra_waste", "source_measure": "x"})
    ingestion = ingest(raw_files(raw.folder, "inbox"), [care, waste], areas, sources, AS_AT)
    files = ingestion.raw_files.set_index("file")
    columns = ["format", "publisher", "edition", "has_sidecar", "source_id", "rows_read", "rows_used", "rows_rejected"]
    assert files.loc["dropped/care.csv", columns].tolist() == [
        "Oflog adult social care",
        "Office for Local Government",
        "not stated",
        False,
        "oflog_asc",
        4,
        2,
        2,
    ]
    assert files.loc["dropped/care.csv", ["indicators", "areas", "newest_period"]].tolist() == [1, 1, "2022/23"]
    assert files["refused"].to_dict() == {
        "dropped/care.csv": "",
        "dropped/own.csv": "is in the project's own layout, and needs a sidecar that names its source.",
        "dropped/shopping.csv": "is of no known format: it has the columns item, price.",
    }
    assert ingestion.not_supplied.to_dict("records") == [
        {
            "indicator_id": "waste",
            "source_id": "defra_waste",
            "source_measure": "x",
            "reason": "source not available: no file of Waste was supplied",
        }
    ]
    why = ingestion.sources.set_index("source_id")["why_not_there"].to_dict()
    assert why == {"defra_waste": "source not available: no file of Waste was supplied", "oflog_asc": ""}


def test_a_file_with_a_sidecar_that_cannot_be_read_stops_the_run(raw: Any, ingested: Ingest) -> None:
    raw.add(b"item,price\n", format="oflog_asc", source_id="oflog_asc")
    with pytest.raises(InputProblem, match=r"^data/raw/defra/figures\.csv .* has no rows|is of no known format"):
        ingested()


def test_an_indicator_that_its_files_do_not_have_is_named(raw: Any, edited: Edit, ingested: Ingest) -> None:
    raw.add([raw.good])
    missing = ingested().not_supplied.set_index("indicator_id")["reason"]
    assert missing.to_dict() == dict.fromkeys(["absence", "air", "census"], "no usable row in its source's files")
