"""Following a printed figure back to its source, by the tables of a report, its record and docs/methods."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import quote
from typing import Any, Final

import pandas as pd

from helpers.fact_ids import CellReference, cell_of, fact_id
from helpers.methods.ranking import SMALLEST_GROUP
from helpers.paths import MANIFEST, Project
from helpers.pipeline.card_sentences import read_card_sentences
from helpers.pipeline.downloads import read_made, read_sentences
from helpers.pipeline.freshness import sha256
from helpers.pipeline.manifest import StepRecord, read_record
from helpers.pipeline.tracing_rules import is_place, rules_of
from helpers.pipeline.verify.handed_over import HandedOver
from helpers.present.cells import is_missing
from helpers.present.explanation import CellOrigin, Explanation, GroupOrigin, RuleRow, SourceRow, TableOrigin
from helpers.present.facts import FactTables
from helpers.present.site_pages import DOWNLOADED, ORIGIN, card_of
from helpers.problems import InputProblem, Problem
from helpers.results.behind_counts import indicators_behind
from helpers.results.group_rows import group_rows
from helpers.run_names import options_of
from helpers.schema import TABLES, Table
from helpers.schema.declarations import Column, ColumnType
from helpers.schema.site import SITE_TABLES
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import open_file
from helpers.verdicts import printed_rank
from helpers.visible import shortly

INDICATOR: Final = "indicator_id"
_DECLARED: Final = TABLES | SITE_TABLES
MOST_NAMED: Final = 5
"""How many sentences are named where several have the words that were asked for."""

_PLAIN_MARKS: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_RULE_COLUMNS: Final = re.compile(r"(?:\w+_)?(?:rule|rule_id|reason|ground|tolerance)")
"""The columns of a table that say how it was judged."""


class Trail:
    """The tables and the record of one report, by which its figures are followed.

    `report` has the folders of the report and its tables, `inputs` what it was made from, which is the checkout itself
    but for a report that was frozen at a `stage`.
    """

    def __init__(self, checkout: Project, report: HandedOver, inputs: Project, stage: str = "") -> None:
        name = checkout.relative(report.report)
        self._record = read_record(report.report, f"{name}/{MANIFEST}")
        self._checkout, self._inputs, self._report, self._stage = checkout, inputs, report.report, stage
        self._folder = report.tables or report.report
        self._tables: dict[str, pd.DataFrame] = {}

    def of_indicator(self, indicator: str) -> Explanation:
        """Return the way of all that is printed of an indicator.

        Raises  InputProblem: the report has no such indicator
        """
        named = self._table("compendium")
        rows = named[named[INDICATOR].eq(indicator)]
        if rows.empty:
            near = sorted(name for name in named[INDICATOR] if indicator and indicator.split("_")[0] in name)[:5]
            hint = f"; near it are {', '.join(near)}" if near else ""
            raise InputProblem(f"The report has no indicator {shortly(indicator)!r}{hint}.")
        stated = self._sentences()
        mine = [row for row in stated if indicator in cell_of(row["fact"]).key]
        own = [fact_id("compendium", [indicator], name) for name in ("value", "direction", "rank", "quartile")]
        for table in ("group_comparisons", "indicator_group_comparisons"):
            of_groups = self._rows(table, indicator) if self._path(table).is_file() else []
            own += [fact_id(table, [row[name] for name in TABLES[table].key], "rank") for row in of_groups]
        facts = dict.fromkeys([row["fact"] for row in mine] + own)
        return self._explanation(f"{rows.iloc[0]['title']}: where it comes from", indicator, mine, list(facts))

    def of_fact(self, fact: str) -> Explanation:
        """Return the way of one cell of a table, which a sentence states.

        Raises  InputProblem: it is not the id of a cell of this report
        """
        try:
            cell = cell_of(fact)
        except ValueError as error:
            raise InputProblem(f"fact={shortly(fact)}: {error}, such as comparisons/road_ksi_rate/rank.") from None
        if cell.table not in _DECLARED or not self._path(cell.table).is_file():
            raise InputProblem(f"fact={shortly(fact)}: the report has no table {shortly(cell.table)}.")
        mine = [row for row in self._sentences() if row["fact"] == fact]
        names = _DECLARED[cell.table].key
        if len(cell.key) != len(names):
            order = f"{shortly(cell.table)}/{'+'.join(f'<{name}>' for name in names)}/{shortly(cell.column)}"
            raise InputProblem(
                f"fact={shortly(fact)}: the key of the table {cell.table} is {', '.join(names)}; put + between its "
                f"parts: {order}."
            )
        key = dict(zip(names, cell.key, strict=True))
        return self._explanation(f"{fact}: where it comes from", key.get(INDICATOR, ""), mine, [fact])

    def of_sentence(self, words: str) -> Explanation:
        """Return the way of all that one sentence states, by its words or by words that no other sentence has.

        A sentence that stands on the card of an indicator alone leads to all that is printed of the indicator.

        Raises  InputProblem: no sentence has the words, or several have
        """
        asked, stated = _as_read(words), [(_as_read(row["words"]), row) for row in self._sentences()]
        having = [(text, row) for text, row in stated if asked in text] if asked else []
        mine = [row for text, row in having if text == asked] or [row for _, row in having]
        several = list(dict.fromkeys(row["words"] for row in mine))
        if len(several) > 1:
            raise InputProblem(
                f"sentence={shortly(words)}: {len(several):,} sentences have these words; give more of one: "
                f"{'; '.join(shortly(one) for one in several[:MOST_NAMED])}."
            )
        if not mine:
            return self.of_indicator(self._on_cards(asked, words))
        facts = list(dict.fromkeys(row["fact"] for row in mine))
        about = {
            dict(zip(_DECLARED[cell.table].key, cell.key, strict=True)).get(INDICATOR, "")
            for cell in map(cell_of, facts)
        }
        return self._explanation("A sentence: where it comes from", about.pop() if len(about) == 1 else "", mine, facts)

    def _on_cards(self, asked: str, words: str) -> str:
        """Return the indicator whose card alone has a sentence with some words."""
        cards = read_card_sentences(self._report)
        names = sorted(set(cards.loc[cards["words"].map(lambda text: asked in _as_read(text)), INDICATOR]))
        if len(names) == 1 and asked:
            return str(names[0])
        why = (
            f"the pages of {len(names):,} indicators have these words" if names and asked else "no page has these words"
        )
        raise InputProblem(
            f"sentence={shortly(words)}: {why}. Give a sentence with a figure as it is printed, or indicator=<name>; "
            f"{DOWNLOADED}/sentences.csv.zip has every sentence with the cells that it states."
        )

    def _explanation(
        self, subject: str, indicator: str, sentences: Sequence[dict[Any, str]], facts: Sequence[str]
    ) -> Explanation:
        record, cells = self._record, [cell_of(fact) for fact in facts]
        which_one = f"{options_of(record.run)}{f' stage={self._stage}' if self._stage else ''}"
        ruled = [rule for cell in cells for rule in rules_of(self._checkout.root / "docs" / "methods", cell)]
        only_place = len(cells) == 1 and is_place(cells[0])
        judged = list(self._rules(indicator)) if indicator and not only_place else []
        parameters = self._inputs.parameters / f"{record.parameters.get('year')}.yml"
        which = f"{record.run}, frozen at the stage {self._stage}" if self._stage else record.run
        return Explanation(
            subject=subject,
            lead=f"Report {which}. Everything here is read from its tables, its record and docs/methods.",
            sentences=sentences,
            cells=[self._cell(fact) for fact in facts],
            tables=[self._origin(_DECLARED[name]) for name in dict.fromkeys(cell.table for cell in cells)],
            rules=[*judged, *(self._rules_of_place(cells[0]) if only_place else ()), *dict.fromkeys(ruled)],
            sources=list(self._sources(indicator)) if indicator else [],
            checks=self._rows("quality_results", indicator) if indicator else [],
            record=[
                *((("Page of the indicator", self._page_of(indicator)),) if indicator else ()),
                ("Record", self._checkout.relative(self._report / MANIFEST)),
                ("Commit", str(record.git.get("commit") or "none")),
                (
                    "Parameters",
                    self._checkout.relative(parameters),
                ),
                ("To make it again and compare", f"make verify {which_one}"),
            ],
            counted=[
                (str(row["title"]), f"make explain {which_one} indicator={row[INDICATOR]}")
                for row in (self._counted(cells[0]) if len(cells) == 1 else ())
            ],
            numbers=[
                (f"{row['printed']} is {row['fact']}", f"make explain {which_one} {quote('fact=' + row['fact'])}")
                for row in {row["fact"]: row for row in sentences if len(cells) > 1 and not indicator}.values()
            ],
            groups=list(dict.fromkeys(group for cell in cells if is_place(cell) for group in self._groups(cell))),
        )

    def _path(self, table: str) -> Path:
        if table in SITE_TABLES:
            return self._report / DOWNLOADED / f"{table}.csv"
        return self._folder / f"{table}.parquet"

    def _table(self, name: str) -> pd.DataFrame:
        if name not in self._tables:
            path = self._path(name)
            if not path.is_file():
                raise InputProblem(f"{self._checkout.relative(path)} is missing; make the report again.")
            self._tables[name] = read_made(path, SITE_TABLES[name]) if name in SITE_TABLES else pd.read_parquet(path)
        return self._tables[name]

    def _page_of(self, indicator: str) -> str:
        """Return where the page of an indicator says where its figures come from."""
        return f"{self._checkout.relative(self._report / card_of(indicator))}#{ORIGIN}"

    def _rows(self, table: str, indicator: str) -> list[dict[Any, Any]]:
        frame = self._table(table)
        return frame[frame[INDICATOR].eq(indicator)].to_dict("records")

    def _sentences(self) -> list[dict[Any, str]]:
        return read_sentences(self._report).to_dict("records")

    def _cell(self, fact: str) -> CellOrigin:
        cell = cell_of(fact)
        table = _DECLARED[cell.table]
        tables = FactTables({cell.table: self._table(cell.table)}, {cell.table: table.key})
        try:
            value, column = tables.value_of(fact), table[cell.column]
        except (Problem, KeyError):
            raise InputProblem(
                f"fact={shortly(fact)}: the table {cell.table} has no such cell; its key is {', '.join(table.key)}."
            ) from None
        return CellOrigin(fact, value, column.meaning, column.unit)

    def _origin(self, table: Table) -> TableOrigin:
        step = self._record.steps.get(table.writer)
        hashes = step.tables.get(table.name, {}) if step else {}
        downloads = [f"{DOWNLOADED}/{table.name}.csv", f"{DOWNLOADED}/{table.name}.csv.zip"]
        of_site = next((self._record.pages[name] for name in downloads if name in self._record.pages), "")
        return TableOrigin(
            name=table.name,
            rows=table.row,
            writer=table.writer,
            reads=sorted(_part(step, "tables")),
            files=len(_part(step, "inputs")),
            methods=sorted(name for name in _part(step, "code") if name.startswith("methods/") and "__" not in name),
            table_hash=of_site if table.name in SITE_TABLES else hashes.get("parquet", ""),
        )

    def _rules(self, indicator: str) -> Iterator[RuleRow]:
        """Give what each table with one row for an indicator says of the rule and the reason."""
        for table in TABLES.values():
            columns = _columns_of_rules(table)
            if not columns or not self._path(table.name).is_file():
                continue
            for row in self._rows(table.name, indicator):
                for column in columns:
                    if is_missing(row[column.name]) or not str(row[column.name]).strip():
                        continue
                    words = str(row[column.name]).rstrip(".")
                    explained = self._chapter(words) if column.name.endswith("rule_id") else ""
                    yield RuleRow(table.name, column.name, column.meaning, words, explained)

    def _rules_of_place(self, cell: CellReference) -> Iterator[RuleRow]:
        """Give what the tables say of one rank: polarity, fewest councils, and why there is none."""
        (about,) = self._rows("indicators", cell.key[0])
        yield RuleRow("indicators", "polarity", TABLES["indicators"]["polarity"].meaning, str(about["polarity"]))
        smallest = str(self._record.parameters.get("minimum_group_size"))
        yield RuleRow("parameters", "minimum_group_size", "Fewest councils with a figure that are ranked", smallest)
        table = TABLES[cell.table]
        for row in self._rows(cell.table, cell.key[0]):
            if tuple(str(row[name]) for name in table.key) != cell.key:
                continue
            before = "previous_" if cell.column.startswith("previous_") else ""
            for name in (f"{before}tied", f"{before}reason", "rank_reason"):
                if not is_missing(row.get(name)) and str(row[name]).strip():
                    yield RuleRow(cell.table, name, table[name].meaning, str(row[name]))

    def _counted(self, cell: CellReference) -> list[dict[Any, Any]]:
        """Return the indicators that a count is of; none of a cell that counts no indicators."""
        behind = indicators_behind(self._table("compendium"), cell.table, cell.key, cell.column)
        return [] if behind is None else behind.to_dict("records")

    def _groups(self, cell: CellReference) -> Iterator[GroupOrigin]:
        """Give the figures of the group that a place is among, now or before; nothing where there is no figure."""
        indicator = cell.key[0]
        (then,) = self._rows("comparisons", indicator)
        group = str(self._record.parameters.get("comparator_group"))
        if cell.table == "group_comparisons":
            group = cell.key[1]
        elif cell.table == "indicator_group_comparisons":
            group = str(self._rows(cell.table, indicator)[0]["comparator_group"])
        period = self._table("comparisons").loc[lambda rows: rows[INDICATOR].eq(indicator)]
        if cell.column.startswith("previous_"):
            before = self._table("reporting_figures").loc[lambda rows: rows[INDICATOR].eq(indicator)]
            dates = {name: before[f"previous_{name}"].to_numpy() for name in ("period", "period_start", "period_end")}
            period, then = period.assign(**dates), {"period": dates["period"][0]}
        if is_missing(period["period_end"].iloc[0]):
            return
        members = self._table("group_members")
        rows = group_rows(
            pd.read_parquet(self._path("observations"), filters=[(INDICATOR, "==", indicator)]),
            period[[INDICATOR, "period_start", "period_end", "polarity"]],
            members[members["comparator_group"].eq(group)].drop(columns="comparator_group"),
            sorted({row["area_code"] for row in self._rows("own_series", indicator)}),
            int(self._record.parameters.get("minimum_group_size", SMALLEST_GROUP)),
        )
        shared = rows["rank"].value_counts()
        yield GroupOrigin(
            f"{group}, {then['period']}: councils with a figure, best first",
            tuple(
                (
                    "no rank" if is_missing(row["rank"]) else printed_rank(row["rank"], row["n"], shared[row["rank"]]),
                    str(row["area_name"]),
                    row["value"],
                    bool(row["own"]),
                    self._checkout.relative(self._inputs.raw / str(row["file"])),
                    int(row["row"]),
                )
                for row in rows.to_dict("records")
            ),
        )

    def _chapter(self, rule: str) -> str:
        """Return the chapter and the heading under which docs/methods explains a rule; blank if none has its name."""
        for path in sorted((self._checkout.root / "docs" / "methods").glob("*.md")):
            pattern = rf"^#+ ({re.escape(rule)}: .+)$"
            if match := re.search(pattern, path.read_text(encoding="utf-8"), re.MULTILINE):
                return f"docs/methods/{path.name}, under \u2018{match[1]}\u2019"
        return ""

    def _sources(self, indicator: str) -> Iterator[SourceRow]:
        publishers = {row["source_id"]: row for row in self._table("sources").to_dict("records")}
        for row in self._rows("figure_sources", indicator):
            file, number = str(row["file"]), int(row["row"])
            path, about = self._inputs.raw / file, self._record.raw_files.get(file, {})
            yield SourceRow(
                figure=str(row["figure"]),
                period=str(row["period"]),
                value=row["value"],
                file=self._checkout.relative(path),
                row=number,
                cells=_cells_of(path, number),
                recorded=str(about.get("sha256", "")),
                actual=sha256(path) if path.is_file() else "",
                sidecar=about,
                source=publishers.get(about.get("source_id"), {}),
            )


def _as_read(text: str) -> str:
    """Return words without what differs between a page and what somebody types: spaces, capitals, marks, the full stop.

    >>> _as_read(" The council\u2019s  rank. ")
    "the council's rank"
    """
    return " ".join(text.translate(_PLAIN_MARKS).split()).rstrip(".").casefold()


def _columns_of_rules(table: Table) -> list[Column]:
    """Return the columns that say how an indicator was judged; none of a table that has many rows for one indicator."""
    if INDICATOR not in table.names or table.key not in ((INDICATOR,), ("target_id",)):
        return []
    return [
        column
        for column in table.columns
        if _RULE_COLUMNS.fullmatch(column.name) and column.type is not ColumnType.YES_OR_NO
    ]


def _part(step: StepRecord | None, kind: str) -> Mapping[str, Any]:
    """Return one kind of what a step was made from; nothing of a step that the record has not."""
    part = step.facts.get(kind) if step else None
    return part if isinstance(part, dict) else {}


def _cells_of(path: Path, number: int) -> list[tuple[str, str]]:
    """Return the cells of a row of a raw file under their columns; none where they are not in rows of text."""
    try:
        frame, _ = open_file(path).table()
    except (Refused, OSError):
        return []
    if number not in frame.index:
        return []
    return [(str(name), str(cell)) for name, cell in frame.loc[number].items() if str(cell).strip()]
