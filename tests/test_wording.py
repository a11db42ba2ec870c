"""Words that are counted together."""

from __future__ import annotations

import pytest

from helpers.wording import LATER_EDITION, NO_MEASURE, OTHER_FIGURE, SAME_FIGURE, SAME_IN_FILE, kinds_of_reasons


@pytest.mark.parametrize(
    ("reasons", "kind"),
    [
        ([f"{SAME_FIGURE}a.csv row 2", f"{SAME_FIGURE}b of 2024.csv row 1077"], "the same figure is in another file"),
        ([f"{LATER_EDITION}a.csv row 2"], "a later edition gives this figure"),
        ([f"{SAME_IN_FILE}2", f"{SAME_IN_FILE}7"], "the same figure is in another row of the file"),
        ([f"{OTHER_FIGURE}a.csv row 2"], "the same edition gives another figure"),
        ([NO_MEASURE, f"{NO_MEASURE}; the nearest is 'Employment rate'"], NO_MEASURE),
        (["12 fields, expected 13", "9 fields, expected 13"], "\u2026 fields, expected 13"),
        (
            ["unknown marker '[q]'; expected [x]", 'unknown marker "it\'s"; expected [x]'],
            "unknown marker \u2026; expected [x]",
        ),
        (["no figure for 2022/23 [x]", "no figure for 2023-25 [x]"], "no figure for \u2026 [x]"),
        (["expected a day (not 7)", "expected a day (not 12.5)"], "expected a day (not \u2026)"),
        (["not a date written as 2023-03-31"], "not a date written as 2023-03-31"),
    ],
)
def test_reasons_that_differ_in_what_is_of_one_row_are_one_kind(reasons: list[str], kind: str) -> None:
    assert kinds_of_reasons(reasons) == dict.fromkeys(reasons, kind)


def test_reasons_in_other_words_are_kinds_of_their_own() -> None:
    reasons = [
        "the council's name is the area's",
        "the council's code is the area's",
        "3 fields, expected 4",
        "no area",
    ]
    assert kinds_of_reasons(reasons) == {reason: reason for reason in reasons}
