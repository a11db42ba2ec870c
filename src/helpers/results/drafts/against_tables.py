"""What the tables of a year contradict in the text of a draft: counts, figures, ranks, quartiles and directions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, Final, NamedTuple

from helpers.drafts import MAX_NUMBERS, ROW, Draft, DraftFault, Passage, sentences_of
from helpers.results.commentary_checks import NamedFact, compared_facts, contradicted_fact, named_numbers, printed_fact
from helpers.results.commentary_facts import LATEST, NAMES, PREVIOUS
from helpers.results.drafts.counts import OVERALL, QUARTILES, TOTAL, Counted
from helpers.results.drafts.directions import stated_directions, stated_movements
from helpers.results.drafts.naming import Names, indicators_named, named_in_turn
from helpers.results.drafts.sums import in_words
from helpers.results.drafts.year_tables import YearTables
from helpers.typed_numbers import PERCENT, RANK, TypedNumber, typed_numbers
from helpers.verdicts import CANNOT_BE_DETERMINED, NOT_JUDGED

_CLAUSES: Final = re.compile(r"[;:] |, (?:but|while|whereas|although)\b|\b(?:while|whereas)\b|, and (?=[A-Z])")
_OF_OTHERS: Final = re.compile(
    r"\b(?:printed|own report|previous report|earlier report|other councils?|districts?|neighbourhoods?|boroughs?|"
    r"wards?)\b",
    re.IGNORECASE,
)
_STAYED: Final = re.compile(r"\b(?:remains? in|(?:has|have) (?:risen|fallen) to) the \w+ quartile\b", re.IGNORECASE)

_OVERALL_RANK: Final = re.compile(r"\b(?:overall|over all themes|league table|all indicators)\b", re.IGNORECASE)


class Comparison(NamedTuple):
    """What was compared with the tables: the faults, and how many numbers and directions were looked up."""

    faults: tuple[DraftFault, ...]
    compared: int


def against_tables(draft: Draft, counted: Sequence[Counted], tables: YearTables) -> Comparison:
    """Compare a draft with the tables of its year; `counted` are the counts that it states.

    Compared are counts and percentages of themes, dashboards and the whole; figures, changes, ranks and quartiles of
    each indicator that a sentence names; directions in words; and the rank over all themes.
    """
    faults: list[DraftFault] = []
    compared = 0
    for count in counted:
        right = (tables.percents if count.is_percent else tables.counts).get(count.in_tables)
        if right and not _is_of_those_that_stayed(count):
            compared += 1
            faults += _wrong_count(count, right, tables.year)
    for passage in draft.passages:
        if passage.kind == ROW:
            continue
        for sentence, named in named_in_turn(sentences_of(passage), tables.names):
            if _OF_OTHERS.search(sentence) or len(typed_numbers(sentence)) > MAX_NUMBERS:
                continue
            for check in (_numbers, _directions, _overall):
                more, looked_up = check(passage, sentence, named, tables)
                faults += more
                compared += looked_up
    return Comparison(tuple(faults), compared)


def _is_of_those_that_stayed(count: Counted) -> bool:
    """Say whether a passage counts a quartile in parts: those that remain in it, that came to it, and others."""
    return count.kind in QUARTILES and bool(_STAYED.search(count.passage.text))


def _wrong_count(count: Counted, right: Sequence[float], year: int) -> Iterator[DraftFault]:
    reach = 0.5 * 10.0**-count.number.decimals + 1e-9 if count.is_percent else 0.0
    if any(abs(count.number.value - number) <= reach for number in right):
        return
    sign = "%" if count.is_percent else ""
    texts = list(dict.fromkeys(f"{number:,.{count.number.decimals}f}{sign}" for number in right))
    of = "the whole report" if count.subject == OVERALL else count.subject
    what = "indicators" if count.kind == TOTAL else in_words(count.kind)
    yield DraftFault(
        count.passage,
        count.sentence,
        f"{' or '.join(texts)} {what} for {of}, as the tables of {year} have, not {count.number.text}",
        "correct the number, or say what else is counted",
    )


def _numbers(
    passage: Passage, sentence: str, named: tuple[str, ...], tables: YearTables
) -> tuple[list[DraftFault], int]:
    """Compare the numbers of a sentence with the facts of the indicators that their clauses name."""
    faults: list[DraftFault] = []
    compared = 0
    in_clauses = (indicators_named(clause, tables.names) for _, clause in _clauses_of(sentence))
    words = frozenset().union(*(tables.names.words[one] for one in chain(named, *in_clauses)))
    for number, fact_named in [*named_numbers(sentence, words), *_in_brackets(sentence, words)]:
        indicators = _named_at(sentence, number, named, tables)
        facts = {one: compared_facts(number, fact_named, tables.facts.get(one, ()), sentence) for one in indicators}
        if not indicators or not all(facts.values()):
            continue
        compared += 1
        wrong = {
            one: fact
            for one in indicators
            if (fact := contradicted_fact(number, fact_named, tables.facts[one], sentence)) is not None
        }
        if len(wrong) == len(indicators):
            indicator, fact = next(iter(wrong.items()))
            faults.append(_wrong_number(passage, sentence, number, indicator, fact, tables))
    return faults, compared


def _wrong_number(
    passage: Passage, sentence: str, number: TypedNumber, indicator: str, fact: Any, tables: YearTables
) -> DraftFault:
    of = f" of {fact['period']}" if fact["period"] else ""
    remedy = "correct the number, or say what else it is the number of"
    if fact["fact"] == LATEST:
        before = [other for other in tables.facts[indicator] if other["fact"] == PREVIOUS]
        if before and contradicted_fact(number, NamedFact(PREVIOUS), before, "") is None:
            remedy = f"{number.text} is the figure of {before[0]['period']}: write this year's"
    return DraftFault(
        passage,
        sentence,
        f"{printed_fact(fact)}, {NAMES[fact['fact']]}{of} for {tables.titles[indicator]}, not {number.text}",
        remedy,
    )


def _named_at(sentence: str, number: TypedNumber, named: tuple[str, ...], tables: YearTables) -> tuple[str, ...]:
    """Return the indicators that the clause of a number names; those of the sentence if no clause names any other."""
    clauses = _clauses_of(sentence)
    own = next((clause for start, clause in reversed(clauses) if start <= number.start), sentence)
    in_clause = indicators_named(own, tables.names)
    if in_clause:
        return in_clause
    in_others = {indicators_named(clause, tables.names) for _, clause in clauses} - {()}
    return named if len(in_others) <= 1 else ()


def _clauses_of(sentence: str) -> list[tuple[int, str]]:
    """Return the clauses of a sentence with where each begins.

    >>> _clauses_of("Absence fell; burglary rose.")
    [(0, 'Absence fell; '), (14, 'burglary rose.')]
    """
    starts = [0, *(match.end() for match in _CLAUSES.finditer(sentence)), len(sentence) + 1]
    return [(start, sentence[start:end]) for start, end in pairwise(starts)]


def _in_brackets(sentence: str, words: frozenset[str]) -> Iterator[tuple[TypedNumber, NamedFact]]:
    """Give each number alone in brackets after a name: recycling (41.8%) fell.

    Percentages in the brackets of one sentence that add up to 100 are shares of a whole, and no figures.
    """
    numbers = typed_numbers(sentence)
    if _are_shares([number for number in numbers if number.unit == PERCENT and _is_alone(sentence, number)]):
        return
    for number in numbers:
        last = re.findall(r"\w+", sentence[: number.start].casefold())[-2:]
        if _is_alone(sentence, number) and number.unit not in ("", RANK) and words & set(last):
            yield number, NamedFact(LATEST)


def _is_alone(sentence: str, number: TypedNumber) -> bool:
    """Say whether a number stands alone in brackets."""
    return sentence[: number.start].endswith("(") and sentence[number.end :].startswith(")")


def _are_shares(numbers: Sequence[TypedNumber]) -> bool:
    """Say whether three percentages or more add up to 100, as far as their decimals tell."""
    reach = sum(0.5 * 10.0**-number.decimals for number in numbers) + 1e-9
    return len(numbers) > 2 and abs(sum(number.value for number in numbers) - 100) <= reach


def _directions(
    passage: Passage, sentence: str, named: tuple[str, ...], tables: YearTables
) -> tuple[list[DraftFault], int]:
    """Compare the directions that a sentence states of indicators with those of the tables."""
    faults: list[DraftFault] = []
    compared = 0
    words = _without_names_of_themes(sentence, tables.subjects)
    pieces = [
        (indicators, direction)
        for piece, direction in stated_directions(words, tables.year)
        for indicators in _all_named(piece, tables.names) or [named if piece == words else ()]
    ]
    for indicators, direction in pieces:
        in_tables = {tables.directions[one] for one in indicators}
        compared += bool(indicators)
        if indicators and direction not in in_tables:
            in_table = tables.directions[indicators[0]]
            why = " in the tables" if in_table in (CANNOT_BE_DETERMINED, NOT_JUDGED) else ""
            faults.append(
                DraftFault(
                    passage,
                    sentence,
                    f"'{in_table}'{why} for {tables.titles[indicators[0]]}, as the tables of {tables.year} have, not "
                    f"'{direction}'",
                    "correct the words, or say over which years it is so",
                )
            )
    for piece, rose in stated_movements(words, tables.year):
        indicators = indicators_named(piece, tables.names) or (named if piece == words else ())
        changes = [tables.changes.get(one, 0.0) for one in indicators]
        compared += any(changes)
        if changes and all(change < 0 if rose else change > 0 for change in changes):
            moved = "fell" if rose else "rose"
            faults.append(
                DraftFault(
                    passage,
                    sentence,
                    f"a figure that {moved} for {tables.titles[indicators[0]]}, as the tables of {tables.year} have",
                    "correct the words, or say over which years it is so",
                )
            )
    return faults, compared


def _without_names_of_themes(sentence: str, subjects: Sequence[str]) -> str:
    """Return a sentence without the names of themes and dashboards, as 'Improved Opportunities' says of no direction.

    >>> _without_names_of_themes("Improved Opportunities: absence.", ["Improved Opportunities"])
    ': absence.'
    """
    for name in sorted(subjects, key=len, reverse=True):
        sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "", sentence)
    return sentence


def _all_named(piece: str, names: Names) -> list[tuple[str, ...]]:
    """Return the indicators that a piece names, and those of each part of a list: recycling, absence and burglary."""
    whole = indicators_named(piece, names)
    parts = [indicators_named(part, names) for part in re.split(r", | and ", piece)]
    if not whole or whole in parts:
        return list(dict.fromkeys(part for part in parts if part))
    return [whole]


def _overall(
    passage: Passage, sentence: str, named: tuple[str, ...], tables: YearTables
) -> tuple[list[DraftFault], int]:
    """Compare a rank over all themes with those of the tables."""
    if named or not tables.overall_ranks or not _OVERALL_RANK.search(sentence):
        return [], 0
    ranks = [number for number in typed_numbers(sentence) if number.unit == RANK]
    if len(ranks) != 1 or any(name in sentence for name in tables.subjects):
        return [], 0
    if int(ranks[0].value) in tables.overall_ranks:
        return [], 1
    return [
        DraftFault(
            passage,
            sentence,
            f"a rank over all themes of the tables of {tables.year}, not {ranks[0].text}",
            "take the median rank from the page Summary",
        )
    ], 1


def in_order(draft: Draft, faults: Iterable[DraftFault]) -> list[DraftFault]:
    """Return faults in the order of the draft, each once."""
    order = {id(passage): number for number, passage in enumerate(draft.passages)}
    return sorted(dict.fromkeys(faults), key=lambda fault: order.get(id(fault.passage), 0))
