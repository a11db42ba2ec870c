"""What the data quality page shows of the labels that publishers print; without a label, the tables are left out."""

from __future__ import annotations

import pandas as pd

from helpers.present.tables import paragraph, table, with_sum
from helpers.present.values import Column, Paragraph, Table
from helpers.results.label_results import CANNOT, NO, REASONS, WORDS, label_counts
from helpers.verdicts import POLARITY_WORDS
from helpers.wording import number_of

KINDS = {
    "trend": "Recent trend",
    "compared_with_england": "Compared with England",
    "compared_with_parent": "Compared with the parent area",
    "compared_with_goal": "Compared with a goal",
    "median": "Median",
    "quintile": "Quintile",
}

NO_LABELS = (
    "No raw file in this report prints a trend, a comparison, a median or a quintile, so there is nothing to "
    "recalculate."
)

MAX_CHARACTERS = 60
"""Characters of a label that are shown; the table has all of it."""


def labels_sentence(results: pd.DataFrame) -> str:
    """Say how many published labels can be recalculated, and how many of them hold.

    `results` is `label_results`.
    """
    if results.empty:
        return NO_LABELS
    counts = label_counts(results)[["published", "recomputable", "agree", "disagree"]].sum()
    files = number_of(results["file"].nunique(), "file")
    published = number_of(int(counts["published"]), "label")
    if not counts["recomputable"]:
        return f"Of the {published} in {files}, none can be recalculated from the figures in the file."
    with_reason = int((results["agrees"].eq(NO) & results["reason"].ne(REASONS["none"])).sum())
    of_those = "each" if with_reason == counts["disagree"] else f"{with_reason:,}"
    explained = f" A reason is known for {of_those} of those that do not." if counts["disagree"] else ""
    return (
        f"Of the {published} in {files}, {counts['recomputable']:,} can be recalculated from the figures in the "
        f"file: {counts['agree']:,} agree and {counts['disagree']:,} do not.{explained}"
    )


def counts_table(results: pd.DataFrame) -> Table | None:
    """Return for each file and kind of label how many there are, can be recalculated, agree and disagree."""
    if results.empty:
        return None
    counts = label_counts(results)
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("kind", "Label"),
        Column("published", "Published", align="right"),
        Column("recomputable", "Can be recalculated", align="right"),
        Column("agree", "Agree", align="right"),
        Column("disagree", "Disagree", align="right"),
    ]
    rows = with_sum(counts.assign(kind=counts["kind"].map(KINDS)), columns, "All files").fillna({"kind": "All"})
    return table(rows, "Published labels, and whether they are right", columns)


def reasons_table(results: pd.DataFrame) -> Table | None:
    """Return why labels disagree or cannot be recalculated, with how many labels of each file."""
    rows = results[results["reason"].ne("")]
    if rows.empty:
        return None
    outcome = rows["agrees"].map({NO: "disagrees", CANNOT: CANNOT})
    keys = [rows["file"], rows["kind"].map(KINDS), outcome.rename("outcome"), rows["reason"]]
    counts = rows.groupby(keys).size().rename("labels").reset_index()
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("kind", "Label"),
        Column("outcome", "Outcome"),
        Column("reason", "Reason"),
        Column("labels", "Labels", align="right"),
    ]
    order = ["file", "kind", "outcome", "labels", "reason"]
    ordered = counts.sort_values(order, ascending=[True, True, False, False, True])
    return table(ordered, "Why labels disagree, or cannot be recalculated", columns)


def differences_table(results: pd.DataFrame, most: int = 100) -> Paragraph | Table | None:
    """Return labels that disagree, `most` of them, some for each file and reason; all are in label_results.csv."""
    if results.empty:
        return None
    wrong = results[results["agrees"].eq(NO)]
    if wrong.empty:
        return paragraph("No label that can be recalculated disagrees.")
    return _list_labels(wrong, "Labels that disagree with the figures beside them", most, "disagree")


def unknown_table(results: pd.DataFrame, most: int = 100) -> Paragraph | Table | None:
    """Return the labels whose words are not known, `most` of them; all are in label_results.csv."""
    if results.empty:
        return None
    unknown = results[results["reason"].eq(REASONS["unknown"])]
    if unknown.empty:
        return paragraph("Every label is in words that are known.")
    expected = [f"{KINDS[kind]}: expected {', '.join(words)}." for kind, words in WORDS.items()]
    here = [note for note, kind in zip(expected, WORDS, strict=True) if kind in set(unknown["kind"])]
    return _list_labels(unknown, "Labels in unknown words", most, "are not known", here)


def polarity_table(polarities: pd.DataFrame, indicators: pd.DataFrame) -> Paragraph | Table | None:
    """Return the indicators whose polarity in the register is another than the publisher's labels reveal."""
    if polarities.empty:
        return None
    wrong = polarities[polarities["agrees"].eq(NO)]
    if wrong.empty:
        compared = polarities.loc[polarities["agrees"].ne(""), "indicator_id"].nunique()
        if not compared:
            return paragraph("No label reveals the polarity of an indicator of the register.")
        several = "each has" if compared > 1 else "it has"
        return paragraph(
            f"Labels reveal the polarity of {number_of(compared, 'indicator')} of the register; {several} the polarity "
            "that the register gives."
        )
    titles = indicators.set_index("indicator_id")["title"]
    rows = wrong.assign(
        title=wrong["indicator_id"].map(titles),
        publisher=wrong["polarity"].map(POLARITY_WORDS),
        register=wrong["register_polarity"].map(POLARITY_WORDS),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("file", "File", quoted=True),
        Column("publisher", "By the labels"),
        Column("register", "By the register"),
        Column("labels_for", "Labels for it", align="right"),
        Column("labels_against", "Labels against it", align="right"),
    ]
    return table(rows, "Indicators whose labels have another polarity than the register", columns)


def _list_labels(rows: pd.DataFrame, caption: str, most: int, what: str, notes: list[str] | None = None) -> Table:
    """Return some labels of each file, kind and reason in turn until there are enough, in order of file and row."""
    turn = rows.groupby(["file", "kind", "reason"]).cumcount().sort_values(kind="stable")
    chosen = rows.loc[turn.index[:most].sort_values()]
    words = {
        name: chosen[name].str.slice(0, MAX_CHARACTERS).replace("", "none") for name in ("published", "recomputed")
    }
    chosen = chosen.assign(kind=chosen["kind"].map(KINDS), area=chosen["area"].replace("", "all areas"), **words)
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("row", "Line", align="right"),
        Column("kind", "Label"),
        Column("measure", "Measure", quoted=True),
        Column("area", "Area", quoted=True),
        Column("period", "Period", quoted=True),
        Column("published", "Published", quoted=True),
        Column("recomputed", "Recalculated", quoted=True),
        Column("reason", "Reason"),
    ]
    more = f"{len(rows) - most:,} more {what}; all are in label_results.csv, these are some for each file and reason."
    return table(chosen, caption, columns, notes=[*(notes or []), *([more] if len(rows) > most else [])])
