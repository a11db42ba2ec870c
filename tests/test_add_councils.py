"""Raw files with the figures of more councils: what is added, what is left as it is, and what neighbours then have."""

from __future__ import annotations

import csv
import runpy
import shutil
from pathlib import Path

import pytest
import yaml

from helpers.areas import UPPER_TIER, read_areas
from helpers.comparator_groups import GroupRule
from helpers.paths import Project
from helpers.pipeline.neighbours import neighbours_of
from helpers.sources.sidecar import check_hash, raw_files

TOOL = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "add_councils.py"))
SEND = "dfe/lait_send.csv"
LEICESTERSHIRE = "E10000018"


@pytest.fixture
def raw(root: Path, tmp_path: Path) -> Path:
    """One of the raw files, with its sidecar."""
    folder = tmp_path / "raw"
    (folder / "dfe").mkdir(parents=True)
    for name in (SEND, SEND.replace(".csv", ".source.yml")):
        shutil.copy(root / "data/raw" / name, folder / name)
    return folder


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_rows_of_other_councils_are_added_and_no_figure_is_replaced(raw: Path, tmp_path: Path) -> None:
    own = rows_of(raw / SEND)
    figures = tmp_path / "figures"
    figures.mkdir()
    other = own[0] | {"area_code": "E06000001", "value": "1.5"}
    changed, unused = own[1] | {"value": "99"}, own[0] | {"indicator_id": "no_such_indicator"}
    with (figures / "more.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(own[0]))
        writer.writeheader()
        writer.writerows([other, changed, unused])
    counts = TOOL["widen"](raw, figures, tmp_path / "wide")
    assert counts == {"added": 1, "there already": 1, "no file has the indicator": 1}
    wide = rows_of(tmp_path / "wide" / SEND)
    assert len(wide) == len(own) + 1 and other in wide and own[1] in wide and changed not in wide
    (file_of_folder,) = raw_files(tmp_path / "wide", "wide")
    check_hash(file_of_folder)
    sidecar = yaml.safe_load((tmp_path / "wide" / SEND.replace(".csv", ".source.yml")).read_text(encoding="utf-8"))
    assert sidecar["rows"] == len(wide) and sidecar["source_id"] == "dfe_lait"


def test_a_folder_that_exists_is_left_alone_and_other_columns_are_refused(raw: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures"
    figures.mkdir()
    with pytest.raises(ValueError, match="raw exists already; name a new folder"):
        TOOL["widen"](raw, figures, raw)
    with pytest.raises(ValueError, match="figures has no CSV file with figures"):
        TOOL["widen"](raw, figures, tmp_path / "wide")
    (figures / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"other\.csv has no columns indicator_id, area_code, period"):
        TOOL["widen"](raw, figures, tmp_path / "wide")
    assert not (tmp_path / "wide").exists()


def test_with_every_upper_tier_council_all_neighbours_have_figures(
    root: Path, shared: Path, raw: Path, tmp_path: Path
) -> None:
    """Of the council and its 20 nearest neighbours some are unitary councils outside of the county group."""
    project = Project(root)
    areas = read_areas(project.areas)
    rule = GroupRule(area_types=list(UPPER_TIER), neighbours="ons", count=20)  # type: ignore[arg-type]
    nearest = neighbours_of(project, areas, rule, LEICESTERSHIRE)[:20]
    group = {areas.same_council(code)[-1] for code in (LEICESTERSHIRE, *nearest)}
    assert len(group) == 21
    TOOL["widen"](raw, shared / "figures/observations/all", tmp_path / "wide")

    def with_figure(folder: Path) -> set[str]:
        rows = [row for row in rows_of(folder / SEND) if row["indicator_id"] == "ehcp_20_weeks_pct" and row["value"]]
        return group & {areas.same_council(row["area_code"])[-1] for row in rows if row["area_code"] in areas}

    assert len(with_figure(raw)) < 21
    assert with_figure(tmp_path / "wide") == group
