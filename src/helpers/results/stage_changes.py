"""What moved between two makings of one report, such as that of the Cabinet and that of the council, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import pandas as pd

from helpers.fact_ids import cell_of

LATE: Final = "late figure"
REVISED: Final = "revision"
WITHDRAWN: Final = "figure withdrawn"
LATE_ELSEWHERE: Final = "late figure of another council"
REVISED_ELSEWHERE: Final = "revision of another council's figure"
RULE: Final = "rule"
COMMENTARY: Final = "commentary"
COUNTS: Final = "counts"
WORDING: Final = "wording"
CAUSES: Final = (LATE, REVISED, WITHDRAWN, LATE_ELSEWHERE, REVISED_ELSEWHERE, RULE, COMMENTARY, COUNTS, WORDING)
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

COLUMNS: Final = ("indicator_id", "title", "what", "old", "new", "cause")
OBSERVED: Final = ["indicator_id", "area_code", "period", "value"]

Tables = Mapping[str, pd.DataFrame]
"""The tables of one making by their names: compendium, observations, target_results, officers_words and sentences."""


def changes_between(then: Tables, now: Tables, council: str) -> pd.DataFrame:
    """Return everything that a reader of the earlier report would find changed in the later one, with its cause.

    The figures of the council decide first: a figure of a later period, or for the first time, is a late figure, and
    another value of the same period a revision. If the council's own are the same, those of the other councils decide;
    if they are the same too, a rule. A sentence has the cause of the indicator that it states; one of an officer is
    commentary. One on several indicators is counts if its numbers moved, and wording otherwise. The code of the council
    is `council`.

    Columns needed    both, compendium: indicator_id, title, and those of `WHAT`; observations: those of `OBSERVED`;
                      target_results: target_id, indicator_id, title, status; officers_words: about, words; sentences:
                      page, words, fact, value
    Columns returned  those of `COLUMNS`, all as text; in the order of the compendium, then targets, then sentences
    """
    causes = _causes(then, now, council)
    rows = [
        *_of_indicators(then["compendium"], now["compendium"], causes),
        *_of_targets(then["target_results"], now["target_results"], causes),
        *_of_comments(then["officers_words"], now["officers_words"], now["compendium"]),
        *_of_sentences(then["sentences"], now["sentences"], now["compendium"], causes),
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")


Cause = Callable[[str], str]


def _causes(then: Tables, now: Tables, council: str) -> Cause:
    """Return the function that gives the cause of what changed for an indicator."""
    old, new = (_by_key(tables["compendium"], "indicator_id") for tables in (then, now))
    of_others = _others(then["observations"], now["observations"], council)

    def cause(indicator: str) -> str:
        before, after = old.get(indicator), new.get(indicator)
        if before is None or after is None:
            return RULE
        if _text(after["value"]) != _text(before["value"]) or _text(after["period"]) != _text(before["period"]):
            if not _text(after["value"]):
                return WITHDRAWN
            is_new = not _text(before["value"]) or _text(after["period"]) != _text(before["period"])
            return LATE if is_new else REVISED
        if _text(after["previous_value"]) != _text(before["previous_value"]):
            return REVISED if _text(before["previous_value"]) else LATE
        return of_others.get(indicator, RULE)

    return cause


def _others(then: pd.DataFrame, now: pd.DataFrame, council: str) -> dict[str, str]:
    """Return what happened to the figures of other councils, by indicator; nothing where none changed."""
    keys = OBSERVED[:3]
    both = then.loc[then["area_code"].ne(council), OBSERVED].merge(
        now.loc[now["area_code"].ne(council), OBSERVED], on=keys, how="outer", suffixes=("_then", ""), indicator=True
    )
    # text, as keys may be categories that only one of the two has
    names, merged = both["indicator_id"].astype("str"), both["_merge"].astype("str")
    same = both["value_then"].eq(both["value"]) | (both["value_then"].isna() & both["value"].isna())
    revised = names[merged.ne("right_only") & ~same]
    late = names[merged.eq("right_only")]
    return dict.fromkeys(revised, REVISED_ELSEWHERE) | dict.fromkeys(late, LATE_ELSEWHERE)


def _of_indicators(then: pd.DataFrame, now: pd.DataFrame, cause: Cause) -> Iterator[tuple[str, ...]]:
    old, new = _by_key(then, "indicator_id"), _by_key(now, "indicator_id")
    for indicator in dict.fromkeys([*new, *old]):
        before, after = old.get(indicator, {}), new.get(indicator, {})
        title = str((after or before)["title"])
        for column, what in WHAT.items():
            was, value = _text(before.get(column)), _text(after.get(column))
            if was != value:
                yield indicator, title, what, was, value, cause(indicator)


def _of_targets(then: pd.DataFrame, now: pd.DataFrame, cause: Cause) -> Iterator[tuple[str, ...]]:
    old, new = _by_key(then, "target_id"), _by_key(now, "target_id")
    for target in dict.fromkeys([*new, *old]):
        before, after = old.get(target, {}), new.get(target, {})
        row = after or before
        was, value = _text(before.get("status")), _text(after.get("status"))
        if was != value:
            indicator = str(row["indicator_id"])
            yield indicator, str(row["title"]), "colour of the target", was, value, cause(indicator)


def _of_comments(then: pd.DataFrame, now: pd.DataFrame, compendium: pd.DataFrame) -> Iterator[tuple[str, ...]]:
    titles = {str(name): str(title) for name, title in compendium[["indicator_id", "title"]].itertuples(index=False)}
    old, new = (Counter(zip(frame["about"], frame["words"], strict=True)) for frame in (then, now))
    for (about, words), sign in _only_in_one(old, new):
        row = (words, "") if sign < 0 else ("", words)
        yield (about if about in titles else ""), titles.get(about, about), "officer's words", *row, COMMENTARY


def _of_sentences(
    then: pd.DataFrame, now: pd.DataFrame, compendium: pd.DataFrame, cause: Cause
) -> Iterator[tuple[str, ...]]:
    """Give each sentence that only one of the two reports has; two on the same cells of a page are one that changed."""
    titles = {str(name): str(title) for name, title in compendium[["indicator_id", "title"]].itertuples(index=False)}
    old, new = _sentences(then), _sentences(now)
    removed = {one: old[one] for one in old if one not in new}
    for (page, words), facts in new.items():
        if (page, words) in old:
            continue
        before = next((one for one in removed if one[0] == page and removed[one].keys() == facts.keys()), ("", ""))
        moved = COUNTS if removed.pop(before, facts) != facts else WORDING
        yield _sentence_row(page, before[1], words, facts, titles, cause, moved)
    for (page, words), facts in removed.items():
        yield _sentence_row(page, words, "", facts, titles, cause, WORDING)


def _sentence_row(
    page: str, old: str, new: str, facts: Mapping[str, str], titles: Mapping[str, str], cause: Cause, moved: str
) -> tuple[str, ...]:
    indicators = [name for fact in facts for name in cell_of(fact).key if name in titles]
    indicator = indicators[0] if indicators else ""
    why = cause(indicator) if indicator else moved
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


def _by_key(frame: pd.DataFrame, key: str) -> dict[str, dict[Any, Any]]:
    return {str(row[key]): row for row in frame.to_dict("records")}


def _text(value: Any) -> str:
    """Return a cell as text; a whole number without decimals, and what is missing as nothing."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
