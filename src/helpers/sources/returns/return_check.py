"""The check of a return before it is handed in: everything that is wrong with it, by the register and the areas."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches

from helpers.areas import Areas
from helpers.parts_of_year import PARTS, QUARTER, WHOLE_TYPES, read_part
from helpers.period_suffixes import read_label
from helpers.periods import PERIOD_TYPES, dates_of
from helpers.register import EXAMPLES, Indicator, multiplier
from helpers.sources.council_codes import code_at
from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import Opened
from helpers.sources.returns import cards as surveys
from helpers.sources.returns.answers import AWAITED, COLUMNS, NEEDED, SHEET, SOURCE_ID, Answer, is_example, read_answers
from helpers.sources.returns.cards import Survey
from helpers.sources.returns.cell_values import day_of_serial, is_made_a_date, read_date, read_marked, read_number
from helpers.sources.returns.cover import SHEET as COVER
from helpers.sources.returns.cover import SIGNED_ON, Cover, read_cover
from helpers.sources.returns.filled_in import Fault, Line, Lines, otherwise_separated, ragged_faults
from helpers.sources.returns.return_file import cards_of, recognises
from helpers.sources.returns.return_file import period as label_of_return
from helpers.visible import shortly
from helpers.wording import number_of


@dataclass(frozen=True)
class Checked:
    """What a check found: every fault in order of place, and how much the return holds.

    `figures` are rows with a value or a marker that could be read, `awaited` those without one yet, `indicators` how
    many indicators they are of, `surveys` how many cards there are and `examples` how many rows are the template's.
    `doubts` may be right, and are worth a second look.
    """

    faults: tuple[Fault, ...]
    rows: int
    figures: int
    awaited: int
    indicators: int
    surveys: int
    examples: int = 0
    doubts: tuple[Fault, ...] = ()


def dates_handed_in(text: str, period_type: str) -> tuple[date, date] | None:
    """Return the first and the last day of a period as a department writes it; None where its indicator has no such.

    >>> dates_handed_in("Q2 2022/23", "financial"), dates_handed_in("Q2 2022/23", "snapshot")
    ((datetime.date(2022, 7, 1), datetime.date(2022, 9, 30)), None)
    """
    label = label_of_return(read_label(text).period, period_type)
    part = read_part(label) if label else None
    return dates_of(label, period_type) or (part and (part.start, part.end)) if label else None


def check(
    file: Opened,
    indicators: Sequence[Indicator],
    areas: Areas,
    cards: Opened | None = None,
    today: date | None = None,
) -> Checked:
    """Check a return, or a CSV file of survey cards, by the register and the areas, and list everything that is wrong.

    `cards` is a CSV file of cards beside a return that is CSV; several returns may share it. No signature may be of a
    day after `today`, if that is given.

    Raises  Refused: the file cannot be opened at all or is no return
    """
    separated = otherwise_separated(file, NEEDED, surveys.NEEDED)
    if separated is not None:
        checked = check(separated.file, indicators, areas, cards, today)
        return replace(checked, faults=(separated.fault, *checked.faults))
    if surveys.recognises(file):
        taken, wrong_cards, _ = surveys.read_cards(file)
        return Checked(_in_order(wrong_cards), 0, 0, 0, 0, len(taken))
    if not recognises(file):
        names = ", ".join(column.name for column in COLUMNS)
        first = f", and its first row is '{shortly(','.join(file.header))}'" if file.kind == "csv" else ""
        raise Refused(f"{file.name} is not a return: it has no sheet {SHEET} and not the columns {names}{first}.")
    lines, answers, wrong = read_answers(file)
    own_cards, wrong_cards = cards_of(file) if cards is None else surveys.read_cards(cards)[:2]
    by_name = {card.survey: card for card in own_cards}
    filled = [line for line in lines.lines if not is_example(line)]
    named = {line["survey"].text for line in filled}
    faults = [*lines.faults, *wrong, *wrong_cards, *ragged_faults(file, lines), *_nothing_filled_in(file, lines)]
    cover = read_cover(file)
    faults += _signed_too_late(file, cover, today)
    doubts = _check_rows(file, lines.sheet, filled, answers, faults, indicators, areas, by_name, (cover, today))
    if cards is None:  # the cards of a file of their own may be of other returns
        faults += _unused_cards(file, [name for name in by_name if name not in named])
    faulty = {(fault.row, fault.column) for fault in faults}
    awaited = sum(answer.status == AWAITED for answer in answers)
    return Checked(
        faults=_in_order(faults),
        rows=len(lines.lines) + len(lines.ragged),
        figures=len(answers) - awaited,
        awaited=awaited,
        indicators=len({answer.indicator for answer in answers}),
        surveys=len(own_cards if cards is None else named & by_name.keys()),
        examples=len(lines.lines) - len(filled),
        doubts=_in_order([doubt for doubt in doubts if (doubt.row, doubt.column) not in faulty]),
    )


def _nothing_filled_in(file: Opened, lines: Lines) -> list[Fault]:
    if lines.lines or lines.ragged or lines.faults:
        return []
    return [Fault(file.name, lines.sheet, 2, "indicator", "", "a row for each figure", "fill the return in")]


def _check_rows(
    file: Opened,
    sheet: str,
    filled: Sequence[Line],
    answers: Sequence[Answer],
    faults: list[Fault],
    indicators: Sequence[Indicator],
    areas: Areas,
    cards: Mapping[str, Survey],
    signed: tuple[Cover | None, date | None],
) -> list[Fault]:
    """Add what is wrong with each row by the register, the areas, the cards and the rows before it; return the doubts.

    `signed` has the cover of a workbook, and the day after which none can be signed yet.
    """
    local = {indicator.indicator_id: indicator for indicator in indicators if indicator.source_id == SOURCE_ID}
    others = {
        indicator.indicator_id: indicator.source_id for indicator in indicators if indicator.source_id != SOURCE_ID
    }
    readable = {answer.row: answer for answer in answers}
    first: dict[tuple[object, ...], Answer] = {}
    doubts: list[Fault] = []
    for line in filled:
        checker = _RowCheck(file.name, sheet, line, faults, doubts, local, others, areas, cards, *signed)
        key = checker.check(readable.get(line.row))
        if key is not None:
            checker.compare_with_earlier(first.setdefault(key, readable[line.row]), readable[line.row])
    return doubts


def _signed_too_late(file: Opened, cover: Cover | None, today: date | None) -> list[Fault]:
    """Return the fault of a cover that is signed on a day that has not come."""
    if cover is None or cover.signed_on is None or today is None or cover.signed_on <= today:
        return []
    day, row = cover.signed_on.isoformat(), cover.rows.get(SIGNED_ON, 0)
    return [Fault(file.name, COVER, row, SIGNED_ON, day, *_not_after(today), stops=False)]


def _not_after(today: date) -> tuple[str, str]:
    """Return what is expected of the day of a signature, and what to do."""
    return f"a day up to today, {today}", "write the day on which it was signed"


def _unused_cards(file: Opened, names: Sequence[str]) -> list[Fault]:
    remedy = "name it in the rows of its figures, or remove the card"
    return [Fault(file.name, surveys.SHEET, 0, "survey", survey, "a figure of the survey", remedy) for survey in names]


def _in_order(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Return each fault once, in order of file, sheet and row."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: (fault.file, fault.sheet, fault.row)))


@dataclass(frozen=True)
class _RowCheck:
    """The check of one row of a return by the register, the areas and the cards."""

    file: str
    sheet: str
    line: Line
    faults: list[Fault]
    doubts: list[Fault]
    local: Mapping[str, Indicator]
    others: Mapping[str, str]
    areas: Areas
    surveys: Mapping[str, Survey]
    cover: Cover | None
    today: date | None

    def report(self, column: str, expected: str, remedy: str) -> None:
        text = self.line[column].text
        self.faults.append(Fault(self.file, self.sheet, self.line.row, column, text, expected, remedy))

    def check(self, answer: Answer | None) -> tuple[object, ...] | None:
        """Note the faults of a row, even of one that is not fully read; return the key of its figure."""
        indicator = self._indicator()
        dates = self._dates(indicator)
        code = self._code(dates)
        if indicator is not None:
            self._check_numbers(indicator)
        self._check_survey(dates)
        self._check_signature(dates)
        if answer is None or indicator is None or dates is None or not code:
            return None
        return indicator.indicator_id, code, *dates

    def compare_with_earlier(self, first: Answer, second: Answer) -> None:
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
        dates = dates_handed_in(text, indicator.period_type)
        if dates is None:
            day = day_of_serial(float(text)) if text.isdecimal() else None
            remedy = "write it so, as text"
            if is_made_a_date(text) or day:
                of_day = f" and keeps {day} as this number" if day else ""
                remedy = f"the spreadsheet has made a date of it{of_day}; format the cell as text and {remedy}"
            expected = f"a period such as {PERIOD_TYPES[indicator.period_type]}"
            if indicator.period_type in WHOLE_TYPES:
                expected += f", or a part of a year such as {PARTS[QUARTER]}"
            self.report("period", expected, remedy)
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

    def _check_signature(self, dates: tuple[date, date] | None) -> None:
        """Note a signature before the end of the period of a final figure, and one on a day that has not come."""
        of_row = read_date(self.line[SIGNED_ON], SIGNED_ON, _note_nothing)
        signed_on = of_row if self.cover is None else self.cover.signed_on
        if signed_on is None:
            return
        if dates is not None and self.line["status"].text == "final" and signed_on < dates[1]:
            expected, remedy = f"a day from {dates[1]} on, as the figure is final", "correct the day or the status"
            row = (self.file, self.sheet, self.line.row)
            self.faults.append(Fault(*row, SIGNED_ON, signed_on.isoformat(), expected, remedy))
        if self.cover is None and self.today is not None and signed_on > self.today:
            self.report(SIGNED_ON, *_not_after(self.today))

    def _check_numbers(self, indicator: Indicator) -> None:
        value, _ = read_marked(self.line["value"], "value", _note_nothing)
        number = {
            name: read_number(self.line[name], name, _note_nothing)
            for name in ("numerator", "denominator", "target", "lower_95", "upper_95")
        }
        for name, amount in {"value": value, "target": number["target"]}.items():
            may_be_share = indicator.value_type == "percentage" and 0 < amount < 1
            as_percent = f"if {amount:.15g} is a share of 1, type {100 * amount:.15g}"
            if not math.isnan(amount) and (printed_decimals := _decimal_places(amount)) > indicator.decimals:
                decimals = f"no more than {number_of(indicator.decimals, 'decimal place')}"
                or_share = f"{as_percent}; if not, " if may_be_share else ""
                self.report(name, decimals, f"it has {printed_decimals}; {or_share}round it as the register says")
            elif may_be_share:
                text, remedy = self.line[name].text, f"{as_percent}; if not, leave it"
                doubt = Fault(self.file, self.sheet, self.line.row, name, text, "a percentage from 0 to 100", remedy)
                self.doubts.append(doubt)
        bounded = {"value": value, **{name: number[name] for name in ("target", "lower_95", "upper_95")}}
        for name, amount in bounded.items():
            if indicator.value_type == "percentage" and not (math.isnan(amount) or 0 <= amount <= 100):
                day = day_of_serial(amount)
                stored = f"the spreadsheet keeps {day} as this number: " if day else ""
                self.report(name, "a percentage from 0 to 100", f"{stored}correct it")
            elif indicator.value_type in ("count", "rate") and amount < 0 and not indicator.may_be_negative:
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

    def _check_survey(self, dates: tuple[date, date] | None) -> None:
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

        if read_number(self.line["respondents"], "respondents", _note_nothing) > card.respondents:
            self.report(
                "respondents", f"at most the {card.respondents:,} of the survey's card", "correct one of the two"
            )
        if dates is not None and not (card.fieldwork_start <= dates[1] and card.fieldwork_end >= dates[0]):
            when = f"{card.fieldwork_start} to {card.fieldwork_end}"
            self.report(
                "survey", "a survey asked within the period", f"its fieldwork was {when}; correct one of the two"
            )


def _note_nothing(*_: str) -> None:
    """Note nothing: what cannot be read has been noted when the row was read."""


def _decimal_places(number: float) -> int:
    """Return how many decimal places a number has, of the fifteen digits that a spreadsheet keeps.

    >>> _decimal_places(41.25), _decimal_places(40.0), _decimal_places(1e-7)
    (2, 0, 7)
    """
    return max(0, -int(Decimal(f"{number:.15g}").normalize().as_tuple().exponent))


def summary(checked: Checked) -> str:
    """Say in one sentence what a return without faults holds."""
    figures = f"{number_of(checked.figures, 'figure')} of {number_of(checked.indicators, 'indicator')}"
    parts = [number_of(checked.rows, "row"), figures if checked.figures else "no figures yet"] if checked.rows else []
    parts += [f"{checked.awaited} awaited"] if checked.awaited else []
    parts += [f"{number_of(checked.examples, 'example')} of the template not counted"] if checked.examples else []
    parts += [number_of(checked.surveys, "survey card")] if checked.surveys else []
    look = f", but look again at {number_of(len(checked.doubts), 'figure')}" if checked.doubts else ""
    return f"{', '.join(parts) or 'no survey cards yet'}; nothing is wrong{look}."
