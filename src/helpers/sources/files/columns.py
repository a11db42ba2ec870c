"""What the name of a column says it holds, so that no column of limits, counts, status or notes is left out unseen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from helpers.sources.files.limits import Refused
from helpers.sources.files.opening import normalised
from helpers.visible import shortly

_WORDS = re.compile(r"[0-9]+(?:\.[0-9]+)?|[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

_TELLING = re.compile(
    r"value|observation|limit|confiden|interval|lower|upper|margin|numerator|denominator|(?<!ac)(?<!dis)count(?!r|y|ie)"
    r"|respon[ds]|status|provision|revis|note|flag|marker|symbol|suppress|reliab|remark|comment|caveat|caution|warning"
    r"|standarderror|variance|deviation|quality|precision|signific|estimate|preliminary|qualifier|annotation|validat"
    r"|publicationstage|releasestage"
)
"""Parts of a name that say that the column has to do with the figure itself."""

_TELLING_WORDS = frozenset(
    {
        "ci",
        "cl",
        "lci",
        "uci",
        "lcl",
        "ucl",
        "moe",
        "low",
        "upp",
        "obs",
        "base",
        "bases",
        "sample",
        "se",
        "sd",
        "cv",
        "n",
        "ll",
        "ul",
        "min",
        "max",
        "minimum",
        "maximum",
        "rse",
        "prov",
        "rev",
    }
)
"""Whole words of a name that say the same, but are parts of other words too."""

STATUS_NAMES = frozenset(
    {
        "version",
        "status",
        "datastatus",
        "releasestatus",
        "releasetype",
        "publicationstatus",
        "observationstatus",
        "obsstatus",
        "statisticstatus",
        "provisional",
        "revised",
    }
)
"""Bare names of a column that says whether a row is provisional; others, such as sen_status, are of pupils."""

NOTE_NAMES = frozenset({
    "note", "notes", "footnote", "footnotes", "flag", "flags", "marker", "markers", "symbol", "symbols", "comment",
    "comments", "remark", "remarks", "caveat", "caveats", "suppressed", "suppression", "reliability", "quality",
    "dataquality", "warning", "warnings",
})  # fmt: skip
"""Bare names of a column of words about a figure. It must be blank, as nothing says which figure of the row it is."""

_LOWER = re.compile(r"lower|\blci\b|\blcl\b|\blow\b|\bll\b")
_UPPER = re.compile(r"upper|\buci\b|\bucl\b|\bupp\b|\bhigh\b|\bul\b")
_OF_LIMITS = re.compile(r"\bl?u?ci\b|\bl?u?cl\b|\b[lu]l\b|confiden|interval|limit|bound")
_LEVEL = re.compile(r"\b(80|90|95|98|99)(?:[ ._]?0|[ ._]?([89]))?\b|(95|99)([089])(?![0-9])")


def words_of(name: str) -> str:
    """Return the words and numbers of a name in small letters with a space between.

    >>> words_of("LowerCI95.0limit"), words_of("avg_read_progress_score_upper_CI")
    ('lower ci 95.0 limit', 'avg read progress score upper ci')
    """
    return " ".join(_WORDS.findall(name)).lower()


def says_of_the_figure(name: str) -> bool:
    """Say whether a name is that of a value, limit, count, status or note, under any of the publishers' words.

    >>> [says_of_the_figure(name) for name in ("Lower_CI", "country_name", "Value note", "la_name", "p8score_CI_low")]
    [True, False, True, False, True]
    """
    return bool(_TELLING.search(normalised(name)) or _TELLING_WORDS & set(words_of(name).split()))


def limit_of(name: str) -> tuple[str, str] | None:
    """Return which confidence limit a column holds by its name, lower or upper, and the level that the name says.

    The level is blank where the name says none; None where the name is not that of a limit.

    >>> limit_of("Lower Confidence Interval (95%)"), limit_of("uci_95"), limit_of("Lower CI 99.8 limit")
    (('lower', '95'), ('upper', '95'), ('lower', '99.8'))
    >>> limit_of("p8score_CI_upp"), limit_of("Lower tier authority")
    (('upper', ''), None)
    """
    words = words_of(name)
    lower, upper = _LOWER.search(words), _UPPER.search(words)
    if bool(lower) == bool(upper) or not _OF_LIMITS.search(words):
        return None
    level = _LEVEL.search(words)
    if level is None:
        level_text = ""
    else:
        whole, part = (level[1], level[2]) if level[1] else (level[3], level[4])
        level_text = whole if part in (None, "0") else f"{whole}.{part}"
    return "lower" if lower else "upper", level_text


def is_limit_of_another_level(name: str) -> bool:
    """Say whether a name is that of a confidence limit of another level than 95%, such as 99.8%.

    >>> is_limit_of_another_level("Upper_CI_99.8_limit"), is_limit_of_another_level("Upper_CI_95.0_limit")
    (True, False)
    """
    limit = limit_of(name)
    return limit is not None and limit[1] not in ("", "95")


def is_status_or_note(name: str) -> bool:
    """Say whether a name is no more than that of a status or of notes."""
    return normalised(name) in STATUS_NAMES or normalised(name) in NOTE_NAMES


def refuse_unknown(names: Iterable[str], is_known: Callable[[str], bool], where: str, form: str) -> None:
    """Refuse a file with a column that says something of its figures and that its format does not know.

    `known` says whether a format uses a column or leaves it out for a reason. Limits of another level than 95% are left
    out of every format, as the figures have those of 95%.

    Raises  Refused, naming the column
    """
    for name in names:
        if name and not is_known(name) and says_of_the_figure(name) and not is_limit_of_another_level(name):
            raise Refused(
                f"{where} has the column {shortly(name)!r}, which the format {form} does not know and which may hold "
                "limits, counts, a status or notes; take the column out, if the figures can be read without it."
            )
