"""ONS Explore Local Statistics, as its API answers: one CSV of several indicators, called by their printed names.

Based on the publisher's documentation of the API (docs/api in its repository explore-local-statistics-app, September
2026) and on its code that writes the CSV. The columns are indicator, areacd, areanm, period, value, lci_95 and uci_95
where an indicator has limits, and status where it was asked for. Not confirmed by a real answer: the symbols of
`status`, which are taken to be those of the files that the service is built from, and the printed names of the three
travel times.
"""

from __future__ import annotations

from helpers.sources.files.opening import Opened, normalised
from helpers.sources.formats import explore_local
from helpers.sources.formats.format import PublishersFormat
from helpers.sources.published import Published

SLUGS: dict[str, dict[str, str]] = {
    "connectivity": {
        "4g-coverage": "4G coverage",
        "5g-coverage": "5G coverage",
        "average-travel-time-cycling": "Cycle to work",
        "average-travel-time-driving": "Drive to work",
        "average-travel-time-public-transport-or-walking": "Public transport or walk to work",
        "electric-vehicle-public-charging-devices": "Public electric vehicle chargers",
        "gigabit-capable-broadband": "Gigabit capable broadband",
        "motor-vehicle-flow": "Motor vehicle flow",
        "premises-below-30mbps": "Premises below 30Mbps",
        "walk-library": "Residents within a 30 minute walk of their nearest library",
        "walk-railway-station": "Residents within a 30 minute walk of their nearest railway station",
    },
    "culture_and_heritage": {
        "engaged-with-arts": "Engaged with the arts",
        "visited-heritage-site": "Visited a heritage site",
        "visited-museum-or-gallery": "Visited a museum or gallery",
        "visited-public-library": "Visited a public library",
    },
    "economy": {
        "active-businesses": "Active businesses",
        "business-births": "Business births",
        "business-deaths": "Business deaths",
        "business-survival-one-year": "One-year survival rate",
        "business-survival-three-year": "Three-year survival rate",
        "business-survival-two-year": "Two-year survival rate",
        "children-in-relative-poverty-after-housing": "Children in relative poverty after housing costs",
        "children-in-relative-poverty-before-housing": "Children in relative poverty before housing costs",
        "claimant-count": "Claimant Count",
        "economic-inactivity-rate": "Economically inactive",
        "employment-rate": "Employment rate",
        "gross-disposable-household-income-per-head": "Gross disposable household income",
        "gross-median-weekly-pay": "Gross median weekly pay",
        "high-growth-businesses": "High growth businesses",
    },
    "education_and_skills": {
        "apprenticeship-achievements": "Apprenticeship achievements (England)",
        "apprenticeship-starts": "Apprenticeship starts (England)",
        "further-education-skills-learner-achievements": "Further education and skills learner achievements",
        "further-education-skills-participation": "Further education and skills participation",
        "level-3-or-above-qualifications": "Level 3 or above qualifications (Great Britain)",
        "no-qualifications-great-britain": "No qualifications",
        "persistent-absences-all-pupils": "Persistent absences for all pupils",
        "persistent-absences-pupils-free-school-meals": "Persistent absences for pupils eligible for free school meals",
    },
    "environment": {"greenhouse-gas-emissions": "Greenhouse gas emissions"},
    "health_and_wellbeing": {
        "adult-obesity-prevalence": "Adult obesity prevalence",
        "cancer-diagnosis-stage-1-and-2": "Cancer diagnosis at stage 1 and 2",
        "cardiovascular-mortality-persons-aged-under-75": "Preventable cardiovascular mortality (England)",
        "healthy-life-expectancy-female": "Female healthy life expectancy",
        "healthy-life-expectancy-male": "Male healthy life expectancy",
        "wellbeing-anxiety": "Anxiety",
        "wellbeing-happiness": "Happiness",
        "wellbeing-satisfaction": "Satisfaction",
        "wellbeing-worthwhile": "Worthwhile",
    },
    "housing": {
        "first-time-buyer-mortgage-sales": "First-time buyer mortgage sales",
        "housing-affordability-ratio": "Housing affordability ratio (residence-based)",
        "net-additions-housing-stock": "Net additions to the housing stock (England)",
    },
}
"""For each topic of the service: what the API calls an indicator, and what the register does (`source_measure`).

Culture and heritage is a part of connectivity there, and apart here because its figures are of another source.
"""

PRINTED: dict[str, str] = {
    "Economic inactivity rate (Great Britain)": "Economically inactive",
    "Employment rate (Great Britain)": "Employment rate",
    "Feeling life is worthwhile": "Worthwhile",
    "Gross disposable household income per head": "Gross disposable household income",
    "Life satisfaction": "Satisfaction",
    "One-year business survival rate": "One-year survival rate",
    "Three-year business survival rate": "Three-year survival rate",
    "Two-year business survival rate": "Two-year survival rate",
}
"""The printed names that differ from those of the register."""

_COLUMNS = {
    "areacd": "areacd",
    "indicator": "indicator",
    "period": "period",
    "value": "observation",
    "lci95": "lci95",
    "uci95": "uci95",
    "status": "status",
}
"""The columns that are read, by their bare names, and what `explore_local` calls them."""


def _recognises(file: Opened) -> bool:
    return explore_local.has_layout(file) and explore_local.is_of_the_api(file)


def read(file: Opened) -> Published:
    """Read an answer of the API: `measure` is the indicator under the register's name, the rest as `explore_local`."""
    frame, ragged = file.table([name for name in file.header if normalised(name) in _COLUMNS])
    frame = frame.rename(columns={name: _COLUMNS[normalised(name)] for name in frame.columns})
    absent = [name for name in _COLUMNS.values() if name not in frame]
    frame[absent] = ""
    frame["indicator"] = frame["indicator"].str.strip().replace(PRINTED)
    return explore_local.read_table(frame, ragged, file.name)


FORMATS: tuple[PublishersFormat, ...] = (
    PublishersFormat(
        "explore_local_api",
        "ONS Explore Local Statistics API",
        "Office for National Statistics",
        "Open Government Licence v3.0",
        explore_local.SOURCES,
        _recognises,
        read,
        explore_local.period,
        explore_local.knows,
    ),
)
