"""Areas for continued focus with their origin, what became of earlier ones, and plans with their status."""

from __future__ import annotations

import pandas as pd

from helpers.markers import with_marks
from helpers.verdicts import CANNOT_BE_DETERMINED, IMPROVED, NO_REAL_CHANGE, WORSENED

RULE = "rule"
"""The origin of an area that the rule of the run names, and nobody typed."""

LOWEST_QUARTILE = 4

_NAMED = ["subject", "theme", "origin", "statement", "indicator_ids", "source", "paragraph", "address"]
_AREA = [*_NAMED, "evidence", "within"]


def areas_of_focus(
    commitments: pd.DataFrame, compendium: pd.DataFrame, same_measure: pd.DataFrame, year: int
) -> pd.DataFrame:
    """Return the areas for continued focus of a report: those that people named, then those that the rule names.

    The rule: an indicator of the headline worsened and is in the lowest quartile.

    Columns needed    commitments: report_year, kind, subject, theme, origin, statement, indicator_ids, source,
                      paragraph, address; compendium: indicator_id, title, provisional, derived, previous_provisional,
                      previous_derived, theme, direction, evidence, quartile, in_headline; same_measure: family,
                      indicator_id
    Columns returned  subject (of what the rule names its title, with markers), theme, origin (officer, scrutiny,
                      cabinet, council, partner or rule), statement,
                      indicator_ids, source, paragraph, address; and of what the rule names, otherwise blank: evidence,
                      within (the area that people named which has the indicator, itself or as the same measure)
    """
    named = commitments[commitments["kind"].eq("focus") & commitments["report_year"].eq(year)][_NAMED]
    worsened = compendium["direction"].eq(WORSENED) & compendium["quartile"].eq(LOWEST_QUARTILE)
    rows = compendium[worsened & compendium["in_headline"]]
    by_rule = rows[["title", "theme", "indicator_id", "evidence"]].set_axis(
        ["subject", "theme", "indicator_ids", "evidence"], axis=1
    )
    areas = _area_of_indicators(named, same_measure)
    within = [areas.get(name, "") for name in by_rule["indicator_ids"]]
    by_rule = by_rule.assign(
        subject=with_marks(rows), origin=RULE, statement="", source="", paragraph="", address="", within=within
    )
    both = pd.concat([named.assign(evidence="", within=""), by_rule[_AREA]], ignore_index=True)
    return both.astype(dict.fromkeys(_AREA, "str"))


def warned_outside(warnings: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Return the early warnings by figures that the rule cannot name, as the headline does not count them.

    Columns needed    warnings: indicator_id, title, by_figures; compendium: indicator_id, in_headline
    Columns returned  those of the warnings
    """
    counted = compendium.loc[compendium["in_headline"].astype("bool"), "indicator_id"]
    return warnings[warnings["by_figures"].astype("bool") & ~warnings["indicator_id"].isin(counted)]


def _area_of_indicators(named: pd.DataFrame, same_measure: pd.DataFrame) -> dict[str, str]:
    """Return the named area of each indicator that one has, itself or as another indicator of the same measure."""
    family = dict(zip(same_measure["indicator_id"], same_measure["family"], strict=True))
    areas: dict[str, str] = {}
    for subject, names in zip(named["subject"], named["indicator_ids"], strict=True):
        for name in filter(None, str(names).split(";")):
            alike = [other for other, of in family.items() if of == family.get(name)]
            areas |= dict.fromkeys([name, *alike], str(subject))
    return areas


def followed_up(commitments: pd.DataFrame, compendium: pd.DataFrame, year: int, kind: str = "focus") -> pd.DataFrame:
    """Return what became of what the last report before a year named: its status, and what its indicators did.

    Columns needed    commitments: those of `helpers.sources.commitments.read_commitments`; compendium: indicator_id,
                      direction
    Columns returned  those of the commitments of that report and kind; improved, no_real_change, worsened,
                      cannot_be_determined (of its indicators), without_row (indicators that the report does not have)
    """
    of_kind = commitments[commitments["kind"].eq(kind) & commitments["report_year"].lt(year)]
    before = of_kind[of_kind["report_year"].eq(of_kind["report_year"].max())].reset_index(drop=True)
    return with_directions(before, compendium)


def commitments_of(commitments: pd.DataFrame, compendium: pd.DataFrame, year: int, kind: str) -> pd.DataFrame:
    """Return the commitments of one kind that the report of a year names, with what their indicators did.

    Columns needed    those of `followed_up`
    Columns returned  those of `followed_up`
    """
    rows = commitments[commitments["kind"].eq(kind) & commitments["report_year"].eq(year)]
    return with_directions(rows.reset_index(drop=True), compendium)


def with_directions(commitments: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    """Count the directions of the indicators of each commitment.

    Columns needed    commitments: indicator_ids; compendium: indicator_id, direction
    Columns returned  those of the commitments; improved, no_real_change, worsened, cannot_be_determined, without_row
    """
    direction = compendium.set_index("indicator_id")["direction"]
    names = {
        "improved": IMPROVED,
        "no_real_change": NO_REAL_CHANGE,
        "worsened": WORSENED,
        "cannot_be_determined": CANNOT_BE_DETERMINED,
    }
    lists = [[name for name in ids.split(";") if name] for ids in commitments["indicator_ids"]]
    directions = [[str(direction[name]) for name in ids if name in direction.index] for ids in lists]
    counts = {name: [words.count(word) for words in directions] for name, word in names.items()}
    absent = [len(ids) - len(words) for ids, words in zip(lists, directions, strict=True)]
    return commitments.assign(**{name: pd.Series(values, dtype="int64") for name, values in counts.items()}).assign(
        without_row=pd.Series(absent, dtype="int64")
    )
