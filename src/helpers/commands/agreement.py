"""`make agreement`: check the files of an agreement, and print what follows from them."""

from __future__ import annotations

from helpers.commands.printed_parts import lines_of
from helpers.frameworks import Framework
from helpers.params import read_frameworks
from helpers.paths import Project
from helpers.present.pages import agreement as page
from helpers.present.pages import reward_grant as grant_page
from helpers.present.tables import joined
from helpers.present.values import Parts
from helpers.problems import InputProblem
from helpers.register import read_register
from helpers.results import agreements, reward_grants
from helpers.sources.agreements import read_agreement
from helpers.sources.targets import TargetFiles, read_targets, units_of


def print_agreement(project: Project, year: str) -> None:
    """Print the reward grant of a year, its forecast, the risk, the fund, what was asked for, and the areas.

    The files are those of `params/agreements`, or of the folder that was asked for.

    Raises  InputProblem: no framework is for the year, or a file is not right
    """
    frameworks = read_frameworks(project)
    of_year = [framework for framework in frameworks.values() if year in map(str, framework.reporting_years)]
    if not of_year:
        years = sorted({str(one) for framework in frameworks.values() for one in framework.reporting_years})
        raise InputProblem(f"year must be one of {', '.join(years)}, for which there is a framework; got {year!r}.")
    for framework in of_year:
        for line in lines_of(_what_follows(project, framework, int(year))):
            print(line)


def _what_follows(project: Project, framework: Framework, year: int) -> Parts:
    files = TargetFiles(project.targets, project.target_milestones, project.target_judgements, project.target_options)
    promises = read_targets(files, read_register(project.register), framework, year)
    themes = [theme.name for theme in framework.themes]
    units = units_of(promises.targets)
    printed = read_agreement(project.other_raw or project.agreements, framework.id, themes, year, units)
    grants = reward_grants.reward_grants(printed.grants)
    totals = reward_grants.reward_totals(grants)
    figures = agreements.printed_figures(promises.targets, promises.milestones, promises.judgements, year)
    named = agreements.agreement_indicators(printed.named, printed.grants, figures)
    measures = agreements.enabling_measures(printed.measures, printed.named, printed.grants)
    return joined(
        grant_page.opening(grants, totals, framework.owner, year),
        grant_page.totals_tables(totals),
        grant_page.reward_table(grants, totals, year),
        grant_page.parts_table(grants, totals),
        grant_page.forecast_table(grants, totals),
        page.risk_parts(agreements.risk_by_theme(printed.risk, printed.named), year),
        page.reviews_parts(agreements.earlier_reviews(printed.reviews)),
        page.named_parts(named, year, agreements.without_a_word(printed.grants, printed.named)),
        page.fund_parts(agreements.pooled_funds(printed.funds)),
        page.measures_parts(measures, has_agreement=bool(len(grants))),
        page.areas_parts(agreements.agreement_areas(printed.areas, printed.figures)),
    )
