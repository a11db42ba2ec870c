"""Files beside the figures: which indicators are one measure, and how deprived and how rural areas are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.neighbours import read_characteristics
from helpers.sources.reference import read_same_measure, without_others_districts
from helpers.verdicts import BELOW_ONLY

HERE = Project(Path(__file__).resolve().parents[2])
REGISTER = read_register(HERE.register)
IDS = [indicator.indicator_id for indicator in REGISTER]


def test_one_measure_told_in_several_ways_keeps_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "same_measure.csv"
    path.write_text("family,indicator_id\nneet,neet_or_unknown_16_17_pct\nneet,neet_16_17_pct\n", encoding="utf-8")
    families = read_same_measure(path, IDS)
    assert families.to_dict("list") == {
        "family": ["neet", "neet"],
        "indicator_id": ["neet_or_unknown_16_17_pct", "neet_16_17_pct"],
    }
    assert read_same_measure(tmp_path / "none.csv", IDS).empty


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("neet,not_there", "row 2, column indicator_id: 'not_there' is not in the register"),
        ("neet,gld_pct\nother,gld_pct", "row 3, column indicator_id: 'gld_pct' appears twice"),
        (" ,gld_pct", "row 2, column family: it is blank"),
    ],
)
def test_a_fault_in_it_names_row_and_column(rows: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "same_measure.csv"
    path.write_text(f"family,indicator_id\n{rows}\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=message):
        read_same_measure(path, IDS)


def test_the_projects_own_families_are_of_two_or_more_that_point_the_same_way() -> None:
    """One of a family is used in place of the other, so both must be on one dashboard; each is in the register."""
    families = read_same_measure(HERE.same_measure, IDS)
    dashboards = {indicator.indicator_id: indicator.dashboard for indicator in REGISTER}
    for family, members in families.groupby("family")["indicator_id"]:
        assert len(members) > 1, family
        assert len({dashboards[member] for member in members}) == 1, family


def test_how_deprived_and_how_rural_leicestershire_is() -> None:
    """As in the file of ONS: 342 people per square kilometre; of Warwickshire 302."""
    characteristics = read_characteristics(HERE.neighbour_variables)
    assert characteristics.columns.tolist() == ["area_code", "child_poverty_pct", "population_density"]
    assert len(characteristics) == 382
    density = characteristics.set_index("area_code")["population_density"].round()
    assert (density["E10000018"], density["E10000031"]) == (342, 302)


def test_a_file_without_the_characteristics_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "neighbour_variables.csv"
    pd.DataFrame({"area_code": ["E10000018"], "Happiness": [7.5]}).to_csv(path, index=False)
    with pytest.raises(InputProblem, match=r"must have the column Children in relative poverty, Population density"):
        read_characteristics(path)


FIGURES = pd.DataFrame(
    [
        ("waste", "E10000018"),
        ("waste", "E07000129"),
        ("smoking", "E07000129"),
        ("smoking", "E07000130"),
        ("worst_waste", "E10000018"),
    ],
    columns=["indicator_id", "area_code"],
)


@pytest.mark.parametrize(
    ("authority", "reasons"),
    [
        ("E10000018", {"waste": "", "smoking": BELOW_ONLY, "reserves": "no row in the files", "worst_waste": ""}),
        ("E10000016", {"waste": "", "reserves": "no row in the files"}),
        ("E06000052", {"waste": "", "reserves": "no row in the files"}),
    ],
)
def test_what_rests_on_districts_is_left_out_where_they_are_another_councils(
    authority: str, reasons: dict[str, str]
) -> None:
    """Blaby and Charnwood lie in Leicestershire, and neither in Kent nor in Cornwall."""
    ids = ["waste", "smoking", "reserves", "worst_waste"]
    register = pd.DataFrame({"indicator_id": ids, "why_no_figure": ["", "", "no row in the files", ""]})
    reported = without_others_districts(register, FIGURES, read_areas(HERE.areas), authority, {"worst_waste": "waste"})
    assert dict(zip(reported["indicator_id"], reported["why_no_figure"], strict=True)) == reasons
    based_on = dict(zip(reported["indicator_id"], reported["based_on"], strict=True))
    assert {name: whole for name, whole in based_on.items() if whole} == (
        {"worst_waste": "waste"} if "worst_waste" in reasons else {}
    )


def test_a_retired_indicator_of_a_family_is_left_out_of_a_report_that_does_not_have_it(tmp_path: Path) -> None:
    """A family of the register may have a member that ended: the report of a later year knows the others alone."""
    path = tmp_path / "same_measure.csv"
    path.write_text("family,indicator_id\nneet,neet_or_unknown_16_17_pct\nneet,neet_16_17_pct\n", encoding="utf-8")
    assert read_same_measure(path, IDS, ["neet_16_17_pct"])["indicator_id"].tolist() == ["neet_16_17_pct"]
    for year in range(2012, 2027):
        reported = [one.indicator_id for one in REGISTER if one.is_reported_in(year)]
        families = read_same_measure(HERE.same_measure, IDS, reported)
        assert set(families["indicator_id"]) <= set(reported)
