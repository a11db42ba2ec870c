"""The sentences that count risks, signals and what is watched."""

from __future__ import annotations

import pandas as pd

from helpers.methods.risk_scores import HIGH, LOW, MEDIUM, NOT_SCORED
from helpers.present.sentences import how_many
from helpers.wording import number_of, singular_or_plural


def register_sentence(register: pd.DataFrame, links: pd.DataFrame) -> str:
    """Say how many risks there are, how they are scored, and how many have no indicator."""
    if register.empty:
        return "No register of risks for this report is at hand."
    words = register["score_word"].value_counts()
    scored = [word for word in (HIGH, MEDIUM, LOW, NOT_SCORED) if word in words]
    counted = ", ".join(f"{how_many(int(words[word]), len(register))} {word}" for word in scored)
    without = int(register["indicator_ids"].eq("").sum())
    linked = f"{number_of(len(links), 'link')} to indicators" if len(links) else "no link to an indicator"
    alone = f"; {number_of(without, 'risk')} {singular_or_plural(without, 'has', 'have')} none" if without else ""
    return f"The register has {number_of(len(register), 'risk')}: {counted}. It has {linked}{alone}."


def signals_sentence(signals: int, concerns: int) -> str:
    """Return how many signals came in, and how many of them are a concern."""
    if signals == 1:
        return f"1 signal came in; it {'is' if concerns else 'is not'} a concern."
    verb = singular_or_plural(concerns or 1, "is", "are")
    return f"{number_of(signals, 'signal')} came in; {how_many(concerns, signals)} {verb} a concern."


def watched_sentence(watched: int, without: int, warned: int) -> str:
    """Return how many indicators are watched and give an early warning; one without a figure can give none.

    >>> watched_sentence(9, 8, 0)
    '9 indicators are watched in every report; 8 of them have no figure, and the other gives no early warning.'
    """
    begins = f"{number_of(watched, 'indicator is', 'indicators are')} watched in every report; "
    if without == watched:
        return f"{begins}{'it has no' if watched == 1 else 'none of them has a'} figure."
    lacking = f"{without} of them {singular_or_plural(without, 'has', 'have')} no figure, and " if without else ""
    others = "of the others" if without else "of them"
    if watched - without == 1:
        return f"{begins}{lacking}{'the other' if without else 'it'} gives {'an' if warned else 'no'} early warning."
    verb = singular_or_plural(warned or 1, "gives", "give")
    return f"{begins}{lacking}{warned or 'none'} {others} {verb} an early warning."
