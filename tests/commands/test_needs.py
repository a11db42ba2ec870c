"""`make needs`: it prints what other weights give, from the tables of a year, and keeps every penny."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.commands.needs import NEEDED, print_needs
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.results.spending_power import funding_tables
from helpers.sources.spending_power import read_spending_power, spending_power_files

HERE = Project(Path(__file__).resolve().parents[2])
LEICESTERSHIRE, KENT = "E10000018", "E10000016"
PAY = {LEICESTERSHIRE: 500.0, KENT: 550.0}


@dataclass(frozen=True)
class Elsewhere(Project):
    """The project with its tables in another folder."""

    tables: Path = Path()

    @property
    def processed(self) -> Path:
        return self.tables


@pytest.fixture
def with_tables(tmp_path: Path) -> Elsewhere:
    """Tables of 2023 for two counties."""
    areas = read_areas(HERE.areas)
    people = [
        (name, code, "2020/21", pd.Timestamp(2021, 3, 31).date(), figure, count)
        for code in PAY
        for name, figure, count in (
            ("cla_rate", 40.0, 100_000.0),
            ("idaci_score_pct", 12.0, None),
            ("care_home_admissions_65plus_salt_rate", 500.0, 150_000.0),
            ("weekly_pay_median", PAY[code], None),
        )
    ]
    columns = ["indicator_id", "area_code", "period", "period_end", "value", "denominator"]
    observations = pd.DataFrame(people, columns=columns)
    characteristics = pd.DataFrame({"area_code": list(PAY), "population_density": [330.0, 440.0]})
    read = read_spending_power(spending_power_files(HERE.reference), areas)
    read = read[read["area_code"].isin(PAY)]
    power = funding_tables(read, observations, areas, [LEICESTERSHIRE], pd.Timestamp(2023, 3, 31).date()).power
    folder = tmp_path / "2023"
    folder.mkdir()
    model = pd.DataFrame({"financial_year": ["2020/21"]})
    for name, table in zip(NEEDED, (model, power, observations, characteristics), strict=True):
        table.to_parquet(folder / f"{name}.parquet")
    return Elsewhere(HERE.root, tables=tmp_path)


def test_it_prints_both_calculations_and_every_gain_is_anothers_loss(
    with_tables: Elsewhere, capsys: pytest.CaptureFixture[str]
) -> None:
    print_needs(with_tables, "2023", "people=0 square_km=0 damping=100")
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert "With the weights to try" in lines
    weights = {(cells[0], cells[1]): cells[2] for line in lines if len(cells := line.split(" | ")) == 5}
    # 8,833.758 and 15,330.170 of the file, alone: 36.6% and 63.4%
    assert weights["What if", "Children in families with low income"] == "36.6"
    assert weights["What if", "People aged 65 and over"] == "63.4"
    assert weights["What if", "All people"] == "0.0"
    changes = [line.split(" | ") for line in lines if line.count(" | ") == 6]
    to_try = {
        cells[1]: float(cells[4].replace("−", "-").replace("+", "")) for cells in changes if cells[0] == "What if"
    }
    assert set(to_try) == {"Leicestershire (this council)", "Kent"}
    assert sum(to_try.values()) == pytest.approx(0) and to_try["Kent"] != 0


@pytest.mark.parametrize("name", NEEDED)
def test_a_table_that_was_not_made_is_named(with_tables: Elsewhere, name: str) -> None:
    (with_tables.processed / "2023" / f"{name}.parquet").unlink()
    with pytest.raises(InputProblem, match=rf"has no table {name}.*make year=2023"):
        print_needs(with_tables, "2023", "")
