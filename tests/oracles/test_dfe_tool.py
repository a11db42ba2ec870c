"""The rules of the DfE Local Authority Interactive Tool: against worked vectors, its own file, and all of England.

`sources.md` of the reference folder has bands that were worked out by other code from the tool's whole file, over 36
county areas. Its words do not name the 36; of the county areas that exist today they are all but the two left out
below, with which every number printed there comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from helpers.areas import UPPER_TIER, read_areas
from helpers.assurance.logs import read_assurance, words
from helpers.params import settings_for
from helpers.paths import Project
from helpers.register import read_register
from helpers.results import comparisons, dfe_bands, reporting_figures
from helpers.sources import reference

Oracle = Callable[[str], pd.DataFrame]
POLARITY = {"High": "higher_is_better", "Low": "lower_is_better", "high": "higher_is_better", "low": "lower_is_better"}


def test_the_worked_ranks_and_quartiles(oracle: Oracle) -> None:
    rows = oracle("vectors/quartile_definitions_compare")
    frame = pd.DataFrame(
        {
            "indicator_id": rows["polarity"],
            "area_code": [f"area {number}" for number in range(len(rows))],
            "value": rows["value"],
            "polarity": rows["polarity"].map(POLARITY),
        }
    )
    result = dfe_bands.tool_ranks(frame)
    assert len(result) == 24
    assert result["dfe_rank"].tolist() == rows["rank_min"].tolist()
    bands = rows["quartile_fingertips_bounds_type7"].map(dict(enumerate("ABCD", start=1)))
    assert result["dfe_band"].tolist() == bands.tolist()


# The tool's own file.

LEICESTERSHIRE = "855"
ENDED = {"Cumbria", "Northamptonshire", "Dorset (Pre LG)"}
LEFT_OUT = {"Central Bedfordshire", "Cheshire East"}
FEWEST = 15


def year_of(label: str) -> int:
    """The last year that a label names: 2025 of 2024/25, 2016 of 2014-16, none of 0."""
    parts = re.findall(r"\d+", label)
    return int(parts[-1]) if len(parts[-1]) != 2 else int(parts[0][:2] + parts[-1])


@pytest.fixture(scope="module")
def county_areas_today(shared: Path) -> pd.DataFrame:
    """The newest figures of each measure with a polarity, of 36 county areas."""
    folder = shared / "data/lait"
    about = pd.read_csv(folder / "lait_data_dictionary.csv").drop_duplicates("Measure_short")
    figures = pd.read_parquet(folder / "bds_long_0.parquet").merge(
        about[["Measure_short", "Polarity"]], left_on="Short Desc", right_on="Measure_short"
    )
    areas = pd.read_csv(shared / "figures/areas.csv", dtype=str)
    numbers = set(areas.loc[areas["county_areas"] == "true", "dfe_code"].dropna().astype(int))
    figures["value"] = pd.to_numeric(figures["Values"], errors="coerce")
    usable = figures["LA Number"].isin(numbers) & ~figures["LA and Regions"].isin(ENDED | LEFT_OUT)
    figures = figures[usable & figures["value"].notna() & figures["Polarity"].isin(["High", "Low"])]
    figures = figures.assign(year=figures["Years"].map(year_of)).sort_values("year", kind="stable")
    newest = figures.groupby("Short Desc")["Years"].last()
    figures = figures[figures["Years"] == figures["Short Desc"].map(newest)]
    figures = figures[figures.groupby("Short Desc")["value"].transform("size") >= FEWEST]
    assert not figures.duplicated(["Short Desc", "LA Number"]).any()
    return pd.DataFrame(
        {
            "indicator_id": figures["Short Desc"],
            "area_code": figures["LA Number"].astype(int).astype(str),
            "value": figures["value"],
            "polarity": figures["Polarity"].map(POLARITY),
        }
    ).reset_index(drop=True)


def test_the_bands_of_the_tools_own_file_are_those_worked_out_by_others(
    shared: Path, county_areas_today: pd.DataFrame
) -> None:
    result = dfe_bands.tool_ranks(county_areas_today)
    own = result[result["area_code"] == LEICESTERSHIRE]
    bands = own["dfe_band"].value_counts()
    printed = re.search(
        r"over (\d+) county areas: Leicestershire bands A (\d+) / B (\d+) / C (\d+) / D (\d+) of (\d+)",
        " ".join((shared / "spec/sources.md").read_text(encoding="utf-8").split()),
    )
    assert printed is not None
    areas, *numbers, measures = map(int, printed.groups())
    assert result["area_code"].nunique() == areas == 36
    assert [int(bands[letter]) for letter in "ABCD"] == numbers == [96, 125, 52, 32]
    assert len(own) == measures == 305
    # It also prints how many figures each measure has, 18 to 36 with a median of 36, and 261 measures with ties.
    present = result[result["indicator_id"].isin(own["indicator_id"])].groupby("indicator_id")["value"]
    assert (present.size().min(), present.size().median(), present.size().max()) == (18, 36, 36)
    assert int((present.size() > present.nunique()).sum()) == 261


# All of England: what the tool itself ranks.


@pytest.fixture(scope="module")
def england(root: Path, shared: Path) -> dict[str, pd.DataFrame]:
    """Leicestershire 2023 by the figures of every council: in its own group, and among all of the upper tier."""
    project = Project(root)
    areas, register = read_areas(project.areas), read_register(project.register)
    settings = settings_for(project, areas, "2023")
    files = sorted((shared / "figures/observations/all").glob("dfe_*.csv"))
    observations = pd.concat([pd.read_csv(path, parse_dates=["period_start", "period_end"]) for path in files])
    for name in ("period_start", "period_end"):
        observations[name] = observations[name].dt.date
    observations = observations.fillna({"marker": "", "area_flag": ""})
    observations = observations[observations["period_end"].map(lambda day: day.year >= 2013)]
    none = pd.DataFrame({"indicator_id": [], "reason": []})
    indicators = reference.register_table([entry for entry in register if entry.source_id == dfe_bands.SOURCE], none)
    codes = areas.same_council(settings.authority)
    figures = reporting_figures.figures_for(observations, indicators, codes, settings.parameters)
    upper_tier = settings.group.model_copy(
        update={"members": sorted(area.code for area in areas if area.area_type in UPPER_TIER)}
    )
    result = {}
    for name, group in (("own group", settings.group), ("all", upper_tier)):
        rows = comparisons.comparator_rows(
            figures.reported, figures.latest, reference.member_table(group, areas), codes
        )
        compared = comparisons.comparisons(rows, figures.latest, indicators, settings.parameters.minimum_group_size)
        result[name] = dfe_bands.side_by_side(rows, compared, indicators)
        result[f"{name}, rows"] = rows
    return result


def test_the_places_among_all_councils_are_those_of_scipy_and_numpy(england: dict[str, pd.DataFrame]) -> None:
    rows = england["all, rows"]
    compared = england["all"].set_index("indicator_id")
    checked = 0
    for indicator, group in rows[rows["indicator_id"].isin(compared.index)].groupby("indicator_id"):
        values = group["value"].to_numpy()
        own = group.loc[group["own"], "value"].iloc[0]
        high = group["polarity"].iloc[0] == "higher_is_better"
        position = int(rankdata(-values if high else values, method="min")[group["own"].to_numpy()][0])
        lower, middle, upper = np.quantile(values, [0.25, 0.5, 0.75])
        from_lowest = "A" if own <= lower else "B" if own <= middle else "C" if own <= upper else "D"
        band = {"A": "D", "B": "C", "C": "B", "D": "A"}[from_lowest] if high else from_lowest
        row = compared.loc[indicator]
        assert (row["dfe_rank"], row["dfe_band"]) == (position, band), indicator
        checked += 1
    assert checked > 100


def test_how_many_places_differ_and_why_is_as_the_decisions_log_says(
    root: Path, england: dict[str, pd.DataFrame]
) -> None:
    """In the same group by ties and bounds; by the group where the tool's own, all of England, gives another band."""
    own, everyone = (england[name].set_index("indicator_id") for name in ("own group", "all"))
    assert own.index.tolist() == everyone.index.tolist()
    assert england["all, rows"].groupby("indicator_id").size()[own.index].median() > 140
    assert own["rank_agrees"].all()
    differ = own["difference"].value_counts()
    band = own["quartile"].map(dfe_bands.BANDS)
    by_group = int(((own["dfe_band"] != everyone["dfe_band"]) & own["band_agrees"]).sum())
    by_rule = int((~own["band_agrees"] & (band != everyone["dfe_band"])).sum())
    agree = int((band == everyone["dfe_band"]).sum())
    assert agree + by_group + by_rule == len(own)
    decisions = " ".join(" ".join(words(read_assurance(Project(root).assurance).decisions)).split())
    assert (
        f"Of {len(own)} indicators of the tool that can be ranked in 2023, {int(own['band_agrees'].sum())} have the "
        f"same band in the same group; {differ['ties']} differ by ties and {differ['boundary']} at a boundary. Against "
        f"the tool's own group, all upper-tier councils, {agree} agree, {by_group} differ by the group and {by_rule} "
        "by the rules." in decisions
    ), (len(own), differ.to_dict(), agree, by_group, by_rule)


def test_three_indicators_have_another_polarity_in_the_tool(root: Path, shared: Path) -> None:
    about = pd.read_csv(shared / "data/lait/lait_data_dictionary.csv").drop_duplicates("Measure_short")
    theirs = about.set_index("Measure_short")["Polarity"].map(POLARITY).fillna("neutral")
    ours = [entry for entry in read_register(Project(root).register) if entry.source_id == dfe_bands.SOURCE]
    # The tool has one measure for infant deaths of one year and of three.
    assert len(ours) == 161 + 1
    assert {
        our.indicator_id
        for our in ours
        if theirs[our.source_measure.removesuffix(", labels 2016 and 2017")] != our.polarity
    } == {
        "chlamydia_diagnosis_rate",
        "cla_placed_with_parents_pct",
        "cp_plans_started_rate",
    }
    document = " ".join((root / "docs/methods/07_rank_and_quartile.md").read_text(encoding="utf-8").split())
    assert "In the tool, three of the indicators have another." in document
