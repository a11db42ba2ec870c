"""What the finished pages say of one thing is the same wherever they say it, and is what the tables give."""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from helpers.methods.position import METHODS

INDEX, METHOD = ("index",), ("07_compendium",)
OPENING = (*INDEX, *METHOD)
DIRECTION, BENCHMARKING = ("03_direction_of_travel",), ("04_comparative_benchmarking",)
OVERALL_POSITION = ("04b_overall_position",)

TITLE = (
    r"Leicestershire is in the \w+(?: part)?: (?P<best>\d+)\w\w to (?P<worst>\d+)\w\w of (?P<councils>\d+) with a "
    r"chance of 95 in 100"
)
WORDINGS = (
    (
        (*METHOD, *DIRECTION),
        r"Of the (?P<determined>\d+) indicators whose direction of travel can be determined, (?P<improved>\d+) "
        r"improved \((?P<improved_percent>\d+)%\), (?P<unchanged>\d+) show no real change "
        r"\((?P<unchanged_percent>\d+)%\) and (?P<worsened>\d+) worsened \((?P<worsened_percent>\d+)%\)\. "
        r"Direction cannot be determined for (?P<undetermined>\d+) others\.",
    ),
    (INDEX, r"(?P<improved>\d+) indicators improved and (?P<worsened>\d+) worsened in Leicestershire"),
    (
        OPENING,
        r"Of (?P<counted>\d+) counted indicators, (?P<improved>\d+) improved, \d+ of them clearly; "
        r"(?P<worsened>\d+) worsened, \d+ clearly",
    ),
    (OPENING, r"Improved (?P<improved>\d+) (?P<improved_percent>\d+)% of (?P<determined>\d+) determined"),
    (OPENING, r"No real change (?P<unchanged>\d+) (?P<unchanged_percent>\d+)% of (?P<determined>\d+) determined"),
    (OPENING, r"Worsened (?P<worsened>\d+) (?P<worsened_percent>\d+)% of (?P<determined>\d+) determined"),
    (OPENING, r"Cannot be determined (?P<undetermined>\d+) of (?P<counted>\d+) counted"),
    (OPENING, r"In the top half (?P<top_half>\d+) of (?P<ranked>\d+) ranked among county areas"),
    (
        DIRECTION,
        r"As reported: the rules above: (?P<improved>\d+) improved, (?P<unchanged>\d+) no real change, "
        r"(?P<worsened>\d+) worsened, (?P<undetermined>\d+) cannot be determined",
    ),
    (DIRECTION, r"By the rules of this report (?P<improved>\d+) improved and (?P<worsened>\d+) worsened\."),
    (DIRECTION, r"The direction of \d+ of (?P<counted>\d+) counted indicators depends on the rule\."),
    (
        (*OPENING, *OVERALL_POSITION),
        r"of the table of (?P<councils>\d+) county areas over all themes\. Its chance of being in the top half is "
        r"(?P<top_half_chance>\d+) in 100\. Its median rank is (?P<rank>\d+)\w\w\. It is from (?P<half_best>\d+)\w\w "
        r"to (?P<half_worst>\d+)\w\w with a chance of 50 in 100, and from (?P<best>\d+)\w\w to (?P<worst>\d+)\w\w with "
        r"a chance of 95 in 100\. These ranks are in more than one quartile, so none is named\. It ranks from "
        r"(?P<method_best>\d+)\w\w to (?P<method_worst>\d+)\w\w by 5 ways to add the indicators up, so no single rank "
        r"is certain\.",
    ),
    (
        OVERALL_POSITION,
        r"The 5 methods give the council's score ranks from (?P<method_best>\d+)\w\w to (?P<method_worst>\d+)\w\w:",
    ),
    (OVERALL_POSITION, rf"(?<!first\. ){TITLE} Overall position"),
    (OVERALL_POSITION, rf"best first\. {TITLE}\."),
    (
        (*METHOD, *BENCHMARKING),
        r"(?P<top_half>\d+) of (?P<ranked>\d+) ranked indicators are in the top half of the group Quartiles by theme",
    ),
    (
        (*METHOD, *BENCHMARKING),
        r"Stacked bar chart of the ranked indicators by theme and quartile, in per cent\. (?P<top_half>\d+) of "
        r"(?P<ranked>\d+) ranked indicators are in the top half",
    ),
    (
        (*OPENING, *BENCHMARKING),
        r"Of (?P<ranked>\d+) indicators ranked among county areas, (?P<first>\d+) are in the first quartile, which is "
        r"the best, (?P<second>\d+) in the second, (?P<third>\d+) in the third and (?P<fourth>\d+) in the fourth: "
        r"(?P<top_half_percent>\d+)% are in the top half, where an average council has (?P<usual_half>\d+)\.\d%\.",
    ),
)
"""On which pages something is said, in which words; the groups are named after what is counted."""


def words_of(page: str) -> str:
    """The words of a page on one line, with the descriptions of its pictures, without the code folded in."""
    bare = re.sub(r'<style.*?</style>|<details class="code">.*?</details>', " ", page, flags=re.DOTALL)
    # a number in a sentence is an element of its own, which says what it states
    bare = re.sub(r'<span data-fact="[^"]*">(.*?)</span>', r"\1", bare)
    described = re.sub(r'<img [^>]*?alt="([^"]*)"[^>]*>', r" \1 ", bare)
    described = re.sub(r'<svg class="drawing"[^>]*?aria-label="([^"]*)".*?</svg>', r" \1 ", described, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", described)).split())


def stated(pages: Mapping[str, str]) -> dict[str, dict[int, list[str]]]:
    """What is counted, with each number that is given for it and where; a wording that is not there gives -1.

    Of a wording that is repeated on a page, as for each theme, the first is of the whole.
    """
    result: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for names, wording in WORDINGS:
        for name in names:
            first = re.search(wording, pages[name])
            for what in re.compile(wording).groupindex:
                result[what][int(first[what]) if first else -1].append(f"{name}: {wording[:50]}")
    return {what: dict(numbers) for what, numbers in result.items()}


def contradictions(pages: Mapping[str, str]) -> dict[str, dict[int, list[str]]]:
    """What is given in more than one number, or not given where it should be."""
    return {what: numbers for what, numbers in stated(pages).items() if len(numbers) > 1 or -1 in numbers}


@pytest.fixture(scope="module")
def pages(report_pages: Path) -> dict[str, str]:
    return {path.stem: words_of(path.read_text(encoding="utf-8")) for path in sorted(report_pages.glob("*.html"))}


def test_headline_numbers_are_the_same_wherever_they_are_stated(pages: dict[str, str]) -> None:
    assert contradictions(pages) == {}
    assert all(sum(map(len, numbers.values())) > 1 for numbers in stated(pages).values())


def test_headline_numbers_are_those_of_the_tables(pages: dict[str, str], built: Any) -> None:
    tables = built.root / "data/processed/2023"
    compendium = pd.read_parquet(tables / "compendium.parquet")
    headline = compendium[compendium["in_headline"]]
    named = {
        "Improved": "improved",
        "No real change": "unchanged",
        "Worsened": "worsened",
        "Cannot be determined": "undetermined",
    }
    counts = {named[word]: int(count) for word, count in headline["direction"].value_counts().items()}
    quartiles = {int(entry): int(count) for entry, count in headline["quartile"].dropna().value_counts().items()}
    positions = pd.read_parquet(tables / "positions.parquet")
    bases = pd.read_parquet(tables / "quartile_bases.parquet").set_index("part")["share_percent"]
    overall = positions[positions["scope"].eq("Overall") & positions["own"]].iloc[0]
    determined = counts["improved"] + counts["unchanged"] + counts["worsened"]
    ranked = sum(quartiles.values())
    top_half = quartiles[1] + quartiles[2]
    expected = counts | {
        "determined": determined,
        "counted": len(headline),
        "ranked": ranked,
        "top_half": top_half,
        "first": quartiles[1],
        "second": quartiles[2],
        "third": quartiles[3],
        "fourth": quartiles[4],
        "rank": overall["median_rank"],
        "councils": overall["n"],
        "half_best": overall["rank_50_lower"],
        "half_worst": overall["rank_50_upper"],
        "best": overall["rank_95_lower"],
        "worst": overall["rank_95_upper"],
        "method_best": min(overall[name] for name in METHODS),
        "method_worst": max(overall[name] for name in METHODS),
        "top_half_chance": round(100 * overall["top_half_probability"]),
        "top_half_percent": round(100 * top_half / ranked),
        "usual_half": int(round(bases["top_half"], 1)),
        **{f"{what}_percent": round(100 * counts[what] / determined) for what in ("improved", "unchanged", "worsened")},
    }
    assert {what: list(numbers) for what, numbers in stated(pages).items()} == {
        what: [number] for what, number in expected.items()
    }


def test_a_number_that_differs_in_one_place_is_found(pages: dict[str, str]) -> None:
    """Each number of each wording on each page in turn, made one higher there alone."""
    changed = 0
    for names, wording in WORDINGS:
        for name in names:
            first = re.search(wording, pages[name])
            assert first is not None, (name, wording)
            for what in first.groupdict():
                text = pages[name]
                other = f"{text[: first.start(what)]}{int(first[what]) + 1}{text[first.end(what) :]}"
                assert what in contradictions(pages | {name: other}), (name, what)
                changed += 1
    assert changed > 80


def test_a_statement_that_goes_missing_is_found(pages: dict[str, str]) -> None:
    assert contradictions(pages | {"index": pages["index"].replace("county areas over all themes", "councils")})
