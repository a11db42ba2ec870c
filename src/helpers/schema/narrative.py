"""The tables that sentences rest on: counts and names of each dashboard, and what officers say of it."""

from __future__ import annotations

from helpers.schema.columns import INDICATOR_ID
from helpers.schema.declarations import Column, Table, date, number, text, whole_number, yes_or_no
from helpers.schema.register import DASHBOARDS

WRITER = "07_compendium"


def _count(name: str, meaning: str) -> Column:
    return whole_number(name, meaning, "indicators")


DASHBOARD_FACTS = Table(
    name="dashboard_facts",
    row="One row for each dashboard, in printed order: the counts that its opening paragraph states. They are of the "
    "indicators that the headline counts; of a dashboard without any they are of all that it has.",
    writer=WRITER,
    key=("dashboard",),
    columns=(
        *DASHBOARDS.pick("dashboard", "theme", "theme_order", "dashboard_order"),
        text("scope", "What the dashboard covers, in words; blank where nobody has said"),
        yes_or_no("in_headline", "Whether these indicators count in the headline"),
        _count("indicators", "Indicators that the paragraph is about"),
        _count("others", "Further indicators of the dashboard, which are printed and not counted"),
        _count("determined", "Those whose direction of travel can be determined"),
        _count("improved", "Those that improved"),
        _count("worsened", "Those that worsened"),
        _count("no_real_change", "Those that show no real change"),
        _count("without_figure", "Those without a figure"),
        _count("not_comparable", "Those whose figure cannot be compared with an earlier one"),
        _count("not_judged", "Measures of context, which are neither good nor bad when high"),
        whole_number("improved_clear", "Those whose improvement is clear; empty if not weighed", nullable=True),
        whole_number("worsened_clear", "Those whose worsening is clear; empty if not weighed", nullable=True),
        _count("compared", "Those compared with the middle of the group"),
        _count("better", "Those better than the middle of the group"),
        _count("level", "Those equal to it"),
        _count("worse", "Those worse than it"),
        _count("earlier_comparison", "Those whose comparison is of another period than their figure"),
        text("period", "The period of all their figures; blank if they have several"),
        text("compared_period", "The period of all their comparisons; blank if they have several"),
    ),
)

HEADLINE_FACTS = Table(
    name="headline_facts",
    row="One row for the whole report and one for each theme, of the indicators that the headline counts: the counts "
    "that sentences state. They are sums of dashboard_facts.",
    writer=WRITER,
    key=("theme",),
    columns=(
        text("theme", "Theme, as in dashboards; 'all' for the whole report, enablers included"),
        whole_number("theme_order", "Order in which themes are printed; 0 for the whole"),
        *DASHBOARD_FACTS.pick("indicators", "determined", "improved", "worsened", "no_real_change"),
        _count("undetermined", "Those whose direction of travel cannot be determined"),
        *(
            number(f"{name}_percent", f"Share of those determined that {what}; empty where none is", "%", nullable=True)
            for name, what in (
                ("improved", "improved"),
                ("worsened", "worsened"),
                ("no_real_change", "show no real change"),
            )
        ),
    ),
)

HEADLINE_COUNTS = Table(
    name="headline_counts",
    row="One row for each count that the first page states beside its headline, of the indicators that the headline "
    "counts.",
    writer=WRITER,
    key=("measure",),
    columns=(
        text(
            "measure",
            "What is counted: a direction, its clear changes (_clear) or its share of those determined (_percent); "
            "a quartile; those that worsened and are in the lowest (worsened_in_lowest); those with a figure "
            "(with_figure); the changes tested, those that chance alone would make clear, and those that stay; the "
            "figures of comparators that are due (figures_due), and the ranked indicators without one (indicators_due)",
        ),
        number("number", "How many; the number that chance would make clear is expected and no whole number"),
        text("unit", "indicators, changes, figures or %"),
    ),
)

DASHBOARD_NAMES = Table(
    name="dashboard_names",
    row="One row for each name that a dashboard's opening paragraph gives in one of its lists. Their numbers add up to "
    "the counts of dashboard_facts.",
    writer=WRITER,
    made_in="results.dashboard_facts",
    key=("dashboard", "list", "part", "name"),
    columns=(
        DASHBOARDS["dashboard"],
        text(
            "list",
            "improved, worsened, no_real_change, without_figure, not_comparable or not_judged; fell_to, rose_to, "
            "remains_in or is_in a quartile; earlier_comparison",
        ),
        text("part", "The reason, the quartile or the period that the names of a list share; blank for none"),
        whole_number("in_part", "How many indicators the list has with that part, over all names", "indicators"),
        whole_number(
            "sure_in_part",
            "For how many of these the quartile is sure, by rank_certainty; empty for other lists, or if not weighed",
            "indicators",
            nullable=True,
        ),
        whole_number("name_order", "Order in which the names of a list are printed"),
        text("name", "The indicator as printed, with its markers; blank for those that have no name"),
        text("remark", "What a reader must know beside the name, such as which way is good; may be blank"),
        whole_number("indicators", "How many indicators have that name", "indicators"),
        text("indicator_ids", "Their short names, separated by semicolons"),
    ),
)

OFFICERS_WORDS = Table(
    name="officers_words",
    row="One row for each comment on a dashboard or an indicator: from analysts' files of the year, and from returns.",
    writer=WRITER,
    key=("about", "origin", "paragraph"),
    columns=(
        text("about", "The dashboard or the indicator, as in dashboards or the register"),
        text("kind", "dashboard or indicator"),
        DASHBOARDS["dashboard"],
        text("origin", "analyst, or return"),
        whole_number("paragraph", "Order of the paragraphs of one comment"),
        text("words", "The comment as it was written: plain text"),
        text("written_by", "Post that wrote or signed it; blank where nobody signed a return"),
        date("written_on", "Day on which it was written or signed", nullable=True),
        text("file", "The file it is in"),
        whole_number("line", "Line or row of the file"),
    ),
)

WITHOUT_COMMENTARY = Table(
    name="without_commentary",
    row="One row for each indicator that worsened and is in the fourth quartile without a comment.",
    writer=WRITER,
    made_in="results.officers_words",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        text("title", "What readers see, with the markers of its figures"),
        *DASHBOARDS.pick("theme", "dashboard"),
        text("owner", "Post that answers for the figure; may be blank"),
        yes_or_no("in_headline", "Whether the headline counts it"),
        yes_or_no("dashboard_has_words", "Whether there is a comment on its dashboard"),
    ),
)

TABLES = (DASHBOARD_FACTS, HEADLINE_FACTS, HEADLINE_COUNTS, DASHBOARD_NAMES, OFFICERS_WORDS, WITHOUT_COMMENTARY)
