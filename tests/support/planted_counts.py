"""Returns with small counts, and other returns with the same sums, which nobody may tell from the first."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from returns import CARD, CARD_HEADER, HEADER, csv_file, indicator

REGISTER = (
    indicator("helped", "count", "people", decimals=0),
    indicator("helped_pct", "percentage", "%"),
    indicator("satisfied_pct", "percentage", "%"),
    indicator("trees", "count", "trees", decimals=0),
)
IN_THE_REGISTER = {
    "helped": ("People who were helped", "Public Health", "higher_is_better", "count", "people", "0", "local"),
    "helped_pct": ("Share who were helped", "Public Health", "higher_is_better", "percentage", "%", "1", "local"),
    "satisfied_pct": ("Satisfied residents", "Public Health", "higher_is_better", "percentage", "%", "1", "local"),
    "trees": ("Trees planted", "Public Health", "higher_is_better", "count", "trees", "0", "local"),
}
"""What the register of a copy says of them."""
AGES = ["survey", "indicator", "area", "period", "age_group", "value", "respondents", "standard_deviation"]
COUNTY = "Leicestershire"
DISTRICTS = {
    "Blaby": 3,
    "Charnwood": 20,
    "Harborough": 14,
    "Hinckley and Bosworth": 25,
    "Melton": 11,
    "North West Leicestershire": 18,
    "Oadby and Wigston": 30,
}
QUARTERS = {"Q1 2022/23": 6, "Q2 2022/23": 40, "Q3 2022/23": 35, "Q4 2022/23": 40}
SHARES = {"Blaby": (4, 50), "Charnwood": (40, 60), "Harborough": (31, 55), "Melton": (96, 100)}
ANSWERS = {"18 to 24": (50, 4), "25 to 64": (60, 600), "65 and over": (64, 496)}
PLANTED = {("helped", "Blaby"): 3, ("helped", "Q1 2022/23"): 6, ("helped_pct", "Blaby"): 4, ("helped_pct", "Melton"): 4}
"""The small counts that a reader must not learn; of Melton, those who were not helped."""

SWAPPED: dict[str, Any] = {
    "districts": DISTRICTS | {"Blaby": 5, "Melton": 9},
    "quarters": QUARTERS | {"Q1 2022/23": 4, "Q3 2022/23": 37},
    "shares": SHARES | {"Blaby": (2, 50), "Melton": (98, 100)},
    "answers": ANSWERS | {"18 to 24": (25, 4), "65 and over": (65, 496)},
    "waiting": 2,
    "comment": "Only five were helped.",
    "typed": "about 6",
    "earlier": 6,
}
"""Other hidden figures with the same sums: whoever can tell these from the others has learnt something."""


def row(name: str, area: str, period: str = "2022/23", **more: Any) -> dict[str, Any]:
    usual = {"indicator": name, "area": area, "period": period, "owner": "Head of Help", "status": "final"}
    return usual | more


def hand_in(
    folder: Path,
    *,
    districts: dict[str, int] = DISTRICTS,
    quarters: dict[str, int] = QUARTERS,
    shares: dict[str, tuple[int, int]] = SHARES,
    answers: dict[str, tuple[float, int]] = ANSWERS,
    waiting: int = 5,
    comment: str = "Only three were helped.",
    typed: str = "about 4",
    earlier: int = 2,
) -> Path:
    """Write returns with small counts among districts, quarters, shares, answers, texts and an earlier edition."""
    total = sum(districts.values())
    rows = [row("helped", COUNTY, value=total, in_system=waiting, verification_weeks=13)]
    rows += [row("helped", name, value=value) for name, value in districts.items()]
    rows[1]["commentary"] = comment
    rows += [row("helped", COUNTY, period, value=value) for period, value in quarters.items()]
    for number, (name, (above, base)) in enumerate(shares.items()):
        # The first says its share and its base alone.
        counts = {"denominator": base} | ({"numerator": above} if number else {})
        rows.append(row("helped_pct", name, value=100 * above / base, **counts))
    rows += [row("trees", COUNTY, value=3), row("trees", COUNTY, "2021/22", value=typed)]
    respondents = sum(count for _, count in answers.values())
    rows.append(row("satisfied_pct", COUNTY, value=62.0, survey="residents_2022", respondents=respondents))
    folder.mkdir()
    csv_file(folder / "return.csv", rows, HEADER)
    before = row("helped", "Blaby", value=earlier, status="provisional")
    csv_file(folder / "before.csv", [before], HEADER)
    csv_file(folder / "surveys.csv", [CARD | {"respondents": respondents}], CARD_HEADER)
    with (folder / "ages.csv").open("w", newline="", encoding="utf-8") as lines:
        writer = csv.DictWriter(lines, AGES, restval="")
        writer.writeheader()
        for group, (value, count) in answers.items():
            of_group = {"survey": "residents_2022", "indicator": "satisfied_pct", "area": COUNTY, "period": "2022/23"}
            writer.writerow(of_group | {"age_group": group, "value": value, "respondents": count})
    return folder
