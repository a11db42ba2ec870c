"""What publishers print around the label of a period: whether its figures are provisional or revised, and notes.

A suffix is read by its pattern, whichever publisher prints it: a word such as Revised, its short form or the shorthand,
in round or square brackets or in none, with or without a space, or the mark of a footnote. A suffix that holds anything
else is left where it is, so that the label is not a period and its rows are rejected with it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

PROVISIONAL, FINAL = "provisional", "final"

_WORDS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("provisional", "prov", "provis", "preliminary", "prelim", "p"), (PROVISIONAL, "[p]")),
    **dict.fromkeys(("unvalidated", "unamended", "unaudited", "interim"), (PROVISIONAL, "[p]")),
    **dict.fromkeys(("final", "finalised", "finalized", "validated", "audited"), (FINAL, "")),
    **dict.fromkeys(("revised", "rev", "revision", "revisions", "r"), ("", "[r]")),
    **dict.fromkeys(("amended", "corrected", "restated", "updated"), ("", "[r]")),
    **dict.fromkeys(("estimated", "estimate", "estimates", "est", "e"), ("", "[e]")),
    **dict.fromkeys(("forecast", "forecasts"), ("", "[f]")),
    "break": ("", "[b]"),
    # What was spent or counted in the end, instead of a budget; it may be provisional too.
    **dict.fromkeys(("ot", "outturn"), ("", "")),
}
"""What each word says of the figures of a period: their status, blank where it says none, and their marker."""

_ONLY_IN_SQUARE_BRACKETS = {"b": ("", "[b]"), "f": ("", "[f]"), "u": ("", "[u]")}
"""Letters that are shorthand in square brackets; in others, (b) may be a footnote and (f) may mean final."""

_BESIDE_WORDS = frozenset(
    (
        *("data", "figure", "figures", "statistics", "result", "results", "release", "edition", "and", "in", "the"),
        *("series", "first", "second", "third", "latest"),
    )
)
"""Words that say nothing by themselves and may be next to one that does: revised figures, break in the series."""

_NOTE_MARKS = re.compile(r"[*†‡§¶#^¹²³⁰⁴-⁹]+$")
_NOTES = re.compile(r"(?:see )?(?:(?:foot)?notes? ?[0-9a-z]{1,2}|[1-9][0-9]?)(?: ?(?:&|and) ?(?:note )?[0-9a-z]{1,2})*")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_REVISED_WHEN = re.compile(
    r"^((?:as )?(?:revised|rev|amended|corrected|restated|updated)\b.*?)"
    rf"[\s,.]*(?:\b(?:in|on|at) )?(?:[0-9]{{1,2}}[ /.-])?(?:(?:{_MONTH}|[0-9]{{1,2}})[ /.-])?20[0-9]{{2}}$"
)
"""What was revised, and when: revised October 2024, revised 12/10/2024."""

_WORD = re.compile(r"[a-z]+")
_BETWEEN_WORDS = re.compile(r"[\s,;:._/&–—-]*")
_PLAIN = str.maketrans({"ᵖ": " p", "ʳ": " r", "ᵉ": " e", "\uff08": "(", "\uff09": ")", "\uff3b": "[", "\uff3d": "]"})
"""Raised letters and wide brackets as plain ones."""
_LONGEST = 120
"""Characters of the longest label that is looked at; no publisher prints a longer one."""

_MOST_SUFFIXES = 6
"""Suffixes of one label, one after the other, that are looked at."""


class PrintedLabel(NamedTuple):
    """A label of a period without what is printed around it, and what that says of its figures.

    `status` is provisional, final, or blank where nothing is said; `marker` the shorthand, separated by a space.
    """

    period: str
    status: str = ""
    marker: str = ""


class _Meaning(NamedTuple):
    statuses: frozenset[str] = frozenset()
    markers: frozenset[str] = frozenset()


@lru_cache(maxsize=8192)
def read_label(text: str) -> PrintedLabel:
    """Part a label into the period and what is printed around it.

    A label that says of its figures what cannot be understood, or that they are both provisional and final, is
    returned whole.

    >>> read_label("2022 (Revised)"), read_label("2022/23(prov)*")
    (PrintedLabel(period='2022', status='', marker='[r]'), PrintedLabel(period='2022/23', status='provisional', marker='[p]'))
    >>> read_label("2023 [note 3]"), read_label("2023 (budget)"), read_label("2022/23 (academic)")
    (PrintedLabel(period='2023', status='', marker=''), PrintedLabel(period='2023 (budget)', status='', marker=''), PrintedLabel(period='2022/23 (academic)', status='', marker=''))
    """  # noqa: E501
    whole = text.strip()
    if len(whole) > _LONGEST or (whole[:1].isdigit() and whole[-1:] in "0123456789"):
        return PrintedLabel(whole)
    rest = " ".join(whole.translate(_PLAIN).split())
    every: list[_Meaning] = []
    while len(every) < _MOST_SUFFIXES and (peeled := _without_last(rest) or _without_first(rest)):
        rest, meaning = peeled
        every.append(meaning)
    statuses = {status for meaning in every for status in meaning.statuses}
    if not every or len(statuses) > 1:
        return PrintedLabel(whole)
    markers = sorted({marker for meaning in every for marker in meaning.markers})
    return PrintedLabel(rest, "".join(statuses), " ".join(markers))


def without_suffix(name: str) -> str:
    """Return a name without what is printed after it of its figures, in brackets or as the mark of a footnote.

    >>> without_suffix("Employment rate (revised) [note 3]"), without_suffix("Premises below 30Mbps (England)")
    ('Employment rate', 'Premises below 30Mbps (England)')
    """
    rest = " ".join(name.split())
    for _ in range(_MOST_SUFFIXES):
        bare = _NOTE_MARKS.sub("", rest).rstrip()
        last = re.search(r"^(.*\S)\s*([(\[])([^()\[\]]*)[)\]]$", bare)
        if last and _inside(last[3], "", last[2]) is not None:
            bare = last[1]
        if bare in ("", rest):
            break
        rest = bare
    return rest


def read_remark(text: str) -> PrintedLabel | None:
    """Return what words alone say of figures, with a blank period; None where they say nothing that is known.

    >>> read_remark("Provisional data"), read_remark("1.0")
    (PrintedLabel(period='', status='provisional', marker='[p]'), None)
    """
    meaning = _meaning(" ".join(text.split()).strip("()[] "), in_square_brackets=False)
    if meaning is None or len(meaning.statuses) > 1:
        return None
    return PrintedLabel("", "".join(meaning.statuses), " ".join(sorted(meaning.markers)))


def _without_last(text: str) -> tuple[str, _Meaning] | None:
    """Return a label without its last suffix, and what that says; None if there is none that is understood."""
    if marks := _NOTE_MARKS.search(text):
        return _parted(text[: marks.start()], _Meaning())
    pair = {")": "(", "]": "["}.get(text[-1:])
    if pair:
        start = text.rfind(pair)
        return _parted(text[:start], _inside(text[start + 1 : -1], text[:start], pair)) if start > 0 else None
    after = re.search(r"[^0-9()\[\]]*$", text)
    begin = after.start() if after else len(text)
    # Words may follow a digit or a bracket at once, and letters such as those of P1Y after a space or a comma.
    for at in (begin, *(match.start() for match in re.finditer(r"[\s,;:_–—-]+", text) if match.start() > begin)):
        if 0 < at < len(text) and (meaning := _meaning(text[at:], in_square_brackets=False)):
            return _parted(text[:at], meaning)
    return None


def _without_first(text: str) -> tuple[str, _Meaning] | None:
    """Return a label without the words before the period, such as Provisional 2023 or [p] 2023."""
    pair = {"(": ")", "[": "]"}.get(text[:1])
    if pair:
        end = text.find(pair)
        return _parted(text[end + 1 :], _inside(text[1:end], "", text[:1])) if end > 0 else None
    words = re.match(r"[^0-9()\[\]]+(?=[0-9])", text)
    return _parted(text[words.end() :], _meaning(words[0], in_square_brackets=False)) if words else None


def _parted(rest: str, meaning: _Meaning | None) -> tuple[str, _Meaning] | None:
    """Return the rest of a label with what was said, where that is known and a period may be left."""
    bare = re.sub(r"[\s,;:_–—-]+$", "", rest).lstrip(" ,;:_–—-")
    whole = bare.count("(") == bare.count(")") and bare.count("[") == bare.count("]")
    return (bare, meaning) if meaning is not None and whole and re.search("[0-9]", bare) else None


def _inside(text: str, before: str, bracket: str) -> _Meaning | None:
    """Return the meaning of brackets after a label; a footnote says nothing about the figures."""
    meanings = []
    for part in re.split("[,;]", text):
        meaning = _meaning(part, in_square_brackets=bracket == "[")
        if meaning is None and _NOTES.fullmatch(part.strip().lower()) and not _is_following_year(before, part):
            meaning = _Meaning()
        if meaning is None:
            return None
        meanings.append(meaning)
    return _Meaning(*(frozenset().union(*sets) for sets in zip(*meanings, strict=True)))


def _meaning(text: str, *, in_square_brackets: bool) -> _Meaning | None:
    """Return what words say of figures; None where any of them is not known, or none says anything."""
    lower = _REVISED_WHEN.sub(r"\1", text.lower().strip()).removeprefix("as ")
    words = _WORD.findall(lower)
    if not _BETWEEN_WORDS.fullmatch(_WORD.sub("", lower)):
        return None
    meanings_of_words = _WORDS | _ONLY_IN_SQUARE_BRACKETS if in_square_brackets and len(words) == 1 else _WORDS
    telling = [word for word in words if word not in _BESIDE_WORDS]
    if not telling or any(word not in meanings_of_words for word in telling):
        return None
    meanings = [meanings_of_words[word] for word in telling]
    return _Meaning(*(frozenset(filter(None, codes)) for codes in zip(*meanings, strict=True)))


def _is_following_year(before: str, inside: str) -> bool:
    """Say whether a number in brackets may be the end of a split year, as in 2023 (24), and not a footnote."""
    year = re.search(r"([0-9]{2})\s*$", before)
    return bool(year) and inside.strip() == f"{(int(year[1]) + 1) % 100:02d}"  # type: ignore[index]
