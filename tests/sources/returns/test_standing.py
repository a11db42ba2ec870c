"""How the returns of a year stand, from files that were handed in: what is in, awaited, missing, signed and late."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from returns import GOOD, csv_file, indicator

from helpers.areas import Areas, read_areas
from helpers.commands.returns import status_lines
from helpers.periods import PERIOD_TYPES
from helpers.sources.returns.handed_in import Return, read_returns
from helpers.sources.returns.senders import Duty, Sender, duties
from helpers.sources.returns.standing import Standing, by_theme, standings, without_sender
from helpers.sources.sidecar import raw_files

ROOT = Path(__file__).resolve().parents[3]
AS_AT = dict.fromkeys(PERIOD_TYPES, date(2023, 3, 31))
CODES = ("E10000018",)
DUE, TODAY = date(2023, 5, 31), date(2023, 6, 10)
ROADS, POLICE = Sender("Director of Roads", False), Sender("Police", True)
REGISTER = (
    indicator("crimes", "count", "crimes", decimals=0, measure_type="partner", organisation="Police"),
    indicator("potholes_pct", "percentage", "%", owner="Director of Roads"),
    indicator("gritting_pct", "percentage", "%", owner="Director of Roads", dashboard="Winter"),
)
SIGNED = {"signed_by": "Director of Roads", "signed_on": "2023-06-02"}
GRITTING = GOOD | {"indicator": "gritting_pct"} | SIGNED
AWAITED = {
    "indicator": "gritting_pct",
    "area": "Leicestershire",
    "period": "2022/23",
    "owner": "A post",
    "status": "awaiting",
}


@pytest.fixture(scope="module")
def real_areas() -> Areas:
    return read_areas(ROOT / "data/raw/reference/areas.csv")


def owed() -> dict[Sender, list[Duty]]:
    return duties(REGISTER, 2023, AS_AT)


def handed_in(raw: Path, areas: Areas, **files: list[dict[str, object]]) -> list[Return]:
    """The returns of files by the name of their year and file, such as y2023_roads."""
    for name, rows in files.items():
        folder = raw / "returns" / name[1:5]
        folder.mkdir(parents=True, exist_ok=True)
        csv_file(folder / f"{name[6:]}.csv", rows)
    return read_returns(raw_files(raw), REGISTER, areas, CODES)


def of_roads(returns: list[Return], due: date | None = DUE) -> Standing:
    standing = standings(owed(), returns, 2023, due, TODAY)
    assert [one.sender for one in standing] == [ROADS, POLICE]
    return standing[0]


def test_nothing_received_is_late_after_the_day(tmp_path: Path, real_areas: Areas) -> None:
    standing = of_roads(handed_in(tmp_path, real_areas))
    assert (standing.owes, len(standing.missing), standing.days_late) == (2, 2, 10)
    assert status_lines(standing, DUE) == [
        "Director of Roads: owes 2; 0 with a figure, 0 awaited, 2 missing; nothing received; 10 days late."
    ]
    assert standings(owed(), [], 2023, DUE, DUE)[0].days_late == 0
    assert of_roads([], None).days_late == 0


def test_a_complete_return_is_late_by_its_signature(tmp_path: Path, real_areas: Areas) -> None:
    standing = of_roads(handed_in(tmp_path, real_areas, y2023_roads=[GOOD | SIGNED, GRITTING]))
    assert standing.signed == ("Director of Roads", date(2023, 6, 2))
    assert standing.days_late == 2
    assert status_lines(standing, DUE) == [
        "Director of Roads: owes 2; 2 with a figure, 0 awaited, 0 missing; complete; nothing queried; "
        "signed by Director of Roads on 2023-06-02; 2 days late.",
        "  received: returns/2023/roads.csv",
    ]


def test_part_of_a_return_names_what_is_awaited_and_missing(tmp_path: Path, real_areas: Areas) -> None:
    standing = of_roads(handed_in(tmp_path, real_areas, y2023_roads=[AWAITED]))
    assert status_lines(standing, DUE) == [
        "Director of Roads: owes 2; 0 with a figure, 1 awaited, 1 missing; received in part; nothing queried; "
        "10 days late.",
        "  received: returns/2023/roads.csv",
        "  awaited: gritting_pct",
        "  missing: potholes_pct",
    ]


def test_a_file_with_faults_is_queried_and_a_figure_without_a_signature_is_not_signed(
    tmp_path: Path, real_areas: Areas
) -> None:
    rows = [GOOD | SIGNED, GRITTING | {"signed_by": "", "signed_on": "", "target": "half"}, GRITTING | {"area": "Kent"}]
    standing = of_roads(handed_in(tmp_path, real_areas, y2023_roads=rows))
    assert (standing.with_figure, standing.missing, standing.queried) == (("potholes_pct",), ("gritting_pct",), 1)
    lines = status_lines(standing, DUE)
    assert lines[1] == "  received: returns/2023/roads.csv, queried: 1 fault: run make check-return on it"
    unsigned = {name: GOOD[name] for name in GOOD} | {"indicator": "gritting_pct"}
    again = handed_in(tmp_path, real_areas, y2023_roads=[GOOD | SIGNED, unsigned])
    assert of_roads(again).signed is None
    assert "; not signed; 10 days late." in status_lines(of_roads(again), DUE)[0]


def test_a_figure_of_another_council_is_none_of_the_councils(tmp_path: Path, real_areas: Areas) -> None:
    standing = of_roads(handed_in(tmp_path, real_areas, y2023_roads=[GOOD | {"area": "Kent"}]))
    assert len(standing.missing) == 2


def test_a_file_of_no_sender_is_named(tmp_path: Path, real_areas: Areas) -> None:
    returns = handed_in(tmp_path, real_areas, y2023_other=[GOOD | {"indicator": "unknown"}])
    (tmp_path / "returns/2023/torn.xlsx").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "returns/2023/notes.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    returns = read_returns(raw_files(tmp_path), REGISTER, real_areas, CODES)
    standing = standings(owed(), returns, 2023, DUE, TODAY)
    of_none = {one.name: one.refused for one in without_sender(returns, standing, 2023)}
    assert of_none.pop("returns/2023/other.csv") == ""
    assert of_none.pop("returns/2023/notes.csv") == "not a return"
    assert "cut short or damaged" in of_none.pop("returns/2023/torn.xlsx")
    assert of_none == {}


def test_themes_are_as_complete_as_what_is_owed_now(tmp_path: Path, real_areas: Areas) -> None:
    last_year = {"period": "2021/22"}
    returns = handed_in(
        tmp_path, real_areas, y2023_roads=[GOOD, AWAITED], y2022_roads=[GOOD | last_year, GRITTING | last_year]
    )
    themes = {"crimes": "Moving", "potholes_pct": "Moving", "gritting_pct": "Cold", "another": "Safe"}
    assert [tuple(vars(row).values()) for row in by_theme(owed(), themes, returns, 2023)] == [
        ("Moving", 2, 1, 1),
        ("Cold", 1, 0, 1),
    ]
