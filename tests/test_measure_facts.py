"""The measure of figures in sentences that say which cell of a table they are."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

TOOL = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "measure_facts.py"))
HEAD = '<html><head><link href="site.css"></head><body><nav><ul><li>2023</li></ul></nav><main>'


def page(body: str) -> str:
    """A page of a site."""
    return f"{HEAD}{body}</main></body></html>"


def stated(body: str) -> list[Any]:
    return list(TOOL["stated_in"](page(body)))


def test_a_figure_is_a_number_in_digits_and_a_fact_says_which_cell_it_is() -> None:
    fact = '<span data-fact="t/a/n">25</span>'
    assert stated(f"<p>Of {fact} councils none is lower. It had 3.5% more. No number here.</p>") == [
        ("Of 25 councils none is lower.", ()),
        ("It had 3.5% more.", ("3.5",)),
    ]
    assert stated(f"<ul><li>{fact} of 30</li></ul><h1>{fact} improved</h1>") == [
        ("25 of 30", ("30",)),
        ("25 improved", ()),
    ]


def test_numbers_that_are_no_figures_of_a_sentence_are_left_out() -> None:
    for body in (
        "<table><tr><td>5</td></tr></table>",
        '<ul class="table-notes"><li>In 2020/21 it was distorted.</li></ul>',
        '<p>See <a href="a.html">Level 2</a>, <cite>Edition of 2023</cite>.</p>',
        '<p><span class="quoted">They said 7.</span></p>',
        "<p>It lies in the 95% interval.</p>",
        "<figure><figcaption>5 of 10</figcaption></figure>",
    ):
        assert stated(body) == []


def test_a_page_with_a_figure_that_is_no_fact_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "funding.html").write_text(page("<p>It had 5 more.</p>"), encoding="utf-8")
    assert TOOL["main"]([str(tmp_path), "--missing"]) == 1
    assert "5: It had 5 more." in capsys.readouterr().out
    (tmp_path / "funding.html").write_text(
        page('<p>It had <span data-fact="t/a/n">5</span> more.</p>'), encoding="utf-8"
    )
    assert TOOL["main"]([str(tmp_path)]) == 0
    assert TOOL["main"]([str(tmp_path / "none")]) == 1
