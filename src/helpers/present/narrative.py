"""The paragraph with which each dashboard opens, made from the tables dashboard_facts and dashboard_names.

It says what the dashboard covers, how many indicators improved, worsened and did not change, and which; what has no
figure or nothing to compare it with, and why; how the council compares as a whole, and the year of the comparison
where it differs; and which indicators moved between quartiles.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Final

import pandas as pd

from helpers.present.dashboard_facts import DashboardFacts, Row, name_cell
from helpers.present.facts import Fact, Pieces, Sentence, join_in_words, paragraph_of, plural, sentence
from helpers.present.narrative_lists import ITEM_HEADS, moves_in_short, names_as_item
from helpers.present.values import Paragraph
from helpers.problems import Problem
from helpers.results.dashboard_facts import (
    EARLIER_COMPARISON,
    FELL_TO,
    IS_IN,
    LISTS,
    NOT_COMPARABLE,
    REMAINS_IN,
    ROSE_TO,
    WITHOUT_FIGURE,
)


@dataclass(frozen=True)
class Statement:
    """What a dashboard says first: its sentences in order, each with its topic.

    `in_short` says in one sentence how many improved and worsened, where a page names the dashboard.
    """

    dashboard: str
    theme: str
    sentences: tuple[Sentence, ...]
    in_short: Sentence | None = None

    @property
    def text(self) -> str:
        """The whole paragraph."""
        return " ".join(statement.text for statement in self.sentences)

    @property
    def paragraph(self) -> Paragraph:
        """The sentences as one value that a page shows."""
        return paragraph_of(self.sentences)

    def about(self, topic: str) -> str:
        """Return the sentences of one topic; empty if there is none."""
        return " ".join(statement.text for statement in self.sentences if statement.topic == topic)

    def __repr__(self) -> str:
        return f"{self.dashboard}: {self.text}"


def dashboard_statements(
    facts: pd.DataFrame, names: pd.DataFrame, group: str, *, clear: Set[str] | None = None
) -> tuple[Statement, ...]:
    """Return the opening paragraph of every dashboard, in the order of `facts`.

    `group` names the councils that are compared with, such as county areas. Every figure, name and period is a fact of
    the two tables. `clear` has the ids of the indicators whose change is clear; it is given where a table below says in
    each row what is judged, compared and how it was. The paragraph then counts what moved or cannot be compared, and
    does not name it. What improved, worsened or did not change is named in items of a list, those whose change is clear
    first.

    Columns needed    facts: those of the table dashboard_facts; names: those of dashboard_names
    Raises            Problem: the names of a list are not as many as its count
    """
    by_dashboard: dict[str, dict[tuple[str, str], list[Row]]] = {}
    for row in names.to_dict("records"):
        lists = by_dashboard.setdefault(str(row["dashboard"]), {})
        lists.setdefault((str(row["list"]), str(row["part"])), []).append(row)
    return tuple(
        _statement(DashboardFacts(row, by_dashboard.get(str(row["dashboard"]), {})), group, clear)
        for row in facts.to_dict("records")
    )


def _statement(dashboard: DashboardFacts, group: str, clear: Set[str] | None) -> Statement:
    _check_lists(dashboard)
    names_comparisons = clear is None
    sentences = [
        *_scope(dashboard),
        _counts(dashboard),
        *_strength(dashboard),
        *(statement for name in LISTS.values() for statement in _named(dashboard, name, clear)),
        *_undetermined(dashboard, names_comparisons),
        *_comparison(dashboard, group),
        *_periods(dashboard, names_comparisons),
        *_moves(dashboard, names_comparisons),
        *_others(dashboard),
    ]
    name, theme = str(dashboard.counts["dashboard"]), str(dashboard.counts["theme"])
    return Statement(name, theme, tuple(sentences), _in_short(dashboard))


def _check_lists(dashboard: DashboardFacts) -> None:
    for name in (*LISTS.values(), WITHOUT_FIGURE, NOT_COMPARABLE, EARLIER_COMPARISON):
        named = sum(dashboard.number_in(name, part) for part in dashboard.parts(name))
        if named != dashboard[name]:
            raise Problem(
                f"The paragraph of {dashboard.counts['dashboard']} cannot be written: dashboard_facts counts "
                f"{dashboard[name]} in {name}, and dashboard_names lists {named}; make both from the same statuses."
            )


def _scope(dashboard: DashboardFacts) -> Iterable[Sentence]:
    if dashboard.counts["scope"]:
        yield sentence("This dashboard covers {scope}.", "scope", scope=dashboard.fact("scope", "text"))
    if not dashboard.counts["in_headline"]:
        yield sentence("It is shown for information, and the headline leaves it out.", "counted")


_VERBS: Final = {
    "improved": ("improved", "improved"),
    "worsened": ("worsened", "worsened"),
    "no_real_change": ("shows no real change", "show no real change"),
}
"""What is said of an indicator of each class, and of several."""


def _counts(dashboard: DashboardFacts) -> Sentence:
    """Say how many indicators there are and how many of each class, in the form that the counts call for."""
    total, determined = dashboard["indicators"], dashboard["determined"]
    classes = [name for name in _VERBS if dashboard[name]]
    if dashboard["not_judged"] and not determined:
        return _none_judged(dashboard)
    if total == 1:
        return _only_one(dashboard, classes)
    if not determined:
        phrase = "Direction of travel cannot be determined for any of the {number} indicators."
        return sentence(phrase, "counts", number=dashboard.fact("indicators"))
    if determined == total and len(classes) == 1:
        every = dashboard.fact(classes[0], "all")
        return sentence("{all} indicators " + _VERBS[classes[0]][1] + ".", "counts", all=every)
    exception = _exception(dashboard, classes)
    return exception or _each_class(dashboard, classes)


def _none_judged(dashboard: DashboardFacts) -> Sentence:
    """Say why no direction of travel is judged: of some neither end is better; the others have no figure to judge."""
    rest = dashboard["indicators"] - dashboard["not_judged"]
    words = " not judged, as a high figure is not better or worse"
    judged = dashboard.fact("not_judged", "count" if rest else "all")
    if not rest:
        return sentence("{all} " + plural(judged, "indicator is", "indicators are") + words + ".", "counts", all=judged)
    without = dashboard.fact(WITHOUT_FIGURE)
    last = f"the direction of the {'other' if rest == 1 else 'others'} cannot be determined."
    if rest == without.value:
        last = "{without} " + plural(without, "has no figure.", "have no figure.")
    template = "Of the {indicators} indicators, {judged} " + plural(judged, "is", "are") + words + "; " + last
    return sentence(template, "counts", indicators=dashboard.fact("indicators"), judged=judged, without=without)


def _in_short(dashboard: DashboardFacts) -> Sentence:
    """Say how many improved and worsened, as a theme says it, and whether the headline counts them."""
    if not dashboard["determined"]:
        return _counts(dashboard)
    ends = "." if dashboard.counts["in_headline"] else "; the headline leaves it out."
    total = dashboard.fact("indicators")
    if alike := next((name for name in _VERBS if dashboard[name] == total.value), ""):
        words = plural(total, "indicator ", "indicators ") + plural(total, *_VERBS[alike])
        return sentence("{all} " + words + ends, "in_short", all=dashboard.fact(alike, "all"))
    template = "{improved} of {total} " + plural(total, "indicator", "indicators") + " improved and {worsened} worsened"
    counts = {name: dashboard.fact(name, "none") for name in ("improved", "worsened")}
    return sentence(template + ends, "in_short", total=total, **counts)


def _only_one(dashboard: DashboardFacts, classes: list[str]) -> Sentence:
    """Say what became of the only indicator, with its name where it has one."""
    every = dashboard.fact("indicators", "all")
    if not classes:
        return sentence("The direction of travel of {all} indicator cannot be determined.", "counts", all=every)
    name = dashboard.names_in(classes[0]) if dashboard.names[classes[0], ""][0]["name"] else ()
    words = "{all} indicator " + _VERBS[classes[0]][0] + (": {name}." if name else ".")
    return sentence(words, "counts", all=every, name=name)


def _each_class(dashboard: DashboardFacts, classes: list[str]) -> Sentence:
    forms: dict[str, Fact] = {}
    parts: list[Pieces] = []
    for name in _VERBS:
        if name in classes or name != "no_real_change":
            forms[name] = dashboard.fact(name, "none")
            parts.append((forms[name], " ", plural(forms[name], *_VERBS[name])))
    rest = dashboard["indicators"] - dashboard["determined"]
    template = "Of the {indicators} indicators, {classes}"
    others = "others" if rest > 1 else "other"
    template += f"; the direction of the {others} cannot be determined." if rest else "."
    if dashboard["not_judged"]:
        template = template.replace("cannot be determined", "cannot be determined or is not judged")
    return sentence(template, "counts", indicators=dashboard.fact("indicators"), classes=join_in_words(parts))


MIN_FOR_EXCEPTION: Final = 4
"""How many indicators a dashboard needs before a single one that differs is named as the exception."""


def _named_first(dashboard: DashboardFacts) -> str:
    """Return the class whose only indicator is named beside the counts; empty where none is.

    It is that of the only indicator of a dashboard, or of the single one that differs from all others.
    """
    classes = [name for name in _VERBS if dashboard[name]]
    total = dashboard["indicators"]
    if dashboard["determined"] < total:
        return ""
    single = next((name for name in classes if dashboard[name] == 1), "")
    enough = total == 1 or (total >= MIN_FOR_EXCEPTION and len(classes) == 2)
    return single if enough and single and dashboard.names[single, ""][0]["name"] else ""


def _exception(dashboard: DashboardFacts, classes: list[str]) -> Sentence | None:
    """Return the form that names the one indicator that differs from all others; None where that is not so."""
    single = _named_first(dashboard)
    if not single:
        return None
    others = next(name for name in classes if name != single)
    template = "{name} " + single.replace("no_real_change", "had no real change")
    template += "; the other {others} of the {indicators} indicators "
    template += _VERBS[others][1] if others == "no_real_change" else f"all {_VERBS[others][1]}"
    return sentence(
        template + ".",
        "counts",
        name=dashboard.names_in(single),
        others=dashboard.fact(others),
        indicators=dashboard.fact("indicators"),
    )


def _strength(dashboard: DashboardFacts) -> Iterable[Sentence]:
    """Say for how many of those that improved or worsened the change is clear, where evidence was weighed."""
    parts: list[Pieces] = []
    for name in ("improved", "worsened"):
        if dashboard[name] and not pd.isna(dashboard.counts[f"{name}_clear"]):
            parts.append((dashboard.fact(f"{name}_clear", "none"), f" of those that {name}"))
    if parts:
        yield sentence("The change is clear for {parts}.", "strength", parts=join_in_words(parts))


_NAMED: Final = {
    "improved": ("The indicator that improved is {names}.", "The indicators that improved are {names}."),
    "worsened": ("The indicator that worsened is {names}.", "The indicators that worsened are {names}."),
    "no_real_change": (
        "The indicator with no real change is {names}.",
        "The indicators with no real change are {names}.",
    ),
    "not_judged": (
        "A high figure is not better or worse for {names}, so it is not judged.",
        "A high figure is not better or worse for {names}, so they are not judged.",
    ),
}


def _named(dashboard: DashboardFacts, name: str, clear: Set[str] | None) -> Iterable[Sentence]:
    """Name the indicators of a class in a sentence; as an item of a list where it is given which changes are clear."""
    is_named = dashboard[name] and any(row["name"] for row in dashboard.names[name, ""])
    if not is_named or name == _named_first(dashboard):
        return
    if clear is not None and name in ITEM_HEADS:
        yield names_as_item(dashboard, name, clear)
        return
    template = plural(dashboard.fact(name), *_NAMED[name])
    yield sentence(template, name, names=dashboard.names_in(name))


_UNDETERMINED: Final = {
    WITHOUT_FIGURE: ("has no figure", "have no figure"),
    NOT_COMPARABLE: ("cannot be compared with an earlier figure", "cannot be compared with an earlier figure"),
}


def _undetermined(dashboard: DashboardFacts, names_them: bool) -> Iterable[Sentence]:
    """Say what has no figure or nothing to compare it with, a sentence for each reason; all were counted before."""
    for name, phrase in _UNDETERMINED.items():
        for part in dashboard.parts(name):
            number = dashboard.number_of(name, part)
            all_of_them = plural(number, "It ", "They ") if number.value == dashboard["indicators"] else "{number} "
            template = all_of_them + plural(number, *phrase) + (" ({reason})" if part else "") + "{names}."
            names = dashboard.names_after_colon(name, part) if names_them or name == WITHOUT_FIGURE else ()
            reason = (dashboard.part(name, part, "text"),) if part else ""
            yield sentence(template, name, number=number, reason=reason, names=names)


_COMPARED: Final = {"better": "better than", "level": "equal to", "worse": "worse than"}
_AGAIN: Final = {"better": "better", "level": "equal to it", "worse": "worse"}
"""What is said of those that compare otherwise, after the middle council is named."""


def _comparison(dashboard: DashboardFacts, group: str) -> Iterable[Sentence]:
    """Say how the indicators compare as a whole with the middle of the group."""
    compared = dashboard.fact("compared", "none")
    whole = next((name for name in _COMPARED if dashboard[name] == compared.value), None)
    if not compared.value:
        verb = "is ranked among" if dashboard["not_judged"] else "can be compared with"
        template = f"{{compared}} of these indicators {verb} {{group}}."
        yield sentence(template, "comparison", compared=compared, group=group)
    elif whole is not None:
        every = dashboard.fact(whole, "all")
        noun = plural(every, "indicator with a comparison is ", "indicators with a comparison are ")
        template = "Among {group}, {all} " + noun + _COMPARED[whole] + " the middle council."
        yield sentence(template, "comparison", group=group, all=every)
    else:
        parts: list[Pieces] = []
        for name, how in _COMPARED.items():
            number = dashboard.fact(name, "none")
            if number.value:
                middle = f"{how} the middle council" if not parts else _AGAIN[name]
                parts.append((number, f" {plural(number, 'is', 'are')} {middle}"))
        template = "Of the {compared} compared with {group}, {parts}."
        yield sentence(template, "comparison", compared=compared, group=group, parts=join_in_words(parts))


def _periods(dashboard: DashboardFacts, names_them: bool) -> Iterable[Sentence]:
    """Name the period of the comparison, where it is not that of the figures, and for how many or for which."""
    if not dashboard[EARLIER_COMPARISON]:
        return
    period, compared_period = dashboard.counts["period"], dashboard.counts["compared_period"]
    if period and compared_period and period != compared_period:
        yield sentence(
            "The figures are for {period} and the comparison for {compared}.",
            "periods",
            period=dashboard.fact("period", "period"),
            compared=dashboard.fact("compared_period", "period"),
        )
        return
    number, every = dashboard.fact(EARLIER_COMPARISON), dashboard.parts(EARLIER_COMPARISON)
    parts: list[Pieces] = []
    for part in every:
        period = dashboard.part(EARLIER_COMPARISON, part, "period")
        if names_them:
            parts.append((period, " (", *dashboard.names_in(EARLIER_COMPARISON, part), ")"))
        else:
            counted = (" for ", dashboard.number_of(EARLIER_COMPARISON, part)) if len(every) > 1 else ()
            parts.append((period, *counted))
    template = plural(
        number,
        "For {number} the comparison is for another period than the figure: {names}.",
        "For {number} the comparison is for another period than the figures: {names}.",
    )
    yield sentence(template, "periods", number=number, names=join_in_words(parts))


_MOVES: Final = {
    FELL_TO: ("now falls within", "now fall within"),
    ROSE_TO: ("has risen to", "have risen to"),
    REMAINS_IN: ("remains in", "remain in"),
    IS_IN: ("is in", "are in"),
}
_ENDS: Final = {"1": ", which is the best", "4": ", which is the worst"}


def _moves(dashboard: DashboardFacts, names_them: bool) -> Iterable[Sentence]:
    """Say what moved between quartiles since the period before, and what remains in the best or the worst.

    What the number of a quartile means is said when it is first named.
    """
    if not names_them:
        in_short = moves_in_short(dashboard)
        yield from [in_short] if in_short else []
        return
    explained: set[str] = set()
    for list_name, (one, many) in _MOVES.items():
        for part in sorted(dashboard.parts(list_name)):
            number = dashboard.number_of(list_name, part)
            yield sentence(
                "{number} " + plural(number, one, many) + " the {quartile} quartile{end}{sure}{names}.",
                "moves",
                number=number,
                sure=_sureness(dashboard, list_name, part),
                names=dashboard.names_after_colon(list_name, part),
                quartile=dashboard.part(list_name, part, "quartile"),
                end="" if part in explained else _ENDS.get(part, ""),
            )
            explained.add(part)


def _sureness(dashboard: DashboardFacts, list_name: str, part: str) -> Pieces:
    """Say in brackets for how many of a part the quartile is sure; nothing where that was not weighed."""
    row = dashboard.names[list_name, part][0]
    if pd.isna(row["sure_in_part"]):
        return ()
    if dashboard.number_in(list_name, part) == 1:
        return (" (sure)" if row["sure_in_part"] else " (not sure)",)
    return (" (sure for ", name_cell(row, "sure_in_part", "none"), ")")


def _others(dashboard: DashboardFacts) -> Iterable[Sentence]:
    if dashboard["others"]:
        number = dashboard.fact("others")
        phrase = plural(number, "indicator is", "indicators are")
        yield sentence("{number} further " + phrase + " shown and not counted.", "others", number=number)
