"""What the ingestion page shows of the files and their figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from helpers.areas import Areas
from helpers.markers import is_derived, is_provisional, marked
from helpers.params import UnavailableSource
from helpers.present.cells import format_number
from helpers.present.pages.register_tables import since
from helpers.present.tables import joined, paragraph, table, with_sum
from helpers.present.values import Column, Paragraph, Parts, Table
from helpers.results.rejection_reasons import rejected_rows_by_reason, rejections_by_reason
from helpers.wording import number_of, singular_or_plural


def ingestion_sentence(raw_files: pd.DataFrame) -> str:
    """Say how many rows were read, used and rejected; `raw_files` is the table of that name."""
    read, used, rejected = (int(raw_files[f"rows_{what}"].sum()) for what in ("read", "used", "rejected"))
    refused = int(raw_files["refused"].ne("").sum())
    not_read = f" {number_of(refused, 'other file')} could not be read." if refused else ""
    return (
        f"{number_of(read, 'row')} {singular_or_plural(read, 'was', 'were')} read from "
        f"{number_of(len(raw_files) - refused, 'file')}: {format_number(used)} {singular_or_plural(used, 'is', 'are')} "
        f"used and {format_number(rejected)} {singular_or_plural(rejected, 'is', 'are')} rejected, which together make "
        f"{format_number(used + rejected)}.{not_read}"
    )


def absent_zeros_sentence(absent_zeros: pd.DataFrame, observations: pd.DataFrame) -> str:
    """Say how many published zeros stand for no figure, by which rule; both are the tables of that name."""
    absent = absent_zeros[absent_zeros["absent"]]
    zeros = len(absent) + int(observations["value"].eq(0).sum())
    if absent.empty:
        return f"None of {number_of(zeros, 'published zero')} means that there is no figure."
    rules = absent["rule"].value_counts().sort_index()
    by = ", ".join(f"{format_number(int(count))} by the rule '{rule}'" for rule, count in rules.items())
    verb = singular_or_plural(len(absent), "means", "mean")
    return f"{format_number(len(absent))} of {number_of(zeros, 'published zero')} {verb} that there is no figure: {by}."


def rows_by_dataset(raw_files: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Return source, used and rejected: the rows of each data set, most first.

    Files that are not of one source of the register are counted under the name of their format.
    """
    read = raw_files[raw_files["refused"] == ""]
    names = sources.set_index("source_id")["dataset"]
    source = read["source_id"].map(names).fillna(read["format"])
    counts = read.groupby(source)[["rows_used", "rows_rejected"]].sum()
    table_of = counts.rename_axis("source").reset_index().set_axis(["source", "used", "rejected"], axis="columns")
    return table_of.sort_values(["used", "source"], ascending=[False, True], ignore_index=True)


def files_table(raw_files: pd.DataFrame) -> Table:
    """Return the rows read, used and rejected of each raw file that could be read, with their sums."""
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("rows_read", "Rows read", align="right"),
        Column("rows_used", "Rows used", align="right"),
        Column("rows_rejected", "Rows rejected", align="right"),
    ]
    read = raw_files[raw_files["refused"] == ""]
    return table(with_sum(read, columns, "All files"), "Rows of each raw file", columns)


def provenance_table(raw_files: pd.DataFrame) -> Table:
    """Return for each raw file that could be read who published it, which edition it is and what it covers."""
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("format", "Read as"),
        Column("publisher", "Publisher", quoted=True),
        Column("edition", "Edition", quoted=True),
        Column("licence", "Licence", quoted=True),
        Column("indicators", "Indicators", align="right"),
        Column("areas", "Areas", align="right"),
        Column("newest_period", "Newest period"),
    ]
    read = raw_files[raw_files["refused"] == ""]
    return table(_with_blanks(read), "What each raw file is, and what its figures cover", columns)


def refusals_table(raw_files: pd.DataFrame) -> Paragraph | Table:
    """Return the raw files that could not be read, each with the reason."""
    refused = raw_files[raw_files["refused"] != ""]
    if refused.empty:
        return paragraph("Every file could be read.")
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("refused", "Why it is not read: the file", quoted=True),
    ]
    return table(refused, "Files that are not read", columns)


def figures_by_origin(observations: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return a row for each figure of the observations: title and type of its measure, and whether it is derived."""
    rows = observations[observations["value"].notna()]
    figures = rows[["indicator_id"]].astype("str").assign(derived=is_derived(rows["status"], rows["marker"]))
    return figures.merge(indicators[["indicator_id", "title", "measure_type"]], on="indicator_id", how="inner")


def rejection_reasons_table(rejections: pd.DataFrame, raw_files: pd.DataFrame, most: int = 5) -> Paragraph | Table:
    """Return the `most` commonest reasons in each raw file for which rows are not used, with their rows."""
    if rejections.empty:
        return paragraph("No row was rejected.")
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("reason", "Reason", quoted=True),
        Column("rows", "Rows", align="right"),
    ]
    commonest = rejected_rows_by_reason(rejections, raw_files).groupby("file").head(most)
    return table(commonest, "The commonest reasons in each file", columns)


def rejections_table(rejections: pd.DataFrame, raw_files: pd.DataFrame, most: int = 100) -> Table | None:
    """Return the rejected rows and cells, one line for each kind of reason in a file; all are in rejections.csv.

    Of more than `most` lines, those with the commonest reasons of each file are kept. None if there is none, as the
    table of reasons says.
    """
    if rejections.empty:
        return None
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("count", "How many", align="right"),
        Column("rows", "Lines"),
        Column("columns", "Column", quoted=True),
        Column("values", "Value", quoted=True),
        Column("reason", "Reason", quoted=True),
        Column("part", "What is not used"),
    ]
    reasons = rejections_by_reason(rejections, raw_files)
    turn = reasons.groupby("file").cumcount().sort_values(kind="stable")
    rows = reasons.loc[turn.index[:most].sort_values()]
    part = {
        (used, one): f"{'this cell' if one else 'these cells'} alone" if used else f"the row{'' if one else 's'}"
        for used in (True, False)
        for one in (True, False)
    }
    parts = [part[bool(used), count == 1] for used, count in zip(rows["row_used"], rows["count"], strict=True)]
    left = len(reasons) - most
    notes = ["Every row and cell is listed in rejections.csv."]
    if left > 0:
        notes.append(
            f"{number_of(left, 'less common reason')} of these files {singular_or_plural(left, 'is', 'are')} left to "
            "it."
        )
    return table(rows.assign(part=parts), "Rows that could not be used", columns, notes=notes)


def other_names_table(measure_names: pd.DataFrame, indicators: pd.DataFrame) -> Paragraph | Table:
    """Return the measures that files print under another name than the register's, with the editions that do."""
    read = measure_names[measure_names["read"]]
    if read.empty:
        return paragraph("Every measure used is printed under its name in the register.")
    columns = [
        Column("title", "Indicator", header=True),
        Column("file", "File", quoted=True),
        Column("printed_name", "Printed as", quoted=True),
        Column("register_name", "Name in the register", quoted=True),
        Column("editions", "Editions with this name", quoted=True),
        Column("rows", "Figures", align="right"),
    ]
    titles = indicators.set_index("indicator_id")["title"]
    rows = read.assign(title=read["indicator_id"].map(titles)).sort_values(["title", "file", "printed_name"])
    return table(rows, "Measures printed under another name", columns)


def near_names_table(measure_names: pd.DataFrame, indicators: pd.DataFrame, most: int = 50) -> Paragraph | Table:
    """Return the names in files that are close to one of the register and not read, the first `most` of them."""
    near = measure_names[~measure_names["read"]]
    if near.empty:
        return paragraph("No file prints a name that is close to one in the register without being in it.")
    columns = [
        Column("file", "File", header=True, quoted=True),
        Column("printed_name", "Printed as", quoted=True),
        Column("register_name", "Nearest name in the register", quoted=True),
        Column("title", "Indicator of that name"),
        Column("rows", "Figures", align="right"),
    ]
    titles = indicators.set_index("indicator_id")["title"]
    rows = near.assign(title=near["indicator_id"].map(titles)).head(most)
    notes = ["None of these figures is used. If a name means the same measure, add it to params/measure_aliases.csv."]
    if len(near) > most:
        notes.append(f"{number_of(len(near) - most, 'more name')} in measure_names.csv.")
    return table(rows, "Measures that are not in the register, with the nearest name that is", columns, notes=notes)


def revisions_table(revisions: pd.DataFrame, indicators: pd.DataFrame, most: int = 100) -> Paragraph | Table:
    """Return the figures that a later edition changed, the first `most` of them; all are in revisions.csv."""
    if revisions.empty:
        return paragraph("No figure differs between two editions.")
    titles = indicators.set_index("indicator_id")["title"]
    rows = revisions.head(most).assign(title=revisions["indicator_id"].map(titles))
    columns = [
        Column("title", "Indicator", header=True),
        Column("area_code", "Area"),
        Column("period", "Period"),
        Column("earlier_value", "Earlier figure", align="right"),
        Column("value", "Figure kept", align="right"),
        Column("earlier_file", "Earlier file", quoted=True),
        Column("file", "File kept", quoted=True),
    ]
    more = (
        [f"{number_of(len(revisions) - most, 'other')} can be seen in revisions.csv."] if len(revisions) > most else []
    )
    return table(rows, "Figures that a later edition changed", columns, notes=more)


def absent_zeros_table(absent_zeros: pd.DataFrame, indicators: pd.DataFrame, areas: Areas) -> Paragraph | Table:
    """Return every zero that stands for no figure, and those that the analyst kept, with the rule and the reason."""
    if absent_zeros.empty:
        return paragraph("No published zero means that there is no figure.")
    titles = indicators.set_index("indicator_id")["title"]
    rows = absent_zeros.assign(
        title=absent_zeros["indicator_id"].map(titles),
        area=[f"{areas[code].name} ({code})" for code in absent_zeros["area_code"]],
        used=absent_zeros["absent"].map({True: "[x]", False: "0, as published"}),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("area", "Area"),
        Column("period", "Period"),
        Column("used", "Shown as"),
        Column("rule", "Rule"),
        Column("reason", "Reason", quoted=True),
        Column("file", "File", quoted=True),
        Column("row", "Row", align="right"),
    ]
    return table(rows, "Zeros that were examined", columns)


def example_table(
    observations: pd.DataFrame, indicators: pd.DataFrame, codes: Sequence[str], day: date
) -> Paragraph | Table:
    """Return one figure with the file and row in which it stands: the council's newest by a day, the first by name.

    `codes` are those of the council; where it has no figure, that of another area is shown.
    """
    figures = observations[observations["value"].notna() & (observations["period_end"] <= day)]
    own = figures[figures["area_code"].isin(codes)]
    figures = figures if own.empty else own
    if figures.empty:
        return paragraph("No figure was read.")
    newest = figures[figures["period_end"] == figures["period_end"].max()].head(1)
    columns = [
        Column("title", "Indicator", header=True),
        Column("area_code", "Area"),
        Column("period", "Period"),
        Column("value", "Figure", align="right"),
        Column("file", "File"),
        Column("row", "Row", align="right"),
    ]
    titles = indicators.set_index("indicator_id")["title"]
    provisional, derived = (
        bool(is_so(newest["status"], newest["marker"]).iloc[0]) for is_so in (is_provisional, is_derived)
    )
    title = marked(titles[newest["indicator_id"].iloc[0]], provisional=provisional, derived=derived)
    rows = newest.assign(title=title, file=newest["file"].astype("str"))
    return table(rows, "One figure and where it comes from", columns, notes=["Row 1 of a CSV file is its header."])


def not_supplied_table(not_supplied: pd.DataFrame, indicators: pd.DataFrame) -> Paragraph | Table:
    """Return what the register asks for that no file supplies, with the reason."""
    if not_supplied.empty:
        return paragraph("The files have figures for every indicator in the register.")
    titles = indicators.set_index("indicator_id")["title"]
    rows = not_supplied.assign(title=not_supplied["indicator_id"].map(titles))
    columns = [Column("title", "Indicator", header=True), Column("reason", "Reason")]
    return table(rows.sort_values(["reason", "title"]), "Indicators without a figure in any file", columns)


def also_published_table(also: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame) -> Table | None:
    """Return the measures that a further source publishes, and whether a file of it was supplied; None without any.

    `also` is of `read_also_published`; `indicators` and `sources` are the tables of these names.
    """
    if also.empty:
        return None
    files = sources.set_index("source_id")["files"].to_dict()
    rows = also.merge(indicators[["indicator_id", "title"]], on="indicator_id").assign(
        supplied=[
            "supplied" if files.get(source_id) else f"not supplied: {NO_KEY.get(source_id, 'no file was given')}"
            for source_id in also["source_id"]
        ],
        called=also["source_measure"].replace("", "not known"),
        source=also["source_id"].map(SOURCE_NAMES).fillna(also["source_id"]),
    )
    columns = [
        Column("title", "Indicator", header=True),
        Column("source", "Source"),
        Column("called", "Its name there"),
        Column("supplied", "Supplied"),
        Column("note", "Note"),
    ]
    return table(rows, "Measures that a further source publishes", columns)


def aged_table(latest: pd.DataFrame, indicators: pd.DataFrame, sources: pd.DataFrame) -> Paragraph | Table:
    """Return the indicators whose newest figure is too old to count, with the address where a newer one would be.

    `latest` is the table reporting_figures; `indicators` and `sources` are the tables of these names.
    """
    aged = latest.loc[latest["stale"], ["indicator_id", "period"]]
    if aged.empty:
        return paragraph("No figure is too old to count.")
    rows = (
        aged.merge(indicators[["indicator_id", "title", "dashboard", "source_id"]], on="indicator_id")
        .merge(sources[["source_id", "dataset", "address", "replaced_by"]], on="source_id")
        .sort_values(["dashboard", "title"])
    )
    rows = rows.assign(replaced_by=rows["replaced_by"].replace("", "not replaced"))
    columns = [
        Column("title", "Indicator", header=True),
        Column("dashboard", "Dashboard"),
        Column("period", "Newest figure"),
        Column("dataset", "Data set", quoted=True),
        Column("replaced_by", "Replaced by"),
        Column("address", "Where to look for a newer one"),
    ]
    return table(rows, "Indicators whose newest figure is too old to count", columns)


SOURCE_NAMES = {"lg_inform": "LG Inform"}
NO_KEY = {"lg_inform": "it needs a key, and none was given"}
"""Why a source that asks for a key supplies nothing."""


def _with_blanks(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.fillna("").replace("", "[blank]")


def sources_table(sources: pd.DataFrame) -> Table:
    """Return the sources with their editions, licences, status and caveats."""
    until = " until " + sources["until"].map(since, na_action="ignore").astype("object")
    status = (
        sources["status"]
        + until.fillna("")
        + (", by " + sources["replaced_by"]).where(sources["replaced_by"] != "", "")
    )
    rows = sources.assign(status=status, edition=sources["edition"].mask(sources["files"] == 0, "no file supplied"))
    columns = [
        Column("dataset", "Data set", header=True, quoted=True),
        Column("publisher", "Publisher", quoted=True),
        Column("edition", "Edition", quoted=True),
        Column("status", "Status"),
        Column("licence", "Licence", quoted=True),
        Column("caveats", "To bear in mind", quoted=True),
    ]
    return table(rows, "Sources of the figures", columns)


def sources_without_figures_table(
    without: pd.DataFrame, not_available: Sequence[UnavailableSource], sources: int
) -> Paragraph | Parts:
    """Return the sources that give the report no figure of the council, with the reason for each.

    `without` is made by `sources_without_figures`; `not_available` are further sources that the council used in other
    years, with the reasons; `sources` is how many the register has.
    """
    further = [f"{source.name}: {source.why}." for source in not_available]
    notes = [paragraph(" ".join(["Not available for the council's report of the year:", *further]))] if further else []
    if without.empty:
        return joined(paragraph("Every source has a figure of the council that this report may use."), *notes)
    columns = [
        Column("dataset", "Data set", header=True, quoted=True),
        Column("indicators", "Indicators", align="right"),
        Column("why", "Why this report has none of its figures", quoted=True),
    ]
    sentence = (
        f"{len(without)} of {number_of(sources, 'source')} {singular_or_plural(len(without), 'has', 'have')} no figure "
        "of the council that this report may use."
    )
    return joined(paragraph(sentence), *notes, table(without, "Sources without a figure for this report", columns))
