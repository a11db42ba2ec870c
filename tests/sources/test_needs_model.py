"""The file of the needs model: weights follow from amounts, and every fault names its row."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.sources.needs_model import DRIVERS, read_needs_model

HERE = Project(Path(__file__).resolve().parents[2])
ROWS = (
    ("driver", "poor_children", "Children", "10", "£ million", "1", "A total"),
    ("driver", "older_people", "Older", "20", "£ million", "1", "A total"),
    ("driver", "square_km", "Land", "30", "£ million", "0", "A total"),
    ("driver", "people", "People", "40", "£ million", "2", "A total"),
    ("pay_share", "pay_share", "Pay", "25", "%", "0", "A total"),
    ("damping", "damping", "Most lost", "5", "%", "100", "An example"),
)
HEADER = "kind,name,title,amount,unit,what_if,basis"


def written(folder: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    path = folder / "needs_model.csv"
    path.write_text("\n".join([HEADER, *map(",".join, rows)]) + "\n", encoding="utf-8")
    return path


def test_weights_follow_from_the_amounts(tmp_path: Path) -> None:
    first, what_if = read_needs_model(written(tmp_path)).cases
    assert list(first.weights.values()) == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert (first.pay_share, first.most_lost) == (0.25, 0.05)
    assert list(what_if.weights.values()) == pytest.approx([0.25, 0.25, 0, 0.5])
    assert (what_if.pay_share, what_if.most_lost) == (0, 1)


def test_the_weights_that_are_shipped_are_national_totals(shared: Path) -> None:
    """The amounts are those of England in the summary of 2017-18, read here from the workbook's own rows."""
    path = shared / "data" / "outturn" / "RS_2017-18_data_by_LA.xlsx"
    sheet = pd.read_excel(path, sheet_name="RS LA Data 2017-18", header=None, engine="calamine")
    england = sheet[sheet[2].eq("ENGLAND")].iloc[0]
    headings = sheet[sheet[0].eq("E-code")].iloc[0].map(lambda cell: " ".join(str(cell).split()))
    of_service = {heading: float(england[number]) / 1000 for number, heading in headings.items() if number > 4}
    amounts = read_needs_model(HERE.needs_model).weights.drop_duplicates("name").set_index("name")["amount"]
    assert amounts["poor_children"] == pytest.approx(of_service["Children Social Care"], abs=0.001)
    assert amounts["older_people"] == pytest.approx(of_service["Adult Social Care"], abs=0.001)
    assert amounts["square_km"] == pytest.approx(of_service["Highways and transport services"], abs=0.001)
    rest = (
        "Public Health",
        "Cultural and related services",
        "Environmental and regulatory services",
        "Planning and development services",
        "Central services",
    )
    assert amounts["people"] == pytest.approx(sum(of_service[name] for name in rest), abs=0.001)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            ("driver", "sheep", "Sheep", "1", "parts", "1", "None"),
            "row 8, column name: 'sheep' is not right; write one of",
        ),
        (
            ("driver", "people", "People", "-1", "parts", "1", "None"),
            "row 8, column amount: '-1' is not right; write 0",
        ),
        (("driver", "people", "People", "", "parts", "1", "None"), "row 8, column amount: '' is not right; write 0"),
        (("driver", "people", "People", "1", "parts", "1", "None"), "row 8, column name: 'people' appears twice"),
        (("damping", "other", "Most", "101", "%", "1", "None"), "row 8, column amount: '101' is not right; write 0"),
        (("damping", "other", "Most", "10", "%", "1", "None"), "must have one row of the kind damping"),
        (("other", "other", "Most", "10", "%", "1", "None"), "row 8, column kind: 'other' is not right"),
    ],
)
def test_a_fault_names_its_row_and_column(tmp_path: Path, row: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_needs_model(written(tmp_path, (*ROWS, row)))
    assert message in str(problem.value)


@pytest.mark.parametrize("missing", range(len(ROWS)))
def test_no_row_may_be_missing(tmp_path: Path, missing: int) -> None:
    with pytest.raises(InputProblem, match=r"must have one row|has no row for the driver"):
        read_needs_model(written(tmp_path, (*ROWS[:missing], *ROWS[missing + 1 :])))


def test_one_driver_must_weigh(tmp_path: Path) -> None:
    rows = tuple((*row[:3], "0", *row[4:]) if row[1] in DRIVERS else row for row in ROWS)
    with pytest.raises(InputProblem, match="column amount: every driver is 0"):
        read_needs_model(written(tmp_path, rows))


def test_amounts_to_try_take_the_place_of_what_if_and_the_rest_stays(tmp_path: Path) -> None:
    first, to_try = read_needs_model(written(tmp_path), "people=0  damping=10").cases
    assert list(first.weights.values()) == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert list(to_try.weights.values()) == pytest.approx([10 / 60, 20 / 60, 30 / 60, 0])
    assert (to_try.pay_share, to_try.most_lost) == (0.25, 0.1)


@pytest.mark.parametrize(
    ("to_try", "message"),
    [
        ("sheep=1", "weights: 'sheep=1' is not right; write <name>=<amount> with a name of poor_children"),
        ("people", "weights: 'people' is not right"),
        ("people=-1", "weights: 'people=-1' is not right; write an amount of 0 or more, as 2.5."),
        ("people=1 people=2", "weights: people is given twice; give it once."),
        ("damping=101", "a share is no more than 100"),
        ("poor_children=0 older_people=0 square_km=0 people=0", "every driver is 0"),
    ],
)
def test_amounts_to_try_that_are_wrong_are_named(tmp_path: Path, to_try: str, message: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read_needs_model(written(tmp_path), to_try)
    assert message in str(problem.value)
