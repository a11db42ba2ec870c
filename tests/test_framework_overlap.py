"""A new framework against the register: what is there, what is near, what is missing."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.framework_overlap import Measure, overlap, read_framework
from helpers.paths import project
from helpers.pipeline.frameworks import print_overlap
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register

HEADER = ["measure", "outcome", "source", "source_measure", "unit", "polarity"]
Write = Callable[..., Path]

PUBLISHED = (
    ("Percentage of rental housing in the local authority area deemed decent", "Housing quality and safety"),
    ("Percentage of homes rated energy performance certificate (EPC) C and above", "Housing quality and safety"),
    ("Number of families in B&B over 6 weeks", "Homelessness and rough sleeping"),
    ("Number of people sleeping rough on a single night", "Homelessness and rough sleeping"),
)
"""Metrics of the Local Outcomes Framework, as the Ministry of Housing, Communities and Local Government published them
on 9 February 2026 (Local Outcomes Framework: Priority outcomes and metrics)."""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a framework's file: rows of cells under the header, or bytes as they are."""

    def writing(*rows: list[str], header: list[str] | None = None, content: bytes | None = None) -> Path:
        path = tmp_path / "framework.csv"
        if content is not None:
            path.write_bytes(content)
            return path
        with path.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([header or HEADER, *rows])
        return path

    return writing


def measure(title: str, **others: str) -> Measure:
    blank = {"outcome": "Any", "source": "", "source_measure": "", "unit": "", "polarity": ""}
    return Measure.model_validate({"measure": title, **blank, **others})


def indicators(*titles: str) -> list[Indicator]:
    """Indicators a, b, c ... with these titles, and their titles as the source's names for them."""
    return [
        Indicator.model_validate({
            "indicator_id": chr(97 + number), "title": title, "dashboard": "Any", "polarity": "higher_is_better",
            "value_type": "percentage", "unit": "%", "decimals": 1, "period_type": "financial", "frequency": "annual",
            "counted": True, "source_id": "one", "source_measure": f"M{number}", "breaks": "", "note": "",
            "definition": f"What {number} counts.", "owner": "Head of Waste",
        })
        for number, title in enumerate(titles)
    ]  # fmt: skip


def test_a_measure_of_the_same_source_is_there_whatever_its_title() -> None:
    given = measure("Something else", source="one", source_measure="m1", unit="%", polarity="lower_is_better")
    (found,) = overlap([given], indicators("Waste recycled", "Waste burnt"))
    assert (found.result, found.closest[0][0].indicator_id) == ("have", "b")
    assert found.because == "the same measure of the source"
    assert found.differs == "polarity is higher_is_better in the register"
    (other,) = overlap([measure("Something else", source="two", source_measure="m1")], indicators("Waste", "Burnt"))
    assert other.result == "missing"


def test_a_title_of_the_same_words_is_there() -> None:
    (found,) = overlap([measure("Recycled: the waste", unit="tonnes")], indicators("Waste burnt", "Waste recycled"))
    assert (found.result, found.closest[0][0].indicator_id, found.because) == ("have", "b", "the same title")
    assert found.differs == "unit is % in the register"


def test_likeness_is_the_weight_of_the_words_in_common() -> None:
    """Worked by hand: two titles, 'waste' in both (weight ln 2), every other word in one or none (weight ln 3)."""
    (found,) = overlap(
        [measure("Percentage of waste that is recycled in bins")], indicators("Waste recycled here", "Waste")
    )
    two, three = math.log(1 + 2 / 2), math.log(1 + 2 / 1)
    first = (
        2 * (two + three) / ((two + 2 * three) + (two + 2 * three))
    )  # waste and recycled of waste, recycled, bins/here
    second = 2 * two / ((two + 2 * three) + two)
    assert found.result == "near"
    expected = [("a", round(first, 2)), ("b", round(second, 2))]
    assert [(each.indicator_id, score) for each, score in found.closest] == [e for e in expected if e[1] >= 0.45]
    assert found.closest[0][1] == 0.62


def test_published_measures_of_the_local_outcomes_framework() -> None:
    given = [measure(title, outcome=outcome) for title, outcome in PUBLISHED]
    found = overlap(given, read_register(project().register))
    assert [each.result for each in found] == ["missing", "missing", "missing", "near"]
    assert found[3].closest[0][0].title == "People sleeping rough"


def test_every_title_of_the_register_is_in_it() -> None:
    register = read_register(project().register)
    found = overlap([measure(each.title) for each in register], register)
    assert {each.result for each in found} == {"have"}
    by_source = [measure("x", source=each.source_id, source_measure=each.source_measure) for each in register]
    assert [each.closest[0][0] for each in overlap(by_source, register)] == list(register)


GOOD = ["Waste recycled", "Clean", "defra_lacw", "", "%", ""]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("measure", ""), ("measure", "=HYPERLINK(1)"), ("measure", " x"), ("measure", "a\nb"), ("measure", "a\x07b"),
        ("measure", "x" * 501), ("outcome", ""), ("outcome", "@SUM(1)"), ("source", "+1+1"),
        ("source_measure", "\u202ex"),
        ("unit", "-cmd"), ("polarity", "up"), ("polarity", "Higher_is_better"),
    ],
)  # fmt: skip
def test_a_cell_that_is_not_right_is_named(write: Write, column: str, value: str) -> None:
    bad = [value if name == column else cell for name, cell in zip(HEADER, GOOD, strict=True)]
    with pytest.raises(InputProblem) as problem:
        read_framework(write(["Other", *GOOD[1:]], bad))
    row = 4 if "\n" in value else 3
    assert str(problem.value).startswith(f"framework.csv row {row}, column {column}: ")
    assert len(str(problem.value)) < 400


def test_every_fault_is_told_at_once(write: Write) -> None:
    with pytest.raises(InputProblem) as problem:
        read_framework(write(GOOD, ["", *GOOD[1:]], ["WASTE recycled", *GOOD[1:]], [*GOOD[:5], "up"]))
    starts = [line.partition(": ")[0] for line in str(problem.value).splitlines()]
    assert starts == [
        "framework.csv row 3, column measure", "framework.csv row 4, column measure",
        "framework.csv row 5, column polarity",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "row 1 has the columns"),
        (b"measure,outcome\nx,y\n", "row 1 has the columns measure, outcome; expected measure, outcome, source"),
        (",".join(HEADER).encode() + b"\n", "holds no measures"),
        (",".join(HEADER).encode() + b"\na,b\n", "row 2 has 2 fields; expected 6"),
        (",".join(HEADER).encode() + b"\n\xff\xfe,b,c,d,e,f\n", "is not UTF-8"),
        (",".join(HEADER).encode() + b"\n" + b"x" * 200_000 + b",b,,,,\n", "is not readable CSV"),
        (",".join(HEADER).encode() + b"\n" + b"".join(b"m%d,o,,,,\n" % n for n in range(5_002)), "more than 5,000"),
    ],
)
def test_a_file_that_is_not_a_framework_is_refused(write: Write, content: bytes, told: str) -> None:
    with pytest.raises(InputProblem, match=told):
        read_framework(write(content=content))


def test_the_table_is_written_beside_the_file(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    path = write(["Infant deaths", "Health", "", "", "", ""], ["Zebra crossings", "Roads", "", "", "", ""])
    print_overlap(project(), path)
    printed = capsys.readouterr().out
    assert "Health (have 1, near 0, missing 0)" in printed
    assert "2 measures: have 1, near 0, missing 1." in printed
    table = path.with_name("framework_overlap.csv")
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["result"] for row in rows] == ["have", "missing"]
    assert rows[0]["indicator_id"] == "infant_mortality_rate"
    before = table.read_bytes()
    print_overlap(project(), path)
    assert table.read_bytes() == before
    with pytest.raises(InputProblem, match="give the file of the framework"):
        print_overlap(project(), table)
    with pytest.raises(InputProblem, match="cannot be read"):
        print_overlap(project(), path.with_name("none.csv"))
