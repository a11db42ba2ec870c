"""An outcomes framework: themes, their outcomes, and the dashboards by the names under which a report prints them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, NamedTuple

from pydantic import BeforeValidator, Field, model_validator

from helpers.model_files import Frozen
from helpers.problems import InputProblem
from helpers.register import Indicator


class PrintedDashboard(Frozen):
    """A dashboard as a report names it.

    `holds` are the dashboards of the register whose indicators are printed on it, and `also` further indicators, which
    are then not printed with the rest of theirs. Where `counted` is false none of its indicators counts in the
    headline; where `count_apart` is true it has counts of its own, as the report of 2018 has for schools and for crime.
    """

    name: str = Field(min_length=1, max_length=300)
    holds: list[str] = Field(default_factory=list)
    also: list[str] = Field(default_factory=list)
    counted: bool = True
    count_apart: bool = False

    @model_validator(mode="after")
    def _holds_something(self) -> PrintedDashboard:
        if not (self.holds or self.also):
            raise ValueError("it holds no dashboard of the register and no indicator")
        if self.count_apart and self.counted:
            raise ValueError("what is counted apart is not counted in the headline; set counted to false")
        return self


def _with_its_own_name(value: object) -> object:
    return {"name": value, "holds": [value]} if isinstance(value, str) else value


class SupportingOutcome(Frozen):
    """What a theme is to bring about, and where its measures are printed.

    `dashboards` are printed names and `indicators` are of the register; an outcome may have neither. It is in the
    reports of `from_year` to `to_year`, where these are given.
    """

    name: str = Field(min_length=1, max_length=300)
    dashboards: list[str] = Field(default_factory=list)
    indicators: list[str] = Field(default_factory=list)
    from_year: int | None = None
    to_year: int | None = None

    def is_in(self, year: int) -> bool:
        """Say whether the report of a year has the outcome."""
        return (self.from_year or year) <= year <= (self.to_year or year)


class Theme(Frozen):
    """A theme, or an enabler, with its dashboards in printed order; `outcome` is the plan's sentence on it."""

    name: str
    outcome: str = ""
    dashboards: list[Annotated[PrintedDashboard, BeforeValidator(_with_its_own_name)]] = Field(min_length=1)
    outcomes: list[SupportingOutcome] = Field(default_factory=list)


class DashboardLine(NamedTuple):
    """Where a dashboard is printed, and whether it counts; an enabler is in no theme."""

    theme: str
    dashboard: str
    in_theme: bool
    counted: bool
    count_apart: bool


class Framework(Frozen):
    """A Strategic Plan's outcomes framework: `params/frameworks/<id>.yml`."""

    id: str
    name: str
    owner: str
    about: str = ""
    reporting_years: list[Annotated[int, Field(ge=2000, le=2100)]] = Field(max_length=101)
    themes: list[Theme] = Field(min_length=1)
    enablers: list[Theme]

    @model_validator(mode="after")
    def _each_once(self) -> Framework:
        for what, names in (
            ("dashboard", [printed.name for _, printed, _ in self._printed()]),
            ("indicator", [indicator for _, printed, _ in self._printed() for indicator in printed.also]),
        ):
            twice = [name for name, times in Counter(names).items() if times > 1]
            if twice:
                raise ValueError(f"the {what} {twice[0]!r} is printed twice; keep it in one place")
        printed = {printed.name for _, printed, _ in self._printed()}
        for theme in [*self.themes, *self.enablers]:
            for outcome in theme.outcomes:
                unknown = [name for name in outcome.dashboards if name not in printed]
                if unknown:
                    raise ValueError(
                        f"the outcome {outcome.name!r} names the dashboard {unknown[0]!r}, which is not printed"
                    )
        return self

    def _printed(self) -> Iterator[tuple[Theme, PrintedDashboard, bool]]:
        for in_theme, themes in ((True, self.themes), (False, self.enablers)):
            yield from ((theme, dashboard, in_theme) for theme in themes for dashboard in theme.dashboards)

    def layout(self) -> list[DashboardLine]:
        """Return every dashboard in printed order, those of the enablers last."""
        return [
            DashboardLine(theme.name, printed.name, in_theme, printed.counted, printed.count_apart)
            for theme, printed, in_theme in self._printed()
        ]

    def held(self) -> list[str]:
        """Return the dashboards of the register, in the order in which they are printed."""
        return [subject for _, printed, _ in self._printed() for subject in printed.holds]

    def moved(self) -> dict[str, str]:
        """Return the printed dashboard of each indicator that is not printed with the rest of its dashboard."""
        return {indicator: printed.name for _, printed, _ in self._printed() for indicator in printed.also}

    def named(self) -> set[str]:
        """Return the indicators that the framework names, on a dashboard or as measures of an outcome."""
        outcomes = [outcome for theme in [*self.themes, *self.enablers] for outcome in theme.outcomes]
        return set(self.moved()) | {name for outcome in outcomes for name in outcome.indicators}

    def printed_on(self, indicators: Iterable[Indicator]) -> dict[str, str]:
        """Return the printed dashboard of each indicator.

        Raises  InputProblem: an indicator's dashboard is not held exactly once
        """
        indicators = list(indicators)
        check_dashboards(indicators, self.held(), self.name)
        of_subject = {subject: printed.name for _, printed, _ in self._printed() for subject in printed.holds}
        moved = self.moved()
        return {
            indicator.indicator_id: moved.get(indicator.indicator_id, of_subject[indicator.dashboard])
            for indicator in indicators
        }

    def outcomes_in(self, year: int, printed_on: Mapping[str, str]) -> list[tuple[str, str, list[str]]]:
        """Return each supporting outcome of a year with its theme and its indicators, in printed order."""
        return [
            (
                theme.name,
                outcome.name,
                [
                    indicator
                    for indicator, dashboard in printed_on.items()
                    if indicator in outcome.indicators or dashboard in outcome.dashboards
                ],
            )
            for theme in [*self.themes, *self.enablers]
            for outcome in theme.outcomes
            if outcome.is_in(year)
        ]


def check_dashboards(indicators: Sequence[Indicator], dashboards: Sequence[str], framework: str) -> None:
    """Make sure that a framework prints each indicator of the register on one dashboard.

    Raises InputProblem naming a dashboard that the framework leaves out, or prints twice.
    """
    for indicator in indicators:
        times = dashboards.count(indicator.dashboard)
        if times != 1:
            raise InputProblem(
                f"The framework {framework} has the dashboard {indicator.dashboard!r} {times} times; "
                f"{indicator.indicator_id} needs it once."
            )


MODELS: tuple[type[Frozen], ...] = (Framework, Theme, PrintedDashboard, SupportingOutcome)
"""What the file of a framework is made of."""
