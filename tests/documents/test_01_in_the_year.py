"""Chapter 1: figures in the course of a year."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from documents import read_chapter

from helpers.method_rules import DirectionRules
from helpers.methods.kind_of_period import newest_kinds
from helpers.methods.maturity import maturity
from helpers.parts_of_year import PartOfYear, read_part
from helpers.paths import project
from helpers.periods import dates_of
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.results.in_year import in_year_directions
from helpers.results.in_year_figures import ORDERS, WHOLE
from helpers.sources.split_years import SplitYear, read_split_years
from helpers.verdicts import CANNOT_BE_DETERMINED

CHAPTER = read_chapter(1)


def end_of(label: str) -> date:
    """Return the last day of a financial year or of a part of one."""
    part = read_part(label)
    dates = dates_of(label, "financial")
    assert part or dates
    return part.end if part else dates[1]  # type: ignore[index]


def kind_of(label: str) -> str:
    """Return the kind of a period by its label."""
    part = read_part(label)
    return part.kind if part else WHOLE


def test_the_examples_of_the_newest_figure() -> None:
    for row in CHAPTER.table("It rests on"):
        labels = row["Newest figures of an indicator"].split("; ")
        figures = pd.DataFrame(
            {
                "indicator_id": "a",
                "kind": [kind_of(label) for label in labels],
                "period_end": [end_of(label) for label in labels],
                "value": 1.0,
            }
        )
        report = row["Report of 2023"]
        order = ORDERS["" if report == "whole year" else kind_of(f"{report} 2022/23")]
        kind = newest_kinds(figures, order)["a"]
        assert [label for label in labels if kind_of(label) == kind] == [row["It rests on"]]
        of_report = "2022/23" if report == "whole year" else f"{report} 2022/23"
        assert f"{end_of(of_report):%d %b %Y}" == row["As-at date"]


def test_the_examples_of_results_that_take_weeks() -> None:
    rows = CHAPTER.table("State")
    days = [{name: row[name] for name in ("Period ends", "Signed on")} for row in rows]
    figures = pd.DataFrame(
        {
            "period_end": [date.fromisoformat(row["Period ends"]) for row in days],
            "signed_on": [date.fromisoformat(row["Signed on"]) if row["Signed on"] else None for row in days],
            "verification_weeks": pd.Series([int(row["Weeks"]) for row in rows], dtype="Int64"),
        }
    )
    result = maturity(figures)
    assert result["maturity"].tolist() == [row["State"] for row in rows]
    assert [day.date().isoformat() for day in result["mature_on"]] == [row["Complete on"] for row in rows]


def test_the_examples_of_special_causes() -> None:
    for row in CHAPTER.table("What is said of it"):
        many = int(row["Quarters in a row"].split()[0])
        values = [2.0 + 0.2 * (number % 2) for number in range(many)] + [float(row["Newest figure"])]
        labels = [PartOfYear(2019 + number // 4, number % 4 + 1, number % 4 + 1) for number in range(many + 1)]
        figures = pd.DataFrame(
            {
                "indicator_id": "a",
                "area_code": "E10000018",
                "period": [part.label for part in labels],
                "value": values,
                "kind": "quarter",
                "use": [*["series"] * many, "newest"],
                "provisional": True,
                "maturity": "",
            }
        )
        about = {"indicator_id": ["a"], "polarity": ["lower_is_better"], "decimals": [1], "value_type": ["mean"]}
        nothing = {"previous_period": [None], "previous_value": [None], "change": [None], "reason": ["none"]}
        before = pd.DataFrame({"indicator_id": ["a"], "direction": [CANNOT_BE_DETERMINED], **nothing})
        before = before.astype({"previous_value": "float64", "change": "float64"})
        table = in_year_directions(figures, before, pd.DataFrame(about | {"breaks": [""]}), DirectionRules())
        (result,) = table.to_dict("records")
        words = f"{result['signal']}: {result['signal_reason']}" if result["signal"] else result["signal_reason"]
        assert words == row["What is said of it"]


def test_the_examples_of_a_split_year(tmp_path: Path) -> None:
    indicator = next(one for one in read_register(project().register) if one.period_type == "financial")
    as_at = {"financial": date(2023, 3, 31)}
    rows = CHAPTER.table("From then on")
    for row in rows:
        cells = [row["Year"], "An event", row["Event begins"], row["Before"], row["From then on"], "Made up", ""]
        path = tmp_path / "split_years.csv"
        lines = (SplitYear.model_fields, [indicator.indicator_id, *cells])
        path.write_text("".join(f"{','.join(line)}\n" for line in lines), encoding="utf-8")
        if row["What the report counts"].startswith("refused"):
            with pytest.raises(InputProblem, match="does not split"):
                read_split_years(path, [indicator], as_at)
            continue
        parts = read_split_years(path, [indicator], as_at).iloc[0]
        assert parts["value_before"] == float(row["Before"])
        is_missing = pd.isna(parts["value_after"])
        assert is_missing == (row["From then on"] == "") == row["What the report counts"].endswith("[x]")
        assert is_missing or parts["value_after"] == float(row["From then on"])
    assert len(rows) == 3
