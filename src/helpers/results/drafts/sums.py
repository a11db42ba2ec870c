"""Counts and percentages of a draft that do not agree with each other: classes, themes, dashboards and lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from helpers.drafts import ROW, Draft, DraftFault, sentences_of
from helpers.results.drafts.counts import (
    DIRECTIONS,
    NOT_AVAILABLE,
    OVERALL,
    QUARTILES,
    RATINGS,
    TOTAL,
    UNDETERMINED,
    Counted,
    says_of_another_set,
)
from helpers.typed_numbers import typed_numbers
from helpers.wording import number_of

_FAMILIES: Final = ((DIRECTIONS, UNDETERMINED), (RATINGS, NOT_AVAILABLE), (QUARTILES, ""))
"""Classes that add up to a total, with the class that a total may leave out."""

WORDS: Final[Mapping[str, str]] = {
    "no_real_change": "without real change",
    "undetermined": "not determined",
    "not_available": "not available",
    "quartile_1": "in the first quartile",
    "quartile_2": "in the second quartile",
    "quartile_3": "in the third quartile",
    "quartile_4": "in the fourth quartile",
    "total": "in all",
    "at_risk": "red or amber",
}
"""Each class as a message names it, if that is not its own name."""


_OTHERS: Final = re.compile(r"\b(?:others?|rest|remaining|remainder)\b", re.IGNORECASE)
"""Words for what is not counted, such as 'the direction of the others cannot be determined'."""


_NO_COLOUR: Final = re.compile(r"^ (?:(?:is|are) not due\b|(?:has|have) no colour\b)", re.IGNORECASE)


_RANKED: Final = re.compile(r"\bindicators ranked\b|\branked indicators\b", re.IGNORECASE)
"""Words of a total that is not of all indicators, so that themes need not add up to it."""

_NOT_DETERMINED_FOR: Final = re.compile(r"\bcannot be determined for $", re.IGNORECASE)


class _Group(NamedTuple):
    """The counts and the percentages of one subject in one passage, each class once; the first stands."""

    counts: Mapping[str, Counted]
    percents: Mapping[str, Counted]


def in_words(kind: str) -> str:
    """Return a class as a message names it."""
    return WORDS.get(kind, kind)


def wrong_sums(counted: Sequence[Counted]) -> Iterator[DraftFault]:
    """Give each total that its classes do not add up to, and each percentage that does not follow from its counts.

    A total may leave out what cannot be determined, or is not available. Where a class is not stated, the total may
    only not be less than the others.
    """
    for group in _groups(counted):
        for classes, left_out in _FAMILIES:
            yield from _wrong_total(group, classes, left_out)
            yield from _wrong_percents(group, classes, left_out)


def _groups(counted: Sequence[Counted]) -> Iterator[_Group]:
    def passage_and_subject(count: Counted) -> tuple[str, str, str, bool]:
        return count.passage.where, count.passage.text, count.subject, count.of_statuses

    for _, members in groupby(sorted(counted, key=passage_and_subject), key=passage_and_subject):
        counts: dict[str, Counted] = {}
        percents: dict[str, Counted] = {}
        for count in members:
            (percents if count.is_percent else counts).setdefault(count.kind, count)
        yield _Group(counts, percents)


def _wrong_total(group: _Group, classes: Sequence[str], left_out: str) -> Iterator[DraftFault]:
    total = group.counts.get(TOTAL)
    stated = [group.counts[kind] for kind in classes if kind in group.counts]
    if total is None or len(stated) < 2:
        return
    sums = _sums(stated, group.counts.get(left_out))
    if classes == RATINGS:
        sums |= {number + _without_colour(total.sentence) for number in sums}
    is_whole = len(stated) == len(classes)
    if total.number.value in sums:
        return
    if total.number.value > max(sums) and (not is_whole or _OTHERS.search(total.passage.text)):
        return
    parts = " + ".join(count.number.text for count in stated)
    other = group.counts.get(left_out)
    more = f", or {max(sums):,.0f} with the {other.number.text} {in_words(left_out)}" if other else ""
    yield DraftFault(
        total.passage,
        total.sentence,
        f"counts that add up to {total.number.text}; {parts} is {min(sums):,.0f}{more}",
        "correct the count that is wrong, or say what the others are",
    )


def _without_colour(sentence: str) -> float:
    """Return how many a sentence says have no colour, or are not due yet.

    >>> _without_colour("Of 17 targets, 6 are green, 4 amber and 5 red; 1 is not due yet; 1 has no colour.")
    2.0
    """
    numbers = typed_numbers(sentence)
    return sum(number.value for number in numbers if _NO_COLOUR.match(sentence[number.end :]))


def _sums(stated: Sequence[Counted], left_out: Counted | None) -> set[float]:
    whole = sum(count.number.value for count in stated)
    return {whole, whole + left_out.number.value} if left_out else {whole}


def _wrong_percents(group: _Group, classes: Sequence[str], left_out: str) -> Iterator[DraftFault]:
    stated = [group.counts[kind] for kind in classes if kind in group.counts]
    bases = _sums(stated, group.counts.get(left_out)) if len(stated) == len(classes) else set()
    if total := group.counts.get(TOTAL):
        bases.add(total.number.value)
    bases -= {0.0}
    for kind in classes:
        count, percent = group.counts.get(kind), group.percents.get(kind)
        if count is None or percent is None or not bases:
            continue
        shares = {base: 100 * count.number.value / base for base in sorted(bases)}
        if not any(_rounds_to(share, percent) for share in shares.values()):
            base, share = min(shares.items(), key=lambda item: abs(item[1] - percent.number.value))
            yield DraftFault(
                percent.passage,
                percent.sentence,
                f"{share:.{max(1, percent.number.decimals)}f}%, as {count.number.text} of {base:,.0f} "
                f"{in_words(kind)} gives, not {percent.number.text}",
                "correct the percentage or the counts",
            )
    shares_stated = [group.percents[kind] for kind in classes if kind in group.percents]
    if len(shares_stated) == len(classes):
        yield from _wrong_hundred(shares_stated, group.percents.get(left_out))


def _wrong_hundred(shares: Sequence[Counted], left_out: Counted | None) -> Iterator[DraftFault]:
    reach = sum(0.5 * 10.0**-share.number.decimals for share in shares) + 1e-9
    if any(abs(whole - 100) <= reach for whole in _sums(shares, left_out)):
        return
    parts = " + ".join(f"{share.number.value:g}" for share in shares)
    yield DraftFault(
        shares[0].passage,
        shares[0].sentence,
        f"percentages that add up to 100; {parts} is {sum(share.number.value for share in shares):g}",
        "correct the percentage that is wrong, or say what the others are",
    )


def _rounds_to(share: float, percent: Counted) -> bool:
    return abs(share - percent.number.value) <= 0.5 * 10.0**-percent.number.decimals + 1e-9


def wrong_parts(counted: Sequence[Counted], dashboards: Mapping[str, Sequence[str]]) -> Iterator[DraftFault]:
    """Give each count of a theme that its dashboards do not add up to, and of the whole that themes do not add up to.

    `dashboards` has the dashboards of each theme that the headline counts. Where the draft leaves some out, the others
    may only not be more than the whole. A draft can state several totals, such as all indicators and those with a
    direction: the parts may add up to any of them.
    """
    first = _first_counts(counted)
    totals = {
        (count.subject, count.number.value + more)
        for count in counted
        if count.in_tables[1] == TOTAL
        for more in (0.0, _undetermined_beside(count.sentence))
    }
    wholes = {OVERALL: tuple(dashboards)} | {theme: tuple(names) for theme, names in dashboards.items()}
    kinds = dict.fromkeys(kind for _, kind in first)
    for whole, parts in wholes.items():
        for kind in kinds:
            count = first.get((whole, kind))
            stated = [first[part, kind] for part in parts if part != whole and (part, kind) in first]
            if count is None or len(stated) < 2 or (kind == TOTAL and _RANKED.search(count.sentence)):
                continue
            added = sum(part.number.value for part in stated)
            is_complete = len(stated) == len([part for part in parts if part != whole])
            values = {value for subject, value in totals if subject == whole} if kind == TOTAL else {count.number.value}
            if added in values or (not is_complete and added < max(values)):
                continue
            numbers = " + ".join(part.number.text for part in stated)
            names = "themes" if whole == OVERALL else "dashboards"
            yield DraftFault(
                count.passage,
                count.sentence,
                f"{count.number.text} {in_words(kind)} to be the sum of its {names}; {numbers} is {added:,.0f}",
                f"correct the count, or say where the other {abs(count.number.value - added):,.0f} are",
            )


def _undetermined_beside(sentence: str) -> float:
    """Return how many more than its total a sentence says cannot be determined.

    >>> _undetermined_beside("Of the 102 indicators 29 improved; it cannot be determined for 83 more.")
    83.0
    """
    numbers = typed_numbers(sentence)
    return sum(number.value for number in numbers if _NOT_DETERMINED_FOR.search(sentence[: number.start]))


def _first_counts(counted: Sequence[Counted]) -> dict[tuple[str, str], Counted]:
    first: dict[tuple[str, str], Counted] = {}
    for count in counted:
        if not count.is_percent:
            first.setdefault(count.in_tables, count)
    return first


def counted_twice(counted: Sequence[Counted], right: Mapping[tuple[str, str], Sequence[float]]) -> Iterator[DraftFault]:
    """Give each count or percentage of a class that the draft states in another way further up.

    Totals are left out: a report has several, such as the indicators that are ranked. So are two counts that the tables
    have, which are in `right` by subject and class, as a dashboard that is counted apart has counts of its own.
    """
    first: dict[tuple[str, str, bool], Counted] = {}
    for count in counted:
        if count.kind == TOTAL:
            continue
        earlier = first.setdefault((count.subject, count.kind, count.is_percent), count)
        reach = 0.0
        if count.is_percent:
            reach = 0.5 * 10.0 ** -min(count.number.decimals, earlier.number.decimals) + 1e-9
        both = {count.number.value, earlier.number.value}
        if abs(count.number.value - earlier.number.value) > reach and not _are_all_right(count, both, right):
            yield DraftFault(
                count.passage,
                count.sentence,
                f"{earlier.number.text} {in_words(count.kind)}, as {earlier.passage.where} says, not "
                f"{count.number.text}",
                "make the two the same, or say what else is counted",
            )


def _are_all_right(count: Counted, numbers: Iterable[float], right: Mapping[tuple[str, str], Sequence[float]]) -> bool:
    """Say whether the tables have several numbers for the subject and class of a count, as it is rounded."""
    reach = 0.5 * 10.0**-count.number.decimals + 1e-9 if count.is_percent else 0.0
    in_tables = right.get((count.subject, count.kind), ())
    return all(any(abs(number - one) <= reach for one in in_tables) for number in numbers)


def wrong_bases(
    draft: Draft, counted: Sequence[Counted], subjects: Sequence[str], right_totals: Sequence[int] = ()
) -> Iterator[DraftFault]:
    """Give each 'the 120 indicators' of the text that the counts of the whole report do not add up to.

    The totals are those stated, and the sums of the classes with and without those left out. Colours in the text are of
    the indicators with a status and give no total of the report; a row of totals does. A draft that counts no
    whole set of classes has none, and nothing is compared. What is under, or names, one of `subjects` is left out, and
    so are the `right_totals` of the tables.
    """
    totals: dict[float, str] = {}
    of_whole = [
        count for count in counted if count.subject == OVERALL and (count.passage.cells or not count.of_statuses)
    ]
    for group in _groups(of_whole):
        for classes, left_out in _FAMILIES:
            stated = [group.counts[kind] for kind in classes if kind in group.counts]
            if len(stated) == len(classes):
                sums = _sums(stated, group.counts.get(left_out))
                sums |= {group.counts[TOTAL].number.value} if TOTAL in group.counts else set()
                totals |= dict.fromkeys(sums, stated[0].passage.where)
    of_parts = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in subjects) or r"(?!)")
    for passage in draft.passages if totals else ():
        if passage.kind == ROW or of_parts.search(passage.heading) or of_parts.search(passage.text):
            continue
        for sentence in sentences_of(passage):
            for match in () if says_of_another_set(sentence) else _ALL_OF_THEM.finditer(sentence):
                if float(match[1]) not in totals and int(match[1]) not in right_totals:
                    right = " or ".join(f"{total:,.0f}" for total in sorted(totals))
                    yield DraftFault(
                        passage,
                        sentence,
                        f"{right} indicators, as the counts of the whole report add up to, not {match[1]}",
                        "make the two the same, or say which indicators are meant",
                    )


_ALL_OF_THEM: Final = re.compile(
    r"\b(?:[Tt]he|[Aa]ll|[Oo]ur) (\d{2,4}) (?:indicators|metrics|measures)\b(?! (?:compared|ranked|shown))"
)
_MORE: Final = re.compile(r"\b(\d+|[a-z]+) (?:more|others?)\b", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(r"\((\d+)(?: (?:measures|indicators|metrics))?\)")


def wrong_lists(counted: Sequence[Counted]) -> Iterator[DraftFault]:
    """Give each count before a colon that the list after it has another number of names for.

    A name may say in brackets for how many it stands, and the list may end with 'and 3 more'. Where 'and' may be part
    of a name, every number that it could mean is right.
    """
    for count in counted:
        rest = count.sentence[count.number.end :]
        match = re.match(r"^[^:;.()]{0,60}: (?=\D)", rest)
        if count.is_percent or count.kind == TOTAL or match is None or count.passage.cells:
            continue
        names = re.split(r"(?<=[a-z)])\. |\.$", rest[match.end() :])[0]
        if typed_numbers(re.sub(r"\([^()]*\)", "", _MORE.sub("", names))):
            continue
        least, most = _names_in(names)
        if not least <= count.number.value <= most:
            there_are = f"{least}" if least == most else f"{least} to {most}"
            yield DraftFault(
                count.passage,
                count.sentence,
                f"{number_of(int(count.number.value), 'name')} after the colon, and there are {there_are}",
                "name every one, or say in brackets for how many a name stands",
            )


def _names_in(names: str) -> tuple[int, int]:
    """Return the least and the most names that a list may have."""
    more = sum(int(number.value) for match in _MORE.finditer(names) for number in typed_numbers(match[0])[:1])
    names_alone = _MORE.sub("", names)
    more += sum(int(number) - 1 for number in _IN_BRACKETS.findall(names_alone))
    names_alone = re.sub(r"\([^()]*\)", "", names_alone)
    by_semicolon = [piece for piece in names_alone.split(";") if piece.strip(" ,and")]
    if len(by_semicolon) > 1:
        inside = sum(len(re.findall(r", | and ", piece.strip().removeprefix("and "))) for piece in by_semicolon)
        return len(by_semicolon) + more, len(by_semicolon) + inside + more
    by_comma = [piece for piece in names_alone.split(", ") if piece.strip(" ,and")]
    return len(by_comma) + more, len(by_comma) + len(re.findall(r"\w and \w", names_alone)) + more
