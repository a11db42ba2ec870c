"""Good and bad contents of workbooks and of LG Inform: each gives its figures, or lists or refuses what is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hostile
import pytest
from workbooks import Xml, workbook

from helpers.sources.files.limits import MAX_JSON_BYTES, MAX_JSON_DEPTH, MAX_JSON_VALUES

Rows = list[list[str | float]]
BOOKS = hostile.BOOKS
RIGHT_TO_LEFT = "\u2067\u05dc\u05d9\u05e1\u05d8\u05e8"


@dataclass(frozen=True)
class Fault:
    """A fault in the main sheet of a workbook, and what reading it must come to.

    `refused` is in the sentence of the refusal, and may hold {no_heading}. Where it is blank, `cells` are the texts of
    the cells that are listed, `rejected` the rows that must be rejected beside those of a good file, each with a word
    of its reason, by their place in the changed sheet.
    """

    name: str
    make: Callable[[Rows, hostile.Book], object]
    refused: str = ""
    cells: tuple[str, ...] = ()
    rejected: tuple[tuple[int, str], ...] = ()
    kinds: tuple[str, ...] = ("xlsx", "ods")


def value(new: str | float) -> Callable[[Rows, hostile.Book], object]:
    """Another value of the second council."""
    return lambda rows, book: rows[book.councils[1]].__setitem__(book.value, new)


def code(change: Callable[[str], str]) -> Callable[[Rows, hostile.Book], object]:
    """Another code of the second council."""

    def make(rows: Rows, book: hostile.Book) -> None:
        row = rows[book.councils[1]]
        row[book.code] = change(str(row[book.code]))

    return make


def again(new: float) -> Callable[[Rows, hostile.Book], object]:
    """The second council twice, the second time with some value."""

    def make(rows: Rows, book: hostile.Book) -> None:
        rows.append(list(rows[book.councils[1]]))
        rows[-1][book.value] = new

    return make


def headings(change: Callable[[str], str]) -> Callable[[Rows, hostile.Book], object]:
    """Every heading changed."""
    return lambda rows, book: rows.__setitem__(book.heading, [change(str(cell)) for cell in rows[book.heading]])


def merged(rows: Rows, book: hostile.Book) -> None:
    """The headings of the first two columns and of the figures as merged cells leave them: blank but for the first."""
    for at in (0, 1, book.code, *range(book.value, len(rows[book.heading]))):
        rows[book.heading][at] = ""


NUMBER = '<c r="{{at}}"{kind}>{inner}</c>'


def cell(inner: str, kind: str = "") -> Xml:
    return Xml(NUMBER.format(kind=kind, inner=inner))


XLSX = ("xlsx",)
FAULTS = (
    Fault("has nothing wrong with it", lambda rows, book: None),
    # Headings.
    Fault("has other headings", headings(lambda text: f"{text} x"), "{no_heading}"),
    Fault("has headings that are merged", merged, "{no_heading}"),
    Fault("has no headings", lambda rows, book: rows.pop(book.heading), "{no_heading}"),
    Fault(
        "has its headings twice",
        lambda rows, book: rows.insert(book.heading + 1, list(rows[book.heading])),
        rejected=((2, "a heading"),),
    ),
    Fault(
        "has units below its headings",
        lambda rows, book: rows.insert(book.heading + 1, ["unit"] * 8),
        rejected=((2, ""),),
    ),
    Fault(
        "has a column of figures twice",
        lambda rows, book: [row.append(row[-1]) for row in rows[book.heading :]],
        "has (2|two) columns",
    ),
    Fault("has no row", lambda rows, book: rows.clear(), "{no_heading}"),
    Fault("has one cell", lambda rows, book: rows.__setitem__(slice(None), [["x"]]), "{no_heading}"),
    # Rows.
    Fault(
        "has footnotes below its rows",
        lambda rows, book: rows.extend([[], ["Source: the department"], ["[note 1] rounded"]]),
        rejected=((4, "a heading"), (5, "a heading"), (6, "a heading")),
    ),
    Fault(
        "has blank rows between its rows",
        lambda rows, book: rows.insert(book.councils[1], []),
        rejected=((3, "a heading"),),
    ),
    Fault("has a row twice", again(42.5), rejected=((4, "repeats an earlier row"),)),
    Fault("has two rows of one council that differ", again(43), "rows [0-9]+ and [0-9]+ differ, but are both of"),
    Fault("has a row without a code", code(lambda text: ""), rejected=((3, "code"),)),
    Fault("has a formula as a code", code(lambda text: "=1+1"), rejected=((3, "code"),)),
    Fault("has a space inside a code", code(lambda text: f"{text[:3]} {text[3:]}"), rejected=((3, "code"),)),
    Fault("has a right-to-left mark in a code", code(lambda text: f"\u200f{text}"), rejected=((3, "code"),)),
    # Values.
    Fault("has text in place of a number", value("about 40"), cells=("about 40",)),
    Fault("has a number too large to hold, as text", value("1e400"), cells=("1e400",)),
    Fault("has a number of four hundred digits", value("9" * 400), cells=("9" * 400,)),
    Fault("has a number in Arabic digits", value("١٢٣"), cells=("١٢٣",)),
    Fault("has right-to-left text in place of a number", value(RIGHT_TO_LEFT), cells=(RIGHT_TO_LEFT,)),
    Fault("has a formula as text", value("=1+1"), cells=("=1+1",)),
    Fault("has markup in place of a number", value("<b>42.5</b>"), cells=("<b>42.5</b>",)),
    Fault("has an error of a spreadsheet as text", value("#DIV/0!"), cells=("#DIV/0!",)),
    Fault("has a number too large to hold", value(cell("<v>1e400</v>")), cells=("inf",), kinds=XLSX),
    Fault("has a truth value", value(cell("<v>1</v>", ' t="b"')), cells=("True",), kinds=XLSX),
    Fault("has text that says it is a number", value(cell("<v>none</v>")), cells=("none",), kinds=XLSX),
    Fault(
        "has a NUL in the name of a council",
        value(cell("<is><t>&#0;</t></is>", ' t="inlineStr"')),
        "cannot be read",
        kinds=XLSX,
    ),
)

CASES = [(book, fault, kind) for book in BOOKS for fault in FAULTS for kind in fault.kinds]


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, hostile.Outcome]:
    """What each good workbook comes to."""
    folder = tmp_path_factory.mktemp("good")
    return {book.name: hostile.outcome(written(folder, book, "xlsx", book.sheets)) for book in BOOKS}


def written(folder: Path, book: hostile.Book, kind: str, sheets: hostile.Sheets) -> Path:
    path = folder / f"{book.sheet}.{kind}"
    if kind == "ods":
        path.write_bytes(hostile.ods_book(sheets))
        return path
    return workbook(path, dict(sheets))


def test_the_good_workbooks_give_what_stands_in_them(good: dict[str, hostile.Outcome]) -> None:
    assert {name: outcome.figures for name, outcome in good.items()} == {
        "Defra collected waste": {3: [540.5, 50, 25, 400], 4: [42.5, 12.5, 50, 300], 7: [41.5]},
        "MHCLG revenue outturn": {3: [100, 200], 4: [42.5, 300]},
        "ONS mid-year estimates": {3: [700], 6: [700, 690], 7: [42.5, 800]},
    }
    assert all(outcome.cells == [] for outcome in good.values())


@pytest.mark.parametrize(
    ("book", "fault", "kind"), CASES, ids=[f"{book.name}, a {kind} that {fault.name}" for book, fault, kind in CASES]
)
def test_a_workbook_with_a_fault(
    book: hostile.Book, fault: Fault, kind: str, tmp_path: Path, good: dict[str, hostile.Outcome]
) -> None:
    sheets = book.changed(lambda rows: fault.make(rows, book))
    outcome = hostile.outcome(written(tmp_path, book, kind, sheets))
    if fault.refused:
        assert re.search(fault.refused.format(no_heading=re.escape(book.no_heading)), outcome.refused), outcome
        return
    assert not outcome.refused
    usual = good[book.name].figures
    second = book.row(book.councils[1])
    figures = [
        values[1:] if fault.cells and row == second else values
        for row, values in usual.items()
        if row != second or "code" not in str(fault.rejected)
    ]
    assert list(outcome.figures.values()) == figures
    assert [(row, value, reason) for row, _, value, reason in outcome.cells] == [
        (second, text, "not a number") for text in fault.cells
    ]
    # Every row is counted, and those that the fault makes unusable are named; the others are those of a good file.
    assert outcome.read == good[book.name].read + len(sheets[book.sheet]) - len(book.sheets[book.sheet])
    unusable = {row: why for row, (_, _, why) in outcome.rejected.items() if row not in outcome.figures}
    for column, reason in fault.rejected:
        assert reason in unusable.pop(book.row(column)), outcome
    assert len(unusable) == good[book.name].read - len(usual)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
def test_a_workbook_without_its_sheet_is_of_no_known_format(book: hostile.Book, tmp_path: Path) -> None:
    sheets = {name: rows for name, rows in book.sheets.items() if name != book.sheet}
    outcome = hostile.outcome(written(tmp_path, book, "xlsx", sheets))
    assert outcome.refused == f"{book.sheet}.xlsx is of no known format: it has the sheets {', '.join(sheets)}."


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.name)
@pytest.mark.parametrize(
    ("inner", "kind", "expected"),
    [
        ("<f>40+2.5</f><v>42.5</v>", "", 42.5),
        ("<f>40+2.5</f>", "", None),
        ("<f>1/0</f><v>#DIV/0!</v>", ' t="e"', None),
        ("<v>#N/A</v>", ' t="e"', None),
        ("<v>0</v>", "", 0.0),
        ("<v>-0.5</v>", "", -0.5),
        ("<v>4.25e1</v>", "", 42.5),
        ("<is><t> 1,042.5 </t></is>", ' t="inlineStr"', 1042.5),
        ("<is><t>-</t></is>", ' t="inlineStr"', None),
    ],
)
def test_a_formula_is_what_was_saved_with_it_and_an_error_no_figure(
    book: hostile.Book, inner: str, kind: str, expected: float | None, tmp_path: Path
) -> None:
    sheets = book.changed(lambda rows: value(cell(inner, kind))(rows, book))
    outcome = hostile.outcome(written(tmp_path, book, "xlsx", sheets))
    assert outcome.figures[book.row(book.councils[1])][0] == expected
    assert outcome.cells == []


# Text: core spending power, and LG Inform as CSV.

POWER_HEAD = "ons_code,authority,region,year,sfa,ct_total"
LG_HEAD = "area,area label,area long label,9613,9613\narea,area label,area long label,2020/21,2021/22"
POWER_ROW, LG_ROW = "{code},{name},EM,2019,{value},9", "{code},{name},{name},{value},9"
TEXTS = {"core spending power": (POWER_HEAD, POWER_ROW, 2), "LG Inform": (LG_HEAD, LG_ROW, 3)}


def text_of(head: str, line: str, *more: str, **cells: str) -> str:
    """Two councils, with some cells of the second replaced, and more lines."""
    usual = {"code": "E10000007", "name": "Derbyshire", "value": "42.5"}
    good = line.format(code="E10000018", name="Leicestershire", value="1.5")
    return "\n".join([head, good, line.format(**(usual | cells)), *more, ""])


@pytest.mark.parametrize("head_line_row", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({}, [42.5, 9]),
        ({"value": ""}, [None, 9]),
        ({"value": '"1,042.5"'}, [1042.5, 9]),
        ({"value": "*"}, [None, 9]),
        ({"name": '"a ""b"",\nc"'}, [42.5, 9]),
        ({"name": RIGHT_TO_LEFT}, [42.5, 9]),
        ({"value": "0"}, [0, 9]),
    ],
)
def test_a_text_file_that_is_read(
    head_line_row: tuple[str, str, int], cells: dict[str, str], values: list[float | None], tmp_path: Path
) -> None:
    head, line, first = head_line_row
    (tmp_path / "figures.csv").write_text(text_of(head, line, **cells), encoding="utf-8")
    outcome = hostile.outcome(tmp_path / "figures.csv")
    assert (outcome.figures, outcome.cells) == ({first: [1.5, 9], first + 1: values}, [])


@pytest.mark.parametrize("head_line_row", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("text", ["about 40", "1e400", "9" * 400, "١٢٣", "=1+1", "#DIV/0!", "inf", "<b>1</b>", "12%"])
def test_a_cell_of_a_text_file_that_is_no_number_is_listed(
    head_line_row: tuple[str, str, int], text: str, tmp_path: Path
) -> None:
    head, line, first = head_line_row
    (tmp_path / "figures.csv").write_text(text_of(head, line, value=text), encoding="utf-8")
    outcome = hostile.outcome(tmp_path / "figures.csv")
    assert outcome.figures == {first: [1.5, 9], first + 1: [9]}
    assert [(row, value, why) for row, _, value, why in outcome.cells] == [(first + 1, text, "not a number")]


@pytest.mark.parametrize("head_line_row", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("{again}", "differ, but are both of"),
        ('"{again}\n{again}"', "a quote opened there is not closed"),
        ("\0", "holds a NUL byte"),
        ("\udce9\udc81", "is neither UTF-8 nor Windows-1252 text"),
    ],
)
def test_a_text_file_that_is_refused(
    head_line_row: tuple[str, str, int], more: str, sentence: str, tmp_path: Path
) -> None:
    head, line, _ = head_line_row
    again = line.format(code="E10000007", name="Derbyshire", value="43")
    content = text_of(head, line, more.replace("{again}", again)).encode("utf-8", errors="surrogateescape")
    (tmp_path / "figures.csv").write_bytes(content)
    outcome = hostile.outcome(tmp_path / "figures.csv")
    assert re.fullmatch(rf"figures\.csv .*{sentence}.*\.", outcome.refused), outcome


@pytest.mark.parametrize("head_line_row", TEXTS.values(), ids=TEXTS)
def test_rows_of_a_text_file_that_are_torn_repeated_or_of_no_area(
    head_line_row: tuple[str, str, int], tmp_path: Path
) -> None:
    head, line, first = head_line_row
    again = line.format(code="E10000007", name="Derbyshire", value="42.5")
    content = text_of(head, line, again, "Source: the department", line.format(code="", name="x", value="1"), "a,b")
    (tmp_path / "figures.csv").write_text(content, encoding="utf-8")
    outcome = hostile.outcome(tmp_path / "figures.csv")
    assert outcome.figures == {first: [1.5, 9], first + 1: [42.5, 9]}
    reasons = [outcome.rejected[first + at][2] for at in (2, 3, 4, 5)]
    assert reasons[0] == "repeats an earlier row with the same figures"
    assert re.fullmatch("1 fields, expected [56]", reasons[1])
    assert re.fullmatch("the row has no (ONS|area) code", reasons[2])
    assert re.fullmatch("2 fields, expected [56]", reasons[3])


# JSON.


def answer(rows: Any = None, columns: Any = None) -> dict[str, Any]:
    """A good answer of the API: two areas of one metric type and period."""
    usual = [{"metricType": {"identifier": "9613"}, "period": {"label": "2021/22"}}]
    areas = [{"area": {"identifier": code}, "values": [{"value": 1.5}]} for code in ("E10000018", "E10000007")]
    return {"columns": usual if columns is None else columns, "rows": areas if rows is None else rows}


def nested(depth: int) -> str:
    return '{"columns": [], "rows": [' + "[" * depth + "]" * depth + "]}"


GOOD = json.dumps(answer())
JSON = [
    ("cut short", GOOD[:-1], "is not readable as JSON"),
    ("with more behind it", GOOD + "x", "is not readable as JSON: Extra data"),
    ("a list", "[1, 2]", "is JSON, but not an object with rows and columns"),
    ("a list of the good answer", f"[{GOOD}]", "is JSON, but not an object"),
    ("with NaN", GOOD.replace("1.5", "NaN", 1), "it holds NaN, which is not a number"),
    ("with infinity", GOOD.replace("1.5", "-Infinity", 1), "it holds -Infinity, which is not a number"),
    ("with a name twice", GOOD.replace('"columns"', '"rows": [], "columns"'), "'rows' is given twice in one object"),
    ("with a name of other letters twice", '{"a\\u202eb": 1, "a\\u202eb": 2}', "is given twice in one object"),
    ("with half of a character", GOOD.replace("9613", "\\ud800"), "it holds half of a character"),
    ("with a bare control sign", GOOD.replace("9613", "96\t13"), "is not readable as JSON: Invalid control character"),
    ("with single quotes", GOOD.replace('"', "'"), "is not readable as JSON"),
    ("with comments", "{/* none */}", "is not readable as JSON"),
    ("deeper than is read", nested(MAX_JSON_DEPTH), "is JSON with lists and objects nested 22 deep; the limit is 20"),
    ("very deep", "[" * 400_000, "is JSON with lists and objects nested 400,000 deep"),
    ("of objects in objects", '{"a":' * 90_000, "is JSON with lists and objects nested 90,000 deep"),
    ("of too many things", "[" + "1," * MAX_JSON_VALUES + "1]", f"holds over {MAX_JSON_VALUES:,} JSON values"),
    ("of too many bytes", '{"a": "' + "x" * MAX_JSON_BYTES + '"}', "has 10,000,009 bytes of JSON"),
    ("without rows", '{"columns": []}', "is of no known format: it has the names columns"),
    ("of nothing", "{}", "is of no known format"),
    ("with rows that are no list", '{"columns": [], "rows": 5}', "must hold a list of columns and a list of rows"),
    ("of an error", '{"errors": [{"message": "No\\nkey."}]}', "is an answer without figures; it says: No"),
    (
        "of two figures that differ",
        json.dumps(answer(answer()["rows"] + [{**answer()["rows"][0], "values": ["2"]}])),
        "rows 1 and 3 differ, but are both of 9613, E10000018, 2021/22",
    ),
    ("of too many figures", json.dumps(answer([{}] * 800, [{}] * 700)), "has 560,000 values"),
]


@pytest.mark.parametrize(("content", "sentence"), [case[1:] for case in JSON], ids=[case[0] for case in JSON])
def test_json_that_is_refused(content: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(content, encoding="utf-8")
    outcome = hostile.outcome(tmp_path / "answer.json")
    assert sentence in outcome.refused, outcome


@pytest.mark.parametrize(
    ("change", "values", "rejected"),
    [
        ({}, {1: [1.5], 2: [1.5]}, []),
        ({"values": [{"value": 10**400}]}, {1: [1.5]}, [2]),
        ({"values": [{"value": "9" * 5000}]}, {1: [1.5]}, [2]),
        ({"values": [{"value": True}]}, {1: [1.5]}, [2]),
        ({"values": [{"value": {"value": 1}}]}, {1: [1.5]}, [2]),
        ({"values": [None]}, {1: [1.5]}, [2]),
        ({"values": []}, {1: [1.5]}, [2]),
        ({"values": {"0": 1}}, {1: [1.5]}, [2]),
        ({"values": ["=1+1"]}, {1: [1.5]}, [2]),
        ({"values": ["\0"]}, {1: [1.5]}, [2]),
        ({"values": [RIGHT_TO_LEFT]}, {1: [1.5]}, [2]),
        ({"values": [{}]}, {1: [1.5], 2: [None]}, []),
        ({"area": {"identifier": 5.5}}, {1: [1.5], 2: [1.5]}, []),
        ({"area": {"identifier": None}}, {1: [1.5]}, [2]),
        ({"area": []}, {1: [1.5]}, [2]),
        ({"metricType": {"identifier": "1"}, "more": [[]]}, {1: [1.5], 2: [1.5]}, []),
        ({"valueType": {"identifier": "band"}}, {1: [1.5]}, [2]),
    ],
)
def test_json_with_a_row_that_is_not_right(
    change: dict[str, Any], values: dict[int, list[float | None]], rejected: list[int], tmp_path: Path
) -> None:
    first, second = answer()["rows"]
    (tmp_path / "answer.json").write_text(json.dumps(answer([first, {**second, **change}])), encoding="utf-8")
    outcome = hostile.outcome(tmp_path / "answer.json")
    assert not outcome.refused
    assert (outcome.figures, [row for row in outcome.rejected if row not in outcome.figures]) == (values, rejected)
