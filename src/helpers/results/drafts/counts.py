"""What a draft counts: how many indicators improved, worsened or are in a quartile, overall and by theme."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from helpers.drafts import MAX_NUMBERS, ROW, Draft, Passage, sentences_of
from helpers.results.drafts.table_rows import rows_under_heads
from helpers.typed_numbers import PERCENT, TypedNumber, parted, periods_in, typed_numbers

TOTAL: Final = "total"
IMPROVED: Final = "improved"
SAME: Final = "no_real_change"
WORSENED: Final = "worsened"
UNDETERMINED: Final = "undetermined"
QUARTILES: Final = ("quartile_1", "quartile_2", "quartile_3", "quartile_4")
GREEN: Final = "green"
AMBER: Final = "amber"
RED: Final = "red"
NOT_AVAILABLE: Final = "not_available"
AT_RISK: Final = "at_risk"
WITH_STATUS: Final = "with_status"
"""The total of the indicators or targets with a colour, which the tables count apart from those of the report."""

DIRECTIONS: Final = (IMPROVED, SAME, WORSENED)
RATINGS: Final = (GREEN, AMBER, RED)
WITH_GRANT: Final = "the indicators with a reward grant"
"""The subject of counts of the indicators on which a reward grant depends."""

OVERALL: Final = "all"
"""The subject of counts of the whole report, as the table headline_facts calls it."""

_CLASSES: Final[Mapping[str, str]] = {
    SAME: r"(?:no|not|little) (?:real |significant |clear )?chang\w*|(?:at )?(?:a )?similar"
    r"(?: (?:level|performance|results?))?|(?:stay|remain)(?:s|ed) the same|unchanged|static",
    UNDETERMINED: r"(?:cannot|could not|can not) be (?:determined|assessed|judged)|not (?:be )?determin\w+|"
    r"undetermined",
    IMPROVED: r"improv\w*|(?:got|become|became) better|better performance",
    WORSENED: r"worsen\w*|deteriorat\w*|declin\w*|(?:got|become|became) worse|(?:lower|poorer|worse) performance",
    NOT_AVAILABLE: r"not available(?: for reporting)?",
    AT_RISK: r"(?:red|amber) or (?:red|amber)",
    GREEN: r"green|on track",
    AMBER: r"amber",
    RED: r"red",
    QUARTILES[0]: r"(?:first|top|1st|best)(?: \(best\))? quartile",
    QUARTILES[1]: r"(?:second|2nd)(?: quartile)?(?= quartile|,|;| and\b|:|\.|$)",
    QUARTILES[2]: r"(?:third|3rd)(?: quartile)?(?= quartile|,|;| and\b|:|\.|$)",
    QUARTILES[3]: r"(?:fourth|bottom|4th|worst|last)(?: \(worst\))?(?: quartile)?(?= quartile|,|;| and\b|:|\.|$)",
}
_WORDS: Final = re.compile("|".join(rf"(?P<{name}>\b(?:{words}))" for name, words in _CLASSES.items()), re.IGNORECASE)
_INDICATORS: Final = r"(?:indicators?|metrics?|measures?|targets?|performance indicators?)"
_BETWEEN: Final = re.compile(
    rf"^\)?,? ?(?:\([^()]*\)|%|per cent)? ?(?:(?:of )?(?:the |these |those |them )?(?:\w+ ){{0,2}}{_INDICATORS} ?"
    r"(?:(?:with|that have|which have) an? (?:status|colour|rating) ?)?)?"
    r"(?:,? ?(?:which|that|who|where|were|have|has|had|are|is|was|be|being|been|an?|the|in|show(?:ed|s|ing)?|with|"
    r"saw|see|seen|now|also|clearly|performance|results?|rated|at|continued? to|displayed?|for|direction|trend) ?)*$",
    re.IGNORECASE,
)
_AFTER: Final = re.compile(
    r"^(?:ments?|d|s)?(?: performance| direction)?(?: quartile)? ?"
    r"(?:(?::|\(|=|\u2013|-|in|for|among|is seen in|was seen in) ?(?:the |a total of )?)$",
    re.IGNORECASE,
)
_AFTER_IN: Final = re.compile(rf"^(?: of the)?(?: \w+)? ?{_INDICATORS}\b|^\)|^ ?$|^[,;.]| ?\(\d", re.IGNORECASE)
_TOTAL_BEFORE: Final = re.compile(
    r"(?:\b(?:of|across|covers?|includes?|contains?|has|have|are|the|all)|^)"
    r",? ?(?:all |the |its |these |a total of )*$",
    re.IGNORECASE,
)
_TOTAL_AFTER: Final = re.compile(
    rf"^ (?:\w+ ){{0,3}}{_INDICATORS}\b|^,? (?=\w+ (?:have )?improved|with\b|and\b)", re.IGNORECASE
)
_OUT_OF_100: Final = re.compile(rf"\b\d+ (?:out )?of 100\b(?! (?:\w+ )?{_INDICATORS})")
"""A chance, such as 57 of 100, which counts nothing."""

_OF: Final = re.compile(r"^ (?:out )?of (?:the |its |these |all )*$", re.IGNORECASE)
"""What is between the two numbers of 13 of the 38."""

_GRANT: Final = re.compile(r"\bgrants?\b|\u00a3[^;]{0,60}\bat risk\b", re.IGNORECASE)
"""Words of a sentence, or of a heading, whose counts are of the indicators with a reward grant."""

_OF_STATUS: Final = re.compile(r"\bwith an? (?:status|colour|rating)\b", re.IGNORECASE)
"""Words of a sentence whose counts are of all indicators with a status, whatever its heading is."""

_NONE_OF: Final = re.compile(r"\bnone (?:out )?of (?:the |its |these |all )*$", re.IGNORECASE)
"""What is before the total in none of the 38."""

_BRACKET: Final = re.compile(rf"^ (?:\w+ ){{0,2}}(?:{_INDICATORS} )?\($", re.IGNORECASE)
"""What is between the two numbers of 76 indicators (44%)."""

_NO_COUNT: Final = re.compile(
    r" ?(?:years?|months?|weeks?|days?|hours?|points?|people|children|councils?|methods|million|%)\b", re.IGNORECASE
)
"""Words after a number that counts something else."""

_BEFORE_IN_NAME: Final = re.compile(
    r"(?:\b(?:under|over|aged?|year|level|stage|attainment|progress|section|grades?|paragraph|table|appendix|page|"
    r"part|item)|[\d-]-|[\u2013/]) ?$",
    re.IGNORECASE,
)
_WHOLE: Final = re.compile(r"\b(?:overall|in total|altogether|in all|of all|across (?:the|all))\b", re.IGNORECASE)
"""Words of a sentence about the whole report."""

_OF_OTHERS: Final = re.compile(
    r"\b(?:printed|own report|previous report|earlier report|last report|in the report of|nationally|other councils?|"
    r"counties|gaps? between|districts?|neighbourhoods?|councils)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose counts are of another report, or of areas."""

_COUNTS_COUNCILS: Final = re.compile(r"^Where .+ stand$")
"""A heading below which councils are counted, quartile by quartile."""

_OF_ANOTHER_SET: Final = re.compile(
    r"\b(?:at the time|against the same part of the year before|in the agreement|of the agreement|that the report of|"
    r"the list has|the \d+ others|with limits|luck is not likely|"
    r"of the headline of|its table counts)\b",
    re.IGNORECASE,
)
"""Words of a sentence whose counts are of other indicators than those of the report."""


class Counted(NamedTuple):
    """A count or a percentage of one class of the indicators of one subject: a theme, a dashboard or the whole.

    `of_statuses` says that it counts by green, amber and red, which is of other indicators than a count by direction.
    """

    passage: Passage
    sentence: str
    subject: str
    kind: str
    number: TypedNumber
    of_statuses: bool = False

    @property
    def in_tables(self) -> tuple[str, str]:
        """The subject and the class under which the tables have the number."""
        return self.subject, WITH_STATUS if self.of_statuses and self.kind == TOTAL else self.kind

    @property
    def is_percent(self) -> bool:
        """Whether the number is a percentage, and not a count."""
        return self.number.unit == PERCENT


def counts_in(draft: Draft, subjects: Iterable[str], year: int) -> list[Counted]:
    """Return every count of indicators that a draft states, with its subject.

    `subjects` are the names of themes and dashboards. A sentence without one is about the subject of the sentence
    before in its paragraph, then of its heading, and otherwise about the whole report if it counts two classes or more.
    What is about another year than `year`, another report or other areas is left out.
    """
    names = sorted({*subjects}, key=len, reverse=True)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names)) if names else None
    counted: list[Counted] = []
    for passage in draft.passages:
        if passage.kind == ROW or _COUNTS_COUNCILS.search(passage.heading):
            continue
        in_heading = pattern.search(passage.heading) if pattern else None
        subject = in_heading[0] if in_heading else ""
        for sentence in sentences_of(passage):
            offsets = [(match.start(), match[0]) for match in pattern.finditer(sentence)] if pattern else []
            blanked = pattern.sub(lambda match: "\x00" * len(match[0]), sentence) if pattern else sentence
            if is_of_another_time(sentence, year) or _OF_OTHERS.search(blanked) or says_of_another_set(blanked):
                continue
            numbers = _classed(blanked)
            if not numbers:
                subject = offsets[-1][1] if offsets else subject
                continue
            if _sets_alternatives(numbers, offsets):
                continue
            is_whole = len({kind for kind, _ in numbers}) >= 2 or _WHOLE.search(sentence)
            of_statuses = _counts_statuses(kind for kind, _ in numbers)
            of_all = WITH_GRANT if of_statuses and _is_of_grant(blanked, passage.heading) else OVERALL
            whole = of_all if not subject and is_whole else subject
            for kind, number in numbers:
                of = _subject_at(number.start, offsets, whole)
                if of and not (of_all == WITH_GRANT and of != WITH_GRANT):
                    counted.append(_counted(passage, sentence, of, kind, number, of_statuses=of_statuses))
            subject = offsets[-1][1] if offsets else subject
    return [*counted, *_counts_in_tables(draft, names)]


def _sets_alternatives(numbers: Sequence[tuple[str, TypedNumber]], offsets: Sequence[tuple[int, str]]) -> bool:
    """Say whether a sentence without a subject counts three times or more of one class: what other rules would give."""
    counts = [kind for kind, number in numbers if number.unit != PERCENT and kind != TOTAL]
    return not offsets and any(counts.count(kind) > 2 for kind in {*counts})


def _counts_statuses(kinds: Iterable[str]) -> bool:
    """Say whether classes are colours alone, or with those without one, and none of a direction or of a quartile."""
    classes = {*kinds} - {TOTAL, NOT_AVAILABLE, UNDETERMINED}
    return bool(classes) and classes <= {*RATINGS, AT_RISK}


def _counted(
    passage: Passage, sentence: str, subject: str, kind: str, number: TypedNumber, *, of_statuses: bool
) -> Counted:
    """Return a count; what cannot be determined beside colours is a target without one, and no direction."""
    own = NOT_AVAILABLE if of_statuses and kind == UNDETERMINED else kind
    return Counted(passage, sentence, subject, own, number, of_statuses)


def _is_of_grant(sentence: str, heading: str) -> bool:
    return bool(_GRANT.search(sentence) or (_GRANT.search(heading) and not _OF_STATUS.search(sentence)))


def says_of_another_set(sentence: str) -> bool:
    """Say whether the counts of a sentence are of other indicators than those of the report."""
    return bool(_OF_ANOTHER_SET.search(sentence))


def is_of_another_time(sentence: str, year: int) -> bool:
    """Say whether a sentence names a year that is neither that of the report nor its financial year."""
    right = {str(year), str(year - 1), f"{year - 1}/{year % 100:02d}"}
    return any(period not in right for period, _ in periods_in(sentence))


def _subject_at(offset: int, offsets: Sequence[tuple[int, str]], otherwise: str) -> str:
    """Return the nearest subject before an offset; failing that the one to which the sentence comes, or another."""
    before = [name for start, name in offsets if start < offset]
    if before:
        return before[-1]
    return offsets[0][1] if len(offsets) == 1 else "" if offsets else otherwise


def _classed(sentence: str) -> list[tuple[str, TypedNumber]]:
    """Return the numbers of a sentence that count a class of indicators, with the class; and the total."""
    without_chances = _OUT_OF_100.sub(lambda match: "\0" * len(match[0]), sentence)
    numbers = [
        number for both in typed_numbers(without_chances) for number in parted(both) if _may_count(number, sentence)
    ]
    if len(numbers) > MAX_NUMBERS:
        return []
    pairs: list[tuple[str, TypedNumber]] = []
    used: set[int] = set()
    for match in _WORDS.finditer(sentence):
        kind = str(match.lastgroup)
        before = [number for number in numbers if number.end <= match.start() and number.start not in used]
        after = [number for number in numbers if number.start >= match.end() and number.start not in used]
        taken, of = _beside(sentence, before, match.start())
        if not taken and after and _follows(sentence, match.end(), after[0]):
            taken = [after[0]]
        if not taken:
            continue
        percent = _percent_after(sentence, numbers, match.end())
        for number in [*taken, *([percent] if percent and percent.start not in used else [])]:
            pairs.append((kind, number))
            used.add(number.start)
        if of is not None:
            pairs.append((TOTAL, of))
            used.add(of.start)
    if pairs:
        pairs += [(TOTAL, number) for number in numbers if number.start not in used and _is_total(number, sentence)][:1]
    return sorted(pairs, key=lambda pair: pair[1].start)


def _beside(sentence: str, before: Sequence[TypedNumber], end: int) -> tuple[list[TypedNumber], TypedNumber | None]:
    """Return the number that stands before a class, with the count before a percentage in brackets; and its total.

    The total is the second number of 13 of 38, and the only one of none of 38.
    """
    if not before or not _BETWEEN.match(sentence[before[-1].end : end]):
        return [], None
    last, total = before[-1], None
    if none := _NONE_OF.search(sentence[: last.start]):
        return [TypedNumber("none", none.start(), none.start() + len("none"), 0.0, "", 0)], last
    if len(before) > 1 and _OF.match(sentence[before[-2].end : last.start]):
        last, total, before = before[-2], last, before[:-1]
    if last.unit == PERCENT and len(before) > 1 and _BRACKET.match(sentence[before[-2].end : last.start]):
        return [last, before[-2]], total
    if last.unit == PERCENT and sentence[: last.start].endswith("("):
        return [], None  # the figure of a measure: absence (5.7%) improved
    return [last], total


def _follows(sentence: str, start: int, number: TypedNumber) -> bool:
    """Say whether a number after a class counts it: improved in 76 indicators."""
    return bool(_AFTER.match(sentence[start : number.start]) and _AFTER_IN.match(sentence[number.end :]))


def _percent_after(sentence: str, numbers: Sequence[TypedNumber], start: int) -> TypedNumber | None:
    """Return the percentage in brackets after a class: 76 improved (44%)."""
    return next(
        (
            number
            for number in numbers
            if number.unit == PERCENT and re.match(r"^(?: quartile)? \($", sentence[start : number.start])
        ),
        None,
    )


def _may_count(number: TypedNumber, sentence: str) -> bool:
    if number.unit == PERCENT:
        return True
    if number.unit or number.decimals or number.scale != 1:
        return False
    return not (_NO_COUNT.match(sentence[number.end :]) or is_in_a_name(sentence, number))


def is_in_a_name(sentence: str, number: TypedNumber) -> bool:
    """Say whether a number alone is part of a name, such as under 18, Key Stage 2 or aged 10-14."""
    return not number.unit and bool(_BEFORE_IN_NAME.search(sentence[: number.start]))


def _is_total(number: TypedNumber, sentence: str) -> bool:
    if re.match(r" (?:out )?of \d", sentence[number.end :]):
        return False  # the first number of 63 of 99, whose total is the second
    return not number.unit and bool(
        _TOTAL_BEFORE.search(sentence[: number.start]) and _TOTAL_AFTER.search(sentence[number.end :])
    )


def class_of_heading(heading: str) -> str:
    """Return the class that a column of a table counts, by its heading; blank where it names none.

    >>> class_of_heading("Improved"), class_of_heading("No real change"), class_of_heading("Rank")
    ('improved', 'no_real_change', '')
    """
    if re.fullmatch(rf"(?:number of |all )?{_INDICATORS}|total", heading, re.IGNORECASE):
        return TOTAL
    match = _WORDS.match(heading)
    return str(match.lastgroup) if match and len(heading.split()) <= 5 and "%" not in heading else ""


def _counts_in_tables(draft: Draft, names: Sequence[str]) -> list[Counted]:
    """Return the counts in rows that a theme or a dashboard names, and in rows of totals."""
    counted: list[Counted] = []
    for row in rows_under_heads(draft):
        subject = OVERALL if row.is_total else row.name if row.name in names else ""
        kinds = [class_of_heading(heading) for heading in row.head]
        if not subject or not set(kinds) - {"", TOTAL}:
            continue
        of_statuses = _counts_statuses(kind for kind in kinds if kind)
        for kind, cell in zip(kinds, row.cells, strict=False):
            if of_statuses and kind == UNDETERMINED and NOT_AVAILABLE in kinds:
                continue
            numbers = typed_numbers(cell)
            if kind and len(numbers) == 1 and numbers[0].text == cell.strip():
                passage = row.passage
                counted.append(_counted(passage, passage.text, subject, kind, numbers[0], of_statuses=of_statuses))
    return counted
