"""The annual Delivery Report: what was planned and delivered by theme, how indicators moved, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import pandas as pd

from helpers.meeting_fields import DELIVERY, FIELDS, paper_file
from helpers.present.documents import captions_of, with_title
from helpers.present.facts import paragraph_of
from helpers.present.pages.changed_services import services_table
from helpers.present.pages.commitments import commitments_parts, focus_parts
from helpers.present.pages.outcomes import no_plan_sentence, outcomes_of_theme
from helpers.present.pages.site_around import SERVICES, Surroundings
from helpers.present.pages.statements import delivery_parts, judgements_table, sister_reports
from helpers.present.papers.performance import HEADLINE, Material
from helpers.present.papers.quoted_comments import quoted_on_theme
from helpers.present.papers.values import (
    Lettered,
    Numbered,
    Paper,
    PaperPart,
    Section,
    Written,
    WrittenTable,
    numbered,
    with_references,
)
from helpers.present.site_pages import short_names, slugs
from helpers.present.values import Part
from helpers.results.commitments import commitments_of, followed_up
from helpers.results.headline_facts import ALL
from helpers.results.statements import WHOLE_COUNCIL

TITLE: Final = "The annual Delivery Report, to fill in: what was planned and delivered, theme by theme"
"""What the document is, as the page of downloads says it."""

_WHOLE: Final = "The whole council"
_LONGEST_THEME: Final = 45
"""Characters of the longest name of a theme within the tag of a field."""

PLANNED: Final = "planned"
DELIVERED: Final = "delivered"
NEXT_YEAR: Final = "next_year"


def delivery_report(of: Material, around: Surroundings, *, layout: str = "") -> Paper:
    """Return the Delivery Report as far as the files have it; what they do not have is a field that people write.

    Without a plan of the council itself it says as which other one (`layout`) its themes are.
    """
    return with_references(
        Paper(
            file=paper_file(DELIVERY),
            title=f"Annual Delivery Report {of.year}",
            council=of.council,
            stage=of.stage,
            about=of.about,
            head=(),
            sections=tuple(_sections(of, around, layout)),
            subject=f"{TITLE}.",
            contents_depth=1,
        )
    )


def _sections(of: Material, around: Surroundings, layout: str) -> Iterator[Section]:
    yield Section("Introduction", tuple(_introduction(of, layout)), level=1)
    themes = _themes(around)
    for theme, name in zip(themes, short_names(slugs(themes).values(), _LONGEST_THEME), strict=True):
        yield Section(theme, (), level=1)
        yield from _filled(
            theme,
            ("What was planned", _planned(of, around, theme, name)),
            ("What was delivered", _delivered(of, around, theme, name)),
            ("How the indicators moved", _moved(of, around, theme)),
            ("Next year", _next_year(of, around, theme, name)),
        )
    yield Section(_WHOLE, (), level=1)
    yield from _filled(
        _WHOLE,
        ("What the council undertook", _commitments(around, WHOLE_COUNCIL)),
        ("What the council delivered", _of(delivery_parts(around.delivery, WHOLE_COUNCIL, paper_file(DELIVERY)))),
        (SERVICES, _of(services_table(around.statements, around.titles, paper_file(DELIVERY)))),
        ("What inspectors and others said", _of(judgements_table(_of_theme(around.statements, WHOLE_COUNCIL)))),
        ("What became of the last areas of focus", _followed_up(around)),
        ("Areas for continued focus", _focus(around, WHOLE_COUNCIL)),
        ("Other reports with more detail", _of(sister_reports(around.statements))),
    )


def _filled(theme: str, *pairs: tuple[str, Iterable[PaperPart]]) -> Iterator[Section]:
    """Give a section for each heading that has something below it, with its theme in the captions of its tables."""
    for title, inside in pairs:
        if parts := tuple(_of_chapter(part, theme) for part in inside):
            yield Section(title, parts)


def _of_chapter(part: PaperPart, theme: str) -> PaperPart:
    if isinstance(part, Numbered | Lettered | Written | WrittenTable):
        return part
    return with_title(part, theme, captions_of([part]))


def _themes(around: Surroundings) -> list[str]:
    """Return the themes of the plan, then any other that has an example of what was delivered."""
    others = [theme for theme in around.delivery["theme"] if theme != WHOLE_COUNCIL]
    return list(dict.fromkeys([*around.themes, *others]))


def _introduction(of: Material, layout: str) -> Iterator[PaperPart]:
    yield numbered(
        f"This report says what {of.council} planned and delivered, theme by theme, and how the indicators of each "
        "theme moved. Each example has its source. What no source says is marked for people to write. The "
        f"{of.publication} has every figure."
    )
    yield numbered(paragraph_of([of.headlines[ALL]]), HEADLINE)
    if layout:
        yield numbered(no_plan_sentence(layout))
    yield _written(of, "introduction")


def _planned(of: Material, around: Surroundings, theme: str, name: str) -> Iterator[PaperPart]:
    yield _written(of, PLANNED, theme, name)
    yield from _of(outcomes_of_theme(around.outcomes, theme))
    yield from _commitments(around, theme)


def _delivered(of: Material, around: Surroundings, theme: str, name: str) -> Iterator[PaperPart]:
    examples = delivery_parts(around.delivery, theme, paper_file(DELIVERY))
    written = _written(of, DELIVERED, theme, name)
    if examples is None or not written.is_gap:
        yield written
    yield from _of(examples)
    yield from _of(judgements_table(_of_theme(around.statements, theme)))


def _moved(of: Material, around: Surroundings, theme: str) -> Iterator[PaperPart]:
    if theme in of.headlines:
        yield numbered(paragraph_of([of.headlines[theme]]))
    elif theme in around.themes:
        yield numbered("No indicator of this theme is in the headline.")
    yield from quoted_on_theme(of, theme)


def _next_year(of: Material, around: Surroundings, theme: str, name: str) -> Iterator[PaperPart]:
    yield from _focus(around, theme)
    yield _written(of, NEXT_YEAR, theme, name)


def _focus(around: Surroundings, theme: str) -> Iterator[Part]:
    areas = around.areas[around.areas["theme"].eq(theme)].reset_index(drop=True)
    yield from _of(focus_parts(areas, paper_file(DELIVERY)))


def _commitments(around: Surroundings, theme: str) -> Iterator[Part]:
    """Give the plans and the promised actions of a theme, each kind as a table with its status."""
    for kind in ("plan", "action", "equalities"):
        rows = commitments_of(around.commitments, around.compendium, around.year, kind)
        yield from _of(commitments_parts(_of_theme(rows, theme), kind, around.targets))


def _followed_up(around: Surroundings) -> Iterator[Part]:
    yield from _of(commitments_parts(followed_up(around.commitments, around.compendium, around.year), "focus"))


def _of_theme(rows: pd.DataFrame, theme: str) -> pd.DataFrame:
    return rows[rows["theme"].eq(theme)].reset_index(drop=True)


def _of(part: Part | None) -> Iterator[Part]:
    if part is not None:
        yield part


def _written(of: Material, field: str, theme: str = "", name: str = "") -> Written:
    """Return a field of the report, of a theme where it has one, with what people wrote in it."""
    about = FIELDS[field]
    key = f"{field}/{name}" if name else field
    label = f"{about.label}: {theme}" if theme else about.label
    return Written(f"{DELIVERY}/{key}", label, of.answers.get(DELIVERY, {}).get(key, ()), about.asks_for)
