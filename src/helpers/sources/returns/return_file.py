"""Returns: what a department hands in for local indicators, one row for each indicator, area and period."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

import pandas as pd

from helpers.areas import Areas
from helpers.markers import MEANINGS
from helpers.period_suffixes import read_label
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import EXAMPLES, LOCAL_RETURN, Indicator, multiplier
from helpers.schema.returns import RETURNS
from helpers.schema.types import pandas_types
from helpers.sources.council_codes import code_at
from helpers.sources.files.limits import REJECTION_COLUMNS, Refused
from helpers.sources.files.opening import Opened
from helpers.sources.published import OF_A_FIGURE, Published, published, without_repeats
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.cards import Survey
from helpers.sources.returns.filled_in import (
    Cell,
    Column,
    Fault,
    Line,
    Lines,
    Report,
    day_of_serial,
    first_of,
    is_made_a_date,
    lines_of,
    need,
    otherwise_separated,
    ragged_faults,
    read_marked,
    read_number,
    read_text,
)
from helpers.visible import shortly
from helpers.wording import number_of, placeholders

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
    Column("area", True, "The area's name, from the list, or its ONS code", 26),
    Column("period", True, "The period, written as in the list", 20),
    Column("value", False, "The figure in the indicator's unit, without the unit, or a marker such as [c]", 12),
    Column("numerator", False, "The count above the line, if there is one", 12),
    Column("denominator", False, "The count below the line, if there is one", 14),
    Column("target", False, "The target for the period, in the indicator's unit, if there is one", 12),
    Column("commentary", False, "What readers should know of the figure", 50),
    Column("owner", True, "The post that answers for the figure", 28),
    Column("status", True, f"One of {', '.join(STATUSES)}", 14),
    Column("survey", False, "For a figure from a survey: its short name on the sheet Surveys", 20, True),
    Column("respondents", False, "For a figure from a survey: how many people answered the question", 14, True),
    Column("standard_deviation", False, "For a mean from a survey: that of the answers, if known", 18, True),
    Column("lower_95", False, "For a figure from a survey: its lower 95% confidence limit, if given", 12, True),
    Column("upper_95", False, "For a figure from a survey: its upper 95% confidence limit, if given", 12, True),
)
"""The columns of a return, in the order of the template."""

OF_A_SURVEY = ("respondents", "standard_deviation", "lower_95", "upper_95")
"""The columns that only a figure from a survey may fill in."""

TYPED_FREELY = ("commentary", "owner")
"""The columns in which people write what they like, and leave marks for what they still have to write."""

RETURNED_TYPES = {
    "row": "int64", "target": "float64", "commentary": "str", "owner": "str", "survey": "str", "respondents": "Int64",
    "standard_deviation": "float64",
}  # fmt: skip
"""What stands beside the figures of a return, with types; `row` is that of the figure."""

TABLE_TYPES = pandas_types(RETURNS)
"""The columns of the table `returns`, with their types."""


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


@dataclass(frozen=True)
class Checked:
    """What a check found: every fault in order of place, and how much the return holds.

    `figures` are rows with a value or a marker that could be read, `awaited` those without one yet, `indicators` how
    many indicators they are of, `surveys` how many cards there are and `examples` how many rows are the template's.
    """

    faults: tuple[Fault, ...]
    rows: int
    figures: int
    awaited: int
    indicators: int
    surveys: int
    examples: int = 0


def recognises(file: Opened) -> bool:
    """Say whether a file is a return: a workbook with its sheet, or a CSV file with its first columns."""
    if file.kind == "workbook":
        return SHEET in file.sheets
    return file.kind == "csv" and (
        file.columns >= _NEEDED or otherwise_separated(file, _NEEDED) is not None
    )  # fmt: skip


_NEEDED = frozenset({"indicator", "area", "period", "value", "owner", "status"})
"""The columns by which a CSV file is known for a return."""


def read(file: Opened) -> Published:
    """Read the figures of a return; `measure` is the indicator, `area` a code or a name, `period` the label.

    A row with a fault that a register is not needed to see is rejected, with the first, and so is an example of the
    template. A cell that holds a mark for words still to be written is not used, and listed. A figure that is awaited
    is not available, [x]; one from a survey that does not say how many answered is of low reliability, [u].
    Raises Refused where a heading or a survey's card is not right, the columns are not separated by commas, or two rows
    of one figure differ.
    """
    separated = otherwise_separated(file, _NEEDED)
    if separated is not None:
        raise Refused(str(separated.fault))
    lines, answers, faults = _read_answers(file)
    cards, wrong_cards = _cards_of(file)
    heading = [fault for fault in (*lines.faults, *wrong_cards) if fault.stops]
    if heading:
        raise Refused(first_of(heading))
    frame = pd.DataFrame([vars(answer) for answer in answers], columns=list(Answer.__dataclass_fields__))
    figures = pd.DataFrame(
        {
            "row": frame["row"], "measure": frame["indicator"], "area": frame["area"], "period": frame["period"],
            **{name: frame[name] for name in ("value", "lower_95", "upper_95", "numerator", "denominator", "marker")},
            "status": frame["status"].replace(AWAITED, "provisional"),
        }
    )  # fmt: skip
    figures, repeats = without_repeats(figures, file.name, "area")
    telling = sorted((fault for fault in faults if fault.stops or fault.value), key=lambda fault: not fault.stops)
    cells = {line.row: line for line in lines.lines}
    nothing = (None, None, None)
    rejected = pd.DataFrame(
        [
            *(
                (fault.row, fault.column, fault.value, fault.reason,
                 *((cells[fault.row][name].text or None for name in ("indicator", "area", "period"))
                   if fault.stops else nothing))
                for fault in telling
            ),
            *((line.row, "indicator", line["indicator"].text, _AN_EXAMPLE, *nothing)
              for line in lines.lines if is_example(line)),
        ],
        columns=[*REJECTION_COLUMNS, *OF_A_FIGURE],
    )  # fmt: skip
    rejections = pd.concat([rejected, repeats], ignore_index=True)
    result = published(figures, rejections, lines.ragged, [line.row for line in lines.lines])
    beside = frame.loc[figures.index, list(RETURNED_TYPES)].astype(RETURNED_TYPES).reset_index(drop=True)
    return replace(result, returned=beside, surveys=surveys.card_table(cards))


def period(label: str, period_type: str) -> str | None:
    """Return the label of a return's period, which is the register's own; None where it is not of that type.

    >>> period("2022/23", "financial"), period("2022-23", "financial")
    ('2022/23', None)
    """
    return label if dates_of(label, period_type) else None


_AN_EXAMPLE = "an example of the template, which is not counted"


def is_example(line: Line) -> bool:
    """Say whether a row is an example of the template, as it was or with other words; with a figure it is none."""
    figures = ("value", "numerator", "denominator", "target", *OF_A_SURVEY)
    return line["indicator"].text in EXAMPLES and all(line[name] == Cell("") for name in figures)


def _read_answers(file: Opened) -> tuple[Lines, list[Answer], list[Fault]]:
    """Return the rows of a return, those of them that could be read, and what is wrong with the others.

    Examples of the template are not among those that could be read, and nothing is wrong with them.
    """
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
    return lines, answers, faults


def _cards_of(file: Opened) -> tuple[tuple[Survey, ...], tuple[Fault, ...]]:
    if surveys.SHEET not in file.sheets:
        return (), ()
    cards, faults, _ = surveys.read_cards(file)
    return cards, faults


def _answer(line: Line, file: str, sheet: str, faults: list[Fault]) -> Answer:
    def report(column: str, expected: str, remedy: str, *, stops: bool = True) -> None:
        faults.append(Fault(file, sheet, line.row, column, line[column].text, expected, remedy, stops))

    def missing(column: str, expected: str, remedy: str) -> None:
        report(column, expected, remedy, stops=column != "owner")

    need(line, COLUMNS, missing)
    names = ("indicator", "area", "period", "commentary", "owner", "status", "survey")
    text = {name: read_text(line[name], name, report) for name in names}
    for name in TYPED_FREELY:
        for words in placeholders(text[name], MEANINGS)[:1]:
            note = f"{words!r} stands for something still to be written; write it, or clear the cell"
            report(name, "finished words", note, stops=False)
            text[name] = ""
    value, marker = read_marked(line["value"], "value", report)
    number = {
        name: read_number(line[name], name, report, whole=name == "respondents")
        for name in ("numerator", "denominator", "target", *OF_A_SURVEY)
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
    about: dict[str, Any] = {**text, **number}
    return Answer(row=line.row, value=value, marker=marker, **about)


def _with_status(
    line: Line, status: str, value: float, marker: str, number: Mapping[str, float], report: Report
) -> str:
    """Return the marker of a figure, after holding its status to what stands there."""
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


def _check_counts(line: Line, number: Mapping[str, float], report: Report) -> None:
    if number["denominator"] <= 0:
        report("denominator", "a number above zero", "correct it, or clear it and give the marker [z] as the value")
    if not math.isnan(number["numerator"]) and not line["denominator"].text:
        report("denominator", "a number, as there is a numerator", "fill it in, or clear the numerator")
    if number["respondents"] < 1:
        report("respondents", "a number from 1", "correct it")
    if number["standard_deviation"] < 0:
        report("standard_deviation", "zero or more", "correct it")


def _check_limits(value: float, number: Mapping[str, float], report: Report) -> None:
    lower, upper = number["lower_95"], number["upper_95"]
    if math.isnan(lower) != math.isnan(upper):
        blank = "lower_95" if math.isnan(lower) else "upper_95"
        report(blank, "both limits or none", "fill in the other limit, or clear this one's partner")
    elif not math.isnan(lower) and not lower <= value <= upper:
        report("lower_95", "limits on either side of the value", "correct the limits or the value")


def check(file: Opened, indicators: Sequence[Indicator], areas: Areas, cards: Opened | None = None) -> Checked:
    """Hold a return, or a CSV file of survey cards, to the register and the areas, and list everything that is wrong.

    `cards` is a CSV file of cards beside a return that is CSV; several returns may share it. Raises Refused where the
    file cannot be opened at all or is no return.
    """
    separated = otherwise_separated(file, _NEEDED, surveys.NEEDED)
    if separated is not None:
        found_in = check(separated.file, indicators, areas, cards)
        return replace(found_in, faults=(separated.fault, *found_in.faults))
    if surveys.recognises(file):
        taken, faults, lines = surveys.read_cards(file)
        return Checked(_in_order(faults), 0, 0, 0, 0, len(taken))
    if not recognises(file):
        names = ", ".join(column.name for column in COLUMNS)
        first = f", and its first row is '{shortly(','.join(file.header))}'" if file.kind == "csv" else ""
        raise Refused(f"{file.name} is no return: it has no sheet {SHEET} and not the columns {names}{first}.")
    lines, answers, wrong = _read_answers(file)
    known_cards, wrong_cards = _cards_of(file)
    if cards is not None:
        known_cards, wrong_cards, _ = surveys.read_cards(cards)
    faults_found = [*lines.faults, *wrong, *wrong_cards]
    faults_found += ragged_faults(file, lines)
    if not lines.lines and not lines.ragged and not lines.faults:
        faults_found.append(
            Fault(file.name, lines.sheet, 2, "indicator", "", "a row for each figure", "fill the return in")
        )
    local = {indicator.indicator_id: indicator for indicator in indicators if indicator.source_id == SOURCE_ID}
    others = {
        indicator.indicator_id: indicator.source_id for indicator in indicators if indicator.source_id != SOURCE_ID
    }
    surveyed = {card.survey: card for card in known_cards}
    readable = {answer.row: answer for answer in answers}
    keys: dict[tuple[object, ...], Answer] = {}
    filled = [line for line in lines.lines if not is_example(line)]
    for line in filled:
        checker = _Against(file.name, lines.sheet, line, faults_found, local, others, areas, surveyed)
        key = checker.hold(readable.get(line.row))
        if key is not None:
            checker.hold_to_earlier(keys.setdefault(key, readable[line.row]), readable[line.row])
    named = {line["survey"].text for line in filled}
    for survey in surveyed if cards is None else ():  # the cards of a file of their own may be of other returns
        if survey not in named:
            remedy = "name it in the rows of its figures, or remove the card"
            faults_found.append(Fault(file.name, surveys.SHEET, 0, "survey", survey, "a figure of the survey", remedy))
    awaited = sum(answer.status == AWAITED for answer in answers)
    return Checked(
        _in_order(faults_found), len(lines.lines) + len(lines.ragged), len(answers) - awaited, awaited,
        len({answer.indicator for answer in answers}), len(known_cards if cards is None else named & surveyed.keys()),
        len(lines.lines) - len(filled),
    )  # fmt: skip


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, in order of file, sheet and row."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.sheet, fault.row)))


@dataclass(frozen=True)
class _Against:
    """One row of a return, held to the register, the areas and the cards."""

    file: str
    sheet: str
    line: Line
    faults: list[Fault]
    local: Mapping[str, Indicator]
    others: Mapping[str, str]
    areas: Areas
    surveys: Mapping[str, Survey]

    def report(self, column: str, expected: str, remedy: str) -> None:
        text = self.line[column].text
        self.faults.append(Fault(self.file, self.sheet, self.line.row, column, text, expected, remedy))

    def hold(self, answer: Answer | None) -> tuple[object, ...] | None:
        """Note what is wrong, also of a row of which not all could be read; return what the figure is of."""
        indicator = self._indicator()
        dates = self._dates(indicator)
        code = self._code(dates)
        if indicator is not None:
            self._hold_numbers(indicator)
        self._hold_survey(dates)
        if answer is None or indicator is None or dates is None or not code:
            return None
        return indicator.indicator_id, code, *dates

    def hold_to_earlier(self, first: Answer, second: Answer) -> None:
        """Note a row that gives the figure of an earlier one again."""
        if first is second:
            return
        figures = ("value", "marker", "numerator", "denominator", "lower_95", "upper_95")
        same = all(
            getattr(first, name) == getattr(second, name)
            or (name != "marker" and math.isnan(getattr(first, name)) and math.isnan(getattr(second, name)))
            for name in figures
        )
        how = "the same figures" if same else "other figures"
        self.report(
            "indicator", "one row for each indicator, area and period", f"row {first.row} has {how} for it; keep one"
        )

    def _indicator(self) -> Indicator | None:
        text = self.line["indicator"].text
        if not text or text in self.local:
            return self.local.get(text)
        if text in self.others:
            self.report("indicator", "an indicator of a return", f"its source is {self.others[text]}; remove it")
            return None
        if text in EXAMPLES:
            remedy = "put the indicator's name in place of the example's, or clear the row's figures"
            self.report("indicator", "an indicator of the register, as the row has a figure", remedy)
            return None
        near = get_close_matches(text[:100], self.local, n=1)
        remedy = f"the nearest is {near[0]}" if near else "choose one of the list, or add it to params/indicators.csv"
        self.report("indicator", f"an indicator of the register with the source {SOURCE_ID}", remedy)
        return None

    def _dates(self, indicator: Indicator | None) -> tuple[date, date] | None:
        text = self.line["period"].text
        if indicator is None or not text or self.line["period"].kind not in ("text", "number"):
            return None
        dates = dates_of(read_label(text).period, indicator.period_type)
        if dates is None:
            day = day_of_serial(float(text)) if text.isdecimal() else None
            remedy = "write it so, as text"
            if is_made_a_date(text) or day:
                of_day = f" and keeps {day} as this number" if day else ""
                remedy = f"the spreadsheet has made a date of it{of_day}; format the cell as text and {remedy}"
            self.report("period", f"a period such as {PERIOD_TYPES[indicator.period_type]}", remedy)
        return dates

    def _code(self, dates: tuple[date, date] | None) -> str:
        text = self.line["area"].text
        if not text:
            return ""
        if text not in self.areas and not self.areas.named(text):
            codes = [area.code for area in self.areas if area.name == text]
            if codes:
                self.report("area", f"a code, as {len(codes)} areas have the name", f"give one of {', '.join(codes)}")
                return ""
            near = get_close_matches(text[:100], {area.name for area in self.areas}, n=1)
            remedy = f"the nearest is {near[0]}" if near else "choose one of the list"
            self.report("area", "the name or the ONS code of an area of areas.csv", remedy)
            return ""
        if dates is None:
            return ""
        code, flag = code_at(text, *dates, self.areas)
        if not code or flag == "backcast":
            self.report("area", f"an area that existed by {dates[1]}", "give the area of that time")
            return ""
        return code

    def _hold_numbers(self, indicator: Indicator) -> None:
        value, _ = read_marked(self.line["value"], "value", _already_noted)
        number = {
            name: read_number(self.line[name], name, _already_noted)
            for name in ("numerator", "denominator", "target", "lower_95", "upper_95")
        }
        for name, amount in {"value": value, "target": number["target"]}.items():
            if not math.isnan(amount) and (printed_decimals := _decimal_places(amount)) > indicator.decimals:
                decimals = f"no more than {indicator.decimals} decimal places"
                self.report(name, decimals, f"it has {printed_decimals}; round it as the register says")
        bounded = {"value": value, **{name: number[name] for name in ("target", "lower_95", "upper_95")}}
        for name, amount in bounded.items():
            if indicator.value_type == "percentage" and not (math.isnan(amount) or 0 <= amount <= 100):
                day = day_of_serial(amount)
                stored = f"the spreadsheet keeps {day} as this number: " if day else ""
                self.report(name, "a percentage from 0 to 100", f"{stored}correct it")
            elif indicator.value_type in ("count", "rate") and amount < 0:
                self.report(name, f"a {indicator.value_type} of zero or more", "correct it")
        above, below = number["numerator"], number["denominator"]
        per = multiplier(indicator.unit)
        if indicator.value_type not in ("percentage", "rate") or math.isnan(per) or math.isnan(above) or not below > 0:
            return
        if above < 0 or (indicator.value_type == "percentage" and above > below):
            most = (
                f"from 0 to the denominator, {below:,.15g}" if indicator.value_type == "percentage" else "of 0 or more"
            )
            self.report("numerator", f"a count {most}", "correct the counts")
        elif abs(value - per * above / below) > 0.5 * 10**-indicator.decimals + 1e-9 * abs(value):
            counts = f"{per * above / below:,.{indicator.decimals}f}, as the counts give"
            self.report("value", counts, "correct the value or the counts")

    def _hold_survey(self, dates: tuple[date, date] | None) -> None:
        name = self.line["survey"].text
        if not name:
            return
        card = self.surveys.get(name)
        if card is None:
            self.report(
                "survey",
                "a survey that has a card",
                f"add one to the sheet {surveys.SHEET}, or to surveys.csv beside a CSV return",
            )
            return

        if read_number(self.line["respondents"], "respondents", _already_noted) > card.respondents:
            self.report(
                "respondents", f"at most the {card.respondents:,} of the survey's card", "correct one of the two"
            )
        if dates is not None and not (card.fieldwork_start <= dates[1] and card.fieldwork_end >= dates[0]):
            when = f"{card.fieldwork_start} to {card.fieldwork_end}"
            self.report(
                "survey", "a survey asked within the period", f"its fieldwork was {when}; correct one of the two"
            )


def _already_noted(*_: str) -> None:
    """Note nothing: what cannot be read has been noted when the row was read."""


def _decimal_places(number: float) -> int:
    """Return how many decimal places a number has, of the fifteen digits that a spreadsheet keeps.

    >>> _decimal_places(41.25), _decimal_places(40.0), _decimal_places(1e-7)
    (2, 0, 7)
    """
    return max(0, -int(Decimal(f"{number:.15g}").normalize().as_tuple().exponent))


def returns_table(observations: pd.DataFrame, returned: pd.DataFrame) -> pd.DataFrame:
    """Return the table `returns`: what stands beside each figure that a department handed in (TABLE_TYPES).

    `observations` has `indicator_id`, `area_code`, `period`, `period_start`, `period_end`, `file` and `row`; `returned`
    has RETURNED_TYPES and `file`, for one return or several. Rows that are no observation are left out, as they are
    among the rejections.
    """
    columns = ["indicator_id", "area_code", "period", "period_start", "period_end", "file", "row"]
    table = observations[columns].merge(returned, on=["file", "row"], how="inner", validate="one_to_one")
    table = table.sort_values(["indicator_id", "area_code", "period_start", "period_end"], ignore_index=True)
    return table[list(TABLE_TYPES)].astype(TABLE_TYPES)


def summary(checked: Checked) -> str:
    """Say in one sentence what a return without faults holds."""
    figures = f"{number_of(checked.figures, 'figure')} of {number_of(checked.indicators, 'indicator')}"
    parts = [number_of(checked.rows, "row"), figures if checked.figures else "no figures yet"] if checked.rows else []
    parts += [f"{checked.awaited} awaited"] if checked.awaited else []
    parts += [f"{number_of(checked.examples, 'example')} of the template not counted"] if checked.examples else []
    parts += [number_of(checked.surveys, "survey card")] if checked.surveys else []
    return f"{', '.join(parts) or 'no survey cards yet'}; nothing is wrong."
