"""The files on agreements: what is right is read for its year, and every fault names its row and column."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.sources import agreements
from helpers.sources.agreements import Agreement, read_agreement
from helpers.sources.checked_rows import CheckedRow

THEMES = ("Green", "Safe")
ROWS: dict[str, dict[str, str]] = {
    agreements.REWARD_GRANTS: {
        "framework": "plan", "report_year": "2007", "reference": "1.1", "reward_target": "1", "theme": "Green",
        "title": "Bins", "weight_percent": "100", "grant": "10.50", "status": "amber", "polarity": "higher_is_better",
        "without": "50", "target": "60", "actual": "56", "source": "The report",
    },
    agreements.RISK_BY_THEME: {
        "framework": "plan", "report_year": "2007", "theme": "Green", "green": "1", "amber": "2", "red": "3",
        "not_available": "0", "source": "The report",
    },
    agreements.NAMED_INDICATORS: {
        "framework": "plan", "report_year": "2007", "reference": "", "title": "Litter", "theme": "Safe",
        "status": "not_available", "source": "The report",
    },
    agreements.POOLED_FUNDS: {
        "framework": "plan", "report_year": "2007", "block": "One", "period": "2006/07", "allocation": "1000",
        "underspend": "10", "source": "The report",
    },
    agreements.ENABLING_MEASURES: {
        "framework": "plan", "report_year": "2007", "measure_id": "share_data", "measure": "Share data",
        "asked_of": "The Home Office", "status": "asked", "references": "1.1;Litter", "source": "The report",
    },
    agreements.AREAS: {
        "framework": "plan", "area_id": "area_1", "kind": "priority area", "references": "Litter",
        "source": "The report",
    },
    agreements.AREA_FIGURES: {
        "area_id": "area_1", "reference": "Litter", "period": "2006/07", "value": "4.5", "unit": "bags",
        "source": "Made up",
    },
}  # fmt: skip
KINDS: dict[str, type[CheckedRow]] = {
    agreements.REWARD_GRANTS: agreements.RewardGrant,
    agreements.RISK_BY_THEME: agreements.RiskByTheme,
    agreements.NAMED_INDICATORS: agreements.NamedIndicator,
    agreements.POOLED_FUNDS: agreements.PooledFund,
    agreements.ENABLING_MEASURES: agreements.EnablingMeasure,
    agreements.AREAS: agreements.AreaBelowDistricts,
    agreements.AREA_FIGURES: agreements.AreaFigure,
}


def written(folder: Path, name: str = "", changes: dict[str, str] | None = None) -> Path:
    for file, row in ROWS.items():
        cells = dict.fromkeys(KINDS[file].model_fields, "") | row | (changes or {} if file == name else {})
        with (folder / file).open("w", newline="", encoding="utf-8") as stream:
            writer = csv.DictWriter(stream, list(cells))
            writer.writeheader()
            writer.writerow(cells)
    return folder


def read(folder: Path, year: int = 2007) -> Agreement:
    return read_agreement(folder, "plan", THEMES, year)


def test_what_is_right_is_read(tmp_path: Path) -> None:
    result = read(written(tmp_path))
    assert [len(part) for part in result] == [1] * 7 + [0]
    (grant,) = result.grants.to_dict("records")
    assert (grant["grant"], grant["status"], grant["without"]) == (Decimal("10.50"), "Amber", "50")
    assert result.named["status"].tolist() == ["Not available for reporting"]
    assert result.funds["moved_in"].tolist() == [0]
    assert all(part.empty for part in read(tmp_path, 2008))


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        (agreements.REWARD_GRANTS, {"status": "blue"}, "column status: 'blue'"),
        (agreements.REWARD_GRANTS, {"grant": "10.505"}, "column grant: '10.505' is not right; write pounds and pence"),
        (agreements.REWARD_GRANTS, {"grant": "-1"}, "column grant: '-1'"),
        (agreements.REWARD_GRANTS, {"grant": "£10"}, "column grant: '£10'"),
        (agreements.REWARD_GRANTS, {"grant": ""}, "column grant: '' is not right"),
        (agreements.REWARD_GRANTS, {"weight_percent": "0"}, "column weight_percent: '0'"),
        (agreements.REWARD_GRANTS, {"weight_percent": "99"}, "add up to 99; they must add up to 100"),
        (agreements.REWARD_GRANTS, {"theme": "Blue"}, "column theme: 'Blue' is none of the themes"),
        (agreements.REWARD_GRANTS, {"condition_failed": "true"}, "column condition_failed: 'true' is not right; there"),
        (agreements.REWARD_GRANTS, {"target": "50"}, "column target: '50' is not right; it must be better"),
        (agreements.REWARD_GRANTS, {"target": "40"}, "column target: '40' is not right; it must be better"),
        (agreements.REWARD_GRANTS, {"polarity": ""}, "column target: '60' is not right; it must be better"),
        (agreements.RISK_BY_THEME, {"red": "1.5"}, "column red: '1.5' is not right; it counts"),
        (agreements.RISK_BY_THEME, {"red": ""}, "column red: '' is not right; it counts"),
        (agreements.RISK_BY_THEME, {"theme": "Blue"}, "column theme: 'Blue'"),
        (agreements.NAMED_INDICATORS, {"title": "=1+1"}, "column title: '=1+1' is not right; a spreadsheet"),
        (agreements.POOLED_FUNDS, {"allocation": "0"}, "column allocation: '0'"),
        (agreements.POOLED_FUNDS, {"underspend": ""}, "column underspend: ''"),
        (agreements.POOLED_FUNDS, {"underspend": "1001"}, "column underspend: '1001'"),
        (agreements.POOLED_FUNDS, {"moved_in": "5"}, "column moved_in: what is moved between the blocks"),
        (agreements.ENABLING_MEASURES, {"status": "maybe"}, "column status: 'maybe'"),
        (agreements.ENABLING_MEASURES, {"references": "9.9"}, "column references: '9.9' is none of the references"),
        (agreements.AREAS, {"kind": "village"}, "column kind: 'village'"),
        (agreements.AREA_FIGURES, {"area_id": "area_2"}, "column area_id: 'area_2' is none of the areas"),
        (agreements.AREA_FIGURES, {"reference": "1.1"}, "column reference: '1.1' is none of the references of its"),
    ],
)
def test_what_is_wrong_is_refused_by_its_row_and_column(
    tmp_path: Path, name: str, changes: dict[str, str], message: str
) -> None:
    with pytest.raises(InputProblem) as problem:
        read(written(tmp_path, name, changes))
    assert str(problem.value).startswith(f"{name} row 2, column ")
    assert message in str(problem.value)


def test_a_figure_of_an_area_has_the_unit_of_the_target(tmp_path: Path) -> None:
    """An indicator that is no target, or whose target the report does not have, has any unit."""
    folder = written(tmp_path, agreements.NAMED_INDICATORS, {"target_id": "litter"})
    for units in ({"litter": "bags"}, {}):
        assert read_agreement(folder, "plan", THEMES, 2007, units).figures["unit"].tolist() == ["bags"]
    message = (
        "area_figures.csv row 2, column unit: 'bags' is none of the units of the target litter; write one of tonnes."
    )
    with pytest.raises(InputProblem) as problem:
        read_agreement(folder, "plan", THEMES, 2007, {"litter": "tonnes"})
    assert str(problem.value) == message
