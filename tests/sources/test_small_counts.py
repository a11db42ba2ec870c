"""Small counts in returns: planted, hidden, and looked for in all that ingestion gives."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from planted_counts import COUNTY, DISTRICTS, PLANTED, QUARTERS, REGISTER, SHARES, SWAPPED, hand_in, row
from returns import HEADER, csv_file
from tallies import HIDDEN, tally

from helpers.areas import Areas
from helpers.method_rules import DisclosureRule
from helpers.methods.disclosure import figures_as_published, published_by
from helpers.paths import project
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.sources.catalogue import Source
from helpers.sources.ingest import Ingestion, ingest
from helpers.sources.sidecar import raw_files
from helpers.sources.small_counts import OwnCounts, read_own_counts

PUBLISH = published_by(DisclosureRule())


def published(
    folder: Path, all_areas: Areas, catalogue: dict[str, Source], rule: DisclosureRule | None, *, sums: bool = True
) -> Ingestion:
    """Ingest returns under a rule, or as they were handed in; without `sums`, no second figure is hidden."""

    def hide(figures: pd.DataFrame, between: Any) -> pd.DataFrame:
        return figures_as_published(figures, between if sums else (), rule or DisclosureRule())

    own = OwnCounts(hide, ("trees",)) if rule else None
    return ingest(raw_files(folder, "inbox"), REGISTER, all_areas, catalogue, date(2023, 3, 31), own_counts=own)


def attempts(made: Ingestion, all_areas: Areas) -> Iterator[tuple[tuple[str, str], float]]:
    """Give every guess at a planted count: as printed, by its share, by sums, and by another edition."""
    figures = pd.concat([made.observations, made.parts])
    names = figures["area_code"].map(lambda code: all_areas[code].name)
    number = {
        (indicator_id, name if period == "2022/23" else period): (value, above, base)
        for indicator_id, name, period, value, above, base in zip(
            figures["indicator_id"],
            names,
            figures["period"],
            figures["value"],
            figures["numerator"],
            figures["denominator"],
            strict=True,
        )
    }
    for of_figure in PLANTED:
        value, above, base = number[of_figure]
        if of_figure[0] == "helped":
            parts = DISTRICTS if of_figure[1] in DISTRICTS else QUARTERS
            others = sum(number["helped", name][0] for name in parts if name != of_figure[1])
            yield of_figure, value
            yield of_figure, number["helped", COUNTY][0] - others
        else:
            yield of_figure, above
            yield of_figure, base - above
            yield of_figure, value * base / 100
            yield of_figure, base - value * base / 100
            # The base as another reader might know it.
            yield of_figure, value * SHARES[of_figure[1]][1] / 100
            yield of_figure, SHARES[of_figure[1]][1] * (1 - value / 100)
    revised = made.revisions[made.revisions["indicator_id"] == "helped"]
    for old, new, difference in revised[["earlier_value", "value", "difference"]].itertuples(index=False, name=None):
        for guess in (new, old + difference):
            yield ("helped", "Blaby"), guess


def recovered(made: Ingestion, all_areas: Areas) -> tuple[int, set[tuple[str, str]]]:
    guesses = list(attempts(made, all_areas))
    return len(guesses), {name for name, guess in guesses if abs(guess - PLANTED[name]) < 1e-6}


@pytest.mark.parametrize("rounded_to", [1, 5, 10])
def test_no_planted_count_is_recovered(
    rounded_to: Any,
    tmp_path: Path,
    all_areas: Areas,
    catalogue: dict[str, Source],
    record_property: Callable[[str, object], None],
) -> None:
    folder = hand_in(tmp_path / "returns")
    made = published(folder, all_areas, catalogue, DisclosureRule(rounded_to=rounded_to))
    guesses, learnt = recovered(made, all_areas)
    assert learnt == set()
    tally(record_property, HIDDEN, f"one report, `rounded_to: {rounded_to}`", guesses, len(learnt))


def hand_in_parts_alone(folder: Path) -> Path:
    """Write returns as they may come for an earlier stage: districts and quarters, without the county and the year."""
    folder.mkdir()
    rows = [row("helped", name, value=value) for name, value in DISTRICTS.items()]
    rows += [row("helped", COUNTY, period, value=value) for period, value in QUARTERS.items()]
    csv_file(folder / "return.csv", rows, HEADER)
    return folder


def guesses_from_stages(stages: list[Ingestion], all_areas: Areas) -> Iterator[tuple[str, float]]:
    """Give each sum less its other parts for a planted count, with every mixture of what the stages print."""
    printed: dict[str, set[float]] = {}
    for made in stages:
        figures = pd.concat([made.observations, made.parts])
        figures = figures[figures["indicator_id"].eq("helped") & figures["value"].notna()]
        for code, period, value in figures[["area_code", "period", "value"]].itertuples(index=False, name=None):
            printed.setdefault(all_areas[code].name if period == "2022/23" else period, set()).add(value)
    for planted, parts in (("Blaby", DISTRICTS), ("Q1 2022/23", QUARTERS)):
        yield from ((planted, value) for value in printed.get(planted, ()))
        others = [printed.get(name, set()) for name in parts if name != planted]
        yield from ((planted, total - sum(mixed)) for total, *mixed in product(printed.get(COUNTY, ()), *others))


@pytest.mark.parametrize(("rounded_to", "learnt"), [(1, {"Blaby", "Q1 2022/23"}), (5, set()), (10, set())])
@pytest.mark.parametrize("parts_first", [True, False])
def test_two_stages_together_tell_no_count_that_is_rounded(
    parts_first: bool,
    rounded_to: Any,
    learnt: set[str],
    tmp_path: Path,
    all_areas: Areas,
    catalogue: dict[str, Source],
    record_property: Callable[[str, object], None],
) -> None:
    """The parts that one stage prints and the sum that another prints: exact counts tell, so no stage may have them."""
    rule = DisclosureRule(rounded_to=rounded_to)
    folders = [hand_in_parts_alone(tmp_path / "parts"), hand_in(tmp_path / "all")]
    stages = [published(folder, all_areas, catalogue, rule) for folder in folders[:: 1 if parts_first else -1]]
    guesses = list(guesses_from_stages(stages, all_areas))
    assert {name for name, guess in guesses if abs(guess - PLANTED["helped", name]) < 1e-6} == learnt
    first = "parts" if parts_first else "sums"
    kind = f"two stages, the {first} first, `rounded_to: {rounded_to}`"
    tally(record_property, HIDDEN, kind, len(guesses), len(learnt))


def test_the_attempts_recover_what_is_not_hidden(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    folder = hand_in(tmp_path / "returns")
    assert recovered(published(folder, all_areas, catalogue, None), all_areas)[1] == set(PLANTED)
    # With the small counts alone hidden, the sums still tell two of them.
    half = published(folder, all_areas, catalogue, DisclosureRule(rounded_to=1), sums=False)
    assert recovered(half, all_areas)[1] == {("helped", "Blaby"), ("helped", "Q1 2022/23")}


@pytest.mark.parametrize("rounded_to", [1, 5])
def test_other_hidden_figures_give_the_same_tables(
    rounded_to: Any, tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    """What cannot be told from something else cannot be recovered from any table, by any sum."""
    rule = DisclosureRule(rounded_to=rounded_to)
    first = published(hand_in(tmp_path / "first"), all_areas, catalogue, rule)
    second = published(hand_in(tmp_path / "second", **SWAPPED), all_areas, catalogue, rule)
    tables = [field.name for field in fields(Ingestion) if field.name != "hashes"]
    assert len(tables) == 17
    assert first.hashes == second.hashes == dict.fromkeys(first.hashes, "")
    for name in tables:
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), obj=name)
    seen = (
        published(tmp_path / "first", all_areas, catalogue, None),
        published(tmp_path / "second", all_areas, catalogue, None),
    )
    differing = [name for name in tables if not getattr(seen[0], name).equals(getattr(seen[1], name))]
    assert differing == ["observations", "parts", "rejections", "revisions", "returns", "age_groups"]


def test_what_is_hidden_says_so(tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]) -> None:
    made = published(hand_in(tmp_path / "returns"), all_areas, catalogue, DisclosureRule())
    figures = pd.concat([made.observations, made.parts])
    figures = figures.assign(area=figures["area_code"].map(lambda code: all_areas[code].name))
    hidden = figures[figures["marker"] == "[c]"]
    assert hidden[["value", "numerator", "denominator", "lower_95", "upper_95"]].isna().all(axis=None)
    assert set(zip(hidden["indicator_id"], hidden["area"], hidden["period"], strict=True)) == {
        ("helped", "Blaby", "2022/23"),
        ("helped", "Melton", "2022/23"),
        ("helped", COUNTY, "Q1 2022/23"),
        ("helped", COUNTY, "Q3 2022/23"),
        ("helped_pct", "Blaby", "2022/23"),
        ("helped_pct", "Melton", "2022/23"),
    }
    value = figures.set_index(["indicator_id", "area", "period"])["value"]
    # 121 and 14 as rounded; trees are not people; 40 of 60 stays, and 31 of 55 becomes 30 of 55
    assert value["helped", COUNTY, "2022/23"] == 120
    assert value["helped", "Harborough", "2022/23"] == 15
    assert value["trees", COUNTY, "2022/23"] == 3
    assert value["helped_pct", "Charnwood", "2022/23"] == pytest.approx(100 * 40 / 60)
    assert value["helped_pct", "Harborough", "2022/23"] == pytest.approx(100 * 30 / 55)
    assert value["satisfied_pct", COUNTY, "2022/23"] == 62
    assert made.age_groups["age_group"].tolist() == ["25 to 64"]
    assert made.returns["commentary"].eq("").all()
    assert made.returns["in_system"].isna().all()
    not_used = made.rejections[made.rejections["value"] == "[c]"]
    assert sorted(zip(not_used["column"], not_used["reason"].str.split(",").str[0], strict=True)) == [
        ("commentary", "it may name a figure that is hidden because few people are behind it; write it without"),
        ("respondents", "few people are behind this answer"),
        ("respondents", "few people are behind this answer"),
        ("value", "expected a number such as 1234.5"),
    ]


def test_two_returns_with_different_small_counts_still_stop_the_run(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    folder = hand_in(tmp_path / "returns")
    csv_file(folder / "again.csv", [row("helped", "Blaby", value=4)], HEADER)
    with pytest.raises(InputProblem, match=r"again\.csv row 2 and by return\.csv row 3, which differ"):
        published(folder, all_areas, catalogue, DisclosureRule())


def test_a_figure_that_a_department_hid_itself_is_protected(
    tmp_path: Path, all_areas: Areas, catalogue: dict[str, Source]
) -> None:
    rows = [row("helped", COUNTY, value=121), *(row("helped", name, value=value) for name, value in DISTRICTS.items())]
    rows[1]["value"] = "[c]"
    (tmp_path / "returns").mkdir()
    csv_file(tmp_path / "returns" / "return.csv", rows, HEADER)
    made = published(tmp_path / "returns", all_areas, catalogue, DisclosureRule(rounded_to=1))
    hidden = made.observations.loc[made.observations["marker"] == "[c]", "area_code"]
    assert [all_areas[code].name for code in hidden] == ["Blaby", "Melton"]


def test_ingestion_with_the_rule_can_be_shared_between_kernels() -> None:
    own = OwnCounts(PUBLISH, ("trees",))
    assert pickle.loads(pickle.dumps(own)).without_people == own.without_people


def test_the_file_of_things_names_measures_that_are_handed_in() -> None:
    register = read_register(project().register)
    names = read_own_counts(project().counts_of_things, register, PUBLISH).without_people
    assert len(names) == 32
    own = {one.indicator_id: one for one in register}
    assert {own[name].source_id for name in names} == {"local_return"}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nothing,trees", "column indicator_id: 'nothing'; expected the indicator_id of a measure with the source"),
        ("trees,trees\ntrees,trees", "row 3, column indicator_id: 'trees'"),
        ("trees, ", "row 2, column counts: ' '; expected what is counted, such as trees"),
    ],
)
def test_a_file_of_things_that_is_not_right(line: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "counts_of_things.csv"
    path.write_text(f"indicator_id,counts\n{line}\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=message):
        read_own_counts(path, REGISTER, PUBLISH)


def test_without_the_file_everything_counts_people(tmp_path: Path) -> None:
    for path in (None, tmp_path / "counts_of_things.csv"):
        assert read_own_counts(path, REGISTER, PUBLISH) == OwnCounts(PUBLISH)
