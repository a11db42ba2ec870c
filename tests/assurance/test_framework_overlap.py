"""A new framework against the register: what is there, what is near, what is missing."""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.assurance.framework_overlap import (
    Measure,
    answered_by,
    compare_with_register,
    read_framework,
    unknown_indicators,
)
from helpers.commands.framework import print_overlap
from helpers.paths import project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_register

HEADER = ["measure", "outcome", "source", "source_measure", "unit", "polarity", "judged", "indicator_ids", "why"]
Write = Callable[..., Path]

PUBLISHED = (
    ("Percentage of rental housing in the local authority area deemed decent", "Housing quality and safety"),
    ("Percentage of homes rated energy performance certificate (EPC) C and above", "Housing quality and safety"),
    ("Percentage of completed remediation for unique buildings", "Housing quality and safety"),
    ("Percentage of local authority-owned social housing deemed decent", "Housing quality and safety"),
    (
        "Rate of households with children in temporary accommodation per 1,000 households",
        "Homelessness and rough sleeping",
    ),
    ("Number of families in B&B over 6 weeks", "Homelessness and rough sleeping"),
    ("Number of people sleeping rough on a single night", "Homelessness and rough sleeping"),
    ("Number of people sleeping rough over the month who are long term", "Homelessness and rough sleeping"),
)
"""Metrics of the Local Outcomes Framework, as the Ministry of Housing, Communities and Local Government published them
on 9 February 2026 (Local Outcomes Framework: Priority outcomes and metrics). No more of that page was to be had."""

MEASURES = {
    "Housing quality and safety": 4,
    "Homelessness and rough sleeping": 5,
    "Multiple disadvantage": 3,
    "Best start in life": 5,
    "Every child achieving and thriving": 14,
    "Keeping children safe (children's social care)": 15,
    "Health and wellbeing": 14,
    "Adult social care - quality": 6,
    "Adult social care - independence, choice and control": 8,
    "Adult social care - neighbourhood health / integration": 2,
    "Neighbourhoods": 10,
    "Environment, circular economy and climate change": 5,
    "Transport and local infrastructure": 7,
    "Economic prosperity and regeneration": 16,
    "Child poverty": 1,
}
"""How many measures each outcome had in the edition of July 2026: 115, 112 of them with figures, as those who assembled
its figures counted them. Housing supply, the sixteenth outcome, had none yet."""


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
    blank = dict.fromkeys(HEADER, "") | {"outcome": "Any"}
    return Measure.model_validate({**blank, "measure": title, **others})


def indicators(*titles: str) -> list[Indicator]:
    """Indicators a, b, c ... with these titles, and their titles as the source's names for them."""
    return [
        Indicator.model_validate(
            {
                "indicator_id": chr(97 + number),
                "title": title,
                "dashboard": "Any",
                "polarity": "higher_is_better",
                "value_type": "percentage",
                "unit": "%",
                "decimals": 1,
                "period_type": "financial",
                "frequency": "annual",
                "counted": True,
                "source_id": "one",
                "source_measure": f"M{number}",
                "breaks": "",
                "note": "",
                "definition": f"What {number} counts.",
                "owner": "Head of Waste",
                "measure_type": "national",
            }
        )
        for number, title in enumerate(titles)
    ]


def test_a_measure_of_the_same_source_is_there_whatever_its_title() -> None:
    same_source = measure("Something else", source="one", source_measure="m1", unit="%", polarity="lower_is_better")
    (overlap,) = compare_with_register([same_source], indicators("Waste recycled", "Waste burnt"))
    assert (overlap.result, overlap.closest[0][0].indicator_id) == ("have", "b")
    assert overlap.because == "the same measure of the source"
    assert overlap.differs == "polarity is higher_is_better in the register"
    (other,) = compare_with_register(
        [measure("Something else", source="two", source_measure="m1")], indicators("Waste", "Burnt")
    )
    assert other.result == "missing"


def test_a_title_of_the_same_words_is_there() -> None:
    (overlap,) = compare_with_register(
        [measure("Recycled: the waste", unit="tonnes")], indicators("Waste burnt", "Waste recycled")
    )
    assert (overlap.result, overlap.closest[0][0].indicator_id, overlap.because) == ("have", "b", "the same title")
    assert overlap.differs == "unit is % in the register"


def test_likeness_is_the_weight_of_the_words_in_common() -> None:
    """Worked by hand: two titles, 'waste' in both (weight ln 2), every other word in one or none (weight ln 3)."""
    (overlap,) = compare_with_register(
        [measure("Percentage of waste that is recycled in bins")], indicators("Waste recycled here", "Waste")
    )
    two, three = math.log(1 + 2 / 2), math.log(1 + 2 / 1)
    first = (
        2 * (two + three) / ((two + 2 * three) + (two + 2 * three))
    )  # waste and recycled of waste, recycled, bins/here
    second = 2 * two / ((two + 2 * three) + two)
    assert overlap.result == "near"
    expected = [("a", round(first, 2)), ("b", round(second, 2))]
    assert [(indicator.indicator_id, score) for indicator, score in overlap.closest] == [
        e for e in expected if e[1] >= 0.45
    ]
    assert overlap.closest[0][1] == 0.62


def test_the_words_of_published_measures_say_little_of_what_is_there() -> None:
    published = [measure(title, outcome=outcome) for title, outcome in PUBLISHED]
    overlaps = compare_with_register(published, read_register(project().register))
    assert [overlap.result for overlap in overlaps] == [*["missing"] * 4, "near", "missing", "near", "near"]
    assert overlaps[6].closest[0][0].title == "People sleeping rough"


def test_the_local_outcomes_framework_is_shipped_and_judged() -> None:
    measures = read_framework(project().national_frameworks / "local_outcomes_framework.csv")
    assert Counter(measure.outcome for measure in measures) == MEASURES
    assert sum(MEASURES.values()) == 115
    assert set(PUBLISHED) <= {(measure.measure, measure.outcome) for measure in measures}
    assert sum(measure.why == "no figures of it are published yet" for measure in measures) == 115 - 112
    register = read_register(project().register)
    assert unknown_indicators(measures, {indicator.indicator_id for indicator in register}) == []
    # What the publisher alone can say, and what was not to be had, is not filled in.
    assert {(measure.source_measure, measure.unit, measure.polarity) for measure in measures} == {("", "", "")}
    overlaps = compare_with_register(measures, register)
    assert [overlap.result for overlap in overlaps] == [measure.judged for measure in measures]
    assert {overlap.because for overlap in overlaps} == {"judged by an analyst"}
    # Where the words alone decide, the analyst decided alike.
    alone = compare_with_register(
        [measure.model_copy(update={"judged": "", "indicator_ids": ()}) for measure in measures], register
    )
    for by_words, judged in zip(alone, overlaps, strict=True):
        if by_words.result == "have":
            assert judged.result == "have"
            assert by_words.closest[0][0] in [indicator for indicator, _ in judged.closest]


def test_what_an_analyst_judged_stands() -> None:
    same = measure("Waste recycled", judged="near", indicator_ids="b; a", why="of other bins")
    none = measure("Waste burnt", judged="missing", why="no figures yet")
    overlaps = compare_with_register([same, none], indicators("Waste recycled", "Waste burnt"))
    assert [overlap.result for overlap in overlaps] == ["near", "missing"]
    assert [indicator.indicator_id for indicator, _ in overlaps[0].closest] == ["b", "a"]
    assert [overlap.differs for overlap in overlaps] == ["of other bins", "no figures yet"]
    assert overlaps[1].closest == ()


def test_a_judgement_by_an_indicator_that_is_not_there_is_refused(write: Write) -> None:
    row = ["Waste recycled", "Clean", "", "", "", "", "have", "nothing_known", ""]
    path = write(row)
    message = "'Waste recycled' is judged by 'nothing_known', which the register does not have; correct the id or judge"
    assert unknown_indicators(read_framework(path), {"waste"})[0].startswith(message)
    with pytest.raises(InputProblem, match=r"^framework\.csv: 'Waste recycled' is judged by 'nothing_known'"):
        print_overlap(project(), path, path.parent / "tables")
    assert not (path.parent / "tables").exists()


@pytest.mark.parametrize(
    ("judged", "ids", "why", "column"),
    [
        ("perhaps", "", "", "judged"),
        ("have", "", "", "judged"),
        ("near", "a", "", "judged"),
        ("missing", "a", "", "judged"),
        ("", "a", "", "judged"),
        ("have", "a; a", "", "indicator_ids"),
        ("have", "a;b", "", "indicator_ids"),
        ("have", "A", "", "indicator_ids"),
        ("have", "a; ", "", "indicator_ids"),
        ("near", "a", "=1+1", "why"),
    ],
)
def test_a_judgement_that_is_not_whole_is_named(write: Write, judged: str, ids: str, why: str, column: str) -> None:
    with pytest.raises(InputProblem, match=rf"^framework\.csv row 2, column {column}: "):
        read_framework(write([*GOOD[:6], judged, ids, why]))


def test_every_title_of_the_register_is_in_it() -> None:
    register = read_register(project().register)
    overlaps = compare_with_register([measure(indicator.title) for indicator in register], register)
    assert {overlap.result for overlap in overlaps} == {"have"}
    published = [indicator for indicator in register if indicator.measure_type == "national"]
    by_source = [
        measure("x", source=indicator.source_id, source_measure=indicator.source_measure) for indicator in published
    ]
    assert [overlap.closest[0][0] for overlap in compare_with_register(by_source, register)] == published


GOOD = ["Waste recycled", "Clean", "defra_lacw", "", "%", "", "", "", ""]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("measure", ""),
        ("measure", "=HYPERLINK(1)"),
        ("measure", " x"),
        ("measure", "a\nb"),
        ("measure", "a\x07b"),
        ("measure", "x" * 501),
        ("outcome", ""),
        ("outcome", "@SUM(1)"),
        ("source", "+1+1"),
        ("source_measure", "\u202ex"),
        ("unit", "-cmd"),
        ("polarity", "up"),
        ("polarity", "Higher_is_better"),
    ],
)
def test_a_cell_that_is_not_right_is_named(write: Write, column: str, value: str) -> None:
    bad = [value if name == column else cell for name, cell in zip(HEADER, GOOD, strict=True)]
    with pytest.raises(InputProblem) as problem:
        read_framework(write(["Other", *GOOD[1:]], bad))
    row = 4 if "\n" in value else 3
    assert str(problem.value).startswith(f"framework.csv row {row}, column {column}: ")
    assert len(str(problem.value)) < 400


def test_every_fault_is_told_at_once(write: Write) -> None:
    with pytest.raises(InputProblem) as problem:
        read_framework(write(GOOD, ["", *GOOD[1:]], ["WASTE recycled", *GOOD[1:]], [*GOOD[:5], "up", "", "", ""]))
    starts = [line.partition(": ")[0] for line in str(problem.value).splitlines()]
    assert starts == [
        "framework.csv row 3, column measure",
        "framework.csv row 4, column measure",
        "framework.csv row 5, column polarity",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "row 1 has the columns"),
        (b"measure,outcome\nx,y\n", "row 1 has the columns measure, outcome; expected measure, outcome, source"),
        (",".join(HEADER).encode() + b"\n", "holds no measures"),
        (",".join(HEADER).encode() + b"\na,b\n", "row 2 has 2 fields; expected 9"),
        (",".join(HEADER).encode() + b"\n\xff\xfe,b,c,d,e,f,,,\n", "is not UTF-8"),
        (",".join(HEADER).encode() + b"\n" + b"x" * 200_000 + b",b,,,,,,,\n", "is not readable CSV"),
        (",".join(HEADER).encode() + b"\n" + b"".join(b"m%d,o,,,,,,,\n" % n for n in range(5_002)), "more than 5,000"),
    ],
)
def test_a_file_that_is_not_a_framework_is_refused(write: Write, content: bytes, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        read_framework(write(content=content))


def test_the_table_is_written_where_it_is_asked_for_and_nowhere_else(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(["Infant deaths", "Health", *[""] * 7], ["Zebra crossings", "Roads", *[""] * 7])
    print_overlap(project(), path)
    printed = capsys.readouterr().out
    assert [one.name for one in path.parent.iterdir()] == [path.name]
    assert "Health (have 1, near 0, missing 0)" in printed
    assert "2 measures: have 1, near 0, missing 1; 0 judged by an analyst, 2 by their words." in printed
    print_overlap(project(), path, path.parent / "tables")
    table = path.parent / "tables" / "framework_overlap.csv"
    with table.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["result"] for row in rows] == ["have", "missing"]
    assert rows[0]["indicator_id"] == "infant_mortality_rate"
    before = table.read_bytes()
    print_overlap(project(), path, path.parent / "tables")
    assert table.read_bytes() == before
    with pytest.raises(InputProblem, match="give the file of the framework"):
        print_overlap(project(), table)
    with pytest.raises(InputProblem, match="cannot be read"):
        print_overlap(project(), path.with_name("none.csv"))


def test_an_indicator_answers_a_framework_where_an_analyst_judged_that_the_register_has_the_measure(
    tmp_path: Path,
) -> None:
    head = "measure,outcome,source,source_measure,unit,polarity,judged,indicator_ids,why\n"
    rows = "Trees,Green,,,,,have,trees; woods,\nLeaves,Green,,,,,have,trees,\nMoss,Green,,,,,near,moss,Wet\n"
    (tmp_path / "local_outcomes_framework.csv").write_text(head + rows + "Fern,Wild,,,,,have,trees,\n")
    (tmp_path / "green_list.csv").write_text(head + "Trees,Parks,,,,,have,trees,\n")
    (tmp_path / "green_list_overlap.csv").write_text("what make framework wrote\n")
    assert answered_by(tmp_path) == {
        "trees": "Green List: Parks; Local Outcomes Framework: Green, Wild",
        "woods": "Local Outcomes Framework: Green",
    }


def test_the_indicators_that_answer_the_framework_are_in_the_register() -> None:
    """48 of the 115 measures are judged to be in the register (DEC-38), by 61 indicators."""
    answered = answered_by(project().national_frameworks)
    register = {indicator.indicator_id for indicator in read_register(project().register)}
    assert len(answered) == 61
    assert set(answered) <= register
    assert answered["gld_pct"] == "Local Outcomes Framework: Best start in life"
