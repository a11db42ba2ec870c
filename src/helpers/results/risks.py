"""The register of risks joined to figures, early warnings, signals, what is watched, and pairs shown together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pandas as pd

from helpers.methods.early_warning import early_warning
from helpers.methods.risk_scores import SCORE_WORDS, risk_score, score_word
from helpers.results.indicator_states import with_states
from helpers.results.pressures import as_declared, with_statement_words
from helpers.schema.risks import (
    EARLY_WARNINGS,
    RISK_LINKS,
    RISK_REGISTER,
    SHOWN_TOGETHER,
    SIGNALS,
    WARNING_COUNTS,
    WATCH_LIST,
)
from helpers.verdicts import DETERMINED, NOT_JUDGED, WORSENED

RULE: Final = "clearly worse, and in the lowest quartile or red on a target"
BY_QUARTILE: Final = "clearly worse and in the lowest quartile"
BY_TARGET: Final = "clearly worse and red on a target"
BY_BOTH: Final = "clearly worse, in the lowest quartile and red on a target"
BY_SIGNAL: Final = "a signal of concern came in; its figures alone give no early warning"
"""What puts an indicator on the list."""


SPENDING_UNITS: Final = {"all_ages": "GBP per head", "children": "GBP per child", "adults": "GBP per adult"}
"""The unit of spending on a service, by whom it is for."""

WHOLE_POUNDS_FROM: Final = 10
"""Pounds for each person from which an amount is printed without pence."""


class Warnings(NamedTuple):
    """The tables of `warning_tables`."""

    warnings: pd.DataFrame
    signals: pd.DataFrame
    counts: pd.DataFrame


def warning_tables(states: pd.DataFrame, signals: pd.DataFrame, statements: pd.DataFrame) -> Warnings:
    """Return the list of early warnings in printed order, every signal with the title of its indicator, and the counts.

    Old figures and indicators whose measure another stands for are left out, as they warn of nothing new; a signal
    brings them back.

    Columns needed    states: those of `indicator_states`; signals: those of `helpers.sources.risks.read_risk_files`;
                      statements: as in `with_statement_words`
    Columns returned  warnings: EARLY_WARNINGS; signals: SIGNALS; counts: WARNING_COUNTS
    """
    signals = with_statement_words(signals, statements, "statement")
    concerns = signals.loc[signals["is_concern"].astype("bool") & signals["indicator_id"].ne(""), "indicator_id"]
    number = states["indicator_id"].map(concerns.value_counts()).fillna(0).astype("int64")
    judged = early_warning(states).assign(signals=number)
    able = ~judged["stale"].astype("bool") & judged["same_as"].eq("") & judged["direction"].isin(DETERMINED)
    judged = judged.assign(by_figures=judged["by_figures"] & able)
    rows = judged[judged["by_figures"] | judged["signals"].gt(0)]
    rows = rows.assign(reason=[_reason(row) for row in rows.to_dict("records")])
    size, of_all = int(judged["by_figures"].sum()), int(able.sum())
    counts = {
        "rule": RULE,
        "judged": of_all,
        "clearly_worse": int((judged["clearly_worse"] & able).sum()),
        "by_figures": size,
        "by_signal_alone": len(rows) - size,
        "by_figures_percent": 100 * size / of_all if of_all else None,
    }
    titles = dict(zip(states["indicator_id"], states["title"], strict=True))
    titled = signals.assign(title=[titles.get(name, "") for name in signals["indicator_id"]])
    return Warnings(
        as_declared(rows.sort_values("by_figures", ascending=False, kind="stable"), EARLY_WARNINGS),
        as_declared(titled, SIGNALS),
        as_declared(pd.DataFrame([counts]), WARNING_COUNTS),
    )


def _reason(row: Mapping[Any, Any]) -> str:
    if not row["by_figures"]:
        return BY_SIGNAL
    if row["low_quartile"] and row["red_target"]:
        return BY_BOTH
    return BY_QUARTILE if row["low_quartile"] else BY_TARGET


class Risks(NamedTuple):
    """The tables of `risk_tables`."""

    register: pd.DataFrame
    links: pd.DataFrame


def risk_tables(risks: pd.DataFrame, states: pd.DataFrame, warnings: pd.DataFrame) -> Risks:
    """Return the register with scores in words, the highest first, and each linked indicator with where it stands.

    Columns needed    risks: the columns of RISK_REGISTER but score_word and what is linked, likelihood, impact and
                      score as decimals or None; states: those of `indicator_states`; warnings: EARLY_WARNINGS
    Columns returned  register: RISK_REGISTER; links: RISK_LINKS
    """
    scored = [risk_score(row["likelihood"], row["impact"]) for row in risks.to_dict("records")]
    rows = risks.assign(
        likelihood=_levels(risks["likelihood"]),
        impact=_levels(risks["impact"]),
        score=pd.array(scored, dtype="Int64"),
        score_word=[score_word(score) for score in scored],
    )
    order = rows["score_word"].map({word: number for number, word in enumerate(SCORE_WORDS)})
    rows = rows.assign(order=order).sort_values(["order", "score"], ascending=[True, False], kind="stable")
    links = _links(rows, states)
    in_report = links[links["in_report"]]
    warned = set(warnings.loc[warnings["by_figures"], "indicator_id"])
    counts = {
        "linked": in_report.groupby("risk_id").size(),
        "linked_worsened": in_report[in_report["direction"].eq(WORSENED)].groupby("risk_id").size(),
        "linked_warnings": in_report[in_report["indicator_id"].isin(warned)].groupby("risk_id").size(),
    }
    rows = rows.assign(**{name: rows["risk_id"].map(count).fillna(0).astype("int64") for name, count in counts.items()})
    return Risks(as_declared(rows.reset_index(drop=True), RISK_REGISTER), as_declared(links, RISK_LINKS))


def _levels(cells: pd.Series) -> pd.Series:
    return cells.map(lambda cell: None if cell is None else int(cell)).astype("Int64")


def _links(rows: pd.DataFrame, states: pd.DataFrame) -> pd.DataFrame:
    about = ["risk_id", "risk", "score", "score_word", "trend", "owner"]
    named = rows.assign(indicator_id=rows["indicator_ids"].map(lambda text: text.split(";") if text else []))
    pairs = named.explode("indicator_id").dropna(subset=["indicator_id"])[[*about, "indicator_id"]]
    return with_states(pairs.astype({"indicator_id": "str"}), states)


def watch_list(watched: pd.DataFrame, states: pd.DataFrame, warnings: pd.DataFrame) -> pd.DataFrame:
    """Return the indicators of staff and satisfaction that the report has, with where they stand.

    Columns needed    watched: indicator_id, kind, why; states: those of `indicator_states`; warnings: EARLY_WARNINGS
    Columns returned  WATCH_LIST
    """
    rows = with_states(watched, states)
    warned = set(warnings.loc[warnings["by_figures"], "indicator_id"])
    rows = rows[rows["in_report"]]
    return as_declared(rows.assign(warned=rows["indicator_id"].isin(warned)), WATCH_LIST)


def publishers_of(indicators: pd.DataFrame, sources: pd.DataFrame) -> dict[str, str]:
    """Return who publishes each indicator, and under which name.

    Columns needed    indicators: indicator_id, source_id; sources: source_id, publisher, dataset
    """
    words = sources["publisher"] + ": " + sources["dataset"]
    by_source = dict(zip(sources["source_id"], words, strict=True))
    return {row["indicator_id"]: by_source.get(row["source_id"], "") for row in indicators.to_dict("records")}


def shown_together(
    pairs: pd.DataFrame, states: pd.DataFrame, spending: pd.DataFrame, sources: Mapping[str, str]
) -> pd.DataFrame:
    """Return each pair of figures that the report has, one row each, with where they stand.

    Nothing is worked out between the two: a pair says what to look at together, and no cause.

    Columns needed    pairs: pair_id, kind, service, first_indicator_id, second_indicator_id, both_are_about; states:
                      those of `indicator_states`; spending: SERVICE_VALUES; sources: who publishes each indicator
    Columns returned  SHOWN_TOGETHER
    """
    parts = [
        pairs[["pair_id", "kind", "both_are_about"]].assign(
            part=number,
            service=pairs["service"] if number == 1 else "",
            indicator_id=pairs[name],
            order=pairs.index,
        )
        for number, name in ((1, "first_indicator_id"), (2, "second_indicator_id"))
    ]
    rows = with_states(pd.concat(parts).sort_values(["order", "part"], ignore_index=True), states)
    named = [str(sources.get(name, "")) for name in rows["indicator_id"]]
    rows = _with_spending(rows.assign(source=pd.Series(named, rows.index).where(rows["value"].notna(), "")), spending)
    whole = rows.groupby("pair_id")["in_report"].transform("all").astype("bool")
    rows = rows[whole]
    return as_declared(rows.assign(same_period=_same_period(rows)), SHOWN_TOGETHER)


def _with_spending(rows: pd.DataFrame, spending: pd.DataFrame) -> pd.DataFrame:
    """Return rows in which a service has its newest spending for each person, with rank and source, unjudged."""
    newest = {row["service"]: row for row in spending[spending["newest"]].to_dict("records")}
    records = []
    for row in rows.to_dict("records"):
        own = newest.get(row["service"])
        ranks = dict.fromkeys(("spending_rank", "spending_tied", "spending_n"))
        if own is not None:
            ranks = {f"spending_{name}": own[name] for name in ("rank", "tied", "n")}
            row = row | {
                "title": own["title"],
                "unit": SPENDING_UNITS[own["population"]],
                "decimals": 2 if abs(own["per_head_gbp"]) < WHOLE_POUNDS_FROM else 0,
                "value": own["per_head_gbp"],
                "period": own["financial_year"],
                "direction": NOT_JUDGED,
                "source": str(own["source"]).partition("; ")[0],
                "in_report": True,
            }
        records.append(row | ranks)
    columns = [*rows.columns, "spending_rank", "spending_tied", "spending_n"]
    return pd.DataFrame(records, columns=columns).astype({"value": "float64", "in_report": "bool"})


def _same_period(rows: pd.DataFrame) -> list[str]:
    """Say for each row whether the newest figures of its pair are of one period."""
    words = {}
    for name, pair in rows.groupby("pair_id", sort=False):
        periods = pair["period"]
        is_known = pair["value"].notna().all()
        words[name] = ("yes" if periods.nunique() == 1 else "no") if is_known else "not known"
    return [words[name] for name in rows["pair_id"]]
