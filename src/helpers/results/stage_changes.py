"""What moved between two makings of one report, such as that of the Cabinet and that of the council, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

import pandas as pd

from helpers.fact_ids import cell_of
from helpers.results.change_causes import (
    ALL,
    LATE,
    LATE_ELSEWHERE,
    NEIGHBOURS,
    OWN_LATEST,
    OWN_SERIES,
    REGISTER,
    REVISED,
    REVISED_ELSEWHERE,
    RULE,
    WITHDRAWN,
    Cause,
    causes_between,
    cell_text,
)
from helpers.results.judged_changes import JUDGED, judged_changes

COMMENTARY: Final = "commentary"
COUNTS: Final = "counts"
WORDING: Final = "wording"
CAUSES: Final = (
    LATE,
    REVISED,
    WITHDRAWN,
    LATE_ELSEWHERE,
    REVISED_ELSEWHERE,
    REGISTER,
    RULE,
    COMMENTARY,
    COUNTS,
    WORDING,
)
"""Every cause of a change. A rule also stands for a target, a parameter or code that changed."""

WHAT: Final = {
    "value": "figure",
    "period": "period",
    "previous_value": "figure before",
    "direction": "direction",
    "evidence": "evidence",
    "rank": "rank",
    "quartile": "quartile",
}
"""The columns of the table compendium that are compared, and what each is called."""

_WHAT_RESTS: Final = {"evidence": ALL, "rank": NEIGHBOURS, "quartile": NEIGHBOURS}
"""What a column of `WHAT` rests on beside the council's latest figure and the one before."""

COLUMNS: Final = ("indicator_id", "title", "what", "old", "new", "cause")

Tables = Mapping[str, pd.DataFrame]
"""The tables of one making by their names: compendium, observations, not_supplied, target_results, officers_words,
sentences, cards, comments, and those of `JUDGED`."""

_OWN_CELLS: Final = frozenset({"value", "period", "previous_value", "direction"})
"""The columns of cells that no figure of another council can move."""

_OWN_TERM: Final = "Direction of travel"
"""The entry of a card that no figure of another council can move."""

COLOUR: Final = "colour of the target"
OFFICERS_WORDS: Final = "officer's words"
ANSWERED: Final = {"comment": "answer to a comment", "amendment": "reason of an amendment"}
"""What the response to each kind of comment is called."""


def changes_between(then: Tables, now: Tables, council: str) -> pd.DataFrame:
    """Return everything that a reader of the earlier report would find changed in the later one, with its cause.

    An indicator that only one of the two reports has was added to the register or taken from it. Of the others the
    latest figure of the council and the one before decide first: a figure of a later period, or for the first
    time, is a late figure, and another value of the same period a revision. If they are the same, a file that came in
    with a row of the indicator or of its source decides, then the council's earlier figures for what rests on them,
    then the figures of other councils for what rests on those; if none did, a rule. A sentence has the cause of the
    indicator that it states; what an officer or a committee said is commentary. A sentence on several indicators is
    counts if its numbers moved, and wording otherwise. The code of the council is `council`.

    Columns needed    both, compendium: indicator_id, title, and those of `WHAT`; observations: those of `OBSERVED`;
                      not_supplied: indicator_id, reason; target_results: target_id, indicator_id, title, status;
                      officers_words: about, words; comments: comment_id, kind, made_by, words, indicator_ids, response;
                      sentences: page, words, fact, value; cards: page, indicator_id, term, words; those of `JUDGED`:
                      the columns of each
    Columns returned  those of `COLUMNS`, all as text; in the order of the compendium, then what is judged, targets,
                      what was said, and sentences
    """
    causes = causes_between(then, now, council)
    titles = _titles(then["compendium"]) | _titles(now["compendium"])
    officers = list(_of_officers(then["officers_words"], now["officers_words"], titles))
    comments = list(_of_comments(then["comments"], now["comments"], titles))
    with_words = {row[0] for row in officers}
    officers_texts = {words for row in (*officers, *comments) for words in row[3:5] if words}
    rows = [
        *_of_indicators(then["compendium"], now["compendium"], causes),
        *_of_earlier_figures(then, now, titles, causes, council),
        *_of_judged(then, now, titles, causes, council),
        *_of_targets(then["target_results"], now["target_results"], causes),
        *officers,
        *comments,
        *_of_sentences(then["sentences"], now["sentences"], titles, causes),
        *_of_cards(then["cards"], now["cards"], titles, causes, with_words, officers_texts),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


def _of_indicators(then: pd.DataFrame, now: pd.DataFrame, cause: Cause) -> Iterator[tuple[str, ...]]:
    old, new = _by_key(then, "indicator_id"), _by_key(now, "indicator_id")
    for indicator in dict.fromkeys([*new, *old]):
        before, after = old.get(indicator, {}), new.get(indicator, {})
        title = str((after or before)["title"])
        for column, what in WHAT.items():
            was, value = cell_text(before.get(column)), cell_text(after.get(column))
            if was != value:
                yield indicator, title, what, was, value, cause(indicator, _WHAT_RESTS.get(column, OWN_LATEST))


def _of_earlier_figures(
    then: Tables, now: Tables, titles: Mapping[str, str], cause: Cause, council: str
) -> Iterator[tuple[str, ...]]:
    """Give each earlier figure of the council that moved, for an indicator that both reports have.

    The latest figure and the one before are columns of `WHAT`.
    """
    old, new = (_own_series(tables, council) for tables in (then, now))
    before, after = (_by_key(tables["compendium"], "indicator_id") for tables in (then, now))
    for indicator, period in dict.fromkeys([*new, *old]):
        was, value = old.get((indicator, period), ""), new.get((indicator, period), "")
        if was == value or indicator not in before or indicator not in after:
            continue
        rows = before[indicator], after[indicator]
        is_latest = period in {cell_text(row["period"]) for row in rows}
        is_previous = (was, value) == tuple(cell_text(row["previous_value"]) for row in rows)
        if not is_latest and not is_previous:
            yield indicator, titles[indicator], f"figure of {period}", was, value, cause(indicator, OWN_SERIES)


def _own_series(tables: Tables, council: str) -> dict[tuple[str, str], str]:
    """Return the council's figures by indicator and period, for the indicators of the compendium."""
    frame = tables["observations"]
    own = frame[frame["area_code"].eq(council)][["indicator_id", "period", "value"]]
    indicators = set(tables["compendium"]["indicator_id"].astype("str"))
    return {
        (str(name), str(period)): cell_text(value)
        for name, period, value in own.itertuples(index=False)
        if str(name) in indicators
    }


def _of_judged(
    then: Tables, now: Tables, titles: Mapping[str, str], cause: Cause, council: str
) -> Iterator[tuple[str, ...]]:
    for name, judged in JUDGED.items():
        for indicator, what, was, value in judged_changes(then[name], now[name], judged, council):
            if indicator in titles:
                yield indicator, titles[indicator], what, was, value, cause(indicator, judged.rests)


def _of_targets(then: pd.DataFrame, now: pd.DataFrame, cause: Cause) -> Iterator[tuple[str, ...]]:
    old, new = _by_key(then, "target_id"), _by_key(now, "target_id")
    for target in dict.fromkeys([*new, *old]):
        before, after = old.get(target, {}), new.get(target, {})
        row = after or before
        was, value = cell_text(before.get("status")), cell_text(after.get("status"))
        if was != value:
            indicator = str(row["indicator_id"])
            yield indicator, str(row["title"]), COLOUR, was, value, cause(indicator, OWN_LATEST)


def _of_officers(then: pd.DataFrame, now: pd.DataFrame, titles: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    old, new = (Counter(zip(frame["about"], frame["words"], strict=True)) for frame in (then, now))
    for (about, words), sign in _only_in_one(old, new):
        row = (words, "") if sign < 0 else ("", words)
        yield (about if about in titles else ""), titles.get(about, about), OFFICERS_WORDS, *row, COMMENTARY


def _of_comments(then: pd.DataFrame, now: pd.DataFrame, titles: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Give each comment and amendment, and each response to one, that was made, changed or withdrawn."""
    old, new = _by_key(then, "comment_id"), _by_key(now, "comment_id")
    for comment in dict.fromkeys([*new, *old]):
        before, after = old.get(comment, {}), new.get(comment, {})
        row = after or before
        about = [name for name in str(row["indicator_ids"]).split(";") if name in titles]
        indicator = about[0] if len(about) == 1 else ""
        title = "; ".join(titles[name] for name in about) or str(row["made_by"])
        for column, what in (("words", str(row["kind"])), ("response", ANSWERED[str(row["kind"])])):
            was, words = cell_text(before.get(column)), cell_text(after.get(column))
            if was != words:
                yield indicator, title, what, was, words, COMMENTARY


def _of_cards(
    then: pd.DataFrame,
    now: pd.DataFrame,
    titles: Mapping[str, str],
    cause: Cause,
    with_words: Collection[str],
    officers_texts: Collection[str],
) -> Iterator[tuple[str, ...]]:
    """Give what only one of two cards says; two entries of one term, or two paragraphs that are alike, are one.

    `with_words` are the indicators on which the words of officers changed: what no figure moved there is commentary.
    So is what quotes one of `officers_texts`, which officers or a committee added or took back.
    """

    def row_of(page: str, indicator: str, term: str, old: str, new: str) -> tuple[str, ...]:
        why = cause(indicator, OWN_LATEST if term == _OWN_TERM else ALL)
        if (why == RULE and indicator in with_words) or any(words in old or words in new for words in officers_texts):
            why = COMMENTARY
        return indicator, titles.get(indicator, ""), f"sentence of {page}", old, new, why

    columns = ["page", "indicator_id", "term", "words"]
    old, new = (Counter(frame[columns].itertuples(index=False, name=None)) for frame in (then, now))
    removed, added = list((old - new).elements()), list((new - old).elements())
    for page, indicator, term, words in added:
        before = _most_alike(words, [one for one in removed if (one[0], one[2]) == (page, term)])
        if before:
            removed.remove(before)
        yield row_of(page, indicator, term, before[3] if before else "", words)
    for page, indicator, term, words in removed:
        yield row_of(page, indicator, term, words, "")


def _most_alike(words: str, earlier: Sequence[tuple[Any, ...]]) -> tuple[Any, ...] | None:
    """Return the earlier row, with its words last, that is most like some words; None where half or more differs."""
    likeness = {one: SequenceMatcher(None, one[3], words, autojunk=False).ratio() for one in earlier}
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and (likeness[best] > 0.5 or best[2]) else None


def _of_sentences(
    then: pd.DataFrame, now: pd.DataFrame, titles: Mapping[str, str], cause: Cause
) -> Iterator[tuple[str, ...]]:
    """Give each sentence that only one of the two reports has; two on the same cells of a page are one that changed."""
    old, new = _sentences(then), _sentences(now)
    removed = {one: old[one] for one in old if one not in new}
    for (page, words), facts in new.items():
        if (page, words) in old:
            continue
        before = next((one for one in removed if one[0] == page and removed[one].keys() == facts.keys()), ("", ""))
        stated = removed.pop(before, facts)
        moved = COUNTS if stated != facts else WORDING
        cells = {fact for fact, value in facts.items() if stated[fact] != value}
        yield _sentence_row(page, before[1], words, facts, titles, cause, moved, cells)
    for (page, words), facts in removed.items():
        yield _sentence_row(page, words, "", facts, titles, cause, WORDING, set())


def _sentence_row(
    page: str,
    old: str,
    new: str,
    facts: Mapping[str, str],
    titles: Mapping[str, str],
    cause: Cause,
    moved: str,
    cells: Collection[str],
) -> tuple[str, ...]:
    """Return the row of a sentence; `cells` are those of its facts whose values moved."""
    indicators = [name for fact in facts for name in cell_of(fact).key if name in titles]
    indicator = indicators[0] if indicators else ""
    are_own = bool(cells) and {cell_of(fact).column for fact in cells} <= _OWN_CELLS
    why = cause(indicator, OWN_LATEST if are_own else ALL) if indicator else moved
    return indicator, titles.get(indicator, ""), f"sentence of {page}", old, new, why


def _sentences(frame: pd.DataFrame) -> dict[tuple[str, str], dict[str, str]]:
    """Return the facts that each sentence of each page states, with what their cells hold."""
    stated: dict[tuple[str, str], dict[str, str]] = {}
    for page, words, fact, value in frame[["page", "words", "fact", "value"]].itertuples(index=False):
        stated.setdefault((str(page), str(words)), {})[str(fact)] = str(value)
    return stated


def _only_in_one(old: Counter[Any], new: Counter[Any]) -> Iterator[tuple[tuple[str, str], int]]:
    for one in dict.fromkeys([*old, *new]):
        if old[one] != new[one]:
            yield (str(one[0]), str(one[1])), new[one] - old[one]


def _titles(compendium: pd.DataFrame) -> dict[str, str]:
    return {str(name): str(title) for name, title in compendium[["indicator_id", "title"]].itertuples(index=False)}


def _by_key(frame: pd.DataFrame, key: str) -> dict[str, dict[Any, Any]]:
    return {str(row[key]): row for row in frame.to_dict("records")}
