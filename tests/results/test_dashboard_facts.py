"""Counts and names of dashboards, from the tables of a run; as declared, and adding up."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.present.facts import FactTables
from helpers.present.narrative import dashboard_statements
from helpers.present.narrative_headline import headline_statements
from helpers.results.dashboard_facts import STATUSES, dashboard_facts, dashboard_names, dashboard_statuses
from helpers.results.headline_facts import headline_facts
from helpers.schema.enforcement import conformed
from helpers.schema.narrative import DASHBOARD_FACTS, DASHBOARD_NAMES, HEADLINE_FACTS
from tests.support.sentences import check_facts

ROW: dict[str, Any] = {
    "indicator_id": "bins",
    "title": "Bins",
    "measure_type": "national",
    "provisional": False,
    "derived": False,
    "previous_provisional": False,
    "previous_derived": False,
    "dashboard": "Waste",
    "theme": "Green",
    "dashboard_order": 1,
    "theme_order": 1,
    "in_headline": True,
    "direction": "Improved",
    "direction_reason": "",
    "value": 41.8,
    "period": "2022/23",
    "evidence": "clear",
}
COMPARED: dict[str, Any] = {
    "indicator_id": "bins",
    "period": "2022/23",
    "value": 41.8,
    "median": 44.2,
    "gap_is_better": False,
    "quartile": 3,
    "previous_quartile": 2,
}


def status_of(row: dict[str, Any], compared: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    comparisons = pd.DataFrame([COMPARED | (compared or {})]).astype(
        {"quartile": "Int64", "previous_quartile": "Int64"}
    )
    statuses = dashboard_statuses(pd.DataFrame([ROW | row]), comparisons, **more)
    assert tuple(statuses.columns) == STATUSES
    record: dict[str, Any] = statuses.iloc[0].to_dict()
    return record


def test_a_status_is_what_the_tables_say() -> None:
    status = status_of({})
    assert (status["name"], status["counted"], status["reason"], status["evidence"]) == ("Bins", True, "", "clear")
    assert (status["compared"], status["compared_period"], status["gap_is_better"]) == (True, "2022/23", False)
    assert (status["quartile"], status["previous_quartile"]) == (3, 2)


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"measure_type": "local"}, "Bins (local)"),
        ({"provisional": True}, "Bins [p]"),
        ({"previous_derived": True, "measure_type": "partner"}, "Bins (partner) [d]"),
    ],
)
def test_a_name_says_whose_it_is_and_how_final(row: dict[str, Any], name: str) -> None:
    assert status_of(row)["name"] == name


def test_a_reason_leaves_out_what_is_true_of_one_indicator_alone() -> None:
    row = {"direction_reason": "the series has a break at this period; no figure for 2023/24 [x]", "value": None}
    status = status_of(row, {"quartile": None})
    assert status["reason"] == "the series has a break at this period"
    assert (status["has_figure"], status["compared"], status["compared_period"]) == (False, False, "")


def test_remarks_and_evidence_stand_beside_their_indicator() -> None:
    status = status_of({"evidence": "cannot be told"}, remarks={"bins": "where the aim is a higher share"})
    assert (status["evidence"], status["remark"]) == ("cannot be told", "where the aim is a higher share")


def test_a_quartile_is_sure_where_the_council_can_be_in_no_other() -> None:
    def sure(best: int | None, worst: int | None) -> bool:
        certainty = pd.DataFrame(
            {"indicator_id": ["bins"], "quartile": [3], "quartile_best": [best], "quartile_worst": [worst]}
        )
        return bool(status_of({}, certainty=certainty)["quartile_sure"])

    assert [sure(3, 3), sure(2, 3), sure(4, 4), sure(None, None)] == [True, False, False, False]
    assert pd.isna(status_of({})["quartile_sure"])


DIRECTIONS = ("Improved", "No real change", "Worsened", "Cannot be determined", "Not judged")
QUARTILE = st.sampled_from([None, 1, 2, 3, 4])
STATUS = st.fixed_dictionaries(
    {
        "name": st.sampled_from(
            ["Bins", "Deaths, men", "Maths and English", "16-17 year olds", "{odd} 100%", "<b>", ""]
        ),
        "remark": st.sampled_from(["", "where 1 is best"]),
        "dashboard": st.sampled_from(["Waste", "Roads/Buses + 50%"]),
        "counted": st.booleans(),
        "direction": st.sampled_from(DIRECTIONS),
        "reason": st.sampled_from(["", "first figure in the series", "no file of 2022 was supplied"]),
        "has_figure": st.booleans(),
        "period": st.sampled_from(["2022/23", "2022", ""]),
        "evidence": st.sampled_from([None, "clear", "cannot be told"]),
        "gap_is_better": st.sampled_from([True, False, None]),
        "compared": st.booleans(),
        "compared_period": st.sampled_from(["2022/23", "2021/22"]),
        "quartile": QUARTILE,
        "previous_quartile": QUARTILE,
        "quartile_sure": st.sampled_from([True, False, None]),
    }
)


@settings(max_examples=25)
@given(st.lists(STATUS, min_size=1, max_size=7))
def test_whatever_the_statuses_are_the_tables_add_up_and_every_sentence_rests_on_them(
    rows: list[dict[str, Any]],
) -> None:
    fixed = {"theme": "Green", "theme_order": 1, "dashboard_order": 1}
    frame = pd.DataFrame([fixed | row | {"indicator_id": f"i{number}"} for number, row in enumerate(rows)])
    frame = frame[list(STATUSES)].astype(
        {"gap_is_better": "boolean", "quartile": "Int64", "previous_quartile": "Int64"}
    )
    facts = conformed(dashboard_facts(frame), DASHBOARD_FACTS)
    names = conformed(dashboard_names(frame), DASHBOARD_NAMES)
    whole = conformed(headline_facts(facts), HEADLINE_FACTS)
    classes = ["improved", "worsened", "no_real_change", "without_figure", "not_comparable", "not_judged"]
    assert facts[classes].sum(axis=1).tolist() == facts["indicators"].tolist()
    assert facts[["better", "level", "worse"]].sum(axis=1).tolist() == facts["compared"].tolist()
    assert int(facts["indicators"].sum() + facts["others"].sum()) == len(rows)
    listed_ids = names.loc[names["list"].isin(classes), "indicator_ids"].str.split(";").explode()
    assert listed_ids.is_unique and len(listed_ids) == int(facts["indicators"].sum())
    tables = FactTables(
        {"dashboard_facts": facts, "dashboard_names": names, "headline_facts": whole},
        {"dashboard_facts": DASHBOARD_FACTS.key, "dashboard_names": DASHBOARD_NAMES.key, "headline_facts": ["theme"]},
    )
    sentences = [one for made in dashboard_statements(facts, names, "county areas") for one in made.sentences]
    assert check_facts([*sentences, *headline_statements(whole).values()], tables) > 0


def test_nothing_gives_tables_without_rows() -> None:
    nothing = pd.DataFrame(columns=list(STATUSES))
    facts = conformed(dashboard_facts(nothing), DASHBOARD_FACTS)
    assert facts.empty and conformed(dashboard_names(nothing), DASHBOARD_NAMES).empty
    assert conformed(headline_facts(facts), HEADLINE_FACTS).empty
