"""The tables of ingestion: the figures of raw files, and the rows that are not used."""

from __future__ import annotations

from helpers.schema.columns import (
    AREA_CODE,
    FILE,
    INDICATOR_ID,
    OF_INDICATOR,
    PERIOD,
    PERIOD_END,
    PERIOD_START,
    SOURCE_ID,
)
from helpers.schema.declarations import Table, date, number, text, whole_number, yes_or_no

OBSERVATIONS = Table(
    name="observations",
    row="One row for each indicator, area and period: every figure that can be used.",
    writer="01_ingestion",
    made_in="sources.ingest",
    key=("indicator_id", "area_code", "period_start", "period_end"),
    columns=(
        INDICATOR_ID,
        text("area_code", "Code of the area, valid at the end of the period"),
        text("period", "The period as printed: 2022/23, 2022/23 (academic), 2020-22, 31 Mar 2023"),
        PERIOD_START,
        PERIOD_END,
        number("value", "The figure as published, never filled in", OF_INDICATOR, nullable=True),
        number(
            "lower_95",
            "Lower 95% confidence limit, as published, or calculated from the answers to a survey",
            OF_INDICATOR,
            nullable=True,
        ),
        number(
            "upper_95",
            "Upper 95% confidence limit, as published, or calculated from the answers to a survey",
            OF_INDICATOR,
            nullable=True,
        ),
        number("numerator", "Count above the line, where published", "count", nullable=True),
        number("denominator", "Count below the line, where published", "count", nullable=True),
        text("marker", "Shorthand beside or instead of the figure, several separated by a space; blank for none"),
        text("status", "final, provisional or derived"),
        text(
            "area_flag",
            "recode: printed under the council's other code; backcast: from before the council "
            "existed; blank for neither",
        ),
        text("source_id", "The source, as in the table sources"),
        text(
            "file",
            "The raw file that the figure was read from, by its path in the raw folder; of two "
            "editions, the later. Its hash is in the manifest",
            repeats=True,
        ),
        whole_number(
            "row",
            "The row of that file, counted as in the table rejections and in "
            "[chapter 1 of the methods](methods/01_figures.md#following-a-figure-to-its-file). Never empty, as no "
            "figure is put together from several rows",
        ),
    ),
)

ABSENT_ZEROS = Table(
    name="absent_zeros",
    row="One row for each published zero that means there is no figure, and for each zero that the analyst decided "
    "on in `params/zeros.csv`. Their rows stay in `observations`. A zero of the first kind has the marker [x] and no "
    "value there.",
    writer="01_ingestion",
    made_in="sources.absent_zeros",
    key=("indicator_id", "area_code", "period", "period_end"),
    columns=(
        INDICATOR_ID,
        AREA_CODE,
        PERIOD,
        PERIOD_END,
        number("value", "The value as published, which is 0", OF_INDICATOR),
        text("file", "The raw file that has it"),
        whole_number("row", "The row of that file, as in observations"),
        text(
            "rule",
            "replaced code, base of zero or far from all others, as in "
            "[chapter 1 of the methods](methods/01_figures.md); marked by hand or kept by hand where the "
            "analyst decided",
        ),
        yes_or_no("absent", "Whether it is marked [x]; no if it was kept by hand"),
        number(
            "lowest_other",
            "For the rule far from all others: the lowest other figure of the areas for the "
            "period, and of the council for other periods",
            OF_INDICATOR,
            nullable=True,
        ),
        number(
            "chance",
            "For the same rule: the chance of zero if the area were at that figure",
            "share of 1",
            nullable=True,
        ),
        text("reason", "Why, in words"),
    ),
)

REJECTIONS = Table(
    name="rejections",
    row="One row for each row of a raw file that is not used, and for each cell that is not used in a row that gives "
    "other figures.",
    writer="01_ingestion",
    made_in="sources.rejection_table",
    key=("file", "row", "column", "value", "reason"),
    columns=(
        FILE,
        whole_number(
            "row",
            "Line of the file; the header is line 1. For files that are not text, see "
            "[chapter 1 of the methods](methods/01_figures.md#following-a-figure-to-its-file)",
        ),
        text("column", "Column with the fault; blank if the whole row is at fault"),
        text("value", "The contents of the cell"),
        text(
            "reason",
            "Why it is not used; if the register lacks the measure, with the nearest name in the register, if one is "
            "near",
        ),
        yes_or_no("row_used", "Whether other figures of the row are used, and only this cell is not"),
    ),
)

RAW_FILES = Table(
    name="raw_files",
    row="One row for each raw file that should hold figures. Rows read are rows used and rows rejected.",
    writer="01_ingestion",
    made_in="sources.file_tables",
    key=("file",),
    columns=(
        FILE,
        text("source_id", "Its source, or the sources of its figures, separated by spaces; blank if it gives none"),
        text("format", "Its format; blank if it cannot be read"),
        text("publisher", "Who published it; blank if it cannot be read"),
        text("edition", "Release or snapshot, by its sidecar; not stated without one"),
        text("licence", "Licence by its full name; blank if it cannot be read"),
        yes_or_no("has_sidecar", "Whether a sidecar vouches for it"),
        yes_or_no(
            "hash_published",
            "Whether the report prints its hash: it has a sidecar, and no department handed it in. The hashes of the "
            "others are in the manifest alone, as the hash of a return could confirm a guess of a small count",
        ),
        whole_number("rows_read", "Rows in the file, without the header", "rows"),
        whole_number("rows_used", "Rows that give observations", "rows"),
        whole_number("rows_rejected", "Rows in rejections", "rows"),
        whole_number(
            "known_measures",
            "Measures in the file that the register has, under any name that the register knows",
        ),
        whole_number("indicators", "Indicators that it has figures for"),
        whole_number("areas", "Areas that it has figures for"),
        text("newest_period", "Last period that it gives a row of; blank if it gives none"),
        text("refused", "Why it cannot be read; blank if it can"),
    ),
)

REVISIONS = Table(
    name="revisions",
    row="One row for each figure that differs between two raw files: the later edition is kept.",
    writer="01_ingestion",
    made_in="sources.editions",
    key=("indicator_id", "area_code", "period_start", "period_end", "earlier_file", "earlier_row"),
    columns=(
        INDICATOR_ID,
        AREA_CODE,
        PERIOD,
        PERIOD_START,
        PERIOD_END,
        number("earlier_value", "Value of the earlier edition", OF_INDICATOR, nullable=True),
        number("earlier_lower_95", "Its lower 95% confidence limit", OF_INDICATOR, nullable=True),
        number("earlier_upper_95", "Its upper 95% confidence limit", OF_INDICATOR, nullable=True),
        number("earlier_numerator", "Its count above the line", "count", nullable=True),
        number("earlier_denominator", "Its count below the line", "count", nullable=True),
        text("earlier_marker", "Its marker; blank for none"),
        text("earlier_file", "Raw file of the earlier edition"),
        whole_number("earlier_row", "Line of that file"),
        number("value", "Value that is kept", OF_INDICATOR, nullable=True),
        text("marker", "Its marker; blank for none"),
        text("file", "Raw file that it is kept from"),
        whole_number("row", "Line of that file"),
        number("difference", "Value that is kept, less the earlier one", OF_INDICATOR, nullable=True),
    ),
)

SOURCES = Table(
    name="sources",
    row="One row for each source that the register names or that a raw file comes from; from params/sources.yml.",
    writer="01_ingestion",
    made_in="sources.file_tables",
    key=("source_id",),
    columns=(
        text("source_id", "Short name of the source"),
        text("publisher", "Who published the figures"),
        text("dataset", "What the publisher calls the data"),
        text("edition", "Releases or snapshots of its files, separated by semicolons; blank without a file"),
        text("licence", "Licence by its full name"),
        text("attribution", "Words that the licence asks for"),
        text("address", "Where the publisher offers the data"),
        date("date", "Day on which the newest of its files was added, from the sidecars", nullable=True),
        text("caveats", "What to bear in mind"),
        text("status", "live, suspended, replaced or ended"),
        date("since", "Day on which it was first offered, where known", nullable=True),
        date("until", "Day on which it was last offered, where known", nullable=True),
        text("replaced_by", "The source that replaced it; blank for none"),
        whole_number("files", "Raw files of it"),
        text("why_not_there", "Why there is no file of it; blank if there is"),
    ),
)

NOT_SUPPLIED = Table(
    name="not_supplied",
    row="One row for each indicator in the register without a row in any raw file.",
    writer="01_ingestion",
    made_in="sources.file_tables",
    key=("indicator_id",),
    columns=(
        INDICATOR_ID,
        SOURCE_ID,
        text("source_measure", "The publisher's name for the measure; may be blank"),
        text("reason", "Why there is no figure"),
    ),
)

MEASURE_NAMES = Table(
    name="measure_names",
    row="One row for each name of a measure in a raw file that differs from the register's own name: another name that "
    "the register knows, or a name that is near one in the register.",
    writer="01_ingestion",
    made_in="sources.measure_names",
    key=("file", "printed_name"),
    columns=(
        FILE,
        text("printed_name", "The name in the file"),
        whole_number("rows", "Figures that the file gives under this name, used or not"),
        yes_or_no(
            "read",
            "Whether the name is in `params/measure_aliases.csv` and the figures are read; if not, the name is only "
            "near one in the register",
        ),
        text("indicator_id", "The indicator of the name, or of the nearest name; from the register"),
        text("register_name", "The name of the measure in the register"),
        text("editions", "The editions with this name; blank if the name is only near"),
    ),
)

LOST_PERIODS = Table(
    name="lost_periods",
    row="One row for each period that a raw file has for a measure in the register, if none of its rows can be "
    "used: the label, the value or the status cannot be read, the area is not known, or the file prints the measure, "
    "the group or the kind of area in another way. If such a period would be the newest, check C74 stops the run.",
    writer="01_ingestion",
    made_in="sources.lost_periods",
    key=("file", "indicator_id", "measure", "area_code", "period"),
    columns=(
        FILE,
        INDICATOR_ID,
        text("measure", "What the file calls it"),
        text(
            "area_code",
            "Area whose rows are lost; blank if the file has no row of any area for the "
            "measure and period that can be used",
        ),
        text("period", "Label of the period as printed"),
        date("period_end", "Last day of the period, as far as the label tells", nullable=True),
        whole_number("rows", "Rows that are rejected", "rows"),
        text("reason", "The commonest reason"),
    ),
)

WORST_DISTRICTS = Table(
    name="worst_districts",
    row="The council's worst district as an indicator of its own: one row for each such indicator and period.",
    writer="01_ingestion",
    made_in="sources.worst_districts",
    key=("indicator_id", "period_start", "period_end"),
    columns=(
        INDICATOR_ID,
        text("based_on", "The indicator of all districts, as in params/worst_districts.csv"),
        *OBSERVATIONS.pick("period", "period_start", "period_end"),
        text("statistic", "minimum or maximum over districts, by polarity"),
        whole_number("districts", "Districts that existed on the last day of the period", "districts"),
        number("value", "Their worst figure; empty where one of them has none", OF_INDICATOR, nullable=True),
        text("district_names", "Names of the districts that have it; blank without a figure"),
    ),
)

TABLES = (
    WORST_DISTRICTS,
    OBSERVATIONS,
    ABSENT_ZEROS,
    REJECTIONS,
    RAW_FILES,
    REVISIONS,
    SOURCES,
    NOT_SUPPLIED,
    MEASURE_NAMES,
    LOST_PERIODS,
)
