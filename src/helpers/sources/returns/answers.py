"""The rows of a return: its columns, and what each row says, with what can be seen to be wrong without a register."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from helpers.markers import MEANINGS
from helpers.period_suffixes import read_label
from helpers.register import EXAMPLES, LOCAL_RETURN
from helpers.sources.files.opening import Opened
from helpers.sources.returns.cell_values import read_date, read_marked, read_number, read_text
from helpers.sources.returns.cover import read_cover, signature_faults
from helpers.sources.returns.filled_in import Cell, Column, Fault, Line, Lines, Report, lines_of, need
from helpers.wording import placeholders

SOURCE_ID = LOCAL_RETURN
"""The source of an indicator of the register whose figures a department or a partner hands in."""

SHEET = "Return"
"""The sheet of a workbook that holds the figures."""

AWAITED = "awaiting"

STATUSES = {
    "final": "the figure will not change",
    "provisional": "the figure may still change",
    AWAITED: "there is no figure yet",
}
"""What a department may say of a figure; one that is awaited is not available, [x], and provisional."""

COLUMNS = (
    Column("indicator", True, "The indicator's short name, from the list", 28),
    Column("measure", False, "What the indicator measures, and its unit; written for you and not read", 40, True),
    Column("area", True, "The area's name, from the list, or its ONS code", 26),
    Column("period", True, "The period, written as in the list", 20),
    Column("last_period", False, "The period of the last figure; written for you and not read", 14, True),
    Column("last_value", False, "The last figure that was handed in; written for you and not read", 12, True),
    Column("value", False, "The figure in the indicator's unit, without the unit, or a marker such as [c]", 12),
    Column("numerator", False, "The count above the line, if there is one", 12),
    Column("denominator", False, "The count below the line, if there is one", 14),
    Column("target", False, "The target for the period, in the indicator's unit, if there is one", 12),
    Column("commentary", False, "What readers should know of the figure", 50),
    Column("planned_improvement", False, "What will be done to improve it, and by when", 50, True),
    Column("owner", True, "The post that answers for the figure", 28),
    Column("status", True, f"One of {', '.join(STATUSES)}", 14),
    Column("survey", False, "For a figure from a survey: its short name on the sheet Surveys", 20, True),
    Column("respondents", False, "For a figure from a survey: how many people answered the question", 14, True),
    Column("standard_deviation", False, "For a mean from a survey: that of the answers, if known", 18, True),
    Column("lower_95", False, "For a figure from a survey: its lower 95% confidence limit, if given", 12, True),
    Column("upper_95", False, "For a figure from a survey: its upper 95% confidence limit, if given", 12, True),
    Column("in_system", False, "Results that are begun and cannot be verified yet, as a count", 12, True),
    Column("verification_weeks", False, "Weeks after the period until its last result can be verified", 12, True),
    Column("signed_by", False, "The post that signs the return, where the file has no sheet Cover", 28, True),
    Column("signed_on", False, "The day of the signature, such as 2023-05-12, where it has none", 14, True),
)
"""The columns of a return, in the order of the template."""

NEEDED = frozenset({"indicator", "area", "period", "value", "owner", "status"})
"""The columns by which a CSV file is known for a return."""

OF_A_SURVEY = ("respondents", "standard_deviation", "lower_95", "upper_95")
"""The columns that only a figure from a survey may fill in."""

OF_VERIFICATION = ("in_system", "verification_weeks")
"""The columns of a figure whose results can only be verified weeks later."""

TYPED_FREELY = ("commentary", "planned_improvement", "owner", "signed_by")
"""The columns in which people write what they like, and leave marks for what they still have to write."""

WRITTEN_BEFOREHAND = ("measure", "last_period", "last_value")
"""The columns of a department's workbook that are filled in for it, and which nothing reads."""

OF_THE_SIGNATURE = ("signed_by", "signed_on")
"""The columns of the signature, which a workbook with a cover has on its cover instead."""


@dataclass(frozen=True)
class Answer:
    """A row of a return whose cells could be read; numbers are missing (nan) where blank."""

    row: int
    indicator: str
    area: str
    period: str
    value: float
    marker: str
    numerator: float
    denominator: float
    target: float
    commentary: str
    owner: str
    status: str
    survey: str
    respondents: float
    standard_deviation: float
    lower_95: float
    upper_95: float
    in_system: float = math.nan
    verification_weeks: float = math.nan
    planned_improvement: str = ""
    signed_by: str = ""
    signed_on: date | None = None


def is_example(line: Line) -> bool:
    """Say whether a row is an example of the template, perhaps with other words; a row with a figure is not."""
    figures = ("value", "numerator", "denominator", "target", *OF_A_SURVEY)
    return line["indicator"].text in EXAMPLES and all(line[name] == Cell("") for name in figures)


def read_answers(file: Opened) -> tuple[Lines, list[Answer], list[Fault]]:
    """Return the rows of a return, those of them that could be read, and what is wrong with the others.

    Examples of the template are not among those that could be read, and nothing is wrong with them. The signature on
    the cover of a workbook is that of every figure; a fault of the cover stops none of them.
    """
    cover = read_cover(file)
    lines = lines_of(file, SHEET, COLUMNS)
    answers: list[Answer] = []
    faults: list[Fault] = []
    for line in lines.lines:
        if is_example(line):
            continue
        wrong: list[Fault] = []
        answer = _answer(line, file.name, lines.sheet, wrong)
        if not any(fault.stops for fault in wrong):
            answers.append(answer)
        faults += wrong
    if cover is None:
        return lines, answers, faults
    with_figures = any(answer.status != AWAITED for answer in answers)
    faults += [*cover.faults, *(signature_faults(file.name, cover) if with_figures else ())]
    signature: dict[str, Any] = {"signed_by": cover.signed_by, "signed_on": cover.signed_on}
    signed = [answer if answer.status == AWAITED else replace(answer, **signature) for answer in answers]
    return lines, signed, faults


def _answer(line: Line, file: str, sheet: str, faults: list[Fault]) -> Answer:
    def report(column: str, expected: str, remedy: str, *, stops: bool = True) -> None:
        faults.append(Fault(file, sheet, line.row, column, line[column].text, expected, remedy, stops))

    def missing(column: str, expected: str, remedy: str) -> None:
        report(column, expected, remedy, stops=column != "owner")

    need(line, COLUMNS, missing)
    names = ("indicator", "area", "period", *TYPED_FREELY, "status", "survey")
    text = {name: read_text(line[name], name, report) for name in names}
    for name in TYPED_FREELY:
        for words in placeholders(text[name], MEANINGS)[:1]:
            note = f"{words!r} stands for something still to be written; write it, or clear the cell"
            report(name, "finished words", note, stops=False)
            text[name] = ""
    value, marker = read_marked(line["value"], "value", report)
    number = {
        name: read_number(line[name], name, report, whole=name in ("respondents", *OF_VERIFICATION))
        for name in ("numerator", "denominator", "target", *OF_A_SURVEY, *OF_VERIFICATION)
    }
    marker = _with_status(line, text["status"], value, marker, number, report)
    _check_label(text["period"], text["status"], report)
    _check_counts(line, number, report)
    _check_limits(value, number, report)
    if not text["survey"]:
        for name in OF_A_SURVEY:
            if not math.isnan(number[name]):
                report(name, "a blank for a figure that is from no survey", "name the survey, or clear the cell")
    elif line["respondents"] == Cell("") and not math.isnan(value):
        report("respondents", "how many people answered", "ask the survey's makers and fill it in", stops=False)
        if "[u]" not in marker:
            marker = f"{marker} [u]".strip()
    signed_on = _signed_on(line, text["signed_by"], report)
    about: dict[str, Any] = {**text, **number, "signed_on": signed_on}
    return Answer(row=line.row, value=value, marker=marker, **about)


def _signed_on(line: Line, signed_by: str, report: Callable[..., None]) -> date | None:
    """Return the day of a signature in the columns, after holding it to the post; a fault of either does not stop."""

    def note(column: str, expected: str, remedy: str) -> None:
        report(column, expected, remedy, stops=False)

    day = read_date(line["signed_on"], "signed_on", note)
    if day is not None and not line["signed_by"].text:
        note("signed_by", "the post that signed, as there is a day", "fill it in, or clear the day")
    elif signed_by and not line["signed_on"].text:
        note("signed_on", "the day of the signature, as there is a post", "fill it in, or clear the post")
    return day


def _with_status(
    line: Line, status: str, value: float, marker: str, number: Mapping[str, float], report: Report
) -> str:
    """Return the marker of a figure, after checking that its status fits the row."""
    blank = not line["value"].text and line["value"].kind == "text"
    if status and status not in STATUSES:
        report("status", f"one of {', '.join(STATUSES)}", "choose one of the list")
    elif status == AWAITED:
        for name in ("value", "numerator", "denominator"):
            if line[name].text:
                report(name, "a blank, as the figure is awaited", "clear it, or set status to provisional or final")
        return "[x]"
    elif blank:
        report("value", "a figure, or a marker that says why there is none", f"fill it in, or set status to {AWAITED}")
    elif status == "final" and {"[p]", "[f]"} & set(marker.split()):
        report("status", "provisional, as the value is marked so", "change the status, or take the marker away")
    if not blank and math.isnan(value) and not math.isnan(number["numerator"]) and "[c]" in marker:
        report("numerator", "a blank, as the figure is confidential", "clear the counts of a figure that is hidden")
    return marker


def _check_label(period: str, status: str, report: Report) -> None:
    """Note a period whose label says another status than the row."""
    label_status = read_label(period).status
    if label_status and status in STATUSES and label_status != ("provisional" if status == AWAITED else status):
        report(
            "status",
            f"{label_status}, as the period is marked so",
            "change the status, or take the words from the period",
        )


def _check_counts(line: Line, number: Mapping[str, float], report: Callable[..., None]) -> None:
    if number["denominator"] <= 0:
        report("denominator", "a number above zero", "correct it, or clear it and give the marker [z] as the value")
    if not math.isnan(number["numerator"]) and not line["denominator"].text:
        report("denominator", "a number, as there is a numerator", "fill it in, or clear the numerator")
    if number["respondents"] < 1:
        report("respondents", "a number from 1", "correct it")
    for name in OF_VERIFICATION:
        if number[name] < 0:
            report(name, "a whole number of zero or more", "correct it")
    if number["in_system"] > 0 and not number["verification_weeks"] > 0:
        remedy = "say after how many weeks a result is verified"
        report("verification_weeks", "a number, as results are in the system", remedy, stops=False)
    if number["standard_deviation"] < 0:
        report("standard_deviation", "zero or more", "correct it")


def _check_limits(value: float, number: Mapping[str, float], report: Report) -> None:
    lower, upper = number["lower_95"], number["upper_95"]
    if math.isnan(lower) != math.isnan(upper):
        blank = "lower_95" if math.isnan(lower) else "upper_95"
        report(blank, "both limits or none", "fill in the other limit, or clear this one's partner")
    elif not math.isnan(lower) and not lower <= value <= upper:
        report("lower_95", "limits on either side of the value", "correct the limits or the value")
