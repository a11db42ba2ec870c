"""How the returns of a year stand: who owes what, what has come, what is queried, signed and late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from helpers.sources.returns.handed_in import Figure, Return
from helpers.sources.returns.senders import Duty, Sender


@dataclass(frozen=True)
class Standing:
    """How one sender stands: its duties by what became of them, its files with their faults, and its signature.

    `with_figure` have a figure, or a marker that says why there is none; `awaited` were returned without one;
    `missing` are in no return. `signed` has the post and the day where every file with a figure is signed, the latest.
    """

    sender: Sender
    with_figure: tuple[str, ...]
    awaited: tuple[str, ...]
    missing: tuple[str, ...]
    files: tuple[Return, ...]
    signed: tuple[str, date] | None
    days_late: int

    @property
    def owes(self) -> int:
        """How many figures the sender owes for the year."""
        return len(self.with_figure) + len(self.awaited) + len(self.missing)

    @property
    def queried(self) -> int:
        """How many of its files are queried."""
        return sum(bool(returned.queries) for returned in self.files)


@dataclass(frozen=True)
class ThemeStanding:
    """How complete a theme is: the indicators that are owed for it, and those with a figure this year and last."""

    theme: str
    owed: int
    this_year: int
    last_year: int


def standings(
    owed: Mapping[Sender, Sequence[Duty]], returns: Sequence[Return], year: int, due: date | None, today: date
) -> list[Standing]:
    """Return how each sender stands for a year, in order of sender.

    A return belongs to the senders whose indicators it has, and to the one that its cover names. Days late are counted
    from `due` to the signature where all is in, and else to `today`; without a day due nothing is late.
    """
    of_year = [returned for returned in returns if returned.year == year]
    return [_standing(sender, of_sender, of_year, due, today) for sender, of_sender in owed.items()]


def _standing(
    sender: Sender, of_sender: Sequence[Duty], of_year: Sequence[Return], due: date | None, today: date
) -> Standing:
    names = [duty.indicator.indicator_id for duty in of_sender]
    own = [
        returned
        for returned in of_year
        if (returned.cover is not None and returned.cover.sender == sender.name)
        or any(figure.indicator.indicator_id in names for figure in returned.figures)
    ]
    figures = [figure for returned in own for figure in returned.figures]
    with_figure = answered(figures)
    awaited = {figure.indicator.indicator_id for figure in figures} - with_figure
    missing = tuple(name for name in names if name not in with_figure | awaited)
    waiting = tuple(name for name in names if name in awaited)
    signed = _signed([figure for figure in figures if figure.indicator.indicator_id in names])
    last_day = signed[1] if signed and not missing and not waiting else today
    days_late = max(0, (last_day - due).days) if due else 0
    with_names = tuple(name for name in names if name in with_figure)
    return Standing(sender, with_names, waiting, missing, tuple(own), signed, days_late)


def _signed(figures: Sequence[Figure]) -> tuple[str, date] | None:
    signatures = [(figure.answer.signed_by, figure.answer.signed_on) for figure in figures if not figure.is_awaited]
    signed = [(post, day) for post, day in signatures if post and day is not None]
    if not signed or len(signed) < len(signatures):
        return None
    return max(signed, key=lambda signature: signature[1])


def answered(figures: Iterable[Figure]) -> set[str]:
    """Return the indicators that have a figure, or a marker that says why there is none."""
    return {figure.indicator.indicator_id for figure in figures if not figure.is_awaited}


def by_theme(
    owed: Mapping[Sender, Sequence[Duty]], themes: Mapping[str, str], returns: Sequence[Return], year: int
) -> list[ThemeStanding]:
    """Return how complete each theme is beside the year before, in the order of `themes`, the theme by indicator.

    Both are counted of what is owed now, so that the two can be compared.
    """
    have = {
        of_year: answered(figure for returned in returns if returned.year == of_year for figure in returned.figures)
        for of_year in (year, year - 1)
    }
    asked = {duty.indicator.indicator_id for of_sender in owed.values() for duty in of_sender}
    rows = []
    for theme in dict.fromkeys(themes.values()):
        names = {name for name, of_name in themes.items() if of_name == theme} & asked
        if names:
            rows.append(ThemeStanding(theme, len(names), len(names & have[year]), len(names & have[year - 1])))
    return rows


def without_sender(returns: Sequence[Return], standing: Sequence[Standing], year: int) -> list[Return]:
    """Return the files of a year that belong to no sender: they cannot be read, or have none of its indicators."""
    taken = {returned.name for of_sender in standing for returned in of_sender.files}
    return [returned for returned in returns if returned.year == year and returned.name not in taken]
