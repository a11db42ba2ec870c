"""Real publishers' files, read as they were downloaded, give the figures that the project ships."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers.paths import Project
from helpers.sources.editions import KEY
from helpers.sources.ingest import Ingestion


@pytest.fixture(scope="module")
def read_again(ingestion_of: Callable[[Path], Ingestion], root: Path, shared: Path) -> tuple[Ingestion, Ingestion]:
    """The shipped figures, and what the publishers' files give."""
    return ingestion_of(Project(root).raw), ingestion_of(shared / "data")


ZEROS_OF_THE_SHIPPED_ALONE = {
    ("ehcp_new_mainstream_pct", "E06000016", "2020"),
    ("social_worker_turnover_pct", "E06000015", "Sep 2017"),
    ("social_worker_turnover_pct", "E10000011", "Sep 2017"),
}
"""Zeros that stand for no figure beside those of the councils that are shipped; the lowest of all councils is lower."""

ZEROS_OF_THE_ADDITIONS = {
    ("council_tax_band_d", "E06000059", "2019/20"),
    ("council_tax_band_d", "E06000060", "2020/21"),
    ("reablement_offered_65plus_salt_pct", "E06000049", "2020/21"),
    ("social_care_quality_of_life_adjusted", "E10000016", "2019/20"),
}
"""The same, in figures of which the publishers' files are not beside this checkout."""

FIRST_SOURCES = {"dfe_ees_cin": 2_208, "dfe_scorecard": 258, "ohid_fingertips": 12, "ons_health_index": 2_920}
"""Figures of the first reference that are in no publisher's file at hand, by source."""


@pytest.fixture(scope="module")
def additions(shared: Path) -> pd.DataFrame:
    """The figures of the reference of the additions, those of every area and of districts."""
    folder = shared / "figures" / "additions" / "observations"
    files = [path for path in sorted(folder.rglob("*.csv")) if not path.stem.endswith("_districts")]
    figures = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False) for path in files], ignore_index=True)
    of_district = figures["area_code"].str.startswith("E07") & figures["indicator_id"].isin(THREE_YEARS_BY_DISTRICT)
    figures.loc[of_district, "indicator_id"] += "_district"
    return figures


THREE_YEARS_BY_DISTRICT = ["life_expectancy_male", "life_expectancy_female"]
"""Measures of three years by district and of five by county, which are different indicators."""


READ_FROM_A_FILE = {"engaged_arts_pct", "visited_heritage_pct", "visited_library_pct", "visited_museum_pct"}
"""The indicators of the additions that a publisher's file at hand gives, too."""


def marked_zeros(ingestion: Ingestion) -> set[tuple[str, str, str]]:
    zeros = ingestion.absent_zeros
    return set(zeros[["indicator_id", "area_code", "period"]].itertuples(index=False, name=None))


def test_the_zeros_that_are_marked_are_nearly_the_same_in_the_files_of_all_councils(
    read_again: tuple[Ingestion, Ingestion],
) -> None:
    shipped, downloaded = map(marked_zeros, read_again)
    codes = set(read_again[0].observations["area_code"])
    assert shipped - downloaded == ZEROS_OF_THE_SHIPPED_ALONE | ZEROS_OF_THE_ADDITIONS
    assert {entry for entry in downloaded - shipped if entry[1] in codes} == set()


@pytest.fixture(scope="module")
def both(read_again: tuple[Ingestion, Ingestion]) -> pd.DataFrame:
    """The shipped figures beside those of the publishers, without the zeros that only the shipped mark."""
    shipped, downloaded = (entry.observations for entry in read_again)
    keys = shipped[["indicator_id", "area_code", "period"]].itertuples(index=False, name=None)
    shipped = shipped[[key not in ZEROS_OF_THE_SHIPPED_ALONE for key in keys]]
    return shipped.merge(downloaded, on=KEY, how="left", suffixes=("", "_read"), indicator="there")


def test_every_value_that_both_hold_is_equal(both: pd.DataFrame, additions: pd.DataFrame) -> None:
    """What the files gave before, less four measures whose figures are no longer Oflog's, and four of the additions."""
    held = both[both["there"] == "both"]
    codes = set(both["area_code"])
    more = additions["indicator_id"].isin(READ_FROM_A_FILE) & additions["area_code"].isin(codes)
    assert more.sum() == 88 + 7 * 4
    assert len(held) == 82_672 - 766 + more.sum()
    for name in ("value", "lower_95", "upper_95"):
        equal = held[name].eq(held[f"{name}_read"]) | (held[name].isna() & held[f"{name}_read"].isna())
        assert set(held.loc[~equal, "indicator_id"]) == (set() if name == "value" else ENRICHED), name
        assert held.loc[~equal, f"{name}_read"].isna().all(), name
    assert held["status"].eq(held["status_read"]).all()
    assert held["area_flag"].eq(held["area_flag_read"]).all()


ENRICHED = {"low_birth_weight_pct", "under18_conceptions_rate"}
"""The indicators of which 83 figures of 2017 were given the limits and counts of another publisher."""


def test_counts_that_both_hold_are_equal_and_the_others_are_from_files_that_are_not_there(both: pd.DataFrame) -> None:
    held = both[both["there"] == "both"]
    for name, present, missing in (("numerator", 2_428, 4_546 + 83), ("denominator", 1_301, 4_158 + 83)):
        two = held[name].notna() & held[f"{name}_read"].notna()
        assert two.sum() == present
        assert held.loc[two, name].eq(held.loc[two, f"{name}_read"]).all()
        # Counts beside some figures of the interactive tool came from other data sets.
        other = held[held[name].notna() ^ held[f"{name}_read"].notna()]
        assert len(other) == missing
        assert set(other["source_id"]) == {"dfe_lait"}


def test_what_the_files_do_not_hold_is_known(both: pd.DataFrame, additions: pd.DataFrame) -> None:
    """No file of three sources, one region that is in no file of Fingertips, and nearly all additions."""
    gone = both[both["there"] == "left_only"]
    of_first = gone["source_id"].isin(FIRST_SOURCES.keys())
    assert gone[of_first].groupby("source_id").size().to_dict() == FIRST_SOURCES
    codes = set(both["area_code"])
    theirs = additions[additions["area_code"].isin(codes) & ~additions["indicator_id"].isin(READ_FROM_A_FILE)]
    assert gone[~of_first].groupby("indicator_id").size().to_dict() == theirs.groupby("indicator_id").size().to_dict()
    assert set(gone.loc[gone["source_id"] == "ohid_fingertips", "area_code"]) == {"E12000004"}


def test_markers_that_differ_are_those_that_a_dash_hides(both: pd.DataFrame) -> None:
    held = both[both["there"] == "both"]
    other = held[(held["marker"] != held["marker_read"]) & ~held["marker_read"].isin(MARKER_OF_LABEL.values())]
    assert set(other["source_id"]) == {"dfe_lait"}
    assert other.groupby(["marker", "marker_read"]).size().to_dict() == {
        ("[c]", "[x]"): 298,
        ("[low]", "[x]"): 1,
        ("[z]", "[x]"): 1,
    }


MARKER_OF_LABEL = {"(Rev)": "[r]", "(prov)": "[p]"}
"""What the interactive tool prints after a year of figures that are revised or provisional, and the marker of these."""


def test_revised_and_provisional_figures_are_those_whose_printed_year_says_so(both: pd.DataFrame, shared: Path) -> None:
    """The shipped figures were compiled without what the tool prints after a year; the label is that of the file."""
    held = both[(both["there"] == "both") & (both["source_id"] == "dfe_lait")]
    assert set(held["file_read"]) == {"lait/bds_long_0.parquet"}
    years = pd.read_parquet(shared / "data" / "lait" / "bds_long_0.parquet", columns=["Years"])["Years"]
    printed = years.take(held["row_read"].astype("int64") - 2).set_axis(held.index)
    words = printed.str.partition(" ")[2]
    assert set(words) == {"", "(OT)", "(Final)", *MARKER_OF_LABEL}
    expected = words.map(MARKER_OF_LABEL).fillna("")
    marked = held["marker_read"].isin(MARKER_OF_LABEL.values())
    with_value = held["value_read"].notna()
    assert held.loc[marked, "marker_read"].tolist() == expected[marked].tolist()
    assert marked.tolist() == (expected.ne("") & with_value).tolist()
    assert set(held.loc[marked, "marker"]) == {""}
    assert held.loc[marked, "marker_read"].value_counts().to_dict() == {"[r]": 777, "[p]": 44}
    # The tool's word for provisional is known to the shipped figures as a status.
    assert set(held.loc[held["marker_read"] == "[p]", "status"]) == {"provisional"}


def test_every_row_is_used_or_rejected_and_every_file_read_or_refused(read_again: tuple[Ingestion, Ingestion]) -> None:
    files = read_again[1].raw_files
    assert (files["rows_read"] == files["rows_used"] + files["rows_rejected"]).all()
    assert ((files["refused"] == "") == (files["rows_read"] > 0)).all()
    rejections = read_again[1].rejections
    assert (~rejections["row_used"]).sum() == files["rows_rejected"].sum()
    # Cells of rows that are used otherwise: denominators of zero.
    cells = rejections[rejections["row_used"]]
    assert cells[["column", "value"]].drop_duplicates().to_numpy().tolist() == [["denominator", "0"]]
    assert set(cells["file"]) == {"ees/csww_indicators_2017_to_2025.csv"}
    assert len(cells) == 5


def test_a_later_download_takes_the_place_of_an_earlier(read_again: tuple[Ingestion, Ingestion]) -> None:
    """The two downloads of injury admissions have 154 figures in common; the later revised 147 of them."""
    revisions = read_again[1].revisions
    assert set(revisions["indicator_id"]) == {"injury_admissions_0_14_rate"}
    assert set(revisions["period"]) == {"2022/23"}
    assert set(revisions["earlier_file"]) == {"fingertips/la_hospital_admissions_2223.csv"}
    assert set(revisions["file"]) == {"fingertips/la_hospital_admissions_2324.csv"}
    assert len(revisions) == 147
    own = revisions.set_index("area_code").loc["E10000018"]
    assert own["value"] - own["earlier_value"] == pytest.approx(own["difference"])


def test_what_the_register_asks_for_in_vain_is_said_with_the_reason(
    read_again: tuple[Ingestion, Ingestion], additions: pd.DataFrame, root: Path
) -> None:
    """Of what departments hand in nothing is shipped; of the downloads, what the files do not hold is missing too."""
    worst = set(pd.read_csv(root / "params" / "worst_districts.csv")["indicator_id"])
    assert len(worst) == 9
    shipped, downloaded = (entry.not_supplied for entry in read_again)
    # What is worked out afterwards from the districts' figures is in no file.
    assert all(worst <= set(table["indicator_id"]) for table in (shipped, downloaded))
    shipped, downloaded = (table[~table["indicator_id"].isin(worst)] for table in (shipped, downloaded))
    assert set(shipped["source_id"]) == {"local_return"}
    missing = downloaded[downloaded["source_id"] != "local_return"]
    assert set(shipped["indicator_id"]) == set(downloaded.loc[~downloaded.index.isin(missing.index), "indicator_id"])
    of_first = missing[missing["source_id"].isin(FIRST_SOURCES.keys())]
    assert of_first.groupby("source_id").size().to_dict() == {
        "dfe_ees_cin": 4,
        "dfe_scorecard": 2,
        "ons_health_index": 19,
    }
    rest = set(missing["indicator_id"]) - set(of_first["indicator_id"])
    assert rest == set(additions["indicator_id"]) - READ_FROM_A_FILE - ENRICHED
    assert downloaded["reason"].str.startswith("source not available: ").all()
