"""What officers say of dashboards and indicators, from analysts' files and from returns, and what nobody explains."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd

from helpers.analyst_commentary import Comment
from helpers.markers import with_marks
from helpers.schema.narrative import OFFICERS_WORDS, WITHOUT_COMMENTARY
from helpers.schema.types import no_rows, pandas_types
from helpers.verdicts import WORSENED

ANALYST, RETURN = "analyst", "return"


def officers_words(
    comments: Sequence[Comment], commentary: pd.DataFrame, compendium: pd.DataFrame, as_at: date
) -> pd.DataFrame:
    """Return what officers say, a row for each paragraph: of a dashboard first, then of its indicators as printed.

    Of a return the commentary is the first paragraph and the planned improvement the second. A return on a figure
    that was at hand for the report a year before is left out, unless it was signed since: it is last year's.

    Columns needed    commentary, the table: indicator_id, dashboard, commentary, planned_improvement, signed_by,
                      signed_on, file, row; compendium, the table, in printed order: indicator_id, dashboard, period_end
    Columns returned  those of the table officers_words
    """
    printed_on = dict(zip(compendium["indicator_id"], compendium["dashboard"], strict=True))
    rows = [
        {
            "about": comment.about,
            "kind": comment.kind,
            "dashboard": printed_on.get(comment.about, comment.about),
            "origin": ANALYST,
            "paragraph": number,
            "words": paragraph.text,
            "written_by": comment.by,
            "written_on": comment.written_on,
            "file": comment.file,
            "line": paragraph.line,
        }
        for comment in comments
        for number, paragraph in enumerate(comment.paragraphs, start=1)
    ]
    returned = commentary[~_of_last_year(commentary, compendium, as_at)].to_dict("records")
    for row in returned:
        texts = [str(row[name]) for name in ("commentary", "planned_improvement") if row[name]]
        rows += [
            {
                "about": row["indicator_id"],
                "kind": "indicator",
                "dashboard": row["dashboard"],
                "origin": RETURN,
                "paragraph": number,
                "words": text,
                "written_by": row["signed_by"] or "",
                "written_on": None if pd.isna(row["signed_on"]) else row["signed_on"],
                "file": row["file"],
                "line": int(row["row"]),
            }
            for number, text in enumerate(texts, start=1)
        ]
    if not rows:
        return no_rows(OFFICERS_WORDS)
    return _in_printed_order(pd.DataFrame(rows), compendium)


def analysts_comments(words: pd.DataFrame) -> dict[str, tuple[str, str, str]]:
    """Return what analysts' files say, by the dashboard or the indicator that it is about.

    Each has the words, its paragraphs with an empty line between them, the post, and the day as 2023-10-12.

    Columns needed    words, the table officers_words: about, origin, words, written_by, written_on
    """
    own = words[words["origin"].eq(ANALYST)]
    return {
        str(name): (
            "\n\n".join(rows["words"]),
            str(rows["written_by"].iloc[0]),
            pd.Timestamp(rows["written_on"].iloc[0]).date().isoformat(),
        )
        for name, rows in own.groupby("about", sort=False)
    }


def _in_printed_order(words: pd.DataFrame, compendium: pd.DataFrame) -> pd.DataFrame:
    dashboards = {name: number for number, name in enumerate(dict.fromkeys(compendium["dashboard"]))}
    indicators = {name: number for number, name in enumerate(compendium["indicator_id"])}
    order = pd.DataFrame(
        {
            "dashboard": words["dashboard"].map(dashboards),
            "indicator": words["about"].map(indicators).where(words["kind"].eq("indicator"), -1),
            "origin": words["origin"],
            "paragraph": words["paragraph"],
        }
    ).sort_values(["dashboard", "indicator", "origin", "paragraph"], kind="stable")
    ordered = words.loc[order.index, list(OFFICERS_WORDS.names)]
    return ordered.astype(pandas_types(OFFICERS_WORDS)).reset_index(drop=True)


def _of_last_year(commentary: pd.DataFrame, compendium: pd.DataFrame, as_at: date) -> pd.Series:
    """Say of each return whether the report a year before had its figure, and nobody has signed it since."""
    before = as_at - timedelta(days=365)
    ends = commentary["indicator_id"].map(compendium.set_index("indicator_id")["period_end"])
    old = [not pd.isna(end) and end <= before for end in ends]
    signed_since = [not pd.isna(day) and day >= as_at for day in commentary["signed_on"]]
    return pd.Series(
        [is_old and not signed for is_old, signed in zip(old, signed_since, strict=True)],
        index=commentary.index,
        dtype="bool",
    )


def without_commentary(compendium: pd.DataFrame, words: pd.DataFrame) -> pd.DataFrame:
    """List every indicator that worsened and is in the fourth quartile without a comment.

    A comment on its dashboard is not one on the indicator; whether there is one is said beside it.

    Columns needed    compendium, the table: indicator_id, title, provisional, derived, previous_provisional,
                      previous_derived, theme, dashboard, owner, in_headline, direction,
                      quartile; words, the table officers_words: about, kind, dashboard
    Columns returned  those of the table without_commentary
    """
    behind = compendium[compendium["direction"].eq(WORSENED) & compendium["quartile"].eq(4).fillna(value=False)]
    missing = behind[~behind["indicator_id"].isin(words.loc[words["kind"].eq("indicator"), "about"])]
    if missing.empty:
        return no_rows(WITHOUT_COMMENTARY)
    with_words = set(words.loc[words["kind"].eq("dashboard"), "about"])
    table = missing.assign(
        title=with_marks(missing),
        owner=missing["owner"].fillna(""),
        dashboard_has_words=missing["dashboard"].isin(with_words),
    )
    return table[list(WITHOUT_COMMENTARY.names)].astype(pandas_types(WITHOUT_COMMENTARY)).reset_index(drop=True)
