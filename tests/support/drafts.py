"""Drafts of a few lines, and the small tables of a made-up year to compare them with."""

from __future__ import annotations

from datetime import date

import pandas as pd

from helpers.drafts import Draft
from helpers.results.drafts.check import check_draft
from helpers.results.drafts.year_tables import YearTables, year_tables
from helpers.sources.drafts.plain_text import read_text

THEMES = {
    "Clean and Green": ("Waste",),
    "Great Communities": ("Libraries", "Volunteering"),
    "Safe and Well": ("Public Health",),
}

_FACTS = (
    # dashboard, indicators, improved, no real change, worsened
    ("Waste", 3, 1, 1, 1),
    ("Libraries", 10, 6, 2, 2),
    ("Volunteering", 11, 7, 2, 2),
    ("Public Health", 19, 7, 5, 6),
)

_INDICATORS = (
    # name, title, dashboard, unit, value, before, direction, rank, quartile
    ("recycling", "Household waste reused, recycled or composted", "Waste", "%", 41.8, 43.4, "Worsened", 26, 3),
    ("landfill", "Municipal waste sent to landfill", "Waste", "%", 3.1, 5.2, "Improved", 5, 1),
    ("library", "Adults who visited a public library", "Libraries", "%", 30.0, 30.1, "No real change", 20, 3),
    ("ehc", "New EHC plans issued within 20 weeks", "Public Health", "%", 3.8, 26.9, "Worsened", 36, 4),
    ("absence_primary", "School sessions missed, primary", "Public Health", "%", 5.9, 6.3, "Improved", 12, 2),
    ("absence_secondary", "School sessions missed, secondary", "Public Health", "%", 9.1, 9.0, "No real change", 18, 2),
)


TARGETS = pd.DataFrame(
    [
        ("trees", "", "Trees planted in the county", "Not due yet", "Not due yet", 35.714286),
        ("theft", "7.19", "Theft from motor vehicles", "Amber", "Red", None),
        ("burglary", "7.20", "Domestic burglary of homes", "Red", "Red", None),
    ],
    columns=["target_id", "reference", "title", "status", "calculated", "progress_percent"],
).assign(indicator_id=["", "", "library"], unit="%", decimals=1, target_value=[None, None, 35.0])


def small_tables(year: int = 2023) -> YearTables:
    """Tables of three themes and six indicators, with 43 indicators counted in all."""
    rows = [
        {
            "indicator_id": name, "title": title, "dashboard": dashboard, "theme": theme_of(dashboard), "unit": unit,
            "decimals": 1, "value": value, "period": "2022/23", "previous_value": before,
            "previous_period": "2021/22", "change": value - before, "change_percent": 100 * (value - before) / before,
            "direction": direction, "quartile": quartile, "in_headline": True, "rank": rank, "median": 40.0,
            "previous_rank": rank, "previous_quartile": quartile, "england": 43.3,
        }
        for name, title, dashboard, unit, value, before, direction, rank, quartile in _INDICATORS
    ]  # fmt: skip
    compendium = pd.DataFrame(rows)
    series = pd.DataFrame(
        {"indicator_id": ["recycling"], "area_code": "E1", "period": ["2019/20"], "value": [45.0]}
    ).assign(period_start=date(2019, 4, 1), period_end=date(2020, 3, 31))
    facts = pd.DataFrame(
        [
            {
                "dashboard": dashboard, "theme": theme_of(dashboard), "in_headline": True, "indicators": n, "others": 0,
                "improved": improved, "no_real_change": same, "worsened": worsened,
                "determined": improved + same + worsened, "without_figure": n - improved - same - worsened,
                "not_comparable": 0, "not_judged": 0,
            }
            for dashboard, n, improved, same, worsened in _FACTS
        ]
    )  # fmt: skip
    sums = ["indicators", "improved", "no_real_change", "worsened", "determined"]
    headline = facts.groupby("theme", sort=False)[sums].sum().reset_index()
    headline = pd.concat([pd.DataFrame([{"theme": "all"} | facts[sums].sum().to_dict()]), headline])
    headline["undetermined"] = headline["indicators"] - headline["determined"]
    positions = pd.DataFrame(
        [
            {
                "scope_order": 0,
                "own": True,
                "area_name": "Leicestershire",
                "rank": 14,
                "median_rank": 12,
                "rank_50_lower": 9,
            }
        ]
    )
    tables = {
        "compendium": compendium,
        "comparisons": compendium,
        "own_series": series,
        "dashboard_facts": facts,
        "commentary": pd.DataFrame({"indicator_id": ["recycling"], "target": [50.0]}),
        "headline_facts": headline,
        "positions": positions,
        "target_results": TARGETS,
        "apart_counts": apart_counts(),
        **tables_of_statuses(),
        **tables_of_money(),
        **tables_of_plans(),
    }
    return year_tables(year, tables, [("EHC", "EHCP", "education, health and care")])


def tables_of_statuses() -> dict[str, pd.DataFrame]:
    """Counts by colour as the council printed them for 2007, with the three targets above."""
    colours = ["theme", "green", "amber", "red"]
    sums = [
        ("all", "All", 32, 6223735.0, 635075.0, 5588660.0),
        ("status", "Red", 8, 2438688.0, 0.0, 2438688.0),
        ("status", "Amber", 9, 3785047.0, 635075.0, 3149972.0),
        ("status", "Green", 14, 0.0, 0.0, 0.0),
    ]
    named = [("theft", "Amber", "Red"), ("burglary", "Red", "")]
    return {
        "target_counts": pd.DataFrame([("All", 0, 1, 1, 2, 3)], columns=[*colours, "coloured", "all"]),
        "risk_by_theme": pd.DataFrame(
            [("All themes", 63, 23, 13, 99, 128)], columns=[*colours, "with_status", "indicators"]
        ),
        "reward_totals": pd.DataFrame(
            sums, columns=["scope", "name", "indicators", "at_risk", "lost", "at_risk_net"]
        ).assign(grant=[15241800.0, 2438688.0, 3785047.0, 8637020.0], forecast=420000.0, forecast_of=600000.0),
        "reward_grants": pd.DataFrame([(101612.0, 0.0, 101612.0)], columns=["at_risk", "lost", "at_risk_net"]),
        "agreement_indicators": pd.DataFrame(named, columns=["target_id", "status", "status_of_grant"]),
    }


def tables_of_money() -> dict[str, pd.DataFrame]:
    """Funding of two settlement years, three services, a pooled fund and the counts of early warnings."""
    years = ["financial_year", "total_m", "per_head", "rank", "n", "class_average", "england_average"]
    years += ["ranked_years", "lowest_years", "per_dwelling", "dwelling_rank", "dwelling_n", "dwelling_years"]
    levels = ["financial_year", "level_name", "level_of", "classes_differ", "per_head", "gain_m"]
    services = ["service", "title", "financial_year", "newest", "spend_gbp_thousand", "per_head_gbp"]
    services += ["real_per_head_gbp", "rank", "tied", "n", "median_per_head_gbp", "chart_median_gbp"]
    services += ["real_change_percent", "list_rank", "list_n"]
    social, education = ("adult_social_care", "Adult social care"), ("education", "Education")
    funds = ["block", "allocation", "moved_in", "available", "spent", "underspend", "underspend_percent"]
    return {
        "funding_years": pd.DataFrame(
            [
                ("2019/20", 368.24, 521.47, 1, 26, 601.42, 671.03, 5, 5, 1240.0, 3, 21, 5),
                ("2020/21", 387.45, 543.34, 1, 25, 625.33, 697.0, 6, 6, 1290.0, 3, 21, 6),
                ("2022/23", None, None, None, None, None, None, 6, 6, None, None, None, 6),
            ],
            columns=years,
        ),
        "funding_levels": pd.DataFrame(
            [
                ("2019/20", "Camden", "council", True, 850.0, 232.0),
                ("2020/21", "Camden", "council", True, 870.6, 233.4),
                ("2020/21", "Essex", "council", False, 600.0, 40.4),
                ("2020/21", "All county councils", "class", False, 625.33, 58.46),
                ("2020/21", "All London boroughs", "class", True, 900.0, 254.3),
                ("2020/21", "England", "England", True, 697.0, 109.6),
                ("2022/23", "Camden", "council", True, None, None),
            ],
            columns=levels,
        ),
        "service_values": pd.DataFrame(
            [
                (*social, "2017/18", False, 147000, 268.0, 310.0, 1, 1, 34, 349.0, 349.0, -2.0, 1, 5),
                (*social, "2022/23", True, 215451, 371.67, 371.67, 4, 1, 37, 460.2, 460.2, 19.9, 2, 5),
                (*education, "2022/23", True, 290825, 2029.99, 2029.99, 2, 1, 37, 2705.0, 2705.0, -4.1, 1, 5),
                ("total_service_expenditure", "All services", "2022/23", True, 749747, 1037.08, 1037.08, 1, 1, 24,
                 1200.0, None, 3.0, None, None),
            ],
            columns=services,
        ),
        "pooled_funds": pd.DataFrame(
            [("All blocks", 9420376.0, 0.0, 9420376.0, 8949617.0, 470759.0, 4.99724)], columns=funds
        ).assign(carried_forward=470759.0),
        "warning_counts": pd.DataFrame([(181, 6, 1)], columns=["judged", "by_figures", "by_signal_alone"]),
    }  # fmt: skip


def tables_of_plans() -> dict[str, pd.DataFrame]:
    """Council tax of two years, a needs model of two councils, and a plan, savings, budgets, reserves and risks."""
    tax = ["financial_year", "band_d_gbp", "real_band_d_gbp", "increase_percent", "care_precept_gbp"]
    tax += ["real_change_percent", "rank", "n", "median_gbp", "increase_rank"]
    model = ["needs_case", "area_name", "change", "damped_change", "funding_per_head", "model_per_head"]
    plan = ["service", "period", "growth", "savings_needed", "savings", "unidentified", "gap", "unidentified_percent"]
    whole = ("", "The whole plan", 41.2, 50.0, 37.0, 13.0, None, 26.0)
    saving = ["service", "plan", "planned", "delivered", "short", "delivered_percent"]
    budget = ["service", "period", "budget", "outturn", "over", "over_percent"]
    counts = {
        "risks": 4, "high": 2, "medium": 1, "low": 1, "not_scored": 0, "links": 5, "without_indicator": 1, "signals": 3,
        "concerns": 2, "watched": 14, "watched_warned": 2, "pressures": 6, "sums_that_end": 2, "budgets": 3,
        "budgets_overspent": 2, "savings_planned": 12.0, "savings_delivered": 8.6, "savings_delivered_percent": 71.7,
    }  # fmt: skip
    return {
        "council_tax": pd.DataFrame(
            [
                ("2021/22", 1410.78, 1500.2, 3.99, 40.31, None, 9, 24, 1480.0, 5),
                ("2022/23", 1452.96, 1452.96, 2.99, 14.11, -3.1, 10, 24, 1499.87, 7),
            ],
            columns=tax,
        ),
        "needs_model": pd.DataFrame(
            [
                ("As given", "Leicestershire", 26469247.65, 9496273.84, 543.34, 580.46),
                ("As given", "Surrey", -97600000.0, -41200000.0, 700.1, 618.0),
                ("What if", "Leicestershire", 31000000.0, 31000000.0, 543.34, 586.8),
                ("What if", "Surrey", -88000000.0, -88000000.0, 700.1, 626.0),
            ],
            columns=model,
        ).assign(damped_per_head=[556.66, 665.0, 586.8, 626.0]),
        "needs_weights": pd.DataFrame(
            [("As given", "All people", 34.3214), ("As given", "Land area", 9.322), ("What if", "Land area", 25.0)],
            columns=["needs_case", "title", "weight_percent"],
        ),
        "plan_years": pd.DataFrame([whole], columns=plan).assign(plan="Medium-term financial plan of 2023"),
        "savings_plans": pd.DataFrame(
            [
                ("Adult social care", "Help at home", 6.5, 5.2, 1.3, 80.0),
                ("Highways", "LED street lights", 1.4, 1.4, 0.0, 100.0),
            ],
            columns=saving,
        ),
        "budget_outturns": pd.DataFrame(
            [
                ("Adult social care", "2022/23", 180.4, 186.1, 5.7, 3.16),
                ("Highways", "2022/23", 81.2, 79.9, -1.3, -1.6),
                ("", "2022/23", 353.9, 363.8, 9.9, 2.8),
            ],
            columns=budget,
        ),
        "reserves": pd.DataFrame(
            [("2021/22", 108.0, 12.0, 9.0), ("2022/23", 90.0, 18.0, 5.0)],
            columns=["period", "reserves", "used", "years_of_use"],
        ),
        "funding_that_ends": pd.DataFrame([("Family hubs fund", 1.8)], columns=["funding", "amount"]),
        "risk_counts": pd.DataFrame({"measure": list(counts), "number": list(counts.values())}),
    }


def apart_counts() -> pd.DataFrame:
    """Libraries are counted apart as well: 5 of their 10 indicators, each measure once."""
    return pd.DataFrame(
        [{"dashboard": "Libraries", "total": 5, "determined": 5, "improved": 3, "no_real_change": 1, "worsened": 1}]
    )


def theme_of(dashboard: str) -> str:
    """The theme that a dashboard of the small tables is in."""
    return next(theme for theme, dashboards in THEMES.items() if dashboard in dashboards)


TABLES = small_tables()


def draft_of(text: str, name: str = "draft.md") -> Draft:
    """A draft in Markdown, under a title."""
    return read_text(f"# Performance Compendium 2023\n\n{text}\n".encode(), name, is_markdown=True)


def faults_in(text: str, tables: YearTables = TABLES, before: str = "") -> list[str]:
    """What was expected of each fault in a draft, in order."""
    earlier = draft_of(before, "before.md") if before else None
    return [fault.expected for fault in check_draft(draft_of(text), tables, earlier).faults]
