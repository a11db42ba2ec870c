"""Print how often the check of drafts is wrong on reports, whose words are made from the tables that it compares.

python tools/measure_drafts.py reports/2023 [reports/2018 ...]

Each report gives two lines: for its pages, those of the site without the cards of indicators, and for its Word
documents. Each says how many statements the check compared and how many false alarms it raised. Each false alarm
follows. It ends with 1 if there is one. The guide to drafts states these numbers.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from helpers.commands.drafts import tables_of
from helpers.drafts import Draft
from helpers.paths import Project
from helpers.publish.page_lint import visible_text
from helpers.results.drafts.check import check_draft
from helpers.results.drafts.year_tables import YearTables
from helpers.sources.drafts.plain_text import read_text
from helpers.sources.drafts.reading import read_draft

_RUN = re.compile(r"(?P<year>\d{4})(?:-(?P<period>[QH]\d))?(?:-(?P<authority>E\d{8}))?(?P<raw>-raw)?(?P<risks>-risks)?")


class Alarms(NamedTuple):
    """What the check of drafts came to on some files of a report: how many, statements compared, and false alarms."""

    files: int
    compared: int
    false_alarms: tuple[str, ...]


def words_of_page(path: Path) -> Draft:
    """Return the text of a page without its tables, as a draft."""
    pieces = visible_text(path.read_text(encoding="utf-8"))
    return read_text("\n\n".join(piece.text for piece in pieces if not piece.is_cell).encode(), path.name)


def alarms_on(paths: Iterable[Path], tables: YearTables, read: Callable[[Path], Draft] = words_of_page) -> Alarms:
    """Check each file as a draft; whatever the check lists is a false alarm."""
    faults, compared, files = [], 0, 0
    for path in paths:
        draft = read(path)
        checked = check_draft(draft, tables)
        faults += [fault.said_of(path.name) for fault in checked.faults]
        compared += checked.compared
        files += 1
    return Alarms(files, compared, tuple(faults))


def pages_of(report: Path) -> list[Path]:
    """Return the pages of a report without the cards of indicators."""
    return [page for folder in ("", "themes", "dashboards") for page in sorted((report / folder).glob("*.html"))]


def tables_of_report(report: Path) -> YearTables:
    """Return the tables of a report that is in the folder reports of a project.

    Raises  InputProblem: the name of the folder names no run, or its tables are not there
    """
    run = _RUN.fullmatch(report.name)
    words = run.groupdict(default="") if run else {"year": report.name}
    # Which other folders a report was made from makes no difference to the name of its run.
    raw, risks = (report if words.get(name) else None for name in ("raw", "risks"))
    project = Project(report.resolve().parents[1], other_raw=raw, other_risks=risks)
    return tables_of(project, words["year"], words.get("authority", ""), words.get("period", ""))


def main(arguments: Sequence[str]) -> int:
    """Print the lines of each report, and return whether there is a false alarm."""
    any_false = False
    for argument in arguments:
        report = Path(argument)
        tables = tables_of_report(report)
        for kind, alarms in (
            ("pages", alarms_on(pages_of(report), tables)),
            ("Word documents", alarms_on(sorted(report.glob("*.docx")), tables, read_draft)),
        ):
            print(
                f"{report.name}: {alarms.files} {kind}, {alarms.compared:,} statements compared, "
                f"{len(alarms.false_alarms)} false alarms"
            )
            print("".join(f"  {line}\n" for line in alarms.false_alarms), end="")
            any_false = any_false or bool(alarms.false_alarms)
    return int(any_false)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
