"""An explanation says what is printed, its cells, how their tables were made, rules, raw rows and checks."""

from __future__ import annotations

from dataclasses import replace

from helpers.present.explanation import (
    MOST_SENTENCES,
    CellOrigin,
    Explanation,
    GroupOrigin,
    RuleRow,
    SourceRow,
    TableOrigin,
    without_links,
)


def check(name: str, severity: str, rule: str, outcome: str, failing: int) -> dict[str, object]:
    return {
        "check_id": name,
        "severity": severity,
        "rule": rule,
        "outcome": outcome,
        "rows_failing": failing,
        "rows_tested": 9,
    }


FACT = "comparisons/road_ksi_rate/rank"
SOURCE = SourceRow(
    figure="latest",
    period="2022",
    value=21.5,
    file="data/raw/dft/roads.csv",
    row=7,
    cells=[("area", "E10000018"), ("value", "21.5")],
    recorded="a" * 64,
    actual="a" * 64,
    sidecar={"edition": "Edition of 1 May", "source_id": "dft"},
    source={"publisher": "Department for Transport", "address": "https://example.org/roads"},
)
EXPLANATION = Explanation(
    subject="Killed or seriously injured: where it comes from",
    lead="Report 2023.",
    sentences=[{"page": "index.html", "words": "It is 3rd of 36.", "printed": "3rd", "fact": FACT, "value": "3"}],
    cells=[CellOrigin(FACT, 3, "Rank in the group, as in [chapter 7](methods/07.md)", "")],
    tables=[TableOrigin("comparisons", "One row for each.", "04_comparative_benchmarking", [], 2, [], "b" * 64)],
    rules=[RuleRow("directions", "rule_id", "D0 to D3", "D2", "docs/methods/02.md")],
    sources=[SOURCE],
    checks=[
        {
            "check_id": "C03",
            "severity": "Critical",
            "rule": "A",
            "outcome": "Pass",
            "rows_failing": 0,
            "rows_tested": 9,
        },
        {
            "check_id": "C32",
            "severity": "Information",
            "rule": "B",
            "outcome": "Fail",
            "rows_failing": 1,
            "rows_tested": 9,
        },
    ],
    record=[("Commit", "0123456")],
)


def text_of(explanation: Explanation) -> str:
    return "\n".join(explanation.lines())


def test_the_way_leads_from_the_sentence_to_the_row_of_the_publisher() -> None:
    lines = [line for line in EXPLANATION.lines() if line]
    assert lines == [
        "Killed or seriously injured: where it comes from",
        "Report 2023.",
        "What the report prints",
        f"  - index.html: It is 3rd of 36. (3rd is {FACT})",
        "The cells behind it",
        f"  {FACT}: 3. Rank in the group, as in chapter 7.",
        "How their tables were made",
        "  Table: comparisons. One row for each",
        "  Written by: step 04_comparative_benchmarking, page 04_comparative_benchmarking.html, from 2 files",
        "  Methods that this step uses: none",
        f"  Hash of the table in the record: {'b' * 64}",
        "The rules that decided",
        "  directions, rule_id: D2. D0 to D3. Explained in docs/methods/02.md.",
        "The publisher's rows",
        "  Latest figure: 21.5 in 2022",
        "  File and row: data/raw/dft/roads.csv, row 7",
        "  The row as it stands: area: E10000018; value: 21.5",
        f"  Hash in the record: {'a' * 64}; the file here is the same",
        "  Edition: Edition of 1 May",
        "  Publisher: Department for Transport",
        "  Address: https://example.org/roads",
        "The checks of data quality",
        "1 of 2 checks pass: C03.",
        "  - C32 (information): B. Fail: 1 of 9 rows fail.",
        "The record of the run",
        "  Commit: 0123456",
    ]


def test_a_file_that_changed_or_is_gone_is_said_to_have() -> None:
    changed = replace(EXPLANATION, sources=[replace(SOURCE, actual="c" * 64)])
    gone = replace(EXPLANATION, sources=[replace(SOURCE, actual="", cells=[])])
    assert "the file here is another" in text_of(changed)
    assert "the file is not here" in text_of(gone)
    assert "The row as it stands: it cannot be shown as text" in text_of(gone)


def test_sentences_that_are_left_out_are_counted() -> None:
    rows = [dict(EXPLANATION.sentences[0]) | {"page": f"{number}.html"} for number in range(MOST_SENTENCES + 3)]
    text = text_of(replace(EXPLANATION, sentences=rows))
    assert "And 3 more; downloads/sentences.csv.zip has them all." in text


def test_what_no_sentence_states_is_said_and_a_missing_value_is_nothing() -> None:
    text = text_of(replace(EXPLANATION, sentences=[], cells=[replace(EXPLANATION.cells[0], value=None)], rules=[]))
    assert "No sentence states it." in text
    assert f"{FACT}: nothing." in text
    assert "The rules that decided" not in text


def test_the_page_has_every_part() -> None:
    page = EXPLANATION.page("explain_road.html")
    assert (page.path, page.title, page.parts) == ("explain_road.html", EXPLANATION.subject, EXPLANATION.parts)


def test_the_address_of_a_link_is_left_out() -> None:
    assert without_links("In [one](a.md) and [two](b.md#c).") == "In one and two"


def test_a_rank_has_the_figures_of_its_group_and_a_count_its_indicators() -> None:
    group = GroupOrigin(
        "Region, 2022",
        (
            ("1st of 2", "Rutland", 20.0, False, "data/raw/a.csv", 3),
            ("2nd of 2", "Leicestershire", 21.5, True, "data/raw/a.csv", 7),
        ),
    )
    rule = RuleRow("docs/methods/07.md", "Rank", "", "The best figure is 1st")
    counted = [("Road casualties", "make explain year=2023 indicator=road_ksi_rate")]
    text = text_of(replace(EXPLANATION, groups=[group], counted=counted, rules=[rule]))
    assert "  docs/methods/07.md, Rank: The best figure is 1st.\n" in text
    assert "  - 1st of 2: Rutland, 20; data/raw/a.csv, row 3" in text
    assert "  - 2nd of 2: Leicestershire (this council), 21.5; data/raw/a.csv, row 7" in text
    assert "1 in all." in text
    assert "  Road casualties: make explain year=2023 indicator=road_ksi_rate" in text
