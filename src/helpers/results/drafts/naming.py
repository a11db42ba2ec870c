"""Which indicators a piece of a draft names: by title, by short forms, and by other words of the register."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from helpers.wording import SMALL_WORDS, word_list

MIN_TITLE_SHARE: Final = 0.75
"""The share of the words of a title with which a text names an indicator."""

MAX_ALIKE: Final = 4
"""How many indicators a text may name equally well; where there are more, it names none."""

STEM: Final = 7
"""Letters by which two words are taken for one: improvement, improvements."""

MAX_BEFORE_SHORT: Final = 50
"""Characters within which a name of two words stands, if the text is about it."""

_FIGURES: Final = re.compile(
    r"(?:\b(?:19|20)\d\d(?:[/\u2013-]\d\d(?:\d\d)?)?\b|£ ?\d[\d,.]*|\b\d[\d,]*\.\d+%?|\b\d+ ?%)"
)
"""Figures and years, whose digits are no words of a title."""

_PRONOUN: Final = re.compile(r"^(?:It|This|The (?:rate|figure|share|proportion|number|result|score)|Performance)\b")


class Names(NamedTuple):
    """The ways to name indicators: each indicator with the stems of its words; and the words of each title.

    `by_stem` has the positions in `ways` of those with a stem.
    """

    ways: Sequence[tuple[str, frozenset[str]]]
    by_stem: Mapping[str, Sequence[int]]
    words: Mapping[str, frozenset[str]]


def names_of(titles: Mapping[str, str], same_words: Iterable[tuple[str, ...]]) -> Names:
    """Return the ways to name each indicator.

    `titles` are by short name. Each of `same_words` has words that mean the same, such as EHC and EHCP: a title with
    one of them may also be written with another.
    """
    alike = [
        (re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE), words) for words in same_words for word in words
    ]
    ways: dict[tuple[str, frozenset[str]], None] = {}
    by_stem: defaultdict[str, list[int]] = defaultdict(list)
    for indicator, title in titles.items():
        texts = [title]
        for pattern, words in alike:
            if pattern.search(title):
                texts += [pattern.sub(lambda _, other=word: other, title) for word in words]  # type: ignore[misc]
        ways |= {(indicator, frozenset(_stems(text))): None for text in texts}
    for position, (_, way) in enumerate(ways):
        for stem in way:
            by_stem[stem].append(position)
    return Names(tuple(ways), by_stem, {indicator: frozenset(word_list(title)) for indicator, title in titles.items()})


def indicators_named(text: str, names: Names) -> tuple[str, ...]:
    """Return the indicators that a text names best, none if it names none or more than `MAX_ALIKE` equally well.

    A text names an indicator if it has `MIN_TITLE_SHARE` of the words of one of its names, and two words at least; a
    name of two words must stand at its beginning. The best has most of these words, less those that are missing.
    """
    stems = frozenset(_stems(text))
    first = frozenset(_stems(text[:MAX_BEFORE_SHORT]))
    in_text = Counter(position for stem in stems for position in names.by_stem.get(stem, ()))
    best: dict[str, int] = {}
    for position in sorted(in_text):
        shared, (indicator, way) = in_text[position], names.ways[position]
        is_named = shared >= 2 and shared >= MIN_TITLE_SHARE * len(way)
        if is_named and (len(way) > 2 or way <= first):
            best[indicator] = max(best.get(indicator, 0), 2 * shared - len(way))
    most = max(best.values(), default=0)
    alike = tuple(indicator for indicator, score in best.items() if score == most)
    return alike if len(alike) <= MAX_ALIKE else ()


def named_in_turn(sentences: Iterable[str], names: Names) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Give each sentence of a paragraph with the indicators that it is about.

    A sentence that begins with It, This or The rate, and names none, is about those of the sentence before.
    """
    before: tuple[str, ...] = ()
    for sentence in sentences:
        named = indicators_named(sentence, names)
        if not named and _PRONOUN.match(sentence):
            named = before
        yield sentence, named
        before = named


def _stems(text: str) -> list[str]:
    words = (word for word in word_list(_FIGURES.sub(" ", text)) if word not in SMALL_WORDS and word != "%")
    return [(word[:-1] if word.endswith("s") and len(word) > 3 else word)[:STEM] for word in words]
