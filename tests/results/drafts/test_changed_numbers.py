"""Numbers that people changed in text of the project: where, the old and the new."""

from __future__ import annotations

import pytest

from helpers.drafts import Passage
from helpers.results.drafts.changed_numbers import changed_numbers

WRITTEN = ("Of the 125 indicators, 48 improved.", "Clean and Green: six of eight improved.", "The end.")


def passages(*texts: str) -> list[Passage]:
    return [Passage(f"paragraph {number}", text, heading="Performance") for number, text in enumerate(texts, start=1)]


@pytest.mark.parametrize(
    ("edited", "numbers", "count"),
    [
        (WRITTEN, [], 0),
        (("Of the 125 indicators, 58 improved.", *WRITTEN[1:]), [("paragraph 1", "48", "58")], 1),
        ((WRITTEN[0], "Clean and Green: seven of eight improved.", WRITTEN[2]), [("paragraph 2", "six", "seven")], 1),
        (("Of the 125 indicators, a lot improved.", *WRITTEN[1:]), [("paragraph 1", "48", "")], 1),
        (WRITTEN[1:], [("paragraph 1", "125", ""), ("paragraph 1", "48", "")], 1),
        (("A new line: 12.", *WRITTEN), [("paragraph 1", "", "12")], 1),
        (("Of all the 125 indicators, 48 improved.", *WRITTEN[1:]), [], 1),
        (
            ("Of the 125 indicators, 58 improved by 3.", *WRITTEN[1:]),
            [("paragraph 1", "48", "58"), ("paragraph 1", "", "3")],
            1,
        ),
    ],
)
def test_each_changed_number_has_its_old_and_its_new(
    edited: tuple[str, ...], numbers: list[tuple[str, str, str]], count: int
) -> None:
    changes = changed_numbers(passages(*WRITTEN), passages(*edited))
    assert [(one.where, one.old, one.new) for one in changes.numbers] == numbers
    assert changes.passages == count
    assert all(one.heading == "Performance" for one in changes.numbers)
