"""What tests tried, in numbers: printed at the end of pytest, and held against the tables of docs/security.md."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from documents import read_document

PROPERTY = "tally"
"""The property of a test's report that has a table, a kind and the numbers of its row."""

FAULTS, HOSTILE, HIDDEN = "Faults", "Hostile files", "Hidden counts"
DEFENCES = "Threats whose defence was taken away"
HEADINGS = {
    DEFENCES: ("What ended the test",),
    FAULTS: ("Injected", "Survived", "Data lost"),
    HOSTILE: ("Tried", "Used or refused", "Crashes"),
    HIDDEN: ("Attempts", "Recovered"),
}
"""What each table says of a kind, which is its first column."""

_FILES, _CONTENTS = "tests/sources/test_hostile_files.py", "tests/sources/test_hostile_contents.py"
_HANDED_OVER = "tests/pipeline/verify/test_handed_over.py"
CASES = {
    f"{_FILES}::test_a_text_file_with_a_fault": "a publisher's text file with a fault",
    f"{_FILES}::test_a_period_that_cannot_be": "a publisher's text file with a fault",
    f"{_FILES}::test_an_odd_file": "an odd file: no text, no table, another kind than its name says",
    f"{_FILES}::test_a_parquet_file_whose_values_are_of_another_type": "a Parquet file with other types",
    f"{_FILES}::test_a_dangerous_file": "a file that could fill the memory or crash its reader",
    f"{_CONTENTS}::test_a_workbook_with_a_fault": "a publisher's workbook with a fault",
    f"{_CONTENTS}::test_a_workbook_without_its_sheet_is_of_no_known_format": "a publisher's workbook with a fault",
    f"{_CONTENTS}::test_a_formula_is_what_was_saved_with_it_and_an_error_no_figure": "a workbook with formulas",
    f"{_CONTENTS}::test_a_cell_of_a_text_file_that_is_no_number_is_listed": "a cell of text where a number belongs",
    f"{_CONTENTS}::test_a_text_file_that_is_refused": "a text file in another encoding, or torn",
    f"{_CONTENTS}::test_json_that_is_refused": "JSON that is torn, deep or of another shape",
    f"{_CONTENTS}::test_json_with_a_row_that_is_not_right": "JSON that is torn, deep or of another shape",
    f"{_HANDED_OVER}::test_a_hostile_or_broken_zip_file_is_refused": "a report that somebody handed over",
    f"{_HANDED_OVER}::test_a_zip_file_over_a_limit_is_refused_before_anything_is_unpacked": (
        "a report that somebody handed over"
    ),
    "tests/sources/drafts/test_reading.py::test_what_is_hostile_or_no_draft_is_refused_in_a_sentence": (
        "a Word document that is hostile or none"
    ),
    "tests/test_fuzzing.py::test_an_edited_file_is_used_or_refused_in_a_sentence": (
        "a file of each kind that people hand in, with 25 lists of edits"
    ),
}
"""The tests each of whose cases is a hostile file, and of which kind."""


def tally(record_property: Callable[[str, object], None], table: str, kind: str, *numbers: int) -> None:
    """Note what a test tried, for the end of pytest, after holding it against the row of docs/security.md."""
    assert rows_of(table).get(kind) == numbers, f"docs/security.md, {table}, {kind}: write {numbers}"
    record_property(PROPERTY, [table, kind, *numbers])


def rows_of(table: str) -> dict[str, tuple[int, ...]]:
    """Return the numbers of each kind in a table of docs/security.md, which has the heading of the kind first."""
    lines = [line for line in read_document("security.md").text.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    start = next(number for number, row in enumerate(cells) if row == [table, *HEADINGS[table]])
    rows = {}
    for kind, *numbers in cells[start + 2 :]:
        if not all(number.replace(",", "").isdigit() for number in numbers):
            break
        rows[kind] = tuple(int(number.replace(",", "")) for number in numbers)
    return rows


def lines_of(stats: Mapping[str, Iterable[Any]]) -> Iterator[str]:
    """Give the tables of what the tests of this run tried, by the reports of pytest; nothing where none was tried."""
    made: dict[str, dict[str, list[Any]]] = {}
    cases: dict[str, Counter[str]] = {outcome: Counter() for outcome in ("passed", "failed")}
    for outcome, counted in cases.items():
        for report in stats.get(outcome, ()):
            if kind := CASES.get(report.nodeid.partition("[")[0], ""):
                counted[kind] += 1
            for name, value in report.user_properties:
                if name == PROPERTY:
                    table, kind, *numbers = value
                    made.setdefault(table, {})[kind] = numbers
    for kind in dict.fromkeys(CASES.values()):
        passed, failed = cases["passed"][kind], cases["failed"][kind]
        if passed or failed:
            made.setdefault(HOSTILE, {})[kind] = [passed + failed, passed, failed]
    for table, rows in made.items():
        yield ""
        yield " | ".join((table, *HEADINGS[table]))
        for kind, numbers in rows.items():
            yield " | ".join((kind, *map(str, numbers)))
