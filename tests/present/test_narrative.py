"""The opening paragraph of a dashboard: every form that the counts can call for, and what a changed figure changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import pandas as pd
import pytest

from helpers.present.facts import FactTables
from helpers.present.narrative import Statement, dashboard_statements
from helpers.problems import Problem
from helpers.results.dashboard_facts import STATUSES, dashboard_facts, dashboard_names
from helpers.schema.narrative import DASHBOARD_FACTS, DASHBOARD_NAMES
from tests.support.sentences import check_facts

IMPROVED, WORSENED, SAME = "Improved", "Worsened", "No real change"
UNDETERMINED, CONTEXT = "Cannot be determined", "Not judged"

TITLES = (
    "Recycling",
    "Landfill",
    "Air",
    "Emissions",
    "Trees",
    "Litter",
    "Noise",
    "Water",
    "Floods",
    "Energy",
    "Soil",
    "Bees",
)


def status(number: int, direction: str, **changes: Any) -> dict[str, Any]:
    return {
        "indicator_id": f"i{number}",
        "name": TITLES[number],
        "remark": "",
        "dashboard": "Waste",
        "theme": "Green",
        "dashboard_order": 1,
        "theme_order": 1,
        "counted": True,
        "direction": direction,
        "reason": "",
        "has_figure": True,
        "period": "2022/23",
        "evidence": None,
        "gap_is_better": None,
        "compared": False,
        "compared_period": "",
        "quartile": None,
        "previous_quartile": None,
        "quartile_sure": None,
    } | changes


def statuses(*directions: str | dict[str, Any]) -> pd.DataFrame:
    rows = [
        status(number, one) if isinstance(one, str) else status(number, **{"direction": IMPROVED} | one)
        for number, one in enumerate(directions)
    ]
    frame = pd.DataFrame(rows, columns=list(STATUSES))
    return frame.astype({"gap_is_better": "boolean", "quartile": "Int64", "previous_quartile": "Int64"})


def statements_of(frame: pd.DataFrame, *, clear: frozenset[str] | None = None, **scopes: str) -> tuple[Statement, ...]:
    facts, names = dashboard_facts(frame, scopes), dashboard_names(frame)
    made = dashboard_statements(facts, names, "county areas", clear=clear)
    tables = FactTables(
        {"dashboard_facts": facts, "dashboard_names": names},
        {"dashboard_facts": DASHBOARD_FACTS.key, "dashboard_names": DASHBOARD_NAMES.key},
    )
    check_facts([one for statement in made for one in statement.sentences], tables)
    return made


def texts_of(topic: str, *directions: str | dict[str, Any]) -> str:
    (statement,) = statements_of(statuses(*directions))
    return statement.about(topic)


@pytest.mark.parametrize(
    ("directions", "text"),
    [
        (
            [IMPROVED] * 2 + [WORSENED, SAME],
            "Of the four indicators, two improved, one worsened and one shows no real change.",
        ),
        ([IMPROVED] * 10 + [WORSENED] * 2, "Of the 12 indicators, 10 improved and two worsened."),
        ([SAME, SAME, WORSENED], "Of the three indicators, none improved, one worsened and two show no real change."),
        ([IMPROVED] * 7, "All seven indicators improved."),
        ([WORSENED] * 2, "Both indicators worsened."),
        ([SAME] * 3, "All three indicators show no real change."),
        ([WORSENED], "The only indicator worsened: recycling."),
        ([UNDETERMINED], "The direction of travel of the only indicator cannot be determined."),
        ([UNDETERMINED] * 3, "Direction of travel cannot be determined for any of the three indicators."),
        (
            [IMPROVED, WORSENED, UNDETERMINED],
            "Of the three indicators, one improved and one worsened; the direction of the other cannot be determined.",
        ),
        (
            [IMPROVED, WORSENED, UNDETERMINED, UNDETERMINED],
            "Of the four indicators, one improved and one worsened; the direction of the others cannot be determined.",
        ),
        ([IMPROVED] + [WORSENED] * 8, "Recycling improved; the other eight of the nine indicators all worsened."),
        ([SAME] + [IMPROVED] * 3, "Recycling had no real change; the other three of the four indicators all improved."),
        ([WORSENED] + [SAME] * 3, "Recycling worsened; the other three of the four indicators show no real change."),
        ([IMPROVED] + [WORSENED] * 2, "Of the three indicators, one improved and two worsened."),
        (
            [IMPROVED] + [WORSENED] * 4 + [UNDETERMINED],
            "Of the six indicators, one improved and four worsened; the direction of the other cannot be determined.",
        ),
    ],
)
def test_counts_are_said_in_the_form_they_call_for(directions: list[str], text: str) -> None:
    assert texts_of("counts", *directions) == text


def test_each_class_is_named_once() -> None:
    directions = [IMPROVED, IMPROVED, WORSENED, SAME]
    assert texts_of("improved", *directions) == "The indicators that improved are recycling and landfill."
    assert texts_of("worsened", *directions) == "The indicator that worsened is air."
    assert texts_of("no_real_change", *directions) == "The indicator with no real change is emissions."
    assert texts_of("improved", *[IMPROVED] + [WORSENED] * 8) == ""  # its name is beside the counts


def test_one_name_for_several_and_no_name_at_all() -> None:
    both = {"name": "Carbon dioxide"}
    assert texts_of("improved", both, both, {"name": ""}, {"name": ""}, WORSENED) == (
        "The indicators that improved are carbon dioxide (two indicators) and two others."
    )
    assert texts_of("improved", {"name": ""}, {"name": ""}, WORSENED, WORSENED) == ""


def test_which_way_is_good_is_said_where_the_name_misleads() -> None:
    aim = {"name": "Chlamydia detection", "remark": "where the aim is a higher rate", "direction": WORSENED}
    assert texts_of("worsened", aim, aim | {"name": "Air"}) == (
        "The indicators that worsened are chlamydia detection (where the aim is a higher rate) and air (where the aim "
        "is a higher rate)."
    )


def test_what_has_no_figure_or_nothing_to_compare_has_its_reason() -> None:
    lost = {"direction": UNDETERMINED, "has_figure": False, "reason": "no figure in time for this report"}
    new = {"direction": UNDETERMINED, "reason": "first figure in the series"}
    broken = {"direction": UNDETERMINED, "reason": "the series has a break at this period"}
    assert texts_of("without_figure", lost, lost, new) == (
        "Two have no figure (no figure in time for this report): recycling and landfill."
    )
    assert texts_of("not_comparable", lost, new, broken, broken) == (
        "One cannot be compared with an earlier figure (first figure in the series): landfill. "
        "Two cannot be compared with an earlier figure (the series has a break at this period): air and emissions."
    )
    without_name = new | {"name": "", "reason": ""}
    assert texts_of("not_comparable", lost, without_name) == "One cannot be compared with an earlier figure."
    # the sentence before has said how many there are
    assert texts_of("not_comparable", without_name) == "It cannot be compared with an earlier figure."
    assert texts_of("without_figure", lost, lost) == (
        "They have no figure (no figure in time for this report): recycling and landfill."
    )


def test_the_paragraph_is_of_what_counts_and_says_what_is_left_out() -> None:
    information = {"counted": False, "direction": WORSENED}
    assert texts_of("counts", IMPROVED, IMPROVED, information) == "Both indicators improved."
    assert texts_of("others", IMPROVED, IMPROVED, information) == "One further indicator is shown and not counted."
    assert texts_of("worsened", IMPROVED, IMPROVED, information) == ""
    assert (
        texts_of("counted", information, information) == "It is shown for information, and the headline leaves it out."
    )
    assert texts_of("counts", information, information) == "Both indicators worsened."
    context = {"counted": False, "direction": CONTEXT}
    assert texts_of("not_judged", information, context) == (
        "A high figure is not better or worse for landfill, so it is not judged."
    )
    assert texts_of("counts", context) == "The only indicator is not judged, as a high figure is not better or worse."
    without = {"counted": False, "direction": UNDETERMINED, "has_figure": False, "reason": "not supplied"}
    assert texts_of("counts", context, context, context, without) == (
        "Of the four indicators, three are not judged, as a high figure is not better or worse; one has no figure."
    )
    assert texts_of("comparison", context, without) == "None of these indicators is ranked among county areas."
    assert texts_of("counts", information, information | {"direction": IMPROVED}, context) == (
        "Of the three indicators, one improved and one worsened; the direction of the other cannot be determined or is "
        "not judged."
    )


def test_the_scope_is_said_where_it_is_known() -> None:
    (statement,) = statements_of(statuses(IMPROVED), Waste="recycling, and 12 other things")
    assert statement.about("scope") == "This dashboard covers recycling, and 12 other things."


def compared(better: bool | None, **changes: Any) -> dict[str, Any]:
    return {"compared": True, "gap_is_better": better, "compared_period": "2022/23"} | changes


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([IMPROVED, IMPROVED], "None of these indicators can be compared with county areas."),
        (
            [compared(True)],
            "Among county areas, the only indicator with a comparison is better than the middle council.",
        ),
        (
            [compared(True)] * 7,
            "Among county areas, all seven indicators with a comparison are better than the middle council.",
        ),
        (
            [compared(False)] * 2,
            "Among county areas, both indicators with a comparison are worse than the middle council.",
        ),
        (
            [compared(True), compared(True), compared(None), compared(False)],
            "Of the four compared with county areas, two are better than the middle council, one is equal to it and "
            "one is worse.",
        ),
        (
            [compared(False), compared(None)],
            "Of the two compared with county areas, one is equal to the middle council and one is worse.",
        ),
    ],
)
def test_the_comparison_as_a_whole(rows: list[Any], text: str) -> None:
    assert texts_of("comparison", *rows) == text


def test_the_year_of_the_comparison_is_said_only_where_it_differs() -> None:
    earlier = compared(True, compared_period="2021/22")
    assert texts_of("periods", compared(True), compared(False)) == ""
    assert texts_of("periods", earlier, earlier) == "The figures are for 2022/23 and the comparison for 2021/22."
    other = earlier | {"period": "2022", "compared_period": "2020"}
    assert texts_of("periods", earlier, other, compared(True)) == (
        "For two the comparison is for another period than the figures: 2021/22 (recycling) and 2020 (landfill)."
    )


def test_moves_between_quartiles() -> None:
    rows = [
        {"quartile": now, "previous_quartile": before}
        for now, before in (
            (4, 3),
            (4, 2),
            (3, 1),
            (1, 2),
            (2, 3),
            (1, 1),
            (4, 4),
            (2, 2),
            (3, 3),
            (1, None),
            (None, 2),
        )
    ]
    assert texts_of("moves", *rows) == (
        "One now falls within the third quartile: air. "
        "Two now fall within the fourth quartile, which is the worst: recycling and landfill. "
        "One has risen to the first quartile, which is the best: emissions. "
        "One has risen to the second quartile: trees. "
        "One remains in the first quartile: litter. One remains in the fourth quartile: noise. "
        "One is in the first quartile: energy."
    )


def test_how_many_changes_are_clear_is_said_where_evidence_was_weighed() -> None:
    clear, usual = {"evidence": "clear"}, {"evidence": "within its usual ups and downs"}
    worse = usual | {"direction": WORSENED}
    assert texts_of("strength", clear, usual, worse) == (
        "The change is clear for one of those that improved and none of those that worsened."
    )
    assert texts_of("strength", IMPROVED, WORSENED) == ""
    assert texts_of("strength", clear, clear) == "The change is clear for two of those that improved."


def test_counts_and_names_that_disagree_are_refused() -> None:
    frame = statuses(IMPROVED, IMPROVED, WORSENED)
    facts = dashboard_facts(frame)
    with pytest.raises(Problem) as caught:
        dashboard_statements(facts.assign(improved=3), dashboard_names(frame), "county areas")
    assert str(caught.value) == (
        "The paragraph of Waste cannot be written: dashboard_facts counts 3 in improved, and dashboard_names lists 2; "
        "make both from the same statuses."
    )


def test_dashboards_come_in_printed_order_each_with_its_own_counts() -> None:
    roads = {"dashboard": "Roads", "theme": "Travel", "theme_order": 0, "direction": WORSENED}
    made = statements_of(statuses(IMPROVED, roads, roads))
    assert [(one.theme, one.dashboard, one.about("counts")) for one in made] == [
        ("Travel", "Roads", "Both indicators worsened."),
        ("Green", "Waste", "The only indicator improved: recycling."),
    ]
    assert statements_of(statuses()) == ()


def test_a_direction_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="'Better' is not a direction of travel"):
        dashboard_facts(statuses("Better"))


FULL = [
    compared(True, quartile=4, previous_quartile=3),
    compared(False, quartile=1, previous_quartile=1, direction=WORSENED, evidence="clear"),
    compared(None, quartile=2, previous_quartile=4, direction=WORSENED, compared_period="2021/22"),
    {"direction": SAME, "remark": "where the aim is a lower rate"},
    {"direction": UNDETERMINED, "has_figure": False, "reason": "no figure"},
    {"direction": UNDETERMINED, "reason": "first figure in the series"},
    {"counted": False},
]

CHANGES: list[tuple[int, dict[str, Any]]] = [
    *((number, {"direction": direction}) for number in range(6) for direction in (IMPROVED, WORSENED, SAME)),
    *((number, {"name": "Another name"}) for number in range(6)),
    *((number, {"quartile": quartile}) for number in range(3) for quartile in (1, 3)),
    *((number, {"gap_is_better": better}) for number in range(3) for better in (True, False, None)),
    *((number, {"compared": False}) for number in range(3)),
    (2, {"compared_period": "2020/21"}),
    (4, {"reason": "lost"}),
    (5, {"reason": "new"}),
    (5, {"has_figure": False}),
    (3, {"remark": ""}),
    (1, {"evidence": "cannot be told"}),
    (6, {"counted": True}),
    (0, {"quartile_sure": True}),
    (1, {"quartile_sure": True}),
]


def values_of(frame: pd.DataFrame) -> Iterator[tuple[str, Any]]:
    """Every cell of the two tables with its id."""
    tables = ((DASHBOARD_FACTS, dashboard_facts(frame)), (DASHBOARD_NAMES, dashboard_names(frame)))
    for table, rows in tables:
        for row in rows.to_dict("records"):
            for column in table.names:
                yield f"{table.name}/{tuple(row[name] for name in table.key)}/{column}", row[column]


class Unchanged(NamedTuple):
    """A dashboard before anything changed: its statuses, its paragraph, and every cell that it may state."""

    statuses: pd.DataFrame
    statement: Statement
    values: dict[str, Any]


@pytest.fixture(scope="module")
def unchanged() -> Unchanged:
    before = statuses(*FULL)
    return Unchanged(before, statements_of(before)[0], dict(values_of(before)))


@pytest.mark.parametrize(("number", "change"), CHANGES)
def test_a_changed_status_changes_every_sentence_that_states_what_it_changes(
    unchanged: Unchanged, number: int, change: dict[str, Any]
) -> None:
    """No sentence stays as it was of which one fact now has another value, or is gone."""
    before, old, values = unchanged
    row = status(number, **{"direction": IMPROVED} | FULL[number] | change)
    after = pd.concat([before.iloc[:number], statuses_row(row), before.iloc[number + 1 :]], ignore_index=True)
    after = after.astype({"gap_is_better": "boolean", "quartile": "Int64", "previous_quartile": "Int64"})
    now = dict(values_of(after))
    (new,) = statements_of(after)
    texts = {one.text for one in new.sentences}
    stale = [
        one.text
        for one in old.sentences
        for fact in one.facts
        if str(now.get(f"{fact.table}/{fact.key}/{fact.column}")) != str(fact.value) and one.text in texts
    ]
    assert stale == []
    changed = {name for name, value in values.items() if str(now.get(name)) != str(value)}
    stated = {f"{fact.table}/{fact.key}/{fact.column}" for one in old.sentences for fact in one.facts}
    if changed & stated:
        assert old.text != new.text


def statuses_row(row: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([row], columns=list(STATUSES))


def test_what_has_no_name_is_counted_alone() -> None:
    rows = [{"name": "", "quartile": 4, "previous_quartile": 3}] * 2
    assert texts_of("moves", *rows) == "Two now fall within the fourth quartile, which is the worst."
    named = {"quartile": 4, "previous_quartile": 3}
    assert texts_of("moves", named, *rows).endswith("which is the worst: recycling and two others.")


def test_how_sure_a_quartile_is_stands_beside_it() -> None:
    fell, stays = {"quartile": 4, "previous_quartile": 3}, {"quartile": 1, "previous_quartile": 1}
    rows = [fell | {"quartile_sure": True}, fell | {"quartile_sure": False}, stays | {"quartile_sure": True}]
    assert texts_of("moves", *rows) == (
        "Two now fall within the fourth quartile, which is the worst (sure for one): recycling and landfill. "
        "One remains in the first quartile, which is the best (sure): air."
    )
    unsure = [row | {"quartile_sure": False} for row in rows]
    assert texts_of("moves", *unsure) == (
        "Two now fall within the fourth quartile, which is the worst (sure for none): recycling and landfill. "
        "One remains in the first quartile, which is the best (not sure): air."
    )


def test_beside_a_table_what_moved_or_cannot_be_compared_is_counted_and_not_named() -> None:
    moved = {"compared": True, "gap_is_better": True, "compared_period": "2022/23", "quartile": 3}
    frame = statuses(
        moved | {"previous_quartile": 2},
        moved | {"previous_quartile": 1},
        moved | {"quartile": 1, "previous_quartile": 2},
        moved | {"quartile": 4, "previous_quartile": 4, "compared_period": "2021/22"},
        {"direction": "Cannot be determined", "reason": "first figure in the series"},
    )
    (statement,) = statements_of(frame, clear=frozenset())
    assert statement.about("moves") == "Quartiles: two fell to the third; one rose to the first."
    assert statement.about("periods") == ("For one the comparison is for another period than the figure: 2021/22.")
    earlier = moved | {"compared_period": "2021/22"}
    (several,) = statements_of(statuses(earlier, earlier | {"compared_period": "2020"}, moved), clear=frozenset())
    assert several.about("periods") == (
        "For two the comparison is for another period than the figures: 2021/22 for one and 2020 for one."
    )
    assert statement.about("not_comparable") == (
        "One cannot be compared with an earlier figure (first figure in the series)."
    )


def test_beside_a_table_what_improved_is_named_as_an_item_of_a_list() -> None:
    (statement,) = statements_of(statuses(IMPROVED, IMPROVED, WORSENED, SAME, SAME), clear=frozenset())
    (whole,) = statements_of(statuses(IMPROVED, IMPROVED, WORSENED, SAME, SAME))
    for topic, heads in {
        "improved": ("Improved: ", "The indicators that improved are "),
        "worsened": ("Worsened: ", "The indicator that worsened is "),
        "no_real_change": ("No real change: ", "The indicators with no real change are "),
    }.items():
        item, named = statement.about(topic), whole.about(topic)
        assert item.startswith(heads[0]) and named.startswith(heads[1]), topic
        assert item.removeprefix(heads[0]) == named.removeprefix(heads[1]).removesuffix(".") != "", topic


def test_beside_a_table_names_begin_with_those_whose_change_is_clear() -> None:
    worse = statuses(*[{"direction": WORSENED, "evidence": "within its usual ups and downs"}] * 7)
    (some,) = statements_of(worse, clear=frozenset({"i1", "i4", "other"}))
    assert some.about("worsened") == (
        "Worsened clearly: landfill and trees; not clearly: recycling, air, emissions, litter and noise"
    )
    every = "recycling, landfill, air, emissions, trees, litter and noise"
    (none,) = statements_of(worse, clear=frozenset())
    assert none.about("worsened") == f"Worsened, not clearly: {every}"
    (sure,) = statements_of(worse, clear=frozenset(f"i{number}" for number in range(7)))
    assert sure.about("worsened") == f"Worsened clearly: {every}"
    (same,) = statements_of(statuses(*[SAME] * 7), clear=frozenset({"i1"}))
    assert same.about("no_real_change") == f"No real change: {every}"
    (unweighed,) = statements_of(statuses(*[WORSENED] * 7), clear=frozenset({"i1"}))
    assert unweighed.about("worsened") == f"Worsened: {every}"


def test_a_dashboard_is_told_in_short_in_the_form_of_a_theme() -> None:
    def in_short(frame: pd.DataFrame) -> str:
        (statement,) = statements_of(frame)
        assert statement.in_short is not None
        return statement.in_short.text

    assert in_short(statuses(IMPROVED, IMPROVED, WORSENED)) == "Two of three indicators improved and one worsened."
    assert in_short(statuses(WORSENED, WORSENED)) == "Both indicators worsened."
    assert in_short(statuses(SAME)) == "The only indicator shows no real change."
    assert in_short(statuses("Cannot be determined", "Cannot be determined")) == (
        "Direction of travel cannot be determined for any of the two indicators."
    )
    of_schools = statuses(IMPROVED, WORSENED).assign(counted=False)
    assert in_short(of_schools) == "One of two indicators improved and one worsened; the headline leaves it out."
