"""Parameters: what an analyst may change for a year, read once, checked and frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import BaseModel, Field, field_validator

from helpers.areas import Areas
from helpers.comparator_groups import ComparatorGroup, GroupEntry, GroupRule, Neighbours, group_members
from helpers.files import csv_rows
from helpers.frameworks import MODELS as FRAMEWORK_MODELS
from helpers.frameworks import Framework
from helpers.indicator_groups import IndicatorGroup, read_indicator_groups
from helpers.method_rules import DirectionRules, DisclosureRule, FunnelCorrection, TrendMethod
from helpers.model_files import Frozen, read_model
from helpers.ownership import NOT_AVAILABLE, PUBLICATION, YEARS, Ownership, read_ownership
from helpers.parts_of_year import PARTS, RUN_PARTS, PartOfYear, last_financial_year, part_of
from helpers.paths import Project
from helpers.periods import PERIOD_TYPES
from helpers.problems import InputProblem, NoNeighbours
from helpers.register import Indicator, read_register
from helpers.run_names import words_of
from helpers.stages import Stage
from helpers.visible import value_shown


class AsAt(Frozen):
    """The last day a period may end on to be used, by period type."""

    academic: date
    fe_year: date
    all_others: date

    def by_period_type(self) -> dict[str, date]:
        """Return the as-at date of every period type."""
        own = {"academic": self.academic, "fe_year": self.fe_year}
        return {period_type: own.get(period_type, self.all_others) for period_type in (*PERIOD_TYPES, *PARTS)}


class Waiver(Frozen):
    """Permission to use one indicator's figures despite a failed check, granted by a named post until a date."""

    check: str
    indicator: str
    reason: str = Field(max_length=500)
    by: str = Field(max_length=100)
    until: date

    @field_validator("check", "indicator", "reason", "by")
    @classmethod
    def _is_a_line(cls, text: str) -> str:
        if not text.strip() or text != text.strip() or not text.isprintable():
            raise ValueError("write some words in one line, without space around them")
        return text


class UnavailableSource(Frozen):
    """A source that the council used in other years, and why it had none of its figures in this one."""

    name: str = Field(min_length=1, max_length=300)
    why: str = Field(min_length=1, max_length=500)


class Parameters(Frozen):
    """One reporting year: `params/<year>.yml`."""

    year: int = Field(ge=2000, le=2100)
    authority: str = Field(pattern=r"^E\d{8}$")
    framework: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    comparator_group: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    also_compared_with: list[str] = Field(default_factory=list, max_length=3)
    stage: Stage
    as_at: AsAt
    direction: DirectionRules
    counted_by: Literal["direction", "evidence"] = "direction"
    trend_method: TrendMethod
    funnel_correction: FunnelCorrection = "corrected"
    stale_after_months: int = Field(ge=12, le=120)
    minimum_group_size: int = Field(ge=4, le=200)
    masking_spread_percent: int = Field(default=50, ge=10, le=500)
    disclosure: DisclosureRule = DisclosureRule()
    sources_not_available: list[UnavailableSource] = Field(default_factory=list)
    allow: list[Waiver] = Field(default_factory=list)
    returns_due: date | None = None
    issued: date | None = None
    next_update: date | None = None
    contact: str = Field(default="", max_length=200)

    @field_validator("contact")
    @classmethod
    def _is_a_line(cls, text: str) -> str:
        if text != text.strip() or not text.isprintable():
            raise ValueError("write an address or a telephone number in one line, without space around it")
        return text


class Publication(NamedTuple):
    """When a report was issued and is next brought up to date, and how whoever answers for it is reached, if given."""

    issued: date | None
    contact: str
    next_update: date | None


class Settings(Frozen):
    """Everything a run needs to know: the parameters with the group and the framework they name.

    `also_compared_with` has the further groups by their names in `params/comparators.yml`; `further_groups` finds their
    members. `ownership` says what in the project speaks of the council of the report, and what of another.
    `indicator_groups` names the group that single indicators are also ranked in, `groups_of_indicators` has these
    groups by their names. `part` is the part of the financial year that a run in the course of the year is of, None for
    a run of the whole year; the as-at dates of `parameters` are its last day.
    """

    parameters: Parameters
    group: ComparatorGroup
    also_compared_with: dict[str, GroupEntry]
    framework: Framework
    authority: str
    run: str
    ownership: Ownership
    indicator_groups: tuple[IndicatorGroup, ...] = ()
    groups_of_indicators: dict[str, GroupEntry] = Field(default_factory=dict)
    part: PartOfYear | None = None

    @property
    def period(self) -> str:
        """The short name of the part of the year that the run is of, such as Q2; blank for the whole year."""
        return self.part.short if self.part is not None else ""

    @property
    def of_year(self) -> str:
        """What the report is of, as its title has it: 2023, or 2023, Quarter 2."""
        year = str(self.parameters.year)
        return f"{year}, {self.part.name}" if self.part is not None else year

    @property
    def has_own_framework(self) -> bool:
        """Whether the framework is a plan of the council, and not the layout of another council's."""
        return self.ownership.has(f"params/frameworks/{self.parameters.framework}.yml")

    @property
    def borrowed_layout(self) -> str:
        """The plan of another council as which the report is laid out, with its owner; blank for a plan of its own."""
        return "" if self.has_own_framework else f"{self.framework.name} of {self.framework.owner}"

    @property
    def sources_not_available(self) -> list[UnavailableSource]:
        """What the council could not use for its own report of the year; nothing where the report is on another."""
        return self.parameters.sources_not_available if self.ownership.has(YEARS, NOT_AVAILABLE) else []

    @property
    def publication(self) -> Publication:
        """The day of issue, the contact and the next update that the council gives; none of another council's.

        The days are those of the report of the whole year, so that of a part of it has none.
        """
        parameters = self.parameters
        if not self.ownership.has(YEARS, PUBLICATION):
            return Publication(None, "", None)
        if self.part is not None:
            return Publication(None, parameters.contact, None)
        return Publication(parameters.issued, parameters.contact, parameters.next_update)

    @property
    def dated(self) -> date:
        """The day that documents carry in their properties: that of issue, or the as-at date before that is known."""
        issued = self.publication.issued
        return issued if issued is not None else self.parameters.as_at.all_others

    def group_names(self) -> dict[str, str]:
        """Return the short name of every group by its name in the file, the comparator group first."""
        further = {name: entry.short_name for name, entry in self.also_compared_with.items()}
        return {self.group.id: self.group.short_name} | further

    def indicator_group_names(self) -> dict[str, str]:
        """Return the short name of every group that single indicators are also ranked in, by its name in the file."""
        return {name: entry.short_name for name, entry in self.groups_of_indicators.items()}


MODELS: tuple[type[BaseModel], ...] = (
    Parameters,
    AsAt,
    DirectionRules,
    DisclosureRule,
    UnavailableSource,
    Waiver,
    GroupEntry,
    GroupRule,
    *FRAMEWORK_MODELS,
)
"""What the files of parameters are made of."""


def years_available(project: Project) -> list[str]:
    """Return the years that have a parameter file."""
    return sorted(path.stem for path in project.parameters.glob("*.yml") if re.fullmatch(r"\d{4}", path.stem))


def read_frameworks(project: Project) -> dict[str, Framework]:
    """Read every framework of `params/frameworks`, by name and in order of name; raises InputProblem."""
    return {path.stem: read_model(path, Framework, MODELS) for path in sorted(project.frameworks.glob("*.yml"))}


def settings_for(
    project: Project,
    areas: Areas,
    year: str,
    authority: str = "",
    neighbours: Neighbours | None = None,
    period: str = "",
) -> Settings:
    """Read and check the parameters of a year, for the authority they name or for another.

    With a `period`, such as Q2 or H1, the as-at dates are the last day of that part of the financial year that the
    reporting year covers. The group in the settings has its members, whether they were listed or follow from a rule.
    `neighbours` is what finds them where a rule names neighbours (see `helpers.pipeline.neighbours`).

    Raises  InputProblem, saying in one sentence what is wrong and which values are valid
    """
    path = project.parameters / f"{year}.yml"
    parameters = _read_parameters(project, year, path)
    groups = read_model(project.comparators, dict[str, GroupEntry], MODELS)
    entry = groups.get(parameters.comparator_group)
    if entry is None:
        raise InputProblem(
            f"{path.name}: comparator_group must be one of {', '.join(groups)}; got "
            f"{value_shown(parameters.comparator_group)}."
        )
    part = part_of_run(period, parameters)
    if part is not None:
        parameters = _as_at_the_end_of(part, parameters)
    chosen = authority or parameters.authority
    named = parameters.comparator_group
    group = entry.group(named, group_members(named, entry, chosen, project, areas, neighbours))
    further = {name: groups[name] for name in _further_names(parameters, groups, path.name)}
    frameworks = sorted(file.stem for file in project.frameworks.glob("*.yml"))
    if parameters.framework not in frameworks:
        raise InputProblem(
            f"{path.name}: framework must be one of {', '.join(frameworks)}; got {value_shown(parameters.framework)}."
        )
    framework = read_model(project.frameworks / f"{parameters.framework}.yml", Framework, MODELS)
    if parameters.year not in framework.reporting_years:
        raise InputProblem(
            f"{path.name}: the framework {framework.id} is for the reporting years "
            f"{', '.join(map(str, framework.reporting_years))}."
        )
    _check_authority(chosen, parameters, group, areas)
    of_indicators = _groups_of_indicators(project, groups, named)
    council = chosen if chosen != parameters.authority else ""
    return Settings(
        parameters=parameters,
        group=group,
        also_compared_with=further,
        framework=framework,
        authority=chosen,
        run="-".join(filter(None, (year, period, council, *words_of(project)))),
        ownership=read_ownership(project.ownership, areas.same_council(chosen)),
        indicator_groups=of_indicators,
        groups_of_indicators={row.comparator_group: groups[row.comparator_group] for row in of_indicators},
        part=part,
    )


def _read_parameters(project: Project, year: str, path: Path) -> Parameters:
    """Read the parameter file of a year, and check what it says of the year itself."""
    years = years_available(project)
    if year not in years:
        raise InputProblem(
            f"year must be one of {', '.join(years)}, each with a file in params; got {value_shown(year)}."
        )
    parameters = read_model(path, Parameters, MODELS)
    if str(parameters.year) != year:
        raise InputProblem(f"{path.name}: year is {parameters.year}; it must be {year}, as the file is named.")
    for name, day in parameters.as_at.model_dump().items():
        if day.year != parameters.year:
            raise InputProblem(f"{path.name}: as_at.{name} is {day}; it must be a day of {year}.")
    _check_waivers(parameters, path.name, project)
    return parameters


def part_of_run(period: str, parameters: Parameters) -> PartOfYear | None:
    """Return the part of the financial year that the reporting year covers; None for a run of the whole year.

    Raises  InputProblem: there is no part of that name
    """
    if not period:
        return None
    if period not in RUN_PARTS:
        meant = period.upper() if period.upper() in RUN_PARTS else ""
        hint = f"; write it as {meant}" if meant else ""
        raise InputProblem(f"period must be one of {', '.join(RUN_PARTS)}; got {value_shown(period)}{hint}.")
    return part_of(period, last_financial_year(parameters.as_at.all_others))


def _as_at_the_end_of(part: PartOfYear, parameters: Parameters) -> Parameters:
    """Return the parameters as they hold at the end of a part of the year.

    No day is due for returns, as that of the parameter file is for those of the whole year.
    """
    days = AsAt(academic=part.end, fe_year=part.end, all_others=part.end)
    return parameters.model_copy(update={"as_at": days, "returns_due": None})


def further_groups(
    project: Project, areas: Areas, settings: Settings, neighbours: Neighbours | None = None
) -> list[ComparatorGroup]:
    """Return the groups that the council is also compared with, in the order of the parameter file.

    After them come those that single indicators are also ranked in.

    They are found apart from the settings, because finding neighbours takes longer than all else that a run does to
    see that nothing has changed. A group has no members, and says why, where a list of neighbours has nothing on the
    council.

    Raises  InputProblem, as `settings_for` does for the comparator group
    """
    groups = []
    for name, entry in (settings.also_compared_with | settings.groups_of_indicators).items():
        try:
            members = group_members(name, entry, settings.authority, project, areas, neighbours)
            groups.append(entry.group(name, members))
        except NoNeighbours as problem:
            groups.append(entry.group(name, [], f"{str(problem).partition(';')[0]}."))
    return groups


def _groups_of_indicators(project: Project, groups: Mapping[str, GroupEntry], main: str) -> tuple[IndicatorGroup, ...]:
    """Return the group of each indicator that has one of its own; none is that of the report."""
    if not project.indicator_groups.exists():
        return ()
    # by its lines, as a register that is wrong is looked through by `make check`, which says what is wrong
    ids = {row["indicator_id"] for _, row in csv_rows(project.register, tuple(Indicator.model_fields))}
    rows = read_indicator_groups(project.indicator_groups, ids, groups)
    return tuple(row for row in rows if row.comparator_group != main)


def _further_names(parameters: Parameters, groups: Mapping[str, GroupEntry], where: str) -> list[str]:
    """Check the names of the further groups: each is another group of the file, given once."""
    main, names = parameters.comparator_group, parameters.also_compared_with
    allowed = [name for name in groups if name != main]
    for index, name in enumerate(names):
        if name == main or name not in groups or name in names[:index]:
            wrong = "the comparator_group itself" if name == main else "given twice" if name in groups else "no group"
            raise InputProblem(
                f"{where}: also_compared_with names {value_shown(name)}, which is {wrong}; it may name up to three of "
                f"{', '.join(allowed)}, each once."
            )
    return names


def _check_waivers(parameters: Parameters, where: str, project: Project) -> None:
    """A waiver is for an indicator of the register, is given once, and covers every day that the report uses.

    What counts is the last as-at date and not the day of the run, so that a report made again is the same.
    """
    if not parameters.allow:
        return
    ids = {indicator.indicator_id for indicator in read_register(project.register)}
    last_day = max(parameters.as_at.model_dump().values())
    seen: set[tuple[str, str]] = set()
    for number, waiver in enumerate(parameters.allow):
        if waiver.indicator not in ids:
            near = get_close_matches(waiver.indicator, sorted(ids), n=1, cutoff=0.0)[0]
            raise InputProblem(
                f"{where}: allow.{number}.indicator is {value_shown(waiver.indicator)}, which is not in "
                f"{project.register.name}; the nearest is {near!r}."
            )
        if (waiver.check, waiver.indicator) in seen:
            raise InputProblem(
                f"{where}: allow waives {waiver.check} for {waiver.indicator} twice; keep one of the two."
            )
        seen.add((waiver.check, waiver.indicator))
        if waiver.until < last_day:
            raise InputProblem(
                f"{where}: the waiver of {waiver.check} for {waiver.indicator} ended on {waiver.until}, before the "
                f"last as-at date of the report, {last_day}; take it out, or have the post that gave it renew it."
            )


def _check_authority(code: str, parameters: Parameters, group: ComparatorGroup, areas: Areas) -> None:
    """An authority must be a member of the group that existed between the as-at dates."""
    days = parameters.as_at.model_dump().values()
    valid = {
        member: areas[member].name for member in sorted(group.members) if areas[member].living(min(days), max(days))
    }
    if code not in valid:
        named = ", ".join(f"{member} {name}" for member, name in valid.items())
        raise InputProblem(
            f"authority must be a member of {group.short_name} in {parameters.year}; got {value_shown(code)}; "
            f"the members are {named}."
        )
