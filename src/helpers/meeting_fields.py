"""The committee papers and the Delivery Report, and what in them only people can know: one field for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

SCRUTINY: Final = "scrutiny"
CABINET: Final = "cabinet"
COUNCIL: Final = "council"
PAPERS: Final = (SCRUTINY, CABINET, COUNCIL)
"""The papers by the name of the body that each goes to, in the order in which they meet."""

DELIVERY: Final = "delivery"
"""The annual Delivery Report, which goes to every meeting beside the papers."""

WITH_FIELDS: Final = (*PAPERS, DELIVERY)
"""Every document with fields in the file of the meetings."""

ALL_PAPERS: Final = "all"
"""What a row of the file is about where every paper has the field."""

MEETING_DATE: Final = "meeting_date"
COMMITTEE: Final = "committee"
REPORT_OF: Final = "report_of"
OFFICERS: Final = "officers_to_contact"


class MeetingField(NamedTuple):
    """A field: what it is called where it stands, the papers that have it, and what people are to write there."""

    label: str
    papers: tuple[str, ...]
    asks_for: str


_BOTH: Final = (SCRUTINY, CABINET)

FIELDS: Final[Mapping[str, MeetingField]] = {
    COMMITTEE: MeetingField("Committee", (SCRUTINY,), "the name of the committee"),
    MEETING_DATE: MeetingField("Date of the meeting", PAPERS, "the day of the meeting, as 2023-11-24"),
    REPORT_OF: MeetingField("Report of", _BOTH, "the posts that submit the report"),
    "further_recommendations": MeetingField(
        "Further recommendations", (CABINET,), "what else is recommended, or that nothing is"
    ),
    "reasons": MeetingField("Reasons", (CABINET,), "why this is recommended"),
    "policy_framework": MeetingField(
        "Policy framework", PAPERS, "the plan that the report belongs to, and who approves it"
    ),
    "previous_decisions": MeetingField("Previous decisions", PAPERS, "what was decided before, by whom and when"),
    "consultation": MeetingField("Consultation", _BOTH, "who was consulted and what they said, or that nobody was"),
    "scrutiny_comments": MeetingField(
        "Comments of scrutiny", (CABINET, COUNCIL), "what the scrutiny committees said of the report"
    ),
    "cabinet_decision": MeetingField("Decision of the Cabinet", (COUNCIL,), "what the Cabinet decided, and when"),
    "resource_implications": MeetingField(
        "Resource implications", PAPERS, "what the report costs or saves, and which post was consulted"
    ),
    "legal_implications": MeetingField(
        "Legal implications", (CABINET,), "what follows in law, and which post was consulted"
    ),
    "equality_implications": MeetingField(
        "Equality implications", PAPERS, "what it means for groups with protected characteristics"
    ),
    "human_rights_implications": MeetingField("Human rights implications", PAPERS, "what it means for human rights"),
    "crime_implications": MeetingField(
        "Crime and disorder implications", PAPERS, "what it means for crime and disorder"
    ),
    "environment_implications": MeetingField("Environmental implications", PAPERS, "what it means for the environment"),
    "partnership_implications": MeetingField(
        "Partnership working and associated issues", PAPERS, "what it means for work with partners"
    ),
    "risk_assessment": MeetingField("Risk assessment", PAPERS, "which risks the decision brings, and how they are met"),
    "circulation": MeetingField(
        "Circulation under the local issues alert procedure", _BOTH, "which members were told, or that none had to be"
    ),
    OFFICERS: MeetingField("Officers to contact", _BOTH, "posts with telephone and email, and no names of persons"),
    "signed_by": MeetingField("Signed by", (COUNCIL,), "the post that signs the report for the Cabinet"),
    "introduction": MeetingField("Introduction", (DELIVERY,), "what stood out in the year, and who answers for it"),
    "planned": MeetingField(
        "What was planned",
        (DELIVERY,),
        "what the council undertook to do for this theme in the year, and where it says so",
    ),
    "delivered": MeetingField(
        "What was delivered", (DELIVERY,), "what was delivered for this theme, with its figures and their source"
    ),
    "next_year": MeetingField(
        "Next year", (DELIVERY,), "what is planned for this theme in the next year, and which post answers for it"
    ),
}
"""Each field by its name in `params/meetings/<year>.csv`."""

BY_THEME: Final = ("planned", "delivered", "next_year")
"""The fields that each theme has; the name of the theme's file follows theirs, as in planned/clean-and-green."""

ON_ONE_LINE: Final = (COMMITTEE, MEETING_DATE, REPORT_OF, "signed_by")
"""The fields with one paragraph; another may have several, one in each row."""


def paper_file(paper: str) -> str:
    """Return the name of the file of a paper.

    >>> paper_file("cabinet")
    'paper_cabinet.docx'
    """
    return "delivery_report.docx" if paper == DELIVERY else f"paper_{paper}.docx"


def without_theme(name: str) -> str:
    """Return the name of a field without that of its theme.

    >>> without_theme("planned/clean-and-green"), without_theme("reasons")
    ('planned', 'reasons')
    """
    return name.partition("/")[0]


def fields_of(paper: str) -> tuple[str, ...]:
    """Return the names of the fields of a paper, in the order in which they are declared."""
    return tuple(name for name, field in FIELDS.items() if paper in field.papers)
