"""The tables of risk: the register joined to figures, early warnings, signals, what is watched, and pairs."""

from __future__ import annotations

from helpers.schema.comparison import COMPARISONS, RANK_CERTAINTY
from helpers.schema.counts import table_of_counts
from helpers.schema.declarations import Table, number, text, whole_number, yes_or_no
from helpers.schema.direction import DIRECTIONS, REPORTING_FIGURES
from helpers.schema.evidence import EVIDENCE
from helpers.schema.pressures import INDICATOR_IDS, SOURCE, STEP
from helpers.schema.register import DASHBOARDS, INDICATORS

_LEVEL = "1 to 5"

STATE = (
    *INDICATORS.pick("indicator_id", "title", "dashboard", "unit", "decimals"),
    DASHBOARDS["theme"],
    *REPORTING_FIGURES.pick("value", "period", "previous_value", "previous_period"),
    *DIRECTIONS.pick("direction", "movement"),
    EVIDENCE["evidence"],
    COMPARISONS["quartile"],
    *RANK_CERTAINTY.pick("quartile_best", "quartile_worst"),
    text("target_status", "The worst colour that a target of the indicator has, judged or by rule; blank for none"),
    text("target_printed", "The worst of the printed colours of its targets, judged where people did; blank for none"),
)
"""Where an indicator stands: what the steps before say of it."""

RISK_REGISTER = Table(
    name="risk_register",
    row="One row for each risk that the report of the year knows, with its score in words and what the figures of its "
    "indicators say.",
    writer=STEP,
    made_in="results.risks",
    key=("risk_id",),
    columns=(
        text("risk_id", "Short name of the risk"),
        text("risk", "The risk, in a sentence"),
        text("service", "The service; blank for the whole council"),
        whole_number("likelihood", "How likely it is; empty if nobody has said", _LEVEL, nullable=True),
        whole_number("impact", "How much it would do; empty if nobody has said", _LEVEL, nullable=True),
        whole_number("score", "Likelihood times impact", "1 to 25", nullable=True),
        text("score_word", "low, medium or high; not scored if there is no score"),
        text("not_scored_reason", "Why there is no score; blank if there is one"),
        text("trend", "rising, steady, falling or new since the register before; blank if nobody has said"),
        text("owner", "Post that answers for it; blank if nobody has said"),
        text("action", "What is done about it; may be blank"),
        INDICATOR_IDS,
        text("no_indicator_reason", "Why no indicator is linked; may be blank"),
        whole_number("linked", "Linked indicators that the report has", "indicators"),
        whole_number("linked_worsened", "Those of them whose direction of travel is downwards", "indicators"),
        whole_number("linked_warnings", "Those of them on the list of early warnings by their figures", "indicators"),
        *SOURCE,
    ),
)

RISK_LINKS = Table(
    name="risk_links",
    row="One row for each risk and each linked indicator: where that stands. An indicator that the report does not "
    "have stays, without figures.",
    writer=STEP,
    made_in="results.risks",
    key=("risk_id", "indicator_id"),
    columns=(
        *RISK_REGISTER.pick("risk_id", "risk", "score", "score_word", "trend", "owner"),
        *STATE,
        yes_or_no("in_report", "Whether the report has the indicator"),
    ),
)

EARLY_WARNINGS = Table(
    name="early_warnings",
    row="One row for each indicator that has clearly become worse and is in the lowest quartile or red on a target, "
    "and each on which a signal of concern has come.",
    writer=STEP,
    made_in="results.risks",
    key=("indicator_id",),
    columns=(
        *STATE,
        yes_or_no("by_figures", "Whether the figures put it on the list"),
        yes_or_no("low_quartile", "Whether it is in the lowest quartile"),
        yes_or_no("red_target", "Whether a target of it is red, as judged or by rule"),
        whole_number("signals", "Signals of concern on it", "signals"),
        text("reason", "What puts it on the list, in words"),
    ),
)

SIGNALS = Table(
    name="signals",
    row="One row for each signal that the report of the year knows: what contract monitoring, people or inspectors "
    "said.",
    writer=STEP,
    made_in="results.risks",
    key=("signal_id",),
    columns=(
        text("signal_id", "Short name of the signal"),
        text("service", "The service"),
        text("kind", "contract quality, feedback, complaints or inspection"),
        text("statement", "What was said"),
        yes_or_no("is_concern", "Whether it is a concern"),
        text("indicator_id", "The indicator that it is about; blank for none"),
        text("title", "Its title; blank if the report does not have it"),
        *SOURCE,
    ),
)

WATCH_LIST = Table(
    name="watch_list",
    row="One row for each indicator of staff or of satisfaction that is watched in every report, from "
    "params/watch_list.csv: where it stands.",
    writer=STEP,
    made_in="results.risks",
    key=("indicator_id",),
    columns=(
        *STATE,
        text("kind", "workforce or satisfaction"),
        text("why", "Why it is watched"),
        yes_or_no("warned", "Whether its figures put it on the list of early warnings"),
    ),
)

SHOWN_TOGETHER = Table(
    name="shown_together",
    row="One row for each of two figures that are shown together, from params/indicator_pairs.csv: of an indicator, or "
    "what the council spends on a service. Nothing is said of cause.",
    writer=STEP,
    made_in="results.risks",
    key=("pair_id", "part"),
    columns=(
        text("pair_id", "Short name of the pair"),
        text("kind", "need and staff, spending and satisfaction, or survey and statistics"),
        text("both_are_about", "What both are about"),
        whole_number("part", "1 for the first of the two, 2 for the second"),
        text("service", "The service, as in service_values, if the figure is spending on it; blank for an indicator"),
        *STATE,
        whole_number("spending_rank", "Rank of the spending, 1 is the lowest; empty for an indicator", nullable=True),
        whole_number("spending_tied", "Councils that share it, this one included", "councils", nullable=True),
        whole_number("spending_n", "Councils with a rank of the spending", "councils", nullable=True),
        text("source", "Who publishes the figure and under which name; blank without a figure"),
        text("same_period", "yes, no, or not known: whether the newest figures of the two are of one period"),
    ),
)

WARNING_COUNTS = Table(
    name="warning_counts",
    row="One row: how long the list of early warnings is, and of how many indicators.",
    writer=STEP,
    made_in="results.risks",
    key=("rule",),
    columns=(
        text("rule", "The rule of the list"),
        whole_number("judged", "Indicators with a direction of travel that are not old", "indicators"),
        whole_number("clearly_worse", "Those of them that have clearly become worse", "indicators"),
        whole_number("by_figures", "Those of these in the lowest quartile or red on a target", "indicators"),
        whole_number("by_signal_alone", "Indicators that a signal of concern alone puts on the list", "indicators"),
        number("by_figures_percent", "On the list by figures, of those judged", "per cent", nullable=True),
    ),
)

RISK_COUNTS = table_of_counts(
    "risk_counts",
    "risks and pressures",
    "risks by the word of their score, their links to indicators, signals and the concerns among them, what is "
    "watched, pairs whose figures are of two periods, rows on pressures, and sums of savings in millions of pounds",
    STEP,
)

TABLES = (RISK_REGISTER, RISK_LINKS, EARLY_WARNINGS, SIGNALS, WATCH_LIST, SHOWN_TOGETHER, WARNING_COUNTS, RISK_COUNTS)
