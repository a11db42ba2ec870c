"""The project's own layout of figures: hostile files, each row used or rejected by name."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.areas import Area, Areas
from helpers.register import Indicator
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.sources.formats.format import Context
from helpers.sources.formats.registry import format_of
from helpers.sources.sidecar import RawFile

Read = Callable[..., tuple[pd.DataFrame, pd.DataFrame, int]]
Edit = Callable[..., str]
LAYOUT = "defra/figures.csv"


def read_own_layout(
    file: RawFile, indicators: tuple[Indicator, ...], areas: Areas
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Return the rows of a file that are used, those that are not, and how many there are."""
    opened = open_file(file.path, file.display_name)
    contents = format_of(opened, has_sidecar=True).contents(opened, Context(indicators, areas, sidecar=file.sidecar))
    return contents.figures.drop(columns="source_id"), contents.rejections, contents.rows


@pytest.fixture
def read(raw: Any, indicators: tuple[Indicator, ...], areas: Areas) -> Read:
    """Read a file of the lines given, or of bytes, and hold its three numbers together."""

    def reading(lines: list[str] | bytes) -> tuple[pd.DataFrame, pd.DataFrame, int]:
        used, rejected, rows = read_own_layout(raw.add(lines), indicators, areas)
        assert rows == len(used) + len(rejected)
        assert rejected.columns.tolist() == ["row", "column", "value", "reason"]
        return used, rejected, rows

    return reading


def only_rejection(result: tuple[pd.DataFrame, pd.DataFrame, int]) -> dict[str, Any]:
    _, rejected, _ = result
    assert len(rejected) == 1
    row: dict[str, Any] = rejected.iloc[0].to_dict()
    return row


# What is read as it stands.


def test_figures_of_a_district_and_of_a_neighbourhood_are_read(
    raw: Any, indicators: tuple[Indicator, ...], areas: Areas, edited: Edit
) -> None:
    """By the codes of the areas file, with the dates between which they held."""
    below = (
        Area("E07000130", "Charnwood", "district", "", None, None, (), (), "", parent="E10000018"),
        Area("local-moor", "The Moor", "neighbourhood", "", date(2022, 4, 1), None, (), (), "", parent="E07000130"),
    )
    everywhere = Areas({area.code: area for area in (*areas, *below)})
    early = {"period": "2021/22", "period_start": "2021-04-01", "period_end": "2022-03-31"}
    lines = [edited(area_code="E07000130"), edited(area_code="local-moor"), edited(area_code="local-moor", **early)]
    used, rejected, _ = read_own_layout(raw.add([*lines, edited(area_code="local-heath")]), indicators, everywhere)
    assert used["area_code"].to_list() == ["E07000130", "local-moor"]
    assert rejected[["row", "value", "reason"]].to_numpy().tolist() == [
        [4, "local-moor", "the area's code did not exist yet, and the row is not marked backcast"],
        [5, "local-heath", "not in reference/areas.csv"],
    ]


def test_a_good_row_is_read_as_it_stands(read: Read, edited: Edit) -> None:
    line = edited(
        value="-41.50",
        lower_95="40",
        upper_95="1e2",
        numerator="0",
        denominator="12",
        marker="[p] [r]",
        status="provisional",
    )
    used, rejected, rows = read([line])
    assert (rows, len(rejected)) == (1, 0)
    row = used.iloc[0].to_dict()
    assert row.pop("row") == 2
    assert row == {
        "indicator_id": "waste",
        "area_code": "E10000018",
        "period": "2022/23",
        "period_start": date(2022, 4, 1),
        "period_end": date(2023, 3, 31),
        "value": -41.5,
        "lower_95": 40.0,
        "upper_95": 100.0,
        "numerator": 0.0,
        "denominator": 12.0,
        "marker": "[p] [r]",
        "status": "provisional",
        "area_flag": "",
    }


def test_a_figure_worked_out_from_published_counts_is_read_as_it_stands(read: Read, edited: Edit) -> None:
    """With its counts; a label that says provisional marks it and does not take the status from it."""
    label = "2022/23 (provisional)"
    used, rejected, _ = read([edited(status="derived", numerator="415", denominator="1000", period=label)])
    assert rejected.empty
    assert used[["status", "marker", "numerator", "period"]].to_numpy().tolist() == [
        ["derived", "[p]", 415.0, "2022/23"]
    ]


def test_a_number_is_the_nearest_to_what_is_printed(read: Read, edited: Edit) -> None:
    """Not rounded on the way: each is the number that Python reads from the same text."""
    texts = ["0.1", "513.4812345678901", "1e-7", "123456789.123456789", "0.30000000000000004"]
    lines = [
        edited(
            value=text, period=f"20{year}/{year + 1}", period_start=f"20{year}-04-01", period_end=f"20{year + 1}-03-31"
        )
        for year, text in enumerate(texts, start=13)
    ]
    used, _, _ = read(lines)
    assert used["value"].tolist() == [float(text) for text in texts]


def test_blank_with_its_reason_is_null(read: Read, edited: Edit) -> None:
    used, rejected, _ = read([edited(value="", marker="[c]")])
    assert rejected.empty
    assert math.isnan(used["value"].iloc[0])
    assert used["marker"].tolist() == ["[c]"]


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_byte_order_mark_and_windows_line_ends_make_no_difference(
    read: Read, raw: Any, ending: str, mark: bytes
) -> None:
    used, rejected, rows = read(mark + ending.join([raw.header, raw.good, ""]).encode())
    assert (rows, len(used), len(rejected)) == (1, 1, 0)
    assert used["row"].tolist() == [2]
    assert used["area_flag"].tolist() == [""]


def test_empty_lines_are_no_rows_but_are_counted_as_lines(read: Read, raw: Any, edited: Edit) -> None:
    used, rejected, rows = read("\n".join([raw.header, "", raw.good, "", edited(value="?"), ""]).encode())
    assert (rows, used["row"].tolist(), rejected["row"].tolist()) == (2, [3], [5])


def test_a_file_of_a_header_alone_has_no_rows(read: Read) -> None:
    used, rejected, rows = read([])
    assert (len(used), len(rejected), rows) == (0, 0, 0)


def test_the_last_line_needs_no_line_end(read: Read, raw: Any) -> None:
    used, _, _ = read(f"{raw.header}\n{raw.good}".encode())
    assert len(used) == 1


# What stops the run.


@pytest.mark.parametrize(
    "change",
    [
        lambda header: header.replace("value", "Value"),
        lambda header: header.replace("period_start,period_end", "period_end,period_start"),
        lambda header: header + ",note",
        lambda header: header.removesuffix(",area_flag"),
        lambda header: header.replace(",", ";"),
        lambda header: "\n" + header,
        lambda header: "",
    ],
)
def test_another_header_stops_the_run(read: Read, raw: Any, change: Callable[[str], str]) -> None:
    wrong = change(raw.header)
    columns = r"is of no known format: it has the columns .*|row 1 is divided by semicolons; .*|row 1 is blank; .*"
    with pytest.raises(Refused, match=rf"^data/raw/{re.escape(LAYOUT)} ({columns})\.$"):
        read(f"{wrong}\n{raw.good}\n".encode())


def test_an_empty_file_stops_the_run(read: Read) -> None:
    with pytest.raises(Refused, match=rf"^data/raw/{re.escape(LAYOUT)} is empty\.$"):
        read(b"")


@pytest.mark.parametrize("text", ["Malmö".encode("latin-1"), "£".encode("cp1252")])
def test_text_as_spreadsheets_of_windows_save_it_is_read(read: Read, raw: Any, text: bytes) -> None:
    row = only_rejection(read(f"{raw.header}\n{raw.good}\n".encode() + text + raw.good.encode()[5:] + b"\n"))
    assert (row["row"], row["column"], row["value"]) == (3, "indicator_id", text.decode("cp1252"))


def test_text_in_two_encodings_stops_the_run_at_its_row(read: Read, raw: Any) -> None:
    with pytest.raises(Refused, match=rf"^data/raw/{re.escape(LAYOUT)} row 2, column indicator_id, holds a NUL byte"):
        read(f"{raw.header}\n".encode() + "x".encode("utf-16"))


# What is rejected, by row, column and reason.

UNKNOWN = "not in the register, params/indicators.csv"
NOT_A_DATE = "not a date written as 2023-03-31"
FINANCIAL = "does not match these dates; expected 2022/23, from 1 April to 31 March"

REJECTED = {
    "unknown indicator": ({"indicator_id": "litter"}, "indicator_id", UNKNOWN),
    "no indicator": ({"indicator_id": ""}, "indicator_id", UNKNOWN),
    "indicator in capitals": ({"indicator_id": "Waste"}, "indicator_id", UNKNOWN),
    "indicator with a space": ({"indicator_id": "waste "}, "indicator_id", UNKNOWN),
    "unknown area": ({"area_code": "E10000099"}, "area_code", "not in reference/areas.csv"),
    "name for a code": ({"area_code": "Leicestershire"}, "area_code", "not in reference/areas.csv"),
    "day first": ({"period_start": "01/04/2022"}, "period_start", NOT_A_DATE),
    "no such day": ({"period_end": "2023-02-29"}, "period_end", NOT_A_DATE),
    "no such month": ({"period_end": "2023-13-31"}, "period_end", NOT_A_DATE),
    "no date": ({"period_end": ""}, "period_end", NOT_A_DATE),
    "date with a time": ({"period_end": "2023-03-31T00:00:00"}, "period_end", NOT_A_DATE),
    "date without zeros": ({"period_start": "2022-4-1"}, "period_start", NOT_A_DATE),
    "date with a space": ({"period_start": " 2022-04-01"}, "period_start", NOT_A_DATE),
    "dates the wrong way round": (
        {"period_start": "2023-03-31", "period_end": "2022-04-01"},
        "period_end",
        "before period_start",
    ),
    "infinite": ({"value": "inf"}, "value", "not a number"),
    "infinite with a sign": ({"value": "-Infinity"}, "value", "not a number"),
    "no number": ({"value": "nan"}, "value", "not a number"),
    "no number in capitals": ({"value": "NaN"}, "value", "not a number"),
    "too large": ({"value": "1e999"}, "value", "not a number"),
    "too small": ({"value": "-1e999"}, "value", "not a number"),
    "per cent": ({"value": "41.5%"}, "value", "not a number"),
    "pound": ({"value": "£41"}, "value", "not a number"),
    "symbol in the value": ({"value": "[x]"}, "value", "not a number"),
    "old symbol in the value": ({"value": ".."}, "value", "not a number"),
    "formula": ({"value": "=cmd()"}, "value", "not a number"),
    "spaces": ({"value": "  "}, "value", "not a number"),
    "hexadecimal": ({"value": "0x1F"}, "value", "not a number"),
    "underscore": ({"value": "1_000"}, "value", "not a number"),
    "true": ({"value": "True"}, "value", "not a number"),
    "limit": ({"lower_95": "low"}, "lower_95", "not a number"),
    "upper limit": ({"upper_95": "inf"}, "upper_95", "not a number"),
    "numerator": ({"numerator": "c"}, "numerator", "not a number"),
    "denominator": ({"denominator": "-"}, "denominator", "not a number"),
    "status": ({"status": "draft"}, "status", "expected one of final, provisional, derived"),
    "no status": ({"status": ""}, "status", "expected one of final, provisional, derived"),
    "flag": ({"area_flag": "merged"}, "area_flag", "expected blank, recode or backcast"),
    "value and [x]": ({"marker": "[x]"}, "marker", "marker [x] is next to a figure, but means that there is none"),
    "value and [c]": ({"marker": "[p] [c]"}, "marker", "marker [c] is next to a figure, but means that there is none"),
    "blank without marker": ({"value": ""}, "marker", "no figure and no marker saying why"),
    "wrong marker": (
        {"marker": "*"},
        "marker",
        "unknown marker '*'; expected one of [b] [c] [d] [e] [f] [low] [p] [r] [u] [x] [z]",
    ),
    "marker without brackets": (
        {"marker": "p"},
        "marker",
        "unknown marker 'p'; expected one of [b] [c] [d] [e] [f] [low] [p] [r] [u] [x] [z]",
    ),
    "label of another year": ({"period": "2021/22"}, "period", FINANCIAL),
    "label of another type": ({"period": "2022/23 (academic)"}, "period", FINANCIAL),
    "label of a calendar year": ({"period": "2022"}, "period", FINANCIAL),
    "label that is not a year": ({"period": "2022/24"}, "period", FINANCIAL),
    "dates of a calendar year": ({"period_start": "2022-01-01", "period_end": "2022-12-31"}, "period", FINANCIAL),
    "a day short": ({"period_end": "2023-03-30"}, "period", FINANCIAL),
    "code not yet begun": (
        {"area_code": "E06000063"},
        "area_code",
        "the area's code did not exist yet, and the row is not marked backcast",
    ),
    "code recoded before it began": (
        {"area_code": "E06000063", "area_flag": "recode"},
        "area_code",
        "the area's code did not exist yet, and the row is not marked backcast",
    ),
    "code ended": (
        {"area_code": "E10000006", "period": "2023/24", "period_start": "2023-04-01", "period_end": "2024-03-31"},
        "area_code",
        "the area's code had ended before the period",
    ),
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_row_that_cannot_be_used_is_named_with_the_reason(read: Read, raw: Any, edited: Edit, name: str) -> None:
    fields, column, reason = REJECTED[name]
    used, rejected, rows = read([edited(**fields), raw.good])
    assert (rows, used["row"].tolist()) == (2, [3])
    value = fields.get(column, dict(zip(raw.header.split(","), raw.good.split(","), strict=True))[column])
    assert rejected.to_dict("records") == [{"row": 2, "column": column, "value": value, "reason": reason}]


def test_a_thousands_comma_makes_a_field_too_many(read: Read, raw: Any, edited: Edit) -> None:
    row = only_rejection(read([raw.good, edited(value="1,234")]))
    assert (row["row"], row["reason"]) == (3, "14 fields, expected 13")
    row = only_rejection(read([raw.good, edited(value='"1,234"')]))
    assert (row["row"], row["column"], row["value"], row["reason"]) == (3, "value", "1,234", "not a number")


def test_a_short_row_is_rejected(read: Read, raw: Any) -> None:
    row = only_rejection(
        read(
            [
                raw.good,
                "waste,E10000018",
            ]
        )
    )
    assert (row["row"], row["reason"]) == (3, "2 fields, expected 13")


def test_a_nul_byte_stops_the_run_at_its_row_and_column(read: Read, raw: Any, edited: Edit) -> None:
    with pytest.raises(Refused, match=r"figures\.csv row 3, column value, holds a NUL byte"):
        read([raw.good, edited(value="4\x001")])


def test_a_row_with_a_line_break_in_a_field_is_one_row(read: Read, raw: Any, edited: Edit) -> None:
    used, rejected, rows = read("\n".join([raw.header, edited(marker='"[p]\n"'), raw.good, ""]).encode())
    assert (rows, rejected["row"].tolist(), used["row"].tolist()) == (2, [2], [3])


def test_a_quote_that_is_not_closed_loses_no_row_in_silence(read: Read, raw: Any, edited: Edit) -> None:
    with pytest.raises(
        Refused, match=r"figures\.csv row 3, column marker is not readable as CSV: a quote opened there"
    ):
        read([raw.good, edited(marker='"[p]'), raw.good, raw.good])


def test_the_first_thing_wrong_is_the_reason(read: Read, edited: Edit) -> None:
    row = only_rejection(read([edited(indicator_id="litter", area_code="x", value="y", status="z")]))
    assert row["column"] == "indicator_id"
    row = only_rejection(read([edited(value="y", status="z")]))
    assert row["column"] == "value"


@pytest.mark.parametrize(
    "fields",
    [
        # Leap years: 29 February is a day, and a year with it is a year.
        {"indicator_id": "census", "period": "29 Feb 2024", "period_start": "2024-02-29", "period_end": "2024-02-29"},
        {"indicator_id": "census", "period": "Feb 2024", "period_start": "2024-02-01", "period_end": "2024-02-29"},
        {"period": "2023/24", "period_start": "2023-04-01", "period_end": "2024-03-31"},
        # In being for part of the period, or carried back.
        {"area_code": "E10000006"},
        {"area_code": "E06000063", "area_flag": "backcast"},
        {
            "indicator_id": "absence",
            "area_code": "E10000006",
            "period": "2022/23 (academic)",
            "period_start": "2022-09-01",
            "period_end": "2023-08-31",
        },
        {
            "indicator_id": "absence",
            "area_code": "E06000063",
            "period": "2022/23 (academic)",
            "period_start": "2022-09-01",
            "period_end": "2023-08-31",
        },
        # Markers that may stand beside a figure, or instead of one.
        {"marker": "[u]"},
        {"value": "", "marker": "[low]"},
        {"value": "", "marker": "[u] [c]"},
        {"value": "0"},
    ],
)
def test_what_looks_odd_and_is_right_is_used(read: Read, edited: Edit, fields: dict[str, str]) -> None:
    used, rejected, _ = read([edited(**fields)])
    assert rejected.to_dict("records") == []
    assert len(used) == 1


# Rows that are there twice.

SAME_ROW = "repeats an earlier row"
DIFFER = "differs from another row for this indicator, area and period"


def test_a_row_there_again_is_rejected_and_the_first_is_used(read: Read, raw: Any) -> None:
    used, rejected, _ = read([raw.good, raw.good, raw.good])
    assert used["row"].tolist() == [2]
    assert rejected[["row", "column", "reason"]].to_dict("records") == [
        {"row": row, "column": "indicator_id", "reason": SAME_ROW} for row in (3, 4)
    ]


def test_rows_that_contradict_each_other_are_all_rejected(read: Read, raw: Any, edited: Edit) -> None:
    used, rejected, _ = read([raw.good, edited(value="41.6"), edited(area_code="E92000001")])
    assert used["row"].tolist() == [4]
    assert rejected[["row", "column", "value", "reason"]].to_dict("records") == [
        {"row": 2, "column": "value", "value": "41.5", "reason": DIFFER},
        {"row": 3, "column": "value", "value": "41.6", "reason": DIFFER},
    ]


def test_a_repeat_beside_a_contradiction_leaves_none(read: Read, raw: Any, edited: Edit) -> None:
    used, rejected, _ = read([raw.good, raw.good, edited(value="41.6")])
    assert used.empty
    assert rejected["reason"].tolist() == [DIFFER, SAME_ROW, DIFFER]


def test_a_row_rejected_for_another_reason_contradicts_none(read: Read, raw: Any, edited: Edit) -> None:
    used, rejected, _ = read([edited(value="?"), raw.good])
    assert used["row"].tolist() == [3]
    assert rejected["row"].tolist() == [2]


# Whatever a file holds, no row is lost and the reading never breaks.

FIELDS = 13
hostile = st.sampled_from(
    ["", " ", "=cmd()", "nan", "1e999", "-0", "[x]", "[c]", "*", "E06000063", "2022/23", "2023-02-29", "2024-02-29",
     "backcast", "litter", "absence", "1,5", "٣", "\ufeff", "﷽", "9" * 400, "0001-01-01", "9999-12-31"]
) | st.text(alphabet=st.characters(exclude_characters='\r\n"\x00', exclude_categories=["Cs"]), max_size=8)  # fmt: skip
changes = st.lists(st.tuples(st.integers(min_value=0, max_value=FIELDS - 1), hostile), max_size=3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(changes | st.integers(min_value=1, max_value=20).filter(lambda n: n != FIELDS), max_size=25))
def test_rows_read_are_rows_used_and_rows_rejected(
    rows: list[list[tuple[int, str]] | int], raw: Any, indicators: tuple[Indicator, ...], areas: Areas
) -> None:
    """Good rows with some fields changed at random, or rows of another number of fields."""
    lines = []
    for row in rows:
        fields = raw.good.split(",")
        if isinstance(row, int):
            fields = ["x"] * row
        else:
            for column, text in row:
                fields[column] = text
        lines.append(",".join(f'"{field}"' if "," in field else field for field in fields))
    # A line of one empty field is an empty line, which is no row.
    content = "\n".join([raw.header, *lines, ""]).encode()
    path = Path(raw.folder) / "hostile.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    file = RawFile("hostile.csv", path, None)  # type: ignore[arg-type]
    used, rejected, read = read_own_layout(file, indicators, areas)
    assert read == len(rows)
    assert sorted([*used["row"], *rejected["row"]]) == list(range(2, len(rows) + 2))
    assert rejected["reason"].str.len().gt(0).all()
    assert not used.duplicated(["indicator_id", "area_code", "period_start", "period_end"]).any()
    markers = [marker.split() for marker in used["marker"]]
    instead = [bool({"[c]", "[x]", "[z]"} & set(marker)) for marker in markers]
    assert not (used["value"].notna() & pd.Series(instead, index=used.index, dtype="bool")).any()
    assert used.loc[used["value"].isna(), "marker"].ne("").all()
