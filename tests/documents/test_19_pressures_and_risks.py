"""Chapter 19: early warnings, scores, the sums of plans and years of use, recalculated by the code."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from documents import read_chapter

from helpers.methods.early_warning import early_warning
from helpers.methods.financial_pressure import AGREES, NO_GAP, over_budget, plan_arithmetic, years_of_reserves
from helpers.methods.risk_scores import risk_score, score_word
from helpers.problems import InputProblem
from helpers.sources.checked_rows import read_checked_rows
from helpers.sources.pressure_rows import PlanYear
from helpers.verdicts import AMBER, CLEAR, IMPROVED, RED, USUAL, WORSENED

CHAPTER = read_chapter(19)
DIRECTIONS = {"worse": WORSENED, "better": IMPROVED}
EVIDENCE = {"clear": CLEAR, "usual": USUAL}
COLOURS = {"none": "", "red": RED, "amber": AMBER}


def number(cell: str) -> Decimal | None:
    return Decimal(cell) if cell else None


def test_early_warnings() -> None:
    rows = CHAPTER.table("Signal of concern", "On the list")
    frame = pd.DataFrame(
        {
            "direction": [DIRECTIONS[row["Direction"]] for row in rows],
            "evidence": [EVIDENCE[row["Evidence"]] for row in rows],
            "quartile": pd.array([int(row["Quartile"]) for row in rows], dtype="Int64"),
            "target_status": [COLOURS[row["Target"]] for row in rows],
        }
    )
    for row, by_figures in zip(rows, early_warning(frame)["by_figures"], strict=True):
        by_signal = "by signal" if row["Signal of concern"] == "yes" else "no"
        assert row["On the list"] == ("by figures" if by_figures else by_signal)


def test_scores() -> None:
    for row in CHAPTER.table("Likelihood", "Word"):
        score = risk_score(Decimal(row["Likelihood"]), Decimal(row["Impact"]))
        assert (str(score), score_word(score)) == (row["Score"], row["Word"])


def test_the_sums_of_a_plan(tmp_path: Path) -> None:
    names = {"Growth": "growth", "Needed": "savings_needed", "Savings": "savings", "Unidentified": "unidentified"}
    names["Gap"] = "gap"
    agrees, refused, open_ = CHAPTER.table("Growth", "What follows")
    for row, check, words in ((agrees, AGREES, "14 needed"), (open_, NO_GAP, "37 named")):
        cells = {name: [number(row[label])] for label, name in names.items()}
        made = plan_arithmetic(pd.DataFrame(cells, dtype=object)).iloc[0]
        assert made["check"] == check and words in row["What follows"]
        assert words in (f"{made['savings_needed']} needed", f"{made['savings']} named")
    cells = dict.fromkeys(PlanYear.model_fields, "") | {name: refused[label] for label, name in names.items()}
    cells |= {"report_years": "2023", "source": "A", "dated": "2023", "plan": "A", "period": "A"}
    path = tmp_path / "plan_years.csv"
    path.write_text(f"{','.join(cells)}\n{','.join(cells.values())}\n", encoding="utf-8")
    with pytest.raises(InputProblem, match="column gap: '7' is not right"):
        read_checked_rows(path, PlanYear)


def test_years_of_use_and_budgets() -> None:
    for row in CHAPTER.table("Reserves", "Years of use"):
        cells = pd.DataFrame({"reserves": [Decimal(row["Reserves"])], "used": [Decimal(row["Used"])]}, dtype=object)
        years = years_of_reserves(cells)["years_of_use"].iloc[0]
        assert row["Years of use"] == ("none" if years is None else str(years))
    over = over_budget(pd.DataFrame({"budget": [Decimal("353.9")], "outturn": [Decimal("363.8")]}, dtype=object))
    assert "363.8 − 353.9 = 9.9, and 100 × 9.9 ÷ 353.9 = 2.8%" in CHAPTER.text
    assert over["over"].iloc[0] == Decimal("9.9") and round(over["over_percent"].iloc[0], 1) == Decimal("2.8")
