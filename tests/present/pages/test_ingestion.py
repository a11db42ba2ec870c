"""The tables of the ingestion page."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd

from helpers.comparator_groups import ComparatorGroup
from helpers.params import UnavailableSource
from helpers.present.pages import ingestion, register_tables
from helpers.publish.html import to_html


def cells(table: Any) -> list[list[str]]:
    """The text of each row of a table's body."""
    html = str(to_html(table))
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]


REGISTER = pd.DataFrame({"indicator_id": ["one", "two"], "title": ["First", "Second"]})
FILES = pd.DataFrame(
    [
        {"file": "a.csv", "source_id": "s", "format": "Form", "publisher": "P", "edition": "not stated", "licence": "L",
         "rows_read": 5, "rows_used": 3, "rows_rejected": 2, "indicators": 1, "areas": 2, "newest_period": "2022/23",
         "refused": ""},
        {"file": "b.csv", "source_id": "", "format": "Other form", "publisher": "Q", "edition": "2024", "licence": "L",
         "rows_read": 4, "rows_used": 0, "rows_rejected": 4, "indicators": 0, "areas": 0, "newest_period": "",
         "refused": ""},
        {"file": "<b>.csv", "source_id": "", "format": "", "publisher": "", "edition": "", "licence": "",
         "rows_read": 0, "rows_used": 0, "rows_rejected": 0, "indicators": 0, "areas": 0, "newest_period": "",
         "refused": "is empty."},
    ]
)  # fmt: skip


def test_files_that_are_not_read_are_in_their_own_table() -> None:
    assert cells(ingestion.files_table(FILES)) == [
        ["a.csv", "5", "3", "2"],
        ["b.csv", "4", "0", "4"],
        ["All files", "9", "3", "6"],
    ]
    assert cells(ingestion.refusals_table(FILES)) == [["&lt;b&gt;.csv", "is empty."]]
    assert "Every file could be read." in str(ingestion.refusals_table(FILES.head(2)))


def test_each_file_says_where_it_comes_from_and_what_it_covers() -> None:
    assert cells(ingestion.provenance_table(FILES)) == [
        ["a.csv", "Form", "P", "not stated", "L", "1", "2", "2022/23"],
        ["b.csv", "Other form", "Q", "2024", "L", "0", "0", "[blank]"],
    ]


def test_rows_are_counted_by_data_set_or_by_format() -> None:
    sources = pd.DataFrame({"source_id": ["s", "t"], "dataset": ["Waste", "Air"]})
    assert ingestion.rows_by_dataset(FILES, sources).to_dict("records") == [
        {"source": "Waste", "used": 3, "rejected": 2},
        {"source": "Other form", "used": 0, "rejected": 4},
    ]


def test_the_five_commonest_reasons_of_each_file_are_listed() -> None:
    reasons = [*("r1",) * 3, *("r2",) * 4, "r3", "r4", "r5", "r6"]
    rejections = pd.DataFrame({"file": ["a"] * len(reasons) + ["b"], "reason": [*reasons, "r6"], "row_used": False})
    cell = pd.DataFrame({"file": ["b"], "reason": ["a cell of a row that is used"], "row_used": [True]})
    rejections = pd.concat([rejections, cell])
    files = pd.DataFrame({"file": ["a", "b"], "known_measures": 1})
    assert cells(ingestion.rejection_reasons_table(rejections, files)) == [
        ["a", "r2", "4"],
        ["a", "r1", "3"],
        ["a", "r3", "1"],
        ["a", "r4", "1"],
        ["a", "r5", "1"],
        ["b", "r6", "1"],
    ]
    assert "No row was rejected." in str(ingestion.rejection_reasons_table(rejections.head(0), files))
    assert ingestion.rejections_table(rejections.head(0), files) is None  # it is said once


def rejected(*rows: tuple[str, int, str, str, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["file", "row", "column", "value", "reason", "row_used"])


def test_a_file_of_measures_that_the_register_lacks_is_one_line() -> None:
    """So are the rows of any other reason, however many there are."""
    lacking = [
        ("csp.csv", row, "measure", "sfa", "no indicator of the register has this measure", False)
        for row in range(2, 398)
    ]
    nowhere = [("b.csv", row, "area", f"W{row}", "not an area", False) for row in range(2, 1002)]
    one = ("b.csv", 1004, "", "", "3 fields, expected 4", False)
    cell = ("b.csv", 7, "numerator", "-2", "below zero", True)
    files = pd.DataFrame({"file": ["b.csv", "csp.csv"], "known_measures": [3, 0]})
    listing = ingestion.rejections_table(rejected(*lacking, *nowhere, one, cell), files)
    assert cells(listing) == [
        ["b.csv", "1,000", "2 to 1,001", "area", "W2, W3, W4 and 997 more", "not an area", "the rows"],
        ["b.csv", "1", "1,004", "[blank]", "[blank]", "3 fields, expected 4", "the row"],
        ["b.csv", "1", "7", "numerator", "-2", "below zero", "this cell alone"],
        [
            "csp.csv",
            "396",
            "2 to 397",
            "measure",
            "sfa",
            "no indicator of the register has any measure of this file",
            "the rows",
        ],
    ]
    assert cells(ingestion.rejection_reasons_table(rejected(*lacking, cell), files)) == [
        ["csp.csv", "no indicator of the register has any measure of this file", "396"]
    ]
    assert "Every row and cell is listed in rejections.csv." in to_html(listing)


def test_of_many_reasons_the_commonest_of_each_file_are_shown() -> None:
    many = [
        ("a.csv", row, "area", "x", f"{word} area", False) for row, word in enumerate(["no", "bad", "bad", "old"], 2)
    ]
    files = pd.DataFrame({"file": ["a.csv", "b.csv"], "known_measures": 1})
    listing = ingestion.rejections_table(rejected(*many, ("b.csv", 2, "area", "x", "no area", False)), files, most=3)
    assert [(row_cells[0], row_cells[5]) for row_cells in cells(listing)] == [
        ("a.csv", "bad area"),
        ("a.csv", "no area"),
        ("b.csv", "no area"),
    ]
    assert "1 less common reason of these files is left to it." in to_html(listing)


NAMES = pd.DataFrame(
    [
        ("b.csv", "Old <first>", 4, True, "one", "First name", "of 2022"),
        ("a.csv", "Second name (men)", 1200, False, "two", "Second name", ""),
    ],
    columns=["file", "printed_name", "rows", "read", "indicator_id", "register_name", "editions"],
)


def test_the_names_of_measures_that_are_not_the_registers_own_are_shown() -> None:
    assert cells(ingestion.other_names_table(NAMES, REGISTER)) == [
        ["First", "b.csv", "Old &lt;first&gt;", "First name", "of 2022", "4"]
    ]
    assert cells(ingestion.near_names_table(NAMES, REGISTER)) == [
        ["a.csv", "Second name (men)", "Second name", "Second", "1,200"]
    ]
    assert "under its name in the register" in str(ingestion.other_names_table(NAMES[1:], REGISTER))
    assert "No file prints a name that is close" in str(ingestion.near_names_table(NAMES[:1], REGISTER))
    assert "1 more name in measure_names.csv." in str(
        to_html(ingestion.near_names_table(pd.concat([NAMES, NAMES]), REGISTER, most=1))
    )


def test_one_figure_is_shown_with_its_file_and_row() -> None:
    days = [date(2023, 12, 31), date(2022, 12, 31), date(2022, 12, 31), date(2022, 12, 31), date(2021, 12, 31)]
    observations = pd.DataFrame(
        {
            "indicator_id": ["two", "one", "two", "two", "one"],
            "area_code": ["E1", "E9", "E1", "E1", "E1"],
            "period": [f"{day.year}" for day in days],
            "period_end": days,
            "value": [1.0, 2.5, None, 4.25, 5.0],
            "file": pd.Categorical(["p/<a>.csv"] * 5),
            "row": [2, 3, 4, 1234, 6],
            "marker": "",
            "status": ["final", "final", "final", "provisional", "final"],
        }
    )
    day = date(2023, 3, 31)
    listing = ingestion.example_table(observations, REGISTER, ["E1"], day)
    assert cells(listing) == [["Second [p]", "E1", "2022", "4.25", "p/&lt;a&gt;.csv", "1,234"]]
    assert "Row 1 of a CSV file is its header." in str(to_html(listing))
    assert cells(ingestion.example_table(observations, REGISTER, ["E5"], day))[0][:2] == ["First", "E9"]
    assert "No figure was read." in str(ingestion.example_table(observations.head(0), REGISTER, ["E1"], day))


def test_what_a_later_edition_changed_is_shown_beside_the_earlier() -> None:
    row = {
        "indicator_id": "one",
        "area_code": "E10000018",
        "period": "2022",
        "earlier_value": 2.5,
        "value": None,
        "earlier_file": "a",
        "file": "b",
    }
    revisions = pd.DataFrame([row] * 101)
    listing = ingestion.revisions_table(revisions, REGISTER)
    assert len(cells(listing)) == 100
    assert cells(listing)[0][:4] == ["First", "E10000018", "2022", "2.5"]
    assert "1 other can be seen in revisions.csv." in str(to_html(listing))
    assert "No figure differs between two editions." in str(ingestion.revisions_table(revisions.head(0), REGISTER))


def test_what_no_file_supplies_is_listed_by_title() -> None:
    missing = pd.DataFrame({"indicator_id": ["two"], "reason": ["source not available: no file of X was supplied"]})
    assert cells(ingestion.not_supplied_table(missing, REGISTER)) == [
        ["Second", "source not available: no file of X was supplied"]
    ]
    assert "every indicator in the register" in str(ingestion.not_supplied_table(missing.head(0), REGISTER))


def test_every_indicator_says_what_it_counts_and_who_answers_for_it() -> None:
    register = pd.DataFrame(
        [
            {"indicator_id": "two", "title": "Second", "dashboard": "Waste", "polarity": "neutral", "unit": "%",
             "counted": False, "source_id": "s", "note": "", "definition": "What <b>two</b> counts.",
             "owner": "Head of Waste", "measure_type": "local", "national_framework": "Plan: Green"},
            {"indicator_id": "one", "title": "First", "dashboard": "Waste", "polarity": "lower_is_better", "unit": "%",
             "counted": True, "source_id": "s", "note": "A survey", "definition": "What one counts.",
             "owner": "Head of Roads", "measure_type": "national", "national_framework": ""},
        ]
    )  # fmt: skip
    dashboards = pd.DataFrame({"dashboard": ["Waste"], "dashboard_order": [1]})
    sources = pd.DataFrame({"source_id": ["s"], "dataset": ["Returns"]})
    assert cells(register_tables.register_table(register, dashboards, sources)) == [
        ["First", "Waste", "%", "Lower is better", "Yes", "National body", "Returns", "none", "A survey"],
        ["Second", "Waste", "%", "Neither is better", "No", "The council&#39;s own", "Returns", "Plan: Green", "none"],
    ]
    assert cells(register_tables.definitions_table(register, dashboards)) == [
        ["First", "What one counts.", "Head of Roads"],
        ["Second", "What &lt;b&gt;two&lt;/b&gt; counts.", "Head of Waste"],
    ]


def test_what_is_to_be_looked_at_is_listed_and_flags_are_counted() -> None:
    row = {
        "dashboard": "Waste",
        "reference": "",
        "reward": None,
        "mandatory": None,
        "valid_to": None,
        "tags": "",
        "review": "",
    }
    asked = row | {"indicator_id": "two", "title": "Second", "review": "Members asked.", "tags": "statutory"}
    other = row | {"indicator_id": "one", "title": "First", "reward": True, "tags": "equalities;statutory"}
    dashboards = pd.DataFrame({"dashboard": ["Waste"], "dashboard_order": [1]})
    parts = register_tables.flagged_indicators(pd.DataFrame([asked, other]), dashboards)
    first, second = (cells(part) for part in parts)
    assert first == [["Second", "Waste", "Members asked."]]
    assert second == [["reward", "1"], ["equalities", "1"], ["statutory", "2"]]
    none = register_tables.flagged_indicators(pd.DataFrame([row | {"indicator_id": "a", "title": "A"}]), dashboards)
    assert [str(to_html(part)) for part in none] == [
        '<p class="finding">No indicator is to be looked at before it is used again.</p>',
        '<p class="finding">No indicator has a flag.</p>',
    ]


def test_the_status_of_a_source_is_said_in_words() -> None:
    common = {"dataset": "D", "publisher": "P", "licence": "L", "caveats": "C", "edition": "E", "files": 1}
    sources = pd.DataFrame(
        [
            common | {"status": "live", "until": None, "replaced_by": ""},
            common | {"status": "ended", "until": date(2024, 12, 16), "replaced_by": "", "files": 0, "edition": ""},
            common | {"status": "replaced", "until": None, "replaced_by": "the new one"},
        ]
    )
    assert [row[2:4] for row in cells(ingestion.sources_table(sources))] == [
        ["E", "live"],
        ["no file supplied", "ended until 16 December 2024"],
        ["E", "replaced, by the new one"],
    ]


GROUP = ComparatorGroup(
    id="counties",
    name="Counties & more",
    short_name="counties",
    method="Every county.",
    date=date(2025, 4, 1),
    licence="Open Government Licence v3.0.",
    members=["E1", "E2", "E3"],
)
MEMBERS = pd.DataFrame(
    [
        ("E1", "Ayton", None, None),
        ("E2", "Beeford", None, date(2023, 3, 31)),
        ("E3", "New Beeford", date(2023, 4, 1), None),
    ],
    columns=["area_code", "area_name", "start_date", "end_date"],
)


def test_how_they_were_chosen_as_of_when_and_how_many_there_were() -> None:
    html = to_html(register_tables.members_table(MEMBERS, GROUP, date(2023, 3, 31)))
    assert "Members of the group: Counties &amp; more" in html
    assert "<li>Every county.</li>" in html
    assert "<li>2 councils of these 3 codes existed on 31 March 2023.</li>" in html
    assert "<li>Membership as of 1 April 2025. Licence: Open Government Licence v3.0.</li>" in html


def test_nobody_is_counted_after_the_end_or_before_the_start() -> None:
    assert "2 councils of these 3 codes existed" in to_html(
        register_tables.members_table(MEMBERS, GROUP, date(2023, 4, 1))
    )
    assert "1 council of these 1 code existed" in to_html(
        register_tables.members_table(MEMBERS[:1], GROUP, date(2018, 3, 31))
    )


WITHOUT = pd.DataFrame(
    [("Late tables", 2, "the council's first figure is that of 2013/14")], columns=["dataset", "indicators", "why"]
)


def test_sources_without_a_figure_are_listed_with_what_the_council_could_not_use() -> None:
    parts = ingestion.sources_without_figures_table(
        WITHOUT, [UnavailableSource(name="LG Inform", why="not yet available")], 34
    )
    html = str(to_html(parts))
    assert "1 of 34 sources has no figure of the council that this report may use." in html
    assert "Not available for the council&#39;s report of the year: LG Inform: not yet available." in html
    assert cells(parts) == [["Late tables", "2", "the council&#39;s first figure is that of 2013/14"]]


def test_where_every_source_has_a_figure_that_is_said() -> None:
    html = str(to_html(ingestion.sources_without_figures_table(WITHOUT.head(0), [], 34)))
    assert "Every source has a figure of the council that this report may use." in html
    assert "Not available" not in html


def test_a_source_that_needs_a_key_says_that_nothing_was_supplied() -> None:
    also = pd.DataFrame([("a", "lg_inform", "", "Look"), ("b", "other", "4282", "Look")])
    also.columns = pd.Index(["indicator_id", "source_id", "source_measure", "note"])
    indicators = pd.DataFrame({"indicator_id": ["b", "a"], "title": ["Second", "First"]})
    sources = pd.DataFrame({"source_id": ["other"], "files": [1]})
    without_files = ingestion.also_published_table(also, indicators, sources.assign(files=0))
    with_files = ingestion.also_published_table(also, indicators, sources)
    assert cells(with_files) == [
        ["First", "LG Inform", "not known", "not supplied: it needs a key, and none was given", "Look"],
        ["Second", "other", "4282", "supplied", "Look"],
    ]
    assert cells(without_files)[1][3] == "not supplied: no file was given"
    assert ingestion.also_published_table(also.head(0), indicators, sources) is None


def test_a_figure_that_is_too_old_has_the_address_where_a_newer_one_would_be() -> None:
    latest = pd.DataFrame([("a", "2018", True), ("b", "2023", False), ("c", "2017", True)])
    latest.columns = pd.Index(["indicator_id", "period", "stale"])
    indicators = pd.DataFrame(
        {
            "indicator_id": ["a", "b", "c"],
            "title": ["Air", "Bees", "Cars"],
            "dashboard": ["Two", "One", "One"],
            "source_id": "s",
        }
    )
    sources = pd.DataFrame(
        [("s", "Data set", "https://example.org/data", "the newer set")],
        columns=["source_id", "dataset", "address", "replaced_by"],
    )
    rows = cells(ingestion.aged_table(latest, indicators, sources))
    assert rows == [
        ["Cars", "One", "2017", "Data set", "the newer set", "https://example.org/data"],
        ["Air", "Two", "2018", "Data set", "the newer set", "https://example.org/data"],
    ]
    without = ingestion.aged_table(latest.assign(stale=False), indicators, sources)
    assert "No figure is too old to count." in to_html(without)
