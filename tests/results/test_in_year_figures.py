"""Figures in the course of a year: which kind of period a run uses, and what is provisional, immature or early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pytest

from helpers.areas import read_areas
from helpers.params import Parameters, settings_for
from helpers.parts_of_year import PartOfYear, read_part
from helpers.paths import project
from helpers.periods import dates_of
from helpers.results.in_year_figures import RunFigures, figures_of_the_run, returns_of_the_run
from helpers.results.reporting_figures import council_figures
from helpers.schema import TABLES
from helpers.schema.types import no_rows

CODE = "E10000018"
INDICATOR = {
    "indicator_id": "a",
    "polarity": "lower_is_better",
    "decimals": 1,
    "value_type": "mean",
    "unit": "days",
    "period_type": "financial",
    "frequency": "annual",
    "breaks": "",
    "why_no_figure": "",
    "counted": True,
}


def parameters_of(period: str = "") -> Parameters:
    """The parameters of 2023, as they hold for a part of it."""
    here = project()
    return settings_for(here, read_areas(here.areas), "2023", "", lambda *_: (), period).parameters


PARAMETERS = {period: parameters_of(period) for period in ("", "Q2", "H1")}


def rows(figures: dict[str, float], **more: Any) -> pd.DataFrame:
    """Observations of the council, by the label of their period."""
    table = no_rows(TABLES["observations"])
    of_every = {
        "indicator_id": "a",
        "area_code": CODE,
        "marker": "",
        "status": "final",
        "area_flag": "",
        "source_id": "local_return",
        "file": "returns/2023/a.csv",
    }
    lines = []
    for number, (label, value) in enumerate(figures.items(), start=2):
        part = read_part(label)
        start, end = (part.start, part.end) if part else dates_of(label, "financial") or (None, None)
        own = {"period": label, "period_start": start, "period_end": end, "value": value, "row": number}
        lines.append(of_every | own | more)
    types = table.dtypes.to_dict() | {"file": "category"}
    return pd.DataFrame(lines, columns=list(table.columns)).astype(types)


def returned(observations: pd.DataFrame, **more: Any) -> pd.DataFrame:
    """The table returns for some observations."""
    table = no_rows(TABLES["returns"])
    names = [name for name in table.columns if name in observations.columns]
    return observations[names].assign(**more).reindex(columns=list(table.columns)).astype(table.dtypes.to_dict())


@dataclass
class Run:
    """What a run makes of some figures."""

    figures: RunFigures
    parameters: Parameters
    indicators: pd.DataFrame

    def used(self) -> dict[str, str]:
        """The periods that the run uses, with the status of each figure."""
        return dict(zip(self.figures.observations["period"], self.figures.observations["status"], strict=True))

    def uses(self) -> dict[str, str]:
        """What in_year_figures says of each period."""
        return dict(zip(self.figures.in_year["period"], self.figures.in_year["use"], strict=True))

    def latest(self) -> pd.Series:
        """The row of reporting_figures."""
        of_run = council_figures(self.figures.observations, self.figures.indicators, [CODE], self.parameters)
        return of_run.latest.iloc[0]


def run(
    whole: dict[str, float], parts: dict[str, float], part: PartOfYear | None = None, breaks: str = "", **more: Any
) -> Run:
    """Choose the figures of a run of 2023, or of a part of it."""
    parameters = PARAMETERS[part.short if part else ""]
    years, of_parts = rows(whole), rows(parts)
    beside = returned(pd.concat([years, of_parts], ignore_index=True), **more)
    indicators = pd.DataFrame([INDICATOR | {"breaks": breaks}])
    chosen = figures_of_the_run(years, of_parts, beside, indicators, [CODE], parameters, part)
    return Run(chosen, parameters, indicators)


Q2, H1 = PartOfYear(2022, 2, 2), PartOfYear(2022, 1, 2)


def test_without_parts_nothing_changes() -> None:
    whole = rows({"2021/22": 9.0, "2022/23": 8.0})
    chosen = run({"2021/22": 9.0, "2022/23": 8.0}, {})
    assert chosen.figures.observations.equals(whole)
    assert chosen.figures.indicators is chosen.indicators
    assert chosen.figures.in_year.empty


def test_a_year_is_not_joined_with_quarters() -> None:
    chosen = run({"2021/22": 9.0, "2022/23": 8.0}, {"Q4 2021/22": 2.0, "Q4 2022/23": 2.1})
    assert chosen.used() == {"2021/22": "final", "2022/23": "final"}
    assert chosen.uses() == {"2021/22": "series", "2022/23": "newest", "Q4 2021/22": "beside", "Q4 2022/23": "beside"}
    assert chosen.figures.indicators["period_type"].tolist() == ["financial"]


def test_an_annual_report_rests_on_the_latest_quarter_and_compares_like_for_like() -> None:
    chosen = run({"2021/22": 39.0}, {"Q3 2021/22": 38.0, "Q3 2022/23": 39.36})
    assert chosen.used() == {"Q3 2021/22": "final", "Q3 2022/23": "provisional"}
    latest = chosen.latest()
    assert (latest["period"], latest["value"], latest["provisional"]) == ("Q3 2022/23", 39.36, True)
    assert (latest["previous_period"], latest["previous_value"]) == ("Q3 2021/22", 38.0)


def test_a_quarter_without_the_one_a_year_before_has_nothing_to_be_compared_with() -> None:
    latest = run({"2021/22": 39.0}, {"Q2 2022/23": 39.0, "Q3 2022/23": 39.36}).latest()
    assert latest["period"] == "Q3 2022/23"
    assert latest["why_no_previous"] == "first figure in the series"


def test_a_run_of_a_quarter_uses_what_had_ended_by_then() -> None:
    parts = {"Q2 2021/22": 2.2, "Q1 2022/23": 2.0, "Q2 2022/23": 1.9, "Q3 2022/23": 1.7, "H1 2022/23": 3.9}
    chosen = run({"2021/22": 9.0, "2022/23": 8.0}, parts, Q2)
    assert chosen.used() == {
        "Q1 2022/23": "final",
        "Q2 2021/22": "final",
        "Q2 2022/23": "provisional",
        "Q3 2022/23": "final",
    }
    assert chosen.latest()["period"] == "Q2 2022/23"
    uses = chosen.uses()
    assert uses.keys() & {"2022/23", "Q3 2022/23"} == set(), "what came later changes nothing of an earlier report"
    assert uses["2021/22"] == uses["H1 2022/23"] == "beside"
    assert run({"2021/22": 9.0}, parts, H1).latest()["period"] == "H1 2022/23"


def test_what_was_handed_in_for_the_part_of_a_run_is_provisional() -> None:
    observations = rows({"2021/22": 9.0})
    other = rows({"2021/22": 9.0}, source_id="ons", indicator_id="b")
    snapshot = rows(
        {"2021/22": 9.0}, period="30 Sep 2022", period_start=date(2022, 9, 30), period_end=date(2022, 9, 30)
    )
    every = pd.concat([observations, snapshot, other.assign(period_end=date(2022, 9, 30))], ignore_index=True)
    indicators = pd.DataFrame([INDICATOR, INDICATOR | {"indicator_id": "b"}])
    nothing = every.head(0)
    chosen = figures_of_the_run(every, nothing, returned(nothing), indicators, [CODE], PARAMETERS["Q2"], Q2)
    assert chosen.observations["status"].tolist() == ["final", "provisional", "final"]


@pytest.mark.parametrize(
    ("signed", "state", "status"),
    [
        (date(2022, 10, 20), "immature", "provisional"),
        (date(2023, 6, 29), "immature", "provisional"),
        (date(2023, 6, 30), "mature", "final"),
        (None, "not known", "final"),
    ],
)
def test_a_result_that_takes_weeks_is_immature_until_they_have_passed(
    signed: date | None, state: str, status: str
) -> None:
    chosen = run({"2022/23": 13.0}, {}, verification_weeks=13, in_system=9, signed_on=signed)
    assert chosen.used() == {"2022/23": status}
    row = chosen.figures.in_year.iloc[0]
    assert (row["maturity"], row["mature_on"], row["in_system"]) == (state, date(2023, 6, 30), 9)
    assert row["provisional"] == (status == "provisional")
    assert chosen.figures.indicators["counted"].tolist() == [state != "immature"]


def test_a_break_is_one_for_every_part_of_the_year_from_then_on() -> None:
    parts = {"Q2 2020/21": 2.4, "Q1 2021/22": 2.3, "Q2 2021/22": 2.2, "Q2 2022/23": 1.9}
    chosen = run({}, parts, Q2, breaks="2021/22")
    assert chosen.figures.indicators["breaks"].tolist() == ["Q1 2021/22;Q2 2021/22"]


def test_figures_of_another_council_do_not_choose_the_kind() -> None:
    years = pd.concat([rows({"2021/22": 9.0}), rows({"2022/23": 8.0}, area_code="E10000034")], ignore_index=True)
    parts = rows({"Q3 2022/23": 2.0})
    indicators = pd.DataFrame([INDICATOR])
    chosen = figures_of_the_run(years, parts, returned(parts), indicators, [CODE], PARAMETERS[""])
    assert chosen.observations["period"].tolist() == ["Q3 2022/23"]
    assert set(chosen.in_year["area_code"]) == {CODE}


def test_early_signals_are_after_the_year_end() -> None:
    chosen = run({"2022/23": 8.0}, {"Q1 2023/24": 1.7})
    assert chosen.uses() == {"2022/23": "newest", "Q1 2023/24": "early signal"}
    assert chosen.used() == {"2022/23": "final"}


def test_a_quarter_has_the_target_of_a_quarter() -> None:
    years, parts = rows({"2021/22": 9.0, "2022/23": 8.0}), rows({"Q2 2021/22": 2.2, "Q2 2022/23": 1.9})
    beside = returned(pd.concat([years, parts], ignore_index=True), target=[7.5, 7.5, 1.8, 1.8])
    other = beside.assign(indicator_id="b")
    indicators = pd.DataFrame([INDICATOR])
    for part, periods in ((Q2, ["Q2 2021/22", "Q2 2022/23"]), (None, ["2021/22", "2022/23"])):
        rules = PARAMETERS[part.short if part else ""]
        chosen = figures_of_the_run(years, parts, beside, indicators, [CODE], rules, part)
        assert returns_of_the_run(beside, chosen.in_year)["period"].tolist() == periods
        assert len(returns_of_the_run(other, chosen.in_year)) == 4
