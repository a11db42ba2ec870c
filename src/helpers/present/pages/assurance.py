"""The page of the assurance logs: every entry under its own heading, and the tables of effects."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd
from markupsafe import Markup, escape

from helpers.assurance.logs import Assurance, Effect
from helpers.present.tables import Column, Html, table

NAME = "Assurance"
TITLE = "Assurance: what is assumed, decided and received?"
LEAD = (
    "What this report takes to be true, what was decided about its methods, and what was received from publishers. "
    "The limits at the foot of every page name entries of this page."
)
RELIABILITY = "Reliability"


def log_sections(logs: Assurance) -> Iterator[Html]:
    """Give the sections of the page in order, each under a heading of level 2 with one of level 3 for each entry."""
    scale = " ".join(f"{level} = {meaning};" for level, meaning in logs.assumptions.reliability.items()).rstrip(";")
    yield _html(
        _opening("Assumptions", f"{logs.assumptions.about} {RELIABILITY}: {scale}.", logs.assumptions.sign_off),
        *(
            _entry(each.id, each.assumption, each.owner, each.date, Why=each.why, Effect=each.effect,
                   Reliability=each.reliability)
            for each in logs.assumptions.entries
        ),
    )  # fmt: skip
    yield _html(_heading("Effects of other rules", 2))
    for effect in logs.assumptions.effects:
        yield _html(_heading(effect.title, 3), _paragraph(effect.before))
        yield Html(_effect(effect), effect.title)
        yield _html(_paragraph(effect.after))
    yield _html(
        _opening("Decisions", logs.decisions.about, logs.decisions.sign_off),
        *(
            _entry(each.id, each.decision, each.owner, each.date, Why=each.why, Instead=each.alternatives,
                   Effect=each.effect)
            for each in logs.decisions.entries
        ),
    )  # fmt: skip
    yield _html(
        _opening("Data received", logs.data.about, logs.data.sign_off),
        *(
            _entry(each.id, each.what, each.owner, each.date, Source=f"`{each.source}`", Use=each.used_for,
                   Risk=each.risk, Remedy=each.remedy)
            for each in logs.data.entries
        ),
        *(part for note in logs.data.notes for part in (_heading(note.title, 3), *map(_paragraph, note.text))),
    )  # fmt: skip


LABELS = {
    "Why": "Why",
    "Instead": "What was considered instead",
    "Effect": "Effect",
    "Reliability": RELIABILITY,
    "Source": "Source",
    "Use": "Used for",
    "Risk": "Risk",
    "Remedy": "What lowers the risk, and what is left",
}


def _html(*parts: Markup) -> Html:
    html = "".join(parts)
    return Html(html, re.sub(r"<[^>]*>", " ", html))


def _heading(text: str, level: int) -> Markup:
    return Markup("<h{0}>{1}</h{0}>").format(level, text)


def _opening(title: str, about: str, sign_off: str) -> Markup:
    return _heading(title, 2) + _paragraph(f"{about} Sign-off: {sign_off}.")


def _paragraph(text: str) -> Markup:
    return Markup("<p>{}</p>").format(_with_code(text))


def _with_code(text: str) -> Markup:
    """Return a text escaped, with what stands in backticks as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))


def _entry(number: str, said: str, owner: str, written: object, **parts: str) -> Markup:
    told = {LABELS[name]: text for name, text in parts.items()} | {"Owner and date": f"{owner}, {written}"}
    pairs = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(label, _with_code(text)) for label, text in told.items()
    )
    return (
        _heading(number, 3)
        + Markup("<p><strong>{}</strong></p>").format(_with_code(said))
        + (Markup('<dl class="entry">') + pairs + Markup("</dl>"))
    )


def _effect(effect: Effect) -> str:
    columns = [
        Column(name, name, header=number == 0, align="left" if number == 0 else "right")
        for number, name in enumerate(effect.columns)
    ]
    return table(pd.DataFrame(effect.records()), effect.title, columns).html
