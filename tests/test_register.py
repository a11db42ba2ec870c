"""The register: one row for each indicator, each column checked."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from helpers.assurance.logs import read_assurance
from helpers.frameworks import check_dashboards
from helpers.paths import Project
from helpers.problems import InputProblem
from helpers.register import Indicator, read_aliases, read_register
from helpers.sources.raw_reading import REFERENCE_FORMATS
from helpers.sources.sidecar import raw_files
from helpers.wording import word_list

GOOD = {
    "indicator_id": "waste_recycled_pct", "title": "Waste recycled", "dashboard": "Environment and Waste",
    "polarity": "higher_is_better", "value_type": "percentage", "unit": "%", "decimals": "1",
    "period_type": "financial", "frequency": "annual", "counted": "true", "source_id": "defra_lacw",
    "source_measure": "recycling", "breaks": "", "note": "",
    "definition": "Waste sent for recycling, as a share of all waste by weight.", "owner": "Head of Waste",
    "measure_type": "national", "reference": "", "controlled_by": "county", "organisation": "County council",
    "reward": "false", "mandatory": "false", "valid_from": "", "valid_to": "", "review": "", "tags": "",
    "may_be_negative": "false", "comes_from": "", "survey": "", "earlier_sources": "",
}  # fmt: skip
Read = Callable[..., tuple[Indicator, ...]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read a register of the rows given, each as changes to a good one; bytes are written as they are."""

    def reading(
        *rows: dict[str, str], header: list[str] | None = None, encoding: str = "utf-8"
    ) -> tuple[Indicator, ...]:
        path = tmp_path / "indicators.csv"
        with path.open("w", encoding=encoding, newline="") as lines:
            writer = csv.writer(lines)
            writer.writerow(header or list(GOOD))
            writer.writerows((GOOD | row).values() for row in rows)
        return read_register(path)

    return reading


def test_a_row_is_an_indicator(read: Read) -> None:
    (indicator,) = read({"breaks": "2019/20;2021/22", "note": "From WasteDataFlow"})
    assert indicator.model_dump() == {
        "indicator_id": "waste_recycled_pct", "title": "Waste recycled", "dashboard": "Environment and Waste",
        "polarity": "higher_is_better", "value_type": "percentage", "unit": "%", "decimals": 1,
        "period_type": "financial", "frequency": "annual", "counted": True, "source_id": "defra_lacw",
        "source_measure": "recycling", "breaks": ("2019/20", "2021/22"), "note": "From WasteDataFlow",
        "definition": "Waste sent for recycling, as a share of all waste by weight.", "owner": "Head of Waste",
        "measure_type": "national", "reference": "", "controlled_by": "county", "organisation": "County council",
        "reward": False, "mandatory": False, "valid_from": None, "valid_to": None, "review": "", "tags": (),
        "may_be_negative": False, "comes_from": "", "survey": "", "earlier_sources": (),
    }  # fmt: skip
    with pytest.raises(ValidationError, match="frozen"):
        indicator.title = "Other"


def test_indicators_are_in_order_whatever_the_file(read: Read) -> None:
    rows = [{"indicator_id": indicator_id} for indicator_id in ("b", "a", "c")]
    assert [indicator.indicator_id for indicator in read(*rows)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("period_type", "label"),
    [
        ("rolling_5y", "2018-22"),
        ("year_to_month", "Mar 2023-Feb 2024"),
        ("quarter", "2022/23 Q3"),
        ("cumulative_quarters", "2021/22 Q1-2022/23 Q3"),
        ("month", "Jan 2024"),
    ],
)
def test_an_indicator_may_be_of_periods_other_than_a_year(read: Read, period_type: str, label: str) -> None:
    (indicator,) = read({"period_type": period_type, "frequency": "monthly", "breaks": label})
    assert (indicator.period_type, indicator.breaks) == (period_type, (label,))


def test_a_byte_order_mark_makes_no_difference(read: Read) -> None:
    assert len(read({}, encoding="utf-8-sig")) == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("indicator_id", ""), ("indicator_id", "Waste"), ("indicator_id", "waste-pct"), ("indicator_id", "1_waste"),
        ("indicator_id", "waste pct"), ("title", ""), ("dashboard", ""), ("polarity", "high"), ("polarity", ""),
        ("polarity", "Higher_is_better"), ("value_type", "percent"), ("unit", ""), ("decimals", "-1"),
        ("decimals", "7"), ("decimals", "1.5"), ("decimals", "nan"), ("decimals", ""), ("period_type", "monthly"),
        ("period_type", ""), ("frequency", "yearly"), ("counted", "maybe"), ("counted", ""), ("source_id", "Defra"),
        ("title", "=HYPERLINK(1)"), ("title", "+1"), ("title", "@x"), ("title", "-x"),
        ("title", "-5 degrees or colder"), ("title", "-1-1"), ("title", " =1"), ("title", "\uff1d1"),
        ("unit", "+/- points"), ("note", "=cmd()"),
        ("dashboard", "=1"), ("unit", "=1"), ("source_measure", " x"), ("definition", ""), ("definition", "=1"),
        ("definition", " Waste"), ("owner", ""), ("owner", "@x"), ("measure_type", "regional"),
        ("measure_type", "local"), ("measure_type", "partner"),
        ("controlled_by", "council"), ("organisation", "=1"), ("reward", "perhaps"), ("mandatory", "-"),
        ("valid_from", "1999"), ("valid_to", "soon"), ("review", " x"), ("tags", "equality"),
        ("tags", "statutory;statutory"), ("may_be_negative", "0.5"), ("reference", "@1"),
    ],
)  # fmt: skip
def test_a_value_that_is_not_right_names_its_row_and_column(read: Read, column: str, value: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read({"indicator_id": "aaa"}, {column: value})
    message = str(problem.value)
    assert message.startswith(f"indicators.csv row 3, column {column}: {value!r} is not right; ")
    assert "\n" not in message


@pytest.mark.parametrize(
    ("source_id", "written", "read_as"),
    [
        ("local_return", "local", "local"),
        ("local_return", "partner", "partner"),
        ("local_return", "", "local"),
        ("defra_lacw", "national", "national"),
        ("defra_lacw", "", "national"),
    ],
)
def test_a_measure_is_national_local_or_of_a_partner(read: Read, source_id: str, written: str, read_as: str) -> None:
    (indicator,) = read({"source_id": source_id, "source_measure": "", "measure_type": written})
    assert indicator.measure_type == read_as


def test_a_measure_that_departments_hand_in_is_not_national(read: Read) -> None:
    with pytest.raises(InputProblem) as problem:
        read({"source_id": "local_return", "measure_type": "national"})
    assert str(problem.value) == (
        "indicators.csv row 2, column measure_type: 'national' is not right; the source is local_return; a measure "
        "with the source local_return is local or partner, and every other is national."
    )


@pytest.mark.parametrize("breaks", ["2022", "2022/24", "2022/23 (academic)", "2021/22,2022/23", "2021/22; 2022/23"])
def test_a_break_must_be_a_period_of_the_indicator(read: Read, breaks: str) -> None:
    with pytest.raises(InputProblem) as problem:
        read({"breaks": breaks})
    assert str(problem.value).startswith("indicators.csv row 2, column breaks: ")
    assert str(problem.value).endswith("write it as 2022/23, from 1 April to 31 March.")


def test_an_indicator_given_twice_is_named(read: Read) -> None:
    with pytest.raises(InputProblem) as problem:
        read({}, {"indicator_id": "other"}, {"title": "Again"})
    assert str(problem.value).startswith(
        "indicators.csv row 4, column indicator_id: 'waste_recycled_pct' appears twice;"
    )


def test_context_is_never_counted(read: Read) -> None:
    with pytest.raises(InputProblem, match="neutral polarity is context; set counted to false"):
        read({"polarity": "neutral", "counted": "true"})


def test_a_figure_that_should_be_at_its_plan_may_be_counted(read: Read) -> None:
    """Above the plan is no better than below, but at the plan is better than off it, so it is no mere context."""
    (indicator,) = read({"polarity": "plan_is_best", "counted": "true"})
    assert (indicator.polarity, indicator.counted) == ("plan_is_best", True)


def test_blanks_of_the_later_columns_say_nothing(read: Read) -> None:
    blank = dict.fromkeys(("controlled_by", "organisation", "reward", "mandatory", "may_be_negative"), "")
    (indicator,) = read(blank)
    assert (indicator.reward, indicator.mandatory, indicator.may_be_negative) == (None, None, False)
    (marked,) = read({"tags": "equalities;inequality_gap", "reward": "true", "may_be_negative": "true"})
    assert marked.tags == ("equalities", "inequality_gap")
    assert (marked.reward, marked.may_be_negative) == (True, True)


@pytest.mark.parametrize(
    ("first", "last", "reported"),
    [("", "", {2018, 2023, 2030}), ("2023", "", {2023, 2030}), ("", "2023", {2018, 2023}), ("2023", "2023", {2023})],
)
def test_a_retired_indicator_leaves_later_reports(read: Read, first: str, last: str, reported: set[int]) -> None:
    (indicator,) = read({"valid_from": first, "valid_to": last})
    assert {year for year in (2018, 2023, 2030) if indicator.is_reported_in(year)} == reported


def test_an_indicator_does_not_end_before_it_begins(read: Read) -> None:
    with pytest.raises(InputProblem, match=r"column valid_to: '2022' is not right; it is before valid_from, 2023"):
        read({"valid_from": "2023", "valid_to": "2022"})


def test_an_empty_register_is_refused(read: Read) -> None:
    with pytest.raises(InputProblem, match=r"^indicators\.csv holds no indicators\.$"):
        read()


def test_a_column_missing_or_unknown_is_named(read: Read) -> None:
    with pytest.raises(InputProblem, match=r"row 1 has the columns .*, Polarity, .*; expected .*, polarity, "):
        read({}, header=[name.replace("polarity", "Polarity") for name in GOOD])
    with pytest.raises(
        InputProblem, match=r"row 1 has the columns .*definition, measure_type, .*; expected .*definition, owner, "
    ):
        read({}, header=[name for name in GOOD if name != "owner"])


def test_a_short_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "indicators.csv"
    path.write_text(",".join(GOOD) + "\nwaste_recycled_pct,Waste\n", encoding="utf-8")
    with pytest.raises(InputProblem, match=r"indicators\.csv row 2 has 2 fields; expected 30"):
        read_register(path)


def test_a_file_that_is_not_utf8_is_a_plain_sentence(read: Read) -> None:
    with pytest.raises(InputProblem, match=r"indicators\.csv"):
        read({"title": "Zoë"}, encoding="latin-1")


# The dashboards of a framework.


def test_each_indicator_is_printed_on_one_dashboard(read: Read) -> None:
    indicators = read({})
    assert check_dashboards(indicators, ["Economy", "Environment and Waste"], "Plan") is None
    for dashboards, times in ((["Economy"], 0), (["Environment and Waste"] * 2, 2)):
        with pytest.raises(InputProblem) as problem:
            check_dashboards(indicators, dashboards, "Plan")
        assert str(problem.value) == (
            f"The framework Plan has the dashboard 'Environment and Waste' {times} times; "
            "waste_recycled_pct needs it once."
        )


# The register as it is.


@pytest.fixture(scope="module")
def register(root: Path) -> tuple[Indicator, ...]:
    return read_register(Project(root).register)


def test_the_register_holds_what_the_report_says(register: tuple[Indicator, ...]) -> None:
    """Counts of the compilation notes: 251 indicators, 152 counted, 39 neutral, 23 with breaks.

    The 104 others: 107 compiled since, 4 of them in the place of indicators that were there, and infant mortality over
    three years, which was a part of another.
    """
    national = [indicator for indicator in register if indicator.measure_type == "national"]
    assert len(national) == 251 + 107 - 4 + 1 + 13 + 9
    assert sum(bool(indicator.breaks) for indicator in national) >= 23


def test_what_is_neutral_is_not_counted(register: tuple[Indicator, ...]) -> None:
    assert [
        indicator.indicator_id for indicator in register if indicator.polarity == "neutral" and indicator.counted
    ] == []


def test_every_source_of_the_register_has_a_raw_file(root: Path, register: tuple[Indicator, ...]) -> None:
    files = raw_files(Project(root).raw)
    sources = {
        file.sidecar.source_id for file in files if file.sidecar and file.sidecar.format not in REFERENCE_FORMATS
    }
    assert {indicator.source_id for indicator in register} - {"local_return"} == sources


def test_the_file_is_in_order_and_no_title_is_there_twice_on_a_dashboard(
    root: Path, register: tuple[Indicator, ...]
) -> None:
    with Project(root).register.open(encoding="utf-8", newline="") as lines:
        keys = [row["indicator_id"] for row in csv.DictReader(lines)]
    assert keys == sorted(keys)
    titles = [(indicator.dashboard, indicator.title) for indicator in register]
    assert sorted(titles) == sorted(set(titles))


def test_every_indicator_says_what_it_counts_in_more_words_than_its_title(register: tuple[Indicator, ...]) -> None:
    """A sentence with a full stop, of which four words at least are not in the title, and not another's."""
    for indicator in register:
        fresh = set(word_list(indicator.definition)) - set(word_list(indicator.title))
        assert len(fresh) >= 4, indicator.indicator_id
        assert (
            indicator.definition[0].isupper()
            and indicator.definition.endswith(".")
            and ". " not in indicator.definition
        )
        assert indicator.definition.count(" ") >= 8, indicator.indicator_id
    assert len({indicator.definition.casefold() for indicator in register}) == len(register)


def test_the_owners_are_the_posts_of_the_assumption_and_as_many(root: Path, register: tuple[Indicator, ...]) -> None:
    """The assumptions say which posts answer for the indicators, how many each, and how many definitions are open."""
    entries = read_assurance(Project(root).assurance).assumptions.entries
    posts, words = (next(entry for entry in entries if entry.id == name) for name in ("ASM-27", "ASM-28"))
    named = set(posts.assumption.partition(": ")[2].rstrip(".").split(", "))
    counts = Counter(indicator.owner for indicator in register)
    assert set(counts) == named
    for owner, count in counts.items():
        assert re.search(rf"\b{count} with (the )?{owner.removeprefix('Director of ')}\b", posts.effect), owner
    left_open = [
        indicator
        for indicator in register
        if re.search(
            r"(dictionary|copy at hand|file) (does not|names neither)|not in the dictionary", indicator.definition
        )
    ]
    assert f"{len(left_open)} of {len(register)} definitions" in words.effect


def test_the_definitions_are_not_the_publishers_sentences(shared: Path, register: tuple[Indicator, ...]) -> None:
    """No ten words in a row are those of the dictionary of the Local Authority Interactive Tool."""
    length = 10

    def runs(text: str) -> set[tuple[str, ...]]:
        sequence = re.findall(r"[a-z0-9]+", text.casefold())
        return {tuple(sequence[start : start + length]) for start in range(len(sequence) - length + 1)}

    with (shared / "data" / "lait" / "lait_data_dictionary.csv").open(encoding="utf-8-sig", newline="") as lines:
        theirs = set().union(*(runs(" ".join(row.values())) for row in csv.DictReader(lines)))
    assert len(theirs) > 10_000
    assert [indicator.indicator_id for indicator in register if runs(indicator.definition) & theirs] == []


def test_other_names_are_read_in_the_order_in_which_they_stand_or_the_row_is_named(tmp_path: Path) -> None:
    path = tmp_path / "measure_aliases.csv"
    header = "indicator_id,source_measure,published_from,published_until,editions\n"
    path.write_text(
        f"{header}waste_recycled_pct,Reuse,2022-01-31,,2022\nwaste_recycled_pct,Compost,,,2021\n", encoding="utf-8"
    )
    register = [Indicator.model_validate(GOOD)]
    first, second = read_aliases(path, register)
    assert (first.source_measure, str(first.published_from), first.published_until) == ("Reuse", "2022-01-31", None)
    assert (second.source_measure, second.editions) == ("Compost", "2021")
    path.write_text(f"{header}waste_recycled_pct,Reuse,,,2022\nbins,Bins,,,2021\n", encoding="utf-8")
    with pytest.raises(InputProblem) as problem:
        read_aliases(path, register)
    assert str(problem.value) == (
        "measure_aliases.csv row 3, column indicator_id: 'bins' is not in the register; correct it or take the row out."
    )
