"""The forms of the papers: to a scrutiny committee, to the Cabinet, and of the Cabinet to the council."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from helpers.meeting_fields import (
    CABINET,
    COMMITTEE,
    COUNCIL,
    DELIVERY,
    FIELDS,
    MEETING_DATE,
    OFFICERS,
    PAPERS,
    REPORT_OF,
    SCRUTINY,
    paper_file,
)
from helpers.present.cells import format_value
from helpers.present.documents import WHERE_NUMBERS_COME_FROM
from helpers.present.facts import spans_of
from helpers.present.papers.comment_fields import comments_on_dashboards
from helpers.present.papers.performance import (
    FOCUS,
    HEADLINE,
    POSITION,
    Material,
    background_papers,
    dashboard_parts,
    focus_parts,
    headline_paragraphs,
    improved_and_worsened,
    money_paragraphs,
    theme_paragraphs,
)
from helpers.present.papers.quoted_comments import quoted_on_dashboard, quoted_on_the_whole, quoted_on_theme
from helpers.present.papers.values import (
    Lettered,
    Numbered,
    Paper,
    PaperPart,
    Section,
    Written,
    numbered,
    reference,
    with_references,
)
from helpers.present.values import BulletList, Span

_COMPENDIUM_FILE: Final = "compendium.docx"
_MEETINGS: Final[Mapping[str, str]] = {
    SCRUTINY: "Scrutiny committee",
    CABINET: "Cabinet",
    COUNCIL: "County council",
}


def document_name(of: Material) -> str:
    """Return what the papers put before a meeting: the name of the report with its own year."""
    return f"Annual Delivery Report and {of.publication}"


def motion(of: Material) -> str:
    """Return the motion on the report, with the report's own year."""
    return f"That the {document_name(of)} be approved."


def paper_of(paper: str, of: Material) -> Paper:
    """Return a paper by its name."""
    sections = {SCRUTINY: _to_scrutiny, CABINET: _to_cabinet, COUNCIL: _to_council}[paper]
    heads = {SCRUTINY: (COMMITTEE, MEETING_DATE, REPORT_OF), CABINET: (MEETING_DATE, REPORT_OF)}
    return with_references(
        Paper(
            file=paper_file(paper),
            title=document_name(of),
            council=of.council,
            stage=of.stage,
            about=of.about,
            head=tuple(written(of, paper, name, is_numbered=False) for name in heads.get(paper, (MEETING_DATE,))),
            sections=tuple(sections(of)),
            subject=f"{TITLES[paper]}.",
            contents_depth=2,
        )
    )


TITLES: Final[Mapping[str, str]] = {
    SCRUTINY: "The paper to a scrutiny committee, to fill in and to send out",
    CABINET: "The paper to the Cabinet, to fill in and to send out",
    COUNCIL: "The report of the Cabinet to the council with the motion, to fill in and to send out",
}
"""What each paper is, as the page of downloads says it."""


def written(of: Material, paper: str, name: str, *, is_numbered: bool = True) -> Written:
    """Return a field of a paper with what people wrote in it."""
    field = FIELDS[name]
    answer = of.answers.get(paper, {}).get(name, ())
    words = (_day(of, paper),) if answer and name == MEETING_DATE else answer
    return Written(f"{paper}/{name}", field.label, words, field.asks_for, is_numbered)


def _field_section(of: Material, paper: str, name: str, title: str = "") -> Section:
    return Section(title or FIELDS[name].label, (written(of, paper, name),))


def _scrutiny_comments(of: Material, paper: str, title: str = "") -> Section:
    """Return what scrutiny said: what people wrote of it, and the comments on the draft that concern no indicator."""
    section = _field_section(of, paper, "scrutiny_comments", title)
    return replace(section, parts=(*section.parts, *quoted_on_the_whole(of)))


def _to_scrutiny(of: Material) -> Iterator[Section]:
    yield Section("Purpose of the report", (numbered(_purpose(of, "a scrutiny committee")),))
    yield _policy(of, SCRUTINY)
    yield Section("Background", tuple(_background(of)))
    yield Section("Performance of the whole council", tuple(headline_paragraphs(of)))
    yield Section("Performance by theme and dashboard", tuple(dashboard_parts(of, quoted_on_dashboard)))
    yield from _money(of)
    yield Section("Areas for continued focus", tuple(focus_parts(of)))
    yield _field_section(of, SCRUTINY, "consultation")
    yield _field_section(of, SCRUTINY, "resource_implications")
    yield Section("Timetable for decisions", tuple(_timetable(of)))
    yield Section("Conclusion", (_asked_of_scrutiny(of),))
    yield from _implications(of, SCRUTINY)
    yield _field_section(of, SCRUTINY, "circulation")
    yield from _end(of, SCRUTINY)
    if of.dashboards:
        names = [statement.dashboard for statement in of.dashboards]
        yield Section("Appendix C: comments of officers", (comments_on_dashboards(names, of.comments),))


def _to_cabinet(of: Material) -> Iterator[Section]:
    yield Section("Part A", (), level=1)
    yield Section("Purpose of the report", (numbered(_purpose(of, "the Cabinet")),))
    yield Section("Recommendations", tuple(_recommendations(of)))
    yield _field_section(of, CABINET, "reasons", "Reasons for the recommendations")
    yield Section("Timetable for decisions, with scrutiny", tuple(_timetable(of)))
    yield _policy(of, CABINET)
    yield _field_section(of, CABINET, "resource_implications")
    yield _field_section(of, CABINET, "legal_implications")
    yield _field_section(of, CABINET, "circulation")
    yield _field_section(of, CABINET, OFFICERS)
    yield Section("Part B", (), level=1)
    yield Section("Background", tuple(_background(of)))
    yield Section("Performance of the whole council", tuple(headline_paragraphs(of)))
    yield Section("Performance by theme", tuple(theme_paragraphs(of, quoted_on_theme)))
    yield from _money(of)
    yield Section("Areas for continued focus", tuple(focus_parts(of)))
    yield _field_section(of, CABINET, "consultation")
    yield _scrutiny_comments(of, CABINET)
    yield from _implications(of, CABINET)
    yield from _end(of, CABINET)


def _to_council(of: Material) -> Iterator[Section]:
    yield Section("Report of the Cabinet", (), level=1)
    yield Section("Purpose of the report", (numbered(_purpose(of, "the council")),))
    yield _policy(of, COUNCIL)
    yield Section("Background", tuple(_background(of)))
    yield Section("Performance of the whole council", tuple(headline_paragraphs(of)))
    yield Section("Performance by theme", tuple(theme_paragraphs(of, quoted_on_theme)))
    yield from _money(of)
    yield Section("Areas for continued focus", tuple(focus_parts(of)))
    yield _scrutiny_comments(of, COUNCIL, "Consideration by scrutiny")
    yield _field_section(of, COUNCIL, "cabinet_decision", "Consideration by the Cabinet")
    yield _field_section(of, COUNCIL, "resource_implications")
    yield from _implications(of, COUNCIL)
    signed = written(of, COUNCIL, "signed_by", is_numbered=False)
    day = Span(f"Date: {_day(of, COUNCIL)}")
    yield Section("Motion", (numbered("The motion to be moved is:"), BulletList(((Span(motion(of)),),))))
    yield Section("Signature", (signed, BulletList(((day,),))))
    yield from _end(of, COUNCIL)


def _purpose(of: Material, body: str) -> str:
    return (
        f"This report puts the {document_name(of)} before {body}. It says how the indicators of {of.council} moved, "
        f"how they compare with {of.group}, and what needs attention."
    )


def _policy(of: Material, paper: str) -> Section:
    names = ("policy_framework", "previous_decisions")
    return Section("Policy framework and previous decisions", tuple(written(of, paper, name) for name in names))


def _background(of: Material) -> Iterator[Numbered]:
    yield numbered(
        f"The {of.publication} is made from figures that national bodies publish and figures that departments and "
        "partners hand in. A direction compares the newest figure with the one before. Only indicators that the "
        "register counts are in the headline."
    )
    yield numbered(
        f"Every number in the paragraphs on performance comes from a table of the report. {WHERE_NUMBERS_COME_FROM}"
    )


def _money(of: Material) -> Iterator[Section]:
    paragraphs = tuple(money_paragraphs(of))
    if paragraphs:
        yield Section("Funding, targets and early warnings", paragraphs)


def _recommendations(of: Material) -> Iterator[PaperPart]:
    counts = spans_of(improved_and_worsened(of), capital=False)
    yield numbered("It is recommended that the Cabinet:")
    items: list[tuple[Span, ...]] = [(Span("notes that "), *counts, Span(", as "), reference(HEADLINE), Span(" says;"))]
    if of.has_position:
        items.append((Span("notes how the council compares with others, as "), reference(POSITION), Span(" says;")))
    if of.has_focus:
        items.append((Span("agrees the areas for continued focus of "), reference(FOCUS), Span(";")))
    items.append((Span("considers what the scrutiny committees said; and"),))
    items.append((Span(f"recommends the {document_name(of)} to the council for approval."),))
    yield Lettered(tuple(items))
    yield written(of, CABINET, "further_recommendations")


def _asked_of_scrutiny(of: Material) -> Numbered:
    counts = spans_of(improved_and_worsened(of), capital=False)
    noted = (Span("The committee is asked to note that "), *counts, Span(", as "), reference(HEADLINE))
    if not of.has_focus:
        return Numbered((*noted, Span(" says.")))
    words = Span(" says, and to comment on the areas for continued focus of ")
    return Numbered((*noted, words, reference(FOCUS), Span(".")))


def _timetable(of: Material) -> Iterator[PaperPart]:
    yield numbered("The report goes to these meetings:")
    yield BulletList(tuple((Span(f"{_MEETINGS[paper]}: {_day(of, paper)}"),) for paper in PAPERS))


NO_DAY: Final = "the day is not known yet"


def _day(of: Material, paper: str) -> str:
    answer = of.answers.get(paper, {}).get(MEETING_DATE)
    return format_value(date.fromisoformat(answer[0])) if answer else NO_DAY


def _implications(of: Material, paper: str) -> Iterator[Section]:
    names = (
        "equality_implications",
        "human_rights_implications",
        "crime_implications",
        "environment_implications",
        "partnership_implications",
        "risk_assessment",
    )
    yield from (_field_section(of, paper, name) for name in names)


def _end(of: Material, paper: str) -> Iterator[Section]:
    yield Section("Background papers", (background_papers(of),))
    if paper == SCRUTINY:
        yield _field_section(of, paper, OFFICERS)
    yield Section("Appendices", (BulletList(tuple(_appendices(of, paper))),))


def _appendices(of: Material, paper: str) -> Iterable[tuple[Span, ...]]:
    yield (Span("Appendix A: "), Span("Annual Delivery Report", "link", href=paper_file(DELIVERY)))
    compendium = Span(of.publication, "link", href=_COMPENDIUM_FILE)
    yield (Span("Appendix B: "), compendium)
    if paper == SCRUTINY and of.dashboards:
        yield (Span("Appendix C: comments of officers on dashboards"),)
