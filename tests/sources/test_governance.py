"""Releases, actions from reviews and recipients are read row by row; one that is not right is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.problems import InputProblem
from helpers.sources.governance import (
    DISTRIBUTION,
    RELEASES,
    REVIEW_ACTIONS,
    Recipient,
    Release,
    ReviewAction,
    read_governance,
)

ROWS = {
    RELEASES: (Release, "2023,dhsc_ascof,2022/23,2023-12-07,,The publisher's calendar"),
    REVIEW_ACTIONS: (
        ReviewAction,
        "send_plans,Local area inspection,2023-06,Write plans in time,Director of Children,2023-12,open,",
    ),
    DISTRIBUTION: (Recipient, "2023,scrutiny,papers,Scrutiny Commission,Head of Democratic Services"),
}
SOURCES = {"dhsc_ascof"}


def write(folder: Path, **rows: str) -> Path:
    for name, (kind, row) in ROWS.items():
        text = rows.get(name.removesuffix(".csv"), row)
        (folder / name).write_text(f"{','.join(kind.model_fields)}\n{text}\n", encoding="utf-8")
    return folder


def test_the_rows_of_the_year_and_all_actions_are_read(tmp_path: Path) -> None:
    governance = read_governance(write(tmp_path), SOURCES, 2023)
    assert governance.releases.to_dict("records") == [
        {
            "source_id": "dhsc_ascof",
            "covers": "2022/23",
            "expected_on": "2023-12-07",
            "came_on": "",
            "stated_in": "The publisher's calendar",
        }
    ]
    assert governance.actions["due_on"].tolist() == ["2023-12"]
    assert governance.recipients["group"].tolist() == ["Scrutiny Commission"]
    other = read_governance(tmp_path, SOURCES, 2020)
    assert [len(frame) for frame in other] == [0, 1, 0]


def test_another_council_and_the_shipped_files_have_none(root: Path) -> None:
    for folder in (None, root / "params/governance"):
        assert all(frame.empty for frame in read_governance(folder, SOURCES, 2023))


@pytest.mark.parametrize(
    ("name", "before", "after", "fault"),
    [
        ("releases", "2023-12-07", "", "column expected_on: '' is not right; write when the figures are expected"),
        ("releases", "dhsc_ascof", "nobody", "column source_id: 'nobody' is not in sources.yml"),
        ("review_actions", ",open,", ",done,", "done_on: .* what is done has the day"),
        ("review_actions", "2023-12,", "2023-05,", "due_on: .* it is before the review"),
        ("review_actions", "open", "late", "column status"),
        ("distribution", "scrutiny", "committee", "column stage"),
        ("distribution", "papers", "letters", "column document"),
    ],
)
def test_a_row_that_is_not_right_is_named(tmp_path: Path, name: str, before: str, after: str, fault: str) -> None:
    row = ROWS[f"{name}.csv"][1].replace(before, after)
    with pytest.raises(InputProblem, match=f"{name}.csv row 2, .*{fault}|{name}.csv row 2.*{fault}"):
        read_governance(write(tmp_path, **{name: row}), SOURCES, 2023)
