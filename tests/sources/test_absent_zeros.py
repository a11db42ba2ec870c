"""Zeros that stand for no figure are marked and listed; true zeros stay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.areas import Area, Areas
from helpers.problems import InputProblem
from helpers.register import Indicator
from helpers.sources.absent_zeros import TABLE_TYPES, mark_absent_zeros
from helpers.sources.zero_rulings import RULING_COLUMNS, ZeroRuling, read_zero_rulings

COUNCILS = [f"E100001{number:02d}" for number in range(1, 13)]
CHANGED = date(2022, 4, 1)
ENDED = date(2022, 3, 31)


def area(code: str, **changes: Any) -> Area:
    usual: dict[str, Any] = {
        "name": f"Council {code}",
        "area_type": "county",
        "region": "East Midlands",
        "start": None,
        "end": None,
        "successors": (),
        "predecessors": (),
        "change": "",
    }
    return Area(code=code, **(usual | changes))


AREAS = Areas(
    {
        rows.code: rows
        for rows in [
            *(area(code) for code in COUNCILS),
            area("SPLIT", end=ENDED, successors=("EAST", "WEST"), change="split"),
            area("EAST", start=CHANGED, predecessors=("SPLIT",), change="split"),
            area("WEST", start=CHANGED, predecessors=("SPLIT",), change="split"),
            area("NORTH", end=ENDED, successors=("WHOLE",), change="merge"),
            area("SOUTH", end=ENDED, successors=("WHOLE",), change="merge"),
            area("WHOLE", start=CHANGED, predecessors=("NORTH", "SOUTH"), change="merge"),
            area("OLD", end=ENDED, successors=("NEW",), change="recode"),
            area("NEW", start=CHANGED, predecessors=("OLD",), change="recode"),
            *(area(f"DISTRICT{number}", area_type="district", parent=COUNCILS[0]) for number in range(10)),
        ]
    }
)


def indicator(name: str, value_type: str, unit: str, decimals: int = 1) -> Indicator:
    return Indicator.model_validate(
        {
            "indicator_id": name,
            "title": name,
            "dashboard": "d",
            "polarity": "neutral",
            "value_type": value_type,
            "unit": unit,
            "decimals": decimals,
            "period_type": "financial",
            "frequency": "annual",
            "counted": False,
            "source_id": "s",
            "source_measure": "",
            "breaks": "",
            "note": "",
            "definition": "d",
            "owner": "o",
        }
    )


REGISTER = [
    indicator("share", "percentage", "%", 0),
    indicator("rate", "rate", "per 1,000 people"),
    indicator("points", "score", "points", 2),
    indicator("price", "currency", "GBP", 2),
    indicator("cases", "count", "cases", 0),
]


def row(code: str, value: float | None, name: str = "share", first: int = 2022, **changes: Any) -> dict[str, Any]:
    usual = {
        "indicator_id": name,
        "area_code": code,
        "period": f"{first}/{(first + 1) % 100}",
        "period_start": date(first, 4, 1),
        "period_end": date(first + 1, 3, 31),
        "value": value,
        "lower_95": None,
        "upper_95": None,
        "numerator": None,
        "denominator": None,
        "marker": "" if value is not None else "[c]",
        "file": "a/b.csv",
        "row": 2,
    }
    return usual | changes


def marked(
    rows: Sequence[dict[str, Any]], rulings: Sequence[ZeroRuling] = ()
) -> tuple[pd.DataFrame, dict[tuple[str, str], str]]:
    """The figures after marking, and the rule of each zero that is listed by area and period."""
    numbers = dict.fromkeys(["value", "lower_95", "upper_95", "numerator", "denominator"], "float64")
    figures = pd.DataFrame(rows).assign(row=range(2, len(rows) + 2)).astype(numbers)
    after, zeros = mark_absent_zeros(figures, REGISTER, AREAS, rulings)
    assert len(after) == len(figures)
    assert after.drop(columns=["value", "lower_95", "upper_95", "marker"]).equals(
        figures.drop(columns=["value", "lower_95", "upper_95", "marker"])
    )
    gone = figures["value"].notna() & after["value"].isna()
    assert after.loc[gone, "marker"].str.endswith("[x]").all()
    assert after.loc[~gone].equals(figures.loc[~gone])
    assert gone.sum() == zeros["absent"].sum()
    assert zeros["value"].eq(0).all()
    assert {name: str(kind) for name, kind in zeros.dtypes.items()}.keys() == TABLE_TYPES.keys()
    return after, {
        (code, period): rule for code, period, rule in zeros[["area_code", "period", "rule"]].to_numpy().tolist()
    }


def others(values: Sequence[float], name: str = "share", first: int = 2022, **changes: Any) -> list[dict[str, Any]]:
    """The figures of the councils after the first."""
    return [row(code, value, name, first, **changes) for code, value in zip(COUNCILS[1:], values, strict=False)]


HIGH = [43, 85, 79, 90, 88, 66, 81, 77, 92, 84, 70]
LOW = [2, 5, 4, 7, 6, 3, 8, 5, 4, 6, 9]


def years(levels: Sequence[float], name: str, periods: Sequence[int], **changes: Any) -> list[dict[str, Any]]:
    """The figures of every council for some years, which go up and down by a twentieth."""
    return [
        row(code, round(level * (1.05 if (number + first) % 2 else 0.95), 2), name, first, **changes)
        for first in periods
        for number, (code, level) in enumerate(zip(COUNCILS, levels, strict=True))
    ]


# A code that was replaced, or not yet there.


def test_a_zero_under_an_old_code_whose_successor_has_a_figure_is_none() -> None:
    """As chlamydia was printed for a county under its old code, beside the figures of both new councils."""
    _, rules = marked([row("SPLIT", 0, "rate"), row("EAST", 13.4, "rate"), row("WEST", 15.5, "rate")])
    assert rules == {("SPLIT", "2022/23"): "replaced code"}


def test_one_successor_with_a_figure_is_enough() -> None:
    _, rules = marked([row("SPLIT", 0, "rate", 2020), row("EAST", 13.4, "rate", 2020, area_flag="backcast")])
    assert rules == {("SPLIT", "2020/21"): "replaced code"}


def test_a_zero_of_a_new_code_for_a_time_before_it_is_none_where_the_old_code_has_a_figure() -> None:
    rows = [row("SPLIT", 20, "rate", 2018), row("EAST", 0, "rate", 2018), row("WEST", 0, "rate", 2018)]
    assert set(marked(rows)[1].values()) == {"replaced code"}
    assert len(marked(rows)[1]) == 2


def test_a_recoded_council_has_one_figure_whichever_code_it_stands_under() -> None:
    assert marked([row("OLD", 0, "rate"), row("NEW", 4.2, "rate")])[1] == {("OLD", "2022/23"): "replaced code"}
    assert marked([row("OLD", 4.2, "rate"), row("NEW", 0, "rate")])[1] == {("NEW", "2022/23"): "replaced code"}


def test_one_part_of_a_merged_council_may_be_zero_where_another_is_not() -> None:
    part = [row("NORTH", 0, "rate", 2020), row("WHOLE", 1.2, "rate", 2020)]
    assert marked([*part, row("SOUTH", 2.4, "rate", 2020)])[1] == {}
    assert marked([*part, row("SOUTH", 0, "rate", 2020)])[1].keys() == {("NORTH", "2020/21"), ("SOUTH", "2020/21")}


@pytest.mark.parametrize(
    "rows",
    [
        [row("SPLIT", 0, "rate"), row("EAST", 0, "rate"), row("WEST", 0, "rate")],
        [row("SPLIT", 0, "rate"), row("EAST", None, "rate")],
        [row("SPLIT", 0, "rate"), row("EAST", 0.1, "rate")],  # rounding may make the difference
        [row("SPLIT", 0, "rate", 2020), row("EAST", 13.4, "rate", 2022)],  # another period
        [row("SPLIT", 0, "points"), row("EAST", 0.4, "points"), row("WEST", -0.3, "points")],  # crosses zero
    ],
)
def test_a_zero_that_the_other_codes_do_not_contradict_stays(rows: list[dict[str, Any]]) -> None:
    assert marked(rows)[1] == {}


# A base of zero.


def test_a_zero_out_of_nothing_is_none() -> None:
    after, rules = marked([row(COUNCILS[0], 0, numerator=0.0, denominator=0.0), row(COUNCILS[1], 0, denominator=40.0)])
    assert rules == {(COUNCILS[0], "2022/23"): "base of zero"}
    assert after.loc[0, "denominator"] == 0


# Far from all others.


def test_a_share_of_a_known_base_that_chance_cannot_explain_is_none() -> None:
    _, rules = marked([row(COUNCILS[0], 0, denominator=396.0), *others(HIGH, denominator=300.0)])
    assert rules == {(COUNCILS[0], "2022/23"): "far from all others"}


@pytest.mark.parametrize(
    ("base", "absent"),
    [
        (9, False),  # 0.57 to the power of 9 is 0.0064
        (10, True),  # 0.57 to the power of 10 is 0.0036
    ],
)
def test_the_chance_of_none_at_the_lowest_other_share_decides(base: float, absent: bool) -> None:
    rules = marked([row(COUNCILS[0], 0, denominator=base), *others(HIGH, denominator=300.0)])[1]
    assert bool(rules) is absent


@pytest.mark.parametrize(
    ("base", "odds"),
    [
        (10, "100"),  # one in 276
        (13, "1,000"),  # one in 1,490
        (1_320, "a million"),  # a chance so small that one divided by it is more than can be held
        (9_000_000, "a million"),
    ],
)
def test_the_reason_says_how_small_the_chance_is(base: float, odds: str) -> None:
    figures = pd.DataFrame([row(COUNCILS[0], 0, denominator=base), *others(HIGH, denominator=300.0)])
    (reason,) = mark_absent_zeros(figures, REGISTER, AREAS)[1]["reason"]
    assert reason.startswith("published as 0; the lowest other figure is 43, at which about ")
    assert reason.endswith(f"of its base of {base:,}; the chance of none is less than one in {odds}")


@pytest.mark.parametrize(("base", "absent"), [(1_700, False), (1_800, True)])
def test_the_chance_of_none_at_the_lowest_other_rate_decides(base: float, absent: bool) -> None:
    """At 3 per 1,000 there are 5.1 events among 1,700 people, and 5.4 among 1,800; e to minus 5.3 is 0.005."""
    rates = others([3, 8, 9, 7, 10, 6, 8, 9, 5, 7, 8], "rate", denominator=2_000.0)
    assert bool(marked([row(COUNCILS[0], 0, "rate", denominator=base), *rates])[1]) is absent


def test_no_care_leaver_out_of_touch_beside_two_per_cent_is_a_true_zero() -> None:
    assert marked([row(COUNCILS[0], 0, denominator=344.0), *others(LOW, denominator=200.0)])[1] == {}


def test_the_councils_usual_base_is_taken_where_the_zero_has_none() -> None:
    rows = [row(COUNCILS[0], 0), row(COUNCILS[0], 80, first=2021, denominator=400.0), *others(HIGH, denominator=300.0)]
    assert marked(rows)[1] == {(COUNCILS[0], "2022/23"): "far from all others"}


def test_the_upper_limit_of_a_zero_says_how_large_its_base_is() -> None:
    """An upper limit of 1 stands for 3.7 events at a rate of 1, so 11 would be expected at a rate of 3; of 4, 2.8."""
    rates = others([3, 8, 9, 7, 10, 6, 8, 9, 5, 7, 8], "rate")
    zero = {"name": "rate", "lower_95": 0.0}
    assert marked([row(COUNCILS[0], 0, upper_95=1.0, **zero), *rates])[1]
    assert marked([row(COUNCILS[0], 0, upper_95=4.0, **zero), *rates])[1] == {}


def test_without_a_base_how_much_figures_move_says_how_large_it_is() -> None:
    """Shares that move by a tenth of themselves rest on a few hundred people, and at the lowest none is no chance."""
    levels = [80, *HIGH]
    rows = years(levels, "share", range(2015, 2022))
    rows = [{**row, "value": round(row["value"])} for row in rows]
    rows += [row(COUNCILS[0], 0), *others(HIGH)]
    assert marked(rows)[1] == {(COUNCILS[0], "2022/23"): "far from all others"}


def test_without_a_base_figures_that_jump_about_mean_small_numbers() -> None:
    jumping = [[40, 8], [12, 35], [50, 10], [9, 33], [30, 7], [14, 44], [38, 11], [6, 29], [41, 9], [10, 37], [33, 8]]
    rows = [
        row(code, pair[first % 2], first=first)
        for first in range(2015, 2023)
        for code, pair in zip(COUNCILS[1:], jumping, strict=True)
    ]
    rows += [row(COUNCILS[0], (20, 30)[first % 2], first=first) for first in range(2015, 2022)]
    assert marked([*rows, row(COUNCILS[0], 0)])[1] == {}


def test_a_small_council_without_a_base_keeps_its_zero() -> None:
    """Its other bases say that it is a fiftieth of the others."""
    rows = [*years([80, *HIGH], "share", range(2015, 2022)), row(COUNCILS[0], 0), *others(HIGH)]
    size = [row(code, 5.0, "rate", denominator=50.0 if code == COUNCILS[0] else 2_500.0) for code in COUNCILS]
    assert marked([*rows, *size])[1] == {}
    size = [row(code, 5.0, "rate", denominator=2_500.0) for code in COUNCILS]
    assert marked([*rows, *size])[1] == {(COUNCILS[0], "2022/23"): "far from all others"}


def test_a_score_far_from_all_others_is_none() -> None:
    scores = [0.41, 0.39, 0.42, 0.38, 0.4, 0.43, 0.41, 0.37, 0.4, 0.42, 0.39, 0.41]
    before = years(scores, "points", range(2018, 2022))
    rows = [*before, row(COUNCILS[0], 0, "points"), *others(scores[1:], "points")]
    assert marked(rows)[1] == {(COUNCILS[0], "2022/23"): "far from all others"}


def test_a_score_that_crosses_zero_keeps_its_zeros() -> None:
    scores = [0.4, -0.3, 0.5, -0.6, 0.4, 0.3, 0.6, 0.5, 0.4, 0.7, 0.5]
    assert marked([row(COUNCILS[0], 0, "points"), *others(scores, "points")])[1] == {}


def test_a_price_of_zero_beside_prices_of_hundreds_is_none() -> None:
    prices = [1_400, 1_350, 1_420, 1_500, 1_380, 1_290, 1_450, 1_410, 1_330, 1_370, 1_440, 1_480]
    rows = [*years(prices, "price", range(2018, 2022)), row(COUNCILS[0], 0, "price"), *others(prices[1:], "price")]
    assert marked(rows)[1] == {(COUNCILS[0], "2022/23"): "far from all others"}


def test_a_count_is_held_against_the_councils_own_years() -> None:
    counts = [202, 900, 11, 640, 480, 520, 75, 610, 720, 330, 290, 410]
    rows = years(counts, "cases", range(2018, 2022)) + others(counts[1:], "cases")
    assert marked([*rows, row(COUNCILS[0], 0, "cases")])[1] == {(COUNCILS[0], "2022/23"): "far from all others"}
    few = [{**row, "value": 3.0} if row["area_code"] == COUNCILS[0] else row for row in rows]
    assert marked([*few, row(COUNCILS[0], 0, "cases")])[1] == {}


BED_AND_BREAKFAST = [row(code, 0, "rate", denominator=9_000.0) for code in COUNCILS[:3]]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([*BED_AND_BREAKFAST, *others(LOW, "rate", denominator=9_000.0)[2:]], id="several are zero"),
        pytest.param([row(COUNCILS[0], 0, denominator=400.0), *others(HIGH[:7])], id="seven others"),
        pytest.param(
            [row(COUNCILS[0], 0, denominator=20.0), *others(HIGH[:9]), *(row(c, None) for c in COUNCILS[10:])],
            id="many hidden",
        ),
        pytest.param(
            [row(COUNCILS[0], 0, denominator=9e5), *others([3, 70, 75, 80, 82, 90, 88, 77, 71, 93, 85])],
            id="figures run down to zero",
        ),
        pytest.param(
            [row(COUNCILS[0], 0, denominator=400.0), row(COUNCILS[0], 1, first=2021, denominator=400.0), *others(HIGH)],
            id="the council was near zero before",
        ),
        pytest.param(
            [
                *(row(COUNCILS[0], 0, first=first, denominator=400.0) for first in (2020, 2021, 2022)),
                *(row for first in (2020, 2021, 2022) for row in others(HIGH, first=first, denominator=300.0) * 5),
            ],
            id="the council never had any",
        ),
        pytest.param([row(COUNCILS[0], 0, denominator=400.0, marker="[low]"), *others(HIGH)], id="rounds to zero"),
        pytest.param([row(COUNCILS[0], 0, denominator=400.0)], id="no others"),
        pytest.param(
            [row("DISTRICT0", 0, denominator=400.0), *others(HIGH), row("DISTRICT1", 60)], id="others of another level"
        ),
    ],
)
def test_a_true_zero_stays(rows: list[dict[str, Any]]) -> None:
    assert marked(rows)[1] == {}


def test_what_cannot_be_chance_is_marked_although_many_are_hidden() -> None:
    hidden = [row(code, None) for code in COUNCILS[10:]]
    for base, absent in ((20.0, False), (400.0, True)):
        rules = marked([row(COUNCILS[0], 0, denominator=base), *others(HIGH[:9]), *hidden])[1]
        assert bool(rules) is absent
    assert marked([row(COUNCILS[0], 0, denominator=20.0), *others(HIGH[:9])])[1]


def test_what_is_published_beside_a_marked_zero() -> None:
    rows = [row(COUNCILS[0], 0, denominator=396.0, lower_95=0.0, upper_95=0.4, marker="[p]"), *others(HIGH)]
    after, _ = marked(rows)
    own = after.iloc[0]
    assert own["marker"] == "[p] [x]"
    assert own[["value", "lower_95", "upper_95"]].isna().all()
    assert own["denominator"] == 396


def test_figures_without_a_zero_are_returned_as_they_are() -> None:
    figures = pd.DataFrame(others(HIGH)).astype({"value": "float64"})
    after, zeros = mark_absent_zeros(figures, REGISTER, AREAS)
    assert after is figures
    assert zeros.empty
    assert list(zeros) == list(TABLE_TYPES)


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [row(COUNCILS[0], 0, denominator=396.0), *others(HIGH, denominator=300.0), row("SPLIT", 0), row("EAST", 50)]
    forward, back = (mark_absent_zeros(pd.DataFrame(figures), REGISTER, AREAS)[1] for figures in (rows, rows[::-1]))
    pd.testing.assert_frame_equal(forward, back)
    assert len(forward) == 2


# What the analyst says.

TRUE = ZeroRuling("share", COUNCILS[0], "2022/23", "true zero", "We asked the county: there was none.", "data analyst")


def test_the_analyst_keeps_a_true_zero() -> None:
    rows = [row(COUNCILS[0], 0, denominator=396.0), *others(HIGH)]
    figures = pd.DataFrame(rows)
    after, zeros = mark_absent_zeros(figures, REGISTER, AREAS, [TRUE])
    assert after.equals(figures)
    assert zeros[["rule", "absent", "reason"]].to_numpy().tolist() == [
        ["kept by hand", False, "We asked the county: there was none (data analyst)"]
    ]


def test_the_analyst_marks_a_zero_that_the_rules_leave() -> None:
    ruling = ZeroRuling("share", COUNCILS[0], "2022/23", "absent", "No return was made", "data analyst")
    assert marked([row(COUNCILS[0], 0), *others(LOW)], [ruling])[1] == {(COUNCILS[0], "2022/23"): "marked by hand"}


def test_what_the_analyst_says_of_a_figure_that_is_no_zero_does_nothing() -> None:
    ruling = ZeroRuling("share", COUNCILS[1], "2022/23", "absent", "No return was made", "data analyst")
    assert marked([row(COUNCILS[0], 0), *others(LOW)], [ruling])[1] == {}


def rulings_of(folder: Path, *lines: str) -> tuple[ZeroRuling, ...]:
    path = folder / "zeros.csv"
    path.write_text("\n".join([",".join(RULING_COLUMNS), *lines]) + "\n", encoding="utf-8")
    return read_zero_rulings(path, REGISTER, AREAS)


def test_rulings_are_read_from_their_file(tmp_path: Path) -> None:
    assert rulings_of(tmp_path) == ()
    line = f"share,{COUNCILS[0]},2022/23,true zero,We asked the county: there was none.,data analyst"
    assert rulings_of(tmp_path, line) == (TRUE,)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("shares,E10000101,2022/23,absent,r,p", "row 2, column indicator_id: 'shares'; expected an indicator"),
        ("share,E10000999,2022/23,absent,r,p", "row 2, column area_code: 'E10000999'; expected a code"),
        ("share,E10000101,,absent,r,p", "row 2, column period: ''; expected the period"),
        ("share,E10000101,2022/23,zero,r,p", "row 2, column says: 'zero'; expected true zero or absent"),
        ("share,E10000101,2022/23,absent,,p", "row 2, column reason: ''; expected the reason"),
        ("share,E10000101,2022/23,absent,r,=cmd()", r"row 2, column by: '=cmd\(\)'; expected the post"),
        (
            "share,E10000101,2022/23,absent,r,p\nshare,E10000101,2022/23,true zero,r,p",
            "row 3: share, E10000101, 2022/23 appears twice",
        ),
    ],
)
def test_a_ruling_that_is_not_right_is_named(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(InputProblem, match=message):
        rulings_of(tmp_path, line)
