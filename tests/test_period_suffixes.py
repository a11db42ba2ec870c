"""What is printed around the label of a period: read by its pattern, and never guessed at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.markers import WITH_A_FIGURE, marker_problem
from helpers.period_suffixes import PrintedLabel, read_label, read_remark
from helpers.periods import PERIOD_TYPES, dates_of, label_of

SUFFIXES = {
    " (Revised)": ("", "[r]"), "(prov)": ("provisional", "[p]"), " revised": ("", "[r]"), "(REV)": ("", "[r]"),
    " provisional": ("provisional", "[p]"), " (r)": ("", "[r]"), " (p)": ("provisional", "[p]"),
    "[p]": ("provisional", "[p]"), " (Final)": ("final", ""), " (OT)": ("", ""), " (Revised) ": ("", "[r]"),
    " (1)": ("", ""), "*": ("", ""), " **": ("", ""), " [note 3]": ("", ""), "[Note 1][note 2]": ("", ""),
    " [notes 1 and 2]": ("", ""), "\u00b9": ("", ""), "p": ("provisional", "[p]"), "R": ("", "[r]"),
    " - Provisional": ("provisional", "[p]"), ", prov.": ("provisional", "[p]"), "\u00a0(Rev)": ("", "[r]"),
    " (revised, see note 2)": ("", "[r]"), " (Revised October 2024)": ("", "[r]"), " [e]": ("", "[e]"),
    " (estimate)": ("", "[e]"), " [b]": ("", "[b]"), " (break in series)": ("", "[b]"), " [f]": ("", "[f]"),
    " (revised provisional)": ("provisional", "[p] [r]"), " [r] [p]": ("provisional", "[p] [r]"),
    " (Provisional data)": ("provisional", "[p]"), " (Revised)*": ("", "[r]"), " (outturn)": ("", ""),
    " (Amended)": ("", "[r]"), " (unvalidated)": ("provisional", "[p]"), " (unaudited)": ("provisional", "[p]"),
    " (interim)": ("provisional", "[p]"), " (second revision)": ("", "[r]"), " (revised 12/10/2024)": ("", "[r]"),
    "\uff08Revised\uff09": ("", "[r]"), " (audited)": ("final", ""),
}  # fmt: skip
"""Suffixes, with the status and the markers that they say; decided by hand."""

LABELS = (
    "2022",
    "2022/23",
    "2022-23",
    "2013/14-15/16",
    "Sep 2024",
    "31 Mar 2023",
    "2022/23 (academic)",
    "Mid-2020",
    "2022/23 Q3",
    "2022-08-01/P1Y",
    "Academic year 202223",
    "2015 - 17",
)
"""Labels as publishers and the project print them."""


@pytest.mark.parametrize("label", LABELS)
def test_a_suffix_is_read_after_any_label(label: str) -> None:
    # A letter after a letter is another word.
    suffixes = [suffix for suffix in SUFFIXES if not (label[-1].isalpha() and suffix[0].isalpha())]
    assert len(suffixes) >= len(SUFFIXES) - 2
    expected = {suffix: PrintedLabel(label, *SUFFIXES[suffix]) for suffix in suffixes}
    assert {suffix: read_label(label + suffix) for suffix in suffixes} == expected


@pytest.mark.parametrize("label", LABELS)
def test_a_label_without_a_suffix_stays_as_it_is(label: str) -> None:
    assert read_label(label) == PrintedLabel(label)


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("Provisional 2023", PrintedLabel("2023", "provisional", "[p]")),
        ("[r] 2022/23", PrintedLabel("2022/23", "", "[r]")),
        ("(p) 2022/23*", PrintedLabel("2022/23", "provisional", "[p]")),
    ],
)
def test_words_before_a_period_are_read_too(printed: str, expected: PrintedLabel) -> None:
    assert read_label(printed) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "2023 (budget)", "2023 (draft)", "2023 (non-final)", "2023 (final year)", "2023 (24)", "2023 (a)", "2023 (b)",
        "2023 (f)", "2023 (prov) (final)", "2023 (Revised", "2023 Revised)", "2023 {prov}", "2023 ()", "2023 -",
        "2023/24 - Q5", "2023 and", "prov", "(prov)", "", "p", "2023 (provisional for 2024)", "2023 (revised) (budget)",
    ],
)  # fmt: skip
def test_what_is_not_known_is_left_where_it_is(printed: str) -> None:
    printed_label = read_label(printed)
    assert (printed_label.status, printed_label.marker) == ("", "") or printed_label.period not in ("2023", "2023/24")
    assert dates_of(printed_label.period, "calendar") is None


def test_a_remark_alone_says_the_same_as_a_suffix() -> None:
    assert read_remark("Provisional data") == PrintedLabel("", "provisional", "[p]")
    assert read_remark("1.0") is None
    assert read_remark("provisional final") is None


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error_and_says_what_markers_allow(text: str) -> None:
    printed_label = read_label(text)
    assert printed_label.status in ("", "provisional", "final")
    assert set(printed_label.marker.split()) <= WITH_A_FIGURE
    assert marker_problem(printed_label.marker, has_value=True) is None
    assert read_label(printed_label.period).period == printed_label.period


PERIODS = st.sampled_from(
    [
        (kind, label)
        for kind in PERIOD_TYPES
        for first, last in [
            (date(2022, 4, 1), date(2023, 3, 31)),
            (date(2022, 9, 1), date(2023, 8, 31)),
            (date(2022, 8, 1), date(2023, 7, 31)),
            (date(2022, 1, 1), date(2022, 12, 31)),
            (date(2020, 1, 1), date(2022, 12, 31)),
            (date(2018, 4, 1), date(2023, 3, 31)),
            (date(2023, 1, 1), date(2023, 3, 31)),
            (date(2023, 3, 31), date(2023, 3, 31)),
            (date(2024, 1, 1), date(2024, 1, 31)),
            (date(2023, 10, 1), date(2024, 9, 30)),
        ]
        if (label := label_of(first, last, kind))
    ]
)
WORDS = st.sampled_from(["revised", "Prov", "p", "R", "final", "note", "1", "24", "3", "Q1", "Q5", "budget", "e", "b"])
ENDS = st.one_of(
    st.text(max_size=12),
    st.lists(st.one_of(WORDS, st.sampled_from([" ", "(", ")", "[", "]", "*", "-", "/", ","])), max_size=8).map("".join),
)


@given(PERIODS, st.sampled_from([" ", " (", "(", "[", " [", "*", ", "]), ENDS)
def test_no_suffix_changes_the_dates_of_the_period_before_it(period: tuple[str, str], first: str, end: str) -> None:
    """What follows a label is either taken off whole, or leaves the label and the rest as they were printed."""
    kind, label = period
    printed_label = read_label(f"{label}{first}{end}")
    if printed_label.period != label:
        assert " ".join(printed_label.period.split()).startswith(label)
        assert dates_of(printed_label.period, kind) in (None, dates_of(label, kind))
