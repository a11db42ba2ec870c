"""The answers of the API of Explore Local Statistics, as its documentation prints them and its code writes them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from helpers.paths import Project
from helpers.register import read_register
from helpers.sources.files.limits import Refused
from helpers.sources.formats import explore_local
from helpers.sources.formats.explore_local_api import PRINTED, SLUGS
from helpers.sources.formats.registry import read_file
from helpers.sources.published import Published

ANSWER = """indicator,areacd,areanm,period,value,lci_95,uci_95,status
Employment rate (Great Britain),E07000148,Norwich,2023-01-01/P1Y,82.7,75,90.4,
Employment rate (Great Britain),E07000149,South Norfolk,2023-01-01/P1Y,,,,u
Claimant Count,E07000148,Norwich,2025-01-01/P1Y,4,,,p
"""


def read(folder: Path, content: str) -> tuple[str, Published]:
    path = folder / "answer.csv"
    path.write_text(content, encoding="utf-8")
    form, published = read_file(path)
    assert len(set(published.figures["row"])) + len(published.rejections) == published.read
    return form.format_id, published


def test_an_answer_gives_its_figures_under_the_registers_names(tmp_path: Path) -> None:
    form, published = read(tmp_path, ANSWER)
    assert form == "explore_local_api"
    columns = ["row", "measure", "area", "period", "value", "lower_95", "upper_95", "marker", "status"]
    assert published.figures[columns].fillna(-1).to_numpy().tolist() == [
        [2, "Employment rate", "E07000148", "2023-01-01/P1Y", 82.7, 75, 90.4, "", "final"],
        [3, "Employment rate", "E07000149", "2023-01-01/P1Y", -1, -1, -1, "[u]", "final"],
        [4, "Claimant Count", "E07000148", "2025-01-01/P1Y", 4, -1, -1, "[p]", "provisional"],
    ]


def test_limits_and_status_are_there_only_where_the_publisher_has_them(tmp_path: Path) -> None:
    _, published = read(tmp_path, "indicator,areacd,areanm,period,value\nHappiness,E1,One,2023-04-01/P1Y,7.5\n")
    assert published.figures["value"].tolist() == [7.5]
    assert published.figures["lower_95"].isna().all() and published.figures["marker"].tolist() == [""]


def test_rows_that_give_no_figure_have_their_reason(tmp_path: Path) -> None:
    _, published = read(
        tmp_path,
        "indicator,areacd,areanm,period,value\nHappiness,,One,2023-04-01/P1Y,7.5\nHappiness,E1,One,2023,many\n",
    )
    assert published.rejections[["row", "column", "reason"]].to_numpy().tolist() == [
        [2, "areacd", "the row has no area code"],
        [3, "observation", "not a number"],
    ]


def test_one_area_twice_with_other_figures_is_refused(tmp_path: Path) -> None:
    """As where an indicator is broken down by sex or age, which nothing asks for."""
    with pytest.raises(Refused, match="rows 2 and 3 differ"):
        read(tmp_path, "indicator,areacd,areanm,period,sex,value\nA,E1,One,2023,Female,1\nA,E1,One,2023,Male,2\n")


def test_a_single_indicator_without_its_name_is_of_no_format(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="is of no known format"):
        read(tmp_path, "areacd,areanm,period,value\nE1,One,2023,1\n")


def test_every_name_leads_to_an_indicator_of_the_register(root: Path) -> None:
    register = {
        indicator.source_measure
        for indicator in read_register(Project(root).register)
        if indicator.source_id in explore_local.SOURCES
    }
    names = [name for of_topic in SLUGS.values() for name in of_topic.values()]
    assert sorted(names) == sorted(register)
    assert set(PRINTED.values()) <= register
    assert not set(PRINTED) & register


def test_an_answer_gives_what_the_publishers_own_file_gives(shared: Path, tmp_path: Path) -> None:
    """The file that the service is built from, written as the service writes its answers."""
    source = shared / "data" / "ons_els" / "employment-rate.csv"
    _, expected = read_file(source)
    with source.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    answer = io.StringIO()
    writer = csv.writer(answer, lineterminator="\n")
    writer.writerow(["indicator", "areacd", "areanm", "period", "value", "lci_95", "uci_95", "status"])
    printed = {name: label for label, name in PRINTED.items()}
    for row in rows:
        name = printed.get(row["indicator"], row["indicator"])
        copied = [row[column] for column in ("areacd", "areanm", "period", "observation", "lci_95", "uci_95", "status")]
        writer.writerow([name, *copied])
    _, published = read(tmp_path, answer.getvalue())
    assert published.read == expected.read == len(rows) > 1_000
    assert published.figures.equals(expected.figures)
    assert published.rejections.equals(expected.rejections)
